# Numbers that doubles cannot hold: certified, noted or refused, never a plain 0.
# Tests src/number/underflow.c, src/number/numbers.c, src/number/infinite.c, src/table/table.c.

$ dcalc eval 'prod(range(100000) + 1)'
2.8242294079603479e456573

$ dcalc eval 'prod(range(200) + 1)' --numbers double
dcalc: expression:1:1: the value overflows on the way
  prod(range(200) + 1)
  ^^^^^^^^^^^^^^^^^^^^
  hint: ask without --numbers double
[4]

$ dcalc grad 'prod(x)' --at 'x=(range(400) + 1)/10000' | cut -c1-50
x  6.4034522846623895e-728  3.2017261423311948e-72

# What is asked of doubles alone says so.
$ dcalc grad 'prod(x)' --at 'x=(range(400) + 1)/10000' --numbers double 2>&1 >/dev/null
dcalc: note: 401 numbers are too small for doubles, and 0 or of few digits here: --numbers certified computes them

$ dcalc eval 'exp(-1000)' --numbers double
0
dcalc: note: 1 number is too small for doubles, and 0 or of few digits here: --numbers certified computes it

$ dcalc eval 'x^3*y^4*exp(0*x)' --at x=1e-120,y=1e120 --numbers double
1e120

$ dcalc grad 'prod(x)' --at 'x=[1e-200,1e-200,1e250,1e250,exp(-3)]' --numbers double
dcalc: expression:1:1: the value rests on a number that is too small or too large for a double
  prod(x)
  ^^^^^^^
  hint: ask without --numbers double
[4]

$ dcalc eval 'y/(1/exp(x))^2' --at x=-400,y=1e300 --numbers double
dcalc: expression:1:1: the value rests on a number that is too small or too large for a double
  y/(1/exp(x))^2
  ^^^^^^^^^^^^^^
  hint: ask without --numbers double
[4]

# Arrays of files are certified where doubles would lose an entry, and stay doubles elsewhere.
$ printf '1\n40\n2\n' >x.csv; dcalc grad 'sum(exp(-x^2))' --at x=@x.csv
x  -0.7357588823428847  -1.0762643172205314e-693  -0.07326255555493671

$ printf '1\n5\n2\n' >x.csv; dcalc grad 'sum(exp(-x^2))' --at x=@x.csv
x  -0.7357588823428847  -1.3887943864964022e-10  -0.07326255555493671
dcalc: note: computed in doubles: arrays from files

$ printf '1\n800\n2\n' >x.csv; dcalc eval 'sum(exp(-x))' --at x=@x.csv
0.503214724408055
dcalc: note: computed in doubles: arrays from files

$ printf '1e-200\n1e-200\n3\n' >x.csv; dcalc grad 'prod(x)' --at x=@x.csv
x  3e-200  3e-200  9.9999999999999996e-401

$ printf '1\n40\n2\n' >x.csv; dcalc grad 'sum(exp(-x^2))' --at x=@x.csv -o d.npy; dcalc eval x --at x=@d.npy
dcalc: note: computed in doubles: arrays from files
dcalc: note: 1 number is too small for doubles, and 0 or of few digits here: --numbers certified computes it
-0.7357588823428847  0  -0.07326255555493671
dcalc: note: computed in doubles: arrays from files

# A product on the edge of the range has lost its last digits at most.
$ dcalc eval 'x[1:]*exp(-x[:-1])' --at 'x=range(1000)' --numbers double 2>&1 | tail -n 1
dcalc: note: 290 numbers are too small for doubles, and 0 or of few digits here: --numbers certified computes them

$ dcalc jacobian 'x[1:]*exp(-x[:-1])' --at 'x=range(200000)' --sparse -f mtx 2>&1 >/dev/null
dcalc: note: computed in doubles: a large computation
dcalc: note: 398580 numbers are too small for doubles, and 0 or of few digits here: --numbers certified computes them

# So have nonzeros that are products of entries.
$ point='x=range(100000) + 1,y=(range(100000) + 1)*1e-200,z=(range(100000) + 1)*1e-180,w=(range(100000) + 1)*1e250'; dcalc jacobian 'x[1:]*y[:-1]*z[1:]' --at "$point" --wrt x,y,z --sparse -f mtx 2>&1 | tail -n 2; dcalc jacobian 'x[1:]*y[:-1]*z[1:]*w[1:]' --at "$point" --wrt x --sparse -f mtx 2>&1 | head -n 1
dcalc: note: computed in doubles: a large computation
dcalc: note: 99999 numbers are too small for doubles, and 0 or of few digits here: --numbers certified computes them
dcalc: expression:1:1: the derivative rests on a number that is too small or too large for a double

# Rows of a table are the nearest doubles.
$ printf 'x\n1\n40\n700\n' | dcalc eval 'exp(-x)*exp(x/2)*exp(x/2)' --points -
value
1.0000000000000002
1
0.9999999999999999

$ printf 'x\n-800\n1\n' | dcalc eval 'log(exp(x)*exp(0*x))' --points -
value
-800
1

# What is itself too small for a double is counted: of rows in blocks, with arrays, and asked about alone.
$ for f in 'exp(x)' '[exp(x),1]@[[1,2],[0,1]]' 'log(exp(x)*exp(0*x))*exp(x)' 'where(x < -720, 0, exp(x))' 'x^2*1e-300*1e-300'; do printf 'x\n-800\n0\n-720\n' | dcalc eval "$f" --points - --no-output-header; done 2>&1
0
1
2.0322308024e-313
dcalc: note: 2 numbers are too small for doubles, and 0 or of few digits here: --at computes them
0,1
1,3
2.0322308024e-313,1
dcalc: note: 2 numbers are too small for doubles, and 0 or of few digits here: --at computes them
0
0
-1.4632061777412e-310
dcalc: note: 2 numbers are too small for doubles, and 0 or of few digits here: --at computes them
0
1
2.0322308024e-313
dcalc: note: 1 number is too small for doubles, and 0 or of few digits here: --at computes it
0
0
0
dcalc: note: 2 numbers are too small for doubles, and 0 or of few digits here: --at computes them

$ { echo x; seq 100000; } | dcalc eval 'exp(-x)' --points - -f npy -o o.npy
dcalc: note: 99292 numbers are too small for doubles, and 0 or of few digits here: --at computes them

# Training stays in doubles, and says what they lost.
$ dcalc backprop 'w*exp(-v)*exp(-v)' --weights w --lr 1 --steps 2 --at w=1,v=600
loss      0
dloss/dw  0
w         1
dcalc: note: computed in doubles: several steps
dcalc: note: 2 numbers are too small for doubles, and 0 or of few digits here

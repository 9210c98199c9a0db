# Arrays from files; every format's details are in tests/data/arrays.tsv.
# Tests cmd/files.c, cmd/point.c, src/data/point.c, src/report/array_file.c, src/report/render_arrays.c, src/data/safetensors_write.c.
$ printf '1,2\n3,4\n' >W.csv; printf '0.5\n-1\n' >x.csv
$ dcalc grad 'norm(W@x)^2' --at W=@W.csv,x=@x.csv
W  -1.5  3
   -2.5  5
x  -18  -26
dcalc: note: computed in doubles: arrays from files

# Certified, each double is the number that it is.
$ dcalc eval 'sum(x)^2/3' --at x=@x.csv --numbers certified -n 25
0.08333333333333333333333333

$ dcalc eval 'sum(x)' --at x=@x.csv --exact
dcalc: --exact needs numbers that are written out, not arrays of doubles
[2]

# Columns by the names in the header.
$ printf 'x,y\n1,10\n2,20\n3,30\n' >data.csv
$ dcalc eval 'mean(x*y)' --at @data.csv
46.666666666666664
dcalc: note: computed in doubles: arrays from files

$ dcalc eval 'y' --at y=@data.csv -q
10  20  30

$ dcalc eval 'A' --at A=@data.csv -q
1  10
2  20
3  30

# Matrix Market, JSON, NumPy; standard input; a folder.
$ printf '%%%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 3\n2 1 -1.5\n' >S.mtx
$ dcalc eval 'S@[1,1]' --at S=@S.mtx -q
1.5  -1.5

$ echo '[[1, 0.1], [2, "1/3"]]' >A.json
$ dcalc eval 'A[0,1] + A[1,1]' --at A=@A.json
0.43333333333333335

$ echo '{"A": [1, 2], "b": 3}' >point.json
$ dcalc eval 'A*b' --at @point.json; dcalc eval 'A' --at A=@point.json
3  6
1  2

$ dcalc eval c --at c=@point.json
dcalc: point.json:1:1: there is no key c
  {"A": [1, 2], "b": 3}
  ^
  hint: it has A and b
[2]

$ { printf '\223NUMPY\1\0v\0'; printf '%-117s\n' "{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }"; printf '\1\0\2\0\377\377'; } >v.npy
$ dcalc eval v --at v=@v.npy -q
1  2  -1

$ dcalc eval v --at v=@- -q <v.npy
1  2  -1

$ mkdir step; cp v.npy step/a.npy; cp v.npy step/b.npy; dcalc eval 'a@b' --at @step/ -q; dcalc eval 'b' --at b=@step -q
6
1  2  -1

# What was given is told as it was given, and a later value takes the place of an earlier one.
$ dcalc eval 'a@b' --at @step,b=2*[1,1,1] -f json
{"command":"eval","expr":"a@b","at":{"a":"@step/a.npy","b":"2*[1,1,1]"},"value":4,"notes":["computed in doubles: arrays from files"]}

$ dcalc eval 'b' --at b=1 --at b=@step/b.npy -q
1  2  -1

# Jobs.
$ echo '{"command": "eval", "expr": "v*s", "at": {"v": "@v.npy", "s": 2}}' | dcalc run -
{"command":"eval","expr":"v*s","at":{"v":"@v.npy","s":2},"value":[2,4,-2],"notes":["computed in doubles: arrays from files"]}

$ echo '{"defaults": {"command": "eval", "at": "@step"}, "jobs": [{"expr": "a"}, {"expr": "b", "at": {"b": 7}}]}' | dcalc run -
{"command":"eval","expr":"a","at":{"a":"@step/a.npy"},"value":[1,2,-1],"notes":["computed in doubles: arrays from files"]}
{"command":"eval","expr":"b","at":{"b":7},"value":7}

$ echo '{"id": 1, "command": "eval", "expr": "v", "at": {"v": "@v.npy"}}' | dcalc run --no-files -
{"id":1,"error":{"kind":"usage","message":"@v.npy: files are refused here (--no-files)"}}
[1]

$ printf '1,2\n3,x\n' >bad.csv; echo '{"command": "eval", "expr": "v", "at": {"v": "@bad.csv"}}' | dcalc run -
{"error":{"kind":"syntax","message":"bad.csv:2:3: 'x' is not a number"}}
[1]

# Vectors of jvp and vjp; a formula calls them by a name of their own.
$ dcalc jvp 'x^2' --at x=@x.csv --vector x=@x.csv -q; dcalc vjp 'W@x' --wrt x --at W=@W.csv,x=@x.csv --vector @x.csv -q
0.5  2
-2.5  -3

$ dcalc jvp 'x^2' --shape x=[2] --vector x=@x.csv
2*x*v_x

$ echo '{"command": "vjp", "expr": "W@x", "wrt": "x", "at": {"W": "@W.csv", "x": "@x.csv"}, "vector": "@x.csv"}' | dcalc run -
{"command":"vjp","expr":"W@x","wrt":["x"],"at":{"W":"@W.csv","x":"@x.csv"},"vector":"@x.csv","value":[-1.5,-2.5],"vjp":{"x":[-2.5,-3]},"notes":["computed in doubles: arrays from files"]}

$ dcalc grad 'x^2' --shape x=@x.csv
dcalc: --shape takes sizes, not '@x.csv'
  hint: write --shape A=[m,n],x=[n]
[2]

# Long lists of JSON are arrays of doubles, short ones exact.
$ { echo -n '{"x": [0'; for i in $(seq 5000); do echo -n ",$i"; done; echo ']}'; } >long.json
$ dcalc eval 'sum(x)' --at @long.json -f json; dcalc eval 'sum(x)' --at x=@long.json -q
{"command":"eval","expr":"sum(x)","at":{"x":"@long.json"},"value":12502500,"notes":["computed in doubles: arrays from files"]}
12502500

# Neither an expression nor a point in a file names files.
$ dcalc eval '@v.npy + 1' --at v=1
dcalc: v.npy + 1: No such file or directory
[3]

$ echo '{"v": "@v.npy"}' >sly.json; dcalc eval v --at @sly.json
dcalc: sly.json: v:1:1: expected a value, found '@'
  @v.npy
  ^
  hint: a file is bound to a name with --at x=@FILE
[2]

# Errors.
$ dcalc eval x --at x=@bad.csv
dcalc: bad.csv:2:3: 'x' is not a number
  3,x
    ^
[2]

# A field in quotes may hold line breaks; the error is where it is.
$ printf 'x,y\n1,"2\n3"4\n' >lines.csv; dcalc eval 'sum(x)' --at @lines.csv
dcalc: lines.csv:3:3: text follows the quote
  3"4
    ^
[2]

$ { printf 'x,y\n1,"'; yes 2 | head -n 3000; printf '"4'; } >lines.csv; dcalc eval 'sum(x)' --at @lines.csv
dcalc: lines.csv:3002:2: text follows the quote
  "4
   ^
[2]

$ dcalc eval x --at x=@none.npy
dcalc: none.npy: No such file or directory
[3]

$ head -c 130 v.npy >cut.npy; dcalc eval x --at x=@cut.npy
dcalc: cut.npy: truncated: 2 bytes of entries instead of 3 entries of 2 bytes
[3]

$ dcalc eval x --at @W.csv
dcalc: expression:1:1: 'x' has no value
  x
  ^
  hint: bind it with --at x=...; W.csv has c1 and c2; --columns names them
[2]

$ dcalc eval x --at @v.npy
dcalc: v.npy: its array has no name
  hint: give it one: --at NAME=@v.npy
[2]

$ mkdir empty; dcalc eval x --at @empty
dcalc: empty: the folder holds no file of arrays, such as W.npy
[3]

$ { head -c 128 v.npy; printf '\1\0\2\0\377\377'; } | sed "s/<i2/<f2/" | LC_ALL=C sed 's/\x01\x00\x02\x00\xff\xff$/\x00\x00\x00|\x00\x00/' >inf.npy; dcalc eval x --at x=@inf.npy
dcalc: inf.npy: x[1] is inf, not a finite number
[1]

# Writing: the format is --format's, or the ending's.
$ dcalc grad 'x*y^2' --at x=2,y=3 -f csv
x,y
9,12

$ dcalc grad 'x*y^2' --at x=2,y=3 -f csv -q
9,12

$ dcalc eval '[[1,2],[3,1/3]]' -f csv; dcalc eval '[1,2.5]' -f csv -n 3; dcalc eval 'pi' -f csv
1,2
3,0.3333333333333333
1.00
2.50
3.141592653589793

$ dcalc grad 'sum(x*y)' --at 'x=[1,2],y=[3,4]' -o g.csv; cat g.csv; dcalc eval 'x@y' --at @g.csv -q
x,y
3,1
4,2
11

$ dcalc jacobian 'x^2' 'x*y' --at x=3,y=2 -f mtx
%%MatrixMarket matrix array real general
2 2
6
2
0
3

$ dcalc eval 'A' --at 'A=[[1,2],[3,1/3]]' -o A.mtx; dcalc eval 'A@[1,3]' --at A=@A.mtx -q
7  4

$ dcalc eval '[[1,2],[3,1/3]]' -o A.npy; head -c 80 A.npy | tail -c 70; echo; dcalc eval A --at A=@A.npy -f json -q
{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }           
{"command":"eval","expr":"A","at":{"A":"@A.npy"},"value":[[1,2],[3,0.3333333333333333]],"notes":["computed in doubles: arrays from files"]}

$ dcalc eval 'A' --at 'A=[1,2]' -o A.json; cat A.json; dcalc eval '[1,2]' -f csv -o A.json; cat A.json
{"command":"eval","expr":"A","at":{"A":[1,2]},"value":[1,2]}
1
2

# Steps chain through archives, folders and JSON; the loss is told.
$ dcalc backprop 'sum((W@x - [1,1])^2)' --at 'W=[[1,2],[3,4]],x=[1,-1]' --weights W --lr 1/4 -o step.npz
loss  8

$ dcalc backprop 'sum((W@x - [1,1])^2)' --at @step.npz --at 'x=[1,-1]' --weights W --lr 1/4 -o next/ -q; ls next; dcalc eval W --at @next -q
0
W.npy
2  1
4  3

$ dcalc backprop 'sum((W@x - [1,1])^2)' --at 'W=[[1,2],[3,4]],x=[1,-1]' --weights W --lr 1/4 -o step.safetensors -q; tail -c +9 step.safetensors | head -c 56; echo; dcalc eval W --at @step.safetensors -q
8
{"W":{"dtype":"F64","shape":[2,2],"data_offsets":[0,32]}
2  1
4  3

$ dcalc eval 'P = [[1,2],[3,4]]; c = 1/3' --show P,c -o shown.safetensors -q; dcalc eval 'P*c*3' --at @shown.safetensors -q; dcalc eval 'exp(1000)' -f safetensors
1  2
3  4
dcalc: 1.9700711140170470e434 does not fit into the doubles of a .safetensors file
  hint: text, JSON, CSV and Matrix Market files hold numbers of any size
[4]

$ dcalc backprop 'W^2' --at W=4 --weights W --lr 1/4 -o w.json; dcalc backprop 'W^2' --at @w.json --weights W --lr 1/4 -o w.csv; cat w.csv
loss  4
W
1

# What does not fit.
$ dcalc grad 'sum(x)*y' --at 'x=[1,2],y=3' -f npy
dcalc: 2 results do not fit into one array
  hint: write them to an archive, -o FILE.npz, or to a folder, -o FOLDER/
[2]

$ dcalc grad 'sum(x)*y' --at 'x=[1,2],y=3' -f csv
dcalc: 2 results do not fit into one table: their shapes differ
  hint: write them to an archive, -o FILE.npz, or to a folder, -o FOLDER/
[2]

$ dcalc grad 'sum(x)*y' -o g.npz
dcalc: a file of arrays holds numbers, but this is a formula
  hint: give a point with --at, or write formulas as CSV
[2]

# Without a point a table holds formulas, in quotes where they have commas.
$ dcalc jacobian '[r*cos(t), r*sin(t)]' -f csv; dcalc grad 'x^2*y' -f csv; dcalc diff 'x^2' -f tsv; dcalc hessian 'x^2*y' -o h.tsv; cat h.tsv
cos(t),-r*sin(t)
sin(t),r*cos(t)
x,y
2*x*y,x^2
2*x
2*y	2*x
2*x	0

$ dcalc eval 'atan2(y, x)' -f csv; dcalc eval '2*A' --shape A=[n,n] -f csv
"atan2(y, x)"
dcalc: a table holds the formulas of entries, but this is one of arrays
  hint: give a point with --at, or write text or JSON
[2]

# Arrays of formulas are rows of entries, as a Jacobian is.
$ dcalc eval '[x^2, x*y]' -o f.csv; cat f.csv; dcalc eval '[[x, 1], [y, atan2(x, y)]]' -f csv; dcalc diff '[x^2, x^3]' -f tsv; dcalc grad 'sum(A@x)' --shape A=[2,3],x=[3] --wrt A -f csv; dcalc grad 'sum(v^2)' --shape v=[2] -f csv
x^2
x*y
x,1
y,"atan2(x, y)"
2*x
3*x^2
x[0],x[1],x[2]
x[0],x[1],x[2]
v
2*v[0]
2*v[1]

$ dcalc eval '1/3' --exact -f csv
dcalc: a file of arrays holds decimals, not what --exact gives
[2]

$ dcalc diff 'x^2' --at x=1 --symbolic -f csv
dcalc: a file of arrays holds only numbers
  hint: leave --symbolic out, or write text or JSON
[2]

$ dcalc eval 'exp(1000)' -f npy
dcalc: 1.9700711140170470e434 does not fit into the doubles of a NumPy file
  hint: text, JSON, CSV and Matrix Market files hold numbers of any size
[4]

$ dcalc eval '[1,2]' -o W.csv/
dcalc: W.csv/: Not a directory
[3]

$ dcalc eval '[1,2]' -o folder/ -f csv
dcalc: a folder takes .npy files, not csv
[2]

# A name in a file is no path.
$ echo '{"../x": 1}' >sly.json; dcalc grad 'x*y' --at @sly.json,y=1 -o folder/; ls folder; rm -r folder
x.npy
y.npy

# Ranges that begin elsewhere than at 0.
$ dcalc eval 'prod(range(1, 6))'; dcalc eval 'sum(1/range(1, 11)^2)' --exact; dcalc eval 'range(-2, 3)'; dcalc eval 'range(n, n + 1)' --at n=7; dcalc eval 'x[range(1, 3)]' --at 'x=[5,6,7]'
120
1968329/1270080
-2  -1  0  1  2
7
6  7

$ dcalc eval 'range(3, 3)' 2>&1 | head -n 1; dcalc eval 'range(0, 3e9)' 2>&1 | head -n 1; dcalc eval 'range(1.5, 3)' 2>&1 | head -n 1; dcalc eval 'range(1, n)' 2>&1 | tail -n 1; dcalc eval 'range(1, 2, 3)' 2>&1 | tail -n 1
dcalc: expression:1:1: a range must end after its start
dcalc: expression:1:1: an array of more than 2147483647 entries
dcalc: expression:1:7: the start of a range must be an integer constant
  hint: give it with --at, such as n=3
  hint: it is written range(n)

$ dcalc grad 'sum(range(1, 4)*x^2)' --at 'x=[5,6,7]'; dcalc grad 'sum(range(1, 4)*x^2)' --shape x=[3]
x  10  24  42
x  2*x*(range(3) + 1)

# A question asked at every row of a table.
# Tests cmd/table.c, src/table/row_query.c, src/table/chunk_write.c, src/table/chunk_read.c.
$ printf 'x,y,id\n1,2,a\n-1,3,"b ""q"""\r\n\n# a remark\n 2 ; 0.5 ,c\n' | sed 's/ ; /,/' >p.csv; dcalc grad 'log(x)*y^2' --points p.csv
df/dx,df/dy
4,0
nan,nan
0.125,0.6931471805599453
dcalc: note: 1 of 3 rows is undefined; the first, p.csv:3: 'log' is not defined at -1

# JSON Lines out, columns passed through; nan is null.
$ dcalc grad 'log(x)*y^2' --points p.csv --keep id,x -f json -q
{"id":"a","x":1,"df/dx":4,"df/dy":0}
{"id":"b \"q\"","x":-1,"df/dx":null,"df/dy":null}
{"id":"c","x":2,"df/dx":0.125,"df/dy":0.6931471805599453}

$ dcalc hessian 'x^2*y' --points - --keep '*' <p.csv
x,y,id,d^2f/dx dx,d^2f/dx dy,d^2f/dy dx,d^2f/dy dy
1,2,a,4,2,2,0
-1,3,"b ""q""",6,-2,-2,0
2,0.5,c,1,4,4,0

$ dcalc jacobian 'x^2' 'x*y' --wrt x --points p.csv
df1/dx,df2/dx
2,2
-2,3
4,0.5

# Names come from columns, from --at, or are an error.
$ dcalc eval 'a*x + W[0,1]' --at 'a=10,W=[[1,2],[3,4]]' --points p.csv
value
12
-8
22

$ dcalc eval 'x + z' --points p.csv
dcalc: expression:1:5: 'z' has no value
  x + z
      ^
  hint: bind it with --at z=...; p.csv has x, y and id
[2]

$ dcalc eval 'x' --at x=1 --points p.csv
dcalc: 'x' is both bound by --at and a column
[2]

$ dcalc eval 'x' --points p.csv --keep colour
dcalc: the table has no column 'colour' to keep
  hint: p.csv has x, y and id
[2]

# JSON Lines in, keys in any order.
$ printf '{"x":1,"y":2}\n{"y":3,"x":-1.5,"n":[1,{"a":"}"}]}\n' | dcalc grad 'abs(x)*y' --points - -f json --keep y,n
{"error":{"kind":"usage","message":"the table has no column 'n' to keep","hint":"standard input has x and y"}}
[2]

$ printf '{"x":1,"y":2}\n{"y":3,"n":[1,{"a":"}"}],"x":-1.5}\n' | dcalc grad 'abs(x)*y' --points - -f json --keep y
{"y":2,"df/dx":2,"df/dy":1}
{"y":3,"df/dx":-3,"df/dy":1.5}

# On the boundary of a condition the two sides are compared: here they agree, and there they do not.
$ printf 'x\n1\n2\n' | dcalc diff 'where(x > 1, (x - 1)^2, 0)' --points -
df/dx
0
2

$ printf 'x\n1\n2\n' | dcalc diff 'where(x > 1, x - 1, 0)' --points -
df/dx
nan
1
dcalc: note: 1 of 2 rows is undefined; the first, standard input:2: 'where' has no derivative at 1

$ printf 'x\n0\n2\n' | dcalc diff 'abs(x)' --points - --kinks subgradient
df/dx
0
1

# Strict stops with the row's number, and leaves no file behind.
$ dcalc diff 'log(x)' --points p.csv --strict -o out.csv; echo $?; ls out.csv* 2>/dev/null
dcalc: p.csv:3: 'log' is not defined at -1
1
[2]

# Empty fields, half a row, what is no number, nothing at all.
$ printf 'x,y\n1,2\n1,\n' | dcalc grad 'x*y' --points -
df/dx,df/dy
2,1
dcalc: standard input:3: a value is missing
  hint: --missing nan makes such rows undefined instead, --missing drop leaves them out
[2]

$ printf 'x,y\n1,\n3,4\n' | dcalc grad 'x*y' --points - --missing nan
df/dx,df/dy
nan,nan
4,3
dcalc: note: 1 of 2 rows is undefined; the first, standard input:2: a value is missing

$ printf 'x,y\n1,3\n2' | dcalc grad 'x*y' --points - -o out.csv; ls out.csv* 2>/dev/null
dcalc: standard input:3: the row has fewer fields than the header
  hint: --missing drop or nan takes what is not there for missing
[2]

$ printf 'x,y\n1,3\n2,zwei\n' | dcalc eval 'x*y' --points - -q
value
3
dcalc: standard input:3: 'zwei' is not a number
[2]

$ printf '' | dcalc eval x --points -
dcalc: standard input:1: the table is empty
[2]

$ printf 'x\n' | dcalc eval x --points -
value

$ dcalc eval x --points p.csv -f dot
dcalc: --points answers in CSV, TSV, JSON Lines or a NumPy array
  hint: write -f csv, -f tsv, -f json or -f npy
[2]

$ dcalc eval x --points nowhere.csv
dcalc: nowhere.csv: No such file or directory
[3]

# The same bytes with one thread and two, and however the input arrives.
$ seq 1 30000 | LC_ALL=C awk 'BEGIN { print "x,y" } { print $1/7 - 2000 "," $1 % 13 - 3 }' >many.csv; dcalc grad 'sin(x*y)*log(y)/x' --points many.csv -j 1 -o one.csv; dcalc grad 'sin(x*y)*log(y)/x' --points many.csv -j 2 -o two.csv -q; cmp one.csv two.csv; (while IFS= read -r -N 2999 piece || [ -n "$piece" ]; do printf '%s' "$piece"; done) <many.csv | dcalc grad 'sin(x*y)*log(y)/x' --points - -q | cmp - one.csv; wc -l <one.csv
dcalc: note: 9232 of 30000 rows are undefined; the first, many.csv:2: 'log' is not defined at -2
30001

# Answers go out while the input is still open.
$ mkfifo back; { printf 'x\n3\n'; timeout 20 cat back; } | dcalc diff 'x^2' --points - | { read -r name; read -r value; echo "$name $value"; echo >back; }
df/dx 6

# A reader that leaves is no error; a full disk is.
$ dcalc eval 'x + y' --points many.csv | head -2
value
-2001.86

$ dcalc eval 'x + y' --points many.csv -o /dev/full
dcalc: /dev/full: No space left on device
[3]

# Arrays in the program.
$ printf 'x,y\n3,4\n1,1\n' | dcalc grad 'norm([x, y]@A)' --at 'A=[[1,0],[0,1]]' --points -
df/dx,df/dy
0.6,0.8
0.7071067811865475,0.7071067811865475

# Ctrl-C while it waits for input: nothing under the name.
$ (printf 'x\n1\n'; sleep 2) | timeout --preserve-status -s INT 1 dcalc diff 'x^2' --points - -o out.csv; echo ${PIPESTATUS[1]}; ls out.csv* 2>/dev/null
130
[2]

# A NumPy matrix: its columns are the names in order of appearance.
$ dcalc eval '[[1,2],[3,4],[5,0]]' -f npy -o p.npy; dcalc grad 'x*log(y)' --points p.npy
df/dx,df/dy
0.6931471805599453,0.5
1.3862943611198906,0.75
nan,nan
dcalc: note: 1 of 3 rows is undefined; the first, p.npy:3: 'log' has a pole at 0

$ dcalc grad 'x*y*z' --points p.npy
dcalc: a row of p.npy has 2 entries, but the program's 3 names take 3
[2]

$ dcalc grad 'x*y' --points p.npy --keep x
x,df/dx,df/dy
1,2,1
3,4,3
5,0,5

$ head -c 150 p.npy >half.npy; dcalc grad 'x*y' --points half.npy -o out.csv; ls out.csv* 2>/dev/null
dcalc: half.npy:2: the matrix ends within this row
[2]

$ printf 'x,y\n1,2\n' >no.npy; dcalc grad 'x*y' --points no.npy; dcalc eval '[1,2]' -f npy -o v.npy; dcalc eval 'x' --points v.npy
dcalc: no.npy: byte 0: not a .npy file
value
1
2

# What is compared too closely for doubles is asked of the certified evaluator.
$ printf 'x\n-0.36787944117144233\n-0.3678794411714423\n' | dcalc eval 'lambertw(x)' --points - -q
value
nan
-0.999999989164621

$ printf 'x,y\n-37.5,-1.4499724216009548e-18\n0.3,0.1\n' | dcalc grad 'mod(x, y)' --points - -q
df/dx,df/dy
1,-2.5862560860706034e19
1,-2

# -0 is 0.
$ printf 'x,y\n-0,-1\n' | dcalc eval 'atan2(x, y)' --points -
value
3.141592653589793

# Kinks that make up for each other are none.
$ printf 'x\n0\n1\n' | dcalc diff 'abs(sin(x)) - abs(x)' --points -
df/dx
0
-0.45969769413186023

# Sine and cosine of one argument are made together.
$ printf 'a,b\n1,0.5\n2,-3\n' | dcalc grad 'sin(a)*cos(a) + sin(a + b)' --points - -q | tail -n 2 | LC_ALL=C awk -F, '{ printf "%.12f %.12f\n", $1, $2 }'
-0.345409634879 0.070737201668
-0.113341314995 0.540302305868

# A name that the expression does not use is part of the point where a row is looked into.
$ printf 'x,y\n-1,0.5\n0.3,0.7\n' | dcalc grad 'log(x^2)*sqrt(relu(x - 1))' --wrt x,y --points -
df/dx,df/dy
0,0
0,0

# A jump that nothing of the derivative goes through is looked at from both sides, row by row.
$ printf 'x,y\n1,0\n0.5,-1\n' | dcalc grad 'round(atan2(leaky_relu(x), floor(y)))' --points -
df/dx,df/dy
0,0
0,0

# A name that the gradient does not depend on has a value in every row all the same.
$ printf '{"x":2,"y":1,"u":[1,2]}\n{"x":3,"y":5,"u":[3,4]}\n' | dcalc grad 't = 1 - 3*x - y; sum(u^2)/2 - t' --points - --wrt x,y,u
df/dx,df/dy,df/du[0],df/du[1]
3,1,1,2
3,1,3,4

# Where the table has no name to differentiate by, a row is one of nothing.
$ printf '%%%%\n1\n2\n' >t.csv; for f in csv json; do dcalc grad '3' --points t.csv -f $f; done



{}
{}

# Arrays from files; every format's details are in tests/data/arrays.tsv.
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
{"command":"eval","expr":"a","at":{"a":"@step/a.npy","b":"@step/b.npy"},"value":[1,2,-1],"notes":["computed in doubles: arrays from files"]}
{"command":"eval","expr":"b","at":{"a":"@step/a.npy","b":7},"value":7,"notes":["computed in doubles: arrays from files"]}

$ echo '{"id": 1, "command": "eval", "expr": "v", "at": {"v": "@v.npy"}}' | dcalc run --no-files -
{"id":1,"error":{"kind":"usage","message":"@v.npy: files are refused here (--no-files)"}}
[1]

$ printf '1,2\n3,x\n' >bad.csv; echo '{"command": "eval", "expr": "v", "at": {"v": "@bad.csv"}}' | dcalc run -
{"error":{"kind":"syntax","message":"bad.csv:2:3: 'x' is no number"}}
[1]

# Neither an expression nor a point in a file names files.
$ dcalc eval '@v.npy + 1' --at v=1
dcalc: v.npy + 1: No such file or directory
[3]

$ echo '{"v": "@v.npy"}' >sly.json; dcalc eval v --at @sly.json
dcalc: sly.json: v:1:1: expected a value, found '@'
  @v.npy
  ^
[2]

# Errors.
$ dcalc eval x --at x=@bad.csv
dcalc: bad.csv:2:3: 'x' is no number
  3,x
    ^
[2]

$ dcalc eval x --at x=@none.npy
dcalc: none.npy: No such file or directory
[3]

$ head -c 130 v.npy >cut.npy; dcalc eval x --at x=@cut.npy
dcalc: cut.npy: truncated: 2 bytes of entries, and 3 entries of 2 bytes are promised
[3]

$ dcalc eval x --at @W.csv
dcalc: W.csv:1:1: the first line must be a header with a name for each column
  1,2
  ^^^
  hint: bind it whole: NAME=@W.csv
[2]

$ dcalc eval x --at @v.npy
dcalc: v.npy: the array in it has no name
  hint: give it one: --at NAME=@v.npy
[2]

$ mkdir empty; dcalc eval x --at @empty
dcalc: empty: the folder holds no file of arrays, such as W.npy
[3]

$ { head -c 128 v.npy; printf '\1\0\2\0\377\377'; } | sed "s/<i2/<f2/" | LC_ALL=C sed 's/\x01\x00\x02\x00\xff\xff$/\x00\x00\x00|\x00\x00/' >inf.npy; dcalc eval x --at x=@inf.npy
dcalc: inf.npy: x[1] is inf, which is no number
[1]

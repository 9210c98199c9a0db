# A range of a table's rows, and of an array's.
# Tests src/table/table_input.c, src/table/table_npy.c, src/data/csv_rows.c, src/data/pick.c, src/data/raw.c, cmd/table_form.c.
$ printf 'x,t\n0,a\n# c\n\n1,"b\nb"\n2,"c ""c"" "\n\n3,d\n4,e' >rows.csv; for r in 0:2 2: :1 4:9; do dcalc eval x --points rows.csv --rows $r --no-output-header --keep t; dcalc eval x --at @rows.csv --rows $r -q; done
a,0
"b
b",1
0  1
"c ""c"" ",2
d,3
e,4
2  3  4
a,0
0
e,4
4

# What lies outside is not looked at, but counted: as lines in messages, too.
$ printf 'x\nq\n1\n-2\n\nr\n' >some.csv; dcalc eval 'log(x)' --points some.csv --rows 1:3; dcalc eval 'sum(x)' --at @some.csv --rows 1:3 -q; dcalc eval x --points some.csv --rows 2:; dcalc eval x --at @some.csv --rows 2:
value
0
nan
dcalc: note: 1 of 2 rows is undefined; the first, some.csv:4: 'log' is not defined at -2
-1
value
-2
dcalc: some.csv:6: 'r' is not a number
dcalc: some.csv:6:1: 'r' is not a number
  r
  ^
[2]

# Where there are none, a table of points is empty, as a slice is; a point has no value.
$ dcalc eval x --points rows.csv --rows 5:; dcalc eval x --points rows.csv --rows 99:100 -f json; dcalc eval x --at @rows.csv --rows 5:
value
dcalc: rows.csv: it has 5 rows, and none from row 5 on
[2]

# Lists of JSON, and what comes after the last row may be missing.
$ printf '[{"x":0},\n{"x":1}, {"x":2},\n{"x":' >rows.json; dcalc eval x --points rows.json --rows 1:3; dcalc eval x --points rows.json --rows 2:
value
1
2
value
2
dcalc: rows.json:4: this is not a JSON object
[2]

# Arrays of NumPy, by rows, by columns, in archives, and from a pipe. However a table is cut, the answers are the same.
$ dcalc eval 'i = range(1000); [sin(i)*100, i].T' -o a.npy -q; dcalc eval 'i = range(1000); x = sin(i)*100; y = i' --show x,y -o a.npz -q; dcalc eval 'x' --at x=@a.npy -f csv -q >a.csv
$ dcalc eval 'x.T' --at x=@a.npy -o b.npy -q; LC_ALL=C sed "1s/: False, 'shape': (2, 1000)/: True , 'shape': (1000, 2)/" b.npy >f.npy; dcalc eval 'max(abs(x - y))' --at x=@a.npy,y=@f.npy -q
0

$ echo 'cut_up() { for r in 0:1 1:300 300:999 999: 1000:; do "$@" --rows $r --no-output-header 2>/dev/null; done | cksum; }
whole() { "$@" --no-output-header 2>/dev/null | cksum; }' >cut.sh
$ . ./cut.sh; for f in a.npy f.npy a.csv; do a=$(cut_up dcalc eval 'y^2/x' --points $f --columns x,y); b=$(whole dcalc eval 'y^2/x' --points $f --columns x,y); test "$a" = "$b" && echo same; done
same
same
same

$ . ./cut.sh; a=$(cut_up dcalc grad 'y^2/x' --points a.npz); b=$(whole dcalc grad 'y^2/x' --points a.npz); test "$a" = "$b" && echo same
same

$ cat a.npy | dcalc eval 'y - x*0' --points - --columns x,y --rows 998: --no-output-header; gzip -c a.npy | dcalc eval 'y - x*0' --points - --columns x,y --rows 1:2 --no-output-header
998
999
1

$ dcalc eval 'y - x*0' --points a.npy --columns x,y --rows 997: -o part.npy; dcalc eval p --at p=@part.npy -q
997  998  999

# A part of an array is picked by a slice.
$ dcalc eval 'x' --at x=@a.npy[-2:,1] -q; dcalc eval 'x' --at x=@a.npz[y][:3] -q; dcalc eval x --at x=@a.npy[1000:]; dcalc eval x --at x=@a.npy[0:1:2]
998  999
0  1  2
dcalc: a.npy: [1000:] leaves nothing of axis 0, which has 1000 entries
dcalc: a.npy: [0:1:2] is not an index of an array
[2]

# Jobs.
$ printf '%s\n' '{"command":"eval","expr":"x","points":"@rows.csv","rows":"1:3"}' '{"command":"eval","expr":"sum(x)","at":"@rows.csv","rows":"3:"}' '{"command":"eval","expr":"x","at":{"x":1},"rows":"1:3"}' '{"command":"eval","expr":"x","at":"@rows.csv","rows":"3:3"}' | dcalc run - | sed 's/.*"expr":"[^"]*",//'
"points":"@rows.csv","rows":[{"value":1},{"value":2}]}
"at":{"x":"@rows.csv"},"value":7,"notes":["computed in doubles: arrays from files"]}
{"error":{"kind":"usage","message":"\"rows\" needs a table in \"points\" or \"at\""}}
{"error":{"kind":"usage","message":"\"rows\" must be rows A:B, counted from 0 and without B, not \"3:3\""}}

# What is no range, and where there is no table.
$ for r in 2:2 3:1 -2: 1 : 1:2:3 99999999999999999999:; do dcalc eval x --points rows.csv --rows $r 2>&1 | head -n 1; done; dcalc eval x --points rows.csv --rows 1; dcalc eval x --at x=@a.npy[1] --rows 0:1
dcalc: --rows takes A:B or K/N, not '2:2'
dcalc: --rows takes A:B or K/N, not '3:1'
dcalc: --rows takes A:B or K/N, not '-2:'
dcalc: --rows takes A:B or K/N, not '1'
dcalc: --rows takes A:B or K/N, not ':'
dcalc: --rows takes A:B or K/N, not '1:2:3'
dcalc: --rows takes A:B or K/N, not '99999999999999999999:'
dcalc: --rows takes A:B or K/N, not '1'
  hint: rows are counted from 0, and B is not among them: 0:1000, 1000:2000, 2000:; 2/5 is the second of five parts of a .npy table
dcalc: no table is read of which to take rows
  hint: a part of an array is written x=@x.npy[0:100]
[2]

# A part of a table that tells how many rows it has.
$ dcalc eval 'i = range(7); [i, i^2].T' -o seven.npy -q; for r in 1/3 2/3 3/3; do dcalc grad 'x*y' --points seven.npy --rows $r -o thirds.npy --in-place; dcalc eval x --points seven.npy --rows $r --columns x,y | tr '\n' ' '; done; dcalc grad 'x*y' --points seven.npy -o whole7.npy; cmp thirds.npy whole7.npy; echo
value 0 1 2 value 3 4 value 5 6 
$ for r in 0/3 4/3 1/0 /3 1/; do dcalc eval x --points seven.npy --columns x,y --rows $r 2>&1 | head -n 1; done; printf 'x\n1\n' | dcalc eval x --points - --rows 1/2
dcalc: --rows takes A:B or K/N, not '0/3'
dcalc: --rows takes A:B or K/N, not '4/3'
dcalc: --rows takes A:B or K/N, not '1/0'
dcalc: --rows takes A:B or K/N, not '/3'
dcalc: --rows takes A:B or K/N, not '1/'
dcalc: only a .npy table has parts, as it tells how many rows there are
  hint: give a range of rows, as 0:1000, or make a .npy of it: dcalc eval '[x, y]' --points rows.csv -o rows.npy
[2]

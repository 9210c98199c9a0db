# Tables as they come: fields in quotes, CRLF, blanks, semicolons and tabs, a mark of UTF-8, no line end at the end.
# Tests cmd/table.c, src/data/row_text.c, src/table/table_text.c, src/table/table_npy.c.
$ printf '\357\273\277"x" ;"a ""b""" ; y\r\n "1";"p;q";2 \r\n\r\n -.5e1;;+3\r\n# no row\r\n\t.25\t; z ;1E-1' >semi.csv; dcalc grad 'x*y^2' --points semi.csv --keep '*'
x,"a ""b""",y,df/dx,df/dy
"1","p;q",2,4,4
-.5e1,,+3,9,-30
.25,z,1E-1,0.010000000000000002,0.05

$ dcalc eval x --points semi.csv --keep 'a "b",x' -f json
{"a \"b\"":"p;q","x":"1","value":1}
{"a \"b\"":"","x":"-.5e1","value":-5}
{"a \"b\"":"z","x":".25","value":0.25}

$ dcalc eval x --points semi.csv --keep 'a "b"'
"a ""b""",value
"p;q",1
,-5
z,0.25

$ printf 'x\ty\n1\t2\n3\t\n' | dcalc eval x+y --points - --missing nan -q
value
3
nan

$ printf 'x,x\n1,2\n' | dcalc eval x --points -
dcalc: the table has two columns 'x'
  hint: --columns x=3 calls the third column x
[2]

$ printf 'x,y\n1,"2\n' | dcalc eval x --points -
dcalc: standard input:2: the quote is not closed
[2]

$ printf 'x,y\n1,"2"3\n' | dcalc eval x --points -
dcalc: standard input:2: text follows the quote
[2]

$ printf 'x,y\n1,2,3\n' | dcalc eval x --points -
dcalc: standard input:2: the row has more fields than the header
  hint: --skip 1 begins the table here, --delimiter says what is between fields
[2]

$ printf 'x\n1e999\n' | dcalc eval x --points -
dcalc: standard input:2: '1e999' is not a finite double
[2]

$ printf 'x\nnan\ninf\n1\n' | dcalc eval 2x --points - --missing nan
value
nan
nan
2
dcalc: note: 2 of 3 rows are undefined; the first, standard input:2: a value is missing

$ printf 'x\n0x10\n' | dcalc eval x --points -
dcalc: standard input:2: '0x10' is not a number
[2]

$ printf 'x\n1 2\n' | dcalc eval x --points -
dcalc: standard input:2: '1 2' is not a number
[2]

$ printf 'x\n--1\n' | dcalc eval x --points -
dcalc: standard input:2: '--1' is not a number
[2]

$ printf 'x\n1\n2\0\n' | dcalc eval x --points - | od -c | head -3
dcalc: standard input:3: '2' is not a number
0000000   v   a   l   u   e  \n   1  \n
0000010

# What no program reads need not be a number; where all is read, it must be.
$ printf 'x,note\n1,"no, none"\n2,\n3,nan\n' | dcalc eval x^2 --points - --keep note
note,value
"no, none",1
,4
nan,9

# Numbers of every length read right: the last is halfway between two doubles but for its last digit.
$ printf 'x\n1\n12345678\n123456789\n12345678901234567890\n0.00000000000000000000012345678901234567\n9007199254740993\n9007199254740993.00000000000000000001\n-17976931348623157e292\n4.9e-324\n00000000000000000000000000000001.5\n1.\n.5\n' | dcalc eval x --points - --numbers double
value
1
12345678
123456789
1.2345678901234567e19
1.2345678901234568e-22
9007199254740992
9007199254740994
-1.7976931348623157e308
5e-324
1.5
1
0.5

# A line may be longer than what is read at once.
$ { printf 'x,note\n1,'; head -c 1000000 /dev/zero | tr '\0' a; printf '\n2,b\n'; } | dcalc eval x+1 --points - --keep note | cut -c 1-9
note,valu
aaaaaaaaa
b,3

# JSON Lines: vectors and matrices, of the shapes that the first line has.
$ printf '{"x":[1,2,3],"t":0}\n\n{"t":2,"x":[0,1e0, 0 ] }\n' >v.jsonl; dcalc grad 'exp(t)*sum(x^2)' --points v.jsonl -f json --keep x
{"x":[1,2,3],"df/dx":[2,4,6],"df/dt":14}
{"x":[0,1e0, 0 ],"df/dx":[0,14.7781121978613,0],"df/dt":7.38905609893065}

$ dcalc grad 'exp(t)*sum(x^2)' --points v.jsonl --keep x --shape 'x=[n]'
x,df/dx[0],df/dx[1],df/dx[2],df/dt
"[1,2,3]",2,4,6,14
"[0,1e0, 0 ]",0,14.7781121978613,0,7.38905609893065

$ dcalc eval 'sum(x)' --points v.jsonl --shape 'x=[4]'
dcalc: --shape x:1:1: the value of 'x' has shape (3), not (4)
  [4]
  ^^^
[2]

# (of constants that are computed once, the second row must find what the first one left)
$ printf '{"M":[[1,2],[3,4]],"v":[1,2,3]}\n{"v":[1,2,3],"M":[[1,2],[3,4]]}\n' | dcalc jacobian 'M@v[:2]' --wrt v --points - -f json
{"df1/dv":[1,2,0],"df2/dv":[3,4,0]}
{"df1/dv":[1,2,0],"df2/dv":[3,4,0]}

# (a scalar beside an array, whose entries are more than one column)
$ printf '{"b":2,"y":[3,4]}\n{"y":[5,6],"b":1}\n' | dcalc grad 'b^2 - y[0]' --wrt y,b --points - -f json
{"df/dy":[-1,0],"df/db":4}
{"df/dy":[-1,0],"df/db":2}

$ printf '{"x":[1,2]}\n{"x":[1,2,3]}\n' | dcalc eval 'sum(x)' --points - -q
value
3
dcalc: standard input:2: 'x' has another shape than in the first row
[2]

$ printf '{"x":[1,2]}\n{"x":[1,[2]]}\n' | dcalc eval 'sum(x)' --points - -q
value
3
dcalc: standard input:2: 'x' is neither a list of numbers nor a list of such lists of equal length
[2]

$ printf '{"x":[1,2]}\n{"x":3}\n' | dcalc eval 'sum(x)' --points - -q
value
3
dcalc: standard input:2: 'x' has another shape than in the first row
[2]

$ printf '{"x":[1,2]}\n{"x":[1,"two"]}\n' | dcalc eval 'sum(x)' --points - -q
value
3
dcalc: standard input:2: 'two' is not a number
[2]

$ printf '{"x":[1,2]}\n{"x":[1,null]}\n{"y":1}\n{"x":null}\n{"x":[2,2]}\n' | dcalc eval 'sum(x)' --points - --missing nan -f json
{"value":3}
{"value":null}
{"value":null}
{"value":null}
{"value":4}
dcalc: note: 3 of 5 rows are undefined; the first, standard input:2: a value is missing

$ printf '{"x":[1,2]}\n{"x":[1,2]\n' | dcalc eval 'sum(x)' --points - -q
value
3
dcalc: standard input:2: this is not a JSON object
[2]

$ printf '{"x":[],"y":1}\n' | dcalc eval 'y' --points - -f json --keep x
{"x":[],"value":1}

$ printf '{"x":[1,2],"n":3}\n' | dcalc eval 'sum(x)' --points - --shape 'x=[n]'
dcalc: --shape x:1:2: 'n' is a size, but its value is not
  [n]
   ^
[2]

# In CSV the entries have columns of their own, as dcalc writes them.
$ printf 'x[0],x[1],"W[0,0]","W[0,1]","W[1,0]","W[1,1]",y\n1,2,3,4,5,6,7\n' >w.csv; dcalc grad 'sum(W@x)*y' --points w.csv --wrt W,x
"df/dW[0,0]","df/dW[0,1]","df/dW[1,0]","df/dW[1,1]",df/dx[0],df/dx[1]
7,14,7,14,56,70

$ dcalc eval 'W@x' --points w.csv --keep x,W -f json
{"x":[1,2],"W":[[3,4],[5,6]],"value":[11,17]}

$ dcalc eval 'W' --points w.csv | dcalc eval 'value.T' --points -
"value[0,0]","value[0,1]","value[1,0]","value[1,1]"
3,5,4,6

$ printf 'x[0],x[2]\n1,2\n' | dcalc eval 'sum(x)' --points -
value
1

# An array in a table is one more way to a kink and to an undefined row.
$ printf '{"x":[0,1]}\n{"x":[3,4]}\n{"x":[0,0]}\n' | dcalc grad 'norm(x)/x[1]' --points -
df/dx[0],df/dx[1]
0,0
0.15,-0.11249999999999999
nan,nan
dcalc: note: 1 of 3 rows is undefined; the first, standard input:3: division by zero

# NumPy out: one answer keeps its shape, several lie side by side; read back it is a table as well.
$ printf 'x,y\n1,2\n3,4\n' >t.csv; dcalc grad 'x*y^2' --points t.csv -o g.npy; head -c 128 g.npy | tail -c +11; tail -c +129 g.npy | od -An -t f8
{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }                                                          
                        4                        4
                       16                       24

$ for question in 'diff x^2' 'grad x*y' 'grad x*y --wrt x' 'hessian x*y^2' 'jacobian x y x*y' 'eval [x,y]' 'eval [[x,y,1]]' 'eval x --keep y' 'diff x^2*y --wrt x,y'; do echo "$question $(dcalc $question --points t.csv -f npy | head -c 128 | grep -ao '([0-9, ]*)')"; done
diff x^2 (2,)
grad x*y (2, 2)
grad x*y --wrt x (2,)
hessian x*y^2 (2, 2, 2)
jacobian x y x*y (2, 3, 2)
eval [x,y] (2, 2)
eval [[x,y,1]] (2, 1, 3)
eval x --keep y (2, 2)
diff x^2*y --wrt x,y (2,)

$ dcalc grad 'x*y^2' --points t.csv -f npy >redirected.npy; cmp g.npy redirected.npy; dcalc grad 'x*y^2' --points t.csv -f npy | cmp - g.npy; { printf ab; dcalc grad 'x*y^2' --points t.csv -f npy; } >behind; tail -c +3 behind | cmp - g.npy; printf ab >behind; dcalc grad 'x*y^2' --points t.csv -f npy >>behind; tail -c +3 behind | cmp - g.npy

$ dcalc eval 'x - y' --points g.npy --keep y; dcalc eval 'x - y' --points - <g.npy -q; cat g.npy | dcalc eval 'x - y' --points - -f npy | cmp - <(dcalc eval 'x - y' --points g.npy -f npy)
y,value
4,0
24,-8
value
0
-8

$ printf 'x\n1\n-1\n' | dcalc eval 'log(x)' --points - -f npy | tail -c 16 | od -An -t f8
dcalc: note: 1 of 2 rows is undefined; the first, standard input:3: 'log' is not defined at -1
                        0                      nan

$ printf 'x\n' | dcalc eval x --points - -f npy | head -c 128 | grep -ao '([0-9, ]*)'
(0,)

$ printf 'x,id\n1,a\n' | dcalc eval x --points - --keep id -o out.npy; ls out.npy* 2>/dev/null
dcalc: standard input:2: 'a' is not a number, and a NumPy array holds only numbers
[2]

$ dcalc eval x --points t.csv -f npy | TMPDIR=/nowhere dcalc eval x --points - -f npy | cat
dcalc: /nowhere: No such file or directory

# NumPy in: an array that is stored by columns cannot come through a pipe.
$ { printf '\223NUMPY\1\0\166\0%-117s\n' "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }"; tail -c 32 g.npy; } >f.npy; dcalc eval 'x - y' --points f.npy; dcalc eval 'x - y' --points - <f.npy -q
value
-12
-20
value
-12
-20

$ cat f.npy | dcalc eval 'x - y' --points -
dcalc: standard input is stored by columns and cannot be read row by row
  hint: name the file, or save numpy.ascontiguousarray of it
[2]

$ { printf '\223NUMPY\1\0\166\0%-117s\n' "{'descr': [('id', '<U2'), ('y', '>i2'), ('v', '|u1', (2,))], 'fortran_order': False, 'shape': (2,), }"; printf 'a\0\0\0b\0\0\0\1\0\3\4a\0\0\0b\0\0\0\377\377\5\6'; } >r.npy; dcalc grad 'y*v[1]' --points r.npy --keep v
v[0],v[1],df/dy,df/dv[0],df/dv[1]
3,4,4,0,256
5,6,6,0,-1

$ dcalc eval y --points r.npy --keep id
dcalc: r.npy: an array of strings, not of numbers
[2]

$ dcalc eval id --points r.npy
dcalc: r.npy: an array of strings, not of numbers
[2]

$ head -c 147 r.npy >half.npy; dcalc eval y --points half.npy -o out.csv; head -c 139 r.npy >half.npy; dcalc eval y --points half.npy -o out.csv; head -c 60 r.npy >half.npy; dcalc eval y --points half.npy -o out.csv; ls out.csv* 2>/dev/null
dcalc: half.npy:2: the matrix ends within this row
dcalc: half.npy:1: the matrix ends within this row
dcalc: half.npy: byte 10: the file ends within its header
[2]

$ head -c 150 f.npy >half.npy; dcalc eval 'x*y' --points half.npy -o out.csv; ls out.csv* 2>/dev/null
dcalc: half.npy:1: the matrix ends within this row
[2]

$ cat g.npy g.npy >twice.npy; dcalc eval 'x*y' --points twice.npy -o out.csv; ls out.csv* 2>/dev/null
dcalc: twice.npy:3: something follows the last row
[2]

$ dcalc eval 'x*y*z' --points g.npy
dcalc: a row of g.npy has 2 entries, but the program's 3 names take 3
[2]

$ dcalc eval 'sum(x)' --points g.npy
dcalc: a row of g.npy has 2 entries, but the program's 1 name takes 1
  hint: --shape x=[2] makes it a vector
[2]

$ dcalc eval 'sum(x)' --points g.npy --shape 'x=[2]' -q
value
8
40

$ dcalc eval 'sum(x)' --points g.npy --shape 'x=[n]' -q
dcalc: the size of 'x' is open
  hint: give its shape as a number
[2]

# Nothing is left behind, whatever ends it, and the status tells: a signal, a full disk, a reader that has gone.
$ for signal in INT TERM HUP KILL; do { printf 'x\n1\n'; sleep 1; } | timeout --preserve-status -s $signal 0.3 dcalc eval x --points - -o out.csv -f npy; echo "$signal ${PIPESTATUS[1]}"; done 2>/dev/null; ls -A | grep -x out.csv
INT 130
TERM 143
HUP 129
KILL 137
[1]

$ echo old >out.csv; { { printf 'x\n1\n'; sleep 1; } | timeout -s KILL 0.3 dcalc eval x --points - -o out.csv; } 2>/dev/null; cat out.csv; rm out.csv
old

$ { echo x; seq 100000; } >long.csv; for format in csv json npy; do dcalc eval x --points long.csv -f $format >/dev/full; echo $?; done
dcalc: standard output: No space left on device
3
dcalc: standard output: No space left on device
3
dcalc: standard output: No space left on device
3

$ (ulimit -f 100; trap '' XFSZ; dcalc eval x --points long.csv -o out.csv; echo $?; dcalc eval x --points long.csv -o out.npy; echo $?); ls -A | grep out
dcalc: out.csv: File too large
3
dcalc: out.npy: File too large
3
[1]

$ for format in csv json npy; do dcalc eval x --points long.csv -f $format | head -c 20 >/dev/null; echo ${PIPESTATUS[0]}; done
0
0
0

# The same bytes for one thread and two, and for an input in odd pieces; a million rows in 40 MB, where that can be bounded.
$ seq 100000 | LC_ALL=C awk 'BEGIN { print "x,y" } { print $1/7 - 14000 "," $1 % 13 - 3 + $1/1e5 }' >many.csv; for format in csv json npy; do dcalc grad 'sin(x*y)*log(y)/x' --points many.csv -f $format -j 1 -o one -q; for threads in 2 3; do dcalc grad 'sin(x*y)*log(y)/x' --points many.csv -f $format -j $threads -q | cmp - one; done; (while IFS= read -r -N 99991 piece || [ -n "$piece" ]; do printf '%s' "$piece"; done) <many.csv | dcalc grad 'sin(x*y)*log(y)/x' --points - -f $format -q | cmp - one; done

$ { (ulimit -v 40000; dcalc eval 1) >/dev/null; } 2>/dev/null || exit 0; { cat many.csv; for _ in 1 2 3 4 5 6 7 8 9; do tail -n +2 many.csv; done; } | (ulimit -v 40000; dcalc grad 'sin(x*y)*log(y)/x' --points - -q -j 1 | tail -n +2 | head -n 600000 | tail -n 100000) | cmp - <(dcalc grad 'sin(x*y)*log(y)/x' --points many.csv -q | tail -n +2)

# Half a row may come and wait for its end: the answers of those before it go out.
$ mkfifo back; { printf 'x\n3\n4'; timeout 20 cat back; printf '\n'; } | dcalc diff 'x^2' --points - | { read -r name; read -r value; echo "$name $value"; echo 0 >back; cat; }
df/dx 6
80

# An array that waits for its header needs room until then.
$ { echo x; seq 100000; } | (ulimit -f 100; trap '' XFSZ; dcalc eval x --points - -f npy | wc -c; echo ${PIPESTATUS[0]})
dcalc: the temporary file of the output, in TMPDIR: File too large
0
3

# What breaks off is answered up to there: at once, in pieces, and where not one row came.
$ head -c 128 g.npy >empty.npy; dcalc eval x*y --points empty.npy; head -c 144 g.npy | dcalc eval x*y --points -; head -c 150 g.npy >half.npy; dcalc eval x*y --points half.npy -f json; (head -c 145; sleep 0.2; cat) <half.npy | dcalc eval x*y --points - -f json
dcalc: empty.npy:1: the matrix ends within this row
value
16
dcalc: standard input:2: the matrix ends within this row
{"value":16}
{"error":{"kind":"syntax","message":"half.npy:2: the matrix ends within this row"}}
{"value":16}
{"error":{"kind":"syntax","message":"standard input:2: the matrix ends within this row"}}
[2]

# What overflows on the way raises a flag of the processor, which valgrind has not, and is asked of the
# certified evaluator.
$ printf 'x,y\n3e193,3e193\n1e-170,1e-170\n' | dcalc grad 'atan2(x, y)' --points -
df/dx,df/dy
1.6666666666666667e-194,-1.6666666666666667e-194
5e169,-5e169

# What a file is does not depend on the pieces in which it comes.
$ { printf '\37\14\10'; sleep 0.1; printf '\0\2"",'; } | dcalc eval x --points -
dcalc: standard input: a binary file, no text
  hint: UTF-16 needs a byte-order mark
[3]

$ { printf 'X\n'; sleep 0.1; printf '\0\0\0\3'; } | dcalc eval X --points -
dcalc: standard input: a file of R's own, which dcalc does not read
  hint: write it anew with write.csv
[3]

# Machine code for many rows changes no byte.
$ LC_ALL=C awk 'BEGIN { print "x,y"; for (i = 1; i <= 60000; i++) print i/7 "," 1 + i % 13 }' >many.csv; for refused in '' 1; do DCALC_NO_JIT=$refused dcalc grad 'exp(-x/1000)*y^2/(1 + x*y) + sqrt(x)' --points many.csv | cksum; done >sums; dcalc grad 'exp(-x/1000)*y^2/(1 + x*y) + sqrt(x)' --points many.csv --no-jit | cksum >>sums; uniq sums | wc -l
1

# Rows have as many digits as are asked for.
$ printf 'x\n1\n2\n' | tee third.csv | dcalc grad 'x^3/9 - 1/x' --points - -n 3 --keep x
x,df/dx
1,1.33
2,1.58

$ dcalc eval 'x/3 - 1/3' --points third.csv -n 4 -f json
{"value":0}
{"value":0.3333}

$ dcalc eval 'x/3' --points third.csv -n 18
dcalc: rows of a table are doubles, which have at most 17 digits
  hint: --at answers with more, a point at a time
[2]

# Numbers of files keep their digits, or are refused by name.
# Tests src/data/wide.c, src/data/raw.c, src/data/npy_numbers.c, src/data/csv.c, src/data/mtx.c, src/data/point.c, src/base/decimal.c.

# Whole numbers that no double holds, in tables and Matrix Market files: exact.
$ printf 'x,y\n9007199254740993,.1\n' >big.csv; dcalc eval 'x - 9007199254740992 + y - 1/10' --at @big.csv
1

$ dcalc eval 'x - 9007199254740992' --at @big.csv
1

$ dcalc eval 'x - 9007199254740992' --at x=@big.csv
1

$ printf '9007199254740993 -9007199254740993\n1e40 2\n' >big.txt; dcalc eval 'W' --at W=@big.txt --exact
9007199254740993  -9007199254740993
10000000000000000000000000000000000000000                  2

$ printf '%%%%MatrixMarket matrix coordinate integer skew-symmetric\n2 2 2\n2 1 9007199254740992\n2 1 +9007199254740993\n' >skew.mtx; dcalc eval A --at A=@skew.mtx --exact
                0  -18014398509481985
18014398509481985                   0

$ printf '%%%%MatrixMarket matrix array integer symmetric\n2 2\n1\n-9007199254740993\n3\n' >sym.mtx; dcalc eval 'A[0,1] + 9007199254740992' --at A=@sym.mtx
-1

# What a double holds beside them is that number, not its shortest decimal.
$ printf 'x\n9007199254740993\n9223372036854775808\n-1267650600228229401496703205376\n0.1\n' >mixed.csv; dcalc eval '[x[1]-2^63, x[2]+2^100, x[3]-1/10]' --at @mixed.csv
0  0  0

$ printf '%%%%MatrixMarket matrix array integer general\n2 1\n9007199254740993\n9223372036854775808\n' >long.mtx; dcalc eval 'x[1] - 2^63' --at x=@long.mtx
0

# What a double holds beside them is what was written, not its shortest decimal.
$ printf 'x\n9007199254740993\n9223372036854775808\n-1267650600228229401496703205376\n123456789012345680000\n1e40\n0.1\n' >mixed.csv; dcalc eval '[x[1]-2^63, x[2]+2^100, x[3]-123456789012345680000, x[4]-1e40, x[5]-1/10]' --at @mixed.csv
0  0  0  0  0

$ printf '%%%%MatrixMarket matrix array integer skew-symmetric\n3 3\n9007199254740993\n9223372036854775808\n0\n' >long.mtx; dcalc eval '[x[1,0] - 2^53, x[2,0] - 2^63, x[0,2] + 2^63]' --at x=@long.mtx
1  0  0

$ printf 'x;y\n9007199254740993;1\n1,25e400;2\n' >comma.csv; dcalc eval '[x[0] - 2^53, log(x[1]/1.25)/log(10)]' --at @comma.csv --decimal-comma
1  400

# NumPy's arrays of whole numbers, and records of them.
$ { printf '\223NUMPY\1\0\166\0%-117s\n' "{'descr': '<i8', 'fortran_order': False, 'shape': (2, ), }"; printf '\1\0\0\0\0\0\040\0\0\0\0\0\0\0\0\200'; } >i.npy; dcalc eval '[x[0] - 2^53, x[1] + 2^63]' --at x=@i.npy; dcalc eval 'x[0] - 2^53' --at x=@i.npy --numbers double; dcalc eval x --at x=@i.npy --exact -f json
1  0
0
{"command":"eval","expr":"x","at":{"x":[9007199254740993,"-9223372036854775808"]},"value":["9007199254740993","-9223372036854775808"]}

$ dcalc eval x --points i.npy; dcalc eval x --points i.npy --numbers double; dcalc eval 1 --points i.npy --columns x --keep x
dcalc: i.npy:1: '9007199254740993' is a number that no double holds
  hint: --numbers double rounds such numbers
value
9007199254740992
-9.223372036854776e18
x,value
9007199254740993,1
-9223372036854775808,1

$ dcalc eval 1 --points i.npy --columns x --keep x -o kept.npy; dcalc eval y --points big.csv --keep x -o kept.npy; ls kept.npy 2>/dev/null; dcalc eval y --points big.csv --keep x -f npy --numbers double | tail -c 16 | LC_ALL=C od -An -t f8
dcalc: i.npy:1: '9007199254740993' is a number that no double holds
  hint: --numbers double rounds such numbers
dcalc: big.csv:2: '9007199254740993' is a number that no double holds
  hint: --numbers double rounds such numbers
         9007199254740992                      0.1

# Rows of a table are answered in doubles, so that such a number is refused; a decimal is rounded, as everywhere.
$ dcalc eval 'x - y' --points big.csv
dcalc: big.csv:2: '9007199254740993' is a number that no double holds
  hint: --numbers double rounds such numbers
[2]

$ dcalc eval 'y' --points big.csv --keep x
x,value
9007199254740993,0.1

$ printf 'x\n9007199254740993.0\n123456789012345680000\n1e-400\n' | dcalc eval x --points -
value
9007199254740992
1.2345678901234568e20
dcalc: standard input:4: '1e-400' is a number that no double holds
  hint: --numbers double rounds such numbers
[2]

# Large arrays are doubles, too.
$ seq 5000 | sed '1i x' >long.csv; echo 9007199254740993 >>long.csv; dcalc eval 'max(x)' --at @long.csv
dcalc: long.csv:5002:1: '9007199254740993' is a number that no double holds
  9007199254740993
  ^^^^^^^^^^^^^^^^
  hint: up to 4096 numbers of an array can be such; with a point or an exponent a number is rounded
[2]

$ echo 9007199254740993.0 >>long.csv; sed -i 5002d long.csv; dcalc eval 'max(x)' --at @long.csv
9007199254740992
dcalc: note: computed in doubles: arrays from files

# What is beyond doubles can be read again.
$ for f in csv mtx; do dcalc eval '[exp(-1000), exp(1000), 2]' -o e.$f; dcalc eval 'log(v)' --at v=@e.$f; done
-1000  1000  0.6931471805599453
-1000  1000  0.6931471805599453

# Numbers of JSON are what is written, in jobs and in points.
$ echo '{"command":"eval","expr":"x-9007199254740992","at":{"x":9007199254740993}}' | dcalc run -
{"command":"eval","expr":"x-9007199254740992","at":{"x":9007199254740993},"value":1}

$ echo '{"command":"eval","expr":"x-y","at":{"x":0.1234567890123456789,"y":"0.1234567890123456789"}}' | dcalc run -
{"command":"eval","expr":"x-y","at":{"x":0.1234567890123456789,"y":"0.1234567890123456789"},"value":0}

$ echo '{"command":"eval","expr":"[W[1,0]-9007199254740992, log(v[0]), log(v[1])/log(10)]","at":{"W":[[1,2],[9007199254740993,0]],"v":[1e-1000,1.50E+400]}}' | dcalc run -
{"command":"eval","expr":"[W[1,0]-9007199254740992, log(v[0]), log(v[1])/log(10)]","at":{"W":[[1,2],[9007199254740993,0]],"v":[1e-1000,1.50E+400]},"value":[1,-2302.5850929940457,400.1760912590557]}

$ echo '{"x":9007199254740993,"v":[0.1234567890123456789,"0.1234567890123456789"]}' >big.json; dcalc eval '[x - 9007199254740992, v[0] - v[1]]' --at @big.json; dcalc eval 'x - 9007199254740992' --at x=@big.json
1  0
1

$ echo '{"command":"backprop","expr":"w","weights":"w","lr":9007199254740993,"at":{"w":9007199254740993},"numbers":"certified"}' | dcalc run -
{"command":"backprop","expr":"w","at":{"w":9007199254740993},"loss":9007199254740992,"gradient":{"w":1},"weights":{"w":0}}

$ echo '{"command":"jvp","expr":"x","vector":{"x":9007199254740993},"at":{"x":0},"exact":true}' | dcalc run -
{"command":"jvp","expr":"x","wrt":["x"],"at":{"x":0},"vector":{"x":9007199254740993},"value":"0","jvp":"9007199254740993"}

$ echo '{"command":"taylor","expr":"x","order":1,"at":{"x":9007199254740993},"exact":true,"remainder":{"x":[9007199254740993,9007199254740994]}}' | dcalc run -
{"command":"taylor","expr":"x","wrt":["x"],"order":1,"at":{"x":9007199254740993},"symbolic":"9007199254740993 + (x - 9007199254740993)","value":"9007199254740993","coefficients":["9007199254740993","1"],"remainder":{"range":{"x":[9007199254740993,9007199254740994]},"low":"0","high":"0","within":"0"}}

# What was given comes back as it was given; an id of any length.
$ echo '{"id":123456789012345678901234567890,"command":"eval","expr":"a","at":{"a":1.50,"b":"0.5","c":[1e2,2E+3],"d":"pi / 4"}}' | dcalc run -
{"id":123456789012345678901234567890,"command":"eval","expr":"a","at":{"a":1.50,"b":"0.5","c":[1e2,2E+3],"d":"pi / 4"},"value":1.5}

$ echo '{"defaults":{"at":{"x":1.0,"y":2.0}},"jobs":[{"command":"eval","expr":"x*y","at":{"z":0.0,"x":3.00}}]}' | dcalc run -
{"command":"eval","expr":"x*y","at":{"x":3.00,"y":2.0,"z":0.0},"value":6}

# A long list is one of doubles; in JSON Lines rows are.
$ (printf '{"v":[9007199254740993'; seq -f ,%g 5000; printf ']}') >long.json; dcalc eval 'v[0]' --at @long.json; sed -i 's/93/93.0/' long.json; dcalc eval 'v[0]' --at @long.json
dcalc: long.json:1:7: a number that no double holds, in a list of more than 4096 numbers
  {"v":[9007199254740993,1
        ^^^^^^^^^^^^^^^^
  hint: with a point or an exponent a number is rounded
9007199254740992
dcalc: note: computed in doubles: arrays from files

$ printf '{"x":1}\n{"x":9007199254740993}\n' | dcalc eval x --points -
value
1
dcalc: standard input:2: '9007199254740993' is a number that no double holds
  hint: --numbers double rounds such numbers
[2]

# What NumPy cannot hold is not written, be it too large or too small.
$ for x in 'exp(1000)' 'exp(-1000)' '[1, -exp(-1000)]' '0*exp(-1000)'; do dcalc eval "$x" -o x.npy; done; dcalc eval x --at x=@x.npy; dcalc eval 'exp(-1000)' -n 30 -f npy; dcalc eval 'exp(-1000)' -n 50 -f npz
dcalc: 1.9700711140170470e434 does not fit into the doubles of a NumPy file
  hint: text, JSON, CSV and Matrix Market files hold numbers of any size
dcalc: 5.0759588975494568e-435 does not fit into the doubles of a NumPy file
  hint: text, JSON, CSV and Matrix Market files hold numbers of any size
dcalc: -5.0759588975494568e-435 does not fit into the doubles of a NumPy file
  hint: text, JSON, CSV and Matrix Market files hold numbers of any size
0
dcalc: note: computed in doubles: arrays from files
dcalc: 5.07595889754945676529180947957e-435 does not fit into the doubles of a NumPy file
  hint: text, JSON, CSV and Matrix Market files hold numbers of any size
dcalc: a value does not fit into the doubles of a NumPy file
  hint: text, JSON, CSV and Matrix Market files hold numbers of any size
[4]

# Beside arrays of doubles, such a number is certified all the same.
$ dcalc eval '[1, 2]' -o W.npy; dcalc eval 'x - 9007199254740992 + W' --at x=9007199254740993,W=@W.npy; dcalc eval 'x - 9007199254740992 + W' --at x=@big.csv,W=@W.npy; dcalc eval 'x - 9007199254740992 + W' --at x=9007199254740993,W=@W.npy --numbers double; dcalc eval 'x2 + W' --at x2=90071992547409.93,W=@W.npy
2  3
2  3
1  2
90071992547410.94  90071992547411.94
dcalc: note: computed in doubles: arrays from files

$ echo '{"command":"eval","expr":"(x - 9007199254740992)*W","at":{"x":9007199254740993,"W":"@W.npy"}}' | dcalc run -
{"command":"eval","expr":"(x - 9007199254740992)*W","at":{"x":9007199254740993,"W":"@W.npy"},"value":[1,2]}

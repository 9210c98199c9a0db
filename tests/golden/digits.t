# Numbers of files keep their digits, or are refused by name.
# Tests src/data/wide.c, src/data/csv.c, src/data/mtx.c, src/data/point.c, src/base/decimal.c.

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

# Rows of a table are answered in doubles, so that such a number is refused; a decimal is rounded, as everywhere.
$ dcalc eval 'x - y' --points big.csv
value
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

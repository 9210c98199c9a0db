# What a hostile or broken world feeds: errors of their kind, nothing on standard output, no crash.
# Tests cmd/files.c, cmd/run.c, src/base/utf8.c, src/report/render_errors.c.

# Bytes that are no text.
$ printf 'x+\0y' | dcalc eval - 2>&1 | head -n 1
dcalc: standard input:1:3: control character U+0000 in the expression

$ printf 'x+\0y' | dcalc eval - 2>/dev/null
[2]

$ printf 'x+\377\376' | dcalc eval - 2>&1 | head -n 1
dcalc: standard input:1:3: broken UTF-8

$ printf '{"command":"eval","expr":"x+\377"}' | dcalc run -
{"error":{"kind":"syntax","message":"broken UTF-8","start":2,"end":3,"source":"expr"}}
[1]

$ printf '{"command":"eval","expr":"x+\\u0000y"}' | dcalc run - | cut -c1-80
{"error":{"kind":"syntax","message":"line 1: a string may not hold \\u0000","sta

# A million levels of JSON.
$ printf '%1000000s' | tr ' ' '[' | dcalc run -
{"error":{"kind":"limit","message":"line 1: nested deeper than 1000","start":1000,"end":1001,"source":"standard input"}}
[2]

$ printf '%1000000s' | sed 's/ /{"a":/g' | dcalc run - | cut -c1-72
{"error":{"kind":"limit","message":"line 1: nested deeper than 1000","st

$ printf '%1000000s' | tr ' ' '[' >deep.json; dcalc eval x --at @deep.json 2>&1 | head -n 1
dcalc: deep.json:1:1001: nested deeper than 1000

# A million digits.
$ printf '0.%1000000s' | tr ' ' 7 | dcalc eval - 2>&1 | head -n 1
dcalc: standard input:1:1: this number has more than 200000 digits

$ printf '1e%1000000s' | tr ' ' 7 | dcalc eval - 2>/dev/null
[4]

$ { printf '{"command":"eval","expr":"x","at":{"x":'; printf '%1000000s' | tr ' ' 7; echo '}}'; } | dcalc run - | cut -c1-91
{"error":{"kind":"limit","message":"this number has more than 200000 digits","start":0,"end

# Files that cannot be read, output that cannot be written.
$ dcalc eval @missing.txt
dcalc: missing.txt: No such file or directory
[3]

$ mkdir -p folder; dcalc eval @folder
dcalc: folder: Is a directory
[3]

# An expression opens no file: only a word that may be a file's name does.
$ echo secret >secret.txt; dcalc eval -e @secret.txt
dcalc: expression:1:1: expected a value, found '@'
  @secret.txt
  ^
  hint: a file is bound to a name with --at x=@FILE
[2]

$ echo secret >secret.txt; for key in expr let; do echo '{"command":"eval","expr":"1","'$key'":"@secret.txt"}'; done | sed 's/"expr":"1","expr"/"expr"/' | dcalc run -
{"error":{"kind":"syntax","message":"expected a value, found '@'","start":0,"end":1,"hint":"a file is bound to a name with --at x=@FILE","source":"expr"}}
{"error":{"kind":"syntax","message":"expected a value, found '@'","start":0,"end":1,"hint":"a file is bound to a name with --at x=@FILE","source":"let"}}
[1]

# Nothing that it defines goes on for ever.
$ dcalc eval 'f(x) = f(x) + 1; f(2)'
dcalc: expression:1:8: functions call each other deeper than 500 levels
  f(x) = f(x) + 1; f(2)
         ^^^^
[4]

$ dcalc run folder
dcalc: folder: Is a directory
[3]

# 0/0 under operations that take numbers out of their argument.
$ dcalc eval '[(x - x)/(x - x)^2, 1]@[1, 2]' 2>&1 | head -n 1
dcalc: expression:1:2: division by zero

$ dcalc eval 'sum([1, 2]*((x - x)/(x - x)^2))' 2>/dev/null
[1]

$ dcalc eval 'norm([1, 2]*((x - x)/(x - x)^2))' 2>/dev/null
[1]

$ dcalc eval 'reshape([1, 2]*((x - x)/(x - x)^2), 1, 2)' --at x=2 2>&1 | head -n 1
dcalc: expression:1:16: division by zero

# A product of so many factors is not taken apart when a number stands before it.
$ dcalc grad 'prod(C)^2' --at 'C=ones(200, 1)' -q | uniq
2

# The cosecant of so much is nearer to 0 than any number that there is.
$ dcalc eval 'tan(csch(x)) + sec(csch(x)) + cot(1 + csch(-x))' --at x=-6107e48 --timeout 20
1.6420926159343308

# Where MPFR's Bessel functions would abort or hang.
$ dcalc eval 'jn(9, exp(-3e17))'
1.1828207238701332e-1172595101138779943

$ dcalc eval 'jn(3, 2^x)' --at x=-4084e11 --timeout 20 -n 5
3.6173e-368821950687512

$ dcalc eval 'yn(4, exp(-1e18))' --timeout 20 2>&1 | head -n 1
dcalc: expression:1:1: the value overflows on the way

# MPFR's erf aborts where a partial sum of its series vanishes.
$ dcalc eval 'erf(sqrt(3)) + erfc(-sqrt(3))' --digits 320 | cut -c 1-40
2.97138824312914072094830438715549861285

$ dcalc eval 'y0(exp(-3e18))' --digits 40 --timeout 20
-1909859317102744029.300409455578859569688

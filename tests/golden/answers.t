# The answer of one command is the point of another.
# Tests src/data/point_json.c, src/data/json_point.c, src/report/render_json.c.
$ dcalc eval '1/3' -f json | dcalc eval '3*value' --at @-
0.9999999999999999

$ for q in "[1/3, 2]" "[[1,2],[3,4]]" "exp(-1000)" "exp(1000)" "9007199254740994"; do dcalc eval "$q" -f json | dcalc eval value --at @-; done
0.3333333333333333  2
1  2
3  4
5.0759588975494568e-435
1.9700711140170470e434
9007199254740994

# Closed forms and more digits than a double has are strings, which keep them.
$ dcalc eval '[[1/3, sqrt(2)]]' --exact -f json | dcalc eval '[3*value[0,0], value[0,1]^2]' --at @- --exact
1  2

$ dcalc eval pi -n 40 -f json | dcalc eval 'value - pi' --at @- -n 3; dcalc eval 'inv([[pi,1],[1,e]])[0]' --exact -f json | dcalc eval 'value[0]' --at @-
-1.69e-40
0.36052753958947253

# Beside the result stand the point, formulas, notes and the work.
$ dcalc eval 'x + 1' --at x=2 --symbolic --explain -f json | dcalc eval value --at @-
3

$ dcalc diff 'x^3' --at x=2 -f json | dcalc eval '[value, derivative]' --at @-
8  12

$ dcalc jacobian 'x*y' 'x^2' --at x=1,y=2 -f json | dcalc eval 'jacobian' --at @-; dcalc hessian 'x*y' --at x=1,y=2 -f json | dcalc eval 'det(hessian)' --at @-; dcalc taylor 'exp(x)' --at x=0 --order 3 -f json | dcalc eval coefficients --at @-
2  1
2  0
-1
1  1  0.5  0.16666666666666666

# Shown values have names. A file's only result goes to any name.
$ dcalc eval 'E = 1/4; F = [2, E]' --show E,F -f json | dcalc eval 'F[1] - E + F[0]' --at @-
2

$ dcalc eval '1/4' -f json >quarter.json; dcalc eval 'x + value' --at x=@quarter.json,@quarter.json
0.5

# The weights of a step are all that its answer binds.
$ dcalc backprop 'w^2' --weights w --lr .25 --at w=2 -f json | dcalc eval w --at @-
1

# What is no number is named.
$ dcalc limit '1/x' --at x=0+ -f json | dcalc eval 'limit' --at @-
dcalc: standard input:1:1: 'limit' must be a number, an expression or lists of them, not inf
  {"command":"limit","expr":"1/x","wrt":["x"],"at":{"x":"0+"},"limit":"inf"}
  ^
[2]

$ dcalc eval 'x^2' -f json | dcalc eval value --at @-
dcalc: standard input:1:1: this answer has no numbers to bind
  {"command":"eval","expr":"x^2","symbolic":"x^2"}
  ^
[2]

$ dcalc grad 'x*y' --at x=1,y=2 -f json | dcalc eval gradient --at z=@-
dcalc: expression:1:1: 'gradient' has no value
  gradient
  ^^^^^^^^
  hint: bind it with --at gradient=...
[2]

$ echo '{"x":[1,null]}' | dcalc eval x --at @-; echo '{"x":{"y":1}}' | dcalc eval x --at @-
dcalc: standard input:1:1: 'x' must be a number, an expression or lists of them, not null
  {"x":[1,null]}
  ^
dcalc: standard input:1:1: 'x' must be a number, an expression or lists of them, not an object
  {"x":{"y":1}}
  ^
  hint: --at NAME=@FILE[x][KEY] picks one of its values; of pandas, use to_json(orient='records')
[2]

$ dcalc eval '1/0' -f json 2>&1 | dcalc eval value --at @-
dcalc: standard input:1:1: this is the error of an earlier command, not a point
  {"error":{"kind":"pole","message":"division by zero","start":0,"end":3,"source":"expression"}}
  ^
[2]

# An answer is whole: one entry without a value is an error, and nan in all columns of a row; one that cannot be told
# from 0 leaves the others as they are.
$ dcalc jacobian 'log(x)' 'y^2' --at x=0,y=1
dcalc: expression #1:1:1: 'log' has a pole at 0
  log(x)
  ^^^^^^
[1]

$ dcalc jacobian 'y^2' --at x=0,y=1
0  2

$ printf 'x,y\n0,1\n1,1\n' | dcalc jacobian 'log(x)' 'y^2' --points -
df1/dx,df1/dy,df2/dx,df2/dy
nan,nan,nan,nan
1,0,0,2
dcalc: note: 1 of 2 rows is undefined; the first, standard input:2: 'log' has a pole at 0

$ dcalc eval '[sin(x), sin(x) - sin(x + 1e-9999)]' --at x=1
0.8414709848078965  0
dcalc: note: a value that cannot be distinguished from 0 is printed as 0; it is below 5.05e-4932

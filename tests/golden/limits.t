# Limits: the command, where a name goes, and what is said where there is none.
# Tests cmd/limit.c, src/question/limit.c.
$ dcalc limit '(1 - cos(x))/x^2' --at x=0
0.5

$ dcalc limit '(1 + 1/x)^x' --at x=inf -n 30
2.71828182845904523536028747135

$ dcalc limit 'erfc(x)*exp(x^2)*x' --at x=inf --exact
1/sqrt(pi)

$ dcalc limit '1/x' --at x=0-
-inf

$ dcalc limit 'log(a + x)/x' --at a=1,x=0+
1

$ dcalc limit 'x^a' --at a=0,x=2 --wrt a
1

# Names that stay free are constants.
$ dcalc limit 'asin(a*x)/x' --at x=0
a

$ dcalc limit '(sin(x + h) - sin(x))/h' --at h=0 -f json
{"command":"limit","expr":"(sin(x + h) - sin(x))/h","wrt":["h"],"at":{"h":0},"symbolic":"cos(x)"}

$ dcalc limit 'exp(x)/x' --at x=inf -f json
{"command":"limit","expr":"exp(x)/x","wrt":["x"],"at":{"x":"inf"},"limit":"inf"}

# A number too large for a double is none that is infinite. By mpmath.
$ dcalc limit 'exp(x)' --at x=1e5 -f json
{"command":"limit","expr":"exp(x)","wrt":["x"],"at":{"x":1e5},"limit":2.8066633604261232e43429}

$ dcalc limit -e '-exp(x)' --at x=800 -f json
{"command":"limit","expr":"-exp(x)","wrt":["x"],"at":{"x":800},"limit":-2.7263745721125666e347}

$ dcalc limit -e '-exp(x)' --at x=inf -f json
{"command":"limit","expr":"-exp(x)","wrt":["x"],"at":{"x":"inf"},"limit":"-inf"}

$ dcalc limit 'x*log(x)' --at x=0+ -f json
{"command":"limit","expr":"x*log(x)","wrt":["x"],"at":{"x":"0+"},"limit":0}

$ dcalc limit -e '-1/x^2' --at x=0 -f latex
-\infty

$ dcalc limit 'sqrt(x)' --at x=0
0
dcalc: note: the limit from one side: on the other the expression has no value

# One number is no function of the names that the point binds.
$ dcalc limit '(1 + a/x)^x' --at x=inf,a=2 -f c
dcalc: a limit is written as no function
  hint: ask for its text or for -f json
[2]

$ dcalc limit 'x' --at x=0 -f python 2>&1 | head -n 1
dcalc: a limit is written as no function

$ dcalc limit 'sin(x)/x' --at x=0 --wrt y
dcalc: 'y' has no value to go to
  hint: say where: y=0, or y=inf
[2]

$ dcalc limit '1/x' --at x=oo 2>&1 | tail -n 1
  hint: infinity is written inf, and only a limit goes there

# No limit.
$ dcalc limit 'abs(x)/x' --at x=0
dcalc: expression:1:1: there is no limit at x = 0: from the left it is -1, from the right 1
  abs(x)/x
  ^^^^^^^^
  hint: ask for one side: x=0+ or x=0-
[1]

$ dcalc limit 'sin(x) + cos(x)' --at x=inf
dcalc: expression:1:1: there is no limit for x to inf
  sin(x) + cos(x)
  ^^^^^^^^^^^^^^^
  hint: it oscillates between -sqrt(2) and sqrt(2)
[1]

$ dcalc limit 'log(x)' --at x=0-
dcalc: expression:1:1: it is not defined from the left at x = 0
  log(x)
  ^^^^^^
  hint: a logarithm of what is negative
[1]

$ dcalc limit 'x^2'
dcalc: a limit needs where a name goes
  hint: give it a point: x=0, or x=inf
[2]

$ dcalc limit 'x*y' --at x=0,y=1
dcalc: which name goes to the limit?
  hint: choose it with --wrt x
[2]

$ dcalc limit '[x, x^2]' --at x=0
dcalc: expression:1:1: limit needs a scalar
  [x, x^2]
  ^^^^^^^^
  hint: take one entry, such as v[0]
[2]

# Jobs.
$ echo '{"command": "limit", "expr": "(x^2 - 1)/(x - 1)", "at": {"x": 1}}' | dcalc run -
{"command":"limit","expr":"(x^2 - 1)/(x - 1)","wrt":["x"],"at":{"x":1},"limit":2}

$ echo '{"command": "limit", "expr": "exp(1/x)", "at": {"x": "0-"}}' | dcalc run -
{"command":"limit","expr":"exp(1/x)","wrt":["x"],"at":{"x":"0-"},"limit":0}

$ echo '{"command": "limit", "expr": "x^x", "at": {"x": "inf"}}' | dcalc run -
{"command":"limit","expr":"x^x","wrt":["x"],"at":{"x":"inf"},"limit":"inf"}

# In formulas.
$ dcalc eval 'limit((1 + 1/x)^x, x, inf)'
2.718281828459045

$ dcalc eval 'limit(exp(x), x, -inf) + limit(abs(x)/x, x, 0, -1)'
-1

$ dcalc eval 'f(x) = x^3; limit((f(a + h) - f(a))/h, h, 0)'
3*a^2

$ dcalc diff 'limit((sin(x + h) - sin(x))/h, h, 0)' --at x=0
0

$ dcalc eval 'limit((abs(x + h) - abs(x))/h, h, 0)' --at x=-3
-1

$ dcalc eval 'sqrt(x) + limit(h*log(h), h, 0)' --at x=4
2

$ dcalc eval 'limit(1/x, x, 0)'
dcalc: expression:1:1: there is no limit at x = 0: from the left it is -inf, from the right inf
  limit(1/x, x, 0)
  ^^^^^^^^^^^^^^^^
  hint: ask for one side: limit(..., x, 0, 1) or limit(..., x, 0, -1)
[1]

$ dcalc eval 'limit(1/x, x, 0, 1)'
dcalc: expression:1:1: the limit is inf
  limit(1/x, x, 0, 1)
  ^^^^^^^^^^^^^^^^^^^
  hint: inf is an answer of the command limit, but no value in a formula
[1]

$ dcalc eval 'inf + limit(x, x, 0)'
dcalc: expression:1:1: inf may only be the order of a norm, or where a limit goes: norm(x, inf), limit(f, x, inf)
  inf + limit(x, x, 0)
  ^^^
[2]

$ dcalc eval 'softmax(where(x > 0, x, -inf))' --at x=[1,-1] 2>&1 | tail -1
  hint: softmax makes 0 of -1e9, too

# A limit that the point decides says nothing of what is beside the point.
$ dcalc eval 'limit(a^2 + exp(b*x), x, inf)' --at a=2,b=-1
4

$ dcalc diff 'limit(a^2 + exp(b*x), x, inf)' --wrt a --at a=2,b=-1
dcalc: the limit is known at this point only; it cannot be differentiated by 'a'
  hint: the signs that decide it depend on the names in it
[1]

$ dcalc diff 'limit(sin(a*t)/t, t, 0)' --wrt a --at a=3
1

# Functions that are odd or even lose a sign to their constructor on the way.
$ dcalc limit 'sinh(log(x))' --at x=0+
-inf

$ dcalc limit 'x*sinh(log(x))' --at x=0+
-0.5

$ dcalc limit 'csch(log(x))/x' --at x=0+
-2

# What other names stand for decides, not what they mostly are.
$ dcalc eval 'limit((a*x + 1)/(a*x + 2), x, inf)' --at a=0
0.5

$ dcalc eval 'limit((a*x + 1)/(b*x + 1), x, inf)' --at a=0,b=0
1

$ dcalc eval 'limit(exp(-a^2*x), x, inf)' --at a=0
1

$ dcalc eval 'limit(y^2/(x^2 + y^2), x, 0)' --at y=0
0

$ dcalc eval 'limit(atan(a^2*x), x, inf)' --at a=0
0

$ dcalc eval 'limit(sign(a^2 - x), x, 0, 1)' --at a=0
-1

$ dcalc eval 'limit((sqrt(a^4 + x) - a^2)/sqrt(x), x, 0, 1)' --at a=0
1

$ dcalc eval 'limit(a^2*x/(1 + a^2*x), x, inf)' --at a=0
0

$ dcalc eval 'limit(abs(a)/(x + abs(a)), x, 0, 1)' --at a=0
0

$ dcalc eval 'limit(a*abs(x)/x, x, 0)' --at a=0
0

$ dcalc eval 'limit(a*sin(x), x, inf)' --at a=0
0

$ dcalc eval 'limit(sin(a*x)/(a*x), x, 0)' --at a=0
dcalc: expression:1:1: it is not defined at x = 0
  limit(sin(a*x)/(a*x), x, 0)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: it divides by zero, or takes its logarithm
[1]

$ dcalc eval 'limit(sqrt(x)*a, x, a)' --at a=-1
dcalc: expression:1:1: it is not defined at x = -1
  limit(sqrt(x)*a, x, a)
  ^^^^^^^^^^^^^^^^^^^^^^
  hint: a logarithm or a root of what is negative
[1]

# A question that is asked again and again does not keep the first point's limit.
$ for a in 1 1 2 0 3; do echo '{"command": "eval", "expr": "limit(exp(-a^2*x), x, inf)", "at": {"a": '$a'}}'; done | dcalc run -
{"command":"eval","expr":"limit(exp(-a^2*x), x, inf)","at":{"a":1},"value":0}
{"command":"eval","expr":"limit(exp(-a^2*x), x, inf)","at":{"a":1},"value":0}
{"command":"eval","expr":"limit(exp(-a^2*x), x, inf)","at":{"a":2},"value":0}
{"command":"eval","expr":"limit(exp(-a^2*x), x, inf)","at":{"a":0},"value":1}
{"command":"eval","expr":"limit(exp(-a^2*x), x, inf)","at":{"a":3},"value":0}

# Without values, only what holds whatever they are.
$ dcalc eval 'limit((exp(a*x) - 1)/x, x, 0)'
a

$ dcalc eval 'limit(exp(-a^2*x), x, inf)'
dcalc: expression:1:1: the limit for x to inf cannot be decided
  limit(exp(-a^2*x), x, inf)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: it depends on the value of a
[1]

# Rows of a table are asked about alone where the row decides.
$ printf 'a\n0\n1\n-2\n' | dcalc eval 'limit((a*x + 1)/(a*x + 2), x, inf)' --points -
value
0.5
1
1

$ printf 'a\n0\n1\n-2\n' | dcalc eval 'limit(exp(-a^2*b*x), x, inf)' --at b=3 --points -
value
1
0
0

$ printf 'a\n3\n-2\n' | dcalc eval 'limit(abs(x)/x, x, a)' --points -
value
1
-1

$ printf 'a\n0\n1\n' | dcalc eval '1 + 2*limit(sin(a*x)/(a*x), x, 0)' --points - 2>/dev/null
value
nan
3

$ printf '{"a": 0}\n{"a": 2}\n' | dcalc eval 'limit(atan(a^2*x), x, inf)' --points -
value
0
1.5707963267948966

$ printf 'a\n0\n1\n-2\n' | dcalc diff 'limit((exp(a*x) - 1)/x, x, 0)^2' --points -
df/da
0
2
-4

# The command answers in general, and says so where values may decide.
$ dcalc limit '(a*x + 1)/(a*x + 2)' --at x=inf
1
dcalc: note: special values of the other names, such as 0, may have another limit

$ dcalc limit '(exp(a*x) - 1)/x' --at x=0
a

$ dcalc limit '(a*x + 1)/(a*x + 2)' --at x=inf,a=0
0.5

# What is divided by nowhere but at x = 0 is no 0 beside it.
$ dcalc eval 'limit(a*x/(a*x), x, 0)' --at a=2
1

$ dcalc eval 'limit(a*x/(a*x), x, 0)' --at a=0 2>&1 | head -1
dcalc: expression:1:7: division by zero

# Where no exponentials express a function, its expansion as it stands is asked.
$ dcalc limit 'cos(acos(x))' --at x=1/2
0.5

$ dcalc limit '(lambertw(x) + 1)/sqrt(x + exp(-1))' --at 'x=-exp(-1)+' --exact
sqrt(2)*sqrt(e)

# The other branch of Lambert's W: about log(-x) - log(-log(-x)) near 0 (DLMF 4.13.11), -1 - sqrt(2(e*x + 1)) near -1/e.
$ for f in 'lambertwm1(x)' 'lambertwm1(x)/log(-x)' 'lambertwm1(x) - log(-x)' 'lambertwm1(x) - log(-x) + log(-log(-x))' 'exp(lambertwm1(x))*log(-x)/x' 'x*lambertwm1(x)'; do dcalc limit "$f" --at x=0-; done
-inf
1
-inf
0
1
0
$ dcalc limit '(lambertwm1(x) + 1)/sqrt(x + exp(-1))' --at 'x=-exp(-1)+' --exact
-sqrt(2)*sqrt(e)
$ dcalc limit '(lambertwm1(-exp(-x)) + x)/log(x)' --at x=inf
-1
$ dcalc limit 'lambertwm1(x)' --at x=0+
dcalc: expression:1:1: it is not defined from the right at x = 0
  lambertwm1(x)
  ^^^^^^^^^^^^^
  hint: lambertwm1 ends at 0
[1]

# Both sides are one constant, written in two ways.
$ dcalc limit 'tan(x^3)' --at x=-1
-1.5574077246549023

# Poles that come again and again leave no limit, whatever else the product goes to; a divisor that is never 0 does
$ dcalc limit 'exp(-x)/sin(x)' --at x=inf
dcalc: expression:1:1: there is no limit for x to inf
  exp(-x)/sin(x)
  ^^^^^^^^^^^^^^
  hint: it oscillates for ever
[1]

$ dcalc limit 'tan(x)' --at x=inf
dcalc: expression:1:1: there is no limit for x to inf
  tan(x)
  ^^^^^^
  hint: it oscillates for ever
[1]

$ dcalc limit 'x/cos(1/x)^2' --at x=0
dcalc: expression:1:1: there is no limit at x = 0
  x/cos(1/x)^2
  ^^^^^^^^^^^^
  hint: it oscillates for ever
[1]

$ dcalc limit 'x/(1 + 2*sin(x))' --at x=inf
dcalc: expression:1:1: there is no limit for x to inf
  x/(1 + 2*sin(x))
  ^^^^^^^^^^^^^^^^
  hint: it oscillates for ever
[1]

$ dcalc limit 'exp(-x)/(2 + sin(x))' --at x=inf
0

$ dcalc limit 'exp(-2*x)/(sin(x)^2 + exp(-x))' --at x=inf
dcalc: expression:1:1: the limit for x to inf cannot be decided
  exp(-2*x)/(sin(x)^2 + exp(-x))
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: the sign of a coefficient cannot be told
[1]

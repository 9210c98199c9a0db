# Taylor polynomials: coefficients are SymPy's, bounds worked out with mpmath.
# Tests cmd/taylor.c, src/question/taylor.c, src/write/polynomial.c, src/number/remainder.c.
$ dcalc taylor 'exp(sin(x))' --at x=0 --exact
1 + x + 1/2*x^2 - 1/8*x^4 - 1/15*x^5 - 1/240*x^6

$ dcalc taylor 'tan(x)' --at x=0 --order 7 --exact
x + 1/3*x^3 + 2/15*x^5 + 17/315*x^7

$ dcalc taylor 'atan(x)' --at x=1 --order 3 --exact
pi/4 + 1/2*(x - 1) - 1/4*(x - 1)^2 + 1/12*(x - 1)^3

$ dcalc taylor 'sin(x)' --at x=pi --order 5 --exact
-(x - pi) + 1/6*(x - pi)^3 - 1/120*(x - pi)^5

$ dcalc taylor 'sin(x)' --at x=pi --order 3
-(x - pi) + 0.16666666666666666*(x - pi)^3

$ dcalc taylor 'sqrt(x)' --at x=4 --order 3
2 + 0.25*(x - 4) - 0.015625*(x - 4)^2 + 0.001953125*(x - 4)^3

$ dcalc taylor '1/(1 - x)' --at x=1/2 --order 3
2 + 4*(x - 1/2) + 8*(x - 1/2)^2 + 16*(x - 1/2)^3

$ dcalc taylor 'x^x' --at x=1 --order 4 --exact
1 + (x - 1) + (x - 1)^2 + 1/2*(x - 1)^3 + 1/3*(x - 1)^4

$ dcalc taylor 'cos(x)' --at x=1 --order 3 -q
0.5403023058681398
-0.8414709848078965
-0.2701511529340699
0.1402451641346494

$ dcalc taylor 'cos(x)' --at x=1 --order 2 -n 19
0.5403023058681397174 - 0.8414709848078965067*(x - 1) - 0.2701511529340698587*(x - 1)^2

$ dcalc taylor 'a*exp(-x)' --wrt x --at x=-1,a='2/exp(1)' --order 3
2 - 2*(x + 1) + (x + 1)^2 - 0.3333333333333333*(x + 1)^3

# Several names: a term for each product of total degree at most n.
$ dcalc taylor 'sin(x)*exp(y)' --at x=0,y=0 --order 3 --exact
x + x*y - 1/6*x^3 + 1/2*x*y^2

$ dcalc taylor 'sin(x)*exp(y)' --at x=0,y=0 --order 2 -q
0  0  0
1  0  1
0  1  0
2  0  0
1  1  1
0  2  0

$ dcalc taylor 'x^3*y - 2*x*y*z + 5' --at x=0,y=0,z=0 --order 4
5 - 2*x*y*z + x^3*y

# Arrays in the program are written out.
$ dcalc taylor 'A = [[1, x], [x, 2]]; det(A) + sum([x, 2, 3*x])' --at x=1
7 + 2*(x - 1) - (x - 1)^2

$ dcalc taylor 'exp(x)' --at x=0 --order 3 -f json --remainder x=0:1/2
{"command":"taylor","expr":"exp(x)","wrt":["x"],"order":3,"at":{"x":0},"symbolic":"1 + x + 0.5*x^2 + 0.16666666666666666*x^3","value":1,"coefficients":[1,1,0.5,0.16666666666666666],"remainder":{"range":{"x":"0:1/2"},"low":-3.24e-19,"high":0.00289,"within":0.00289}}

$ dcalc taylor 'exp(x)' --at x=0 --order 3 --exact --remainder x=0:1/2
1 + x + 1/2*x^2 + 1/6*x^3
within     0.00289
remainder  0  0.00289

$ dcalc taylor 'exp(x)' --at x=0 --order 2 -f csv
1
1
0.5

$ dcalc taylor 'exp(x)' --at x=0 --order 3 -f latex --exact
1 + x + \frac{1}{2} x^{2} + \frac{1}{6} x^{3}

$ dcalc taylor 'log(x)' --at x=2 --order 2 -f latex --exact
\ln\left(2\right) + \frac{1}{2} \left(x - 2\right) - \frac{1}{8} \left(x - 2\right)^{2}

$ dcalc taylor 'exp(1e5*x)' --at x=1 --order 1 -f c
dcalc: the coefficient 2.8066633604261232e43434 does not fit into a double
[4]

# What has none.
$ dcalc taylor 'exp(x)'
dcalc: taylor needs a point to expand around
  hint: give it one: x=0
[2]

$ dcalc taylor '1/x' --at x=0
dcalc: expression:1:1: division by zero
  1/x
  ^^^
  hint: its expansion from the right has the power -1 of x
[1]

$ dcalc taylor 'sqrt(x - 2)*x' --at x=2
dcalc: expression:1:1: the function has no Taylor expansion here
  sqrt(x - 2)*x
  ^^^^^^^^^^^^^
  hint: its expansion from the right has the power 1/2 of x - 2
[1]

$ dcalc taylor 'x*log(x)' --at x=0
dcalc: expression:1:3: 'log' has a pole at 0
  x*log(x)
    ^^^^^^
  hint: its expansion from the right has a logarithm of x
[1]

$ dcalc taylor 'sqrt(1 - cos(x))' --at x=0
dcalc: expression:1:1: the function has no Taylor expansion here
  sqrt(1 - cos(x))
  ^^^^^^^^^^^^^^^^
  hint: the coefficient of degree 1 is -sqrt(2)/2 from the left, sqrt(2)/2 from the right
[1]

# To degree 2 both sides agree, to degree 3 they do not.
$ dcalc taylor 'abs(x)^3' --at x=0 --order 2
0

$ dcalc taylor 'abs(x)^3' --at x=0 --order 3
dcalc: expression:1:1: the function has no Taylor expansion here
  abs(x)^3
  ^^^^^^^^
  hint: the coefficient of degree 3 is -1 from the left, 1 from the right
[1]

# The third derivative of this function has no value at 0, though x^5 is small.
$ dcalc taylor 'where(x == 0, 0, x^5*sin(1/x))' --at x=0 --order 4 2>&1 | head -n 1
dcalc: expression:1:1: the function has no Taylor expansion here

# Removable points, and ties of any order.
$ dcalc taylor 'where(x == 0, 1, sin(x)/x)' --at x=0 --order 4 --exact
1 - 1/6*x^2 + 1/120*x^4

$ dcalc taylor 'max(exp(-x^2), 1 - x^2)' --at x=0 --order 4
1 - x^2 + 0.5*x^4

$ dcalc taylor '[x, x^2]' --at x=0
dcalc: expression:1:1: taylor needs a scalar, got shape (2)
  [x, x^2]
  ^^^^^^^^
  hint: expand its entries one by one
[2]

$ dcalc taylor 'norm(x)' --at x=[1,2]
dcalc: taylor expands in scalars, but 'x' has shape (2)
  hint: write its entries as names of their own: [x1, x2]
[2]

$ dcalc taylor 'x + y' --wrt x --at x=0
dcalc: expression:1:5: 'y' has no value
  x + y
      ^
  hint: bind it with --at y=...
[2]

$ dcalc taylor 'exp(x)' --at x=0 --remainder y=0:1
dcalc: the remainder has a range of 'y', in which nothing is expanded
[2]

$ dcalc taylor 'exp(x)' --at x=0 --remainder x=1
dcalc: the remainder needs a range of 'x'
  hint: write its ends with a colon between them: x=0:1/2
[2]

$ dcalc taylor '1/(1 - x)' --at x=0 --remainder x=0:2
dcalc: the derivative of order 7 cannot be bounded over the range of the remainder
  hint: it may have a pole, a kink or an edge of its domain there
[1]

$ dcalc taylor 'exp(x)' --at x=0 --remainder x=1:0
dcalc: the range of the remainder ends before it begins
[2]

# A condition that is 0 at the point alone holds beside it, be it in a term beyond the order.
$ dcalc taylor 'where(x^100, exp(x), 7)' --at x=0 --order 2 2>&1 | head -n 1
dcalc: expression:1:1: the function has no Taylor expansion here

$ dcalc diff 'where(x, x + 1, 0)' --order 60 --at x=0 2>&1 | head -n 1
dcalc: expression:1:1: 'where' has no derivative at 0

$ dcalc taylor 'where(floor(x), exp(x), 7*x)' --at x=1/2 --order 2
3.5 + 7*(x - 1/2)

# Derivatives of high order by the same series.
$ dcalc diff 'x^x' --order 50 --at x=2
2.616905547042492e46

# What stands still is a number, also where its function has no derivative, and asks for no further bits (from mpmath).
$ dcalc diff 'exp(sin(x))*asin(y) + abs(y - 1)' --wrt x --at x=1,y=1 --order 60 -n 10 --max-work 10M
-1.159767075e55

$ dcalc diff 'sin(x)' --order 20000 --at x=2
0.9092974268256817

$ dcalc diff 'x^x' --order 1000000 --at x=2
dcalc: order 1000000 takes too much work
  hint: of most functions orders up to 20000 can be had
[4]

# Without a point too, where the formula grows without end.
$ dcalc diff 'x^(x^x)' --order 200
dcalc: order 200 takes too much work
  hint: at a point, with --at, orders up to 20000 can be had
[4]

# Nor does it go on until the limit of nodes where that is seen to be too few.
$ dcalc diff 'exp(sin(x)*cos(x))/(1+x^2+tan(x))' --order 40
dcalc: order 40 takes too much work
  hint: at a point, with --at, orders up to 20000 can be had
[4]

$ dcalc diff 'exp(x^2)' --order 40000 --at x=1 --timeout 0.2
dcalc: took longer than 0.2 s
  hint: raise it with --timeout
[4]

$ dcalc diff 'exp(x^2)' --order 20000 --at x=1 --max-memory 3M
dcalc: this needs more memory than is allowed
  hint: allow more with --max-memory
[4]

# Far from 0, c0 + c1*x would cancel: x - a stays a factor.
$ dcalc taylor 'sin(x)' --at x=1e10 --order 1 -f c | grep return
    return -0.4875060250875107 + 0.873119622676856*(-10000000000.0 + x);

# Degree 0 is the value.
$ dcalc taylor 'exp(x)' --at x=1 --order 0 --exact
e

$ dcalc taylor 'exp(x)*y' --at x=0,y=3 --order 0 -f json
{"command":"taylor","expr":"exp(x)*y","wrt":["x","y"],"order":0,"at":{"x":0,"y":3},"symbolic":"3","value":3,"coefficients":[[0,0,3]]}

$ dcalc taylor 'exp(x)' --at x=0 --order 100000
dcalc: a polynomial of degree 100000 has too many terms
  hint: the highest degree here is 20000
[4]

# Of three names binomial(182 + 3, 3) terms are the most below 2^20.
$ dcalc taylor 'exp(x*y*z)' --at x=0,y=0,z=1 --order 10000 2>&1 | tail -n 1
  hint: the highest degree here is 182

# The remainder in code is a comment. The true one is exp(1/2) - 79/48 = 0.002888.
$ dcalc taylor 'exp(x)' --at x=0 --order 3 --remainder x=0:1/2 -f c | head -n 1
/* the function lies within 0.00289 of this for x from 0 to 1/2 */

$ dcalc taylor 'exp(x)' --at x=0 --order 3 --remainder x=0:1/2 -f python | head -n 1 | cut -c 3-
the function lies within 0.00289 of this for x from 0 to 1/2

$ dcalc taylor 'exp(x)' --at x=0 --remainder x=0:1 -f csv
dcalc: a file of arrays cannot hold the remainder
  hint: write text or JSON
[2]

# What to write where only the point is missing.
$ dcalc taylor 'sin(x)/x' --at x=0 2>&1 | tail -n 1
  hint: write where(x == 0, VALUE, ...) if the value there is meant

$ dcalc taylor 'log(x)' --at x=-1 2>&1 | tail -n 1
  hint: it has no value beside it either

$ dcalc taylor 'abs(x)' --at x=0+ 2>&1 | tail -n 1
  hint: only what goes to a limit takes a side

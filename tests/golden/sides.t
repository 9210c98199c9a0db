# What is answered at kinks, jumps and removable points.
# Tests src/number/local.c, src/number/local_sides.c, src/number/kinks.c, src/table/chunk.c.
#
# The expected values are coefficients of Taylor series that are written down by hand; SymPy's series()
# gives the same.

# Ties of a high order. exp(-x^2) is the larger: the difference is x^4/2.
$ dcalc diff 'max(exp(-x^2), 1 - x^2)' --order 4 --at x=0 -q
12

$ dcalc diff 'max(sqrt(1 + x^2), 1 + x^2/2)' --order 4 --at x=0 -q
0

$ dcalc diff 'min(cos(x), 1 - x^2/2)' --order 4 --at x=0 -q
0

$ dcalc diff 'max(cos(x), 1 - x^2/2)' --order 4 --at x=0 -q
1

$ dcalc diff 'abs(cos(x) - 1 + x^2/2)' --order 4 --at x=0 -q
1

$ dcalc diff 'relu(cosh(x) - 1 - x^2/2)' --order 4 --at x=0 -q
1

$ dcalc diff 'max(x^4, exp(x^4) - 1)' --order 8 --at x=0 -q
20160

# Both sides are named, as exact numbers.
$ dcalc diff 'max(exp(x), 1 + x + x^2/2)' --order 3 --at x=0
dcalc: expression:1:1: 'max' has no derivative at 1
  max(exp(x), 1 + x + x^2/2)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: the derivative from the left is 0, from the right 1
[1]

$ dcalc diff 'abs(exp(x) - 1 - x - x^2/2)' --order 3 --at x=0
dcalc: expression:1:1: 'abs' has no derivative at 0
  abs(exp(x) - 1 - x - x^2/2)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: the derivative from the left is -1, from the right 1
[1]

$ dcalc diff 'min(log(1 + x), x - x^2/2)' --order 3 --at x=0 2>&1 | tail -1
  hint: the derivative from the left is 2, from the right 0

$ dcalc diff 'max(sin(x), x - x^3/6)' --order 5 --at x=0 2>&1 | tail -1
  hint: the derivative from the left is 0, from the right 1

$ dcalc diff 'max(exp(x), 1 + x + x^2/2)' --order 5 --at x=0 2>&1 | tail -1
  hint: derivative 3 is 0 from the left and 1 from the right

# Which branch, which sign, which integer: whatever the order of the tie.
$ dcalc diff 'x*sign(cosh(x) - 1 - x^2/2)' --at x=0 -q
1

$ dcalc diff 'x*heaviside(cosh(x) - 1 - x^2/2)' --at x=0 -q
1

$ dcalc diff 'where(exp(x^2) - 1 - x^2 > 0, x, 2*x)' --at x=0 -q
1

$ dcalc diff 'where(sqrt(x^2 + 1) > 1 + x^2/2 - x^4/8, x, 3*x)' --at x=0 -q
1

$ dcalc diff 'x*where(cos(x) == 1 - x^2/2, 5, 7)' --at x=0 -q
7

$ dcalc diff 'x*floor(cos(x) + x^2/2)' --at x=0 -q
1

$ dcalc diff 'x*ceil(cosh(x) - x^2/2)' --at x=0 -q
2

$ dcalc diff 'x*round(cos(x) - 1/2 + x^2/2)' --at x=0 -q
1

$ dcalc diff 'x*mod(cos(x) - 1 + x^2/2 - x^4/24, 1)' --at x=0 -q
1

$ dcalc diff 'floor(cosh(x) - x^2/2)' --at x=0 -q
0

$ dcalc diff 'where(cos(x) > 1 - x^2/2, x, -x)' --at x=0 -q
1

$ dcalc diff 'x*sign(tanh(x) - atan(x))' --at x=0
dcalc: expression:1:3: 'sign' has no derivative at 0
  x*sign(tanh(x) - atan(x))
    ^^^^^^^^^^^^^^^^^^^^^^^
  hint: the derivative from the left is 1, from the right -1
[1]

$ dcalc diff 'x*sign(sin(tan(x)) - tan(sin(x)))' --at x=0 2>&1 | tail -1
  hint: the derivative from the left is 1, from the right -1

$ dcalc diff 'where(sin(x) >= x - x^3/6, x, 3*x)' --at x=0 2>&1 | tail -1
  hint: the derivative from the left is 3, from the right 1

# Ties of three, and of what ties beside the point as well.
$ dcalc diff 'max([x, exp(x) - 1, (x + 1)^2/2 - 1/2])' --at x=0 -q
1

$ dcalc diff 'max([x, 2*x/2, sin(x)])' --at x=0 -q
1

$ dcalc diff 'max(y, where(c < y, y, c))' --wrt y --at c=1,y=1 2>&1 | tail -1
  hint: the derivative from the left is 0, from the right 1

$ dcalc diff 'max(x, max(x, y))' --wrt x --at x=1,y=1 2>&1 | tail -1
  hint: the derivative from the left is 0, from the right 1

$ dcalc diff 'max(x, relu(x - c) + c)' --wrt x --at x=1,c=1 2>&1 | tail -1
  hint: the derivative from the left is 0, from the right 1

$ dcalc diff 'max(x, max(min(pi, x), x))' --at x=1 -q
1

$ dcalc diff 'min([max(x, 0), min(x, pi), x])' --at x=1 -q
1

$ dcalc diff 'where(max(x, y) > x, where(x > 0, x, 2x), 3x)' --wrt x --at x=0,y=0 2>&1 | tail -1
  hint: the derivative from the left is 2, from the right 3

$ dcalc diff 'where(max(x, y) > x, x*2, x*3)' --wrt x --at x=0,y=0 2>&1 | tail -1
  hint: the derivative from the left is 2, from the right 3

$ dcalc diff 'cbrt(min(0, x))' --at x=2 -q
0

# -t5^2/3 is -(2*t4)^2/3 with t4 = x on both sides: -4*x^2/3.
$ dcalc diff 't2 = 0.1-z-0.3*z+z/7; t4 = max(x,t2); t5 = where(x<t4,x/3,2*t4); -t5*t5/3' --wrt x --order 2 --at x=0,z=.5 --exact
-8/3

# Removable points, to any number of digits and exactly.
$ dcalc grad 'max(concat(x[0:2], x[1:2]))' --at x=[1,2]
x  0  1

$ dcalc diff 'where(x != 0, sin(x)/x, 1)' --order 3 --at x=0 -q
0

$ dcalc diff 'where(x != 0, sin(x)/x, 1)' --order 4 --at x=0 -q
0.2

$ dcalc diff 'where(x == 0, 1, (exp(x) - 1)/x)' --order 2 --at x=0 -n 60 -q
0.333333333333333333333333333333333333333333333333333333333333

$ dcalc diff 'where(x == 0, 1, (exp(x) - 1)/x)' --order 2 --at x=0 --exact -q
1/3

$ dcalc diff 'where(x == 0, 1/2, (1 - cos(x))/x^2)' --at x=0 -q
0

$ dcalc diff 'where(x == 0, 1/2, (exp(x) - 1 - x)/x^2)' --at x=0 --exact -q
1/6

$ dcalc diff 'where(x == 0, 1, x/(exp(x) - 1))' --order 2 --at x=0 --exact -q
1/6

$ dcalc diff 'where(x == 0, 2, (exp(x) - exp(-x))/x)' --order 2 --at x=0 --exact -q
2/3

# What oscillates: by the quotient, which is at most abs(h).
$ dcalc diff 'where(x == 0, 0, x^2*sin(1/x))' --at x=0
0

$ dcalc diff 'where(x == 0, 0, x^2*cos(1/x^2))' --at x=0 -q
0

$ dcalc diff 'where(x == 0, 0, x*sin(1/x))' --at x=0
dcalc: expression:1:1: 'where' has no derivative at 0
  where(x == 0, 0, x*sin(1/x))
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: the quotient goes between -1 and 1 without a limit
[1]

# The second derivative of x^4*sin(1/x) is the limit of (4*x^3*sin(1/x) - x^2*cos(1/x))/x.
$ dcalc diff 'where(x == 0, 0, x^4*sin(1/x))' --order 2 --at x=0 -q
0

# The same whichever way it is asked.
$ echo '{"command":"diff","expr":"max(exp(-x^2), 1 - x^2)","order":4,"at":{"x":0}}' | dcalc run -
{"command":"diff","expr":"max(exp(-x^2), 1 - x^2)","wrt":["x"],"order":4,"at":{"x":0},"value":1,"derivative":12,"notes":["the derivative has a kink in its formula here; its value is the limit from both sides"]}

$ printf 'x\n0\n1\n' | dcalc diff 'x*sign(cosh(x) - 1 - x^2/2)' --points - -q
df/dx
1
1

$ dcalc grad 'where(x == 0, 1, sin(x)/x) + x' --at x=0 -q
1

$ dcalc hessian 'where(x == 0, 1, sin(x)/x)' --at x=0 --exact -q
-1/3

$ dcalc jacobian 'where(x == 0, 1, sin(x)/x)' 'x*sign(cosh(x) - 1 - x^2/2)' --at x=0 -q
0
1

$ dcalc jvp 'where(x == 0, 0, (exp(x) - 1 - x)/x)' --vector x=3 --at x=0 --exact -q
3/2

$ dcalc vjp '[where(x == 0, 0, (exp(x) - 1 - x)/x), x]' --vector '[2,3]' --at x=0 -q
4

$ dcalc eval 'diff(max(exp(-x^2), 1 - x^2), x, 4)' --at x=0 -q
12

$ dcalc diff 'x*sign(cosh(x) - 1 - x^2/2)' --at x=0 --numbers double -q
1

$ dcalc jacobian '[where(x == 0, 0, (exp(x) - 1 - x)/x)]' --sparse --at x=0 -q
0  0  0.5

# Poles of the parts of a derivative that cancel: -16*pi/3.
$ dcalc diff 'beta(a, b)' --wrt a --at a=-3/2,b=-1/2 -n 30 -q
-16.7551608191455639384674313775

# Rows at a kink have the answers of single points: a kink that is none, and one that is.
$ printf 'x\n0\n0\n2\n' | dcalc diff 'where(x == 0, 1, (exp(x) - 1)/x) + x*abs(x)' --points - -q
df/dx
0.5
0.5
6.097264024732663

$ printf 'x\n1\n0\n0\n' | dcalc diff 'abs(x)' --points -
df/dx
1
nan
nan
dcalc: note: 2 of 3 rows are undefined; the first, standard input:3: 'abs' has no derivative at 0

# Mixed derivatives: the last name's sides of the formula before, where nothing else has a kink.
$ dcalc diff 'x^2*max(exp(y), 1 + y + y^2/2 + y^3/6)' --wrt x,y,y,y,y --at x=1,y=0 -q
2

# At an end of the domain the derivative is that of the side that has values, where it is finite.
$ dcalc diff 'abs(x)*sqrt(x)' --at x=0
0
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is the limit from the side on which the function has values

$ dcalc diff 'x^2.5' --at x=0
0

$ dcalc diff 'acosh(x)^3' --at x=1 -q 2>/dev/null
0

$ dcalc eval 'diff(acos(x)^2, x)' --at x=1 -q 2>/dev/null
-2

$ printf 'x\n1\n-1\n' | dcalc diff 'acos(x)^2' --points - 2>/dev/null
df/dx
-2
nan

$ dcalc diff 'asin(x)^3' --at x=1
dcalc: expression:1:1: the derivative is infinite here
  asin(x)^3
  ^^^^^^^^^
  hint: the function has no value to the right of the point; the derivative from the left is unbounded
[1]

$ dcalc diff 'sqrt(x)*sqrt(-x)' --at x=0 2>&1 | tail -1
  hint: the function has a value at the point, but none beside it

# Formulas have a value at a tie, where numbers refuse.
$ dcalc diff 'max(x, 0)'; dcalc diff 'max(x, 0)' --at x=0 2>&1 | head -1
where(x < 0, 0, where(0 < x, 1, 1/2))
dcalc: expression:1:1: 'max' has no derivative at 0

# A tie that no enclosure decides, log(2) = softplus(0): both sides of it have the derivative 1.
$ dcalc diff 'max(1 + x^2/2 - x^4/8, min(sqrt(1 + x^2), 1 + x^2/2 - x^4/8 + softplus(x) - (log(2) + x/2 - 3/8*x^2)))' --order 2 --at x=0 -q
1

# Operators differentiate what attains the greatest of a list, which changes at a tie. max([x^2, 2*x^2, 3*x^2])
# is 3*x^2; the least of the other list is x up to x^3.
$ dcalc diff 'diff(max([x^2, 2*x^2, 3*x^2]), x)' --at x=0 -q
6
$ dcalc grad 'grad(max(y*x^2), x)' --wrt x --at x=0,y=[1,2,3] -q
6
$ dcalc diff 'diff(min([x + x^2/2, x, exp(x) - 1]), x)' --at x=0 -q
0

# jvp: of the entries of x, one that is not the first moves what is asked
$ dcalc jvp 'where(x >= 1/2, x^2, x - 1/4)[1]' --at x=[0.5,3] --wrt x --vector x=[1,2]
12

$ dcalc jvp 'where([x,y] >= 1/2, [x,y]^2, [x,y] - 1/4)[1]' --at x=0.5,y=3 --wrt x,y --vector x=1,y=2
12

# ties on a whole side, between branches that are one formula there
$ dcalc diff 'max(max(sin(y), 1/3), 1/3)' --at y=0.1 -q
0
$ dcalc diff 'max(where(sin(y) < 1/3, 1/3, sin(y)), 1/3)' --at y=0.1 -q
0
$ dcalc diff 'max(min(sin(y), 1/3), sin(y))' --at y=0.1 -q
0.9950041652780258
$ dcalc diff 'min(-y, min(sin(y), -y))' --at y=0.1 -q
-1
$ dcalc diff 'clip(clip(sin(y), y^2 + 1, 3), y^2 + 1, 3)' --at y=0.1 -q
0.2
$ dcalc diff 'max(leaky_relu(sin(y)), sin(y)) + relu(elu(sin(y)) - sin(y))' --at y=0.1 -q
0.9950041652780258
$ dcalc diff 'max(norm([y, sin(y)], inf), y) + max(abs(cos(y)), cos(y))' --at y=0.1 -q
0.9001665833531719
$ dcalc grad 'max(max(x*y + sin(x), exp(c)), exp(c))' --at y=.1,x=.2,c=1 -q
0
0
2.718281828459045
$ printf 'y\n0.1\n' | dcalc grad 'max(max(sin(tanh(y/(2 + relu(abs(cos(atan(y))))^2))), 1/3), 1/3)' --points - --numbers certified
df/dy
0

# What a maximum chooses at the point is what it is nearby: the condition is false there, and what is computed with it constant.
$ for f in 'where(max(sin(x), 1/3) > 1/3, x, x^2)' 'sqrt(max(sin(x), 1/3) - 1/3)' 'floor(max(sin(x), 3))*x'; do dcalc diff "$f" --at x=1/10; done
0.2
0
3

$ dcalc diff 'where(abs(sin(x)) == sin(x), x, x^2)' --at x=1/10; dcalc diff 'where(abs(sin(x)) == sin(x), x, x^2)' --at x=-1/10
1
-0.2

# At 0 the branch changes.
$ dcalc diff 'where(abs(sin(x)) == sin(x), x, x^2)' --at x=0 2>&1 | head -n 1
dcalc: expression:1:1: 'where' has no derivative at 0

# But a tie with another name is one.
$ dcalc grad 'max(max(sin(x), 1/3), y)' --at x=1/10,y=1/3
dcalc: expression:1:1: 'max' has no derivative at 0.3333333333333333
  max(max(sin(x), 1/3), y)
  ^^^^^^^^^^^^^^^^^^^^^^^^
  hint: along (0, 1) the derivative from the left is 0, from the right 1
[1]

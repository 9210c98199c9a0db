# What is answered at ties and singular points of several variables.
# Tests src/number/local_several.c, src/number/local_along.c, src/number/several_parts.c,
# src/number/several_text.c, src/number/convention.c.

# Each function is a smooth one written otherwise, has a Taylor series in the norm that is written
# down by hand, or slopes along lines or curves that differ.

# Where there are fewer kinks than it seems: each is a smooth function written otherwise.
$ dcalc grad 'max(x, y) + min(x, y)' --at x=1,y=1
x  1
y  1

$ dcalc grad 'max([x, y, z]) + min([x, y, z]) + max(min(x, y), min(max(x, y), z))' --at x=2,y=2,z=2
x  1
y  1
z  1
dcalc: note: the derivative has a kink in its formula here; its value is what expansions along all rays give

$ dcalc grad 'abs(x)*y' --at x=0,y=0
x  0
y  0

$ dcalc grad 'max(sin(x), y) + min(sin(x), y)' --at x=0,y=0
x  1
y  1

$ dcalc grad 'det([[max(x, y), 1], [1, min(x, y)]])' --at x=2,y=2
x  2
y  2

$ dcalc jacobian '[max(x, y) + min(x, y), abs(x - y)*(x - y)]' --at x=1,y=1
1  1
0  0

# A kink is named, with a direction and the slopes along it.
$ dcalc grad 'norm(x)' --at x=[0,0]
dcalc: expression:1:1: 'norm' has no derivative at 0
  norm(x)
  ^^^^^^^
  hint: along (1, 0) the derivative from the left is -1, from the right 1
[1]

$ dcalc grad 'hypot(x, y)' --at x=0,y=0
dcalc: expression:1:1: 'hypot' has no derivative at 0
  hypot(x, y)
  ^^^^^^^^^^^
  hint: along (1, 0) the derivative from the left is -1, from the right 1
[1]

$ dcalc grad 'max(x, y)' --at x=1,y=1
dcalc: expression:1:1: 'max' has no derivative at 1
  max(x, y)
  ^^^^^^^^^
  hint: along (1, 0) the derivative from the left is 0, from the right 1
[1]

$ dcalc grad 'max(x)' --at x=[1,2,2,0,0,0,0,1]
dcalc: expression:1:1: 'max' has no derivative at 2
  max(x)
  ^^^^^^
  hint: along x[1] the derivative from the left is 0, from the right 1
[1]

$ dcalc grad 'x*floor(y)' --at x=1,y=1
dcalc: expression:1:3: 'floor' has no derivative at 1
  x*floor(y)
    ^^^^^^^^
  hint: along (0, -1) the function goes to 0, which is not its value there
[1]

$ dcalc grad 'x*sign(tanh(y) - atan(y))' --at x=0,y=0
dcalc: expression:1:3: 'sign' has no derivative at 0
  x*sign(tanh(y) - atan(y))
    ^^^^^^^^^^^^^^^^^^^^^^^
  hint: along (1, -1) the derivative from the left is -1, from the right 1
[1]

# No slope along a ray tells, but a curve does.
$ dcalc grad 'where(x == 0, 0, x^3*y/(x^4 + y^2))' --at x=0,y=0
dcalc: expression:1:1: 'where' has no derivative at 0
  where(x == 0, 0, x^3*y/(x^4 + y^2))
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: along the curve (t, t^2) the derivative is 1/2, along its tangent 0
[1]

$ dcalc grad 'where(y > x^2, where(y < 2*x^2, x, 0), 0)' --at x=0,y=0
dcalc: expression:1:1: 'where' has no derivative at 0
  where(y > x^2, where(y < 2*x^2, x, 0), 0)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: along the curve (t, 3/2*t^2) the derivative is 1, along its tangent 0
[1]

$ dcalc grad 'where(y > x^2, where(y < 1.01*x^2, 1, 0), 0)' --at x=0,y=0
dcalc: expression:1:1: whether there is a derivative at this kink of 'where' is not decided
  where(y > x^2, where(y < 1.01*x^2, 1, 0), 0)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: no expansion along all rays at once was found that tells
[1]

# Functions of a norm: even ones are smooth.
$ dcalc grad 'cos(norm(x))' --at x=[0,0]
x  0  0
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is what expansions along all rays give

$ dcalc grad 'norm(x)*x[0]' --at x=[0,0]
x  0  0
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is what expansions along all rays give

$ dcalc grad '(1 + sqrt(5)*norm(x) + 5/3*norm(x)^2)*exp(-sqrt(5)*norm(x))' --at x=[0,0] -q
0  0

$ dcalc grad 'where(norm(x) == 0, 1, sin(norm(x))/norm(x))' --at x=[0,0]
x  0  0

$ dcalc grad 'where(norm(x) == 0, 0, norm(x)^2*log(norm(x)))' --at x=[0,0]
x  0  0

$ dcalc hessian 'norm(x)^3' --at x=[0,0] -q
0  0
0  0

$ dcalc hessian 'cos(norm(x))' --at x=[0,0] -q
-1   0
 0  -1

$ dcalc hessian '(1 + sqrt(5)*norm(x) + 5/3*norm(x)^2)*exp(-sqrt(5)*norm(x))' --at x=[0,0] --digits 30 -q
-1.66666666666666666666666666667                                 0
                               0  -1.66666666666666666666666666667

$ dcalc hessian '(1 + sqrt(3)*norm(x - y))*exp(-sqrt(3)*norm(x - y))' --at x=[1,2],y=[1,2] -q
-3   0   3   0
 0  -3   0   3
 3   0  -3   0
 0   3   0  -3

$ dcalc hessian 'where(norm(x) == 0, 1, sin(norm(x))/norm(x))' --at x=[0,0] -q
-0.3333333333333333                    0
                  0  -0.3333333333333333

$ dcalc hessian 'max(x, y)^2 + min(x, y)^2' --at x=1,y=1 -q
2  0
0  2

$ dcalc hessian 'sum(relu(x)^2)' --at x=[0,1]
dcalc: expression:1:1: 'where' has no derivative at 0
  sum(relu(x)^2)
  ^^^^^^^^^^^^^^
  hint: along (1, 0) the derivative from the left is 0, from the right 2
[1]

# Along vectors, as nonzeros, in rows of a table, in operators.
$ dcalc jvp 'cos(norm(x)) + x[1]' --at x=[0,0] --vector x=[1,2] -q
2

$ dcalc vjp '[cos(norm(x)), norm(x)*x[0] + x[1]]' --at x=[0,0] --vector '[1,2]' -q
0  2

$ dcalc jacobian 'x*norm(x)' --at x=[0,0] --sparse -q
0  0  0
0  1  0
1  0  0
1  1  0

$ dcalc eval 'grad(cos(norm(x)), x)' --at x=[0,0] -q
0  0

$ dcalc eval 'grad(norm(x), x)' --at x=[0,0]
dcalc: expression:1:1: the value does not exist here
  grad(norm(x), x)
  ^^^^^^^^^^^^^^^^
  hint: along (1, 0) the derivative from the left is -1, from the right 1
[1]

# The convention of learning frameworks: 0 of a norm, by --kinks subgradient, and in training.
$ dcalc grad 'norm(x) + x[0]' --at x=[0,0] --kinks subgradient
x  1  0
dcalc: note: the derivative of a norm that is 0 is taken as 0 here, as learning frameworks do

$ dcalc grad 'hypot(x, y) + sqrt(x^2 + y^2) + 3*x' --at x=0,y=0 --kinks subgradient
x  3
y  0
dcalc: note: 'hypot' has a kink at 0; its derivative there follows the convention of learning frameworks
dcalc: note: the derivative of a norm that is 0 is taken as 0 here, as learning frameworks do

$ dcalc backprop 'norm(w) + w[0]' --weights w --lr 0.1 --at w=[0,0]
loss      0
dloss/dw  1  0
w         -0.1  0
dcalc: note: the derivative of a norm that is 0 is taken as 0 here, as learning frameworks do

$ dcalc backprop 'norm(w) + sum((w - 1)^2)' --weights w --lr 0.5 --steps 2 --at w=[0,0] -q
1.4142135623730951
0.7071067811865475  0.7071067811865475
0.6464466094067263  0.6464466094067263

$ dcalc hessian 'norm(x)' --at x=[0,0] --kinks subgradient
dcalc: expression:1:1: 'norm' has no derivative at 0
  norm(x)
  ^^^^^^^
  hint: along (1, 0) the derivative from the left is -1, from the right 1
[1]
# More than 64 entries of one formula: one entry that moves alone tells.
$ dcalc grad 'sum(relu(x))' --at "x=[$(yes 0 | head -80 | paste -sd,)]"
dcalc: expression:1:5: 'relu' has no derivative at 0
  sum(relu(x))
      ^^^^^^^
  hint: along x[79] the derivative from the left is 0, from the right 1
[1]

$ dcalc grad 'norm(x)' --at "x=[$(yes 0 | head -80 | paste -sd,)]"
dcalc: expression:1:1: 'norm' has no derivative at 0
  norm(x)
  ^^^^^^^
  hint: the derivative from the left is -1, from the right 1
[1]

$ dcalc jacobian 'relu(x)' --sparse --at "x=[$(yes 0 | head -80 | paste -sd,)]" 2>&1 | head -1
dcalc: expression:1:1: 'relu' has no derivative at 0

# Neither the same nor other along one entry: not looked at.
$ dcalc grad 's = x - sum(x); max(s@s, sum(x)^2) + min(s@s, sum(x)^2)' --at "x=[$(yes 0 | head -80 | paste -sd,)]" 2>&1 | tail -1
  hint: a tie of a formula of more than 64 entries is not looked at; ask by fewer names at once

# A sum whose parts share no entry is judged part by part: 3*x, x*abs(x), and sin(x)/x.
$ dcalc grad 'sum(max(x, 2*x) + min(x, 2*x))' --at "x=[$(yes 0 | head -80 | paste -sd,)]" -q | tr ' ' '\n' | sort | uniq -c | tr -s ' '
 79 
 80 3

$ dcalc eval 'sum(grad(mean(x*where(x == 0, 1, sin(x)/x)), x))' --at "x=[$(yes 0 | head -80 | paste -sd,)]" -q
1

$ dcalc grad 'mean(max(x, 2*x) + min(x, 2*x))' --at "x=[$(yes 0 | head -75 | paste -sd,)]" -q | tr -s ' ' '\n' | sort -u
0.04


# What a list has twice is no tie.
$ dcalc jacobian 'max([s, s, x[1]])' --wrt s,x --at s=2,x=[0,1] --sparse -q
0  0  1
0  2  0

# Second derivatives of a greatest or least entry within something else, where no tie is near.
$ dcalc hessian 'sin(max([x, z]))' --at x=1,z=5.6
0                   0
0  0.6312666378723213

$ dcalc hessian 'norm([x, z], inf)^3' --at x=1,z=-5.6
0     0
0  33.6

$ dcalc hessian 'sin(max([x, y]))*max([y, z])' --at x=1,y=2,z=3
0                    0                    0
0   -2.727892280477045  -0.4161468365471424
0  -0.4161468365471424                    0

# Names that equations define.
# Tests src/question/implicit.c, src/question/implicit_series.c, src/pass/equations.c, src/judge/curve.c, src/judge/slips_implicit.c, src/write/explain_implicit.c, src/text/parse.c, src/text/parse_hints.c, cmd/question.c.

$ dcalc diff 'x^3 + y^3 = 6*x*y' --of y --wrt x --at x=3,y=3
-1

$ dcalc diff 'x^2 + y^2 = 1' --of y
-x/y

$ dcalc diff 'x^2 + y^2 = 25' --of y --order 2 --at x=3,y=4
-0.390625

# What begins like an assignment or a definition is an equation where the names asked for stand on its left.
$ dcalc diff 'y = x*exp(y)' --of y
exp(y)/(1 - y)

$ dcalc diff 'sin(y) == x' --of y --wrt x
sec(y)

$ dcalc diff 'a = 2; f(t) = t^2; f(x) + a*f(y) = 1' --of y --wrt x
-x/(2*y)

# Several names held, several equations, vectors.
$ dcalc grad 'x^2 + y^2 + z^2 = 9' --of z --wrt x,y --at x=1,y=2,z=2
x  -0.5
y  -1

$ dcalc hessian 'x^2 + y^2 + z^2 = 9' --of z --wrt x,y --at x=1,y=2,z=2
-0.625  -0.25
 -0.25     -1

$ dcalc jacobian 'u^2 - v = x; u + v^2 = y' --of u,v --wrt x,y --at u=1,v=1,x=0,y=2
 0.4  0.2
-0.2  0.4

$ dcalc jacobian 'u^2 - v = x' 'u + v^2 = y' --of u,v --wrt x,y --at u=1,v=1,x=0,y=2 -q
 0.4  0.2
-0.2  0.4

$ dcalc jacobian 'z = tanh(W@z + x)' --of z --wrt x --at W=[[1/2,1/4],[1/3,0]],z=[0,0],x=[0,0]
2.4  0.6
0.8  1.2

$ dcalc diff 'u + v = x; u*v = 2' --of u,v --wrt x --at u=1,v=2,x=3
-1  2

# The point must lie on the curve: exactly if numbers are certified, up to rounding in doubles.
$ dcalc diff 'x^2 + y^2 = 1' --of y --at x=0.6,y=0.81
dcalc: expression:1:1: the point does not satisfy the equation: left minus right is 0.0161
  x^2 + y^2 = 1
  ^^^^^^^^^^^^^
  hint: give exact values, such as sqrt(2), or --numbers double, which allows for rounding
[1]

$ dcalc diff 'x^2 + y^2 = 2' --of y --at 'x=1/3,y=sqrt(17)/3' --exact
-sqrt(17)/17

$ dcalc diff 'cos(y) = x' --of y --at 'x=0.3,y=acos(0.3)' -n 30
-1.04828483672191829577211163299

$ dcalc diff 'x^2 + y^2 = 2' --of y --at x=0.7,y=1.2288205727444508 --numbers double -n 6
-0.569652

$ dcalc diff 'x^2 + y^2 = 2' --of y --at x=0.7,y=1.22 --numbers double
dcalc: expression:1:1: the point does not satisfy the equation: left minus right is -0.0216
  x^2 + y^2 = 2
  ^^^^^^^^^^^^^
[1]

$ printf 'x,y\n3,3\n1,2\n' | dcalc diff 'x^3 + y^3 = 6*x*y' --of y --wrt x --points - -q
dy/dx
-1
nan

# Where the name is no differentiable function of the others.
$ dcalc diff 'x^2 + y^2 = 1' --of y --at x=1,y=0
dcalc: expression:1:1: 'y' is not differentiable here: the equation's derivative by 'y' is 0
  x^2 + y^2 = 1
  ^^^^^^^^^^^^^
  hint: x may be a function of y here: --of x --wrt y
[1]

$ dcalc jacobian 'u^2 + v^2 = x; u + v = y' --of u,v --wrt x --at u=1,v=1,x=2,y=2
dcalc: expression:1:1: the names of --of are not differentiable here: the equations' Jacobian by them is singular
  u^2 + v^2 = x; u + v = y
  ^^^^^^^^^^^^^
[1]

$ dcalc diff 'abs(x) + abs(y) = 1' --of y --wrt x --at x=0,y=1
dcalc: expression:1:1: 'abs' has no derivative at 0
  abs(x) + abs(y) = 1
  ^^^^^^
[1]

# What was not meant.
$ dcalc diff 'x^2 + y^2 = 1' --wrt x
dcalc: expression:1:11: expected an operator, found '='
  x^2 + y^2 = 1
            ^
  hint: an equation needs the name that it defines: --of y in diff and its kin; elsewhere write left - right
[2]

$ dcalc diff 'x^2 + y^2 - 1' --of y --wrt x
dcalc: expression:1:1: with --of, the expression is an equation
  x^2 + y^2 - 1
  ^^^^^^^^^^^^^
  hint: write it with =, as in x^2 + y^2 = 1
[2]

$ dcalc diff 'x^2 + speed^2 = 1' --of sped --wrt x
dcalc: the expression has no name 'sped'
  hint: did you mean speed?
[2]

$ dcalc diff 'x^2 + y^2 = 1' --of x --wrt x
dcalc: 'x' is both a name to differentiate and one to differentiate by
  hint: --of y --wrt x asks for dy/dx
[2]

$ dcalc diff 'x + y = 1; x - y = 2' --of y --wrt x
dcalc: 2 equations for 1 unknown
  hint: separate equations by a semicolon, and name as many with --of
[2]

$ dcalc diff 'x^2 = 1 = y' --of y --wrt x
dcalc: expression:1:9: expected the end of the equation, found '='
  x^2 = 1 = y
          ^
[2]

$ dcalc jacobian 'x^2 + y^2 = 1' --of y --sparse
dcalc: derivatives of what equations define are not sparse
[2]

# Step by step, as a job, from a file, as code.
$ dcalc diff 'x^2 + y^2 = 25' --of y --at x=3,y=4 --explain
Left minus right, which is 0:
  F = x^2 + y^2 - 25 = 0
By x:
  ∂F/∂x = 2*x = 6   sum and power rules
By y:
  ∂F/∂y = 2*y = 8   sum and power rules
Both sides stay equal, so:
  dy/dx = -(∂F/∂x)/(∂F/∂y) = -0.75   implicit function theorem
        = -x/y             = -0.75

-0.75

$ echo '{"command":"diff","expr":"x^2 + y^2 = 25","of":"y","wrt":"x","at":{"x":3,"y":4}}' | dcalc run -
{"command":"diff","expr":"x^2 + y^2 = 25","of":["y"],"wrt":["x"],"order":1,"at":{"x":3,"y":4},"value":4,"derivative":-0.75}

$ echo '{"x":3,"y":3,"unused":1}' >point.json; dcalc diff 'y = x^3 - 24' --of y --wrt x --at @point.json
27

$ dcalc diff 'x^2 + y^2 = 1' --of y -f c
#include <math.h>

double f(double x, double y)
{
    return (-x)/y;
}

# At the prompt.
$ printf 'diff sin(y) = x --of y --wrt x\n' | dcalc repl
sec(y)

# Formulas of higher order are shorter where the equation holds.
$ dcalc diff 'x^2 + y^2 = 1' --of y --order 2
-1/y^3

$ dcalc diff 'x^2 + y^2 = r^2' --of y --wrt x --order 2
-r^2/y^3

$ dcalc diff 'x^3 - y^3 = 6*x*y' --of y --wrt x --order 2
16*x*y/(y^2 + 2*x)^3

$ dcalc diff 'sqrt(x) + sqrt(y) = 1' --of y --wrt x --order 2
1/(2*x^(3/2))

$ dcalc diff 'x^2/a^2 + y^2/b^2 = 1' --of y --wrt x --order 2
-b^4/(a^2*y^3)

$ dcalc diff 'exp(x + y) = x*y' --of y --wrt x
y*(1 - x)/(x*(y - 1))

# Worked out by hand: right if it is on the curve.
$ dcalc check 'x^2 + y^2 = 1' --of y --wrt x --equals '-x/y'
right: proved

$ dcalc check 'x^2 + y^2 = 1' "y'' = -1/y^3" --of y --wrt x --order 2
right: proved

$ dcalc check 'y = x*exp(y)' 'dy/dx = y/(x*(1 - y))' --of y --wrt x
right: proved

$ dcalc check 'tan(y) = x' --of y --wrt x --equals '1/(1 + x^2)'
right: equal to 50 digits at 44 points, not proved
chance: random points miss a difference on a tenth of the domain once in 103 times

$ dcalc check 'x^2 + x*y + y^2 = 7' --of y --wrt x --equals '-2*x/(x + 2*y)'
wrong: at x=2,y=1 it is -1.25, the formula gives -1
slip: the derivative of x*y lacks the part in which y is held
[1]

$ dcalc check 'x^2 + x*y + y^2 = 7' --of y --wrt x --equals '-(2*x + y)/(2*y)'
wrong: at x=2,y=1 it is -1.25, the formula gives -2.5
slip: the derivative of x*y lacks the part in which y changes
[1]

$ dcalc check 'x^2 + sin(y) = 1' --of y --wrt x --equals '-2*x'
wrong: at x=1/2,y=0.848062078981481 it is -1.511857892036909, the formula gives -1
slip: the chain rule: the derivative of sin(y) lacks all but the derivative of y
[1]

$ dcalc check 'x^3 + y^3 = 6*x*y' --of y --wrt x --equals '(y^2 - 2*x)/(2*y - x^2)'
wrong: at x=2,y=0.6945927106677214 it is 0.7422271989685592, the formula gives 1.3472963553338606
slip: the quotient is upside down
[1]

$ dcalc check 'x^2 + y^2 = 1' --of y --wrt x --equals x/y
wrong: at x=1/2,y=0.8660254037844386 it is -0.5773502691896257, the formula gives 0.5773502691896257
slip: the sign: the formula is -1 times the derivative
[1]

$ dcalc check 'x^2 + y^2 = 25' --of y --equals '-3/4' --at x=3,y=4
right: proved
dcalc: note: compared at the one point that --at gives: elsewhere they may differ

$ dcalc check 'x^2 + y^2 = 25' --of y --wrt x --equals '-3/4' --at x=3
wrong: at x=3,y=-4 it is 0.75, the formula gives -0.75
slip: the formula is right on one branch of the curve, not on all of it
[1]

$ dcalc check 'u^2 - v = x; u + v^2 = y' --of u,v --wrt x,y '[2*v, 1, -1, 2*u]/(4*u*v + 1)'
right: proved

$ dcalc check 'u^2 - v = x; u + v^2 = y' --of u,v --wrt x,y '[2*v, 1, 1, 2*u]/(4*u*v + 1)'
wrong: at x=2,y=1/2,u=-0.9030484659686348,v=-1.1845034681116957 the entry for row 2, x is -0.1894421553196711, the formula gives 0.1894421553196711
slip: the sign: the formula is -1 times the derivative
[1]

# Points where several equations hold are found, here with y + exp(z) = 1 and sin(y) + z = x; u = sqrt((1 - y)^2) is exp(z) there.
$ dcalc check 'sin(y) + z = x; y + exp(z) = 1' --of y,z --wrt x '[sqrt((1-y)^2)/(exp(z)*cos(y) - 1), -1/(exp(z)*cos(y)-1)]' | head -n 1
right: equal to 50 digits at 44 points, not proved

$ dcalc check 'sin(y) + z = x; y + exp(z) = 1' --of y,z --wrt x '[exp(z)/(exp(z)*cos(y) - 1), 1/(exp(z)*cos(y) - 1)]'
wrong: at x=-1,y=0.823318329007034,z=-1.7334056345615765 the entry for dz/dx is 1.136501383024105, the formula gives -1.136501383024105
slip: the sign: the formula is -1 times the derivative
[1]

$ dcalc check 'u + v + w = x; u*v*w = 1; u^2 + v^2 = w' --of u,v,w --wrt x '[1, 1, 1]' | sed 's/ at .* the entry/ the entry/'
wrong: the entry for du/dx is -0.4588292345173387, the formula gives 1

# Equations without a common point.
$ dcalc check 'x^2 + y^2 + z^2 = -1; x + y + z = 1' --of y,z --wrt x '[1, 2]'
dcalc: no point was found at which both formulas have a value
  hint: give values to some names with --at x=2
[2]

$ dcalc check 'x^2 + y^2 = 1' --of y --wrt x --at x=0,y=1
dcalc: with --of, check needs a formula
[2]

# Taylor polynomials, products with vectors.
$ dcalc taylor 'x^2 + y^2 = 1' --of y --wrt x --at x=0,y=1 --order 6
1 - 0.5*x^2 - 0.125*x^4 - 0.0625*x^6

$ dcalc taylor 'y = x*exp(y)' --of y --wrt x --at x=0,y=0 --order 6 --exact
x + x^2 + 3/2*x^3 + 8/3*x^4 + 125/24*x^5 + 54/5*x^6

$ dcalc taylor 'x^2 + y^2 = 1' --of y --wrt x --at x=0 --order 6
dcalc: 'y' has no value to expand around
  hint: give it one that satisfies the equation: y=1
[2]

$ dcalc taylor 'x^2 + y^2 = 1' --of y --wrt x --at x=0,y=1 --order 6 --remainder x=0:1/2
dcalc: with --of, taylor expands one scalar in one name, without a remainder
  hint: choose them as in --of y --wrt x
[2]

$ dcalc jvp 'x^2 + y^2 + z^2 = 9' --of z --wrt x,y --at x=1,y=2,z=2 --vector x=1,y=1
-1.5

$ dcalc vjp 'u + v = x; u*v = 2' --of u,v --wrt x --at u=1,v=2,x=3 --vector '[1,1]'
x  1

$ dcalc check 'x^2 + y^2 = 25' --wrt x --of y --equals '-x/sqrt(25 - x^2)' | tail -n 1
slip: the formula is right on one branch of the curve, not on all of it

# The last step of the work is by the equation, as the answer is.
$ dcalc diff 'x*exp(y) = y' --of y --wrt x --explain | tail -n 6
Both sides stay equal, so:
  dy/dx = -(∂F/∂x)/(∂F/∂y)        implicit function theorem
        = exp(y)/(1 - x*exp(y))
        = exp(y)/(1 - y)          by the equation

exp(y)/(1 - y)

# Later orders are worked, too: what is found so far by both names, of which one changes with the other.
$ dcalc diff 'x^2 + y^2 = 25' --of y --wrt x --order 2 --at x=3,y=4 --explain
Left minus right, which is 0:
  F = x^2 + y^2 - 25 = 0
By x:
  ∂F/∂x = 2*x = 6   sum and power rules
By y:
  ∂F/∂y = 2*y = 8   sum and power rules
Both sides stay equal, so:
  dy/dx = -(∂F/∂x)/(∂F/∂y) = -0.75   implicit function theorem
        = -x/y             = -0.75
Once more, by x, for f = dy/dx:
  f = -x/y = -0.75
Differentiated:
  ∂f/∂x = -1/y = -0.25   constant factor rule
By y:
  ∂f/∂y = x/y^2 = 0.1875   constant factor and power rules
y changes with x, so:
  d²y/dx² = dy/dx*∂f/∂y + ∂f/∂x = -0.390625   chain rule
          = -x^2/y^3 - 1/y      = -0.390625
          = -25/y^3             = -0.390625   by the equation

-0.390625

$ dcalc diff 'x*y = 1' --of y --wrt x --order 6 --explain | tail -n 12
Once more, by x, for h = d³y/dx³:
  h = -6*y/x^3
Differentiated:
  ∂h/∂x = 18*y/x^4   constant factor and power rules
By y:
  ∂h/∂y = -6/x^3   constant factor rule
y changes with x, so:
  d⁴y/dx⁴ = dy/dx*∂h/∂y + ∂h/∂x   chain rule
          = 24*y/x^4
The later derivatives are found in the same way.

720*y/x^6

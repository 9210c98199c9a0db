# Operators of the language by several names.
# Tests src/graph/lower_calculus.c.
# By several names, once or several times each; of one name that need not be said. SymPy's.
$ for f in 'diff(x^2*sin(x))' 'diff(sin(x), x, x)' 'diff(x^2*y^3, x, y)' 'diff(x^3*y^3, x, 2, y, 2)' 'u = x^2; diff(u*y, x, y)'; do dcalc eval "$f"; done
x*(x*cos(x) + 2*sin(x))
-sin(x)
6*x*y^2
36*x*y
2*x

$ dcalc eval 'diff(x^3*y, x, x, y)' --at x=2,y=1; dcalc eval 'diff(x^3, x, x)' --at x=3; dcalc eval 'diff(sin(x), x, n)' --at n=3,x=0
12
18
-1

$ dcalc eval 'diff(x^2*y, x, y)' --at x=1,y=2
dcalc: expression:1:1: 'y' may be a name or the order here
  diff(x^2*y, x, y)
  ^^^^^^^^^^^^^^^^^
  hint: write diff(diff(f, x), y), or the order as a number
[2]

$ dcalc eval 'diff(x*y)'
dcalc: expression:1:1: 'diff' cannot take these arguments
  diff(x*y)
  ^^^^^^^^^
  hint: it is written diff(f, x, order)
[2]

$ dcalc eval 'grad(x^2*y, [x, y])'
[2*x*y, x^2]

$ dcalc eval 'jacobian([x^2, x*y], [y, x])'
[[0, 2*x], [x, y]]

$ dcalc eval 'hessian(x^2*y, [x, y])'
[[2*y, 2*x], [2*x, 0]]

$ dcalc eval 'jacobian(x^2*y, [x, y])' --at x=2,y=3
12  4

# Entries of vectors and matrices end to end: of a*sum(B) they are sum(B), then a four times.
$ dcalc eval 'grad(a*sum(B), [a, B])' --at 'a=2,B=[[1,2],[3,4]]'
10  2  2  2  2

$ dcalc eval 'hessian(a*sum(v*v), [v, a])' --at 'a=2,v=[3,5]'
4   0   6
0   4  10
6  10   0

$ dcalc eval 'jacobian(a*B@v, [v, a])' --at 'a=2,B=[[1,2],[3,4]],v=[1,2]'
2  4   5
6  8  11

# Names that are assigned.
$ dcalc eval 'u = x^2; grad(u*y, [u, y])' --at x=2,y=3
3  4

# A step of Newton's method for (x-1)^2 + (y-2)^2 + x*y, whose gradient is 0 at (0, 2).
$ dcalc eval 'f = (x-1)^2 + (y-2)^2 + x*y; [x,y] - solve(hessian(f,[x,y]), grad(f,[x,y]))' --at x=7,y=-3
0  2

# Derivatives of such derivatives: the sum of the entries of the Hessian of x^3*y^2.
$ dcalc grad 'sum(hessian(x^3*y^2, [x, y]))' --at x=1,y=2
x  78
y  36

$ dcalc eval 'f = abs(x) + y; grad(f, [x, y])' --at x=0,y=1
dcalc: expression:1:5: 'abs' has no derivative at 0
  f = abs(x) + y; grad(f, [x, y])
      ^^^^^^
  hint: the derivative from the left is -1, from the right 1
[1]

$ dcalc eval 'grad(x*y, [x, 2*y])'
dcalc: expression:1:15: 'grad' differentiates by a name
  grad(x*y, [x, 2*y])
                ^^^
[2]

$ dcalc eval 'grad(x, [])' 2>&1 | head -n 1
dcalc: expression:1:9: a list needs at least one entry

$ dcalc eval 'grad(x@y, [x, y])' --shape x=[n],y=[n] 2>&1 | head -n 1
dcalc: expression:1:11: this needs sizes that are numbers, got (n)

# A program's own function of that name takes lists as any other.
$ dcalc eval 'grad(a, b) = a*sum(b); grad(2, [3,4])'
14

# Parentheses multiply what touches them, unless it can be read in two ways; a parenthesis not behind a call, and nothing behind a blank.
$ for e in '(x+1)(x-1)' '2(x+1)(x-1)^2' '-(x+1)y' '(a)(b)(c)' '(x+1)sin(x)' '2sin(x)cos(x)' 'f(a) = a^2; f(x)y'; do dcalc eval "$e"; done
x^2 - 1
2*(x + 1)*(x - 1)^2
-y*(x + 1)
a*b*c
sin(x)*(x + 1)
sin(2*x)
x^2*y

$ for e in '1/(x+1)(x-1)' '1/sin(x)cos(x)' '2^(x+1)(x-1)' 'sin(x)(y)' '(x) (y)' '[(1) (2)]' '√(x+1)(x-1)' '(x+1)2'; do dcalc eval "$e" 2>&1 | head -n 1; done
dcalc: expression:1:1: '1/(x+1)(...)' can be read in two ways
dcalc: expression:1:1: '1/sin(x)cos' can be read in two ways
dcalc: expression:1:1: '2^(x+1)(...)' can be read in two ways
dcalc: expression:1:7: expected an operator, found '('
dcalc: expression:1:5: expected an operator, found '('
dcalc: expression:1:6: expected an operator, found '('
dcalc: expression:1:7: how much is under the root?
dcalc: expression:1:6: expected an operator, found a number

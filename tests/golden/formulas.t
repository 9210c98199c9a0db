# Functions of the table that stand for formulas of others.
# Tests src/fn/functions.def, src/fn/elsewhere.def, src/graph/lower_call.c, src/graph/lower_compose.c, src/graph/rules.c, cmd/help.c.


$ for f in 'acot(x)' 'acoth(x)' 'normcdf(x)' 'mish(x)' 'hardtanh(x)' 'relu6(x)' 'hardswish(x)' 'celu(x, a)' 'huber(x, d)' 'factorial(x)' 'binomial(x, 3)'; do dcalc diff "$f" --wrt x; done
-1/(x^2 + 1)
1/(1 - x^2)
exp(-x^2/2)/sqrt(2*pi)
x*expit(x)*sech(softplus(x))^2 + tanh(softplus(x))
where(abs(x) < 1, 1, 0)
where(x < 6, where(0 < x, 1, 0), 0)
where(abs(x) < 3, x/3 + 1/2, where(0 < x, 1, 0))
where(0 < x, 1, exp(x/a))
where(abs(x) <= d, x, d*sign(x))
digamma(x + 1)*gamma(x + 1)
x^2/2 - x + 1/3

$ dcalc eval 'binomial(5, 2)'; dcalc eval 'binomial(5, 7)'; dcalc eval 'factorial(20)'; dcalc eval 'trunc(-5/2)'; dcalc eval 'radians(180) - pi'
10
0
2.43290200817664e18
-2
0

# Conditions are those of the name, and entries of arrays are taken one by one.

$ dcalc eval 'asec(x)' --at x=1/2
dcalc: expression:1:1: 'asec' is not defined at 0.5
  asec(x)
  ^^^^^^^
[1]

$ dcalc eval 'norminv(p)' --at p=1
dcalc: expression:1:1: 'norminv' has a pole at 1
  norminv(p)
  ^^^^^^^^^^
[1]

$ dcalc eval 'factorial(-2)'
dcalc: expression:1:1: 'factorial' has a pole at -2
  factorial(-2)
  ^^^^^^^^^^^^^
[1]

$ dcalc diff 'hardtanh(x)' --at x=1
dcalc: expression:1:1: 'where' has no derivative at 1
  hardtanh(x)
  ^^^^^^^^^^^
  hint: the derivative from the left is 1, from the right 0
[1]

$ dcalc grad 'sum(softsign(x))' --at 'x=[0,1,-3]'
x  1  0.25  0.0625

$ dcalc eval 'mish(1, 2)'
dcalc: expression:1:1: 'mish' was given 2 arguments
  mish(1, 2)
  ^^^^^^^^^^
  hint: it is written mish(x)
[2]

$ dcalc eval 'huber([1, 2], [1, 2, 3])'
dcalc: expression:1:1: 'huber' cannot combine shapes (2) and (3)
  huber([1, 2], [1, 2, 3])
  ^^^^^
  hint: sizes must be equal, or 1, counted from the last axis
[2]

$ dcalc diff 'mish(x)' --at x=0 --order 2
0.64

# A user's name comes first.

$ dcalc diff 'mish*x^2' --wrt mish; dcalc eval 'mish(x) = x + 1; mish(2)'; dcalc eval 'tanh(x) = 0; mish(x)' --at x=1
x^2
3
0.8650983882673103

$ dcalc help mish; dcalc help binomial
mish(x): x*tanh(softplus(x))
binomial(n, k): binomial coefficient, n!/(k!*(n - k)!)

$ dcalc eval 'sort(x)' --at 'x=[3,1,2]'; dcalc grad 'sort(x)@[1,10,100]' --at 'x=[3,1,2]'
1  2  3
x  100  1  10

$ dcalc grad 'sort(x)@[1,10,100]' --at 'x=[3,1,1]'
dcalc: expression:1:1: 'max' has no derivative at 1
  sort(x)@[1,10,100]
  ^^^^^^^
  hint: along (0, 1, 0) the derivative from the left is 1, from the right 10
[1]

$ dcalc eval 'sort(A)' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:6: 'sort' needs a vector, got (2,2)
  sort(A)
       ^
[2]

$ dcalc eval 'sort(range(33))'
dcalc: expression:1:1: 'sort' of more than 32 entries has no formula here
  sort(range(33))
  ^^^^^^^^^^^^^^^
[4]

# What other programs call them.

$ for f in 'ndtr(x)' 'pnorm(x)' 'fmod(x, 2)' 'einsum(x)' 'argmax(x)' 'chebyt(3, x)'; do dcalc eval "$f" --at x=1 2>&1 | tail -1; done
  hint: write normcdf(x)
  hint: write normcdf(x)
  hint: write x - y*trunc(x/y); mod(x, y) has the sign of y
  hint: write products with @, A.T, outer(a, b), kron(A, B) and sum(x, axis)
  hint: the greatest entry is max(x); which one it is has no derivative
  hint: T_n(x) is hyp2f1(-n, n, 1/2, (1 - x)/2)

# Powers of arrays that books have for inverses and transposes; of a question that comes again, too.
$ dcalc eval 'A^-1@x' --at 'A=[[1,2],[4,5]],x=[1,0]'; dcalc eval '1/A' --at 'A=[[1,2],[4,5]]'; dcalc eval 'x^-1' --at x=[1,2]
1  0.25
dcalc: note: '^' goes entry by entry; the inverse of a matrix is inv(A)
   1  0.5
0.25  0.2
1  0.5
$ dcalc grad 'sum(x^T*x)' --shape x=[2] --wrt x; dcalc eval 'x^T' --at x=[1,2],T=2
x  (T + 1)*x^T
dcalc: note: '^' goes entry by entry; the transpose is written A.T
1  4
$ for i in 1 2 3 4; do echo '{"command": "eval", "expr": "sum(A^-1)", "at": {"A": [[1, '$i'], [4, 5]]}}'; done | dcalc run - | grep -c inverse
4

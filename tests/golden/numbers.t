# Certified numbers. What should come out is from mpmath or from algebra.
# Tests src/number/numbers.c, src/number/digits.c, src/number/conditions.c, src/number/branches.c, src/number/shifts.c.
$ dcalc diff 'cos(exp(x))^3' --at x=0 -n 50
-0.73694324465082279656493534332880695960212224378798

$ dcalc diff 'cos(exp(x))^3' --at x=0 --exact
-3*cos(1)^2*sin(1)

# Cancellation.
$ dcalc eval '(1 - cos(x))/x^2' --at x=1e-8
0.5

$ dcalc diff 'sin(x)/x' --at x=1e-200
-3.3333333333333335e-201

$ dcalc eval 'exp(pi*sqrt(163)) - 262537412640768744'
-7.499274028018143e-13

$ dcalc eval 'sin(1e22)'
-0.8522008497671888

$ dcalc eval '1e-400 + 1 - 1'
1.0000000000000000e-400

$ dcalc eval '0.1 + 0.2'
0.3

# A tie between two doubles, and a little above it.
$ dcalc eval '1 + 2^-53'
1

$ dcalc eval '1 + 2^-53 + exp(-10000)'
1.0000000000000002

# Beyond normal doubles: 17 digits.
$ dcalc eval 'exp(-1000)'
5.0759588975494568e-435

$ dcalc eval 'exp(1000)'
1.9700711140170470e434

$ dcalc eval '2^-1074'
4.9406564584124654e-324

$ dcalc eval '2^1024' -n 5
1.7977e308

$ dcalc diff 'exp(-1/x^2)' --at x=1e-3
6.5936629561771172e-434286

# As many digits as asked for.
$ dcalc eval 'sqrt(2)' -n 30
1.41421356237309504880168872421

$ dcalc eval 'pi' -n 1
3

$ dcalc eval 'lambertw(1)' -n 40
0.5671432904097838729999686622103555497538

# Bernoulli numbers by tangent numbers and by zeta; the last digits are those of FLINT.
$ for f in gamma digamma lgamma; do dcalc eval "$f(1/3)" -n 5000 | tail -c 21; done
06109265357989756666
43187204655613954014
39288837515419249029

# The last digits are those of mpmath.
$ for f in erf erfc; do dcalc eval "$f(1/3)" -n 10001 | tail -c 21; done
83256474094225784429
16743525905774215571

# The inverse of Hilbert's matrix has whole numbers, products of binomials; its determinant is a
# quotient of superfactorials.
$ dcalc eval 'x = range(30); o = ones(30); inv(1/(outer(x, o) + outer(o, x) + 1))[2,6]' -n 20
18632116162243584000
$ dcalc eval 'x = range(30); o = ones(30); det(1/(outer(x, o) + outer(o, x) + 1))' -n 20
3.4015539812909120530e-519

$ dcalc eval pi -n 100000 | tail -c 13
565549362465

$ dcalc eval pi -n 18 -f json
{"command":"eval","expr":"pi","value":"3.14159265358979324"}

$ dcalc grad 'sum(tanh(W@x))' --wrt x --at 'W=[[1,2],[3,4]],x=[.1,.2]' -n 20
x  1.8640516814467520754  3.0097007305729543739

# What is 0 by algebra needs no note; what may be 0 has one.
$ dcalc eval 'exp(log(3)) - 3'
0

$ dcalc eval 'sqrt(2)^2 - 2'
0

# What is exact in the branches that the point takes.
$ for f in 'sign(max(sin(x), 1/3) - 1/3)' 'max(sin(x), 1/3) - 1/3' 'where(max(sin(x), 1/3) > 1/3, 1, 2)' 'relu(cos(x)) - cos(x) + abs(sin(-x)) - sin(x)' '1 + relu(-cos(x)) + floor(sin(x)) + heaviside(exp(x)) - min(cos(x), 2)/cos(x)' 'max([sin(x), 1/3, exp(-3)]) - max(1/3, -x)' 'min([[pi, 3], [e, pi]]) - e' 'floor(max(sin(x), e) - e)' 'x - abs(sin(x) - 1) + 1 - sin(x)' 'heaviside(max(sin(x), 1/3) - 1/3)'; do dcalc eval "$f" --at x=.1,e=2.7; done
0
0
2
0
1
0
0
0
0.1
0.5

$ dcalc eval '1/(min(cos(x), 2) - cos(x))' --at x=.1; dcalc eval 'log(max(sin(x), exp(1)) - exp(1))' --at x=.1
dcalc: expression:1:1: division by zero
  1/(min(cos(x), 2) - cos(x))
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
dcalc: expression:1:1: 'log' has a pole at 0
  log(max(sin(x), exp(1)) - exp(1))
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
[1]

# Gamma functions whose arguments differ by a whole number.
$ for f in 'digamma(-3/2) - digamma(-5/2) + 2/5' 'digamma(x + 8) - digamma(x) - sum(1/(x + range(8)))' 'gamma(10/3) - gamma(1/3)*28/27' 'gamma(-x - 20)*rgamma(-x) - 1/prod(-x - 1 - range(20))' 'polygamma(2, 7/3) - polygamma(2, 1/3) - 54 - 27/32' 'polygamma(3, -x) - polygamma(3, 2 - x) - 6/x^4 - 6/(1 - x)^4'; do dcalc eval "$f" --at x=2/7; done | uniq -c
      6 0

$ dcalc hessian 'gamma(x + 1)*rgamma(x - y + 1)' --at x=-2.5,y=1 -n 6 -q
       0  -22.7450
-22.7450   20.8057

# The last digits of erfc far from 0 (mpmath).
$ for x in '216 4900' '216 2000' '50 300' '20 170'; do dcalc eval "erfc(${x% *})" -n ${x#* } | tail -c 31; done
11533211198635549632622e-20266
29761465786735573861841e-20266
977476274566566148730901e-1088
4186282932774565416441149e-176

# Next to the zeros of lgamma (mpmath).
$ for x in 'erf(76)' 'erf(26)' 'erfc(-26)' '1+1e-30' '1-1e-25' '2+1e-30' '2-1e-300' '2-1e-18'; do dcalc eval "lgamma($x)" -n 40; done
1.402763704704302636616309638270986660247e-2511
3.268883371743212026128499791293456508281e-296
-2.394309037112930820347228105632636072047e-296
-5.772156649015328606065120900815799640087e-31
5.772156649015328606065121723291057734535e-26
4.227843350984671393934879099179200359913e-31
-4.227843350984671393934879099175975689578e-301
-4.227843350984671390710208764934843506543e-19

$ dcalc eval 'log(2) + log(3) - log(6)'
0
dcalc: note: a value that cannot be distinguished from 0 is printed as 0; it is below 5.05e-4932

$ dcalc eval 'log(2) + log(3) - log(6)' -q
0

# Doubles: asked for, or where the work is large; the last digits and cancellation are the doubles'.
$ dcalc eval '(1 - cos(x))/x^2' --at x=1e-8 --numbers double
0

$ dcalc eval '(1 - cos(x))/x^2' --at x=1e-8 --numbers=certified
0.5

$ dcalc eval 'sum(range(2000000))'
1999999000000
dcalc: note: computed in doubles: a large computation

$ dcalc backprop '(w*x - t)^2' --weights w --lr 1/10 --steps 2 --at w=1,x=2,t=3 -n 6
loss      0.0400000
dloss/dw  -0.800000
w         1.48000
dcalc: note: computed in doubles: several steps

# Roots of even powers and of cubes are what they are; 0/0 in a formula is what both sides go to, if
# they go to one value.
$ dcalc diff 'sqrt(x^4) + cbrt(x^3)'
2*x + 1

$ dcalc diff 'sqrt(x^2)' --at x=0
dcalc: expression:1:1: 'abs' has no derivative at 0
  sqrt(x^2)
  ^^^^^^^^^
  hint: the derivative from the left is -1, from the right 1
[1]

$ dcalc diff 'cbrt(sin(x)^3 + x^5)' --at x=0
1
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is the limit from both sides

$ dcalc diff 'cbrt(x^5)' --at x=0
0
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is the limit from both sides

$ dcalc diff 'cbrt(x^2)' --at x=0
dcalc: expression:1:1: the derivative does not exist here
  cbrt(x^2)
  ^^^^^^^^^
  hint: the derivative grows without bound on both sides
[1]

# Kinks of several variables that are none.
$ dcalc grad 'max(x,y) + min(y,x)' --at x=1,y=1
x  1
y  1

$ dcalc grad 'abs(x*y)' --at x=0,y=0
x  0
y  0

$ dcalc grad 'where(x*y > 0, x, y)' --at x=0,y=0
dcalc: expression:1:1: 'where' has no derivative at 0
  where(x*y > 0, x, y)
  ^^^^^^^^^^^^^^^^^^^^
  hint: along (1, 2) the derivative is 1, not 2 as those by the entries say
[1]

$ dcalc grad 'abs(x) + abs(y)' --at x=0,y=0
dcalc: expression:1:10: 'abs' has no derivative at 0
  abs(x) + abs(y)
           ^^^^^^
  hint: along (1, 0) the derivative from the left is -1, from the right 1
[1]

# An exact zero times log(0), and powers of 0.
$ dcalc grad 'x^y' --at x=0,y=2 --numbers double
x  0
y  0

$ dcalc diff '0^x'
0

$ dcalc diff '0^x' --at x=0
dcalc: expression:1:1: '^' has no derivative at 0
  0^x
  ^^^
  hint: the function has no value to the left of the point; its limit from the right is 0, its value there 1
[1]

# The steps are certified, too.
$ dcalc diff '1 - cos(x)' --at x=1e-200 --explain | grep 'g = '
  g = 1 - f  = 5.0000000000000000e-401

# Closed forms multiply out.
$ dcalc eval 'sum([[1,2],[3,4]] @ [[x,1],[1,x]])' --exact --at x=pi
10*pi + 10

$ dcalc eval '[[sqrt(2),1],[1,2]] @ [x,1]' --exact --at x=pi
sqrt(2)*pi + 1  pi + 2

# Which entry is the greatest is told by its enclosure, though it equals the maximum.
$ dcalc grad 'max(exp(x))' --at 'x=[1,0]' -n 5
x  2.7183  0

$ dcalc hessian 'max(exp(x))^2' --at 'x=[0,1]' -n 5
0       0
0  29.556

# Which entry is the largest is known though no enclosure shows that it equals the maximum.
$ dcalc grad 'max([log10(2), x])' --at x=-1
x  0

$ dcalc grad 'sum(min([[sqrt(2)*x, x, y], [pi, x*y, e*x]], axis=0))' --at x=1,y=-1
x  0.41421356237309503
y  2

$ dcalc diff 'max([[pi, 1], [x, sqrt(2)*x]])' --at x=3
1.4142135623730951

# Many digits stop at no lower precision than few.
$ dcalc eval 'log(1 + x) - x' --at x=1e-2000
-5.0000000000000000e-4001

$ dcalc eval 'log(1 + x) - x' --at x=1e-2000 -n 60
-5.00000000000000000000000000000000000000000000000000000000000e-4001

# Integers in another dress.
$ dcalc eval '[log10(1/1000)^2, log2(1/8), sec(pi)^sec(pi), csc(pi/6)]' --exact -q
9  -3  -1  2

# Powers of what is 0 have derivatives whose formulas are infinite there, and which are 0; both
# sweeps and both ways to the second derivative say so.
$ dcalc diff '(x^4)^(x^4)' --at x=0
0
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is the limit from both sides

$ dcalc grad '(x^4)^(x^2)' --at x=0
x  0
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is the limit from both sides

$ dcalc hessian '(x^4)^(x^4)' --at x=0
0
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is the limit from both sides

$ dcalc diff 'acosh(1+x^2)^2' --order 2 --at x=0
4
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is the limit from both sides

# Where there is no limit, no number is named as one.
$ dcalc diff '(x^2)^(x^2)' --order 2 --at x=0
dcalc: expression:1:1: the derivative does not exist here
  (x^2)^(x^2)
  ^^^^^^^^^^^
  hint: the derivative grows without bound on both sides
[1]

# A kink of the first derivative is none of the second that both sides of it agree on.
$ dcalc hessian 'abs(x)' --at x=0
dcalc: expression:1:1: 'abs' has no derivative at 0
  abs(x)
  ^^^^^^
  hint: derivative 1 is -1 from the left and 1 from the right
[1]

$ dcalc hessian 'max(x,y)' --at x=1,y=1
dcalc: expression:1:1: 'max' has no derivative at 1
  max(x,y)
  ^^^^^^^^
  hint: along (1, 0) the derivative from the left is 0, from the right 1
[1]

$ dcalc hessian 'max(x,y) + min(x,y)' --at x=1,y=1
0  0
0  0

# A branch that is not taken takes the other factors in, whichever way the sweep goes.
$ dcalc diff 'sin(relu(sqrt(x) - 1))' --at x=0
0

$ dcalc grad 'sin(relu(sqrt(x) - 1))' --at x=0
x  0

$ dcalc grad 'sqrt(relu(x - 1))' --at x=0
x  0

# Operators of the language have the kinks of the commands.
$ dcalc eval 'diff(abs(x), x)' --at x=0
dcalc: expression:1:6: 'abs' has no derivative at 0
  diff(abs(x), x)
       ^^^^^^
  hint: the derivative from the left is -1, from the right 1
[1]

$ dcalc diff 'diff(floor(x), x)' --at x=1
dcalc: expression:1:6: 'floor' has no derivative at 1
  diff(floor(x), x)
       ^^^^^^^^
  hint: the function jumps there, from 0 to 1
[1]

$ dcalc eval 'hessian(max(x[0], x[1]), x)' --at 'x=[1,1]'
dcalc: expression:1:9: 'max' has no derivative at 1
  hessian(max(x[0], x[1]), x)
          ^^^^^^^^^^^^^^^
  hint: along (1, 0) the derivative from the left is 0, from the right 1
[1]

$ dcalc eval 'floor(x) + diff(x*abs(x), x) + diff(abs(x)^3, x, 2)' --at x=0
0

$ dcalc eval 'where(x == 0, 5, diff(abs(x), x))' --at x=0
5

$ dcalc eval 'diff(abs(x), x)' --at x=0 --kinks subgradient
0
dcalc: note: 'abs' has a kink at 0; its derivative there follows the convention of learning frameworks

# Steps within steps, conditions that jump, angles at their cut: what has no derivative to pass on
# may still jump, and the whole with it.
$ dcalc diff 'round(sign(x*(x - 1)))' --at x=0
dcalc: expression:1:7: 'sign' has no derivative at 0
  round(sign(x*(x - 1)))
        ^^^^^^^^^^^^^^^
  hint: the function jumps there, from 1 to -1
[1]

$ dcalc diff 'x*atan2(x, -1)' --at x=0
dcalc: expression:1:3: 'atan2' has no derivative at -1
  x*atan2(x, -1)
    ^^^^^^^^^^^^
  hint: the derivative from the left is -3.141592653589793, from the right 3.141592653589793
[1]

$ dcalc diff 'where(x, 1, 2)' --at x=0
dcalc: expression:1:1: 'where' has no derivative at 0
  where(x, 1, 2)
  ^^^^^^^^^^^^^^
  hint: the function is 1 on both sides, but 2 there
[1]

$ dcalc diff 'where(sign(floor(x)) == 0, x, 2x)' --at x=0
dcalc: expression:1:1: 'where' has no derivative at 0
  where(sign(floor(x)) == 0, x, 2x)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: the derivative from the left is 2, from the right 1
[1]

$ dcalc diff 'sign(0^(x^2))' --at x=0
dcalc: expression:1:6: '^' has no derivative at 0
  sign(0^(x^2))
       ^^^^^^^
  hint: the function is 0 on both sides, but 1 there
[1]

# Infinite on one side is not the same as finite on the other.
$ dcalc diff '1/(x/(x - 1) + round(x))' --at x=1/2
dcalc: expression:1:16: 'round' has no derivative at 0.5
  1/(x/(x - 1) + round(x))
                 ^^^^^^^^
  hint: the limit of the function from the left is -1, from the right unbounded
[1]

# A power of 0 whose exponent is no rational may be infinite.
$ dcalc diff '(x^2)^(pi/10)' --at x=0
dcalc: expression:1:1: the derivative does not exist here
  (x^2)^(pi/10)
  ^^^^^^^^^^^^^
  hint: the derivative grows without bound on both sides
[1]

$ dcalc diff 'sin(x)*(1 + (x^2)^(pi/10))' --at x=0
1
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is the limit from both sides

# Branches by one condition are one branching, in both sweeps.
$ dcalc grad 'where(x > 1, x^2*sin(x), x*exp(x))'
x  where(1 < x, x*(x*cos(x) + 2*sin(x)), exp(x)*(x + 1))

$ dcalc diff 'where(x > 1, x^2*sin(x), x*exp(x))'
where(1 < x, x*(x*cos(x) + 2*sin(x)), exp(x)*(x + 1))

# Where a tie's share or a middle step has its way at the point alone, both sides tell; and a flat
# piece is flat whatever stands around it.
$ dcalc diff 'heaviside(x^2)*atan2(x, 1/2)' --at x=0
2
dcalc: note: the derivative has a kink in its formula here; its value is the limit from both sides

$ dcalc diff 'exp(sqrt(max(0, x)))' --at x=-1
0

# The sizes of a fraction's halves tell its size but roughly.
$ dcalc grad 'y/(y^3/(21/11))' --at y=21/3 --digits 24
y  -0.0111317254174397031539889

$ dcalc grad 'y^7 - y' --at y=314159265358979323846264338327e-29/2 --digits 36
y  104.151943047298922800180251647575006

# Several values look all round like one; a jump of a condition counts as any other.
$ dcalc jacobian 'x*floor(where(x - 1 == 2, x, 2))' 'x*y' --at x=-1,y=0
2   0
0  -1

$ dcalc grad 'cbrt(where(y - x > heaviside(x), 1/4, 1))' --at x=0,y=1
dcalc: expression:1:20: 'heaviside' has no derivative at 0
  cbrt(where(y - x > heaviside(x), 1/4, 1))
                     ^^^^^^^^^^^^
  hint: along (1, 0) the function goes to 1, which is not its value there
[1]

$ dcalc diff 'heaviside(log(y)^abs(x))' --wrt x --at x=0,y=1
dcalc: expression:1:11: '^' has no derivative at 0
  heaviside(log(y)^abs(x))
            ^^^^^^^^^^^^^
  hint: the function is 1/2 on both sides, but 1 there
[1]

$ dcalc eval 'log(e^(-1.5))' --exact
-3/2

# Running sums and products down a matrix of one column, and along one of a single row.
$ dcalc eval 'cumsum(A, 0)' --at 'A=[[1.5],[0.9]]'; dcalc eval 'cumprod(A, 0)' --at 'A=[[1.5],[0.9]]' --numbers double
1.5
2.4
 1.5
1.35

$ dcalc eval 'cumsum(A, 1)' --at 'A=[[1.5,0.9]]'; dcalc eval 'cumsum(A, 1)' --at 'A=[[1.5],[0.9]]'
1.5  2.4
1.5
0.9

# What only a branch uses matters only where it is taken, also by a name it was given before.
$ dcalc eval 'b = 1/v; where(v > 0, b, 0)' --at v=0
0

$ dcalc diff 'b = 1/v; where(v > 0, b, 0)' --at v=-1
0

$ dcalc diff 'b = 1/v; where(v > 0, b, 0)' --at v=0 2>&1 | head -n 1
dcalc: expression:1:10: 'where' has no derivative at 0

$ printf 'v\n0\n2\n' | dcalc eval 'b = 1/v; where(v > 0, b, 0)' --points -
value
0
0.5

# A column of conditions goes with each row's entries.
$ dcalc eval 'where(c > 0, log(A), 0)' --at 'A=[[-1,-1],[1,1]],c=[[-1],[1]]'
0  0
0  0

# Entries that nobody asks for do not matter, though the formula of the whole array divides by zero.
$ dcalc grad 'acos(x)[0]' --at x=[-.5,1]
x  -1.1547005383792515  0

$ dcalc eval 'grad(cbrt(x)[0], x)' --at x=[8,0]
0.08333333333333333  0

$ dcalc hessian 'sum(x^[0,1])' --at x=[10,0]
0  0
0  0

$ dcalc diff 'sum(x^[0,1,2,3])' --at x=0
1

$ dcalc grad 'norm(A, 2, axis=1)[0]' --at 'A=[[3,4],[0,0]]'
A  0.6  0.8
     0    0

$ dcalc grad 'acos(x)[1]' --at x=[-.5,1] 2>&1 | head -n 1
dcalc: expression:1:1: the derivative is infinite here

# beta is 0 where a + b alone is a pole of gamma, and large beside that.
$ dcalc eval 'beta(-68.2, -79.8)'
0

$ dcalc eval 'beta(a, b)' --at a=-5/2,b=7/3 -n 25
0.1661845458163501346577800

$ dcalc eval 'beta(-68.2, -79.8 + 1e-40)'
-42469.66317563145

$ dcalc eval 'beta(-68.2, -79.8)*digamma(-148)' 2>&1 | head -n 1
dcalc: expression:1:20: 'digamma' has a pole at -148

# Its derivatives there: 0 times the infinite digamma(a + b) in the rule, -16*pi/3 in truth (mpmath).
$ dcalc diff 'beta(a, b)' --wrt a --order 2 --at a=-3/2,b=-1/2 -q 2>/dev/null
7.359794681803863
$ dcalc diff 'beta(a, b)' --wrt b --at a=-3/2,b=-1/2 --exact 2>/dev/null
-16*pi/3

# What a number too large for doubles decides is an error in doubles, and right in all rows.
$ dcalc eval 'where(cosh(x) < cosh(2*x), 1, 2)' --at x=1e5 --numbers double
dcalc: expression:1:7: a number that no double holds decides here
  where(cosh(x) < cosh(2*x), 1, 2)
        ^^^^^^^^^^^^^^^^^^^
  hint: ask without --numbers double
[4]

$ dcalc eval 'atan2(cosh(x), cosh(2*x))' --at x=1e5 --numbers double 2>&1 | head -n 1
dcalc: expression:1:1: a number that no double holds decides here

$ dcalc eval 'where(x > 1, 5, where(cosh(x) < cosh(2*x), 1, 2))' --at x=1e5 --numbers double
5

$ dcalc eval 'where(cosh(x) < 1e9, 1/cosh(x), tanh(x))' --at x=1e5 --numbers double
1

$ printf 'x\n1\n1e5\n' | dcalc eval 'sum(where(cosh(x*[1, 2]) < cosh(2*x*[1, 2]), 1, 2))' --points -
value
2
2

$ printf 'x\n1\n1e5\n' | dcalc grad 'sum(relu(cosh(x*[1, 2]) - cosh(2*x*[1, 2])) + x)' --points -
df/dx
2
2

# A tie that the form shows and no enclosure: acos(0) is pi/2, softplus(0) is log(2).
$ dcalc diff 'max(acos(x), pi/2 - x)' --at x=0
-1

$ dcalc diff 'min(log(2) + x/2, softplus(x))' --at x=0
0.5

# What no precision tells from the midpoint of two neighbours is rounded to one of them, and a note says so.
$ dcalc eval '2^53 + sin(1)^2 + cos(1)^2'
9007199254740993.0
dcalc: note: a value is so close to the midpoint of two neighbours that its last digit is uncertain

# Numbers on the way beyond 10^4900 cost all bits in the end.
$ dcalc eval 'softmax([x, 1])' --at x=1e5000; dcalc eval 'exp(x) - exp(x + 1/3)' --at x=1e300
dcalc: expression:1:1: 16384 bits do not determine the value
  softmax([x, 1])
  ^^^^^^^^^^^^^^^
  hint: it lies on a boundary, or too many digits cancel
dcalc: expression:1:1: the value overflows on the way
  exp(x) - exp(x + 1/3)
  ^^^^^^
[4]

# singular matrices whose entries have many digits, which no enclosure shows to be singular; the numbers by FLINT
$ cat >B <<<'B = reshape(mod(range(900)^2*1234567890123457, 10000000000000061)/10000000000000061, 30, 30); D = outer(range(30) + 1, range(30)^2 + 1)'
$ dcalc eval "$(cat B); C = concat(B[:29], B[:1]); det(C)" --max-work 1000000000
0
$ dcalc eval "$(cat B); det(B)"
-3.418803924200561e-8
$ dcalc diff "$(cat B); C = concat(B[:29], B[:1]); det(C + t*D)" --at t=0 --max-work 1000000000
-244.3806562118893
$ dcalc diff "$(cat B); C = concat(B[:28], B[:2]); det(C + t*D)" --at t=0 --max-work 1000000000
0
$ dcalc eval 'B = reshape(mod(range(3600)^2*1234567890123457, 10000000000000061)/10000000000000061, 60, 60); inv(concat(B[:59], B[:1]))' 2>&1 | head -n 1
dcalc: expression:1:96: the matrix of 'inv' is singular

# a branch that is not taken divides by zero: what is beside it cancels as elsewhere
$ dcalc eval 'f = where(x < 3, y^2, 1/0); y*f/f' --at x=1,y=3; for e in 'f - f + 1' 'y*f^(-2)*f*y'; do dcalc eval "f = where(x < 3, y^2, 1/0); $e" --at x=1,y=3; done; dcalc eval 'f = where(x < 3, y, 1/0); f - f' --at x=4,y=3 2>&1 | head -n 1
3
1
1
dcalc: expression:1:21: division by zero

# Where y is 0 and n negative, y^(-n) is 0 and 1/y^n has no value.
$ dcalc eval 'a*y^(-n)'; dcalc eval 'a*2^(-n)'; dcalc eval 'a*y^(-n)' --at a=1,y=0,n=-1
a*y^(-n)
a/2^n
0

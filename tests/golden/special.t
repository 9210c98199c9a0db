# Special functions by Arb. What should come out is from mpmath, or algebra.
# Tests src/eval/special.c, src/eval/special_partials.c, src/eval/enclose_special.c, src/eval/arb.c,
# src/number/infinite.c, src/print/c_expression.c.
$ dcalc eval 'erfinv(1/3)' -n 30
0.304570194173985625197290686982

$ dcalc diff 'gammainc(a, x)' --wrt x
where(a < 100, x^(a - 1)*exp(-x)/gamma(a), exp(log(x)*(a - 1) - x - lgamma(a)))

$ dcalc diff 'gammainc(a, x)' --wrt a
gammaincderiv(1, 0, a, x)

$ dcalc hessian 'gammainc(a, x)' --at a=2.5,x=1.25 -n 25
 0.1624761163876592072959518  -0.1445818566932496619705514
-0.1445818566932496619705514  0.06024079755606042331332520

$ dcalc diff 'betainc(a, b, x)' --wrt b --at a=2.5,b=1/3,x=1/7
0.006228873911540418

$ dcalc diff 'jv(v, x)' --wrt v --at v=1/2,x=2 -n 20
0.34047508704076957474

$ dcalc diff 'jv(v, x)' --wrt v --at v=2,x=-1
dcalc: expression:1:1: the derivative is not defined here
  jv(v, x)
  ^^^^^^^^
  hint: at negative x, Bessel functions have real values only at whole orders
[1]

$ dcalc diff 'kv(v, x)' --wrt v --at v=0,x=2
0

# Derivatives of them have no name in C or SciPy.
$ dcalc diff 'gammainc(a, x)' --wrt a -f c
dcalc: 'gammaincderiv' cannot be written in C
[2]

$ printf 'a,x\n3,3\n1,2\n' | dcalc diff 'gammainc(a, x)' --wrt a --points -
df/da
-0.23681823213329278
-0.2208254262118595

$ dcalc grad 'gammainc(2.5, x) + betainc(2, 3, y)' --at x=3,y=1/3
x  0.19460869331856584
y  1.7777777777777777

# Large parameters, and results of any size.
$ dcalc eval 'gammainc(1e5, 1e5)' -n 20
0.50042052211036517669

$ dcalc eval 'gammainc(1e5, 9e4)' -n 20
1.9782570322356405311e-235

$ dcalc eval 'gammaincc(1e5, 9e4)'
1

$ dcalc eval 'gammaincc(5, 1e6)'
1.3736852772725137e-434272

$ dcalc eval 'betainc(1e5, 1e3, 0.9)'
7.0683835561891502e-3143

$ dcalc eval 'exp1(1e5)'
3.5629139365262886e-43435

# Exact values.
$ dcalc eval 'gammainc(2, 0) + betainc(2, 3, 1) + erfinv(0)'
1

$ dcalc eval 'erfinv(x)' --at x=1
dcalc: expression:1:1: 'erfinv' has a pole at 1
  erfinv(x)
  ^^^^^^^^^
[1]

$ dcalc diff 'exp1(x)' -f c
#include <math.h>

double f(double x)
{
    return (-exp(-x))/x;
}

$ dcalc diff 'expi(x)*erfinv(x)' -f python
import numpy as np
from scipy import special


def f(x):
    x = np.asarray(x, float)
    t1 = special.erfinv(x)
    derivative = t1*np.exp(x)/x + 0.5*(1.7724538509055159*special.expi(x)*np.exp(t1*t1))
    return derivative

# Bessel functions of real order, and those of whole order by their names.
$ dcalc diff 'jv(a, x) + iv(1, x)' --wrt x
(i0(x) + iv(2, x) - jv(a + 1, x) + jv(a - 1, x))/2

$ dcalc eval 'jv(1/2, 3)' -n 30
0.0650081828773757781140046964046

$ dcalc eval 'kv(0, 1) - k0(1) + iv(-1, 2) - i1(2)'
0

$ dcalc eval 'jv(1/2, x)' --at x=-3
dcalc: expression:1:1: 'jv' is not defined at -3
  jv(1/2, x)
  ^^^^^^^^^^
[1]

$ dcalc diff 'airyai(x)' --order 2
x*airyai(x)

$ dcalc eval 'jn(1.5, 3)'
dcalc: expression:1:1: 'jn' is not defined at 3/2
  jn(1.5, 3)
  ^^^^^^^^^^
  hint: its order is a whole number; jv(v, x) takes any
[1]

$ dcalc diff 'zeta(x)' --order 2 --at x=1/2 -n 25
-16.00835701392866142269131

$ dcalc eval 'zeta(0) + zeta(-4) + rgamma(-3) + ellipe(1)' --exact
1/2

$ dcalc eval 'zeta(x)' --at x=1
dcalc: expression:1:1: 'zeta' has a pole at 1
  zeta(x)
  ^^^^^^^
[1]

# Four arguments.
$ dcalc diff 'hyp2f1(a, b, c, x)' --wrt x
a*b*hyp2f1(a + 1, b + 1, c + 1, x)/c

$ dcalc eval 'hyp2f1(1/3, 1/2, 3/2, -7)' -n 30
0.735775614263584589012205097117

$ dcalc diff 'hyp2f1(a, 1, 2, x)' --wrt a
hyp2f1deriv(1, 0, 0, 0, a, 1, 2, x)

$ dcalc diff 'hyp2f1(a, 1, 2, x)' --wrt a --at a=-2,x=3
dcalc: expression:1:1: the derivative is not defined here
  hyp2f1(a, 1, 2, x)
  ^^^^^^^^^^^^^^^^^^
  hint: from x = 1 on, 'hyp2f1' need not have a value at parameters nearby
[1]

$ dcalc eval 'hyp2f1(1, 1, 2, x)' --at x=1
dcalc: expression:1:1: 'hyp2f1' is not defined at 1
  hyp2f1(1, 1, 2, x)
  ^^^^^^^^^^^^^^^^^^
[1]

$ dcalc eval 'hyp2f1(-2, 1, 2, 7) + hyp2f1(0, 1, 2, 9)'
11.333333333333334

# Names that users like are still theirs.
$ dcalc grad 'k1*zeta - k0*i1*Si' --at k0=1,k1=2,i1=3,zeta=4,Si=5
k0    -15
k1    4
i1    -5
zeta  2
Si    -3

# Expansions in a parameter, in several arguments at once, and of hypergeometric functions.
$ dcalc taylor 'gammainc(a, 1)' --wrt a --at a=1 --order 3
0.6321205588285577 - 0.4317297106348987*(a - 1) + 0.016809017649979597*(a - 1)^2 + 0.06726089965194362*(a - 1)^3

$ dcalc taylor 'gammainc(t, t^2)' --wrt t --at t=1 --order 3
0.6321205588285577 + 0.30402917170798593*(t - 1) + 0.07362112895729413*(t - 1)^2 - 0.13714707188046024*(t - 1)^3

$ dcalc taylor 'hyp1f1(1, 2, x)' --wrt x --at x=0 --order 3 --exact
1 + 1/2*x + 1/6*x^2 + 1/24*x^3

$ dcalc limit '(hyp2f1(1/2, 1/3, 1/5, x) - 1)/x' --wrt x --at x=0
0.8333333333333334

$ dcalc limit '(kv(v, 1) - kv(0, 1))/v^2' --wrt v --at v=0
0.15390552154605636

# Expansions where the rules close, or the coefficients are known.
$ dcalc taylor 'gammainc(1/2, x)' --wrt x --at x=1 --order 3
0.8427007929497149 + 0.20755374871029736*(x - 1) - 0.155665311532723*(x - 1)^2 + 0.09512880149221963*(x - 1)^3

$ dcalc taylor 'kv(1/3, x^2)' --wrt x --at x=1 --order 2
0.4384306334415344 - 1.2812372131694394*(x - 1) + 1.6149089031214627*(x - 1)^2

$ dcalc taylor 'zeta(x)' --wrt x --at x=2 --order 2
1.6449340668482264 - 0.9375482543158438*(x - 2) + 0.9946401171494506*(x - 2)^2

# Where derivative rules divide by 0 and the functions are analytic.
$ dcalc diff 'Si(x)' --at x=0
1

# That of rgamma is a function of its own, which has a value everywhere (mpmath).
$ dcalc diff 'rgamma(x)' --at x=-2 --order 2 -n 12
-3.69113734039

$ dcalc grad '(x + rgamma(z)^2)^(y^2)' --at x=97/128,y=-88,z=-3; dcalc grad 'rgamma(-hypot(w, y))' --at w=0,y=-10
x  2.1662510408284618e-929
y  1.0346606799617919e-931
z  0
w  0
y  3628800

$ dcalc hessian 'rgamma(x*y)^3 + rgamma(x*y)' --at x=-1,y=3; dcalc diff 'rgamma(x)' --at x=-3 --order 8 -n 20; dcalc eval 'rgammaderiv(1, -5)' --exact
135.66070819063444  -51.22023606354482
-51.22023606354482  15.073412021181605
10909.369192334546447
-120

$ dcalc diff 'rgamma(x)'; dcalc diff 'rgamma(x)' --at x=1/3 --symbolic; dcalc diff 'rgammaderiv(3, x)' --format latex
-digamma(x)*rgamma(x)
1.169132378157563  -digamma(x)*rgamma(x)
\left(\frac{1}{\Gamma}\right)^{\left(4\right)}\left(x\right)

# Far from 0 too: -293! and 0.
$ dcalc diff 'rgamma(x)' --at x=-293 -q; dcalc diff 'rgamma(x)^2' --at x=-293 -q
-1.5016780401423143e597
0

$ dcalc taylor 'rgamma(x)' --wrt x --at x=-1 --order 2
-(x + 1) + 0.42278433509846713*(x + 1)^2

$ dcalc taylor 'ellipk(sin(x))' --wrt x --at x=0 --order 2 --exact
pi/2 + pi/8*x + 9*pi/128*x^2

$ dcalc taylor 'Si(sin(x))' --wrt x --at x=0 --order 3 --exact
x - 2/9*x^3

# Where the branches of Lambert's function meet, and a pole of a parameter.
$ dcalc eval 'lambertwm1(-exp(-1)) + lambertw(-exp(-1))'
-2

$ dcalc eval 'hyp2f1(1, 2, -3, x)' --at x=0.5
dcalc: expression:1:1: 'hyp2f1' has a pole at -3
  hyp2f1(1, 2, -3, x)
  ^^^^^^^^^^^^^^^^^^^
[1]

# Where derivative rules divide by 0 and the functions are analytic (mpmath).
$ dcalc diff 'ellipk(m)' --at m=0
0.39269908169872414

$ dcalc diff 'ellipe(m)' --at m=0 --order 3 -q
-0.18407769454627695

$ dcalc grad 'ellipe(a*b) + rgamma(a*b - 1)' --at a=0,b=2
a  -2.7853981633974483
b  0

$ dcalc grad 'ellipe(hypot(w, y) - 10)' --at w=0,y=-10; dcalc grad '(x + Si(z)^2)^(y^2)' --at x=97/128,y=-88,z=0
w  0
y  0.39269908169872414
x  2.1662510408284618e-929
y  1.0346606799617919e-931
z  0

$ dcalc diff 'ellipk(m)' --at m=0.999999999
499999997.4380182

$ printf 'm\n0\n-1\n' | dcalc diff 'ellipk(m)' --points -
df/dm
0.39269908169872414
0.17798966494456592

# sinc is NumPy's, sin(pi*x)/(pi*x), analytic at 0. Values by mpmath and its power series.
$ dcalc diff 'sinc(x)'
sincderiv(1, x)

$ dcalc eval 'sinc(0) + sinc(3) + sinc(1/2)' --exact
2/pi + 1

$ dcalc diff 'sinc(x)' --order 2 --at x=0 --exact
-pi^2/3

$ dcalc diff 'sinc(x)' --order 200 --at x=0 -n 12
1.33899353892e97

$ dcalc diff 'sinc(x)' --order 7 --at x=1e-5 -n 20
0.010542812238659505753

$ dcalc hessian 'sinc(x*y)' --at x=0,y=2
-13.159472534785811  0
                  0  0

$ dcalc taylor 'sinc(x)' --wrt x --at x=0 --order 4 --exact
1 - pi^2/6*x^2 + pi^4/120*x^4

$ printf 'x\n0\n1e-9\n-1e-9\n1.5\n1e300\n' | dcalc diff 'sinc(x)' --points -
df/dx
0
-3.289868133696453e-9
3.289868133696453e-9
0.14147106052612918
1e-300

$ dcalc limit 'x*sinc(1/x)/(x + 1)' --at x=inf
1

# Parameters so large that Arb would take minutes.
$ dcalc grad 'betainc(x, y, z)' --at x=9007199254740991,y=3867.0557160879671,z=0.87 --timeout 5
dcalc: expression:1:1: the value cannot be distinguished from an infinite value here
  betainc(x, y, z)
  ^^^^^^^^^^^^^^^^
[1]

# The derivative of kv by its order is odd in it.
$ dcalc diff 'kvderiv(1, 0, v, x)' --wrt x --at v=0,x=405.8652857506072 --timeout 5
0

# Derivatives in LaTeX as books write them: a quotient where all arguments are names, else by the place of the argument.
$ dcalc hessian 'jv(v, x)' -f latex
\begin{pmatrix} \frac{\partial^{2} J_{v}\left(x\right)}{\partial v^{2}} & \frac{\partial_{1} J_{v - 1}\left(x\right) - \partial_{1} J_{v + 1}\left(x\right)}{2} \\ \frac{\partial_{1} J_{v - 1}\left(x\right) - \partial_{1} J_{v + 1}\left(x\right)}{2} & \frac{J_{v + 2}\left(x\right) - 2 J_{v}\left(x\right) + J_{v - 2}\left(x\right)}{4} \end{pmatrix}

$ dcalc diff 'gammainc(a, x)' --wrt a,a,x -f latex
\frac{\partial^{3} P\left(a, x\right)}{\partial a^{2} \partial x}

$ dcalc diff 'betainc(a, b, x) + hyp2f1(a, 1, b, x) + log1p(-x*b)' --wrt b -f latex
\frac{\partial I_{x}\left(a, b\right)}{\partial b} - \frac{x}{1 - b x} + \frac{\partial {}_{2}F_{1}\left(a, 1; b; x\right)}{\partial b}

$ dcalc diff 'jv(v, v)' -f latex
\partial_{1} J_{v}\left(v\right) - J_{v}\left(v\right) + J_{v - 1}\left(v\right)

$ dcalc diff 'zeta(x)^2 + sinc(x)' --order 4 -f latex
\operatorname{sinc}^{\left(4\right)}\left(x\right) + 2 \zeta\left(x\right) \zeta^{\left(4\right)}\left(x\right) + 8 \zeta'\left(x\right) \zeta'''\left(x\right) + 6 \left(\zeta''\left(x\right)\right)^{2}

# A letter that is a name is no function.
$ dcalc diff 'P*gammainc(a, x)' --wrt a -f latex
P \operatorname{gammaincderiv}\left(1, 0, a, x\right)

$ dcalc eval 'log1p(-2*x) + log1p(x)' -f latex
\ln\left(1 + x\right) + \ln\left(1 - 2 x\right)

# Next to a case of its own, c = a + b but for rounding, where formulas in 1 - x cancel.
$ dcalc eval 'hyp2f1(1.110106, 4.011908, c, x)' --at c=5.1220140000000001,x=0.830046 -n 20 --timeout 5
3.7798762372244636135

# Names that other programs have.
$ dcalc eval 'sici(2)'
dcalc: expression:1:1: there is no function 'sici'
  sici(2)
  ^^^^
  hint: write Si(x) and Ci(x)
[2]

# Tables keep their digits beside points where a function is analytic and its rule divides by 0: three
# derivatives of each, at 1e-3, 1e-6 and 1e-9. From mpmath.
$ printf 'x\n1e-3\n1e-6\n1e-9\n' >near.csv; for f in 'Si(x)' 'ellipk(x)' 'ellipe(x)' 'rgamma(x)' 'rgamma(x - 3)' 'beta(x + 1/2, -1/2)'; do for n in 1 2 3; do dcalc diff "$f" --order $n --points near.csv | tail -n +2 | LC_ALL=C awk '{ printf "%s%.10e", s, $1; s = " " } END { print "" }'; done; done
9.9999983333e-01 1.0000000000e+00 1.0000000000e+00
-3.3333330000e-04 -3.3333333333e-07 -3.3333333333e-10
-3.3333323333e-01 -3.3333333333e-01 -3.3333333333e-01
3.9314132883e-01 3.9269952349e-01 3.9269908214e-01
4.4270826663e-01 4.4178738730e-01 4.4178646783e-01
9.2321287988e-01 9.2039129143e-01 9.2038847555e-01
-3.9284643596e-01 -3.9269922896e-01 -3.9269908185e-01
-1.4744643488e-01 -1.4726233971e-01 -1.4726215582e-01
-1.8448099958e-01 -1.8407809722e-01 -1.8407769495e-01
1.0011524635e+00 1.0000011544e+00 1.0000000012e+00
1.1504955607e+00 1.1544273945e+00 1.1544313259e+00
-3.9362665051e+00 -3.9352694372e+00 -3.9352684301e+00
-5.9849137717e+00 -5.9999849266e+00 -5.9999999849e+00
1.5099006815e+01 1.5073437729e+01 1.5073412047e+01
2.5481805246e+01 2.5707618236e+01 2.5707844232e+01
-6.2658136088e+00 -6.2831678865e+00 -6.2831852898e+00
1.7322836267e+01 1.7420590485e+01 1.7420688624e+01
-9.7468329307e+01 -9.8237083818e+01 -9.8237856401e+01

# Hessians where a product of names is at such a point, from mpmath.
$ printf '%s\n' '{"command":"hessian","expr":"ellipk(a*b)","at":{"a":1,"b":0.5}}' '{"command":"hessian","expr":"ellipk(a*b)","at":{"a":0,"b":2}}' | dcalc run - | tail -1 | sed 's/.*"hessian"/"hessian"/'
"hessian":[[1.7671458676442586,0.39269908169872414],[0.39269908169872414,0]]}

$ dcalc hessian 'Si(a*b)' --at a=0,b=0 -n 25; dcalc hessian 'rgamma(a*b - 1)' --at a=0,b=2
                         0  1.000000000000000000000000
1.000000000000000000000000                           0
3.382274680787737  -1
               -1   0

$ printf 'a,b\n0,2\n1e-9,2\n' | dcalc hessian 'ellipk(a*b)' --points -
d^2f/da da,d^2f/da db,d^2f/db da,d^2f/db db
1.7671458676442586,0.39269908169872414,0.39269908169872414,0
1.7671458750073665,0.39269908346587,0.39269908346587,4.417864687518417e-19

# A kink is one all the same.
$ dcalc hessian 'ellipk(abs(a)*b)' --at a=0,b=1
dcalc: expression:1:8: 'abs' has no derivative at 0
  ellipk(abs(a)*b)
         ^^^^^^
  hint: along (1, 0) the derivative from the left is -0.39269908169872414, from the right 0.39269908169872414
[1]

# kv is even in its order: its derivatives by the order are odd and even in turn.
$ dcalc hessian 'kv(v, x)' --at v=0,x=1 --timeout 2
0.3078110430921127                   0
                 0  1.0229316684379428

$ for v in -2 2; do dcalc eval 'diff(kv(v, x), v)' --at v=$v,x=1; dcalc diff 'kv(v, x)' --wrt v,v,x --at v=$v,x=1; done
-2.0458633368758856
-11.478918712051703
2.0458633368758856
-11.478918712051703

# So do doubles at one point. From mpmath: 0.39269908214051062218, 0.39269952348565126058.
$ dcalc grad 'ellipk(x)' --at x=1e-9 --numbers double; echo '[1e-9, 1e-6]' >x.json; dcalc grad 'sum(ellipk(x))' --at x=@x.json --numbers double
x  0.39269908214051064
x  0.39269908214051064  0.3926995234856512

# Special functions by Arb. What should come out is from mpmath, or algebra.
# Tests src/eval/special.c, src/eval/enclose_special.c, src/eval/arb.c, src/print/c_expression.c.
$ dcalc eval 'erfinv(1/3)' -n 30
0.304570194173985625197290686982

$ dcalc diff 'gammainc(a, x)' --wrt x
where(a < 100, x^(a - 1)*exp(-x)/gamma(a), exp(log(x)*(a - 1) - x - lgamma(a)))

$ dcalc diff 'gammainc(a, x)' --wrt a
dcalc: expression:1:1: there is no derivative of 'gammainc' by its first argument
  gammainc(a, x)
  ^^^^^^^^^^^^^^
[1]

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

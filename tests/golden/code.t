# Functions in C and Python: where outputs stand, Jacobians as their nonzeros.
# Tests src/print/c_outputs.c.

# Each output is computed where it stands
$ dcalc grad 'sum(x^2*y)' --wrt x --shape x=[3],y=[3] -f c | tail -10
double f(const double x[3], const double y[3], double dx[3])
{
    double t1[16] = {0};
    for (int i = 0; i < 3; i++)
        t1[i % 16] += x[i]*x[i]*y[i];
    const double t2 = add_up(t1);
    for (int i = 0; i < 3; i++)
        dx[i] = 2*x[i]*y[i];
    return t2;
}

# A step of training in place gives what it gives elsewhere, also where one weight's gradient reads another weight, or
# entries that the loop has passed
$ dcalc backprop 'sum(V*w*x) + w[0]*sum(w^2)*b + sum((A@w)^2)' --weights V,w,b --lr 0.1 \
    --at 'V=[1,2,3],w=[4,5,6],x=[7,8,9],b=2,A=[[1,2,3],[4,5,6],[7,8,10]]' -f c -o train.c
$ echo '#include "train.h"
#include <stdio.h>
#include <string.h>
int main(void)
{
    double V[3] = {1, 2, 3}, w[3] = {4, 5, 6}, x[3] = {7, 8, 9}, b = 2, A[9] = {1, 2, 3, 4, 5, 6, 7, 8, 10};
    double dV[3], dw[3], db, V_next[3], w_next[3], b_next, loss, again;
    loss = train(V, w, x, b, A, dV, dw, &db, V_next, w_next, &b_next);
    again = train(V, w, x, b, A, dV, dw, &db, V, w, &b);
    printf("%s\n", loss == again && b == b_next && !memcmp(V, V_next, sizeof V) && !memcmp(w, w_next, sizeof w)
        ? "the same" : "not the same");
}' >main.c && gcc -std=c11 -O2 -Wall -Wextra -Werror main.c train.c -o main -lm && ./main
the same

# Code has the shortest formulas; C can have the rules' own steps instead, as numbers do that are not
# simplified.
$ dcalc diff 'cos(x)/sin(x)' -f c
#include <math.h>

static double csc(double u)
{
    return 1/sin(u);
}

double f(double x)
{
    const double t1 = csc(x);
    return -(t1*t1);
}

$ dcalc diff '(a*x + b)/(c*x + d)' --wrt x -f c | tail -4; dcalc diff '(a*x + b)/(c*x + d)' --wrt x -f python | tail -2
{
    const double t1 = x*c + d;
    return (-b*c + a*d)/(t1*t1);
}
    derivative = (a*d - b*c)/np.square(x*c + d)
    return derivative

$ echo '{"command":"diff","expr":"cos(x)/sin(x)","at":{"x":0.7},"numbers":"double","simplify":true}' | dcalc run -; printf 'x\n0.7\n' | dcalc diff 'cos(x)/sin(x)' --points - --simplify -q
{"command":"diff","expr":"cos(x)/sin(x)","wrt":["x"],"order":1,"at":{"x":0.7},"value":1.1872418321266796,"derivative":-2.4095431679515147}
df/dx
-2.4095431679515147

$ dcalc diff '(a*x + b)/(c*x + d)' --wrt x -f c --no-simplify | tail -6; dcalc diff x^2 --at x=1 --no-simplify; dcalc diff x^2 -f c --simplify --no-simplify

double f(double a, double x, double b, double c, double d)
{
    const double t1 = x*c + d;
    return a/t1 - (a*x + b)*c/(t1*t1);
}
dcalc: --no-simplify needs C code
  hint: numbers are not simplified without --simplify
dcalc: --simplify contradicts --no-simplify
  hint: choose one
[2]

# Derivatives by no name are a matrix without entries.
$ dcalc hessian 2 -f python; dcalc jacobian '[1, 2]' -f python >g.py; tail -n 3 g.py; dcalc hessian 2; dcalc hessian 2 -f json
import numpy as np


def f():
    value = 2.0
    hessian = np.zeros((0, 0))
    return value, hessian
    value = np.array([1.0, 2.0])
    jacobian = np.zeros((0, 0))
    return value, jacobian
{"command":"hessian","expr":"2","wrt":[],"symbolic":[]}

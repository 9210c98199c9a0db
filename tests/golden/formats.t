# Whole results in other languages.
# Tests cmd/question.c, cmd/session.c, src/print/c_file.c, src/print/dot.c, src/print/python_file.c,
# src/report/render_latex.c, src/write/document.c.
$ dcalc diff 'x^2 - 3/x' --dump dot
digraph dcalc {
  rankdir=LR;
  node [shape=box, fontname="Courier"];
  subgraph cluster_forward {
    label="forward";
    n0 [label="x", shape=ellipse];
    n1 [label="*"];
    n2 [label="*"];
    n3 [label="+"];
  }
  subgraph cluster_backward {
    label="backward";
    n4 [label="*"];
    n5 [label="+"];
  }
  n0 -> n1 [label="^2"];
  n0 -> n2 [label="^-1"];
  n1 -> n3;
  n2 -> n3 [label="-3*"];
  n0 -> n4 [label="^-2"];
  n0 -> n5 [label="2*"];
  n4 -> n5 [label="3*"];
  f0 [label="f", shape=plaintext];
  n3 -> f0;
  d0 [label="df/dx", shape=plaintext];
  n5 -> d0;
}

$ dcalc hessian 'x@x*y' --at x=[1,2],y=3 -f dot | grep plaintext
  f0 [label="f", shape=plaintext];
  d0 [label="d^2f/dx[0] dx", shape=plaintext];
  d1 [label="d^2f/dx[0] dy", shape=plaintext];
  d2 [label="d^2f/dx[1] dx", shape=plaintext];
  d3 [label="d^2f/dx[1] dy", shape=plaintext];
  d4 [label="d^2f/dy dx", shape=plaintext];
  d5 [label="d^2f/dy dy", shape=plaintext];

$ dcalc grad 'u = A@x; sum(where(u > 1, tanh(u), u^3))' --at A=[[1,2],[3,4]],x=[1,2] --dump dot | grep -c backward
2

$ dcalc diff '1/0' --wrt x -f dot
dcalc: expression:1:1: division by zero
  1/0
  ^^^
[1]

$ dcalc jvp '[x*y, sin(x)]' --vector x=1 -f dot | grep plaintext; dcalc vjp '[x*y, sin(x)]' --vector [1,2] -f dot | grep plaintext
  f0 [label="f", shape=plaintext];
  d0 [label="df*v", shape=plaintext];
  f0 [label="f", shape=plaintext];
  d0 [label="v*df/dx", shape=plaintext];
  d1 [label="v*df/dy", shape=plaintext];

# C: parts that are used twice once, branches where they are taken, loops over arrays, and names that
# C does not have made identifiers.
$ dcalc diff 'cos(exp(x))^3' -f c
#include <math.h>

double f(double x)
{
    const double t1 = exp(x);
    const double t2 = cos(t1);
    return -3*t1*(t2*t2)*sin(t1);
}

$ dcalc eval 'where(x > 0, log(x)*sin(log(x)), λ*int)' -f c
#include <math.h>

/* lambda is λ */
double f(double x, double lambda, double int_)
{
    double t2;
    if (0.0 < x) {
        const double t1 = log(x);
        t2 = t1*sin(t1);
    } else {
        t2 = lambda*int_;
    }
    return t2;
}

$ dcalc grad 'sum((A@x - b)^2)' --wrt x --at 'A=[[1,2],[3,4],[5,6]],x=[1,2],b=[1,1,1]' -f c
#include <math.h>

/* Sums have sixteen parts, each of every sixteenth entry. */
static double add_up(const double s[16])
{
    double t[4];
    for (int i = 0; i < 4; i++)
        t[i] = (s[i] + s[i + 8]) + (s[i + 4] + s[i + 12]);
    return (t[0] + t[2]) + (t[1] + t[3]);
}

/* The sum of n products, in blocks. */
static double dot(const double *x, int dx, const double *y, int dy, int n, int block)
{
    double all[16] = {0};
    for (int b = 0; b < n; b += block) {
        double part[16] = {0};
        for (int i = b; i < n && i < b + block; i++)
            part[(i - b) % 16] += x[i*dx]*y[i*dy];
        all[b/block % 16] += add_up(part);
    }
    return add_up(all);
}

/* A is 3 by 2, row by row */
double f(const double A[6], const double x[2], const double b[3], double dx[2])
{
    double t1[3];
    for (int i = 0; i < 3; i++)
        t1[i] = dot(A + 2*i, 1, x, 1, 2, 2);
    double t2[3];
    for (int i = 0; i < 3; i++)
        t2[i] = t1[i] - b[i];
    double t3[16] = {0};
    for (int i = 0; i < 3; i++)
        t3[i % 16] += t2[i]*t2[i];
    const double t4 = add_up(t3);
    double t5[2];
    for (int i = 0; i < 2; i++)
        t5[i] = 0;
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 3; k++)
            t5[i] += A[i + 2*k]*t2[k];
    for (int i = 0; i < 2; i++)
        dx[i] = 2*t5[i];
    return t4;
}

$ dcalc grad 'x*sin(y)' -f c --main -o wave.c; cat wave.h; gcc -std=c11 -Wall -Wextra -Wpedantic -Werror wave.c -o wave -lm; printf '1 0\n2 0\n' | ./wave
#ifndef wave_h
#define wave_h

#ifdef __cplusplus
extern "C" {
#endif

double wave(double x, double y, double *dx, double *dy);

#ifdef __cplusplus
}
#endif
#endif
0 0 1
0 0 2

$ echo '1 zwei' | ./wave
the input ends within a point, or contains something other than a number
[2]

$ dcalc diff 'x^2' --main
dcalc: --main needs C code
  hint: add -f c
[2]

# The order of arguments, as a solver wants them: the time has a shape and no part in the formula
$ dcalc jacobian '[y[1], -p*sin(y[0])]' --wrt y --shape t=[],y=[2] --args t,y,p -f python
import numpy as np


def _list(items):
    rows = items if isinstance(items[0], list) else [items]
    numbers = np.broadcast_arrays(*[x for row in rows for x in row])
    out = np.array(numbers, float)
    return out if rows[0] is items else out.reshape(len(rows), -1, *out.shape[1:])


def f(t, y, p):
    t = np.asarray(t, float)
    y = np.asarray(y, float)
    p = np.asarray(p, float)
    value = _list([y[1], -p*np.sin(y[0])])
    jacobian = _list([[0.0, 1.0], [-p*np.cos(y[0]), 0.0]])
    return value, jacobian

$ dcalc eval 'x^2 - a*y' --at a=2 --args y,x,a -f c
#include <math.h>

double f(double y, double x, double a)
{
    return x*x - a*y;
}

$ dcalc eval 'p*y' --args t,y,p -f c
dcalc: --args names 't', which the program does not have
  hint: it has p,y; another name needs a shape: --shape 't=[]'
[2]

$ dcalc eval 'p*y' --args y -f c; dcalc eval 'p*y' --args y,p,y -f python; dcalc eval 'p*y' --args y,p
dcalc: --args leaves out 'p'
  hint: it must name all arguments, as in --args y,p
dcalc: --args names 'y' twice
dcalc: --args needs a function
  hint: add -f c or -f python
[2]

$ dcalc diff 'x^2' -f c -o /dev/full
dcalc: /dev/full: No space left on device
[3]

$ dcalc grad 'sum((A@x - b)^2)' --wrt x --shape 'A=[m,n],x=[n],b=[m]' -f c
dcalc: the size 'n' is open, and C code needs a number
  hint: write numbers in --shape
[2]

$ dcalc eval '10^400*x' -f c
dcalc: a number beyond the doubles of C
[4]

# Only the taken branch is computed: a formula that holds where the other has no value
$ dcalc grad 'where(s > 0, logdet(A), sum(A))' --wrt A --shape A=[2,2]
A  where(0 < s, inv(A).T, ones(2, 2))

# Names that are words of the language, or not of its letters, in C and NumPy
$ dcalc grad 'new*x₁*x1 + ħ*λ̂ + f*I' -f c
#include <math.h>

/* x1_2 is x₁, hbar is ħ, lambda_hat is λ̂, f_2 is f */
double f(double new_, double x1_2, double x1, double hbar, double lambda_hat, double f_2,
    double I_, double *dnew, double *dx1_2, double *dx1, double *dhbar, double *dlambda_hat,
    double *df, double *dI)
{
    *dnew = x1_2*x1;
    *dx1_2 = new_*x1;
    *dx1 = new_*x1_2;
    *dhbar = lambda_hat;
    *dlambda_hat = hbar;
    *df = I_;
    *dI = f_2;
    return new_*x1_2*x1 + hbar*lambda_hat + f_2*I_;
}

$ dcalc grad 'lambda*lambda_ + x₁*x1 + α*np*gamma(gamma)' -f python
import numpy as np
from scipy import special


def f(lambda_2, lambda_, x1_, x1, α, np_, gamma):
    # lambda_2 is lambda, x1_ is x₁
    lambda_2 = np.asarray(lambda_2, float)
    lambda_ = np.asarray(lambda_, float)
    x1_ = np.asarray(x1_, float)
    x1 = np.asarray(x1, float)
    α = np.asarray(α, float)
    np_ = np.asarray(np_, float)
    gamma = np.asarray(gamma, float)
    t1 = special.gamma(gamma)
    value = lambda_2*lambda_ + x1_*x1 + α*np_*t1
    dlambda = lambda_
    dlambda_ = lambda_2
    dx1_ = x1
    dx1 = x1_
    dα = np_*t1
    dnp = α*t1
    dgamma = α*np_*t1*special.psi(gamma)
    return value, dlambda, dlambda_, dx1_, dx1, dα, dnp, dgamma

# LaTeX, as a textbook prints it; names that would look alike are written as they were typed
$ dcalc grad 'x1*x_1 + a*a_ + x__y*x_y + α*alpha' -f latex
\frac{\partial f}{\partial \mathrm{x1}} = x_{1}
\frac{\partial f}{\partial x_{1}} = \mathrm{x1}
\frac{\partial f}{\partial a} = \mathrm{a\_}
\frac{\partial f}{\partial \mathrm{a\_}} = a
\frac{\partial f}{\partial \mathrm{x\_\_y}} = x_{y}
\frac{\partial f}{\partial x_{y}} = \mathrm{x\_\_y}
\frac{\partial f}{\partial \alpha} = \mathrm{alpha}
\frac{\partial f}{\partial \mathrm{alpha}} = \alpha

$ dcalc eval 'x1 + a_ + x__y + alpha + x₁₂ + ħ + ϕ + φ + λ̂ + ŷ_t + д' -f latex
a + \alpha + x_{1} + x_{y} + x_{12} + \hbar + \hat{y}_{t} + \hat{\lambda} + \varphi + \phi + \mathrm{u0434}

$ dcalc backprop 'x1*x_1' --at x1=2,x_1=3 --weights x_1,x1 --lr 1 -f latex
\mathrm{loss} = 6
\frac{\partial \mathrm{loss}}{\partial x_{1}} = 2
\frac{\partial \mathrm{loss}}{\partial \mathrm{x1}} = 3
x_{1} \leftarrow 1
\mathrm{x1} \leftarrow -1

$ dcalc jacobian 'x1*x_1^2' --shape x1=[2],x_1=[2] -f latex
\begin{pmatrix} \left({x_{1}}_{0}\right)^{2} & 0 & 2 {\mathrm{x1}}_{0} {x_{1}}_{0} & 0 \\ 0 & \left({x_{1}}_{1}\right)^{2} & 0 & 2 {\mathrm{x1}}_{1} {x_{1}}_{1} \end{pmatrix}

$ dcalc eval 'x[0]*x_0 + y[0]*x[1]' --shape x=[2],y=[2] -f latex
x_{0} \left(x\right)_{0} + \left(x\right)_{1} {y}_{0}

$ dcalc eval 'σ*expit(x) + Γ*gamma(x) + W0*lambertw(x) + J_n*j0(x) + ψ_1*digamma(x)' -f latex
J_{n} \operatorname{j0}\left(x\right) + W_{0} \operatorname{lambertw}\left(x\right) + \Gamma \operatorname{gamma}\left(x\right) + \sigma \operatorname{expit}\left(x\right) + \psi_{1} \psi\left(x\right)

$ dcalc grad 'f^2 + x1' --wrt f,x1 -f latex
\frac{\partial g}{\partial f} = 2 f
\frac{\partial g}{\partial x_{1}} = 1

$ dcalc backprop '(L*x - 1)^2' --weights L --at L=1,x=2 --lr .1 -f latex
\mathrm{loss} = 1
\frac{\partial \mathrm{loss}}{\partial L} = 4
L \leftarrow 0.6

$ dcalc grad 'f*g*x' --wrt x -f latex
\frac{\partial h}{\partial x} = f g

$ dcalc eval 'A@A + eye(n) + I*A' --shape A=[n,n],I=[n,n] -f latex
A \odot I + A A + \operatorname{eye}\left(n\right)

$ dcalc taylor 'sin(x_1)*x1' --wrt x_1,x1 --at x_1=1,x1=2 --order 1 -f latex
1.682941969615793 + 1.0806046117362795 \left(x_{1} - 1\right) + 0.8414709848078965 \left(\mathrm{x1} - 2\right)

$ dcalc diff 'cos(exp(x))^3' -f latex
-3 e^{x} \cos^{2}\left(e^{x}\right) \sin\left(e^{x}\right)

$ dcalc diff 'x^2/(2*y) + 3/x - sqrt(x)' --wrt x -f latex
\frac{x}{y} - \frac{1}{2 \sqrt{x}} - \frac{3}{x^{2}}

$ dcalc grad '1/w - w*x^2 + w*x*y' -f latex
\frac{\partial f}{\partial w} = x y - x^{2} - \frac{1}{w^{2}}
\frac{\partial f}{\partial x} = w \left(y - 2 x\right)
\frac{\partial f}{\partial y} = w x

$ dcalc grad '1/w - w*x^2 + w*x*y' -f latex --at w=.5,x=2,y=3e30
\frac{\partial f}{\partial w} = 6 \times 10^{30}
\frac{\partial f}{\partial x} = 1.5 \times 10^{30}
\frac{\partial f}{\partial y} = 1

$ dcalc jacobian 'x^2' '3*x^2 - y' 'x*y' -f latex
\begin{pmatrix} 2 x & 0 \\ 6 x & -1 \\ y & x \end{pmatrix}

$ dcalc hessian 'x^2*y_true' -f latex --at x=1/3,y_true=2
\begin{pmatrix} 4 & 0.6666666666666666 \\ 0.6666666666666666 & 0 \end{pmatrix}

$ dcalc hessian 'x^2*y_true' -f latex --at x=1/3,y_true=2 --exact
\begin{pmatrix} 4 & \frac{2}{3} \\ \frac{2}{3} & 0 \end{pmatrix}

$ dcalc diff 'atan(x)*pi' -f latex --at x=1/3 --exact --symbolic
\frac{\pi}{x^{2} + 1} \approx \frac{9 \pi}{10}

$ dcalc grad 'u = expit(w1*x); z = expit(w2*u); (w3*z - y)^2' --wrt w1,w3 -f latex
\frac{\partial f}{\partial w_{1}} = 2 w_{2} w_{3} x \sigma\left(w_{1} x\right) \sigma\left(-w_{1} x\right) \sigma\left(w_{2} \sigma\left(w_{1} x\right)\right) \sigma\left(-w_{2} \sigma\left(w_{1} x\right)\right) \left(w_{3} \sigma\left(w_{2} \sigma\left(w_{1} x\right)\right) - y\right)
\frac{\partial f}{\partial w_{3}} = 2 \sigma\left(w_{2} \sigma\left(w_{1} x\right)\right) \left(w_{3} \sigma\left(w_{2} \sigma\left(w_{1} x\right)\right) - y\right)

$ dcalc grad 'norm(A@x - b)^2' --wrt x --shape A=[m,n],x=[n],b=[m] -f latex
\frac{\partial f}{\partial x} = 2 A^{\top} \left(A x - b\right)

$ dcalc grad 'norm(A@x - b)' --wrt x,A --shape A=[m,n],x=[n],b=[m] -f latex
\frac{\partial f}{\partial x} = \frac{1}{\left\|A x - b\right\|} A^{\top} \left(A x - b\right)
\frac{\partial f}{\partial A} = \frac{1}{\left\|A x - b\right\|} \left(A x - b\right) x^{\top}

$ dcalc grad 'logdet(X) + a@inv(X)@b' --wrt X --shape X=[n,n],a=[n],b=[n] -f latex
\frac{\partial f}{\partial X} = X^{-\top} - \left(X^{-\top} a\right) \left(X^{-1} b\right)^{\top}

$ dcalc grad 'z = tanh(W.T@x); q = tanh(U.T@z); y = V.T@q; (y-t)^2' --shape W=[m,n],U=[n,k],V=[k,1],x=[m,1],t=[1,1] --wrt V,U,W -f latex
z = \tanh\left(W^{\top} x\right)
q = \tanh\left(U^{\top} z\right)
t_{1} = V^{\top} q - t
t_{2} = \left(V t_{1}\right) \odot \left(\mathbf{1}_{k \times 1} - q^{\circ 2}\right)
\frac{\partial f}{\partial V} = 2 q t_{1}
\frac{\partial f}{\partial U} = 2 z t_{2}^{\top}
\frac{\partial f}{\partial W} = 2 x \left(\left(U t_{2}\right) \odot \left(\mathbf{1}_{n \times 1} - z^{\circ 2}\right)\right)^{\top}

$ dcalc grad -e '-sum(Y*log_softmax(X@W, axis=1))' --wrt W --shape W=[n,k],X=[m,n],Y=[m,k] -f latex
\frac{\partial f}{\partial W} = X^{\top} \left(\left(\left(Y \mathbf{1}_{k}\right) \mathbf{1}_{k}^{\top}\right) \odot \operatorname{softmax}_{1}\left(X W\right) - Y\right)

$ dcalc eval 'where(x > 0, λ*sin(θ1)/2, x^(2/3)) + abs(x) + min(x,y)' -f latex
\left|x\right| + \min\left(x, y\right) + \begin{cases} \frac{\lambda \sin\left(\theta_{1}\right)}{2} & \text{if } 0 < x \\ x^{2/3} & \text{otherwise} \end{cases}

$ dcalc eval 'A + b + 1' --shape A=[m,n],b=[n] -f latex
A + \mathbf{1}_{m} b^{\top} + \mathbf{1}_{m \times n}

$ dcalc eval 'A*b/c^2 - 2' --shape A=[m,n],b=[n],c=[n] -f latex
A \odot \left(\mathbf{1}_{m} b^{\top}\right) \oslash c^{\circ 2} - 2 \mathbf{1}_{m \times n}

$ dcalc eval '[[x, 2],[y/2, sin(x)^2]]@softmax([1,z])' -f latex
\begin{pmatrix} x & 2 \\ \frac{y}{2} & \sin^{2}\left(x\right) \end{pmatrix} \operatorname{softmax}\left(\begin{pmatrix} 1 \\ z \end{pmatrix}\right)

$ dcalc eval 'x@A@x + y@x + 2^y_1 + 3*2^(1/3)*x[0]' --shape A=[n,n],x=[n],y=[n] -f latex
x^{\top} A x + y^{\top} x + 3 \cdot 2^{1/3} {x}_{0} + 2^{y_{1}}

$ dcalc eval 'sum(A, axis=1) + mean(A,axis=1)+exp(x)' --shape A=[n,n],x=[n] -f latex
\frac{1}{n} A \mathbf{1}_{n} + \exp\left(x\right) + A \mathbf{1}_{n}

$ dcalc backprop '(w*x - t)^2' --weights w --lr 0.1 --at w=1,x=2,t=3 -f latex
\mathrm{loss} = 1
\frac{\partial \mathrm{loss}}{\partial w} = -4
w \leftarrow 1.4

$ dcalc eval 'gamma(x)*j0(x)^2*log10(x) + 2.5e30*jn(3, x) + lgamma(x)+polygamma(2,x)' -f latex
\Gamma\left(x\right) \left(J_{0}\left(x\right)\right)^{2} \log_{10}\left(x\right) + 2500000000000000000000000000000 J_{3}\left(x\right) + \ln\left|\Gamma\left(x\right)\right| + \psi^{\left(2\right)}\left(x\right)

$ dcalc diff 'exp(-x^2/2)/sqrt(2*pi)' -f latex
-\frac{x e^{-\frac{x^{2}}{2}}}{\sqrt{2 \pi}}

$ dcalc diff 'x^x' -f latex
x^{x} \left(\ln\left(x\right) + 1\right)

$ dcalc eval -e '-(a+b)*(c-d)/(2*(a-b)) + (x+1)^2 - (-x)^3' -f latex
x^{3} - \frac{\left(a + b\right) \left(c - d\right)}{2 \left(a - b\right)} + \left(x + 1\right)^{2}

$ dcalc eval 'embed(x, 100, 0, 1, 0)' --shape x=[3] -f latex
dcalc: expression:1:1: LaTeX has no notation for embedded entries
  embed(x, 100, 0, 1, 0)
  ^^^^^^^^^^^^^^^^^^^^^^
  hint: leave -f latex out, or use -f python
[2]

$ dcalc diff x^2 -f python --explain
dcalc: an explanation is text
  hint: ask for text, json, latex, markdown or html
[2]

$ dcalc jacobian 'x*y' -f latex --sparse
dcalc: a sparse answer must be text, json, mtx, c or python
[2]

$ dcalc grad 'sigma*expit(x)*loss_old' -f latex --wrt x
\frac{\partial f}{\partial x} = \mathrm{loss}_{\mathrm{old}} \sigma \operatorname{expit}\left(x\right) \operatorname{expit}\left(-x\right)

$ dcalc diff 'x^3/3' --at x=2 -f latex -q --symbolic
4

$ dcalc eval x --at x=1e-400 -f latex
1.0000000000000000 \times 10^{-400}

# NumPy; tests/python runs more of it
$ dcalc grad 'z = tanh(W.T@x); q = tanh(U.T@z); y = V.T@q; (y - t)^2' --wrt V,U,W --shape W=[m,n],U=[n,k],V=[k,1],x=[m,1],t=[1,1] -f python
import numpy as np


def f(W, x, U, V, t):
    W = np.asarray(W, float)
    x = np.asarray(x, float)
    U = np.asarray(U, float)
    V = np.asarray(V, float)
    t = np.asarray(t, float)
    t1 = W.T @ x
    z = np.tanh(t1)
    t2 = U.T @ z
    q = np.tanh(t2)
    y = V.T @ q
    t3 = y - t
    t4 = np.square(1/np.cosh(t2))*(V @ t3)
    value = t3*t3
    dV = 2*(q @ t3)
    dU = 2*(z @ t4.T)
    dW = 2*(x @ (np.square(1/np.cosh(t1))*(U @ t4)).T)
    return value, dV, dU, dW

$ dcalc diff 'erf(x)*gelu(x)' -f python
import numpy as np
from scipy import special


def _gelu(x):
    return x*special.erfc(-x/np.sqrt(2))/2


def f(x):
    x = np.asarray(x, float)
    t1 = special.erfc(-0.7071067811865476*x) + 0.7978845608028654*x*np.exp(-0.5*(x*x))
    derivative = 2*(0.5641895835477563*_gelu(x)*np.exp(-x*x)) + 0.5*(special.erf(x)*t1)
    return derivative

$ dcalc eval 'mean(x) + sum(ones(k))' --shape x=[n],y=[k] -f python
import numpy as np


def f(x, k):
    x = np.asarray(x, float)
    n = x.shape[0]
    value = np.sum(x)/n + k
    return value

$ dcalc eval 'x*10^400' -f python
dcalc: a number beyond NumPy's doubles
[4]

$ dcalc grad 'det(A)' --wrt A --at A=[[1,2],[3,4]] -f python
import numpy as np


def _cofactor(a):
    u, s, vt = np.linalg.svd(a)
    rest = np.array([np.prod(np.delete(s, i)) for i in range(s.size)])
    return np.linalg.det(u)*np.linalg.det(vt)*(u*rest) @ vt


def f(A):
    A = np.asarray(A, float)
    value = np.linalg.det(A)
    dA = _cofactor(A)
    return value, dA

$ dcalc jacobian 'x*y' 'x/y' -f python
import numpy as np


def _list(items):
    rows = items if isinstance(items[0], list) else [items]
    numbers = np.broadcast_arrays(*[x for row in rows for x in row])
    out = np.array(numbers, float)
    return out if rows[0] is items else out.reshape(len(rows), -1, *out.shape[1:])


def f(x, y):
    x = np.asarray(x, float)
    y = np.asarray(y, float)
    value = _list([x*y, x/y])
    jacobian = _list([[y, x], [1/y, -x/(y*y)]])
    return value, jacobian

# Whole results in other languages.
$ dcalc diff 'x^2 - 3/x' -f dot
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

$ dcalc grad 'u = A@x; sum(where(u > 1, tanh(u), u^3))' --at A=[[1,2],[3,4]],x=[1,2] -f dot | grep -c backward
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

static double square(double x)
{
    return x*x;
}

/* A is 3 by 2, row by row */
double f(const double A[6], const double x[2], const double b[3], double dx[2])
{
    double t1[3];
    for (int i = 0; i < 3; i++)
        t1[i] = 0;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 2; k++)
            t1[i] += A[2*i + k]*x[k];
    double t2 = 0;
    for (int i = 0; i < 3; i++)
        t2 += square(t1[i] - b[i]);
    double t3[3];
    for (int i = 0; i < 3; i++)
        t3[i] = 2*t1[i] - 2*b[i];
    double t4[2];
    for (int i = 0; i < 2; i++)
        t4[i] = 0;
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 3; k++)
            t4[i] += A[i + 2*k]*t3[k];
    for (int i = 0; i < 2; i++)
        dx[i] = t4[i];
    return t2;
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
the input breaks off, or holds what is no number
[2]

$ dcalc diff 'x^2' --main
dcalc: --main goes with C code
  hint: add -f c
[2]

$ dcalc diff 'x^2' -f c -o /dev/full
dcalc: /dev/full: No space left on device
[3]

$ dcalc grad 'sum((A@x - b)^2)' --wrt x --shape 'A=[m,n],x=[n],b=[m]' -f c
dcalc: the size 'n' is open, and C code needs a number
  hint: write numbers in --shape
[2]

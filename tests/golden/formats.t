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

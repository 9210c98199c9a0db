# The commands, with formulas and with numbers.
# Tests cmd/backprop.c, cmd/diff.c, cmd/eval.c, cmd/grad.c, cmd/hessian.c, cmd/jacobian.c, cmd/jvp.c,
# cmd/vjp.c, src/write/formulas.c.
$ dcalc diff 'cos(exp(x))^3'
-3*exp(x)*cos(exp(x))^2*sin(exp(x))

$ dcalc diff 'cos(exp(x))^3' --at x=0
-0.7369432446508228

$ dcalc diff 'cos(exp(x))^3' --at x=0 -n 3
-0.737

$ dcalc diff 'x^3' --order 2
6*x

$ dcalc diff 'x^2*y^3' --wrt x,y,y
12*x*y

$ dcalc diff 'x^2*y' --wrt y
x^2

$ dcalc grad '1/w - w*x^2 + w*x*y' --at w=.5,x=2,y=3,z=4 -q
-2
-0.5
1
0

$ dcalc grad 'sum((W@x - y)^2)' --wrt W --at W=[[1,2],[3,4]],x=[1,2],y=[1,1]
W   8  16
   20  40

$ dcalc jacobian 'x^2' '3*x^2 - y' 'x*y'
2*x  0
6*x  -1
y    x

$ dcalc jacobian 'x^2' '3*x^2 - y' 'x*y' --at x=1,y=2
2   0
6  -1
2   1

$ dcalc jacobian '[x^2, x*y]' --at x=1,y=2
2  0
2  1

$ dcalc hessian 'x^2*y + y^3' --at x=1,y=2
4   2
2  12

$ dcalc eval 'sqrt(x^2 + y^2)' --at x=3,y=4
5

$ dcalc eval '[[1,2],[3,4]]'
1  2
3  4

$ dcalc eval 'x - f/diff(f, x)' --let 'f = x^2 - 2' --at x=1.5
1.4166666666666667

$ dcalc backprop '(w*x - t)^2' --weights w --lr 0.1 --at w=1,x=2,t=3
loss      1
dloss/dw  -4
w         1.4

$ dcalc backprop '(w*x - t)^2' --weights w --lr 1/10 --steps 2 --at w=1,x=2,t=3 -q -n 6
0.0400000
-0.800000
1.48000

# The notebook.
$ dcalc backprop 'u = expit(w1*x); z = expit(w2*u); y = w3*z; (y - t)^2' --weights w1,w2,w3 --lr 0.1 --at w1=1,w2=2,w3=3,x=10,t=-1 -n 4
loss       13.27
dloss/dw1  0.002083
dloss/dw2  2.295
dloss/dw3  6.416
w1         0.9998
w2         1.771
w3         2.358

$ dcalc backprop 'z = tanh(W.T@x); q = tanh(U.T@z); y = V.T@q; (y - t)^2' --weights V --lr 0.1 --at 'W=[[-1,1],[1,1]],U=[[2,-4],[-.5,1]],V=[[1],[-1]],x=[[1],[2]],t=[[5]]' -f json -n 3 | grep -o '"weights".*'
"weights":{"V":[[1.50],[-1.63]]}}

# Options of every command.
$ dcalc eval 1/3 --exact
1/3

$ dcalc diff 'x^3' --at x=2 --symbolic
12  3*x^2

$ dcalc diff 'x^3' --at x=2 -f json
{"command":"diff","expr":"x^3","wrt":["x"],"order":1,"at":{"x":2},"value":8,"derivative":12}

$ dcalc eval 'log(0.1)' -n5
-2.3026

$ dcalc diff 'z^2' --let 'z = u*x' --let 'u = 3' --wrt x
2*u^2*x

$ dcalc diff 'z^2' --let 'u = 3' --let 'z = u*x' --wrt x
18*x

$ dcalc eval '1 + x' --dump tokens | head -n 1 | wc -l
1

$ for stage in tokens ast graph tape; do dcalc diff 'x^2' --at x=1 --dump $stage | awk 'END { print (NR > 0) }'; done
1
1
1
1

$ dcalc eval 'sum(range(100000))' --timeout 30
4999950000

# A note goes to standard error, and -q leaves it out.
$ dcalc backprop 'relu(w)' --weights w --lr 1 --at w=0 2>/dev/null
loss      0
dloss/dw  0
w         0

$ dcalc backprop 'relu(w)' --weights w --lr 1 --at w=0 2>&1 >/dev/null | cut -d: -f1-2
dcalc: note

$ dcalc backprop 'relu(w)' --weights w --lr 1 --at w=0 -q 2>&1 >/dev/null

# The answer comes after the work.
$ dcalc diff 'cos(exp(x))^3' --at x=0 --explain | tail -n 1
-0.7369432446508228

# Jacobian times vector, vector times Jacobian.
$ dcalc jvp '[x^2, x*y]' --vector x=1,y=10 --at x=3,y=4
6  34

$ dcalc jvp '[x^2, x*y]' --vector y=10 --at x=3,y=4 -f json
{"command":"jvp","expr":"[x^2, x*y]","wrt":["y"],"at":{"x":3,"y":4},"vector":{"y":10},"value":[9,12],"jvp":[0,30]}

$ dcalc vjp '[x^2, x*y]' --vector '[1,10]' --at x=3,y=4 -f json
{"command":"vjp","expr":"[x^2, x*y]","wrt":["x","y"],"at":{"x":3,"y":4},"vector":[1,10],"value":[9,12],"vjp":{"x":46,"y":30}}

$ dcalc jvp 'sin(x)*y' --vector x=1
y*cos(x)

$ dcalc vjp 'x*y' --vector 2
x  2*y
y  2*x

$ dcalc jvp 'A@x' --vector 'x=[1,0]' --vector 'A=[[0,1],[0,0]]' --at 'A=[[1,2],[3,4]],x=[5,7]'
8  3

# One name needs no name, and a name that is not moved stays where it is.
$ dcalc jvp 'x^2' --vector '[1,2]' --at 'x=[3,4]'
6  16

$ dcalc jvp 'x*y' --vector 2 --wrt y --at x=5,y=3
10

# What flows through an assigned name adds to what it is given.
$ dcalc jvp 'u = x^2; u*x' --vector u=1,x=1 --at x=3
30

$ dcalc jvp 'x^2' --vector '[1,2,3]' --at 'x=[3,4]'
dcalc: the vector for 'x' must have shape (2), not (3)
[2]

$ dcalc vjp 'x^2' --vector 1 --at 'x=[3,4]'
dcalc: the vector must have shape (2), not ()
[2]

$ dcalc vjp 'x^2' --vector x=1 --at x=3
dcalc: vjp takes one vector, without a name
  hint: write --vector '[1,2]'; jvp takes one for each name
[2]

$ dcalc jvp 'x*y' --vector 2 --at x=1,y=3
dcalc: the vector does not say to which of 2 names it belongs
  hint: write --vector x=1,y=0
[2]

$ dcalc jvp 'x*y' --vector y=2 --wrt x --at x=1,y=3
dcalc: the vector names 'y', which is not differentiated by
[2]

$ dcalc jvp x --at x=1
dcalc: jvp needs a vector
  hint: give each name a direction: --vector x=1,y=0
[2]

$ dcalc vjp x --at x=1
dcalc: vjp needs a vector
  hint: write --vector '[1,2]'
[2]

$ dcalc jvp x --vector x=1,x=2
dcalc: --vector binds 'x' twice
[2]

# A vector that has no value is refused without a point too, and an error of the derivative points at the program, not at the vector.
$ dcalc jvp 'x^2' --vector x=1/0; dcalc vjp 'x^2' --vector 'log(1 - 1)'
dcalc: --vector x:1:1: division by zero
  1/0
  ^^^
dcalc: --vector:1:1: 'log' has a pole at 0
  log(1 - 1)
  ^^^^^^^^^^
[1]

$ dcalc jvp 'sqrt(x)' --vector x=a --at x=0,a=0; dcalc vjp 'y*sqrt(x)' --vector a --at x=0,a=0,y=2
dcalc: expression:1:1: 'sqrt' has no derivative at 0
  sqrt(x)
  ^^^^^^^
  hint: the function has no value to the left of the point; the derivative from the right is unbounded
dcalc: expression:1:1: the derivative is infinite or 0/0 in its formula here, and whether it exists is not decided
  y*sqrt(x)
  ^^^^^^^^^
[1]

# Two kinks that cancel in a sum are kinks all the same.
$ dcalc diff '[abs(x), -abs(x)]' --at x=0
dcalc: expression:1:2: 'abs' has no derivative at 0
  [abs(x), -abs(x)]
   ^^^^^^
  hint: the derivative from the left is -1, from the right 1
[1]

# A step has one name: the result's is kept for the result.
$ dcalc grad 'exp(x) + sin(x*y)' --explain | sed -n 2,4p
The parts, from the inside out:
  g = exp(x)
  h = x*y

# Linear algebra is explained step by step as well.
$ dcalc grad 'log(det(A)) + x@solve(A, x)' --at 'A=[[2,0],[0,4]],x=[2,4]' --explain | sed -n 2,5p
  g = det(A)      = 8
  h = log(g)      = 2.07944
  k = solve(A, x) = [1, 1]
  p = x@k         = 6

# Running products: y = [3, 0, 0, 0], dy/dx1 = 3*(1 + 2 + 2/3), and by hand so the second derivatives. Nothing is divided by.
$ dcalc grad 'sum(cumprod(x))' --at x=[3,0,2,1/3]
x  1  11  0  0

$ dcalc hessian 'sum(cumprod(x))' --at x=[3,0,2,1/2]
0    4    0  0
4    0  4.5  6
0  4.5    0  0
0    6    0  0

$ dcalc backprop 'p = cumprod(w); sum((p - 1)^2)' --at 'w=[2,0,3]' --weights w --lr 0.1
loss      3
dloss/dw  2  -16  0
w         1.8  1.6  3

# y[i] = a[i]*y[i-1] + b[i]: 1, 3, 11.5 here; a[0] stands for nothing.
$ dcalc grad 'sum(recurrence(a, b)^2)' --at 'a=[1,2,3.5],b=[1,1,1]'
a  0  86.5  69
b  175  86.5  23

$ dcalc eval 'recurrence(0.5, b)' --at b=[1,1,1]
1  1.5  1.75

$ dcalc eval 'recurrence(x, y)' --at 'x=[1,2,3],y=[1,2]'
dcalc: expression:1:1: 'recurrence' cannot combine shapes (3) and (2)
  recurrence(x, y)
  ^^^^^^^^^^
  hint: sizes must be equal, or 1, counted from the last axis
[2]

# What is assumed of names. Of symmetric matrices the gradient G is (G + G.T)/2.
# Tests src/question/assumptions.c.
$ dcalc grad 'logdet(A)' --shape A=[n,n] --assume 'symmetric(A)'
A  inv(A)

$ dcalc hessian 'x@A@x' --wrt x --shape A=[n,n],x=[n] --assume 'symmetric(A)'
2*A

$ dcalc grad 'x@inv(A)@y' --wrt A --shape A=[n,n],x=[n],y=[n] --assume 'symmetric(A)'
A  -(outer(inv(A)@x, inv(A)@y) + outer(inv(A)@y, inv(A)@x))/2

$ dcalc grad 'A[0,1]*B[0,1]' --at 'A=[[1,2],[2,3]],B=[[1,5],[5,3]]' --assume 'symmetric(A, B)' -f json
{"command":"grad","expr":"A[0,1]*B[0,1]","wrt":["A","B"],"at":{"A":[[1,2],[2,3]],"B":[[1,5],[5,3]]},"value":10,"gradient":{"A":[[0,2.5],[2.5,0]],"B":[[0,1],[1,0]]}}

$ dcalc hessian 'A[0,1]^2' --at 'A=[[2,1],[1,3]]' --assume 'symmetric(A)'
0    0    0  0
0  0.5  0.5  0
0  0.5  0.5  0
0    0    0  0

# In every mode, and by operators of the program.
$ dcalc eval 'grad(A[0,1]^2, A)' --at 'A=[[2,1],[1,3]]' --assume 'symmetric(A)'
0  1
1  0

$ dcalc jvp 'A@[1,2]' --at 'A=[[2,1],[1,3]]' --vector 'A=[[0,1],[0,0]]' --assume 'symmetric(A)'
1  0.5

$ dcalc jacobian 'A[0]' --at 'A=[[2,1],[1,3]]' --assume 'symmetric(A)'
1    0    0  0
0  0.5  0.5  0

$ dcalc jacobian 'A[0]' --at 'A=[[2,1],[1,3]]' --assume 'symmetric(A)' --sparse
0  0  1
1  1  0.5
1  2  0.5

$ dcalc backprop 'sum(W*[[1,2],[3,4]])' --weights W --lr 1 --at W=[[1,2],[2,1]] --assume 'symmetric(W)' --steps 2
loss      -14.5
dloss/dW    1  2.5
          2.5    4
W         -1  -3
          -3  -7
dcalc: note: computed in doubles: several steps

$ dcalc grad 'abs(A[0,1])' --at 'A=[[2,0],[0,3]]' --assume 'symmetric(A)'
dcalc: expression:1:1: 'abs' has no derivative at 0
  abs(A[0,1])
  ^^^^^^^^^^^
  hint: along (0, 1, 0, 0) the derivative from the left is -1/2, from the right 1/2
[1]

$ echo '{"command":"grad","expr":"logdet(A)","at":{"A":[[2,1],[1,3]]},"assume":"symmetric(A)","digits":4}' | dcalc run -
{"command":"grad","expr":"logdet(A)","wrt":["A"],"at":{"A":[[2,1],[1,3]]},"value":1.609,"gradient":{"A":[[0.6000,-0.2000],[-0.2000,0.4000]]}}

# A name assigned again is not the one that was bound.
$ dcalc grad 'A = A@A; sum(A[0])' --at 'A=[[2,1],[1,3]]' --assume 'symmetric(A)'
A    5  3.5
   3.5    1

$ dcalc grad 'logdet(A)' --at 'A=[[2,1],[0,3]]' --assume 'symmetric(A)'
dcalc: --assume:1:11: the matrix is not symmetric
  symmetric(A)
            ^
[1]

$ dcalc grad 'logdet(A)' --at 'A=[[2,1],[1,3]]' --assume 'symmetric(B)'
dcalc: --assume:1:11: 'B' is not known to be a square matrix
  symmetric(B)
            ^
  hint: give its value with --at, or its shape: --shape B=[n,n]
[2]

$ dcalc grad 'logdet(A)' --shape A=[2,2],B=[2,2] --assume 'symmetric(B)'
dcalc: --assume:1:11: the expression has no name 'B'
  symmetric(B)
            ^
[2]

$ dcalc grad 'logdet(A)' --shape A=[2,2] --assume 'positive(A)'
dcalc: --assume:1:1: this says nothing of names that can be assumed
  positive(A)
  ^^^^^^^^^^^
  hint: write symmetric(A), x > 0, or n integer
[2]

$ dcalc grad 'logdet(A)' --shape A=[2,2] --assume 'symmetric()'
dcalc: --assume:1:1: this says nothing of names that can be assumed
  symmetric()
  ^^^^^^^^^^^
  hint: write symmetric(A), x > 0, or n integer
[2]

$ dcalc grad 'logdet(A)' --shape A=[2,2] --assume ''
dcalc: --assume:1:1: the expression is empty
[2]

$ dcalc check 'logdet(A)' --equals 'inv(A)' --shape A=[2,2] --assume 'symmetric(A)'
right: proved

# Formulas get shorter by what holds under a condition, and a point has to meet it.
$ dcalc diff 'log(x^n)' --wrt x --assume 'x > 0, n integer'
n/x

$ dcalc eval 'log(x) + log(y)' --assume 'x > 1'
log(x*y)

$ dcalc eval 'log(x) + log(y)'
log(x) + log(y)

$ dcalc eval 'sqrt((1 - x)^2) + abs(x)' --assume '0 < x < 1'
1

$ dcalc eval 'cos(2*pi*n) + sin(pi*m)' --assume 'integer(m, n)'
1

$ dcalc eval 'abs(x)' --assume 'x > 0' --at x=-1
dcalc: --assume:1:1: what is assumed does not hold at -1
  x > 0
  ^
[1]

$ dcalc eval 'x' --assume 'x + 1 > 0'
dcalc: --assume:1:1: this says nothing of names that can be assumed
  x + 1 > 0
  ^^^^^^^^^
  hint: write symmetric(A), x > 0, or n integer
[2]

$ dcalc eval 'x' --assume 'z > 0'
dcalc: --assume:1:1: the expression has no name 'z'
  z > 0
  ^
[2]
$ dcalc eval 'log(x)' --at x=[1,1] --assume 'x > 0'
dcalc: --assume:1:1: 'x' has the shape (2), and is no number
  x > 0
  ^
  hint: of arrays only symmetric(A) is assumed
[2]
$ dcalc grad 'sum(x^n)' --shape x=[k] --wrt x --assume 'integer(n, x)'
dcalc: --assume:1:12: 'x' has the shape (k), and is no number
  integer(n, x)
             ^
  hint: of arrays only symmetric(A) is assumed
[2]
$ dcalc limit 'x/(x - x)' --at x=inf --assume 'n integer'
dcalc: --assume:1:1: the expression has no name 'n'
  n
  ^
[2]

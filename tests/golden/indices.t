# Indices that are data, new axes, conditions with and, or, not, and functions made of others.
# Tests src/graph/lower_gather.c, src/graph/lower_condition.c, src/graph/lower_compose.c.
# Numbers at many points are in tests/data/indices.tsv.

# ---- a name as an index ----
$ dcalc eval 'A[i] + A[i:i+2]' --at A=[1,2,4],i=1
4  6

$ dcalc eval 'i = 2; A[i]' --at A=[1,2,4]
4

$ echo '{"command":"grad","expr":"A[i]^2","at":{"A":[1,2,4],"i":-1}}' | dcalc run -
{"command":"grad","expr":"A[i]^2","wrt":["A"],"at":{"A":[1,2,4],"i":-1},"value":16,"gradient":{"A":[0,0,8]}}

$ dcalc eval 'A[i]' --at A=[1,2,4],i=1.5
dcalc: expression:1:3: an index must be an integer constant
  A[i]
    ^
[2]

# Whole numbers that are too large are said to be so.
$ for e in 'A[10^30]' 'A[:-10^30]' 'A[i]' 'range(10^30)' 'sum(k, k, 1, 10^30)' 'diff(x^2, x, 10^30)'; do dcalc eval "$e" --at A=[1,2,4],i=1e30,x=1 2>&1 | head -n 1; done
dcalc: expression:1:3: an index is too large: it has more than 62 bits
dcalc: expression:1:4: a slice's bound is too large: it has more than 62 bits
dcalc: expression:1:3: an index is too large: it has more than 62 bits
dcalc: expression:1:1: a size is too large: it has more than 62 bits
dcalc: expression:1:14: the last index is too large: it has more than 62 bits
dcalc: expression:1:14: the order is too large: it has more than 62 bits

$ dcalc eval 'A[i]' --at A=[1,2,4],i=3
dcalc: expression:1:3: index 3 is outside an axis of size 3
  A[i]
    ^
  hint: indexes go from 0 to 2, or from -3 to -1
[2]

$ dcalc eval 'A[i]' --at A=[1,2,4]
dcalc: expression:1:3: an index must be an integer constant
  A[i]
    ^
  hint: give it with --at, such as i=3
[2]

$ dcalc grad 'A[i]^2' --at A=[1,2,4],i=1 --wrt i
dcalc: 'i' is an index or a size here; it cannot be differentiated by
[2]

# ---- vectors of indexes ----
$ dcalc grad 'sum(A[idx]^2)' --at A=[1,2,4],idx=[0,-1,0]
A  4  0  8

$ dcalc grad 'sum(A[idx]^2)' --shape A=[5],idx=[3]
A  2*scatter(A[idx], idx, 5)

$ dcalc eval '2*scatter(A[idx], idx, 3)' --at A=[1,2,4],idx=[0,-1,0]
4  0  8

$ dcalc grad 'sum(A[idx]^2)' --shape A=[m,n],idx=[k]
A  2*scatter(A[idx,:], reshape(idx, k, 1), range(n), m, n)

$ dcalc grad 'sum(A[:,idx]^2)' --shape A=[m,n],idx=[k] -f latex
\frac{\partial f}{\partial A} = 2 {\operatorname{scatter}}_{:,\mathrm{idx}}\left({A}_{:,\mathrm{idx}}\right)

$ dcalc grad 'sum(x[[0,2]]^2)' --shape x=[3]
x  2*scatter(x[[0, 2]], [0, 2], 3)

$ dcalc hessian 'sum(x[[0,2]]^3)' --shape x=[3]
6*x[0]  0  0
0       0  0
0       0  6*x[2]

$ dcalc jacobian '[x, x^2, x^3][[2,0,-1]]' --wrt x
3*x^2
1
3*x^2

$ dcalc grad 'sum(A[idx]^2)' --at A=[1,2,4],idx=[0,1] --wrt idx
dcalc: 'idx' is an index or a size here; it cannot be differentiated by
[2]

$ dcalc eval 'k = 1; diff(A[k]*x, k)' --at A=[1,2,4],x=1
dcalc: 'k' is an index or a size here; it cannot be differentiated by
[2]

$ dcalc eval 'A[idx]' --at A=[1,2,4],idx=[0,3]
dcalc: expression:1:3: the index 3 is outside its axis
  A[idx]
    ^^^
  hint: indexes go from 0 to the size less 1, or from -1 down from the end
[1]

$ dcalc eval 'A[idx]' --at A=[1,2,4],idx=[0,0.5]
dcalc: expression:1:3: the index 0.5 is not a whole number
  A[idx]
    ^^^
  hint: indexes go from 0 to the size less 1, or from -1 down from the end
[1]

$ dcalc eval 'A[[0,3]]' --at A=[1,2,4]
dcalc: expression:1:3: index 3 is outside an axis of size 3
  A[[0,3]]
    ^^^^^
  hint: indexes go from 0 to 2, or from -3 to -1
[2]

$ dcalc eval 'A[[0,1], [0,1,0]]' --at A=[[1,2],[3,4]]
dcalc: expression:1:1: '[]' cannot combine shapes (2) and (3)
  A[[0,1], [0,1,0]]
  ^^^^^^^^^^^^^^^^^
  hint: sizes must be equal, or 1, counted from the last axis
[2]

$ dcalc eval 'A[M]' --at A=[[1,2],[3,4]],M=[[0,1]]
dcalc: expression:1:1: this would have three axes: arrays have at most two
  A[M]
  ^^^^
[2]

# what is kinked at an entry that is taken twice
$ dcalc grad 'sum(abs(A[idx])*A[idx])' --at A=[1,0,-3],idx=[0,1,1]
A  2  0  0

# ---- columns of a table ----
$ printf 'i,x\n1,2\n0,3\n7,3\n.5,2\n' | dcalc grad '[x,x^2,x^3][i]' --points -
df/dx
4
1
nan
nan
dcalc: note: 2 of 4 rows are undefined; the first, standard input:4: index 7 is outside an axis of size 3

$ printf 'i,x\n1,2\n' | dcalc grad '[x,x^2,x^3][i]' --points - --wrt i
dcalc: 'i' is an index or a size here; it cannot be differentiated by
[2]

$ printf 'y\n0\n1\n' | dcalc grad -e '-log_softmax(W@[1,2])[y]' --at W=[[0,0],[0,0]] --points - --wrt W
"df/dW[0,0]","df/dW[0,1]","df/dW[1,0]","df/dW[1,1]"
-0.5,-1,0.5,1
0.5,1,-0.5,-1

# ---- training ----
$ dcalc backprop 'p = log_softmax(X@W, axis=1); -mean(p[range(2), y])' --weights W --lr 1 --at 'X=[[1,0],[0,1]],W=[[0,0],[0,0]],y=[0,1]' --steps 2 -n 5
loss      0.47408
dloss/dW  -0.18877   0.18877
           0.18877  -0.18877
W          0.43877  -0.43877
          -0.43877   0.43877
dcalc: note: computed in doubles: several steps

# ---- new axes, sizes that are left ----
$ dcalc eval 'y[:,None] - y[None,:]' --at y=[1,3]
0  -2
2   0

$ dcalc eval 'None + y[None]' --at None=1,y=[1,3]
4

$ dcalc eval 'y[:,None,None]' --at y=[1,3]
dcalc: expression:1:1: this would have three axes: arrays have at most two
  y[:,None,None]
  ^^^^^^^^^^^^^^
[2]

$ dcalc eval 'reshape(y, 2, -1)' --at y=[1,2,3,4]
1  2
3  4

$ dcalc eval 'reshape(y, 3, -1)' --at y=[1,2,3,4]
dcalc: expression:1:1: 'reshape' cannot share the entries of (4) among 3
  reshape(y, 3, -1)
  ^^^^^^^^^^^^^^^^^
[2]

$ dcalc eval 'reshape(y, -1, -1)' --at y=[1,2,3,4]
dcalc: expression:1:1: a size must be at least 1
  reshape(y, -1, -1)
  ^^^^^^^^^^^^^^^^^^
[2]

# ---- conditions ----
$ dcalc diff 'where(0 < x < 1 and not (x == 1/2 or x == 1/3), x^2, 2*x)'
where(0 < x and x < 1 and not (x == 1/2 or x == 1/3), 2*x, 2)

$ dcalc diff 'where(0 < x and x < 1 and not (x == 1/2 or x == 1/3), 2*x, 2)'
where(0 < x and x < 1 and not (x == 1/2 or x == 1/3), 2, 0)

$ dcalc diff 'where(x < 0 or x > 1, x^2, 2*x)' -f latex
\begin{cases} 2 x & \text{if } x < 0 \lor 1 < x \\ 2 & \text{otherwise} \end{cases}

$ dcalc diff 'where(0 < x < 1, x^2, 2*x - 1)' --at x=1
2

$ dcalc diff 'where(0 < x < 1, x^2, 2*x - 1)' --at x=0
dcalc: expression:1:1: 'where' has no derivative at 0
  where(0 < x < 1, x^2, 2*x - 1)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: the function jumps there, from -1 to 0
[1]

# the second does not matter where the first decides
$ dcalc diff 'where(x > 0 and log(x) < 1, x^2, x)' --at x=-1
1

$ dcalc eval 'where(x > 0 and log(x - 2) < 1, x^2, x)' --at x=1
dcalc: expression:1:17: 'log' is not defined at -1
  where(x > 0 and log(x - 2) < 1, x^2, x)
                  ^^^^^^^^^^
[1]

$ dcalc eval 'and*2 + or + not' --at and=1,or=2,not=3
7

$ dcalc eval 'where((0 < x) < 1, 1, 2)' --at x=1
dcalc: expression:1:10: a comparison may stand only in a condition
  where((0 < x) < 1, 1, 2)
           ^
  hint: write where(a < b, x, y)
[2]

$ dcalc eval 'x and 1' --at x=1
dcalc: expression:1:3: 'and' may stand only in a condition
  x and 1
    ^^^
  hint: write where(a < b, x, y)
[2]

# ---- functions made of others ----
$ dcalc eval 'max(1, 2, 3) + min(4, 5, 6)'
7

$ dcalc grad 'max(x, y, z)' --at x=1,y=2,z=3
x  0
y  0
z  1

$ dcalc grad 'logaddexp(x, y)'
x  softmax([x, y])[0]
y  softmax([x, y])[1]

$ dcalc eval 'logaddexp(1000, 1000) - 1000'
0.6931471805599453

$ dcalc jacobian 'cross(a, b)' --shape a=[3],b=[3] --wrt a
0      b[2]   -b[1]
-b[2]  0      b[0]
b[1]   -b[0]  0

$ dcalc eval 'cross(a, b)' --at a=[1,2],b=[1,2]
dcalc: expression:1:7: 'cross' needs vectors of three entries, got (2)
  cross(a, b)
        ^
[2]

$ dcalc eval 'var(x, ddof=1)' --at x=[1]
dcalc: expression:1:1: 'var' needs more entries than ddof=1
  var(x, ddof=1)
  ^^^^^^^^^^^^^^
[2]

$ dcalc diff 'median([x, 2, 5*x])' --at x=1
0

$ dcalc diff 'median([x, 2, 5*x])' --at x=2
dcalc: expression:1:1: 'max' has no derivative at 2
  median([x, 2, 5*x])
  ^^^^^^^^^^^^^^^^^^^
  hint: the derivative from the left is 0, from the right 1
[1]

$ dcalc eval 'onehot(y, 3)' --at y=[0,-1]
1  0  0
0  0  1

$ dcalc eval 'onehot(y, 3)' --at y=[0,3]
dcalc: expression:1:8: the index 3 is outside its axis
  onehot(y, 3)
         ^
  hint: indexes go from 0 to the size less 1, or from -1 down from the end
[1]

# a condition that the variable does not move has no boundary
$ dcalc jvp 'triu(outer(y, x), -1)[1][1]' --at x=[0.5,-1.2],y=[1.5,0.25] --wrt x --vector x=[1,2]
0.5

$ dcalc jvp 'where(z >= 1/2, outer(y, x), 0)[1,1]' --at x=[0.5,3],y=[1,2],z=[[0.5,0],[0,0.5]] --wrt x --vector x=[1,2]
4

$ dcalc diff 'where(y > 0, x, 2*x)' --at x=1,y=0 --wrt x
2

# ---- logit and xlogy ----
$ dcalc diff 'logit(x)'
1/(x*(1 - x))

$ dcalc eval 'logit(x)' --at x=0.5000000001 -n 20
4.0000000000000000001e-10

$ dcalc eval 'xlogy(x, y) + xlogy(0, -1)' --at x=0,y=0
0

$ dcalc grad 'xlogy(x, y)' --at x=0,y=2
x  0.6931471805599453
y  0

$ dcalc eval 'xlogy(x, y)' --at x=1,y=0
dcalc: expression:1:1: 'xlogy' has a pole at 0
  xlogy(x, y)
  ^^^^^^^^^^^
[1]

# Shapes without values: --shape.
# Tests src/question/shapes.c, src/graph/shape.c.
$ dcalc grad 'norm(A@x - b)^2' --wrt x --shape A=[m,n],x=[n],b=[m]
x  2*A.T@(A@x - b)

# a size is a number as well
$ dcalc eval 'mean(x)*n' --shape x=[n] --at x=[1,2,3]
6

$ dcalc eval 'sum(ones(n)) + sum(x)' --shape x=[n]
n + sum(x)

$ dcalc eval 'trace(eye(n))*trace(ones(k, k))' --shape A=[n,k]
k*n

$ dcalc eval 'sum(A)/m' --shape A=[m,n] --at A=[[1,2,3],[4,5,6]]
10.5

$ dcalc eval 'ones(n)*n' --shape x=[n] --at n=3
3  3  3

$ dcalc grad 'sum(W@x)' --wrt x --shape W=[2,2]
x  sum(W, axis=0)

# letters are their own equals and no others'
$ dcalc eval 'x + y' --shape x=[n],y=[m]
dcalc: expression:1:3: '+' cannot combine shapes (n) and (m)
  x + y
    ^
  hint: sizes must be equal, or 1, counted from the last axis
[2]

$ dcalc eval 'x + y' --shape x=[n],y=[3]
dcalc: expression:1:3: '+' cannot combine shapes (n) and (3)
  x + y
    ^
  hint: sizes must be equal, or 1, counted from the last axis
[2]

$ dcalc grad 'sum(A*y)' --wrt y --shape A=[m,n],y=[1,n]
y  sum(A, axis=0, keepdims=1)

$ dcalc eval 'sum(A, axis=1, keepdims=True) - sum(A, axis=1, keepdims=False)[:,None]' --shape A=[m,n]
zeros(m, 1)

$ dcalc eval 'sum(A, dim=1)' --shape A=[m,n]
dcalc: expression:1:1: 'sum' has no argument 'dim'
  sum(A, dim=1)
  ^^^^^^^^^^^^^
  hint: it is called axis here
[2]

$ dcalc eval 'reshape(A, n, m)*ones(n, m)' --shape A=[m,n]
reshape(A, n, m)

$ dcalc eval 'reshape(A, n, n)' --shape A=[m,n]
dcalc: expression:1:1: 'reshape' cannot make shape (n,n) of (m,n)
  reshape(A, n, n)
  ^^^^^^^^^^^^^^^^
  hint: it keeps the number of entries
[2]

$ dcalc grad 'A[:,0]@x + x[2]' --wrt A,x --shape A=[m,n]
A  embed(reshape(x, m, 1), n, 0, 1, 1)
x  A[:,0] + embed(ones(1), m, 2, 1, 0)

$ dcalc eval 'x[-1]' --shape x=[n]
dcalc: expression:1:3: an axis of size n takes only indexes from 0 up and the slice :
  x[-1]
    ^^
  hint: give the size as a number with --shape
[2]

$ dcalc eval 'x[1:]' --shape x=[n]
dcalc: expression:1:3: an axis of size n takes only indexes from 0 up and the slice :
  x[1:]
    ^^
  hint: give the size as a number with --shape
[2]

$ dcalc eval 'prod(x)' --shape x=[n]
dcalc: expression:1:1: this needs sizes that are numbers, got (n)
  prod(x)
  ^^^^^^^
  hint: give them with --shape, such as x=[3]
[2]

$ dcalc eval 'concat(x, x)' --shape x=[n]
dcalc: expression:1:8: this needs sizes that are numbers, got (n)
  concat(x, x)
         ^
  hint: give them with --shape, such as x=[3]
[2]

# a name in small letters that meets an array is a vector
$ dcalc grad 'sum((A@x - b)^2) + c@x' --shape A=[m,n],b=[m]
A  2*outer(A@x - b, x)
x  2*A.T@(A@x - b) + c
b  2*(b - A@x)
c  x

$ dcalc grad 'X@w' --shape w=[n]
dcalc: expression:1:2: '@' needs vectors or matrices on both sides, got () @ (n)
  X@w
   ^
  hint: use * for numbers, or give 'X' a shape: --shape X=[m,n]
[2]

$ dcalc grad 'sum(x) + A@x' --shape A=[n]
dcalc: expression:1:11: '@' needs vectors or matrices on both sides, got (n) @ ()
  sum(x) + A@x
            ^
  hint: use * for numbers, or give 'x' a shape: --shape x=[n]
[2]

$ dcalc grad 'norm(A@x - b)^2'
dcalc: expression:1:7: '@' needs vectors or matrices on both sides, got () @ ()
  norm(A@x - b)^2
        ^
  hint: use * for numbers, or give 'A' a shape: --shape A=[m,n]
[2]

$ dcalc eval 'f(u) = u + u@A; f(u)' --shape A=[n,n]
dcalc: expression:1:13: '@' needs vectors or matrices on both sides, got () @ (n,n)
  f(u) = u + u@A; f(u)
              ^
  hint: use * for numbers, or give 'u' a shape: --shape u=[n]
[2]

# what cannot be
$ dcalc eval x --shape x=[n,n,n]
dcalc: --shape x:1:1: arrays have at most two axes
  [n,n,n]
  ^^^^^^^
[2]

$ dcalc eval x --shape x=3
dcalc: --shape x:1:1: the shape of 'x' is not a list of sizes
  3
  ^
  hint: write x=[3] for a vector and x=[2,3] for a matrix; letters stand for open sizes
[2]

$ dcalc eval x --shape x=[0]
dcalc: --shape x:1:2: a size is a whole number from 1 to 2147483647
  [0]
   ^
[2]

$ dcalc eval x --shape x=[-1]
dcalc: --shape x:1:2: the shape of 'x' is not a list of sizes
  [-1]
   ^^
  hint: write x=[3] for a vector and x=[2,3] for a matrix; letters stand for open sizes
[2]

$ dcalc eval x --shape x=[1.5]
dcalc: --shape x:1:2: a size is a whole number from 1 to 2147483647
  [1.5]
   ^^^
[2]

$ dcalc eval x --shape x=[n+1]
dcalc: --shape x:1:2: the shape of 'x' is not a list of sizes
  [n+1]
   ^^^
  hint: write x=[3] for a vector and x=[2,3] for a matrix; letters stand for open sizes
[2]

$ dcalc eval x --shape 'x=[n];3'
dcalc: --shape x:1:1: the shape of 'x' is not a list of sizes
  [n];3
  ^^^^^
  hint: write x=[3] for a vector and x=[2,3] for a matrix; letters stand for open sizes
[2]

$ dcalc eval x --shape n=[n]
dcalc: --shape n:1:1: 'n' is a size and a name with a shape
  [n]
  ^^^
[2]

$ dcalc eval x --shape x
dcalc: --shape: 'x' is not NAME=VALUE
  hint: write --shape A=[m,n],x=[n]
[2]

$ dcalc eval x --shape x=[99999,99999]
dcalc: --shape x:1:1: an array of more than 2147483647 entries
  [99999,99999]
  ^^^^^^^^^^^^^
[4]

$ dcalc eval x --shape x=[n] --at x=[[1]]
dcalc: --shape x:1:1: the value of 'x' has shape (1,1), not (n)
  [n]
  ^^^
[2]

$ dcalc eval 'x@y' --shape x=[n],y=[n] --at x=[1,2],y=[1,2,3]
dcalc: --shape y:1:1: the value of 'y' has shape (3), not (2)
  [n]
  ^^^
[2]

$ dcalc eval 'sum(x)' --shape x=[n] --at y=1
dcalc: 'x' has a shape, but no value
  hint: bind it with --at x=...
[2]

$ dcalc eval 'sum(ones(n))*y' --shape x=[n] --at y=1
dcalc: the size 'n' has no value
  hint: bind a name of that shape, or the size: --at n=3
[2]

$ dcalc eval 'n = 3; sum(x)' --shape x=[n]
dcalc: expression:1:1: 'n' is a size and cannot be assigned
  n = 3; sum(x)
  ^
[2]

$ dcalc grad 'sum(x)*n' --wrt n --shape x=[n]
dcalc: 'n' is a size; it cannot be differentiated by
[2]

$ dcalc eval x --shape x=[n] --at n=1/2
dcalc: --shape x:1:2: 'n' is a size, but its value is not
  [n]
   ^
[2]

# jobs
$ echo '{"command":"grad","expr":"x.T@A@x","shape":{"A":["n","n"],"x":"[n]"},"wrt":"A"}' | dcalc run -
{"command":"grad","expr":"x.T@A@x","wrt":["A"],"symbolic":{"A":"outer(x, x)"}}

$ echo '{"command":"grad","expr":"x.T@A@x","shape":["n"],"wrt":"A"}' | dcalc run -
{"error":{"kind":"usage","message":"\"shape\" must be an object, not a list"}}
[1]

# norms are written as such
$ dcalc grad 'norm(A@x - b) + norm(x)^3' --wrt x --shape A=[m,n],b=[m]
x  A.T@(A@x - b)/norm(A@x - b) + 3*norm(x)*x

# long formulas of arrays name what they share, with the program's names where it has them
$ dcalc grad 'z = tanh(W.T@x); q = tanh(U.T@z); y = V.T@q; (y - t)^2' --wrt V,U,W --shape W=[m,n],U=[n,k],V=[k,1],x=[m,1],t=[1,1]
z = tanh(W.T@x)
q = tanh(U.T@z)
t1 = V.T@q - t
t2 = (V@t1)*(1 - q^2)
V  2*q@t1
U  2*z@t2.T
W  2*x@((U@t2)*(1 - z^2)).T

$ dcalc grad 'z = expit(W@x + c); norm(V@z + d - t)^2' --shape W=[m,n],V=[k,m],x=[n],c=[m],d=[k],t=[k] --wrt W,V,c,d
z = expit(W@x + c)
t1 = V@z + d - t
W  2*outer(z*(V.T@t1)*(1 - z), x)
V  2*outer(t1, z)
c  2*z*(V.T@t1)*(1 - z)
d  2*t1

$ dcalc grad 'z = expit(W@x + c); norm(V@z + d - t)^2' --shape W=[m,n],V=[k,m],x=[n],c=[m],d=[k],t=[k] --wrt W,V,c -f json
{"command":"grad","expr":"z = expit(W@x + c); norm(V@z + d - t)^2","wrt":["W","V","c"],"symbolic":{"W":"2*outer(z*(V.T@t1)*(1 - z), x)","V":"2*outer(t1, z)","c":"2*z*(V.T@t1)*(1 - z)"},"let":["z = expit(W@x + c)","t1 = V@z + d - t"]}

$ dcalc grad 'z = tanh(W@x); z = tanh(U@z); (v@z - t)^2' --wrt v,U,W --shape W=[m,n],U=[k,m],v=[k],x=[n]
t1 = U@tanh(W@x)
t2 = v@tanh(t1) - t
v  2*t2*tanh(t1)
U  2*t2*outer(v*sech(t1)^2, tanh(W@x))
W  2*t2*outer(sech(W@x)^2*(U.T@(v*sech(t1)^2)), x)

$ dcalc grad 'x@x/(x@A@x)*s' --wrt A --shape A=[n,n],x=[n]
A  -s*(x@x)*outer(x, x)/(x@A@x)^2

$ dcalc grad 'mean(x)' --shape x=[n]
x  ones(n)/n

$ dcalc grad 'a@x - mean(x)' --shape x=[n] --wrt x
x  a - 1/n

# Jacobians and Hessians of open sizes
$ dcalc jacobian 'A@x' --wrt x --shape A=[m,n]
A

$ dcalc hessian 'x@A@x' --wrt x --shape A=[n,n],x=[n]
A + A.T

$ dcalc hessian 'norm(A@x-b)^2/2' --wrt x --shape A=[m,n],x=[n],b=[m]
A.T@A

$ dcalc jacobian 'tanh(W@x + b)' --wrt x,b --shape W=[m,n],x=[n],b=[m]
x  diag(sech(W@x + b)^2)@W
b  diag(sech(W@x + b)^2)

$ dcalc jacobian 'softmax(x)' --shape x=[n]
diag(softmax(x)) - outer(softmax(x), softmax(x))

$ dcalc hessian 'logsumexp(x)' --shape x=[n]
diag(softmax(x)) - outer(softmax(x), softmax(x))

$ dcalc hessian 'sum(softplus(X@w) - y*(X@w))' --wrt w --shape X=[m,n],w=[n],y=[m]
X.T@diag(expit(X@w)*expit(-X@w))@X

$ dcalc jacobian 'x/norm(x)' --shape x=[n]
eye(n)/norm(x) - outer(x, x)/norm(x)^3

$ dcalc hessian 'norm(x)' --shape x=[n]
eye(n)/norm(x) - outer(x, x)/norm(x)^3

$ dcalc hessian 'x@A@y' --wrt x,y --shape A=[m,n],x=[m],y=[n]
x x  zeros(m, m)
x y  A
y x  A.T
y y  zeros(n, n)

$ dcalc jacobian 'x^2' 'x@x' 's*x' --wrt x,s --shape x=[n]
f1 x  2*diag(x)
f1 s  zeros(n)
f2 x  2*x
f2 s  0
f3 x  s*eye(n)
f3 s  x

$ dcalc jacobian 'A@x' --wrt A --shape A=[m,n],x=[n]
kron(eye(m), x)

# Of matrices by matrices, with sizes that are products of letters; entries count row by row
$ dcalc jacobian 'trace(A)*A' --shape A=[n,n]
outer(reshape(A, n^2), reshape(eye(n), n^2)) + trace(A)*eye(n^2)

$ dcalc jacobian 'trace(A)*A' --shape A=[n,n] -f latex
\operatorname{reshape}_{n^2}\left(A\right) \left(\operatorname{reshape}_{n^2}\left(I_{n}\right)\right)^{\top} + \operatorname{tr}\left(A\right) I_{n^2}

$ dcalc jacobian 'A@X@B' --wrt X --shape A=[2,n],X=[n,3],B=[3,m]
kron(A, B.T)

$ dcalc jacobian 'inv(A)' --shape A=[n,n]
-kron(inv(A), inv(A).T)

$ dcalc jacobian 'A@A@A' --shape A=[n,n]
kron(A, A.T) + kron(A@A, eye(n)) + kron(eye(n), A.T@A.T)

$ dcalc jacobian 'A*B' --wrt A --shape A=[m,n],B=[m,n]
diag(reshape(B, m*n))

$ dcalc jacobian 'A.T' --shape A=[m,n]
reshape(kron(eye(n), reshape(eye(m), m^2, 1)), m*n, m*n)

$ dcalc hessian 'trace(A@B@A.T)/2' --wrt A --shape A=[m,n],B=[n,n] --assume 'symmetric(B)'
kron(eye(m), B)

$ dcalc eval 'reshape(X, m*n)@v' --shape X=[m,n],v=[n*m]
reshape(X, m*n)@v

$ dcalc eval 'size(X)*size(v)' --shape X=[2*m,n],v=[3*n^2]
6*m*n^3

$ dcalc jacobian 'A@x + sum(v)' --wrt A --shape v=[m*n],A=[m,n] --at 'v=[1,2,3,4,5,6],A=[[1,2,3],[4,5,6]],x=[1,1,2]'
1  1  2  0  0  0
0  0  0  1  1  2

$ dcalc eval 'sum(v)' --shape v=[n^2] --at v=[1,2,3,4]
dcalc: --shape v:1:1: the value of 'v' has shape (4), not (n^2)
  [n^2]
  ^^^^^
  hint: give the letters sizes too: --at n=3
[2]

$ dcalc eval 'sum(v)' --shape v=[n^2] --at v=[1,2,3,4],n=2
10

$ dcalc eval 'sum(v)' --shape v=[n^2] --at v=[1,2,3,4],n=3
dcalc: --shape v:1:1: the value of 'v' has shape (4), not (9)
  [n^2]
  ^^^^^
[2]

$ dcalc eval 'sum(v)' --shape v=[n^9]
dcalc: --shape v:1:2: a size of more than 2147483647, or of more than 8 letters
  [n^9]
   ^^^
[4]

$ dcalc eval 'reshape(X, m^2)' --shape X=[m,n]
dcalc: expression:1:1: 'reshape' cannot make shape (m^2) of (m,n)
  reshape(X, m^2)
  ^^^^^^^^^^^^^^^
  hint: it keeps the number of entries
[2]

$ dcalc jacobian 'expm(A)' --shape A=[n,n]
dcalc: expression:1:1: the Jacobian of this has no formula in matrices
  expm(A)
  ^^^^^^^
  hint: give the sizes as numbers with --shape, for its entries; its product with a vector or matrix V has a formula: jvp --vector V
[2]

$ dcalc hessian 'x@A@x' --wrt x --shape A=[n,n],x=[n] -f json
{"command":"hessian","expr":"x@A@x","wrt":["x"],"symbolic":"A + A.T"}

$ dcalc hessian 'x@A@y' --wrt x,y --shape A=[m,n],x=[m],y=[n] -f json
{"command":"hessian","expr":"x@A@y","wrt":["x","y"],"symbolic":{"x x":"zeros(m, m)","x y":"A","y x":"A.T","y y":"zeros(n, n)"}}

$ dcalc hessian 'x@A@y' --wrt x,y --shape A=[m,n],x=[m],y=[n] -f latex
J_{x, x} = \mathbf{0}_{m \times m}
J_{x, y} = A
J_{y, x} = A^{\top}
J_{y, y} = \mathbf{0}_{n \times n}

$ dcalc hessian 'x@A@x' --wrt x --shape A=[n,n],x=[n] -f python
import numpy as np


def f(x, A):
    x = np.asarray(x, float)
    A = np.asarray(A, float)
    value = x @ A @ x
    hessian = A + A.T
    return value, hessian

$ dcalc eval 'hessian(x@A@x, x)@x' --shape A=[n,n],x=[n]
(A + A.T)@x

$ dcalc eval 'jacobian(exp(x), x)' --shape x=[n]
diag(exp(x))

$ dcalc jacobian 'x*y' --sparse --shape x=[n],y=[n]
dcalc: expression:1:1: the nonzeros of a Jacobian of open sizes cannot be listed, got shape (n)
  x*y
  ^
  hint: give the sizes as numbers with --shape
[2]

$ dcalc jacobian 'solve(A, x)' --wrt x --shape x=[n],A=[n,n]
inv(A)

$ dcalc jacobian 'max(x)*x' --wrt x --shape x=[n]
max(x)*eye(n) + outer(x, where(x == max(x), 1, 0))/sum(where(x == max(x), 1, 0))

# A softmax of a whole matrix has no short name, and a formula for an array of one entry is one text.
$ dcalc grad 'logsumexp(A)' --shape A=[m,n]
A  exp(A - logsumexp(A))

$ dcalc grad 'trace(q)' --shape q=[1,1] -f json
{"command":"grad","expr":"trace(q)","wrt":["q"],"symbolic":{"q":"ones(1, 1)"}}

$ dcalc jacobian '[x]' -f json
{"command":"jacobian","expr":"[x]","wrt":["x"],"symbolic":[["1"]]}

# A value at the point may be a size, an index, an axis or an order; nobody differentiates by it.
$ dcalc diff 'sum(x^range(n))' --at x=2,n=5
49

$ dcalc grad 'm = floor(n/2); sum(x[m - 1:]^2)*n' --at x=[1,2,3],n=5
x  0  20  30

$ dcalc eval 'sum(reshape(range(n^2), n, n), axis=k)' --at n=2,k=1
1  5

$ dcalc diff 'sum(x^range(n))' --wrt n --at x=2,n=5
dcalc: 'n' is an index or a size here; it cannot be differentiated by
[2]

$ dcalc eval 'b = n + 1; diff(sum(x^range(b)), b)' --at x=2,n=5
dcalc: 'b' is an index or a size here; it cannot be differentiated by
[2]

$ printf 'x,n\n2,5\n' | dcalc eval 'sum(x^range(n))' --points -
dcalc: expression:1:7: 'n' is a column, which cannot be a size or a bound
  sum(x^range(n))
        ^^^^^^^^
[2]

$ dcalc eval 'range(n)' --at n=2.5 2>&1 | head -n 1
dcalc: expression:1:1: a size must be an integer constant

$ dcalc grad 'sum(x^range(n))' 2>&1 | tail -n 1
  hint: give it with --at, such as n=3

$ dcalc diff 'b = 5; sum(2^range(b))' --wrt b
dcalc: 'b' is an index or a size here; it cannot be differentiated by
[2]

$ dcalc grad 'sum(range(n))' --at n=3
dcalc: there is no name to differentiate by
  hint: sizes and indexes do not vary
[2]

# Of matrices by matrices, products of the Jacobian with a matrix have formulas of any size (differentials, as in Magnus
# and Neudecker); names of vectors do not vary.
$ dcalc jvp 'trace(A)*A' --vector V --shape A=[n,n],V=[n,n]; dcalc jvp 'A@B@A.T + inv(A)' --vector A=V --shape A=[n,n],V=[n,n],B=[n,n]; dcalc jvp 'A@x' --wrt A --vector V --shape A=[m,n],x=[n],V=[m,n]
trace(V)*A + trace(A)*V
A@B@V.T + V@B@A.T - inv(A)@V@inv(A)
V@x

$ dcalc vjp 'trace(A)*A' --vector V --shape A=[n,n],V=[n,n]; dcalc vjp 'A@x' --wrt x --vector y --shape A=[m,n],x=[n],y=[m]
A  trace(A)*V + sum(A*V)*eye(n)
x  A.T@y

$ dcalc jvp 'x^2*y' --vector x=a,y=b; dcalc jvp 'x^2*y' --vector x=a,y=b --at x=1,y=2,a=3,b=4; dcalc jvp 'x^2*y' --vector x=2*pi,y=1e2
x*(2*a*y + b*x)
16
4*x*(pi*y + 25*x)

$ dcalc jvp 'trace(A)*A' --vector A=V --shape A=[n,n]; dcalc jvp 'x^2*y' --vector x=z --at x=1,y=2
dcalc: the vector for 'A' must have shape (n,n), not ()
  hint: a name gets its shape from --shape, such as V=[n]
dcalc: --vector x:1:1: 'z' has no value
  z
  ^
  hint: bind it with --at z=...
[2]

# A vector times the Jacobian has no derivative of the vector in it, so the vector of vjp depends on no name that varies.
$ dcalc vjp '[x^2, x*y]' --vector '[x,y]' --at x=1,y=2; dcalc vjp '[x^2, x*y]' --vector '[a,y]' --wrt x; dcalc vjp '[x^2, x*y]' --vector '[a,b]' --at x=1,y=2,a=1,b=2; dcalc jvp '[x^2, x*y]' --vector x=y,y=x --at x=1,y=2
dcalc: the vector depends on 'x', which is differentiated by
  hint: choose other names with --wrt, or give the vector a name of its own, whose value is in --at
x  2*a*x + y^2
x  6
y  2
4  5

# A name may begin with an underscore.
$ dcalc jvp 'x^2' --vector x=_1 --at x=3,_1=2
12

# What is made of lists of scalars alone is written by its entries, where these are short and no arrays.
$ for e in 'sum([a,b])' 'dot([a,b],[c,d])' 'norm([a,b])' 'trace(hessian(x^2*y, [x, y]))' 'std([a,b])'; do dcalc eval "$e"; done
a + b
a*c + b*d
sqrt(a^2 + b^2)
2*y
abs(a - b)/2
$ for e in '[[a,b],[c,d]]@[x,y]' '[[a,b],[c,d]].T' '[a,b]*2' 'outer([a,b],[c,d])' 'softmax([a,b])' '[a,b]@v'; do dcalc eval "$e"; done
[a*x + b*y, c*x + d*y]
[[a, c], [b, d]]
[2*a, 2*b]
[[a*c, a*d], [b*c, b*d]]
softmax([a, b])
[a, b]@v
$ e='[x,y]'; for i in $(seq 9); do e="[[a,b],[c,d]]@tanh($e)"; done; dcalc eval "$e"
t1 = [[a, b], [c, d]]
t1@tanh(t1@tanh(t1@tanh(t1@tanh(t1@tanh(t1@tanh(t1@tanh(t1@tanh(t1@tanh([x, y])))))))))
$ for e in 'cumsum([a,b,c])' 'logdet([[a,b],[c,d]])' 'range(3)*x' 'max([a,b],[c,d])'; do dcalc eval "$e"; done
[a, a + b, a + b + c]
log(a*d - b*c)
[0, x, 2*x]
[max(a, c), max(b, d)]

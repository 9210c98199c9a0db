# Eigenvalues and singular values: answers, and what is refused with which reason.
# Tests src/question/guards.c, src/graph/multiplicity.c.

$ dcalc eval 'eigvalsh(A)' --at 'A=[[2,1],[1,2]]'
1  3

$ dcalc eval 'w, V = eigh(A); V' --at 'A=[[2,1],[1,2]]' -n 6
 0.707107  0.707107
-0.707107  0.707107

# The first of entries that are nearly the largest is positive, so that rounding decides nothing.
$ dcalc eval 'eigh(A)[1]' --at 'A=[[2,1],[1,2]]' --numbers double -n 12
 0.707106781187  0.707106781187
-0.707106781187  0.707106781187

$ dcalc eval 'U, s, Vt = svd(A); s*4' --at 'A=[[0,2],[-3,0]]'
12  8

# Formulas.
$ dcalc grad 'sum(log(eigvalsh(A)))' --shape A=[n,n]
A  2*inv(A + A.T)

$ dcalc grad 'sum(exp(eigvalsh(A)))' --shape A=[n,n]
A  eigmap(A, exp(eigvalsh(A)))

$ dcalc grad 'svdvals(A)[0]' --shape A=[2,3]
A  svdmap(A, [1, 0])

$ dcalc grad 'eigvalsh(A)[0]' --shape A=[2,2] -f latex
\frac{\partial f}{\partial A} = \operatorname{eigmap}\left(A, \begin{pmatrix} 1 \\ 0 \end{pmatrix}\right)

# Equal eigenvalues: functions of all alike have a gradient, single ones and vectors do not.
$ dcalc grad 'sum(log(eigvalsh(A)))' --at 'A=[[1/3,0,0],[0,1/3,0],[0,0,1/3]]'
A  3  0  0
   0  3  0
   0  0  3

$ dcalc diff 'sum(log(eigvalsh(A)))' --let 'A = [[2+x,x],[x,2+x]]' --at x=0
1

$ dcalc hessian 'sum(log(eigvalsh(A)))' --at 'A=[[2,0],[0,2]]'
-0.25       0       0      0
    0  -0.125  -0.125      0
    0  -0.125  -0.125      0
    0       0       0  -0.25

$ dcalc hessian 'sum(exp(eigvalsh(A)))' --at 'A=[[2,0],[0,2]]' -n 4
7.389      0      0      0
    0  3.695  3.695      0
    0  3.695  3.695      0
    0      0      0  7.389

$ dcalc hessian 'w = eigvalsh(A); sum(w*log(w))' --at 'A=[[2,0],[0,2]]'
dcalc: expression:1:18: the derivative of eigmap is not found here: eigenvalues 0 and 1, counted from 0, are equal
  w = eigvalsh(A); sum(w*log(w))
                   ^^^^^^^^^^^^^
[1]

$ dcalc grad 'eigvalsh(A)[2]' --at 'A=[[2,1,1],[1,2,1],[1,1,2]]' -n 3
A  0.333  0.333  0.333
   0.333  0.333  0.333
   0.333  0.333  0.333

$ dcalc grad 'eigvalsh(A)[0]' --at 'A=[[2,1,1],[1,2,1],[1,1,2]]'
dcalc: expression:1:1: the derivative of eigvalsh does not exist here: eigenvalues 0 and 1, counted from 0, are equal
  eigvalsh(A)[0]
  ^^^^^^^^^^^
  hint: functions of all eigenvalues alike, such as sum(log(eigvalsh(A))), have a gradient here
[1]

$ dcalc eval 'eigh(A)[1]' --at 'A=[[1,0,0],[0,2,0],[0,0,2]]'
dcalc: expression:1:1: the vectors of 'eigh' are not unique: eigenvalues 1 and 2, counted from 0, are equal
  eigh(A)[1]
  ^^^^^^^
  hint: eigvalsh(A) has the eigenvalues alone
[1]

$ dcalc eval 'eigh(A)[1]' --at 'A=[[1,0,0],[0,2,0],[0,0,2]]' --numbers double
dcalc: expression:1:1: the vectors of 'eigh' are not unique: eigenvalues 1 and 2, counted from 0, are equal
  eigh(A)[1]
  ^^^^^^^
  hint: eigvalsh(A) has the eigenvalues alone
[1]

# Of numbers that are not exact, it is not known whether they are equal.
$ dcalc grad 'eigvalsh(A)[0]' --at 'A=[[sqrt(2),0],[0,sqrt(2)]]'
dcalc: expression:1:1: the derivative of eigvalsh depends on whether eigenvalues 0 and 1, counted from 0, are equal, which is not decided
  eigvalsh(A)[0]
  ^^^^^^^^^^^
  hint: 16384 bits do not tell them apart
[1]

# Loss of rank.
$ dcalc grad 'sum(svdvals(A))' --at 'A=[[1,2],[2,4]]'
dcalc: expression:1:5: the derivative of svdvals does not exist here: singular value 1, counted from 0, is 0
  sum(svdvals(A))
      ^^^^^^^^^^
[1]

$ dcalc eval 'svd(A)[2]' --at 'A=[[1,2],[2,4]]'
dcalc: expression:1:1: the vectors of 'svd' are not unique: singular value 1, counted from 0, is 0
  svd(A)[2]
  ^^^^^^
  hint: svdvals(A) has the singular values alone
[1]

$ dcalc eval 'svdmap(A, [1,2])' --at 'A=[[1,0],[0,-1]]'
dcalc: expression:1:1: the vectors of 'svdmap' are not unique: singular values 0 and 1, counted from 0, are equal
  svdmap(A, [1,2])
  ^^^^^^^^^^^^^^^^
[1]

# What is a formula of the matrix itself asks for no vectors.
$ dcalc grad 'sum(svdvals(A)^2)' --at 'A=[[1,2],[2,4]]'
A  2  4
   4  8

$ dcalc grad 'sum(log(eigvalsh(A)))' --at 'A=[[sqrt(2),0],[0,sqrt(2)]]' -n 5
A  0.70711        0
         0  0.70711

# The matrix has to be symmetric, but for rounding errors.
$ dcalc eval 'eigvalsh(A)' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:1: the matrix of 'eigvalsh' is not symmetric
  eigvalsh(A)
  ^^^^^^^^^^^
  hint: (A + A.T)/2 is its symmetric part; svdvals(A) takes any matrix
[1]

$ dcalc eval 'eigvalsh(A)' --at 'A=[[2,1.00000000000001],[0.99999999999999,2]]'
1  3

# At rows of a table, where a derivative may be missing.
$ printf 'a,b\n3,0\n2,0\n' | dcalc grad 'eigvalsh([[a,b],[b,2]])[0]' --points - --wrt a,b -f csv
df/da,df/db
0,0
nan,nan
dcalc: note: 1 of 2 rows is undefined; the first, standard input:3: the derivative of eigvalsh does not exist here: eigenvalues 0 and 1, counted from 0, are equal

# Shapes.
$ dcalc eval 'eigvalsh(A)' --at 'A=[[1,2,3],[4,5,6]]'
dcalc: expression:1:10: 'eigvalsh' needs a square matrix, got (2,3)
  eigvalsh(A)
           ^
  hint: svdvals(A) takes any matrix
[2]

$ dcalc eval 'eigmap(A, [1,2,3])' --at 'A=[[1,2],[2,1]]'
dcalc: expression:1:11: 'eigmap' needs a vector with a weight for each value, or one for all, got (3)
  eigmap(A, [1,2,3])
            ^^^^^^^
[2]

# C code has no loop for it.
$ dcalc eval 'eigvalsh(A)' --shape A=[2,2] -f c
dcalc: expression:1:1: eigenvalues and singular values cannot be written in C
  eigvalsh(A)
  ^^^^^^^^^^^
  hint: -f python writes NumPy's
[2]

# The norm of order 2 is the largest singular value.
$ dcalc grad 'norm(A, 2)' --at 'A=[[3],[4]]'
A  0.6
   0.8

$ dcalc grad 'norm(A, 2)' --at 'A=[[1,0],[0,1]]'
dcalc: expression:1:1: the derivative of svdvals does not exist here: singular values 0 and 1, counted from 0, are equal
  norm(A, 2)
  ^^^^^^^^^^
[1]

# Of (x + 2 - sqrt((x - 2)^2 + 4))/2.
$ dcalc taylor 'eigvalsh([[x,1],[1,2]])[0]' --at x=0 --order 2
-0.41421356237309503 + 0.8535533905932737*x - 0.04419417382415922*x^2

$ dcalc limit 'eigvalsh([[x,1],[1,2]])[0]' --at x=0
dcalc: expression:1:1: a limit of eigenvalues or singular values
  eigvalsh([[x,1],[1,2]])[0]
  ^^^^^^^^^^^^^^^^^^^^^^^^^^
[4]

# By the closed form (x + 2 - sqrt((x - 2)^2 + 36))/2.
$ dcalc diff 'eigvalsh([[x,3],[3,2]])[0]' --at x=1 --order 5
0.0024631414075602003

# Large matrices, by LAPACK where there is one: T has the eigenvalues 2 - 2*cos(k*pi/121).
$ dcalc eval 'w, V = eigh(T); where(max(abs(w - 2 + 2*cos(pi*(1 + i)/121))) < 1e-13, 1, 0) + where(max(abs(V@diag(w)@V.T - T)) < 1e-13, 1, 0)' --numbers double --let 'i = range(120); D = abs(reshape(i, 120, 1) - i); T = where(D > 1, 0, 2 - 3*D)'
2

$ dcalc eval 'U, s, Vt = svd(A); where(max(abs((U*s)@Vt - A)) < 1e-13, 1, 0) + where(abs(s[0] - norm(A, 2)) < 1e-13, 1, 0)' --numbers double --let 'i = range(120); D = abs(reshape(i, 120, 1) - i); A = where(D > 1, 0, 2 - 3*D)[:110]'
2

# Formulas of the eigenvalues whose parts are shared are not walked part by part.
$ e=v; for i in $(seq 30); do e="f($e)"; done; dcalc eval "f(t) = sin(t) + cos(t); v = eigvalsh(A); sum(eigmap(A, $e))" --at 'A=[[2,1],[1,2]]' --timeout 5
2.51745971350083

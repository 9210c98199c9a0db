# Exponentials and square roots of matrices: formulas, exact values, tables, and what is refused.
# Tests src/graph/matrix_function.c, src/pass/fold_function.c, src/question/guards.c.
$ dcalc grad 'x@expm(A)@y' --wrt A --shape A=[n,n],x=[n],y=[n]
A  expm(A, outer(y, x)).T

# What commutes with the matrix is a factor.
$ dcalc diff 'expm(t*A)@x' --wrt t --shape A=[n,n],x=[n]
A@expm(t*A)@x

$ dcalc grad 'logdet(expm(A)) + det(expm(A))' --shape A=[n,n]
A  (exp(trace(A)) + 1)*eye(n)

$ dcalc eval 'inv(expm(A))' --shape A=[n,n]
expm(-A)

$ dcalc grad 'trace(sqrtm(A))' --shape A=[n,n]
A  inv(sqrtm(A)).T/2

$ dcalc diff 'expm(x*A)[0,0]' --wrt x --order 9 --at 'A=[[1,2],[3,4]],x=0'
890461

$ dcalc diff 'trace(expm(t*A + B)@C)' --wrt t --shape A=[n,n],B=[n,n],C=[n,n] -f latex
\operatorname{tr}\left(L_{\exp}\left(t A + B, A\right) C\right)

$ dcalc eval 'sqrtm(A) + exp(A)' --shape A=[n,n] -f latex
\exp\left(A\right) + A^{1/2}

$ dcalc eval 'expm(zeros(2, 2))' --exact
1  0
0  1

# exp(A) ends where a power of A is 0.
$ dcalc eval 'expm(A)' --at 'A=[[0,1,2],[0,0,3],[0,0,0]]' --exact
1  1  7/2
0  1    3
0  0    1

$ dcalc eval 'sqrtm([[4,1,2],[0,9,1],[0,0,1/4]])' --exact
2  1/5  136/175
0    3      2/7
0    0      1/2

$ dcalc eval 'expm([[x]]) + sqrtm([[x]])' --at x=4 --exact
exp(4) + 2

# The exponential of a rotation; of size 1e3; entries far apart in size; a zero by its form.
$ dcalc eval 'expm([[0,-pi/3],[pi/3,0]])'
               0.5  -0.8660254037844386
0.8660254037844386                  0.5

$ dcalc eval 'expm([[0,-1000],[1000,0]])[0]' -n 25
0.5623790762907029910782492  -0.8268795405320025602558874

$ dcalc eval 'expm([[-800,0],[1,0.5]])'
3.6678745841776872e-348                   0
   0.002059614329419273  1.6487212707001282

$ dcalc grad 'sum(expm(A))' --at A=[[1,2],[2,1]] --numbers double -n 4
A  20.09  20.09
   20.09  20.09

# What has no principal root.
$ dcalc eval 'sqrtm(A)' --at 'A=[[1,2],[2,4]]'
dcalc: expression:1:1: the matrix of 'sqrtm' is singular: it has no principal root
  sqrtm(A)
  ^^^^^^^^
  hint: of a symmetric A, eigmap(A, sqrt(eigvalsh(A))) is a root
[1]

$ dcalc eval 'sqrtm(A)' --at 'A=[[-1,0],[0,-1]]'
dcalc: expression:1:1: the matrix of 'sqrtm' has a negative eigenvalue: it has no principal root
  sqrtm(A)
  ^^^^^^^^
[1]

$ dcalc grad 'sum(sqrtm(A))' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:5: the matrix of 'sqrtm' has a negative eigenvalue: it has no principal root
  sum(sqrtm(A))
      ^^^^^^^^
[1]

$ dcalc eval 'sqrtm(A)' --at 'A=[[exp(1),1],[1,exp(-1)]]'
dcalc: expression:1:1: the matrix of 'sqrtm' cannot be distinguished from a singular one, or one with a negative eigenvalue
  sqrtm(A)
  ^^^^^^^^
  hint: 16384 bits do not decide it
[1]

$ dcalc eval 'sqrtm(A)' --at 'A=[[-1,0],[0,-2]]' --numbers double
dcalc: expression:1:1: the matrix of 'sqrtm' has a negative eigenvalue: it has no principal root
  sqrtm(A)
  ^^^^^^^^
[1]

$ dcalc eval 'sqrtm([[1e-40,1],[0,1]])[0]'
1e-20  1

$ dcalc eval 'expm(A)' --shape A=[2,3]
dcalc: expression:1:6: 'expm' needs a square matrix, got (2,3)
  expm(A)
       ^
[2]

$ dcalc eval 'expm(x)' --at x=1
dcalc: expression:1:6: 'expm' needs a square matrix, got ()
  expm(x)
       ^
  hint: write exp(x)
[2]

$ dcalc eval 'expm(A, x)' --shape A=[2,2],x=[2]
dcalc: expression:1:9: 'expm' needs directions in the shape of the matrix, got (2)
  expm(A, x)
          ^
[2]

$ dcalc eval 'expm()'
dcalc: expression:1:1: 'expm' cannot take these arguments
  expm()
  ^^^^^^
  hint: it is written expm(A, H)
[2]

$ dcalc eval 'expm([[1e20,0],[1,2]])'
dcalc: expression:1:1: the value overflows on the way
  expm([[1e20,0],[1,2]])
  ^^^^^^^^^^^^^^^^^^^^^^
[4]

$ dcalc eval 'expm(A)' --numbers double --at 'A=[[1e300,1e300],[-1e300,1e300]]'
dcalc: expression:1:1: the value overflows on the way
  expm(A)
  ^^^^^^^
  hint: ask without --numbers double
[4]

$ dcalc diff 'expm(x*A + B)[0,0]' --wrt x --order 9 --at 'A=[[1,2],[3,4]],B=[[0,1],[2,1]],x=0'
dcalc: expression:1:1: a function of a matrix is differentiated more than 8 times
  expm(x*A + B)[0,0]
  ^^^^^^^^^^^^^^^^^^
[4]

$ printf 'x\n4\n-1\n0\n9\n' | dcalc diff 'sum(sqrtm([[x,1],[0,x]]))' --points -
df/dx
0.46875
nan
nan
0.32407407407407407
dcalc: note: 2 of 4 rows are undefined; the first, standard input:3: the matrix of 'sqrtm' has a negative eigenvalue: it has no principal root

# A Taylor polynomial is made of derivatives: sqrt(1 + x)/2 + sqrt(1 - x)/2.
$ dcalc taylor 'sqrtm([[1,x],[x,1]])[0,0]' --at x=0
1 - 0.125*x^2 - 0.0390625*x^4 - 0.0205078125*x^6

$ dcalc taylor 'expm([[0,x],[y,0]])[0,0]' --at x=0,y=0
dcalc: expression:1:1: functions of matrices are expanded in one name
  expm([[0,x],[y,0]])[0,0]
  ^^^^^^^^^^^^^^^^^^^^^^^^
  hint: choose it with --wrt
[4]

$ dcalc limit 'sqrtm(x*[[2,1],[1,1]])[0,0]' --at x=1
dcalc: expression:1:1: a limit of functions of matrices
  sqrtm(x*[[2,1],[1,1]])[0,0]
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
[4]

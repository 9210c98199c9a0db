# Powers, pseudoinverses and factors of matrices: formulas, tables, and what is refused.
# Tests src/graph/factor.c, src/graph/remainders.c, src/pass/factor_rules.c, src/eval/matrix_singular.c, src/question/guards.c.
$ dcalc eval 'matrix_power(A, 3)' --shape A=[n,n]
A@A@A

$ dcalc eval 'matrix_power(A, 100)[0,1]' --at 'A=[[1,1],[1,0]]' -n 30
354224848179261915075.000000000

$ dcalc eval 'lstsq(A, b)' --at 'A=[[1,0],[1,1],[1,2]],b=[1,2,4]' --exact
5/6  3/2

$ dcalc eval 'cholesky(A)' --at 'A=[[4,2],[2,5]]' --exact
2  0
1  2

$ dcalc eval 'Q, R = qr(A); R' --at 'A=[[3,5],[4,6]]' --exact
5  39/5
0   2/5

# Rank is lost, or nearly: beyond doubles that is no loss.
$ dcalc eval 'pinv(A)' --at 'A=[[1,2],[2,4],[3,6]]'
dcalc: expression:1:1: the matrix of 'pinv' is not of full rank
  pinv(A)
  ^^^^^^^
[1]

$ dcalc eval 'pinv(A)' --at 'A=[[1,2],[2,4],[3,6]]' --numbers double
dcalc: expression:1:1: the matrix of 'pinv' is not of full rank
  pinv(A)
  ^^^^^^^
[1]

$ dcalc eval 'pinv(A)[0,0]' --at 'A=[[1,1],[1,1.00000000000000000001]]'
1e20

$ dcalc grad 'sum(lstsq(A, b))' --at 'A=[[1,2],[2,4],[3,6]],b=[1,2,3]'
dcalc: expression:1:5: the matrix of 'lstsq' is not of full rank
  sum(lstsq(A, b))
      ^^^^^^^^^^^
[1]

$ dcalc grad 'Q, R = qr(A); sum(R)' --at 'A=[[1,2],[2,4],[3,6]]'
dcalc: expression:1:8: the matrix of 'qr' is not of full rank
  Q, R = qr(A); sum(R)
         ^^^^^
[1]

$ dcalc eval 'matrix_power(A, -2)' --at 'A=[[1,2],[2,4]]'
dcalc: expression:1:1: the matrix of 'matrix_power' is singular
  matrix_power(A, -2)
  ^^^^^^^^^^^^^^^^^^^
[1]

$ dcalc eval 'cholesky(A)' --at 'A=[[1,2],[2,4]]'
dcalc: expression:1:1: the matrix of 'cholesky' is not positive definite
  cholesky(A)
  ^^^^^^^^^^^
[1]

$ dcalc eval 'cholesky(A)' --at 'A=[[exp(1),1],[1,exp(-1)]]'
dcalc: expression:1:1: the matrix of 'cholesky' cannot be distinguished from a singular one
  cholesky(A)
  ^^^^^^^^^^^
  hint: 16384 bits do not decide it
[1]

# The last column is the sum of the others, in a file, whose numbers are known exactly: rank 19. The last by SymPy.
$ dcalc eval 'B = reshape(mod(range(380)^2*1234567, 1009), 20, 19); concat(B, reshape(B@ones(19), 20, 1), axis=1)' -f npy --numbers double >A.npy; for e in 'det(A)' 'inv(A)' 'det(A + outer(range(20), range(20)))'; do dcalc eval "$e" --at A=@A.npy --numbers certified; done
0
dcalc: expression:1:1: the matrix of 'inv' is singular
  inv(A)
  ^^^^^^
9.209839909183267e59

# 1/3 as a double is rounded, so that 1/3 - 1*1/3 is not 0; in doubles it is.
$ dcalc eval 'concat(concat([[3,1],[1,1/3]], zeros(2,68), axis=1), concat(zeros(68,2), eye(68), axis=1))' -f npy >A.npy; for e in 'inv(A)' 'inv(A)[:2,:2]'; do dcalc eval "$e" --at A=@A.npy; done; dcalc eval 'inv(A)[:2,:2]' --at A=@A.npy --numbers certified -n 17; dcalc eval 'inv([[1,2],[2,4]])' --numbers double
dcalc: expression:1:1: the matrix of 'inv' is singular in doubles
  inv(A)
  ^^^^^^
  hint: --numbers certified tells whether it is without rounding
dcalc: expression:1:1: the matrix of 'inv' is singular in doubles
  inv(A)[:2,:2]
  ^^^^^^
  hint: --numbers certified tells whether it is without rounding
-6004799503160661.0   18014398509481984
  18014398509481984  -54043195528445952
dcalc: expression:1:1: the matrix of 'inv' is singular
  inv([[1,2],[2,4]])
  ^^^^^^^^^^^^^^^^^^
[1]

# A matrix that is symmetric but for rounding errors is taken as such.
$ dcalc eval 'cholesky(A)' --at 'A=[[1,2],[1,9]]'
dcalc: expression:1:1: the matrix of 'cholesky' is not symmetric
  cholesky(A)
  ^^^^^^^^^^^
  hint: (A + A.T)/2 is its symmetric part
[1]

$ dcalc eval 'cholesky(A)[1,0]' --at 'A=[[1,0.1],[0.1000000000000001,9]]'
0.10000000000000005

# Entries count as independent.
$ dcalc grad 'cholesky(A)[1,0]' --at 'A=[[1,2],[2,9]]'
A   -1  0.5
   0.5    0

$ dcalc eval 'matrix_power(A, 1.5)' --shape A=[n,n]
dcalc: expression:1:17: the power of a matrix must be an integer constant
  matrix_power(A, 1.5)
                  ^^^
[2]

$ dcalc eval 'cholesky(A)' --shape A=[2,3]
dcalc: expression:1:10: 'cholesky' needs a square matrix, got (2,3)
  cholesky(A)
           ^
[2]

$ dcalc eval 'lstsq(A, b)' --shape A=[2,3],b=[3]
dcalc: expression:1:10: 'lstsq' needs as many rows on the right as in the matrix, got (2,3) and (3)
  lstsq(A, b)
           ^
[2]

$ dcalc eval 'qr(A)[0]' --shape A=[n,n]
dcalc: expression:1:4: this needs sizes that are numbers, got (n,n)
  qr(A)[0]
     ^
  hint: give them with --shape, such as x=[3]
[2]

# Tables of points, kinks, series, LaTeX.
$ printf 'x,y\n2,1\n1,2\n3,0\n' | dcalc grad 'sum(log(diag(cholesky([[x,y],[y,x]]))))' --points -
df/dx,df/dy
0.6666666666666667,-0.33333333333333337
nan,nan
0.33333333333333337,0
dcalc: note: 1 of 3 rows is undefined; the first, standard input:3: the matrix of 'cholesky' is not positive definite

$ dcalc diff 'abs(cholesky([[1,x],[x,1]])[1,0])' --at x=0
dcalc: expression:1:1: 'abs' has no derivative at 0
  abs(cholesky([[1,x],[x,1]])[1,0])
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: the derivative from the left is -1, from the right 1
[1]

$ dcalc taylor 'cholesky([[1,x],[x,1]])[1,1]' --wrt x --at x=0 --order 4
1 - 0.5*x^2 - 0.125*x^4

$ dcalc eval 'pinv(A)@b' --shape A=[m,n],b=[m] -f latex
A^{+} b

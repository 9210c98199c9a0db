# Sparse Jacobians and Hessians. Rows and columns count from 0, but in Matrix Market from 1.
# Tests src/question/sparse.c, src/report/render_sparse.c.
$ dcalc jacobian --sparse '(3 - 2*x)*x - concat([0], x[:-1]) - 2*concat(x[1:], [0]) + 1' --at x=[1,2,3]
0  0  -1
0  1  -2
1  0  -1
1  1  -5
1  2  -2
2  1  -1
2  2  -9

$ dcalc jacobian --sparse 'x[1:]*x[:-1]' --shape x=[3]
0  0  x[1]
0  1  x[0]
1  1  x[2]
1  2  x[1]

$ dcalc jacobian --sparse --pattern 'x[1:]*x[:-1]' --shape x=[3]
0  0
0  1
1  1
1  2

$ dcalc jacobian --sparse 'x[1:]*x[:-1]' --at x=[2,3,5] -f mtx
%%MatrixMarket matrix coordinate real general
2 3 4
1 1 3
1 2 2
2 2 5
2 3 3

$ dcalc jacobian --sparse --pattern 'x[1:]*x[:-1]' --at x=[2,3,5] -f mtx
%%MatrixMarket matrix coordinate pattern general
2 3 4
1 1
1 2
2 2
2 3

$ dcalc jacobian --sparse 'x[1:]*x[:-1]' --at x=[2,3,5] -f json
{"command":"jacobian","expr":"x[1:]*x[:-1]","wrt":["x"],"at":{"x":[2,3,5]},"jacobian":{"rows":2,"columns":3,"entries":[[0,0,3],[0,1,2],[1,1,5],[1,2,3]]}}

$ dcalc jacobian --sparse 'x[1:]*x[:-1]' --at x=[2,3,5] -f json --symbolic -n 20
{"command":"jacobian","expr":"x[1:]*x[:-1]","wrt":["x"],"at":{"x":[2,3,5]},"symbolic":{"rows":2,"columns":3,"entries":[[0,0,"x[1]"],[0,1,"x[0]"],[1,1,"x[2]"],[1,2,"x[1]"]]},"jacobian":{"rows":2,"columns":3,"entries":[[0,0,"3.0000000000000000000"],[0,1,"2.0000000000000000000"],[1,1,"5.0000000000000000000"],[1,2,"3.0000000000000000000"]]}}

$ dcalc jacobian --sparse --pattern 'x[1:]*x[:-1]' --at x=[2,3,5] -f json
{"command":"jacobian","expr":"x[1:]*x[:-1]","wrt":["x"],"at":{"x":[2,3,5]},"jacobian":{"rows":2,"columns":3,"entries":[[0,0],[0,1],[1,1],[1,2]]}}

# Several expressions, several names, and an entry that only happens to be 0.
$ dcalc jacobian --sparse 'x^2' 'x*y' 'sin(y)' --at x=0,y=1 -n 4
0  0  0
1  0  1.000
1  1  0
2  1  0.5403

$ dcalc jacobian --sparse 'sqrt(x)' --at x=2 --exact
0  0  sqrt(2)/4

$ dcalc hessian --sparse 'sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)' --at x=[1,2,3,4]
0  0  402
0  1  -400
1  0  -400
1  1  3802
1  2  -800
2  1  -800
2  2  9402
2  3  -1200
3  2  -1200
3  3  200

# What slices do not describe is coloured: here two rows share a sweep, and the last has its own.
$ dcalc jacobian --sparse 'concat(x*trace([[s,1],[2,s]]), [prod(x)])' --at x=[2,3,5],s=7
0  0  14
0  3  4
1  1  14
1  3  6
2  2  14
2  3  10
3  0  15
3  1  10
3  2  6

# A million variables; the sum over the pattern's places tells that they are all there.
$ dcalc jacobian --sparse --numbers double 'x[1:]*x[:-1]' --at 'x=range(100000)' | awk '{ n++; s += $3; at += $1 + 3*$2 } END { printf "%d %.0f %.0f\n", n, s, at }'
199998 9999800001 39999100005

# A full table of entries that are written out one by one takes one sweep, too.
$ dcalc hessian 'prod(x)' --at 'x=ones(80)' -q | awk '{ for (i = 1; i <= NF; i++) { s += $i; if (i == NR) t += $i } } END { print NR, NF, s, t }'
80 80 6320 0

# A kink or a pole is one here too.
$ dcalc jacobian --sparse 'abs(x)' --at x=[1,0]
dcalc: expression:1:1: 'abs' has no derivative at 0
  abs(x)
  ^^^^^^
  hint: along (0, 1) the derivative from the left is -1, from the right 1
[1]

$ dcalc jacobian --sparse 'sqrt(x)*x[1]' --at x=[0,1] --numbers double
dcalc: expression:1:1: the derivative is infinite here
  sqrt(x)*x[1]
  ^^^^^^^^^^^^
[1]

# What does not go together.
$ dcalc grad --sparse 'x^2'
dcalc: grad takes no --sparse
  hint: see: dcalc help grad
[2]

$ dcalc jacobian --pattern 'x^2'
dcalc: only a sparse answer has a pattern
  hint: ask for --sparse --pattern
[2]

$ dcalc jacobian -f mtx 'x^2' --at x=1
%%MatrixMarket matrix array real general
1 1
2

$ dcalc jacobian --sparse -f mtx 'x^2'
dcalc: a Matrix Market file holds numbers, not formulas
  hint: give the point with --at, or ask for the --pattern
[2]

$ dcalc jacobian --sparse 'x^2' --explain
dcalc: a sparse answer cannot be explained
[2]

$ dcalc jacobian --sparse 'x^2' --shape x=[n]
dcalc: expression:1:1: the nonzeros of a Jacobian of open sizes cannot be listed, got shape (n)
  x^2
  ^
  hint: give the sizes as numbers with --shape
[2]

$ dcalc jacobian --sparse 'x^2' --shape x=[30000]
dcalc: 30000 nonzeros are too many for formulas
  hint: numbers need a point: --at; --pattern needs none
[4]

$ echo '{"command": "jacobian", "sparse": true, "expr": ["x*y", "y"], "at": {"x": 2, "y": 3}}' | dcalc run -
{"command":"jacobian","expr":["x*y","y"],"wrt":["x","y"],"at":{"x":2,"y":3},"jacobian":{"rows":2,"columns":2,"entries":[[0,0,3],[0,1,2],[1,1,1]]}}

# (the first of a recurrence's multipliers is not read)
$ dcalc jacobian --sparse --pattern 'recurrence(x, y)' --shape x=[2],y=[2]
0  2
1  1
1  2
1  3

# As functions: the places are constants, and the values are computed in loops. The parts of two diagonals that meet
# are added up, and names of the program stay apart from those of the code.
$ dcalc jacobian --sparse '3*x + concat([0], x[:-1]^2) - concat(x[1:], [0])' --shape x=[90] -f c | tail -9
void f(const double x[90], double values[268])
{
    for (int i = 0; i < 89; i++)
        values[3*i + 2] = 2*x[i];
    for (int i = 0; i < 90; i++)
        values[3*i] = 3.0;
    for (int i = 0; i < 89; i++)
        values[3*i + 1] = -1.0;
}

$ dcalc jacobian --sparse '_indices*x^2 + A@x' --wrt x --shape A=[2,2],x=[2],_indices=[] -f python | grep -v '^#'
import numpy as np
from scipy.sparse import csr_array


_indptr = np.array([0, 2, 4], np.int32)
_indices = np.array([0, 1, 0, 1], np.int32)
_indptr.flags.writeable = _indices.flags.writeable = False


def f(_indices_, x, A):
    _indices_ = np.asarray(_indices_, float).reshape(())
    x = np.asarray(x, float)
    A = np.asarray(A, float)
    values = np.empty(4)
    values[0:4].reshape(2, 2)[:] = A
    values[0:4:3] += 2*_indices_*x
    return csr_array((values, _indices, _indptr), shape=(2, 2))

$ dcalc jacobian --sparse 'x[1:]*x[:-1]' --shape x=[100] -f c -o bands.c && cat bands.h && echo '#include "bands.h"
#include <stdio.h>
int main(void)
{
    double x[100], values[198];
    for (int i = 0; i < 100; i++) x[i] = i;
    bands(x, values);
    for (int k = bands_indptr[98]; k < bands_indptr[99]; k++) printf("98 %d %g\n", bands_indices[k], values[k]);
}' >main.c && gcc -std=c11 -O2 -Wall -Wextra -Werror main.c bands.c -o main -lm && ./main
#ifndef bands_h
#define bands_h

#ifdef __cplusplus
extern "C" {
#endif

/* The nonzeros of a matrix of 99 by 100, in compressed rows. */
extern const int bands_indptr[100], bands_indices[198];
void bands(const double x[100], double values[198]);

#ifdef __cplusplus
}
#endif
#endif
98 98 99
98 99 98

$ dcalc hessian --sparse 'sum(x^3)' --shape x=[3] -f c --main -o cubes.c && gcc cubes.c -o cubes -lm && echo 1 2 3 | ./cubes
6 12 18

$ dcalc jacobian --sparse --pattern 'x^2' --shape x=[3] -f c
dcalc: code needs values as well as their places
  hint: leave --pattern out: the code has it as arrays
[2]

$ dcalc jacobian --sparse 'x^2' --shape x=[n] -f c
dcalc: expression:1:1: the nonzeros of a Jacobian of open sizes cannot be listed, got shape (n)
  x^2
  ^
  hint: give the sizes as numbers with --shape
[2]

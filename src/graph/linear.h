/* linear.h - determinants, inverses and what goes with them, as nodes of the graph. */
#ifndef GRAPH_LINEAR_H
#define GRAPH_LINEAR_H

#include "graph/graph.h"

/* Derivatives of det of order above this are refused: their cost doubles with each. */
enum { MOST_DIRECTIONS = 8 };

/* What an OP_DET node gives; in its fn. */
enum determinant {
    DET_VALUE,
    DET_LOG, /* of a positive determinant; never out of range on the way */
    DET_SIGN /* -1, 0 or 1 */
};

/* Shapes must fit: matrices are square, and b has as many rows as a. */
id graph_det(struct graph *g, enum determinant what, id a);
id graph_inv(struct graph *g, id a);
id graph_solve(struct graph *g, id a, id b);

/* The gradient of D^k det(A)[H1, ..., Hk] by A, for args = A, H1, ..., Hk: the cofactors of A for
 * k = 0, and otherwise how they move along the directions. Multilinear in the directions, alike in
 * all of them, and polynomial in A, so that it has a value where A is singular. */
id graph_cofactor(struct graph *g, const id *args, uint32_t n);

/* The matrix with the diagonal a, or the diagonal of the matrix a. */
id graph_diag(struct graph *g, id a);

/* Row i*n + j of the result is block (i, j) of a's m by n blocks, written out row by row (Van Loan
 * and Pitsianis, 1993). With m and the blocks' number of rows it is undone. */
id graph_rearrange(struct graph *g, id a, int64_t m, int64_t n);
id graph_kron(struct graph *g, id a, id b);

/* "det", "logdet". */
const char *determinant_name(enum determinant what);
/* The two whose Kronecker product a is. */
bool linear_is_kron(const struct graph *g, id a, id factors[2]);
/* Takes the numeric coefficient off a linear operation's argument: f(2*x) = 2*f(x). A coefficient
 * of 0 stays, where it stands before what divides by 0. */
number graph_take_coefficient(struct graph *g, id *a);
/* graph_rebuild for these operations and scans. */
id linear_rebuild(struct graph *g, id a, const id *children);

#endif

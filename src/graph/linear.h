/* linear.h - determinants, inverses and other linear algebra as nodes of the graph. */
#ifndef GRAPH_LINEAR_H
#define GRAPH_LINEAR_H

#include "graph/graph.h"

/* Derivatives of det of a higher order are refused, as the cost doubles with each order. */
enum { MOST_DIRECTIONS = 8 };

/* What an OP_DET node computes; stored in its fn. */
enum determinant {
    DET_VALUE,
    DET_LOG,     /* of a positive determinant; does not overflow on the way */
    DET_SIGN,    /* -1, 0 or 1 */
    DET_LOG_SIZE /* of the determinant's size; like DET_LOG otherwise */
};

/* Shapes must fit: a is square, and b has as many rows as a. */
id graph_det(struct graph *g, enum determinant what, id a);
id graph_inv(struct graph *g, id a);
id graph_solve(struct graph *g, id a, id b);

/* Returns the gradient of D^k det(A)[H1, ..., Hk] by A, for args = A, H1, ..., Hk: for k = 0 the
 * cofactors of A, otherwise their derivative along the directions. It is linear in each direction,
 * symmetric in all of them, and polynomial in A, so that it has a value even if A is singular. */
id graph_cofactor(struct graph *g, const id *args, uint32_t n);

id graph_symmetric_part(struct graph *g, id a); /* (a + a')/2 */
/* Returns 1 where an entry of a differs from its partner by no more than rounding errors. */
id graph_is_symmetric(struct graph *g, id a);

/* Returns the matrix with diagonal a, or the diagonal of the matrix a. */
id graph_diag(struct graph *g, id a);

/* Returns the matrix whose row i*n + j is block (i, j) of a's m by n blocks, written row by row
 * (Van Loan and Pitsianis, 1993). Doing the same with m and the blocks' number of rows undoes
 * it. */
id graph_rearrange(struct graph *g, id a, int64_t m, int64_t n);
id graph_kron(struct graph *g, id a, id b);

/* Returns "det", "logdet" and so on. */
const char *determinant_name(enum determinant what);
/* A factor of a Kronecker product: the matrix `a`, or a vector reshaped to such a one. */
struct kron_factor {
    id a;
    int64_t rows, columns;
};
/* True if a is a Kronecker product; `factors` are then its factors. */
bool linear_is_kron(struct graph *g, id a, struct kron_factor factors[2]);
/* True if `a` stands for the factor in a product, where a vector counts as a row. */
bool kron_factor_is_whole(const struct graph *g, struct kron_factor f);
/* Removes and returns the numeric coefficient of a linear operation's argument: f(2*x) = 2*f(x). A
 * coefficient of 0 stays if what it multiplies divides by 0. */
number graph_take_coefficient(struct graph *g, id *a);

#endif

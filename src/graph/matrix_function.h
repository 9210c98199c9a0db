/* matrix_function.h - functions of square matrices as nodes of the graph.
 *
 * - EXPM(A): the exponential, I + A + A@A/2 + A@A@A/6 + ...
 * - SQRTM(A): the principal square root: the X with X@X = A whose eigenvalues have positive real
 *   parts.
 * - ROOTED(A): 1 if A has one, that is if no eigenvalue of A is real and <= 0; else 0 where A is
 *   singular and -1 where an eigenvalue is negative.
 *
 * f(A, H1, ..., Hk) is the k-th derivative of f at A along H1, ..., Hk. It is linear in each
 * direction and symmetric in all of them. The sum of G * f(A, H1, ..., Hk) has, as a function of
 * H1, the gradient f(A, G.T, H2, ..., Hk).T, and as one of A, f(A, G.T, H1, ..., Hk).T (Higham,
 * Functions of Matrices, 2008, ch. 3): a trace does not change when factors go round. */
#ifndef GRAPH_MATRIX_FUNCTION_H
#define GRAPH_MATRIX_FUNCTION_H

#include "graph/graph.h"

/* For op EXPM or SQRTM, and args = A, H1, ..., H(n-1), square matrices of one shape; at most
 * MOST_DIRECTIONS of linear.h are directions. */
id graph_matrix_function(struct graph *g, enum op op, const id *args, uint32_t n);
id graph_rooted(struct graph *g, id a);

id matrix_function_rebuild(struct graph *g, id a, const id *children);

/* multiplicity.c: the value of ROOTED(A) for a matrix of exact numbers. False if that is not known:
 * A is not made of exact numbers, or is large. */
bool matrix_rooted(const struct graph *g, id a, int *value);

#endif

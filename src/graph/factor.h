/* factor.h - pseudoinverses and factors of matrices as nodes of the graph.
 *
 * - PINV(A): the n by m matrix inv(A'A)A', or A'inv(AA') where A has fewer rows than columns.
 * - CHOLESKY(A): the lower triangular L with LL' = (A + A')/2 and a positive diagonal.
 * - QRQ(A), QRR(A): Q with orthonormal columns and the upper triangular R with a positive diagonal,
 *   for which QR = A; A has at least as many rows as columns.
 * - FULL_RANK(A): 1 if A has as many independent rows or columns as it can have, else 0.
 * - DEFINITE(A): 1 if (A + A')/2 is positive definite, else 0 or -1.
 *
 * They are smooth where FULL_RANK(A), or DEFINITE(A), is 1, and undefined elsewhere. */
#ifndef GRAPH_FACTOR_H
#define GRAPH_FACTOR_H

#include "graph/graph.h"

/* Shapes must fit: a is a matrix, and square where it is symmetric. */
id graph_pinv(struct graph *g, id a);
id graph_cholesky(struct graph *g, id a);
id graph_qr(struct graph *g, enum op q_or_r, id a);
id graph_full_rank(struct graph *g, id a);
id graph_definite(struct graph *g, id a);

/* Return a matrix with zeros above, or below, diagonal k, which is that many entries right of the
 * main one. */
id graph_tril(struct graph *g, id a, int64_t k);
id graph_triu(struct graph *g, id a, int64_t k);

id factor_rebuild(struct graph *g, id a, const id *children);

#endif

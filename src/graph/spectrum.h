/* spectrum.h - eigenvalues and singular values as nodes of the graph.
 *
 * Eigenvalues w are those of the symmetric part S of a square matrix A, in ascending order, and V
 * holds its eigenvectors as columns: S = V diag(w) V'. Singular values s are in descending order: A
 * = U diag(s) V', where U and V have as many columns as s has entries. Of each column of V, or of
 * U, the first entry that is nearly as large as the largest (SPECTRUM_NEAR) is positive; U decides
 * the signs of the other V.
 *
 *   EIGVALSH(A)      w                      SVDVALS(A)            s
 *   EIGVECSH(A)      V                      SVDLEFT, SVDRIGHT(A)  U, V'
 *   EIGMAP(A, g)     V diag(g) V'           SVDMAP(A, g)          U diag(g) V'
 *   EIGSPLIT(A)      which neighbours       SVDSPLIT(A)           the same of s; the last entry:
 *                    differ: w[i] < w[i+1]                        whether s[-1] > 0
 *
 * Vectors of equal eigenvalues, or of a singular value 0, are not unique. A map has a value all the
 * same if g is equal where w is (and 0 where s is 0). EIGSPLIT(A, g) and SVDSPLIT(A, g) tell
 * whether that is so: an entry is 1 too if the weights beside it allow the two to be equal. */
#ifndef GRAPH_SPECTRUM_H
#define GRAPH_SPECTRUM_H

#include "graph/graph.h"

/* What counts as nearly as large: entries that differ by rounding errors must not decide a sign. */
#define SPECTRUM_NEAR_PERCENT 99
#define SPECTRUM_NEAR (SPECTRUM_NEAR_PERCENT / 100.0)

/* Returns one of the operations above; `weights` is POISON where it takes none, else g, a vector or
 * a scalar. A is a matrix whose sizes are counts, square for the first column. */
id graph_spectrum(struct graph *g, enum op op, id a, id weights);
static inline bool spectrum_is_symmetric(unsigned op)
{
    return op == OP_EIGVALSH || op == OP_EIGVECSH || op == OP_EIGMAP || op == OP_EIGSPLIT;
}

/* The node's weights are, by their form, a function of each eigenvalue: equal where these are. */
static inline bool spectrum_is_function(const struct node *n)
{
    return n->fn != 0;
}

/* multiplicity.c: returns how many different eigenvalues the symmetric part of A has, or, if
 * `singular`, [[0, A], [A.T, 0]]; 0 if that is not known: A is not made of exact numbers, or is
 * large. */
int64_t spectrum_distinct(const struct graph *g, id a, bool singular);

#endif

/* matrix.h - identities of matrix calculus that make formulas shorter. */
#ifndef PASS_MATRIX_H
#define PASS_MATRIX_H

#include "graph/graph.h"

/* Returns a form of the node that reads better, or the node itself if there is none. The node's
 * children must be simplified already. Both are equal as mathematics, but may multiply in different
 * orders. */
id simplify_matrix(struct graph *g, id a);
/* The same for a scalar sum: traces of products whose factors are in turn the same are joined. */
id simplify_traces(struct graph *g, id sum);

#endif

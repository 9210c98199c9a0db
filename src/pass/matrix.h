/* matrix.h - the identities of matrix calculus that formulas are made shorter with. */
#ifndef PASS_MATRIX_H
#define PASS_MATRIX_H

#include "graph/graph.h"

/* The node, whose children are simple already, in a form that reads better; itself if there is
 * none. Equal as mathematics: the order of multiplications may be another. */
id simplify_matrix(struct graph *g, id a);

#endif

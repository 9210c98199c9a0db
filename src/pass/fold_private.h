/* fold_private.h - what fold.c and fold_matrix.c share. */
#ifndef PASS_FOLD_PRIVATE_H
#define PASS_FOLD_PRIVATE_H

#include "graph/linear.h"

/* An array (or scalar) of exact numbers, row-major. */
struct literal {
    shape shape;
    size_t n;
    number *at;
};

/* Computes the entries of a determinant, inverse, solution or cofactors of literals. False if there
 * are none, or if they would cost too much. */
bool fold_matrix(struct graph *g, const struct node *node, const struct literal *args,
                 struct literal *out);

#endif

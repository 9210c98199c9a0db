/* fold_private.h - what fold.c, fold_matrix.c and fold_symmetric.c share. */
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
/* Computes the entries of a Cholesky factor, false if they are irrational, or whether there is
 * one. */
bool fold_symmetric(struct graph *g, const struct node *node, const struct literal *args,
                    struct literal *out);

#endif

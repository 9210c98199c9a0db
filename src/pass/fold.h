/* fold.h - exact arithmetic on arrays. */
#ifndef PASS_FOLD_H
#define PASS_FOLD_H

#include "graph/graph.h"

/* Replaces what is computed from arrays of exact numbers, and is rational, by its entries: so a
 * singular matrix is known to be one. Left as it is: what would take much work or many digits.
 * Roots are replaced in place; false after an error. */
bool fold(struct graph *g, id *roots, size_t n);

#endif

/* fold.h - exact arithmetic on arrays. */
#ifndef PASS_FOLD_H
#define PASS_FOLD_H

#include "graph/graph.h"

/* Replaces arrays that are computed from exact numbers and are rational by their entries, so that,
 * for example, a singular matrix is recognized as one. What would take much work or many digits is
 * left as it is. Roots are replaced in place. False after an error. */
bool fold(struct graph *g, id *roots, size_t n);

#endif

/* equations.h - formulas where equations hold: x^2 + y^2 is 1 where x^2 + y^2 - 1 is 0. */
#ifndef PASS_EQUATIONS_H
#define PASS_EQUATIONS_H

#include "graph/graph.h"

/* Returns the shortest of some formulas that are equal to a scalar formula wherever all `zeros`, n
 * scalar formulas, are 0; POISON after an error. */
id equations_shorten(struct graph *g, id a, const id *zeros, size_t n);

/* Returns true if it is shown that a scalar formula is 0, where it is defined, wherever all zeros
 * are 0. */
bool equations_imply_zero(struct graph *g, id a, const id *zeros, size_t n);

#endif

/* closed.h - closed forms of constants: sin(pi/12) is (sqrt(6) - sqrt(2))/4. */
#ifndef PASS_CLOSED_H
#define PASS_CLOSED_H

#include "graph/graph.h"

/* Rewrites what has no names in it, in place: circular functions of parts of pi and their inverses,
 * logarithms of powers and sums of them, hyperbolic functions of logarithms, gamma of half a whole
 * number, zeta of even ones, roots in roots, and roots below the line. False after an error. */
bool closed_forms(struct graph *g, id *roots, size_t n);

#endif

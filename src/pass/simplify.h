/* simplify.h - makes formulas shorter. */
#ifndef PASS_SIMPLIFY_H
#define PASS_SIMPLIFY_H

#include "graph/graph.h"

/* Rewrites roots in place: for example takes common factors out of sums if the result is shorter.
 * False after an error. */
bool simplify(struct graph *g, id *roots, size_t n);

#endif

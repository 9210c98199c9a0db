/* simplify.h - makes formulas shorter where that is sure to help. */
#ifndef PASS_SIMPLIFY_H
#define PASS_SIMPLIFY_H

#include "graph/graph.h"

/* Rewrites roots in place: common factors are taken out of sums where the result is shorter. */
bool simplify(struct graph *g, id *roots, size_t n);

#endif

/* simplify.h - makes formulas shorter. */
#ifndef PASS_SIMPLIFY_H
#define PASS_SIMPLIFY_H

#include "graph/graph.h"

/* Rewrites roots in place: for example takes common factors out of sums if the result is shorter.
 * False after an error. */
bool simplify(struct graph *g, id *roots, size_t n);

/* The entries of a symmetric matrix, n rows of n simplified scalars: both of a pair become the
 * shorter one. False without memory. */
bool simplify_pairs(struct graph *g, id *entries, size_t n);

#endif

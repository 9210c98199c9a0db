/* entries.h - single entries of arrays as formulas of scalars. */
#ifndef PASS_ENTRIES_H
#define PASS_ENTRIES_H

#include "graph/graph.h"

/* Rewrites scalar roots in place so that entries are taken of names and sums, not of whatever is
 * computed from them entry by entry: (2*x + 1)[3] becomes 2*x[3] + 1. */
bool entries_take(struct graph *g, id *roots, size_t n);

/* The same, with sums, traces and matrix products written out by entries, too, where that makes no
 * great number of terms. */
bool entries_multiply_out(struct graph *g, id *roots, size_t n);

#endif

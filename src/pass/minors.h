/* minors.h - cofactors of matrices of formulas, as formulas. */
#ifndef PASS_MINORS_H
#define PASS_MINORS_H

#include "graph/graph.h"

/* The largest matrix: the work doubles with each row. */
enum { MOST_MINOR_ROWS = 10, MOST_MINOR_DIRECTIONS = 4 };

/* Row i of the cofactors of an n by n matrix, by Laplace's expansion, which divides by nothing.
 * `entries` are the matrix row-major, then those of each of the directions H1, ..., Hk; the result
 * is the cofactors' derivative along all of them. False without memory or time. */
bool minors_row(struct graph *g, const id *entries, int64_t n, uint32_t directions, int64_t i,
                id *out);
/* How many products minors_row() writes. */
int64_t minors_cost(int64_t n, uint32_t directions);

#endif

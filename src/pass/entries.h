/* entries.h - single entries of arrays as formulas of scalars. */
#ifndef PASS_ENTRIES_H
#define PASS_ENTRIES_H

#include "graph/graph.h"

/* Rewrites scalar roots in place, so that entries are taken of names and of sums, and not of arrays
 * computed from them entry by entry: (2*x + 1)[3] becomes 2*x[3] + 1. False after an error. */
bool entries_take(struct graph *g, id *roots, size_t n);

/* The same, and also writes out sums, traces and matrix products by entries, unless that takes too
 * many terms. */
bool entries_multiply_out(struct graph *g, id *roots, size_t n);

/* Rewrites scalar roots in place so that no array is left in them, but entries of names: also
 * extremes, logsumexp, scans, determinants, inverses and solutions become formulas of scalars, and
 * the doubles of given arrays exact numbers. Names of assigned values are taken off. False, with
 * the roots as they were, after an error; and without one (diag_any() is false) if that takes too
 * many terms or a size is a letter. */
bool entries_write_out(struct graph *g, id *roots, size_t n);

/* Rewrites roots in place that are computed by linear algebra from matrices written as lists of
 * scalars, as such lists, if these are short. False after an error. */
bool entries_write_lists(struct graph *g, id *roots, size_t n);
/* The same for the eigenvalues of symmetric matrices of two rows in the roots. */
bool entries_write_eigenvalues(struct graph *g, id *roots, size_t n);

#endif

/* sparse.h - a sparse Jacobian's entries in the order in which they are answered. */
#ifndef APP_SPARSE_H
#define APP_SPARSE_H

#include "app/numbers.h"

/* A way through the entries of a band: along the last axis, once for each `at`. */
struct walk {
    const struct band *band;
    int64_t at[BAND_MAPS], index[BAND_AXES];
    struct axis inner;
};
struct walk walk_start(const struct band *b);
bool walk_next(struct walk *walk);

/* The place of an entry among the nonzeros; `near` is where it would be if this row were like the
 * last one. */
size_t nonzeros_find(const struct dcalc_nonzeros *z, size_t row, unsigned column, size_t near);

/* sparse_values.c: the numbers of the nonzeros from the factors' values. */
bool sparse_fill(const struct computation *c, struct dcalc_array *array);

#endif

/* band.h - entries of a Jacobian that are arranged regularly, and their values.
 *
 * A band is a box of indices (k0, k1, ...), with one entry of the Jacobian for each. The entry's
 * row, its column, and the entries of arrays whose product is its value are all affine in the
 * indices. So the diagonal of a matrix with a million rows is one band, and slicing, embedding or
 * reducing the array that it belongs to changes only a few numbers of the band. */
#ifndef PASS_BAND_H
#define PASS_BAND_H

#include "graph/move.h"

/* The affine maps of a band. Rows, and entries of factors, are counted in row-major order. */
enum { ROW, COLUMN, FACTOR, BAND_MAPS = FACTOR + 3, BAND_AXES = 4 };

struct axis {
    int64_t n, step[BAND_MAPS];
};

struct band {
    int64_t start[BAND_MAPS];
    struct axis axes[BAND_AXES]; /* n_axes of them; 0: a single entry */
    uint32_t n_axes, n_factors;
    number c;                       /* a constant factor */
    id factors[BAND_MAPS - FACTOR]; /* arrays, read at map FACTOR + i; POISON after an error */
};

struct bands {
    VEC(struct band) all;
};

int64_t band_count(const struct band *b);
/* Adds an index of n values, on which nothing depends yet. False if there are BAND_AXES already. */
bool band_add_axis(struct band *b, int64_t n);
void band_drop_axis(struct band *b, uint32_t axis);
/* Keeps the n indices first, first + every, ... of an axis. */
void band_narrow(struct band *b, uint32_t axis, int64_t first, int64_t every, int64_t n);

/* Multiplies by p, which is a scalar or has the shape of the array whose entries are the rows.
 * False if there are too many factors. */
bool band_multiply(struct graph *g, struct band *b, id p);

/* Returns the product of the factors in `which` (bits) as an array over the indices `first` (rows)
 * and `second`; NO_AXIS leaves one or both out. An axis may have size 1 if nothing depends on its
 * index. POISON after an error, or if an index runs along no row, column or diagonal. */
enum { NO_AXIS = BAND_AXES };
id band_gather(struct graph *g, const struct band *b, unsigned which, uint32_t first,
               uint32_t second);
/* Replaces the factors in `which` by one factor, an array over (first, second) as band_gather()
 * returns it. */
void band_replace(struct graph *g, struct band *b, unsigned which, id factor, uint32_t first,
                  uint32_t second);
/* Returns which factors depend on an index, as bits. */
unsigned band_depends(const struct band *b, uint32_t axis);
/* Gathers all factors into one. False if that is not possible. */
bool band_join(struct graph *g, struct band *b);

/* Computes the sum over an index on which neither row nor column depends, if it can. */
void band_contract(struct graph *g, struct band *b, uint32_t axis);

/* Simplifies the bands from `from` on, adds up those that are at the same entries, and removes
 * those that are zero. False after an error. */
bool bands_settle(struct graph *g, struct bands *bands, size_t from);

/* Rewrite the bands from `from` on for an operation on the array of shape d whose entries are the
 * rows (band_rows.c). Vectors count as matrices of one row. False if the result is not regular, or
 * without memory. */
bool rows_move(struct graph *g, struct bands *bands, size_t from, struct shape_data d,
               const struct move *m);
/* The array is summed over an axis, or over all (AXIS_ALL). */
bool rows_sum(struct graph *g, struct bands *bands, size_t from, struct shape_data d,
              uint32_t axis);
/* The array is a factor of a matrix product: of x @ y on the left, or on the right. */
bool rows_times_right(struct graph *g, struct bands *bands, size_t from, struct shape_data d, id y);
bool rows_times_left(struct graph *g, struct bands *bands, size_t from, struct shape_data d, id x);

#endif

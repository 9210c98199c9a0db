/* band.h - entries of a Jacobian that lie regularly, and their values.
 *
 * A band is a box of indices (k0, k1, ...) with one entry of the Jacobian each: its row and its
 * column, and the entries of arrays whose product it is, are all affine in the indices. So the
 * diagonal of a million rows is one band, and slicing, embedding or reducing what it belongs to
 * changes a few of its numbers. */
#ifndef PASS_BAND_H
#define PASS_BAND_H

#include "graph/move.h"

/* The affine maps of a band. Rows and factors count entries of arrays in row-major order. */
enum { ROW, COLUMN, FACTOR, BAND_MAPS = FACTOR + 3, BAND_AXES = 4 };

struct axis {
    int64_t n, step[BAND_MAPS];
};

struct band {
    int64_t start[BAND_MAPS];
    struct axis axes[BAND_AXES]; /* n_axes of them; none: a single entry */
    uint32_t n_axes, n_factors;
    number c;                       /* a factor that is the same everywhere */
    id factors[BAND_MAPS - FACTOR]; /* arrays, read at map FACTOR + i; POISON after an error */
};

struct bands {
    VEC(struct band) all;
};

int64_t band_count(const struct band *b);
/* Adds an index of n values, on which nothing depends yet. False if there is no room. */
bool band_add_axis(struct band *b, int64_t n);
void band_drop_axis(struct band *b, uint32_t axis);
/* Keeps the indices first, first + every, ... of an axis, n of them. */
void band_narrow(struct band *b, uint32_t axis, int64_t first, int64_t every, int64_t n);

/* Multiplies by p, which is a scalar or has the shape of the array whose entries are the rows.
 * False if there is no room for one more factor. */
bool band_multiply(struct graph *g, struct band *b, id p);

/* The product of the factors in `which` (bits) as an array over the indices a and b, rows first;
 * NO_AXIS leaves one or both out. Axes of size 1 may stand for what does not depend on an index.
 * POISON if an index takes them along no row, column or diagonal, or after an error. */
enum { NO_AXIS = BAND_AXES };
id band_gather(struct graph *g, const struct band *b, unsigned which, uint32_t first,
               uint32_t second);
/* Puts one factor, an array over (first, second) as band_gather makes it, in the place of those in
 * `which`. */
void band_replace(struct graph *g, struct band *b, unsigned which, id factor, uint32_t first,
                  uint32_t second);
/* Does any factor in `which` depend on the index? Bits of those that do. */
unsigned band_depends(const struct band *b, uint32_t axis);
/* Gathers all factors into one. False if that cannot be done. */
bool band_join(struct graph *g, struct band *b);

/* Works out the sum over an index on which neither row nor column depends, if it can. */
void band_contract(struct graph *g, struct band *b, uint32_t axis);

/* Brings the bands from `from` on into their simplest form and adds up those that lie at the same
 * places; bands that are zero go. */
bool bands_settle(struct graph *g, struct bands *bands, size_t from);

/* What becomes of the rows of the bands from `from` on when the array whose entries they are, of
 * shape d, is moved, summed or multiplied (band_rows.c). Vectors count as matrices of one row.
 * False if the result is no longer regular, or memory is gone. */
bool rows_move(struct graph *g, struct bands *bands, size_t from, struct shape_data d,
               const struct move *m);
/* Sums over an axis, or over all (AXIS_ALL). */
bool rows_sum(struct graph *g, struct bands *bands, size_t from, struct shape_data d,
              uint32_t axis);
/* The array times another: x @ y where x varies, or y does. */
bool rows_times_right(struct graph *g, struct bands *bands, size_t from, struct shape_data d, id y);
bool rows_times_left(struct graph *g, struct bands *bands, size_t from, struct shape_data d, id x);

#endif

/* parts.h - matrices of elements in intervals, and bounds on them: what exponentials and square
 * roots of matrices share.
 *
 * A matrix with k directions (graph/elimination.h) has 2^k parts. The length of a part is that of
 * all its entries as one vector (Frobenius), which bounds each of them; that of a product is at
 * most the product of lengths. A bound is rounded up. */
#ifndef EVAL_PARTS_H
#define EVAL_PARTS_H

#include "eval/matrix.h"

/* A bound for each part. */
struct part_bounds {
    uint32_t parts;
    mpfr_t *at;
};
bool parts_bounds_make(struct core *core, struct part_bounds *b, uint32_t parts);
void parts_bounds_free(struct core *core, struct part_bounds *b);

/* Reads a step's matrix and directions, times 2^exponent. */
void parts_read(struct elements *m, mpfi_t *const *args, uint32_t n, long exponent);
/* Copies the middles of all entries, or rounds entries to their middles if `out` is m. */
void parts_middle(struct elements *out, const struct elements *m);
/* Set a bound to the length of a part of m, and to the length of all distances between entries of
 * that part and their middles. */
void parts_length(mpfr_ptr bound, const struct elements *m, uint32_t part);
void parts_width(mpfr_ptr bound, const struct elements *m, uint32_t part);
/* Adds to a bound what the product of parts i and j is off by if these are off by errors at most,
 * one of a matrix with these sizes and errors: (X + E)(Y + F) - XY. */
void parts_add_error(mpfr_ptr bound, const struct part_bounds *sizes,
                     const struct part_bounds *errors, uint32_t i, uint32_t j, mpfr_ptr scratch);

/* Finds which entries of power series of the matrix, with its directions, are 0 because those of
 * every power are: no path of entries that are not 0 leads there. Makes a matrix of bool. */
bool parts_paths(struct core *core, struct elements *paths, const struct elements *m);
bool parts_has_path(const struct elements *paths, int64_t i, int64_t j, uint32_t part);

#endif

/* matrix.h - linear algebra and scans, in doubles and in intervals. */
#ifndef EVAL_MATRIX_H
#define EVAL_MATRIX_H

#include "graph/linear.h"
#include "tape/tape.h"

#include <mpfi.h>

enum { MOST_MATRICES = MOST_DIRECTIONS + 1 };

/* One instruction with the shapes of its arguments and of its result. */
struct matrix_step {
    struct core *core;
    const struct instruction *in;
    const uint32_t *words;
    struct shape_data dims[MOST_MATRICES], to;
};

/* False when memory or time ran out. A matrix that is singular in doubles has no inverse: nan. */
bool matrix_doubles(const struct matrix_step *s, const double *const *args, double *out);

/* An inverse or solution that cannot be told from none is the whole real line in every entry, and
 * so is everything when memory or time ran out. */
void matrix_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                      mpfr_prec_t precision);

#endif

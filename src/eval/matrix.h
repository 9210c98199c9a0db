/* matrix.h - linear algebra and scans, in doubles and in intervals. */
#ifndef EVAL_MATRIX_H
#define EVAL_MATRIX_H

#include "graph/elimination.h"
#include "graph/linear.h"
#include "tape/tape.h"

#include <mpfi.h>

enum { MOST_MATRICES = MOST_DIRECTIONS + 1 };

/* One instruction with the shapes of its arguments and of its result. */
struct matrix_step {
    const struct graph *g;
    struct core *core;
    const struct instruction *in;
    struct spectrum **spectra;   /* where those of a run in intervals are kept (spectrum.h) */
    struct decomposition **kept; /* where those of a run in doubles are (decomposition.h) */
    uint32_t matrix;             /* in doubles: the step that makes the first argument */
    struct shape_data dims[MOST_MATRICES], to;
};

/* Asks the core, between parts of the work of so many operations each, whether to go on; not where
 * matrices are so small that asking would take as long as the work. */
static inline bool matrix_go_on(struct core *core, int64_t operations)
{
    if (operations < 1 << 14) return true;
    core_count(core, (size_t)operations);
    return core_go_on_slow(core);
}

/* Compute the instruction. matrix_doubles() returns false when memory or time ran out; a matrix
 * that is singular in doubles has an inverse of nans. */
bool matrix_doubles(const struct matrix_step *s, const double *const *args, double *out);

/* Where it cannot be told that a matrix is invertible, every entry of its inverse or of a solution
 * is the whole real line; so is every entry of any result when memory or time ran out. */
void matrix_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                      mpfr_prec_t precision);

/* Intervals of that many bits as scalars. What is made of an unbounded interval is unbounded. */
struct field interval_field(mpfr_prec_t bits);
/* Floats of that many bits, each rounded to the nearest, for approximations. */
struct field float_field(mpfr_prec_t bits);

#endif

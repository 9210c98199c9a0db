/* factor.h - pseudoinverses and factors of matrices (graph/factor.h), in doubles and in intervals.
 */
#ifndef EVAL_FACTOR_H
#define EVAL_FACTOR_H

#include "eval/matrix.h"

/* Compute the instruction like matrix_doubles() and matrix_intervals(). In doubles, a column that
 * rounding errors may have set apart from those before it depends on them: the rank is not full,
 * and what there is none of is nan. In intervals, false means that every entry is unbounded. */
bool factor_doubles(const struct matrix_step *s, const double *const *args, double *out);
bool factor_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                      mpfr_prec_t precision);
/* Makes the Cholesky factor l of the symmetric matrix s of intervals. False where s may not be
 * positive definite: the first square of a diagonal entry of l that may not be positive is then in
 * `term`, which is 1 if memory or time ran out. */
bool factor_cholesky(struct core *core, const struct elements *s, struct elements *l,
                     mpfi_ptr term);

#endif

/* matrix_function.h - exponentials and square roots of matrices (graph/matrix_function.h), in
 * doubles and in intervals. */
#ifndef EVAL_MATRIX_FUNCTION_H
#define EVAL_MATRIX_FUNCTION_H

#include "eval/matrix.h"

/* Compute the instruction, EXPM, or SQRTM and ROOTED, like matrix_doubles() and matrix_intervals().
 * In doubles, a matrix whose root is not found has one of nans. In intervals, false means that
 * every entry is unbounded. */
bool expm_doubles(const struct matrix_step *s, const double *const *args, double *out);
bool sqrtm_doubles(const struct matrix_step *s, const double *const *args, double *out);
bool expm_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                    mpfr_prec_t precision);
bool sqrtm_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                     mpfr_prec_t precision);

#endif

/* spectrum.h - eigenvalues, singular values and their vectors (graph/spectrum.h), in doubles and in
 * intervals. */
#ifndef EVAL_SPECTRUM_H
#define EVAL_SPECTRUM_H

#include "eval/matrix.h"

/* Compute the instruction like matrix_doubles() and matrix_intervals(). In doubles, eigenvalues
 * that rounding errors may have set apart count as equal. In intervals, what is not unique for
 * equal eigenvalues, or cannot be told to be, is unbounded, and false means that so is everything.
 */
bool spectrum_doubles(const struct matrix_step *s, const double *const *args, double *out);
bool spectrum_intervals(const struct matrix_step *s, mpfi_t *const *args, mpfi_t *out,
                        mpfr_prec_t precision);
/* Frees what was kept of a run's matrices, several operations being about one matrix. */
void spectrum_forget(struct spectrum **spectra);

/* jacobi.c: approximate eigenvalues d, ascending, and eigenvectors, the columns of v, of the
 * symmetric matrix a, which is overwritten; all n by n, row-major. False when stopped. */
bool jacobi_floats(struct core *core, mpfr_t *a, mpfr_t *d, mpfr_t *v, int64_t n,
                   mpfr_prec_t precision);

#endif

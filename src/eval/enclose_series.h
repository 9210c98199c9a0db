/* enclose_series.h - power series of Bessel functions and of erf, in intervals. */
#ifndef EVAL_ENCLOSE_SERIES_H
#define EVAL_ENCLOSE_SERIES_H

#include "eval/enclose.h"

/* Encloses J_n at x != 0 for n >= 0, or Y_0 or Y_1 at x > 0. False when it would cost too much time
 * or was stopped. */
bool series_j(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x);
bool series_y(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x);

/* Encloses erf, or erfc, at x != 0. False as above. */
bool series_erf(struct enclose_env *env, mpfi_ptr value, mpfr_srcptr x, bool complement);

#endif

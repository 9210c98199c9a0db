/* enclose_series.h - power series of Bessel functions and of erf, in intervals. */
#ifndef EVAL_ENCLOSE_SERIES_H
#define EVAL_ENCLOSE_SERIES_H

#include "eval/enclose.h"

/* J_n at x != 0, n >= 0; Y_0 or Y_1 at x > 0. False when it would cost too much or was stopped. */
bool series_j(struct enclosing *env, mpfi_ptr value, long n, mpfr_srcptr x);
bool series_y(struct enclosing *env, mpfi_ptr value, long n, mpfr_srcptr x);

/* erf, or erfc, at x != 0. */
bool series_erf(struct enclosing *env, mpfi_ptr value, mpfr_srcptr x, bool complement);

#endif

/* enclose_bessel.h - the power series of Bessel functions, in intervals. */
#ifndef EVAL_ENCLOSE_BESSEL_H
#define EVAL_ENCLOSE_BESSEL_H

#include "eval/enclose.h"

/* J_n at x != 0, n >= 0; Y_0 or Y_1 at x > 0. False when it would cost too much or was stopped. */
bool bessel_series_j(struct enclosing *env, mpfi_ptr value, long n, mpfr_srcptr x);
bool bessel_series_y(struct enclosing *env, mpfi_ptr value, long n, mpfr_srcptr x);

#endif

/* enclose_series.h - power series of Bessel functions and of erf, and recurrences of Bessel
 * functions and of derivatives of sinc, in intervals. */
#ifndef EVAL_ENCLOSE_SERIES_H
#define EVAL_ENCLOSE_SERIES_H

#include "eval/enclose.h"

/* Encloses J_n at x != 0 for n >= 0, or Y_0 or Y_1 at x > 0. False when it would cost too much time
 * or was stopped. */
bool series_j(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x);
bool series_y(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x);
/* Estimates the work of series_j() in bits times terms; infinity if it is too much. */
double series_j_work(mpfi_srcptr value, long n, mpfr_srcptr x);

/* Encloses erf, or erfc, at x != 0. False as above. */
bool series_erf(struct enclose_env *env, mpfi_ptr value, mpfr_srcptr x, bool complement);

/* Encloses derivative n of sin(pi x)/(pi x) at a point. */
void sinc_derivative(mpfi_ptr value, unsigned long n, mpfr_srcptr x);

/* Encloses a Bessel function of order n >= 0 at a point x. */
typedef bool bessel_at(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x);
/* Encloses J_n, or Y_n if it is the function of the second kind, at x > 0 (J: x >= 3) in a few
 * times n steps, from orders 0 and 1, which `low_order` encloses. False as above. */
bool recurrence_bessel(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x,
                       bessel_at *low_order, bool second);

#endif

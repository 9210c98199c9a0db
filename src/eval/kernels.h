/* kernels.h - the functions of the table on single doubles.
 *
 * Outside its domain a kernel returns nan, at a pole an infinity or nan; errors are a unit or two
 * in the last place. Kernels do not set errno. Some keep polynomials (fit.h), and compute with
 * MPFR, which caches constants per thread: whoever ends a thread must call mpfr_free_cache(). */
#ifndef EVAL_KERNELS_H
#define EVAL_KERNELS_H

#include "fn/fn.h"

#if defined(__FAST_MATH__)
#error "with -ffast-math (or -Ofast) undefined values cannot be detected: build without it"
#endif

/* Calls the kernel of fn with as many arguments as fn takes. */
double kernel_apply(enum fn fn, const double *args);

double kernel_sin(double u);
double kernel_cos(double u);
double kernel_tan(double u);
double kernel_sec(double u);
double kernel_csc(double u);
double kernel_cot(double u);
double kernel_asin(double u);
double kernel_acos(double u);
double kernel_atan(double u);
double kernel_atan2(double u, double v);
double kernel_sinh(double u);
double kernel_cosh(double u);
double kernel_tanh(double u);
double kernel_sech(double u);
double kernel_csch(double u);
double kernel_coth(double u);
double kernel_asinh(double u);
double kernel_acosh(double u);
double kernel_atanh(double u);
double kernel_exp(double u);
double kernel_exp2(double u);
double kernel_expm1(double u);
double kernel_log(double u);
double kernel_log1p(double u);
double kernel_log2(double u);
double kernel_log10(double u);
double kernel_cbrt(double u);
double kernel_hypot(double u, double v);
double kernel_abs(double u);
double kernel_sign(double u);
double kernel_floor(double u);
double kernel_ceil(double u);
double kernel_round(double u);
double kernel_mod(double u, double v);
double kernel_heaviside(double u);
double kernel_minimum(double u, double v);
double kernel_maximum(double u, double v);
double kernel_less(double u, double v);
double kernel_less_equal(double u, double v);
double kernel_equal(double u, double v);
double kernel_not_equal(double u, double v);
double kernel_where(double u, double v, double w);
double kernel_erf(double u);
double kernel_erfc(double u);
double kernel_expit(double u);
double kernel_relu(double u);
double kernel_leaky_relu(double u);
double kernel_elu(double u);
double kernel_softplus(double u);
double kernel_gelu(double u);
double kernel_silu(double u);
double kernel_logit(double u);
double kernel_xlogy(double u, double v);

/* In kernels_special.c and kernels_bessel.c, computed with MPFR. */
double kernel_gamma(double u);
double kernel_lgamma(double u);
double kernel_digamma(double u);
double kernel_beta(double u, double v);
double kernel_j0(double u);
double kernel_j1(double u);
double kernel_y0(double u);
double kernel_y1(double u);
double kernel_lambertw(double u);
/* Also nan for orders above ten million. */
double kernel_polygamma(double u, double v);
/* Also nan if the recurrence would take more than a million steps. */
double kernel_jn(double u, double v);
double kernel_yn(double u, double v);

/* In kernels_sinc.c, the second with MPFR: also nan for orders above a thousand. */
double kernel_sinc(double u);
double kernel_sincderiv(double u, double v);

/* In kernels_arb.c, computed with Arb: nan also where its library is not there. */
#define KERNEL_PARAMETERS_1 double u
#define KERNEL_PARAMETERS_2 KERNEL_PARAMETERS_1, double v
#define KERNEL_PARAMETERS_3 KERNEL_PARAMETERS_2, double w
#define KERNEL_PARAMETERS_4 KERNEL_PARAMETERS_3, double x
#define KERNEL_PARAMETERS_5 KERNEL_PARAMETERS_4, double y
#define KERNEL_PARAMETERS_6 KERNEL_PARAMETERS_5, double z
#define KERNEL_PARAMETERS_7 KERNEL_PARAMETERS_6, double s
#define KERNEL_PARAMETERS_8 KERNEL_PARAMETERS_7, double t
#define SPECIAL(id, arity, change, from, to, defined) double kernel_##id(KERNEL_PARAMETERS_##arity);
#include "eval/special.def"
#undef SPECIAL

#endif

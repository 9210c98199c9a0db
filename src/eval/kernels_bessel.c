/* kernels_bessel.c - Bessel functions of integer order, for which double arithmetic loses digits:
 * computed with MPFR, with more extra bits than can cancel, and rounded once, or by polynomials
 * that round to the same doubles. */
#include "eval/fit.h"
#include "eval/kernels.h"

#include <math.h>

#define LONG_BITS 192 /* for recurrences */
#define MAX_STEPS 1000000

typedef int mpfr_function(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

static bool is_odd(double n)
{
    return fmod(n, 2) != 0;
}

#define ORDER(name, first_kind)                                                   \
    static bool value_##name(mpfr_ptr out, const double *u)                       \
    {                                                                             \
        if (!(first_kind || *u >= 0)) return false;                               \
        mpfr_set_d(out, *u, MPFR_RNDN);                                           \
        mpfr_##name(out, out, MPFR_RNDN);                                         \
        return true;                                                              \
    }                                                                             \
    double kernel_##name(double u)                                                \
    {                                                                             \
        static const struct fit_function function = {FN_##name, 1, value_##name}; \
        if (!first_kind && u == 0) return -INFINITY;                              \
        return fit_round(&function, &u);                                          \
    }
ORDER(j0, true)
ORDER(j1, true)
ORDER(y0, false)
ORDER(y1, false)

/* Takes one step of the recurrence of both kinds, up or down: next = k factor here - before (DLMF
 * 10.6.1). */
static void step(mpfr_t before, mpfr_t here, mpfr_t factor, unsigned long k)
{
    mpfr_t next;
    mpfr_init2(next, LONG_BITS);
    mpfr_mul(next, here, factor, MPFR_RNDN);
    mpfr_mul_ui(next, next, k, MPFR_RNDN);
    mpfr_sub(next, next, before, MPFR_RNDN);
    mpfr_swap(before, here);
    mpfr_swap(here, next);
    mpfr_clear(next);
}

/* Computes order n >= 2 of J (below the argument) or of Y upward from orders 0 and 1. False if that
 * takes too many steps. */
static bool upwards(mpfr_ptr out, mpfr_function *zero, mpfr_function *one, double n, double x)
{
    mpfr_t before, here, factor;
    mpfr_inits2(LONG_BITS, before, here, factor, (mpfr_ptr)NULL);
    mpfr_set_d(factor, x, MPFR_RNDN);
    zero(before, factor, MPFR_RNDN);
    one(here, factor, MPFR_RNDN);
    mpfr_ui_div(factor, 2, factor, MPFR_RNDN);
    unsigned long k = 1;
    bool beyond = false; /* the doubles, and it only grows from there */
    for (; (double)k < n && k < MAX_STEPS && !beyond; k++) {
        step(before, here, factor, k);
        beyond = mpfr_regular_p(here) && mpfr_get_exp(here) > 1100;
    }
    mpfr_set(out, here, MPFR_RNDN);
    mpfr_clears(before, here, factor, (mpfr_ptr)NULL);
    return (double)k >= n || beyond;
}

/* Computes J of order n > x downward, from an order at which it is negligible beside order n, and
 * scales the result at order 0 or 1 (J.C.P. Miller 1952). */
static void downwards(mpfr_ptr out, double n, double x)
{
    mpfr_t before, here, factor, found;
    mpfr_inits2(LONG_BITS, before, here, factor, found, (mpfr_ptr)NULL);
    mpfr_set_zero(before, 1);
    mpfr_set_ui(here, 1, MPFR_RNDN);
    mpfr_set_d(factor, x, MPFR_RNDN);
    mpfr_ui_div(factor, 2, factor, MPFR_RNDN);
    for (unsigned long k = (unsigned long)(n + 30 + 24 * cbrt(n)); k > 0; k--) {
        if ((double)k == n) mpfr_set(found, here, MPFR_RNDN);
        step(before, here, factor, k);
    }
    mpfr_set_d(factor, x, MPFR_RNDN);
    bool first = mpfr_cmpabs(before, here) > 0;
    mpfr_div(found, found, first ? before : here, MPFR_RNDN);
    (first ? mpfr_j1 : mpfr_j0)(factor, factor, MPFR_RNDN);
    mpfr_mul(out, found, factor, MPFR_RNDN);
    mpfr_clears(before, here, factor, found, (mpfr_ptr)NULL);
}

static bool value_jn(mpfr_ptr out, const double *u)
{
    double n = u[0], x = u[1];
    if (n > MAX_STEPS) return false;
    if (n <= x) return upwards(out, mpfr_j0, mpfr_j1, n, x);
    downwards(out, n, x);
    return true;
}

static bool value_yn(mpfr_ptr out, const double *u)
{
    return upwards(out, mpfr_y0, mpfr_y1, u[0], u[1]);
}

/* Computes J of order n at x > 0. With c = sqrt(1 - (x/n)^2) it is below exp(-n c^3/3) (from DLMF
 * 10.14.8). */
static double bessel_j(double n, double x)
{
    static const struct fit_function function = {FN_jn, 2, value_jn};
    if (n < 2) return n == 0 ? kernel_j0(x) : kernel_j1(x);
    if (n > x && n * pow((1 - x / n) * (1 + x / n), 1.5) > 3 * 760) return 0;
    return fit_round(&function, (const double[]){n, x});
}

double kernel_jn(double u, double v)
{
    double n = fabs(u), x = fabs(v);
    if (isnan(v) || isinf(u) || u != floor(u)) return NAN;
    double sign = is_odd(n) && (u < 0) != (v < 0) ? -1 : 1;
    if (x == 0 || isinf(x)) return sign * (x == 0 && n == 0);
    return sign * bessel_j(n, x);
}

double kernel_yn(double u, double v)
{
    static const struct fit_function function = {FN_yn, 2, value_yn};
    double n = fabs(u);
    if (!(v >= 0) || isinf(u) || u != floor(u)) return NAN;
    double sign = is_odd(n) && u < 0 ? -1 : 1;
    if (v == 0) return sign * -INFINITY;
    if (isinf(v)) return 0;
    if (n > MAX_STEPS && v > MAX_STEPS) return NAN;
    if (n < 2) return sign * (n == 0 ? kernel_y0(v) : kernel_y1(v));
    return sign * fit_round(&function, (const double[]){n, v});
}

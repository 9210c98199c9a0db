/* enclose_recurrence.c - Bessel functions of integer order by their recurrence C(k+1) = 2k/x C(k) -
 * C(k-1) (DLMF 10.6.1), for orders and arguments that are large: below the argument in floats with
 * a bound of their error, above it by ratios, whose enclosures do not widen. */
#include "eval/enclose_series.h"

#include <math.h>

#define GUARD 64      /* extra bits, as each step rounds; orders take up to 20 */
#define MAX_WORK 1e12 /* bits times steps: minutes, which can be interrupted */

/* ---- below the argument ---- */

/* x as m 2^e, or m = 0 if its digits do not fit: quick to divide by. */
struct divisor {
    mpfr_srcptr x;
    unsigned long m;
    long e;
};

static struct divisor divisor_of(mpfr_srcptr x)
{
    struct divisor by = {.x = x};
    mpz_t m;
    mpz_init(m);
    by.e = mpfr_get_z_2exp(m, x);
    mp_bitcnt_t zeros = mpz_scan1(m, 0);
    mpz_tdiv_q_2exp(m, m, zeros);
    by.e += (long)zeros;
    if (mpz_fits_ulong_p(m)) by.m = mpz_get_ui(m);
    mpz_clear(m);
    return by;
}

static void divide(mpfr_t y, const struct divisor *by)
{
    if (by->m) {
        mpfr_div_ui(y, y, by->m, MPFR_RNDN);
        mpfr_div_2si(y, y, by->e, MPFR_RNDN);
    } else {
        mpfr_div(y, y, by->x, MPFR_RNDN);
    }
}

/* One more order, in floats. Each operation errs by at most 2^-bits of its result, so that with
 * 2k/x <= 2 the new term errs by at most 2^-bits (4 |here| + |next|) 1.01. Adds that to *slack, in
 * units of 2^-bits. */
static void step_floats(mpfr_t before, mpfr_t here, mpfr_t next, const struct divisor *x, long k,
                        double *slack)
{
    mpfr_mul_ui(next, here, 2 * (unsigned long)k, MPFR_RNDN);
    divide(next, x);
    mpfr_sub(next, next, before, MPFR_RNDN);
    *slack += 1.02 * (4 * fabs(mpfr_get_d(here, MPFR_RNDA)) + fabs(mpfr_get_d(next, MPFR_RNDA)));
    mpfr_swap(before, here);
    mpfr_swap(here, next);
}

/* The middle of an enclosure, and its radius in units of 2^-bits. */
static double take_middle(mpfr_t to, mpfi_srcptr from, mpfr_prec_t bits)
{
    mpfr_t radius;
    mpfr_init2(radius, 64);
    mpfi_diam_abs(radius, from);
    mpfi_mid(to, from);
    mpfr_mul_2ui(radius, radius, (unsigned long)bits, MPFR_RNDU);
    double units = mpfr_get_d(radius, MPFR_RNDU);
    mpfr_clear(radius);
    return units;
}

/* Turns x +- error units of 2^-bits into an enclosure. */
static void around(mpfi_ptr out, mpfr_srcptr middle, double units, mpfr_prec_t bits)
{
    mpfr_t radius;
    mpfr_init2(radius, 64);
    mpfr_set_d(radius, units, MPFR_RNDU);
    mpfr_div_2ui(radius, radius, (unsigned long)bits, MPFR_RNDU);
    mpfr_sub(&out->left, middle, radius, MPFR_RNDD);
    mpfr_add(&out->right, middle, radius, MPFR_RNDU);
    mpfr_clear(radius);
}

/* Turns orders 0 and 1 in `low` and `high` into `to` and to + 1, with to + 2 <= x. An error made at
 * order m spreads like the solution that is 0 at m - 1 and 1 at m: at order n it is multiplied by
 * pi x/2 (J_n Y_(m-1) - Y_n J_(m-1)) (DLMF 10.5.2), which is at most pi x/2 M_n^2, as M = sqrt(J^2
 * + Y^2) increases with the order (Nicholson's integral, Watson 13.73). For n < x, M_n^2 is below
 * 2/pi divided by sqrt(x^2 - n^2) (Watson 13.74), here below 2/pi: the factor is at most x. */
static bool climb(struct enclose_env *env, mpfi_ptr low, mpfi_ptr high, long to, mpfr_srcptr x)
{
    mpfr_prec_t bits = mpfi_get_prec(low);
    mpfr_t before, here, next;
    mpfr_inits2(bits, before, here, next, (mpfr_ptr)NULL);
    double slack = take_middle(before, low, bits) + take_middle(here, high, bits) + 2;
    struct divisor by = divisor_of(x);
    bool on = true;
    for (long k = 1; k <= to && on; k++) {
        step_floats(before, here, next, &by, k, &slack);
        on = core_go_on_slow(env->core);
    }
    double units = slack * mpfr_get_d(x, MPFR_RNDU) * 1.01;
    around(low, before, units, bits);
    around(high, here, units, bits);
    mpfr_clears(before, here, next, (mpfr_ptr)NULL);
    return on && isfinite(units);
}

/* Orders k - 1 and k to k and k + 1, in intervals: for a few steps. */
static void step_intervals(mpfi_ptr before, mpfi_ptr here, mpfr_srcptr x, long k)
{
    mpfi_t next;
    mpfi_init2(next, mpfi_get_prec(here));
    mpfi_mul_ui(next, here, 2 * (unsigned long)k);
    mpfi_div_fr(next, next, x);
    mpfi_sub(next, next, before);
    mpfi_swap(before, here);
    mpfi_swap(here, next);
    mpfi_clear(next);
}

/* Encloses orders n and n + 1, n at most one above x, from orders 0 and 1. */
static bool up_to_argument(struct enclose_env *env, bessel_at *low_order, mpfi_ptr low,
                           mpfi_ptr high, long n, mpfr_srcptr x)
{
    long whole = mpfr_get_si(x, MPFR_RNDD), k = n < whole - 2 ? n : whole - 2;
    if (k < 0) k = 0;
    if (!low_order(env, low, 0, x) || !low_order(env, high, 1, x)) return false;
    if (k > 0 && !climb(env, low, high, k, x)) return false;
    for (; k < n; k++) step_intervals(low, high, x, k + 1);
    return true;
}

/* ---- above the argument ---- */

/* r becomes 2k/x - r. */
static void take_from_slope(mpfi_ptr r, long k, mpfr_srcptr x)
{
    mpfi_t slope;
    mpfi_init2(slope, mpfi_get_prec(r));
    mpfi_set_ui(slope, 2 * (unsigned long)k);
    mpfi_div_fr(slope, slope, x);
    mpfi_sub(r, slope, r);
    mpfi_clear(slope);
}

/* Multiplies `value` = Y_k for k = from >= x up to order `to`, with r = Y_(k+1)/Y_k = 2k/x -
 * 1/(Y_k/ Y_(k-1)). All Y_k are negative there, as x is before the first zero (DLMF 10.21.2), and
 * grow, so that r > 1 and errors of 1/r shrink. */
static bool multiply_up(struct enclose_env *env, mpfi_ptr value, mpfi_ptr next, long from, long to,
                        mpfr_srcptr x)
{
    mpfi_t ratio;
    mpfi_init2(ratio, mpfi_get_prec(value));
    mpfi_div(ratio, next, value);
    bool good = mpfi_is_strictly_pos(ratio);
    for (long k = from; k < to && good; k++) {
        mpfi_mul(value, value, ratio);
        mpfi_inv(ratio, ratio);
        take_from_slope(ratio, k + 1, x);
        good = mpfi_is_strictly_pos(ratio) && mpfi_bounded_p(value) && core_go_on_slow(env->core);
    }
    mpfi_clear(ratio);
    return good;
}

/* The order from which the ratios of J are followed down: errors shrink by the square of each
 * ratio, which is about exp(-acosh(k/x)). */
static long start_of_ratios(long n, double x, mpfr_prec_t bits)
{
    double left = (double)bits;
    long k = n + 1;
    for (; left > 0; k++) left -= 2 * M_LOG2E * acosh(fmax((double)k / x, 1));
    return k;
}

/* Multiplies `value` = J_k for k = from >= x up to order `to`, with r_k = J_k/J_(k-1) = 1/(2k/x -
 * r_(k+1)) from above. Far above r_k is between 0 and x/k, as J_(k-1) - k/x J_k is the derivative
 * of J_k, which is positive before k (DLMF 10.6.2, 10.21.3). */
static bool multiply_down(struct enclose_env *env, mpfi_ptr value, long from, long to,
                          mpfr_srcptr x)
{
    double z = mpfr_get_d(x, MPFR_RNDU);
    mpfi_t ratio;
    mpfi_init2(ratio, mpfi_get_prec(value));
    long k = start_of_ratios(to, z, mpfi_get_prec(value));
    mpfr_set_zero(&ratio->left, 1);
    mpfr_div_si(&ratio->right, x, k, MPFR_RNDU);
    bool good = true;
    for (k--; k > from && good; k--) {
        take_from_slope(ratio, k, x);
        mpfi_inv(ratio, ratio);
        if (k <= to) mpfi_mul(value, value, ratio);
        good = mpfi_bounded_p(ratio) && core_go_on_slow(env->core);
    }
    mpfi_clear(ratio);
    return good;
}

/* ---- both kinds ---- */

bool recurrence_bessel(struct enclose_env *env, mpfi_ptr value, long n, mpfr_srcptr x,
                       bessel_at *low_order, bool second)
{
    long middle = mpfr_cmp_si(x, n) < 0 ? mpfr_get_si(x, MPFR_RNDU) : n;
    mpfr_prec_t bits = mpfi_get_prec(value) + GUARD;
    if ((double)bits * (double)n > MAX_WORK) return enclose_give_up(env);
    mpfi_t low, high;
    mpfi_init2(low, bits);
    mpfi_init2(high, bits);
    bool good = up_to_argument(env, low_order, low, high, middle, x);
    if (middle < n)
        good = good && (second ? multiply_up(env, low, high, middle, n, x)
                               : multiply_down(env, low, middle, n, x));
    good = good && mpfi_bounded_p(low) && enclose_round_outward(value, low);
    mpfi_clear(low);
    mpfi_clear(high);
    return good;
}

/* enclose_sinc.c - sinc(x) = sin(pi x)/(pi x) and its derivatives.
 *
 * With z = pi x, derivative n is pi^n g(n), where g(n), the integral of t^n cos(z t + n pi/2) for t
 * from 0 to 1, is at most 1/(n + 1), and z g(n) = sin(z + n pi/2) - n g(n - 1) by parts. Upward
 * this is stable up to n = z, downward from there on. */
#include "eval/enclose.h"
#include "eval/enclose_series.h"

#include <math.h>

#define MAX_ORDER 10000
#define GUARD 32

/* wave[k] = sin(z + k pi/2) for a point x >= 0 */
static void waves(mpfi_t wave[4], mpfr_srcptr x)
{
    mpfr_sinpi(&wave[0]->left, x, MPFR_RNDD);
    mpfr_sinpi(&wave[0]->right, x, MPFR_RNDU);
    mpfr_cospi(&wave[1]->left, x, MPFR_RNDD);
    mpfr_cospi(&wave[1]->right, x, MPFR_RNDU);
    for (int k = 0; k < 4; k++) enclose_finish(wave[k]);
    mpfi_neg(wave[2], wave[0]);
    mpfi_neg(wave[3], wave[1]);
}

/* From which order on what is not known of g no longer matters below order n: each step down
 * multiplies it by z/k. The last one does not count, since g(n) may be as small as z. */
static unsigned long start_of(double z, unsigned long n, mpfr_prec_t bits)
{
    double left = (double)bits;
    unsigned long k = n + 1;
    while (left > 0) left += log2(z / (double)++k);
    return k;
}

static void downwards(mpfi_ptr g, mpfi_t wave[4], mpfi_srcptr z, unsigned long n)
{
    mpfr_prec_t bits = mpfi_get_prec(g);
    unsigned long k = start_of(mpfi_get_d(z), n, bits);
    mpfi_interv_si(g, -1, 1);
    mpfi_div_ui(g, g, k + 1);
    for (; k > n; k--) {
        mpfi_mul(g, g, z);
        mpfi_sub(g, wave[k % 4], g);
        mpfi_div_ui(g, g, k);
    }
}

static void upwards(mpfi_ptr g, mpfi_t wave[4], mpfi_srcptr z, unsigned long n)
{
    mpfi_div(g, wave[0], z);
    for (unsigned long k = 1; k <= n; k++) {
        mpfi_mul_ui(g, g, k);
        mpfi_sub(g, wave[k % 4], g);
        mpfi_div(g, g, z);
    }
}

static void multiply_by_power_of_pi(mpfi_ptr x, unsigned long n)
{
    mpfi_t pi;
    mpfi_init2(pi, mpfi_get_prec(x));
    mpfi_const_pi(pi);
    mpfr_pow_ui(&pi->left, &pi->left, n, MPFR_RNDD);
    mpfr_pow_ui(&pi->right, &pi->right, n, MPFR_RNDU);
    mpfi_mul(x, x, pi);
    mpfi_clear(pi);
}

void sinc_derivative(mpfi_ptr value, unsigned long n, mpfr_srcptr x)
{
    mpfi_t wave[4], z, g;
    mpfr_prec_t bits = mpfi_get_prec(value) + GUARD;
    mpfr_t size;
    mpfr_init2(size, mpfr_get_prec(x));
    mpfr_abs(size, x, MPFR_RNDN);
    for (int k = 0; k < 4; k++) mpfi_init2(wave[k], bits);
    mpfi_init2(z, bits);
    mpfi_init2(g, bits);
    waves(wave, size);
    mpfi_const_pi(z);
    mpfi_mul_fr(z, z, size);
    bool low = mpfr_cmp_ui(&z->right, n) > 0 && mpfr_sgn(&z->left) > 0;
    (low ? upwards : downwards)(g, wave, z, n);
    multiply_by_power_of_pi(g, n);
    if (mpfr_sgn(x) < 0 && n % 2) mpfi_neg(g, g);
    enclose_round_outward(value, g);
    for (int k = 0; k < 4; k++) mpfi_clear(wave[k]);
    mpfi_clear(z);
    mpfi_clear(g);
    mpfr_clear(size);
}

/* The least of both bounds on |g(n)| in the interval: 1/(n + 1), and 2/z, as |z g(n)| is at most 1
 * + n |g(n - 1)|; rounded up, times pi^n. */
static void bound(mpfr_ptr most, mpfi_srcptr x, unsigned long n)
{
    mpfi_t all;
    mpfi_init2(all, mpfr_get_prec(most));
    mpfi_mig(most, x);
    mpfr_mul_ui(most, most, 3, MPFR_RNDD);
    mpfr_div_ui(most, most, 2, MPFR_RNDD); /* below z/2 */
    if (mpfr_cmp_ui(most, n + 1) < 0) mpfr_set_ui(most, n + 1, MPFR_RNDD);
    mpfr_ui_div(&all->right, 1, most, MPFR_RNDU);
    mpfr_set_zero(&all->left, 1);
    multiply_by_power_of_pi(all, n);
    mpfr_set(most, &all->right, MPFR_RNDU);
    mpfi_clear(all);
}

/* By the value in the middle and a bound on the slope; or, in a wide interval, on the function. */
static void over_interval(mpfi_ptr value, unsigned long n, mpfi_srcptr x)
{
    mpfr_t middle, far, radius, most;
    mpfi_t whole;
    mpfr_prec_t bits =
        mpfi_get_prec(x) > mpfi_get_prec(value) ? mpfi_get_prec(x) : mpfi_get_prec(value);
    mpfr_inits2(bits, middle, far, (mpfr_ptr)NULL);
    mpfr_inits2(64, radius, most, (mpfr_ptr)NULL);
    mpfi_init2(whole, 64);
    mpfi_mid(middle, x);
    mpfr_sub(radius, &x->right, middle, MPFR_RNDU);
    mpfr_sub(far, middle, &x->left, MPFR_RNDU);
    mpfr_max(radius, radius, far, MPFR_RNDU);
    sinc_derivative(value, n, middle);
    bound(most, x, n + 1);
    mpfr_mul(radius, radius, most, MPFR_RNDU);
    mpfi_increase(value, radius);
    bound(most, x, n);
    mpfr_set(&whole->right, most, MPFR_RNDU);
    mpfr_neg(&whole->left, most, MPFR_RNDD);
    mpfi_intersect(value, value, whole);
    mpfi_clear(whole);
    mpfr_clears(middle, far, radius, most, (mpfr_ptr)NULL);
}

static bool enclose_derivative(mpfi_ptr out, unsigned long n, mpfi_srcptr x)
{
    mpfi_t value;
    mpfi_init2(value, mpfi_get_prec(out));
    if (enclose_is_point(x))
        sinc_derivative(value, n, &x->left);
    else
        over_interval(value, n, x);
    mpfi_swap(out, value);
    mpfi_clear(value);
    return enclose_finish(out);
}

ENCLOSURE(sinc)
{
    return enclose_derivative(out, 0, args[0]);
}

ENCLOSURE(sincderiv)
{
    long n;
    if (!enclose_integer(&n, args[0], MAX_ORDER) || n < 0) return enclose_fail(out);
    return enclose_derivative(out, (unsigned long)n, args[1]);
}

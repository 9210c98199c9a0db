/* enclose_erfc.c - erfc far from 0 by its asymptotic series (DLMF 7.12.1): exp(-x^2)/(x sqrt(pi))
 * times the sum of (-1)^k (2k - 1)!!/(2 x^2)^k. What is left after some terms is between 0 and the
 * next. */
#include "eval/enclose.h"

#include <math.h>

enum { GUARD = 64, FAR = 1000000 };

/* Counts terms until one is below 2^-bits; 0 if they grow before that. */
static unsigned long count_terms(double z, mpfr_prec_t bits)
{
    double size = 0;
    for (unsigned long k = 1; k <= FAR; k++) {
        double ratio = (double)(2 * k - 1) / (2 * z * z);
        if (ratio >= 1) return 0;
        size += log2(ratio);
        if (size < -(double)bits) return k;
    }
    return 0;
}

/* Adds (-1)^k (2k - 1)!! y^k for k < terms, and an interval from 0 to the next of them. */
static bool sum_terms(struct enclose_env *env, mpfi_ptr sum, mpfi_srcptr y, unsigned long terms)
{
    bool on = true;
    mpfi_t t;
    mpfi_init2(t, mpfi_get_prec(sum));
    mpfi_set_ui(t, 1);
    mpfi_set_ui(sum, 1);
    for (unsigned long k = 1; k <= terms && on; k++) {
        mpfi_mul(t, t, y);
        mpfi_mul_ui(t, t, 2 * k - 1);
        mpfi_neg(t, t);
        if (k == terms) mpfi_put_si(t, 0);
        mpfi_add(sum, sum, t);
        on = core_go_on_slow(env->core);
    }
    mpfi_clear(t);
    return on;
}

bool enclose_far_erfc(struct enclose_env *env, mpfi_ptr value, mpfr_srcptr x)
{
    double z = mpfr_get_d(x, MPFR_RNDD);
    if (z < 1 || z > FAR) return false;
    mpfr_prec_t bits = mpfi_get_prec(value) + GUARD + 2 * mpfr_get_exp(x);
    unsigned long terms = count_terms(z, bits);
    if (terms == 0) return false;
    mpfi_t y, sum, inverse;
    mpfi_init2(y, bits);
    mpfi_init2(sum, bits);
    mpfi_init2(inverse, bits);
    mpfi_set_fr(y, x);
    mpfi_sqr(y, y);
    mpfi_mul_2ui(inverse, y, 1);
    mpfi_inv(inverse, inverse);
    bool good = sum_terms(env, sum, inverse, terms);
    mpfi_neg(y, y);
    mpfi_exp(y, y);
    mpfi_mul(sum, sum, y);
    mpfi_div_fr(sum, sum, x);
    mpfi_const_pi(y);
    mpfi_sqrt(y, y);
    mpfi_div(sum, sum, y);
    good = good && enclose_round_outward(value, sum);
    mpfi_clear(y);
    mpfi_clear(sum);
    mpfi_clear(inverse);
    return good;
}

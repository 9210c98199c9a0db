/* enclose_zeros.c - log gamma next to its zeros, 1 and 2, where MPFR and Stirling's series cancel
 * as many bits as the argument is near. */
#include "eval/enclose.h"

enum { GUARD = 32, NEAR = 64 /* bits */, MOST_TERMS = 16 };

/* Encloses zeta(k)/k at few bits where it counts for little. */
static void coefficient(mpfi_ptr out, unsigned long k)
{
    mpfr_zeta_ui(&out->left, k, MPFR_RNDD);
    mpfr_zeta_ui(&out->right, k, MPFR_RNDU);
    mpfi_div_ui(out, out, k);
}

/* out = u (euler + zeta(2)/2 u + zeta(3)/3 u^2 + ...), which is log gamma(1 - u) (DLMF 5.7.3), for
 * u below 2^-near. The terms from u^terms on are below 2^-(near terms) together. */
static void series(mpfi_ptr out, mpfi_srcptr u, mpfr_exp_t near, long terms)
{
    mpfr_prec_t bits = mpfi_get_prec(out);
    mpfi_t part;
    mpfi_set_ui(out, 0);
    for (long k = terms; k > 1; k--) {
        mpfr_prec_t counts = bits - near * (k - 1);
        mpfi_init2(part, counts < NEAR ? NEAR : counts);
        coefficient(part, (unsigned long)k);
        mpfi_add(out, out, part);
        mpfi_mul(out, out, u);
        mpfi_clear(part);
    }
    mpfi_init2(part, bits);
    mpfi_const_euler(part);
    mpfi_add(out, out, part);
    mpfr_set_si_2exp(&part->left, -1, -near * terms, MPFR_RNDD);
    mpfr_set_si_2exp(&part->right, 1, -near * terms, MPFR_RNDU);
    mpfi_add(out, out, part);
    mpfi_mul(out, out, u);
    mpfi_clear(part);
}

/* How many bits u is below 1, at least NEAR, or 0. */
static mpfr_exp_t nearness(mpfi_srcptr u)
{
    mpfr_exp_t left = mpfr_zero_p(&u->left) ? -NEAR : mpfr_get_exp(&u->left);
    mpfr_exp_t right = mpfr_zero_p(&u->right) ? -NEAR : mpfr_get_exp(&u->right);
    mpfr_exp_t larger = left > right ? left : right;
    return larger <= -NEAR ? -larger : 0;
}

/* From log gamma(1 - u) to log gamma(2 - u). */
static void add_logarithm(mpfi_ptr out, mpfi_ptr u)
{
    mpfi_t part;
    mpfi_init2(part, mpfi_get_prec(out));
    mpfi_neg(u, u);
    mpfi_log1p(part, u);
    mpfi_add(out, out, part);
    mpfi_clear(part);
}

bool enclose_near_zero(mpfi_ptr out, mpfi_srcptr x)
{
    if (mpfr_cmp_d(&x->left, 0.5) < 0 || mpfr_cmp_d(&x->right, 2.5) > 0) return false;
    bool near_one = mpfr_cmp_d(&x->right, 1.5) < 0;
    mpfi_t u, wide;
    mpfi_init2(u, mpfi_get_prec(x) + 2); /* exact */
    mpfi_init2(wide, mpfi_get_prec(out) + GUARD);
    mpfi_ui_sub(u, near_one ? 1 : 2, x);
    mpfr_exp_t near = nearness(u);
    long terms = near ? mpfi_get_prec(wide) / near + 1 : MOST_TERMS + 1;
    bool good = terms <= MOST_TERMS;
    if (good) {
        series(wide, u, near, terms);
        if (!near_one) add_logarithm(wide, u);
        good = enclose_round_outward(out, wide);
    }
    mpfi_clear(u);
    mpfi_clear(wide);
    return good;
}

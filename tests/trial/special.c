/* special.c - functions that MPFR lacks, by textbook methods in plain MPFR. */
#include "dual.h"

#include <stdlib.h>

enum { GUARD_BITS = 40 };

/* ---- lambertw ---- */

/* A start near enough for Halley's method. */
static void lambertw_start(mpfr_ptr w, mpfr_srcptr x)
{
    mpfr_t l;
    mpfr_init2(l, mpfr_get_prec(w));
    if (mpfr_cmp_ui(x, 3) > 0) { /* log(x) - log(log(x)) */
        mpfr_log(w, x, MPFR_RNDN);
        mpfr_log(l, w, MPFR_RNDN);
        mpfr_sub(w, w, l, MPFR_RNDN);
    } else if (mpfr_cmp_d(x, -0.25) > 0) {
        mpfr_log1p(w, x, MPFR_RNDN);
    } else { /* at the branch point: w = -1 + p - p^2/3 + ..., p = sqrt(2*(e*x + 1)) */
        mpfr_set_ui(l, 1, MPFR_RNDN);
        mpfr_exp(l, l, MPFR_RNDN);
        mpfr_mul(l, l, x, MPFR_RNDN);
        mpfr_add_ui(l, l, 1, MPFR_RNDN);
        mpfr_mul_ui(l, l, 2, MPFR_RNDN);
        mpfr_sqrt(w, l, MPFR_RNDN);
        mpfr_div_ui(l, l, 3, MPFR_RNDN);
        mpfr_sub(w, w, l, MPFR_RNDN);
        mpfr_sub_ui(w, w, 1, MPFR_RNDN);
    }
    mpfr_clear(l);
}

/* One step for w*exp(w) = x (Halley, 1694); false once it changes nothing any more. */
static bool lambertw_step(mpfr_ptr w, mpfr_srcptr x, mpfr_prec_t bits)
{
    mpfr_t e, r, d;
    mpfr_inits2(mpfr_get_prec(w), e, r, d, (mpfr_ptr)NULL);
    mpfr_exp(e, w, MPFR_RNDN);
    mpfr_fms(r, w, e, x, MPFR_RNDN); /* the residual */
    mpfr_add_ui(d, w, 2, MPFR_RNDN);
    mpfr_mul(d, d, r, MPFR_RNDN);
    mpfr_div_ui(d, d, 2, MPFR_RNDN);
    mpfr_t next;
    mpfr_init2(next, mpfr_get_prec(w));
    mpfr_add_ui(next, w, 1, MPFR_RNDN);
    mpfr_div(d, d, next, MPFR_RNDN);
    mpfr_fms(d, e, next, d, MPFR_RNDN); /* exp(w)*(w + 1) - (w + 2)*r/(2*(w + 1)) */
    mpfr_div(d, r, d, MPFR_RNDN);
    bool moved = mpfr_number_p(d) && !mpfr_zero_p(d) &&
                 (mpfr_zero_p(w) || mpfr_get_exp(d) > mpfr_get_exp(w) - bits);
    mpfr_sub(w, w, d, MPFR_RNDN);
    mpfr_clears(e, r, d, next, (mpfr_ptr)NULL);
    return moved;
}

int special_lambertw(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t rounding)
{
    enum { MOST_STEPS = 100 };
    mpfr_prec_t bits = mpfr_get_prec(out) + GUARD_BITS;
    mpfr_t w;
    if (!mpfr_number_p(x) || mpfr_zero_p(x)) return mpfr_set(out, x, rounding);
    /* at the branch point half of the digits are lost */
    mpfr_init2(w, mpfr_cmp_d(x, -0.25) > 0 ? bits : 2 * bits);
    lambertw_start(w, x);
    for (int i = 0; i < MOST_STEPS && mpfr_number_p(w) && lambertw_step(w, x, bits); i++) continue;
    int inexact = mpfr_set(out, w, rounding);
    mpfr_clear(w);
    return inexact;
}

/* ---- polygamma ---- */

/* Tangent numbers T[1] to T[n] (Brent and Harvey, 2013). */
static void make_tangents(mpz_t *t, unsigned n)
{
    mpz_set_ui(t[1], 1);
    for (unsigned k = 2; k <= n; k++) mpz_mul_ui(t[k], t[k - 1], k - 1);
    for (unsigned k = 2; k <= n; k++)
        for (unsigned j = k; j <= n; j++) {
            mpz_mul_ui(t[j], t[j], j - k + 2);
            mpz_addmul_ui(t[j], t[j - 1], j - k);
        }
}

/* The same, kept for the next polygamma until the program ends: they took most of its time. */
static mpz_t *tangents(unsigned n)
{
    static mpz_t *kept;
    static unsigned most;
    if (n <= most) return kept;
    kept = realloc(kept, (n + 1) * sizeof *kept);
    if (!kept) abort();
    for (unsigned k = most ? most + 1 : 0; k <= n; k++) mpz_init(kept[k]);
    make_tangents(kept, n);
    most = n;
    return kept;
}

/* B(2k)/(2k)! times (2k + n - 1)!/x^(2k + n), from the tangent number: B(2k) is
 * (-1)^(k - 1)*2k*T(k)/(4^k*(4^k - 1)). `rising`: (2k + n - 1)!/(2k)!. */
static void asymptotic_term(mpfr_ptr out, mpz_srcptr tangent, mpz_srcptr rising, unsigned k,
                            unsigned n, mpfr_srcptr x)
{
    mpz_t under;
    mpfr_t power;
    mpz_init(under);
    mpfr_init2(power, mpfr_get_prec(out));
    mpz_ui_pow_ui(under, 4, k);
    mpfr_set_z(out, tangent, MPFR_RNDN);
    mpfr_mul_ui(out, out, 2 * k, MPFR_RNDN);
    mpfr_mul_z(out, out, rising, MPFR_RNDN);
    mpfr_div_z(out, out, under, MPFR_RNDN);
    mpz_sub_ui(under, under, 1);
    mpfr_div_z(out, out, under, MPFR_RNDN);
    mpfr_pow_ui(power, x, 2 * k + n, MPFR_RNDN);
    mpfr_div(out, out, power, MPFR_RNDN);
    if (k % 2 == 0) mpfr_neg(out, out, MPFR_RNDN);
    mpz_clear(under);
    mpfr_clear(power);
}

/* Adds (n - 1)!/x^n + n!/(2*x^(n + 1)) + the sum of the terms, x being large (Abramowitz and
 * Stegun, 6.4.11). */
static void add_asymptotic(mpfr_ptr sum, unsigned n, mpfr_srcptr x)
{
    unsigned most = (unsigned)(mpfr_get_prec(sum) / 4) + 8;
    mpz_t *t = tangents(most), rising;
    mpfr_t term;
    mpz_init(rising);
    mpfr_init2(term, mpfr_get_prec(sum));
    mpz_fac_ui(rising, n - 1);
    for (int half = 0; half < 2; half++) {
        mpfr_pow_ui(term, x, n + (unsigned)half, MPFR_RNDN);
        mpfr_ui_div(term, 1, term, MPFR_RNDN);
        mpfr_mul_z(term, term, rising, MPFR_RNDN);
        if (half) mpfr_mul_ui(term, term, n, MPFR_RNDN), mpfr_div_ui(term, term, 2, MPFR_RNDN);
        mpfr_add(sum, sum, term, MPFR_RNDN);
    }
    for (unsigned k = 1; k <= most; k++) {
        mpz_set_ui(rising, 1);
        for (unsigned i = 2 * k + 1; i <= 2 * k + n - 1; i++) mpz_mul_ui(rising, rising, i);
        asymptotic_term(term, t[k], rising, k, n, x);
        mpfr_add(sum, sum, term, MPFR_RNDN);
        if (mpfr_get_exp(term) < mpfr_get_exp(sum) - mpfr_get_prec(sum)) break;
    }
    mpfr_clear(term);
    mpz_clear(rising);
}

/* Up by the recurrence until the asymptotic series is good enough, whose least term is near
 * exp(-2*pi*x); that works on both sides of 0. */
void special_polygamma(mpfr_ptr out, unsigned n, mpfr_srcptr x)
{
    mpfr_prec_t bits = mpfr_get_prec(out) + GUARD_BITS;
    mpfr_t sum, up, term;
    mpz_t factorial;
    if (n == 0) {
        mpfr_digamma(out, x, MPFR_RNDN);
        return;
    }
    mpfr_inits2(bits, sum, up, term, (mpfr_ptr)NULL);
    mpz_init(factorial);
    mpz_fac_ui(factorial, n);
    mpfr_set_zero(sum, 1);
    mpfr_set_prec(up, bits + 64);
    mpfr_set(up, x, MPFR_RNDN);
    while (mpfr_cmp_si(up, (long)bits / 4 + 5 + (long)n) < 0) {
        mpfr_pow_ui(term, up, n + 1, MPFR_RNDN);
        mpfr_ui_div(term, 1, term, MPFR_RNDN);
        mpfr_add(sum, sum, term, MPFR_RNDN);
        mpfr_add_ui(up, up, 1, MPFR_RNDN);
    }
    mpfr_mul_z(sum, sum, factorial, MPFR_RNDN);
    add_asymptotic(sum, n, up);
    if (n % 2 == 0) mpfr_neg(sum, sum, MPFR_RNDN);
    mpfr_set(out, sum, MPFR_RNDN);
    mpfr_clears(sum, up, term, (mpfr_ptr)NULL);
    mpz_clear(factorial);
}

/* enclose_lambert.c - Lambert's W, the branch through 0: approximated by Halley's method, then
 * proved. */
#include "eval/enclose.h"

#define GUARD 32 /* extra bits, as results are rounded more than once */

/* Computes a start for Halley's method: the series at the branch point (DLMF 4.13.6), a Pade
 * approximation near zero, or log x - log log x for large x. */
static void lambert_start(mpfr_t w, mpfr_srcptr x)
{
    mpfr_t p;
    mpfr_init2(p, mpfr_get_prec(w));
    if (mpfr_cmp_d(x, -0.25) < 0) {
        mpfr_set_ui(p, 1, MPFR_RNDN);
        mpfr_exp(p, p, MPFR_RNDN);
        mpfr_mul(p, p, x, MPFR_RNDN);
        mpfr_add_ui(p, p, 1, MPFR_RNDN);
        mpfr_mul_2ui(p, p, 1, MPFR_RNDN);
        if (mpfr_sgn(p) < 0) mpfr_set_zero(p, 1);
        mpfr_sqrt(p, p, MPFR_RNDN);
        mpfr_div_ui(w, p, 3, MPFR_RNDN);
        mpfr_ui_sub(w, 1, w, MPFR_RNDN);
        mpfr_mul(w, w, p, MPFR_RNDN);
        mpfr_sub_ui(w, w, 1, MPFR_RNDN);
    } else if (mpfr_cmp_ui(x, 3) < 0) {
        mpfr_log1p(w, x, MPFR_RNDN);
        if (mpfr_cmp_d(x, 0.5) > 0) mpfr_mul_d(w, w, 0.75, MPFR_RNDN);
    } else {
        mpfr_log(w, x, MPFR_RNDN);
        mpfr_log(p, w, MPFR_RNDN);
        mpfr_sub(w, w, p, MPFR_RNDN);
    }
    mpfr_clear(p);
}

/* Takes one step of Halley's method: w -= f/((w + 1) - (w + 2) f/(2w + 2)) with f = w - x
 * exp(-w). */
static void lambert_step(mpfr_t w, mpfr_srcptr x, mpfr_t f, mpfr_t t)
{
    mpfr_neg(t, w, MPFR_RNDN);
    mpfr_exp(t, t, MPFR_RNDN);
    mpfr_mul(t, t, x, MPFR_RNDN);
    mpfr_sub(f, w, t, MPFR_RNDN);
    mpfr_add_ui(t, w, 1, MPFR_RNDN);
    mpfr_div(t, f, t, MPFR_RNDN);
    mpfr_div_2ui(t, t, 1, MPFR_RNDN); /* f/(2w + 2) */
    mpfr_t slope;
    mpfr_init2(slope, mpfr_get_prec(w));
    mpfr_add_ui(slope, w, 2, MPFR_RNDN);
    mpfr_mul(t, t, slope, MPFR_RNDN);
    mpfr_add_ui(slope, w, 1, MPFR_RNDN);
    mpfr_sub(t, slope, t, MPFR_RNDN);
    mpfr_div(f, f, t, MPFR_RNDN);
    mpfr_sub(w, w, f, MPFR_RNDN);
    mpfr_clear(slope);
}

/* Approximates W(x). Nothing is known about the error; the caller proves a bound. Each step about
 * triples the number of correct bits, so the first ones are done with few; near -1/e, however, the
 * start needs all. */
static void approximate_lambert(struct core *core, mpfr_t w, mpfr_srcptr x)
{
    mpfr_prec_t most = mpfr_get_prec(w),
                bits = most < 256 || mpfr_cmp_d(x, -0.367) < 0 ? most : 256;
    mpfr_t f, t;
    mpfr_set_prec(w, bits);
    mpfr_inits2(bits, f, t, (mpfr_ptr)NULL);
    lambert_start(w, x);
    for (int i = 0; i < 64 && mpfr_regular_p(w) && mpfr_cmp_si(w, -1) > 0; i++) {
        lambert_step(w, x, f, t);
        if (!mpfr_number_p(f) || !mpfr_regular_p(w) || !core_go_on_slow(core)) break;
        mpfr_exp_t right = mpfr_zero_p(f) ? bits : mpfr_get_exp(w) - mpfr_get_exp(f);
        if (right <= bits * 3 / 8) continue;
        if (bits == most && right > bits * 3 / 4) break;
        bits = 2 * bits < most ? 2 * bits : most;
        mpfr_prec_round(w, bits, MPFR_RNDN);
        mpfr_set_prec(f, bits);
        mpfr_set_prec(t, bits);
    }
    mpfr_prec_round(w, most, MPFR_RNDN);
    if (!mpfr_number_p(w) || mpfr_cmp_si(w, -1) < 0) mpfr_set_si(w, -1, MPFR_RNDN);
    mpfr_clears(f, t, (mpfr_ptr)NULL);
}

/* True if w <= W(x) (for RNDU: w >= W(x)) is proved: w exp(w) increases from w = -1 on, and even
 * rounded against the claim it is on the right side of x. */
static bool is_proved(mpfr_srcptr w, mpfr_srcptr x, mpfr_rnd_t side)
{
    if (mpfr_cmp_si(w, -1) < 0) return false;
    mpfr_rnd_t round = side == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
    mpfr_rnd_t opposite = side == MPFR_RNDD ? MPFR_RNDD : MPFR_RNDU;
    mpfr_t e;
    mpfr_init2(e, mpfr_get_prec(w) + GUARD);
    mpfr_exp(e, w, mpfr_sgn(w) > 0 ? round : opposite);
    mpfr_mul(e, e, w, round);
    bool proved = side == MPFR_RNDD ? mpfr_lessequal_p(e, x) : mpfr_greaterequal_p(e, x);
    mpfr_clear(e);
    return proved;
}

/* Sets a bound that always holds: -1, and 0 or x. */
static void plain_bound(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    if (round == MPFR_RNDD)
        mpfr_set_si(to, mpfr_sgn(x) < 0 ? -1 : 0, round);
    else if (mpfr_sgn(x) > 0)
        mpfr_set(to, x, round);
    else
        mpfr_set_zero(to, -1);
}

/* Moves away from the approximation w, twice as far each time, until the bound is proved. */
static void bound_from(struct core *core, mpfr_ptr to, mpfr_srcptr w, mpfr_srcptr x,
                       mpfr_rnd_t round)
{
    mpfr_t bound, step;
    mpfr_init2(bound, mpfr_get_prec(w));
    mpfr_init2(step, 2);
    mpfr_set_zero(step, 1);
    if (mpfr_regular_p(w))
        mpfr_set_ui_2exp(step, 1, mpfr_get_exp(w) - mpfr_get_prec(to) - GUARD, MPFR_RNDN);
    bool proved = false;
    for (mpfr_prec_t i = 0; i < mpfr_get_prec(to) && !proved && core_go_on_slow(core); i++) {
        (round == MPFR_RNDD ? mpfr_sub : mpfr_add)(bound, w, step, round);
        proved = is_proved(bound, x, round);
        mpfr_mul_2ui(step, step, 1, MPFR_RNDN);
    }
    if (proved)
        mpfr_set(to, bound, round);
    else
        plain_bound(to, x, round);
    mpfr_clears(bound, step, (mpfr_ptr)NULL);
}

/* Computes a lower and an upper bound of W(x) at a point. Near -1/e half of the bits are lost. */
static void bound_lambertw(struct core *core, mpfr_ptr low, mpfr_ptr high, mpfr_srcptr x)
{
    mpfr_prec_t bits = mpfr_get_prec(low ? low : high), near = mpfr_cmp_d(x, -0.3) < 0 ? 2 : 1;
    if (mpfr_zero_p(x)) {
        if (low) mpfr_set_zero(low, 1);
        if (high) mpfr_set_zero(high, -1);
        return;
    }
    mpfr_t w;
    mpfr_init2(w, near * bits + 2 * GUARD);
    approximate_lambert(core, w, x);
    if (low) bound_from(core, low, w, x, MPFR_RNDD);
    if (high) bound_from(core, high, w, x, MPFR_RNDU);
    mpfr_clear(w);
}

/* True if x is only a few roundings wide. */
static bool is_rounded(mpfi_srcptr x)
{
    MPFR_DECL_INIT(width, 64);
    mpfr_sub(width, &x->right, &x->left, MPFR_RNDU);
    return mpfr_cmp_ui_2exp(width, 1, GUARD - mpfi_get_prec(x)) < 0;
}

/* W increases, and is defined from -1/e on. What rounding has put to the left of that is cut off,
 * if the right end is surely not. */
ENCLOSURE(lambertw)
{
    mpfi_srcptr x = args[0];
    mpfr_t edge;
    mpfr_init2(edge, mpfi_get_prec(out) + mpfi_get_prec(x));
    mpfr_set_si(edge, -1, MPFR_RNDN);
    mpfr_exp(edge, edge, MPFR_RNDD);
    mpfr_neg(edge, edge, MPFR_RNDN); /* above -1/e by less than an ulp */
    bool defined = mpfr_greaterequal_p(&x->right, edge);
    bool cut = mpfr_less_p(&x->left, edge);
    mpfr_clear(edge);
    if (!defined || (cut && !is_rounded(x))) return enclose_fail(out);
    mpfi_t w;
    mpfi_init2(w, mpfi_get_prec(out));
    mpfr_set_si(&w->left, -1, MPFR_RNDD);
    if (enclose_is_point(x) && !cut) {
        bound_lambertw(env->core, &w->left, &w->right, &x->left);
    } else {
        if (!cut) bound_lambertw(env->core, &w->left, NULL, &x->left);
        bound_lambertw(env->core, NULL, &w->right, &x->right);
    }
    mpfi_swap(out, w);
    mpfi_clear(w);
    return diag_any(env->core) ? enclose_fail(out) : enclose_finish(out);
}

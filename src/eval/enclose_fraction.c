/* enclose_fraction.c - gamma, its logarithm and digamma at many bits around fractions with a small
 * denominator, as points mostly are: digamma there is a sum of logarithms (Gauss, 1813), gamma goes
 * by hypergeometric series and means in Arb. Neither needs the Bernoulli numbers, which take longer
 * than all the rest. */
#include "eval/arb.h"
#include "eval/enclose.h"

enum { FEW_BITS = 2048, MOST_DENOMINATOR = 40, FAR = 1000, GUARD = 64, SLOPE_BITS = 64 };

/* numerator/denominator > 0, in lowest terms if the denominator is the least that there is. */
struct fraction {
    unsigned long p, q;
};

/* Finds the fraction of the least denominator in x. Products with small numbers are exact. */
static bool find_fraction(struct fraction *found, mpfi_srcptr x)
{
    bool is_found = false;
    mpfi_t multiple;
    if (mpfr_sgn(&x->left) <= 0 || mpfr_cmp_ui(&x->right, FAR) > 0) return false;
    mpfi_init2(multiple, mpfi_get_prec(x) + 8);
    for (unsigned long q = 1; q <= MOST_DENOMINATOR && !is_found; q++) {
        mpfi_mul_ui(multiple, x, q);
        unsigned long p = mpfr_get_ui(&multiple->left, MPFR_RNDU);
        is_found = mpfr_cmp_ui(&multiple->right, p) >= 0;
        *found = (struct fraction){p, q};
    }
    mpfi_clear(multiple);
    return is_found;
}

/* ---- digamma ---- */

/* cosines[k] = cos(k pi/(2 q)) for k <= q, from cos((k + 1) a) = 2 cos(a) cos(k a) - cos((k - 1)
 * a). In intervals each step may more than double the width, at most by 1 + sqrt(2). */
static void fill_cosines(mpfi_t *cosines, unsigned long q)
{
    mpfi_set_ui(cosines[0], 1);
    mpfr_set_ui(&cosines[1]->left, 1, MPFR_RNDN);
    mpfr_cosu(&cosines[1]->left, &cosines[1]->left, 4 * q, MPFR_RNDD); /* no float */
    mpfr_set(&cosines[1]->right, &cosines[1]->left, MPFR_RNDU);
    mpfr_nextabove(&cosines[1]->right);
    for (unsigned long k = 2; k <= q; k++) {
        mpfi_mul(cosines[k], cosines[1], cosines[k - 1]);
        mpfi_mul_2ui(cosines[k], cosines[k], 1);
        mpfi_sub(cosines[k], cosines[k], cosines[k - 2]);
    }
}

/* out = cos(k pi/(2 q)) for any k. */
static void cosine(mpfi_ptr out, mpfi_t *cosines, unsigned long k, unsigned long q)
{
    k %= 4 * q;
    if (k > 2 * q) k = 4 * q - k;
    mpfi_set(out, cosines[k > q ? 2 * q - k : k]);
    if (k > q) mpfi_neg(out, out);
}

static bool logarithm(struct enclose_env *env, mpfi_ptr x)
{
    mpfi_srcptr args[] = {x};
    return enclose_log(env, x, args) && core_go_on_slow(env->core);
}

/* Adds -log(2 q) - pi/2 cot(pi p/q) + 2 times the sum of cos(2 pi n p/q) log(sin(pi n/q)) for
 * 0 < n < q/2, where 0 < p < q (DLMF 5.4.19). sin(pi n/q) is cos((q - 2n) pi/(2q)). */
static bool add_gauss(struct enclose_env *env, mpfi_ptr out, struct fraction f)
{
    mpfi_t cosines[MOST_DENOMINATOR + 1], term, other;
    mpfr_prec_t bits = mpfi_get_prec(out);
    for (unsigned long k = 0; k <= f.q; k++) mpfi_init2(cosines[k], bits);
    mpfi_init2(term, bits), mpfi_init2(other, bits);
    fill_cosines(cosines, f.q);
    mpfi_set_ui(term, 2 * f.q);
    bool on = logarithm(env, term);
    mpfi_sub(out, out, term);
    cosine(term, cosines, 2 * f.p, f.q);
    cosine(other, cosines, 5 * f.q - 2 * f.p, f.q);
    mpfi_div(term, term, other);
    mpfi_const_pi(other);
    mpfi_mul(term, term, other);
    mpfi_div_2ui(term, term, 1);
    mpfi_sub(out, out, term);
    for (unsigned long n = 1; 2 * n < f.q && on; n++) {
        cosine(term, cosines, f.q - 2 * n, f.q);
        on = logarithm(env, term);
        cosine(other, cosines, 4 * n * f.p, f.q);
        mpfi_mul(term, term, other);
        mpfi_mul_2ui(term, term, 1);
        mpfi_add(out, out, term);
    }
    for (unsigned long k = 0; k <= f.q; k++) mpfi_clear(cosines[k]);
    mpfi_clear(term), mpfi_clear(other);
    return on;
}

/* digamma(1) is minus Euler's constant; digamma(a + 1) = digamma(a) + 1/a (DLMF 5.5.2). */
static bool digamma_at(struct enclose_env *env, mpfi_ptr out, struct fraction f)
{
    struct fraction least = {(f.p - 1) % f.q + 1, f.q};
    bool on = true;
    mpfi_t step;
    mpfi_const_euler(out);
    mpfi_neg(out, out);
    if (f.q > 1) on = add_gauss(env, out, least);
    mpfi_init2(step, mpfi_get_prec(out));
    for (unsigned long p = least.p; p < f.p && on; p += f.q) {
        mpfi_set_ui(step, f.q);
        mpfi_div_ui(step, step, p);
        mpfi_add(out, out, step);
        on = core_go_on(env->core);
    }
    mpfi_clear(step);
    return on;
}

/* ---- gamma ---- */

static bool gamma_at(struct enclose_env *env, mpfi_ptr out, struct fraction f)
{
    const struct arb *arb = arb_open();
    fmpq_struct fraction = {(long)f.p, (long)f.q};
    arb_t ball;
    if (!arb) return false;
    arb->arb_init(ball);
    arb->arb_gamma_fmpq(ball, &fraction, mpfi_get_prec(out));
    bool good = arb_to_interval(arb, out, ball) && core_go_on_slow(env->core);
    arb->arb_clear(ball);
    return good;
}

/* ---- around the fraction ---- */

/* Encloses the derivative over x > 0: of digamma it is between 0 and 1/x + 1/x^2; of lgamma, which
 * is digamma, between log(x) - 1/x and log(x) (DLMF 5.11.2 and its remainders). */
static void enclose_slope(mpfi_ptr slope, enum fn fn, mpfi_srcptr x)
{
    mpfi_t inverse;
    mpfi_init2(inverse, SLOPE_BITS);
    mpfi_inv(inverse, x);
    if (fn == FN_digamma) {
        mpfi_sqr(slope, inverse);
        mpfi_add(slope, slope, inverse);
        mpfi_put_si(slope, 0);
    } else {
        mpfi_log(slope, x);
        mpfi_put_si(inverse, 0);
        mpfi_sub(slope, slope, inverse);
    }
    mpfi_clear(inverse);
}

/* How much the function changes from the fraction to anywhere in x, by the mean value theorem. */
static void enclose_change(mpfi_ptr change, enum fn fn, mpfi_srcptr x, struct fraction f)
{
    mpfi_t wide, near, slope;
    mpfi_init2(wide, mpfi_get_prec(x) + 8);
    mpfi_init2(near, SLOPE_BITS), mpfi_init2(slope, SLOPE_BITS);
    mpfi_mul_ui(wide, x, f.q);
    mpfi_sub_ui(change, wide, f.p);
    mpfi_div_ui(change, change, f.q);
    mpfi_set(near, x);
    enclose_slope(slope, fn, near);
    mpfi_mul(change, change, slope);
    mpfi_clear(wide), mpfi_clear(near), mpfi_clear(slope);
}

static bool value_at(struct enclose_env *env, enum fn fn, mpfi_ptr out, struct fraction f)
{
    if (fn == FN_digamma) return digamma_at(env, out, f);
    return gamma_at(env, out, f) && (fn == FN_gamma || logarithm(env, out));
}

bool enclose_near_fraction(struct enclose_env *env, enum fn fn, mpfi_ptr out, mpfi_srcptr x)
{
    struct fraction f;
    mpfi_t wide, change;
    if (mpfi_get_prec(out) < FEW_BITS || !find_fraction(&f, x)) return false;
    mpfi_init2(wide, mpfi_get_prec(out) + GUARD + 2 * MOST_DENOMINATOR);
    mpfi_init2(change, SLOPE_BITS);
    bool good = value_at(env, fn, wide, f);
    enclose_change(change, fn, x, f);
    if (fn == FN_gamma) { /* which is the exponential of lgamma */
        mpfi_expm1(change, change);
        mpfi_mul(change, change, wide);
    }
    mpfi_add(out, wide, change);
    mpfi_clear(wide), mpfi_clear(change);
    return good && enclose_finish(out);
}

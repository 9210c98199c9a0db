/* enclose_beta.c - the beta function, from gamma and its logarithm. */
#include "eval/enclose.h"

#define GUARD 32          /* extra bits, as results are rounded more than once */
#define LARGE 14          /* exponents from where on logarithms of gamma are taken */
#define MAX_EXPONENT 4096 /* twice as many bits cancel */

/* Encloses 1/gamma(x), which is entire: by gamma itself away from the poles, else as gamma(1 - x)
 * sin(pi x)/pi (DLMF 5.5.3). */
static bool reciprocal_gamma(struct enclose_env *env, mpfi_ptr out, mpfi_srcptr x)
{
    if (!enclose_has_pole(x)) {
        bool good = enclose_gamma(env, out, &x);
        mpfi_inv(out, out);
        return good ? enclose_finish(out) : enclose_fail(out);
    }
    mpfi_t other, sine;
    mpfi_init2(other, mpfi_get_prec(out));
    mpfi_init2(sine, mpfi_get_prec(out));
    mpfi_ui_sub(other, 1, x);
    mpfi_srcptr arg = other;
    bool good = enclose_gamma(env, other, &arg);
    enclose_sin_pi(sine, x);
    mpfi_mul(other, other, sine);
    mpfi_const_pi(sine);
    mpfi_div(other, other, sine);
    good = good ? enclose_round_outward(out, other) : enclose_fail(out);
    mpfi_clear(other);
    mpfi_clear(sine);
    return good;
}

/* Returns how many bits it takes to add the two arguments exactly, up to a bound, and to make up
 * for the condition of beta. */
static mpfr_prec_t beta_bits(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    mpfr_exp_t most = enclose_exponent(x), least = 0;
    if (enclose_exponent(y) > most) most = enclose_exponent(y);
    mpfr_srcptr ends[] = {&x->left, &x->right, &y->left, &y->right};
    for (int i = 0; i < 4; i++)
        if (mpfr_regular_p(ends[i]) && mpfr_get_exp(ends[i]) < least) least = mpfr_get_exp(ends[i]);
    mpfr_prec_t bits = mpfi_get_prec(out) + GUARD + 2 * most;
    mpfr_prec_t exact = mpfi_get_prec(x) > mpfi_get_prec(y) ? mpfi_get_prec(x) : mpfi_get_prec(y);
    exact += most - least;
    return exact > bits && exact < 4 * bits + 1024 ? exact : bits;
}

static bool beta_product(struct enclose_env *env, mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    mpfi_t s, g;
    mpfr_prec_t bits = beta_bits(out, x, y);
    mpfi_init2(s, bits);
    mpfi_init2(g, bits);
    mpfi_add(s, x, y);
    bool good = reciprocal_gamma(env, s, s) && enclose_gamma(env, g, &x);
    mpfi_mul(s, s, g);
    good = good && enclose_gamma(env, g, &y);
    mpfi_mul(s, s, g);
    good = good ? enclose_round_outward(out, s) : enclose_fail(out);
    mpfi_clear(s);
    mpfi_clear(g);
    return good;
}

/* Computes exp(lgamma(x) + lgamma(y) - lgamma(x + y)), for positive arguments whose gamma is
 * large. */
static bool beta_by_logarithms(struct enclose_env *env, mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    mpfi_t s, g;
    mpfr_prec_t bits = beta_bits(out, x, y);
    mpfi_init2(s, bits);
    mpfi_init2(g, bits);
    mpfi_add(s, x, y);
    mpfi_srcptr sum = s;
    bool good = enclose_lgamma(env, s, &sum) && enclose_lgamma(env, g, &x);
    mpfi_sub(s, g, s);
    good = good && enclose_lgamma(env, g, &y);
    mpfi_add(s, s, g);
    mpfi_exp(s, s);
    good = good ? enclose_round_outward(out, s) : enclose_fail(out);
    mpfi_clear(s);
    mpfi_clear(g);
    return good;
}

static bool beta_of(struct enclose_env *env, mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    bool positive = mpfr_sgn(&x->left) > 0 && mpfr_sgn(&y->left) > 0;
    bool large = enclose_exponent(x) > LARGE || enclose_exponent(y) > LARGE;
    return (positive && large ? beta_by_logarithms : beta_product)(env, out, x, y);
}

static void point_at(mpfi_t point, mpfr_srcptr x)
{
    mpfi_init2(point, mpfr_get_prec(x));
    mpfi_set_fr(point, x);
}

/* Computes beta(x, m) = (m - 1)! / (x (x + 1) ... (x + m - 1)) for a small integer m, without gamma
 * of x, which may be out of every range. */
static bool beta_of_integer(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr m)
{
    enum { SMALL = 200 };
    if (!enclose_is_point(m) || !mpfr_integer_p(&m->left) || mpfr_sgn(&m->left) <= 0 ||
        mpfr_cmp_ui(&m->left, SMALL) > 0)
        return false;
    unsigned long n = mpfr_get_ui(&m->left, MPFR_RNDN);
    mpfi_t product, factor;
    mpfi_init2(product, mpfi_get_prec(out) + GUARD);
    mpfi_init2(factor, mpfi_get_prec(out) + GUARD);
    mpfi_inv(product, x);
    for (unsigned long k = 1; k < n; k++) {
        mpfi_add_ui(factor, x, k);
        mpfi_mul_ui(product, product, k);
        mpfi_div(product, product, factor);
    }
    bool good = enclose_round_outward(out, product);
    mpfi_clear(product);
    mpfi_clear(factor);
    return good;
}

/* For positive arguments beta decreases in each, being the integral of t^(x-1) (1-t)^(y-1) from 0
 * to 1 (DLMF 5.12.1), so the ends suffice. For others it is the product of enclosures. */
ENCLOSURE(beta)
{
    mpfi_srcptr x = args[0], y = args[1];
    if (!enclose_has_pole(x) && beta_of_integer(out, x, y)) return true;
    if (!enclose_has_pole(y) && beta_of_integer(out, y, x)) return true;
    if (enclose_exponent(x) > MAX_EXPONENT || enclose_exponent(y) > MAX_EXPONENT)
        return enclose_give_up(env) || enclose_fail(out);
    if (enclose_has_pole(x) || enclose_has_pole(y)) return enclose_fail(out);
    if (mpfr_sgn(&x->left) < 0 || mpfr_sgn(&y->left) < 0 ||
        (enclose_is_point(x) && enclose_is_point(y)))
        return beta_of(env, out, x, y);
    mpfi_t p, q, low;
    mpfi_init2(low, mpfi_get_prec(out));
    point_at(p, &x->right);
    point_at(q, &y->right);
    bool good = beta_of(env, low, p, q);
    mpfi_clear(p);
    mpfi_clear(q);
    point_at(p, &x->left);
    point_at(q, &y->left);
    good = beta_of(env, out, p, q) && good;
    mpfi_clear(p);
    mpfi_clear(q);
    mpfr_swap(&out->left, &low->left);
    mpfi_clear(low);
    return good ? enclose_finish(out) : enclose_fail(out);
}

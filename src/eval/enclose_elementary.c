/* enclose_elementary.c - hyperbolic functions, exponentials, logarithms, roots, and the activation
 * functions that are made of them. */
#include "eval/enclose_series.h"

#include <math.h>

#define MPFR_BITS 4096  /* above, MPFR's erf takes long */
#define LONG_BITS 32768 /* above, the series of erf does */
#define GUARD 16        /* bits more for what is rounded more than once */

/* Computes the least and the greatest absolute value in x. */
static void magnitudes(mpfr_t low, mpfr_t high, mpfi_srcptr x)
{
    mpfr_abs(low, &x->left, MPFR_RNDN);
    mpfr_abs(high, &x->right, MPFR_RNDN);
    if (mpfr_greater_p(low, high)) mpfr_swap(low, high);
    if (mpfi_has_zero(x)) mpfr_set_zero(low, 1);
}

/* Encloses an even function that increases (or decreases) with the absolute value. */
static bool even(enclose_function *function, bool increases, mpfi_ptr out, mpfi_srcptr x)
{
    bool hyperbolic = function == mpfr_cosh || function == mpfr_sech; /* abs f' <= f */
    if (hyperbolic && enclose_by_slope(function, SLOPE_VALUE, out, x)) return enclose_finish(out);
    mpfr_prec_t bits = mpfi_get_prec(x);
    mpfr_t low, high;
    mpfr_inits2(bits, low, high, (mpfr_ptr)NULL);
    magnitudes(low, high, x);
    function(&out->left, increases ? low : high, MPFR_RNDD);
    function(&out->right, increases ? high : low, MPFR_RNDU);
    mpfr_clears(low, high, (mpfr_ptr)NULL);
    return enclose_finish(out);
}

/* ---- hyperbolic ---- */

ENCLOSURE(sinh)
{
    return enclose_increasing(mpfr_sinh, out, args[0]);
}
ENCLOSURE(cosh)
{
    return even(mpfr_cosh, true, out, args[0]);
}
ENCLOSURE(tanh)
{
    return enclose_smooth(mpfr_tanh, SLOPE_TWO, out, args[0]);
}
ENCLOSURE(sech)
{
    return even(mpfr_sech, false, out, args[0]);
}
ENCLOSURE(csch)
{
    return mpfi_has_zero(args[0]) ? enclose_fail(out) : enclose_decreasing(mpfr_csch, out, args[0]);
}
ENCLOSURE(coth)
{
    return mpfi_has_zero(args[0]) ? enclose_fail(out) : enclose_decreasing(mpfr_coth, out, args[0]);
}
ENCLOSURE(asinh)
{
    return enclose_smooth(mpfr_asinh, SLOPE_TWO, out, args[0]);
}
ENCLOSURE(acosh)
{
    return enclose_increasing(mpfr_acosh, out, args[0]);
}
ENCLOSURE(atanh)
{
    return enclose_increasing(mpfr_atanh, out, args[0]);
}

/* ---- exponentials, logarithms, roots ---- */

ENCLOSURE(exp)
{
    return enclose_smooth(mpfr_exp, SLOPE_VALUE, out, args[0]);
}
ENCLOSURE(exp2)
{
    return enclose_smooth(mpfr_exp2, SLOPE_VALUE, out, args[0]);
}
ENCLOSURE(expm1)
{
    return enclose_increasing(mpfr_expm1, out, args[0]);
}
ENCLOSURE(log)
{
    return enclose_smooth(mpfr_log, SLOPE_INVERSE, out, args[0]);
}
ENCLOSURE(log1p)
{
    return enclose_increasing(mpfr_log1p, out, args[0]);
}
ENCLOSURE(log2)
{
    return enclose_increasing(mpfr_log2, out, args[0]);
}
ENCLOSURE(log10)
{
    return enclose_increasing(mpfr_log10, out, args[0]);
}
ENCLOSURE(cbrt)
{
    return enclose_increasing(mpfr_cbrt, out, args[0]);
}

/* hypot increases with both absolute values. */
ENCLOSURE(hypot)
{
    mpfr_t low[2], high[2];
    for (int i = 0; i < 2; i++) {
        mpfr_inits2(mpfi_get_prec(args[i]), low[i], high[i], (mpfr_ptr)NULL);
        magnitudes(low[i], high[i], args[i]);
    }
    mpfr_hypot(&out->left, low[0], low[1], MPFR_RNDD);
    mpfr_hypot(&out->right, high[0], high[1], MPFR_RNDU);
    for (int i = 0; i < 2; i++) mpfr_clears(low[i], high[i], (mpfr_ptr)NULL);
    return enclose_finish(out);
}

ENCLOSURE(abs)
{
    return even(mpfr_set, true, out, args[0]);
}

/* ---- error function and learning ---- */

/* True if MPFR cannot be used. It sums the alternating series of erf, whose partial sums can
 * vanish, the first one at sqrt(3), others beyond it; then its error bound, which is computed in a
 * double, overflows, and it aborts (seen in 4.2.0 with more than 1020 bits). It may also take long,
 * and cannot be interrupted: erfc up to a second at 4096 bits. Far from 0 both functions are
 * computed quickly. */
static bool is_unfit(mpfr_prec_t bits, double z, bool complement)
{
    bool summed = complement ? z * z < 8 * (double)bits : 1.44 * z * z < (double)bits + 64;
    bool vanishes = fabs(z) > 1.7 && (bits > 512 || fabs(z * z - 3) < 1e-9);
    return summed && (vanishes || bits > (complement ? 512 : MPFR_BITS));
}

/* Encloses erf or erfc at a point, by MPFR or, where that is unfit, by the series, which can be
 * stopped. */
static bool erf_at(struct enclose_env *env, mpfi_ptr value, mpfr_srcptr x, bool complement)
{
    double z = mpfr_get_d(x, MPFR_RNDA);
    mpfr_prec_t bits = mpfi_get_prec(value);
    if (mpfr_regular_p(x) && is_unfit(bits, z, complement))
        return (complement && enclose_far_erfc(env, value, x)) ||
               series_erf(env, value, x, complement);
    enclose_function *function = complement ? mpfr_erfc : mpfr_erf;
    function(&value->left, x, MPFR_RNDD);
    function(&value->right, x, MPFR_RNDU);
    return enclose_finish(value);
}

/* By Arb where its bit-burst algorithm beats the series by more than it takes to open it. */
static bool erf_long(struct enclose_env *env, mpfi_ptr out, mpfi_srcptr x, bool complement)
{
    return mpfi_get_prec(out) >= LONG_BITS && mpfi_bounded_p(x) &&
           enclose_long(env, complement ? FN_erfc : FN_erf, out, x, 0);
}

/* Encloses erf, which increases, or erfc, which decreases, by the values at the ends. */
static bool erf_between(struct enclose_env *env, mpfi_ptr out, mpfi_srcptr x, bool complement)
{
    mpfi_t left, right;
    if (erf_long(env, out, x, complement)) return true;
    mpfi_init2(left, mpfi_get_prec(out));
    mpfi_init2(right, mpfi_get_prec(out));
    bool good = erf_at(env, left, &x->left, complement);
    if (enclose_is_point(x))
        mpfi_set(right, left);
    else
        good = good && erf_at(env, right, &x->right, complement);
    if (complement) mpfi_swap(left, right);
    mpfr_swap(&out->left, &left->left);
    mpfr_swap(&out->right, &right->right);
    mpfi_clear(left);
    mpfi_clear(right);
    return good ? enclose_finish(out) : enclose_fail(out);
}

ENCLOSURE(erf)
{
    double z = mpfr_get_d(&args[0]->left, MPFR_RNDA);
    bool fit = !is_unfit(mpfi_get_prec(out), z, false);
    if (fit && enclose_by_slope(mpfr_erf, SLOPE_TWO, out, args[0])) return enclose_finish(out);
    return erf_between(env, out, args[0], false);
}
ENCLOSURE(erfc)
{
    return erf_between(env, out, args[0], true);
}

static mpfr_rnd_t opposite(mpfr_rnd_t round)
{
    return round == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
}

/* Computes a lower or upper bound of 1/(1 + exp(-x)), as `round` says. With GUARD extra bits the
 * errors before the last rounding are far below a unit in the last place. */
static int bound_expit(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    mpfr_t minus, e;
    mpfr_init2(minus, mpfr_get_prec(x));
    mpfr_init2(e, mpfr_get_prec(to) + GUARD);
    mpfr_neg(minus, x, MPFR_RNDN);
    int inexact = mpfr_exp(e, minus, opposite(round));
    inexact |= mpfr_add_ui(e, e, 1, opposite(round));
    inexact |= mpfr_ui_div(to, 1, e, round);
    mpfr_clears(minus, e, (mpfr_ptr)NULL);
    return inexact;
}

/* Computes a bound of log(1 + exp(x)) as x + log(1 + exp(-x)). */
static int bound_softplus(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    mpfr_t minus, e;
    mpfr_init2(minus, mpfr_get_prec(x));
    mpfr_init2(e, mpfr_get_prec(to) + GUARD);
    mpfr_abs(minus, x, MPFR_RNDN);
    mpfr_neg(minus, minus, MPFR_RNDN);
    int inexact = mpfr_exp(e, minus, round);
    inexact |= mpfr_log1p(e, e, round);
    inexact |= mpfr_sgn(x) > 0 ? mpfr_add(to, x, e, round) : mpfr_set(to, e, round);
    mpfr_clears(minus, e, (mpfr_ptr)NULL);
    return inexact;
}

static int bound_relu(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    return mpfr_sgn(x) > 0 ? mpfr_set(to, x, round) : mpfr_set_ui(to, 0, round);
}

static int bound_leaky_relu(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    return mpfr_sgn(x) > 0 ? mpfr_set(to, x, round) : mpfr_div_ui(to, x, 100, round);
}

static int bound_elu(mpfr_ptr to, mpfr_srcptr x, mpfr_rnd_t round)
{
    return mpfr_sgn(x) > 0 ? mpfr_set(to, x, round) : mpfr_expm1(to, x, round);
}

ENCLOSURE(expit)
{
    return enclose_smooth(bound_expit, SLOPE_VALUE, out, args[0]);
}
ENCLOSURE(relu)
{
    return enclose_increasing(bound_relu, out, args[0]);
}
ENCLOSURE(leaky_relu)
{
    return enclose_increasing(bound_leaky_relu, out, args[0]);
}
ENCLOSURE(elu)
{
    return enclose_increasing(bound_elu, out, args[0]);
}
ENCLOSURE(softplus)
{
    return enclose_smooth(bound_softplus, SLOPE_VALUE, out, args[0]);
}

/* gelu(x) = x erfc(z)/2 with z = -x/sqrt(2). The condition of erfc at z is 2z^2, which takes extra
 * bits. */
ENCLOSURE(gelu)
{
    mpfi_srcptr x = args[0];
    mpfr_exp_t exponent = enclose_exponent(x);
    mpfr_prec_t bits = mpfi_get_prec(out) + GUARD + 2 * (exponent < 64 ? exponent : 64);
    mpfi_t z, root;
    mpfi_init2(z, bits);
    mpfi_init2(root, bits);
    mpfi_set_ui(root, 2);
    mpfi_sqrt(root, root);
    mpfi_div(z, x, root);
    mpfi_neg(z, z);
    bool good = erf_between(env, z, z, true);
    mpfi_mul(z, z, x);
    mpfi_div_2ui(z, z, 1);
    mpfi_clear(root);
    good = good ? enclose_round_outward(out, z) : enclose_fail(out);
    mpfi_clear(z);
    return good;
}

ENCLOSURE(silu)
{
    mpfi_t s;
    mpfi_init2(s, mpfi_get_prec(out) + GUARD);
    bool good = enclose_smooth(bound_expit, SLOPE_VALUE, s, args[0]);
    mpfi_mul(s, s, args[0]);
    good = good ? enclose_round_outward(out, s) : enclose_fail(out);
    mpfi_clear(s);
    return good;
}

/* About 1/2, where it is 0, 2 atanh(2u - 1), whose argument is exact; else log(u) - log(1 - u), the
 * second rounded in the opposite direction. */
static int bound_logit(mpfr_ptr out, mpfr_srcptr u, mpfr_rnd_t round)
{
    mpfr_t first, second;
    mpfr_prec_t bits = mpfr_get_prec(out) + GUARD;
    int inexact;
    mpfr_init2(first, (mpfr_get_prec(u) > bits ? mpfr_get_prec(u) : bits) + 2);
    mpfr_init2(second, bits);
    if (mpfr_cmp_d(u, 0.25) > 0 && mpfr_cmp_d(u, 0.75) < 0) {
        mpfr_mul_2ui(first, u, 1, MPFR_RNDN);
        mpfr_sub_ui(first, first, 1, MPFR_RNDN);
        inexact = mpfr_atanh(out, first, round);
        mpfr_mul_2ui(out, out, 1, round);
    } else {
        mpfr_neg(first, u, MPFR_RNDN); /* exact */
        mpfr_log1p(second, first, opposite(round));
        mpfr_log(first, u, round);
        inexact = mpfr_sub(out, first, second, round);
    }
    mpfr_clears(first, second, (mpfr_ptr)NULL);
    return inexact;
}

ENCLOSURE(logit)
{
    return enclose_increasing(bound_logit, out, args[0]);
}

/* Exactly 0 where x is, whatever y. */
ENCLOSURE(xlogy)
{
    if (mpfi_is_zero(args[0])) return enclose_between(out, 0, 0);
    mpfi_t log;
    mpfi_init2(log, mpfi_get_prec(out) + GUARD);
    bool good = enclose_log(env, log, &args[1]);
    mpfi_mul(log, log, args[0]);
    good = good ? enclose_round_outward(out, log) : enclose_fail(out);
    mpfi_clear(log);
    return good;
}

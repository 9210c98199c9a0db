/* enclose_shared.c - what enclosures share: an interval's ends, monotone and convex functions. A
 * monotone function is enclosed by its values at the ends, which MPFR rounds correctly in the
 * direction asked for. */
#include "eval/enclose.h"

bool enclose_is_bounded(mpfi_srcptr x)
{
    return mpfr_number_p(&x->left) && mpfr_number_p(&x->right) &&
           mpfr_lessequal_p(&x->left, &x->right);
}

bool enclose_fail(mpfi_ptr out)
{
    mpfr_set_inf(&out->left, -1);
    mpfr_set_inf(&out->right, 1);
    return false;
}

bool enclose_is_thin(mpfi_srcptr x)
{
    enum { FEW = 32 };
    MPFR_DECL_INIT(width, 64);
    mpfr_sub(width, &x->right, &x->left, MPFR_RNDU);
    if (mpfr_zero_p(width)) return true;
    return mpfr_regular_p(&x->left) &&
           mpfr_get_exp(width) < mpfr_get_exp(&x->left) - mpfi_get_prec(x) + FEW;
}

/* MPFI expects a left end of 0 to be +0 and a right end of 0 to be -0. */
bool enclose_finish(mpfi_ptr out)
{
    if (!enclose_is_bounded(out)) return enclose_fail(out);
    if (mpfr_zero_p(&out->left)) mpfr_set_zero(&out->left, 1);
    if (mpfr_zero_p(&out->right)) mpfr_set_zero(&out->right, -1);
    return true;
}

bool enclose_increasing(enclose_function *function, mpfi_ptr out, mpfi_srcptr x)
{
    function(&out->left, &x->left, MPFR_RNDD);
    function(&out->right, &x->right, MPFR_RNDU);
    return enclose_finish(out);
}

bool enclose_by_slope(enclose_function *function, enum slope slope, mpfi_ptr out, mpfi_srcptr x)
{
    enum { FEW = 8 };
    MPFR_DECL_INIT(change, 64);
    mpfr_prec_t bits = mpfi_get_prec(out);
    mpfr_sub(change, &x->right, &x->left, MPFR_RNDU);
    bool point = mpfr_zero_p(change);
    mpfr_mul_2ui(change, change, 1, MPFR_RNDU);
    if (!point && mpfr_get_exp(change) > (slope == SLOPE_VALUE ? FEW - bits : 0)) return false;
    mpfr_t value;
    mpfr_init2(value, bits);
    int inexact = function(value, &x->left, MPFR_RNDD);
    if (!point && slope == SLOPE_INVERSE) mpfr_div(change, change, &x->left, MPFR_RNDA);
    if (!point && slope == SLOPE_VALUE) mpfr_mul(change, change, value, MPFR_RNDA);
    mpfr_abs(change, change, MPFR_RNDU);
    bool fits = point || (mpfr_regular_p(value) && mpfr_number_p(change) &&
                          mpfr_get_exp(change) < mpfr_get_exp(value) - bits + FEW);
    if (fits) {
        mpfr_sub(&out->left, value, change, MPFR_RNDD);
        if (inexact) mpfr_nextabove(value);
        if (inexact) mpfr_nextabove(value);
        mpfr_add(&out->right, value, change, MPFR_RNDU);
    }
    mpfr_clear(value);
    return fits;
}

bool enclose_smooth(enclose_function *function, enum slope slope, mpfi_ptr out, mpfi_srcptr x)
{
    return enclose_by_slope(function, slope, out, x) ? enclose_finish(out)
                                                     : enclose_increasing(function, out, x);
}

bool enclose_decreasing(enclose_function *function, mpfi_ptr out, mpfi_srcptr x)
{
    mpfr_t right;
    mpfr_init2(right, mpfi_get_prec(out));
    function(right, &x->left, MPFR_RNDU);
    function(&out->left, &x->right, MPFR_RNDD);
    mpfr_swap(&out->right, right);
    mpfr_clear(right);
    return enclose_finish(out);
}

mpfr_exp_t enclose_exponent(mpfi_srcptr x)
{
    mpfr_exp_t most = 0;
    mpfr_srcptr ends[] = {&x->left, &x->right};
    for (int i = 0; i < 2; i++)
        if (mpfr_regular_p(ends[i]) && mpfr_get_exp(ends[i]) > most) most = mpfr_get_exp(ends[i]);
    return most;
}

bool enclose_round_outward(mpfi_ptr out, mpfi_srcptr from)
{
    mpfi_set(out, from);
    return enclose_finish(out);
}

bool enclose_between(mpfi_ptr out, int low, int high)
{
    mpfr_set_si(&out->left, low, MPFR_RNDD);
    mpfr_set_si(&out->right, high, MPFR_RNDU);
    return enclose_finish(out);
}

bool enclose_integer(long *n, mpfi_srcptr x, long most)
{
    if (!enclose_is_point(x) || !mpfr_integer_p(&x->left) || mpfr_cmp_si(&x->left, most) > 0 ||
        mpfr_cmp_si(&x->left, -most) < 0)
        return false;
    *n = mpfr_get_si(&x->left, MPFR_RNDN);
    return true;
}

/* Raises `low` to the bound that the tangent at one end gives: value - |slope| width. */
static void tangent(mpfr_ptr low, mpfi_srcptr value, mpfi_srcptr slope, mpfr_srcptr width)
{
    mpfr_t drop;
    mpfr_init2(drop, mpfr_get_prec(low));
    if (mpfr_cmpabs(&slope->left, &slope->right) > 0)
        mpfr_abs(drop, &slope->left, MPFR_RNDU);
    else
        mpfr_abs(drop, &slope->right, MPFR_RNDU);
    mpfr_mul(drop, drop, width, MPFR_RNDU);
    mpfr_sub(drop, &value->left, drop, MPFR_RNDD);
    mpfr_max(low, low, drop, MPFR_RNDD);
    mpfr_clear(drop);
}

static bool enclose_value(struct enclose_env *env, enclose_at_point *function, mpfi_ptr out,
                          mpfr_srcptr x, unsigned long order)
{
    mpfi_t value;
    mpfi_init2(value, mpfi_get_prec(out));
    bool good = function(env, value, NULL, x, order);
    mpfi_set(out, value);
    mpfi_clear(value);
    return good ? enclose_finish(out) : enclose_fail(out);
}

/* A convex function is below the greater of its values at the ends, and above its tangents. Where
 * its slope at the left end is positive, or at the right end negative, it is monotone and the ends
 * suffice. */
bool enclose_convex(struct enclose_env *env, enclose_at_point *function, mpfi_ptr out,
                    mpfi_srcptr x, unsigned long order, const char *least)
{
    enum { SLOPE_BITS = 32 }; /* a slope is a sign, or shows how far a tangent drops */
    mpfi_t value[2], slope[2];
    mpfr_t width, low;
    mpfr_prec_t bits = mpfi_get_prec(out);
    if (enclose_is_point(x)) return enclose_value(env, function, out, &x->left, order);
    mpfr_inits2(bits, width, low, (mpfr_ptr)NULL);
    for (int i = 0; i < 2; i++) {
        mpfi_init2(value[i], bits);
        mpfi_init2(slope[i], SLOPE_BITS);
    }
    bool good = function(env, value[0], slope[0], &x->left, order) &&
                function(env, value[1], slope[1], &x->right, order);
    mpfr_sub(width, &x->right, &x->left, MPFR_RNDU);
    if (mpfr_sgn(&slope[0]->left) >= 0) {
        mpfr_set(low, &value[0]->left, MPFR_RNDD);
    } else if (mpfr_sgn(&slope[1]->right) <= 0) {
        mpfr_set(low, &value[1]->left, MPFR_RNDD);
    } else {
        mpfr_set_str(low, least, 10, MPFR_RNDD);
        tangent(low, value[0], slope[0], width);
        tangent(low, value[1], slope[1], width);
    }
    mpfr_max(&out->right, &value[0]->right, &value[1]->right, MPFR_RNDU);
    mpfr_swap(&out->left, low);
    for (int i = 0; i < 2; i++) {
        mpfi_clear(value[i]);
        mpfi_clear(slope[i]);
    }
    mpfr_clears(width, low, (mpfr_ptr)NULL);
    return good ? enclose_finish(out) : enclose_fail(out);
}

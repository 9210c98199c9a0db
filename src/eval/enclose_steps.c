/* enclose_steps.c - step functions: rounding, remainders, comparisons, and where. */
#include "eval/enclose.h"

#define MAX_EXPONENT (1L << 20) /* bits of the integer part of a quotient */

static int sign_of(mpfr_srcptr x)
{
    return (mpfr_sgn(x) > 0) - (mpfr_sgn(x) < 0);
}

ENCLOSURE(sign)
{
    return enclose_between(out, sign_of(&args[0]->left), sign_of(&args[0]->right));
}
ENCLOSURE(floor)
{
    return enclose_increasing(mpfr_rint_floor, out, args[0]);
}
ENCLOSURE(ceil)
{
    return enclose_increasing(mpfr_rint_ceil, out, args[0]);
}
ENCLOSURE(round)
{
    return enclose_increasing(mpfr_rint_roundeven, out, args[0]);
}

ENCLOSURE(heaviside)
{
    enclose_between(out, sign_of(&args[0]->left) + 1, sign_of(&args[0]->right) + 1);
    mpfi_div_2ui(out, out, 1);
    return enclose_finish(out);
}

/* Computes a - b*floor(a/b) at the precision of `rest`. True if the floor is one number. */
static bool exact_floor(mpfi_ptr rest, mpfi_srcptr a, mpfi_srcptr b)
{
    mpfi_div(rest, a, b);
    mpz_t n, other;
    mpz_inits(n, other, (mpz_ptr)NULL);
    mpfr_get_z(n, &rest->left, MPFR_RNDD);
    mpfr_get_z(other, &rest->right, MPFR_RNDD);
    bool one = mpz_cmp(n, other) == 0;
    mpfi_mul_z(rest, b, n);
    mpfi_sub(rest, a, rest);
    mpz_clears(n, other, (mpz_ptr)NULL);
    return one;
}

/* Sets `out` to the interval from 0 to b, which contains mod(a, b). */
static void whole_period(mpfi_ptr out, mpfi_srcptr b)
{
    mpfi_set(out, b);
    if (mpfr_sgn(&out->left) > 0) mpfr_set_zero(&out->left, 1);
    if (mpfr_sgn(&out->right) < 0) mpfr_set_zero(&out->right, -1);
}

/* Takes one extra bit per bit of the quotient's integer part, up to a bound; beyond it, any
 * remainder is possible. */
ENCLOSURE(mod)
{
    mpfi_srcptr a = args[0], b = args[1];
    if (mpfi_has_zero(b)) return enclose_fail(out);
    mpfr_srcptr least = mpfr_cmpabs(&b->left, &b->right) < 0 ? &b->left : &b->right;
    mpfr_exp_t more = enclose_exponent(a) - mpfr_get_exp(least);
    bool near = more <= MAX_EXPONENT;
    mpfi_t rest, period;
    mpfi_init2(rest, mpfi_get_prec(out) + mpfi_get_prec(a) + mpfi_get_prec(b) +
                         (near && more > 0 ? more : 0));
    mpfi_init2(period, mpfi_get_prec(out));
    whole_period(period, b);
    if (near && exact_floor(rest, a, b))
        mpfi_intersect(out, rest, period);
    else
        mpfi_set(out, period);
    mpfi_clear(rest);
    mpfi_clear(period);
    return enclose_finish(out);
}

/* Computes minimum or maximum: each end may come from either argument; `out` may be one of them. */
static bool ends_by(int (*choose)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t), mpfi_ptr out,
                    const mpfi_srcptr *args)
{
    choose(&out->left, &args[0]->left, &args[1]->left, MPFR_RNDD);
    choose(&out->right, &args[0]->right, &args[1]->right, MPFR_RNDU);
    return enclose_finish(out);
}

ENCLOSURE(minimum)
{
    return ends_by(mpfr_min, out, args);
}
ENCLOSURE(maximum)
{
    return ends_by(mpfr_max, out, args);
}

static bool decision(mpfi_ptr out, bool surely, bool never)
{
    return enclose_between(out, surely, !never);
}

ENCLOSURE(less)
{
    return decision(out, mpfr_less_p(&args[0]->right, &args[1]->left),
                    mpfr_greaterequal_p(&args[0]->left, &args[1]->right));
}
ENCLOSURE(less_equal)
{
    return decision(out, mpfr_lessequal_p(&args[0]->right, &args[1]->left),
                    mpfr_greater_p(&args[0]->left, &args[1]->right));
}

static bool same_point(mpfi_srcptr x, mpfi_srcptr y)
{
    return mpfr_equal_p(&x->left, &y->right) && mpfr_equal_p(&x->right, &y->left);
}

static bool apart(mpfi_srcptr x, mpfi_srcptr y)
{
    return mpfr_less_p(&x->right, &y->left) || mpfr_less_p(&y->right, &x->left);
}

ENCLOSURE(equal)
{
    return decision(out, same_point(args[0], args[1]), apart(args[0], args[1]));
}
ENCLOSURE(not_equal)
{
    return decision(out, apart(args[0], args[1]), same_point(args[0], args[1]));
}

/* The branch that is not taken may be unbounded. */
ENCLOSURE(where)
{
    mpfi_srcptr condition = args[0];
    if (!mpfi_has_zero(condition)) return enclose_round_outward(out, args[1]);
    if (mpfr_zero_p(&condition->left) && mpfr_zero_p(&condition->right))
        return enclose_round_outward(out, args[2]);
    if (!enclose_is_bounded(args[1]) || !enclose_is_bounded(args[2])) return enclose_fail(out);
    mpfi_union(out, args[1], args[2]);
    return enclose_finish(out);
}

/* enclose.c - enclosures of the elementary and learning functions: by the ends where they are
 * monotone, MPFR rounding correctly in the direction asked for; trigonometric ones by quadrants.
 * MPFI's own functions are used for arithmetic only. */
#include "eval/enclose.h"

#include <limits.h>

#define MAX_EXPONENT (1L << 20) /* trigonometric arguments need as many bits of pi */
#define GUARD 16                /* bits more for what is rounded more than once */

#define ENCLOSURE(id) bool enclose_##id(mpfi_ptr out, const mpfi_srcptr *args)

static bool is_bounded(mpfi_srcptr x)
{
    return mpfr_number_p(&x->left) && mpfr_number_p(&x->right) &&
           mpfr_lessequal_p(&x->left, &x->right);
}

static bool all_bounded(enum fn fn, const mpfi_srcptr *args)
{
    int from = 0, to = fn == FN_where ? 1 : fn_arity(fn);
    for (int i = from; i < to; i++)
        if (!is_bounded(args[i])) return false;
    return true;
}

bool enclose_fn(enum fn fn, mpfi_ptr out, const mpfi_srcptr *args)
{
    if (!all_bounded(fn, args)) return enclose_fail(out);
    switch (fn) {
#define FUNCTION(id, parameters, rules, defined, smooth, group, summary) \
    case FN_##id:                                                        \
        return enclose_##id(out, args);
#define ALIAS(name, id, group)
#define BUILDER(id, parameters, group, summary)
#include "fn/functions.def"
#undef FUNCTION
#undef ALIAS
#undef BUILDER
    case FN_COUNT: break;
    }
    return enclose_fail(out);
}

/* ---- shared ---- */

bool enclose_fail(mpfi_ptr out)
{
    mpfr_set_inf(&out->left, -1);
    mpfr_set_inf(&out->right, 1);
    return false;
}

/* MPFI wants zeros as +0 on the left and -0 on the right. */
bool enclose_finish(mpfi_ptr out)
{
    if (!is_bounded(out)) return enclose_fail(out);
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

/* What bounds the derivative between the ends of x: twice the width (abs f' <= 2), that times f
 * (abs f' <= abs f, so that f changes by a factor up to exp(width) <= 1 + 2 width), or that
 * divided by x (abs f' <= 1/abs x). */
enum slope { SLOPE_TWO, SLOPE_VALUE, SLOPE_INVERSE };

/* One evaluation for an interval of a few units in the last place: f at its left end, and what the
 * slope can make of the width. Functions err by less than two units and return whether they err at
 * all. False, with out as it was, where that is not next to nothing beside f. */
static bool narrow(enclose_function *function, enum slope slope, mpfi_ptr out, mpfi_srcptr x)
{
    enum { FEW = 5 };
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

static bool increasing(enclose_function *function, enum slope slope, mpfi_ptr out, mpfi_srcptr x)
{
    return narrow(function, slope, out, x) ? enclose_finish(out)
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

/* Puts an interval of another precision into out, outwards. */
static bool round_out(mpfi_ptr out, mpfi_srcptr from)
{
    mpfi_set(out, from);
    return enclose_finish(out);
}

/* The interval low..high of small integers. */
static bool steps(mpfi_ptr out, int low, int high)
{
    mpfr_set_si(&out->left, low, MPFR_RNDD);
    mpfr_set_si(&out->right, high, MPFR_RNDU);
    return enclose_finish(out);
}

/* Nonnegative ends of the absolute values of x. */
static void magnitudes(mpfr_t low, mpfr_t high, mpfi_srcptr x)
{
    mpfr_abs(low, &x->left, MPFR_RNDN);
    mpfr_abs(high, &x->right, MPFR_RNDN);
    if (mpfr_greater_p(low, high)) mpfr_swap(low, high);
    if (mpfi_has_zero(x)) mpfr_set_zero(low, 1);
}

/* An even function that increases (or decreases) with the absolute value. */
static bool even(enclose_function *function, bool increases, mpfi_ptr out, mpfi_srcptr x)
{
    bool hyperbolic = function == mpfr_cosh || function == mpfr_sech; /* abs f' <= f */
    if (hyperbolic && narrow(function, SLOPE_VALUE, out, x)) return enclose_finish(out);
    mpfr_prec_t bits = mpfi_get_prec(x);
    mpfr_t low, high;
    mpfr_inits2(bits, low, high, (mpfr_ptr)NULL);
    magnitudes(low, high, x);
    function(&out->left, increases ? low : high, MPFR_RNDD);
    function(&out->right, increases ? high : low, MPFR_RNDU);
    mpfr_clears(low, high, (mpfr_ptr)NULL);
    return enclose_finish(out);
}

/* ---- trigonometric ---- */

/* The intervals' ends in quadrants: q[i] = floor(end / (pi/2)). */
struct quadrants {
    mpz_t first, last;
};

/* q = floor(x/(pi/2)): x/(pi/2) is enclosed at rising precision until its floor is one number; it
 * ends since no dyadic x but 0 is a multiple of pi/2. */
static void find_quadrant(mpz_t q, mpfr_srcptr x)
{
    mpz_set_ui(q, 0);
    if (mpfr_zero_p(x)) return;
    mpz_t other;
    mpz_init(other);
    mpfr_prec_t bits = 64 + (mpfr_get_exp(x) > 0 ? mpfr_get_exp(x) : 0);
    for (bool found = false; !found; bits += bits / 2) {
        mpfi_t quotient;
        mpfi_init2(quotient, bits);
        mpfi_const_pi(quotient);
        mpfi_div_2ui(quotient, quotient, 1);
        mpfi_fr_div(quotient, x, quotient);
        mpfr_get_z(q, &quotient->left, MPFR_RNDD);
        mpfr_get_z(other, &quotient->right, MPFR_RNDD);
        found = mpz_cmp(q, other) == 0;
        mpfi_clear(quotient);
    }
    mpz_clear(other);
}

static void quadrants_init(struct quadrants *q, mpfi_srcptr x)
{
    mpz_inits(q->first, q->last, (mpz_ptr)NULL);
    find_quadrant(q->first, &x->left);
    if (mpfr_equal_p(&x->left, &x->right))
        mpz_set(q->last, q->first);
    else
        find_quadrant(q->last, &x->right);
}

static void quadrants_clear(struct quadrants *q)
{
    mpz_clears(q->first, q->last, (mpz_ptr)NULL);
}

/* Whether a number k*pi/2 with k = rest modulo `modulus` lies in the interval, behind its left
 * end. */
static bool crosses(const struct quadrants *q, unsigned long rest, unsigned long modulus)
{
    mpz_t k;
    mpz_init(k);
    mpz_sub_ui(k, q->last, rest);
    mpz_fdiv_q_ui(k, k, modulus);
    mpz_mul_ui(k, k, modulus);
    mpz_add_ui(k, k, rest); /* the last such multiple up to the right end */
    bool yes = mpz_cmp(k, q->first) > 0;
    mpz_clear(k);
    return yes;
}

static bool is_far(mpfi_srcptr x)
{
    return enclose_exponent(x) > MAX_EXPONENT;
}

static bool within_one(mpfi_ptr out)
{
    if (mpfr_cmp_si(&out->left, -1) < 0) mpfr_set_si(&out->left, -1, MPFR_RNDD);
    if (mpfr_cmp_si(&out->right, 1) > 0) mpfr_set_si(&out->right, 1, MPFR_RNDU);
    return enclose_finish(out);
}

/* Sine or cosine: extremes at the ends, and 1 or -1 where a multiple of pi/2 with that value is
 * crossed: those with k = top modulo 4, and top + 2. */
static bool wave(enclose_function *function, unsigned long top, mpfi_ptr out, mpfi_srcptr x)
{
    if (is_far(x)) return steps(out, -1, 1);
    if (narrow(function, SLOPE_TWO, out, x)) return within_one(out);
    struct quadrants q;
    quadrants_init(&q, x);
    mpfr_t left, right;
    mpfr_inits2(mpfi_get_prec(out), left, right, (mpfr_ptr)NULL);
    function(left, &x->left, MPFR_RNDD);
    function(right, &x->left, MPFR_RNDU);
    mpfr_t other;
    mpfr_init2(other, mpfi_get_prec(out));
    function(other, &x->right, MPFR_RNDD);
    mpfr_min(left, left, other, MPFR_RNDD);
    function(other, &x->right, MPFR_RNDU);
    mpfr_max(right, right, other, MPFR_RNDU);
    if (crosses(&q, top, 4)) mpfr_set_si(right, 1, MPFR_RNDU);
    if (crosses(&q, (top + 2) % 4, 4)) mpfr_set_si(left, -1, MPFR_RNDD);
    mpfr_swap(&out->left, left);
    mpfr_swap(&out->right, right);
    mpfr_clears(left, right, other, (mpfr_ptr)NULL);
    quadrants_clear(&q);
    return enclose_finish(out);
}

/* Whether an odd (or an even) multiple of pi/2 is in x. Too far to tell: yes. */
static bool has_pole(mpfi_srcptr x, bool odd)
{
    if (is_far(x) || (!odd && mpfi_has_zero(x))) return true;
    struct quadrants q;
    quadrants_init(&q, x);
    bool yes = crosses(&q, odd, 2);
    quadrants_clear(&q);
    return yes;
}

ENCLOSURE(sin)
{
    return wave(mpfr_sin, 1, out, args[0]);
}
ENCLOSURE(cos)
{
    return wave(mpfr_cos, 0, out, args[0]);
}
ENCLOSURE(tan)
{
    return has_pole(args[0], true) ? enclose_fail(out) : enclose_increasing(mpfr_tan, out, args[0]);
}
ENCLOSURE(cot)
{
    return has_pole(args[0], false) ? enclose_fail(out)
                                    : enclose_decreasing(mpfr_cot, out, args[0]);
}

/* Sine and cosine are rounded correctly, so that without a pole their enclosure has no zero. */
static bool inverse(mpfi_ptr out)
{
    mpfi_inv(out, out);
    return enclose_finish(out);
}

ENCLOSURE(sec)
{
    if (has_pole(args[0], true)) return enclose_fail(out);
    return enclose_cos(out, args) && inverse(out);
}
ENCLOSURE(csc)
{
    if (has_pole(args[0], false)) return enclose_fail(out);
    return enclose_sin(out, args) && inverse(out);
}

/* MPFR answers NaN outside the domain: enclose_finish sees it. */
ENCLOSURE(asin)
{
    return enclose_increasing(mpfr_asin, out, args[0]);
}
ENCLOSURE(acos)
{
    return enclose_decreasing(mpfr_acos, out, args[0]);
}
ENCLOSURE(atan)
{
    return increasing(mpfr_atan, SLOPE_TWO, out, args[0]);
}

static void widen_by_angle(mpfi_ptr box, mpfr_srcptr y, mpfr_srcptr x)
{
    mpfr_t zero, angle;
    mpfr_init2(zero, 2);
    mpfr_init2(angle, mpfi_get_prec(box));
    mpfr_set_zero(zero, 1); /* atan2(-0, -1) would be -pi */
    if (mpfr_zero_p(y)) y = zero;
    mpfr_atan2(angle, y, x, MPFR_RNDD);
    mpfr_min(&box->left, &box->left, angle, MPFR_RNDD);
    mpfr_atan2(angle, y, x, MPFR_RNDU);
    mpfr_max(&box->right, &box->right, angle, MPFR_RNDU);
    mpfr_clears(zero, angle, (mpfr_ptr)NULL);
}

/* Seen from a point outside, a box has its extreme angles at corners; where it touches the cut
 * from both sides all angles are possible. */
ENCLOSURE(atan2)
{
    mpfi_srcptr y = args[0], x = args[1];
    if (mpfi_has_zero(y) && mpfi_has_zero(x)) return enclose_fail(out);
    mpfi_t box;
    mpfi_init2(box, mpfi_get_prec(out));
    if (mpfr_sgn(&x->left) < 0 && mpfr_sgn(&y->left) < 0 && mpfr_sgn(&y->right) >= 0) {
        mpfi_const_pi(box);
        mpfr_neg(&box->left, &box->right, MPFR_RNDD);
    } else {
        mpfr_set_inf(&box->left, 1);
        mpfr_set_inf(&box->right, -1);
        mpfr_srcptr ys[] = {&y->left, &y->right}, xs[] = {&x->left, &x->right};
        int rows = mpfr_equal_p(ys[0], ys[1]) ? 1 : 2, columns = mpfr_equal_p(xs[0], xs[1]) ? 1 : 2;
        for (int i = 0; i < rows * columns; i++)
            widen_by_angle(box, ys[i / columns], xs[i % columns]);
    }
    mpfi_swap(out, box);
    mpfi_clear(box);
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
    return increasing(mpfr_tanh, SLOPE_TWO, out, args[0]);
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
    return increasing(mpfr_asinh, SLOPE_TWO, out, args[0]);
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
    return increasing(mpfr_exp, SLOPE_VALUE, out, args[0]);
}
ENCLOSURE(exp2)
{
    return increasing(mpfr_exp2, SLOPE_VALUE, out, args[0]);
}
ENCLOSURE(expm1)
{
    return enclose_increasing(mpfr_expm1, out, args[0]);
}
ENCLOSURE(log)
{
    return increasing(mpfr_log, SLOPE_INVERSE, out, args[0]);
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

/* It increases with both absolute values. */
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

/* ---- steps and comparisons ---- */

ENCLOSURE(abs)
{
    return even(mpfr_set, true, out, args[0]);
}

static int sign_of(mpfr_srcptr x)
{
    return (mpfr_sgn(x) > 0) - (mpfr_sgn(x) < 0);
}

ENCLOSURE(sign)
{
    return steps(out, sign_of(&args[0]->left), sign_of(&args[0]->right));
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
    steps(out, sign_of(&args[0]->left) + 1, sign_of(&args[0]->right) + 1);
    mpfi_div_2ui(out, out, 1);
    return enclose_finish(out);
}

/* a - b*floor(a/b) at the precision of rest, where the floor is one number. */
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

/* 0..b, where mod lies: the hull of 0 and b. */
static void whole_period(mpfi_ptr out, mpfi_srcptr b)
{
    mpfi_set(out, b);
    if (mpfr_sgn(&out->left) > 0) mpfr_set_zero(&out->left, 1);
    if (mpfr_sgn(&out->right) < 0) mpfr_set_zero(&out->right, -1);
}

/* The quotient's bits before its point are bits more, up to a bound; behind it nothing is decided.
 */
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

/* Each end may come from either argument; out may be one of them. */
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
    return steps(out, surely, !never);
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

/* The branch not taken need not be bounded. */
ENCLOSURE(where)
{
    mpfi_srcptr condition = args[0];
    if (!mpfi_has_zero(condition)) return round_out(out, args[1]);
    if (mpfr_zero_p(&condition->left) && mpfr_zero_p(&condition->right))
        return round_out(out, args[2]);
    if (!is_bounded(args[1]) || !is_bounded(args[2])) return enclose_fail(out);
    mpfi_union(out, args[1], args[2]);
    return enclose_finish(out);
}

/* ---- error function and learning ---- */

ENCLOSURE(erf)
{
    return increasing(mpfr_erf, SLOPE_TWO, out, args[0]);
}
ENCLOSURE(erfc)
{
    return enclose_decreasing(mpfr_erfc, out, args[0]);
}

static mpfr_rnd_t opposite(mpfr_rnd_t round)
{
    return round == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
}

/* A bound of 1/(1 + exp(-x)) on the side of `round`. GUARD bits make the errors before the last
 * rounding far less than a unit. */
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

/* A bound of log(1 + exp(x)), which is x + log(1 + exp(-x)). */
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
    return increasing(bound_expit, SLOPE_VALUE, out, args[0]);
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
    return increasing(bound_softplus, SLOPE_VALUE, out, args[0]);
}

/* x erfc(z)/2, z = -x/sqrt(2); erfc at z has the condition 2z^2, which are bits more. */
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
    bool good = enclose_decreasing(mpfr_erfc, z, z);
    mpfi_mul(z, z, x);
    mpfi_div_2ui(z, z, 1);
    mpfi_clear(root);
    good = good ? round_out(out, z) : enclose_fail(out);
    mpfi_clear(z);
    return good;
}

ENCLOSURE(silu)
{
    mpfi_t s;
    mpfi_init2(s, mpfi_get_prec(out) + GUARD);
    bool good = increasing(bound_expit, SLOPE_VALUE, s, args[0]);
    mpfi_mul(s, s, args[0]);
    good = good ? round_out(out, s) : enclose_fail(out);
    mpfi_clear(s);
    return good;
}

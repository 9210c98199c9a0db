/* germ_singular.c - elementary functions at branch points, poles and infinity, by identities that
 * lead back to where series serve. */
#include "series/germ_private.h"

static const struct germ *one(struct germs *e)
{
    return germ_number(e, 1, 1);
}

static const struct germ *negative(struct germs *e, const struct germ *a)
{
    return germ_scale(e, a, -1, 1);
}

static const struct germ *inverse(struct germs *e, const struct germ *a)
{
    return germ_power(e, a, NUMBER_MINUS_ONE);
}

static const struct germ *pi_times(struct germs *e, int64_t p, int64_t q)
{
    id pi = graph_constant(e->g, CONSTANT_pi);
    return germ_constant(e, graph_scale(e->g, number_from_ratio(&e->g->numbers, p, q), pi));
}

/* fn at a point where it is analytic. */
static const struct germ *regular(struct germs *e, enum fn fn, const struct germ *a)
{
    if (a->state != GERM_KNOWN) return a;
    const struct germ *out = germ_analytic(e, fn, &a);
    return out ? out : germ_unclear(e, a, "no expansion is known there");
}

/* ---- circular functions at poles ---- */

static const struct germ *circular(struct germs *e, enum fn fn, const struct germ *a)
{
    int sign;
    if (germ_is_infinite(e, a, &sign)) return germ_undefined(e, "poles as near as one likes");
    const struct germ *sine = regular(e, FN_sin, a), *cosine = regular(e, FN_cos, a);
    switch (fn) {
    case FN_tan: return germ_divide(e, sine, cosine);
    case FN_cot: return germ_divide(e, cosine, sine);
    case FN_sec: return inverse(e, cosine);
    default: return inverse(e, sine);
    }
}

/* ---- hyperbolic functions ---- */

static const struct germ *exp_of(struct germs *e, const struct germ *a, int64_t times)
{
    return germ_exp(e, germ_scale(e, a, times, 1));
}

/* tanh(a) = 1 - 2/(exp(2 a) + 1), where a goes to infinity. */
static const struct germ *tanh_at_infinity(struct germs *e, const struct germ *a, int sign)
{
    const struct germ *below = germ_add(e, exp_of(e, a, 2 * sign), one(e));
    const struct germ *out = germ_subtract(e, one(e), germ_scale(e, inverse(e, below), 2, 1));
    return sign > 0 ? out : negative(e, out);
}

static const struct germ *hyperbolic(struct germs *e, enum fn fn, const struct germ *a)
{
    int sign;
    bool infinite = germ_is_infinite(e, a, &sign);
    if (!infinite && (fn == FN_csch || fn == FN_coth)) {
        const struct germ *sinh = regular(e, FN_sinh, a);
        return fn == FN_csch ? inverse(e, sinh) : germ_divide(e, regular(e, FN_cosh, a), sinh);
    }
    if (!infinite) return NULL;
    if (fn == FN_tanh) return tanh_at_infinity(e, a, sign);
    if (fn == FN_coth) return inverse(e, tanh_at_infinity(e, a, sign));
    const struct germ *up = exp_of(e, a, 1), *down = exp_of(e, a, -1);
    bool odd = fn == FN_sinh || fn == FN_csch;
    const struct germ *sum = odd ? germ_subtract(e, up, down) : germ_add(e, up, down);
    sum = germ_scale(e, sum, 1, 2);
    return fn == FN_sech || fn == FN_csch ? inverse(e, sum) : sum;
}

/* ---- inverse functions ---- */

/* acos(a) = 2 asin(sqrt((1 - a)/2)), which is regular at 1. */
static const struct germ *acos_near_one(struct germs *e, const struct germ *a)
{
    const struct germ *half = germ_scale(e, germ_subtract(e, one(e), a), 1, 2);
    return germ_scale(e, regular(e, FN_asin, germ_sqrt(e, half)), 2, 1);
}

static const struct germ *arc(struct germs *e, enum fn fn, const struct germ *a)
{
    int sign = germ_sign(e, a);
    if (sign == SIGN_UNKNOWN) return NULL;
    const struct germ *acos = acos_near_one(e, sign < 0 ? negative(e, a) : a);
    if (sign < 0) acos = germ_subtract(e, pi_times(e, 1, 1), acos);
    return fn == FN_acos ? acos : germ_subtract(e, pi_times(e, 1, 2), acos);
}

/* atan(a) = pi/2 - atan(1/a) for a > 0 */
static const struct germ *atan_at_infinity(struct germs *e, const struct germ *a)
{
    int sign;
    if (!germ_is_infinite(e, a, &sign)) return NULL;
    return germ_subtract(e, pi_times(e, sign, 2), regular(e, FN_atan, inverse(e, a)));
}

/* asinh(a) = log(a + sqrt(a^2 + 1)) for a > 0 */
static const struct germ *asinh_at_infinity(struct germs *e, const struct germ *a)
{
    int sign;
    if (!germ_is_infinite(e, a, &sign)) return NULL;
    const struct germ *size = sign < 0 ? negative(e, a) : a;
    const struct germ *square = germ_multiply(e, size, size);
    const struct germ *root = germ_sqrt(e, germ_add(e, square, one(e)));
    const struct germ *log = germ_log(e, germ_add(e, size, root));
    return sign < 0 ? negative(e, log) : log;
}

/* acosh(a) = 2 asinh(sqrt((a - 1)/2)), which is regular at 1; a logarithm at infinity. */
static const struct germ *acosh_of(struct germs *e, const struct germ *a)
{
    int sign;
    const struct germ *less = germ_subtract(e, a, one(e));
    if (!germ_is_infinite(e, a, &sign) || sign < 0) {
        const struct germ *root = germ_sqrt(e, germ_scale(e, less, 1, 2));
        return germ_scale(e, regular(e, FN_asinh, root), 2, 1);
    }
    const struct germ *square = germ_multiply(e, less, germ_add(e, a, one(e)));
    return germ_log(e, germ_add(e, a, germ_sqrt(e, square)));
}

static const struct germ *atanh_of(struct germs *e, const struct germ *a)
{
    const struct germ *up = germ_log(e, germ_add(e, one(e), a));
    const struct germ *down = germ_log(e, germ_subtract(e, one(e), a));
    return germ_scale(e, germ_subtract(e, up, down), 1, 2);
}

/* ---- several arguments ---- */

static const struct germ *hypot_of(struct germs *e, const struct germ *a, const struct germ *b)
{
    return germ_sqrt(e, germ_add(e, germ_power(e, a, NUMBER_TWO), germ_power(e, b, NUMBER_TWO)));
}

static const struct germ *atan_of(struct germs *e, const struct germ *a)
{
    if (a->state != GERM_KNOWN) return a;
    const struct germ *out = germ_analytic(e, FN_atan, &a);
    if (!out) out = atan_at_infinity(e, a);
    return out ? out : germ_unclear(e, a, "an angle");
}

static const struct germ *atan2_of(struct germs *e, const struct germ *y, const struct germ *x)
{
    int right = germ_sign(e, x), up = germ_sign(e, y);
    if (right == 0 && up == 0) return germ_undefined(e, "the angle of the origin");
    if (right == 1) return atan_of(e, germ_divide(e, y, x));
    if (right == -1 && up != SIGN_UNKNOWN)
        return germ_add(e, atan_of(e, germ_divide(e, y, x)), pi_times(e, up < 0 ? -1 : 1, 1));
    if (up == 1 || up == -1)
        return germ_subtract(e, pi_times(e, up, 2), atan_of(e, germ_divide(e, x, y)));
    return germ_unclear(e, y->cut ? y : x, "the angle of what may be the origin");
}

/* ---- functions of machine learning ---- */

static const struct germ *expit(struct germs *e, const struct germ *a)
{
    return inverse(e, germ_add(e, one(e), exp_of(e, a, -1)));
}

/* erfc(a) for a to infinity: exp(-a^2)/(a*sqrt(pi)) times the sum of (-1)^k (2k - 1)!!/(2 a^2)^k,
 * which is asymptotic. */
static const struct germ *erfc_at_infinity(struct germs *e, const struct germ *a)
{
    struct numbers *t = &e->g->numbers;
    size_t n = e->memory->terms / 2 + 1;
    number *c = arena_alloc(&e->memory->arena, n * sizeof *c);
    if (!c) return germ_failed();
    c[0] = NUMBER_ONE;
    for (size_t k = 1; k < n; k++)
        c[k] = number_mul(t, c[k - 1], number_from_ratio(t, 1 - 2 * (int64_t)k, 2));
    const struct germ *square = germ_multiply(e, a, a);
    const struct germ *sum = germ_polynomial(e, c, n, false, inverse(e, square));
    id root = graph_pow_number(e->g, graph_constant(e->g, CONSTANT_pi), NUMBER_MINUS_HALF);
    sum = germ_times(e, germ_divide(e, sum, a), root, NUMBER_ZERO);
    return germ_multiply(e, germ_exp(e, negative(e, square)), sum);
}

static const struct germ *erfc_of(struct germs *e, const struct germ *a)
{
    int sign;
    if (!germ_is_infinite(e, a, &sign)) return NULL;
    if (sign > 0) return erfc_at_infinity(e, a);
    return germ_subtract(e, germ_number(e, 2, 1), erfc_at_infinity(e, negative(e, a)));
}

static const struct germ *erf_of(struct germs *e, const struct germ *a)
{
    int sign;
    if (!germ_is_infinite(e, a, &sign)) return NULL;
    const struct germ *far = erfc_at_infinity(e, sign < 0 ? negative(e, a) : a);
    const struct germ *out = germ_subtract(e, one(e), far);
    return sign < 0 ? negative(e, out) : out;
}

static const struct germ *learning(struct germs *e, enum fn fn, const struct germ *a)
{
    int sign;
    if (!germ_is_infinite(e, a, &sign)) return NULL;
    if (fn == FN_expit) return expit(e, a);
    if (fn == FN_silu) return germ_multiply(e, a, expit(e, a));
    if (fn == FN_softplus) {
        const struct germ *log = germ_log(e, germ_add(e, one(e), exp_of(e, a, -sign)));
        return sign > 0 ? germ_add(e, a, log) : log;
    }
    id root = graph_pow_number(e->g, graph_int(e->g, 2), NUMBER_MINUS_HALF);
    const struct germ *far = germ_times(e, a, graph_neg(e->g, root), NUMBER_ZERO);
    return germ_scale(e, germ_multiply(e, a, erfc_of(e, far)), 1, 2);
}

const struct germ *germ_singular(struct germs *e, enum fn fn, const struct germ *const *args)
{
    const struct germ *a = args[0];
    switch (fn) {
    case FN_tan:
    case FN_cot:
    case FN_sec:
    case FN_csc: return circular(e, fn, a);
    case FN_sinh:
    case FN_cosh:
    case FN_tanh:
    case FN_sech:
    case FN_csch:
    case FN_coth: return hyperbolic(e, fn, a);
    case FN_asin:
    case FN_acos: return arc(e, fn, a);
    case FN_atan: return atan_at_infinity(e, a);
    case FN_asinh: return asinh_at_infinity(e, a);
    case FN_acosh: return acosh_of(e, a);
    case FN_atanh: return atanh_of(e, a);
    case FN_hypot: return hypot_of(e, a, args[1]);
    case FN_atan2: return atan2_of(e, a, args[1]);
    case FN_erf: return erf_of(e, a);
    case FN_erfc: return erfc_of(e, a);
    case FN_expit:
    case FN_softplus:
    case FN_silu:
    case FN_gelu: return learning(e, fn, a);
    default: return NULL;
    }
}

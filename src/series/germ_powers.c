/* germ_powers.c - powers of germs. */
#include "series/germ_private.h"

static bool is_zero(const struct germ *a)
{
    return a->n == 0 && a->rest == REST_NONE;
}

static bool is_even(struct germs *e, number exponent)
{
    struct numbers *t = &e->g->numbers;
    return number_is_integer(t, number_mul(t, exponent, NUMBER_HALF));
}

/* The power of a germ that is a rest with a scale, or steep, or flat. */
static const struct germ *power_of_pure(struct germs *e, const struct germ *a, number q)
{
    struct numbers *t = &e->g->numbers;
    bool whole = number_is_integer(t, q);
    if (a->sign == -1 && !whole) return germ_undefined(e, "a root of what is below 0");
    if (a->sign == SIGN_UNKNOWN && !whole)
        return germ_unclear(e, a, "a root of what is not known to be positive");
    int sign = is_even(e, q) ? 1 : a->sign;
    if (a->scale && sign != SIGN_UNKNOWN)
        return germ_pure(e, sign, germ_times(e, a->scale, graph_number(e->g, q), NUMBER_ZERO));
    struct germ *out = germ_new(e, 0);
    if (!out) return germ_failed();
    *out = *a;
    out->sign = sign;
    out->scale = NULL;
    if (number_sign(t, q) < 0) {
        if (a->sign == SIGN_UNKNOWN && a->rest == REST_FLAT)
            return germ_unclear(e, a, "it is not known whether a divisor is 0");
        out->rest = a->rest == REST_FLAT ? REST_STEEP : REST_FLAT;
    }
    return out;
}

/* a^n by repeated squaring, which needs to know of no term that it is not 0. */
static const struct germ *whole_power(struct germs *e, const struct germ *a, int64_t n)
{
    const struct germ *result = NULL;
    for (; n; n >>= 1) {
        if (n & 1) result = result ? germ_multiply(e, result, a) : a;
        if (n > 1) a = germ_multiply(e, a, a);
    }
    return result;
}

static const struct germ *power_of_lead(struct germs *e, const struct germ *a,
                                        const struct germ_lead *lead, number q)
{
    struct graph *g = e->g;
    if (lead->sign < 0 && !number_is_integer(&g->numbers, q))
        return germ_undefined(e, "a root of what is below 0");
    id c = node_power(g, lead->term.coefficient, q);
    number exponent = number_mul(&g->numbers, lead->term.exponent, q);
    const struct germ *rest = germ_relative(e, a, lead);
    if (rest->state == GERM_KNOWN && is_zero(rest)) return germ_monomial(e, c, exponent);
    return germ_times(e, germ_one_plus_power(e, rest, q), c, exponent);
}

/* The power of a germ of which no term is known not to be 0. */
static const struct germ *power_of_unknown(struct germs *e, const struct germ *a, number q)
{
    struct numbers *t = &e->g->numbers;
    int64_t n;
    bool is_positive = number_sign(t, q) > 0;
    const struct germ *bounded = germ_oscillating_power(e, a, q);
    if (bounded) return bounded;
    if (is_positive && number_to_int(t, q, &n) && n <= 64) return whole_power(e, a, n);
    if (!is_positive) return germ_unclear(e, a, "it is not known whether a divisor is 0");
    return germ_unclear(e, a, "a root of what is not known to be positive");
}

const struct germ *germ_power(struct germs *e, const struct germ *a, number q)
{
    struct numbers *t = &e->g->numbers;
    struct germ_lead lead;
    int64_t n;
    if (a->state != GERM_KNOWN || q == NUMBER_ONE) return a;
    if (q == NUMBER_ZERO) return germ_number(e, 1, 1);
    if (is_zero(a) && number_sign(t, q) < 0) return germ_undefined(e, "a division by 0");
    if (is_zero(a)) return a;
    if (a->n == 0 && (a->scale || a->rest == REST_FLAT || a->rest == REST_STEEP))
        return power_of_pure(e, a, q);
    bool exact = a->rest == REST_NONE && a->n > 1 && number_to_int(t, q, &n) && n > 0;
    if (exact && (uint64_t)n * a->n <= 4 * e->memory->terms) return whole_power(e, a, n);
    if (germ_lead(e, a, &lead)) return power_of_lead(e, a, &lead, q);
    return power_of_unknown(e, a, q);
}

const struct germ *germ_divide(struct germs *e, const struct germ *a, const struct germ *b)
{
    return germ_multiply(e, a, germ_power(e, b, NUMBER_MINUS_ONE));
}

const struct germ *germ_sqrt(struct germs *e, const struct germ *a)
{
    return germ_power(e, a, NUMBER_HALF);
}

/* The cube root with the sign of a. */
const struct germ *germ_cbrt(struct germs *e, const struct germ *a)
{
    struct numbers *t = &e->g->numbers;
    number third = number_from_ratio(t, 1, 3);
    int sign = germ_sign(e, a);
    if (a->state != GERM_KNOWN || sign == 0) return a;
    if (sign == 1) return germ_power(e, a, third);
    if (sign == -1) return germ_scale(e, germ_power(e, germ_scale(e, a, -1, 1), third), -1, 1);
    if (a->n == 0 && a->rest == REST_ORDER) {
        struct germ *out = germ_new(e, 0);
        if (!out) return germ_failed();
        *out = *a;
        out->order = number_mul(t, a->order, third);
        out->scale = NULL;
        return out;
    }
    const struct germ *bounded = germ_oscillate(e, FN_cbrt, &a);
    return bounded ? bounded : germ_unclear(e, a, "a cube root of what may be 0");
}

/* germ_steps.c - functions with steps, and branches, decided by the sign of a germ on this side. */
#include "series/germ_private.h"

static bool has_order(const struct germ *a)
{
    return a->rest == REST_ORDER || a->rest == REST_OSCILLATES;
}

/* Somewhere between two integers, by a sign of `of` that is not known. */
static const struct germ *between(struct germs *e, const struct germ *of, int64_t low, int64_t high)
{
    const struct germ *out =
        germ_between(e, graph_int(e->g, low), graph_int(e->g, high), germ_alternates(e, of));
    if (out->state != GERM_KNOWN) return out;
    ((struct germ *)out)->cut = of->cut;
    ((struct germ *)out)->jumps = true;
    return out;
}

/* ---- signs and comparisons ---- */

static const struct germ *by_sign(struct germs *e, const struct germ *a, int below, int zero,
                                  int above)
{
    int sign = germ_sign(e, a);
    int least = below < above ? below : above, most = below < above ? above : below;
    if (zero < least) least = zero;
    if (zero > most) most = zero;
    if (sign == SIGN_UNKNOWN) return between(e, a, least, most);
    return germ_number(e, sign < 0 ? below : sign ? above : zero, 1);
}

static const struct germ *compare(struct germs *e, enum fn fn, const struct germ *a,
                                  const struct germ *b)
{
    bool same =
        a == b && a->state == GERM_KNOWN; /* as sin(x) and abs(sin(x)) where it is positive */
    const struct germ *d = same ? germ_number(e, 0, 1) : germ_subtract(e, a, b);
    if (d->state != GERM_KNOWN) return d;
    switch (fn) {
    case FN_less: return by_sign(e, d, 1, 0, 0);
    case FN_less_equal: return by_sign(e, d, 1, 1, 0);
    case FN_equal: return by_sign(e, d, 0, 1, 0);
    default: return by_sign(e, d, 1, 0, 1);
    }
}

static const struct germ *heaviside(struct germs *e, const struct germ *a)
{
    int sign = germ_sign(e, a);
    if (sign == SIGN_UNKNOWN) return between(e, a, 0, 1);
    return germ_number(e, sign + 1, 2);
}

static const struct germ *where(struct germs *e, const struct germ *const *args)
{
    int sign = germ_sign(e, args[0]);
    if (sign != SIGN_UNKNOWN) return sign ? args[1] : args[2];
    const struct germ *out = germ_either(e, args[1], args[2], args[0]->attained);
    if (args[0]->cut && !out->cut) {
        struct germ *again = germ_new(e, 0);
        if (!again) return germ_failed();
        *again = *out;
        again->cut = true;
        return again;
    }
    return out;
}

/* ---- integer parts ---- */

/* The constant that a tends to. */
static bool limit_of(struct germs *e, const struct germ *a, id *limit)
{
    if (germ_is_finite(e, a, limit)) return !germ_contents(e, *limit);
    if (has_order(a) && number_sign(&e->g->numbers, a->order) <= 0) return false;
    if (a->rest == REST_STEEP || a->n == 0 || a->terms[0].exponent != NUMBER_ZERO) return false;
    struct germs inner = {0};
    const struct germ *c = germ_of_coefficient(e, &inner, a->terms[0].coefficient);
    bool known = c && germ_is_finite(&inner, c, limit);
    germs_end(&inner);
    return known;
}

/* The floor of what stays between bounds. */
static const struct germ *floor_of_bounds(struct germs *e, const struct germ *a)
{
    struct graph *g = e->g;
    number low, high;
    id c = a->n ? a->terms[0].coefficient : graph_int(g, 0);
    bool plain = a->rest == REST_OSCILLATES && a->order == NUMBER_ZERO && a->n <= 1 &&
                 (!a->n || a->terms[0].exponent == NUMBER_ZERO) && !germ_contents(e, c);
    if (!plain || !germ_floor(e, node_add(g, c, a->high), &high) ||
        !germ_floor(e, graph_neg(g, node_add(g, c, a->low)), &low))
        return germ_unclear(e, a, "an integer part of what is not known to be bounded");
    /* the bounds hold up to o(1), so an integer may be missed from below */
    low = number_sub(&g->numbers, number_neg(&g->numbers, low), NUMBER_ONE);
    const struct germ *out = germ_between(e, graph_number(g, low), graph_number(g, high), false);
    if (out->state == GERM_KNOWN) ((struct germ *)out)->jumps = true;
    return out;
}

static const struct germ *floor_of_infinite(struct germs *e, const struct germ *a)
{
    bool settled = !has_order(a) || number_sign(&e->g->numbers, a->order) > 0;
    if (a->rest == REST_STEEP) {
        struct germ *out = germ_new(e, 0);
        if (!out) return germ_failed();
        *out = *a;
        out->scale = NULL;
        out->jumps = true;
        return out;
    }
    const struct germ *part =
        germ_between(e, graph_int(e->g, -1), graph_int(e->g, 0), settled && !a->jumps);
    if (part->state != GERM_KNOWN) return part;
    ((struct germ *)part)->jumps = true;
    return germ_add(e, a, part);
}

/* The floor of a, which tends to the integer n. */
static const struct germ *floor_near(struct germs *e, const struct germ *a, number n)
{
    id minus = graph_number(e->g, number_neg(&e->g->numbers, n));
    const struct germ *d = germ_add(e, a, germ_constant(e, minus));
    const struct germ *step = by_sign(e, d, -1, 0, 0);
    return germ_add(e, germ_constant(e, graph_number(e->g, n)), step);
}

static const struct germ *floor_of(struct germs *e, const struct germ *a)
{
    id limit;
    int sign;
    number n;
    if (a->state != GERM_KNOWN) return a;
    if (germ_is_infinite(e, a, &sign)) return floor_of_infinite(e, a);
    if (!limit_of(e, a, &limit)) return floor_of_bounds(e, a);
    if (!germ_floor(e, limit, &n))
        return germ_unclear(e, a, "it is not known whether a number is an integer");
    id part = node_add(e->g, limit, graph_number(e->g, number_neg(&e->g->numbers, n)));
    if (germ_coefficient_sign(e, part) == 1) return germ_constant(e, graph_number(e->g, n));
    return floor_near(e, a, n);
}

/* round(a) is floor(a + 1/2), but for ties that stay ties. */
static const struct germ *round_of(struct germs *e, const struct germ *a)
{
    const struct germ *half = germ_add(e, a, germ_number(e, 1, 2));
    const struct germ *below = floor_of(e, half);
    number n;
    bool is_tie = half->state == GERM_KNOWN && below->state == GERM_KNOWN &&
                  germ_sign(e, germ_subtract(e, half, below)) == 0;
    if (!is_tie || below->n == 0 || !graph_is_number(e->g, below->terms[0].coefficient, &n))
        return below;
    if (number_is_integer(&e->g->numbers, number_mul(&e->g->numbers, n, NUMBER_HALF))) return below;
    return germ_add(e, below, germ_number(e, -1, 1));
}

static const struct germ *mod(struct germs *e, const struct germ *a, const struct germ *b)
{
    const struct germ *whole = floor_of(e, germ_divide(e, a, b));
    return germ_subtract(e, a, germ_multiply(e, b, whole));
}

/* ---- the functions ---- */

static const struct germ *apply(struct germs *e, enum fn fn, const struct germ *const *args)
{
    switch (fn) {
    case FN_sign: return by_sign(e, args[0], -1, 0, 1);
    case FN_heaviside: return heaviside(e, args[0]);
    case FN_floor: return floor_of(e, args[0]);
    case FN_ceil: return germ_scale(e, floor_of(e, germ_scale(e, args[0], -1, 1)), -1, 1);
    case FN_round: return round_of(e, args[0]);
    case FN_mod: return mod(e, args[0], args[1]);
    case FN_less:
    case FN_less_equal:
    case FN_equal:
    case FN_not_equal: return compare(e, fn, args[0], args[1]);
    default: return NULL;
    }
}

const struct germ *germ_step(struct germs *e, enum fn fn, const struct germ *const *args)
{
    if (fn == FN_where) return args[0]->state == GERM_KNOWN ? where(e, args) : args[0];
    return apply(e, fn, args);
}

/* germ_corners.c - functions with corners, decided by the sign of a germ on this side. */
#include "series/germ_private.h"

/* c*abs-like functions: the larger of low*a and high*a, with low < high: abs, relu, leaky_relu. */
struct corner {
    enum fn fn;
    number low, high;
};

static bool corner_of(struct germs *e, enum fn fn, struct corner *c)
{
    *c = (struct corner){fn, NUMBER_ZERO, NUMBER_ONE};
    if (fn == FN_abs) c->low = NUMBER_MINUS_ONE;
    if (fn == FN_leaky_relu) c->low = number_from_ratio(&e->g->numbers, 1, 100);
    return fn == FN_abs || fn == FN_relu || fn == FN_leaky_relu;
}

/* The corner of bounds around 0. */
static const struct germ *corner_of_bounds(struct germs *e, const struct corner *c,
                                           const struct germ *a)
{
    struct graph *g = e->g;
    id low = graph_fn1(g, c->fn, a->low), high = graph_fn1(g, c->fn, a->high);
    int left = germ_coefficient_sign(e, a->low), right = germ_coefficient_sign(e, a->high);
    int order = germ_coefficient_sign(e, node_add(g, high, graph_neg(g, low)));
    if (left == SIGN_UNKNOWN || right == SIGN_UNKNOWN || order == SIGN_UNKNOWN)
        return germ_order(e, a->order);
    bool across = c->fn == FN_abs && left == -1 && right == 1;
    id least = across ? graph_int(g, 0) : order >= 0 ? low : high;
    const struct germ *out =
        germ_between(e, least, order >= 0 ? high : low, a->attained && !(across && a->jumps));
    if (out->state != GERM_KNOWN) return out;
    ((struct germ *)out)->order = a->order;
    ((struct germ *)out)->cut = a->cut;
    ((struct germ *)out)->jumps = a->jumps;
    if (out->n) out->terms[0].exponent = a->order;
    return out;
}

static const struct germ *corner(struct germs *e, const struct corner *c, const struct germ *a)
{
    int sign = germ_sign(e, a);
    if (sign == 0) return a;
    const struct germ *high = germ_times(e, a, graph_number(e->g, c->high), NUMBER_ZERO);
    if (sign == 1) return high;
    const struct germ *low = germ_times(e, a, graph_number(e->g, c->low), NUMBER_ZERO);
    if (sign == -1) return low;
    if (a->n == 0 && a->rest == REST_OSCILLATES) return corner_of_bounds(e, c, a);
    return germ_either(e, low, high, germ_alternates(e, a));
}

static const struct germ *elu(struct germs *e, const struct germ *a)
{
    int sign = germ_sign(e, a);
    if (sign == 1 || sign == 0) return a;
    const struct germ *below = germ_subtract(e, germ_exp(e, a), germ_number(e, 1, 1));
    return sign == -1 ? below : germ_either(e, a, below, germ_alternates(e, a));
}

static const struct germ *extreme(struct germs *e, enum fn fn, const struct germ *a,
                                  const struct germ *b)
{
    const struct germ *d = germ_subtract(e, a, b);
    int sign = germ_sign(e, d);
    if (d->state != GERM_KNOWN) return d;
    if (sign != SIGN_UNKNOWN) return (sign >= 0) == (fn == FN_maximum) ? a : b;
    struct corner c;
    corner_of(e, FN_relu, &c);
    const struct germ *more = corner(e, &c, d);
    return fn == FN_maximum ? germ_add(e, b, more) : germ_subtract(e, a, more);
}

const struct germ *germ_corner(struct germs *e, enum fn fn, const struct germ *const *args)
{
    struct corner c;
    if (corner_of(e, fn, &c)) return corner(e, &c, args[0]);
    switch (fn) {
    case FN_elu: return elu(e, args[0]);
    case FN_minimum:
    case FN_maximum: return extreme(e, fn, args[0], args[1]);
    default: return NULL;
    }
}

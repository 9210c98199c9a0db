/* germ_oscillation.c - functions of germs that oscillate, or of which only bounds are known. */
#include "series/germ_private.h"

/* ---- bounds ---- */

/* Bounds of a germ that stays between two constants: its limits inferior and superior, if
 * `attained`. */
struct bounds {
    id low, high;
    bool attained;
};

static bool bounds_of(struct germs *e, const struct germ *a, struct bounds *b)
{
    if (a->rest != REST_OSCILLATES || a->order != NUMBER_ZERO || a->n > 1) return false;
    b->low = a->low;
    b->high = a->high;
    b->attained = a->attained;
    if (a->n == 0) return true;
    id c = a->terms[0].coefficient;
    if (a->terms[0].exponent != NUMBER_ZERO || germ_contents(e, c)) return false;
    b->low = node_add(e->g, c, b->low);
    b->high = node_add(e->g, c, b->high);
    return true;
}

static const struct germ *between(struct germs *e, const struct germ *of, id low, id high,
                                  bool attained)
{
    const struct germ *out = germ_between(e, low, high, attained);
    if (out->state != GERM_KNOWN) return out;
    ((struct germ *)out)->cut = of->cut;
    ((struct germ *)out)->jumps = of->jumps;
    return out;
}

static const struct germ *between_integers(struct germs *e, const struct germ *of, int low,
                                           int high, bool attained)
{
    return between(e, of, graph_int(e->g, low), graph_int(e->g, high), attained);
}

/* ---- functions with bounds of their own ---- */

static id half_pi(struct germs *e, int sign)
{
    number half = sign < 0 ? NUMBER_MINUS_HALF : NUMBER_HALF;
    return graph_scale(e->g, half, graph_constant(e->g, CONSTANT_pi));
}

/* A continuous germ that goes to infinity passes through every value, so that sin and cos of it
 * come to all of theirs, again and again. */
static const struct germ *sine_of(struct germs *e, const struct germ *a)
{
    int sign;
    bool settled = a->rest == REST_NONE || a->rest == REST_FLAT || a->rest == REST_STEEP ||
                   number_sign(&e->g->numbers, a->order) > 0;
    bool attained = germ_is_infinite(e, a, &sign) && settled && !a->jumps;
    return between_integers(e, a, -1, 1, attained);
}

static const struct germ *bounded_everywhere(struct germs *e, enum fn fn, const struct germ *a)
{
    switch (fn) {
    case FN_sin:
    case FN_cos: return sine_of(e, a);
    case FN_tanh:
    case FN_erf:
    case FN_j0:
    case FN_j1: return between_integers(e, a, -1, 1, false);
    case FN_sech:
    case FN_expit: return between_integers(e, a, 0, 1, false);
    case FN_erfc: return between_integers(e, a, 0, 2, false);
    case FN_atan: return between(e, a, half_pi(e, -1), half_pi(e, 1), false);
    default: return NULL;
    }
}

/* ---- monotone functions ---- */

/* 1 if fn increases everywhere, -1 if it decreases, 0 if neither. */
static int direction_of(enum fn fn)
{
    switch (fn) {
    case FN_exp:
    case FN_exp2:
    case FN_expm1:
    case FN_atan:
    case FN_tanh:
    case FN_sinh:
    case FN_asinh:
    case FN_erf:
    case FN_cbrt:
    case FN_expit:
    case FN_softplus:
    case FN_log:
    case FN_log1p:
    case FN_log2:
    case FN_log10:
    case FN_asin:
    case FN_acosh:
    case FN_atanh:
    case FN_elu: return 1;
    case FN_erfc:
    case FN_acos: return -1;
    default: return 0;
    }
}

/* Where the bounds lie against those of the domain of fn: 1 inside, -1 partly outside for certain,
 * 0 not known. */
static int is_inside(struct germs *e, enum fn fn, const struct bounds *b)
{
    struct graph *g = e->g;
    id low = b->low, high = graph_int(g, 1);
    switch (fn) {
    case FN_log:
    case FN_log2:
    case FN_log10: break;
    case FN_log1p: low = node_add(g, low, graph_int(g, 1)); break;
    case FN_acosh: low = node_add(g, low, graph_int(g, -1)); break;
    case FN_asin:
    case FN_acos:
    case FN_atanh:
        low = node_add(g, low, graph_int(g, 1));
        high = node_add(g, graph_int(g, 1), graph_neg(g, b->high));
        break;
    default: return 1;
    }
    int left = germ_coefficient_sign(e, low), right = germ_coefficient_sign(e, high);
    if (left == 1 && right == 1) return 1;
    return b->attained && (left == -1 || right == -1) ? -1 : 0;
}

static const struct germ *monotone(struct germs *e, enum fn fn, const struct germ *a)
{
    struct bounds b;
    int direction = direction_of(fn);
    if (!direction || !bounds_of(e, a, &b)) return NULL;
    int inside = is_inside(e, fn, &b);
    if (inside < 0) return germ_undefined(e, "an argument that leaves the domain again and again");
    if (inside == 0) return NULL;
    id at_low = graph_fn1(e->g, fn, b.low), at_high = graph_fn1(e->g, fn, b.high);
    return between(e, a, direction > 0 ? at_low : at_high, direction > 0 ? at_high : at_low,
                   b.attained);
}

const struct germ *germ_oscillate(struct germs *e, enum fn fn, const struct germ *const *args)
{
    const struct germ *out = monotone(e, fn, args[0]);
    return out ? out : bounded_everywhere(e, fn, args[0]);
}

/* ---- powers ---- */

static const struct germ *with_order(struct germs *e, const struct germ *of, number order, id low,
                                     id high, bool attained)
{
    const struct germ *out = between(e, of, low, high, attained);
    if (out->state != GERM_KNOWN) return out;
    if (out->rest == REST_OSCILLATES)
        ((struct germ *)out)->order = order;
    else if (out->n)
        out->terms[0].exponent = order;
    return out;
}

/* The power of what lies between bounds both above 0, or both below. */
static const struct germ *power_apart(struct germs *e, const struct germ *a, const struct bounds *b,
                                      number q, number order)
{
    struct graph *g = e->g;
    id low = node_power(g, b->low, q), high = node_power(g, b->high, q);
    int sign = germ_coefficient_sign(e, node_add(g, high, graph_neg(g, low)));
    if (sign == SIGN_UNKNOWN) return NULL;
    return with_order(e, a, order, sign >= 0 ? low : high, sign >= 0 ? high : low, b->attained);
}

/* A power of what passes through 0, or may do so. */
static const struct germ *power_across(struct germs *e, const struct germ *a,
                                       const struct bounds *b, number q, number order)
{
    struct graph *g = e->g;
    struct numbers *t = &g->numbers;
    bool whole = number_is_integer(t, q),
         even = number_is_integer(t, number_mul(t, q, NUMBER_HALF));
    int left = germ_coefficient_sign(e, b->low), right = germ_coefficient_sign(e, b->high);
    bool crosses = b->attained && left == -1 && right == 1;
    if (number_sign(t, q) < 0)
        return crosses && !a->jumps ? germ_undefined(e, "a division by what is 0 again and again")
                                    : NULL;
    if (!whole && left == -1 && b->attained)
        return germ_undefined(e, "a root of what is below 0 again and again");
    if (left == SIGN_UNKNOWN || right == SIGN_UNKNOWN || !whole) return NULL;
    id low = node_power(g, b->low, q), high = node_power(g, b->high, q);
    if (!even) return with_order(e, a, order, low, high, b->attained);
    int larger = germ_coefficient_sign(e, node_add(g, high, graph_neg(g, low)));
    if (larger == SIGN_UNKNOWN) return NULL;
    return with_order(e, a, order, graph_int(g, 0), larger >= 0 ? high : low,
                      b->attained && !a->jumps);
}

const struct germ *germ_oscillating_power(struct germs *e, const struct germ *a, number q)
{
    struct numbers *t = &e->g->numbers;
    struct bounds b = {a->low, a->high, a->attained};
    if (a->rest != REST_OSCILLATES || a->n > 1) return NULL;
    if (a->n == 1) {
        id c = a->terms[0].coefficient;
        if (a->terms[0].exponent != a->order || germ_contents(e, c)) return NULL;
        b.low = node_add(e->g, c, b.low);
        b.high = node_add(e->g, c, b.high);
    }
    number order = number_mul(t, a->order, q);
    bool above = germ_coefficient_sign(e, b.low) == 1,
         below = germ_coefficient_sign(e, b.high) == -1;
    if (below && !number_is_integer(t, q)) return germ_undefined(e, "a root of what is below 0");
    if (above || below) return power_apart(e, a, &b, q, order);
    return power_across(e, a, &b, q, order);
}

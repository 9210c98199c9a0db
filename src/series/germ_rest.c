/* germ_rest.c - sums and products of rests. What is returned has no terms. */
#include "series/germ_private.h"

static struct germ *joint(struct germs *e, const struct germ *a, const struct germ *b)
{
    struct germ *out = germ_new(e, 0);
    if (!out) return NULL;
    out->cut = a->cut || b->cut;
    out->jumps = a->jumps || b->jumps;
    return out;
}

static const struct germ *copied(struct germs *e, const struct germ *rest, const struct germ *other)
{
    struct germ *out = joint(e, rest, other);
    if (!out) return germ_failed();
    out->rest = rest->rest;
    out->order = rest->order;
    out->low = rest->low;
    out->high = rest->high;
    out->attained = rest->attained;
    out->sign = rest->sign;
    out->scale = rest->scale;
    return out;
}

static const struct germ *of_order(struct germs *e, const struct germ *a, const struct germ *b,
                                   number order)
{
    struct germ *out = joint(e, a, b);
    if (!out) return germ_failed();
    out->rest = REST_ORDER;
    out->order = order;
    return out;
}

static const struct germ *of_bounds(struct germs *e, const struct germ *a, const struct germ *b,
                                    number order, id low, id high)
{
    struct germ *out = joint(e, a, b);
    if (!out || low == POISON || high == POISON) return germ_failed();
    out->rest = REST_OSCILLATES;
    out->order = order;
    out->low = low;
    out->high = high;
    return out;
}

static const struct germ *flat(struct germs *e, const struct germ *a, const struct germ *b,
                               int sign, const struct germ *scale)
{
    struct germ *out = joint(e, a, b);
    if (!out) return germ_failed();
    out->rest = REST_FLAT;
    out->sign = sign;
    out->scale = scale;
    return out;
}

/* ---- sums ---- */

/* Scales have flat rests themselves, which have scales: not all the way down. */
enum { MOST_SCALES = 2 };

static const struct germ *add_flats(struct germs *e, const struct germ *a, const struct germ *b)
{
    if (a->scale && b->scale && e->memory->scales < MOST_SCALES) {
        e->memory->scales++;
        const struct germ *sum = e->memory->hooks->add_pure(e, a, b);
        e->memory->scales--;
        bool gone = sum->state == GERM_KNOWN && sum->n == 0;
        if (sum->state == GERM_FAILED) return sum;
        if (gone && (sum->rest == REST_FLAT || sum->rest == REST_NONE)) return copied(e, sum, sum);
    }
    return flat(e, a, b, a->sign == b->sign ? a->sign : SIGN_UNKNOWN, NULL);
}

static const struct germ *add_bounds(struct germs *e, const struct germ *a, const struct germ *b)
{
    return of_bounds(e, a, b, a->order, node_add(e->g, a->low, b->low),
                     node_add(e->g, a->high, b->high));
}

const struct germ *germ_add_rests(struct germs *e, const struct germ *a, const struct germ *b)
{
    if (b->rest == REST_NONE) return copied(e, a, b);
    if (a->rest == REST_NONE) return copied(e, b, a);
    if (a->rest == REST_FLAT && b->rest == REST_FLAT) return add_flats(e, a, b);
    if (a->rest == REST_FLAT) return copied(e, b, a);
    if (b->rest == REST_FLAT) return copied(e, a, b);
    int order = number_compare(&e->g->numbers, a->order, b->order);
    if (order == 0 && a->rest == REST_OSCILLATES && b->rest == REST_OSCILLATES)
        return add_bounds(e, a, b);
    const struct germ *larger = order < 0 ? a : b;
    if (order == 0) larger = a->rest == REST_ORDER ? a : b;
    if (larger->rest == REST_OSCILLATES) return copied(e, larger, larger == a ? b : a);
    return of_order(e, a, b, larger->order);
}

/* ---- products ---- */

/* The scale of c*t^exponent*(1 + o(1)) times the rest of a. */
static const struct germ *moved_scale(struct germs *e, const struct germ *a, id c, number exponent)
{
    int sign;
    if (!a->scale) return NULL;
    const struct germ *more = e->memory->hooks->log_abs(e, germ_monomial(e, c, exponent), &sign);
    if (more->state != GERM_KNOWN) return NULL;
    struct germ_sum sum = {.e = e};
    id one = graph_int(e->g, 1);
    for (size_t i = 0; i < more->n; i++)
        germ_sum_push(&sum, more->terms[i].exponent, more->terms[i].coefficient, one);
    for (size_t i = 0; i < a->scale->n; i++)
        germ_sum_push(&sum, a->scale->terms[i].exponent, a->scale->terms[i].coefficient, one);
    const struct germ *scale = germ_sum_end(&sum, a->scale);
    return scale->state == GERM_KNOWN ? scale : NULL;
}

const struct germ *germ_scale_rest(struct germs *e, const struct germ *a, id c, number exponent)
{
    number order = number_add(&e->g->numbers, a->order, exponent);
    if (a->rest == REST_NONE) return copied(e, a, a);
    if (a->rest == REST_ORDER && !a->scale) return of_order(e, a, a, order);
    int sign = germ_coefficient_sign(e, c);
    if (a->rest == REST_OSCILLATES) {
        if (sign == SIGN_UNKNOWN || sign == 0 || germ_contents(e, c))
            return of_order(e, a, a, order);
        id low = node_multiply(e->g, c, a->low), high = node_multiply(e->g, c, a->high);
        const struct germ *out =
            of_bounds(e, a, a, order, sign > 0 ? low : high, sign > 0 ? high : low);
        if (out->state == GERM_KNOWN) ((struct germ *)out)->attained = a->attained;
        return out;
    }
    bool known = sign != SIGN_UNKNOWN && sign != 0 && a->sign != SIGN_UNKNOWN;
    struct germ *out = joint(e, a, a);
    if (!out) return germ_failed();
    out->rest = a->rest;
    out->order = order;
    out->sign = known ? sign * a->sign : SIGN_UNKNOWN;
    out->scale = known ? moved_scale(e, a, c, exponent) : NULL;
    if (a->rest == REST_ORDER && !out->scale) out->sign = SIGN_UNKNOWN;
    return out;
}

/* The least and the greatest of the products of two intervals of numbers. */
static bool multiply_bounds(struct germs *e, const struct germ *a, const struct germ *b, id *low,
                            id *high)
{
    struct numbers *t = &e->g->numbers;
    number x[2], y[2], least = NUMBER_ZERO, most = NUMBER_ZERO;
    if (!graph_is_number(e->g, a->low, &x[0]) || !graph_is_number(e->g, a->high, &x[1]) ||
        !graph_is_number(e->g, b->low, &y[0]) || !graph_is_number(e->g, b->high, &y[1]))
        return false;
    for (int i = 0; i < 4; i++) {
        number p = number_mul(t, x[i & 1], y[i >> 1]);
        if (i == 0 || number_compare(t, p, least) < 0) least = p;
        if (i == 0 || number_compare(t, p, most) > 0) most = p;
    }
    *low = graph_number(e->g, least);
    *high = graph_number(e->g, most);
    return true;
}

const struct germ *germ_multiply_rests(struct germs *e, const struct germ *a, const struct germ *b)
{
    if (a->rest == REST_NONE || b->rest == REST_NONE) return germ_number(e, 0, 1);
    if (a->rest == REST_FLAT || b->rest == REST_FLAT) {
        bool known = a->sign != SIGN_UNKNOWN && b->sign != SIGN_UNKNOWN && a->rest == b->rest;
        return flat(e, a, b, known ? a->sign * b->sign : SIGN_UNKNOWN, NULL);
    }
    number order = number_add(&e->g->numbers, a->order, b->order);
    id low, high;
    if (a->rest == REST_OSCILLATES && b->rest == REST_OSCILLATES &&
        multiply_bounds(e, a, b, &low, &high))
        return of_bounds(e, a, b, order, low, high);
    return of_order(e, a, b, order);
}

#include "number/local_trend.h"

static bool has_log(const struct sides *s, id coefficient)
{
    return graph_depends(local_graph(s), coefficient, s->line->germs.log_t);
}

/* A formula of log(t) with -1/t in its place, as both go to -inf. */
static id at_far_log(const struct sides *s, id formula)
{
    struct graph *g = local_graph(s);
    const struct germs *e = &s->line->germs;
    id logarithm = graph_neg(g, graph_pow_number(g, e->t, NUMBER_MINUS_ONE));
    struct replacement far = {e->log_t, logarithm};
    return substitute(g, &formula, 1, &far, 1) ? formula : POISON;
}

/* A coefficient with logarithms, which go to -inf: 1/log(t) has a limit, log(t) has none. */
static enum trend limit_of_log(const struct sides *s, id *coefficient)
{
    struct graph *g = local_graph(s);
    struct germs *e = &s->line->germs;
    id limit = at_far_log(s, *coefficient);
    if (limit == POISON) return TREND_UNKNOWN;
    const struct germ *germ = germ_of(e, limit, NUMBER_ZERO);
    if (germ->state != GERM_KNOWN) return TREND_UNKNOWN;
    if (germ->rest == REST_STEEP) return TREND_UNBOUNDED;
    if (germ->n && number_sign(&g->numbers, germ->terms[0].exponent) < 0) return TREND_UNBOUNDED;
    bool known = germ_coefficient(e, germ, NUMBER_ZERO, coefficient);
    return known && !has_log(s, *coefficient) ? TREND_LIMIT : TREND_UNKNOWN;
}

/* Whether a coefficient is not 0 for small t: 1, 0, or SIGN_UNKNOWN. */
static int is_nonzero(const struct sides *s, id coefficient)
{
    enum { MOST_BITS = 4096 };
    struct graph *g = local_graph(s);
    struct germs *e = &s->line->germs;
    if (!has_log(s, coefficient)) {
        int sign = node_sign(g, coefficient, MOST_BITS);
        return sign == SIGN_UNKNOWN ? sign : sign != 0;
    }
    id far = at_far_log(s, coefficient);
    int sign = far ? germ_sign(e, germ_with_sign(e, far)) : SIGN_UNKNOWN;
    return sign == SIGN_UNKNOWN ? sign : sign != 0;
}

/* Whether there is a term of a lower power than t^k whose k-th derivative grows without bound: a
 * power that is no whole number from 0 on, or one with a logarithm. 1, 0, or SIGN_UNKNOWN. */
static int has_steep_term(const struct sides *s, const struct germ *germ, number k)
{
    const struct numbers *t = &local_graph(s)->numbers;
    int found = 0;
    for (size_t i = 0; i < germ->n && found != 1; i++) {
        number e = germ->terms[i].exponent;
        if (number_compare(t, e, k) >= 0) break;
        bool whole = number_is_integer(t, e) && number_sign(t, e) >= 0;
        if (whole && !has_log(s, germ->terms[i].coefficient)) continue;
        int nonzero = is_nonzero(s, germ->terms[i].coefficient);
        if (nonzero) found = nonzero;
    }
    return found;
}

static number factorial(struct graph *g, int k)
{
    number product = NUMBER_ONE;
    for (int i = 2; i <= k; i++)
        product = number_mul(&g->numbers, product, number_from_int(&g->numbers, i));
    return product;
}

/* The derivative by the variable itself, which runs against t on the left. */
static id along(const struct sides *s, int side, int k, id coefficient)
{
    struct graph *g = local_graph(s);
    number c = factorial(g, k);
    if (local_directions[side] < 0 && k % 2) c = number_neg(&g->numbers, c);
    return graph_scale(g, c, coefficient);
}

/* Between which values the quotient goes where a rest of its size oscillates. */
static struct side oscillation(const struct sides *s, int side, int k)
{
    struct graph *g = local_graph(s);
    const struct germ *germ = s->germs[side];
    number power = number_from_int(&g->numbers, k);
    id middle = graph_int(g, 0);
    for (size_t i = 0; i < germ->n; i++)
        if (germ->terms[i].exponent == power) middle = germ->terms[i].coefficient;
    if (!germ->low || !germ->high || has_log(s, middle))
        return (struct side){.trend = TREND_OSCILLATES};
    id low = along(s, side, k, graph_add(g, middle, germ->low)),
       high = along(s, side, k, graph_add(g, middle, germ->high));
    bool turned = local_directions[side] < 0 && k % 2;
    return (struct side){TREND_OSCILLATES, POISON, turned ? high : low, turned ? low : high};
}

/* What is left of the formula beside the point after the terms below t^k, over t^k. */
static id quotient(const struct sides *s, int side, int k)
{
    struct graph *g = local_graph(s);
    const struct germ *germ = s->germs[side];
    id t = s->line->germs.t, rest = local_line_beside(s->line, s->formula, local_directions[side]);
    number power = number_from_int(&g->numbers, k);
    for (size_t i = 0; i < germ->n; i++) {
        if (number_compare(&g->numbers, germ->terms[i].exponent, power) >= 0) break;
        id term = graph_mul(g, germ->terms[i].coefficient,
                            graph_pow_number(g, t, germ->terms[i].exponent));
        rest = graph_sub(g, rest, term);
    }
    return graph_div(g, rest, graph_pow_number(g, t, power));
}

/* Whether the quotient is shown to grow without bound, though no power of t tells how: its
 * reciprocal goes to 0. */
static bool grows(const struct sides *s, int side, int k)
{
    struct graph *g = local_graph(s);
    struct germs *e = &s->line->germs;
    id reciprocal = graph_pow_number(g, quotient(s, side, k), NUMBER_MINUS_ONE), limit;
    if (reciprocal == POISON || s->germs[side]->rest == REST_OSCILLATES) return false;
    const struct germ *germ = germ_of(e, reciprocal, NUMBER_ZERO);
    return germ->state == GERM_KNOWN && germ->rest != REST_STEEP &&
           !has_steep_term(s, germ, NUMBER_ZERO) &&
           germ_coefficient(e, germ, NUMBER_ZERO, &limit) && graph_is_zero(g, limit);
}

struct side local_trend(const struct sides *s, int side, int k)
{
    struct graph *g = local_graph(s);
    const struct germ *germ = s->germs[side];
    number power = number_from_int(&g->numbers, k);
    struct side out = {.trend = TREND_UNKNOWN};
    int steep = germ->rest == REST_STEEP ? 1 : has_steep_term(s, germ, power);
    if (steep) return out.trend = steep == 1 ? TREND_UNBOUNDED : TREND_UNKNOWN, out;
    if (germ->rest == REST_OSCILLATES) {
        int beside = number_compare(&g->numbers, germ->order, power);
        if (beside <= 0 && !germ->attained) return out;
        if (beside < 0) return out.trend = TREND_OSCILLATES, out;
        if (beside == 0) return oscillation(s, side, k);
    }
    if (!germ_coefficient(&s->line->germs, germ, power, &out.limit)) {
        if (grows(s, side, k)) out.trend = TREND_UNBOUNDED;
        return out;
    }
    out.trend = has_log(s, out.limit) ? limit_of_log(s, &out.limit) : TREND_LIMIT;
    if (out.trend == TREND_LIMIT) out.limit = along(s, side, k, out.limit);
    return out;
}

/* shifts.c - the gamma function, its reciprocal and their derivatives at a rational number by those
 * and polygamma at its part after the point: digamma(-3/2) - digamma(-5/2) is exactly -2/5, which
 * no precision would tell. */
#include "number/numbers.h"

enum { FARTHEST = 64, HIGHEST = 20 };

/* f(rest + whole), where 0 < rest < 1. */
struct shift {
    number rest;
    int64_t whole;
};

static bool shift_of(struct graph *g, id argument, struct shift *shift)
{
    struct numbers *t = &g->numbers;
    if (graph_op(g, argument) != OP_NUMBER) return false;
    number r = graph_node(g, argument)->data, floor = number_floor(t, r);
    shift->rest = number_sub(t, r, floor);
    return shift->rest != NUMBER_ZERO && number_to_int(t, floor, &shift->whole) &&
           shift->whole != 0 && shift->whole >= -FARTHEST && shift->whole <= FARTHEST;
}

static int64_t least(const struct shift *shift)
{
    return shift->whole < 0 ? shift->whole : 0;
}

static int64_t most(const struct shift *shift)
{
    return shift->whole < 0 ? 0 : shift->whole;
}

static number at(struct numbers *t, const struct shift *shift, int64_t k)
{
    return number_add(t, shift->rest, number_from_int(t, k));
}

/* rest*(rest + 1)*..., or its reciprocal, which gamma(rest) is multiplied by. */
static number factor_of(struct numbers *t, const struct shift *shift)
{
    number all = NUMBER_ONE;
    for (int64_t k = least(shift); k < most(shift); k++) all = number_mul(t, all, at(t, shift, k));
    return shift->whole < 0 ? number_div(t, NUMBER_ONE, all) : all;
}

/* What the n-th polygamma at rest lacks: (-1)^n*n!*(1/rest^(n + 1) + 1/(rest + 1)^(n + 1) + ...).
 */
static number term_of(struct numbers *t, const struct shift *shift, int64_t n)
{
    number all = NUMBER_ZERO, factor = NUMBER_ONE;
    for (int64_t k = 1; k <= n; k++) factor = number_mul(t, factor, number_from_int(t, -k));
    for (int64_t k = least(shift); k < most(shift); k++)
        all = number_add(t, all, number_pow(t, at(t, shift, k), -(n + 1)));
    return number_mul(t, shift->whole < 0 ? number_neg(t, factor) : factor, all);
}

/* Of an order of derivatives. */
static bool is_low(struct graph *g, id order, int64_t *n)
{
    return graph_op(g, order) == OP_NUMBER &&
           number_to_int(&g->numbers, graph_node(g, order)->data, n) && *n >= 0 && *n <= HIGHEST;
}

/* The derivative of order n of the reciprocal, away from its zeros: f' = -f*digamma, and what
 * Leibniz's rule makes of it. */
static id of_reciprocal(struct graph *g, id argument, int64_t n)
{
    struct numbers *t = &g->numbers;
    id f[HIGHEST + 1] = {shifts_put(g, graph_fn1(g, FN_rgamma, argument))};
    for (int64_t m = 1; m <= n; m++) {
        number binomial = NUMBER_MINUS_ONE;
        f[m] = graph_int(g, 0);
        for (int64_t k = 0; k < m; k++) {
            id psi = graph_fn2(g, FN_polygamma, graph_int(g, m - 1 - k), argument);
            id term = graph_mul(g, f[k], shifts_put(g, psi));
            f[m] = graph_add(g, f[m], graph_scale(g, binomial, term));
            binomial = number_mul(t, binomial, number_from_ratio(t, m - 1 - k, k + 1));
        }
    }
    return f[n];
}

static bool is_zero_of_reciprocal(const struct graph *g, id argument)
{
    number v = graph_node(g, argument)->data;
    return number_sign(&g->numbers, v) <= 0 && number_is_integer(&g->numbers, v);
}

static id put_reciprocal(struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    id argument = node_child(g, n, 1);
    int64_t order;
    bool known = graph_op(g, argument) == OP_NUMBER && is_low(g, node_child(g, n, 0), &order) &&
                 !is_zero_of_reciprocal(g, argument);
    return known ? of_reciprocal(g, argument, order) : a;
}

id shifts_put(struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    enum fn fn = (enum fn)n->fn;
    bool two = fn == FN_polygamma;
    bool known = two || fn == FN_gamma || fn == FN_rgamma || fn == FN_digamma;
    struct shift shift;
    int64_t order = 0;
    if (n->op != OP_FN || n->shape != SHAPE_SCALAR) return a;
    if (fn == FN_rgammaderiv) return put_reciprocal(g, a);
    if (!known) return a;
    id first = node_child(g, n, 0), argument = node_child(g, n, two);
    if (!shift_of(g, argument, &shift)) return a;
    if (two && !is_low(g, first, &order)) return a;
    id rest = graph_number(g, shift.rest);
    if (fn == FN_gamma || fn == FN_rgamma) {
        number factor = factor_of(&g->numbers, &shift);
        id gamma = graph_scale(g, factor, graph_fn1(g, FN_gamma, rest));
        return fn == FN_gamma ? gamma : graph_div(g, graph_int(g, 1), gamma);
    }
    number term = term_of(&g->numbers, &shift, order);
    id base = two ? graph_fn2(g, fn, first, rest) : graph_fn1(g, fn, rest);
    return graph_add(g, base, graph_number(g, term));
}

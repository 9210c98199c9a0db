/* orders_read.c - formulas as sums of terms in parts, and the derivatives of parts. */
#include "pass/orders_private.h"

/* ---- numbers ---- */

static int64_t common_multiple(struct orders *s, int64_t a, int64_t b)
{
    return orders_times(s, a / number_divisor(a, b), b);
}

/* Numbers of more than 64 bits have the denominator 0. */
static struct rational small_rational(struct orders *s, number c)
{
    struct rational r = s->g->numbers.all.at[c];
    if (r.q) return r;
    s->failed = true;
    return (struct rational){0, 1};
}

/* ---- formulas in parts ---- */

static bool is_negative(const struct graph *g, id sum)
{
    const struct node *n = graph_node(g, sum);
    bool negative = number_sign(&g->numbers, n->data) <= 0;
    for (uint32_t i = 0; i < n->n; i++)
        negative &= number_sign(&g->numbers, node_number(g, n, i)) < 0;
    return negative;
}

/* False for what products do not just count: |u|^2 is u^2, x^y*x is x^(y + 1), (-x - 1)^3 is -(x +
 * 1)^3. */
static bool may_be_part(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->shape != SHAPE_SCALAR || n->singular) return false;
    switch (n->op) {
    case OP_VARIABLE:
    case OP_CONSTANT: return true;
    case OP_FN: return n->fn != FN_abs && n->fn != FN_where;
    case OP_SUM: return n->n <= MOST_SUMMANDS && !is_negative(g, a);
    default: return false;
    }
}

static int part_of(struct orders *s, id a)
{
    int i = 0;
    while (i < s->n && s->parts[i].node != a) i++;
    if (i < s->n) return i;
    if (i == PARTS || !may_be_part(s->g, a)) return s->failed = true, 0;
    s->parts[s->n++] = (struct part){.node = a};
    return i;
}

static void put_power(struct orders *s, struct exponents *e, id a, number exponent)
{
    struct rational r = small_rational(s, exponent);
    int i = part_of(s, a);
    if (r.q > MOST_UNIT || r.p > MOST_EXPONENT || r.p < -MOST_EXPONENT) s->failed = true;
    if (s->failed) return;
    if (s->unit % r.q) {
        s->finer = common_multiple(s, s->unit, r.q);
        s->failed = true;
        return;
    }
    int64_t scaled = r.p * (s->unit / r.q);
    if (scaled > MOST_EXPONENT || scaled < -MOST_EXPONENT) s->failed = true;
    e->of[i] = s->failed ? 0 : (int16_t)scaled;
}

/* Reads c*a as one term, whose number is over *q. */
static struct order_term read_term(struct orders *s, id a, number c, int64_t *q)
{
    struct graph *g = s->g;
    struct order_term term = {.c = 0};
    const struct node *n = graph_node(g, a);
    if (n->op == OP_NUMBER) {
        c = number_mul(&g->numbers, c, n->data);
    } else if (n->op == OP_PRODUCT) {
        c = number_mul(&g->numbers, c, n->data);
        for (uint32_t i = 0; i < n->n && !s->failed; i++)
            put_power(s, &term.e, node_child(g, n, i), node_number(g, n, i));
    } else
        put_power(s, &term.e, a, NUMBER_ONE);
    struct rational r = small_rational(s, c);
    term.c = r.p;
    *q = r.q;
    return term;
}

/* Appends the terms of a sum, or of what is one term; returns their denominator. */
static int64_t read_sum(struct orders *s, id a)
{
    struct graph *g = s->g;
    bool sum = graph_op(g, a) == OP_SUM;
    uint32_t n = sum ? graph_node(g, a)->n : 1;
    number constant = sum ? graph_node(g, a)->data : NUMBER_ZERO;
    size_t first = s->summands.n;
    int64_t below = 1, q[MOST_READ + 1];
    if (n > MOST_READ) return s->failed = true, 1;
    for (uint32_t i = 0; i < n + (constant != NUMBER_ZERO) && !s->failed; i++) {
        id term = i == n ? graph_int(g, 1) : sum ? graph_child(g, a, i) : a;
        number c = i == n ? constant : sum ? node_number(g, graph_node(g, a), i) : NUMBER_ONE;
        struct order_term m = read_term(s, term, c, &q[i]);
        if (!vec_push(&g->core->mem, &s->summands, m)) s->failed = true;
        below = common_multiple(s, below, q[i]);
    }
    for (size_t i = first; i < s->summands.n && !s->failed; i++)
        s->summands.at[i].c = orders_times(s, s->summands.at[i].c, below / q[i - first]);
    return below;
}

/* Finds the derivative of a part as one term. */
static void read_derivative(struct orders *s, struct part *part)
{
    struct graph *g = s->g;
    id t = derive_next(g, part->node, s->x, s->known);
    number sign = NUMBER_ONE;
    if (t == POISON || graph_shape(g, t) != SHAPE_SCALAR) {
        s->failed = true;
        return;
    }
    if (graph_op(g, t) == OP_SUM && is_negative(g, t)) t = graph_neg(g, t), sign = NUMBER_MINUS_ONE;
    part->derivative = read_term(s, t, sign, &part->q);
}

static void read_summands(struct orders *s, struct part *part)
{
    bool sum = graph_op(s->g, part->node) == OP_SUM;
    part->first = (uint32_t)s->summands.n;
    part->below = sum ? read_sum(s, part->node) : 1;
    s->has_sums |= sum;
    part->n = (uint32_t)s->summands.n - part->first;
}

static bool occurs(const struct orders *s, int i)
{
    for (size_t k = 0; k < s->terms.n; k++)
        if (s->terms.at[k].e.of[i]) return true;
    return false;
}

bool orders_prepare(struct orders *s)
{
    int64_t q = 1, below = 1;
    for (int i = 0, n = s->n; i < n && !s->failed; i++)
        if (!s->parts[i].q && occurs(s, i)) read_derivative(s, &s->parts[i]);
    for (int i = 0; i < s->n && !s->failed; i++) {
        if (!s->parts[i].below) read_summands(s, &s->parts[i]);
        if (s->parts[i].q) q = common_multiple(s, q, s->parts[i].q);
        below = common_multiple(s, below, s->parts[i].below);
    }
    s->scale = s->failed ? 1 : orders_times(s, s->unit, orders_times(s, q, below));
    return !s->failed;
}

void orders_read(struct orders *s, id f)
{
    for (s->finer = 1; s->finer && s->finer <= MOST_UNIT;) {
        s->unit = s->finer;
        s->finer = 0;
        s->failed = false;
        s->n = 0;
        s->summands.n = 0;
        s->below = read_sum(s, f);
    }
    if (s->failed || !vec_reserve(&s->g->core->mem, &s->terms, s->summands.n)) return;
    for (size_t i = 0; i < s->summands.n; i++) s->terms.at[s->terms.n++] = s->summands.at[i];
    s->summands.n = 0;
}

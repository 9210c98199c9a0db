/* form.c - formulas of a ray's direction: linear forms, values, zeros, powers. */
#include "series/form.h"
#include "pass/substitute.h"
#include "series/normal_private.h"

uint64_t form_support(const struct directions *d, id a)
{
    struct reach reach = {0};
    uint64_t support = 0;
    if (graph_op(d->g, a) == OP_NUMBER || !graph_reach(d->g, &a, 1, &reach)) return 0;
    for (size_t i = 0; i < d->m; i++)
        if (graph_reached(d->g, d->symbols[i])) support |= (uint64_t)1 << i;
    reach_free(d->g, &reach);
    return support;
}

/* A product: its sums last, one after another. */
static id expand_product(struct graph *g, id product)
{
    const struct node *n = graph_node(g, product);
    if (n->op != OP_PRODUCT) return product;
    uint32_t count = n->n;
    size_t begin = graph_begin(g);
    number c = n->data;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, product);
        if (graph_op(g, node_child(g, n, i)) != OP_SUM)
            graph_push(g, node_child(g, n, i), node_number(g, n, i));
    }
    id out = graph_end_product(g, begin, c);
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, product);
        id base = node_child(g, n, i);
        number e = node_number(g, n, i);
        if (graph_op(g, base) == OP_SUM) out = node_multiply(g, out, node_power(g, base, e));
    }
    return out;
}

id form_expand(struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_SUM) return expand_product(g, a);
    id sum = graph_number(g, n->data);
    uint32_t count = n->n;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, a);
        number c = node_number(g, n, i);
        id term = expand_product(g, node_child(g, n, i));
        sum = node_add(g, sum, node_multiply(g, graph_number(g, c), term));
    }
    return sum;
}

/* ---- linear forms ---- */

/* Adds c*a to the row if a is a constant times a symbol. */
static bool add_term(const struct directions *d, id a, number c, id *row)
{
    struct graph *g = d->g;
    id times = graph_int(g, 1), symbol = a;
    const struct node *n = graph_node(g, a);
    if (n->op == OP_PRODUCT) {
        size_t begin = graph_begin(g);
        uint32_t count = n->n;
        number by = n->data;
        symbol = POISON;
        for (uint32_t k = 0; k < count; k++) {
            n = graph_node(g, a);
            id factor = node_child(g, n, k);
            number exponent = node_number(g, n, k);
            bool is_symbol = form_support(d, factor) != 0;
            if (is_symbol && (symbol != POISON || exponent != NUMBER_ONE)) {
                g->scratch.n = begin;
                return false;
            }
            if (is_symbol)
                symbol = factor;
            else
                graph_push(g, factor, exponent);
        }
        times = graph_end_product(g, begin, by);
    }
    for (size_t i = 0; i < d->m; i++)
        if (d->symbols[i] == symbol) {
            row[i] = node_add(g, row[i], node_multiply(g, graph_number(g, c), times));
            return true;
        }
    return false;
}

bool form_is_linear(const struct directions *d, id a, id *row)
{
    struct graph *g = d->g;
    for (size_t i = 0; i < d->m; i++) row[i] = graph_int(g, 0);
    if (graph_is_zero(g, a)) return true;
    a = form_expand(g, a);
    const struct node *n = graph_node(g, a);
    if (n->op != OP_SUM) return add_term(d, a, NUMBER_ONE, row);
    uint32_t count = n->n;
    if (n->data != NUMBER_ZERO) return false;
    for (uint32_t k = 0; k < count; k++) {
        n = graph_node(g, a);
        if (!add_term(d, node_child(g, n, k), node_number(g, n, k), row)) return false;
    }
    return true;
}

id form_of_row(const struct directions *d, const id *row)
{
    id sum = graph_int(d->g, 0);
    for (size_t i = 0; i < d->m; i++)
        sum = node_add(d->g, sum, node_multiply(d->g, row[i], d->symbols[i]));
    return sum;
}

/* ---- zeros ---- */

/* A factor of a term that has a negative exponent, times how often it has to be taken away. */
static bool denominator(const struct graph *g, id term, id *base, number *exponent)
{
    const struct node *n = graph_node(g, term);
    if (n->op != OP_PRODUCT) return false;
    for (uint32_t k = 0; k < n->n; k++) {
        number e = node_number(g, n, k);
        if (number_sign(&g->numbers, e) >= 0) continue;
        *base = node_child(g, n, k);
        *exponent = e;
        return true;
    }
    return false;
}

static bool any_denominator(const struct graph *g, id a, id *base, number *exponent)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_SUM) return denominator(g, a, base, exponent);
    for (uint32_t k = 0; k < n->n; k++)
        if (denominator(g, node_child(g, n, k), base, exponent)) return true;
    return false;
}

/* Each term times a factor, so that powers of the same base meet before sums are multiplied out. */
static id times_each(struct graph *g, id a, id factor)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_SUM) return graph_mul(g, a, factor);
    size_t begin = graph_begin(g);
    uint32_t count = n->n;
    graph_push(g, factor, n->data);
    for (uint32_t k = 0; k < count; k++) {
        n = graph_node(g, a);
        number c = node_number(g, n, k);
        graph_push(g, graph_mul(g, node_child(g, n, k), factor), c);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* True if a is not 0 in one direction, which is quicker to see than that it is 0 in all. */
static bool is_nonzero_somewhere(const struct directions *d, id a)
{
    enum { BITS = 64 };
    struct replacement to[MOST_DIRECTIONS];
    struct numbers *t = &d->g->numbers;
    for (size_t i = 0; i < d->m; i++) {
        number component = number_from_ratio(t, i % 2 ? -5 : 4, (int64_t)(2 * i + 7));
        to[i] = (struct replacement){d->symbols[i], graph_number(d->g, component)};
    }
    if (!substitute(d->g, &a, 1, to, d->m)) return false;
    int sign = node_enclosed_sign(d->g, a, BITS, BITS, 0);
    return sign == 1 || sign == -1;
}

/* Multiplied by all denominators, what is left is a polynomial in the symbols and in roots. */
bool form_is_zero(const struct directions *d, id a)
{
    enum { MOST_DENOMINATORS = 16 };
    struct graph *g = d->g;
    id base = POISON;
    number exponent = NUMBER_ZERO;
    if (graph_is_zero(g, a)) return true;
    if (is_nonzero_somewhere(d, a)) return false;
    for (int i = 0; i < MOST_DENOMINATORS; i++) {
        if (graph_is_zero(g, a)) return true;
        a = form_expand(g, a);
        if (!any_denominator(g, a, &base, &exponent)) break;
        a = times_each(g, a, graph_pow_number(g, base, number_neg(&g->numbers, exponent)));
    }
    return graph_is_zero(g, a);
}

/* ---- powers ---- */

/* The coefficient of the square of symbol i, which is a number; NUMBER_ZERO if there is none. */
static number square_of(const struct directions *d, id q, size_t i)
{
    const struct graph *g = d->g;
    const struct node *n = graph_node(g, q);
    for (uint32_t k = 0; n->op == OP_SUM && k < n->n; k++) {
        const struct node *term = graph_node(g, node_child(g, n, k));
        if (term->op == OP_PRODUCT && term->n == 1 && term->data == NUMBER_ONE &&
            node_child(g, term, 0) == d->symbols[i] && node_number(g, term, 0) == NUMBER_TWO)
            return node_number(g, n, k);
    }
    return NUMBER_ZERO;
}

/* The derivative of a quadratic form by symbol i, a linear form, times one half. */
static id half_slope(const struct directions *d, id q, size_t i)
{
    struct graph *g = d->g;
    const struct node *n = graph_node(g, q);
    uint32_t count = n->n;
    id sum = graph_int(g, 0);
    for (uint32_t k = 0; k < count; k++) {
        n = graph_node(g, q);
        id term = node_child(g, n, k);
        number c = node_number(g, n, k);
        id rest = node_multiply(g, term, graph_pow_number(g, d->symbols[i], NUMBER_MINUS_ONE));
        bool square = graph_op(g, rest) == OP_VARIABLE && rest == d->symbols[i];
        const struct node *t = graph_node(g, term);
        bool in = false;
        for (uint32_t f = 0; t->op == OP_PRODUCT && f < t->n; f++)
            in |= node_child(g, t, f) == d->symbols[i];
        if (!in) continue;
        if (!square) c = number_mul(&g->numbers, c, NUMBER_HALF);
        sum = node_add(g, sum, node_multiply(g, graph_number(g, c), rest));
    }
    return sum;
}

id form_power(const struct directions *d, id q, number e)
{
    struct graph *g = d->g;
    if (number_is_integer(&g->numbers, e)) return node_power(g, q, e);
    q = form_expand(g, q);
    if (graph_op(g, q) != OP_SUM) return node_power(g, q, e);
    for (size_t i = 0; i < d->m; i++) {
        number c = square_of(d, q, i);
        if (number_sign(&g->numbers, c) <= 0) continue;
        id l = half_slope(d, q, i);
        id difference = node_add(g, node_multiply(g, graph_number(g, c), q),
                                 node_multiply(g, graph_int(g, -1), node_multiply(g, l, l)));
        id scale = graph_pow_number(g, graph_number(g, c), number_neg(&g->numbers, e));
        if (graph_is_zero(g, difference))
            return node_multiply(g, scale,
                                 graph_pow_number(g, graph_fn1(g, FN_abs, l),
                                                  number_mul(&g->numbers, NUMBER_TWO, e)));
        break;
    }
    number first = node_number(g, graph_node(g, q), 0);
    if (number_sign(&g->numbers, first) < 0) first = number_neg(&g->numbers, first);
    id scaled = node_multiply(g, graph_number(g, number_div(&g->numbers, NUMBER_ONE, first)), q);
    return node_multiply(g, graph_pow_number(g, graph_number(g, first), e),
                         node_power(g, scaled, e));
}

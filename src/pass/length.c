#include "pass/length.h"

#include <string.h>

enum { DEPTH = 5 };

/* A walk over formulas, and the lengths found so far. */
struct walk {
    const struct graph *g;
    struct lengths *known;
};

static double length(const struct walk *w, id a, int depth);

static double length_of_number(const struct graph *g, number n)
{
    struct rational r = g->numbers.all.at[n];
    double digits = 1;
    for (int64_t p = r.p; p > 9 || p < -9; p /= 10) digits++;
    for (int64_t q = r.q; q > 1; q /= 10) digits += 1 + (q < 10);
    return r.q ? digits + (r.p < 0) : 20;
}

static double length_of_product(const struct walk *w, const struct node *n, int depth)
{
    const struct graph *g = w->g;
    double total = n->data == NUMBER_ONE ? 0 : length_of_number(g, n->data) + 1;
    for (uint32_t i = 0; i < n->n; i++) {
        id base = node_child(g, n, i);
        number e = node_number(g, n, i);
        bool sum = graph_op(g, base) == OP_SUM || graph_op(g, base) == OP_PRODUCT;
        bool root = e == NUMBER_HALF || e == NUMBER_MINUS_HALF;
        total += length(w, base, depth - 1) + 1 + (root ? 6 : sum ? 2 : 0);
        if (!root && e != NUMBER_ONE && e != NUMBER_MINUS_ONE) total += 1 + length_of_number(g, e);
    }
    return total;
}

static double length_of_sum(const struct walk *w, const struct node *n, int depth)
{
    const struct graph *g = w->g;
    double total = 0;
    for (uint32_t i = 0; i < n->n; i++) {
        number c = node_number(g, n, i);
        total += length(w, node_child(g, n, i), depth - 1) + 3;
        if (c != NUMBER_ONE && c != NUMBER_MINUS_ONE) total += length_of_number(g, c) + 1;
    }
    return total + (n->data == NUMBER_ZERO ? -3 : length_of_number(g, n->data));
}

static double length_of_node(const struct walk *w, const struct node *n, int depth)
{
    const struct graph *g = w->g;
    double total = 3;
    switch (n->op) {
    case OP_NUMBER: return length_of_number(g, n->data) + (n->shape == SHAPE_SCALAR ? 0 : 6);
    case OP_CONSTANT: return 2;
    case OP_VARIABLE:
    case OP_NAMED: return g->core->names.all.at[n->data].length;
    case OP_PRODUCT: return length_of_product(w, n, depth);
    case OP_SUM: return length_of_sum(w, n, depth);
    case OP_FN: total = (double)strlen(fn_name((enum fn)n->fn)); break;
    default: break;
    }
    for (uint32_t i = 0; i < n->n; i++) total += length(w, node_child(g, n, i), depth - 1) + 2;
    return total;
}

/* Returns about how many characters the formula takes; parts nested deeper than `depth` all count
 * the same. Long formulas, which are mostly parts of many others, are remembered. */
static double length(const struct walk *w, id a, int depth)
{
    enum { LONG = 2 };
    if (depth == 0) return 6;
    const struct node *n = graph_node(w->g, a);
    if (n->n < LONG || !w->known) return length_of_node(w, n, depth);
    struct length *known = &w->known->all[(a * (DEPTH + 1) + (uint32_t)depth) % LENGTHS];
    if (known->of != a || known->depth != depth)
        *known = (struct length){a, depth, length_of_node(w, n, depth)};
    return known->length;
}

double formula_length(struct lengths *known, const struct graph *g, id a)
{
    return length(&(struct walk){g, known}, a, DEPTH);
}

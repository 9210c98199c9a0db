#include "pass/length.h"

#include <string.h>

enum { DEPTH = 5 };

static double length(const struct graph *g, id a, int depth);

static double length_of_number(const struct graph *g, number n)
{
    struct rational r = g->numbers.all.at[n];
    double digits = 1;
    for (int64_t p = r.p; p > 9 || p < -9; p /= 10) digits++;
    for (int64_t q = r.q; q > 1; q /= 10) digits += 1 + (q < 10);
    return r.q ? digits + (r.p < 0) : 20;
}

static double length_of_product(const struct graph *g, const struct node *n, int depth)
{
    double total = n->data == NUMBER_ONE ? 0 : length_of_number(g, n->data) + 1;
    for (uint32_t i = 0; i < n->n; i++) {
        id base = node_child(g, n, i);
        number e = node_number(g, n, i);
        bool sum = graph_op(g, base) == OP_SUM || graph_op(g, base) == OP_PRODUCT;
        bool root = e == NUMBER_HALF || e == NUMBER_MINUS_HALF;
        total += length(g, base, depth - 1) + 1 + (root ? 6 : sum ? 2 : 0);
        if (!root && e != NUMBER_ONE && e != NUMBER_MINUS_ONE) total += 1 + length_of_number(g, e);
    }
    return total;
}

/* About how many characters the formula takes; parts nested deeper than `depth` count alike. */
static double length(const struct graph *g, id a, int depth)
{
    const struct node *n = graph_node(g, a);
    double total = 0;
    if (depth == 0) return 6;
    switch (n->op) {
    case OP_NUMBER: return length_of_number(g, n->data) + (n->shape == SHAPE_SCALAR ? 0 : 6);
    case OP_CONSTANT: return 2;
    case OP_VARIABLE:
    case OP_NAMED: return g->core->names.all.at[n->data].length;
    case OP_PRODUCT: return length_of_product(g, n, depth);
    case OP_SUM:
        for (uint32_t i = 0; i < n->n; i++) {
            number c = node_number(g, n, i);
            total += length(g, node_child(g, n, i), depth - 1) + 3;
            if (c != NUMBER_ONE && c != NUMBER_MINUS_ONE) total += length_of_number(g, c) + 1;
        }
        return total + (n->data == NUMBER_ZERO ? -3 : length_of_number(g, n->data));
    case OP_FN: total = (double)strlen(fn_name((enum fn)n->fn)); break;
    default: total = 3;
    }
    for (uint32_t i = 0; i < n->n; i++) total += length(g, node_child(g, n, i), depth - 1) + 2;
    return total;
}

double formula_length(const struct graph *g, id a)
{
    return length(g, a, DEPTH);
}

#include "print/order.h"

#include <string.h>

enum { DEEPEST = 4 };

/* Constants first, then variables, powers and functions, arrays, and sums last. */
static int rank(const struct graph *g, id a)
{
    static const uint8_t ranks[] = {
#define OPERATION(op, class, words, data, rank, ...) rank,
#include "graph/ops.def"
    };
    return ranks[graph_op(g, a)];
}

static int sign_of(int64_t x)
{
    return (x > 0) - (x < 0);
}

/* Derivatives first, as a lecture writes an adjoint before what it is multiplied by. */
static int compare_names(const struct graph *g, id a, id b)
{
    const struct names *names = &g->core->names;
    const struct name *left = &names->all.at[graph_node(g, a)->data],
                      *right = &names->all.at[graph_node(g, b)->data];
    int c = order_is_quotient(right) - order_is_quotient(left);
    return c ? c : strcmp(left->text, right->text);
}

static int compare(const struct graph *g, id a, id b, int depth);

static int compare_children(const struct graph *g, id a, id b, int depth)
{
    const struct node *x = graph_node(g, a), *y = graph_node(g, b);
    for (uint32_t i = 0; i < x->n && i < y->n && i < 4; i++) {
        int c = compare(g, node_child(g, x, i), node_child(g, y, i), depth - 1);
        if (c) return c;
    }
    return sign_of((int64_t)x->n - (int64_t)y->n);
}

/* Slices of an array, such as entries, by where they begin. */
static int compare_places(const struct graph *g, const struct node *x, const struct node *y)
{
    enum { WORDS_OF_AXIS = 2 };
    int axes = shape_get(&g->shapes, graph_shape(g, node_child(g, x, 0))).ndim;
    for (int i = 0; i < axes; i++) {
        uint32_t start = (uint32_t)(WORDS_OF_AXIS * i);
        int32_t left = node_raw(g, x, start), right = node_raw(g, y, start);
        if (left != right) return left < right ? -1 : 1;
    }
    return 0;
}

/* Of two sums or two products of the same: larger coefficients and exponents first. */
static int compare_numbers(const struct graph *g, const struct node *x, const struct node *y)
{
    if (x->op != OP_SUM && x->op != OP_PRODUCT) return 0;
    for (uint32_t i = 0; i < x->n && i < 4; i++) {
        int c = number_compare(&g->numbers, node_number(g, y, i), node_number(g, x, i));
        if (c) return c;
    }
    return number_compare(&g->numbers, y->data, x->data);
}

static int compare(const struct graph *g, id a, id b, int depth)
{
    if (a == b) return 0;
    const struct node *x = graph_node(g, a), *y = graph_node(g, b);
    int c = rank(g, a) - rank(g, b);
    if (c) return c;
    if (x->op == OP_NUMBER && y->op == OP_NUMBER) c = number_compare(&g->numbers, x->data, y->data);
    if ((x->op == OP_VARIABLE || x->op == OP_NAMED) && !c) c = compare_names(g, a, b);
    if (!c && depth > 0) c = x->height - y->height;
    if (!c && x->op == OP_FN && y->op == OP_FN && x->fn != y->fn)
        c = strcmp(fn_name((enum fn)x->fn), fn_name((enum fn)y->fn));
    if (!c) c = x->op - y->op;
    if (!c && depth > 0) c = compare_children(g, a, b, depth);
    if (!c && depth > 0) c = compare_numbers(g, x, y);
    if (!c && x->op == OP_SLICE && node_child(g, x, 0) == node_child(g, y, 0))
        c = compare_places(g, x, y);
    if (!c) c = x->hash < y->hash ? -1 : x->hash > y->hash;
    return c ? c : sign_of((int64_t)a - (int64_t)b);
}

int order_factors(const struct graph *g, id a, id b)
{
    return compare(g, a, b, DEEPEST);
}

static int64_t degree(const struct graph *g, id a, int depth);

static int64_t degree_of_product(const struct graph *g, const struct node *n, int depth)
{
    int64_t total = 0, e;
    for (uint32_t i = 0; i < n->n && i < 64; i++) {
        id base = node_child(g, n, i);
        enum op op = graph_op(g, base);
        bool monomial = op == OP_VARIABLE || op == OP_ARRAY || op == OP_NAMED || op == OP_MATMUL;
        if (monomial && number_to_int(&g->numbers, node_number(g, n, i), &e) && e > 0)
            total += e * degree(g, base, depth);
    }
    return total;
}

/* Returns the degree of a monomial, or of a matrix product, in its variables; other factors count
 * 0. */
static int64_t degree(const struct graph *g, id a, int depth)
{
    const struct node *n = graph_node(g, a);
    int64_t total = 0;
    if (depth == 0) return 0;
    switch (n->op) {
    case OP_VARIABLE:
    case OP_ARRAY:
    case OP_NAMED: return 1;
    case OP_PRODUCT: return degree_of_product(g, n, depth - 1);
    case OP_MATMUL:
    case OP_OUTER:
    case OP_TRANSPOSE:
        for (uint32_t i = 0; i < n->n; i++) {
            int64_t d = degree(g, node_child(g, n, i), depth - 1);
            total += d > 0 || n->op == OP_TRANSPOSE ? d : 1;
        }
        return total;
    case OP_SUM: /* a factor of a matrix product */
        for (uint32_t i = 0; i < n->n && i < 8; i++) {
            int64_t d = degree(g, node_child(g, n, i), depth - 1);
            if (d > total) total = d;
        }
        return depth == DEEPEST ? 0 : total;
    default: return 0;
    }
}

/* Lists the factors of a term in canonical order; those beyond the most are left out. */
static uint32_t sorted_factors(const struct graph *g, id a, struct term *out)
{
    const struct node *n = graph_node(g, a);
    uint32_t count = 0;
    if (n->op != OP_PRODUCT) return out[0] = (struct term){a, NUMBER_ONE}, 1;
    for (uint32_t i = 0; i < n->n && i < ORDER_FACTORS; i++) {
        struct term f = {node_child(g, n, i), node_number(g, n, i)};
        uint32_t at = count++;
        for (; at > 0 && compare(g, f.id, out[at - 1].id, 2) < 0; at--) out[at] = out[at - 1];
        out[at] = f;
    }
    return count;
}

void order_term(const struct graph *g, id a, struct term_order *out)
{
    core_count(g->core, 1);
    out->term = a;
    out->degree = degree(g, a, DEEPEST);
    out->n = 0;
}

static void need_factors(const struct graph *g, struct term_order *order)
{
    if (!order->n) order->n = sorted_factors(g, order->term, order->factors);
}

static int compare_factors(const struct graph *g, const struct term_order *a,
                           const struct term_order *b)
{
    for (uint32_t i = 0; i < a->n && i < b->n; i++) {
        int c = compare(g, a->factors[i].id, b->factors[i].id, 3);
        if (!c) c = number_compare(&g->numbers, b->factors[i].c, a->factors[i].c);
        if (c) return c; /* higher powers first */
    }
    return (int)a->n - (int)b->n;
}

int order_terms(const struct graph *g, struct term_order *a, struct term_order *b)
{
    if (a->term == b->term) return 0;
    if (a->degree != b->degree) return a->degree > b->degree ? -1 : 1;
    need_factors(g, a);
    need_factors(g, b);
    int c = compare_factors(g, a, b);
    return c ? c : compare(g, a->term, b->term, 3);
}

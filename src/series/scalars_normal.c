/* scalars_normal.c - constants in a form in which those that are equal meet.
 *
 * Numbers under roots and logarithms are cut into primes, powers and exponentials into products,
 * hyperbolic and circular functions into exponentials, sines and cosines (scalars_rewrite.c). Then
 * everything is multiplied out, and fractions are cleared. Every step keeps the value of a constant
 * that has one; what is 0 need not be found out. */
#include "series/normal_private.h"

#include <stdlib.h>

enum { MOST_ROUNDS = 64 };

/* ---- any constant ---- */

/* The nodes of a constant, oldest first, and their normal forms. */
struct normals {
    struct graph *g;
    struct reach reach;
    VEC(id) forms;
};

static int by_age(const void *a, const void *b)
{
    id x = *(const id *)a, y = *(const id *)b;
    return (x > y) - (x < y);
}

/* By search, since signs are found out in between, which lists other nodes. */
static id form_of(const struct normals *all, id a)
{
    const id *at = bsearch(&a, all->reach.ids.at, all->reach.ids.n, sizeof a, by_age);
    return all->forms.at[at - all->reach.ids.at];
}

static id sum_form(const struct normals *all, id a)
{
    struct graph *g = all->g;
    uint32_t count = graph_node(g, a)->n;
    id sum = graph_number(g, graph_node(g, a)->data);
    for (uint32_t i = 0; i < count; i++) {
        const struct node *n = graph_node(g, a);
        id c = graph_number(g, node_number(g, n, i));
        sum = node_add(g, sum, node_multiply(g, c, form_of(all, graph_child(g, a, i))));
    }
    return sum;
}

static id product_form(const struct normals *all, id a)
{
    struct graph *g = all->g;
    uint32_t count = graph_node(g, a)->n;
    id product = graph_number(g, graph_node(g, a)->data);
    for (uint32_t i = 0; i < count; i++) {
        number e = node_number(g, graph_node(g, a), i);
        product = node_multiply(g, product, normal_power(g, form_of(all, graph_child(g, a, i)), e));
    }
    return product;
}

static id power_form(const struct normals *all, id a)
{
    id base = form_of(all, graph_child(all->g, a, 0)), e = form_of(all, graph_child(all->g, a, 1));
    number value;
    if (graph_is_number(all->g, e, &value)) return normal_power(all->g, base, value);
    if (!normal_is_positive(all->g, base)) return graph_power(all->g, base, e);
    return normal_exp(all->g, node_multiply(all->g, e, normal_log(all->g, base)));
}

static id form(const struct normals *all, id a)
{
    id args[FN_MOST_ARGUMENTS] = {POISON};
    switch (graph_op(all->g, a)) {
    case OP_NAMED: return form_of(all, graph_child(all->g, a, 0));
    case OP_SUM: return sum_form(all, a);
    case OP_PRODUCT: return product_form(all, a);
    case OP_POWER: return power_form(all, a);
    case OP_FN:
        for (uint32_t i = 0; i < graph_node(all->g, a)->n; i++)
            args[i] = form_of(all, graph_child(all->g, a, i));
        return normal_fn(all->g, (enum fn)graph_node(all->g, a)->fn, args);
    default: return a;
    }
}

id node_normal(struct graph *g, id a)
{
    struct normals all = {.g = g};
    id result = a;
    if (a == POISON || !graph_reach(g, &a, 1, &all.reach)) return a;
    for (size_t i = 0; i < all.reach.ids.n; i++) {
        result = form(&all, all.reach.ids.at[i]);
        if (result == POISON || !core_go_on(g->core) ||
            !vec_push(&g->core->mem, &all.forms, result))
            break;
    }
    if (all.forms.n < all.reach.ids.n) result = a;
    vec_free(&g->core->mem, &all.forms);
    reach_free(g, &all.reach);
    return result;
}

/* ---- zero ---- */

/* Finds in the terms of a sum a factor with a negative exponent that hides what meets: a sum, or a
 * sine, whose square would be replaced. */
static bool find_divisor(const struct graph *g, id a, id *divisor)
{
    const struct node *sum = graph_node(g, a);
    bool is_sum = sum->op == OP_SUM;
    for (uint32_t i = 0; i < (is_sum ? sum->n : 1); i++) {
        const struct node *n = is_sum ? graph_node(g, node_child(g, sum, i)) : sum;
        for (uint32_t k = 0; n->op == OP_PRODUCT && k < n->n; k++)
            if (number_sign(&g->numbers, node_number(g, n, k)) < 0) {
                *divisor = node_child(g, n, k);
                if (graph_op(g, *divisor) == OP_SUM || graph_is_fn(g, *divisor, FN_sin))
                    return true;
            }
    }
    return false;
}

/* Finds a square of a sine, and what the terms are without it. */
static bool find_square(struct graph *g, id a, id *sine)
{
    const struct node *sum = graph_node(g, a);
    bool is_sum = sum->op == OP_SUM;
    for (uint32_t i = 0; i < (is_sum ? sum->n : 1); i++) {
        const struct node *n = is_sum ? graph_node(g, node_child(g, sum, i)) : sum;
        for (uint32_t k = 0; n->op == OP_PRODUCT && k < n->n; k++)
            if (graph_is_fn(g, node_child(g, n, k), FN_sin) &&
                number_compare(&g->numbers, node_number(g, n, k), NUMBER_TWO) >= 0)
                return *sine = node_child(g, n, k), true;
    }
    return false;
}

/* A term in which sin(u)^2 has become 1 - cos(u)^2 once. */
static id without_square(struct graph *g, id term, id sine)
{
    id cosine = graph_fn1(g, FN_cos, graph_child(g, sine, 0));
    const struct node *n = graph_node(g, term);
    for (uint32_t k = 0; n->op == OP_PRODUCT && k < n->n; k++) {
        if (node_child(g, n, k) != sine) continue;
        if (number_compare(&g->numbers, node_number(g, n, k), NUMBER_TWO) < 0) return term;
        id rest =
            graph_mul(g, term, graph_pow_number(g, sine, number_neg(&g->numbers, NUMBER_TWO)));
        id squares = graph_sub(g, graph_int(g, 1), graph_pow_number(g, cosine, NUMBER_TWO));
        return node_multiply(g, rest, squares);
    }
    return term;
}

static id without_squares(struct graph *g, id a, id sine)
{
    if (graph_op(g, a) != OP_SUM) return without_square(g, a, sine);
    id sum = graph_number(g, graph_node(g, a)->data);
    uint32_t count = graph_node(g, a)->n;
    for (uint32_t i = 0; i < count; i++) {
        id c = graph_number(g, node_number(g, graph_node(g, a), i));
        id term = without_square(g, graph_child(g, a, i), sine);
        sum = node_add(g, sum, node_multiply(g, c, term));
    }
    return sum;
}

bool node_is_zero(struct graph *g, id a)
{
    id found = POISON;
    a = node_normal(g, a);
    for (int round = 0; round < MOST_ROUNDS && a != POISON && core_go_on(g->core); round++) {
        if (find_divisor(g, a, &found))
            a = node_multiply(g, a, found);
        else if (find_square(g, a, &found))
            a = without_squares(g, a, found);
        else
            return graph_is_zero(g, a);
    }
    return a != POISON && graph_is_zero(g, a);
}

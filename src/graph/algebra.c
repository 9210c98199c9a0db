/* algebra.c - the constructors of sums, products and powers, which combine like terms. */
#include "graph/algebra_private.h"

/* A sum or product with more terms than this is not merged into the one around it: merging ever
 * longer chains again and again would take quadratic time. */
enum { FLATTEN = 32 };

/* The shape that all terms from `begin` on are broadcast to; SHAPE_NONE if there is none, or if one
 * is POISON. */
static shape joint_shape(struct graph *g, size_t begin)
{
    shape all = SHAPE_SCALAR;
    for (size_t i = begin; i < g->scratch.n && all != SHAPE_NONE; i++) {
        id a = g->scratch.at[i].id;
        shape s = graph_shape(g, a);
        if (a == POISON) return SHAPE_NONE;
        if (s != all) all = shape_broadcast(&g->shapes, all, s);
    }
    return all;
}

static inline id broadcast(struct graph *g, id a, shape to)
{
    return graph_shape(g, a) == to ? a : graph_broadcast(g, a, to);
}

/* Removes the terms from `begin` to `end`, in whose place those after them stand. */
static void take_place(struct graph *g, size_t begin, size_t end)
{
    size_t n = g->scratch.n - end;
    struct term *t = g->scratch.at;
    if (n) __builtin_memmove(t + begin, t + end, n * sizeof *t);
    g->scratch.n = begin + n;
}

/* Interns the scratch from `begin` on as a sum or product, and removes it. */
static id intern_terms(struct graph *g, enum op op, size_t begin, number data, shape s)
{
    uint32_t n = (uint32_t)(g->scratch.n - begin);
    struct node node = {.op = (uint8_t)op, .n = n, .data = data, .shape = s};
    id result = graph_intern(g, node, (const uint32_t *)(g->scratch.at + begin), 2 * n);
    g->scratch.n = begin;
    return result;
}

/* The same in the shape of the terms, which may be smaller than `all`. */
static id intern_joint(struct graph *g, enum op op, size_t begin, number data, shape all)
{
    return intern_terms(g, op, begin, data, all == SHAPE_SCALAR ? all : joint_shape(g, begin));
}

/* ---- sums ---- */

/* Turns c * (k * sum), which is a sum too, into a coefficient and a sum. */
static bool as_sum(struct graph *g, struct term *t)
{
    const struct node *n = graph_node(g, t->id);
    if (n->op == OP_PRODUCT && n->n == 1 && node_number(g, n, 0) == NUMBER_ONE &&
        graph_op(g, node_child(g, n, 0)) == OP_SUM &&
        n->shape == graph_shape(g, node_child(g, n, 0))) {
        t->c = number_mul(&g->numbers, t->c, n->data);
        t->id = node_child(g, n, 0);
        n = graph_node(g, t->id);
    }
    return n->op == OP_SUM;
}

/* Pushes the terms of c * a sum. */
static void push_summands(struct graph *g, struct term t, number *constant)
{
    uint32_t n = graph_node(g, t.id)->n;
    *constant =
        number_add(&g->numbers, *constant, number_mul(&g->numbers, t.c, graph_node(g, t.id)->data));
    for (uint32_t i = 0; i < n; i++) {
        const struct node *node = graph_node(g, t.id);
        graph_push(g, node_child(g, node, i),
                   number_mul(&g->numbers, t.c, node_number(g, node, i)));
    }
}

/* Takes the coefficient out of a term c*a. False if nothing is left of the term: it was a value, or
 * a sum, whose terms are pushed. */
static bool expand_term(struct graph *g, struct term *t, size_t others, number *constant)
{
    const struct node *n = graph_node(g, t->id);
    if (t->c == NUMBER_ZERO) return false;
    while (n->op == OP_BROADCAST) { /* the result is broadcast in the end */
        t->id = node_child(g, n, 0);
        n = graph_node(g, t->id);
    }
    if (n->op == OP_NUMBER) {
        *constant = number_add(&g->numbers, *constant, number_mul(&g->numbers, t->c, n->data));
        return false;
    }
    if (n->op != OP_SUM && n->op != OP_PRODUCT) return true;
    if (as_sum(g, t) && graph_node(g, t->id)->n <= FLATTEN + 4 * others)
        return push_summands(g, *t, constant), false;
    n = graph_node(g, t->id);
    if (n->op == OP_PRODUCT && n->data != NUMBER_ONE && n->data != NUMBER_ZERO) {
        t->c = number_mul(&g->numbers, t->c, n->data);
        t->id = algebra_rescaled(g, t->id, NUMBER_ONE);
    }
    return true;
}

static void expand_terms(struct graph *g, size_t begin, number *constant)
{
    size_t end = g->scratch.n, kept = begin;
    for (size_t i = begin; i < end; i++) {
        struct term t = g->scratch.at[i];
        if (expand_term(g, &t, end - begin, constant)) g->scratch.at[kept++] = t;
    }
    if (kept < end) take_place(g, kept, end);
}

/* True if the terms are lists of one shape, which are added item by item: [a, b] + [c, d] is [a +
 * c, b + d]. */
static bool are_lists(const struct graph *g, size_t begin)
{
    if (g->scratch.n - begin < 2) return false;
    shape first = graph_shape(g, g->scratch.at[begin].id);
    for (size_t i = begin; i < g->scratch.n; i++) {
        const struct node *n = graph_node(g, g->scratch.at[i].id);
        if (n->op != OP_STACK || n->shape != first || n->n > 64) return false;
    }
    return true;
}

static id add_lists(struct graph *g, size_t begin, number constant)
{
    id items[64];
    size_t end = g->scratch.n;
    uint32_t n = graph_node(g, g->scratch.at[begin].id)->n;
    for (uint32_t k = 0; k < n; k++) {
        size_t inner = graph_begin(g);
        for (size_t i = begin; i < end; i++) {
            struct term t = g->scratch.at[i];
            graph_push(g, graph_child(g, t.id, k), t.c);
        }
        items[k] = graph_end_sum(g, inner, constant);
    }
    g->scratch.n = begin;
    return graph_stack(g, items, n);
}

id graph_end_sum(struct graph *g, size_t begin, number constant)
{
    shape all = joint_shape(g, begin);
    if (all == SHAPE_NONE || g->core->mem.failed) return g->scratch.n = begin, POISON;
    expand_terms(g, begin, &constant);
    if (!algebra_merge(g, begin)) return g->scratch.n = begin, POISON;
    size_t n = g->scratch.n - begin;
    id result;
    if (all != SHAPE_SCALAR && are_lists(g, begin))
        result = add_lists(g, begin, constant);
    else if (n == 0)
        return graph_fill(g, constant, all);
    else if (n == 1 && constant == NUMBER_ZERO) {
        struct term only = g->scratch.at[begin];
        g->scratch.n = begin;
        result = graph_scale(g, only.c, only.id);
    } else
        result = intern_joint(g, OP_SUM, begin, constant, all);
    return broadcast(g, result, all);
}

/* ---- products ---- */

id algebra_rescaled(struct graph *g, id product, number c)
{
    const struct node *n = graph_node(g, product);
    if (n->n == 1 && c == NUMBER_ONE && node_number(g, n, 0) == NUMBER_ONE)
        return node_child(g, n, 0);
    size_t begin = graph_begin(g);
    uint32_t count = n->n;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, product);
        graph_push(g, node_child(g, n, i), node_number(g, n, i));
    }
    return intern_terms(g, OP_PRODUCT, begin, c, graph_shape(g, product));
}

static bool is_odd(const struct numbers *t, number a)
{
    int64_t n;
    return a == NUMBER_ONE || (number_to_int(t, a, &n) && n % 2 != 0);
}

static id negated_sum(struct graph *g, id sum)
{
    size_t begin = graph_begin(g);
    uint32_t n = graph_node(g, sum)->n;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *node = graph_node(g, sum);
        graph_push(g, node_child(g, node, i), number_neg(&g->numbers, node_number(g, node, i)));
    }
    number constant = number_neg(&g->numbers, graph_node(g, sum)->data);
    return intern_terms(g, OP_SUM, begin, constant, graph_shape(g, sum));
}

/* True if all terms are negative: (-a - b)*c is written -(a + b)*c. */
static bool is_all_negative(const struct graph *g, id sum)
{
    const struct node *n = graph_node(g, sum);
    if (n->n > FLATTEN || number_sign(&g->numbers, n->data) > 0) return false;
    for (uint32_t i = 0; i < n->n; i++)
        if (number_sign(&g->numbers, node_number(g, n, i)) > 0) return false;
    return true;
}

/* Pushes a factor with an integer exponent: (x^y)^2 is x^(2*y). */
static void push_whole(struct graph *g, id base, number exponent)
{
    const struct node *n = graph_node(g, base);
    if (n->op != OP_POWER || exponent == NUMBER_ONE || !number_is_integer(&g->numbers, exponent)) {
        graph_push(g, base, exponent);
        return;
    }
    id inner = node_child(g, n, 0);
    graph_push(g, graph_power(g, inner, graph_scale(g, exponent, node_child(g, n, 1))), NUMBER_ONE);
}

/* Pushes the factors of a product with an integer exponent. */
static void push_factors(struct graph *g, struct term t, number *coefficient)
{
    uint32_t n = graph_node(g, t.id)->n;
    roots_push_number(g, t.id, graph_node(g, t.id)->data, t.c, coefficient);
    for (uint32_t i = 0; i < n; i++) {
        const struct node *node = graph_node(g, t.id);
        push_whole(g, node_child(g, node, i),
                   number_mul(&g->numbers, node_number(g, node, i), t.c));
    }
}

/* Simplifies a factor a^c. False if nothing is left of it: it was a value, or others are pushed in
 * its place. */
static bool expand_factor(struct graph *g, struct term *t, size_t others, number *coefficient)
{
    const struct node *n = graph_node(g, t->id);
    if (t->c == NUMBER_ZERO) return false;
    while (n->op == OP_BROADCAST) { /* the result is broadcast in the end */
        t->id = node_child(g, n, 0);
        n = graph_node(g, t->id);
    }
    bool whole = n->op != OP_VARIABLE && number_is_integer(&g->numbers, t->c);
    if (n->op == OP_NUMBER) {
        roots_push_number(g, t->id, n->data, t->c, coefficient);
        return false;
    }
    if (n->op == OP_PRODUCT && whole && n->n <= FLATTEN + 4 * others)
        return push_factors(g, *t, coefficient), false;
    if (n->op == OP_PRODUCT && !whole)
        return roots_push_fractional(g, t->id, t->c, coefficient), false;
    if (n->op == OP_POWER && whole) return push_whole(g, t->id, t->c), false;
    if (n->op == OP_SUM && is_all_negative(g, t->id) && is_odd(&g->numbers, t->c)) {
        *coefficient = number_neg(&g->numbers, *coefficient);
        t->id = negated_sum(g, t->id);
    } else if (n->op == OP_FN && n->fn == FN_abs && roots_is_even(&g->numbers, t->c))
        t->id = node_child(g, n, 0);
    return true;
}

static void expand_factors(struct graph *g, size_t begin, number *coefficient)
{
    size_t end = g->scratch.n, kept = begin;
    for (size_t i = begin; i < end; i++) {
        struct term t = g->scratch.at[i];
        if (expand_factor(g, &t, end - begin, coefficient)) g->scratch.at[kept++] = t;
    }
    if (kept < end) take_place(g, kept, end);
}

/* Finds the factor `base`, or a power of it, in the sorted scratch. Returns its index or
 * SIZE_MAX. */
static size_t find_partner(const struct graph *g, size_t begin, size_t power)
{
    id base = graph_child(g, g->scratch.at[power].id, 0);
    for (size_t i = begin; i < g->scratch.n; i++) {
        struct term t = g->scratch.at[i];
        if (i != power && t.id == base) return i;
        if (i > power && t.c == NUMBER_ONE && graph_op(g, t.id) == OP_POWER &&
            graph_child(g, t.id, 0) == base)
            return i;
    }
    return SIZE_MAX;
}

/* Joins x^y * x^2 to x^(y+2). True if a pair was joined, so that the factors must be merged
 * again. */
static bool join_powers(struct graph *g, size_t begin)
{
    for (size_t i = begin; i < g->scratch.n; i++) {
        struct term t = g->scratch.at[i];
        if (t.c != NUMBER_ONE || graph_op(g, t.id) != OP_POWER) continue;
        size_t other = find_partner(g, begin, i);
        if (other == SIZE_MAX) continue;
        struct term o = g->scratch.at[other];
        id base = graph_child(g, t.id, 0);
        id more = o.id == base ? graph_number(g, o.c) : graph_child(g, o.id, 1);
        id joined = graph_power(g, base, graph_add(g, graph_child(g, t.id, 1), more));
        g->scratch.at[i] = (struct term){joined, NUMBER_ONE};
        g->scratch.at[other] = g->scratch.at[--g->scratch.n];
        return true;
    }
    return false;
}

/* True if a merged factor is a number whose power can be simplified further. */
static bool has_reducible_number(const struct graph *g, size_t begin)
{
    number value;
    for (size_t i = begin; i < g->scratch.n; i++) {
        struct term t = g->scratch.at[i];
        if (graph_is_number(g, t.id, &value) && number_sign(&g->numbers, value) > 0 &&
            (number_compare(&g->numbers, t.c, NUMBER_ONE) >= 0 ||
             number_sign(&g->numbers, t.c) < 0))
            return true;
    }
    return false;
}

static id finish_product(struct graph *g, size_t begin, number coefficient, shape all)
{
    struct term only = g->scratch.at[begin];
    if (g->scratch.n - begin == 1 && only.c == NUMBER_ONE) {
        if (coefficient == NUMBER_ONE) return g->scratch.n = begin, only.id;
        if (coefficient == NUMBER_MINUS_ONE &&
            graph_op(g, only.id) == OP_SUM) { /* -(a - b) is b - a */
            g->scratch.n = begin;
            return negated_sum(g, only.id);
        }
    }
    return intern_joint(g, OP_PRODUCT, begin, coefficient, all);
}

/* True if some factor divides by zero: 0 * 0^-1 has no value and is kept for the evaluator to
 * report. */
static bool divides_by_zero(const struct graph *g, size_t begin)
{
    for (size_t i = begin; i < g->scratch.n; i++) {
        id a = g->scratch.at[i].id;
        if (graph_is_zero(g, a) || graph_node(g, a)->singular) return true;
    }
    return false;
}

/* True if some factors may be simplified further: a power may join others, a number may have a
 * power that can be. */
static bool needs_another_look(const struct graph *g, size_t begin)
{
    for (size_t i = begin; i < g->scratch.n; i++) {
        enum op op = graph_op(g, g->scratch.at[i].id);
        if (op == OP_POWER || op == OP_NUMBER) return true;
    }
    return false;
}

id graph_end_product(struct graph *g, size_t begin, number coefficient)
{
    shape all = joint_shape(g, begin);
    if (all == SHAPE_NONE || g->core->mem.failed) return g->scratch.n = begin, POISON;
    int rounds = 0;
    do {
        expand_factors(g, begin, &coefficient);
        if (!algebra_merge(g, begin)) return g->scratch.n = begin, POISON;
    } while (needs_another_look(g, begin) &&
             (join_powers(g, begin) || (has_reducible_number(g, begin) && rounds++ < 4)));
    if ((coefficient == NUMBER_ZERO && !divides_by_zero(g, begin)) || g->scratch.n == begin)
        return g->scratch.n = begin, graph_fill(g, coefficient, all);
    return broadcast(g, finish_product(g, begin, coefficient, all), all);
}

/* ---- operations made of sums, products and powers ---- */

static id sum_of_two(struct graph *g, id a, id b, number c)
{
    size_t begin = graph_begin(g);
    graph_push(g, a, NUMBER_ONE);
    graph_push(g, b, c);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

id graph_add(struct graph *g, id a, id b)
{
    return sum_of_two(g, a, b, NUMBER_ONE);
}

id graph_sub(struct graph *g, id a, id b)
{
    return sum_of_two(g, a, b, NUMBER_MINUS_ONE);
}

static id product_of_two(struct graph *g, id a, id b, number exponent)
{
    size_t begin = graph_begin(g);
    graph_push(g, a, NUMBER_ONE);
    graph_push(g, b, exponent);
    return graph_end_product(g, begin, NUMBER_ONE);
}

id graph_mul(struct graph *g, id a, id b)
{
    return product_of_two(g, a, b, NUMBER_ONE);
}

id graph_div(struct graph *g, id a, id b)
{
    return product_of_two(g, a, b, NUMBER_MINUS_ONE);
}

id graph_scale(struct graph *g, number c, id a)
{
    if (c == NUMBER_ONE) return a;
    size_t begin = graph_begin(g);
    graph_push(g, a, NUMBER_ONE);
    return graph_end_product(g, begin, c);
}

id graph_neg(struct graph *g, id a)
{
    return graph_scale(g, NUMBER_MINUS_ONE, a);
}

id graph_pow_number(struct graph *g, id a, number exponent)
{
    if (graph_op(g, a) == OP_VARIABLE && exponent != NUMBER_ZERO && exponent != NUMBER_ONE) {
        uint32_t words[2] = {a, exponent}; /* nothing to simplify */
        struct node node = {.op = OP_PRODUCT, .n = 1, .data = NUMBER_ONE};
        node.shape = graph_shape(g, a);
        return graph_intern(g, node, words, 2);
    }
    size_t begin = graph_begin(g);
    graph_push(g, a, exponent);
    return graph_end_product(g, begin, NUMBER_ONE);
}

id graph_power(struct graph *g, id a, id b)
{
    number base = NUMBER_ZERO, exponent;
    if (a == POISON || b == POISON) return POISON;
    shape all = shape_broadcast(&g->shapes, graph_shape(g, a), graph_shape(g, b));
    if (all == SHAPE_NONE) return POISON;
    if (graph_is_number(g, b, &exponent))
        return broadcast(g, graph_pow_number(g, a, exponent), all);
    if (graph_is_number(g, a, &base) && base == NUMBER_ONE) return graph_fill(g, NUMBER_ONE, all);
    if (graph_op(g, a) == OP_CONSTANT && graph_node(g, a)->data == CONSTANT_e)
        return graph_fn1(g, FN_exp, b);
    if (graph_is_fn(g, a, FN_exp))
        return graph_fn1(g, FN_exp, graph_mul(g, graph_child(g, a, 0), b));
    uint32_t words[2] = {a, b};
    return graph_intern(g, (struct node){.op = OP_POWER, .n = 2, .shape = all}, words, 2);
}

id graph_renamed(struct graph *g, id a, const id *children)
{
    const struct node n = *graph_node(g, a);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n.n; i++) graph_push(g, children[i], node_number(g, &n, i));
    if (!algebra_merge(g, begin)) return g->scratch.n = begin, POISON;
    return intern_terms(g, (enum op)n.op, begin, n.data, n.shape);
}

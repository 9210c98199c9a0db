#include "pass/collect.h"

enum { MOST_TERMS = 16, MOST_FACTORS = 12, MOST_CHOICES = 24, MOST_ROUNDS = 6 };

/* A factor of several terms. */
struct choice {
    struct term factor;
    uint32_t n;
};

struct choices {
    struct choice all[MOST_CHOICES];
    uint32_t n;
};

/* ---- common factors ---- */

static void note(struct choices *c, struct term factor)
{
    uint32_t i = 0;
    while (i < c->n && (c->all[i].factor.id != factor.id || c->all[i].factor.c != factor.c)) i++;
    if (i == MOST_CHOICES) return;
    if (i == c->n) c->all[c->n++] = (struct choice){factor, 0};
    c->all[i].n++;
}

static bool is_factor(const struct graph *g, id term, struct term factor)
{
    const struct node *n = graph_node(g, term);
    if (n->op != OP_PRODUCT) return term == factor.id && factor.c == NUMBER_ONE;
    for (uint32_t i = 0; i < n->n; i++)
        if (node_child(g, n, i) == factor.id && node_number(g, n, i) == factor.c) return true;
    return false;
}

static void find_choices(const struct graph *g, id sum, struct choices *c)
{
    const struct node *s = graph_node(g, sum);
    for (uint32_t i = 0; i < s->n; i++) {
        const struct node *n = graph_node(g, node_child(g, s, i));
        if (n->op != OP_PRODUCT) note(c, (struct term){node_child(g, s, i), NUMBER_ONE});
        for (uint32_t k = 0; n->op == OP_PRODUCT && k < n->n && n->n <= MOST_FACTORS; k++)
            note(c, (struct term){node_child(g, n, k), node_number(g, n, k)});
    }
}

/* factor * (what is left of its terms) + the other terms */
static id collected(struct graph *g, id sum, struct term factor)
{
    uint32_t n = graph_node(g, sum)->n;
    id power = graph_pow_number(g, factor.id, factor.c);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        if (is_factor(g, term, factor))
            graph_push(g, graph_div(g, term, power), node_number(g, graph_node(g, sum), i));
    }
    id inner = graph_end_sum(g, begin, NUMBER_ZERO);
    begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        if (!is_factor(g, term, factor)) graph_push(g, term, node_number(g, graph_node(g, sum), i));
    }
    graph_push(g, graph_mul(g, power, inner), NUMBER_ONE);
    return graph_end_sum(g, begin, graph_node(g, sum)->data);
}

/* ---- squares ---- */

/* The number before a term of a sum; its constant for 1. */
static number coefficient_of(const struct graph *g, id sum, id term)
{
    const struct node *n = graph_node(g, sum);
    number one;
    if (graph_is_number(g, term, &one)) return n->data;
    for (uint32_t i = 0; i < n->n; i++)
        if (node_child(g, n, i) == term) return node_number(g, n, i);
    return NUMBER_ZERO;
}

/* The a of a^2; POISON of what is no square. */
static id root_of_square(const struct graph *g, id term)
{
    const struct node *n = graph_node(g, term);
    bool square = n->op == OP_PRODUCT && n->n == 1 && n->data == NUMBER_ONE &&
                  node_number(g, n, 0) == NUMBER_TWO;
    return square ? node_child(g, n, 0) : POISON;
}

/* sum - (c*a^2 + d*a*b + e*b^2) + c*(a + d/(2*c)*b)^2, where d^2 is 4*c*e; b may be 1. */
static id with_square(struct graph *g, id sum, id a, id b)
{
    struct numbers *t = &g->numbers;
    id aa = graph_pow_number(g, a, NUMBER_TWO), bb = graph_pow_number(g, b, NUMBER_TWO),
       ab = graph_mul(g, a, b);
    number c = coefficient_of(g, sum, aa), d = coefficient_of(g, sum, ab),
           e = coefficient_of(g, sum, bb);
    if (c == NUMBER_ZERO || d == NUMBER_ZERO || e == NUMBER_ZERO) return POISON;
    number four = number_from_int(t, 4);
    if (number_mul(t, d, d) != number_mul(t, four, number_mul(t, c, e))) return POISON;
    number half = number_div(t, d, number_mul(t, NUMBER_TWO, c));
    id root = graph_add(g, a, graph_scale(g, half, b));
    size_t begin = graph_begin(g);
    graph_push(g, sum, NUMBER_ONE);
    graph_push(g, aa, number_neg(t, c));
    graph_push(g, ab, number_neg(t, d));
    graph_push(g, bb, number_neg(t, e));
    graph_push(g, graph_pow_number(g, root, NUMBER_TWO), c);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static id join_squares(struct operations *known, struct graph *g, id sum)
{
    id best = sum, one = graph_int(g, 1);
    uint32_t n = graph_node(g, sum)->n;
    for (uint32_t i = 0; i < n; i++) {
        id a = root_of_square(g, graph_child(g, sum, i));
        for (uint32_t k = i; a && k < n; k++) {
            id b = k == i ? one : root_of_square(g, graph_child(g, sum, k));
            id form = b ? with_square(g, sum, a, b) : POISON;
            if (form != POISON &&
                operations_count(known, g, form) < operations_count(known, g, best))
                best = form;
        }
    }
    return best;
}

/* ---- terms over powers of one denominator ---- */

/* Pushes a term times a power of a sum; a number times the sum itself as the sum's terms. */
static void push_times(struct graph *g, id term, number c, id base, number power)
{
    number value;
    id product = graph_mul(g, term, graph_pow_number(g, base, power));
    if (product == base || graph_is_number(g, product, &value)) {
        graph_push(g, product, c);
        return;
    }
    const struct node *n = graph_node(g, product);
    bool scaled = n->op == OP_PRODUCT && n->n == 1 && node_child(g, n, 0) == base &&
                  node_number(g, n, 0) == NUMBER_ONE;
    graph_push(g, scaled ? base : product, scaled ? number_mul(&g->numbers, c, n->data) : c);
}

static number power_in(const struct graph *g, id term, id base)
{
    const struct node *n = graph_node(g, term);
    for (uint32_t i = 0; n->op == OP_PRODUCT && i < n->n; i++)
        if (node_child(g, n, i) == base) return node_number(g, n, i);
    return NUMBER_ZERO;
}

/* a/s - b/s^2 is (a*s - b)/s^2, for a sum s; POISON if there is but one such power. */
static id over_one_line(struct graph *g, id sum, id base)
{
    struct numbers *t = &g->numbers;
    uint32_t n = graph_node(g, sum)->n, powers = 0;
    number lowest = NUMBER_ZERO;
    for (uint32_t i = 0; i < n; i++) {
        number e = power_in(g, graph_child(g, sum, i), base);
        if (number_sign(t, e) >= 0 || !number_is_integer(t, e)) continue;
        powers += e != lowest;
        if (number_compare(t, e, lowest) < 0) lowest = e;
    }
    if (powers < 2) return POISON;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        if (number_sign(t, power_in(g, term, base)) < 0)
            push_times(g, term, node_number(g, graph_node(g, sum), i), base, number_neg(t, lowest));
    }
    id above = graph_end_sum(g, begin, NUMBER_ZERO);
    begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        if (number_sign(t, power_in(g, term, base)) >= 0)
            graph_push(g, term, node_number(g, graph_node(g, sum), i));
    }
    graph_push(g, graph_mul(g, above, graph_pow_number(g, base, lowest)), NUMBER_ONE);
    return graph_end_sum(g, begin, graph_node(g, sum)->data);
}

static id join_lines(struct operations *known, struct graph *g, id sum)
{
    id best = sum;
    uint32_t n = graph_node(g, sum)->n;
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        uint32_t factors = graph_op(g, term) == OP_PRODUCT ? graph_node(g, term)->n : 0;
        for (uint32_t k = 0; k < factors && k < MOST_FACTORS; k++) {
            id base = graph_child(g, term, k);
            if (graph_op(g, base) != OP_SUM) continue;
            id form = over_one_line(g, sum, base);
            if (form != POISON &&
                operations_count(known, g, form) < operations_count(known, g, best))
                best = form;
        }
    }
    return best;
}

/* ---- signs, and factors of sums ---- */

/* True for a sum with terms of both signs. */
static bool is_mixed(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_SUM) return false;
    int sign = number_sign(&g->numbers, n->data);
    bool positive = sign > 0, negative = sign < 0;
    for (uint32_t i = 0; i < n->n; i++) {
        sign = number_sign(&g->numbers, node_number(g, n, i));
        positive |= sign > 0;
        negative |= sign < 0;
    }
    return positive && negative;
}

id collect_negated(struct graph *g, id a)
{
    if (a == POISON) return POISON;
    if (is_mixed(g, a)) return graph_neg(g, a);
    uint32_t n = graph_op(g, a) == OP_PRODUCT ? graph_node(g, a)->n : 0;
    for (uint32_t i = 0; i < n; i++) {
        id base = graph_child(g, a, i);
        number e = node_number(g, graph_node(g, a), i);
        int64_t k;
        if (!is_mixed(g, base) || !number_to_int(&g->numbers, e, &k) || k % 2 == 0) continue;
        size_t begin = graph_begin(g);
        graph_push(g, a, NUMBER_ONE);
        graph_push(g, base, number_neg(&g->numbers, e));
        graph_push(g, graph_neg(g, base), e);
        return graph_end_product(g, begin, NUMBER_ONE);
    }
    return POISON;
}

/* A leaf times a sum of reciprocals, term by term: a*(1/b + 1/c) is a/b + a/c. */
static id distributed(struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->n != 2 || n->data != NUMBER_ONE) return POISON;
    for (uint32_t i = 0; i < 2; i++) {
        n = graph_node(g, a);
        id sum = node_child(g, n, i), leaf = node_child(g, n, 1 - i);
        bool once = node_number(g, n, 0) == NUMBER_ONE && node_number(g, n, 1) == NUMBER_ONE;
        if (!once || graph_op(g, sum) != OP_SUM || graph_op(g, leaf) != OP_VARIABLE) continue;
        uint32_t terms = graph_node(g, sum)->n;
        if (terms > MOST_FACTORS || graph_node(g, sum)->data != NUMBER_ZERO) return POISON;
        size_t begin = graph_begin(g);
        for (uint32_t k = 0; k < terms; k++)
            graph_push(g, graph_mul(g, leaf, graph_child(g, sum, k)),
                       node_number(g, graph_node(g, sum), k));
        return graph_end_sum(g, begin, NUMBER_ZERO);
    }
    return POISON;
}

static id shorter_product(struct operations *known, struct graph *g, id a)
{
    bool minus = number_sign(&g->numbers, graph_node(g, a)->data) < 0;
    id form = minus ? collect_negated(g, graph_neg(g, a)) : distributed(g, a);
    bool shorter =
        form != POISON && operations_count(known, g, form) < operations_count(known, g, a);
    return shorter ? form : a;
}

/* ---- all of them ---- */

static id join(struct operations *known, struct graph *g, id sum)
{
    uint32_t n = graph_op(g, sum) == OP_SUM ? graph_node(g, sum)->n : 0;
    if (n < 2 || n > MOST_TERMS || graph_node(g, sum)->singular) return sum;
    sum = join_squares(known, g, sum);
    return graph_op(g, sum) == OP_SUM ? join_lines(known, g, sum) : sum;
}

id collect_shortest(struct operations *known, struct graph *g, id sum, uint64_t *work)
{
    if (graph_op(g, sum) == OP_PRODUCT && graph_shape(g, sum) == SHAPE_SCALAR)
        return shorter_product(known, g, sum);
    if (*work) sum = join(known, g, sum);
    for (int round = 0; round < MOST_ROUNDS && *work; round++) {
        struct choices c = {.n = 0};
        uint32_t n = graph_op(g, sum) == OP_SUM ? graph_node(g, sum)->n : 0;
        if (n < 2 || n > MOST_TERMS || graph_node(g, sum)->singular) break;
        find_choices(g, sum, &c);
        id best = sum;
        for (uint32_t i = 0; i < c.n && *work; i++) {
            if (c.all[i].n < 2) continue;
            *work -= *work < n ? *work : n;
            id form = collected(g, sum, c.all[i].factor);
            if (form != POISON &&
                operations_count(known, g, form) < operations_count(known, g, best))
                best = form;
        }
        if (best == sum) break;
        sum = best;
    }
    return sum;
}

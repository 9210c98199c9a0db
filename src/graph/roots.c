/* roots.c - powers of numbers and of products: which part of a number's power is rational, and
 * which factors may be taken out of a power that is not an integer. */
#include "graph/algebra_private.h"

/* Returns the largest s such that s^k divides n, by trial division with small factors. */
static int64_t root_part(int64_t n, int64_t k, int64_t *rest)
{
    int64_t root = 1;
    *rest = 1;
    for (int64_t p = 2; p < 1000 && p * p <= n; p++) {
        int64_t power = 0;
        for (; n % p == 0; n /= p) power++;
        for (; power >= k; power -= k) root *= p;
        while (power-- > 0) *rest *= p;
    }
    *rest *= n;
    return root;
}

/* Multiplies *coefficient by the rational part of value^exponent, and pushes the rest: 8^(1/2)
 * gives 2 * 2^(1/2), (1/2)^(1/2) gives 1/2 * 2^(1/2). value > 0. */
static void push_root(struct graph *g, number value, number exponent, number *coefficient)
{
    struct numbers *t = &g->numbers;
    number whole = number_floor(t, exponent), part = number_sub(t, exponent, whole);
    int64_t n, p, q, w;
    number root;
    if (!number_to_int(t, whole, &w) || !number_to_int(t, number_numerator(t, part), &p) ||
        !number_to_int(t, number_denominator(t, part), &q) || q > 1000) {
        graph_push(g, graph_number(g, value), exponent);
        return;
    }
    *coefficient = number_mul(t, *coefficient, number_pow(t, value, w));
    if (p == 0) return;
    if (number_root(t, value, (unsigned)q, &root)) {
        *coefficient = number_mul(t, *coefficient, number_pow(t, root, p));
        return;
    }
    if (!number_is_integer(t, value)) { /* (a/b)^e = a^e * b^(1-e) / b */
        number under = number_denominator(t, value);
        push_root(g, number_numerator(t, value), part, coefficient);
        push_root(g, under, number_sub(t, NUMBER_ONE, part), coefficient);
        *coefficient = number_div(t, *coefficient, under);
        return;
    }
    int64_t rest = 1, outside = number_to_int(t, value, &n) ? root_part(n, q, &rest) : 1;
    if (outside == 1) {
        graph_push(g, graph_number(g, value), part);
        return;
    }
    *coefficient = number_mul(t, *coefficient, number_pow(t, number_from_int(t, outside), p));
    graph_push(g, graph_int(g, rest), part);
}

void roots_push_number(struct graph *g, id a, number value, number exponent, number *coefficient)
{
    int64_t n;
    if (exponent == NUMBER_ONE) { /* as a product's own number */
        *coefficient = number_mul(&g->numbers, *coefficient, value);
        return;
    }
    int sign = number_sign(&g->numbers, value);
    if (number_to_int(&g->numbers, exponent, &n) && (sign != 0 || n > 0))
        *coefficient = number_mul(&g->numbers, *coefficient, number_pow(&g->numbers, value, n));
    else if (sign > 0)
        push_root(g, value, exponent, coefficient);
    else if (sign == 0 && number_sign(&g->numbers, exponent) > 0)
        *coefficient = NUMBER_ZERO;
    else
        graph_push(g, a, exponent); /* 0^-1, (-2)^(1/2): guards and evaluator report them */
}

bool roots_is_even(const struct numbers *t, number a)
{
    int64_t n;
    return number_to_int(t, a, &n) && n % 2 == 0;
}

static bool all_even(const struct graph *g, const struct node *n)
{
    for (uint32_t i = 0; i < n->n; i++)
        if (!roots_is_even(&g->numbers, node_number(g, n, i))) return false;
    return true;
}

/* (b^2k)^e is abs(b)^2ke, or b^2ke if 2ke is even. Several factors get one abs around their
 * product. */
static void push_even(struct graph *g, id a, number exponent)
{
    struct numbers *t = &g->numbers;
    const struct node *n = graph_node(g, a);
    number whole = number_mul(t, node_number(g, n, 0), exponent);
    if (n->n == 1 && roots_is_even(t, whole)) {
        graph_push(g, node_child(g, n, 0), whole);
        return;
    }
    size_t begin = graph_begin(g);
    uint32_t count = n->n;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, a);
        number half = number_mul(t, node_number(g, n, i), NUMBER_HALF);
        graph_push(g, node_child(g, n, i), count == 1 ? NUMBER_ONE : half);
    }
    id root = graph_fn1(g, FN_abs, graph_end_product(g, begin, NUMBER_ONE));
    graph_push(g, root, count == 1 ? whole : number_mul(t, NUMBER_TWO, exponent));
}

/* (c * b1^e1 * ...)^e with an e that is not an integer. Takes out what can be taken out without
 * changing the value where the power is defined: a positive c, and the exponent of a single factor,
 * under abs if it is even. */
void roots_push_fractional(struct graph *g, id a, number exponent, number *coefficient)
{
    const struct node *n = graph_node(g, a);
    if (number_sign(&g->numbers, n->data) > 0 && n->data != NUMBER_ONE) {
        push_root(g, n->data, exponent, coefficient);
        a = algebra_rescaled(g, a, NUMBER_ONE);
        n = graph_node(g, a);
    }
    if (n->op == OP_PRODUCT && n->n == 1 && n->data == NUMBER_ONE &&
        !roots_is_even(&g->numbers, node_number(g, n, 0)))
        graph_push(g, node_child(g, n, 0), number_mul(&g->numbers, node_number(g, n, 0), exponent));
    else if (n->op == OP_PRODUCT && n->data == NUMBER_ONE && all_even(g, n))
        push_even(g, a, exponent);
    else
        graph_push(g, a, exponent);
}

/* scalars_powers.c - powers, logarithms and exponentials of constants: numbers by their primes,
 * products by their factors. */
#include "series/normal_private.h"

enum { FIRST_BITS = 64, SIGN_BITS = 256, MOST_PRIME = 1000 };

bool normal_is_positive(struct graph *g, id a)
{
    number value;
    const struct node *n = graph_node(g, a);
    if (graph_is_number(g, a, &value)) return number_sign(&g->numbers, value) > 0;
    if (n->op == OP_CONSTANT || graph_is_fn(g, a, FN_exp)) return true;
    return !node_has_symbols(g, a) && node_enclosed_sign(g, a, FIRST_BITS, SIGN_BITS, 0) == 1;
}

id normal_sum(struct graph *g, int64_t c, id a, int64_t d, id b)
{
    id left = node_multiply(g, graph_int(g, c), a), right = node_multiply(g, graph_int(g, d), b);
    return node_add(g, left, right);
}

/* ---- primes ---- */

/* Calls take(user, prime, power) for the primes of n > 0 and for what is left of it. */
static void factorize(int64_t n, void (*take)(void *, int64_t, int64_t), void *user)
{
    for (int64_t p = 2; p <= MOST_PRIME && p * p <= n; p++) {
        int64_t power = 0;
        for (; n % p == 0; n /= p) power++;
        if (power) take(user, p, power);
    }
    if (n > 1) take(user, n, 1);
}

struct product {
    struct graph *g;
    id so_far;
    number e;
};

static void times_root(void *user, int64_t prime, int64_t power)
{
    struct product *p = user;
    number e = number_mul(&p->g->numbers, p->e, number_from_int(&p->g->numbers, power));
    p->so_far = node_multiply(p->g, p->so_far, graph_pow_number(p->g, graph_int(p->g, prime), e));
}

static void plus_log(void *user, int64_t prime, int64_t power)
{
    struct product *p = user;
    number c = number_mul(&p->g->numbers, p->e, number_from_int(&p->g->numbers, power));
    id term = graph_scale(p->g, c, graph_fn1(p->g, FN_log, graph_int(p->g, prime)));
    p->so_far = node_add(p->g, p->so_far, term);
}

/* value^e, or e*log(value), by the primes of a value > 0. */
static id by_primes(struct graph *g, number value, number e, bool log)
{
    struct numbers *t = &g->numbers;
    int64_t over, under;
    struct product p = {g, graph_int(g, !log), e};
    if (!number_to_int(t, number_numerator(t, value), &over) ||
        !number_to_int(t, number_denominator(t, value), &under))
        return log ? graph_scale(g, e, graph_fn1(g, FN_log, graph_number(g, value)))
                   : graph_pow_number(g, graph_number(g, value), e);
    factorize(over, log ? plus_log : times_root, &p);
    p.e = number_neg(t, e);
    factorize(under, log ? plus_log : times_root, &p);
    return p.so_far;
}

/* ---- powers ---- */

/* A sum as a number times a sum whose first term has the coefficient 1 or -1. */
static number content(struct graph *g, id sum)
{
    const struct node *n = graph_node(g, sum);
    number c = n->n ? node_number(g, n, 0) : NUMBER_ONE;
    return number_abs(&g->numbers, c);
}

static id without_content(struct graph *g, id sum, number c)
{
    return node_multiply(g, graph_number(g, number_div(&g->numbers, NUMBER_ONE, c)), sum);
}

static bool all_positive(struct graph *g, id product)
{
    uint32_t count = graph_node(g, product)->n;
    if (number_sign(&g->numbers, graph_node(g, product)->data) <= 0) return false;
    for (uint32_t i = 0; i < count; i++)
        if (!normal_is_positive(g, graph_child(g, product, i))) return false;
    return true;
}

/* A power of a factor: of a number, a sum, or anything that is no product. */
static id factor_power(struct graph *g, id a, number e)
{
    number value;
    bool whole = number_is_integer(&g->numbers, e);
    if (graph_is_number(g, a, &value) && number_sign(&g->numbers, value) > 0 && !whole)
        return by_primes(g, value, e, false);
    if (graph_op(g, a) != OP_SUM || (whole && number_sign(&g->numbers, e) > 0))
        return node_power(g, a, e);
    number c = content(g, a);
    id power = node_power(g, without_content(g, a, c), e);
    return c == NUMBER_ONE ? power : node_multiply(g, by_primes(g, c, e, false), power);
}

id normal_power(struct graph *g, id a, number e)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_PRODUCT) return factor_power(g, a, e);
    if (!number_is_integer(&g->numbers, e) && !all_positive(g, a)) return node_power(g, a, e);
    id result = factor_power(g, graph_number(g, graph_node(g, a)->data), e);
    uint32_t count = graph_node(g, a)->n;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, a);
        number exponent = number_mul(&g->numbers, node_number(g, n, i), e);
        result = node_multiply(g, result, factor_power(g, node_child(g, n, i), exponent));
    }
    return result;
}

id normal_quotient(struct graph *g, id a, id b)
{
    return node_multiply(g, a, normal_power(g, b, NUMBER_MINUS_ONE));
}

/* ---- logarithms and exponentials ---- */

static id factor_log(struct graph *g, id a, number c)
{
    number value;
    if (graph_is_number(g, a, &value)) return by_primes(g, value, c, true);
    if (graph_op(g, a) == OP_SUM) {
        number k = content(g, a);
        id rest = graph_fn1(g, FN_log, without_content(g, a, k));
        return node_add(g, by_primes(g, k, c, true), graph_scale(g, c, rest));
    }
    id log = graph_op(g, a) == OP_CONSTANT && graph_node(g, a)->data == CONSTANT_e
                 ? graph_int(g, 1)
                 : graph_fn1(g, FN_log, a);
    return node_multiply(g, graph_number(g, c), log);
}

id normal_log(struct graph *g, id a)
{
    if (!normal_is_positive(g, a)) return graph_fn1(g, FN_log, a);
    if (graph_op(g, a) != OP_PRODUCT) return factor_log(g, a, NUMBER_ONE);
    if (!all_positive(g, a)) return graph_fn1(g, FN_log, a);
    id sum = by_primes(g, graph_node(g, a)->data, NUMBER_ONE, true);
    uint32_t count = graph_node(g, a)->n;
    for (uint32_t i = 0; i < count; i++) {
        const struct node *n = graph_node(g, a);
        sum = node_add(g, sum, factor_log(g, node_child(g, n, i), node_number(g, n, i)));
    }
    return sum;
}

/* exp(c*a) for a term a. exp(lambertw(x)) is x/lambertw(x). */
static id term_exp(struct graph *g, id a, number c)
{
    const struct node *n = graph_node(g, a);
    if (n->op == OP_PRODUCT && n->data != NUMBER_ONE && n->data != NUMBER_ZERO) {
        number k = n->data;
        c = number_mul(&g->numbers, c, k);
        a = graph_scale(g, number_div(&g->numbers, NUMBER_ONE, k), a);
    }
    if (graph_is_fn(g, a, FN_lambertw) && number_is_integer(&g->numbers, c))
        return normal_power(g, normal_quotient(g, graph_child(g, a, 0), a), c);
    return normal_power(g, graph_fn1(g, FN_exp, a), c);
}

id normal_exp(struct graph *g, id a)
{
    number value;
    id e = graph_constant(g, CONSTANT_e);
    if (graph_is_number(g, a, &value)) return graph_pow_number(g, e, value);
    if (graph_op(g, a) != OP_SUM) return term_exp(g, a, NUMBER_ONE);
    id product = graph_pow_number(g, e, graph_node(g, a)->data);
    uint32_t count = graph_node(g, a)->n;
    for (uint32_t i = 0; i < count; i++) {
        const struct node *n = graph_node(g, a);
        product = node_multiply(g, product, term_exp(g, node_child(g, n, i), node_number(g, n, i)));
    }
    return product;
}

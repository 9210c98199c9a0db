/* scalars_form.c - sums and products of nodes, multiplied out.
 *
 * A node is kept as a sum of products of powers, in which no factor is a sum with an exponent of 1
 * or more. So terms that are alike meet in one node and cancel. */
#include "series/series.h"

/* More terms than this are not multiplied out. */
enum { MOST_TERMS = 4096 };

/* Terms whose products are still to be looked at. */
struct expansion {
    struct graph *g;
    VEC(struct term) open;
    size_t pushed;
    bool stopped; /* too many terms, or no memory */
};

static void open_term(struct expansion *e, id a, number c)
{
    struct term t = {a, c};
    if (e->open.n + e->pushed > MOST_TERMS || !vec_push(&e->g->core->mem, &e->open, t))
        e->stopped = true;
}

/* The place of a factor that is a sum with an exponent of 1 or more; UINT32_MAX if there is none.
 */
static uint32_t sum_factor(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_PRODUCT) return UINT32_MAX;
    for (uint32_t i = 0; i < n->n; i++)
        if (graph_op(g, node_child(g, n, i)) == OP_SUM &&
            number_compare(&g->numbers, node_number(g, n, i), NUMBER_ONE) >= 0)
            return i;
    return UINT32_MAX;
}

/* c * the product without one power of factor `skip`. */
static id without(struct graph *g, id product, uint32_t skip)
{
    size_t begin = graph_begin(g);
    uint32_t n = graph_node(g, product)->n;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *node = graph_node(g, product);
        number exponent = node_number(g, node, i);
        if (i == skip) exponent = number_sub(&g->numbers, exponent, NUMBER_ONE);
        graph_push(g, node_child(g, node, i), exponent);
    }
    return graph_end_product(g, begin, graph_node(g, product)->data);
}

/* True if a factor of the product is a negative power of the sum. */
static bool divides_by(const struct graph *g, id product, id sum)
{
    const struct node *n = graph_node(g, product);
    for (uint32_t i = 0; n->op == OP_PRODUCT && i < n->n; i++)
        if (node_child(g, n, i) == sum) return number_sign(&g->numbers, node_number(g, n, i)) < 0;
    return false;
}

/* Opens c*times*sum, term by term. */
static void open_sum(struct expansion *e, id sum, number c, id times)
{
    struct graph *g = e->g;
    if (divides_by(g, times, sum)) {
        open_term(e, graph_mul(g, times, sum), c);
        return;
    }
    uint32_t n = graph_node(g, sum)->n;
    number constant = graph_node(g, sum)->data;
    if (constant != NUMBER_ZERO) open_term(e, times, number_mul(&g->numbers, c, constant));
    for (uint32_t i = 0; i < n; i++) {
        const struct node *node = graph_node(g, sum);
        number ci = number_mul(&g->numbers, c, node_number(g, node, i));
        open_term(e, graph_mul(g, times, node_child(g, node, i)), ci);
    }
}

/* Pushes the open terms, multiplied out, onto the graph's scratch. */
static void close_terms(struct expansion *e)
{
    struct graph *g = e->g;
    while (e->open.n && !e->stopped) {
        struct term t = e->open.at[--e->open.n];
        uint32_t place = sum_factor(g, t.id);
        if (graph_op(g, t.id) == OP_SUM)
            open_sum(e, t.id, t.c, graph_int(g, 1));
        else if (place != UINT32_MAX)
            open_sum(e, graph_child(g, t.id, place), t.c, without(g, t.id, place));
        else {
            graph_push(g, t.id, t.c);
            e->pushed++;
        }
        if (!core_go_on(g->core)) e->stopped = true;
    }
}

static bool some_term_divides_by(const struct graph *g, id a, id sum)
{
    const struct node *n = graph_node(g, a);
    for (uint32_t i = 0; i < n->n; i++)
        if (divides_by(g, node_child(g, n, i), sum)) return true;
    return false;
}

/* Opens every product of a term of a and a term of b, both sums. */
static void open_pairs(struct expansion *e, id a, id b)
{
    struct graph *g = e->g;
    uint32_t n = graph_node(g, a)->n;
    number constant = graph_node(g, a)->data;
    if (constant != NUMBER_ZERO) open_sum(e, b, constant, graph_int(g, 1));
    for (uint32_t i = 0; i < n && !e->stopped; i++) {
        const struct node *node = graph_node(g, a);
        open_sum(e, b, node_number(g, node, i), node_child(g, node, i));
    }
}

static void open_products(struct expansion *e, id a, id b)
{
    struct graph *g = e->g;
    bool left = graph_op(g, a) == OP_SUM, right = graph_op(g, b) == OP_SUM;
    if (!left && !right)
        open_term(e, graph_mul(g, a, b), NUMBER_ONE);
    else if (!left || !right)
        open_sum(e, left ? a : b, NUMBER_ONE, left ? b : a);
    else if (some_term_divides_by(g, a, b))
        open_pairs(e, a, b);
    else
        open_pairs(e, b, a);
}

static bool push_multiplied_out(struct graph *g, id a, id b)
{
    struct expansion e = {.g = g};
    size_t begin = graph_begin(g);
    open_products(&e, a, b);
    close_terms(&e);
    vec_free(&g->core->mem, &e.open);
    if (e.stopped) g->scratch.n = begin;
    return !e.stopped;
}

/* Pushes c*a term by term: the constructor does not take long sums apart. */
static void push_terms(struct graph *g, id a, number c)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_SUM) {
        graph_push(g, a, c);
        return;
    }
    uint32_t count = n->n;
    number constant = number_mul(&g->numbers, c, n->data);
    if (constant != NUMBER_ZERO) graph_push(g, graph_int(g, 1), constant);
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, a);
        graph_push(g, node_child(g, n, i), number_mul(&g->numbers, c, node_number(g, n, i)));
    }
}

void node_push_product(struct graph *g, id a, id b)
{
    number x, y;
    if (graph_is_number(g, a, &x))
        push_terms(g, b, x);
    else if (graph_is_number(g, b, &y))
        push_terms(g, a, y);
    else if (a == POISON || b == POISON)
        graph_push(g, POISON, NUMBER_ONE);
    else if (!push_multiplied_out(g, a, b))
        graph_push(g, graph_mul(g, a, b), NUMBER_ONE);
}

id node_add(struct graph *g, id a, id b)
{
    number x, y;
    bool left = graph_is_number(g, a, &x), right = graph_is_number(g, b, &y);
    if (left && right) return graph_number(g, number_add(&g->numbers, x, y));
    if (left && x == NUMBER_ZERO) return b;
    if (right && y == NUMBER_ZERO) return a;
    size_t begin = graph_begin(g);
    push_terms(g, a, NUMBER_ONE);
    push_terms(g, b, NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

id node_multiply(struct graph *g, id a, id b)
{
    number x, y;
    bool left = graph_is_number(g, a, &x), right = graph_is_number(g, b, &y);
    if (left && right) return graph_number(g, number_mul(&g->numbers, x, y));
    if ((left && x == NUMBER_ONE) || (right && y == NUMBER_ZERO)) return b;
    if ((right && y == NUMBER_ONE) || (left && x == NUMBER_ZERO)) return a;
    size_t begin = graph_begin(g);
    node_push_product(g, a, b);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* a^n for n > 1, by squaring. */
static id whole_power(struct graph *g, id a, int64_t n)
{
    id result = POISON;
    for (; n; n >>= 1) {
        if (n & 1) result = result == POISON ? a : node_multiply(g, result, a);
        if (n > 1) a = node_multiply(g, a, a);
    }
    return result;
}

id node_power(struct graph *g, id a, number e)
{
    int64_t n;
    if (graph_op(g, a) == OP_SUM && number_to_int(&g->numbers, e, &n) && n > 1 && n <= 64)
        return whole_power(g, a, n);
    id power = graph_pow_number(g, a, e);
    if (sum_factor(g, power) == UINT32_MAX) return power;
    size_t begin = graph_begin(g);
    if (!push_multiplied_out(g, power, graph_int(g, 1))) return power;
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

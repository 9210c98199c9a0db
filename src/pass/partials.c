/* partials.c - partial derivatives of an n-ary product. Writing out n products of n - 1 factors
 * would take quadratic time; products of the factors before and after each one take linear time. */
#include "pass/derive.h"

enum { WRITTEN_OUT = 8 };

static id factor(struct graph *g, id product, uint32_t i)
{
    const struct node *n = graph_node(g, product);
    return graph_pow_number(g, node_child(g, n, i), node_number(g, n, i));
}

static bool has_branch(struct graph *g, id product)
{
    const struct node *n = graph_node(g, product);
    core_count(g->core, n->n);
    for (uint32_t i = 0; i < n->n && g->has_branches; i++)
        if (graph_is_fn(g, node_child(g, n, i), FN_where)) return true;
    return false;
}

bool partials_init(struct partials *p, struct graph *g, id product)
{
    *p = (struct partials){.g = g, .product = product, .n = graph_node(g, product)->n};
    p->has_branch = has_branch(g, product);
    if (p->n <= WRITTEN_OUT) return true;
    p->prefix = mem_array(&g->core->mem, p->n, sizeof(id));
    p->suffix = mem_array(&g->core->mem, p->n, sizeof(id));
    if (!p->prefix || !p->suffix) return false;
    p->prefix[0] = p->suffix[p->n - 1] = graph_int(g, 1);
    for (uint32_t i = 1; i < p->n; i++)
        p->prefix[i] = graph_mul(g, p->prefix[i - 1], factor(g, product, i - 1));
    for (uint32_t i = p->n - 1; i > 0; i--)
        p->suffix[i - 1] = graph_mul(g, factor(g, product, i), p->suffix[i]);
    return true;
}

id partials_get(struct partials *p, uint32_t i)
{
    return partials_times(p, i, partials_number(p, i));
}

number partials_number(const struct partials *p, uint32_t i)
{
    const struct node *n = graph_node(p->g, p->product);
    return number_mul(&p->g->numbers, n->data, node_number(p->g, n, i));
}

static void push_factors(struct partials *p, uint32_t i)
{
    struct graph *g = p->g;
    const struct node *n = graph_node(g, p->product);
    number exponent = node_number(g, n, i);
    graph_push(g, node_child(g, n, i), number_sub(&g->numbers, exponent, NUMBER_ONE));
    if (p->prefix) {
        graph_push(g, p->prefix[i], NUMBER_ONE);
        graph_push(g, p->suffix[i], NUMBER_ONE);
    } else {
        for (uint32_t j = 0; j < p->n; j++)
            if (j != i) graph_push(g, node_child(g, n, j), node_number(g, n, j));
    }
}

id partials_times(struct partials *p, uint32_t i, number c)
{
    size_t begin = graph_begin(p->g);
    push_factors(p, i);
    return graph_end_product(p->g, begin, c);
}

/* Multiplies in one product, unless its factors would then be rewritten differently: -(a - b) is b
 * - a. */
id partials_chain(struct partials *p, uint32_t i, struct term a)
{
    number c = partials_number(p, i);
    if (c == NUMBER_MINUS_ONE || derive_takes_in(p->g, a.id) || p->has_branch)
        return derive_chain(p->g, graph_scale(p->g, a.c, a.id), partials_get(p, i));
    size_t begin = graph_begin(p->g);
    push_factors(p, i);
    graph_push(p->g, a.id, NUMBER_ONE);
    return graph_end_product(p->g, begin, number_mul(&p->g->numbers, c, a.c));
}

void partials_free(struct partials *p)
{
    mem_free_array(&p->g->core->mem, p->prefix, p->n, sizeof(id));
    mem_free_array(&p->g->core->mem, p->suffix, p->n, sizeof(id));
}

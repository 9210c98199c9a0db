/* convention.c - derivatives by the convention of learning frameworks, where a norm is 0: they take
 * 0, of all subgradients, for that of a root of squares. */
#include "number/numbers.h"

#include "pass/rewrite.h"

/* For each node, by position: it is a sum of squares, and so its derivative is 0 wherever it is. */
struct squares {
    struct graph *g;
    struct reach reach;
    bool *is;
};

static bool is_even(struct graph *g, number e)
{
    return number_sign(&g->numbers, e) > 0 &&
           number_is_integer(&g->numbers, number_mul(&g->numbers, e, NUMBER_HALF));
}

/* Products of even powers; of powers above 1 of absolute values. */
static bool is_square(struct squares *s, const struct node *n)
{
    struct graph *g = s->g;
    if (number_sign(&g->numbers, n->data) <= 0) return false;
    for (uint32_t i = 0; i < n->n; i++) {
        number e = node_number(g, n, i);
        id base = node_child(g, n, i);
        bool size = graph_is_fn(g, base, FN_abs) && number_compare(&g->numbers, e, NUMBER_ONE) > 0;
        bool of_squares = number_sign(&g->numbers, e) > 0 && s->is[graph_place(g, base)];
        if (!size && !of_squares && !is_even(g, e)) return false;
    }
    return n->n > 0;
}

static bool all_children(const struct squares *s, const struct node *n)
{
    for (uint32_t i = 0; i < n->n; i++)
        if (!s->is[graph_place(s->g, node_child(s->g, n, i))]) return false;
    return n->n > 0;
}

static bool look_at(struct squares *s, id a)
{
    struct graph *g = s->g;
    const struct node *n = graph_node(g, a);
    switch ((enum op)n->op) {
    case OP_PRODUCT: return is_square(s, n);
    case OP_SUM:
        for (uint32_t i = 0; i < n->n; i++)
            if (number_sign(&g->numbers, node_number(g, n, i)) <= 0) return false;
        return n->data == NUMBER_ZERO && all_children(s, n);
    case OP_FN: return n->fn == FN_hypot;
    case OP_MATMUL: return node_child(g, n, 0) == node_child(g, n, 1) && n->shape == SHAPE_SCALAR;
    case OP_REDUCE: return n->fn == REDUCE_SUM && all_children(s, n);
    case OP_NAMED:
    case OP_TRACE: return all_children(s, n);
    default: return op_class(n->op) == CLASS_MOVE && all_children(s, n);
    }
}

/* Divided by sums of squares, only where these are not 0. */
static id step(struct graph *g, id before, id now, void *user)
{
    const struct squares *s = user;
    const struct node *n = graph_node(g, before);
    const struct node *m = graph_node(g, now);
    if (n->op != OP_PRODUCT || m->op != OP_PRODUCT || n->n != m->n) return now;
    id product = graph_number(g, m->data);
    bool any = false;
    uint32_t count = n->n;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, before);
        m = graph_node(g, now);
        id base = node_child(g, m, i);
        number e = node_number(g, m, i);
        bool under = number_sign(&g->numbers, e) < 0 && node_child(g, n, i) == base &&
                     s->is[graph_place(g, base)];
        any |= under;
        id power = graph_pow_number(g, base, e);
        if (under)
            power = graph_where(g, graph_fn2(g, FN_equal, base, graph_int(g, 0)), graph_int(g, 0),
                                power);
        product = graph_mul(g, product, power);
    }
    return any ? product : now;
}

bool convention_put(struct computation *c)
{
    const struct root_set *r = &c->roots;
    struct graph *g = c->q->graph;
    struct mem *mem = &g->core->mem;
    size_t n = r->guards - r->derivatives;
    id *roots = c->roots.all.at + r->derivatives;
    struct squares s = {.g = g};
    if (!graph_reach(g, roots, n, &s.reach)) return false;
    size_t count = s.reach.ids.n;
    s.is = mem_array(mem, count, sizeof *s.is);
    for (size_t p = 0; s.is && p < count; p++) s.is[p] = look_at(&s, s.reach.ids.at[p]);
    bool ok = s.is && rewrite(g, roots, n, NULL, 0, step, &s);
    mem_free_array(mem, s.is, count, sizeof *s.is);
    reach_free(g, &s.reach);
    return ok;
}

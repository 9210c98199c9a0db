/* chain.c - the product of an adjoint or a tangent with a partial derivative. */
#include "pass/derive.h"

/* Deeper masks stay factors: so a product costs the same however long the chain is. */
enum { MOST_MASKS = 8, FEW_TERMS = 16 };

/* What stands before a factor: c1*where(m1, c2*where(m2, ..., 0), 0). */
struct masks {
    id condition[2 * MOST_MASKS];
    unsigned n;
    number scale;
};

static bool is_masked(const struct graph *g, id a)
{
    number zero;
    return graph_is_fn(g, a, FN_where) && graph_is_number(g, graph_child(g, a, 2), &zero) &&
           zero == NUMBER_ZERO;
}

static bool is_scaled(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    return n->op == OP_PRODUCT && n->n == 1 && node_number(g, n, 0) == NUMBER_ONE;
}

static void note_mask(struct masks *m, id condition)
{
    for (unsigned i = 0; i < m->n; i++)
        if (m->condition[i] == condition) return;
    m->condition[m->n++] = condition;
}

/* Takes masks and coefficients off a. */
static id unmask(struct graph *g, id a, struct masks *m)
{
    for (unsigned i = 0; i < MOST_MASKS; i++) {
        bool scaled = is_scaled(g, a);
        id inner = scaled ? graph_child(g, a, 0) : a;
        if (!is_masked(g, inner)) break;
        if (scaled) m->scale = number_mul(&g->numbers, m->scale, graph_node(g, a)->data);
        note_mask(m, graph_child(g, inner, 0));
        a = graph_child(g, inner, 1);
    }
    return a;
}

static id mask(struct graph *g, id a, const struct masks *m)
{
    id zero = graph_fill(g, NUMBER_ZERO, SHAPE_SCALAR);
    for (unsigned i = m->n; i-- > 0;) a = graph_where(g, m->condition[i], a, zero);
    return graph_scale(g, m->scale, a);
}

/* where(c, a, 0)*p is where(c, a*p, 0): p may have no value where c does not hold. */
static id multiply(struct graph *g, id a, id p)
{
    struct masks m = {.scale = NUMBER_ONE};
    p = unmask(g, p, &m);
    a = unmask(g, a, &m);
    return mask(g, graph_mul(g, a, p), &m);
}

static bool has_masked_terms(const struct graph *g, id a)
{
    uint32_t n = graph_node(g, a)->n;
    for (uint32_t i = 0; graph_op(g, a) == OP_SUM && n <= FEW_TERMS && i < n; i++)
        if (is_masked(g, graph_child(g, a, i))) return true;
    return false;
}

bool derive_takes_in(const struct graph *g, id a)
{
    return is_masked(g, is_scaled(g, a) ? graph_child(g, a, 0) : a) || has_masked_terms(g, a);
}

id derive_chain(struct graph *g, id a, id p)
{
    if (!has_masked_terms(g, a)) return multiply(g, a, p);
    size_t begin = graph_begin(g);
    uint32_t n = graph_node(g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        number c = node_number(g, graph_node(g, a), i);
        graph_push(g, multiply(g, graph_child(g, a, i), p), c);
    }
    graph_push(g, graph_scale(g, graph_node(g, a)->data, p), NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* chain.c - the product of an adjoint or a tangent with a partial derivative. Most graphs have no
 * branches, and nothing is asked of their nodes. */
#include "pass/derive.h"

/* More deeply nested masks stay factors, so that a product takes the same time however long the
 * chain is. */
enum { MOST_MASKS = 8, FEW_TERMS = 16 };

/* The masks and coefficient before a factor: c1*where(m1, c2*where(m2, ..., 0), 0). */
struct masks {
    struct derive_mask at[2 * MOST_MASKS];
    unsigned n;
    number scale;
};

static bool is_masked(const struct graph *g, id a)
{
    return graph_is_fn(g, a, FN_where) &&
           (graph_is_zero(g, graph_child(g, a, 1)) || graph_is_zero(g, graph_child(g, a, 2)));
}

static bool is_scaled(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    return n->op == OP_PRODUCT && n->n == 1 && node_number(g, n, 0) == NUMBER_ONE;
}

static void note_mask(struct masks *m, struct derive_mask mask)
{
    for (unsigned i = 0; i < m->n; i++)
        if (m->at[i].condition == mask.condition && m->at[i].is_first_zero == mask.is_first_zero)
            return;
    m->at[m->n++] = mask;
}

/* Returns the nonzero branch of c*where(condition, a, 0), or POISON for anything else. */
static id take_branch(struct graph *g, id a, struct derive_mask *mask, number *c)
{
    bool scaled = is_scaled(g, a);
    id inner = scaled ? graph_child(g, a, 0) : a;
    if (!is_masked(g, inner)) return POISON;
    *c = scaled ? graph_node(g, a)->data : NUMBER_ONE;
    *mask =
        (struct derive_mask){graph_child(g, inner, 0), graph_is_zero(g, graph_child(g, inner, 1))};
    return graph_child(g, inner, mask->is_first_zero ? 2 : 1);
}

/* Removes masks and coefficients from a. */
static id unmask(struct graph *g, id a, struct masks *m)
{
    for (unsigned i = 0; i < MOST_MASKS; i++) {
        struct derive_mask mask;
        number c;
        id branch = take_branch(g, a, &mask, &c);
        if (branch == POISON) break;
        m->scale = number_mul(&g->numbers, m->scale, c);
        note_mask(m, mask);
        a = branch;
    }
    return a;
}

id derive_put_mask(struct graph *g, struct derive_mask mask, id a)
{
    id zero = graph_fill(g, NUMBER_ZERO, SHAPE_SCALAR);
    return mask.is_first_zero ? graph_where(g, mask.condition, zero, a)
                              : graph_where(g, mask.condition, a, zero);
}

static id put_masks(struct graph *g, id a, const struct masks *m)
{
    for (unsigned i = m->n; i-- > 0;) a = derive_put_mask(g, m->at[i], a);
    return graph_scale(g, m->scale, a);
}

bool derive_take_mask(struct graph *g, id *a, struct derive_mask *mask)
{
    number c;
    if (!g->has_branches) return false;
    id branch = take_branch(g, *a, mask, &c);
    if (branch == POISON || graph_shape(g, mask->condition) != SHAPE_SCALAR) return false;
    *a = graph_broadcast(g, graph_scale(g, c, branch), graph_shape(g, *a));
    return true;
}

/* Rewrites where(c, a, 0)*b as where(c, a*b, 0): b may have no value where c fails. */
static id multiply(struct graph *g, id outer, id inner)
{
    struct masks m = {.scale = NUMBER_ONE};
    outer = unmask(g, outer, &m);
    inner = unmask(g, inner, &m);
    return put_masks(g, graph_mul(g, outer, inner), &m);
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
    return g->has_branches &&
           (is_masked(g, is_scaled(g, a) ? graph_child(g, a, 0) : a) || has_masked_terms(g, a));
}

/* Multiplies a sum with masked terms, on either side, by the other factor. */
static id distribute(struct graph *g, id outer, id inner, bool sum_is_outer)
{
    size_t begin = graph_begin(g);
    id sum = sum_is_outer ? outer : inner, other = sum_is_outer ? inner : outer;
    uint32_t n = graph_node(g, sum)->n;
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        number c = node_number(g, graph_node(g, sum), i);
        graph_push(g, sum_is_outer ? multiply(g, term, inner) : multiply(g, outer, term), c);
    }
    number constant = graph_node(g, sum)->data;
    if (constant != NUMBER_ZERO) graph_push(g, other, constant);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

id derive_chain(struct graph *g, id outer, id inner)
{
    if (!g->has_branches) return graph_mul(g, outer, inner);
    if (has_masked_terms(g, outer)) return distribute(g, outer, inner, true);
    if (has_masked_terms(g, inner)) return distribute(g, outer, inner, false);
    return multiply(g, outer, inner);
}

static bool are_opposite(struct graph *g, id a, id b)
{
    id zero = graph_int(g, 0);
    return graph_fn2(g, FN_equal, a, zero) == b || graph_fn2(g, FN_equal, b, zero) == a;
}

/* Returns the sum of two branches by one condition or by one and its opposite as one branch; POISON
 * for anything else. */
static id join(struct graph *g, id a, id b)
{
    if (!graph_is_fn(g, a, FN_where) || !graph_is_fn(g, b, FN_where)) return POISON;
    id condition = graph_child(g, a, 0), other = graph_child(g, b, 0);
    bool opposite = condition != other;
    if (opposite && !are_opposite(g, condition, other)) return POISON;
    id holds = graph_add(g, graph_child(g, a, 1), graph_child(g, b, opposite ? 2 : 1));
    id fails = graph_add(g, graph_child(g, a, 2), graph_child(g, b, opposite ? 1 : 2));
    return graph_where(g, condition, holds, fails);
}

void derive_join_branches(struct graph *g, size_t begin)
{
    if (!g->has_branches || g->scratch.n - begin > FEW_TERMS) return;
    for (size_t i = begin; i < g->scratch.n; i++)
        for (size_t k = i + 1; k < g->scratch.n; k++) {
            bool alike = g->scratch.at[i].c == g->scratch.at[k].c;
            id joined = alike ? join(g, g->scratch.at[i].id, g->scratch.at[k].id) : POISON;
            if (joined == POISON) continue;
            g->scratch.at[i].id = joined;
            g->scratch.at[k--] = g->scratch.at[--g->scratch.n];
        }
}

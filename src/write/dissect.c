/* dissect.c - cuts a formula of scalars into parts, each of which one rule of calculus
 * differentiates: functions, powers, roots, products, quotients and sums. Polynomials in x are
 * left whole. */
#include "write/explain.h"

#include "pass/rewrite.h"

#include <stddef.h>
#include <string.h>

struct dissection {
    struct steps *steps;
    id x, root;
    size_t first; /* of this round's steps */
    const char *last_name;
    bool *depends;    /* by position before: on x */
    bool *is_renamed; /* by position before: the value of a name, which the step is called by */
    bool *is_row;     /* by position before: of a matrix that is written out */
    VEC(bool) moves;  /* by node now: it depends on x */
};

static bool moves(const struct dissection *d, id now)
{
    return now < d->moves.n && d->moves.at[now];
}

static bool set_moves(struct dissection *d, id now)
{
    struct mem *mem = &d->steps->q->core->mem;
    while (d->moves.n <= now)
        if (!vec_push(mem, &d->moves, false)) return false;
    d->moves.at[now] = true;
    return true;
}

static bool is_leaf(const struct graph *g, id a)
{
    return graph_node(g, a)->n == 0;
}

/* x^r times what does not move. */
static bool is_monomial(const struct dissection *d, const struct graph *g, id now)
{
    const struct node *n = graph_node(g, now);
    if (now == d->x) return true;
    if (n->op != OP_PRODUCT) return false;
    for (uint32_t i = 0; i < n->n; i++)
        if (moves(d, node_child(g, n, i)) && node_child(g, n, i) != d->x) return false;
    return true;
}

static bool is_polynomial(const struct dissection *d, const struct graph *g, id now)
{
    const struct node *n = graph_node(g, now);
    if (n->op != OP_SUM) return is_monomial(d, g, now);
    for (uint32_t i = 0; i < n->n; i++)
        if (moves(d, node_child(g, n, i)) && !is_monomial(d, g, node_child(g, n, i))) return false;
    return true;
}

/* ---- new parts, and those of earlier rounds ---- */

/* Returns the last step of a definition; NULL if there is none. */
static const struct step *find_part(const struct dissection *d, id definition)
{
    const struct steps *s = d->steps;
    for (size_t i = s->all.n; i-- > 0;)
        if (s->all.at[i].definition == definition) return &s->all.at[i];
    return NULL;
}

/* Returns the part's variable. A part that an earlier round has is a step of this one too, under
 * the name that it has there. */
static id add_part(struct dissection *d, struct step part)
{
    const struct step *before = find_part(d, part.definition);
    part.is_known = before && (!part.name || !strcmp(part.name, before->name));
    bool twice = part.is_known && before - d->steps->all.at >= (ptrdiff_t)d->first;
    if (twice && part.origin != d->root) return before->variable;
    if (part.is_known) part.name = before->name;
    if (!part.name) part.name = steps_fresh_name(d->steps, d->last_name);
    id variable = steps_add(d->steps, part, part.definition);
    bool ok = variable != POISON && (!part.moves || set_moves(d, variable));
    return ok ? variable : POISON;
}

static id make_part(struct dissection *d, id definition)
{
    return add_part(d, (struct step){.definition = definition, .origin = POISON, .moves = true});
}

/* What a rule is applied to is x or the name of a part. */
static id as_part(struct dissection *d, id now)
{
    bool whole = !moves(d, now) || is_leaf(d->steps->q->graph, now);
    return whole ? now : make_part(d, now);
}

static id dissect_children(struct dissection *d, struct graph *g, id now)
{
    id children[FN_MOST_ARGUMENTS];
    uint32_t n = graph_node(g, now)->n;
    for (uint32_t i = 0; i < n; i++) {
        id child = graph_child(g, now, i);
        bool condition = i == 0 && graph_is_fn(g, now, FN_where),
             row = graph_op(g, now) == OP_STACK && graph_op(g, child) == OP_STACK;
        children[i] = condition || row ? child : as_part(d, child);
        if (children[i] == POISON) return POISON;
    }
    return graph_rebuild(g, now, children);
}

/* The moving factors above or below the line of a fraction. */
struct side {
    VEC(struct term) factors; /* with exponents above 0 */
};

static id side_product(struct graph *g, const struct side *side, number coefficient)
{
    size_t begin = graph_begin(g);
    for (size_t i = 0; i < side->factors.n; i++)
        graph_push(g, side->factors.at[i].id, side->factors.at[i].c);
    return graph_end_product(g, begin, coefficient);
}

/* Makes each factor of a product either x to some power or the name of a part. */
static bool name_factors(struct dissection *d, struct graph *g, struct side *side, bool alone)
{
    for (size_t i = 0; i < side->factors.n; i++) {
        struct term *factor = &side->factors.at[i];
        if ((factor->id = as_part(d, factor->id)) == POISON) return false;
        if (alone || factor->id == d->x || factor->c == NUMBER_ONE) continue;
        factor->id = make_part(d, graph_pow_number(g, factor->id, factor->c));
        if (factor->id == POISON) return false;
        factor->c = NUMBER_ONE;
    }
    return true;
}

static bool sort_factors(struct dissection *d, struct graph *g, id now, struct side *above,
                         struct side *below, struct side *fixed)
{
    struct mem *mem = &g->core->mem;
    for (uint32_t i = 0; i < graph_node(g, now)->n; i++) {
        const struct node *n = graph_node(g, now);
        struct term factor = {node_child(g, n, i), node_number(g, n, i)};
        struct side *to = above;
        if (!moves(d, factor.id))
            to = fixed;
        else if (number_sign(&g->numbers, factor.c) < 0) {
            to = below;
            factor.c = number_neg(&g->numbers, factor.c);
        }
        if (!vec_push(mem, &to->factors, factor)) return false;
    }
    return true;
}

/* u/v, where u and v are named if they are products themselves. */
static id join_sides(struct dissection *d, struct graph *g, struct side *above, struct side *below,
                     struct side *fixed, number coefficient)
{
    bool quotient = above->factors.n && below->factors.n;
    bool alone = above->factors.n + below->factors.n == 1;
    if (!name_factors(d, g, above, alone) || !name_factors(d, g, below, alone)) return POISON;
    id u = side_product(g, above, NUMBER_ONE), v = side_product(g, below, NUMBER_ONE);
    if (quotient && above->factors.n > 1) u = make_part(d, u);
    if (below->factors.n > 1) v = make_part(d, v);
    id c = side_product(g, fixed, coefficient);
    return graph_mul(g, c, below->factors.n ? graph_div(g, u, v) : u);
}

static id dissect_product(struct dissection *d, struct graph *g, id now)
{
    struct mem *mem = &g->core->mem;
    struct side above = {0}, below = {0}, fixed = {0};
    bool ok = sort_factors(d, g, now, &above, &below, &fixed);
    id joined = ok ? join_sides(d, g, &above, &below, &fixed, graph_node(g, now)->data) : POISON;
    vec_free(mem, &above.factors);
    vec_free(mem, &below.factors);
    vec_free(mem, &fixed.factors);
    return joined;
}

static id dissect_node(struct dissection *d, struct graph *g, id now)
{
    switch (graph_op(g, now)) {
    case OP_NAMED: return graph_child(g, now, 0);
    case OP_PRODUCT: return is_monomial(d, g, now) ? now : dissect_product(d, g, now);
    case OP_FN: return graph_is_comparison(g, now) ? now : dissect_children(d, g, now);
    default: break;
    }
    bool few = graph_node(g, now)->n <= FN_MOST_ARGUMENTS;
    return few && graph_op(g, now) != OP_SUM ? dissect_children(d, g, now) : now;
}

/* NULL: any name will do. */
static const char *name_of(struct dissection *d, struct graph *g, id before)
{
    if (graph_op(g, before) == OP_NAMED && before != d->x) return steps_own_name(d->steps, before);
    return before == d->root ? d->last_name : NULL;
}

/* What is no part of its own: constants, x, polynomials, conditions, and what a name is for. */
static bool stays_inside(const struct dissection *d, const struct graph *g, id before,
                         id definition)
{
    size_t place = graph_place(g, before);
    if (before == d->root) return false;
    if (before == d->x) return true;
    if (graph_op(g, before) == OP_NAMED) return false;
    return !d->depends[place] || d->is_renamed[place] || d->is_row[place] ||
           is_polynomial(d, g, definition) || graph_is_comparison(g, definition) ||
           is_leaf(g, definition);
}

static id dissect(struct graph *g, id before, id now, void *user)
{
    struct dissection *d = user;
    bool depends = d->depends[graph_place(g, before)];
    if (depends && !set_moves(d, now)) return POISON;
    id definition = depends && before != d->x                           ? dissect_node(d, g, now)
                    : graph_op(g, before) == OP_NAMED && before != d->x ? graph_child(g, now, 0)
                                                                        : now;
    if (definition == POISON || (depends && !set_moves(d, definition))) return POISON;
    if (stays_inside(d, g, before, definition)) return definition;
    return add_part(d, (struct step){.name = name_of(d, g, before),
                                     .definition = definition,
                                     .origin = before,
                                     .moves = depends});
}

static void mark(struct dissection *d, const struct graph *g, const struct reach *reach)
{
    for (size_t p = 0; p < reach->ids.n; p++) {
        const struct node *n = graph_node(g, reach->ids.at[p]);
        d->depends[p] = reach->ids.at[p] == d->x;
        for (uint32_t i = 0; i < n->n; i++)
            d->depends[p] |= d->depends[graph_place(g, node_child(g, n, i))];
        for (uint32_t i = 0; n->op == OP_STACK && i < n->n; i++)
            if (graph_op(g, node_child(g, n, i)) == OP_STACK)
                d->is_row[graph_place(g, node_child(g, n, i))] = true;
        bool renames = n->op == OP_NAMED && reach->ids.at[p] != d->x;
        if (renames) d->is_renamed[graph_place(g, node_child(g, n, 0))] = true;
    }
}

bool steps_dissect(struct steps *s, id f, id x, const char *last_name)
{
    struct graph *g = s->q->graph;
    struct mem *mem = &g->core->mem;
    struct reach reach = {0};
    struct dissection d = {
        .steps = s, .x = x, .root = f, .first = s->all.n, .last_name = last_name};
    if (!graph_reach(g, &f, 1, &reach)) return false;
    size_t n = reach.ids.n;
    d.depends = mem_array(mem, n, sizeof *d.depends);
    d.is_renamed = mem_array(mem, n, sizeof *d.is_renamed);
    d.is_row = mem_array(mem, n, sizeof *d.is_row);
    bool ok = d.depends && d.is_renamed && d.is_row;
    if (ok) mark(&d, g, &reach);
    ok = ok && rewrite(g, &f, 1, NULL, 0, dissect, &d);
    mem_free_array(mem, d.depends, n, sizeof *d.depends);
    mem_free_array(mem, d.is_renamed, n, sizeof *d.is_renamed);
    mem_free_array(mem, d.is_row, n, sizeof *d.is_row);
    vec_free(mem, &d.moves);
    reach_free(g, &reach);
    return ok;
}

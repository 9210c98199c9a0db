/* limit_facts.c - what is known of nodes on the way to a limit, and why there is none. */
#include "series/limit_private.h"

bool growth_trouble(struct growth *r, enum limit_kind kind, const char *why)
{
    if (r->in_trouble) return false;
    r->in_trouble = true;
    r->trouble = diag_any(r->g->core) ? LIMIT_FAILED : kind;
    r->why = why;
    return false;
}

bool growth_go_on(struct growth *r)
{
    return !r->in_trouble && (core_go_on(r->g->core) || growth_trouble(r, LIMIT_FAILED, NULL));
}

struct fact *growth_fact(struct growth *r, id a)
{
    struct mem *mem = &r->g->core->mem;
    while (r->facts.n <= a)
        if (!vec_push(mem, &r->facts, (struct fact){0}))
            return r->no_fact = (struct fact){0}, &r->no_fact;
    return &r->facts.at[a];
}

/* ---- what a formula depends on ---- */

static bool depends_by_children(struct growth *r, id a)
{
    uint32_t n = graph_node(r->g, a)->n;
    if (a == r->x) return true;
    for (uint32_t i = 0; i < n; i++)
        if (growth_fact(r, graph_child(r->g, a, i))->depends == KNOWN_YES) return true;
    return false;
}

bool growth_depends(struct growth *r, id a)
{
    struct reach reach = {0};
    if (growth_fact(r, a)->depends) return growth_fact(r, a)->depends == KNOWN_YES;
    graph_reach(r->g, &a, 1, &reach);
    for (size_t i = 0; i < reach.ids.n; i++) {
        id node = reach.ids.at[i];
        bool depends = depends_by_children(r, node);
        growth_fact(r, node)->depends = depends ? KNOWN_YES : KNOWN_NO;
    }
    reach_free(r->g, &reach);
    return growth_fact(r, a)->depends == KNOWN_YES;
}

const struct bounded *growth_bounded_of(const struct growth *r, id symbol)
{
    for (size_t i = 0; i < r->bounded.n; i++)
        if (r->bounded.at[i].symbol == symbol) return &r->bounded.at[i];
    return NULL;
}

bool growth_has_bounded(struct growth *r, id c)
{
    struct reach reach = {0};
    bool found = false;
    if (r->bounded.n == 0 || !graph_reach(r->g, &c, 1, &reach)) return false;
    for (size_t i = 0; i < reach.ids.n && !found; i++)
        found = growth_bounded_of(r, reach.ids.at[i]) != NULL;
    reach_free(r->g, &reach);
    return found;
}

bool growth_variables(struct growth *r, id c, struct reach *reach, bool *free)
{
    size_t kept = 0;
    *free = false;
    if (!graph_reach(r->g, &c, 1, reach)) return false;
    for (size_t i = 0; i < reach->ids.n; i++) {
        id a = reach->ids.at[i];
        if (graph_op(r->g, a) != OP_VARIABLE) continue;
        reach->ids.at[kept++] = a;
        *free |= a != r->x && !growth_bounded_of(r, a);
    }
    reach->ids.n = kept;
    return true;
}

bool growth_has_names(struct growth *r, id c)
{
    struct reach variables = {0};
    bool free;
    growth_variables(r, c, &variables, &free);
    reach_free(r->g, &variables);
    return free;
}

/* ---- exp(u^2)*erfc(u): a call of polygamma whose order is a symbol ---- */

id growth_scaled_erfc(struct growth *r, id u)
{
    struct graph *g = r->g;
    if (r->marker == POISON) {
        uint32_t name = names_intern(&g->core->names, &g->core->arena, "(erfc)", 6);
        if (name == NAME_NONE) return POISON;
        r->marker = graph_variable(g, name, SHAPE_SCALAR);
    }
    return graph_fn2(g, FN_polygamma, r->marker, u);
}

bool growth_is_scaled_erfc(const struct growth *r, id call)
{
    return r->marker != POISON && graph_is_fn(r->g, call, FN_polygamma) &&
           graph_child(r->g, call, 0) == r->marker;
}

static id concrete_node(struct growth *r, id a)
{
    struct graph *g = r->g;
    id children[64];
    uint32_t n = graph_node(g, a)->n;
    if (n > 64) return a;
    for (uint32_t i = 0; i < n; i++) children[i] = growth_fact(r, graph_child(g, a, i))->concrete;
    if (growth_is_scaled_erfc(r, a)) {
        id u = children[1], square = graph_pow_number(g, u, NUMBER_TWO);
        return graph_mul(g, graph_fn1(g, FN_exp, square), graph_fn1(g, FN_erfc, u));
    }
    return n ? graph_rebuild(g, a, children) : a;
}

id growth_concrete(struct growth *r, id f)
{
    struct reach reach = {0};
    if (r->marker == POISON || f == POISON) return f;
    if (!graph_reach(r->g, &f, 1, &reach)) return POISON;
    for (size_t i = 0; i < reach.ids.n; i++) {
        id a = reach.ids.at[i], now = concrete_node(r, a);
        growth_fact(r, a)->concrete = now;
    }
    reach_free(r->g, &reach);
    return growth_fact(r, f)->concrete;
}

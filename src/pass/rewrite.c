#include "pass/rewrite.h"

struct rewriting {
    struct graph *g;
    struct reach reach;
    id *now; /* by position: the replacement of the node */
    VEC(id) children;
    rewrite_step step;
    void *user;
};

static id rebuilt(struct rewriting *r, id a)
{
    struct graph *g = r->g;
    uint32_t n = graph_node(g, a)->n;
    bool changed = false;
    r->children.n = 0;
    if (n == 0 || !vec_reserve(&g->core->mem, &r->children, n)) return a;
    for (uint32_t i = 0; i < n; i++) {
        id child = graph_child(g, a, i), now = r->now[graph_place(g, child)];
        r->children.at[r->children.n++] = now;
        changed |= now != child;
    }
    return changed ? graph_rebuild(g, a, r->children.at) : a;
}

/* Constructors and steps never call graph_reach(), so positions stay valid. */
static bool run(struct rewriting *r, const struct replacement *replacements, size_t n)
{
    struct graph *g = r->g;
    for (size_t i = 0; i < n; i++)
        if (graph_reached(g, replacements[i].leaf))
            r->now[graph_place(g, replacements[i].leaf)] = replacements[i].value;
    for (size_t p = 0; p < r->reach.ids.n; p++) {
        id a = r->reach.ids.at[p];
        if (r->now[p] != POISON) continue;
        g->span = graph_node(g, a)->span;
        r->now[p] = r->step(g, a, rebuilt(r, a), r->user);
        if (r->now[p] == POISON || !core_go_on(g->core)) return false;
    }
    return !diag_any(g->core);
}

bool rewrite(struct graph *g, id *roots, size_t n, const struct replacement *replacements,
             size_t n_replacements, rewrite_step step, void *user)
{
    struct mem *mem = &g->core->mem;
    struct rewriting r = {.g = g, .step = step, .user = user};
    bool ok = graph_reach(g, roots, n, &r.reach);
    size_t count = r.reach.ids.n;
    r.now = ok ? mem_array(mem, count, sizeof *r.now) : NULL;
    ok = r.now && run(&r, replacements, n_replacements);
    for (size_t i = 0; i < n && ok; i++) roots[i] = r.now[graph_place(g, roots[i])];
    mem_free_array(mem, r.now, count, sizeof *r.now);
    vec_free(mem, &r.children);
    reach_free(g, &r.reach);
    return ok;
}

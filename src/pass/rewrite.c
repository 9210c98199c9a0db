#include "pass/rewrite.h"

struct rewriting {
    struct graph *g;
    struct reach reach;
    id *now; /* by position: the replacement of the node; of those not needed, themselves */
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

static bool have_children(const struct graph *g, const struct replacement *replacements, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (graph_node(g, replacements[i].leaf)->n) return true;
    return false;
}

/* What only replaced nodes depend on is not needed. */
static bool mark_others(struct rewriting *r, const id *roots, size_t n)
{
    struct graph *g = r->g;
    size_t count = r->reach.ids.n;
    bool *needed = mem_array(&g->core->mem, count, sizeof *needed);
    if (!needed) return false;
    for (size_t i = 0; i < n; i++) needed[graph_place(g, roots[i])] = true;
    for (size_t p = count; p-- > 0;) {
        const struct node *node = graph_node(g, r->reach.ids.at[p]);
        if (r->now[p] != POISON) continue;
        if (!needed[p]) r->now[p] = r->reach.ids.at[p];
        for (uint32_t i = 0; needed[p] && i < node->n; i++)
            needed[graph_place(g, node_child(g, node, i))] = true;
    }
    mem_free_array(&g->core->mem, needed, count, sizeof *needed);
    return true;
}

static bool put_in(struct rewriting *r, const id *roots, size_t n,
                   const struct replacement *replacements, size_t n_replacements)
{
    struct graph *g = r->g;
    for (size_t i = 0; i < n_replacements; i++)
        if (graph_reached(g, replacements[i].leaf))
            r->now[graph_place(g, replacements[i].leaf)] = replacements[i].value;
    return !have_children(g, replacements, n_replacements) || mark_others(r, roots, n);
}

/* Constructors and steps never call graph_reach(), so positions stay valid. */
static bool run(struct rewriting *r)
{
    struct graph *g = r->g;
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
    ok = r.now && put_in(&r, roots, n, replacements, n_replacements) && run(&r);
    for (size_t i = 0; i < n && ok; i++) roots[i] = r.now[graph_place(g, roots[i])];
    mem_free_array(mem, r.now, count, sizeof *r.now);
    vec_free(mem, &r.children);
    reach_free(g, &r.reach);
    return ok;
}

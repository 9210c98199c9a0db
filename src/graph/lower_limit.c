/* lower_limit.c - limit(f, x, a): x moves only within it, so that neither the name nor the
 * conditions on it are left. */
#include "graph/lower_private.h"

/* ---- conditions within the limit ---- */

static bool depends(struct graph *g, id f, id x)
{
    struct reach reach = {0};
    if (f == POISON || !graph_reach(g, &f, 1, &reach)) return false;
    bool found = graph_reached(g, x);
    reach_free(g, &reach);
    return found;
}

/* Marks the operations that one is made of. */
static bool *mark_operations(struct lowering *l, uint32_t operation, size_t n)
{
    const struct demands *d = &l->demands;
    bool *marked = mem_array(&l->g->core->mem, n, sizeof *marked);
    if (!marked) return NULL;
    marked[operation] = true;
    for (size_t i = operation + 1; i-- > 0;)
        for (uint32_t k = 0; marked[i] && k < d->all.at[i].n; k++)
            marked[d->args.at[d->all.at[i].args + k]] = true;
    return marked;
}

/* Conditions on x within f are the limit's own business. */
static bool drop_guards(struct lowering *l, uint32_t operation, id x)
{
    size_t n = l->demands.all.n, kept = 0;
    if (operation == 0) return true;
    bool *marked = mark_operations(l, operation, n);
    if (!marked) return false;
    for (size_t i = 0; i < l->guards.all.n; i++) {
        struct guard guard = l->guards.all.at[i];
        bool within = guard.operation && marked[guard.operation];
        if (!within || (!depends(l->g, guard.condition, x) && !depends(l->g, guard.when, x)))
            l->guards.all.at[kept++] = guard;
    }
    l->guards.all.n = kept;
    mem_free_array(&l->g->core->mem, marked, n, sizeof *marked);
    return true;
}

/* ---- the limit ---- */

/* Names that a limit has lost. */
static bool note_names(struct lowering *l, id a)
{
    struct reach reach = {0};
    bool ok = graph_reach(l->g, &a, 1, &reach);
    for (size_t i = 0; i < reach.ids.n; i++) {
        const struct node *n = graph_node(l->g, reach.ids.at[i]);
        if (n->op == OP_VARIABLE || n->op == OP_NAMED) lower_facts(l, n->data)->in_limit = true;
    }
    reach_free(l->g, &reach);
    return ok;
}

/* With other names as they are, or, where that does not decide, with their values. */
static id limit_or_at_point(struct lowering *l, id f, id x, const struct limit_target *to)
{
    struct core *core = l->g->core;
    struct trial trial;
    const struct name_facts *facts = lower_known_facts(l, graph_node(l->g, x)->data);
    bool given = facts && facts->given;
    if (!l->put_in || given) return l->derive->limit(l->g, f, x, to);
    trial_begin(&trial, core);
    id value = l->derive->limit(l->g, f, x, to);
    bool again = value == POISON && core->diags.n && core->diags.at[0].kind == KIND_UNDECIDED;
    trial_end(&trial, core, !again);
    if (!again) return value;
    struct limit_target there = *to;
    l->sized_by_point = true;
    if (!note_names(l, f) || !note_names(l, to->at)) return POISON;
    f = l->put_in(l->point, f);
    there.at = l->put_in(l->point, to->at);
    return f && there.at ? l->derive->limit(l->g, f, x, &there) : POISON;
}

id lower_limit(struct lowering *l, id f, uint32_t operation, id x, const struct limit_target *to)
{
    bool noted = vec_push(&l->g->core->mem, &l->moving, graph_node(l->g, x)->data);
    return noted && drop_guards(l, operation, x) ? limit_or_at_point(l, f, x, to) : POISON;
}

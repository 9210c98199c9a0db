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

/* With the point's values a condition on a*x may not be one on x: it stays. */
static bool stays_at_point(struct lowering *l, struct guard *guard, id x)
{
    number value;
    if (!l->put_in || guard->when != POISON) return false;
    id there = l->put_in(l->point, guard->condition);
    if (there == POISON || there == guard->condition) return false;
    l->sized_by_point = true;
    if (depends(l->g, there, x)) return false;
    guard->condition = there;
    return !graph_is_number(l->g, there, &value) || value == NUMBER_ZERO;
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
        bool free = !depends(l->g, guard.condition, x) && !depends(l->g, guard.when, x);
        if (!within || free || stays_at_point(l, &guard, x)) l->guards.all.at[kept++] = guard;
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

static id limit_at_point(struct lowering *l, id f, id x, struct limit_target to)
{
    l->sized_by_point = true;
    if (!note_names(l, f) || !note_names(l, to.at)) return POISON;
    f = l->put_in(l->point, f);
    to.at = l->put_in(l->point, to.at);
    return f && to.at ? l->derive->limit(l->g, f, x, &to) : POISON;
}

/* The squares' sum of the columns of a table that a formula depends on; POISON without any. */
static id sum_of_columns(struct lowering *l, id f)
{
    struct graph *g = l->g;
    struct reach reach = {0};
    id sum = POISON;
    if (!graph_reach(g, &f, 1, &reach)) return POISON;
    for (size_t i = 0; i < reach.ids.n; i++) {
        id a = reach.ids.at[i];
        if (graph_op(g, a) != OP_VARIABLE) continue;
        const struct name_facts *facts = lower_known_facts(l, graph_node(g, a)->data);
        if (!facts || !facts->given || facts->place != UINT32_MAX) continue;
        a = graph_reduce(g, REDUCE_SUM, graph_pow_number(g, a, NUMBER_TWO), AXIS_ALL);
        sum = sum == POISON ? a : graph_add(g, sum, a);
    }
    reach_free(g, &reach);
    return sum;
}

/* Any value, and a condition that is 0 in each row, but not by its form: rows where it matters are
 * asked about alone. */
static id limit_by_row(struct lowering *l, id f, uint32_t operation, const struct limit_target *to)
{
    struct graph *g = l->g;
    id sum = sum_of_columns(l, graph_add(g, f, to->at));
    id below = graph_fn1(g, FN_exp, graph_sub(g, graph_int(g, -1), sum));
    if (sum == POISON || !note_names(l, f) || !note_names(l, to->at)) return POISON;
    guards_add(g, &l->guards,
               (struct guard){.kind = KIND_DOMAIN,
                              .condition = graph_fn1(g, FN_floor, below),
                              .subject = sum,
                              .what = "limit",
                              .span = to->span,
                              .operation = operation});
    return sum;
}

/* With other names as they are; where that does not decide, with their values. */
static id limit_or_at_point(struct lowering *l, id f, uint32_t operation, id x,
                            const struct limit_target *to)
{
    struct core *core = l->g->core;
    const struct name_facts *facts = lower_known_facts(l, graph_node(l->g, x)->data);
    bool given = facts && facts->given;
    id values[] = {POISON, POISON};
    bool again = true, columns = sum_of_columns(l, graph_add(l->g, f, to->at)) != POISON;
    if (given || (!l->put_in && !columns)) return l->derive->limit(l->g, f, x, to);
    for (int k = 0; k < 2 && again; k++) {
        bool last = k == 1 && !columns;
        struct trial trial;
        if (k == 1 && !l->put_in) break;
        trial_begin(&trial, core);
        values[k] = k ? limit_at_point(l, f, x, *to) : l->derive->limit(l->g, f, x, to);
        again = values[k] == POISON && core->diags.n && core->diags.at[0].kind == KIND_UNDECIDED;
        trial_end(&trial, core, !again || last);
        if (!again || last) return values[k];
    }
    return limit_by_row(l, f, operation, to);
}

id lower_limit(struct lowering *l, id f, uint32_t operation, id x, const struct limit_target *to)
{
    bool noted = vec_push(&l->g->core->mem, &l->moving, graph_node(l->g, x)->data);
    return noted && drop_guards(l, operation, x) ? limit_or_at_point(l, f, operation, x, to)
                                                 : POISON;
}

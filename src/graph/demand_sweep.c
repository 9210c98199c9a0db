/* demand_sweep.c - from the results back: where each operation matters. */
#include "graph/demand.h"

/* True if all entries matter alike. */
static bool is_uniform(const struct graph *g, id matters)
{
    return matters == POISON || graph_shape(g, matters) == SHAPE_SCALAR;
}

static id any(struct graph *g, id matters)
{
    return is_uniform(g, matters) ? matters : graph_reduce(g, REDUCE_SUM, matters, AXIS_ALL);
}

/* What matters of an array that was broadcast with others. A scalar stands for all entries. */
static id fitted(struct graph *g, id matters, shape to)
{
    if (is_uniform(g, matters) || graph_shape(g, matters) == to) return matters;
    shape from = graph_shape(g, matters), both = shape_broadcast(&g->shapes, from, to);
    if (both == from) return graph_unbroadcast(g, matters, to);
    return both == to ? graph_broadcast(g, matters, to) : any(g, matters);
}

/* Where both matter. */
static id both(struct graph *g, id a, id b)
{
    return a == POISON ? b : b == POISON ? a : graph_mul(g, a, b);
}

static bool contribute(struct graph *g, struct demands *d, uint32_t to, id matters)
{
    struct written *w = &d->all.at[to];
    if (matters == POISON) return w->everywhere = true;
    if (w->everywhere) return true;
    struct demand_use use = {fitted(g, matters, w->shape), w->uses};
    w->uses = (uint32_t)d->uses.n;
    return vec_push(&g->core->mem, &d->uses, use);
}

static id taken_by(struct graph *g, const struct written *w, uint32_t branch)
{
    enum fn fn = branch == 1 ? FN_not_equal : FN_equal;
    return both(g, w->matters, graph_fn2(g, fn, w->condition, graph_int(g, 0)));
}

static id item(struct graph *g, const struct written *w, uint32_t k)
{
    if (is_uniform(g, w->matters)) return w->matters;
    struct shape_data d = shape_get(&g->shapes, w->shape), left = {d.ndim - 1, {d.d[1], 1}};
    struct slice axes[2] = {{(int32_t)k, 1, 1}, {0, 1, d.d[1]}};
    return graph_reshape(g, graph_slice(g, w->matters, axes), shape_of(&g->shapes, left));
}

/* Where argument k of an operation matters. */
static id passed_on(struct graph *g, const struct written *w, uint32_t k)
{
    switch (w->passing) {
    case PASSES_ALL: break;
    case PASSES_ENTRIES: return w->matters;
    case PASSES_BRANCHES: return k == 0 ? w->matters : taken_by(g, w, k);
    case PASSES_ITEMS: return item(g, w, k);
    }
    return any(g, w->matters);
}

/* What nothing uses is checked as if it were a result. */
static id sum_of_uses(struct graph *g, const struct demands *d, const struct written *w)
{
    if (w->everywhere) return POISON;
    if (w->uses == NO_USE) return w->replaced ? graph_int(g, 0) : POISON;
    size_t begin = graph_begin(g);
    for (uint32_t k = w->uses; k != NO_USE; k = d->uses.at[k].next)
        graph_push(g, d->uses.at[k].matters, NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static void restrict_guard(struct graph *g, const struct demands *d, struct guard *guard)
{
    const struct written *w = &d->all.at[guard->operation];
    bool alike = w->passing == PASSES_ENTRIES && guard->kind != KIND_KINK;
    id matters =
        alike ? fitted(g, w->matters, graph_shape(g, guard->condition)) : any(g, w->matters);
    guard->when = both(g, guard->when, matters);
}

bool demand_restrict(struct graph *g, struct demands *d, struct guards *guards)
{
    for (size_t i = d->all.n; i-- > 1;) {
        d->all.at[i].matters = sum_of_uses(g, d, &d->all.at[i]);
        const struct written *w = &d->all.at[i];
        for (uint32_t k = 0; k < w->n; k++) {
            uint32_t arg = d->args.at[w->args + k];
            if (arg && !contribute(g, d, arg, passed_on(g, w, k))) return false;
        }
    }
    for (size_t i = 0; i < guards->all.n; i++) {
        if (!core_go_on(g->core)) return false;
        if (guards->all.at[i].operation) restrict_guard(g, d, &guards->all.at[i]);
    }
    return !g->core->mem.failed;
}

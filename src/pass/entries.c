#include "pass/entries.h"

#include "graph/gather.h"
#include "graph/move.h"
#include "pass/entries_private.h"

#include <string.h>

/* ---- the formula of one entry ---- */

static id elementwise(struct taking *t, id a, int64_t place)
{
    uint32_t n = graph_node(t->g, a)->n;
    bool all = true;
    if (!vec_reserve(&t->g->core->mem, &t->children, n)) return POISON;
    for (uint32_t i = 0; i < n; i++) {
        id child = graph_child(t->g, a, i);
        t->children.at[i] = entries_value(
            t, child, shape_unstretch(graph_dims(t->g, a), graph_dims(t->g, child), place));
        all &= t->children.at[i] != POISON;
    }
    return all ? graph_rebuild(t->g, a, t->children.at) : POISON;
}

/* True for a short list, whose sum is written out: that is what it is for. */
static bool sums_list(const struct taking *t, id a)
{
    const struct node *n = graph_node(t->g, a);
    if (n->op != OP_REDUCE || n->fn != REDUCE_SUM || n->data != AXIS_ALL) return false;
    id list = node_child(t->g, n, 0);
    return graph_op(t->g, list) == OP_STACK && graph_node(t->g, list)->n <= 64 &&
           graph_dims(t->g, list).ndim == 1;
}

static id of_sum(struct taking *t, id a)
{
    id list = graph_child(t->g, a, 0);
    uint32_t n = graph_node(t->g, list)->n;
    bool all = true;
    size_t begin = graph_begin(t->g);
    for (uint32_t i = 0; i < n; i++) {
        id item = entries_value(t, list, i);
        all &= item != POISON;
        graph_push(t->g, item, NUMBER_ONE);
    }
    id sum = graph_end_sum(t->g, begin, NUMBER_ZERO);
    return all ? sum : POISON;
}

/* ---- sums over entries ---- */

/* An entry that stays one of an array. */
static id kept(struct taking *t, id a, int64_t place)
{
    if (t->written_out && !entries_may_stay(t->g, a)) return POISON;
    return graph_entry(t->g, a, place);
}

/* An entry of B.T@A.T is one of A@B. */
static id kept_product(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    struct shape_data d = graph_dims(g, a);
    if (graph_op(g, x) != OP_TRANSPOSE || graph_op(g, y) != OP_TRANSPOSE) return kept(t, a, place);
    id turned = graph_matmul(g, graph_child(g, y, 0), graph_child(g, x, 0));
    return kept(t, turned, place % d.d[1] * d.d[0] + place / d.d[1]);
}

/* The n entries first, first + step, ... of a. */
struct run {
    id a;
    int64_t first, step, n;
};

/* The sum of the products of two runs of which the first is mostly zeros. */
static id of_thin_product(struct taking *t, id a, int64_t place, struct run thin, struct run other)
{
    struct graph *g = t->g;
    int64_t at[ENTRIES_FEW], left = entries_left(t, thin.a, thin.first, thin.step, thin.n, at);
    if (left < 0) return POISON;
    if (left > ENTRIES_FEW) return kept(t, a, place);
    bool all = true;
    size_t begin = graph_begin(g);
    for (int64_t k = 0; k < left; k++) {
        id u = entries_value(t, thin.a, thin.first + at[k] * thin.step),
           v = entries_value(t, other.a, other.first + at[k] * other.step);
        all &= u != POISON && v != POISON;
        if (all) graph_push(g, graph_mul(g, u, v), NUMBER_ONE);
    }
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    return all ? sum : POISON;
}

static id of_matmul(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    struct shape_data left = graph_dims(t->g, x), right = graph_dims(t->g, y);
    int64_t inner = left.d[left.ndim - 1], columns = right.ndim == 2 ? right.d[1] : 1;
    struct run row = {x, place / columns * inner, 1, inner},
               column = {y, place % columns, columns, inner};
    if (entries_are_thin(t, x)) return of_thin_product(t, a, place, row, column);
    if (entries_are_thin(t, y)) return of_thin_product(t, a, place, column, row);
    if (!entries_may_write(t, inner)) return kept_product(t, a, place);
    bool all = true;
    size_t begin = graph_begin(g);
    for (int64_t k = 0; k < inner; k++) {
        id u = entries_value(t, x, place / columns * inner + k),
           v = entries_value(t, y, k * columns + place % columns);
        all &= u != POISON && v != POISON;
        if (all) graph_push(g, graph_mul(g, u, v), NUMBER_ONE);
    }
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    if (all) t->terms -= (size_t)inner;
    return all ? sum : POISON;
}

/* True if the formulas of all of them are known. */
static bool all_known(struct taking *t, struct run r)
{
    bool all = true;
    for (int64_t k = 0; k < r.n; k++) all &= entries_value(t, r.a, r.first + k * r.step) != POISON;
    if (all) t->terms -= (size_t)r.n;
    return all;
}

static id entry_of(struct taking *t, struct run r, int64_t k)
{
    return entries_value(t, r.a, r.first + k * r.step);
}

static id sum_of(struct taking *t, struct run r)
{
    size_t begin = graph_begin(t->g);
    for (int64_t k = 0; k < r.n; k++) graph_push(t->g, entry_of(t, r, k), NUMBER_ONE);
    return graph_end_sum(t->g, begin, NUMBER_ZERO);
}

static id extreme_of(struct taking *t, struct run r, enum fn fn)
{
    id best = entry_of(t, r, 0);
    for (int64_t k = 1; k < r.n; k++) best = graph_fn2(t->g, fn, best, entry_of(t, r, k));
    return best;
}

/* x[0] + log(1 + exp(x[1] - x[0]) + ...). */
static id logsumexp_of(struct taking *t, struct run r)
{
    id first = entry_of(t, r, 0);
    size_t begin = graph_begin(t->g);
    for (int64_t k = 1; k < r.n; k++)
        graph_push(t->g, graph_fn1(t->g, FN_exp, graph_sub(t->g, entry_of(t, r, k), first)),
                   NUMBER_ONE);
    id sum = graph_end_sum(t->g, begin, NUMBER_ONE);
    return graph_add(t->g, first, graph_fn1(t->g, FN_log, sum));
}

static id of_entries(struct taking *t, struct run r, enum reduction how)
{
    if (!all_known(t, r)) return POISON;
    switch (how) {
    case REDUCE_MAX: return extreme_of(t, r, FN_maximum);
    case REDUCE_MIN: return extreme_of(t, r, FN_minimum);
    case REDUCE_LOGSUMEXP: return logsumexp_of(t, r);
    case REDUCE_SUM: break;
    }
    return sum_of(t, r);
}

/* The sum of a run that is mostly zeros. */
static id of_thin_sum(struct taking *t, id a, int64_t place, struct run r)
{
    int64_t at[ENTRIES_FEW], left = entries_left(t, r.a, r.first, r.step, r.n, at);
    if (left < 0) return POISON;
    if (left > ENTRIES_FEW) return kept(t, a, place);
    size_t begin = graph_begin(t->g);
    for (int64_t k = 0; k < left; k++) graph_push(t->g, entry_of(t, r, at[k]), NUMBER_ONE);
    return graph_end_sum(t->g, begin, NUMBER_ZERO);
}

static id of_total(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id from = graph_child(g, a, 0);
    struct shape_data d = graph_dims(t->g, from);
    int64_t rows = d.ndim == 2 ? d.d[0] : 1, columns = d.d[d.ndim == 2];
    uint32_t axis = graph_node(g, a)->data;
    int64_t n = axis == AXIS_ALL ? rows * columns : axis == 0 && d.ndim == 2 ? rows : columns;
    enum reduction how = (enum reduction)graph_node(g, a)->fn;
    struct run r = {from, 0, 1, n};
    if (axis == 0 && d.ndim == 2)
        r.first = place, r.step = columns;
    else if (axis != AXIS_ALL)
        r.first = place * columns;
    if (how == REDUCE_SUM && entries_are_thin(t, from)) return of_thin_sum(t, a, place, r);
    if ((how != REDUCE_SUM && !t->written_out) || !entries_may_write(t, n))
        return kept(t, a, place);
    return of_entries(t, r, how);
}

static id of_trace(struct taking *t, id a)
{
    id from = graph_child(t->g, a, 0);
    int64_t n = graph_dims(t->g, from).d[0];
    if (entries_are_thin(t, from)) return of_thin_sum(t, a, 0, (struct run){from, 0, n + 1, n});
    return entries_may_write(t, n) ? of_entries(t, (struct run){from, 0, n + 1, n}, REDUCE_SUM)
                                   : kept(t, a, 0);
}

static id of_outer(struct taking *t, id a, int64_t place)
{
    int64_t width = graph_dims(t->g, a).d[1];
    id x = entries_value(t, graph_child(t->g, a, 0), place / width),
       y = entries_value(t, graph_child(t->g, a, 1), place % width);
    return x && y ? graph_mul(t->g, x, y) : POISON;
}

static id of_move(struct taking *t, id a, int64_t place)
{
    if (!entries_are_counted(t->g, a)) return kept(t, a, place);
    return move_to_source(t->g, &a, &place) ? entries_value(t, a, place) : graph_int(t->g, 0);
}

static bool known_place(const struct graph *g, id a, struct shape_data large, int64_t entry,
                        int64_t *place)
{
    id indexes[MOST_INDEXES];
    for (int k = 0; k < large.ndim; k++) indexes[k] = graph_child(g, a, (uint32_t)k + 1);
    return (*place = gather_known_place(g, indexes, large, entry)) >= 0;
}

/* True if all places of a scatter are known, and not too many to look through. */
static bool knows_places(const struct graph *g, id a)
{
    enum { MOST_PLACES = 64 };
    int64_t n = shape_count(&g->shapes, graph_shape(g, graph_child(g, a, 0))), at;
    for (int64_t i = 0; i < n; i++)
        if (n > MOST_PLACES || !known_place(g, a, graph_dims(g, a), i, &at)) return false;
    return true;
}

/* Adds up what a scatter puts to a place. */
static id scattered(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id b = graph_child(g, a, 0);
    int64_t n = shape_count(&g->shapes, graph_shape(g, b)), at;
    bool complete = true;
    size_t begin = graph_begin(g);
    for (int64_t i = 0; i < n; i++) {
        if (!known_place(g, a, graph_dims(g, a), i, &at) || at != place) continue;
        id entry = entries_value(t, b, i);
        complete &= entry != POISON;
        if (complete) graph_push(g, entry, NUMBER_ONE);
    }
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    return complete ? sum : POISON;
}

/* An entry at places that are known; the others are kept, or written out. */
static id of_gather(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id x = graph_child(g, a, 0);
    int64_t from;
    if (entries_are_counted(g, a)) {
        bool gathers = graph_op(g, a) == OP_GATHER;
        if (gathers && known_place(g, a, graph_dims(g, x), place, &from))
            return entries_value(t, x, from);
        if (!gathers && knows_places(g, a)) return scattered(t, a, place);
    }
    return t->written_out ? entries_of_all(t, a, place) : graph_entry(g, a, place);
}

static id work_out(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    struct shape_data d = graph_dims(t->g, a);
    switch (graph_op(g, a)) {
    case OP_NUMBER: return graph_number(g, graph_node(g, a)->data);
    case OP_RANGE: return graph_int(g, place);
    case OP_EYE: return graph_int(g, place / d.d[0] == place % d.d[0]);
    case OP_SUM:
    case OP_PRODUCT:
    case OP_POWER:
    case OP_FN: return elementwise(t, a, place);
    case OP_OUTER: return of_outer(t, a, place);
    case OP_REDUCE:
        if (sums_list(t, a)) return of_sum(t, a);
        return of_total(t, a, place);
    case OP_MATMUL: return of_matmul(t, a, place);
    case OP_TRACE: return of_trace(t, a);
    case OP_GATHER:
    case OP_SCATTER: return of_gather(t, a, place);
    default: break;
    }
    if (op_class(graph_op(g, a)) == CLASS_MOVE) return of_move(t, a, place);
    return t->written_out ? entries_of_all(t, a, place) : graph_entry(g, a, place);
}

/* Finds a formula. An entry whose parts are not all known stays on the stack and is tried again
 * after them. */
static id take(struct taking *t, id root)
{
    uint32_t i = entries_find(t, root, 0);
    if (i == UINT32_MAX || !vec_push(&t->g->core->mem, &t->waiting, i)) return POISON;
    while (t->waiting.n) {
        uint32_t top = t->waiting.at[t->waiting.n - 1];
        struct entry e = t->known.at[top];
        size_t before = t->waiting.n;
        if (!e.now) e.now = work_out(t, e.array, e.place); /* may move `known` */
        t->known.at[top].now = e.now;
        if (!core_go_on(t->g->core) || diag_any(t->g->core)) return POISON;
        if (t->waiting.n == before) {
            if (!t->known.at[top].now) return POISON;
            t->waiting.n--;
        }
    }
    return t->known.at[i].now;
}

static bool take_all(struct taking *t, id *roots, size_t n)
{
    struct mem *mem = &t->g->core->mem;
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        t->waiting.n = 0;
        roots[i] = take(t, roots[i]);
        ok = roots[i] != POISON;
    }
    vec_free(mem, &t->known);
    vec_free(mem, &t->waiting);
    vec_free(mem, &t->children);
    vec_free(mem, &t->thin);
    mem_free_array(mem, t->slots, t->n_slots, sizeof *t->slots);
    return ok;
}

bool entries_take(struct graph *g, id *roots, size_t n)
{
    return !graph_has_arrays(g) || take_all(&(struct taking){.g = g}, roots, n);
}

bool entries_multiply_out(struct graph *g, id *roots, size_t n)
{
    enum { MOST_TERMS = 10000 };
    struct taking t = {.g = g, .multiplied_out = true, .terms = MOST_TERMS};
    return take_all(&t, roots, n);
}

bool entries_write_out(struct graph *g, id *roots, size_t n)
{
    enum { MOST_TERMS = 30000 };
    struct mem *mem = &g->core->mem;
    struct taking t = {.g = g, .multiplied_out = true, .written_out = true, .terms = MOST_TERMS};
    id *now = mem_array(mem, n, sizeof *now);
    if (!now) return false;
    if (n) memcpy(now, roots, n * sizeof *now);
    bool ok = take_all(&t, now, n);
    if (ok && n) memcpy(roots, now, n * sizeof *now);
    mem_free_array(mem, now, n, sizeof *now);
    return ok;
}

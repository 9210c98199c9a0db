#include "pass/entries.h"

#include "graph/move.h"

#include <string.h>

/* Entry `place` of an array, and its formula once that is known. */
struct entry {
    id array, now;
    int64_t place;
};

struct taking {
    struct graph *g;
    VEC(struct entry) known; /* in the order in which they were found */
    uint32_t *slots;         /* open addressing: index of a known entry + 1 */
    size_t n_slots;
    bool multiplied_out;   /* sums and matrix products are written out */
    size_t terms;          /* ... up to so many terms in all */
    VEC(uint32_t) waiting; /* a stack: entries whose formulas are to be found */
    VEC(id) children;
};

/* ---- known entries ---- */

static size_t slot_of(const struct taking *t, id array, int64_t place)
{
    uint64_t h = (array + (uint64_t)place * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
    size_t slot = (size_t)(h >> 20) & (t->n_slots - 1);
    for (; t->slots[slot]; slot = (slot + 1) & (t->n_slots - 1)) {
        const struct entry *e = &t->known.at[t->slots[slot] - 1];
        if (e->array == array && e->place == place) break;
    }
    return slot;
}

static bool grow(struct taking *t)
{
    struct mem *mem = &t->g->core->mem;
    size_t old = t->n_slots, more = old ? 2 * old : 64;
    uint32_t *slots = mem_array(mem, more, sizeof *slots);
    if (!slots) return false;
    mem_free_array(mem, t->slots, old, sizeof *slots);
    t->slots = slots;
    t->n_slots = more;
    for (size_t i = 0; i < t->known.n; i++)
        slots[slot_of(t, t->known.at[i].array, t->known.at[i].place)] = (uint32_t)i + 1;
    return true;
}

/* Returns the index of an entry among the known ones, adding it if it is new; UINT32_MAX without
 * memory. */
static uint32_t find(struct taking *t, id array, int64_t place)
{
    struct entry e = {array, POISON, place};
    if (t->known.n * 2 >= t->n_slots && !grow(t)) return UINT32_MAX;
    size_t slot = slot_of(t, array, place);
    if (!t->slots[slot]) {
        if (!vec_push(&t->g->core->mem, &t->known, e)) return UINT32_MAX;
        t->slots[slot] = (uint32_t)t->known.n;
    }
    return t->slots[slot] - 1;
}

/* Returns the formula of an entry, or POISON after putting it on the stack. */
static id value_of(struct taking *t, id array, int64_t place)
{
    uint32_t i = find(t, array, place);
    if (i == UINT32_MAX) return POISON;
    if (!t->known.at[i].now) vec_push(&t->g->core->mem, &t->waiting, i);
    return t->known.at[i].now;
}

/* ---- the formula of one entry ---- */

static id elementwise(struct taking *t, id a, int64_t place)
{
    uint32_t n = graph_node(t->g, a)->n;
    bool all = true;
    if (!vec_reserve(&t->g->core->mem, &t->children, n)) return POISON;
    for (uint32_t i = 0; i < n; i++) {
        id child = graph_child(t->g, a, i);
        t->children.at[i] = value_of(
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
        id item = value_of(t, list, i);
        all &= item != POISON;
        graph_push(t->g, item, NUMBER_ONE);
    }
    id sum = graph_end_sum(t->g, begin, NUMBER_ZERO);
    return all ? sum : POISON;
}

/* ---- sums over entries ---- */

/* Counts the terms of a sum to be written out. False if there are too many. */
static bool may_write(struct taking *t, int64_t terms)
{
    return t->multiplied_out && terms >= 0 && (size_t)terms <= t->terms;
}

static id of_matmul(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    struct shape_data left = graph_dims(t->g, x), right = graph_dims(t->g, y);
    int64_t inner = left.d[left.ndim - 1], columns = right.ndim == 2 ? right.d[1] : 1;
    if (!may_write(t, inner)) return graph_entry(g, a, place);
    bool all = true;
    size_t begin = graph_begin(g);
    for (int64_t k = 0; k < inner; k++) {
        id u = value_of(t, x, place / columns * inner + k),
           v = value_of(t, y, k * columns + place % columns);
        all &= u != POISON && v != POISON;
        if (all) graph_push(g, graph_mul(g, u, v), NUMBER_ONE);
    }
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    if (all) t->terms -= (size_t)inner;
    return all ? sum : POISON;
}

/* Returns the sum of the n entries first, first + step, ... of a. */
static id of_entries(struct taking *t, id a, int64_t first, int64_t step, int64_t n)
{
    bool all = true;
    size_t begin = graph_begin(t->g);
    for (int64_t k = 0; k < n; k++) {
        id item = value_of(t, a, first + k * step);
        all &= item != POISON;
        if (all) graph_push(t->g, item, NUMBER_ONE);
    }
    id sum = graph_end_sum(t->g, begin, NUMBER_ZERO);
    if (all) t->terms -= (size_t)n;
    return all ? sum : POISON;
}

static id of_total(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id from = graph_child(g, a, 0);
    struct shape_data d = graph_dims(t->g, from);
    int64_t rows = d.ndim == 2 ? d.d[0] : 1, columns = d.d[d.ndim == 2];
    uint32_t axis = graph_node(g, a)->data;
    int64_t n = axis == AXIS_ALL ? rows * columns : axis == 0 && d.ndim == 2 ? rows : columns;
    if (graph_node(g, a)->fn != REDUCE_SUM || !may_write(t, n)) return graph_entry(g, a, place);
    if (axis == AXIS_ALL) return of_entries(t, from, 0, 1, n);
    if (axis == 0 && d.ndim == 2) return of_entries(t, from, place, columns, n);
    return of_entries(t, from, place * columns, 1, n);
}

static id of_trace(struct taking *t, id a)
{
    id from = graph_child(t->g, a, 0);
    int64_t n = graph_dims(t->g, from).d[0];
    return may_write(t, n) ? of_entries(t, from, 0, n + 1, n) : a;
}

static id of_outer(struct taking *t, id a, int64_t place)
{
    int64_t width = graph_dims(t->g, a).d[1];
    id x = value_of(t, graph_child(t->g, a, 0), place / width),
       y = value_of(t, graph_child(t->g, a, 1), place % width);
    return x && y ? graph_mul(t->g, x, y) : POISON;
}

/* False for arrays with letters for sizes, whose entries are not looked into. The arguments' sizes
 * fit together, so the first one decides. */
static bool is_counted(const struct graph *g, id a)
{
    return !shape_has_letter(&g->shapes, graph_shape(g, a)) &&
           !shape_has_letter(&g->shapes, graph_shape(g, graph_child(g, a, 0)));
}

static id of_move(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    struct moving moving = moving_node(g, a);
    uint32_t n = graph_node(g, a)->n, k = 0;
    if (!is_counted(g, a)) return graph_entry(g, a, place);
    if (graph_op(g, a) == OP_STACK) /* lists may be long, so their items are taken directly */
        moving.at = k =
            (uint32_t)(place / shape_count(&g->shapes, graph_shape(g, graph_child(g, a, 0))));
    for (; k < n; k++) {
        id x = graph_child(g, a, k);
        struct move m = moving_next(&moving, graph_dims(g, x));
        int64_t from = move_source(&m, place);
        if (from >= 0) return value_of(t, x, from);
    }
    return graph_int(g, 0);
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
    default: break;
    }
    return op_class(graph_op(g, a)) == CLASS_MOVE ? of_move(t, a, place) : graph_entry(g, a, place);
}

/* Finds a formula. An entry whose parts are not all known stays on the stack and is tried again
 * after them. */
static id take(struct taking *t, id root)
{
    uint32_t i = find(t, root, 0);
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

static bool take_all(struct graph *g, id *roots, size_t n, size_t terms)
{
    struct mem *mem = &g->core->mem;
    struct taking t = {.g = g, .multiplied_out = terms > 0, .terms = terms};
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        t.waiting.n = 0;
        roots[i] = take(&t, roots[i]);
        ok = roots[i] != POISON;
    }
    vec_free(mem, &t.known);
    vec_free(mem, &t.waiting);
    vec_free(mem, &t.children);
    mem_free_array(mem, t.slots, t.n_slots, sizeof *t.slots);
    return ok;
}

bool entries_take(struct graph *g, id *roots, size_t n)
{
    return take_all(g, roots, n, 0);
}

bool entries_multiply_out(struct graph *g, id *roots, size_t n)
{
    enum { MOST_TERMS = 10000 };
    return take_all(g, roots, n, MOST_TERMS);
}

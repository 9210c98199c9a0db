#include "pass/pattern.h"

#include "graph/move.h"
#include "graph/scan.h"

#include <stdlib.h>
#include <string.h>

/* n ascending indices from pool[start] on; n = 0 for none. */
struct set {
    size_t start;
    uint32_t n;
};

struct sets {
    struct graph *g;
    struct reach reach;
    struct set **of; /* by position: the sets of a node's entries; NULL if it depends on no leaf */
    VEC(uint32_t) pool;
    VEC(uint32_t) gathered; /* the union being built */
    uint64_t *seen;         /* by column: the number of the union that has it already */
    uint64_t unions;
    size_t columns;
};

static size_t count_of(const struct sets *s, id a)
{
    return (size_t)shape_count(&s->g->shapes, graph_shape(s->g, a));
}

static struct set *sets_of(const struct sets *s, id a)
{
    return s->of[graph_place(s->g, a)];
}

/* ---- unions ---- */

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool contains(const struct sets *s, struct set big, struct set small)
{
    const uint32_t *a = s->pool.at + big.start, *b = s->pool.at + small.start;
    uint32_t i = 0;
    if (big.n < small.n) return false;
    if (big.start == small.start) return true;
    for (uint32_t k = 0; k < small.n; k++) {
        while (i < big.n && a[i] < b[k]) i++;
        if (i == big.n || a[i] != b[k]) return false;
    }
    return true;
}

static bool merge(struct sets *s, struct set a, struct set b, struct set *out)
{
    if (!core_go_on(s->g->core)) return false;
    if (!vec_reserve(&s->g->core->mem, &s->pool, (size_t)a.n + b.n)) return false;
    const uint32_t *x = s->pool.at + a.start, *y = s->pool.at + b.start;
    uint32_t *to = s->pool.at + s->pool.n, n = 0, i = 0, k = 0;
    while (i < a.n || k < b.n) {
        bool left = k == b.n || (i < a.n && x[i] <= y[k]);
        uint32_t next = left ? x[i] : y[k];
        i += left;
        k += !left || (k < b.n && y[k] == next);
        to[n++] = next;
    }
    *out = (struct set){s->pool.n, n};
    s->pool.n += n;
    return true;
}

static bool unite(struct sets *s, struct set *a, struct set b)
{
    if (b.n == 0 || contains(s, *a, b)) return true;
    if (a->n == 0 || contains(s, b, *a)) {
        *a = b;
        return true;
    }
    return merge(s, *a, b, a);
}

/* Unites n sets, `stride` apart, in time proportional to their sizes. */
static bool unite_many(struct sets *s, const struct set *sets, size_t n, size_t stride,
                       struct set *out)
{
    struct mem *mem = &s->g->core->mem;
    s->unions++;
    s->gathered.n = 0;
    for (size_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < sets[k * stride].n; i++) {
            uint32_t column = s->pool.at[sets[k * stride].start + i];
            if (s->seen[column] == s->unions) continue;
            s->seen[column] = s->unions;
            if (!vec_push(mem, &s->gathered, column)) return false;
        }
    if (s->gathered.n) qsort(s->gathered.at, s->gathered.n, sizeof(uint32_t), ascending);
    if (!vec_reserve(mem, &s->pool, s->gathered.n)) return false;
    *out = (struct set){s->pool.n, (uint32_t)s->gathered.n};
    if (s->gathered.n)
        memcpy(s->pool.at + s->pool.n, s->gathered.at, s->gathered.n * sizeof(uint32_t));
    s->pool.n += s->gathered.n;
    return true;
}

/* ---- one rule per kind of operation; `to` receives the sets of the node's entries ---- */

static bool elementwise(struct sets *s, id a, struct set *to)
{
    size_t n = count_of(s, a);
    struct shape_data d = graph_dims(s->g, a);
    for (uint32_t k = 0; k < graph_node(s->g, a)->n; k++) {
        id x = graph_child(s->g, a, k);
        const struct set *from = sets_of(s, x);
        struct shape_data e = graph_dims(s->g, x);
        if (!from) continue;
        for (size_t i = 0; i < n; i++)
            if (!unite(s, &to[i], from[shape_unstretch(d, e, (int64_t)i)])) return false;
    }
    return true;
}

static bool moved(struct sets *s, id a, struct set *to)
{
    struct graph *g = s->g;
    struct moving moving = moving_node(g, a);
    for (uint32_t k = 0; k < graph_node(g, a)->n; k++) {
        id x = graph_child(g, a, k);
        const struct set *from = sets_of(s, x);
        struct move m = moving_next(&moving, graph_dims(g, x));
        if (!from) continue;
        for (struct move_run r = move_first(&m); r.n; move_on(&m, &r))
            for (int64_t i = 0; i < r.n; i++)
                to[r.to + i * r.to_step] = from[r.from + i * r.from_step];
    }
    return true;
}

static bool reduced(struct sets *s, id a, struct set *to)
{
    const struct node *n = graph_node(s->g, a);
    id x = node_child(s->g, n, 0);
    struct shape_data d = graph_dims(s->g, x);
    const struct set *from = sets_of(s, x);
    size_t rows = (size_t)d.d[0], columns = (size_t)d.d[1];
    if (n->data == AXIS_ALL) return unite_many(s, from, count_of(s, x), 1, to);
    if (n->data == 0) {
        for (size_t j = 0; j < columns; j++)
            if (!unite_many(s, from + j, rows, columns, &to[j])) return false;
        return true;
    }
    for (size_t i = 0; i < rows; i++)
        if (!unite_many(s, from + i * columns, columns, 1, &to[i])) return false;
    return true;
}

/* Entry (i, j) of a product depends on row i of the left factor and column j of the right one. */
static bool multiplied(struct sets *s, id a, struct set *to)
{
    struct graph *g = s->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    bool outer = graph_op(g, a) == OP_OUTER;
    struct shape_data d = graph_dims(s->g, x), e = graph_dims(s->g, y);
    size_t rows = (size_t)(outer || d.ndim == 2 ? d.d[0] : 1),
           inner = (size_t)(outer ? 1 : d.d[d.ndim - 1]),
           columns = (size_t)(outer         ? e.d[0]
                              : e.ndim == 2 ? e.d[1]
                                            : 1);
    for (size_t i = 0; sets_of(s, x) && i < rows; i++) {
        struct set row = {0};
        if (!unite_many(s, sets_of(s, x) + i * inner, inner, 1, &row)) return false;
        for (size_t j = 0; j < columns; j++) to[i * columns + j] = row;
    }
    for (size_t j = 0; sets_of(s, y) && j < columns; j++) {
        struct set column = {0};
        if (!unite_many(s, sets_of(s, y) + j, inner, columns, &column)) return false;
        for (size_t i = 0; i < rows; i++)
            if (!unite(s, &to[i * columns + j], column)) return false;
    }
    return true;
}

static bool traced(struct sets *s, id a, struct set *to)
{
    id x = graph_child(s->g, a, 0);
    size_t n = (size_t)graph_dims(s->g, x).d[0];
    return unite_many(s, sets_of(s, x), n, n + 1, to);
}

/* An entry of a scan depends on the arguments' entries there and on the entry before it along the
 * axis. The first entry of a line has none before it, and only one argument begins it. */
static bool accumulated(struct sets *s, id a, struct set *to)
{
    const struct node *n = graph_node(s->g, a);
    struct scan_line line = scan_line(graph_dims(s->g, a), (uint32_t)n->data);
    uint32_t first = scan_first(scan_rule(n->op));
    for (int64_t i = 0; i < (int64_t)count_of(s, a); i++) {
        bool begins = scan_begins(line, i);
        for (uint32_t k = 0; k < n->n; k++) {
            const struct set *x = sets_of(s, node_child(s->g, n, k));
            if (x && (!begins || k == first) && !unite(s, &to[i], x[i])) return false;
        }
        if (!begins && !unite(s, &to[i], to[i - line.step])) return false;
    }
    return true;
}

/* Every entry depends on everything. */
static bool mixed(struct sets *s, id a, struct set *to)
{
    size_t n = count_of(s, a);
    struct set all = {0};
    for (uint32_t k = 0; k < graph_node(s->g, a)->n; k++) {
        id x = graph_child(s->g, a, k);
        struct set one = {0};
        if (!sets_of(s, x)) continue;
        if (!unite_many(s, sets_of(s, x), count_of(s, x), 1, &one) || !unite(s, &all, one))
            return false;
    }
    for (size_t i = 0; i < n; i++) to[i] = all;
    return true;
}

static bool propagate(struct sets *s, id a, struct set *to)
{
    enum op op = graph_op(s->g, a);
    switch (op_class(op)) {
    case CLASS_NAMED:
    case CLASS_ELEMENTWISE: return elementwise(s, a, to);
    case CLASS_BILINEAR: return multiplied(s, a, to);
    case CLASS_REDUCTION: return op == OP_TRACE ? traced(s, a, to) : reduced(s, a, to);
    case CLASS_MOVE: return moved(s, a, to);
    case CLASS_SCAN: return accumulated(s, a, to);
    case CLASS_NONE:
    case CLASS_LEAF:
    case CLASS_GATHER:
    case CLASS_MATRIX:
    case CLASS_SPECTRUM:
    case CLASS_FACTOR:
    case CLASS_MATRIX_FUNCTION: break;
    }
    return mixed(s, a, to);
}

/* ---- the sweep ---- */

static bool any_child_varies(const struct sets *s, id a)
{
    const struct node *n = graph_node(s->g, a);
    for (uint32_t i = 0; i < n->n; i++)
        if (sets_of(s, node_child(s->g, n, i))) return true;
    return false;
}

static bool add_leaf(struct sets *s, struct set *to, size_t n, size_t column)
{
    for (size_t i = 0; i < n; i++) {
        struct set one = {s->pool.n, 1};
        if (!vec_push(&s->g->core->mem, &s->pool, (uint32_t)(column + i)) || !unite(s, &to[i], one))
            return false;
    }
    return true;
}

/* column_of: by position, a leaf's first column + 1. */
static bool sweep(struct sets *s, const size_t *column_of)
{
    for (size_t p = 0; p < s->reach.ids.n; p++) {
        id a = s->reach.ids.at[p];
        bool varies = any_child_varies(s, a);
        if (!varies && !column_of[p]) continue;
        s->of[p] = mem_array(&s->g->core->mem, count_of(s, a), sizeof **s->of);
        if (!s->of[p] || (varies && !propagate(s, a, s->of[p]))) return false;
        if (column_of[p] && !add_leaf(s, s->of[p], count_of(s, a), column_of[p] - 1)) return false;
        if (!core_go_on_slow(s->g->core)) return false;
    }
    return true;
}

static bool copy_out(struct sets *s, id v, struct pattern *out)
{
    struct mem *mem = &s->g->core->mem;
    const struct set *sets = sets_of(s, v);
    size_t n = 0;
    out->starts = mem_array(mem, out->rows + 1, sizeof *out->starts);
    if (!out->starts) return false;
    for (size_t i = 0; i < out->rows; i++) out->starts[i + 1] = n += sets ? sets[i].n : 0;
    out->room = n;
    out->column = mem_array(mem, n, sizeof *out->column);
    if (!out->column) return false;
    for (size_t i = 0; n && i < out->rows; i++)
        memcpy(out->column + out->starts[i], s->pool.at + sets[i].start,
               sets[i].n * sizeof *out->column);
    return true;
}

static bool run(struct sets *s, id v, const id *leaves, size_t n_leaves, struct pattern *out)
{
    struct graph *g = s->g;
    struct mem *mem = &g->core->mem;
    size_t count = s->reach.ids.n, *column_of = mem_array(mem, count, sizeof *column_of);
    s->of = mem_array(mem, count, sizeof *s->of);
    out->rows = count_of(s, v);
    for (size_t i = 0; i < n_leaves; i++) {
        if (column_of && graph_reached(g, leaves[i]))
            column_of[graph_place(g, leaves[i])] = out->columns + 1;
        out->columns += count_of(s, leaves[i]);
    }
    s->seen = mem_array(mem, out->columns, sizeof *s->seen);
    bool ok = column_of && s->of && s->seen && sweep(s, column_of) && copy_out(s, v, out);
    for (size_t p = 0; s->of && p < count; p++)
        mem_free_array(mem, s->of[p], count_of(s, s->reach.ids.at[p]), sizeof **s->of);
    mem_free_array(mem, s->of, count, sizeof *s->of);
    mem_free_array(mem, s->seen, out->columns, sizeof *s->seen);
    mem_free_array(mem, column_of, count, sizeof *column_of);
    return ok;
}

bool pattern_find(struct graph *g, id v, const id *leaves, size_t n_leaves, struct pattern *out)
{
    struct sets s = {.g = g};
    *out = (struct pattern){0};
    bool ok = graph_reach(g, &v, 1, &s.reach) && run(&s, v, leaves, n_leaves, out);
    vec_free(&g->core->mem, &s.pool);
    vec_free(&g->core->mem, &s.gathered);
    reach_free(g, &s.reach);
    if (!ok) pattern_free(g, out);
    return ok;
}

void pattern_free(struct graph *g, struct pattern *p)
{
    mem_free_array(&g->core->mem, p->starts, p->rows + 1, sizeof *p->starts);
    mem_free_array(&g->core->mem, p->column, p->room, sizeof *p->column);
    p->starts = NULL;
    p->column = NULL;
}

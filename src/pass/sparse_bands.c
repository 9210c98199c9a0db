/* sparse_bands.c - carries bands forward through the graph. It is the sparse forward mode of
 * Bischof, Khademi, Bouaricha and Carle (1996), on regular sets of entries instead of single
 * ones. */
#include "pass/derive.h"
#include "pass/sparse.h"

/* With more bands than this, a Jacobian does not count as regular. */
enum { MOST_BANDS = 2000000 };

struct sweep {
    struct graph *g;
    struct reach reach;
    size_t *first, *end; /* by position: the range of the node's bands in the pool */
    struct bands pool;
    const id *leaves;
    size_t n_leaves;
};

static bool varies(const struct sweep *s, id a)
{
    uint32_t p = graph_place(s->g, a);
    return s->end[p] > s->first[p];
}

/* Copies a node's bands to the end of the pool, where the bands of the current node are built. */
static bool take(struct sweep *s, id a)
{
    uint32_t p = graph_place(s->g, a);
    size_t first = s->first[p], n = s->end[p] - first;
    if (s->pool.all.n + n > MOST_BANDS) return false;
    if (!vec_reserve(&s->g->core->mem, &s->pool.all, n)) return false;
    for (size_t i = 0; i < n; i++) s->pool.all.at[s->pool.all.n++] = s->pool.all.at[first + i];
    return true;
}

static bool multiply_all(struct sweep *s, size_t from, id p)
{
    for (size_t i = from; i < s->pool.all.n; i++)
        if (!band_multiply(s->g, &s->pool.all.at[i], p)) return false;
    return true;
}

/* ---- elementwise operations ---- */

static bool stretch(struct sweep *s, id a, id x, size_t from)
{
    struct moving moving = moving_start(OP_BROADCAST, 0, NULL, graph_dims(s->g, a));
    struct move m = moving_next(&moving, graph_dims(s->g, x));
    return graph_shape(s->g, x) == graph_shape(s->g, a) ||
           rows_move(s->g, &s->pool, from, graph_dims(s->g, x), &m);
}

/* Carries the bands of argument x over to the elementwise node a, multiplied by the partial
 * derivative. */
static bool chain(struct sweep *s, id a, id x, id partial)
{
    size_t from = s->pool.all.n;
    number value;
    shape whole = graph_shape(s->g, a);
    if (!varies(s, x)) return true;
    if (!take(s, x) || !stretch(s, a, x, from)) return false;
    if (!graph_is_number(s->g, partial, &value) && graph_shape(s->g, partial) != SHAPE_SCALAR)
        partial = graph_broadcast(s->g, partial, whole);
    return multiply_all(s, from, partial);
}

static bool through_sum(struct sweep *s, id a)
{
    uint32_t n = graph_node(s->g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        id c = graph_number(s->g, node_number(s->g, graph_node(s->g, a), i));
        if (!chain(s, a, graph_child(s->g, a, i), c)) return false;
    }
    return true;
}

static bool through_product(struct sweep *s, id a)
{
    struct partials partials;
    uint32_t n = graph_node(s->g, a)->n;
    bool ok = partials_init(&partials, s->g, a);
    for (uint32_t i = 0; i < n && ok; i++) {
        id x = graph_child(s->g, a, i);
        if (varies(s, x)) ok = chain(s, a, x, partials_get(&partials, i));
    }
    partials_free(&partials);
    return ok;
}

static bool through_power(struct sweep *s, id a)
{
    struct graph *g = s->g;
    id b = graph_child(g, a, 0), e = graph_child(g, a, 1);
    id lower = graph_power(g, b, graph_sub(g, e, graph_int(g, 1)));
    return chain(s, a, b, graph_mul(g, e, lower)) &&
           (!varies(s, e) || chain(s, a, e, graph_mul(g, a, graph_fn1(g, FN_log, b))));
}

/* Multiplies by the condition: a branch that is not taken contributes 0, whatever its value:
 * where(c, d, 0). */
static bool mask(struct sweep *s, id a, struct band *b, id condition)
{
    struct graph *g = s->g;
    struct band hits = *b;
    id whole = graph_broadcast(g, condition, graph_shape(g, a)), zero = graph_int(g, 0);
    if (!b->n_factors) return band_multiply(g, b, graph_where(g, whole, graph_int(g, 1), zero));
    hits.n_factors = 0;
    if (!band_multiply(g, &hits, whole) || !band_join(g, b)) return false;
    if (!hits.n_factors) { /* the condition is a number */
        if (hits.c == NUMBER_ZERO) b->c = NUMBER_ZERO;
        return true;
    }
    if (!band_join(g, &hits)) return false;
    id masked = graph_where(g, hits.factors[0], b->factors[0], zero);
    uint32_t axes = b->n_axes;
    band_replace(g, b, 1, masked, axes == 2 ? 0 : NO_AXIS, axes == 2 ? 1 : axes == 1 ? 0 : NO_AXIS);
    return masked != POISON;
}

static bool through_where(struct sweep *s, id a)
{
    struct graph *g = s->g;
    id condition = graph_child(g, a, 0);
    id taken[2] = {graph_fn2(g, FN_not_equal, condition, graph_int(g, 0)),
                   graph_fn2(g, FN_equal, condition, graph_int(g, 0))};
    for (uint32_t k = 0; k < 2; k++) {
        size_t from = s->pool.all.n;
        if (!chain(s, a, graph_child(g, a, k + 1), graph_int(g, 1))) return false;
        for (size_t i = from; i < s->pool.all.n; i++)
            if (!mask(s, a, &s->pool.all.at[i], taken[k])) return false;
    }
    return true;
}

static bool through_function(struct sweep *s, id a)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    id args[FN_MOST_ARGUMENTS] = {POISON};
    if (n.fn == FN_where) return through_where(s, a);
    for (uint32_t i = 0; i < n.n; i++) args[i] = graph_child(g, a, i);
    for (uint32_t i = 0; i < n.n; i++)
        if (varies(s, args[i]) &&
            !chain(s, a, args[i], rule_derivative(g, (enum fn)n.fn, (int)i, args, a)))
            return false;
    return true;
}

/* ---- arrays ---- */

static bool through_move(struct sweep *s, id a)
{
    struct moving moving = moving_node(s->g, a);
    for (uint32_t k = 0; k < graph_node(s->g, a)->n; k++) {
        size_t from = s->pool.all.n;
        id x = graph_child(s->g, a, k);
        struct shape_data d = graph_dims(s->g, x);
        struct move m = moving_next(&moving, d);
        if (varies(s, x) && (!take(s, x) || !rows_move(s->g, &s->pool, from, d, &m))) return false;
    }
    return true;
}

static bool through_matmul(struct sweep *s, id a)
{
    struct graph *g = s->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    size_t from = s->pool.all.n;
    if (varies(s, x) &&
        (!take(s, x) || !rows_times_right(g, &s->pool, from, graph_dims(s->g, x), y)))
        return false;
    from = s->pool.all.n;
    return !varies(s, y) ||
           (take(s, y) && rows_times_left(g, &s->pool, from, graph_dims(s->g, y), x));
}

/* outer(x, y) is a column times a row. */
static bool through_outer(struct sweep *s, id a)
{
    struct graph *g = s->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    struct shape_data column = {2, {graph_dims(s->g, x).d[0], 1}},
                      row = {2, {1, graph_dims(s->g, y).d[0]}};
    size_t from = s->pool.all.n;
    id as_row = graph_reshape(g, y, shape_of(&g->shapes, row)),
       as_column = graph_reshape(g, x, shape_of(&g->shapes, column));
    if (varies(s, x) && (!take(s, x) || !rows_times_right(g, &s->pool, from, column, as_row)))
        return false;
    from = s->pool.all.n;
    return !varies(s, y) || (take(s, y) && rows_times_left(g, &s->pool, from, row, as_column));
}

/* Multiplies by the derivative of a reduction by its entries, then sums. */
static bool through_reduction(struct sweep *s, id a, size_t from)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    id x = graph_child(g, a, 0), value = graph_keep_axis(g, a, graph_shape(g, x), n.data);
    if (!take(s, x)) return false;
    if (n.fn == REDUCE_LOGSUMEXP &&
        !multiply_all(s, from, graph_fn1(g, FN_exp, graph_sub(g, x, value))))
        return false;
    if (n.fn == REDUCE_MAX || n.fn == REDUCE_MIN) {
        id hits = graph_fn2(g, FN_equal, x, value);
        id ties = graph_keep_axis(g, graph_reduce(g, REDUCE_SUM, hits, n.data), graph_shape(g, x),
                                  n.data);
        if (!multiply_all(s, from, graph_div(g, hits, ties))) return false;
    }
    return rows_sum(g, &s->pool, from, graph_dims(s->g, x), n.data);
}

static bool through(struct sweep *s, id a, size_t from)
{
    enum op op = graph_op(s->g, a);
    switch (op) {
    case OP_NAMED: return take(s, graph_child(s->g, a, 0));
    case OP_SUM: return through_sum(s, a);
    case OP_PRODUCT: return through_product(s, a);
    case OP_POWER: return through_power(s, a);
    case OP_FN: return through_function(s, a);
    case OP_MATMUL: return through_matmul(s, a);
    case OP_OUTER: return through_outer(s, a);
    case OP_REDUCE: return through_reduction(s, a, from);
    default: return op_class(op) == CLASS_MOVE && through_move(s, a);
    }
}

/* ---- the sweep ---- */

static bool any_child_varies(const struct sweep *s, id a)
{
    const struct node *n = graph_node(s->g, a);
    for (uint32_t i = 0; i < n->n; i++)
        if (varies(s, node_child(s->g, n, i))) return true;
    return false;
}

static bool push_leaf(struct sweep *s, id leaf, int64_t column)
{
    int64_t n = shape_count(&s->g->shapes, graph_shape(s->g, leaf));
    struct band b = {.c = NUMBER_ONE, .start = {0, column}};
    if (band_add_axis(&b, n) && n > 1) b.axes[0].step[ROW] = b.axes[0].step[COLUMN] = 1;
    return vec_push(&s->g->core->mem, &s->pool.all, b);
}

static bool any_poison(const struct sweep *s, size_t from)
{
    for (size_t i = from; i < s->pool.all.n; i++)
        for (uint32_t f = 0; f < s->pool.all.at[i].n_factors; f++)
            if (s->pool.all.at[i].factors[f] == POISON) return true;
    return false;
}

/* column_of[position] is a leaf's first column, -1 for other nodes. A leaf that is a named value
 * also passes on what flows from the leaves below it. */
static bool sweep(struct sweep *s, const int64_t *column_of)
{
    struct graph *g = s->g;
    for (size_t p = 0; p < s->reach.ids.n; p++) {
        id a = s->reach.ids.at[p];
        size_t from = s->first[p] = s->end[p] = s->pool.all.n;
        if (any_child_varies(s, a) && !through(s, a, from)) return false;
        if (column_of[p] >= 0 && !push_leaf(s, a, column_of[p])) return false;
        if (!bands_settle(g, &s->pool, from) || any_poison(s, from) || !core_go_on(g->core))
            return false;
        s->end[p] = s->pool.all.n;
    }
    return true;
}

static bool push_rows(struct sweep *s, const id *values, size_t n, struct sparse *out)
{
    struct mem *mem = &s->g->core->mem;
    for (size_t k = 0; k < n; k++) {
        uint32_t p = graph_place(s->g, values[k]);
        for (size_t i = s->first[p]; i < s->end[p]; i++) {
            if (!vec_push(mem, &out->bands.all, s->pool.all.at[i])) return false;
            out->bands.all.at[out->bands.all.n - 1].start[ROW] += out->rows;
        }
        out->rows += shape_count(&s->g->shapes, graph_shape(s->g, values[k]));
    }
    return true;
}

static void place_leaves(struct sweep *s, int64_t *column_of, struct sparse *out)
{
    struct graph *g = s->g;
    for (size_t p = 0; p < s->reach.ids.n; p++) column_of[p] = -1;
    for (size_t i = 0; i < s->n_leaves; i++) {
        if (graph_reached(g, s->leaves[i])) column_of[graph_place(g, s->leaves[i])] = out->columns;
        out->columns += shape_count(&g->shapes, graph_shape(g, s->leaves[i]));
    }
}

static bool run(struct sweep *s, const id *values, size_t n_values, struct sparse *out)
{
    struct graph *g = s->g;
    struct mem *mem = &g->core->mem;
    size_t count = s->reach.ids.n;
    int64_t *column_of = mem_array(mem, count, sizeof *column_of);
    s->first = mem_array(mem, count, sizeof *s->first);
    s->end = mem_array(mem, count, sizeof *s->end);
    bool ok = column_of && s->first && s->end;
    if (ok) place_leaves(s, column_of, out);
    ok = ok && sweep(s, column_of) && push_rows(s, values, n_values, out);
    mem_free_array(mem, column_of, count, sizeof *column_of);
    mem_free_array(mem, s->first, count, sizeof *s->first);
    mem_free_array(mem, s->end, count, sizeof *s->end);
    return ok;
}

bool sparse_by_bands(struct graph *g, const id *values, size_t n_values, const id *leaves,
                     size_t n_leaves, struct sparse *out, bool *unfit)
{
    struct sweep s = {.g = g, .leaves = leaves, .n_leaves = n_leaves};
    *out = (struct sparse){0};
    bool ok = graph_reach(g, values, n_values, &s.reach) && run(&s, values, n_values, out);
    vec_free(&g->core->mem, &s.pool.all);
    reach_free(g, &s.reach);
    if (!ok) sparse_free(g, out);
    *unfit = !ok && !diag_any(g->core) && core_go_on_slow(g->core);
    return ok;
}

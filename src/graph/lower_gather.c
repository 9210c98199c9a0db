/* lower_gather.c - subscripts that are data: integer vectors, and integers in columns of a table;
 * and the functions made for them. */
#include "graph/gather.h"
#include "graph/lower_private.h"

/* ---- what an index must be ---- */

/* True if an index is a column of a table, or an argument of the code that is written. */
bool lower_is_data(struct frame *f, id value)
{
    struct lowering *l = f->l;
    struct reach reach = {0};
    bool data = graph_shape(l->g, value) != SHAPE_SCALAR;
    if (data || graph_op(l->g, value) == OP_NUMBER || !graph_reach(l->g, &value, 1, &reach))
        return data;
    for (size_t i = 0; i < reach.ids.n; i++) {
        const struct node *n = graph_node(l->g, reach.ids.at[i]);
        if (n->op != OP_VARIABLE) continue;
        const struct name_facts *facts = lower_facts(l, n->data);
        data |= facts->given && (facts->place == UINT32_MAX || !l->put_in);
    }
    reach_free(l->g, &reach);
    return data;
}

/* Names in an index do not vary. */
static bool fix_names(struct lowering *l, id index)
{
    struct reach reach = {0};
    if (!graph_reach(l->g, &index, 1, &reach)) return false;
    for (size_t i = 0; i < reach.ids.n; i++) {
        const struct node *n = graph_node(l->g, reach.ids.at[i]);
        if (n->op == OP_VARIABLE || n->op == OP_NAMED) lower_facts(l, n->data)->fixed = true;
    }
    reach_free(l->g, &reach);
    return true;
}

/* Checks entries that are known. *known: all are. */
static bool check_known(struct frame *f, id index, struct span span, int64_t size, bool *known)
{
    struct graph *g = f->l->g;
    *known = !shape_is_open(&g->shapes, graph_shape(g, index)) && !size_is_open(size);
    int64_t count = *known ? shape_count(&g->shapes, graph_shape(g, index)) : 0, value;
    for (int64_t i = 0; i < count; i++) {
        if (!gather_known(g, index, i, &value))
            *known = false;
        else if (value < -size || value >= size)
            return lower_out_of_range(f, span, value, size);
        if (!core_go_on(g->core)) return false;
    }
    return true;
}

static void guard_index(struct frame *f, id index, struct span span, id condition)
{
    struct guard guard = {.kind = KIND_DOMAIN,
                          .subject = index,
                          .what = "index",
                          .span = span,
                          .condition = condition};
    guards_add(f->l->g, &f->l->guards, guard);
}

bool lower_check_index(struct frame *f, id index, struct span span, int64_t size)
{
    struct graph *g = f->l->g;
    bool known;
    if (!fix_names(f->l, index) || !check_known(f, index, span, size, &known)) return false;
    if (known) return true;
    id n = graph_size(g, size);
    guard_index(f, index, span, graph_fn2(g, FN_equal, index, graph_fn1(g, FN_floor, index)));
    guard_index(f, index, span, graph_fn2(g, FN_less, index, n));
    guard_index(f, index, span, graph_fn2(g, FN_less_equal, graph_neg(g, n), index));
    return true;
}

/* ---- subscripts ---- */

static shape with_axis(struct graph *g, struct shape_data index, int64_t other, uint32_t axis)
{
    if (index.ndim == 0) return shape_vector(&g->shapes, other);
    return axis == 0 ? shape_matrix(&g->shapes, index.d[0], other)
                     : shape_matrix(&g->shapes, other, index.d[0]);
}

/* Makes a vector a column, so that it is broadcast along the other axis. */
static id as_column(struct graph *g, id a)
{
    struct shape_data d = graph_dims(g, a);
    return d.ndim == 1 ? graph_reshape(g, a, shape_matrix(&g->shapes, d.d[0], 1)) : a;
}

/* A few rows (columns) that are known become a list. POISON if they are not. */
static id known_rows(struct graph *g, id a, id index, uint32_t axis)
{
    enum { MOST_ROWS = 64 };
    struct shape_data d = graph_dims(g, a);
    id rows[MOST_ROWS];
    if (shape_is_open(&g->shapes, graph_shape(g, index))) return POISON;
    int64_t n = shape_count(&g->shapes, graph_shape(g, index)), i;
    if (n > MOST_ROWS) return POISON;
    for (int64_t k = 0; k < n; k++) {
        if (!gather_known(g, index, k, &i)) return POISON;
        struct slice axes[2] = {{0, 1, d.d[0]}, {0, 1, d.d[1]}};
        axes[axis] = (struct slice){(int32_t)(i < 0 ? i + d.d[axis] : i), 1, 1};
        rows[k] = graph_reshape(g, graph_slice(g, a, axes), shape_vector(&g->shapes, d.d[!axis]));
    }
    if (graph_shape(g, index) == SHAPE_SCALAR) return rows[0];
    id list = graph_stack(g, rows, (uint32_t)n);
    return axis == 0 ? list : graph_transpose(g, list);
}

/* Takes whole rows (axis 0) or columns (axis 1) of a matrix. */
static id gather_rows(struct graph *g, id a, id index, uint32_t axis)
{
    struct shape_data d = graph_dims(g, a);
    id known = known_rows(g, a, index, axis), all = graph_range(g, d.d[!axis]);
    if (known != POISON) return known;
    shape to = with_axis(g, graph_dims(g, index), d.d[!axis], axis);
    id both[2];
    both[axis] = graph_broadcast(g, axis == 0 ? as_column(g, index) : index, to);
    both[!axis] = graph_broadcast(
        g, axis == 1 && graph_dims(g, index).ndim == 1 ? as_column(g, all) : all, to);
    return graph_gather(g, a, both);
}

/* x[i] and A[i,:]: `a` has the other axis sliced, or dropped. */
static id gather_one(struct frame *f, id a, id index, uint32_t axis, struct span span)
{
    struct graph *g = f->l->g;
    if (graph_dims(g, a).ndim == 1) return graph_gather(g, a, &index);
    if (graph_dims(g, index).ndim == 2)
        return lower_error(f, KIND_SHAPE, span,
                           "a matrix of indexes for one axis of a matrix: arrays have at most two "
                           "axes");
    return gather_rows(g, a, index, axis);
}

static id gather_two(struct frame *f, const struct ast_node *node, id a, const id *indexes)
{
    struct graph *g = f->l->g;
    if (!lower_fits(f, node->span, "[]", indexes[0], indexes[1])) return POISON;
    shape to = shape_broadcast(&g->shapes, graph_shape(g, indexes[0]), graph_shape(g, indexes[1]));
    id both[2] = {graph_broadcast(g, indexes[0], to), graph_broadcast(g, indexes[1], to)};
    return graph_gather(g, a, both);
}

id lower_gather(struct frame *f, const struct ast_node *node, id a,
                const struct subscript *subscripts)
{
    struct graph *g = f->l->g;
    struct shape_data d = graph_dims(g, a), left = {0, {1, 1}};
    struct slice axes[2];
    id indexes[2] = {subscripts[0].data, subscripts[1].data};
    for (int i = 0; i < d.ndim; i++) {
        axes[i] = indexes[i] ? (struct slice){0, 1, d.d[i]} : subscripts[i].slice;
        if (subscripts[i].drops && !indexes[i]) continue;
        left.d[left.ndim++] = axes[i].count;
    }
    if (d.ndim == 2 && indexes[0] && indexes[1]) return gather_two(f, node, a, indexes);
    uint32_t axis = indexes[0] ? 0 : 1;
    a = graph_reshape(g, graph_slice(g, a, axes), shape_of(&g->shapes, left));
    return gather_one(f, a, indexes[axis], axis, subscripts[axis].span);
}

/* ---- functions ---- */

id build_onehot(struct call *c)
{
    struct graph *g = c->frame->l->g;
    int64_t size;
    if (c->n != 2 || c->n_keywords) return lower_usage(c, BUILD_onehot);
    id y = c->args[0];
    int ndim = graph_dims(g, y).ndim;
    if (ndim == 2) return lower_bad_shape(c, 0, "a number or a vector");
    if (!lower_size(c->frame, c->args[1], lower_span_of(c, 1), &size)) return POISON;
    if (!lower_check_index(c->frame, y, lower_span_of(c, 0), size)) return POISON;
    id from_end = graph_where(g, graph_fn2(g, FN_less, y, graph_int(g, 0)),
                              graph_add(g, y, graph_size(g, size)), y);
    id hits = graph_fn2(g, FN_equal, as_column(g, from_end), graph_range(g, size));
    return graph_where(g, hits, graph_int(g, 1), graph_int(g, 0));
}

/* scatter(b, i, n) and scatter(b, i, j, m, n) are the adjoints of x[i] and A[i,j]. */
id build_scatter(struct call *c)
{
    struct graph *g = c->frame->l->g;
    uint32_t n = (c->n - 1) / 2;
    struct shape_data d = {(int)n, {1, 1}};
    if ((c->n != 3 && c->n != 5) || c->n_keywords) return lower_usage(c, BUILD_scatter);
    shape to = graph_shape(g, c->args[0]);
    for (uint32_t k = 0; k < n; k++) {
        if (!lower_size(c->frame, c->args[1 + n + k], lower_span_of(c, 1 + n + k), &d.d[k]) ||
            !lower_check_index(c->frame, c->args[1 + k], lower_span_of(c, 1 + k), d.d[k]) ||
            !lower_fits(c->frame, c->node->mark, "scatter", c->args[0], c->args[1 + k]))
            return POISON;
        to = shape_broadcast(&g->shapes, to, graph_shape(g, c->args[1 + k]));
        if (to == SHAPE_NONE) return lower_usage(c, BUILD_scatter);
    }
    id indexes[MOST_INDEXES];
    for (uint32_t k = 0; k < n; k++) indexes[k] = graph_broadcast(g, c->args[1 + k], to);
    return graph_scatter(g, c->args[0], indexes, shape_of(&g->shapes, d));
}

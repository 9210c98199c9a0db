/* tensor.c - constructors of array nodes. Vectors have one axis, matrices two: rows, then
 * columns. */
#include "graph/algebra_private.h"
#include "graph/linear.h"

/* Embeddings up to this size are written as lists, which people can read and which are added entry
 * by entry. */
enum { SMALL_LIST = 64 };

static id intern1(struct graph *g, enum op op, id a, shape s)
{
    return graph_intern(g, (struct node){.op = (uint8_t)op, .n = 1, .shape = s}, &a, 1);
}

number graph_take_coefficient(struct graph *g, id *a)
{
    const struct node *n = graph_node(g, *a);
    if (n->op != OP_PRODUCT || n->data == NUMBER_ONE || n->data == NUMBER_ZERO) return NUMBER_ONE;
    number c = n->data;
    *a = algebra_rescaled(g, *a, NUMBER_ONE);
    return c;
}

static shape matmul_shape(struct graph *g, id a, id b)
{
    struct shape_data x = graph_dims(g, a), y = graph_dims(g, b);
    if (x.ndim == 0 || y.ndim == 0 || x.d[x.ndim - 1] != y.d[0]) return SHAPE_NONE;
    if (x.ndim == 1) return y.ndim == 1 ? SHAPE_SCALAR : shape_vector(&g->shapes, y.d[1]);
    return y.ndim == 1 ? shape_vector(&g->shapes, x.d[0])
                       : shape_matrix(&g->shapes, x.d[0], y.d[1]);
}

static bool is_inverse(const struct graph *g, id inverse, id a)
{
    return graph_op(g, inverse) == OP_INV && graph_child(g, inverse, 0) == a;
}

id graph_matmul(struct graph *g, id a, id b)
{
    if (a == POISON || b == POISON) return POISON;
    shape s = matmul_shape(g, a, b);
    if (s == SHAPE_NONE) return POISON;
    if (graph_is_zero(g, a) || graph_is_zero(g, b)) return graph_fill(g, NUMBER_ZERO, s);
    if (graph_op(g, a) == OP_EYE) return b;
    if (graph_op(g, b) == OP_EYE) return a;
    if (is_inverse(g, a, b) || is_inverse(g, b, a)) return graph_eye(g, graph_dims(g, a).d[0]);
    number c =
        number_mul(&g->numbers, graph_take_coefficient(g, &a), graph_take_coefficient(g, &b));
    uint32_t words[2] = {a, b};
    return graph_scale(
        g, c, graph_intern(g, (struct node){.op = OP_MATMUL, .n = 2, .shape = s}, words, 2));
}

id graph_transpose(struct graph *g, id a)
{
    if (a == POISON || graph_dims(g, a).ndim < 2) return a;
    struct shape_data d = graph_dims(g, a);
    shape s = shape_matrix(&g->shapes, d.d[1], d.d[0]);
    const struct node *n = graph_node(g, a);
    if (n->op == OP_TRANSPOSE) return node_child(g, n, 0);
    if (n->op == OP_EYE || (d.d[0] == 1 && d.d[1] == 1)) return a;
    if (n->op == OP_VARIABLE && n->fn) return a; /* it is symmetric */
    if (n->op == OP_NUMBER) return graph_fill(g, n->data, s);
    if (n->op == OP_OUTER) return graph_outer(g, node_child(g, n, 1), node_child(g, n, 0));
    if (n->op == OP_MATMUL && graph_dims(g, node_child(g, n, 0)).ndim == 2 &&
        graph_dims(g, node_child(g, n, 1)).ndim == 2) {
        id x = node_child(g, n, 0), y = node_child(g, n, 1);
        return graph_matmul(g, graph_transpose(g, y), graph_transpose(g, x));
    }
    number c = graph_take_coefficient(g, &a);
    if (c != NUMBER_ONE) return graph_scale(g, c, graph_transpose(g, a));
    if (graph_op(g, a) == OP_TRANSPOSE) return graph_scale(g, c, graph_child(g, a, 0));
    return graph_scale(g, c, intern1(g, OP_TRANSPOSE, a, s));
}

id graph_outer(struct graph *g, id a, id b)
{
    if (a == POISON || b == POISON) return POISON;
    shape s = shape_matrix(&g->shapes, graph_dims(g, a).d[0], graph_dims(g, b).d[0]);
    if (graph_is_zero(g, a) || graph_is_zero(g, b)) return graph_fill(g, NUMBER_ZERO, s);
    number c =
        number_mul(&g->numbers, graph_take_coefficient(g, &a), graph_take_coefficient(g, &b));
    uint32_t words[2] = {a, b};
    return graph_scale(
        g, c, graph_intern(g, (struct node){.op = OP_OUTER, .n = 2, .shape = s}, words, 2));
}

id graph_size(struct graph *g, int64_t size)
{
    struct size_product p = size_parts(&g->shapes.sizes, size);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < p.n; i++)
        graph_push(g, graph_variable(g, p.letters[i], SHAPE_SCALAR), NUMBER_ONE);
    return graph_end_product(g, begin, number_from_int(&g->numbers, p.count));
}

id graph_trace(struct graph *g, id a)
{
    if (a == POISON) return POISON;
    const struct node *n = graph_node(g, a);
    int64_t size = graph_dims(g, a).d[0];
    if (n->op == OP_EYE) return graph_size(g, size);
    if (n->op == OP_NUMBER) return graph_scale(g, n->data, graph_size(g, size));
    number c = graph_take_coefficient(g, &a);
    return graph_scale(g, c, intern1(g, OP_TRACE, a, SHAPE_SCALAR));
}

static shape reduced_shape(struct graph *g, id a, uint32_t axis)
{
    struct shape_data d = graph_dims(g, a);
    if (axis == AXIS_ALL || d.ndim < 2) return SHAPE_SCALAR;
    return shape_vector(&g->shapes, d.d[1 - axis]);
}

id graph_axis_size(struct graph *g, id a, uint32_t axis)
{
    struct shape_data d = graph_dims(g, a);
    size_t begin = graph_begin(g);
    for (int i = 0; i < d.ndim; i++)
        if (axis == AXIS_ALL || axis == (uint32_t)i)
            graph_push(g, graph_size(g, d.d[i]), NUMBER_ONE);
    return graph_end_product(g, begin, NUMBER_ONE);
}

static id sum_of_fill(struct graph *g, id a, uint32_t axis, shape to)
{
    id times = graph_axis_size(g, a, axis);
    return graph_broadcast(g, graph_scale(g, graph_node(g, a)->data, times), to);
}

id graph_reduce(struct graph *g, enum reduction how, id a, uint32_t axis)
{
    if (a == POISON) return POISON;
    int ndim = graph_dims(g, a).ndim;
    if (ndim == 0) return a;
    if (ndim == 1) axis = AXIS_ALL;
    shape to = reduced_shape(g, a, axis);
    bool filled = graph_op(g, a) == OP_NUMBER;
    if (filled && how == REDUCE_SUM) return sum_of_fill(g, a, axis, to);
    if (filled && (how == REDUCE_MAX || how == REDUCE_MIN))
        return graph_fill(g, graph_node(g, a)->data, to);
    number c = how == REDUCE_SUM ? graph_take_coefficient(g, &a) : NUMBER_ONE;
    struct node node = {.op = OP_REDUCE, .fn = (uint8_t)how, .n = 1, .data = axis, .shape = to};
    return graph_scale(g, c, graph_intern(g, node, &a, 1));
}

id graph_broadcast(struct graph *g, id a, shape to)
{
    if (a == POISON || graph_shape(g, a) == to) return a;
    const struct node *n = graph_node(g, a);
    if (n->op == OP_NUMBER) return graph_fill(g, n->data, to);
    if (n->op == OP_BROADCAST) return graph_broadcast(g, node_child(g, n, 0), to);
    return intern1(g, OP_BROADCAST, a, to);
}

id graph_reshape(struct graph *g, id a, shape to)
{
    if (a == POISON || graph_shape(g, a) == to) return a;
    const struct node *n = graph_node(g, a);
    if (n->op == OP_NUMBER) return graph_fill(g, n->data, to);
    if (n->op == OP_RESHAPE) return graph_reshape(g, node_child(g, n, 0), to);
    bool one = shape_count(&g->shapes, to) == 1;
    if (n->op == OP_STACK && one && to == SHAPE_SCALAR)
        return graph_reshape(g, node_child(g, n, 0), to);
    if (to != SHAPE_SCALAR && one && graph_shape(g, a) == SHAPE_SCALAR &&
        shape_get(&g->shapes, to).ndim == 1)
        return graph_stack(g, &a, 1);
    number c = graph_take_coefficient(g, &a);
    if (c != NUMBER_ONE) return graph_scale(g, c, graph_reshape(g, a, to));
    return intern1(g, OP_RESHAPE, a, to);
}

id graph_flat(struct graph *g, id a)
{
    int64_t size = a == POISON ? 0 : shape_size(&g->shapes, graph_shape(g, a));
    return size ? graph_reshape(g, a, shape_vector(&g->shapes, size)) : POISON;
}

static bool takes_all(struct shape_data d, const struct slice *axes)
{
    for (int i = 0; i < d.ndim; i++)
        if (axes[i].start != 0 || axes[i].count != d.d[i] ||
            (axes[i].step != 1 && axes[i].count > 1))
            return false;
    return true;
}

static struct shape_data sliced(struct shape_data d, const struct slice *axes)
{
    for (int i = 0; i < d.ndim; i++) d.d[i] = axes[i].count;
    return d;
}

/* Slices a list: keeps the items taken, each sliced along its own axis. */
static id slice_of_stack(struct graph *g, id a, const struct slice *axes)
{
    id items[SMALL_LIST];
    int64_t n = axes[0].count;
    for (int64_t i = 0; i < n; i++) {
        id item = graph_child(g, a, (uint32_t)(axes[0].start + i * axes[0].step));
        items[i] = graph_dims(g, a).ndim == 2 ? graph_slice(g, item, axes + 1) : item;
    }
    return graph_stack(g, items, (uint32_t)n);
}

static uint32_t slice_words(struct shape_data d, const struct slice *axes, id a, uint32_t *words)
{
    uint32_t n = 0;
    words[n++] = a;
    for (int i = 0; i < d.ndim; i++) {
        words[n++] = (uint32_t)axes[i].start;
        words[n++] = (uint32_t)axes[i].step;
    }
    return n;
}

id graph_slice(struct graph *g, id a, const struct slice *axes)
{
    if (a == POISON) return POISON;
    struct shape_data d = graph_dims(g, a);
    if (takes_all(d, axes)) return a;
    shape to = shape_of(&g->shapes, sliced(d, axes));
    const struct node *n = graph_node(g, a);
    if (n->op == OP_NUMBER) return graph_fill(g, n->data, to);
    if (n->op == OP_STACK && axes[0].count > 0 && axes[0].count <= SMALL_LIST)
        return slice_of_stack(g, a, axes);
    uint32_t words[5], n_words = slice_words(d, axes, a, words);
    return graph_intern(g, (struct node){.op = OP_SLICE, .n = 1, .shape = to}, words, n_words);
}

/* Returns the position of index i within a slice, or -1. */
static int64_t place(struct slice s, int64_t i)
{
    int64_t from = i - s.start;
    if (s.count == 0 || from % s.step != 0) return -1;
    int64_t k = from / s.step;
    return k >= 0 && k < s.count ? k : -1;
}

/* Writes the embedding as a list (of lists) of entries and zeros. */
static id embed_as_list(struct graph *g, id a, const struct slice *axes, shape to)
{
    struct shape_data d = shape_get(&g->shapes, to);
    id rows[SMALL_LIST], entries[SMALL_LIST];
    int64_t n_rows = d.ndim == 2 ? d.d[0] : 1, n_columns = d.ndim == 2 ? d.d[1] : d.d[0];
    struct slice across = d.ndim == 2 ? axes[1] : axes[0],
                 down = d.ndim == 2 ? axes[0] : (struct slice){0, 1, 1};
    for (int64_t i = 0; i < n_rows; i++) {
        int64_t r = place(down, i);
        for (int64_t j = 0; j < n_columns; j++) {
            int64_t c = place(across, j);
            bool inside = r >= 0 && c >= 0;
            entries[j] =
                inside ? graph_entry(g, a, r * across.count + c) : graph_number(g, NUMBER_ZERO);
        }
        rows[i] = graph_stack(g, entries, (uint32_t)n_columns);
    }
    return d.ndim == 2 ? graph_stack(g, rows, (uint32_t)n_rows) : rows[0];
}

id graph_embed(struct graph *g, id a, const struct slice *axes, shape to)
{
    if (a == POISON) return POISON;
    struct shape_data d = shape_get(&g->shapes, to);
    if (graph_is_zero(g, a)) return graph_fill(g, NUMBER_ZERO, to);
    if (takes_all(d, axes)) return a;
    if (!shape_is_open(&g->shapes, to) && shape_count(&g->shapes, to) <= SMALL_LIST)
        return embed_as_list(g, a, axes, to);
    uint32_t words[5], n_words = slice_words(d, axes, a, words);
    return graph_intern(g, (struct node){.op = OP_EMBED, .n = 1, .shape = to}, words, n_words);
}

id graph_stack(struct graph *g, const id *items, uint32_t n)
{
    bool same_numbers = true;
    number first = NUMBER_ZERO, value;
    for (uint32_t i = 0; i < n; i++) {
        if (items[i] == POISON) return POISON;
        same_numbers &= graph_is_number(g, items[i], &value) && (i == 0 || value == first);
        if (i == 0 && same_numbers) first = value;
    }
    struct shape_data d = n ? graph_dims(g, items[0]) : (struct shape_data){0, {1, 1}};
    struct shape_data up = {d.ndim + 1, {n, d.d[0]}};
    shape to = shape_of(&g->shapes, up);
    if (same_numbers) return graph_fill(g, first, to);
    return graph_intern(g, (struct node){.op = OP_STACK, .n = n, .shape = to}, items, n);
}

id graph_distinct(struct graph *g, id list)
{
    enum { MOST = 64 };
    id kept[MOST];
    uint32_t k = 0;
    enum op op = graph_op(g, list);
    struct shape_data d = graph_dims(g, list);
    if ((op != OP_STACK && op != OP_CONCAT) || d.ndim != 1 || d.d[0] < 0 || d.d[0] > MOST)
        return list;
    for (int64_t i = 0; i < d.d[0]; i++) {
        id item = graph_entry(g, list, i);
        uint32_t at = 0;
        while (at < k && kept[at] != item) at++;
        if (at == k) kept[k++] = item;
    }
    return (int64_t)k < d.d[0] ? graph_stack(g, kept, k) : list;
}

id graph_concat(struct graph *g, const id *items, uint32_t n, uint32_t axis)
{
    for (uint32_t i = 0; i < n; i++)
        if (items[i] == POISON) return POISON;
    if (n == 1) return items[0];
    struct shape_data d = graph_dims(g, items[0]);
    for (uint32_t i = 1; i < n; i++) d.d[axis] += graph_dims(g, items[i]).d[axis];
    struct node node = {.op = OP_CONCAT, .n = n, .data = axis, .shape = shape_of(&g->shapes, d)};
    return graph_intern(g, node, items, n);
}

id graph_entry(struct graph *g, id a, int64_t i)
{
    if (a == POISON) return POISON;
    struct shape_data d = graph_dims(g, a);
    if (d.ndim == 0) return a;
    const struct node *n = graph_node(g, a);
    if (n->op == OP_STACK) {
        int64_t width = d.ndim == 2 ? d.d[1] : 1;
        return graph_entry(g, node_child(g, n, (uint32_t)(i / width)), i % width);
    }
    struct slice axes[2] = {{(int32_t)i, 1, 1}, {0, 1, 1}};
    if (d.ndim == 2) axes[0].start = (int32_t)(i / d.d[1]), axes[1].start = (int32_t)(i % d.d[1]);
    return graph_reshape(g, graph_slice(g, a, axes), SHAPE_SCALAR);
}

id graph_keep_axis(struct graph *g, id reduced, shape before, uint32_t axis)
{
    struct shape_data d = shape_get(&g->shapes, before);
    for (int i = 0; i < d.ndim; i++)
        if (axis == AXIS_ALL || axis == (uint32_t)i || d.ndim == 1) d.d[i] = 1;
    return graph_reshape(g, reduced, shape_of(&g->shapes, d));
}

id graph_unbroadcast(struct graph *g, id a, shape to)
{
    if (a == POISON || graph_shape(g, a) == to) return a;
    struct shape_data from = graph_dims(g, a), want = shape_get(&g->shapes, to);
    if (to == SHAPE_SCALAR) return graph_reduce(g, REDUCE_SUM, a, AXIS_ALL);
    if (from.ndim == 2) {
        int64_t rows = want.ndim == 2 ? want.d[0] : 1,
                columns = want.ndim == 2 ? want.d[1] : want.d[0];
        if (rows == 1 && from.d[0] != 1)
            a = graph_reduce(g, REDUCE_SUM, a, 0), from = graph_dims(g, a);
        if (columns == 1 && from.d[from.ndim - 1] != 1)
            a = graph_reduce(g, REDUCE_SUM, a, from.ndim == 2 ? 1 : AXIS_ALL);
    } else if (want.d[0] == 1) {
        a = graph_reduce(g, REDUCE_SUM, a, AXIS_ALL);
    }
    return graph_reshape(g, a, to);
}

void graph_slice_axes(const struct graph *g, id a, struct slice axes[static 2])
{
    const struct node *n = graph_node(g, a);
    struct shape_data inner =
        n->op == OP_SLICE ? graph_dims(g, a) : graph_dims(g, node_child(g, n, 0));
    for (int i = 0; i < inner.ndim; i++)
        axes[i] = (struct slice){node_raw(g, n, (uint32_t)(2 * i)),
                                 node_raw(g, n, (uint32_t)(2 * i + 1)), inner.d[i]};
}

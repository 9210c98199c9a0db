#include "graph/move.h"

/* ---- one rule per operation ---- */

static const struct move nothing = {0, 0, {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}}};

/* Moves n entries in their order to `to` and after. */
static struct move in_order(int64_t n, int64_t to)
{
    struct move m = nothing;
    m.to = to;
    m.axes[3] = (struct move_axis){n, 1, 1};
    return m;
}

static struct move transposed(struct shape_data to)
{
    struct move m = nothing;
    m.axes[2] = (struct move_axis){to.d[0], 1, to.d[1]};
    m.axes[3] = (struct move_axis){to.d[1], to.d[0], 1};
    return m;
}

static struct move stretched(struct shape_data from, struct shape_data to)
{
    struct move m = nothing;
    bool down = shape_rows(from) == 1, across = shape_columns(from) == 1;
    m.axes[2] =
        (struct move_axis){shape_rows(to), down ? 0 : shape_columns(from), shape_columns(to)};
    m.axes[3] = (struct move_axis){shape_columns(to), across ? 0 : 1, 1};
    if (!down || !across) return m;
    m.axes[2] = nothing.axes[2];
    m.axes[3] = (struct move_axis){shape_entries(to), 0, 1};
    return m;
}

static void swap(int64_t *a, int64_t *b)
{
    int64_t c = *a;
    *a = *b;
    *b = c;
}

static struct move turned(struct move m)
{
    swap(&m.from, &m.to);
    for (int a = 0; a < MOVE_AXES; a++) swap(&m.axes[a].from, &m.axes[a].to);
    return m;
}

/* Counts an axis from its other end, so that the result's entries ascend. */
static void go_forward(struct move *m, struct move_axis *x)
{
    if (x->to >= 0) return;
    m->from += (x->n - 1) * x->from;
    m->to += (x->n - 1) * x->to;
    x->from = -x->from;
    x->to = -x->to;
}

/* Moves the entries of a slice from the large array to the small one. */
static struct move sliced(const int32_t *raw, struct shape_data large, struct shape_data small)
{
    struct move m = nothing;
    bool matrix = small.ndim == 2;
    int64_t width = shape_columns(large), down = matrix ? raw[0] : 0, across = raw[matrix ? 2 : 0];
    m.from = down * width + across;
    if (matrix) m.axes[2] = (struct move_axis){small.d[0], raw[1] * width, small.d[1]};
    m.axes[3] = (struct move_axis){shape_columns(small), raw[matrix ? 3 : 1], 1};
    return m;
}

static struct move embedded(const int32_t *raw, struct shape_data small, struct shape_data large)
{
    struct move m = turned(sliced(raw, large, small));
    go_forward(&m, &m.axes[2]);
    go_forward(&m, &m.axes[3]);
    return m;
}

static struct move joined(struct moving *m, struct shape_data from)
{
    int64_t at = m->at;
    if (m->op == OP_STACK) {
        m->at++;
        return in_order(shape_entries(from), at * shape_entries(from));
    }
    m->at += from.d[m->data];
    if (m->data == 0) return in_order(shape_entries(from), from.ndim == 2 ? at * from.d[1] : at);
    struct move beside = nothing;
    beside.to = at;
    beside.axes[2] = (struct move_axis){from.d[0], from.d[1], m->to.d[1]};
    beside.axes[3] = (struct move_axis){from.d[1], 1, 1};
    return beside;
}

static struct move diagonal(struct shape_data from, struct shape_data to)
{
    struct move m = nothing;
    m.axes[3] = to.ndim == 2 ? (struct move_axis){to.d[0], 1, to.d[1] + 1}
                             : (struct move_axis){to.d[0], from.d[1] + 1, 1};
    return m;
}

static struct move rearranged(int64_t blocks_down, int64_t blocks_across, struct shape_data from)
{
    int64_t rows = from.d[0] / blocks_down, columns = from.d[1] / blocks_across,
            size = rows * columns;
    return (struct move){0,
                         0,
                         {{blocks_down, rows * from.d[1], blocks_across * size},
                          {blocks_across, columns, size},
                          {rows, from.d[1], columns},
                          {columns, 1, 1}}};
}

struct move moving_next(struct moving *m, struct shape_data from)
{
    switch (m->op) {
    case OP_TRANSPOSE: return transposed(m->to);
    case OP_BROADCAST: return stretched(from, m->to);
    case OP_SLICE: return sliced(m->raw, from, m->to);
    case OP_EMBED: return embedded(m->raw, from, m->to);
    case OP_STACK:
    case OP_CONCAT: return joined(m, from);
    case OP_DIAG: return diagonal(from, m->to);
    case OP_REARRANGE: return rearranged(m->raw[0], m->raw[1], from);
    default: return in_order(shape_entries(from), 0);
    }
}

bool moving_leaves_zeros(const struct moving *m)
{
    return m->op == OP_EMBED || (m->op == OP_DIAG && m->to.ndim == 2);
}

struct moving moving_start(unsigned op, uint32_t data, const uint32_t *raw, struct shape_data to)
{
    struct moving m = {.op = op, .data = data, .to = to};
    uint32_t n = op_pool_words(op, 0, to.ndim);
    for (uint32_t i = 0; i < n && i < 4; i++) m.raw[i] = (int32_t)raw[i];
    return m;
}

struct moving moving_node(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    return moving_start(n->op, n->data, g->pool.at + n->args + n->n, graph_dims(g, a));
}

/* ---- visiting the entries of a move ---- */

int64_t move_source(const struct move *m, int64_t to)
{
    int64_t left = to - m->to, from = m->from;
    if (left < 0) return -1;
    for (int a = 0; a < MOVE_AXES; a++) {
        const struct move_axis *x = &m->axes[a];
        if (x->n == 1) continue;
        int64_t i = left / x->to;
        if (i >= x->n) return -1;
        left -= i * x->to;
        from += i * x->from;
    }
    return left ? -1 : from;
}

bool move_to_source(const struct graph *g, id *array, int64_t *place)
{
    struct moving moving = moving_node(g, *array);
    uint32_t n = graph_node(g, *array)->n, k = 0;
    if (moving.op == OP_STACK) { /* lists may be long, so their items are taken directly */
        id first = graph_child(g, *array, 0);
        moving.at = k = (uint32_t)(*place / shape_count(&g->shapes, graph_shape(g, first)));
    }
    for (; k < n; k++) {
        id x = graph_child(g, *array, k);
        struct move m = moving_next(&moving, graph_dims(g, x));
        int64_t from = move_source(&m, *place);
        if (from >= 0) return *array = x, *place = from, true;
    }
    return false;
}

struct move_run move_first(const struct move *m)
{
    const struct move_axis *x = &m->axes[MOVE_AXES - 1];
    return (struct move_run){x->n, m->from, m->to, x->from, x->to, {0, 0, 0}};
}

void move_on(const struct move *m, struct move_run *r)
{
    for (int a = MOVE_AXES - 2; a >= 0; a--) {
        const struct move_axis *x = &m->axes[a];
        r->from += x->from;
        r->to += x->to;
        if (++r->index[a] < x->n) return;
        r->from -= x->n * x->from;
        r->to -= x->n * x->to;
        r->index[a] = 0;
    }
    r->n = 0;
}

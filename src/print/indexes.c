#include "print/indexes.h"

#include "print/terms.h"

/* The vector that was made a column, or POISON. */
static id column(const struct graph *g, id a)
{
    if (graph_op(g, a) != OP_RESHAPE) return POISON;
    id x = graph_child(g, a, 0);
    struct shape_data from = graph_dims(g, x), to = graph_dims(g, a);
    return from.ndim == 1 && to.ndim == 2 && to.d[1] == 1 ? x : POISON;
}

static bool is_range(const struct graph *g, id a, int64_t size)
{
    return a != POISON && graph_op(g, a) == OP_RANGE && graph_dims(g, a).d[0] == size;
}

/* A[i,:] has i as a column and a range; A[:,j] a range as a column and j. A number i or j needs no
 * column. */
static void find_whole_axis(const struct graph *g, struct shape_data large,
                            struct index_part out[static MOST_INDEXES])
{
    id row = out[0].index, down = column(g, row), across = out[1].index;
    int ndim = graph_dims(g, across).ndim;
    if (is_range(g, across, large.d[1]) && (down || graph_shape(g, row) == SHAPE_SCALAR)) {
        if (down) out[0].index = down;
        out[1].whole = true;
    } else if ((is_range(g, down, large.d[0]) && ndim == 1) ||
               (is_range(g, row, large.d[0]) && ndim == 0)) {
        out[0].whole = true;
    }
}

int indexes_of(struct graph *g, id a, bool whole, struct index_part out[static MOST_INDEXES])
{
    const struct node *n = graph_node(g, a);
    struct shape_data large = graph_dims(g, n->op == OP_GATHER ? node_child(g, n, 0) : a);
    for (int k = 0; k < large.ndim; k++)
        out[k] = (struct index_part){false, node_child(g, n, (uint32_t)k + 1)};
    if (large.ndim < 2) return large.ndim;
    id first = stretched(g, out[0].index), second = stretched(g, out[1].index);
    if (shape_broadcast(&g->shapes, graph_shape(g, first), graph_shape(g, second)) !=
        graph_shape(g, out[0].index))
        return 2;
    out[0].index = first;
    out[1].index = second;
    if (whole) find_whole_axis(g, large, out);
    return 2;
}

void indexes_put(struct pieces *p, id a)
{
    struct index_part parts[MOST_INDEXES];
    int n = indexes_of(p->g, a, true, parts);
    for (int k = 0; k < n; k++) {
        if (k) pieces_text(p, ",");
        if (parts[k].whole)
            pieces_text(p, ":");
        else
            pieces_node(p, parts[k].index, SUM_BINDS);
    }
}

#include "graph/softmax.h"

id keeps_axis(const struct graph *g, id reshape)
{
    const struct node *n = graph_node(g, reshape);
    if (n->op != OP_RESHAPE) return POISON;
    id inner = node_child(g, n, 0);
    const struct node *r = graph_node(g, inner);
    if (r->op != OP_REDUCE || r->data == AXIS_ALL) return POISON;
    struct shape_data before = graph_dims(g, node_child(g, r, 0)),
                      after = shape_get(&g->shapes, n->shape);
    bool kept =
        after.ndim == 2 && after.d[r->data] == 1 && after.d[1 - r->data] == before.d[1 - r->data];
    return kept ? inner : POISON;
}

/* log_softmax(x) is the sum x - logsumexp(x). */
bool is_log_softmax(struct graph *g, id a, struct softmax *out)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_SUM || n->shape == SHAPE_SCALAR || n->n > 16) return false;
    for (uint32_t i = 0; i < n->n; i++) {
        n = graph_node(g, a);
        id term = node_child(g, n, i), total = keeps_axis(g, term) ? keeps_axis(g, term) : term;
        struct node r = *graph_node(g, total);
        if (node_number(g, n, i) != NUMBER_MINUS_ONE || r.op != OP_REDUCE ||
            r.fn != REDUCE_LOGSUMEXP || (r.data != AXIS_ALL && total == term))
            continue;
        *out = (struct softmax){node_child(g, &r, 0), r.data};
        bool whole = r.data == AXIS_ALL && graph_dims(g, out->x).ndim == 2;
        if (whole) continue; /* softmax of a matrix has an axis */
        if (graph_add(g, a, term) == out->x) return true;
    }
    return false;
}

bool is_softmax(struct graph *g, id a, struct softmax *out)
{
    return graph_is_fn(g, a, FN_exp) && is_log_softmax(g, graph_child(g, a, 0), out);
}

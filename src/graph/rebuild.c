/* rebuild.c - a node with other children, by its constructor. Apart from the constructors, which it
 * calls and which do not call it. */
#include "graph/factor.h"
#include "graph/gather.h"
#include "graph/linear.h"
#include "graph/matrix_function.h"
#include "graph/scan.h"
#include "graph/spectrum.h"

static id rebuild_linear(struct graph *g, id a, const id *children)
{
    struct node n = *graph_node(g, a);
    switch (n.op) {
    case OP_DET: return graph_det(g, (enum determinant)n.fn, children[0]);
    case OP_COFACTOR: return graph_cofactor(g, children, n.n);
    case OP_INV: return graph_inv(g, children[0]);
    case OP_SOLVE: return graph_solve(g, children[0], children[1]);
    case OP_DIAG: return graph_diag(g, children[0]);
    case OP_REARRANGE: {
        int32_t rows = node_raw(g, &n, 0), columns = node_raw(g, &n, 1);
        return graph_rearrange(g, children[0], rows, columns);
    }
    default:
        if (op_class(n.op) == CLASS_SCAN) return graph_scan(g, (enum op)n.op, children, n.data);
        if (op_class(n.op) == CLASS_SPECTRUM)
            return graph_spectrum(g, (enum op)n.op, children[0], n.n > 1 ? children[1] : POISON);
        if (op_class(n.op) == CLASS_MATRIX_FUNCTION) return matrix_function_rebuild(g, a, children);
        return factor_rebuild(g, a, children);
    }
}

static id rebuild_pairs(struct graph *g, id a, const id *children)
{
    struct node n = *graph_node(g, a);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n.n; i++)
        graph_push(g, children[i], node_number(g, graph_node(g, a), i));
    return n.op == OP_SUM ? graph_end_sum(g, begin, n.data) : graph_end_product(g, begin, n.data);
}

id graph_rebuild(struct graph *g, id a, const id *children)
{
    struct node n = *graph_node(g, a);
    struct slice axes[2];
    switch (n.op) {
    case OP_SUM:
    case OP_PRODUCT: return rebuild_pairs(g, a, children);
    case OP_POWER: return graph_power(g, children[0], children[1]);
    case OP_FN: return graph_fn(g, (enum fn)n.fn, children);
    case OP_NAMED: return graph_named(g, n.data, children[0]);
    case OP_MATMUL: return graph_matmul(g, children[0], children[1]);
    case OP_TRANSPOSE: return graph_transpose(g, children[0]);
    case OP_OUTER: return graph_outer(g, children[0], children[1]);
    case OP_TRACE: return graph_trace(g, children[0]);
    case OP_REDUCE: return graph_reduce(g, (enum reduction)n.fn, children[0], n.data);
    case OP_BROADCAST: return graph_broadcast(g, children[0], n.shape);
    case OP_RESHAPE: return graph_reshape(g, children[0], n.shape);
    case OP_SLICE: graph_slice_axes(g, a, axes); return graph_slice(g, children[0], axes);
    case OP_EMBED: graph_slice_axes(g, a, axes); return graph_embed(g, children[0], axes, n.shape);
    case OP_STACK: return graph_stack(g, children, n.n);
    case OP_CONCAT: return graph_concat(g, children, n.n, n.data);
    case OP_GATHER:
    case OP_SCATTER: return gather_rebuild(g, a, children);
    default: return rebuild_linear(g, a, children);
    }
}

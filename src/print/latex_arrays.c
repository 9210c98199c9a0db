/* latex_arrays.c - what LaTeX writes for nodes of arrays. */
#include "graph/linear.h"
#include "print/latex_private.h"
#include "print/terms.h"

static bool is_scalar(const struct graph *g, id a)
{
    return graph_shape(g, a) == SHAPE_SCALAR;
}

/* ---- products of matrices ---- */

void latex_transposed(struct pieces *p, id a)
{
    struct graph *g = p->g;
    if (graph_dims(g, a).ndim == 2 && graph_op(g, a) == OP_TRANSPOSE) {
        expand_node(p, graph_child(g, a, 0), POWER_BINDS);
        return;
    }
    if (graph_op(g, a) == OP_INV) {
        expand_node(p, graph_child(g, a, 0), ATOM_BINDS);
        expand_text(p, "^{-\\top}");
        return;
    }
    expand_node(p, a, ATOM_BINDS);
    expand_text(p, "^{\\top}");
}

/* A vector on the left of a matrix is a column in the end: A^{\top} x. */
void latex_matmul(struct pieces *p, id a)
{
    struct graph *g = p->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    bool chain = graph_op(g, x) == OP_MATMUL && graph_dims(g, x).ndim == 2;
    if (graph_dims(g, x).ndim == 1 && graph_dims(g, y).ndim == 2) {
        latex_transposed(p, y);
        expand_text(p, " ");
        expand_node(p, x, POWER_BINDS);
        return;
    }
    id inner = graph_op(g, x) == OP_MATMUL ? graph_child(g, x, 0) : POISON;
    if (graph_dims(g, x).ndim == 1 && inner && graph_dims(g, inner).ndim == 1) { /* x^T A y */
        latex_transposed(p, inner);
        expand_text(p, " ");
        expand_node(p, graph_child(g, x, 1), POWER_BINDS);
    } else if (graph_dims(g, x).ndim == 1) {
        latex_transposed(p, x);
    } else {
        expand_node(p, x, chain ? PRODUCT_BINDS : POWER_BINDS);
    }
    expand_text(p, " ");
    expand_node(p, y, graph_op(g, y) == OP_MATMUL ? PRODUCT_BINDS : POWER_BINDS);
}

void latex_outer(struct pieces *p, id a)
{
    expand_node(p, graph_child(p->g, a, 0), POWER_BINDS);
    expand_text(p, " ");
    latex_transposed(p, graph_child(p->g, a, 1));
}

/* One row of a matrix: the entries of a list, or a vector lying down. */
static void put_row(struct pieces *p, id row)
{
    struct graph *g = p->g;
    if (graph_op(g, row) != OP_STACK) {
        latex_transposed(p, row);
        return;
    }
    latex_arguments(p, row, " & ");
}

void latex_list(struct pieces *p, id a)
{
    uint32_t n = graph_node(p->g, a)->n;
    expand_text(p, "\\begin{pmatrix} ");
    for (uint32_t i = 0; i < n; i++) {
        id item = graph_child(p->g, a, i);
        if (i) expand_text(p, " \\\\ ");
        if (is_scalar(p->g, item))
            expand_node(p, item, SUM_BINDS);
        else
            put_row(p, item);
    }
    expand_text(p, " \\end{pmatrix}");
}

void latex_concat(struct pieces *p, id a)
{
    expand_text(p, "\\begin{pmatrix} ");
    latex_arguments(p, a, graph_node(p->g, a)->data ? " & " : " \\\\ ");
    expand_text(p, " \\end{pmatrix}");
}

/* The sum of a matrix along an axis is a product with ones. */
void latex_reduction(struct pieces *p, id a)
{
    static const char *const names[] = {"\\operatorname{sum}", "\\max", "\\min",
                                        "\\operatorname{logsumexp}"};
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    id x = graph_child(g, a, 0), norm = norm_argument(g, a);
    if (norm) {
        latex_norm(p, norm, NUMBER_TWO);
    } else if (n.fn == REDUCE_SUM && n.data != AXIS_ALL) {
        if (n.data == 0)
            latex_transposed(p, x);
        else
            expand_node(p, x, POWER_BINDS);
        latex_filled(p, " \\mathbf{1}", shape_vector(&g->shapes, graph_dims(g, x).d[n.data]));
    } else {
        expand_text(p, names[n.fn]);
        if (n.data != AXIS_ALL) expand_text(p, n.data == 0 ? "_{0}" : "_{1}");
        latex_call(p, "", x);
    }
}

/* ---- indexes ---- */

static void put_range(struct pieces *p, struct slice s, int64_t size)
{
    int64_t last = s.start + s.count * s.step;
    if (s.count == size && s.step == 1) {
        expand_text(p, ":");
        return;
    }
    expand_int(p, s.start);
    expand_text(p, ":");
    if (last >= 0) expand_int(p, last);
    if (s.step == 1) return;
    expand_text(p, ":");
    expand_int(p, s.step);
}

void latex_slice(struct pieces *p, id a, bool drop_rows, bool drop_columns)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0);
    struct shape_data from = graph_dims(g, child);
    struct slice axes[2];
    bool letter = graph_op(g, child) == OP_VARIABLE;
    graph_slice_axes(g, a, axes);
    if (!letter) expand_text(p, "\\left(");
    expand_text(p, letter ? "{" : "");
    expand_node(p, child, SUM_BINDS);
    expand_text(p, letter ? "}_{" : "\\right)_{");
    for (int i = 0; i < from.ndim; i++) {
        if (i) expand_text(p, ",");
        if (i == 0 ? drop_rows : drop_columns)
            expand_int(p, axes[i].start);
        else
            put_range(p, axes[i], from.d[i]);
    }
    expand_text(p, "}");
}

/* A row, a column or a single entry out of a slice; a vector as a matrix of one row or column. */
void latex_reshape(struct pieces *p, id a)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0), kept = keeps_axis(g, a);
    struct shape_data from = graph_dims(g, child), to = graph_dims(g, a);
    if (kept && graph_node(g, kept)->data == 0) { /* a row */
        latex_transposed(p, kept);
    } else if (kept || (from.ndim == 1 && to.ndim == 2 && to.d[1] == 1)) {
        expand_node(p, child, kept ? PRODUCT_BINDS : POWER_BINDS);
    } else if (from.ndim == 1 && to.ndim == 2 && to.d[0] == 1) {
        latex_transposed(p, child);
    } else if (graph_op(g, child) == OP_SLICE && to.ndim < from.ndim) {
        bool rows = to.ndim == 0 || from.d[0] == 1;
        latex_slice(p, child, rows, from.ndim == 2 && (to.ndim == 0 || !rows));
    } else if (to.ndim < from.ndim && shape_count(&g->shapes, graph_shape(g, child)) == 1) {
        expand_node(p, child, POWER_BINDS);
    } else {
        latex_filled(p, "\\operatorname{reshape}", graph_shape(g, a));
        latex_call(p, "", child);
    }
}

void latex_indexes(struct pieces *p, id a)
{
    expand_text(p, "\\begin{pmatrix} 0 & 1 & \\cdots & ");
    latex_size(p, graph_dims(p->g, a).d[0]);
    expand_text(p, " - 1 \\end{pmatrix}^{\\top}");
}

/* ---- linear algebra ---- */

void latex_linear(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    id x = graph_child(g, a, 0), factors[2];
    switch (n.op) {
    case OP_DET:
        expand_text(p, n.fn == DET_LOG ? "\\ln " : n.fn == DET_SIGN ? "\\operatorname{sgn}" : "");
        if (n.fn == DET_SIGN) expand_text(p, "\\left(");
        latex_call(p, "\\det", x);
        if (n.fn == DET_SIGN) expand_text(p, "\\right)");
        break;
    case OP_COFACTOR:
        if (n.n > 1) latex_cannot(p, a, "how cofactors move");
        latex_call(p, "\\operatorname{cof}", x);
        break;
    case OP_INV:
        expand_node(p, x, ATOM_BINDS);
        expand_text(p, "^{-1}");
        break;
    case OP_SOLVE:
        if (graph_op(g, x) == OP_TRANSPOSE) {
            expand_node(p, graph_child(g, x, 0), ATOM_BINDS);
            expand_text(p, "^{-\\top} ");
        } else {
            expand_node(p, x, ATOM_BINDS);
            expand_text(p, "^{-1} ");
        }
        expand_node(p, graph_child(g, a, 1), POWER_BINDS);
        break;
    case OP_DIAG: latex_call(p, "\\operatorname{diag}", x); break;
    case OP_CUMSUM: latex_call(p, "\\operatorname{cumsum}", x); break;
    default:
        if (!linear_is_kron(g, a, factors)) {
            latex_cannot(p, a, "the rearranging of blocks");
            break;
        }
        expand_node(p, factors[0], POWER_BINDS);
        expand_text(p, " \\otimes ");
        expand_node(p, factors[1], POWER_BINDS);
    }
}

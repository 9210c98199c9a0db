/* latex_arrays.c - array operations in LaTeX. */
#include "graph/linear.h"
#include "print/indexes.h"
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
        pieces_node(p, graph_child(g, a, 0), POWER_BINDS);
        return;
    }
    if (graph_op(g, a) == OP_INV) {
        pieces_node(p, graph_child(g, a, 0), ATOM_BINDS);
        pieces_text(p, "^{-\\top}");
        return;
    }
    pieces_node(p, a, ATOM_BINDS);
    pieces_text(p, "^{\\top}");
}

/* A vector on the left of a matrix gives a column in the end: A^{\top} x. */
void latex_matmul(struct pieces *p, id a)
{
    struct graph *g = p->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    bool chain = graph_op(g, x) == OP_MATMUL && graph_dims(g, x).ndim == 2;
    if (graph_dims(g, x).ndim == 1 && graph_dims(g, y).ndim == 2) {
        latex_transposed(p, y);
        pieces_text(p, " ");
        pieces_node(p, x, POWER_BINDS);
        return;
    }
    id inner = graph_op(g, x) == OP_MATMUL ? graph_child(g, x, 0) : POISON;
    if (graph_dims(g, x).ndim == 1 && inner && graph_dims(g, inner).ndim == 1) { /* x^T A y */
        latex_transposed(p, inner);
        pieces_text(p, " ");
        pieces_node(p, graph_child(g, x, 1), POWER_BINDS);
    } else if (graph_dims(g, x).ndim == 1) {
        latex_transposed(p, x);
    } else {
        pieces_node(p, x, chain ? PRODUCT_BINDS : POWER_BINDS);
    }
    pieces_text(p, " ");
    pieces_node(p, y, graph_op(g, y) == OP_MATMUL ? PRODUCT_BINDS : POWER_BINDS);
}

void latex_outer(struct pieces *p, id a)
{
    pieces_node(p, graph_child(p->g, a, 0), POWER_BINDS);
    pieces_text(p, " ");
    latex_transposed(p, graph_child(p->g, a, 1));
}

/* Writes one row of a matrix: the entries of a list, or a transposed vector. */
static void put_row(struct pieces *p, id row)
{
    struct graph *g = p->g;
    if (graph_op(g, row) != OP_STACK) {
        latex_transposed(p, row);
        return;
    }
    pieces_children(p, row, " & ");
}

void latex_list(struct pieces *p, id a)
{
    uint32_t n = graph_node(p->g, a)->n;
    pieces_text(p, "\\begin{pmatrix} ");
    for (uint32_t i = 0; i < n; i++) {
        id item = graph_child(p->g, a, i);
        if (i) pieces_text(p, " \\\\ ");
        if (is_scalar(p->g, item))
            pieces_node(p, item, SUM_BINDS);
        else
            put_row(p, item);
    }
    pieces_text(p, " \\end{pmatrix}");
}

void latex_concat(struct pieces *p, id a)
{
    pieces_text(p, "\\begin{pmatrix} ");
    pieces_children(p, a, graph_node(p->g, a)->data ? " & " : " \\\\ ");
    pieces_text(p, " \\end{pmatrix}");
}

/* Writes the sum of a matrix along an axis as a product with ones. */
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
            pieces_node(p, x, POWER_BINDS);
        latex_filled(p, " \\mathbf{1}", shape_vector(&g->shapes, graph_dims(g, x).d[n.data]));
    } else {
        pieces_text(p, names[n.fn]);
        if (n.data != AXIS_ALL) pieces_text(p, n.data == 0 ? "_{0}" : "_{1}");
        latex_call(p, "", x);
    }
}

/* ---- indexes ---- */

static void put_range(struct pieces *p, struct slice s, int64_t size)
{
    int64_t last = s.start + s.count * s.step;
    if (s.count == size && s.step == 1) {
        pieces_text(p, ":");
        return;
    }
    pieces_int(p, s.start);
    pieces_text(p, ":");
    if (last >= 0) pieces_int(p, last);
    if (s.step == 1) return;
    pieces_text(p, ":");
    pieces_int(p, s.step);
}

/* True if its entries may be written x_0, as they are the only ones that are. */
static bool has_own_subscripts(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct str text = {.mem = &g->core->mem};
    if (graph_op(g, a) != OP_VARIABLE) return false;
    str_putf(&text, "%s_", spelling_of(p->names, node_name(g, graph_node(g, a))));
    bool own = !text.failed && !spelling_begins(p->names, text.s);
    str_free(&text);
    return own;
}

void latex_slice(struct pieces *p, id a, bool drop_rows, bool drop_columns)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0);
    struct shape_data from = graph_dims(g, child);
    struct slice axes[2];
    bool letter = has_own_subscripts(p, child);
    graph_slice_axes(g, a, axes);
    if (!letter) pieces_text(p, "\\left(");
    pieces_text(p, letter ? "{" : "");
    pieces_node(p, child, SUM_BINDS);
    pieces_text(p, letter ? "}_{" : "\\right)_{");
    for (int i = 0; i < from.ndim; i++) {
        if (i) pieces_text(p, ",");
        if (i == 0 ? drop_rows : drop_columns)
            pieces_int(p, axes[i].start);
        else
            put_range(p, axes[i], from.d[i]);
    }
    pieces_text(p, "}");
}

/* A vector is a column. */
static void put_kron_factor(struct pieces *p, struct kron_factor f)
{
    bool vector = graph_dims(p->g, f.a).ndim == 1;
    if (vector && f.rows == 1) {
        latex_transposed(p, f.a);
    } else if (kron_factor_is_whole(p->g, f) || (vector && f.columns == 1)) {
        pieces_node(p, f.a, POWER_BINDS);
    } else {
        struct shape_data d = {2, {f.rows, f.columns}};
        latex_filled(p, "\\operatorname{reshape}", shape_of(&p->g->shapes, d));
        latex_call(p, "", f.a);
    }
}

static void put_kron(struct pieces *p, const struct kron_factor factors[2])
{
    put_kron_factor(p, factors[0]);
    pieces_text(p, " \\otimes ");
    put_kron_factor(p, factors[1]);
}

/* Writes a reshape: a row, a column or a single entry of a slice, or a vector as a matrix of one
 * row or column. */
void latex_reshape(struct pieces *p, id a)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0), kept = keeps_axis(g, a);
    struct shape_data from = graph_dims(g, child), to = graph_dims(g, a);
    struct kron_factor factors[2];
    if (kept && graph_node(g, kept)->data == 0) { /* a row */
        latex_transposed(p, kept);
    } else if (kept || (from.ndim == 1 && to.ndim == 2 && to.d[1] == 1)) {
        pieces_node(p, child, kept ? PRODUCT_BINDS : POWER_BINDS);
    } else if (from.ndim == 1 && to.ndim == 2 && to.d[0] == 1) {
        latex_transposed(p, child);
    } else if (graph_op(g, child) == OP_SLICE && to.ndim < from.ndim) {
        bool rows = to.ndim == 0 || from.d[0] == 1;
        latex_slice(p, child, rows, from.ndim == 2 && (to.ndim == 0 || !rows));
    } else if (to.ndim < from.ndim && shape_count(&g->shapes, graph_shape(g, child)) == 1) {
        pieces_node(p, child, POWER_BINDS);
    } else if (linear_is_kron(g, a, factors)) {
        put_kron(p, factors);
    } else {
        latex_filled(p, "\\operatorname{reshape}", graph_shape(g, a));
        latex_call(p, "", child);
    }
}

/* Writes entries at places that are data, A_{i,:}, or what is put there. */
void latex_indexed(struct pieces *p, id a)
{
    bool gathers = graph_op(p->g, a) == OP_GATHER;
    id x = graph_child(p->g, a, 0);
    pieces_text(p, "{");
    if (gathers)
        pieces_node(p, x, ATOM_BINDS);
    else
        pieces_text(p, "\\operatorname{scatter}");
    pieces_text(p, "}_{");
    indexes_put(p, a);
    pieces_text(p, "}");
    if (!gathers) latex_call(p, "", x);
}

/* ---- linear algebra ---- */

void latex_cofactor(struct pieces *p, id a)
{
    if (graph_node(p->g, a)->n > 1) latex_cannot(p, a, "derivatives of cofactors");
    latex_call(p, "\\operatorname{cof}", graph_child(p->g, a, 0));
}

/* With directions, L(A, H) is the derivative of Frechet (Higham, 2008). */
void latex_matrix_function(struct pieces *p, id a)
{
    bool exponential = graph_op(p->g, a) == OP_EXPM;
    id x = graph_child(p->g, a, 0);
    if (graph_node(p->g, a)->n > 1) {
        pieces_text(p, exponential ? "L_{\\exp}\\left(" : "L_{\\operatorname{sqrt}}\\left(");
        pieces_children(p, a, ", ");
        pieces_text(p, "\\right)");
    } else if (!exponential) {
        pieces_node(p, x, ATOM_BINDS);
        pieces_text(p, "^{1/2}");
    } else if (latex_symbol_is_free(p->names, "e^{")) {
        pieces_text(p, "e^{");
        pieces_node(p, x, SUM_BINDS);
        pieces_text(p, "}");
    } else {
        latex_call(p, "\\operatorname{expm}", x);
    }
}

void latex_solve(struct pieces *p, id a)
{
    id x = graph_child(p->g, a, 0);
    bool turned = graph_op(p->g, x) == OP_TRANSPOSE;
    pieces_node(p, turned ? graph_child(p->g, x, 0) : x, ATOM_BINDS);
    pieces_text(p, turned ? "^{-\\top} " : "^{-1} ");
    pieces_node(p, graph_child(p->g, a, 1), POWER_BINDS);
}

/* Of all rearrangements, only Kronecker products have a notation. */
void latex_blocks(struct pieces *p, id a)
{
    struct kron_factor factors[2];
    if (linear_is_kron(p->g, a, factors))
        put_kron(p, factors);
    else
        latex_cannot(p, a, "rearranged blocks");
}

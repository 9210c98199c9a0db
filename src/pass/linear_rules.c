#include "pass/linear_rules.h"

#include "graph/gather.h"
#include "graph/matrix_function.h"
#include "graph/scan.h"
#include "pass/factor_rules.h"
#include "pass/spectrum_rules.h"

static id sum_of_product(struct graph *g, id a, id b)
{
    return graph_reduce(g, REDUCE_SUM, graph_mul(g, a, b), AXIS_ALL);
}

/* Returns the gradient of a determinant; its sign is constant wherever it has a derivative. */
static id of_det(struct graph *g, id a)
{
    id x = graph_child(g, a, 0);
    switch ((enum determinant)graph_node(g, a)->fn) {
    case DET_VALUE: return graph_cofactor(g, &x, 1);
    case DET_LOG:
    case DET_LOG_SIZE: return graph_transpose(g, graph_inv(g, x));
    case DET_SIGN: break;
    }
    return graph_fill(g, NUMBER_ZERO, graph_shape(g, x));
}

/* Returns cofactor(A, H...), or a function of a matrix, with `given` in place of direction i, or,
 * for i = 0, as one more direction: the derivative by A is the one along that direction. */
static id along(struct graph *g, id a, uint32_t i, id given)
{
    id args[MOST_DIRECTIONS + 2];
    struct node n = *graph_node(g, a);
    uint32_t count = i ? n.n : n.n + 1;
    for (uint32_t k = 0; k < n.n; k++) args[k] = node_child(g, &n, k);
    args[i ? i : n.n] = graph_broadcast(g, given, n.shape);
    return n.op == OP_COFACTOR ? graph_cofactor(g, args, count)
                               : graph_matrix_function(g, (enum op)n.op, args, count);
}

/* ---- reverse ---- */

static id function_adjoint(struct graph *g, id a, uint32_t i, id adjoint)
{
    if (graph_op(g, a) == OP_ROOTED)
        return graph_fill(g, NUMBER_ZERO, graph_shape(g, graph_child(g, a, 0)));
    adjoint = graph_broadcast(g, adjoint, graph_shape(g, a));
    return graph_transpose(g, along(g, a, i, graph_transpose(g, adjoint)));
}

/* -inv(A).T @ G @ inv(A).T (Giles, 2008). */
static id inv_adjoint(struct graph *g, id a, id adjoint)
{
    id t = graph_transpose(g, a);
    return graph_neg(g, graph_matmul(g, graph_matmul(g, t, adjoint), t));
}

/* The adjoint of b is solve(A.T, G); that of A is minus that times x.T. */
static id solve_adjoint(struct graph *g, id a, uint32_t i, id adjoint)
{
    id by_b = graph_solve(g, graph_transpose(g, graph_child(g, a, 0)), adjoint);
    if (i == 1) return by_b;
    id product = graph_dims(g, a).ndim == 1 ? graph_outer(g, by_b, a)
                                            : graph_matmul(g, by_b, graph_transpose(g, a));
    return graph_neg(g, product);
}

/* Puts the adjoint of a diagonal back onto the diagonal; of a wide or tall matrix, onto that of its
 * square part. */
static id diag_adjoint(struct graph *g, id a, id adjoint)
{
    id x = graph_child(g, a, 0), placed = graph_diag(g, adjoint);
    if (graph_dims(g, x).ndim == 1) return placed;
    int64_t n = graph_dims(g, a).d[0];
    struct slice axes[2] = {{0, 1, n}, {0, 1, n}};
    return graph_embed(g, placed, axes, graph_shape(g, x));
}

/* ---- scans ---- */

static id backwards(struct graph *g, id a, uint32_t axis)
{
    struct shape_data d = graph_dims(g, a);
    struct slice axes[2] = {{0, 1, d.d[0]}, {0, 1, d.d[1]}};
    axes[axis] = (struct slice){(int32_t)d.d[axis] - 1, -1, d.d[axis]};
    return graph_slice(g, a, axes);
}

/* Returns n entries along an axis, from entry `from` on. */
static id part(struct graph *g, id a, uint32_t axis, int64_t from, int64_t n)
{
    struct shape_data d = graph_dims(g, a);
    struct slice axes[2] = {{0, 1, d.d[0]}, {0, 1, d.d[1]}};
    axes[axis] = (struct slice){(int32_t)from, 1, n};
    return graph_slice(g, a, axes);
}

/* Returns an array with a number in every entry of one end of an axis. */
static id edge(struct graph *g, id a, uint32_t axis, number value)
{
    struct shape_data d = graph_dims(g, a);
    d.d[axis] = 1;
    return graph_fill(g, value, shape_of(&g->shapes, d));
}

/* Returns y[i-1] for each i. Before the first there is 0, or 1 if there is no addend: y[0] =
 * m[0]. */
static id entries_before(struct graph *g, id y, struct scan_rule rule)
{
    uint32_t axis = graph_node(g, y)->data;
    number first = rule.addend == NO_ARGUMENT ? NUMBER_ONE : NUMBER_ZERO;
    id items[2] = {edge(g, y, axis, first), part(g, y, axis, 0, graph_dims(g, y).d[axis] - 1)};
    return graph_concat(g, items, 2, axis);
}

/* Given the adjoint G of y, L[i] = m[i+1]*L[i+1] + G[i] is the adjoint of b, and L[i]*y[i-1] that
 * of m. Nothing is divided, so zeros in m do no harm. */
static id scan_adjoint(struct graph *g, id y, uint32_t k, id adjoint)
{
    struct node n = *graph_node(g, y);
    struct scan_rule rule = scan_rule(n.op);
    enum op op = OP_CUMSUM;
    id args[2] = {backwards(g, graph_broadcast(g, adjoint, n.shape), n.data), POISON};
    if (rule.multiplier != NO_ARGUMENT) {
        id m = graph_child(g, y, (uint32_t)rule.multiplier);
        int64_t rest = graph_dims(g, y).d[n.data] - 1;
        id later[2] = {part(g, m, n.data, 1, rest), edge(g, m, n.data, NUMBER_ZERO)};
        op = OP_RECURRENCE;
        args[1] = args[0];
        args[0] = backwards(g, graph_concat(g, later, 2, n.data), n.data);
    }
    id along = backwards(g, graph_scan(g, op, args, n.data), n.data);
    return (int)k == rule.addend ? along : graph_mul(g, along, entries_before(g, y, rule));
}

/* dy[i] = m[i]*dy[i-1] + dm[i]*y[i-1] + db[i]. */
static id scan_tangent(struct graph *g, id y, const id *tangents)
{
    struct node n = *graph_node(g, y);
    struct scan_rule rule = scan_rule(n.op);
    id dm = rule.multiplier == NO_ARGUMENT ? POISON : tangents[rule.multiplier],
       db = rule.addend == NO_ARGUMENT ? POISON : tangents[rule.addend];
    if (rule.multiplier == NO_ARGUMENT) return graph_scan(g, OP_CUMSUM, &db, n.data);
    id moved = dm ? graph_mul(g, dm, entries_before(g, y, rule)) : db;
    if (dm && db) moved = graph_add(g, moved, db);
    id args[2] = {graph_child(g, y, (uint32_t)rule.multiplier), graph_broadcast(g, moved, n.shape)};
    return graph_scan(g, OP_RECURRENCE, args, n.data);
}

/* ---- entries at places that are data ---- */

static id no_derivative_by_index(struct graph *g, id a)
{
    diag_error(g->core, KIND_DOMAIN, graph_node(g, a)->span, "there is no derivative by an index");
    return POISON;
}

static void indexes_of(const struct graph *g, id a, id indexes[static MOST_INDEXES])
{
    const struct node *n = graph_node(g, a);
    for (uint32_t k = 1; k < n->n; k++) indexes[k - 1] = node_child(g, n, k);
}

static id gather_adjoint(struct graph *g, id a, uint32_t i, id adjoint)
{
    id indexes[MOST_INDEXES] = {POISON, POISON}, x = graph_child(g, a, 0);
    indexes_of(g, a, indexes);
    if (i > 0) return no_derivative_by_index(g, a);
    if (graph_op(g, a) == OP_GATHER) return graph_scatter(g, adjoint, indexes, graph_shape(g, x));
    return graph_gather(g, graph_broadcast(g, adjoint, graph_shape(g, a)), indexes);
}

static id gather_tangent(struct graph *g, id a, const id *tangents)
{
    id indexes[MOST_INDEXES] = {POISON, POISON};
    indexes_of(g, a, indexes);
    for (uint32_t k = 1; k < graph_node(g, a)->n; k++)
        if (tangents[k]) return no_derivative_by_index(g, a);
    id dx = graph_broadcast(g, tangents[0], graph_shape(g, graph_child(g, a, 0)));
    return graph_op(g, a) == OP_GATHER ? graph_gather(g, dx, indexes)
                                       : graph_scatter(g, dx, indexes, graph_shape(g, a));
}

/* ---- the rules ---- */

id linear_adjoint(struct graph *g, id a, uint32_t i, id adjoint)
{
    struct node n = *graph_node(g, a);
    id x = graph_child(g, a, 0);
    if (op_class(n.op) == CLASS_FACTOR) return factor_adjoint(g, a, adjoint);
    if (op_class(n.op) == CLASS_SCAN) return scan_adjoint(g, a, i, adjoint);
    if (op_class(n.op) == CLASS_SPECTRUM) return spectrum_adjoint(g, a, i, adjoint);
    if (op_class(n.op) == CLASS_GATHER) return gather_adjoint(g, a, i, adjoint);
    if (op_class(n.op) == CLASS_MATRIX_FUNCTION) return function_adjoint(g, a, i, adjoint);
    switch (n.op) {
    case OP_DET: return graph_mul(g, adjoint, of_det(g, a));
    case OP_COFACTOR: return along(g, a, i, adjoint);
    case OP_INV: return inv_adjoint(g, a, adjoint);
    case OP_SOLVE: return solve_adjoint(g, a, i, adjoint);
    case OP_DIAG: return diag_adjoint(g, a, adjoint);
    case OP_REARRANGE:
        return graph_rearrange(
            g, adjoint, node_raw(g, &n, 0),
            size_over(&g->shapes.sizes, graph_dims(g, x).d[0], node_raw(g, &n, 0)));
    default: break;
    }
    diag_error(g->core, KIND_NAME, n.span, "an operation here has no derivative rule");
    return POISON;
}

/* ---- forward ---- */

/* Returns the tangent of what is linear in its directions and has derivatives along more of them.
 */
static id directed_tangent(struct graph *g, id a, const id *tangents)
{
    uint32_t n = graph_node(g, a)->n;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++)
        if (tangents[i]) graph_push(g, along(g, a, i, tangents[i]), NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static id function_tangent(struct graph *g, id a, const id *tangents)
{
    if (graph_op(g, a) == OP_ROOTED) return graph_int(g, 0);
    return directed_tangent(g, a, tangents);
}

/* solve(A, db - dA @ x). */
static id solve_tangent(struct graph *g, id a, const id *tangents)
{
    id right = tangents[1];
    if (tangents[0]) {
        id moved = graph_neg(g, graph_matmul(g, tangents[0], a));
        right = right ? graph_add(g, right, moved) : moved;
    }
    return graph_solve(g, graph_child(g, a, 0), right);
}

id linear_tangent(struct graph *g, id a, const id *tangents)
{
    if (op_class(graph_op(g, a)) == CLASS_FACTOR) return factor_tangent(g, a, tangents[0]);
    if (op_class(graph_op(g, a)) == CLASS_SCAN) return scan_tangent(g, a, tangents);
    if (op_class(graph_op(g, a)) == CLASS_SPECTRUM) return spectrum_tangent(g, a, tangents);
    if (op_class(graph_op(g, a)) == CLASS_GATHER) return gather_tangent(g, a, tangents);
    if (op_class(graph_op(g, a)) == CLASS_MATRIX_FUNCTION) return function_tangent(g, a, tangents);
    switch (graph_op(g, a)) {
    case OP_DET: return sum_of_product(g, of_det(g, a), tangents[0]);
    case OP_COFACTOR: return directed_tangent(g, a, tangents);
    case OP_INV: return graph_neg(g, graph_matmul(g, graph_matmul(g, a, tangents[0]), a));
    case OP_SOLVE: return solve_tangent(g, a, tangents);
    default: break;
    }
    diag_error(g->core, KIND_NAME, graph_node(g, a)->span,
               "an operation here has no derivative rule");
    return POISON;
}

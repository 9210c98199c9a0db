#include "pass/linear_rules.h"

static id sum_of_product(struct graph *g, id a, id b)
{
    return graph_reduce(g, REDUCE_SUM, graph_mul(g, a, b), AXIS_ALL);
}

/* The gradient of a determinant; its sign is constant wherever it has a derivative. */
static id of_det(struct graph *g, id a)
{
    id x = graph_child(g, a, 0);
    switch ((enum determinant)graph_node(g, a)->fn) {
    case DET_VALUE: return graph_cofactor(g, &x, 1);
    case DET_LOG: return graph_transpose(g, graph_inv(g, x));
    case DET_SIGN: break;
    }
    return graph_fill(g, NUMBER_ZERO, graph_shape(g, x));
}

/* cofactor(A, H...) with `given` in the place of direction i, or as one more for i = 0: by A it is
 * D^(k+1) det along one more direction. */
static id cofactor_with(struct graph *g, id a, uint32_t i, id given)
{
    id args[MOST_DIRECTIONS + 2];
    uint32_t n = graph_node(g, a)->n;
    for (uint32_t k = 0; k < n; k++) args[k] = graph_child(g, a, k);
    args[i ? i : n] = given;
    return graph_cofactor(g, args, i ? n : n + 1);
}

/* ---- reverse ---- */

/* -inv(A).T @ G @ inv(A).T (Giles, 2008). */
static id inv_adjoint(struct graph *g, id a, id adjoint)
{
    id t = graph_transpose(g, a);
    return graph_neg(g, graph_matmul(g, graph_matmul(g, t, adjoint), t));
}

/* By b it is solve(A.T, G), and by A minus that times x.T. */
static id solve_adjoint(struct graph *g, id a, uint32_t i, id adjoint)
{
    id by_b = graph_solve(g, graph_transpose(g, graph_child(g, a, 0)), adjoint);
    if (i == 1) return by_b;
    id product = graph_dims(g, a).ndim == 1 ? graph_outer(g, by_b, a)
                                            : graph_matmul(g, by_b, graph_transpose(g, a));
    return graph_neg(g, product);
}

/* A diagonal goes back onto one; that of a wide or tall matrix into its square part. */
static id diag_adjoint(struct graph *g, id a, id adjoint)
{
    id x = graph_child(g, a, 0), placed = graph_diag(g, adjoint);
    if (graph_dims(g, x).ndim == 1) return placed;
    int64_t n = graph_dims(g, a).d[0];
    struct slice axes[2] = {{0, 1, n}, {0, 1, n}};
    return graph_embed(g, placed, axes, graph_shape(g, x));
}

static id backwards(struct graph *g, id a, uint32_t axis)
{
    struct shape_data d = graph_dims(g, a);
    struct slice axes[2] = {{0, 1, d.d[0]}, {0, 1, d.d[1]}};
    axes[axis] = (struct slice){(int32_t)d.d[axis] - 1, -1, d.d[axis]};
    return graph_slice(g, a, axes);
}

id linear_adjoint(struct graph *g, id a, uint32_t i, id adjoint)
{
    struct node n = *graph_node(g, a);
    id x = graph_child(g, a, 0);
    switch (n.op) {
    case OP_DET: return graph_mul(g, adjoint, of_det(g, a));
    case OP_COFACTOR: return cofactor_with(g, a, i, adjoint);
    case OP_INV: return inv_adjoint(g, a, adjoint);
    case OP_SOLVE: return solve_adjoint(g, a, i, adjoint);
    case OP_DIAG: return diag_adjoint(g, a, adjoint);
    case OP_CUMSUM:
        return backwards(g, graph_cumsum(g, backwards(g, adjoint, n.data), n.data), n.data);
    case OP_REARRANGE:
        return graph_rearrange(g, adjoint, node_raw(g, &n, 0),
                               graph_dims(g, x).d[0] / node_raw(g, &n, 0));
    default: break;
    }
    diag_error(g->core, KIND_NAME, n.span, "an operation here has no derivative rule");
    return POISON;
}

/* ---- forward ---- */

static id cofactor_tangent(struct graph *g, id a, const id *tangents)
{
    uint32_t n = graph_node(g, a)->n;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++)
        if (tangents[i]) graph_push(g, cofactor_with(g, a, i, tangents[i]), NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
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
    switch (graph_op(g, a)) {
    case OP_DET: return sum_of_product(g, of_det(g, a), tangents[0]);
    case OP_COFACTOR: return cofactor_tangent(g, a, tangents);
    case OP_INV: return graph_neg(g, graph_matmul(g, graph_matmul(g, a, tangents[0]), a));
    case OP_SOLVE: return solve_tangent(g, a, tangents);
    case OP_CUMSUM: return linear_rebuild(g, a, tangents);
    default: break;
    }
    diag_error(g->core, KIND_NAME, graph_node(g, a)->span,
               "an operation here has no derivative rule");
    return POISON;
}

#include "pass/spectrum_rules.h"

#include "graph/linear.h"
#include "graph/spectrum.h"

static id of_matrix(struct graph *g, enum op op, id a)
{
    return graph_spectrum(g, op, graph_child(g, a, 0), POISON);
}

static id product3(struct graph *g, id a, id b, id c)
{
    return graph_matmul(g, graph_matmul(g, a, b), c);
}

static id transposed_times(struct graph *g, id a, id b)
{
    return graph_matmul(g, graph_transpose(g, a), b);
}

/* The diagonal of u' h v. */
static id diagonal_between(struct graph *g, id u, id h, id v)
{
    return graph_reduce(g, REDUCE_SUM, graph_mul(g, u, graph_matmul(g, h, v)), 0);
}

static id as_column(struct graph *g, id x)
{
    return graph_reshape(g, x, shape_matrix(&g->shapes, graph_dims(g, x).d[0], 1));
}

/* The matrix of x[j] - x[i]. */
static id differences(struct graph *g, id x)
{
    int64_t n = graph_dims(g, x).d[0];
    shape square = shape_matrix(&g->shapes, n, n);
    return graph_broadcast(g, graph_sub(g, x, as_column(g, x)), square);
}

/* The matrix of 1/(x[j] - x[i]), with zeros on the diagonal. */
static id reciprocals(struct graph *g, id x)
{
    id one = graph_eye(g, graph_dims(g, x).d[0]);
    return graph_div(g, graph_sub(g, graph_int(g, 1), one), graph_add(g, differences(g, x), one));
}

/* ---- symmetric matrices ---- */

/* V (F * (V' h V)) V' for the divided differences F[i,j] = (g[j] - g[i])/(w[j] - w[i]). */
static id between_eigenvectors(struct graph *g, id a, id h)
{
    id v = of_matrix(g, OP_EIGVECSH, a), w = of_matrix(g, OP_EIGVALSH, a);
    id divided = graph_mul(g, differences(g, graph_child(g, a, 1)), reciprocals(g, w));
    id inner = product3(g, graph_transpose(g, v), graph_symmetric_part(g, h), v);
    return product3(g, v, graph_mul(g, divided, inner), graph_transpose(g, v));
}

static id eigvecsh_tangent(struct graph *g, id a, id h)
{
    id f = reciprocals(g, of_matrix(g, OP_EIGVALSH, a));
    id inner = product3(g, graph_transpose(g, a), graph_symmetric_part(g, h), a);
    return graph_matmul(g, a, graph_mul(g, f, inner));
}

static id eigvecsh_adjoint(struct graph *g, id a, id adjoint)
{
    id f = reciprocals(g, of_matrix(g, OP_EIGVALSH, a));
    id inner = graph_mul(g, f, transposed_times(g, a, adjoint));
    return graph_symmetric_part(g, product3(g, a, inner, graph_transpose(g, a)));
}

/* ---- singular values ---- */

struct svd {
    id s, u, v;
};

static struct svd svd_of(struct graph *g, id a)
{
    return (struct svd){of_matrix(g, OP_SVDVALS, a), of_matrix(g, OP_SVDLEFT, a),
                        graph_transpose(g, of_matrix(g, OP_SVDRIGHT, a))};
}

/* h without its part in the columns of u, divided by s column by column; POISON where u is square
 * and nothing is left. */
static id outside(struct graph *g, id u, id h, id s)
{
    struct shape_data d = graph_dims(g, u);
    if (d.d[0] == d.d[1]) return POISON;
    id rest = graph_sub(g, h, graph_matmul(g, u, transposed_times(g, u, h)));
    return graph_div(g, rest, s);
}

static id add_if(struct graph *g, id a, id b)
{
    return b == POISON ? a : graph_add(g, a, b);
}

/* Townsend (2016): dU = U (F * (P S + S P')) + (I - U U') h V / S, with P = U' h V and F[i,j] =
 * 1/(s[j]^2 - s[i]^2). That of V is the same of h' with U and V exchanged. */
static id vectors_tangent(struct graph *g, id s, id u, id v, id h)
{
    id moved = graph_matmul(g, h, v), p = transposed_times(g, u, moved);
    id f = reciprocals(g, graph_pow_number(g, s, NUMBER_TWO));
    id both = graph_add(g, graph_mul(g, p, s), graph_transpose(g, graph_mul(g, p, s)));
    return add_if(g, graph_matmul(g, u, graph_mul(g, f, both)), outside(g, u, moved, s));
}

/* Its adjoint: U (K + K') S V' + (I - U U') G S^-1 V', with K = F * (U' G). */
static id vectors_adjoint(struct graph *g, id s, id u, id v, id adjoint)
{
    id f = reciprocals(g, graph_pow_number(g, s, NUMBER_TWO));
    id k = graph_mul(g, f, transposed_times(g, u, adjoint));
    id both = graph_mul(g, graph_add(g, k, graph_transpose(g, k)), s);
    id sum = add_if(g, graph_matmul(g, u, both), outside(g, u, adjoint, s));
    return graph_matmul(g, sum, graph_transpose(g, v));
}

/* d(U diag(g) V'), apart from that of g. */
static id svdmap_tangent(struct graph *g, id a, id h)
{
    struct svd m = svd_of(g, a);
    id weights = graph_child(g, a, 1);
    id du = vectors_tangent(g, m.s, m.u, m.v, h);
    id dv = vectors_tangent(g, m.s, m.v, m.u, graph_transpose(g, h));
    id left = graph_matmul(g, graph_mul(g, du, weights), graph_transpose(g, m.v));
    return graph_add(g, left, graph_matmul(g, graph_mul(g, m.u, weights), graph_transpose(g, dv)));
}

static id svdmap_adjoint(struct graph *g, id a, id adjoint)
{
    struct svd m = svd_of(g, a);
    id weights = graph_child(g, a, 1), t = graph_transpose(g, adjoint);
    id by_u = graph_mul(g, graph_matmul(g, adjoint, m.v), weights);
    id by_v = graph_mul(g, graph_matmul(g, t, m.u), weights);
    id through_v = vectors_adjoint(g, m.s, m.v, m.u, by_v);
    return graph_add(g, vectors_adjoint(g, m.s, m.u, m.v, by_u), graph_transpose(g, through_v));
}

/* ---- the rules ---- */

id spectrum_adjoint(struct graph *g, id a, uint32_t i, id adjoint)
{
    id x = graph_child(g, a, 0), v = POISON;
    struct svd m;
    switch (graph_op(g, a)) {
    case OP_EIGVALSH: return graph_spectrum(g, OP_EIGMAP, x, adjoint);
    case OP_SVDVALS: return graph_spectrum(g, OP_SVDMAP, x, adjoint);
    case OP_EIGVECSH: return eigvecsh_adjoint(g, a, adjoint);
    case OP_SVDLEFT: m = svd_of(g, a); return vectors_adjoint(g, m.s, m.u, m.v, adjoint);
    case OP_SVDRIGHT:
        m = svd_of(g, a);
        adjoint = graph_transpose(g, adjoint);
        return graph_transpose(g, vectors_adjoint(g, m.s, m.v, m.u, adjoint));
    case OP_EIGMAP:
        if (i == 0) return between_eigenvectors(g, a, adjoint);
        v = of_matrix(g, OP_EIGVECSH, a);
        return diagonal_between(g, v, adjoint, v);
    case OP_SVDMAP:
        if (i == 0) return svdmap_adjoint(g, a, adjoint);
        m = svd_of(g, a);
        return diagonal_between(g, m.u, adjoint, m.v);
    default: return graph_fill(g, NUMBER_ZERO, graph_shape(g, graph_child(g, a, i)));
    }
}

/* A map is linear in its weights. */
static id map_tangent(struct graph *g, id a, const id *tangents)
{
    enum op op = graph_op(g, a);
    id x = graph_child(g, a, 0), by_matrix = POISON;
    if (tangents[0])
        by_matrix = op == OP_EIGMAP ? between_eigenvectors(g, a, tangents[0])
                                    : svdmap_tangent(g, a, tangents[0]);
    if (!tangents[1]) return by_matrix;
    id by_weights = graph_spectrum(g, op, x, tangents[1]);
    return by_matrix ? graph_add(g, by_matrix, by_weights) : by_weights;
}

id spectrum_tangent(struct graph *g, id a, const id *tangents)
{
    struct svd m;
    id v;
    switch (graph_op(g, a)) {
    case OP_EIGVALSH:
        v = of_matrix(g, OP_EIGVECSH, a);
        return diagonal_between(g, v, tangents[0], v);
    case OP_SVDVALS: m = svd_of(g, a); return diagonal_between(g, m.u, tangents[0], m.v);
    case OP_EIGVECSH: return eigvecsh_tangent(g, a, tangents[0]);
    case OP_SVDLEFT: m = svd_of(g, a); return vectors_tangent(g, m.s, m.u, m.v, tangents[0]);
    case OP_SVDRIGHT:
        m = svd_of(g, a);
        v = vectors_tangent(g, m.s, m.v, m.u, graph_transpose(g, tangents[0]));
        return graph_transpose(g, v);
    case OP_EIGMAP:
    case OP_SVDMAP: return map_tangent(g, a, tangents);
    default: return graph_fill(g, NUMBER_ZERO, graph_shape(g, a));
    }
}

/* True if these weights make the map a formula of the matrix itself, such as an inverse, which does
 * not ask for vectors. */
static bool needs_no_vectors(struct graph *g, enum op map, id x, id weights)
{
    id made = graph_spectrum(g, map, x, weights);
    if (made == POISON) return false;
    graph_take_coefficient(g, &made);
    return graph_op(g, made) != map;
}

struct guard spectrum_guard(struct graph *g, id a, id adjoint)
{
    enum op op = graph_op(g, a);
    bool is_symmetric = spectrum_is_symmetric(op),
         of_values = op == OP_EIGVALSH || op == OP_SVDVALS;
    id x = graph_child(g, a, 0), weights = of_values ? adjoint : POISON;
    struct guard guard = {.kind = KIND_DOMAIN, .span = graph_node(g, a)->span};
    guard.condition = graph_spectrum(g, is_symmetric ? OP_EIGSPLIT : OP_SVDSPLIT, x, weights);
    if (of_values && needs_no_vectors(g, is_symmetric ? OP_EIGMAP : OP_SVDMAP, x, weights))
        guard.condition = graph_int(g, 1);
    guard.subject = of_matrix(g, is_symmetric ? OP_EIGVALSH : OP_SVDVALS, a);
    guard.what = op == OP_EIGVALSH   ? "the derivative of eigvalsh"
                 : op == OP_SVDVALS  ? "the derivative of svdvals"
                 : op == OP_EIGMAP   ? "the derivative of eigmap"
                 : op == OP_SVDMAP   ? "the derivative of svdmap"
                 : op == OP_EIGVECSH ? "the derivative of eigh"
                                     : "the derivative of svd";
    return guard;
}

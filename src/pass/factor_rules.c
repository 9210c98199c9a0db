#include "pass/factor_rules.h"

#include "graph/factor.h"
#include "graph/linear.h"

static id turned(struct graph *g, id a)
{
    return graph_transpose(g, a);
}

static id times(struct graph *g, id a, id b)
{
    return graph_matmul(g, a, b);
}

/* Returns a @ inv(b). */
static id divided(struct graph *g, id a, id b)
{
    return turned(g, graph_solve(g, turned(g, b), turned(g, a)));
}

/* ---- pseudoinverses (Golub and Pereyra, 1973) ----
 *
 * dP = -P dA P + PP' dA'(1 - AP) + (1 - PA) dA' P'P, where the second term is 0 if A has full row
 * rank and the third if it has full column rank. Products are taken so that no factor is larger
 * than A. */

struct terms {
    bool second, third;
};

/* Both of a matrix with open sizes. */
static struct terms terms_of(const struct graph *g, id x)
{
    struct shape_data d = graph_dims(g, x);
    if (d.d[0] == d.d[1]) return (struct terms){false, false};
    if (size_is_open(d.d[0]) || size_is_open(d.d[1])) return (struct terms){true, true};
    return (struct terms){d.d[0] > d.d[1], d.d[0] < d.d[1]};
}

static id pinv_tangent(struct graph *g, id p, id tangent)
{
    id a = graph_child(g, p, 0), t = turned(g, tangent);
    struct terms terms = terms_of(g, a);
    id total = graph_neg(g, times(g, p, times(g, tangent, p)));
    if (terms.second) {
        id rest = graph_sub(g, t, times(g, times(g, t, a), p));
        total = graph_add(g, total, times(g, times(g, p, turned(g, p)), rest));
    }
    if (terms.third) {
        id rest = graph_sub(g, t, times(g, p, times(g, a, t)));
        total = graph_add(g, total, times(g, rest, times(g, turned(g, p), p)));
    }
    return total;
}

static id pinv_adjoint(struct graph *g, id p, id adjoint)
{
    id a = graph_child(g, p, 0), t = turned(g, p), up = turned(g, adjoint);
    struct terms terms = terms_of(g, a);
    id total = graph_neg(g, times(g, t, times(g, adjoint, t)));
    if (terms.second) {
        id rest = graph_sub(g, up, times(g, a, times(g, p, up)));
        total = graph_add(g, total, times(g, rest, times(g, p, t)));
    }
    if (terms.third) {
        id rest = graph_sub(g, up, times(g, times(g, up, p), a));
        total = graph_add(g, total, times(g, times(g, t, p), rest));
    }
    return total;
}

/* ---- Cholesky factors (Giles, 2008; Murray, 2016) ----
 *
 * dL = L F(inv(L) dS inv(L).T), where F takes the lower triangle with half the diagonal and S is
 * the symmetric part of A. */

static id lower_half(struct graph *g, id a)
{
    return graph_scale(g, NUMBER_HALF, graph_add(g, graph_tril(g, a, 0), graph_tril(g, a, -1)));
}

static id cholesky_tangent(struct graph *g, id l, id tangent)
{
    id inner = graph_solve(g, l, turned(g, graph_solve(g, l, graph_symmetric_part(g, tangent))));
    return times(g, l, lower_half(g, inner));
}

static id cholesky_adjoint(struct graph *g, id l, id adjoint)
{
    id t = turned(g, l), inner = lower_half(g, times(g, t, adjoint));
    return graph_symmetric_part(g, graph_solve(g, t, divided(g, inner, l)));
}

/* ---- Q and R (Walter, 2012) ----
 *
 * With B = dA inv(R), C = Q'B and T(C) = C without its lower triangle, to which the transpose of
 * that triangle is added: dR = T(C) R and dQ = B - Q T(C). The adjoint of T is T with the triangles
 * exchanged. */

static id exchanged(struct graph *g, id c, bool back)
{
    id below = graph_tril(g, c, -1), t = turned(g, c);
    return graph_add(g, graph_sub(g, c, below), back ? graph_tril(g, t, -1) : graph_triu(g, t, 1));
}

static id qr_tangent(struct graph *g, id a, id tangent)
{
    id x = graph_child(g, a, 0), q = graph_qr(g, OP_QRQ, x), r = graph_qr(g, OP_QRR, x);
    id b = divided(g, tangent, r), moved = exchanged(g, times(g, turned(g, q), b), false);
    return a == r ? times(g, moved, r) : graph_sub(g, b, times(g, q, moved));
}

static id qr_adjoint(struct graph *g, id a, id adjoint)
{
    id x = graph_child(g, a, 0), q = graph_qr(g, OP_QRQ, x), r = graph_qr(g, OP_QRR, x);
    id of_c = a == r ? times(g, adjoint, turned(g, r)) : times(g, turned(g, q), adjoint);
    id of_b = times(g, q, exchanged(g, of_c, true));
    if (a == q) of_b = graph_sub(g, adjoint, of_b);
    return divided(g, of_b, turned(g, r));
}

/* ---- all ---- */

id factor_adjoint(struct graph *g, id a, id adjoint)
{
    adjoint = graph_broadcast(g, adjoint, graph_shape(g, a));
    switch (graph_op(g, a)) {
    case OP_PINV: return pinv_adjoint(g, a, adjoint);
    case OP_CHOLESKY: return cholesky_adjoint(g, a, adjoint);
    case OP_QRQ:
    case OP_QRR: return qr_adjoint(g, a, adjoint);
    default: return graph_fill(g, NUMBER_ZERO, graph_shape(g, graph_child(g, a, 0)));
    }
}

id factor_tangent(struct graph *g, id a, id tangent)
{
    tangent = graph_broadcast(g, tangent, graph_shape(g, graph_child(g, a, 0)));
    switch (graph_op(g, a)) {
    case OP_PINV: return pinv_tangent(g, a, tangent);
    case OP_CHOLESKY: return cholesky_tangent(g, a, tangent);
    case OP_QRQ:
    case OP_QRR: return qr_tangent(g, a, tangent);
    default: return graph_fill(g, NUMBER_ZERO, graph_shape(g, a));
    }
}

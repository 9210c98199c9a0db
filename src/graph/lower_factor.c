/* lower_factor.c - functions of the table for powers, pseudoinverses and factors of matrices. */
#include "graph/factor.h"
#include "graph/linear.h"
#include "graph/lower_private.h"

static struct graph *graph_of(struct call *c)
{
    return c->frame->l->g;
}

/* True for a call with n arguments, of which the first is a matrix, or a square one. */
static bool takes_matrix(struct call *c, enum builder builder, uint32_t n, bool square)
{
    if (c->n != n || c->n_keywords) return lower_usage(c, builder);
    struct shape_data d = graph_dims(graph_of(c), c->args[0]);
    if (d.ndim == 2 && (!square || d.d[0] == d.d[1])) return true;
    return lower_bad_shape(c, 0, square ? "a square matrix" : "a matrix");
}

/* Notes that a condition on the matrix must hold where the call is written. */
static void guard_matrix(struct call *c, const char *what, enum kind kind, id condition)
{
    struct guard guard = {.kind = kind, .subject = condition, .what = what};
    guard.condition = graph_fn2(graph_of(c), FN_less, graph_int(graph_of(c), 0), condition);
    guard.span = c->node->span;
    if (!c->frame->in_rule) guards_add(graph_of(c), &c->frame->l->guards, guard);
}

/* ---- powers ---- */

/* Squares repeatedly, so that n may be large. */
static id power(struct graph *g, id a, uint64_t n)
{
    id result = POISON;
    for (; n; n >>= 1) {
        if (n & 1) result = result ? graph_matmul(g, result, a) : a;
        if (n > 1) a = graph_matmul(g, a, a);
        if (a == POISON) return POISON;
    }
    return result;
}

id build_matrix_power(struct call *c)
{
    struct graph *g = graph_of(c);
    int64_t n;
    if (!takes_matrix(c, BUILD_matrix_power, 2, true)) return POISON;
    if (!lower_integer(c->frame, c->args[1], lower_span_of(c, 1), "the power of a matrix", &n))
        return POISON;
    id a = c->args[0];
    if (n == 0) return graph_eye(g, graph_dims(g, a).d[0]);
    if (n > 0) return power(g, a, (uint64_t)n);
    id sign = graph_det(g, DET_SIGN, a);
    guard_matrix(c, "matrix_power", KIND_POLE, graph_mul(g, sign, sign));
    return power(g, graph_inv(g, a), -(uint64_t)n);
}

/* ---- pseudoinverses ---- */

id build_pinv(struct call *c)
{
    if (!takes_matrix(c, BUILD_pinv, 1, false)) return POISON;
    guard_matrix(c, "pinv", KIND_POLE, graph_full_rank(graph_of(c), c->args[0]));
    return graph_pinv(graph_of(c), c->args[0]);
}

id build_lstsq(struct call *c)
{
    struct graph *g = graph_of(c);
    if (!takes_matrix(c, BUILD_lstsq, 2, false)) return POISON;
    struct shape_data a = graph_dims(g, c->args[0]), b = graph_dims(g, c->args[1]);
    if (b.ndim == 0 || b.d[0] != a.d[0])
        return lower_error(
            c->frame, KIND_SHAPE, lower_span_of(c, 1),
            "'lstsq' needs as many rows on the right as in the matrix, got %s and %s",
            lower_shape(c->frame, c->args[0]), lower_shape(c->frame, c->args[1]));
    guard_matrix(c, "lstsq", KIND_POLE, graph_full_rank(g, c->args[0]));
    return graph_matmul(g, graph_pinv(g, c->args[0]), c->args[1]);
}

/* ---- factors ---- */

id build_cholesky(struct call *c)
{
    if (!takes_matrix(c, BUILD_cholesky, 1, true)) return POISON;
    lower_guard_symmetric(c, "cholesky");
    guard_matrix(c, "cholesky", KIND_DOMAIN, graph_definite(graph_of(c), c->args[0]));
    return graph_cholesky(graph_of(c), c->args[0]);
}

/* Returns columns from..to of a matrix. */
static id columns(struct graph *g, id a, int64_t from, int64_t to)
{
    struct slice axes[2] = {{0, 1, graph_dims(g, a).d[0]}, {(int32_t)from, 1, to - from}};
    return graph_slice(g, a, axes);
}

/* A matrix with more columns than rows has the Q of its first columns, and Q.T@A is its R. */
id build_qr(struct call *c)
{
    struct graph *g = graph_of(c);
    if (!takes_matrix(c, BUILD_qr, 1, false)) return POISON;
    if (!lower_counted(c->frame, c->args[0], lower_span_of(c, 0))) return POISON;
    id a = c->args[0];
    int64_t m = graph_dims(g, a).d[0], n = graph_dims(g, a).d[1];
    id first = n > m ? columns(g, a, 0, m) : a;
    guard_matrix(c, "qr", KIND_POLE, graph_full_rank(g, first));
    id results[2] = {graph_qr(g, OP_QRQ, first), graph_qr(g, OP_QRR, first)};
    if (n > m) {
        id rest = graph_matmul(g, graph_transpose(g, results[0]), columns(g, a, m, n));
        id parts[2] = {results[1], rest};
        results[1] = graph_concat(g, parts, 2, 1);
    }
    return lower_several(c, results, 2);
}

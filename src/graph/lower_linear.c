/* lower_linear.c - functions of the table for linear algebra: determinants, inverses, factors,
 * blocks. */
#include "graph/factor.h"
#include "graph/linear.h"
#include "graph/lower_private.h"
#include "graph/matrix_function.h"
#include "graph/scan.h"
#include "graph/spectrum.h"

#include <string.h>

static struct graph *graph_of(struct call *c)
{
    return c->frame->l->g;
}

static const char *call_name(struct call *c)
{
    return names_text(&graph_of(c)->core->names, c->node->name);
}

static bool is_square(struct call *c, uint32_t k)
{
    struct shape_data d = graph_dims(graph_of(c), c->args[k]);
    if (d.ndim == 2 && d.d[0] == d.d[1]) return true;
    lower_bad_shape(c, k, "a square matrix");
    const char *name = call_name(c);
    if (d.ndim == 0 && !strcmp(name, "inv")) diag_hint(graph_of(c)->core, "write 1/x");
    if (d.ndim == 0 && !strcmp(name, "expm")) diag_hint(graph_of(c)->core, "write exp(x)");
    if (d.ndim == 0 && !strcmp(name, "sqrtm")) diag_hint(graph_of(c)->core, "write sqrt(x)");
    if (d.ndim == 2 && (!strcmp(name, "inv") || !strcmp(name, "solve")))
        diag_hint(graph_of(c)->core, "the least squares solution is solve(A.T@A, A.T@b)");
    if (d.ndim == 2 && !strncmp(name, "eig", 3))
        diag_hint(graph_of(c)->core, "svdvals(A) takes any matrix");
    return false;
}

static bool is_counted(struct call *c, uint32_t k)
{
    return lower_counted(c->frame, c->args[k], lower_span_of(c, k));
}

/* ---- traces and square matrices ---- */

/* As in NumPy, of any matrix: the trace of its largest square at the upper left. */
id build_trace(struct call *c)
{
    struct graph *g = graph_of(c);
    if (c->n != 1 || c->n_keywords) return lower_usage(c, BUILD_trace);
    struct shape_data d = graph_dims(g, c->args[0]);
    if (d.ndim != 2) return lower_bad_shape(c, 0, "a matrix");
    if (d.d[0] == d.d[1]) return graph_trace(g, c->args[0]);
    if (!is_counted(c, 0)) return POISON;
    int64_t n = d.d[0] < d.d[1] ? d.d[0] : d.d[1];
    struct slice axes[2] = {{0, 1, n}, {0, 1, n}};
    return graph_trace(g, graph_slice(g, c->args[0], axes));
}

/* Returns the A of an argument expm(A), whose determinant and inverse are known; else POISON. */
static id exponent_of(struct call *c)
{
    const struct node *n = graph_node(graph_of(c), c->args[0]);
    return n->op == OP_EXPM && n->n == 1 ? node_child(graph_of(c), n, 0) : POISON;
}

id build_det(struct call *c)
{
    struct graph *g = graph_of(c);
    if (c->n != 1 || c->n_keywords) return lower_usage(c, BUILD_det);
    if (!is_square(c, 0)) return POISON;
    id exponent = exponent_of(c);
    if (exponent) return graph_fn1(g, FN_exp, graph_trace(g, exponent));
    return graph_det(g, DET_VALUE, c->args[0]);
}

/* Notes that the determinant must not be 0, or must be positive. */
static void guard_determinant(struct call *c, const char *what, enum kind kind)
{
    struct graph *g = graph_of(c);
    if (c->frame->in_rule) return;
    id sign = graph_det(g, DET_SIGN, c->args[0]), zero = graph_int(g, 0);
    struct guard guard = {.kind = kind, .subject = sign, .what = what, .span = c->node->span};
    guard.condition = graph_fn2(g, kind == KIND_POLE ? FN_not_equal : FN_less_equal,
                                kind == KIND_POLE ? sign : zero, kind == KIND_POLE ? zero : sign);
    guards_add(g, &c->frame->l->guards, guard);
}

id build_logdet(struct call *c)
{
    if (c->n != 1 || c->n_keywords) return lower_usage(c, BUILD_logdet);
    if (!is_square(c, 0)) return POISON;
    id exponent = exponent_of(c);
    if (exponent) return graph_trace(graph_of(c), exponent);
    guard_determinant(c, "logdet", KIND_POLE);
    guard_determinant(c, "logdet", KIND_DOMAIN);
    return graph_det(graph_of(c), DET_LOG, c->args[0]);
}

id build_slogdet(struct call *c)
{
    if (c->n != 1 || c->n_keywords) return lower_usage(c, BUILD_slogdet);
    if (!is_square(c, 0)) return POISON;
    guard_determinant(c, "slogdet", KIND_POLE);
    id results[2] = {graph_det(graph_of(c), DET_SIGN, c->args[0]),
                     graph_det(graph_of(c), DET_LOG_SIZE, c->args[0])};
    return lower_several(c, results, 2);
}

id build_inv(struct call *c)
{
    if (c->n != 1 || c->n_keywords) return lower_usage(c, BUILD_inv);
    if (!is_square(c, 0)) return POISON;
    id exponent = graph_neg(graph_of(c), exponent_of(c));
    if (exponent) return graph_matrix_function(graph_of(c), OP_EXPM, &exponent, 1);
    guard_determinant(c, "inv", KIND_POLE);
    return graph_inv(graph_of(c), c->args[0]);
}

/* True if the right side has a row for each of the matrix. */
static bool rows_meet(struct call *c)
{
    struct shape_data a = graph_dims(graph_of(c), c->args[0]),
                      b = graph_dims(graph_of(c), c->args[1]);
    if (b.ndim != 0 && b.d[0] == a.d[0]) return true;
    return lower_error(c->frame, KIND_SHAPE, lower_span_of(c, 1),
                       "'%s' needs as many rows on the right as in the matrix, got %s and %s",
                       call_name(c), lower_shape(c->frame, c->args[0]),
                       lower_shape(c->frame, c->args[1]));
}

id build_solve(struct call *c)
{
    if (c->n != 2 || c->n_keywords) return lower_usage(c, BUILD_solve);
    if (!is_square(c, 0)) {
        if (graph_shape(graph_of(c), c->args[0]) == SHAPE_SCALAR)
            diag_hint(graph_of(c)->core, "solve(A, b) is the x of A@x = b; a step of Newton's "
                                         "method for a root is x - f/diff(f, x)");
        return POISON;
    }
    if (!rows_meet(c)) return POISON;
    guard_determinant(c, "solve", KIND_POLE);
    return graph_solve(graph_of(c), c->args[0], c->args[1]);
}

/* Reads a square matrix and directions in which a function of it is differentiated. */
static bool has_directions(struct call *c, enum builder builder)
{
    if (c->n < 1 || c->n_keywords) {
        lower_usage(c, builder);
        return false;
    }
    if (!is_square(c, 0)) return false;
    for (uint32_t k = 1; k < c->n; k++)
        if (graph_shape(graph_of(c), c->args[k]) != graph_shape(graph_of(c), c->args[0]))
            return lower_bad_shape(c, k, "directions in the shape of the matrix");
    return true;
}

id build_cofactor(struct call *c)
{
    return has_directions(c, BUILD_cofactor) ? graph_cofactor(graph_of(c), c->args, c->n) : POISON;
}

/* ---- eigenvalues and singular values ---- */

static bool is_matrix(struct call *c)
{
    return graph_dims(graph_of(c), c->args[0]).ndim == 2 || lower_bad_shape(c, 0, "a matrix");
}

static void guard_symmetric(struct call *c, const char *what)
{
    struct graph *g = graph_of(c);
    struct guard guard = {.kind = KIND_DOMAIN, .what = what, .span = c->node->span};
    guard.subject = c->args[0];
    guard.condition = graph_is_symmetric(g, c->args[0]);
    if (c->frame->in_rule || graph_is_one(g, guard.condition)) return;
    guards_add(g, &c->frame->l->guards, guard);
}

/* Notes that values whose vectors are told apart must differ; a map tells apart those with
 * different weights. */
static void guard_split(struct call *c, const char *what, enum op op, id weights)
{
    struct graph *g = graph_of(c);
    bool symmetric = op == OP_EIGVALSH;
    struct guard guard = {.kind = KIND_DOMAIN, .what = what, .span = c->node->span};
    guard.subject = graph_spectrum(g, op, c->args[0], POISON);
    guard.condition = graph_spectrum(g, symmetric ? OP_EIGSPLIT : OP_SVDSPLIT, c->args[0], weights);
    if (!c->frame->in_rule) guards_add(g, &c->frame->l->guards, guard);
}

/* Reads the weights of a map; false after an error. */
static bool has_weights(struct call *c, enum op of_values)
{
    struct graph *g = graph_of(c);
    id values = graph_spectrum(g, of_values, c->args[0], POISON);
    struct shape_data d = graph_dims(g, c->args[1]);
    if (values == POISON) return false;
    if (d.ndim == 0 || graph_shape(g, c->args[1]) == graph_shape(g, values)) return true;
    lower_bad_shape(c, 1, "a vector with a weight for each value, or one for all");
    return false;
}

static bool is_called(struct call *c, enum builder builder, uint32_t n)
{
    if (c->n == n && !c->n_keywords) return true;
    lower_usage(c, builder);
    return false;
}

id build_eigvalsh(struct call *c)
{
    if (!is_called(c, BUILD_eigvalsh, 1) || !is_square(c, 0)) return POISON;
    guard_symmetric(c, "eigvalsh");
    return graph_spectrum(graph_of(c), OP_EIGVALSH, c->args[0], POISON);
}

id build_eigh(struct call *c)
{
    if (!is_called(c, BUILD_eigh, 1) || !is_square(c, 0)) return POISON;
    struct graph *g = graph_of(c);
    guard_symmetric(c, "eigh");
    guard_split(c, "eigh", OP_EIGVALSH, POISON);
    id results[2] = {graph_spectrum(g, OP_EIGVALSH, c->args[0], POISON),
                     graph_spectrum(g, OP_EIGVECSH, c->args[0], POISON)};
    return lower_several(c, results, 2);
}

id build_eigmap(struct call *c)
{
    if (!is_called(c, BUILD_eigmap, 2) || !is_square(c, 0) || !has_weights(c, OP_EIGVALSH))
        return POISON;
    guard_symmetric(c, "eigmap");
    guard_split(c, "eigmap", OP_EIGVALSH, c->args[1]);
    return graph_spectrum(graph_of(c), OP_EIGMAP, c->args[0], c->args[1]);
}

static bool is_counted_matrix(struct call *c)
{
    return is_matrix(c) && is_counted(c, 0);
}

id build_svdvals(struct call *c)
{
    if (!is_called(c, BUILD_svdvals, 1) || !is_counted_matrix(c)) return POISON;
    return graph_spectrum(graph_of(c), OP_SVDVALS, c->args[0], POISON);
}

id build_svdmap(struct call *c)
{
    if (!is_called(c, BUILD_svdmap, 2) || !is_counted_matrix(c) || !has_weights(c, OP_SVDVALS))
        return POISON;
    guard_split(c, "svdmap", OP_SVDVALS, c->args[1]);
    return graph_spectrum(graph_of(c), OP_SVDMAP, c->args[0], c->args[1]);
}

id build_svd(struct call *c)
{
    if (!is_called(c, BUILD_svd, 1) || !is_counted_matrix(c)) return POISON;
    struct graph *g = graph_of(c);
    id a = c->args[0];
    guard_split(c, "svd", OP_SVDVALS, POISON);
    id results[3] = {graph_spectrum(g, OP_SVDLEFT, a, POISON),
                     graph_spectrum(g, OP_SVDVALS, a, POISON),
                     graph_spectrum(g, OP_SVDRIGHT, a, POISON)};
    return lower_several(c, results, 3);
}

/* ---- powers, pseudoinverses and factors ---- */

/* Notes that a condition on the matrix must hold where the call is written. */
static void guard_matrix(struct call *c, const char *what, enum kind kind, id condition)
{
    struct guard guard = {.kind = kind, .subject = condition, .what = what};
    guard.condition = graph_fn2(graph_of(c), FN_less, graph_int(graph_of(c), 0), condition);
    guard.span = c->node->span;
    if (!c->frame->in_rule) guards_add(graph_of(c), &c->frame->l->guards, guard);
}

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
    if (!is_called(c, BUILD_matrix_power, 2) || !is_square(c, 0)) return POISON;
    if (!lower_integer(c->frame, c->args[1], lower_span_of(c, 1), "the power of a matrix", &n))
        return POISON;
    id a = c->args[0];
    if (n == 0) return graph_eye(g, graph_dims(g, a).d[0]);
    if (n > 0) return power(g, a, (uint64_t)n);
    id sign = graph_det(g, DET_SIGN, a);
    guard_matrix(c, "matrix_power", KIND_POLE, graph_mul(g, sign, sign));
    return power(g, graph_inv(g, a), -(uint64_t)n);
}

id build_pinv(struct call *c)
{
    if (!is_called(c, BUILD_pinv, 1) || !is_matrix(c)) return POISON;
    guard_matrix(c, "pinv", KIND_POLE, graph_full_rank(graph_of(c), c->args[0]));
    return graph_pinv(graph_of(c), c->args[0]);
}

id build_lstsq(struct call *c)
{
    struct graph *g = graph_of(c);
    if (!is_called(c, BUILD_lstsq, 2) || !is_matrix(c)) return POISON;
    if (!rows_meet(c)) return POISON;
    guard_matrix(c, "lstsq", KIND_POLE, graph_full_rank(g, c->args[0]));
    return graph_matmul(g, graph_pinv(g, c->args[0]), c->args[1]);
}

id build_cholesky(struct call *c)
{
    if (!is_called(c, BUILD_cholesky, 1) || !is_square(c, 0)) return POISON;
    guard_symmetric(c, "cholesky");
    guard_matrix(c, "cholesky", KIND_DOMAIN, graph_definite(graph_of(c), c->args[0]));
    return graph_cholesky(graph_of(c), c->args[0]);
}

id build_expm(struct call *c)
{
    if (!has_directions(c, BUILD_expm)) return POISON;
    return graph_matrix_function(graph_of(c), OP_EXPM, c->args, c->n);
}

id build_sqrtm(struct call *c)
{
    if (!has_directions(c, BUILD_sqrtm)) return POISON;
    guard_matrix(c, "sqrtm", KIND_DOMAIN, graph_rooted(graph_of(c), c->args[0]));
    return graph_matrix_function(graph_of(c), OP_SQRTM, c->args, c->n);
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
    if (!is_called(c, BUILD_qr, 1) || !is_counted_matrix(c)) return POISON;
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

/* ---- others ---- */

id build_diag(struct call *c)
{
    if (c->n != 1 || c->n_keywords) return lower_usage(c, BUILD_diag);
    struct shape_data d = graph_dims(graph_of(c), c->args[0]);
    if (d.ndim == 0) return lower_bad_shape(c, 0, "a vector or matrix");
    if (d.ndim == 2 && d.d[0] != d.d[1] && !is_counted(c, 0)) return POISON;
    if (d.ndim == 1 && d.d[0] > 46340)
        return lower_error(c->frame, KIND_LIMIT, c->node->span, "a diagonal longer than 46340");
    return graph_diag(graph_of(c), c->args[0]);
}

/* size(x) and size(x, axis), as in NumPy; a letter's size stays one. */
id build_size(struct call *c)
{
    struct axes axes;
    if (c->n < 1 || c->n > 2) return lower_usage(c, BUILD_size);
    if (!lower_axis(c, 1, &axes)) return POISON;
    if (axes.keep) return lower_usage(c, BUILD_size);
    return graph_axis_size(graph_of(c), c->args[0], axes.axis);
}

/* Sizes that are no letters are too large, or have too many of them. */
static id too_large(struct call *c)
{
    return lower_error(c->frame, KIND_LIMIT, c->node->span, "an array of more than %d entries",
                       INT32_MAX);
}

id build_kron(struct call *c)
{
    if (c->n != 2 || c->n_keywords) return lower_usage(c, BUILD_kron);
    struct graph *g = graph_of(c);
    int64_t n = shape_size(&g->shapes, graph_shape(g, c->args[0])),
            m = shape_size(&g->shapes, graph_shape(g, c->args[1])),
            both = size_times(&g->shapes.sizes, n, m);
    if (both == 0 || both > INT32_MAX) return too_large(c);
    return graph_kron(g, c->args[0], c->args[1]);
}

id build_rearrange(struct call *c)
{
    int64_t blocks[2];
    if (c->n != 3 || c->n_keywords) return lower_usage(c, BUILD_rearrange);
    struct graph *g = graph_of(c);
    struct shape_data d = graph_dims(g, c->args[0]);
    struct arena *arena = &g->core->arena;
    if (d.ndim != 2) return lower_bad_shape(c, 0, "a matrix");
    for (uint32_t k = 0; k < 2; k++) {
        if (!lower_size(c->frame, c->args[k + 1], lower_span_of(c, k + 1), &blocks[k]))
            return POISON;
        if (!size_over(&g->shapes.sizes, d.d[k], blocks[k]))
            return lower_error(c->frame, KIND_SHAPE, lower_span_of(c, k + 1),
                               "an axis of size %s cannot be cut into %s blocks",
                               size_text(&g->shapes.sizes, d.d[k], arena),
                               size_text(&g->shapes.sizes, blocks[k], arena));
    }
    id made = graph_rearrange(g, c->args[0], blocks[0], blocks[1]);
    return made || diag_any(g->core) ? made : too_large(c);
}

/* ---- scans ---- */

/* Builds op(x, ..., axis), with all arguments broadcast to one shape. Without an axis it runs
 * through the entries of a matrix row by row, as in NumPy. */
static id build_scan(struct call *c, enum builder builder, enum op op, uint32_t n)
{
    struct graph *g = graph_of(c);
    struct axes axes;
    if (c->n < n || c->n > n + 1) return lower_usage(c, builder);
    for (uint32_t k = 1; k < n; k++)
        if (!lower_fits(c->frame, c->node->mark, call_name(c), c->args[0], c->args[k]))
            return POISON;
    for (uint32_t k = 0; k < n; k++) {
        if (!is_counted(c, k)) return POISON;
        shape all =
            shape_broadcast(&g->shapes, graph_shape(g, c->args[0]), graph_shape(g, c->args[n - 1]));
        c->args[k] = graph_broadcast(g, c->args[k], all);
    }
    if (!lower_axis(c, n, &axes)) return POISON;
    if (graph_dims(g, c->args[0]).ndim == 0) return lower_bad_shape(c, 0, "a vector or matrix");
    for (uint32_t k = 0; k < n && axes.axis == AXIS_ALL; k++)
        c->args[k] = graph_flat(g, c->args[k]);
    return graph_scan(g, op, c->args, axes.axis == AXIS_ALL ? 0 : axes.axis);
}

id build_cumsum(struct call *c)
{
    return build_scan(c, BUILD_cumsum, OP_CUMSUM, 1);
}

id build_cumprod(struct call *c)
{
    return build_scan(c, BUILD_cumprod, OP_CUMPROD, 1);
}

id build_recurrence(struct call *c)
{
    return build_scan(c, BUILD_recurrence, OP_RECURRENCE, 2);
}

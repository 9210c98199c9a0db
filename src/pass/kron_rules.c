#include "pass/kron_rules.h"

#include "graph/linear.h"

enum { MOST_TERMS = 16 };

static int axes(const struct graph *g, id a)
{
    return graph_dims(g, a).ndim;
}

static id ones(struct graph *g, int64_t rows, int64_t columns)
{
    return graph_fill(g, NUMBER_ONE, shape_matrix(&g->shapes, rows, columns));
}

/* A vector beside a matrix in kron() is a row. */
static id column(struct graph *g, id v)
{
    return graph_reshape(g, v, shape_matrix(&g->shapes, graph_dims(g, v).d[0], 1));
}

/* ---- Kronecker products times Jacobians ---- */

static bool follows(const struct graph *g, id x, struct kron_factor f)
{
    return axes(g, f.a) == 2 && kron_factor_is_whole(g, f) &&
           shape_columns(graph_dims(g, x)) == f.rows;
}

/* kron(p, q)@kron(a, b) is kron(p@a, q@b); POISON if t is no such product. */
static id mixed_product(struct graph *g, id p, id q, id t)
{
    struct kron_factor f[2];
    number c = graph_take_coefficient(g, &t);
    if (!linear_is_kron(g, t, f) || !follows(g, p, f[0]) || !follows(g, q, f[1])) return POISON;
    return graph_scale(g, c, graph_kron(g, graph_matmul(g, p, f[0].a), graph_matmul(g, q, f[1].a)));
}

/* The same of a sum, if each of its terms is such a product. */
static id mixed_products(struct graph *g, id p, id q, id t)
{
    uint32_t n = graph_node(g, t)->n;
    if (graph_op(g, t) != OP_SUM) return mixed_product(g, p, q, t);
    if (n > MOST_TERMS || graph_node(g, t)->data != NUMBER_ZERO) return POISON;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++)
        graph_push(g, mixed_product(g, p, q, graph_child(g, t, i)),
                   node_number(g, graph_node(g, t), i));
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* Returns kron(p, q)@t; POISON if t is. */
static id apply(struct graph *g, id p, id q, id t)
{
    if (t == POISON) return POISON;
    id mixed = mixed_products(g, p, q, t);
    return mixed ? mixed : graph_matmul(g, graph_kron(g, p, q), t);
}

/* Adds what two children contribute, of which one may be zero. */
static id together(struct graph *g, id a, id b)
{
    return a && b ? graph_add(g, a, b) : a ? a : b;
}

/* The matrix that makes the entries of X.T of those of an m by n matrix X. */
static id commutation(struct graph *g, int64_t m, int64_t n)
{
    int64_t size = size_times(&g->shapes.sizes, m, n);
    id k = graph_kron(g, graph_eye(g, n), column(g, graph_flat(g, graph_eye(g, m))));
    return size ? graph_reshape(g, k, shape_matrix(&g->shapes, size, size)) : POISON;
}

/* ---- one rule per operation ---- */

static id of_matmul(struct graph *g, id a, const id *t)
{
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1), by_x = POISON, by_y = POISON;
    if (t[0])
        by_x = axes(g, x) == 1
                   ? graph_matmul(g, graph_transpose(g, y), t[0])
                   : apply(g, graph_eye(g, graph_dims(g, x).d[0]), graph_transpose(g, y), t[0]);
    if (t[1])
        by_y = axes(g, y) == 1 ? graph_matmul(g, x, t[1])
                               : apply(g, x, graph_eye(g, graph_dims(g, y).d[1]), t[1]);
    return together(g, by_x, by_y);
}

static id of_outer(struct graph *g, id a, const id *t)
{
    id u = graph_child(g, a, 0), v = graph_child(g, a, 1), by_u = POISON, by_v = POISON;
    if (t[0]) by_u = apply(g, graph_eye(g, graph_dims(g, u).d[0]), column(g, v), t[0]);
    if (t[1]) by_v = apply(g, column(g, u), graph_eye(g, graph_dims(g, v).d[0]), t[1]);
    return together(g, by_u, by_v);
}

static id of_transpose(struct graph *g, id a, id t)
{
    struct shape_data d = graph_dims(g, graph_child(g, a, 0));
    return graph_matmul(g, commutation(g, d.d[0], d.d[1]), t);
}

static id of_inv(struct graph *g, id a, id t)
{
    return graph_neg(g, apply(g, a, graph_transpose(g, a), t));
}

/* The solution S of A@S = B changes by inv(A)@(dB - dA@S). */
static id of_solve(struct graph *g, id a, const id *t)
{
    id m = graph_child(g, a, 0), by_m = POISON, by_b = POISON;
    if (t[0]) by_m = graph_neg(g, apply(g, graph_inv(g, m), graph_transpose(g, a), t[0]));
    if (t[1])
        by_b = axes(g, a) == 1
                   ? graph_solve(g, m, t[1])
                   : apply(g, graph_inv(g, m), graph_eye(g, graph_dims(g, a).d[1]), t[1]);
    return together(g, by_m, by_b);
}

/* diag(v) is v repeated along rows where the identity matrix has ones. */
static id of_diag(struct graph *g, id a, id t)
{
    id x = graph_child(g, a, 0);
    int64_t n = graph_dims(g, x).d[0];
    id eye = graph_eye(g, n), kept = graph_diag(g, graph_flat(g, eye));
    if (axes(g, x) == 1) return graph_matmul(g, kept, apply(g, eye, ones(g, n, 1), t));
    if (graph_dims(g, x).d[1] != n) return POISON;
    return graph_matmul(g, graph_kron(g, eye, ones(g, 1, n)), graph_matmul(g, kept, t));
}

/* How the entries of X count in a reduction of it. */
static id weighted(struct graph *g, id a, id t)
{
    struct node n = *graph_node(g, a);
    id x = graph_child(g, a, 0);
    if (n.fn == REDUCE_SUM) return t;
    id p = graph_fn1(g, FN_exp, graph_sub(g, x, n.data == 1 ? column(g, a) : a));
    return graph_matmul(g, graph_diag(g, graph_flat(g, p)), t);
}

static id of_reduction(struct graph *g, id a, id t)
{
    struct node n = *graph_node(g, a);
    struct shape_data d = graph_dims(g, graph_child(g, a, 0));
    if ((n.fn != REDUCE_SUM && n.fn != REDUCE_LOGSUMEXP) || d.ndim != 2) return POISON;
    id w = weighted(g, a, t);
    return n.data == 0 ? apply(g, ones(g, 1, d.d[0]), graph_eye(g, d.d[1]), w)
                       : apply(g, graph_eye(g, d.d[0]), ones(g, 1, d.d[1]), w);
}

/* The rows of eye(n) that a slice takes along an axis of size n. */
static id taken(struct graph *g, int64_t n, struct slice slice)
{
    struct slice axes[2] = {slice, {0, 1, n}};
    return graph_slice(g, graph_eye(g, n), axes);
}

/* Slices take entries out of an array of shape `large`, and embeddings put them there. */
static id of_slice(struct graph *g, id a, id t)
{
    bool embeds = graph_op(g, a) == OP_EMBED;
    struct shape_data large = graph_dims(g, embeds ? a : graph_child(g, a, 0));
    struct slice axes[2];
    graph_slice_axes(g, a, axes);
    id down = taken(g, large.d[0], axes[0]);
    if (embeds) down = graph_transpose(g, down);
    if (large.ndim == 1) return graph_matmul(g, down, t);
    id across = taken(g, large.d[1], axes[1]);
    return apply(g, down, embeds ? graph_transpose(g, across) : across, t);
}

/* Blocks change places: of an entry's four indexes the two in the middle. */
static id of_rearranged(struct graph *g, id a, id t)
{
    struct node n = *graph_node(g, a);
    struct sizes *sizes = &g->shapes.sizes;
    struct shape_data d = graph_dims(g, graph_child(g, a, 0));
    int64_t down = node_raw(g, &n, 0), across = node_raw(g, &n, 1);
    id k = commutation(g, size_over(sizes, d.d[0], down), across);
    return apply(g, graph_kron(g, graph_eye(g, down), k),
                 graph_eye(g, size_over(sizes, d.d[1], across)), t);
}

id kron_stretch(struct graph *g, shape from, shape to, id tangent)
{
    struct shape_data x = shape_get(&g->shapes, from), y = shape_get(&g->shapes, to);
    int64_t rows = shape_rows(y), columns = shape_columns(y);
    if (from == to) return tangent;
    id down = shape_rows(x) == 1 ? ones(g, rows, 1) : graph_eye(g, rows),
       across = shape_columns(x) == 1 ? ones(g, columns, 1) : graph_eye(g, columns);
    return y.ndim == 1 ? graph_matmul(g, across, tangent) : apply(g, down, across, tangent);
}

/* A reshape keeps the order of the entries. The Jacobian of a scalar has no rows. */
static id of_reshape(struct graph *g, id a, id t)
{
    int64_t rows = shape_size(&g->shapes, graph_shape(g, a)),
            columns = graph_dims(g, t).d[axes(g, t) - 1];
    return graph_reshape(g, t,
                         axes(g, a) ? shape_matrix(&g->shapes, rows, columns)
                                    : shape_vector(&g->shapes, columns));
}

id kron_rule(struct graph *g, id a, const id *t)
{
    if (axes(g, a) == 0) return POISON;
    switch (graph_op(g, a)) {
    case OP_MATMUL: return of_matmul(g, a, t);
    case OP_OUTER: return of_outer(g, a, t);
    case OP_TRANSPOSE: return of_transpose(g, a, t[0]);
    case OP_INV: return of_inv(g, a, t[0]);
    case OP_SOLVE: return of_solve(g, a, t);
    case OP_DIAG: return of_diag(g, a, t[0]);
    case OP_REDUCE: return of_reduction(g, a, t[0]);
    case OP_SLICE:
    case OP_EMBED: return of_slice(g, a, t[0]);
    case OP_REARRANGE: return of_rearranged(g, a, t[0]);
    case OP_BROADCAST:
        return kron_stretch(g, graph_shape(g, graph_child(g, a, 0)), graph_shape(g, a), t[0]);
    case OP_RESHAPE: return of_reshape(g, a, t[0]);
    default: return POISON;
    }
}

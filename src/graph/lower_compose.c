/* lower_compose.c - functions of the table that are made of others. */
#include "graph/factor.h"
#include "graph/lower_private.h"
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

/* ---- entry by entry ---- */

/* Returns the shape that all arguments are broadcast to; SHAPE_NONE after an error. */
static shape joint_shape(struct call *c)
{
    struct graph *g = graph_of(c);
    shape joint = graph_shape(g, c->args[0]);
    for (uint32_t k = 1; k < c->n; k++) {
        id so_far = graph_fill(g, NUMBER_ZERO, joint);
        if (!lower_fits(c->frame, c->node->mark, call_name(c), so_far, c->args[k]))
            return SHAPE_NONE;
        joint = shape_broadcast(&g->shapes, joint, graph_shape(g, c->args[k]));
    }
    return joint;
}

/* As items of a list, or as rows of a matrix. */
id lower_reduce_arguments(struct call *c, enum reduction how)
{
    struct graph *g = graph_of(c);
    id rows[MOST_ARGUMENTS];
    shape joint = joint_shape(c), flat = joint;
    if (joint == SHAPE_NONE) return POISON;
    if (shape_get(&g->shapes, joint).ndim == 2) {
        if (!lower_counted(c->frame, graph_fill(g, NUMBER_ZERO, joint), c->node->span))
            return POISON;
        flat = shape_vector(&g->shapes, shape_count(&g->shapes, joint));
    }
    for (uint32_t k = 0; k < c->n; k++)
        rows[k] = graph_reshape(g, graph_broadcast(g, c->args[k], joint), flat);
    id list = graph_stack(g, rows, c->n);
    if (how != REDUCE_LOGSUMEXP) list = graph_distinct(g, list);
    return graph_reshape(g, graph_reduce(g, how, list, 0), joint);
}

id build_logaddexp(struct call *c)
{
    if (c->n < 2 || c->n_keywords) return lower_usage(c, BUILD_logaddexp);
    return lower_reduce_arguments(c, REDUCE_LOGSUMEXP);
}

id build_clip(struct call *c)
{
    struct graph *g = graph_of(c);
    if (c->n != 3 || c->n_keywords) return lower_usage(c, BUILD_clip);
    if (joint_shape(c) == SHAPE_NONE) return POISON;
    c->frame->written.passing = PASSES_ENTRIES;
    return graph_fn2(g, FN_minimum, graph_fn2(g, FN_maximum, c->args[0], c->args[1]), c->args[2]);
}

/* ---- spread ---- */

/* Takes the squares' sum about the mean, so that nothing cancels, over n - ddof. */
static id variance(struct call *c, enum builder builder)
{
    struct graph *g = graph_of(c);
    struct axes axes;
    number rest;
    int64_t ddof = 0;
    if (c->n < 1 || c->n > 2) return lower_usage(c, builder);
    id a = c->args[0], given = lower_keyword(c, "ddof");
    if (given && !lower_integer(c->frame, given, c->node->span, "ddof", &ddof)) return POISON;
    if (!lower_axis(c, 1, &axes)) return POISON;
    id n = graph_axis_size(g, a, axes.axis), left = graph_sub(g, n, graph_int(g, ddof));
    if (graph_is_number(g, left, &rest) && number_sign(&g->numbers, rest) <= 0)
        return lower_error(c->frame, KIND_SHAPE, c->node->span,
                           "'%s' needs more entries than ddof=%lld", call_name(c), (long long)ddof);
    id mean = graph_div(g, graph_reduce(g, REDUCE_SUM, a, axes.axis), n);
    id about = graph_sub(g, a, graph_keep_axis(g, mean, graph_shape(g, a), axes.axis));
    id squares = graph_reduce(g, REDUCE_SUM, graph_pow_number(g, about, NUMBER_TWO), axes.axis);
    id result = graph_div(g, squares, left);
    return lower_finish_axis(c, result, axes);
}

id build_var(struct call *c)
{
    return variance(c, BUILD_var);
}

id build_std(struct call *c)
{
    return graph_pow_number(graph_of(c), variance(c, BUILD_std), NUMBER_HALF);
}

/* Sorts by odd-even transposition (Knuth, 1998, 5.3.4), which compares no values but only takes the
 * smaller and the larger of two, so that it has derivatives. */
static void sort(struct graph *g, id *x, int64_t n)
{
    for (int64_t round = 0; round < n; round++)
        for (int64_t i = round % 2; i + 1 < n; i += 2) {
            id low = graph_fn2(g, FN_minimum, x[i], x[i + 1]);
            x[i + 1] = graph_fn2(g, FN_maximum, x[i], x[i + 1]);
            x[i] = low;
        }
}

enum { MOST_SORTED = 32 };

/* Takes the entries of argument 0, at most MOST_SORTED, in ascending order. Returns how many, or 0
 * after an error. */
static int64_t sorted(struct call *c, enum builder builder, id *x)
{
    struct graph *g = graph_of(c);
    if (c->n != 1 || c->n_keywords) return lower_usage(c, builder) != POISON;
    if (!lower_counted(c->frame, c->args[0], c->node->span)) return 0;
    int64_t n = shape_count(&g->shapes, graph_shape(g, c->args[0]));
    if (n > MOST_SORTED) {
        lower_error(c->frame, KIND_LIMIT, c->node->span,
                    "'%s' of more than %d entries has no formula here", call_name(c), MOST_SORTED);
        return 0;
    }
    for (int64_t i = 0; i < n; i++) x[i] = graph_entry(g, c->args[0], i);
    sort(g, x, n);
    return n;
}

id build_sort(struct call *c)
{
    struct graph *g = graph_of(c);
    id x[MOST_SORTED];
    if (c->n == 1 && graph_dims(g, c->args[0]).ndim != 1) return lower_bad_shape(c, 0, "a vector");
    int64_t n = sorted(c, BUILD_sort, x);
    return n ? graph_stack(g, x, (uint32_t)n) : POISON;
}

id build_median(struct call *c)
{
    struct graph *g = graph_of(c);
    id x[MOST_SORTED];
    int64_t n = sorted(c, BUILD_median, x);
    if (n == 0) return POISON;
    if (n % 2) return x[n / 2];
    return graph_scale(g, NUMBER_HALF, graph_add(g, x[n / 2 - 1], x[n / 2]));
}

/* ---- norms ---- */

/* An order: 2 where none is given; *largest for inf. */
struct order {
    bool given, largest;
    number p;
};

static bool read_order(struct call *c, struct order *out)
{
    struct graph *g = graph_of(c);
    struct frame *f = c->frame;
    *out = (struct order){.given = c->n == 2, .p = NUMBER_TWO};
    out->largest =
        out->given && lower_is_infinity(f->l, f->locals, &f->l->ast->nodes.at[c->nodes[1]]);
    if (!out->given || out->largest) return true;
    bool constant =
        graph_is_number(g, c->args[1], &out->p) && graph_shape(g, c->args[1]) == SHAPE_SCALAR;
    if (constant && number_compare(&g->numbers, out->p, NUMBER_ONE) >= 0) return true;
    return lower_error(c->frame, KIND_SHAPE, lower_span_of(c, 1),
                       "a norm's order is a constant of at least 1, or inf");
}

/* Builds (sum of abs(x)^p)^(1/p) along an axis. */
static id vector_norm(struct graph *g, id a, struct order order, uint32_t axis)
{
    id size = order.p == NUMBER_TWO && !order.largest ? a : graph_fn1(g, FN_abs, a);
    if (order.largest) return graph_reduce(g, REDUCE_MAX, size, axis);
    id total = graph_reduce(g, REDUCE_SUM, graph_pow_number(g, size, order.p), axis);
    return graph_pow_number(g, total, number_div(&g->numbers, NUMBER_ONE, order.p));
}

/* As in NumPy: order 1 is the largest sum of a column, inf that of a row, and 2 the largest
 * singular value. */
static id matrix_norm(struct call *c, struct order order)
{
    struct graph *g = graph_of(c);
    id a = c->args[0];
    if (!order.given) return vector_norm(g, a, order, AXIS_ALL);
    if (order.largest || order.p == NUMBER_ONE) {
        id sums = graph_reduce(g, REDUCE_SUM, graph_fn1(g, FN_abs, a), order.largest ? 1 : 0);
        return graph_reduce(g, REDUCE_MAX, sums, AXIS_ALL);
    }
    if (order.p == NUMBER_TWO) {
        if (!lower_counted(c->frame, a, lower_span_of(c, 0))) return POISON;
        return graph_entry(g, graph_spectrum(g, OP_SVDVALS, a, POISON), 0);
    }
    lower_error(c->frame, KIND_SHAPE, lower_span_of(c, 1),
                "a matrix has norms of order 1, 2 and inf here, and norm(A) without an order");
    diag_hint(g->core, "norm(A) is the Frobenius norm; norm(A, p, axis=1) takes each row");
    return POISON;
}

id build_norm(struct call *c)
{
    struct graph *g = graph_of(c);
    struct order order;
    struct axes axes;
    if (c->n < 1 || c->n > 2) return lower_usage(c, BUILD_norm);
    bool along = c->n_keywords > 0;
    if (!read_order(c, &order) || !lower_axis(c, 2, &axes)) return POISON;
    id a = c->args[0], norm;
    if (graph_dims(g, a).ndim == 2 && !(along && axes.axis != AXIS_ALL))
        norm = matrix_norm(c, order);
    else
        norm = vector_norm(g, a, order, axes.axis);
    return lower_finish_axis(c, norm, axes);
}

/* ---- entries of matrices and vectors ---- */

/* Keeps the entries (i, j) for which j - i is at least k, or at most k. */
static id triangle(struct call *c, enum builder builder)
{
    struct graph *g = graph_of(c);
    struct shape_data d = graph_dims(g, c->args[0]);
    int64_t k = 0;
    id given = c->n == 2 ? c->args[1] : lower_keyword(c, "k");
    if (c->n < 1 || c->n > 2 || !lower_no_keywords(c))
        return c->n_keywords ? POISON : lower_usage(c, builder);
    if (d.ndim != 2) return lower_bad_shape(c, 0, "a matrix");
    if (given && !lower_integer(c->frame, given, c->node->span, "k", &k)) return POISON;
    return (builder == BUILD_triu ? graph_triu : graph_tril)(g, c->args[0], k);
}

id build_triu(struct call *c)
{
    return triangle(c, BUILD_triu);
}

id build_tril(struct call *c)
{
    return triangle(c, BUILD_tril);
}

static id minor_of(struct graph *g, id a, id b, int64_t i, int64_t j)
{
    return graph_sub(g, graph_mul(g, graph_entry(g, a, i), graph_entry(g, b, j)),
                     graph_mul(g, graph_entry(g, a, j), graph_entry(g, b, i)));
}

id build_cross(struct call *c)
{
    struct graph *g = graph_of(c);
    if (c->n != 2 || c->n_keywords) return lower_usage(c, BUILD_cross);
    for (uint32_t k = 0; k < 2; k++) {
        struct shape_data d = graph_dims(g, c->args[k]);
        if (d.ndim != 1 || d.d[0] != 3) return lower_bad_shape(c, k, "vectors of three entries");
    }
    id a = c->args[0], b = c->args[1];
    id items[3] = {minor_of(g, a, b, 1, 2), minor_of(g, a, b, 2, 0), minor_of(g, a, b, 0, 1)};
    return graph_stack(g, items, 3);
}

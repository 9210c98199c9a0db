/* entries_factor.c - entries of pseudoinverses and factors of matrices as formulas. */
#include "graph/factor.h"
#include "graph/linear.h"
#include "pass/entries_private.h"

/* The products of the columns of A with one another, or of its rows where these are fewer. */
static id products(struct graph *g, id x, bool by_rows)
{
    id t = graph_transpose(g, x);
    return by_rows ? graph_matmul(g, x, t) : graph_matmul(g, t, x);
}

static id of_pinv(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id x = graph_child(g, a, 0);
    bool wide = graph_dims(g, x).d[0] < graph_dims(g, x).d[1];
    id gram = products(g, x, wide);
    id whole = wide ? graph_transpose(g, graph_solve(g, gram, x))
                    : graph_solve(g, gram, graph_transpose(g, x));
    return entries_value(t, whole, place);
}

/* Adds minus the product of two entries to the sum being built. False while they are not known. */
static bool take_product(struct taking *t, id a, int64_t i, id b, int64_t j)
{
    id x = entries_value(t, a, i), y = entries_value(t, b, j);
    if (x && y) graph_push(t->g, graph_mul(t->g, x, y), NUMBER_MINUS_ONE);
    return x && y;
}

/* Entry (i, j) of L, from those before it in its row and in row j. */
static id of_cholesky(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id x = graph_child(g, a, 0);
    int64_t n = graph_dims(g, a).d[0], i = place / n, j = place % n;
    if (j > i) return graph_int(g, 0);
    if (!entries_may_write(t, j + 2)) return POISON;
    id above = entries_value(t, x, j * n + i), below = entries_value(t, x, i * n + j);
    id divisor = j < i ? entries_value(t, a, j * n + j) : graph_int(g, 1);
    bool all = above && below && divisor;
    size_t begin = graph_begin(g);
    for (int64_t k = 0; k < j; k++) all = take_product(t, a, i * n + k, a, j * n + k) && all;
    if (all) graph_push(g, graph_add(g, above, below), NUMBER_HALF);
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    if (!all) return POISON;
    t->terms -= (size_t)(j + 2);
    return j < i ? graph_div(g, sum, divisor) : graph_pow_number(g, sum, NUMBER_HALF);
}

/* Entry (i, j) of Q = A inv(R), from those before it in its row. */
static id of_q(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id x = graph_child(g, a, 0), r = graph_qr(g, OP_QRR, x);
    int64_t n = graph_dims(g, a).d[1], i = place / n, j = place % n;
    if (!entries_may_write(t, j + 1)) return POISON;
    id start = entries_value(t, x, place), divisor = entries_value(t, r, j * n + j);
    bool all = start && divisor;
    size_t begin = graph_begin(g);
    for (int64_t k = 0; k < j; k++) all = take_product(t, a, i * n + k, r, k * n + j) && all;
    if (all) graph_push(g, start, NUMBER_ONE);
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    if (!all) return POISON;
    t->terms -= (size_t)(j + 1);
    return graph_div(g, sum, divisor);
}

/* By leading minors (Sylvester's criterion); 0 or -1 where one of them is not positive. */
static id definite(struct graph *g, id a)
{
    enum { MOST_ROWS = 8 };
    id x = graph_child(g, a, 0), signs[MOST_ROWS];
    int64_t n = graph_dims(g, x).d[0];
    id s = graph_symmetric_part(g, x);
    if (n > MOST_ROWS) return POISON;
    for (int64_t k = 0; k < n; k++) {
        struct slice axes[2] = {{0, 1, k + 1}, {0, 1, k + 1}};
        signs[k] = graph_det(g, DET_SIGN, graph_slice(g, s, axes));
    }
    return graph_reduce(g, REDUCE_MIN, graph_stack(g, signs, (uint32_t)n), AXIS_ALL);
}

/* The value of a scalar, which is POISON where it cannot be written out. */
static id scalar_value(struct taking *t, id a)
{
    return a ? entries_value(t, a, 0) : POISON;
}

id entries_of_factor(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    id x = graph_child(g, a, 0);
    if (!entries_are_counted(g, a)) return POISON;
    switch (graph_op(g, a)) {
    case OP_PINV: return of_pinv(t, a, place);
    case OP_CHOLESKY: return of_cholesky(t, a, place);
    case OP_QRQ: return of_q(t, a, place);
    case OP_QRR:
        return entries_value(t, graph_transpose(g, graph_cholesky(g, products(g, x, false))),
                             place);
    case OP_FULL_RANK: {
        bool wide = graph_dims(g, x).d[0] < graph_dims(g, x).d[1];
        return scalar_value(t, graph_det(g, DET_SIGN, products(g, x, wide)));
    }
    case OP_DEFINITE: return scalar_value(t, definite(g, a));
    default: return POISON;
    }
}

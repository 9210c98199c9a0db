#include "graph/factor.h"

#include "graph/linear.h"

static id intern1(struct graph *g, enum op op, shape s, id a)
{
    if (a == POISON) return POISON;
    return graph_intern(g, (struct node){.op = (uint8_t)op, .n = 1, .shape = s}, &a, 1);
}

static shape shape_by(struct graph *g, id a, int rows, int columns)
{
    struct shape_data d = graph_dims(g, a);
    return shape_matrix(&g->shapes, d.d[rows], d.d[columns]);
}

id graph_pinv(struct graph *g, id a)
{
    if (a == POISON || graph_op(g, a) == OP_EYE) return a;
    if (graph_op(g, a) == OP_PINV) return graph_child(g, a, 0);
    if (graph_op(g, a) == OP_TRANSPOSE)
        return graph_transpose(g, graph_pinv(g, graph_child(g, a, 0)));
    number c = graph_take_coefficient(g, &a);
    id inverse = intern1(g, OP_PINV, shape_by(g, a, 1, 0), a);
    return graph_scale(g, number_div(&g->numbers, NUMBER_ONE, c), inverse);
}

id graph_cholesky(struct graph *g, id a)
{
    if (a == POISON || graph_op(g, a) == OP_EYE) return a;
    if (graph_op(g, a) == OP_TRANSPOSE) a = graph_child(g, a, 0);
    return intern1(g, OP_CHOLESKY, graph_shape(g, a), a);
}

id graph_qr(struct graph *g, enum op q_or_r, id a)
{
    if (a == POISON || graph_op(g, a) == OP_EYE) return a;
    return intern1(g, q_or_r, shape_by(g, a, q_or_r == OP_QRQ ? 0 : 1, 1), a);
}

id graph_full_rank(struct graph *g, id a)
{
    return intern1(g, OP_FULL_RANK, SHAPE_SCALAR, a);
}

id graph_definite(struct graph *g, id a)
{
    return intern1(g, OP_DEFINITE, SHAPE_SCALAR, a);
}

static id triangle(struct graph *g, id a, int64_t k, bool upper)
{
    if (a == POISON) return POISON;
    struct shape_data d = graph_dims(g, a);
    id row = graph_reshape(g, graph_range(g, d.d[0]), shape_matrix(&g->shapes, d.d[0], 1));
    id diagonal = graph_add(g, row, graph_int(g, k)), column = graph_range(g, d.d[1]);
    id inside = upper ? graph_fn2(g, FN_less_equal, diagonal, column)
                      : graph_fn2(g, FN_less_equal, column, diagonal);
    return graph_where(g, inside, a, graph_int(g, 0));
}

id graph_tril(struct graph *g, id a, int64_t k)
{
    return triangle(g, a, k, false);
}

id graph_triu(struct graph *g, id a, int64_t k)
{
    return triangle(g, a, k, true);
}

id factor_rebuild(struct graph *g, id a, const id *children)
{
    switch (graph_op(g, a)) {
    case OP_PINV: return graph_pinv(g, children[0]);
    case OP_CHOLESKY: return graph_cholesky(g, children[0]);
    case OP_QRQ:
    case OP_QRR: return graph_qr(g, graph_op(g, a), children[0]);
    case OP_FULL_RANK: return graph_full_rank(g, children[0]);
    case OP_DEFINITE: return graph_definite(g, children[0]);
    default: return a;
    }
}

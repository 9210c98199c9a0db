#include "pass/spectrum_formulas.h"

#include "graph/factor.h"
#include "graph/linear.h"
#include "graph/matrix_function.h"
#include "graph/spectrum.h"
#include "pass/rewrite.h"

/* Deeper formulas, and those of more nodes, stay maps. */
enum { DEEPEST = 32, MOST_NODES = 256, MOST_POWER = 8 };

struct writing {
    struct graph *g;
    id values, matrix; /* the eigenvalues, and the symmetric matrix that stands for them */
    int left;          /* nodes that may still be visited */
};

static id as_matrix(struct writing *w, id weights, int depth);

/* ---- eigenvalues ---- */

/* A number, or a scalar, times the identity. */
static id multiple_of_identity(struct writing *w, id scalar)
{
    struct graph *g = w->g;
    return graph_mul(g, scalar, graph_eye(g, graph_dims(g, w->matrix).d[0]));
}

static id of_sum(struct writing *w, id a, int depth)
{
    struct graph *g = w->g;
    struct node n = *graph_node(g, a);
    bool known = true;
    size_t begin = graph_begin(g);
    graph_push(g, multiple_of_identity(w, graph_number(g, n.data)), NUMBER_ONE);
    for (uint32_t i = 0; known && i < n.n; i++) {
        id term = as_matrix(w, node_child(g, &n, i), depth - 1);
        known = term != POISON;
        if (known) graph_push(g, term, node_number(g, &n, i));
    }
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    return known ? sum : POISON;
}

/* A whole or half power of a function, all of which commute. A root has derivatives only where it
 * is one of a positive definite matrix. */
static id power(struct graph *g, id base, number exponent)
{
    int64_t twice;
    id factor = base, product = POISON;
    if (!number_to_int(&g->numbers, number_mul(&g->numbers, exponent, NUMBER_TWO), &twice))
        return POISON;
    if (twice > MOST_POWER || twice < -MOST_POWER || twice == 0) return POISON;
    if (twice % 2)
        factor = graph_matrix_function(g, OP_SQRTM, &base, 1);
    else
        twice /= 2;
    if (twice < 0) factor = graph_inv(g, factor);
    for (int64_t k = twice < 0 ? -twice : twice; k > 0; k--)
        product = product ? graph_matmul(g, product, factor) : factor;
    return product;
}

static bool is_scalar(const struct graph *g, id a)
{
    return graph_shape(g, a) == SHAPE_SCALAR;
}

static id of_product(struct writing *w, id a, int depth)
{
    struct graph *g = w->g;
    struct node n = *graph_node(g, a);
    id scalars = graph_number(g, n.data), product = POISON;
    for (uint32_t i = 0; i < n.n; i++) {
        id child = node_child(g, &n, i);
        number exponent = node_number(g, &n, i);
        if (is_scalar(g, child)) {
            scalars = graph_mul(g, scalars, graph_pow_number(g, child, exponent));
            continue;
        }
        id base = as_matrix(w, child, depth - 1), factor = base ? power(g, base, exponent) : POISON;
        if (!factor) return POISON;
        product = product ? graph_matmul(g, product, factor) : factor;
    }
    return product ? graph_mul(g, scalars, product) : multiple_of_identity(w, scalars);
}

static id exponential(struct graph *g, id u)
{
    return graph_matrix_function(g, OP_EXPM, &u, 1);
}

/* 1/(1 + exp(-u)). */
static id logistic(struct writing *w, id u)
{
    struct graph *g = w->g;
    id e = exponential(g, graph_neg(g, u));
    return graph_inv(g, graph_add(g, multiple_of_identity(w, graph_int(g, 1)), e));
}

static id of_function(struct writing *w, id a, int depth)
{
    struct graph *g = w->g;
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    id u = graph_node(g, a)->n == 1 ? as_matrix(w, graph_child(g, a, 0), depth - 1) : POISON, other;
    if (!u) return POISON;
    switch (fn) {
    case FN_exp: return exponential(g, u);
    case FN_expit: return logistic(w, u);
    case FN_tanh:
        other = graph_scale(g, NUMBER_TWO, logistic(w, graph_scale(g, NUMBER_TWO, u)));
        return graph_sub(g, other, multiple_of_identity(w, graph_int(g, 1)));
    case FN_cosh:
    case FN_sech:
        other = graph_scale(g, NUMBER_HALF,
                            graph_add(g, exponential(g, u), exponential(g, graph_neg(g, u))));
        return fn == FN_cosh ? other : graph_inv(g, other);
    case FN_sinh:
        return graph_scale(g, NUMBER_HALF,
                           graph_sub(g, exponential(g, u), exponential(g, graph_neg(g, u))));
    default: return POISON;
    }
}

/* The function of the matrix that has these weights for eigenvalues; POISON if it is not known. */
static id as_matrix(struct writing *w, id weights, int depth)
{
    struct graph *g = w->g;
    const struct node *n = graph_node(g, weights);
    if (weights == w->values) return w->matrix;
    if (is_scalar(g, weights)) return multiple_of_identity(w, weights);
    if (depth == 0 || w->left-- == 0) return POISON;
    switch (n->op) {
    case OP_NUMBER: return multiple_of_identity(w, graph_number(g, n->data));
    case OP_NAMED:
    case OP_BROADCAST: return as_matrix(w, node_child(g, n, 0), depth - 1);
    case OP_SUM: return of_sum(w, weights, depth);
    case OP_PRODUCT: return of_product(w, weights, depth);
    case OP_FN: return of_function(w, weights, depth);
    default: return POISON;
    }
}

static id of_eigenvalues(struct graph *g, id map)
{
    id a = graph_child(g, map, 0), weights = graph_child(g, map, 1);
    struct writing w = {.g = g, .left = MOST_NODES};
    w.values = graph_spectrum(g, OP_EIGVALSH, a, POISON);
    w.matrix = graph_symmetric_part(g, a);
    return as_matrix(&w, weights, DEEPEST);
}

/* ---- singular values ---- */

/* U V', for the same U and V: A over the root of A'A, or of AA' where A is wide. */
static id orthogonal_factor(struct graph *g, id a)
{
    struct shape_data d = graph_dims(g, a);
    bool wide = d.d[0] < d.d[1];
    id t = graph_transpose(g, a), gram = wide ? graph_matmul(g, a, t) : graph_matmul(g, t, a);
    id inverse = graph_inv(g, graph_matrix_function(g, OP_SQRTM, &gram, 1));
    return wide ? graph_matmul(g, inverse, a) : graph_matmul(g, a, inverse);
}

/* Returns the formula for the weights 1, 1/s and odd powers of s. */
static id of_singular_values(struct graph *g, id map)
{
    id a = graph_child(g, map, 0), weights = graph_child(g, map, 1);
    const struct node *n = graph_node(g, weights);
    int64_t exponent;
    if (graph_is_one(g, weights)) return orthogonal_factor(g, a);
    if (n->op != OP_PRODUCT || n->n != 1 || n->data != NUMBER_ONE ||
        node_child(g, n, 0) != graph_spectrum(g, OP_SVDVALS, a, POISON) ||
        !number_to_int(&g->numbers, node_number(g, n, 0), &exponent))
        return POISON;
    id product = a, t = graph_transpose(g, a);
    if (exponent == -1) return graph_transpose(g, graph_pinv(g, a));
    if (exponent % 2 == 0 || exponent < 0 || exponent > MOST_POWER) return POISON;
    for (; exponent > 1; exponent -= 2) product = graph_matmul(g, graph_matmul(g, product, t), a);
    return product;
}

/* ---- all ---- */

static id step(struct graph *g, id before, id now, void *unused)
{
    (void)before;
    (void)unused;
    enum op op = graph_op(g, now);
    id formula = op == OP_EIGMAP   ? of_eigenvalues(g, now)
                 : op == OP_SVDMAP ? of_singular_values(g, now)
                                   : POISON;
    return formula ? formula : now;
}

/* A named value that is a leaf has to stay what it is. */
id spectrum_formulas(struct graph *g, id f, const id *leaves, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (graph_op(g, leaves[i]) != OP_VARIABLE) return f;
    return rewrite(g, &f, 1, NULL, 0, step, NULL) ? f : POISON;
}

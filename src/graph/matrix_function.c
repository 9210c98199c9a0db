#include "graph/matrix_function.h"

#include "graph/linear.h"

/* A function being built: its matrix and directions. */
struct building {
    struct graph *g;
    enum op op;
    id args[MOST_DIRECTIONS + 1];
    uint32_t n;
};

static id directions_left(const struct building *b)
{
    uint32_t k = b->n - 1;
    return k == 0   ? graph_eye(b->g, graph_dims(b->g, b->args[0]).d[0])
           : k == 1 ? b->args[1]
                    : POISON;
}

/* ---- values that are known ---- */

/* Returns the function of a 1 by 1 matrix: the derivative of order k of the scalar function times
 * the directions. */
static id of_entry(const struct building *b)
{
    struct graph *g = b->g;
    id f = graph_fn1(g, FN_exp, b->args[0]);
    if (b->op == OP_SQRTM) {
        number exponent = NUMBER_HALF, c = NUMBER_ONE;
        for (uint32_t i = 1; i < b->n; i++) {
            c = number_mul(&g->numbers, c, exponent);
            exponent = number_sub(&g->numbers, exponent, NUMBER_ONE);
        }
        f = graph_scale(g, c, graph_pow_number(g, b->args[0], exponent));
    }
    for (uint32_t i = 1; i < b->n; i++) f = graph_mul(g, f, b->args[i]);
    return f;
}

static id of_diagonal(const struct building *b)
{
    struct graph *g = b->g;
    id x = graph_child(g, b->args[0], 0);
    return graph_diag(g, b->op == OP_EXPM ? graph_fn1(g, FN_exp, x)
                                          : graph_pow_number(g, x, NUMBER_HALF));
}

/* exp(0) = I, sqrt(I) = I, and the first derivatives there; POISON for others. */
static id of_constant(const struct building *b)
{
    struct graph *g = b->g;
    if (b->op == OP_EXPM && graph_is_zero(g, b->args[0])) return directions_left(b);
    if (b->op != OP_SQRTM || graph_op(g, b->args[0]) != OP_EYE || b->n > 2) return POISON;
    return graph_scale(g, b->n == 2 ? NUMBER_HALF : NUMBER_ONE, directions_left(b));
}

/* The matrix of a product of it and scalars; a itself if it is no such product. */
static id matrix_of(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    id matrix = POISON;
    for (uint32_t i = 0; n->op == OP_PRODUCT && i < n->n; i++) {
        id factor = node_child(g, n, i);
        if (graph_shape(g, factor) == SHAPE_SCALAR) continue;
        if (matrix || node_number(g, n, i) != NUMBER_ONE) return a;
        matrix = factor;
    }
    return matrix ? matrix : a;
}

/* True if all directions are multiples of the matrix but for scalars, and so commute with it. */
static bool is_along_itself(const struct building *b)
{
    id matrix = matrix_of(b->g, b->args[0]);
    bool all = b->n > 1;
    for (uint32_t i = 1; i < b->n; i++) all &= matrix_of(b->g, b->args[i]) == matrix;
    return all;
}

/* The exponential's derivative along what commutes with the matrix: H @ exp(A). */
static id of_commuting(const struct building *b)
{
    id value = graph_matrix_function(b->g, OP_EXPM, b->args, 1);
    for (uint32_t i = b->n - 1; i > 0; i--) value = graph_matmul(b->g, b->args[i], value);
    return value;
}

static id known(const struct building *b)
{
    struct graph *g = b->g;
    bool diagonal = graph_op(g, b->args[0]) == OP_DIAG && b->n == 1;
    if (graph_dims(g, b->args[0]).d[0] == 1) return of_entry(b);
    if (b->op == OP_EXPM && is_along_itself(b)) return of_commuting(b);
    if (b->op == OP_SQRTM && b->n == 2 && graph_op(g, b->args[1]) == OP_EYE)
        return graph_scale(g, NUMBER_HALF,
                           graph_inv(g, graph_matrix_function(g, OP_SQRTM, b->args, 1)));
    return diagonal ? of_diagonal(b) : of_constant(b);
}

/* ---- what is taken out ---- */

static bool is_direction_zero(const struct building *b)
{
    for (uint32_t i = 1; i < b->n; i++)
        if (graph_is_zero(b->g, b->args[i])) return true;
    return false;
}

/* The exponential's derivative along I is the exponential, as I commutes with everything. */
static void drop_identities(struct building *b)
{
    uint32_t kept = 1;
    for (uint32_t i = 1; i < b->n; i++)
        if (b->op != OP_EXPM || graph_op(b->g, b->args[i]) != OP_EYE) b->args[kept++] = b->args[i];
    b->n = kept;
}

/* Takes c out of the root of c*A: its derivative of order k is one of A times c^(1/2 - k). Leaves
 * it there if its own root is irrational. */
static number take_root(struct building *b)
{
    struct graph *g = b->g;
    id a = b->args[0];
    number c = graph_take_coefficient(g, &a), root;
    if (b->op != OP_SQRTM || number_sign(&g->numbers, c) <= 0) return NUMBER_ONE;
    if (!number_root(&g->numbers, c, 2, &root)) return NUMBER_ONE;
    b->args[0] = a;
    for (uint32_t i = 1; i < b->n; i++) root = number_div(&g->numbers, root, c);
    return root;
}

static id intern(const struct building *b)
{
    struct graph *g = b->g;
    struct node node = {.op = (uint8_t)b->op, .n = b->n, .shape = graph_shape(g, b->args[0])};
    return graph_intern(g, node, b->args, b->n);
}

/* The function of a transpose is the transpose of the function. */
static id intern_upright(struct building *b)
{
    if (graph_op(b->g, b->args[0]) != OP_TRANSPOSE) return intern(b);
    for (uint32_t i = 0; i < b->n; i++) b->args[i] = graph_transpose(b->g, b->args[i]);
    return graph_transpose(b->g, intern(b));
}

id graph_matrix_function(struct graph *g, enum op op, const id *args, uint32_t n)
{
    struct building b = {.g = g, .op = op, .n = n};
    number c = NUMBER_ONE;
    if (n > MOST_DIRECTIONS + 1)
        return diag_error(g->core, KIND_LIMIT, g->span,
                          "a function of a matrix is differentiated more than %d times",
                          MOST_DIRECTIONS);
    for (uint32_t i = 0; i < n; i++) {
        if (args[i] == POISON) return POISON;
        b.args[i] = args[i];
        if (i) c = number_mul(&g->numbers, c, graph_take_coefficient(g, &b.args[i]));
    }
    if (is_direction_zero(&b)) return graph_fill(g, NUMBER_ZERO, graph_shape(g, args[0]));
    drop_identities(&b);
    c = number_mul(&g->numbers, c, take_root(&b));
    id value = known(&b);
    return graph_scale(g, c, value ? value : intern_upright(&b));
}

id graph_rooted(struct graph *g, id a)
{
    if (a == POISON) return POISON;
    id scaled = a;
    if (number_sign(&g->numbers, graph_take_coefficient(g, &scaled)) > 0) a = scaled;
    if (graph_op(g, a) == OP_TRANSPOSE) a = graph_child(g, a, 0);
    if (graph_dims(g, a).d[0] == 1) return graph_fn1(g, FN_sign, graph_entry(g, a, 0));
    if (graph_op(g, a) == OP_EYE) return graph_int(g, 1);
    if (graph_is_zero(g, a)) return graph_int(g, 0);
    return graph_intern(g, (struct node){.op = OP_ROOTED, .n = 1, .shape = SHAPE_SCALAR}, &a, 1);
}

id matrix_function_rebuild(struct graph *g, id a, const id *children)
{
    struct node n = *graph_node(g, a);
    return n.op == OP_ROOTED ? graph_rooted(g, children[0])
                             : graph_matrix_function(g, (enum op)n.op, children, n.n);
}

/* matrix_jacobian.c - the Jacobian of an array by an array as one formula, whatever their sizes.
 *
 * This is forward mode with a matrix as tangent: the derivative of a node by x is a matrix with one
 * row per entry, that of a scalar node a vector. The entries of matrices count row by row. (Rules:
 * Magnus and Neudecker, Matrix Differential Calculus, 1988.) */
#include "graph/linear.h"
#include "pass/derive.h"
#include "pass/kron_rules.h"

struct push {
    struct graph *g;
    struct reach reach;
    id x;
    struct known_ids
        tangents; /* by node, as gradients of scalars visit nodes anew; POISON if zero */
};

static int axes(const struct graph *g, id a)
{
    return graph_dims(g, a).ndim;
}

static id tangent_of(const struct push *s, id a)
{
    return known_at(&s->tangents, a);
}

static id no_formula(struct push *s, id a)
{
    if (diag_any(s->g->core)) return POISON;
    diag_error(s->g->core, KIND_SHAPE, graph_node(s->g, a)->span,
               "the Jacobian of this has no formula in matrices");
    diag_hint(s->g->core,
              "give the sizes as numbers with --shape, for its entries; its product with "
              "a vector or matrix V has a formula: jvp --vector V");
    return POISON;
}

/* ---- a partial derivative times a tangent ---- */

static bool is_identity(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_EYE;
}

/* Multiplies each row of J by its entry of the vector p. */
static id scale_rows(struct graph *g, id p, id j)
{
    number value;
    if (graph_is_number(g, p, &value)) return graph_scale(g, value, j);
    id d = graph_diag(g, p);
    return is_identity(g, j) ? d : graph_matmul(g, d, j);
}

/* Returns what a child contributes to the tangent of node a, given the partial derivative p by
 * it. */
static id through(struct push *s, id a, id child, id p)
{
    struct graph *g = s->g;
    id j = tangent_of(s, child);
    if (axes(g, a) == 0) return graph_mul(g, p, j);
    p = graph_broadcast(g, p, graph_shape(g, a));
    if (axes(g, child) == 0) return graph_outer(g, graph_flat(g, p), j);
    j = kron_stretch(g, graph_shape(g, child), graph_shape(g, a), j);
    id scalar = graph_op(g, p) == OP_BROADCAST ? graph_child(g, p, 0) : POISON;
    if (scalar && axes(g, scalar) == 0) return graph_mul(g, scalar, j);
    return scale_rows(g, graph_flat(g, p), j);
}

/* ---- one rule per operation ---- */

static id of_sum(struct push *s, id a)
{
    struct graph *g = s->g;
    uint32_t n = graph_node(g, a)->n;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id child = graph_child(g, a, i);
        number c = node_number(g, graph_node(g, a), i);
        if (tangent_of(s, child)) graph_push(g, through(s, a, child, graph_int(g, 1)), c);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static id of_product(struct push *s, id a)
{
    struct graph *g = s->g;
    struct partials partials;
    uint32_t n = graph_node(g, a)->n;
    size_t begin = graph_begin(g);
    if (partials_init(&partials, g, a))
        for (uint32_t i = 0; i < n; i++) {
            id child = graph_child(g, a, i);
            if (tangent_of(s, child))
                graph_push(g, through(s, a, child, partials_get(&partials, i)), NUMBER_ONE);
        }
    partials_free(&partials);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static id of_power(struct push *s, id a)
{
    struct graph *g = s->g;
    id b = graph_child(g, a, 0), e = graph_child(g, a, 1);
    size_t begin = graph_begin(g);
    if (tangent_of(s, b)) {
        id lower = graph_power(g, b, graph_sub(g, e, graph_int(g, 1)));
        graph_push(g, through(s, a, b, graph_mul(g, e, lower)), NUMBER_ONE);
    }
    if (tangent_of(s, e))
        graph_push(g, through(s, a, e, graph_mul(g, a, graph_fn1(g, FN_log, b))), NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static id of_function(struct push *s, id a)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    id args[FN_MOST_ARGUMENTS] = {POISON};
    for (uint32_t i = 0; i < n.n; i++) args[i] = graph_child(g, a, i);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n.n; i++) {
        if (!tangent_of(s, args[i])) continue;
        id partial = rule_derivative(g, (enum fn)n.fn, (int)i, args, a);
        graph_push(g, through(s, a, args[i], partial), NUMBER_ONE);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* Handles u@v, where u and v are vectors. */
static id of_dot(struct push *s, id a)
{
    struct graph *g = s->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1), dx = tangent_of(s, x),
       dy = tangent_of(s, y);
    size_t begin = graph_begin(g);
    if (dx) graph_push(g, graph_matmul(g, graph_transpose(g, dx), y), NUMBER_ONE);
    if (dy) graph_push(g, graph_matmul(g, graph_transpose(g, dy), x), NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* Of a vector. */
static id of_reduction(struct push *s, id a)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    id u = graph_child(g, a, 0), weights;
    if (n.fn == REDUCE_SUM)
        weights = graph_fill(g, NUMBER_ONE, graph_shape(g, u));
    else
        weights = graph_fn1(g, FN_exp, graph_sub(g, u, a));
    return graph_matmul(g, graph_transpose(g, tangent_of(s, u)), weights);
}

/* The gradient of a scalar, entry by entry. */
static id of_scalar(struct push *s, id a)
{
    id gradient;
    if (!derive_reverse(s->g, a, &s->x, 1, &gradient, NULL)) return POISON;
    return graph_flat(s->g, gradient);
}

/* Of scalars by vectors, rules make shorter formulas than gradients. */
static id of_array_as_scalar(struct push *s, id a)
{
    const struct node *n = graph_node(s->g, a);
    bool of_vectors = axes(s->g, s->x) == 1 && axes(s->g, node_child(s->g, n, 0)) == 1;
    if (of_vectors && n->op == OP_MATMUL) return of_dot(s, a);
    if (of_vectors && n->op == OP_REDUCE && (n->fn == REDUCE_SUM || n->fn == REDUCE_LOGSUMEXP))
        return of_reduction(s, a);
    return of_scalar(s, a);
}

static id by_kron_rule(struct push *s, id a)
{
    struct graph *g = s->g;
    id tangents[2] = {POISON, POISON};
    uint32_t n = graph_node(g, a)->n;
    if (n > 2) return POISON;
    for (uint32_t i = 0; i < n; i++) tangents[i] = tangent_of(s, graph_child(g, a, i));
    return kron_rule(g, a, tangents);
}

static id tangent_through(struct push *s, id a)
{
    struct graph *g = s->g;
    id child = graph_child(g, a, 0);
    switch (graph_op(g, a)) {
    case OP_NAMED: return tangent_of(s, child);
    case OP_SUM: return of_sum(s, a);
    case OP_PRODUCT: return of_product(s, a);
    case OP_POWER: return of_power(s, a);
    case OP_FN: return of_function(s, a);
    case OP_BROADCAST:
        if (axes(g, child) == 0) return through(s, a, child, graph_int(g, 1));
        break;
    default: break;
    }
    return axes(g, a) == 0 ? of_array_as_scalar(s, a) : by_kron_rule(s, a);
}

static bool varies(const struct push *s, id a)
{
    const struct node *n = graph_node(s->g, a);
    for (uint32_t i = 0; i < n->n; i++)
        if (tangent_of(s, node_child(s->g, n, i))) return true;
    return false;
}

static id zeros(struct push *s, id v)
{
    struct graph *g = s->g;
    int64_t rows = shape_size(&g->shapes, graph_shape(g, v)),
            columns = shape_size(&g->shapes, graph_shape(g, s->x));
    if (!rows || !columns) return no_formula(s, v);
    return graph_fill(g, NUMBER_ZERO,
                      axes(g, v) ? shape_matrix(&g->shapes, rows, columns)
                                 : shape_vector(&g->shapes, columns));
}

static id sweep_up(struct push *s, id v)
{
    struct graph *g = s->g;
    int64_t size = shape_size(&g->shapes, graph_shape(g, s->x));
    if (!size) return no_formula(s, s->x);
    for (size_t p = 0; p < s->reach.ids.n; p++) {
        id a = s->reach.ids.at[p], t = POISON;
        if (a == s->x)
            t = graph_eye(g, size);
        else if (varies(s, a))
            t = tangent_through(s, a);
        else
            continue;
        if (t == POISON || !core_go_on(g->core)) return no_formula(s, a);
        bool kept = graph_is_zero(g, t) || known_set(&g->core->mem, &s->tangents, a, t);
        if (!kept) return POISON;
    }
    id t = tangent_of(s, v);
    return t ? t : zeros(s, v);
}

id derive_matrix_jacobian(struct graph *g, id v, id x)
{
    struct push s = {.g = g, .x = x};
    if (axes(g, x) == 0) return derive_forward(g, v, x);
    id result = graph_reach(g, &v, 1, &s.reach) ? sweep_up(&s, v) : POISON;
    vec_free(&g->core->mem, &s.tangents.of);
    reach_free(g, &s.reach);
    return result;
}

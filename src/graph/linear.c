#include "graph/linear.h"

#include "graph/spectrum.h"

static int64_t least(struct shape_data d)
{
    return d.d[0] < d.d[1] ? d.d[0] : d.d[1];
}

static id intern1(struct graph *g, struct node node, id a)
{
    node.n = 1;
    return graph_intern(g, node, &a, 1);
}

/* True for a matrix written as a list of lists. */
static bool is_written_out(const struct graph *g, id a)
{
    if (graph_op(g, a) != OP_STACK) return false;
    for (uint32_t i = 0; i < graph_node(g, a)->n; i++) {
        enum op row = graph_op(g, graph_child(g, a, i));
        if (row != OP_STACK && row != OP_NUMBER) return false;
    }
    return true;
}

/* ---- determinants ---- */

/* Writes out a[0]*(b[1]*c[2] - b[2]*c[1]) + ...; for two rows it is their cross product. */
static id det_of_small(struct graph *g, id a, int64_t n)
{
    id e[9];
    for (int64_t i = 0; i < n * n; i++) e[i] = graph_entry(g, a, i);
    if (n == 1) return e[0];
    if (n == 2) return graph_sub(g, graph_mul(g, e[0], e[3]), graph_mul(g, e[1], e[2]));
    size_t begin = graph_begin(g);
    for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3, k = (i + 2) % 3;
        graph_push(g, graph_mul(g, e[i], graph_mul(g, e[3 + j], e[6 + k])), NUMBER_ONE);
        graph_push(g, graph_mul(g, e[i], graph_mul(g, e[3 + k], e[6 + j])), NUMBER_MINUS_ONE);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

id graph_det(struct graph *g, enum determinant what, id a)
{
    if (a == POISON) return POISON;
    int64_t n = graph_dims(g, a).d[0];
    if (graph_op(g, a) == OP_TRANSPOSE) return graph_det(g, what, graph_child(g, a, 0));
    if (what == DET_VALUE && graph_is_zero(g, a)) return graph_int(g, 0);
    if (what == DET_VALUE && graph_op(g, a) == OP_EYE) return graph_int(g, 1);
    if (what == DET_VALUE && n <= 3 && is_written_out(g, a)) return det_of_small(g, a, n);
    struct node node = {.op = OP_DET, .fn = (uint8_t)what, .shape = SHAPE_SCALAR};
    return intern1(g, node, a);
}

static bool fits_directions(struct graph *g, uint32_t n)
{
    return n <= MOST_DIRECTIONS + 1 ||
           diag_error(g->core, KIND_LIMIT, g->span,
                      "a determinant is differentiated more than %d times", MOST_DIRECTIONS + 1);
}

id graph_cofactor(struct graph *g, const id *args, uint32_t n)
{
    id own[MOST_DIRECTIONS + 1];
    number c = NUMBER_ONE;
    if (!fits_directions(g, n)) return POISON;
    for (uint32_t i = 0; i < n; i++) {
        if (args[i] == POISON) return POISON;
        own[i] = args[i];
        if (i) c = number_mul(&g->numbers, c, graph_take_coefficient(g, &own[i]));
    }
    shape s = graph_shape(g, args[0]);
    int64_t size = graph_dims(g, args[0]).d[0];
    for (uint32_t i = 1; i < n; i++)
        if (graph_is_zero(g, own[i])) return graph_fill(g, NUMBER_ZERO, s);
    if (size > 0 && n > size) return graph_fill(g, NUMBER_ZERO, s); /* degree is size - 1 */
    if (size == 1) return graph_fill(g, NUMBER_ONE, s);
    if (n == 1 && graph_op(g, own[0]) == OP_EYE) return own[0];
    struct node node = {.op = OP_COFACTOR, .n = n, .shape = s};
    return graph_scale(g, c, graph_intern(g, node, own, n));
}

/* ---- inverses ---- */

id graph_inv(struct graph *g, id a)
{
    if (a == POISON || graph_op(g, a) == OP_EYE) return a;
    if (graph_op(g, a) == OP_INV) return graph_child(g, a, 0);
    if (graph_op(g, a) == OP_TRANSPOSE)
        return graph_transpose(g, graph_inv(g, graph_child(g, a, 0)));
    number c = graph_take_coefficient(g, &a);
    id inverse = intern1(g, (struct node){.op = OP_INV, .shape = graph_shape(g, a)}, a);
    return graph_scale(g, number_div(&g->numbers, NUMBER_ONE, c), inverse);
}

id graph_solve(struct graph *g, id a, id b)
{
    if (a == POISON || b == POISON) return POISON;
    if (graph_op(g, a) == OP_EYE || graph_is_zero(g, b)) return b;
    number under = graph_take_coefficient(g, &a), over = graph_take_coefficient(g, &b);
    id words[2] = {a, b};
    struct node node = {.op = OP_SOLVE, .n = 2, .shape = graph_shape(g, b)};
    return graph_scale(g, number_div(&g->numbers, over, under), graph_intern(g, node, words, 2));
}

/* ---- diagonals and blocks ---- */

static id diagonal_of(struct graph *g, id a)
{
    struct shape_data d = graph_dims(g, a);
    int64_t n = least(d);
    shape to = shape_vector(&g->shapes, n);
    const struct node *node = graph_node(g, a);
    if (node->op == OP_NUMBER) return graph_fill(g, node->data, to);
    if (node->op == OP_EYE) return graph_fill(g, NUMBER_ONE, to);
    if (node->op == OP_DIAG || node->op == OP_TRANSPOSE)
        return node->op == OP_DIAG ? node_child(g, node, 0) : graph_diag(g, node_child(g, node, 0));
    if (is_written_out(g, a)) {
        id entries[64];
        for (int64_t i = 0; i < n && n <= 64; i++) entries[i] = graph_entry(g, a, i * (d.d[1] + 1));
        if (n <= 64) return graph_stack(g, entries, (uint32_t)n);
    }
    return intern1(g, (struct node){.op = OP_DIAG, .shape = to}, a);
}

id graph_diag(struct graph *g, id a)
{
    if (a == POISON) return POISON;
    number c = graph_take_coefficient(g, &a);
    if (graph_dims(g, a).ndim == 2) return graph_scale(g, c, diagonal_of(g, a));
    int64_t n = graph_dims(g, a).d[0];
    shape to = shape_matrix(&g->shapes, n, n);
    if (graph_is_zero(g, a)) return graph_fill(g, NUMBER_ZERO, to);
    if (graph_op(g, a) == OP_NUMBER) return graph_scale(g, graph_node(g, a)->data, graph_eye(g, n));
    return graph_scale(g, c, intern1(g, (struct node){.op = OP_DIAG, .shape = to}, a));
}

id graph_rearrange(struct graph *g, id a, int64_t m, int64_t n)
{
    if (a == POISON) return POISON;
    struct shape_data d = graph_dims(g, a);
    struct sizes *sizes = &g->shapes.sizes;
    int64_t rows = size_over(sizes, d.d[0], m), columns = size_over(sizes, d.d[1], n);
    d.d[0] = size_times(sizes, m, n);
    d.d[1] = size_times(sizes, rows, columns);
    if (!d.d[0] || !d.d[1]) return POISON;
    shape to = shape_of(&g->shapes, d);
    if (rows == 1 || n == 1) return graph_reshape(g, a, to);
    const struct node *node = graph_node(g, a);
    if (node->op == OP_NUMBER) return graph_fill(g, node->data, to);
    if (node->op == OP_REARRANGE && node_raw(g, node, 0) == m &&
        size_over(sizes, graph_dims(g, node_child(g, node, 0)).d[0], m) == n)
        return node_child(g, node, 0);
    number c = graph_take_coefficient(g, &a);
    uint32_t words[3] = {a, (uint32_t)m, (uint32_t)n};
    struct node made = {.op = OP_REARRANGE, .n = 1, .shape = to};
    return graph_scale(g, c, graph_intern(g, made, words, 3));
}

static bool is_one_by_one(const struct graph *g, id a)
{
    return graph_is_one(g, a) && shape_count(&g->shapes, graph_shape(g, a)) == 1;
}

/* eye(m*n), if the factors are eye(m) and eye(n), and the other if one is eye(1); else POISON. */
static id identity(struct graph *g, id a, id b)
{
    if (is_one_by_one(g, a) && graph_dims(g, b).ndim == 2) return b;
    if (is_one_by_one(g, b) && graph_dims(g, a).ndim == 2) return a;
    if (graph_op(g, a) != OP_EYE || graph_op(g, b) != OP_EYE) return POISON;
    int64_t n = size_times(&g->shapes.sizes, graph_dims(g, a).d[0], graph_dims(g, b).d[0]);
    return n ? graph_eye(g, n) : POISON;
}

id graph_kron(struct graph *g, id a, id b)
{
    if (a == POISON || b == POISON) return POISON;
    id eye = identity(g, a, b);
    if (eye) return eye;
    struct shape_data x = graph_dims(g, a), y = graph_dims(g, b);
    if (x.ndim == 0 || y.ndim == 0) return graph_mul(g, a, b);
    id products = graph_outer(g, graph_flat(g, a), graph_flat(g, b));
    if (x.ndim == 1 && y.ndim == 1) return graph_flat(g, products);
    return graph_rearrange(g, products, x.ndim == 2 ? x.d[0] : 1, y.ndim == 2 ? y.d[0] : 1);
}

/* Returns the factor whose entries stand in a vector: the matrix with these rows that was reshaped
 * to it, if there is one. */
static struct kron_factor factor_of(struct graph *g, id vector, int64_t rows)
{
    int64_t size = graph_dims(g, vector).d[0];
    struct kron_factor f = {vector, rows, rows ? size_over(&g->shapes.sizes, size, rows) : 0};
    if (graph_op(g, vector) != OP_RESHAPE) return f;
    f.a = graph_child(g, vector, 0);
    return f;
}

bool kron_factor_is_whole(const struct graph *g, struct kron_factor f)
{
    struct shape_data d = graph_dims(g, f.a);
    return shape_rows(d) == f.rows && shape_columns(d) == f.columns;
}

/* kron(A, v) with a row v is outer products in another shape, as is kron(u, B) with a column u. */
static bool is_reshaped_kron(struct graph *g, id a, struct kron_factor factors[2])
{
    id products = graph_child(g, a, 0);
    struct shape_data d = graph_dims(g, a);
    if (graph_op(g, products) != OP_OUTER || d.ndim != 2) return false;
    id u = graph_child(g, products, 0), v = graph_child(g, products, 1);
    int64_t m = graph_dims(g, u).d[0];
    factors[0] = factor_of(g, u, d.d[0]);
    factors[1] = (struct kron_factor){v, 1, graph_dims(g, v).d[0]};
    if (factors[0].a != u && kron_factor_is_whole(g, factors[0])) return true;
    factors[0] = factor_of(g, u, m);
    factors[1] = factor_of(g, v, size_over(&g->shapes.sizes, d.d[0], m));
    return factors[1].a != v && kron_factor_is_whole(g, factors[1]);
}

bool linear_is_kron(struct graph *g, id a, struct kron_factor factors[2])
{
    const struct node *n = graph_node(g, a);
    if (n->op == OP_RESHAPE) return is_reshaped_kron(g, a, factors);
    if (n->op != OP_REARRANGE || graph_op(g, node_child(g, n, 0)) != OP_OUTER) return false;
    id products = node_child(g, n, 0);
    int64_t rows[2] = {node_raw(g, n, 0), node_raw(g, n, 1)};
    for (uint32_t i = 0; i < 2; i++)
        factors[i] = factor_of(g, graph_child(g, products, i), rows[i]);
    return true;
}

/* ---- eigenvalues and singular values ---- */

static shape shape_of_spectrum(struct graph *g, enum op op, id a)
{
    struct shapes *t = &g->shapes;
    struct shape_data d = graph_dims(g, a);
    switch (op) {
    case OP_EIGSPLIT: return shape_vector(t, d.d[0] - 1);
    case OP_SVDLEFT: return shape_matrix(t, d.d[0], least(d));
    case OP_SVDRIGHT: return shape_matrix(t, least(d), d.d[1]);
    case OP_EIGVALSH:
    case OP_SVDVALS:
    case OP_SVDSPLIT: return shape_vector(t, least(d));
    default: return graph_shape(g, a);
    }
}

/* Deeper or longer formulas are not seen to be functions. */
enum { DEEPEST_FUNCTION = 64, LONGEST_FUNCTION = 1 << 16 };

/* True if every entry of w is the same function of the eigenvalue beside it. *left: how many nodes
 * may still be visited, for what is shared is visited again. */
static bool is_function(const struct graph *g, id w, id eigenvalues, int depth, uint32_t *left)
{
    const struct node *n = graph_node(g, w);
    bool same = w == eigenvalues || n->op == OP_NUMBER || shape_count(&g->shapes, n->shape) == 1;
    if (same || depth == 0 || *left == 0) return same;
    --*left;
    if (!op_is_elementwise(n->op) && n->op != OP_NAMED && n->op != OP_BROADCAST) return false;
    for (uint32_t i = 0; i < n->n; i++)
        if (!is_function(g, node_child(g, n, i), eigenvalues, depth - 1, left)) return false;
    return true;
}

id graph_symmetric_part(struct graph *g, id a)
{
    return graph_scale(g, NUMBER_HALF, graph_add(g, a, graph_transpose(g, a)));
}

id graph_is_symmetric(struct graph *g, id a)
{
    id skew = graph_sub(g, a, graph_transpose(g, a));
    number least = number_from_ratio(&g->numbers, 1, 1000000000000);
    if (skew != POISON && graph_is_zero(g, skew)) return graph_int(g, 1);
    id largest = graph_reduce(g, REDUCE_MAX, graph_fn1(g, FN_abs, a), AXIS_ALL);
    return graph_fn2(g, FN_less_equal, graph_fn1(g, FN_abs, skew), graph_scale(g, least, largest));
}

/* True if the weights are a whole power of the eigenvalues, few products of the matrix. */
static bool is_power_of(const struct graph *g, id weights, id values, int64_t *power)
{
    enum { MOST_FACTORS = 4 };
    const struct node *n = graph_node(g, weights);
    if (n->op != OP_PRODUCT || n->n != 1 || n->data != NUMBER_ONE) return false;
    return node_child(g, n, 0) == values &&
           number_to_int(&g->numbers, node_number(g, n, 0), power) && *power >= -MOST_FACTORS &&
           *power <= MOST_FACTORS && *power != 0;
}

/* Powers of the matrix itself have derivatives of every order where eigenvalues are equal, too. */
static id power_of_matrix(struct graph *g, id a, int64_t power)
{
    id factor = graph_symmetric_part(g, a);
    if (power < 0) factor = graph_inv(g, factor);
    id product = factor;
    for (int64_t k = power < 0 ? -power : power; k > 1; k--)
        product = graph_matmul(g, product, factor);
    return product;
}

/* Returns a map whose value is known; else POISON. */
static id known_map(struct graph *g, enum op op, id a, id weights, id values)
{
    number c;
    int64_t power;
    if (graph_is_zero(g, weights)) return graph_fill(g, NUMBER_ZERO, graph_shape(g, a));
    if (weights == values) return op == OP_EIGMAP ? graph_symmetric_part(g, a) : a;
    if (op == OP_EIGMAP && is_power_of(g, weights, values, &power))
        return power_of_matrix(g, a, power);
    if (op == OP_EIGMAP && graph_is_number(g, weights, &c))
        return graph_scale(g, c, graph_eye(g, graph_dims(g, a).d[0]));
    return POISON;
}

static id weighted_spectrum(struct graph *g, enum op op, id a, id weights)
{
    enum op of_values = spectrum_is_symmetric(op) ? OP_EIGVALSH : OP_SVDVALS;
    id values = graph_spectrum(g, of_values, a, POISON), known = POISON;
    if (values == POISON) return POISON;
    weights = graph_broadcast(g, weights, graph_shape(g, values));
    bool maps = op == OP_EIGMAP || op == OP_SVDMAP;
    number c = maps ? graph_take_coefficient(g, &weights) : NUMBER_ONE;
    if (maps) known = known_map(g, op, a, weights, values);
    if (known) return graph_scale(g, c, known);
    struct node node = {.op = (uint8_t)op, .n = 2, .shape = shape_of_spectrum(g, op, a)};
    uint32_t left = LONGEST_FUNCTION;
    node.fn = is_function(g, weights, values, DEEPEST_FUNCTION, &left);
    id words[2] = {a, weights};
    return graph_scale(g, c, graph_intern(g, node, words, 2));
}

id graph_spectrum(struct graph *g, enum op op, id a, id weights)
{
    if (a == POISON) return POISON;
    if (op == OP_EIGSPLIT && graph_dims(g, a).d[0] == 1) return graph_int(g, 1);
    if (weights != POISON) return weighted_spectrum(g, op, a, weights);
    struct node node = {.op = (uint8_t)op, .n = 1, .shape = shape_of_spectrum(g, op, a)};
    return graph_intern(g, node, &a, 1);
}

/* ---- names and forms ---- */

const char *determinant_name(enum determinant what)
{
    static const char *const names[] = {"det", "logdet", "sign of det", "slogdet"};
    return names[what];
}

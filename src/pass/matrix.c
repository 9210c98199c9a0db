#include "pass/matrix.h"

#include "graph/linear.h"
#include "pass/length.h"

enum { MOST_TERMS = 16, MOST_FACTORS = 16, MOST_CHAIN = 16 };

static int axes(const struct graph *g, id a)
{
    return graph_dims(g, a).ndim;
}

static id shorter(const struct graph *g, id a, id b)
{
    return b != POISON && formula_length(NULL, g, b) < formula_length(NULL, g, a) ? b : a;
}

/* ---- scalars move to the front ---- */

static bool has_scalar_factor(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_PRODUCT || n->shape == SHAPE_SCALAR || n->n > MOST_FACTORS) return false;
    for (uint32_t i = 0; i < n->n; i++)
        if (graph_shape(g, node_child(g, n, i)) == SHAPE_SCALAR) return true;
    return false;
}

/* Returns the product of the factors that are scalars, or of those that are not. */
static id factors_of(struct graph *g, id a, bool scalars)
{
    size_t begin = graph_begin(g);
    uint32_t count = graph_node(g, a)->n;
    for (uint32_t i = 0; i < count; i++) {
        const struct node *n = graph_node(g, a);
        id factor = node_child(g, n, i);
        if ((graph_shape(g, factor) == SHAPE_SCALAR) == scalars)
            graph_push(g, factor, node_number(g, n, i));
    }
    return graph_end_product(g, begin, scalars ? graph_node(g, a)->data : NUMBER_ONE);
}

/* Returns the absolute value of all coefficients, if they have the same. */
static number common_size(struct graph *g, const struct node *n)
{
    number first = node_number(g, n, 0), other = number_neg(&g->numbers, first);
    bool negative = number_sign(&g->numbers, first) < 0;
    for (uint32_t i = 1; i < n->n; i++)
        if (node_number(g, n, i) != first && node_number(g, n, i) != other) return NUMBER_ONE;
    return negative ? other : first;
}

/* Returns the common factor of all coefficients of a sum of arrays: their greatest common divisor,
 * negative if all are negative; 1 unless they are small integers. */
static number content_of(struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    int64_t common = 0, c;
    bool negative = true;
    if (n->op != OP_SUM || n->data != NUMBER_ZERO || n->n > MOST_TERMS) return NUMBER_ONE;
    for (uint32_t i = 0; i < n->n; i++) {
        if (!number_to_int(&g->numbers, node_number(g, n, i), &c) || c > 1000000 || c < -1000000)
            return common_size(g, n);
        negative &= c < 0;
        common = number_divisor(common, c);
    }
    return number_from_int(&g->numbers, negative ? -common : common);
}

/* Removes and returns the scalar factors of an array; POISON if there are none. */
static id take_scalars(struct graph *g, id *a)
{
    if (graph_op(g, *a) == OP_BROADCAST && graph_shape(g, graph_child(g, *a, 0)) == SHAPE_SCALAR) {
        id scalar = graph_child(g, *a, 0);
        *a = graph_fill(g, NUMBER_ONE, graph_shape(g, *a));
        return scalar;
    }
    number filled, content = content_of(g, *a);
    if (graph_is_number(g, *a, &filled) && filled != NUMBER_ZERO && filled != NUMBER_ONE) {
        *a = graph_fill(g, NUMBER_ONE, graph_shape(g, *a));
        return graph_number(g, filled);
    }
    if (content != NUMBER_ONE) {
        size_t begin = graph_begin(g);
        graph_push(g, *a, number_div(&g->numbers, NUMBER_ONE, content));
        *a = graph_end_sum(g, begin, NUMBER_ZERO);
        return graph_number(g, content);
    }
    if (!has_scalar_factor(g, *a)) return POISON;
    id scalars = factors_of(g, *a, true);
    *a = factors_of(g, *a, false);
    return scalars;
}

/* Rewrites f(s*x) as s*f(x), for an operation linear in each of its arguments. */
static id pull_scalars(struct graph *g, id a)
{
    id children[2], scale = POISON;
    uint32_t n = graph_node(g, a)->n;
    if (n == 0 || n > 2) return a;
    for (uint32_t i = 0; i < n; i++) {
        children[i] = graph_child(g, a, i);
        id scalars = take_scalars(g, &children[i]);
        if (scalars) scale = scale ? graph_mul(g, scale, scalars) : scalars;
    }
    return scale ? graph_mul(g, scale, graph_rebuild(g, a, children)) : a;
}

/* ---- matrix products ---- */

/* Writes (A@x)@y, with vectors x and y, as y@A@x, and (A.T@x)@y as x@A@y. */
static id scalar_form(struct graph *g, id product, id y)
{
    id m = graph_child(g, product, 0), x = graph_child(g, product, 1);
    if (axes(g, m) != 2) return graph_matmul(g, product, y);
    if (graph_op(g, m) == OP_TRANSPOSE)
        return graph_matmul(g, graph_matmul(g, x, graph_child(g, m, 0)), y);
    return graph_matmul(g, graph_matmul(g, y, m), x);
}

/* True for a sum with an identity matrix or an outer product with ones, which a diagonal matrix on
 * the left simplifies. */
static bool has_ones(const struct graph *g, id sum)
{
    const struct node *n = graph_node(g, sum);
    if (n->n > MOST_TERMS || n->data != NUMBER_ZERO) return false;
    for (uint32_t i = 0; i < n->n; i++) {
        id term = node_child(g, n, i);
        if (graph_op(g, term) == OP_EYE) return true;
        if (graph_op(g, term) == OP_OUTER && graph_is_one(g, graph_child(g, term, 0))) return true;
    }
    return false;
}

/* Multiplies diag(v)@(a + b) out; diag(v)@outer(a, b) is outer(v*a, b). */
static id distributed(struct graph *g, id diag, id sum)
{
    uint32_t n = graph_node(g, sum)->n;
    id v = graph_child(g, diag, 0);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        number c = node_number(g, graph_node(g, sum), i);
        id product =
            graph_op(g, term) != OP_OUTER
                ? graph_matmul(g, diag, term)
                : graph_outer(g, graph_mul(g, v, graph_child(g, term, 0)), graph_child(g, term, 1));
        graph_push(g, product, c);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* True for a diagonal matrix diag(v), not for the diagonal of a matrix. */
static bool is_diagonal(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_DIAG && axes(g, a) == 2;
}

/* A@ones(n) is sum(A, 1), and A.T@ones(m) is sum(A, 0). */
static id sum_of_rows(struct graph *g, id m)
{
    bool turned = graph_op(g, m) == OP_TRANSPOSE;
    return graph_reduce(g, REDUCE_SUM, turned ? graph_child(g, m, 0) : m, turned ? 0 : 1);
}

static id simplify_matmul(struct graph *g, id a)
{
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    int left = axes(g, x), right = axes(g, y);
    if (left == 1 && right == 1 && (graph_is_one(g, x) || graph_is_one(g, y)))
        return graph_reduce(g, REDUCE_SUM, graph_is_one(g, x) ? y : x, AXIS_ALL);
    if (left == 1 && right == 2)
        return simplify_matrix(g, graph_matmul(g, graph_transpose(g, y), x));
    if (left == 1 && right == 1 && graph_op(g, x) == OP_MATMUL && graph_op(g, y) != OP_MATMUL)
        return scalar_form(g, x, y);
    if (left == 1 && right == 1 && graph_op(g, y) == OP_MATMUL && graph_op(g, x) != OP_MATMUL)
        return scalar_form(g, y, x);
    if (graph_op(g, x) == OP_EYE || graph_op(g, y) == OP_EYE)
        return graph_op(g, x) == OP_EYE ? y : x;
    if (is_diagonal(g, x) && graph_op(g, y) == OP_SUM && has_ones(g, y))
        return distributed(g, x, y);
    if (is_diagonal(g, x) && right == 2 && is_diagonal(g, y))
        return graph_diag(g, graph_mul(g, graph_child(g, x, 0), graph_child(g, y, 0)));
    if (is_diagonal(g, x) && right == 1) return graph_mul(g, graph_child(g, x, 0), y);
    if (left == 2 && right == 1 && graph_is_one(g, y)) return shorter(g, a, sum_of_rows(g, x));
    if (graph_op(g, x) == OP_OUTER && right == 1)
        return graph_mul(g, graph_matmul(g, graph_child(g, x, 1), y), graph_child(g, x, 0));
    if (graph_op(g, x) == OP_OUTER)
        return graph_outer(
            g, graph_child(g, x, 0),
            simplify_matrix(g, graph_matmul(g, graph_transpose(g, y), graph_child(g, x, 1))));
    if (graph_op(g, y) == OP_OUTER)
        return graph_outer(g, simplify_matrix(g, graph_matmul(g, x, graph_child(g, y, 0))),
                           graph_child(g, y, 1));
    if (graph_op(g, y) == OP_MATMUL && left == 2) /* a@(b@c) is written a@b@c */
        return graph_matmul(g, simplify_matrix(g, graph_matmul(g, x, graph_child(g, y, 0))),
                            graph_child(g, y, 1));
    return a;
}

/* ---- transposes ---- */

/* Transposes each part of a sum or product, except parts that are broadcast. */
static id transpose_parts(struct graph *g, id x)
{
    id parts[MOST_FACTORS];
    uint32_t n = graph_node(g, x)->n;
    if (n > MOST_FACTORS) return POISON;
    for (uint32_t i = 0; i < n; i++) {
        id part = graph_child(g, x, i);
        if (axes(g, part) == 1) return POISON; /* a column is not a vector */
        parts[i] = graph_transpose(g, part);
    }
    return graph_rebuild(g, x, parts);
}

static id simplify_transpose(struct graph *g, id a)
{
    id x = graph_child(g, a, 0);
    enum op op = graph_op(g, x);
    if (op == OP_DIAG) return x;
    bool symmetric =
        op == OP_INV && graph_transpose(g, graph_child(g, x, 0)) == graph_child(g, x, 0);
    if (symmetric) return x;
    return op_is_elementwise(op) ? shorter(g, a, transpose_parts(g, x)) : a;
}

/* ---- sums of products with a common factor ---- */

/* A term as c * scale * (chain of matrix products, or the two vectors of an outer product). */
struct term_parts {
    number c;
    id scale; /* POISON: 1 */
    enum op op;
    id chain[MOST_CHAIN];
    uint32_t n;
};

static bool read_chain(const struct graph *g, id a, struct term_parts *out)
{
    uint32_t n = 1;
    out->op = graph_op(g, a);
    if (out->op == OP_OUTER) {
        out->chain[0] = graph_child(g, a, 0);
        out->chain[1] = graph_child(g, a, 1);
        out->n = 2;
        return true;
    }
    if (out->op != OP_MATMUL) return false;
    for (id x = a; graph_op(g, x) == OP_MATMUL; x = graph_child(g, x, 0)) n++;
    if (n > MOST_CHAIN) return false;
    for (out->n = n; n > 1; a = graph_child(g, a, 0)) out->chain[--n] = graph_child(g, a, 1);
    out->chain[0] = a;
    return true;
}

static bool read_term(struct graph *g, id sum, uint32_t i, struct term_parts *out)
{
    const struct node *n = graph_node(g, sum);
    id term = node_child(g, n, i);
    out->c = node_number(g, n, i);
    out->scale = take_scalars(g, &term);
    return graph_shape(g, term) == graph_shape(g, sum) && read_chain(g, term, out);
}

static id rest_of(struct graph *g, const struct term_parts *t, bool left)
{
    uint32_t from = left ? 1 : 0, to = left ? t->n : t->n - 1;
    id rest = t->chain[from];
    for (uint32_t i = from + 1; i < to; i++) rest = graph_matmul(g, rest, t->chain[i]);
    return t->scale ? graph_mul(g, t->scale, rest) : rest;
}

static id put_together(struct graph *g, enum op op, id common, id rest, bool left)
{
    id x = left ? common : rest, y = left ? rest : common;
    return op == OP_OUTER ? graph_outer(g, x, y) : graph_matmul(g, x, y);
}

/* Joins the terms that share the first (or last) factor of term `first`; POISON if there are
 * none. */
static id collected(struct graph *g, id sum, uint32_t first, bool left)
{
    struct term_parts t, other;
    uint32_t n = graph_node(g, sum)->n, together = 0;
    bool in[MOST_TERMS] = {false};
    if (!read_term(g, sum, first, &t)) return POISON;
    id common = t.chain[left ? 0 : t.n - 1];
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        if (!read_term(g, sum, i, &other) || other.op != t.op) continue;
        if (other.chain[left ? 0 : other.n - 1] != common) continue;
        in[i] = true;
        together++;
        graph_push(g, rest_of(g, &other, left), other.c);
    }
    id rest = graph_end_sum(g, begin, NUMBER_ZERO);
    if (together < 2) return POISON;
    begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++)
        if (!in[i]) graph_push(g, graph_child(g, sum, i), node_number(g, graph_node(g, sum), i));
    graph_push(g, put_together(g, t.op, common, rest, left), NUMBER_ONE);
    return graph_end_sum(g, begin, graph_node(g, sum)->data);
}

static id simplify_sum(struct graph *g, id a)
{
    id best = a;
    uint32_t n = graph_node(g, a)->n;
    if (n > MOST_TERMS) return a;
    for (uint32_t i = 0; i < n; i++) {
        best = shorter(g, best, collected(g, a, i, true));
        best = shorter(g, best, collected(g, a, i, false));
    }
    return best;
}

/* ---- reductions ---- */

/* trace(A@B@C) is trace(B@C@A): the factor that is known longest comes first, so that equal traces
 * are one. */
static id turned_trace(struct graph *g, id trace)
{
    struct term_parts t;
    uint32_t first = 0;
    if (!read_chain(g, graph_child(g, trace, 0), &t)) return trace;
    for (uint32_t i = 1; i < t.n; i++)
        if (t.chain[i] < t.chain[first]) first = i;
    id product = t.chain[first];
    for (uint32_t i = 1; i < t.n; i++)
        product = graph_matmul(g, product, t.chain[(first + i) % t.n]);
    return first ? graph_trace(g, product) : trace;
}

id simplify_traces(struct graph *g, id sum)
{
    uint32_t n = graph_node(g, sum)->n, traces = 0;
    for (uint32_t i = 0; i < n && n <= MOST_TERMS; i++)
        traces += graph_op(g, graph_child(g, sum, i)) == OP_TRACE;
    if (traces < 2) return sum;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        if (graph_op(g, term) == OP_TRACE) term = turned_trace(g, term);
        graph_push(g, term, node_number(g, graph_node(g, sum), i));
    }
    return shorter(g, sum, graph_end_sum(g, begin, graph_node(g, sum)->data));
}

static id simplify_trace(struct graph *g, id a)
{
    id x = graph_child(g, a, 0);
    if (graph_op(g, x) == OP_TRANSPOSE) return graph_trace(g, graph_child(g, x, 0));
    if (graph_op(g, x) == OP_OUTER)
        return graph_matmul(g, graph_child(g, x, 0), graph_child(g, x, 1));
    return a;
}

/* Rewrites sum(x - s), with a scalar s, as sum(x) - n*s. */
static id sum_of_sum(struct graph *g, id x)
{
    uint32_t n = graph_node(g, x)->n;
    id entries = graph_axis_size(g, x, AXIS_ALL);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, x, i);
        number c = node_number(g, graph_node(g, x), i);
        if (graph_shape(g, term) == graph_shape(g, x))
            graph_push(g, graph_reduce(g, REDUCE_SUM, term, AXIS_ALL), c);
        else if (graph_shape(g, term) == SHAPE_SCALAR)
            graph_push(g, graph_mul(g, entries, term), c);
        else
            graph_push(g, POISON, c); /* broadcast along one axis only */
    }
    graph_push(g, graph_scale(g, graph_node(g, x)->data, entries), NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* sum(x*y) of two vectors is x@y. */
static id simplify_reduce(struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    id x = node_child(g, n, 0);
    if (n->fn != REDUCE_SUM || n->data != AXIS_ALL) return a;
    const struct node *p = graph_node(g, x);
    if (p->op == OP_SUM) return shorter(g, a, sum_of_sum(g, x));
    bool two = p->op == OP_PRODUCT && p->n == 2 && p->data == NUMBER_ONE && axes(g, x) == 1 &&
               node_number(g, p, 0) == NUMBER_ONE && node_number(g, p, 1) == NUMBER_ONE;
    if (!two) return a;
    id u = node_child(g, p, 0), v = node_child(g, p, 1);
    bool fit = graph_shape(g, u) == graph_shape(g, v);
    return fit ? graph_matmul(g, u, v) : a;
}

/* ---- the logistic function ---- */

/* Returns the u of exp(u) + 1, or POISON. */
static id exponent_beside_one(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_SUM || n->n != 1 || n->data != NUMBER_ONE || node_number(g, n, 0) != NUMBER_ONE)
        return POISON;
    id e = node_child(g, n, 0);
    return graph_is_fn(g, e, FN_exp) ? graph_child(g, e, 0) : POISON;
}

static bool is_det(const struct graph *g, id a, id of)
{
    const struct node *n = graph_node(g, a);
    return n->op == OP_DET && n->fn == DET_VALUE && node_child(g, n, 0) == of;
}

/* cofactor(X)/det(X) is inv(X).T. */
static id simplify_cofactor(struct graph *g, id a)
{
    uint32_t n = graph_node(g, a)->n;
    id cofactor = POISON;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *p = graph_node(g, a), *c = graph_node(g, node_child(g, p, i));
        if (c->op == OP_COFACTOR && c->n == 1 && node_number(g, p, i) == NUMBER_ONE)
            cofactor = node_child(g, p, i);
    }
    if (!cofactor) return a;
    id x = graph_child(g, cofactor, 0);
    for (uint32_t i = 0; i < n; i++) {
        const struct node *p = graph_node(g, a);
        id det = node_child(g, p, i);
        if (!is_det(g, det, x) || number_sign(&g->numbers, node_number(g, p, i)) > 0) continue;
        id rest = graph_mul(g, graph_div(g, a, cofactor), det);
        return graph_mul(g, rest, graph_transpose(g, graph_inv(g, x)));
    }
    return a;
}

/* exp(u)/(exp(u) + 1) is expit(u), and 1/(exp(u) + 1) is expit(-u). */
static id simplify_product(struct graph *g, id a)
{
    uint32_t n = graph_node(g, a)->n;
    if (graph_shape(g, a) == SHAPE_SCALAR || n > MOST_FACTORS) return a;
    id inverse = simplify_cofactor(g, a);
    if (inverse != a) return inverse;
    for (uint32_t i = 0; i < n; i++) {
        id below = graph_child(g, a, i), u = exponent_beside_one(g, below);
        if (!u || node_number(g, graph_node(g, a), i) != NUMBER_MINUS_ONE) continue;
        id rest = graph_mul(g, a, below), e = graph_fn1(g, FN_exp, u);
        id with = graph_mul(g, graph_div(g, rest, e), graph_fn1(g, FN_expit, u)),
           without = graph_mul(g, rest, graph_fn1(g, FN_expit, graph_neg(g, u)));
        return shorter(g, without, with);
    }
    return a;
}

static id simplify_shaped(struct graph *g, id a)
{
    switch (graph_op(g, a)) {
    case OP_PRODUCT: return simplify_product(g, a);
    case OP_MATMUL: return simplify_matmul(g, a);
    case OP_TRANSPOSE: return simplify_transpose(g, a);
    case OP_TRACE: return simplify_trace(g, a);
    case OP_REDUCE: return simplify_reduce(g, a);
    case OP_SUM: return simplify_sum(g, a);
    case OP_SOLVE:
        return graph_op(g, graph_child(g, a, 1)) == OP_EYE ? graph_inv(g, graph_child(g, a, 0)) : a;
    default: return a;
    }
}

static bool is_linear(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    switch (n->op) {
    case OP_MATMUL:
    case OP_TRANSPOSE:
    case OP_OUTER:
    case OP_TRACE:
    case OP_RESHAPE: return true;
    case OP_REDUCE: return n->fn == REDUCE_SUM;
    default: return false;
    }
}

id simplify_matrix(struct graph *g, id a)
{
    if (a == POISON) return a;
    if (is_linear(g, a)) {
        id pulled = pull_scalars(g, a);
        if (pulled != a) return pulled;
    }
    return simplify_shaped(g, a);
}

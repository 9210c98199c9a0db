#include "print/expand.h"

#include "graph/linear.h"
#include "print/terms.h"

/* ---- pieces of one expansion ---- */

void expand_text(struct pieces *p, const char *text)
{
    struct item item = {.kind = ITEM_TEXT, .text = text};
    vec_push(&p->g->core->mem, &p->line, item);
}

void expand_node(struct pieces *p, id node, int place)
{
    struct item item = {.kind = ITEM_NODE, .node = node, .place = place};
    vec_push(&p->g->core->mem, &p->line, item);
}

void expand_number(struct pieces *p, number n)
{
    struct item item = {.kind = ITEM_NUMBER, .node = n};
    vec_push(&p->g->core->mem, &p->line, item);
}

void expand_int(struct pieces *p, int64_t value)
{
    struct item item = {.kind = ITEM_INT, .value = value};
    vec_push(&p->g->core->mem, &p->line, item);
}

/* ---- numbers ---- */

bool expand_is_named(const struct pieces *p, id a)
{
    return a != POISON && p->is_named && p->is_named(p->printer, a);
}

static struct numbers *numbers_of(struct pieces *p)
{
    return &p->g->numbers;
}

static number absolute(struct pieces *p, number n)
{
    return number_sign(numbers_of(p), n) < 0 ? number_neg(numbers_of(p), n) : n;
}

/* ---- sizes ---- */

static void put_size(struct pieces *p, int64_t size)
{
    if (size_is_letter(size))
        expand_text(p, names_text(&p->g->core->names, size_letter(size)));
    else
        expand_int(p, size);
}

static void put_sizes(struct pieces *p, struct shape_data d)
{
    for (int i = 0; i < d.ndim; i++) {
        if (i) expand_text(p, ", ");
        put_size(p, d.d[i]);
    }
    expand_text(p, ")");
}

/* ---- products ---- */

static void put_power(struct pieces *p, id base, number exponent, int place)
{
    number twice = number_mul(numbers_of(p), exponent, NUMBER_TWO);
    id norm = number_is_integer(numbers_of(p), exponent) ? POISON : norm_argument(p->g, base);
    if (exponent == NUMBER_ONE) {
        expand_node(p, base, place);
    } else if (norm && number_is_integer(numbers_of(p), twice)) {
        expand_text(p, "norm(");
        expand_node(p, norm, SUM_BINDS);
        expand_text(p, twice == NUMBER_ONE ? ")" : ")^");
        if (twice != NUMBER_ONE) expand_number(p, twice);
    } else if (exponent == NUMBER_HALF) {
        expand_text(p, "sqrt(");
        expand_node(p, base, SUM_BINDS);
        expand_text(p, ")");
    } else {
        bool plain = number_is_integer(numbers_of(p), exponent);
        expand_node(p, base, ATOM_BINDS);
        expand_text(p, plain ? "^" : "^(");
        expand_number(p, exponent);
        if (!plain) expand_text(p, ")");
    }
}

/* Scalars times a matrix product at the end of the line need no parentheses: s*A@x is s*(A@x). */
static void put_factors(struct pieces *p, const struct factor *f, size_t n, bool above)
{
    for (size_t i = 0; i < n; i++) {
        if (i) expand_text(p, "*");
        bool array_product = graph_op(p->g, f[i].base) == OP_MATMUL && i + 1 == n && above;
        for (size_t k = 0; k < i; k++)
            array_product &= graph_shape(p->g, f[k].base) == SHAPE_SCALAR;
        p->dialect->power(p, f[i].base, f[i].exponent,
                          array_product ? PRODUCT_BINDS : SIGN_BINDS + 1);
    }
}

/* c * (the product, without its own coefficient), c > 0: "3*x^2/(2*y)". */
void expand_factors(struct pieces *p, number c, id product)
{
    struct factors f;
    bool ones = graph_op(p->g, product) == OP_BROADCAST;
    if (!factors_init(&f, p->g, product)) return;
    bool plain = number_is_plain(p->g, c);
    number over = plain ? c : number_numerator(numbers_of(p), c);
    number under = plain ? NUMBER_ONE : number_denominator(numbers_of(p), c);
    if (over != NUMBER_ONE || (f.n_above == 0 && !ones)) {
        expand_number(p, over);
        if (f.n_above) expand_text(p, "*");
    }
    put_factors(p, f.at, f.n_above, !ones);
    if (ones) {
        if (over != NUMBER_ONE || f.n_above > 0) expand_text(p, "*");
        p->dialect->ones(p, graph_shape(p->g, product));
    }
    size_t parts = f.n_below + (under != NUMBER_ONE);
    if (parts) expand_text(p, parts > 1 ? "/(" : "/");
    if (under != NUMBER_ONE) {
        expand_number(p, under);
        if (f.n_below) expand_text(p, "*");
    }
    put_factors(p, f.at + f.n_above, f.n_below, false);
    if (parts > 1) expand_text(p, ")");
    factors_free(&f, p->g);
}

void expand_product(struct pieces *p, id a)
{
    number c = coefficient_of(p->g, a);
    if (number_sign(numbers_of(p), c) < 0) expand_text(p, "-");
    p->dialect->product(p, absolute(p, c), a);
}

/* ---- sums ---- */

static void put_summand(struct pieces *p, number c, id term, bool first)
{
    bool negative = number_sign(numbers_of(p), c) < 0;
    if (first)
        expand_text(p, negative ? "-" : "");
    else
        expand_text(p, negative ? " - " : " + ");
    c = absolute(p, c);
    if (expand_is_named(p, term)) {
        c = number_div(numbers_of(p), c, absolute(p, coefficient_of(p->g, term)));
        if (c != NUMBER_ONE) expand_number(p, c);
        if (c != NUMBER_ONE) expand_text(p, "*");
        expand_node(p, term, PRODUCT_BINDS);
    } else if (term != POISON)
        p->dialect->product(p, c, term);
    else
        expand_number(p, c);
}

void expand_sum(struct pieces *p, id a)
{
    struct summands s;
    if (!summands_init(&s, p->g, a)) return;
    for (size_t i = 0; i < s.n; i++) put_summand(p, s.at[i].c, s.at[i].term, i == 0);
    summands_free(&s, p->g);
}

/* ---- functions ---- */

static const char *comparison_sign(unsigned fn)
{
    switch (fn) {
    case FN_less: return " < ";
    case FN_less_equal: return " <= ";
    case FN_equal: return " == ";
    case FN_not_equal: return " != ";
    default: return NULL;
    }
}

static void put_comparison(struct pieces *p, id a)
{
    expand_node(p, graph_child(p->g, a, 0), SUM_BINDS);
    expand_text(p, comparison_sign(graph_node(p->g, a)->fn));
    expand_node(p, graph_child(p->g, a, 1), SUM_BINDS);
}

bool expand_is_comparison(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_FN && comparison_sign(graph_node(g, a)->fn);
}

static void put_axis(struct pieces *p, uint32_t axis)
{
    if (axis != AXIS_ALL) expand_text(p, axis == 0 ? ", axis=0" : ", axis=1");
}

static void put_softmax(struct pieces *p, const char *open, struct softmax softmax)
{
    expand_text(p, open);
    expand_node(p, softmax.x, SUM_BINDS);
    put_axis(p, softmax.axis);
    expand_text(p, ")");
}

static void expand_function(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    struct softmax softmax;
    if (is_softmax(g, a, &softmax)) {
        put_softmax(p, "softmax(", softmax);
        return;
    }
    if (expand_is_comparison(g, a)) { /* as a number */
        expand_text(p, "where(");
        put_comparison(p, a);
        expand_text(p, ", 1, 0)");
        return;
    }
    expand_text(p, fn_name((enum fn)n.fn));
    expand_text(p, "(");
    for (uint32_t i = 0; i < n.n; i++) {
        id child = graph_child(g, a, i);
        if (i) expand_text(p, ", ");
        if (n.fn == FN_where && i == 0 && expand_is_comparison(g, child))
            put_comparison(p, child);
        else
            expand_node(p, child, SUM_BINDS);
    }
    expand_text(p, ")");
}

/* ---- arrays ---- */

static void expand_filled(struct pieces *p, id a)
{
    number value = graph_node(p->g, a)->data;
    if (graph_shape(p->g, a) == SHAPE_SCALAR) {
        expand_number(p, value);
        return;
    }
    if (value != NUMBER_ZERO && value != NUMBER_ONE) {
        expand_number(p, value);
        expand_text(p, "*");
    }
    expand_text(p, value == NUMBER_ZERO ? "zeros(" : "ones(");
    put_sizes(p, graph_dims(p->g, a));
}

static void put_range(struct pieces *p, struct slice s, int64_t size)
{
    if (s.count == size && s.step == 1) {
        expand_text(p, ":");
        return;
    }
    int64_t stop = s.start + s.count * s.step;
    if (size_is_letter(size)) size = INT32_MAX;
    bool from_start = s.step > 0 ? s.start == 0 : s.start == size - 1;
    bool to_end = s.step > 0 ? stop >= size : stop < 0;
    if (!from_start) expand_int(p, s.start);
    expand_text(p, ":");
    if (!to_end) expand_int(p, stop);
    if (s.step == 1) return;
    expand_text(p, ":");
    expand_int(p, s.step);
}

/* a[...] for a slice; axes of `drop` that hold one entry are written as an index. */
static void put_slice(struct pieces *p, id a, bool drop_rows, bool drop_columns)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0);
    struct shape_data from = graph_dims(g, child);
    struct slice axes[2];
    graph_slice_axes(g, a, axes);
    expand_node(p, child, ATOM_BINDS);
    expand_text(p, "[");
    for (int i = 0; i < from.ndim; i++) {
        if (i) expand_text(p, ",");
        if (i == 0 ? drop_rows : drop_columns)
            expand_int(p, axes[i].start);
        else
            put_range(p, axes[i], from.d[i]);
    }
    expand_text(p, "]");
}

/* sum((x - y)^2) reads better as norm(x - y)^2, but sum(x^2) as it is. */
static id square_of_sum(const struct graph *g, id a)
{
    id inner = norm_argument(g, a);
    return inner && graph_op(g, inner) == OP_SUM ? inner : POISON;
}

static void put_reduction(struct pieces *p, id a, bool keep)
{
    static const char *const names[] = {"sum(", "max(", "min(", "logsumexp("};
    struct node n = *graph_node(p->g, a);
    id squared = square_of_sum(p->g, a);
    expand_text(p, squared ? "norm(" : names[n.fn]);
    expand_node(p, squared ? squared : graph_child(p->g, a, 0), SUM_BINDS);
    put_axis(p, n.data);
    expand_text(p, squared ? ")^2" : keep ? ", keepdims=1)" : ")");
}

static void expand_reshape(struct pieces *p, id a)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0);
    struct shape_data from = graph_dims(g, child), to = graph_dims(g, a);
    if (graph_op(g, child) == OP_SLICE && to.ndim < from.ndim) {
        bool rows = to.ndim == 0 || (from.ndim == 2 && from.d[0] == 1);
        bool columns = from.ndim == 2 && (to.ndim == 0 || !rows);
        if (!columns || from.d[1] == 1) {
            put_slice(p, child, rows, columns);
            return;
        }
    }
    if (to.ndim == 0) {
        expand_node(p, child, ATOM_BINDS);
        expand_text(p, from.ndim == 2 ? "[0,0]" : "[0]");
        return;
    }
    if (keeps_axis(g, a)) {
        put_reduction(p, child, true);
        return;
    }
    expand_text(p, "reshape(");
    expand_node(p, child, SUM_BINDS);
    expand_text(p, ", ");
    put_sizes(p, to);
}

/* embed(embed(x, n, start, step, 1), m, start, step, 0), leaving out axes that are full. */
static void expand_embed(struct pieces *p, id a)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0);
    struct shape_data large = graph_dims(g, a);
    struct slice axes[2];
    bool needed[2] = {false, false};
    graph_slice_axes(g, a, axes);
    for (int i = 0; i < large.ndim; i++) {
        needed[i] = axes[i].count != large.d[i] || axes[i].step != 1;
        if (needed[i]) expand_text(p, "embed(");
    }
    expand_node(p, child, SUM_BINDS);
    for (int i = large.ndim; i-- > 0;) {
        if (!needed[i]) continue;
        int64_t words[4] = {large.d[i], axes[i].start, axes[i].step, i};
        for (int k = 0; k < 4; k++) {
            expand_text(p, ", ");
            put_size(p, words[k]);
        }
        expand_text(p, ")");
    }
}

static void expand_list(struct pieces *p, id a, const char *open)
{
    uint32_t n = graph_node(p->g, a)->n;
    expand_text(p, open);
    for (uint32_t i = 0; i < n; i++) {
        if (i) expand_text(p, ", ");
        expand_node(p, graph_child(p->g, a, i), SUM_BINDS);
    }
}

static void expand_matmul(struct pieces *p, id a)
{
    id left = graph_child(p->g, a, 0);
    expand_node(p, left, graph_op(p->g, left) == OP_MATMUL ? PRODUCT_BINDS : SIGN_BINDS + 1);
    expand_text(p, "@");
    expand_node(p, graph_child(p->g, a, 1), SIGN_BINDS + 1);
}

/* Linear algebra: a name, the arguments, and what else it takes. */
static void expand_linear(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    id factors[2];
    bool kron = linear_is_kron(g, a, factors);
    expand_text(p, kron ? "kron" : linear_name(&n));
    if (kron) {
        expand_text(p, "(");
        expand_node(p, factors[0], SUM_BINDS);
        expand_text(p, ", ");
        expand_node(p, factors[1], SUM_BINDS);
    } else {
        expand_list(p, a, "(");
    }
    if (n.op == OP_CUMSUM && graph_dims(g, a).ndim == 2)
        expand_text(p, n.data == 0 ? ", axis=0" : ", axis=1");
    for (uint32_t i = 0; i < 2 && n.op == OP_REARRANGE && !kron; i++) {
        expand_text(p, ", ");
        expand_int(p, node_raw(g, graph_node(g, a), i));
    }
    expand_text(p, n.op == OP_DET && n.fn == DET_SIGN ? "))" : ")");
}

static void expand_node_as_text(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    struct softmax softmax;
    id first = n.n ? graph_child(g, a, 0) : POISON;
    switch ((enum op)n.op) {
    case OP_POISON:
    case OP_COUNT: expand_text(p, "?"); break;
    case OP_NUMBER: expand_filled(p, a); break;
    case OP_CONSTANT: expand_text(p, constant_name((enum constant)n.data)); break;
    case OP_VARIABLE:
    case OP_NAMED: expand_text(p, names_text(&g->core->names, n.data)); break;
    case OP_ARRAY: expand_text(p, names_text(&g->core->names, node_array(g, &n)->name)); break;
    case OP_SUM:
        if (is_log_softmax(g, a, &softmax))
            put_softmax(p, "log_softmax(", softmax);
        else
            expand_sum(p, a);
        break;
    case OP_PRODUCT: expand_product(p, a); break;
    case OP_POWER:
        expand_node(p, first, ATOM_BINDS);
        expand_text(p, "^");
        expand_node(p, graph_child(g, a, 1), POWER_BINDS);
        break;
    case OP_FN: expand_function(p, a); break;
    case OP_MATMUL: expand_matmul(p, a); break;
    case OP_TRANSPOSE:
        expand_node(p, first, ATOM_BINDS);
        expand_text(p, ".T");
        break;
    case OP_OUTER:
        expand_list(p, a, "outer(");
        expand_text(p, ")");
        break;
    case OP_TRACE:
        expand_list(p, a, "trace(");
        expand_text(p, ")");
        break;
    case OP_REDUCE: put_reduction(p, a, false); break;
    case OP_BROADCAST: expand_product(p, a); break;
    case OP_RESHAPE: expand_reshape(p, a); break;
    case OP_SLICE: put_slice(p, a, false, false); break;
    case OP_EMBED: expand_embed(p, a); break;
    case OP_STACK:
        expand_list(p, a, "[");
        expand_text(p, "]");
        break;
    case OP_CONCAT:
        expand_list(p, a, "concat(");
        expand_text(p, n.data ? ", axis=1)" : ")");
        break;
    case OP_EYE:
        expand_text(p, "eye(");
        put_size(p, graph_dims(g, a).d[0]);
        expand_text(p, ")");
        break;
    case OP_RANGE:
        expand_text(p, "range(");
        put_size(p, graph_dims(g, a).d[0]);
        expand_text(p, ")");
        break;
    case OP_DET:
    case OP_COFACTOR:
    case OP_INV:
    case OP_SOLVE:
    case OP_DIAG:
    case OP_CUMSUM:
    case OP_REARRANGE: expand_linear(p, a); break;
    }
}

static int binds(struct graph *g, id a)
{
    struct softmax softmax;
    struct node n = *graph_node(g, a);
    switch (n.op) {
    case OP_NUMBER:
        if (number_sign(&g->numbers, n.data) < 0) return SUM_BINDS;
        if (n.shape != SHAPE_SCALAR)
            return n.data == NUMBER_ZERO || n.data == NUMBER_ONE ? ATOM_BINDS : PRODUCT_BINDS;
        return number_is_plain(g, n.data) ? ATOM_BINDS : PRODUCT_BINDS;
    case OP_SUM: return is_log_softmax(g, a, &softmax) ? ATOM_BINDS : SUM_BINDS;
    case OP_PRODUCT: {
        if (number_sign(&g->numbers, n.data) < 0) return SUM_BINDS;
        bool one =
            n.n == 1 && n.data == NUMBER_ONE && number_sign(&g->numbers, node_number(g, &n, 0)) > 0;
        if (!one) return PRODUCT_BINDS;
        return node_number(g, &n, 0) == NUMBER_HALF ? ATOM_BINDS : POWER_BINDS;
    }
    case OP_POWER: return POWER_BINDS;
    case OP_MATMUL: return PRODUCT_BINDS;
    case OP_BROADCAST:
        return number_sign(&g->numbers, coefficient_of(g, a)) < 0 ? SUM_BINDS : PRODUCT_BINDS;
    case OP_REDUCE: return square_of_sum(g, a) ? POWER_BINDS : ATOM_BINDS;
    default: return ATOM_BINDS;
    }
}

static void print_number(struct graph *g, number n, struct str *out)
{
    number_print(&g->numbers, n, out);
}

static void put_name(struct str *out, const char *name)
{
    str_puts(out, name);
}

static void put_ones(struct pieces *p, shape s)
{
    expand_text(p, "ones(");
    put_sizes(p, shape_get(&p->g->shapes, s));
}

const struct dialect dialect_text = {
    .expand = expand_node_as_text,
    .binds = binds,
    .number = print_number,
    .power = put_power,
    .product = expand_factors,
    .ones = put_ones,
    .open = "(",
    .close = ")",
    .name = put_name,
};

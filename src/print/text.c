/* text.c - formulas in dcalc's own language. */
#include "print/indexes.h"
#include "print/pieces.h"

#include "graph/linear.h"
#include "print/order.h"
#include "print/terms.h"

static struct numbers *numbers_of(struct pieces *p)
{
    return &p->g->numbers;
}

static void put_sizes(struct pieces *p, struct shape_data d)
{
    for (int i = 0; i < d.ndim; i++) {
        if (i) pieces_text(p, ", ");
        pieces_size(p, d.d[i]);
    }
    pieces_text(p, ")");
}

/* ---- powers ---- */

static void put_power(struct pieces *p, id base, number exponent, int place)
{
    if (exponent == NUMBER_ONE) {
        pieces_node(p, base, place);
        return;
    }
    bool plain = number_is_integer(numbers_of(p), exponent);
    id norm = plain ? POISON : norm_argument(p->g, base);
    number twice = norm ? number_mul(numbers_of(p), exponent, NUMBER_TWO) : NUMBER_ZERO;
    if (norm && number_is_integer(numbers_of(p), twice)) {
        pieces_text(p, "norm(");
        pieces_node(p, norm, SUM_BINDS);
        pieces_text(p, twice == NUMBER_ONE ? ")" : ")^");
        if (twice != NUMBER_ONE) pieces_number(p, twice);
    } else if (exponent == NUMBER_HALF) {
        pieces_text(p, "sqrt(");
        pieces_node(p, base, SUM_BINDS);
        pieces_text(p, ")");
    } else {
        pieces_node(p, base, ATOM_BINDS);
        pieces_text(p, plain ? "^" : "^(");
        pieces_number(p, exponent);
        if (!plain) pieces_text(p, ")");
    }
}

/* ---- functions ---- */

static const char *comparison_sign(enum fn fn)
{
    switch (fn) {
    case FN_less: return " < ";
    case FN_less_equal: return " <= ";
    case FN_equal: return " == ";
    case FN_not_equal: return " != ";
    default: return NULL;
    }
}

static void put_axis(struct pieces *p, uint32_t axis)
{
    if (axis != AXIS_ALL) pieces_text(p, axis == 0 ? ", axis=0" : ", axis=1");
}

static void put_softmax(struct pieces *p, const char *open, struct softmax softmax)
{
    pieces_text(p, open);
    pieces_node(p, softmax.x, SUM_BINDS);
    put_axis(p, softmax.axis);
    pieces_text(p, ")");
}

static void put_function(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    struct softmax softmax;
    if (is_softmax(g, a, &softmax)) {
        put_softmax(p, "softmax(", softmax);
        return;
    }
    if (graph_is_comparison(g, a)) { /* as a number */
        pieces_text(p, "where(");
        pieces_node(p, a, OR_BINDS);
        pieces_text(p, ", 1, 0)");
        return;
    }
    pieces_text(p, fn_name((enum fn)n.fn));
    pieces_text(p, "(");
    for (uint32_t i = 0; i < n.n; i++) {
        if (i) pieces_text(p, ", ");
        pieces_node(p, graph_child(g, a, i), n.fn == FN_where && i == 0 ? OR_BINDS : SUM_BINDS);
    }
    pieces_text(p, ")");
}

/* ---- arrays ---- */

static void put_filled(struct pieces *p, id a)
{
    number value = graph_node(p->g, a)->data;
    if (graph_shape(p->g, a) == SHAPE_SCALAR) {
        pieces_number(p, value);
        return;
    }
    if (value != NUMBER_ZERO && value != NUMBER_ONE) {
        pieces_number(p, value);
        pieces_text(p, "*");
    }
    pieces_text(p, value == NUMBER_ZERO ? "zeros(" : "ones(");
    put_sizes(p, graph_dims(p->g, a));
}

static void put_range(struct pieces *p, struct slice s, int64_t size)
{
    if (s.count == size && s.step == 1) {
        pieces_text(p, ":");
        return;
    }
    int64_t stop = s.start + s.count * s.step;
    if (size_is_open(size)) size = INT32_MAX;
    bool from_start = s.step > 0 ? s.start == 0 : s.start == size - 1;
    bool to_end = s.step > 0 ? stop >= size : stop < 0;
    if (!from_start) pieces_int(p, s.start);
    pieces_text(p, ":");
    if (!to_end) pieces_int(p, stop);
    if (s.step == 1) return;
    pieces_text(p, ":");
    pieces_int(p, s.step);
}

/* Writes a slice as a[...]. An axis of `drop` that has one entry is written as an index. */
static void put_slice(struct pieces *p, id a, bool drop_rows, bool drop_columns)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0);
    struct shape_data from = graph_dims(g, child);
    struct slice axes[2];
    graph_slice_axes(g, a, axes);
    pieces_node(p, child, ATOM_BINDS);
    pieces_text(p, "[");
    for (int i = 0; i < from.ndim; i++) {
        if (i) pieces_text(p, ",");
        if (i == 0 ? drop_rows : drop_columns)
            pieces_int(p, axes[i].start);
        else
            put_range(p, axes[i], from.d[i]);
    }
    pieces_text(p, "]");
}

/* Returns x - y for sum((x - y)^2), which reads better as norm(x - y)^2. Returns POISON for all
 * else, also for sum(x^2). */
static id square_of_sum(const struct graph *g, id a)
{
    id inner = norm_argument(g, a);
    return inner && graph_op(g, inner) == OP_SUM ? inner : POISON;
}

static void put_reduction(struct pieces *p, id a, bool keep)
{
    struct node n = *graph_node(p->g, a);
    id squared = square_of_sum(p->g, a);
    pieces_text(p, squared ? "norm" : reduction_name((enum reduction)n.fn));
    pieces_text(p, "(");
    pieces_node(p, squared ? squared : graph_child(p->g, a, 0), SUM_BINDS);
    put_axis(p, n.data);
    pieces_text(p, squared ? ")^2" : keep ? ", keepdims=1)" : ")");
}

static void put_kron_factor(struct pieces *p, struct kron_factor f)
{
    bool whole = kron_factor_is_whole(p->g, f), ones = graph_is_one(p->g, f.a);
    if (!whole) pieces_text(p, ones ? "ones(" : "reshape(");
    if (whole || !ones) pieces_node(p, f.a, SUM_BINDS);
    if (whole) return;
    if (!ones) pieces_text(p, ", ");
    put_sizes(p, (struct shape_data){2, {f.rows, f.columns}});
}

static void put_kron(struct pieces *p, const struct kron_factor factors[2])
{
    pieces_text(p, "kron(");
    put_kron_factor(p, factors[0]);
    pieces_text(p, ", ");
    put_kron_factor(p, factors[1]);
    pieces_text(p, ")");
}

static void put_reshape(struct pieces *p, id a)
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
        pieces_node(p, child, ATOM_BINDS);
        pieces_text(p, from.ndim == 2 ? "[0,0]" : "[0]");
        return;
    }
    if (keeps_axis(g, a)) {
        put_reduction(p, child, true);
        return;
    }
    struct kron_factor factors[2];
    if (linear_is_kron(g, a, factors)) {
        put_kron(p, factors);
        return;
    }
    pieces_text(p, "reshape(");
    pieces_node(p, child, SUM_BINDS);
    pieces_text(p, ", ");
    put_sizes(p, to);
}

/* Writes embed(embed(x, n, start, step, 1), m, start, step, 0) without the axes that are full. */
static void put_embed(struct pieces *p, id a)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0);
    struct shape_data large = graph_dims(g, a);
    struct slice axes[2];
    bool needed[2] = {false, false};
    graph_slice_axes(g, a, axes);
    for (int i = 0; i < large.ndim; i++) {
        needed[i] = axes[i].count != large.d[i] || axes[i].step != 1;
        if (needed[i]) pieces_text(p, "embed(");
    }
    pieces_node(p, child, SUM_BINDS);
    for (int i = large.ndim; i-- > 0;) {
        if (!needed[i]) continue;
        int64_t words[4] = {large.d[i], axes[i].start, axes[i].step, i};
        for (int k = 0; k < 4; k++) {
            pieces_text(p, ", ");
            pieces_size(p, words[k]);
        }
        pieces_text(p, ")");
    }
}

/* Writes A[i,:]. */
static void put_gather(struct pieces *p, id a)
{
    pieces_node(p, graph_child(p->g, a, 0), ATOM_BINDS);
    pieces_text(p, "[");
    indexes_put(p, a);
    pieces_text(p, "]");
}

static void put_scatter(struct pieces *p, id a)
{
    struct index_part parts[MOST_INDEXES];
    int n = indexes_of(p->g, a, false, parts);
    pieces_text(p, "scatter(");
    pieces_node(p, graph_child(p->g, a, 0), SUM_BINDS);
    for (int k = 0; k < n; k++) {
        pieces_text(p, ", ");
        pieces_node(p, parts[k].index, SUM_BINDS);
    }
    pieces_text(p, ", ");
    put_sizes(p, graph_dims(p->g, a));
}

static void put_matmul(struct pieces *p, id a)
{
    id left = graph_child(p->g, a, 0);
    pieces_node(p, left, graph_op(p->g, left) == OP_MATMUL ? PRODUCT_BINDS : SIGN_BINDS + 1);
    pieces_text(p, "@");
    pieces_node(p, graph_child(p->g, a, 1), SIGN_BINDS + 1);
}

static void put_blocks(struct pieces *p, id a)
{
    struct kron_factor factors[2];
    if (linear_is_kron(p->g, a, factors))
        put_kron(p, factors);
    else
        pieces_notation(p, a, "rearrange(%l, %w, %w)");
}

/* ---- one node ---- */

static const char *const determinants[] = {[DET_VALUE] = "det(%l)",
                                           [DET_LOG] = "logdet(%l)",
                                           [DET_SIGN] = "sign(det(%l))",
                                           [DET_LOG_SIZE] = "slogdet(%l)[1]"};

static void expand(struct pieces *p, id a)
{
    struct softmax softmax;
    switch (graph_op(p->g, a)) {
    case OP_NUMBER: put_filled(p, a); break;
    case OP_SUM:
        if (is_log_softmax(p->g, a, &softmax))
            put_softmax(p, "log_softmax(", softmax);
        else
            pieces_sum(p, a);
        break;
    case OP_FN: put_function(p, a); break;
    case OP_MATMUL: put_matmul(p, a); break;
    case OP_REDUCE: put_reduction(p, a, false); break;
    case OP_RESHAPE: put_reshape(p, a); break;
    case OP_SLICE: put_slice(p, a, false, false); break;
    case OP_EMBED: put_embed(p, a); break;
    case OP_DET: pieces_notation(p, a, determinants[graph_node(p->g, a)->fn]); break;
    case OP_REARRANGE: put_blocks(p, a); break;
    case OP_GATHER: put_gather(p, a); break;
    case OP_SCATTER: put_scatter(p, a); break;
    default: pieces_product(p, a); break; /* products and broadcasts */
    }
}

static int binds(struct graph *g, id a)
{
    struct softmax softmax;
    struct node n = *graph_node(g, a);
    switch (n.op) {
    case OP_VARIABLE: /* dg/dx, which the work of an answer has */
        return order_is_quotient(&g->core->names.all.at[n.data]) ? POWER_BINDS : ATOM_BINDS;
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

static void put_ones(struct pieces *p, shape s)
{
    pieces_text(p, "ones(");
    put_sizes(p, shape_get(&p->g->shapes, s));
}

static const char *const notations[] = {
#define OPERATION(op, class, words, data, rank, dump, dot, text_binds, text, ...) text,
#include "graph/ops.def"
};

static const uint8_t tightness[] = {
#define OPERATION(op, class, words, data, rank, dump, dot, text_binds, ...) text_binds##_BINDS,
#include "graph/ops.def"
};

const struct dialect dialect_text = {
    .notations = notations,
    .tightness = tightness,
    .expand = expand,
    .binds = binds,
    .number = print_number,
    .power = put_power,
    .product = pieces_factors,
    .ones = put_ones,
    .open = "(",
    .close = ")",
    .times = "*",
    .logic = {comparison_sign, " and ", " or ", "not ", ""},
};

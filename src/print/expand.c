#include "print/expand.h"

#include "print/order.h"

#include <stdlib.h>
#include <string.h>

/* ---- pieces of one expansion ---- */

void expand_text(struct pieces *p, const char *text)
{
    struct item item = {.kind = ITEM_TEXT, .text = text};
    vec_push(&p->g->core->mem, &p->line, item);
}

static void put_node(struct pieces *p, id node, int place)
{
    struct item item = {.kind = ITEM_NODE, .node = node, .place = place};
    vec_push(&p->g->core->mem, &p->line, item);
}

static void put_number(struct pieces *p, number n)
{
    struct item item = {.kind = ITEM_NUMBER, .node = n};
    vec_push(&p->g->core->mem, &p->line, item);
}

static void put_int(struct pieces *p, int64_t value)
{
    struct item item = {.kind = ITEM_INT, .value = value};
    vec_push(&p->g->core->mem, &p->line, item);
}

/* ---- numbers ---- */

static struct numbers *numbers_of(struct pieces *p)
{
    return &p->g->numbers;
}

/* A number that is written as one piece of digits: an integer or a short decimal. */
static bool is_plain(struct graph *g, number n)
{
    if (number_is_integer(&g->numbers, n)) return true;
    struct str text = {.mem = &g->core->mem};
    number_print(&g->numbers, n, &text);
    bool plain = text.s && !strchr(text.s, '/');
    str_free(&text);
    return plain;
}

static number absolute(struct pieces *p, number n)
{
    return number_sign(numbers_of(p), n) < 0 ? number_neg(numbers_of(p), n) : n;
}

/* ---- products ---- */

struct factor {
    const struct graph *g;
    id base;
    number exponent; /* > 0: the sign says above or below the line */
};

static int by_order(const void *a, const void *b)
{
    const struct factor *x = a, *y = b;
    return order_factors(x->g, x->base, y->base);
}

static void put_power(struct pieces *p, id base, number exponent, int place)
{
    if (exponent == NUMBER_ONE) {
        put_node(p, base, place);
    } else if (exponent == NUMBER_HALF) {
        expand_text(p, "sqrt(");
        put_node(p, base, SUM_BINDS);
        expand_text(p, ")");
    } else {
        bool plain = number_is_integer(numbers_of(p), exponent);
        put_node(p, base, ATOM_BINDS);
        expand_text(p, plain ? "^" : "^(");
        put_number(p, exponent);
        if (!plain) expand_text(p, ")");
    }
}

/* Splits coefficient and factors into what stands above and below the fraction line. */
static size_t split_factors(struct pieces *p, id product, struct factor *factors, size_t *n_below)
{
    const struct graph *g = p->g;
    const struct node *n = graph_node(g, product);
    size_t above = 0, below = 0, total = n->op == OP_PRODUCT ? n->n : 1;
    if (n->op != OP_PRODUCT) {
        factors[0] = (struct factor){g, product, NUMBER_ONE};
        *n_below = 0;
        return 1;
    }
    for (uint32_t i = 0; i < total; i++) {
        n = graph_node(g, product);
        struct factor f = {g, node_child(g, n, i), node_number(g, n, i)};
        bool under = number_sign(numbers_of(p), f.exponent) < 0;
        f.exponent = absolute(p, f.exponent);
        if (under)
            factors[total - ++below] = f;
        else
            factors[above++] = f;
    }
    qsort(factors, above, sizeof *factors, by_order);
    qsort(factors + above, below, sizeof *factors, by_order);
    *n_below = below;
    return above;
}

static void put_factors(struct pieces *p, const struct factor *f, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i) expand_text(p, "*");
        bool array_product = graph_op(p->g, f[i].base) == OP_MATMUL && n == 1;
        put_power(p, f[i].base, f[i].exponent, array_product ? PRODUCT_BINDS : SIGN_BINDS + 1);
    }
}

/* c * (the product, without its own coefficient), c > 0: "3*x^2/(2*y)". */
static void put_product(struct pieces *p, number c, id product)
{
    struct mem *mem = &p->g->core->mem;
    const struct node *n = graph_node(p->g, product);
    size_t total = n->op == OP_PRODUCT ? n->n : 1, n_below;
    struct factor few[16], *f = total <= 16 ? few : mem_array(mem, total, sizeof *f);
    if (!f) return;
    size_t n_above = split_factors(p, product, f, &n_below);
    bool plain = is_plain(p->g, c);
    number over = plain ? c : number_numerator(numbers_of(p), c);
    number under = plain ? NUMBER_ONE : number_denominator(numbers_of(p), c);
    if (over != NUMBER_ONE || n_above == 0) {
        put_number(p, over);
        if (n_above) expand_text(p, "*");
    }
    put_factors(p, f, n_above);
    size_t parts = n_below + (under != NUMBER_ONE);
    if (parts) expand_text(p, parts > 1 ? "/(" : "/");
    if (under != NUMBER_ONE) {
        put_number(p, under);
        if (n_below) expand_text(p, "*");
    }
    put_factors(p, f + n_above, n_below);
    if (parts > 1) expand_text(p, ")");
    if (f != few) mem_free_array(mem, f, total, sizeof *f);
}

static void expand_product(struct pieces *p, id a)
{
    number c = graph_node(p->g, a)->data;
    if (number_sign(numbers_of(p), c) < 0) expand_text(p, "-");
    put_product(p, absolute(p, c), a);
}

/* ---- sums ---- */

struct summand {
    struct pieces *p;
    id term;
    number c;
};

static int by_term(const void *a, const void *b)
{
    const struct summand *x = a, *y = b;
    return order_terms(x->p->g, x->term, y->term);
}

/* A sum is nicer to read when it does not begin with a minus. */
static void positive_first(struct pieces *p, struct summand *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (number_sign(numbers_of(p), s[i].c) < 0) continue;
        struct summand first = s[i];
        memmove(s + 1, s, i * sizeof *s);
        s[0] = first;
        return;
    }
}

static void put_summand(struct pieces *p, number c, id term, bool first)
{
    bool negative = number_sign(numbers_of(p), c) < 0;
    if (first)
        expand_text(p, negative ? "-" : "");
    else
        expand_text(p, negative ? " - " : " + ");
    c = absolute(p, c);
    if (term != POISON)
        put_product(p, c, term);
    else
        put_number(p, c);
}

static void expand_sum(struct pieces *p, id a)
{
    struct mem *mem = &p->g->core->mem;
    uint32_t n = graph_node(p->g, a)->n;
    number constant = graph_node(p->g, a)->data;
    struct summand few[16], *s = n <= 16 ? few : mem_array(mem, n, sizeof *s);
    if (!s) return;
    for (uint32_t i = 0; i < n; i++)
        s[i] =
            (struct summand){p, graph_child(p->g, a, i), node_number(p->g, graph_node(p->g, a), i)};
    qsort(s, n, sizeof *s, by_term);
    positive_first(p, s, n);
    bool constant_first =
        number_sign(numbers_of(p), constant) > 0 && number_sign(numbers_of(p), s[0].c) < 0;
    if (constant_first) put_summand(p, constant, POISON, true);
    for (uint32_t i = 0; i < n; i++) put_summand(p, s[i].c, s[i].term, i == 0 && !constant_first);
    if (!constant_first && constant != NUMBER_ZERO) put_summand(p, constant, POISON, false);
    if (s != few) mem_free_array(mem, s, n, sizeof *s);
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
    put_node(p, graph_child(p->g, a, 0), SUM_BINDS);
    expand_text(p, comparison_sign(graph_node(p->g, a)->fn));
    put_node(p, graph_child(p->g, a, 1), SUM_BINDS);
}

bool expand_is_comparison(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_FN && comparison_sign(graph_node(g, a)->fn);
}

static void expand_function(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
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
            put_node(p, child, SUM_BINDS);
    }
    expand_text(p, ")");
}

/* ---- arrays ---- */

static struct shape_data dims(const struct graph *g, id a)
{
    return shape_get(&g->shapes, graph_shape(g, a));
}

static void put_size(struct pieces *p, int64_t size)
{
    if (size_is_letter(size))
        expand_text(p, names_text(&p->g->core->names, size_letter(size)));
    else
        put_int(p, size);
}

static void put_sizes(struct pieces *p, struct shape_data d)
{
    for (int i = 0; i < d.ndim; i++) {
        if (i) expand_text(p, ", ");
        put_size(p, d.d[i]);
    }
    expand_text(p, ")");
}

static void expand_filled(struct pieces *p, id a)
{
    number value = graph_node(p->g, a)->data;
    if (graph_shape(p->g, a) == SHAPE_SCALAR) {
        put_number(p, value);
        return;
    }
    if (value != NUMBER_ZERO && value != NUMBER_ONE) {
        put_number(p, value);
        expand_text(p, "*");
    }
    expand_text(p, value == NUMBER_ZERO ? "zeros(" : "ones(");
    put_sizes(p, dims(p->g, a));
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
    if (!from_start) put_int(p, s.start);
    expand_text(p, ":");
    if (!to_end) put_int(p, stop);
    if (s.step == 1) return;
    expand_text(p, ":");
    put_int(p, s.step);
}

/* a[...] for a slice; axes of `drop` that hold one entry are written as an index. */
static void put_slice(struct pieces *p, id a, bool drop_rows, bool drop_columns)
{
    struct graph *g = p->g;
    const struct node *n = graph_node(g, a);
    id child = node_child(g, n, 0);
    struct shape_data from = dims(g, child), to = dims(g, a);
    put_node(p, child, ATOM_BINDS);
    expand_text(p, "[");
    for (uint32_t i = 0; i < (uint32_t)from.ndim; i++) {
        n = graph_node(g, a);
        struct slice s = {node_raw(g, n, 2 * i), node_raw(g, n, 2 * i + 1), to.d[i]};
        if (i) expand_text(p, ",");
        if (i == 0 ? drop_rows : drop_columns)
            put_int(p, s.start);
        else
            put_range(p, s, from.d[i]);
    }
    expand_text(p, "]");
}

static void expand_reshape(struct pieces *p, id a)
{
    struct graph *g = p->g;
    id child = graph_child(g, a, 0);
    struct shape_data from = dims(g, child), to = dims(g, a);
    if (graph_op(g, child) == OP_SLICE && to.ndim < from.ndim) {
        bool rows = to.ndim == 0 || (from.ndim == 2 && from.d[0] == 1);
        bool columns = from.ndim == 2 && (to.ndim == 0 || !rows);
        if (!columns || from.d[1] == 1) {
            put_slice(p, child, rows, columns);
            return;
        }
    }
    if (to.ndim == 0) {
        put_node(p, child, ATOM_BINDS);
        expand_text(p, from.ndim == 2 ? "[0,0]" : "[0]");
        return;
    }
    expand_text(p, "reshape(");
    put_node(p, child, SUM_BINDS);
    expand_text(p, ", ");
    put_sizes(p, to);
}

/* embed(embed(x, n, start, step, 1), m, start, step, 0), leaving out axes that are full. */
static void expand_embed(struct pieces *p, id a)
{
    struct graph *g = p->g;
    const struct node *n = graph_node(g, a);
    id child = node_child(g, n, 0);
    struct shape_data small = dims(g, child), large = dims(g, a);
    bool needed[2] = {false, false};
    for (int i = 0; i < large.ndim; i++) {
        needed[i] = small.d[i] != large.d[i] || node_raw(g, n, (uint32_t)(2 * i + 1)) != 1;
        if (needed[i]) expand_text(p, "embed(");
    }
    put_node(p, child, SUM_BINDS);
    for (int i = large.ndim; i-- > 0;) {
        if (!needed[i]) continue;
        int64_t words[4] = {large.d[i], node_raw(g, n, (uint32_t)(2 * i)),
                            node_raw(g, n, (uint32_t)(2 * i + 1)), i};
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
        put_node(p, graph_child(p->g, a, i), SUM_BINDS);
    }
}

static void expand_reduction(struct pieces *p, id a)
{
    static const char *const names[] = {"sum(", "max(", "min(", "logsumexp("};
    struct node n = *graph_node(p->g, a);
    expand_text(p, names[n.fn]);
    put_node(p, graph_child(p->g, a, 0), SUM_BINDS);
    if (n.data != AXIS_ALL) expand_text(p, n.data == 0 ? ", axis=0" : ", axis=1");
    expand_text(p, ")");
}

static void expand_matmul(struct pieces *p, id a)
{
    id left = graph_child(p->g, a, 0);
    put_node(p, left, graph_op(p->g, left) == OP_MATMUL ? PRODUCT_BINDS : SIGN_BINDS + 1);
    expand_text(p, "@");
    put_node(p, graph_child(p->g, a, 1), SIGN_BINDS + 1);
}

void expand(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    id first = n.n ? graph_child(g, a, 0) : POISON;
    switch ((enum op)n.op) {
    case OP_POISON:
    case OP_COUNT: expand_text(p, "?"); break;
    case OP_NUMBER: expand_filled(p, a); break;
    case OP_CONSTANT: expand_text(p, constant_name((enum constant)n.data)); break;
    case OP_VARIABLE:
    case OP_NAMED: expand_text(p, names_text(&g->core->names, n.data)); break;
    case OP_ARRAY: expand_text(p, names_text(&g->core->names, node_array(g, &n)->name)); break;
    case OP_SUM: expand_sum(p, a); break;
    case OP_PRODUCT: expand_product(p, a); break;
    case OP_POWER:
        put_node(p, first, ATOM_BINDS);
        expand_text(p, "^");
        put_node(p, graph_child(g, a, 1), POWER_BINDS);
        break;
    case OP_FN: expand_function(p, a); break;
    case OP_MATMUL: expand_matmul(p, a); break;
    case OP_TRANSPOSE:
        put_node(p, first, ATOM_BINDS);
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
    case OP_REDUCE: expand_reduction(p, a); break;
    case OP_BROADCAST:
        put_node(p, first, SIGN_BINDS + 1);
        expand_text(p, "*ones(");
        put_sizes(p, dims(g, a));
        break;
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
        put_size(p, dims(g, a).d[0]);
        expand_text(p, ")");
        break;
    case OP_RANGE:
        expand_text(p, "range(");
        put_size(p, dims(g, a).d[0]);
        expand_text(p, ")");
        break;
    }
}

int expand_binds(struct graph *g, id a)
{
    struct node n = *graph_node(g, a);
    switch (n.op) {
    case OP_NUMBER:
        if (number_sign(&g->numbers, n.data) < 0) return SUM_BINDS;
        if (n.shape != SHAPE_SCALAR)
            return n.data == NUMBER_ZERO || n.data == NUMBER_ONE ? ATOM_BINDS : PRODUCT_BINDS;
        return is_plain(g, n.data) ? ATOM_BINDS : PRODUCT_BINDS;
    case OP_SUM: return SUM_BINDS;
    case OP_PRODUCT: {
        if (number_sign(&g->numbers, n.data) < 0) return SUM_BINDS;
        bool one =
            n.n == 1 && n.data == NUMBER_ONE && number_sign(&g->numbers, node_number(g, &n, 0)) > 0;
        if (!one) return PRODUCT_BINDS;
        return node_number(g, &n, 0) == NUMBER_HALF ? ATOM_BINDS : POWER_BINDS;
    }
    case OP_POWER: return POWER_BINDS;
    case OP_MATMUL:
    case OP_BROADCAST: return PRODUCT_BINDS;
    default: return ATOM_BINDS;
    }
}

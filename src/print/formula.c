#include "print/formula.h"

#include "print/order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How tightly what is written binds; a part that binds less than its place wants gets parentheses.
 */
enum binding { SUM_BINDS = 1, PRODUCT_BINDS, SIGN_BINDS, POWER_BINDS, ATOM_BINDS };

/* Formulas up to this many characters are written out in full. */
enum { WRITTEN_OUT = 4000, WORTH_A_NAME = 8, DEEPEST_NEST = 20000 };

/* One thing still to be written: a node at a place, or a piece of text, or a list's next item. */
struct item {
    enum { ITEM_NODE, ITEM_TEXT, ITEM_NUMBER, ITEM_INT } kind;
    int place; /* ITEM_NODE: how tightly it must bind */
    id node;   /* or number */
    const char *text;
    int64_t value;
};

struct printer {
    struct graph *g;
    struct str out;
    VEC(struct item) todo; /* a stack */
    VEC(struct item) line; /* what one node expands to, before it is put on the stack reversed */
    uint32_t *named;       /* by position in the reach: number of its name, 0 without */
    size_t n_named_positions;
    struct reach reach;
    const char *prefix; /* of made-up names */
};

/* ---- pieces of one expansion ---- */

static void put_text(struct printer *p, const char *text)
{
    struct item item = {.kind = ITEM_TEXT, .text = text};
    vec_push(&p->g->core->mem, &p->line, item);
}

static void put_node(struct printer *p, id node, int place)
{
    struct item item = {.kind = ITEM_NODE, .node = node, .place = place};
    vec_push(&p->g->core->mem, &p->line, item);
}

static void put_number(struct printer *p, number n)
{
    struct item item = {.kind = ITEM_NUMBER, .node = n};
    vec_push(&p->g->core->mem, &p->line, item);
}

static void put_int(struct printer *p, int64_t value)
{
    struct item item = {.kind = ITEM_INT, .value = value};
    vec_push(&p->g->core->mem, &p->line, item);
}

/* ---- numbers ---- */

static struct numbers *numbers_of(struct printer *p)
{
    return &p->g->numbers;
}

/* A number that is written as one piece of digits: an integer or a short decimal. */
static bool is_plain(struct printer *p, number n)
{
    if (number_is_integer(numbers_of(p), n)) return true;
    struct str text = {.mem = &p->g->core->mem};
    number_print(numbers_of(p), n, &text);
    bool plain = text.s && !strchr(text.s, '/');
    str_free(&text);
    return plain;
}

static number absolute(struct printer *p, number n)
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

static void put_power(struct printer *p, id base, number exponent, int place)
{
    if (exponent == NUMBER_ONE) {
        put_node(p, base, place);
    } else if (exponent == NUMBER_HALF) {
        put_text(p, "sqrt(");
        put_node(p, base, SUM_BINDS);
        put_text(p, ")");
    } else {
        bool plain = number_is_integer(numbers_of(p), exponent);
        put_node(p, base, ATOM_BINDS);
        put_text(p, plain ? "^" : "^(");
        put_number(p, exponent);
        if (!plain) put_text(p, ")");
    }
}

/* Splits coefficient and factors into what stands above and below the fraction line. */
static size_t split_factors(struct printer *p, id product, struct factor *factors, size_t *n_below)
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

static void put_factors(struct printer *p, const struct factor *f, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i) put_text(p, "*");
        bool array_product = graph_op(p->g, f[i].base) == OP_MATMUL && n == 1;
        put_power(p, f[i].base, f[i].exponent, array_product ? PRODUCT_BINDS : SIGN_BINDS + 1);
    }
}

/* c * (the product, without its own coefficient), c > 0: "3*x^2/(2*y)". */
static void put_product(struct printer *p, number c, id product)
{
    struct mem *mem = &p->g->core->mem;
    const struct node *n = graph_node(p->g, product);
    size_t total = n->op == OP_PRODUCT ? n->n : 1, n_below;
    struct factor few[16], *f = total <= 16 ? few : mem_array(mem, total, sizeof *f);
    if (!f) return;
    size_t n_above = split_factors(p, product, f, &n_below);
    bool plain = is_plain(p, c);
    number over = plain ? c : number_numerator(numbers_of(p), c);
    number under = plain ? NUMBER_ONE : number_denominator(numbers_of(p), c);
    if (over != NUMBER_ONE || n_above == 0) {
        put_number(p, over);
        if (n_above) put_text(p, "*");
    }
    put_factors(p, f, n_above);
    size_t parts = n_below + (under != NUMBER_ONE);
    if (parts) put_text(p, parts > 1 ? "/(" : "/");
    if (under != NUMBER_ONE) {
        put_number(p, under);
        if (n_below) put_text(p, "*");
    }
    put_factors(p, f + n_above, n_below);
    if (parts > 1) put_text(p, ")");
    if (f != few) mem_free_array(mem, f, total, sizeof *f);
}

static void expand_product(struct printer *p, id a)
{
    number c = graph_node(p->g, a)->data;
    if (number_sign(numbers_of(p), c) < 0) put_text(p, "-");
    put_product(p, absolute(p, c), a);
}

/* ---- sums ---- */

struct summand {
    struct printer *p;
    id term;
    number c;
};

static int by_term(const void *a, const void *b)
{
    const struct summand *x = a, *y = b;
    return order_terms(x->p->g, x->term, y->term);
}

/* A sum is nicer to read when it does not begin with a minus. */
static void positive_first(struct printer *p, struct summand *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (number_sign(numbers_of(p), s[i].c) < 0) continue;
        struct summand first = s[i];
        memmove(s + 1, s, i * sizeof *s);
        s[0] = first;
        return;
    }
}

static void put_summand(struct printer *p, number c, id term, bool first)
{
    bool negative = number_sign(numbers_of(p), c) < 0;
    if (first)
        put_text(p, negative ? "-" : "");
    else
        put_text(p, negative ? " - " : " + ");
    c = absolute(p, c);
    if (term != POISON)
        put_product(p, c, term);
    else
        put_number(p, c);
}

static void expand_sum(struct printer *p, id a)
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

static void put_comparison(struct printer *p, id a)
{
    put_node(p, graph_child(p->g, a, 0), SUM_BINDS);
    put_text(p, comparison_sign(graph_node(p->g, a)->fn));
    put_node(p, graph_child(p->g, a, 1), SUM_BINDS);
}

static bool is_comparison(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_FN && comparison_sign(graph_node(g, a)->fn);
}

static void expand_function(struct printer *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    if (is_comparison(g, a)) { /* as a number */
        put_text(p, "where(");
        put_comparison(p, a);
        put_text(p, ", 1, 0)");
        return;
    }
    put_text(p, fn_name((enum fn)n.fn));
    put_text(p, "(");
    for (uint32_t i = 0; i < n.n; i++) {
        id child = graph_child(g, a, i);
        if (i) put_text(p, ", ");
        if (n.fn == FN_where && i == 0 && is_comparison(g, child))
            put_comparison(p, child);
        else
            put_node(p, child, SUM_BINDS);
    }
    put_text(p, ")");
}

/* ---- arrays ---- */

static struct shape_data dims(const struct graph *g, id a)
{
    return shape_get(&g->shapes, graph_shape(g, a));
}

static void put_sizes(struct printer *p, struct shape_data d)
{
    for (int i = 0; i < d.ndim; i++) {
        if (i) put_text(p, ", ");
        put_int(p, d.d[i]);
    }
    put_text(p, ")");
}

static void expand_filled(struct printer *p, id a)
{
    number value = graph_node(p->g, a)->data;
    if (graph_shape(p->g, a) == SHAPE_SCALAR) {
        put_number(p, value);
        return;
    }
    if (value != NUMBER_ZERO && value != NUMBER_ONE) {
        put_number(p, value);
        put_text(p, "*");
    }
    put_text(p, value == NUMBER_ZERO ? "zeros(" : "ones(");
    put_sizes(p, dims(p->g, a));
}

static void put_range(struct printer *p, struct slice s, int64_t size)
{
    int64_t stop = s.start + s.count * s.step;
    bool from_start = s.step > 0 ? s.start == 0 : s.start == size - 1;
    bool to_end = s.step > 0 ? stop >= size : stop < 0;
    if (!from_start) put_int(p, s.start);
    put_text(p, ":");
    if (!to_end) put_int(p, stop);
    if (s.step == 1) return;
    put_text(p, ":");
    put_int(p, s.step);
}

/* a[...] for a slice; axes of `drop` that hold one entry are written as an index. */
static void put_slice(struct printer *p, id a, bool drop_rows, bool drop_columns)
{
    struct graph *g = p->g;
    const struct node *n = graph_node(g, a);
    id child = node_child(g, n, 0);
    struct shape_data from = dims(g, child), to = dims(g, a);
    put_node(p, child, ATOM_BINDS);
    put_text(p, "[");
    for (uint32_t i = 0; i < (uint32_t)from.ndim; i++) {
        n = graph_node(g, a);
        struct slice s = {node_raw(g, n, 2 * i), node_raw(g, n, 2 * i + 1), to.d[i]};
        if (i) put_text(p, ",");
        if (i == 0 ? drop_rows : drop_columns)
            put_int(p, s.start);
        else
            put_range(p, s, from.d[i]);
    }
    put_text(p, "]");
}

static void expand_reshape(struct printer *p, id a)
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
        put_text(p, from.ndim == 2 ? "[0,0]" : "[0]");
        return;
    }
    put_text(p, "reshape(");
    put_node(p, child, SUM_BINDS);
    put_text(p, ", ");
    put_sizes(p, to);
}

/* embed(embed(x, n, start, step, 1), m, start, step, 0), leaving out axes that are full. */
static void expand_embed(struct printer *p, id a)
{
    struct graph *g = p->g;
    const struct node *n = graph_node(g, a);
    id child = node_child(g, n, 0);
    struct shape_data small = dims(g, child), large = dims(g, a);
    bool needed[2] = {false, false};
    for (int i = 0; i < large.ndim; i++) {
        needed[i] = small.d[i] != large.d[i] || node_raw(g, n, (uint32_t)(2 * i + 1)) != 1;
        if (needed[i]) put_text(p, "embed(");
    }
    put_node(p, child, SUM_BINDS);
    for (int i = large.ndim; i-- > 0;) {
        if (!needed[i]) continue;
        int64_t words[4] = {large.d[i], node_raw(g, n, (uint32_t)(2 * i)),
                            node_raw(g, n, (uint32_t)(2 * i + 1)), i};
        for (int k = 0; k < 4; k++) {
            put_text(p, ", ");
            put_int(p, words[k]);
        }
        put_text(p, ")");
    }
}

static void expand_list(struct printer *p, id a, const char *open)
{
    uint32_t n = graph_node(p->g, a)->n;
    put_text(p, open);
    for (uint32_t i = 0; i < n; i++) {
        if (i) put_text(p, ", ");
        put_node(p, graph_child(p->g, a, i), SUM_BINDS);
    }
}

static void expand_reduction(struct printer *p, id a)
{
    static const char *const names[] = {"sum(", "max(", "min(", "logsumexp("};
    struct node n = *graph_node(p->g, a);
    put_text(p, names[n.fn]);
    put_node(p, graph_child(p->g, a, 0), SUM_BINDS);
    if (n.data != AXIS_ALL) put_text(p, n.data == 0 ? ", axis=0" : ", axis=1");
    put_text(p, ")");
}

static void expand_matmul(struct printer *p, id a)
{
    id left = graph_child(p->g, a, 0);
    put_node(p, left, graph_op(p->g, left) == OP_MATMUL ? PRODUCT_BINDS : SIGN_BINDS + 1);
    put_text(p, "@");
    put_node(p, graph_child(p->g, a, 1), SIGN_BINDS + 1);
}

static void expand(struct printer *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    id first = n.n ? graph_child(g, a, 0) : POISON;
    switch ((enum op)n.op) {
    case OP_POISON:
    case OP_COUNT: put_text(p, "?"); break;
    case OP_NUMBER: expand_filled(p, a); break;
    case OP_CONSTANT: put_text(p, constant_name((enum constant)n.data)); break;
    case OP_VARIABLE:
    case OP_NAMED: put_text(p, names_text(&g->core->names, n.data)); break;
    case OP_SUM: expand_sum(p, a); break;
    case OP_PRODUCT: expand_product(p, a); break;
    case OP_POWER:
        put_node(p, first, ATOM_BINDS);
        put_text(p, "^");
        put_node(p, graph_child(g, a, 1), POWER_BINDS);
        break;
    case OP_FN: expand_function(p, a); break;
    case OP_MATMUL: expand_matmul(p, a); break;
    case OP_TRANSPOSE:
        put_node(p, first, ATOM_BINDS);
        put_text(p, ".T");
        break;
    case OP_OUTER:
        expand_list(p, a, "outer(");
        put_text(p, ")");
        break;
    case OP_TRACE:
        expand_list(p, a, "trace(");
        put_text(p, ")");
        break;
    case OP_REDUCE: expand_reduction(p, a); break;
    case OP_BROADCAST:
        put_node(p, first, SIGN_BINDS + 1);
        put_text(p, "*ones(");
        put_sizes(p, dims(g, a));
        break;
    case OP_RESHAPE: expand_reshape(p, a); break;
    case OP_SLICE: put_slice(p, a, false, false); break;
    case OP_EMBED: expand_embed(p, a); break;
    case OP_STACK:
        expand_list(p, a, "[");
        put_text(p, "]");
        break;
    case OP_CONCAT:
        expand_list(p, a, "concat(");
        put_text(p, n.data ? ", axis=1)" : ")");
        break;
    case OP_EYE:
        put_text(p, "eye(");
        put_int(p, dims(g, a).d[0]);
        put_text(p, ")");
        break;
    case OP_RANGE:
        put_text(p, "range(");
        put_int(p, dims(g, a).d[0]);
        put_text(p, ")");
        break;
    }
}

static int binds(struct printer *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    switch (n.op) {
    case OP_NUMBER:
        if (number_sign(numbers_of(p), n.data) < 0) return SUM_BINDS;
        if (n.shape != SHAPE_SCALAR)
            return n.data == NUMBER_ZERO || n.data == NUMBER_ONE ? ATOM_BINDS : PRODUCT_BINDS;
        return is_plain(p, n.data) ? ATOM_BINDS : PRODUCT_BINDS;
    case OP_SUM: return SUM_BINDS;
    case OP_PRODUCT: {
        if (number_sign(numbers_of(p), n.data) < 0) return SUM_BINDS;
        bool one = n.n == 1 && n.data == NUMBER_ONE &&
                   number_sign(numbers_of(p), node_number(g, &n, 0)) > 0;
        if (!one) return PRODUCT_BINDS;
        return node_number(g, &n, 0) == NUMBER_HALF ? ATOM_BINDS : POWER_BINDS;
    }
    case OP_POWER: return POWER_BINDS;
    case OP_MATMUL:
    case OP_BROADCAST: return PRODUCT_BINDS;
    default: return ATOM_BINDS;
    }
}

/* ---- the loop ---- */

static uint32_t name_of(const struct printer *p, id a)
{
    if (!p->named || !graph_reached(p->g, a)) return 0;
    return p->named[graph_place(p->g, a)];
}

static void write_node(struct printer *p, id a, int place, bool as_definition)
{
    uint32_t name = as_definition ? 0 : name_of(p, a);
    if (name) {
        str_putf(&p->out, "%s%u", p->prefix, name);
        return;
    }
    bool parenthesised = binds(p, a) < place;
    p->line.n = 0;
    if (parenthesised) put_text(p, "(");
    expand(p, a);
    if (parenthesised) put_text(p, ")");
    if (!vec_reserve(&p->g->core->mem, &p->todo, p->line.n)) return;
    for (size_t i = p->line.n; i-- > 0;) p->todo.at[p->todo.n++] = p->line.at[i];
}

/* Writes root with a stack on the heap: nesting costs no C stack. */
static const char *write_root(struct printer *p, id root, const char *label)
{
    str_clear(&p->out);
    str_puts(&p->out, label);
    write_node(p, root, SUM_BINDS, label[0] != 0);
    while (p->todo.n && !p->out.failed && core_go_on(p->g->core)) {
        struct item item = p->todo.at[--p->todo.n];
        switch (item.kind) {
        case ITEM_NODE: write_node(p, item.node, item.place, false); break;
        case ITEM_TEXT: str_puts(&p->out, item.text); break;
        case ITEM_NUMBER: number_print(numbers_of(p), item.node, &p->out); break;
        case ITEM_INT: str_putf(&p->out, "%lld", (long long)item.value); break;
        }
    }
    p->todo.n = 0;
    if (p->out.failed || diag_any(p->g->core)) return NULL;
    return arena_text(&p->g->core->arena, p->out.s ? p->out.s : "", p->out.n);
}

/* ---- parts that are used often ---- */

struct weights {
    double *size; /* characters if written out */
    uint32_t *uses, *nest;
};

static double own_size(const struct node *n)
{
    return n->n ? 3 + 3.0 * n->n : 2;
}

static void weigh(struct printer *p, struct weights *w, const id *roots, size_t n)
{
    struct graph *g = p->g;
    for (size_t i = 0; i < n; i++) w->uses[graph_place(g, roots[i])]++;
    for (size_t k = 0; k < p->reach.ids.n; k++) {
        const struct node *node = graph_node(g, p->reach.ids.at[k]);
        uint32_t children = node->op == OP_NAMED ? 0 : node->n;
        w->size[k] = own_size(node);
        for (uint32_t i = 0; i < children; i++) {
            uint32_t child = graph_place(g, node_child(g, node, i));
            w->uses[child]++;
            w->size[k] += w->size[child];
            if (w->nest[child] >= w->nest[k]) w->nest[k] = w->nest[child] + 1;
        }
        if (w->nest[k] > DEEPEST_NEST) w->nest[k] = 0;
    }
}

/* Names parts that occur more than once and are longer than a name, and cuts very deep nests. */
static uint32_t choose_names(struct printer *p, const struct weights *w)
{
    uint32_t n = 0;
    for (size_t k = 0; k < p->reach.ids.n; k++) {
        const struct node *node = graph_node(p->g, p->reach.ids.at[k]);
        bool cut = node->n && w->nest[k] == 0;
        bool shared =
            w->uses[k] > 1 && node->n && node->op != OP_NAMED && w->size[k] > WORTH_A_NAME;
        if (is_comparison(p->g, p->reach.ids.at[k])) continue;
        if (shared || cut) p->named[k] = ++n;
    }
    return n;
}

/* A prefix such that prefix1, prefix2, ... are no names of the program. */
static const char *free_prefix(const struct graph *g)
{
    static const char *const prefixes[] = {"t", "p", "q", "aux", "part_", "shared_part_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t n = strlen(prefixes[i]);
        bool taken = false;
        for (size_t k = 0; k < g->core->names.all.n && !taken; k++) {
            const struct name *name = &g->core->names.all.at[k];
            taken = name->length > n && !memcmp(name->text, prefixes[i], n) &&
                    name->text[n] >= '0' && name->text[n] <= '9';
        }
        if (!taken) return prefixes[i];
    }
    return "dcalc_shared_part_";
}

static bool write_lets(struct printer *p, struct formulas *out)
{
    char label[64];
    for (size_t k = 0; k < p->reach.ids.n; k++) {
        if (!p->named[k]) continue;
        int n = snprintf(label, sizeof label, "%s%u = ", p->prefix, p->named[k]);
        const char *text = n > 0 ? write_root(p, p->reach.ids.at[k], label) : NULL;
        if (!text || !vec_push(&p->g->core->mem, &out->lets, text)) return false;
    }
    return true;
}

static bool name_parts(struct printer *p, const id *roots, size_t n, struct formulas *out)
{
    struct mem *mem = &p->g->core->mem;
    if (!graph_reach(p->g, roots, n, &p->reach)) return false;
    size_t count = p->reach.ids.n;
    struct weights w = {mem_array(mem, count, sizeof(double)),
                        mem_array(mem, count, sizeof(uint32_t)),
                        mem_array(mem, count, sizeof(uint32_t))};
    bool ok = w.size && w.uses && w.nest;
    double whole = 0, parts = 0;
    if (ok) {
        weigh(p, &w, roots, n);
        for (size_t i = 0; i < n; i++) whole += w.size[graph_place(p->g, roots[i])];
        for (size_t k = 0; k < count; k++) parts += own_size(graph_node(p->g, p->reach.ids.at[k]));
    }
    if (ok && whole > WRITTEN_OUT && whole > 3 * parts) {
        p->named = mem_array(mem, count, sizeof *p->named);
        p->n_named_positions = count;
        p->prefix = free_prefix(p->g);
        ok = p->named && (choose_names(p, &w), write_lets(p, out));
    }
    mem_free_array(mem, w.size, count, sizeof(double));
    mem_free_array(mem, w.uses, count, sizeof(uint32_t));
    mem_free_array(mem, w.nest, count, sizeof(uint32_t));
    return ok;
}

static void printer_free(struct printer *p)
{
    struct mem *mem = &p->g->core->mem;
    str_free(&p->out);
    vec_free(mem, &p->todo);
    vec_free(mem, &p->line);
    mem_free_array(mem, p->named, p->n_named_positions, sizeof *p->named);
    reach_free(p->g, &p->reach);
}

bool print_formulas(struct graph *g, const id *roots, size_t n, struct formulas *out)
{
    struct printer p = {.g = g, .out = {.mem = &g->core->mem}};
    *out = (struct formulas){.texts = arena_alloc(&g->core->arena, n * sizeof(char *))};
    bool ok = out->texts && name_parts(&p, roots, n, out);
    for (size_t i = 0; i < n && ok; i++) {
        out->texts[i] = write_root(&p, roots[i], "");
        ok = out->texts[i] != NULL;
    }
    printer_free(&p);
    return ok;
}

const char *print_formula(struct graph *g, id root)
{
    struct printer p = {.g = g, .out = {.mem = &g->core->mem}};
    const char *text = write_root(&p, root, "");
    printer_free(&p);
    return text ? text : "?";
}

void formulas_free(struct graph *g, struct formulas *formulas)
{
    vec_free(&g->core->mem, &formulas->lets);
}

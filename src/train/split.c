/* split.c - a loss of a batch as the sum of losses of its parts.
 *
 * That is possible if the loss is a sum or a mean over the rows, with or without terms that do not
 * depend on the data, as penalties of weights. Whether it is one is read from the graph of a batch
 * whose number of rows is a prime that divides no other size: so an axis of that size is that of
 * the rows, and a factor of that prime in a coefficient is the number of rows. */
#include "train/train_private.h"

#include <string.h>

/* ---- what a node is to the rows ---- */

enum dependence {
    FREE,    /* does not depend on the data */
    ROWS,    /* along one axis, each row depends on the same row of the data alone */
    NUMBERS, /* along one axis, 0 1 2 ...: the numbers of the rows */
    TOTAL,   /* a sum over the rows */
};

struct nature {
    enum dependence kind;
    int axis;         /* of rows */
    int power;        /* of the number of rows, which is a factor */
    bool has_rest;    /* TOTAL: a part of it is free, */
    int rest;         /* with that power of the number of rows */
    bool is_not_pure; /* FREE: the number of rows is not a factor, but something else in it */
};

struct reading {
    struct question *q;
    struct graph *g;
    int64_t rows; /* the prime */
    const id *data;
    size_t n_data;
    struct nature *natures; /* by place in the reach */
    id at;                  /* the node at hand */
};

static const struct nature *nature_of(const struct reading *r, id a)
{
    return &r->natures[graph_place(r->g, a)];
}

static const struct nature *child_nature(const struct reading *r, uint32_t i)
{
    return nature_of(r, graph_child(r->g, r->at, i));
}

static const char *sign_of(const struct graph *g, const struct node *n)
{
    static const char *const words[] = {
#define OPERATION(op, class, words, data, rank, dump, ...) dump,
#include "graph/ops.def"
    };
    switch (n->op) {
    case OP_SUM: {
        bool minus = n->n > 1 && number_sign(&g->numbers, node_number(g, n, n->n - 1)) < 0;
        return minus ? "-" : "+";
    }
    case OP_PRODUCT: return "*";
    case OP_POWER: return "^";
    case OP_MATMUL: return "@";
    case OP_FN: return fn_name((enum fn)n->fn);
    case OP_REDUCE: return reduction_name((enum reduction)n->fn);
    case OP_SLICE:
    case OP_GATHER: return "[]";
    case OP_VARIABLE:
    case OP_ARRAY: return node_name(g, n);
    default: return words[n->op];
    }
}

/* The operation of the node at hand: the function whose call it was written as, or its own. */
static const char *word_of(const struct reading *r)
{
    const struct node *n = graph_node(r->g, r->at);
    const struct source *text = &r->q->core->sources.at[n->span.source];
    const char *word = text->bytes ? text->bytes + n->span.start : "";
    size_t most = text->bytes ? n->span.end - n->span.start : 0, length = 0;
    while (length < most && !memchr(" \t\n()[]+-*/^@.,;=<>", word[length], 20)) length++;
    if (length == 0 || length == most || word[length] != '(') return sign_of(r->g, n);
    const char *name = arena_text(&r->q->core->arena, word, length);
    return name ? name : "";
}

static bool hint(const struct reading *r)
{
    return diag_hint(r->q->core,
                     "the loss must be a sum or a mean over the rows, of what each row gives by "
                     "itself, with or without terms of weights alone");
}

/* The node needs more than one row at a time. Always false. */
static bool cannot(const struct reading *r)
{
    const struct node *n = graph_node(r->g, r->at);
    diag_error(r->q->core, KIND_USAGE, n->span,
               "a batch cannot be computed in parts: '%s' needs all of its rows at once",
               word_of(r));
    return hint(r);
}

static bool mixed(const struct reading *r)
{
    const struct node *n = graph_node(r->g, r->at);
    diag_error(r->q->core, KIND_USAGE, n->span,
               "a batch cannot be computed in parts: terms of '%s' depend on the number of rows in "
               "different ways",
               word_of(r));
    return hint(r);
}

/* ---- the number of rows ---- */

/* With which power the prime is in a number. */
static int power_in(const struct reading *r, number c)
{
    mpq_t value;
    mpz_t prime, rest;
    int power = 0;
    if (c == NUMBER_ZERO || c == NUMBER_ONE) return 0;
    mpq_init(value);
    mpz_init_set_ui(prime, (unsigned long)r->rows);
    mpz_init(rest);
    number_get(&r->g->numbers, c, value);
    power = (int)mpz_remove(rest, mpq_numref(value), prime) -
            (int)mpz_remove(rest, mpq_denref(value), prime);
    mpz_clears(prime, rest, NULL);
    mpq_clear(value);
    return power;
}

/* The axis of the rows in a shape, or -1. */
static int axis_of_rows(const struct reading *r, struct shape_data d)
{
    for (int i = 0; i < d.ndim; i++)
        if (d.d[i] == r->rows) return i;
    return -1;
}

static bool has_rows_twice(const struct reading *r, struct shape_data d)
{
    for (int i = 0; i < d.ndim; i++)
        if (d.d[i] != r->rows && d.d[i] % r->rows == 0) return true;
    return d.ndim == 2 && d.d[0] == r->rows && d.d[1] == r->rows;
}

/* ---- sums and products ---- */

/* The axis of the result that an axis of a child is broadcast to. */
static int broadcast_axis(const struct reading *r, id child)
{
    const struct nature *n = nature_of(r, child);
    return n->axis + graph_dims(r->g, r->at).ndim - graph_dims(r->g, child).ndim;
}

/* Does every child have its rows along the result's axis, or none? */
static bool children_have_rows(const struct reading *r, int axis)
{
    const struct node *n = graph_node(r->g, r->at);
    for (uint32_t i = 0; i < n->n; i++) {
        id child = node_child(r->g, n, i);
        const struct nature *c = nature_of(r, child);
        if (c->kind == TOTAL || c->kind == NUMBERS || c->is_not_pure) return false;
        if (c->kind == ROWS && broadcast_axis(r, child) != axis) return false;
    }
    return true;
}

/* The power of a term of a sum. */
static int power_of_term(const struct reading *r, uint32_t i)
{
    const struct node *n = graph_node(r->g, r->at);
    return child_nature(r, i)->power + power_in(r, node_number(r->g, n, i));
}

/* A sum of terms that are all of one power. */
static bool read_equal_terms(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    out->power = n->n ? power_of_term(r, 0) : 0;
    bool equal = n->data == NUMBER_ZERO || power_in(r, n->data) == out->power;
    for (uint32_t i = 0; i < n->n; i++) equal = equal && power_of_term(r, i) == out->power;
    if (equal) return true;
    if (out->kind == FREE) out->is_not_pure = true;
    return out->kind == FREE || mixed(r);
}

/* Adds to the free part of a total. False if it is of another power. */
static bool add_rest(struct nature *out, int power)
{
    bool fits = !out->has_rest || out->rest == power;
    out->has_rest = true;
    out->rest = power;
    return fits;
}

static bool read_total_terms(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    bool first = true, fits = true;
    if (n->data != NUMBER_ZERO) fits = add_rest(out, power_in(r, n->data));
    for (uint32_t i = 0; i < n->n; i++) {
        const struct nature *c = child_nature(r, i);
        int factor = power_in(r, node_number(r->g, n, i));
        if (c->is_not_pure) return mixed(r);
        if (c->kind == FREE)
            fits = fits && add_rest(out, c->power + factor);
        else {
            fits = fits && (first || out->power == c->power + factor);
            fits = fits && (!c->has_rest || add_rest(out, c->rest + factor));
            out->power = c->power + factor;
            first = false;
        }
    }
    return fits || mixed(r);
}

/* The power of a product, without its totals. False if it is not one. */
static bool power_of_product(const struct reading *r, int *power)
{
    const struct node *n = graph_node(r->g, r->at);
    *power = power_in(r, n->data);
    for (uint32_t i = 0; i < n->n; i++) {
        const struct nature *c = child_nature(r, i);
        int64_t exponent;
        if (c->kind == TOTAL || c->power == 0) continue;
        if (!number_to_int(&r->g->numbers, node_number(r->g, n, i), &exponent)) return false;
        *power += c->power * (int)exponent;
    }
    return true;
}

/* One total times what is free. */
static bool read_total_product(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    int totals = 0, factor;
    for (uint32_t i = 0; i < n->n; i++) {
        const struct nature *c = child_nature(r, i);
        if (c->is_not_pure) return mixed(r);
        if (c->kind != TOTAL) continue;
        if (totals++ || node_number(r->g, n, i) != NUMBER_ONE) return cannot(r);
        *out = *c;
    }
    if (!power_of_product(r, &factor)) return mixed(r);
    out->power += factor;
    out->rest += factor;
    return true;
}

static bool has_kind(const struct reading *r, enum dependence kind)
{
    const struct node *n = graph_node(r->g, r->at);
    for (uint32_t i = 0; i < n->n; i++)
        if (child_nature(r, i)->kind == kind) return true;
    return false;
}

/* Functions and powers, of which no argument may have the number of rows as a factor. */
static bool read_function(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    for (uint32_t i = 0; i < n->n; i++)
        if (child_nature(r, i)->power || child_nature(r, i)->is_not_pure) out->is_not_pure = true;
    return out->kind == FREE || !out->is_not_pure || mixed(r);
}

static bool read_elementwise(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    int axis = axis_of_rows(r, graph_dims(r->g, r->at));
    if (axis >= 0) {
        if (!children_have_rows(r, axis)) return cannot(r);
        *out = (struct nature){.kind = ROWS, .axis = axis};
    } else if (has_kind(r, TOTAL)) {
        out->kind = TOTAL;
        if (n->op == OP_SUM) return read_total_terms(r, out);
        return n->op == OP_PRODUCT ? read_total_product(r, out) : cannot(r);
    }
    if (n->op == OP_SUM) return read_equal_terms(r, out);
    if (n->op != OP_PRODUCT) return read_function(r, out);
    if (power_of_product(r, &out->power)) return true;
    out->is_not_pure = true;
    return out->kind == FREE || mixed(r);
}

/* ---- products of arrays, and reductions ---- */

/* Is the axis of the rows the one over which a matrix product adds up? */
static bool is_contracted(const struct reading *r, uint32_t i)
{
    struct shape_data d = graph_dims(r->g, graph_child(r->g, r->at, i));
    return child_nature(r, i)->axis == (i == 0 ? d.ndim - 1 : 0);
}

static bool read_bilinear(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    const struct nature *a = child_nature(r, 0), *b = child_nature(r, 1);
    if (a->is_not_pure || b->is_not_pure || a->has_rest || b->has_rest) return mixed(r);
    if (a->kind == NUMBERS || b->kind == NUMBERS) return cannot(r);
    out->power = a->power + b->power;
    if (a->kind == ROWS && b->kind == ROWS) {
        out->kind = TOTAL;
        bool adds = n->op == OP_MATMUL && is_contracted(r, 0) && is_contracted(r, 1);
        return adds || cannot(r);
    }
    if (a->kind != FREE && b->kind != FREE) return cannot(r);
    out->kind = a->kind != FREE ? a->kind : b->kind;
    out->axis = axis_of_rows(r, graph_dims(r->g, r->at));
    return out->kind != ROWS || out->axis >= 0 || cannot(r);
}

static bool read_reduction(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    const struct nature *c = child_nature(r, 0);
    bool adds = n->op == OP_TRACE || (n->op == OP_REDUCE && n->fn == REDUCE_SUM);
    if (c->kind == NUMBERS) return cannot(r);
    *out = *c;
    if (c->kind != ROWS) return adds || c->kind == FREE || cannot(r);
    out->axis = axis_of_rows(r, graph_dims(r->g, r->at));
    bool over_rows = out->axis < 0;
    if (over_rows) out->kind = TOTAL;
    if (!adds && c->power) return mixed(r);
    return (n->op == OP_REDUCE && (adds || !over_rows)) || cannot(r);
}

/* ---- moves, gathers, scans ---- */

/* Numbers in what follows an axis, which one row has. */
static int64_t numbers_of_row(struct shape_data d, int axis)
{
    return axis == 0 && d.ndim == 2 ? d.d[1] : 1;
}

static bool keeps_rows(const struct reading *r, int axis)
{
    const struct node *n = graph_node(r->g, r->at);
    id child = node_child(r->g, n, 0);
    const struct nature *c = nature_of(r, child);
    struct shape_data d = graph_dims(r->g, r->at);
    struct slice axes[2];
    switch (n->op) {
    case OP_TRANSPOSE:
    case OP_CONCAT:
    case OP_STACK: return true;
    case OP_BROADCAST: return broadcast_axis(r, child) == axis;
    case OP_RESHAPE:
        return numbers_of_row(d, axis) == numbers_of_row(graph_dims(r->g, child), c->axis);
    case OP_SLICE:
    case OP_EMBED:
        graph_slice_axes(r->g, r->at, axes);
        return axis == c->axis && axes[axis].start == 0 && axes[axis].step == 1;
    default: return false;
    }
}

static bool read_move(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    int axis = axis_of_rows(r, graph_dims(r->g, r->at));
    *out = *child_nature(r, 0);
    for (uint32_t i = 0; i < n->n; i++) {
        const struct nature *c = child_nature(r, i);
        if (c->power != out->power || c->has_rest || c->is_not_pure) return mixed(r);
        if ((c->kind == TOTAL) != (out->kind == TOTAL)) return cannot(r);
        if (c->kind != FREE) out->kind = c->kind;
    }
    out->axis = axis;
    if (out->kind == TOTAL) return axis < 0 || cannot(r);
    if (out->kind == FREE && axis >= 0) { /* the same for every row */
        out->kind = ROWS;
        return n->op == OP_BROADCAST || cannot(r);
    }
    if (out->kind == FREE) return true;
    return (axis >= 0 && keeps_rows(r, axis)) || cannot(r);
}

/* Each row may look anything up that is free, and in its own row of the data. */
static bool read_gather(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    const struct nature *array = child_nature(r, 0);
    int axis = axis_of_rows(r, graph_dims(r->g, r->at));
    if (n->op == OP_SCATTER || array->kind == TOTAL || array->kind == NUMBERS) return cannot(r);
    *out = (struct nature){.kind = ROWS, .axis = axis, .power = array->power};
    if (axis < 0) return cannot(r);
    for (uint32_t i = 1; i < n->n; i++) {
        const struct nature *index = child_nature(r, i);
        bool own = array->kind == ROWS && array->axis == (int)i - 1;
        if (index->kind == TOTAL || (index->kind != FREE && index->axis != axis)) return cannot(r);
        if (own != (index->kind == NUMBERS)) return cannot(r);
    }
    return true;
}

static bool read_scan(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    struct shape_data d = graph_dims(r->g, r->at);
    int axis = axis_of_rows(r, d);
    if (axis < 0 || d.ndim < 2 || (int)n->data == axis || !children_have_rows(r, axis))
        return cannot(r);
    *out = (struct nature){.kind = ROWS, .axis = axis};
    return read_function(r, out);
}

/* ---- all nodes ---- */

static bool read_leaf(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    out->axis = axis_of_rows(r, graph_dims(r->g, r->at));
    for (size_t i = 0; i < r->n_data; i++)
        if (r->data[i] == r->at) out->kind = ROWS;
    if (n->op == OP_NUMBER) out->power = power_in(r, n->data);
    if (out->axis < 0 || out->kind == ROWS) return true;
    out->kind = n->op == OP_RANGE ? NUMBERS : ROWS;
    return n->op == OP_RANGE || n->op == OP_NUMBER || cannot(r);
}

static bool uses_data(const struct reading *r)
{
    return has_kind(r, ROWS) || has_kind(r, NUMBERS) || has_kind(r, TOTAL);
}

/* What stays free: nothing of it depends on the rows. */
static bool read_free(const struct reading *r, struct nature *out)
{
    struct shape_data d = graph_dims(r->g, r->at);
    if (graph_op(r->g, r->at) == OP_BROADCAST) return read_move(r, out);
    return axis_of_rows(r, d) < 0 ? read_function(r, out) : cannot(r);
}

static bool read_node(const struct reading *r, struct nature *out)
{
    const struct node *n = graph_node(r->g, r->at);
    *out = (struct nature){0};
    if (n->n == 0) return read_leaf(r, out);
    if (has_rows_twice(r, graph_dims(r->g, r->at))) return cannot(r);
    if (op_is_elementwise(n->op)) return read_elementwise(r, out);
    if (n->op == OP_NAMED) return *out = *child_nature(r, 0), true;
    if (!uses_data(r)) return read_free(r, out);
    switch (op_class(n->op)) {
    case CLASS_BILINEAR: return read_bilinear(r, out);
    case CLASS_REDUCTION: return read_reduction(r, out);
    case CLASS_MOVE: return read_move(r, out);
    case CLASS_GATHER: return read_gather(r, out);
    case CLASS_SCAN: return read_scan(r, out);
    default: return cannot(r);
    }
}

static bool read_all(struct reading *r, const struct reach *reach, struct split *out)
{
    for (size_t i = 0; i < reach->ids.n; i++) {
        r->at = reach->ids.at[i];
        if (!read_node(r, &r->natures[i])) return false;
    }
    const struct nature *loss = &r->natures[reach->ids.n - 1];
    if (loss->is_not_pure) return mixed(r);
    *out = (struct split){loss->power, loss->has_rest, loss->rest};
    if (loss->kind == FREE) out->power = loss->power - 1; /* each row has its share */
    return loss->kind == FREE || loss->kind == TOTAL || cannot(r);
}

bool split_read(struct question *q, const struct split_source *source, struct split *out)
{
    struct reach reach = {0};
    struct reading r = {.q = q,
                        .g = q->graph,
                        .rows = source->rows,
                        .data = source->data,
                        .n_data = source->n_data};
    if (!graph_reach(q->graph, &q->values.at[0], 1, &reach)) return false;
    r.natures = arena_alloc(&q->core->arena, (reach.ids.n + 1) * sizeof *r.natures);
    bool ok = r.natures && read_all(&r, &reach, out);
    reach_free(q->graph, &reach);
    return ok;
}

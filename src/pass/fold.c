#include "pass/fold.h"

#include "graph/factor.h"
#include "graph/gather.h"
#include "graph/matrix_function.h"
#include "graph/move.h"
#include "graph/number_trial.h"
#include "graph/scan.h"
#include "pass/fold_private.h"
#include "pass/rewrite.h"

#include <string.h>

/* Larger arrays, longer products, and results with more digits in all are left to the
 * evaluators, except that cofactors of singular matrices are hard for those. */
enum { MOST_ENTRIES = 4096, MOST_CHILDREN = 256, MOST_PRODUCTS = 200000 };
enum { DIGITS_IN_ALL = 1000000, DIGITS_OF_COFACTORS = 20 * DIGITS_IN_ALL };

static bool is_small(const struct graph *g, shape s)
{
    int64_t n = shape_count(&g->shapes, s);
    return n > 0 && n <= MOST_ENTRIES;
}

/* ---- literals ---- */

static bool is_literal_row(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op == OP_NUMBER || n->op == OP_RANGE) return true;
    if (n->op != OP_STACK) return false;
    for (uint32_t i = 0; i < n->n; i++)
        if (graph_op(g, node_child(g, n, i)) != OP_NUMBER) return false;
    return true;
}

static bool is_literal(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (!is_small(g, n->shape)) return false;
    if (n->op == OP_EYE || is_literal_row(g, a)) return true;
    if (n->op != OP_STACK) return false;
    for (uint32_t i = 0; i < n->n; i++)
        if (!is_literal_row(g, node_child(g, n, i))) return false;
    return true;
}

static void read_row(struct graph *g, id a, number *out)
{
    const struct node *n = graph_node(g, a);
    int64_t count = shape_count(&g->shapes, n->shape);
    for (int64_t i = 0; i < count; i++)
        out[i] = n->op == OP_NUMBER  ? n->data
                 : n->op == OP_RANGE ? number_from_int(&g->numbers, i)
                                     : graph_node(g, node_child(g, n, (uint32_t)i))->data;
}

static void read_literal(struct graph *g, id a, struct literal *out)
{
    const struct node *n = graph_node(g, a);
    int64_t columns = graph_dims(g, a).d[1];
    if (n->op == OP_EYE) {
        for (size_t i = 0; i < out->n; i++)
            out->at[i] = (int64_t)i / columns == (int64_t)i % columns ? NUMBER_ONE : NUMBER_ZERO;
    } else if (n->op == OP_STACK && graph_dims(g, a).ndim == 2) {
        for (uint32_t i = 0; i < n->n; i++) read_row(g, node_child(g, n, i), out->at + i * columns);
    } else {
        read_row(g, a, out->at);
    }
}

static id vector_node(struct graph *g, const number *at, int64_t n)
{
    id *items = mem_array(&g->core->mem, (size_t)n, sizeof *items);
    for (int64_t i = 0; items && i < n; i++) items[i] = graph_number(g, at[i]);
    id result = items ? graph_stack(g, items, (uint32_t)n) : POISON;
    mem_free_array(&g->core->mem, items, (size_t)n, sizeof *items);
    return result;
}

static id literal_node(struct graph *g, const struct literal *a)
{
    struct shape_data d = shape_get(&g->shapes, a->shape);
    if (d.ndim == 0) return graph_number(g, a->at[0]);
    if (d.ndim == 1) return vector_node(g, a->at, d.d[0]);
    id *rows = mem_array(&g->core->mem, (size_t)d.d[0], sizeof *rows);
    for (int64_t i = 0; rows && i < d.d[0]; i++)
        rows[i] = vector_node(g, a->at + i * d.d[1], d.d[1]);
    id result = rows ? graph_stack(g, rows, (uint32_t)d.d[0]) : POISON;
    mem_free_array(&g->core->mem, rows, (size_t)d.d[0], sizeof *rows);
    return result;
}

/* ---- one operation ---- */

struct folding {
    struct graph *g;
    id a;
    struct node node;
    struct literal *args, out;
};

/* Returns the entry of an argument that is broadcast to entry i of the result. */
static number broadcast_at(const struct folding *f, const struct literal *arg, size_t i)
{
    const struct shapes *t = &f->g->shapes;
    return arg
        ->at[shape_unstretch(shape_get(t, f->out.shape), shape_get(t, arg->shape), (int64_t)i)];
}

/* Calls the constructor for each entry, which returns a number if the entry is rational. */
static bool elementwise(struct folding *f)
{
    struct graph *g = f->g;
    id children[MOST_CHILDREN];
    for (size_t i = 0; i < f->out.n; i++) {
        for (uint32_t k = 0; k < f->node.n; k++)
            children[k] = graph_number(g, broadcast_at(f, &f->args[k], i));
        id entry = graph_rebuild(g, f->a, children);
        if (!graph_is_number(g, entry, &f->out.at[i])) return false;
    }
    return true;
}

/* Returns the sum of n products x[i*step]*y[i*stride]. */
static number dot(struct graph *g, const number *x, const number *y, int64_t n, int64_t step,
                  int64_t stride)
{
    mpq_t total, a, b;
    mpq_init(total);
    mpq_init(a);
    mpq_init(b);
    for (int64_t i = 0; i < n; i++) {
        if (x[i * step] == NUMBER_ZERO || y[i * stride] == NUMBER_ZERO) continue;
        number_get(&g->numbers, x[i * step], a);
        number_get(&g->numbers, y[i * stride], b);
        mpq_mul(a, a, b);
        mpq_add(total, total, a);
    }
    number result = number_from_mpq(&g->numbers, total);
    mpq_clear(total);
    mpq_clear(a);
    mpq_clear(b);
    return result;
}

static bool matmul(struct folding *f)
{
    struct shape_data x = shape_get(&f->g->shapes, f->args[0].shape),
                      y = shape_get(&f->g->shapes, f->args[1].shape);
    int64_t inner = x.d[x.ndim - 1], columns = y.ndim == 2 ? y.d[1] : 1;
    if ((int64_t)f->out.n * inner > MOST_PRODUCTS) return false;
    for (int64_t i = 0; i < (int64_t)f->out.n; i++)
        f->out.at[i] = dot(f->g, f->args[0].at + i / columns * inner, f->args[1].at + i % columns,
                           inner, 1, columns);
    return true;
}

static bool outer(struct folding *f)
{
    size_t columns = f->args[1].n;
    for (size_t i = 0; i < f->out.n; i++)
        f->out.at[i] =
            number_mul(&f->g->numbers, f->args[0].at[i / columns], f->args[1].at[i % columns]);
    return true;
}

static number joined(struct graph *g, unsigned how, number a, number b)
{
    if (how == REDUCE_SUM) return number_add(&g->numbers, a, b);
    return (number_compare(&g->numbers, a, b) > 0) == (how == REDUCE_MAX) ? a : b;
}

static bool reduction(struct folding *f)
{
    struct shape_data d = shape_get(&f->g->shapes, f->args[0].shape);
    size_t columns = d.ndim == 2 ? (size_t)d.d[1] : 1, n = f->args[0].n;
    uint32_t axis = f->node.op == OP_TRACE ? AXIS_ALL : f->node.data;
    if (f->node.op == OP_REDUCE && f->node.fn == REDUCE_LOGSUMEXP) return false;
    unsigned how = f->node.op == OP_TRACE ? REDUCE_SUM : f->node.fn;
    bool *begun = mem_array(&f->g->core->mem, f->out.n, sizeof *begun);
    for (size_t i = 0; begun && i < n; i++) {
        size_t to = axis == AXIS_ALL ? 0 : axis == 0 ? i % columns : i / columns;
        if (f->node.op == OP_TRACE && i / columns != i % columns) continue;
        number x = f->args[0].at[i];
        f->out.at[to] = begun[to] ? joined(f->g, how, f->out.at[to], x) : x;
        begun[to] = true;
    }
    mem_free_array(&f->g->core->mem, begun, f->out.n, sizeof *begun);
    return begun != NULL;
}

/* ---- operations that move entries ---- */

/* Entries that no move reaches stay 0. */
static bool moved(struct folding *f)
{
    struct moving moving = moving_node(f->g, f->a);
    for (uint32_t k = 0; k < f->node.n; k++) {
        const struct literal *x = &f->args[k];
        struct move m = moving_next(&moving, shape_get(&f->g->shapes, x->shape));
        for (struct move_run r = move_first(&m); r.n; move_on(&m, &r))
            for (int64_t i = 0; i < r.n; i++)
                f->out.at[r.to + i * r.to_step] = x->at[r.from + i * r.from_step];
    }
    return true;
}

/* Entries that are put into one place are added up. */
static bool gathered(struct folding *f)
{
    struct shapes *shapes = &f->g->shapes;
    bool scatters = f->node.op == OP_SCATTER;
    struct shape_data large = shape_get(shapes, scatters ? f->out.shape : f->args[0].shape);
    size_t n = scatters ? f->args[0].n : f->out.n;
    for (size_t i = 0; i < n; i++) {
        int64_t index[MOST_INDEXES], place;
        for (int k = 0; k < large.ndim; k++)
            if (!number_to_int(&f->g->numbers, f->args[k + 1].at[i], &index[k])) return false;
        if ((place = gather_place(large, index)) < 0) return false;
        if (scatters)
            f->out.at[place] = number_add(&f->g->numbers, f->out.at[place], f->args[0].at[i]);
        else
            f->out.at[i] = f->args[0].at[place];
    }
    return true;
}

static bool scan(struct folding *f)
{
    struct graph *g = f->g;
    struct scan_line line = scan_line(shape_get(&g->shapes, f->out.shape), f->node.data);
    const struct literal *first = &f->args[scan_first(scan_rule(f->node.op))];
    for (size_t i = 0; i < f->out.n; i++) {
        id entries[2], y;
        f->out.at[i] = first->at[i];
        if (scan_begins(line, (int64_t)i)) continue;
        for (uint32_t k = 0; k < f->node.n; k++) entries[k] = graph_number(g, f->args[k].at[i]);
        y = graph_number(g, f->out.at[i - (size_t)line.step]);
        if (!graph_is_number(g, scan_entry(g, f->node.op, y, entries), &f->out.at[i])) return false;
    }
    return true;
}

static bool compute(struct folding *f)
{
    enum op op = (enum op)f->node.op;
    switch (op_class(op)) {
    case CLASS_ELEMENTWISE: return elementwise(f);
    case CLASS_BILINEAR: return op == OP_OUTER ? outer(f) : matmul(f);
    case CLASS_REDUCTION: return reduction(f);
    case CLASS_MOVE: return moved(f);
    case CLASS_GATHER: return gathered(f);
    case CLASS_SCAN: return scan(f);
    case CLASS_MATRIX: return fold_matrix(f->g, &f->node, f->args, &f->out);
    case CLASS_FACTOR: return fold_symmetric(f->g, &f->node, f->args, &f->out);
    case CLASS_MATRIX_FUNCTION: return fold_function(f->g, &f->node, f->args, &f->out);
    case CLASS_NONE:
    case CLASS_LEAF:
    case CLASS_SPECTRUM:
    case CLASS_NAMED: break;
    }
    return false;
}

/* ---- the pass ---- */

static bool is_candidate(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    bool arrays = n->shape != SHAPE_SCALAR;
    if (n->n == 0 || n->n > MOST_CHILDREN || n->singular || n->op == OP_NAMED) return false;
    if (!is_small(g, n->shape) || n->op == OP_STACK) return false;
    for (uint32_t i = 0; i < n->n; i++) {
        id child = node_child(g, n, i);
        if (!is_literal(g, child)) return false;
        arrays |= graph_shape(g, child) != SHAPE_SCALAR;
    }
    return arrays;
}

static bool make(struct graph *g, struct literal *l, shape s)
{
    *l = (struct literal){.shape = s, .n = (size_t)shape_count(&g->shapes, s)};
    l->at = mem_array(&g->core->mem, l->n, sizeof *l->at);
    return l->at != NULL;
}

static bool read_arguments(struct folding *f)
{
    for (uint32_t i = 0; i < f->node.n; i++) {
        id child = graph_child(f->g, f->a, i);
        if (!make(f->g, &f->args[i], graph_shape(f->g, child))) return false;
        read_literal(f->g, child, &f->args[i]);
    }
    return make(f->g, &f->out, f->node.shape);
}

static void free_literals(struct folding *f)
{
    struct mem *mem = &f->g->core->mem;
    for (uint32_t i = 0; f->args && i < f->node.n; i++)
        mem_free_array(mem, f->args[i].at, f->args[i].n, sizeof *f->args[i].at);
    mem_free_array(mem, f->args, f->node.n, sizeof *f->args);
    mem_free_array(mem, f->out.at, f->out.n, sizeof *f->out.at);
}

/* Folds a node, or returns it as it is if numbers grow too long, which is not an error here. */
static id folded(struct graph *g, id a)
{
    struct folding f = {.g = g, .a = a, .node = *graph_node(g, a)};
    struct core *core = g->core;
    size_t entries = (size_t)shape_count(&g->shapes, f.node.shape);
    size_t digits = f.node.op == OP_COFACTOR ? DIGITS_OF_COFACTORS : DIGITS_IN_ALL;
    struct numbers_trial trial = numbers_try(&g->numbers, digits / entries);
    f.args = mem_array(&core->mem, f.node.n, sizeof *f.args);
    bool done = f.args && read_arguments(&f) && compute(&f) && !diag_any(core);
    id result = done ? literal_node(g, &f.out) : a;
    if (!numbers_tried(&g->numbers, trial)) result = a;
    free_literals(&f);
    return core->mem.failed ? POISON : result;
}

static id if_literal(struct graph *g, id a)
{
    return is_candidate(g, a) ? folded(g, a) : a;
}

/* Pseudoinverses, ranks, Q and R of a literal by operations that can be exact; else the node. */
static id folded_factor(struct graph *g, id a)
{
    enum op op = graph_op(g, a);
    id x = graph_child(g, a, 0), t = if_literal(g, graph_transpose(g, x)), result = a;
    struct shape_data d = graph_dims(g, x);
    bool wide = d.d[0] < d.d[1]; /* never of Q and R */
    id gram = if_literal(g, wide ? graph_matmul(g, x, t) : graph_matmul(g, t, x));
    if (!is_literal(g, gram)) return a;
    if (op == OP_FULL_RANK) {
        result = if_literal(g, graph_det(g, DET_SIGN, gram));
    } else if (op == OP_PINV) {
        result = if_literal(g, graph_solve(g, gram, wide ? x : t));
        if (wide) result = if_literal(g, graph_transpose(g, result));
    } else {
        result = if_literal(g, graph_cholesky(g, gram));
        if (op == OP_QRQ && is_literal(g, result))
            result = if_literal(g, graph_solve(g, result, t));
        result = if_literal(g, graph_transpose(g, result));
    }
    return result != POISON && is_literal(g, result) ? result : a;
}

static id step(struct graph *g, id before, id now, void *unused)
{
    (void)before;
    (void)unused;
    enum op op = graph_op(g, now);
    if (!is_candidate(g, now)) return now;
    bool by_parts = op_class(op) == CLASS_FACTOR && op != OP_CHOLESKY && op != OP_DEFINITE;
    int rooted;
    if (op == OP_ROOTED && matrix_rooted(g, graph_child(g, now, 0), &rooted))
        return graph_int(g, rooted);
    return by_parts ? folded_factor(g, now) : folded(g, now);
}

bool fold(struct graph *g, id *roots, size_t n)
{
    return !graph_has_arrays(g) || rewrite(g, roots, n, NULL, 0, step, NULL);
}

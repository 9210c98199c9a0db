/* lower_index.c - what must be a whole number, sizes, indexes, axes and orders, for which a name's
 * value at the point will do; x[0], x[-1], A[0,1], x[1:], A[:,0]: subscripts as in Python. */
#include "graph/lower_private.h"

/* ---- whole numbers ---- */

/* Names whose values are sizes do not vary. False after an error: in a column they do. */
static bool fix_names(struct frame *f, id value, struct span span)
{
    struct lowering *l = f->l;
    struct reach reach = {0};
    bool ok = graph_reach(l->g, &value, 1, &reach);
    for (size_t i = 0; ok && i < reach.ids.n; i++) {
        const struct node *n = graph_node(l->g, reach.ids.at[i]);
        if (n->op != OP_VARIABLE && n->op != OP_NAMED) continue;
        struct name_facts *facts = lower_facts(l, n->data);
        facts->fixed = true;
        if (n->op == OP_VARIABLE && facts->given && facts->place == UINT32_MAX)
            ok = lower_error(f, KIND_SHAPE, span,
                             "'%s' is a column, which cannot be a size or index",
                             node_name(l->g, n));
    }
    reach_free(l->g, &reach);
    return ok && !l->g->core->mem.failed;
}

/* A scalar with the numbers of the point put in. */
static id at_point(struct frame *f, id value, struct span span)
{
    struct lowering *l = f->l;
    number n;
    if (graph_is_number(l->g, value, &n) || graph_shape(l->g, value) != SHAPE_SCALAR) return value;
    if (!fix_names(f, value, span)) return POISON;
    while (graph_op(l->g, value) == OP_NAMED) value = graph_child(l->g, value, 0);
    if (graph_is_number(l->g, value, &n) || !l->put_in) return value;
    l->sized_by_point = true;
    return l->put_in(l->point, value);
}

static bool not_whole(struct frame *f, id value, struct span span, const char *what)
{
    const struct node *n = graph_node(f->l->g, value);
    lower_error(f, KIND_SHAPE, span, "%s must be an integer constant", what);
    const struct name_facts *facts = n->op == OP_VARIABLE ? lower_facts(f->l, n->data) : NULL;
    if (!facts || f->l->closed || facts->given || facts->shaped) return false;
    return diag_hint(f->l->g->core, "give it with --at, such as %s=3", node_name(f->l->g, n));
}

bool lower_integer(struct frame *f, id value, struct span span, const char *what, int64_t *out)
{
    number n;
    struct graph *g = f->l->g;
    if (value != POISON) value = at_point(f, value, span);
    if (value == POISON) return false;
    if (graph_is_number(g, value, &n) && graph_shape(g, value) == SHAPE_SCALAR &&
        number_to_int(&g->numbers, n, out))
        return true;
    return not_whole(f, value, span, what);
}

/* What a size's letter stands for: a number or itself; 0 for everything else. */
static int64_t letter_size(struct frame *f, id a)
{
    struct graph *g = f->l->g;
    while (a != POISON && graph_op(g, a) == OP_NAMED) a = graph_child(g, a, 0);
    bool name = a != POISON && graph_op(g, a) == OP_VARIABLE;
    return name ? lower_facts(f->l, graph_node(g, a)->data)->size : 0;
}

bool lower_size(struct frame *f, id value, struct span span, int64_t *out)
{
    *out = letter_size(f, value);
    if (size_is_letter(*out)) f->l->open_size = *out;
    if (*out) return true;
    if (!lower_integer(f, value, span, "a size", out)) return false;
    return *out >= 1 || lower_error(f, KIND_SHAPE, span, "a size must be at least 1");
}

bool lower_counted(struct frame *f, id a, struct span span)
{
    if (!shape_has_letter(&f->l->g->shapes, graph_shape(f->l->g, a))) return true;
    lower_error(f, KIND_SHAPE, span, "this needs sizes that are numbers, got %s",
                lower_shape(f, a));
    return diag_hint(f->l->g->core, "give them with --shape, such as x=[3]");
}

/* ---- subscripts ---- */

/* One subscript: a slice of its axis, and whether the axis is dropped. */
struct subscript {
    struct slice slice;
    bool drops;
};

static bool out_of_range(struct frame *f, struct span span, int64_t i, int64_t size)
{
    lower_error(f, KIND_SHAPE, span, "index %lld is outside an axis of size %lld", (long long)i,
                (long long)size);
    return diag_hint(f->l->g->core, "indexes go from 0 to %lld, or from -%lld to -1",
                     (long long)size - 1, (long long)size);
}

/* An error: the end of an axis with a letter for its size is not known. */
static bool open_axis(struct frame *f, struct span span, int64_t size)
{
    struct graph *g = f->l->g;
    lower_error(f, KIND_SHAPE, span,
                "an axis of size %s takes only indexes from 0 up and the slice :",
                names_text(&g->core->names, size_letter(size)));
    return diag_hint(g->core, "give the size as a number with --shape");
}

static bool read_position(struct frame *f, uint32_t node, int64_t size, struct subscript *out)
{
    int64_t i;
    struct span span = f->l->ast->nodes.at[node].span;
    if (!lower_integer(f, frame_value(f, node), span, "an index", &i)) return false;
    if (size_is_letter(size) && (i < 0 || i >= INT32_MAX)) return open_axis(f, span, size);
    if (!size_is_letter(size) && (i < -size || i >= size)) return out_of_range(f, span, i, size);
    out->slice = (struct slice){(int32_t)(i < 0 ? i + size : i), 1, 1};
    out->drops = true;
    return true;
}

/* Reads part k of a slice, or returns `missing` if it is left out. */
static bool slice_part(struct frame *f, const struct ast_node *node, uint32_t k, int64_t missing,
                       int64_t *out)
{
    const struct ast *ast = f->l->ast;
    uint32_t part = ast_arg(ast, node, k);
    *out = missing;
    if (ast->nodes.at[part].op == AST_NONE) return true;
    return lower_integer(f, frame_value(f, part), ast->nodes.at[part].span, "a slice's bound", out);
}

static int64_t clamp(int64_t x, int64_t low, int64_t high)
{
    return x < low ? low : x > high ? high : x;
}

/* True for a lone colon. */
static bool is_whole(struct frame *f, const struct ast_node *node)
{
    const struct ast *ast = f->l->ast;
    bool whole = true;
    for (uint32_t k = 0; k < 3; k++) whole &= ast->nodes.at[ast_arg(ast, node, k)].op == AST_NONE;
    return whole;
}

/* Reads start:stop:step over an axis of `size` by Python's rule. */
static bool read_slice(struct frame *f, const struct ast_node *node, int64_t size,
                       struct subscript *out)
{
    int64_t start, stop, step, count;
    if (size_is_letter(size)) {
        *out = (struct subscript){{0, 1, size}, false};
        return is_whole(f, node) || open_axis(f, node->span, size);
    }
    if (!slice_part(f, node, 2, 1, &step)) return false;
    if (step == 0) return lower_error(f, KIND_SHAPE, node->span, "a slice's step cannot be 0");
    bool up = step > 0;
    if (!slice_part(f, node, 0, up ? 0 : size - 1, &start) ||
        !slice_part(f, node, 1, up ? size : -size - 1, &stop))
        return false;
    if (start < 0) start += size;
    if (stop < 0) stop += size;
    start = clamp(start, up ? 0 : -1, up ? size : size - 1);
    stop = clamp(stop, up ? 0 : -1, up ? size : size - 1);
    count = up ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
    out->slice = (struct slice){(int32_t)start, (int32_t)clamp(step, INT32_MIN, INT32_MAX),
                                count < 0 ? 0 : count};
    out->drops = false;
    if (count > 0) return true;
    return lower_error(f, KIND_SHAPE, node->span, "the slice is empty: the axis has size %lld",
                       (long long)size);
}

static bool read_subscript(struct frame *f, uint32_t node, int64_t size, struct subscript *out)
{
    const struct ast_node *n = &f->l->ast->nodes.at[node];
    return n->op == AST_SLICE ? read_slice(f, n, size, out) : read_position(f, node, size, out);
}

id lower_index(struct frame *f, const struct ast_node *node)
{
    struct graph *g = f->l->g;
    const struct ast *ast = f->l->ast;
    id a = frame_value(f, ast_arg(ast, node, 0));
    struct shape_data d = graph_dims(g, a), left = {0, {1, 1}};
    uint32_t given = node->n - 1;
    if (d.ndim == 0) {
        lower_error(f, KIND_SHAPE, node->span, "a scalar cannot be indexed");
        diag_hint(g->core, "give the name a vector or matrix with --at");
        return POISON;
    }
    if (given > (uint32_t)d.ndim || given == 0)
        return lower_error(f, KIND_SHAPE, node->span, "%u subscripts for an array of %d ax%s",
                           given, d.ndim, d.ndim == 1 ? "is" : "es");
    struct subscript subscripts[2] = {{{0, 1, d.d[0]}, false}, {{0, 1, d.d[1]}, false}};
    struct slice axes[2];
    for (uint32_t i = 0; i < given; i++)
        if (!read_subscript(f, ast_arg(ast, node, i + 1), d.d[i], &subscripts[i])) return POISON;
    for (int i = 0; i < d.ndim; i++) {
        axes[i] = subscripts[i].slice;
        if (!subscripts[i].drops) left.d[left.ndim++] = axes[i].count;
    }
    return graph_reshape(g, graph_slice(g, a, axes), shape_of(&g->shapes, left));
}

/* ---- calls with several results ---- */

id lower_pick(struct frame *f, const struct ast_node *node, const struct results *from)
{
    const struct ast *ast = f->l->ast;
    uint32_t subscript = ast_arg(ast, node, node->n > 1);
    struct span span = ast->nodes.at[subscript].span;
    int64_t i, n = from->n;
    if (node->n != 2 || ast->nodes.at[subscript].op == AST_SLICE)
        return lower_used_as_one(f->l, from, node->span), POISON;
    if (!lower_integer(f, frame_value(f, subscript), span, "the number of a result", &i))
        return POISON;
    if (i >= -n && i < n) return from->at[i < 0 ? i + n : i];
    const char *name = names_text(&f->l->g->core->names, ast->nodes.at[from->node].name);
    lower_error(f, KIND_SHAPE, span, "'%s' has no result %lld", name, (long long)i);
    diag_hint(f->l->g->core, "its results are %s(...)[0] to [%lld]", name, (long long)n - 1);
    return POISON;
}

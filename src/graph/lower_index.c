/* lower_index.c - what must be a whole number, sizes, indexes, axes and orders, for which a name's
 * value at the point will do; reshape; x[0], x[-1], A[0,1], x[1:], A[:,0]: subscripts as in Python.
 */
#include "graph/lower_private.h"

#include <string.h>

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
                             "'%s' is a column, which cannot be a size or a bound",
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
    number big;
    if (graph_is_number(f->l->g, value, &big) && number_is_integer(&f->l->g->numbers, big))
        return lower_error(f, KIND_LIMIT, span, "%s is too large: it has more than 62 bits", what);
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

static id without_names(const struct graph *g, id a)
{
    while (a != POISON && graph_op(g, a) == OP_NAMED) a = graph_child(g, a, 0);
    return a;
}

/* What a size's letter stands for: a number or itself; 0 for everything else. */
static int64_t letter_size(struct frame *f, id a)
{
    struct graph *g = f->l->g;
    a = without_names(g, a);
    bool name = a != POISON && graph_op(g, a) == OP_VARIABLE;
    return name ? lower_facts(f->l, graph_node(g, a)->data)->size : 0;
}

/* The size that a product of letters and a count is; 0 for everything else. */
static int64_t product_size(struct frame *f, id a)
{
    struct graph *g = f->l->g;
    struct sizes *sizes = &g->shapes.sizes;
    int64_t size, power;
    a = without_names(g, a);
    if (a == POISON || graph_op(g, a) != OP_PRODUCT) return letter_size(f, a);
    struct node n = *graph_node(g, a);
    if (!number_to_int(&g->numbers, n.data, &size) || size < 1) return 0;
    for (uint32_t i = 0; i < n.n; i++) {
        int64_t letter = letter_size(f, graph_child(g, a, i));
        if (!number_to_int(&g->numbers, node_number(g, &n, i), &power) || power < 1) return 0;
        for (; power && size; power--) size = size_times(sizes, size, letter);
    }
    return size;
}

bool lower_size(struct frame *f, id value, struct span span, int64_t *out)
{
    struct sizes *sizes = &f->l->g->shapes.sizes;
    *out = product_size(f, value);
    if (size_is_open(*out)) f->l->open_size = size_of_letter(size_letter(sizes, *out));
    if (*out) return true;
    if (!lower_integer(f, value, span, "a size", out)) return false;
    return *out >= 1 || lower_error(f, KIND_SHAPE, span, "a size must be at least 1");
}

bool lower_counted(struct frame *f, id a, struct span span)
{
    if (!shape_is_open(&f->l->g->shapes, graph_shape(f->l->g, a))) return true;
    lower_error(f, KIND_SHAPE, span, "this needs sizes that are numbers, got %s",
                lower_shape(f, a));
    return diag_hint(f->l->g->core, "give them with --shape, such as x=[3]");
}

/* ---- reshape ---- */

/* Reads a new shape from the arguments after the first, or a list of them. *open is the axis whose
 * size is given as -1, which is what is left for it; else -1. */
static bool read_new_shape(struct call *c, struct shape_data *out, int *open)
{
    struct frame *f = c->frame;
    struct graph *g = f->l->g;
    bool list = c->n == 2 && graph_dims(g, c->args[1]).ndim == 1;
    int64_t n = list ? graph_dims(g, c->args[1]).d[0] : c->n - 1;
    *out = (struct shape_data){(int)n, {1, 1}};
    *open = -1;
    if (n < 1 || n > 2) return lower_usage(c, BUILD_reshape);
    for (int i = 0; i < n; i++) {
        number value;
        id size = list ? graph_entry(g, c->args[1], i) : c->args[i + 1];
        if (graph_is_number(g, size, &value) && value == NUMBER_MINUS_ONE && *open < 0)
            *open = i;
        else if (!lower_size(f, size, c->node->span, &out->d[i]))
            return false;
    }
    return true;
}

static id cannot_reshape(struct call *c, struct shape_data d, int open)
{
    struct graph *g = c->frame->l->g;
    struct arena *arena = &g->core->arena;
    if (open < 0) {
        lower_error(c->frame, KIND_SHAPE, c->node->span, "'reshape' cannot make shape %s of %s",
                    shape_text(&g->shapes, shape_of(&g->shapes, d), arena),
                    lower_shape(c->frame, c->args[0]));
        diag_hint(g->core, "it keeps the number of entries");
        return POISON;
    }
    return lower_error(
        c->frame, KIND_SHAPE, c->node->span, "'reshape' cannot share the entries of %s among %s",
        lower_shape(c->frame, c->args[0]), size_text(&g->shapes.sizes, d.d[!open], arena));
}

id build_reshape(struct call *c)
{
    struct graph *g = c->frame->l->g;
    struct shape_data d;
    int open;
    if (c->n < 2 || c->n > 3 || c->n_keywords) return lower_usage(c, BUILD_reshape);
    if (!read_new_shape(c, &d, &open)) return POISON;
    int64_t entries = shape_size(&g->shapes, graph_shape(g, c->args[0]));
    if (open >= 0) {
        d.d[open] = size_over(&g->shapes.sizes, entries, d.d[!open]);
        if (!d.d[open]) return cannot_reshape(c, d, open);
    }
    shape to = shape_of(&g->shapes, d);
    if (entries && shape_size(&g->shapes, to) == entries) return graph_reshape(g, c->args[0], to);
    return cannot_reshape(c, d, -1);
}

/* ---- subscripts ---- */

bool lower_out_of_range(struct frame *f, struct span span, int64_t i, int64_t size)
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
                size_text(&g->shapes.sizes, size, &g->core->arena));
    return diag_hint(g->core, "give the size as a number with --shape");
}

static bool read_position(struct frame *f, uint32_t node, int64_t size, struct subscript *out)
{
    int64_t i;
    struct span span = f->l->ast->nodes.at[node].span;
    id value = frame_value(f, node);
    if (lower_is_data(f, value)) {
        *out = (struct subscript){.drops = true, .data = value, .span = span};
        return lower_check_index(f, value, span, size);
    }
    if (!lower_integer(f, value, span, "an index", &i)) return false;
    if (size_is_open(size) && (i < 0 || i >= INT32_MAX)) return open_axis(f, span, size);
    if (!size_is_open(size) && (i < -size || i >= size))
        return lower_out_of_range(f, span, i, size);
    *out = (struct subscript){.slice = {(int32_t)(i < 0 ? i + size : i), 1, 1}, .drops = true};
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
    if (size_is_open(size)) {
        *out = (struct subscript){.slice = {0, 1, size}};
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
    *out = (struct subscript){.slice = {(int32_t)start, (int32_t)clamp(step, INT32_MIN, INT32_MAX),
                                        count < 0 ? 0 : count}};
    if (count > 0) return true;
    return lower_error(f, KIND_SHAPE, node->span, "the slice is empty: the axis has size %lld",
                       (long long)size);
}

static bool read_subscript(struct frame *f, uint32_t node, int64_t size, struct subscript *out)
{
    const struct ast_node *n = &f->l->ast->nodes.at[node];
    return n->op == AST_SLICE ? read_slice(f, n, size, out) : read_position(f, node, size, out);
}

/* Subscripts while they are read: of an array's axes, and the shape of what they leave. */
struct reading {
    struct frame *f;
    const struct ast_node *node;
    struct shape_data d, left;
    struct subscript axes[2];
    int n, n_data; /* how many axes have been read, and how many of them are data */
    bool adds;     /* there are new axes */
};

static bool leave_axis(struct reading *r, int64_t size)
{
    if (r->left.ndim == 2)
        return lower_error(r->f, KIND_SHAPE, r->node->span,
                           "this would have three axes: arrays have at most two");
    r->left.d[r->left.ndim++] = size;
    return true;
}

/* The indexes of two axes are broadcast together, and lower_gather() knows to which shape. */
static bool leave_data(struct reading *r, id data)
{
    struct shape_data d = graph_dims(r->f->l->g, data);
    if (++r->n_data == 2) return true;
    for (int i = 0; i < d.ndim; i++)
        if (!leave_axis(r, d.d[i])) return false;
    return true;
}

static bool read_axis(struct reading *r, uint32_t node)
{
    struct subscript *axis = &r->axes[r->n];
    if (!read_subscript(r->f, node, r->d.d[r->n], axis)) return false;
    r->n++;
    if (axis->data) return leave_data(r, axis->data);
    return axis->drops || leave_axis(r, axis->slice.count);
}

/* Sin[x], as Mathematica has it, is a call: the name of the function, or NULL. */
static const char *called_with_brackets(const struct reading *r)
{
    const struct ast *ast = r->f->l->ast;
    const struct ast_node *array = &ast->nodes.at[ast_arg(ast, r->node, 0)];
    char small[16];
    if (array->op != AST_NAME) return NULL;
    const char *name = names_text(&r->f->l->g->core->names, array->name);
    size_t n = strlen(name);
    if (n >= sizeof small || n < 2) return NULL;
    for (size_t i = 0; i <= n; i++)
        small[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 'a' - 'A' : name[i]);
    const struct fn_row *row = fn_find(small, n);
    return row ? row->name : NULL;
}

/* The same for Integrate[f, x] and D[f, x]: what is written here instead, or NULL. */
static const char *elsewhere_with_brackets(const struct reading *r)
{
    const struct ast *ast = r->f->l->ast;
    const struct ast_node *array = &ast->nodes.at[ast_arg(ast, r->node, 0)],
                          *last = &ast->nodes.at[ast_arg(ast, r->node, r->node->n - 1)];
    const char *name =
        array->op == AST_NAME ? names_text(&r->f->l->g->core->names, array->name) : "";
    bool long_name = strlen(name) > 1, as_of_call = r->node->n == 3 && last->op == AST_NAME;
    return *name && (long_name || as_of_call) ? fn_elsewhere(name) : NULL;
}

static bool too_many(struct reading *r)
{
    struct graph *g = r->f->l->g;
    uint32_t given = r->node->n - 1;
    if (r->d.ndim)
        return lower_error(r->f, KIND_SHAPE, r->node->span, "%u subscripts for an array of %d ax%s",
                           given, r->d.ndim, r->d.ndim == 1 ? "is" : "es");
    lower_error(r->f, KIND_SHAPE, r->node->span, "a scalar cannot be indexed");
    const char *function = called_with_brackets(r), *elsewhere = elsewhere_with_brackets(r);
    if (elsewhere) return diag_hint(g->core, "a call has parentheses, and %s", elsewhere);
    if (function) return diag_hint(g->core, "a call has parentheses: %s(...)", function);
    return diag_hint(g->core, "give the name a vector or matrix with --at");
}

static bool read_subscripts(struct reading *r)
{
    const struct ast *ast = r->f->l->ast;
    if (r->node->n == 1) return too_many(r);
    for (uint32_t k = 1; k < r->node->n; k++) {
        uint32_t node = ast_arg(ast, r->node, k);
        bool adds = lower_is_new_axis(r->f->l, r->f->locals, &r->f->l->ast->nodes.at[node]);
        r->adds |= adds;
        if (!adds && r->n == r->d.ndim) return too_many(r);
        if (!(adds ? leave_axis(r, 1) : read_axis(r, node))) return false;
    }
    for (; r->n < r->d.ndim; r->n++) {
        r->axes[r->n] = (struct subscript){.slice = {0, 1, r->d.d[r->n]}};
        if (!leave_axis(r, r->d.d[r->n])) return false;
    }
    return true;
}

static id take(struct reading *r, id a)
{
    struct graph *g = r->f->l->g;
    struct slice axes[2] = {r->axes[0].slice, r->axes[1].slice};
    if (!r->n_data) return graph_reshape(g, graph_slice(g, a, axes), shape_of(&g->shapes, r->left));
    if (r->adds && r->n_data == 2)
        return lower_error(r->f, KIND_SHAPE, r->node->span, "None beside two integer arrays");
    id value = lower_gather(r->f, r->node, a, r->axes);
    return r->adds ? graph_reshape(g, value, shape_of(&g->shapes, r->left)) : value;
}

id lower_index(struct frame *f, const struct ast_node *node)
{
    id a = frame_value(f, ast_arg(f->l->ast, node, 0));
    struct reading r = {.f = f, .node = node, .d = graph_dims(f->l->g, a)};
    return read_subscripts(&r) ? take(&r, a) : POISON;
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

/* lower_builder.c - functions of the table that build other nodes: reductions and constructors
 * of arrays. */
#include "graph/lower_private.h"

#include <stdlib.h>
#include <string.h>

static struct graph *graph_of(struct call *c)
{
    return c->frame->l->g;
}

static const char *call_name(struct call *c)
{
    return names_text(&graph_of(c)->core->names, c->node->name);
}

id lower_keyword(struct call *c, const char *name)
{
    for (uint32_t i = 0; i < c->n_keywords; i++) {
        if (!c->keywords[i] || strcmp(c->keywords[i], name) != 0) continue;
        c->keywords[i] = NULL;
        return c->keyword_values[i];
    }
    return POISON;
}

static bool no_keyword(struct call *c, const char *keyword)
{
    lower_error(c->frame, KIND_SYNTAX, c->node->span, "'%s' has no argument '%s'", call_name(c),
                keyword);
    if (strcmp(keyword, "dim") == 0) diag_hint(graph_of(c)->core, "it is called axis here");
    if (strcmp(keyword, "keepdim") == 0) diag_hint(graph_of(c)->core, "it is called keepdims here");
    return false;
}

bool lower_no_keywords(struct call *c)
{
    for (uint32_t i = 0; i < c->n_keywords; i++)
        if (c->keywords[i]) return no_keyword(c, c->keywords[i]);
    return true;
}

/* ---- reductions ---- */

static id lower_no_axis(struct call *c, int64_t axis, struct span span)
{
    int ndim = graph_dims(graph_of(c), c->args[0]).ndim;
    lower_error(c->frame, KIND_SHAPE, span, "there is no axis %lld in an array of shape %s",
                (long long)axis, lower_shape(c->frame, c->args[0]));
    if (ndim == 1) diag_hint(graph_of(c)->core, "a vector has only axis 0");
    if (ndim == 2) diag_hint(graph_of(c)->core, "axis 0 goes down the rows, axis 1 along them");
    return POISON;
}

bool lower_axis(struct call *c, uint32_t position, struct axes *out)
{
    int64_t axis, keep = 0;
    int ndim = graph_dims(graph_of(c), c->args[0]).ndim;
    id given = c->n > position ? c->args[position] : lower_keyword(c, "axis"),
       keepdims = lower_keyword(c, "keepdims");
    *out = (struct axes){AXIS_ALL, false};
    if (!lower_no_keywords(c)) return false;
    if (keepdims && !lower_integer(c->frame, keepdims, c->node->span, "keepdims", &keep))
        return false;
    out->keep = keep != 0;
    if (!given) return true;
    struct span span = c->n > position ? lower_span_of(c, position) : c->node->span;
    if (!lower_integer(c->frame, given, span, "an axis", &axis)) return false;
    if (axis < -ndim || axis >= ndim) return lower_no_axis(c, axis, span);
    out->axis = ndim == 1 ? AXIS_ALL : (uint32_t)(axis < 0 ? axis + ndim : axis);
    return true;
}

id lower_finish_axis(struct call *c, id reduced, struct axes axes)
{
    id a = c->args[0];
    return axes.keep ? graph_keep_axis(graph_of(c), reduced, graph_shape(graph_of(c), a), axes.axis)
                     : reduced;
}

static id reduce_axes(struct call *c, enum builder builder, enum reduction how, struct axes *axes)
{
    if (c->n < 1 || c->n > 2) return lower_usage(c, builder);
    if (!lower_axis(c, 1, axes)) return POISON;
    return lower_finish_axis(c, graph_reduce(graph_of(c), how, c->args[0], axes->axis), *axes);
}

static id reduce(struct call *c, enum builder builder, enum reduction how)
{
    struct axes axes;
    return reduce_axes(c, builder, how, &axes);
}

id build_sum(struct call *c)
{
    if (lower_has_index(c->frame, c->node)) return lower_terms(c, false);
    return reduce(c, BUILD_sum, REDUCE_SUM);
}

id build_mean(struct call *c)
{
    struct axes axes;
    id total = reduce_axes(c, BUILD_mean, REDUCE_SUM, &axes);
    if (total == POISON) return POISON;
    return graph_div(graph_of(c), total, graph_axis_size(graph_of(c), c->args[0], axes.axis));
}

/* Writes out a product of entries: its gradient then needs no division, and has a value at
 * zeros. */
static id product_of_entries(struct graph *g, id a, int64_t first, int64_t step, int64_t n)
{
    size_t begin = graph_begin(g);
    for (int64_t i = 0; i < n; i++) graph_push(g, graph_entry(g, a, first + i * step), NUMBER_ONE);
    return graph_end_product(g, begin, NUMBER_ONE);
}

static id product_along(struct graph *g, id a, uint32_t axis)
{
    struct shape_data d = graph_dims(g, a);
    if (axis == AXIS_ALL)
        return product_of_entries(g, a, 0, 1, shape_count(&g->shapes, graph_shape(g, a)));
    int64_t n = d.d[1 - axis];
    id *items = mem_array(&g->core->mem, (size_t)n, sizeof *items);
    if (!items) return POISON;
    for (int64_t i = 0; i < n; i++)
        items[i] = axis == 0 ? product_of_entries(g, a, i, d.d[1], d.d[0])
                             : product_of_entries(g, a, i * d.d[1], 1, d.d[1]);
    id result = graph_stack(g, items, (uint32_t)n);
    mem_free_array(&g->core->mem, items, (size_t)n, sizeof *items);
    return result;
}

id build_prod(struct call *c)
{
    struct axes axes;
    if (lower_has_index(c->frame, c->node)) return lower_terms(c, true);
    if (c->n < 1 || c->n > 2) return lower_usage(c, BUILD_prod);
    if (!lower_axis(c, 1, &axes) || !lower_counted(c->frame, c->args[0], c->node->span))
        return POISON;
    return lower_finish_axis(c, product_along(graph_of(c), c->args[0], axes.axis), axes);
}

/* Takes the extreme of several arguments entry by entry, or reduces one argument. */
static id extreme(struct call *c, enum builder builder, enum fn fn, enum reduction how)
{
    if (c->n == 1) {
        c->args[0] = graph_distinct(graph_of(c), c->args[0]);
        return reduce(c, builder, how);
    }
    if (c->n < 2 || c->n_keywords) return lower_usage(c, builder);
    if (c->n > 2) return lower_reduce_arguments(c, how);
    if (!lower_fits(c->frame, c->node->mark, call_name(c), c->args[0], c->args[1])) return POISON;
    c->frame->written.passing = PASSES_ENTRIES;
    return graph_fn(graph_of(c), fn, c->args);
}

id build_min(struct call *c)
{
    return extreme(c, BUILD_min, FN_minimum, REDUCE_MIN);
}

id build_max(struct call *c)
{
    return extreme(c, BUILD_max, FN_maximum, REDUCE_MAX);
}

id build_logsumexp(struct call *c)
{
    return reduce(c, BUILD_logsumexp, REDUCE_LOGSUMEXP);
}

/* Builds x - logsumexp(x) along an axis, which is required for a matrix. */
static id log_softmax(struct call *c, enum builder builder)
{
    struct graph *g = graph_of(c);
    struct axes axes;
    if (c->n < 1 || c->n > 2) return lower_usage(c, builder);
    id a = c->args[0];
    if (!lower_axis(c, 1, &axes)) return POISON;
    if (graph_dims(graph_of(c), a).ndim == 0) return lower_bad_shape(c, 0, "a vector or matrix");
    if (graph_dims(graph_of(c), a).ndim == 2 && axes.axis == AXIS_ALL) {
        lower_error(c->frame, KIND_SHAPE, c->node->span, "'%s' of a matrix needs an axis",
                    call_name(c));
        diag_hint(g->core, "write %s(A, axis=1) for each row", call_name(c));
        return POISON;
    }
    id total = graph_reduce(g, REDUCE_LOGSUMEXP, a, axes.axis);
    if (graph_shape(g, total) != SHAPE_SCALAR)
        total = graph_keep_axis(g, total, graph_shape(g, a), axes.axis);
    return graph_sub(g, a, total);
}

id build_log_softmax(struct call *c)
{
    return log_softmax(c, BUILD_log_softmax);
}

id build_softmax(struct call *c)
{
    return graph_fn1(graph_of(c), FN_exp, log_softmax(c, BUILD_softmax));
}

/* ---- powers and products ---- */

id build_sqrt(struct call *c)
{
    struct graph *g = graph_of(c);
    if (c->n != 1 || c->n_keywords) return lower_usage(c, BUILD_sqrt);
    c->frame->written.passing = PASSES_ENTRIES;
    if (!c->frame->in_rule) {
        struct guard guard = {
            .kind = KIND_DOMAIN, .subject = c->args[0], .what = "sqrt", .span = c->node->span};
        guard.condition = graph_fn2(g, FN_less_equal, graph_int(g, 0), c->args[0]);
        guards_add(g, &c->frame->l->guards, guard);
    }
    return graph_pow_number(g, c->args[0], NUMBER_HALF);
}

id build_pow(struct call *c)
{
    if (c->n != 2 || c->n_keywords) return lower_usage(c, BUILD_pow);
    return lower_power(c->frame, c->node, c->args[0], c->args[1]);
}

id build_dot(struct call *c)
{
    if (c->n != 2 || c->n_keywords) return lower_usage(c, BUILD_dot);
    struct shape_data a = graph_dims(graph_of(c), c->args[0]),
                      b = graph_dims(graph_of(c), c->args[1]);
    for (uint32_t k = 0; k < 2; k++)
        if (graph_dims(graph_of(c), c->args[k]).ndim == 0)
            return lower_bad_shape(c, k, "vectors or matrices");
    if (a.d[a.ndim - 1] != b.d[0])
        return lower_inner_mismatch(c->frame, c->node->mark, "dot", c->args[0], c->args[1]);
    return graph_matmul(graph_of(c), c->args[0], c->args[1]);
}

id build_outer(struct call *c)
{
    if (c->n != 2 || c->n_keywords) return lower_usage(c, BUILD_outer);
    for (uint32_t k = 0; k < 2; k++)
        if (graph_dims(graph_of(c), c->args[k]).ndim != 1) return lower_bad_shape(c, k, "vectors");
    return graph_outer(graph_of(c), c->args[0], c->args[1]);
}

id build_transpose(struct call *c)
{
    if (c->n != 1 || c->n_keywords) return lower_usage(c, BUILD_transpose);
    return graph_transpose(graph_of(c), c->args[0]);
}

/* ---- shapes ---- */

/* Reads sizes from argument `from` on: one, two, or a list of them. */
static bool read_sizes(struct call *c, struct shape_data *out)
{
    struct graph *g = graph_of(c);
    *out = (struct shape_data){(int)c->n, {1, 1}};
    bool list = c->n == 1 && graph_dims(g, c->args[0]).ndim == 1;
    if (list) out->ndim = (int)graph_dims(g, c->args[0]).d[0];
    if (out->ndim < 0 || out->ndim > 2) return lower_usage(c, BUILD_zeros);
    for (int i = 0; i < out->ndim; i++) {
        id size = list ? graph_entry(g, c->args[0], i) : c->args[i];
        if (!lower_size(c->frame, size, c->node->span, &out->d[i])) return false;
    }
    if (out->d[1] > 0 && out->d[0] > INT32_MAX / out->d[1])
        return lower_error(c->frame, KIND_LIMIT, c->node->span, "an array of more than %d entries",
                           INT32_MAX);
    return true;
}

static id build_fill(struct call *c, enum builder builder, number value)
{
    struct shape_data d;
    if (c->n < 1 || c->n > 2 || c->n_keywords) return lower_usage(c, builder);
    if (!read_sizes(c, &d)) return POISON;
    return graph_fill(graph_of(c), value, shape_of(&graph_of(c)->shapes, d));
}

id build_zeros(struct call *c)
{
    return build_fill(c, BUILD_zeros, NUMBER_ZERO);
}

id build_ones(struct call *c)
{
    return build_fill(c, BUILD_ones, NUMBER_ONE);
}

id build_eye(struct call *c)
{
    struct shape_data d;
    if (c->n != 1 || c->n_keywords || graph_dims(graph_of(c), c->args[0]).ndim != 0)
        return lower_usage(c, BUILD_eye);
    if (!read_sizes(c, &d)) return POISON;
    if (d.d[0] > 46340)
        return lower_error(c->frame, KIND_LIMIT, c->node->span,
                           "an identity matrix larger than 46340");
    return graph_eye(graph_of(c), d.d[0]);
}

/* From a whole number to before another one. */
static id range_between(struct call *c)
{
    struct graph *g = graph_of(c);
    int64_t from, end, n;
    if (!lower_integer(c->frame, c->args[0], lower_span_of(c, 0), "the start of a range", &from) ||
        !lower_integer(c->frame, c->args[1], lower_span_of(c, 1), "the end of a range", &end))
        return POISON;
    if (end <= from)
        return lower_error(c->frame, KIND_SHAPE, c->node->span, "a range must end after its start");
    if (__builtin_sub_overflow(end, from, &n) || n > INT32_MAX)
        return lower_error(c->frame, KIND_LIMIT, c->node->span, "an array of more than %d entries",
                           INT32_MAX);
    id numbers = graph_range(g, n);
    number start = number_from_int(&g->numbers, from);
    return graph_add(g, numbers, graph_fill(g, start, graph_shape(g, numbers)));
}

id build_range(struct call *c)
{
    struct shape_data d;
    if (c->n == 2 && !c->n_keywords) return range_between(c);
    if (c->n != 1 || c->n_keywords || graph_dims(graph_of(c), c->args[0]).ndim != 0)
        return lower_usage(c, BUILD_range);
    return read_sizes(c, &d) ? graph_range(graph_of(c), d.d[0]) : POISON;
}

static id concat_misfit(struct call *c, uint32_t k, int64_t axis)
{
    struct shape_data first = graph_dims(graph_of(c), c->args[0]),
                      d = graph_dims(graph_of(c), c->args[k]);
    const char *wanted = first.ndim != d.ndim ? "arrays of as many axes"
                         : axis == 0          ? "equal numbers of columns"
                                              : "equal numbers of rows";
    lower_error(c->frame, KIND_SHAPE, lower_span_of(c, k), "'concat' needs %s, got %s and %s",
                wanted, lower_shape(c->frame, c->args[0]), lower_shape(c->frame, c->args[k]));
    if (first.ndim == 2 && d.ndim == 2 && d.d[axis] == first.d[axis])
        diag_hint(graph_of(c)->core, "they fit along axis=%d", axis == 0);
    else if (first.ndim != d.ndim)
        diag_hint(graph_of(c)->core,
                  "reshape(v, 1, n) makes a vector a row, reshape(v, n, 1) a column");
    return POISON;
}

id build_concat(struct call *c)
{
    int64_t axis = 0;
    id given = lower_keyword(c, "axis");
    if (c->n < 1 || !lower_no_keywords(c)) return c->n ? POISON : lower_usage(c, BUILD_concat);
    if (given && !lower_integer(c->frame, given, c->node->span, "an axis", &axis)) return POISON;
    struct shape_data first = graph_dims(graph_of(c), c->args[0]);
    if (first.ndim == 0) return lower_bad_shape(c, 0, "vectors or matrices");
    if (axis < 0) axis += first.ndim;
    if (axis < 0 || axis >= first.ndim) return lower_no_axis(c, axis, c->node->span);
    for (uint32_t k = 0; k < c->n; k++) {
        struct shape_data d = graph_dims(graph_of(c), c->args[k]);
        if (size_is_open(d.d[axis]))
            return lower_counted(c->frame, c->args[k], lower_span_of(c, k)), POISON;
        if (d.ndim != first.ndim || (d.ndim == 2 && d.d[1 - axis] != first.d[1 - axis]))
            return concat_misfit(c, k, axis);
    }
    return graph_concat(graph_of(c), c->args, c->n, (uint32_t)axis);
}

/* embed(x, n, start, step, axis) is the adjoint of a slice along one axis. */
id build_embed(struct call *c)
{
    struct graph *g = graph_of(c);
    int64_t words[4] = {0, 0, 1, 0};
    if (c->n < 2 || c->n > 5 || c->n_keywords) return lower_usage(c, BUILD_embed);
    if (!lower_size(c->frame, c->args[1], lower_span_of(c, 1), &words[0])) return POISON;
    for (uint32_t k = 2; k < c->n; k++)
        if (!lower_integer(c->frame, c->args[k], lower_span_of(c, k), "a place", &words[k - 1]))
            return POISON;
    struct shape_data d = graph_dims(graph_of(c), c->args[0]);
    int64_t n = words[0], start = words[1], step = words[2], axis = words[3],
            most = size_is_open(n) ? INT32_MAX : n;
    if (d.ndim == 0 || axis < 0 || axis >= d.ndim || step == 0 || n > INT32_MAX ||
        llabs(step) > most || size_is_open(d.d[axis]))
        return lower_usage(c, BUILD_embed);
    int64_t last = start + (d.d[axis] - 1) * step;
    if (start < 0 || start >= most || last < 0 || last >= most)
        return lower_error(c->frame, KIND_SHAPE, c->node->span,
                           "the entries do not fit into size %lld", (long long)n);
    struct slice axes[2] = {{0, 1, d.d[0]}, {0, 1, d.d[1]}};
    axes[axis] = (struct slice){(int32_t)start, (int32_t)step, d.d[axis]};
    d.d[axis] = n;
    return graph_embed(g, c->args[0], axes, shape_of(&g->shapes, d));
}

#define BUILDER(id, ...) \
    case BUILD_##id: return build_##id(c);

id lower_builder(struct call *c, enum builder builder)
{
    switch (builder) {
#include "fn/functions.def"
    case BUILD_COUNT: break;
    }
    return POISON;
}

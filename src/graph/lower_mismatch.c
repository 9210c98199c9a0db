/* lower_mismatch.c - errors, those about shapes that do not fit, with the common remedies, and
 * those of calls. */
#include "graph/lower_private.h"

#include <stdio.h>
#include <string.h>

id lower_error(struct frame *f, enum kind kind, struct span span, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    diag_error(f->l->g->core, kind, span, "%s", text);
    return POISON;
}

const char *lower_shape(struct frame *f, id a)
{
    return shape_text(&f->l->g->shapes, graph_shape(f->l->g, a), &f->l->g->core->arena);
}

static bool is_transposed(struct shape_data x, struct shape_data y)
{
    return x.ndim == 2 && y.ndim == 2 && x.d[0] == y.d[1] && x.d[1] == y.d[0];
}

/* True for a vector next to a matrix with as many rows, which was meant as a column. */
static bool is_column(struct shape_data matrix, struct shape_data vector)
{
    return matrix.ndim == 2 && vector.ndim == 1 && vector.d[0] == matrix.d[0] &&
           !size_is_open(vector.d[0]);
}

static bool is_product(struct shape_data x, struct shape_data y)
{
    return x.ndim + y.ndim > 2 && x.ndim > 0 && x.d[x.ndim - 1] == y.d[0];
}

static void hint_broadcast(struct frame *f, const char *operation, id a, id b)
{
    struct core *core = f->l->g->core;
    struct shape_data x = graph_dims(f->l->g, a), y = graph_dims(f->l->g, b);
    if (is_column(x, y) || is_column(y, x))
        diag_hint(core,
                  "a vector acts as a row; reshape(v, %lld, 1) makes it a column, and keepdims=1 "
                  "keeps a sum along axis 1 a column",
                  (long long)(x.ndim == 1 ? x : y).d[0]);
    else if (!strcmp(operation, "*") && is_product(x, y))
        diag_hint(core, "the product of matrices is written @");
    else if (is_transposed(x, y))
        diag_hint(core, "transpose one of them with .T");
    else
        diag_hint(core, "sizes must be equal, or 1, counted from the last axis");
}

id lower_mismatch(struct frame *f, struct span span, const char *operation, id a, id b)
{
    lower_error(f, KIND_SHAPE, span, "'%s' cannot combine shapes %s and %s", operation,
                lower_shape(f, a), lower_shape(f, b));
    hint_broadcast(f, operation, a, b);
    return POISON;
}

bool lower_fits(struct frame *f, struct span span, const char *operation, id a, id b)
{
    struct graph *g = f->l->g;
    if (a == POISON || b == POISON) return false;
    if (shape_broadcast(&g->shapes, graph_shape(g, a), graph_shape(g, b)) != SHAPE_NONE)
        return true;
    return lower_mismatch(f, span, operation, a, b);
}

id lower_inner_mismatch(struct frame *f, struct span span, const char *operation, id a, id b)
{
    struct core *core = f->l->g->core;
    struct shape_data x = graph_dims(f->l->g, a), y = graph_dims(f->l->g, b);
    const char *between = !strcmp(operation, "@") ? " @" : " and";
    lower_error(f, KIND_SHAPE, span, "'%s' needs equal inner sizes, got %s%s %s", operation,
                lower_shape(f, a), between, lower_shape(f, b));
    if (x.ndim == 2 && x.d[0] == y.d[0])
        diag_hint(core, "transpose the left one with .T");
    else if (y.ndim == 2 && x.d[x.ndim - 1] == y.d[1])
        diag_hint(core, "transpose the right one with .T");
    else if (y.ndim == 2 && y.d[0] == 1)
        diag_hint(core, "%s",
                  x.ndim == 2 && x.d[1] == 1
                      ? "both are columns or rows: transpose one of them with .T"
                      : "* stretches an axis of size 1, @ does not");
    else if (x.ndim == 2 && y.ndim == 2 && x.d[0] == y.d[1])
        diag_hint(core, "they fit the other way round");
    else if (x.ndim == 1 && y.ndim == 1)
        diag_hint(core, "outer(a, b) takes vectors of any sizes");
    return POISON;
}

/* ---- errors of a call ---- */

static const char *call_name(struct call *c)
{
    return names_text(&c->frame->l->g->core->names, c->node->name);
}

id lower_usage(struct call *c, enum builder builder)
{
    size_t i = 0;
    while (fn_rows[i].builder != (int)builder) i++;
    lower_error(c->frame, KIND_SYNTAX, c->node->span, "'%s' cannot take these arguments",
                call_name(c));
    bool sums = builder == BUILD_sum || builder == BUILD_prod;
    diag_hint(c->frame->l->g->core, "it is written %s(%s)%s%s%s", call_name(c),
              fn_rows[i].parameters, sums ? ", or over an index " : "", sums ? call_name(c) : "",
              sums ? "(f, i, a, b)" : "");
    return POISON;
}

struct span lower_span_of(struct call *c, uint32_t k)
{
    return c->frame->l->ast->nodes.at[c->nodes[k]].span;
}

id lower_bad_shape(struct call *c, uint32_t k, const char *wanted)
{
    return lower_error(c->frame, KIND_SHAPE, lower_span_of(c, k), "'%s' needs %s, got %s",
                       call_name(c), wanted, lower_shape(c->frame, c->args[k]));
}

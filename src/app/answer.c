/* answer.c - results: what a request's work leaves behind. */
#include "app/session.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

struct answer *answer_new(enum dcalc_command command)
{
    struct answer *answer = calloc(1, sizeof *answer);
    if (!answer) return NULL;
    answer->arena.mem = &answer->mem;
    answer->public.size = sizeof answer->public;
    answer->public.command = command;
    return answer;
}

void dcalc_result_free(struct dcalc_result *result)
{
    struct answer *answer = (struct answer *)result;
    if (!answer) return;
    arena_free(&answer->arena);
    free(answer);
}

const char *answer_text(struct answer *answer, const char *text)
{
    return text ? arena_text(&answer->arena, text, strlen(text)) : NULL;
}

/* ---- errors ---- */

static size_t characters(const char *s, size_t n)
{
    size_t count = 0;
    for (uint32_t at = 0; at < n; count++) utf8_next(s, (uint32_t)n, &at);
    return count;
}

/* The line around a span, and where in it the caret goes. */
static void locate(struct answer *answer, struct dcalc_diagnostic *d, const struct source *source,
                   struct span span)
{
    d->source = answer_text(answer, source->name);
    if (!source->bytes) return;
    size_t start = span.start < source->length ? span.start : source->length, line = start,
           end = start;
    while (line > 0 && source->bytes[line - 1] != '\n') line--;
    while (end < source->length && source->bytes[end] != '\n') end++;
    size_t stop = span.end < end ? span.end : end;
    d->line = arena_text(&answer->arena, source->bytes + line, end - line);
    d->line_length = end - line;
    d->line_number = source->lines_before + 1;
    for (size_t i = 0; i < line; i++) d->line_number += source->bytes[i] == '\n';
    d->caret_column = characters(source->bytes + line, start - line);
    d->column = d->caret_column + 1;
    d->caret_length = stop > start ? characters(source->bytes + start, stop - start) : 1;
    d->start = span.start;
    d->end = span.end;
}

static void fill_error(struct answer *answer, struct dcalc_diagnostic *d, struct core *core,
                       const struct diag *diag)
{
    d->kind = (enum dcalc_kind)diag->kind;
    d->message = answer_text(answer, diag->message);
    d->hint = answer_text(answer, diag->hint);
    if (diag->span.source && diag->span.source < core->sources.n)
        locate(answer, d, &core->sources.at[diag->span.source], diag->span);
}

/* Once memory has failed, whatever else was noted may only follow from that. */
void answer_errors(struct answer *answer, struct core *core)
{
    static const struct dcalc_diagnostic no_memory = {.kind = DCALC_LIMIT,
                                                      .message = "out of memory"};
    static const struct dcalc_diagnostic refused = {.kind = DCALC_LIMIT,
                                                    .message =
                                                        "this needs more memory than is allowed",
                                                    .hint = "allow more with --max-memory"};
    struct dcalc_result *r = &answer->public;
    bool told = core->diags.n > 0 && !core->mem.failed;
    struct dcalc_diagnostic *error = told ? arena_alloc(&answer->arena, sizeof *error) : NULL;
    if (error) fill_error(answer, error, core, &core->diags.at[0]);
    enum dcalc_command command = r->command;
    bool fine = error && !answer->mem.failed;
    *r = (struct dcalc_result){.size = sizeof *r,
                               .command = command,
                               .errors = fine                                       ? error
                                         : core->mem.refused || answer->mem.refused ? &refused
                                                                                    : &no_memory,
                               .n_errors = 1};
    r->status = r->errors[0].kind;
}

/* ---- arrays ---- */

static struct dcalc_array array_of(struct work *w, const char *name, shape s)
{
    struct shape_data d = shape_get(&w->g.shapes, s);
    struct dcalc_array a = {.name = answer_text(w->answer, name), .ndim = d.ndim};
    bool open = shape_has_letter(&w->g.shapes, s);
    for (int i = 0; i < d.ndim; i++) a.dims[i] = size_is_letter(d.d[i]) ? 0 : (size_t)d.d[i];
    a.count = open ? 0 : (size_t)shape_count(&w->g.shapes, s);
    return a;
}

size_t work_columns(const struct work *w)
{
    size_t columns = 0;
    for (size_t i = 0; i < w->leaves.n; i++)
        columns += (size_t)shape_count(&w->g.shapes, graph_shape(&w->g, w->leaves.at[i].node));
    return columns;
}

static bool outline_derivatives(struct work *w)
{
    struct dcalc_result *r = &w->answer->public;
    bool table = work_is_table(w);
    if (w->request->pattern) return true;
    r->n_derivatives = w->request->command == DCALC_EVAL ? 0 : table ? 1 : w->derivatives.n;
    if (r->n_derivatives == 0) return true;
    struct dcalc_array *arrays = arena_alloc(&w->answer->arena, r->n_derivatives * sizeof *arrays);
    if (!arrays) return false;
    if (table) {
        arrays[0] = (struct dcalc_array){.name = "", .ndim = 2, .dims = {w->rows, work_columns(w)}};
        arrays[0].count = w->rows * work_columns(w);
        if (r->nonzeros)
            arrays[0] = (struct dcalc_array){
                .name = "", .ndim = 1, .dims = {r->nonzeros->count}, .count = r->nonzeros->count};
    } else {
        bool named = work_is_by_name(w);
        for (size_t i = 0; i < w->derivatives.n; i++)
            arrays[i] = array_of(w,
                                 w->blocks ? work_block_name(w, i)
                                 : named   ? w->leaves.at[i].name
                                           : "",
                                 graph_shape(&w->g, w->derivatives.at[i]));
    }
    r->derivatives = arrays;
    return true;
}

static bool outline_values(struct work *w)
{
    struct dcalc_result *r = &w->answer->public;
    struct dcalc_array *values = arena_alloc(&w->answer->arena, w->values.n * sizeof *values);
    struct dcalc_array *weights =
        arena_alloc(&w->answer->arena, (w->new_weights.n + 1) * sizeof *weights);
    if (!values || !weights) return false;
    bool loss = w->request->command == DCALC_BACKPROP; /* 1 by 1 counts as a scalar */
    for (size_t i = 0; i < w->values.n; i++)
        values[i] = array_of(w, "", loss ? SHAPE_SCALAR : graph_shape(&w->g, w->values.at[i]));
    for (size_t i = 0; i < w->new_weights.n; i++)
        weights[i] = array_of(w, w->leaves.at[i].name, graph_shape(&w->g, w->new_weights.at[i]));
    r->values = values;
    r->n_values = w->values.n;
    r->weights = weights;
    r->n_weights = w->new_weights.n;
    return true;
}

bool work_outline(struct work *w)
{
    struct dcalc_result *r = &w->answer->public;
    const char **wrt = arena_alloc(&w->answer->arena, (w->leaves.n + 1) * sizeof *wrt);
    if (!wrt || !outline_values(w) || !outline_derivatives(w)) return false;
    for (size_t i = 0; i < w->leaves.n; i++) wrt[i] = answer_text(w->answer, w->leaves.at[i].name);
    r->wrt = wrt;
    r->n_wrt = w->leaves.n;
    return !w->answer->mem.failed;
}

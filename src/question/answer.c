/* answer.c - results: what a request's work leaves behind. */
#include "question/answer.h"
#include "base/utf8.h"
#include "print/latex_names.h"
#include "question/sparse.h"
#include "series/expansion.h"

#include <math.h>
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

static const struct dcalc_diagnostic no_memory = {.kind = DCALC_LIMIT, .message = "out of memory"};
static const struct dcalc_result without_memory = {
    .size = sizeof without_memory, .status = DCALC_LIMIT, .errors = &no_memory, .n_errors = 1};

struct dcalc_result *answer_without_memory(void)
{
    return (struct dcalc_result *)(uintptr_t)&without_memory;
}

void dcalc_result_free(struct dcalc_result *result)
{
    struct answer *answer = (struct answer *)result;
    if (!answer || result == &without_memory) return;
    arena_free(&answer->arena);
    shared_nonzeros_release(answer->places);
    free(answer);
}

const char *answer_text(struct answer *answer, const char *text)
{
    return text ? arena_text(&answer->arena, text, strlen(text)) : NULL;
}

bool answer_note(struct answer *answer, const char *text)
{
    const char *const *old = answer->public.notes;
    size_t n = answer->public.n_notes;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(old[i], text)) return true;
    const char **notes = arena_alloc(&answer->arena, (n + 1) * sizeof *notes);
    if (!notes) return false;
    if (n) memcpy(notes, old, n * sizeof *notes);
    notes[n] = answer_text(answer, text);
    answer->public.notes = notes;
    answer->public.n_notes = n + 1;
    return true;
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
    if (end > start && source->bytes[end - 1] == '\r') end--;
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

static struct dcalc_array array_of(struct answer *answer, const struct question *q,
                                   const char *name, shape s)
{
    struct shape_data d = shape_get(&q->graph->shapes, s);
    struct dcalc_array a = {.name = answer_text(answer, name), .ndim = d.ndim};
    bool open = shape_is_open(&q->graph->shapes, s);
    for (int i = 0; i < d.ndim; i++) a.dims[i] = size_is_open(d.d[i]) ? 0 : (size_t)d.d[i];
    a.count = open ? 0 : (size_t)shape_count(&q->graph->shapes, s);
    return a;
}

/* Those of one name, or rows of exponents with them. */
static struct dcalc_array coefficients_of(const struct question *q)
{
    size_t m = q->leaves.n, n = monomials_count(m, (size_t)question_degree(q), SIZE_MAX / 2);
    if (m == 1) return (struct dcalc_array){.name = "", .ndim = 1, .dims = {n}, .count = n};
    return (struct dcalc_array){.name = "", .ndim = 2, .dims = {n, m + 1}, .count = n * (m + 1)};
}

static bool outline_derivatives(struct answer *answer, const struct question *q)
{
    struct dcalc_result *r = &answer->public;
    bool table = question_is_table(q);
    if (q->request->pattern) return true;
    bool one = table || q->by_series || q->request->command == DCALC_TAYLOR;
    r->n_derivatives = question_asks_value(q->request->command) ? 0 : one ? 1 : q->derivatives.n;
    if (r->n_derivatives == 0) return true;
    struct dcalc_array *arrays = arena_alloc(&answer->arena, r->n_derivatives * sizeof *arrays);
    if (!arrays) return false;
    if (table) {
        arrays[0] =
            (struct dcalc_array){.name = "", .ndim = 2, .dims = {q->rows, leaves_count_entries(q)}};
        arrays[0].count = q->rows * leaves_count_entries(q);
        if (r->nonzeros)
            arrays[0] = (struct dcalc_array){
                .name = "", .ndim = 1, .dims = {r->nonzeros->count}, .count = r->nonzeros->count};
    } else if (q->request->command == DCALC_TAYLOR) {
        arrays[0] = coefficients_of(q);
    } else if (q->by_series) {
        arrays[0] = array_of(answer, q, "", graph_shape(q->graph, q->values.at[0]));
    } else {
        bool named = question_is_by_name(q);
        for (size_t i = 0; i < q->derivatives.n; i++)
            arrays[i] = array_of(answer, q,
                                 q->blocks ? derivatives_block_name(q, i)
                                 : named   ? q->leaves.at[i].name
                                           : "",
                                 graph_shape(q->graph, q->derivatives.at[i]));
    }
    r->derivatives = answer->derivatives = arrays;
    return true;
}

static bool outline_values(struct answer *answer, const struct question *q)
{
    struct dcalc_result *r = &answer->public;
    struct dcalc_array *values = arena_alloc(&answer->arena, q->values.n * sizeof *values);
    struct dcalc_array *weights =
        arena_alloc(&answer->arena, (q->new_weights.n + 1) * sizeof *weights);
    if (!values || !weights) return false;
    bool loss = q->request->command == DCALC_BACKPROP; /* 1 by 1 counts as a scalar */
    for (size_t i = 0; i < q->values.n; i++)
        values[i] = array_of(answer, q, q->request->n_show ? q->request->show[i] : "",
                             loss ? SHAPE_SCALAR : graph_shape(q->graph, q->values.at[i]));
    for (size_t i = 0; i < q->new_weights.n; i++)
        weights[i] =
            array_of(answer, q, q->leaves.at[i].name, graph_shape(q->graph, q->new_weights.at[i]));
    r->values = answer->values = values;
    r->n_values = q->values.n;
    r->weights = answer->weights = weights;
    r->n_weights = q->new_weights.n;
    return true;
}

/* What labels call the value; a loss as the work calls it. */
static const char *symbol_of_value(const struct spelling *names, bool loss)
{
    static const char *const symbols[][4] = {
        {"f", "g", "h", "\\mathcal{F}"},
        {"\\mathrm{loss}", "\\mathcal{L}", "\\ell", "\\mathcal{E}"}};
    for (int i = 0; i < 3; i++)
        if (spelling_is_free(names, symbols[loss][i], false)) return symbols[loss][i];
    return symbols[loss][3];
}

static bool spell_in_latex(struct answer *answer, const struct question *q)
{
    const char **names = arena_alloc(&answer->arena, (q->leaves.n + 1) * sizeof *names);
    struct spelling spelling = {.core = q->core, .rule = latex_spell};
    spelling_add_graph(&spelling, q->graph);
    for (size_t i = 0; names && i < q->leaves.n; i++)
        names[i] = answer_text(answer, spelling_of(&spelling, q->leaves.at[i].name));
    answer->public.value_latex = symbol_of_value(&spelling, q->request->command == DCALC_BACKPROP);
    spelling_free(&spelling);
    answer->public.wrt_latex = names;
    return names && !q->core->mem.failed;
}

bool answer_outline(struct answer *answer, const struct question *q)
{
    struct dcalc_result *r = &answer->public;
    r->nonzeros = q->nonzeros;
    shared_nonzeros_release(answer->places);
    answer->places = shared_nonzeros_share(q->places);
    const char **wrt = arena_alloc(&answer->arena, (q->leaves.n + 1) * sizeof *wrt);
    if (!wrt || !outline_values(answer, q) || !outline_derivatives(answer, q)) return false;
    for (size_t i = 0; i < q->leaves.n; i++) wrt[i] = answer_text(answer, q->leaves.at[i].name);
    r->wrt = wrt;
    r->n_wrt = q->leaves.n;
    if (question_writes_latex(q) && !spell_in_latex(answer, q)) return false;
    if (q->one_sided)
        answer_note(answer, "the limit from one side: on the other the expression has no value");
    if (q->generic)
        answer_note(answer, "special values of the other names, such as 0, may have another limit");
    if (q->lowering.inverts)
        answer_note(answer, "'^' goes entry by entry; the inverse of a matrix is inv(A)");
    if (q->lowering.transposes)
        answer_note(answer, "'^' goes entry by entry; the transpose is written A.T");
    if (q->graph->kept_number)
        answer_note(answer,
                    "factor is of polynomials; the prime factors of a number are factorint(n)");
    if (q->graph->long_prime && !q->request->exact)
        answer_note(answer, "a prime has more digits than are written; --exact writes all");
    if (q->graph->kept_whole && !q->at_point)
        answer_note(answer,
                    "too large for factor and apart, such as powers above 100: what is left as "
                    "it is may have factors");
    return !answer->mem.failed;
}

bool answer_infinite(struct answer *answer, const struct question *q)
{
    struct core *core = q->core;
    double *value = arena_alloc(&answer->arena, sizeof *value);
    const char **text = arena_alloc(&answer->arena, sizeof *text);
    bool latex = question_writes_latex(q);
    if (question_writes_document(q))
        return diag_error(core, KIND_USAGE, (struct span){0}, "an infinite limit is no formula");
    if (!value || !text) return false;
    *value = q->infinite * HUGE_VAL;
    *text = latex ? (q->infinite > 0 ? "\\infty" : "-\\infty") : q->infinite > 0 ? "inf" : "-inf";
    answer_set_numbers(&answer->values[0], value, text);
    return true;
}

/* ---- what later stages hand over ---- */

void answer_set_numbers(struct dcalc_array *array, const double *values, const char *const *texts)
{
    array->values = values;
    array->texts = texts;
}

void answer_set_formulas(struct dcalc_array *array, const char *const *formulas, size_t n)
{
    array->formulas = formulas;
    array->n_formulas = n;
}

void answer_set_remainder(struct answer *answer, const struct dcalc_array *bounds)
{
    answer->public.remainder = bounds;
}

void answer_set_lets(struct answer *answer, const char *const *lets, size_t n)
{
    answer->public.lets = lets;
    answer->public.n_lets = n;
}

static const char *copy_of(struct answer *answer, const struct str *text)
{
    return text->failed ? NULL : arena_text(&answer->arena, text->s ? text->s : "", text->n);
}

bool answer_set_document(struct answer *answer, const struct str *text)
{
    answer->public.document_length = text->n;
    return (answer->public.document = copy_of(answer, text));
}

bool answer_set_header(struct answer *answer, const struct str *text)
{
    return (answer->public.header = copy_of(answer, text));
}

bool answer_set_explanation(struct answer *answer, const struct str *text)
{
    return (answer->public.explanation = copy_of(answer, text));
}

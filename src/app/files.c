/* files.c - points that are read from files. */
#include "app/files.h"

#include "app/request.h"
#include "app/session.h"
#include "base/decimal.h"
#include "base/sized.h"
#include "text/mentions.h"

#include <string.h>

struct dcalc_binding files_binding(const struct point_value *value)
{
    const struct array *a = &value->array;
    return (struct dcalc_binding){value->name,
                                  {value->text, value->length, value->source},
                                  {a->ndim, {a->dims[0], a->dims[1]}, a->entries}};
}

/* ---- which names are wanted ---- */

static bool mention_texts(struct mentions *m, const struct dcalc_text *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!mentions_add_text(m, texts[i].bytes, texts[i].length)) return false;
    return true;
}

static bool mention_names(struct mentions *m, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!mentions_add_name(m, names[i])) return false;
    return true;
}

static bool mention_bindings(struct mentions *m, const struct dcalc_binding *bindings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!mentions_add_name(m, bindings[i].name)) return false;
    return true;
}

/* What vectors are of, and what is in those that are formulas. */
static bool mention_vectors(struct mentions *m, const struct dcalc_request *rq)
{
    bool fine = mention_bindings(m, rq->vector, rq->n_vector);
    for (size_t i = 0; fine && i < rq->n_vector; i++)
        if (!rq->vector[i].array.entries) fine = mention_texts(m, &rq->vector[i].value, 1);
    return fine;
}

static bool note_equations(struct mentions *m, const struct dcalc_request *rq)
{
    bool fine = true;
    for (size_t i = 0; fine && i < rq->n_of; i++) fine = mentions_note_equation(m, rq->of[i]);
    for (size_t i = 0; fine && rq->n_of && i < rq->n_wrt; i++)
        fine = mentions_note_equation(m, rq->wrt[i]);
    for (size_t i = 0; fine && rq->n_range == 2 && i < 2; i++) /* a plot of an equation */
        fine = mentions_note_equation(m, rq->range[i].name);
    return fine;
}

bool files_wanted(struct core *core, const struct dcalc_request *rq, struct wanted *out)
{
    struct core own = {.limits = core->limits, .interrupted = core->interrupted};
    struct mentions m = {.core = &own};
    own.mem = mem_apart(&core->mem);
    own.arena.mem = &own.mem;
    bool fine = mention_texts(&m, rq->lets, rq->n_lets) && note_equations(&m, rq) &&
                mention_texts(&m, rq->exprs, rq->n_exprs) && mention_names(&m, rq->of, rq->n_of) &&
                mention_texts(&m, &rq->lr, rq->lr.bytes != NULL) &&
                mention_names(&m, rq->wrt, rq->n_wrt) &&
                mention_names(&m, rq->weights, rq->n_weights) &&
                mention_names(&m, rq->show, rq->n_show) && mention_vectors(&m, rq);
    mem_note_failures(&core->mem, &own.mem);
    fine = fine && wanted_make(&core->arena, m.all.at, m.all.n, out);
    mentions_free(&m);
    core_free(&own);
    return fine;
}

/* ---- reading ---- */

/* The bindings so far and the new ones, in one list. */
static bool join(struct point *point, const struct dcalc_binding **out, size_t *n_out)
{
    size_t n = *n_out;
    struct dcalc_binding *all =
        arena_alloc(&point->core->arena, (n + point->all.n + 1) * sizeof *all);
    if (!all) return false;
    if (n) memcpy(all, *out, n * sizeof *all);
    for (size_t i = 0; i < point->all.n; i++) all[n + i] = files_binding(&point->all.at[i]);
    *out = all;
    *n_out = n + point->all.n;
    return true;
}

static bool read_size(struct core *core, struct dcalc_file *own, const struct dcalc_file *given)
{
    return sized_copy(own, sizeof *own, given, offsetof(struct dcalc_file, bytes)) ||
           diag_error(core, KIND_USAGE, (struct span){0}, "the dcalc_file's size is not set");
}

static bool read_wanted(dcalc *session, const struct dcalc_request *given, struct wanted *out)
{
    struct dcalc_request request;
    return request_read(session, &request, given) && files_wanted(&session->core, &request, out);
}

bool dcalc_set_table_form(dcalc *session, const struct dcalc_table_form *given)
{
    struct dcalc_table_form own = DCALC_INIT(dcalc_table_form);
    if (!sized_copy(&own, sizeof own, given, offsetof(struct dcalc_table_form, header)))
        return false;
    session->form = (struct table_form){.header = (enum table_header)own.header,
                                        .missing = (enum table_missing)own.missing,
                                        .separator = own.delimiter,
                                        .decimal_comma = own.decimal_comma,
                                        .skip = own.skip,
                                        .columns = own.columns,
                                        .n_columns = own.n_columns,
                                        .first_row = own.first_row,
                                        .end_row = own.end_row,
                                        .part = own.part,
                                        .parts = own.parts};
    session->has_table = false;
    bool is_part = own.part <= own.parts && (own.part > 0) == (own.parts > 0);
    return is_part && (!own.end_row || own.first_row < own.end_row);
}

/* Reads digits, if any. False if the number is too large. */
static bool read_count(const char **at, size_t *out)
{
    for (*out = 0; is_digit(**at); ++*at)
        if (__builtin_mul_overflow(*out, 10, out) ||
            __builtin_add_overflow(*out, (size_t)(**at - '0'), out))
            return false;
    return true;
}

bool dcalc_row_range(const char *word, size_t *first_row, size_t *end_row)
{
    const char *colon = word, *end;
    if (!read_count(&colon, first_row) || *colon != ':') return false;
    end = colon + 1;
    if (!read_count(&end, end_row) || *end) return false;
    return end == colon + 1 ? colon > word : *first_row < *end_row;
}

bool dcalc_row_part(const char *word, size_t *part, size_t *parts)
{
    const char *slash = word, *end;
    if (!read_count(&slash, part) || *slash != '/') return false;
    end = slash + 1;
    return read_count(&end, parts) && !*end && *part > 0 && *part <= *parts && *parts <= 1000000000;
}

char dcalc_delimiter(const char *word)
{
    static const struct {
        const char *word;
        char c;
    } words[] = {{"tab", '\t'},  {"\\t", '\t'},  {"blank", ' '},     {"blanks", ' '},
                 {"space", ' '}, {"comma", ','}, {"semicolon", ';'}, {"pipe", '|'}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(word, words[i].word)) return words[i].c;
    bool single = word[0] && !word[1] && !strchr("0123456789+-.eE\"\n\r#", word[0]);
    return single ? word[0] : 0;
}

struct dcalc_result *dcalc_read_file(dcalc *session, const struct dcalc_file *file,
                                     const char *name, const struct dcalc_binding **out,
                                     size_t *n_out)
{
    struct point point = {.core = &session->core,
                          .buffers = &session->buffers,
                          .form = &session->form,
                          .offers = &session->offers,
                          .has_table = &session->has_table};
    struct dcalc_file own = {0};
    struct wanted wanted;
    core_start_clock(&session->core);
    bool fine = read_size(&session->core, &own, file);
    if (fine && own.request && !name) {
        fine = read_wanted(session, own.request, &wanted);
        point.wanted = &wanted;
    }
    session->buffers.spills = own.spills;
    fine = fine &&
           point_read(&point, &(struct point_file){own.path, own.bytes, own.length}, name) &&
           join(&point, out, n_out);
    session->core.deadline = 0;
    vec_free(&session->core.mem, &point.all);
    session->kept = arena_mark(&session->core.arena);
    return fine ? NULL : session_failure(session);
}

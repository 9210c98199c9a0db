/* sheet.c - a question prepared for the rows of a table: which columns it uses, what is computed
 * for a row, and what must hold there. */
#include "app/sheet.h"

#include <stdlib.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

static bool fail(struct sheet *s, const char *message, const char *name, const char *hint)
{
    diag_error(&s->w.core, KIND_USAGE, nowhere, message, name);
    return hint ? diag_hint(&s->w.core, "%s", hint) : false;
}

/* ---- columns ---- */

static bool read_columns(struct sheet *s, const struct row_fields *header)
{
    struct work *w = &s->w;
    for (size_t i = 0; i < header->all.n; i++) {
        const struct row_field *f = &header->all.at[i];
        const char *name = f->key ? arena_text(&w->core.arena, f->key, f->key_length)
                                  : arena_text(&w->core.arena, f->from, f->length);
        if (!name || !vec_push(&w->core.mem, &s->columns, name)) return false;
        for (size_t k = 0; k < i; k++)
            if (!strcmp(s->columns.at[k], name))
                return fail(s, "the table has two columns '%s'", name, NULL);
    }
    return true;
}

static bool is_taken(const char *name)
{
    return constant_find(name, strlen(name)) >= 0 || fn_find(name, strlen(name)) || !*name;
}

/* Columns that a program can name become its given names. */
static bool bind_columns(struct sheet *s)
{
    struct work *w = &s->w;
    for (size_t i = 0; i < s->columns.n; i++) {
        const char *name = s->columns.at[i];
        if (is_taken(name)) continue;
        uint32_t interned = names_intern(&w->core.names, &w->core.arena, name, strlen(name));
        if (interned == NAME_NONE) return false;
        struct name_facts *facts = lower_facts(&w->l, interned);
        if (facts->given) return fail(s, "'%s' is bound by --at and is a column, too", name, NULL);
        facts->given = true;
        facts->shape = SHAPE_SCALAR;
        if (!vec_push(&w->core.mem, &w->columns, interned)) return false;
    }
    return true;
}

static bool find_column(const struct sheet *s, const char *name, uint32_t *at)
{
    for (*at = 0; *at < s->columns.n; ++*at)
        if (!strcmp(s->columns.at[*at], name)) return true;
    return false;
}

static bool choose_kept(struct sheet *s)
{
    const struct dcalc_points *p = s->points;
    size_t n = p->keep_all ? s->columns.n : p->n_keep;
    for (uint32_t i = 0, at; i < n; i++) {
        at = i;
        if (!p->keep_all && !find_column(s, p->keep[i], &at))
            return fail(s, "the table has no column '%s' to keep", p->keep[i], NULL);
        if (!vec_push(&s->w.core.mem, &s->kept, at)) return false;
    }
    return true;
}

/* ---- what is computed ---- */

struct roots {
    VEC(id) all;
};

static size_t entries_of(struct sheet *s, id root)
{
    return (size_t)shape_count(&s->w.g.shapes, graph_shape(&s->w.g, root));
}

static bool push_guards(struct sheet *s, struct roots *r, const struct guards *guards)
{
    struct mem *mem = &s->w.core.mem;
    for (size_t i = 0; i < guards->all.n; i++) {
        const struct guard *g = &guards->all.at[i];
        if (!vec_push(mem, &r->all, g->condition)) return false;
        if (g->when && !vec_push(mem, &r->all, g->when)) return false;
    }
    return true;
}

static bool push_numbers(struct sheet *s, id root, size_t *n)
{
    uint32_t slot = tape_slot(&s->tape, root);
    *n = entries_of(s, root);
    for (size_t i = 0; i < *n; i++) {
        struct row_number entry = {slot, (int64_t)i};
        if (!vec_push(&s->w.core.mem, &s->numbers, entry)) return false;
    }
    return true;
}

static bool push_checks(struct sheet *s, const struct guards *guards)
{
    for (size_t i = 0; i < guards->all.n; i++) {
        const struct guard *g = &guards->all.at[i];
        struct row_check check = {.boundary = g->boundary, .condition = s->numbers.n};
        if (!push_numbers(s, g->condition, &check.n)) return false;
        check.when = s->numbers.n;
        if (g->when && !push_numbers(s, g->when, &check.n_when)) return false;
        if (!vec_push(&s->w.core.mem, &s->checks, check)) return false;
    }
    return true;
}

static bool compile(struct sheet *s, const struct roots *r)
{
    struct work *w = &s->w;
    id *variables = mem_array(&w->core.mem, w->columns.n, sizeof *variables);
    bool ok = variables != NULL;
    for (size_t i = 0; ok && i < w->columns.n; i++)
        variables[i] = graph_variable(&w->g, w->columns.at[i], SHAPE_SCALAR);
    ok = ok && tape_compile(&s->tape, &w->g, r->all.at, r->all.n, w->bound.at, w->bound.n,
                            variables, w->columns.n);
    for (size_t i = 0; ok && i < w->columns.n; i++) {
        uint32_t slot = tape_slot(&s->tape, variables[i]), column = 0;
        if (s->tape.code.at[slot].node != variables[i]) continue; /* not in use */
        find_column(s, names_text(&w->core.names, w->columns.at[i]), &column);
        ok = vec_push(&w->core.mem, &s->inputs, slot) && vec_push(&w->core.mem, &s->fields, column);
    }
    mem_free_array(&w->core.mem, variables, w->columns.n, sizeof *variables);
    return ok;
}

static bool label(struct sheet *s, const id *roots, size_t n)
{
    struct work *w = &s->w;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0, count = entries_of(s, roots[k]); i < count; i++) {
            struct str text = {.mem = &w->core.mem};
            if (w->request->command == DCALC_EVAL)
                str_puts(&text, "value");
            else
                work_label(w, k, &text);
            if (graph_shape(&w->g, roots[k]) != SHAPE_SCALAR) str_putf(&text, "[%zu]", i);
            struct str written = {.mem = &w->core.mem};
            struct row_field field = {.from = text.s, .length = (uint32_t)text.n, .quoted = true};
            if (text.failed)
                written.failed = true;
            else if (s->points->output == DCALC_TABLE_JSON)
                row_put_json(&written, &field, false);
            else
                row_put_csv(&written, text.s, text.n, ',');
            const char *kept =
                written.failed ? NULL : arena_text(&w->core.arena, written.s, written.n);
            str_free(&text);
            str_free(&written);
            if (!kept || !vec_push(&w->core.mem, &s->labels, kept)) return false;
        }
    return true;
}

static bool collect(struct sheet *s, struct roots *r)
{
    struct work *w = &s->w;
    bool eval = w->request->command == DCALC_EVAL;
    const id *answers = eval ? w->values.at : w->derivatives.at;
    size_t n = eval ? w->values.n : w->derivatives.n, count;
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) ok = vec_push(&w->core.mem, &r->all, answers[i]);
    ok = ok && push_guards(s, r, &w->l.guards);
    if (ok && !w->request->subgradient) ok = push_guards(s, r, &w->kinks);
    ok = ok && compile(s, r) && label(s, answers, n);
    for (size_t i = 0; ok && i < n; i++) ok = push_numbers(s, answers[i], &count);
    s->n_answers = s->numbers.n;
    ok = ok && push_checks(s, &w->l.guards);
    if (ok && !w->request->subgradient) ok = push_checks(s, &w->kinks);
    return ok &&
           rows_init(&s->rows, &s->tape, s->inputs.at, s->inputs.n, s->numbers.at, s->numbers.n);
}

static bool is_answered(struct sheet *s)
{
    switch (s->request.command) {
    case DCALC_EVAL:
    case DCALC_DIFF:
    case DCALC_GRAD:
    case DCALC_JACOBIAN:
    case DCALC_HESSIAN: return true;
    default: return fail(s, "%s does not take a table of points", "this command", NULL);
    }
}

bool sheet_open(struct sheet *s, dcalc *session, const struct dcalc_request *request,
                const struct dcalc_points *points)
{
    s->request = *request;
    s->request.has_at = true;
    s->request.format = DCALC_TEXT;
    s->points = points;
    s->session = session;
    s->tape.g = &s->w.g;
    return work_start(&s->w, session, &s->request);
}

bool sheet_names(struct sheet *s, struct row_fields *out)
{
    struct work w;
    bool ok = true;
    out->all.n = 0;
    if (work_start(&w, s->session, &s->request) && work_bind_point(&w) && work_read_shapes(&w) &&
        work_read_program(&w))
        for (size_t i = 0; i < w.l.free.n && ok; i++) {
            const char *name = names_text(&w.core.names, w.l.free.at[i]);
            struct row_field field = {.length = (uint32_t)strlen(name)};
            field.from = arena_text(&s->w.core.arena, name, field.length);
            ok = field.from && vec_push(out->mem, &out->all, field);
        }
    if (w.answer) dcalc_result_free(&w.answer->public);
    work_end(&w);
    return ok;
}

bool sheet_prepare(struct sheet *s, const struct row_fields *header)
{
    struct roots roots = {0};
    bool ok = is_answered(s) && read_columns(s, header) && work_bind_point(&s->w) &&
              bind_columns(s) && choose_kept(s) && work_derive(&s->w) && collect(s, &roots);
    vec_free(&s->w.core.mem, &roots.all);
    return ok && !diag_any(&s->w.core);
}

void sheet_free(struct sheet *s)
{
    struct mem *mem = &s->w.core.mem;
    rows_free(&s->rows);
    tape_free(&s->tape);
    vec_free(mem, &s->columns);
    vec_free(mem, &s->inputs);
    vec_free(mem, &s->fields);
    vec_free(mem, &s->kept);
    vec_free(mem, &s->numbers);
    vec_free(mem, &s->labels);
    vec_free(mem, &s->checks);
    work_end(&s->w);
}

void sheet_put_header(const struct sheet *s, struct str *out)
{
    if (s->points->output != DCALC_TABLE_CSV) return;
    for (size_t i = 0; i < s->kept.n; i++) {
        const char *name = s->columns.at[s->kept.at[i]];
        if (i) str_putc(out, ',');
        row_put_csv(out, name, strlen(name), ',');
    }
    for (size_t i = 0; i < s->labels.n; i++) {
        if (i || s->kept.n) str_putc(out, ',');
        str_puts(out, s->labels.at[i]);
    }
    str_putc(out, '\n');
}

/* ---- one row alone ---- */

static struct dcalc_result *ask(const struct sheet *s, dcalc *session,
                                struct dcalc_request *request, struct str *texts)
{
    struct dcalc_binding *at = (struct dcalc_binding *)request->at;
    size_t fixed = request->n_at - s->inputs.n;
    const char *text = texts->s;
    for (size_t i = 0; i < s->inputs.n; i++, text += strlen(text) + 1) {
        struct dcalc_text value = {text, strlen(text), "row"};
        at[fixed + i] =
            (struct dcalc_binding){.name = s->columns.at[s->fields.at[i]], .value = value};
    }
    return dcalc_run(session, request);
}

struct dcalc_result *sheet_ask(const struct sheet *s, dcalc *session, const double *values)
{
    struct dcalc_request request = s->request;
    size_t n = request.n_at + s->inputs.n, leaves = s->w.leaves.n;
    struct dcalc_binding *at = calloc(n + 1, sizeof *at);
    const char **wrt = calloc(leaves + 1, sizeof *wrt);
    struct mem mem = {0};
    struct str texts = {.mem = &mem};
    struct dcalc_result *result = NULL;
    if (at && wrt) {
        if (request.n_at) memcpy(at, request.at, request.n_at * sizeof *at);
        for (size_t i = 0; i < leaves; i++) wrt[i] = s->w.leaves.at[i].name;
        for (size_t i = 0; i < s->inputs.n; i++)
            str_double(&texts, values[i]), str_putc(&texts, '\0');
        request.at = at, request.n_at = n;
        request.wrt = wrt, request.n_wrt = leaves;
        if (!texts.failed) result = ask(s, session, &request, &texts);
    }
    free(at);
    free(wrt);
    str_free(&texts);
    return result;
}

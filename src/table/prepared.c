/* prepared.c - a question prepared once, and asked at arrays of points that the caller holds. */
#include "table/prepared.h"

#include "app/request.h"
#include "base/sized.h"
#include "question/answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows of more entries, all arrays together, are evaluated as they are. */
enum { MOST_IN_COLUMNS = 512 };

/* ---- inputs and outputs ---- */

static bool list_inputs(struct dcalc_prepared *p)
{
    struct core *core = prepared_core(p);
    p->inputs = arena_alloc(&core->arena, (p->query.columns.n + 1) * sizeof *p->inputs);
    for (size_t i = 0; p->inputs && i < p->query.columns.n; i++) {
        const struct row_query_column *c = &p->query.columns.at[i];
        p->inputs[i] = (struct dcalc_array){
            .name = c->name, .ndim = c->ndim, .dims = {c->dims[0], c->dims[1]}, .count = c->n};
    }
    return p->inputs != NULL;
}

static bool list_outputs(struct dcalc_prepared *p)
{
    struct answer *answer = p->query.run.answer;
    if (!answer_outline(answer, &p->query.run.question)) return false;
    p->outputs = dcalc_result_arrays(&answer->public, &p->n_outputs);
    return true;
}

static bool is_large(const struct dcalc_prepared *p)
{
    size_t entries = p->query.n_fields;
    bool arrays = false;
    for (size_t i = 0; i < p->query.columns.n; i++) arrays |= p->query.columns.at[i].ndim > 0;
    for (size_t i = 0; i < p->n_outputs; i++) entries += p->outputs[i].count;
    return arrays && entries > MOST_IN_COLUMNS;
}

static bool prepare(void *user)
{
    struct dcalc_prepared *p = user;
    if (!row_query_add_names(&p->query) || !row_query_derive(&p->query) || !list_inputs(p) ||
        !list_outputs(p))
        return false;
    p->whole = is_large(p);
    bool ok = p->whole ? prepared_whole_init(p) : prepared_columns_init(p);
    return ok && !diag_any(prepared_core(p));
}

/* The errors of its core, which is then without any. */
static struct dcalc_result *failure(struct dcalc_prepared *p)
{
    struct core *core = prepared_core(p);
    struct answer *answer = answer_new(p->query.request.command);
    if (answer) answer_errors(answer, core);
    core->diags.n = 0;
    core->mem.failed = core->mem.refused = p->mem.failed = false;
    return answer ? &answer->public : NULL;
}

dcalc_prepared *dcalc_prepare(dcalc *session, const struct dcalc_request *given,
                              struct dcalc_result **errors)
{
    struct dcalc_request request;
    *errors = NULL;
    if (!request_read(session, &request, given)) {
        *errors = session_failure(session);
        return NULL;
    }
    struct dcalc_prepared *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    p->points = (struct dcalc_points){.size = sizeof p->points, .input = DCALC_TABLE_NPY};
    p->mem.fault = &session->fault;
    if (row_query_open(&p->query, session, &request, &p->points) &&
        row_query_escape(&p->query, prepare, p))
        return p;
    if (p->mem.failed) prepared_core(p)->mem.failed = true;
    *errors = failure(p);
    dcalc_prepared_free(p);
    return NULL;
}

void dcalc_prepared_free(dcalc_prepared *p)
{
    if (!p) return;
    prepared_columns_free(p);
    prepared_whole_free(p);
    if (p->query.run.answer) dcalc_result_free(&p->query.run.answer->public);
    row_query_free(&p->query);
    free(p);
}

const struct dcalc_array *dcalc_prepared_inputs(const dcalc_prepared *p, size_t *n)
{
    *n = p->query.columns.n;
    return p->inputs;
}

const struct dcalc_array *dcalc_prepared_outputs(const dcalc_prepared *p, size_t *n)
{
    *n = p->n_outputs;
    return p->outputs;
}

/* ---- running ---- */

/* The first entry of a row that is no finite number, with its place in *entry; NULL: none. */
static const struct dcalc_array *
not_finite(const struct dcalc_prepared *p, const struct dcalc_rows *rows, size_t row, size_t *entry)
{
    for (size_t k = 0; k < p->query.columns.n; k++) {
        const double *x = prepared_input(p, rows, k, row);
        for (size_t i = 0; i < p->inputs[k].count; i++)
            if (!isfinite(x[i])) return *entry = i, &p->inputs[k];
    }
    return NULL;
}

static struct dcalc_result *say_not_finite(struct dcalc_prepared *p,
                                           const struct dcalc_array *input, double value,
                                           size_t entry)
{
    struct str place = {.mem = &p->mem};
    if (input->ndim == 1) str_putf(&place, "[%zu]", entry);
    if (input->ndim == 2)
        str_putf(&place, "[%zu,%zu]", entry / input->dims[1], entry % input->dims[1]);
    diag_error(prepared_core(p), KIND_DOMAIN, (struct span){0}, "%s%s is %s, not a finite number",
               input->name, place.s ? place.s : "", isnan(value) ? "nan" : "inf");
    str_free(&place);
    return failure(p);
}

/* Why a row has no answer. */
static struct dcalc_result *explain(struct dcalc_prepared *p, const struct dcalc_rows *rows,
                                    size_t row)
{
    size_t entry = 0, k;
    const struct dcalc_array *input = not_finite(p, rows, row, &entry);
    if (input) {
        k = (size_t)(input - p->inputs);
        return say_not_finite(p, input, prepared_input(p, rows, k, row)[entry], entry);
    }
    dcalc *session = session_like(p->query.session);
    struct dcalc_result *r = !session   ? NULL
                             : p->whole ? prepared_whole_ask(p, rows, session, row)
                                        : prepared_columns_ask(p, rows, session, row);
    dcalc_free(session);
    if (!r || r->n_errors) return r;
    dcalc_result_free(r);
    diag_error(prepared_core(p), KIND_OVERFLOW, (struct span){0},
               "the numbers leave the range of doubles on the way");
    return failure(p);
}

static bool check(struct dcalc_prepared *p, const struct dcalc_rows *rows)
{
    struct core *core = prepared_core(p);
    const char *wrong = NULL;
    if (rows->size < sizeof *rows)
        wrong = "the dcalc_rows' size is not set";
    else if (rows->n && p->query.columns.n && !rows->inputs)
        wrong = "the rows' 'inputs' is NULL";
    else if (rows->n && !rows->outputs)
        wrong = "the rows' 'outputs' is NULL";
    else if (rows->threads < 0 || rows->threads > MOST_threads)
        return diag_error(core, KIND_USAGE, (struct span){0},
                          "the rows' 'threads' must be from 0 to %d", MOST_threads);
    return !wrong || diag_error(core, KIND_USAGE, (struct span){0}, "%s", wrong);
}

struct running {
    struct dcalc_prepared *p;
    struct dcalc_rows *rows;
    bool ok;
};

static void run(void *user)
{
    struct running *r = user;
    r->ok = r->p->whole ? prepared_whole_run(r->p, r->rows) : prepared_columns_run(r->p, r->rows);
}

/* In an escape that leaves nothing but what functions hold while they compute. */
static bool run_rows(struct dcalc_prepared *p, struct dcalc_rows *rows)
{
    struct core *core = prepared_core(p);
    struct running r = {p, rows, false};
    struct escape escape = {.core = core};
    enum escaped how = escape_run(&escape, run, &r);
    escape_drop(&escape);
    return escape_say(core, how) && r.ok && !diag_any(core) && !p->mem.failed;
}

enum dcalc_kind dcalc_run_rows(dcalc_prepared *p, struct dcalc_rows *rows,
                               struct dcalc_result **errors)
{
    struct core *core = prepared_core(p);
    dcalc *session = p->query.session;
    *errors = NULL;
    core_start_clock(core);
    if (!session->keeps_interrupts) atomic_store(&session->interrupted, false);
    bool ok = check(p, rows);
    if (ok) {
        rows->undefined = rows->first_undefined = 0;
        ok = run_rows(p, rows);
        if (ok && !rows->undefined) return DCALC_OK;
    }
    if (p->mem.failed) core->mem.failed = true;
    *errors = ok ? explain(p, rows, rows->first_undefined) : failure(p);
    return *errors ? (*errors)->status : DCALC_LIMIT;
}

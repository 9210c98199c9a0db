/* prepared_whole.c - rows of large arrays: one after another, each evaluated as one point is, on
 * all threads. What an alarm or a number that is not finite shows to be doubtful is asked about
 * anew. */
#include "table/prepared.h"

#include "number/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is computed ---- */

struct roots {
    VEC(id) all;
};

/* Conditions are watched through alarms. Without shapes that go together they cannot be. */
static bool push_alarms(struct dcalc_prepared *p, struct roots *r, const struct guards *guards)
{
    struct core *core = prepared_core(p);
    for (size_t i = 0; i < guards->all.n; i++) {
        id alarm = guard_alarm(&p->query.run.graph, &guards->all.at[i]);
        if (alarm == POISON)
            return diag_error(core, KIND_SHAPE, (struct span){0},
                              "a condition of the program does not fit its arrays");
        if (!vec_push(&core->mem, &r->all, alarm)) return false;
        p->n_alarms++;
    }
    return true;
}

static bool collect(struct dcalc_prepared *p, struct roots *r)
{
    struct question *q = &p->query.run.question;
    const id *parts = prepared_parts(p, &p->n_parts);
    for (size_t i = 0; i < p->n_parts; i++)
        if (!vec_push(&q->core->mem, &r->all, parts[i])) return false;
    return push_alarms(p, r, &q->lowering.guards) &&
           (q->request->kinks == DCALC_KINKS_SUBGRADIENT || push_alarms(p, r, &q->kinks));
}

static bool compile(struct dcalc_prepared *p, const struct roots *r)
{
    struct question *q = &p->query.run.question;
    size_t n = q->columns.n;
    id *variables = arena_alloc(&q->core->arena, (n + 1) * sizeof *variables);
    p->slots = arena_alloc(&q->core->arena, (n + r->all.n + 1) * sizeof *p->slots);
    if (!variables || !p->slots) return false;
    for (size_t i = 0; i < n; i++) variables[i] = bindings_column(q, i);
    struct tape_source source = {r->all.at, r->all.n, q->bound.at, q->bound.n, variables, n};
    p->tape.g = q->graph;
    if (!tape_compile(&p->tape, q->graph, &source)) return false;
    for (size_t i = 0; i < n; i++) {
        uint32_t slot = tape_slot(&p->tape, variables[i]);
        p->slots[i] = p->tape.code.at[slot].node == variables[i] ? slot : UINT32_MAX;
    }
    for (size_t i = 0; i < r->all.n; i++) p->slots[n + i] = tape_slot(&p->tape, r->all.at[i]);
    p->plan = (struct plan_request){
        .keep = p->slots + n, .n_keep = r->all.n, .n_watched = r->all.n, .many_runs = true};
    return eval_init(&p->evaluation, &p->tape, (unsigned)q->request->threads) &&
           eval_plan(&p->evaluation, &p->plan);
}

bool prepared_whole_init(struct dcalc_prepared *p)
{
    struct roots roots = {0};
    p->tape.g = &p->query.run.graph;
    bool ok = collect(p, &roots) && compile(p, &roots);
    vec_free(&prepared_core(p)->mem, &roots.all);
    return ok;
}

void prepared_whole_free(struct dcalc_prepared *p)
{
    if (!p->whole) return;
    eval_free(&p->evaluation);
    tape_free(&p->tape);
}

/* ---- one row ---- */

/* False if an entry is no finite number. */
static bool put_inputs(struct dcalc_prepared *p, const struct dcalc_rows *rows, size_t row)
{
    const struct block_kernels *kernels = block_kernels();
    for (size_t k = 0; k < p->query.columns.n; k++) {
        const double *x = prepared_input(p, rows, k, row);
        if (!kernels->all_finite(x, p->inputs[k].count)) return false;
        if (p->slots[k] != UINT32_MAX) eval_lend(&p->evaluation, p->slots[k], x);
    }
    return true;
}

static bool is_calm(const struct dcalc_prepared *p)
{
    const uint32_t *alarms = p->slots + p->query.columns.n + p->n_parts;
    for (size_t i = 0; i < p->n_alarms; i++)
        if (*eval_slot(&p->evaluation, alarms[i]) != 0) return false;
    return eval_is_finite(&p->evaluation, &p->plan);
}

/* The parts end to end, as the outputs have them. There is one zero, as in a table's answers. */
static void take_parts(const struct dcalc_prepared *p, const struct dcalc_rows *rows, size_t row)
{
    const uint32_t *parts = p->slots + p->query.columns.n;
    size_t part = 0;
    for (size_t o = 0; o < p->n_outputs; o++) {
        size_t count = p->outputs[o].count, n;
        double *to = rows->outputs[o] + row * count;
        for (size_t filled = 0; filled < count; filled += n, part++) {
            struct shape_data d = tape_dims(&p->tape, parts[part]);
            n = (size_t)(shape_rows(d) * shape_columns(d));
            const double *from = eval_slot(&p->evaluation, parts[part]);
            for (size_t i = 0; i < n; i++) to[filled + i] = from[i] + 0.0;
        }
    }
}

struct dcalc_result *prepared_whole_ask(struct dcalc_prepared *p, const struct dcalc_rows *rows,
                                        dcalc *session, size_t row)
{
    struct dcalc_request request = p->query.request;
    const struct question *q = &p->query.run.question;
    size_t fixed = request.n_at, n = p->query.columns.n;
    struct dcalc_binding *at = calloc(fixed + n + 1, sizeof *at);
    const char **wrt = calloc(q->leaves.n + 1, sizeof *wrt);
    struct dcalc_result *result = NULL;
    if (at && wrt) {
        if (fixed) memcpy(at, request.at, fixed * sizeof *at);
        for (size_t i = 0; i < q->leaves.n; i++) wrt[i] = q->leaves.at[i].name;
        for (size_t k = 0; k < n; k++) {
            const struct dcalc_array *in = &p->inputs[k];
            at[fixed + k] = (struct dcalc_binding){.name = in->name};
            at[fixed + k].array = (struct dcalc_values){
                in->ndim, {in->dims[0], in->dims[1]}, prepared_input(p, rows, k, row)};
        }
        request.at = at, request.n_at = fixed + n;
        request.wrt = wrt, request.n_wrt = q->leaves.n;
        result = dcalc_run(session, &request);
    }
    free(at);
    free(wrt);
    return result;
}

/* Whether asking about the row alone gives an answer, which is then taken. */
static bool settle(struct dcalc_prepared *p, const struct dcalc_rows *rows, size_t row)
{
    dcalc *session = session_like(p->query.session);
    struct dcalc_result *r = session ? prepared_whole_ask(p, rows, session, row) : NULL;
    size_t n = 0;
    const struct dcalc_array *arrays = r ? dcalc_result_arrays(r, &n) : NULL;
    bool ok = r && r->status == DCALC_OK && n == p->n_outputs;
    for (size_t o = 0; ok && o < n; o++) {
        size_t count = p->outputs[o].count;
        ok = arrays[o].count == count;
        for (size_t i = 0; ok && i < count; i++) ok = isfinite(arrays[o].values[i]);
        if (ok && count)
            memcpy(rows->outputs[o] + row * count, arrays[o].values, count * sizeof(double));
    }
    dcalc_result_free(r);
    dcalc_free(session);
    return ok;
}

static void reject(struct dcalc_prepared *p, struct dcalc_rows *rows, size_t row)
{
    for (size_t o = 0; o < p->n_outputs; o++)
        for (size_t i = 0; i < p->outputs[o].count; i++)
            rows->outputs[o][row * p->outputs[o].count + i] = NAN;
    if (!rows->undefined++) rows->first_undefined = row;
}

bool prepared_whole_run(struct dcalc_prepared *p, struct dcalc_rows *rows)
{
    for (size_t row = 0; row < rows->n; row++) {
        bool finite = put_inputs(p, rows, row);
        if (finite && !eval_run(&p->evaluation)) return false;
        if (finite && is_calm(p))
            take_parts(p, rows, row);
        else if (!finite || !settle(p, rows, row))
            reject(p, rows, row);
        if (!core_go_on_slow(prepared_core(p))) return false;
    }
    return true;
}

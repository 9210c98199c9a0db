/* rows_arrays.c - rows of a tape with arrays, which are run one by one. */
#include "eval/rows_private.h"
#include "eval/underflow.h"

/* Functions that give numbers for what is infinite or none: inf < inf is false. */
static bool hides_overflow(const struct instruction *in)
{
    if (in->op == OP_REDUCE) return in->fn == REDUCE_MAX || in->fn == REDUCE_MIN;
    if (in->op != OP_FN) return false;
    switch (in->fn) {
    case FN_less:
    case FN_less_equal:
    case FN_equal:
    case FN_not_equal:
    case FN_minimum:
    case FN_maximum:
    case FN_sign:
    case FN_heaviside:
    case FN_relu:
    case FN_leaky_relu:
    case FN_elu:
    case FN_atan2: return true;
    default: return false;
    }
}

static bool may_overflow(const struct instruction *in)
{
    return in->n > 0 && !in->is_bound && op_class(in->op) != CLASS_MOVE;
}

static bool push_watched(struct rows *rows, uint32_t slot)
{
    size_t n = rows->keep.n;
    if (n && rows->keep.at[n - 1] == slot) return true;
    return vec_push(&rows->tape->g->core->mem, &rows->keep, slot);
}

bool rows_list_kept(struct rows *rows)
{
    const struct tape *tape = rows->tape;
    bool ok = true;
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        for (uint32_t k = 0; hides_overflow(in) && k < in->n; k++) {
            uint32_t slot = tape->words.at[in->args + k];
            if (may_overflow(&tape->code.at[slot])) ok = ok && push_watched(rows, slot);
        }
    }
    rows->n_watched = rows->keep.n;
    for (size_t k = 0; ok && k < rows->n_outputs; k++)
        ok = vec_push(&tape->g->core->mem, &rows->keep, rows->outputs[k].slot);
    return ok;
}

static struct plan_request request_of(const struct rows *rows)
{
    return (struct plan_request){.keep = rows->keep.at,
                                 .n_keep = rows->keep.n,
                                 .n_watched = rows->n_watched,
                                 .many_runs = true,
                                 .no_machine_code = rows->refuses};
}

bool row_worker_plan(struct row_worker *worker, const struct rows *rows)
{
    struct mem *mem = &rows->tape->g->core->mem;
    struct evaluation *e = &worker->evaluation;
    worker->columns = mem_array(mem, rows->n_outputs, ROWS_BLOCK * sizeof *worker->columns);
    worker->doubtful = mem_array(mem, ROWS_BLOCK, sizeof *worker->doubtful);
    worker->small = mem_array(mem, rows->n_outputs, ROWS_BLOCK * sizeof *worker->small);
    if (!worker->columns || !worker->doubtful || !worker->small) return false;
    struct plan_request request = request_of(rows);
    return eval_init(e, rows->tape, 1) && eval_plan(e, &request);
}

static void set_row(const struct rows *rows, struct evaluation *e, const double *const *in,
                    size_t row)
{
    for (size_t k = 0; k < rows->n_inputs; k++)
        eval_slot(e, rows->inputs[k].slot)[rows->inputs[k].entry] = in[k][row];
}

/* Runs a row once more with every step kept, to see whether an output is off because of something
 * too small for doubles. False when time or memory ran out. */
static bool is_lost(const struct rows *rows, struct row_worker *worker, const double *const *in,
                    size_t row, bool *lost)
{
    struct evaluation *e = &worker->closely;
    struct losses losses = {0};
    bool ready =
        e->tape || (eval_init(e, rows->tape, 1) &&
                    eval_plan(e, &(struct plan_request){.every_step = true,
                                                        .no_machine_code = rows->refuses}));
    if (!ready) return false;
    set_row(rows, e, in, row);
    bool ok = eval_run(e) && losses_find(&losses, e);
    for (size_t k = 0; ok && k < rows->n_outputs; k++) {
        const struct slot_entry *out = &rows->outputs[k];
        const double *of = losses_of_slot(&losses, out->slot);
        *lost |= of && !underflow_is_harmless(of[out->entry], eval_slot(e, out->slot)[out->entry]);
        worker->small[k * ROWS_BLOCK + row] = of && of[out->entry] > 0;
        worker->any_tainted |= of && of[out->entry] > 0;
    }
    losses_free(&losses);
    return ok;
}

bool rows_run_singly(const struct rows *rows, struct row_worker *worker, const double *const *in,
                     size_t n)
{
    struct plan_request request = request_of(rows);
    worker->any_tainted = false;
    for (size_t i = 0; i < n; i++) {
        set_row(rows, &worker->evaluation, in, i);
        if (!eval_run(&worker->evaluation)) return false;
        worker->doubtful[i] = !eval_is_finite(&worker->evaluation, &request);
        for (size_t k = 0; k < rows->n_outputs; k++) worker->small[k * ROWS_BLOCK + i] = false;
        if (worker->evaluation.left_range && !worker->doubtful[i] &&
            !is_lost(rows, worker, in, i, &worker->doubtful[i]))
            return false;
        worker->any_tainted |= worker->doubtful[i];
        for (size_t k = 0; k < rows->n_outputs; k++)
            worker->columns[k * ROWS_BLOCK + i] =
                eval_slot(&worker->evaluation, rows->outputs[k].slot)[rows->outputs[k].entry];
    }
    return true;
}

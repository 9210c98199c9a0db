#include "eval/machine_code.h"
#include "eval/rows_private.h"
#include "eval/special.h"
#include "eval/underflow.h"
#include "eval/vector.h"

#include <fenv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- making them ---- */

/* True if SLEEF is worth opening, which takes a millisecond. */
static bool calls_functions(const struct code *code)
{
    for (size_t i = 0; i < code->steps.n; i++) {
        const struct code_step *s = &code->steps.at[i];
        if (!s->fixed && (s->kind == CODE_FUNCTION || s->kind == CODE_POWER)) return true;
    }
    return false;
}

static uint32_t *steps_of(const struct rows *rows, const struct slot_entry *entries, size_t n)
{
    uint32_t *steps = mem_array(&rows->tape->g->core->mem, n, sizeof *steps);
    for (size_t k = 0; steps && k < n; k++) steps[k] = rows->code.of_slot[entries[k].slot];
    return steps;
}

static bool make_registers(struct rows *rows)
{
    struct mem *mem = &rows->tape->g->core->mem;
    uint32_t *inputs = steps_of(rows, rows->inputs, rows->n_inputs),
             *keep = steps_of(rows, rows->outputs, rows->n_outputs);
    bool ok = inputs && keep &&
              registers_make(&rows->registers, &rows->code, inputs, rows->n_inputs, keep,
                             rows->n_outputs, rows->sleef != NULL);
    mem_free_array(mem, inputs, rows->n_inputs, sizeof *inputs);
    mem_free_array(mem, keep, rows->n_outputs, sizeof *keep);
    return ok;
}

static struct row_step row_step_of(const struct rows *rows, uint32_t i)
{
    const struct code_step *step = &rows->code.steps.at[i];
    const uint32_t *args = code_args(&rows->code, step), *of_step = rows->registers.of_step;
    struct row_step s = {.step = *step, .index = i, .out = of_step[i]};
    s.partner = of_step[rows->registers.partner[i]];
    if (step->kind == CODE_SUM) s.factors = code_factors(&rows->code, step);
    for (uint32_t k = 0; k < 3 && step->n; k++) s.args[k] = of_step[args[k < step->n ? k : 0]];
    return s;
}

/* Lists the steps that change from row to row. A step is left out if it is computed together with
 * an earlier partner. */
static bool list_steps(struct rows *rows)
{
    for (uint32_t i = 0; i < rows->code.steps.n; i++) {
        const struct code_step *step = &rows->code.steps.at[i];
        if (step->fixed || step->kind == CODE_INPUT || rows->registers.partner[i] < i) continue;
        if (!vec_push(&rows->tape->g->core->mem, &rows->steps, row_step_of(rows, i))) return false;
    }
    return true;
}

bool rows_init(struct rows *rows, const struct tape *tape, const struct slot_entry *inputs,
               size_t n_inputs, const struct slot_entry *outputs, size_t n_outputs)
{
    *rows = (struct rows){.tape = tape,
                          .inputs = inputs,
                          .n_inputs = n_inputs,
                          .outputs = outputs,
                          .n_outputs = n_outputs};
    if (!special_ready(tape) || !code_make(&rows->code, tape)) return false;
    rows->has_arrays = !rows->code.is_scalar;
    if (rows->has_arrays) return rows_list_kept(rows);
    rows->kernels = block_kernels();
    rows->sleef = calls_functions(&rows->code) ? sleef_open() : NULL;
    return make_registers(rows) && list_steps(rows);
}

void rows_free(struct rows *rows)
{
    if (!rows->tape) return;
    machine_code_free(rows);
    vec_free(&rows->tape->g->core->mem, &rows->steps);
    vec_free(&rows->tape->g->core->mem, &rows->keep);
    registers_free(&rows->registers, &rows->code);
    code_free(&rows->code);
}

/* A step of a row takes about 0.1 ns less in machine code, which takes some 20 us to make. */
bool rows_expect(struct rows *rows, size_t n)
{
    enum { LEAST_WORK = 250000 };
    rows->expected += n;
    if (rows->has_tried || rows->expected * rows->steps.n < LEAST_WORK) return true;
    rows->has_tried = true;
    return machine_code_make(rows, machine_code_set());
}

/* ---- running a step ---- */

static double *register_at(const struct row_worker *worker, uint32_t at)
{
    return worker->registers + at * (size_t)ROWS_BLOCK;
}

static uint32_t register_of(const struct rows *rows, uint32_t step)
{
    return rows->registers.of_step[step];
}

/* Returns the register of an argument after the first three. */
static const double *argument(const struct rows *rows, const struct row_worker *worker,
                              const struct row_step *s, uint32_t k)
{
    return worker->pointers[register_of(rows, code_args(&rows->code, &s->step)[k])];
}

static void run_sum(const struct rows *rows, const struct row_worker *worker,
                    const struct row_step *s, size_t n)
{
    const struct block_kernels *k = rows->kernels;
    const double *const *x = worker->pointers, *f = s->factors;
    double *out = register_at(worker, s->out), a = s->step.a;
    if (s->step.n == 1)
        k->linear(out, x[s->args[0]], f[0], a, n);
    else if (s->step.n == 2)
        k->linear2(out, x[s->args[0]], x[s->args[1]], f[0], f[1], a, n);
    else
        k->linear3(out, x[s->args[0]], x[s->args[1]], x[s->args[2]], f, a, n);
    for (uint32_t i = 3; i < s->step.n; i++)
        k->add_scaled(out, argument(rows, worker, s, i), f[i], n);
}

static void run_product(const struct rows *rows, const struct row_worker *worker,
                        const struct row_step *s, size_t n)
{
    const struct block_kernels *k = rows->kernels;
    double *out = register_at(worker, s->out);
    k->multiply(out, worker->pointers[s->args[0]], worker->pointers[s->args[1]], s->step.a, n);
    for (uint32_t i = 2; i < s->step.n; i++)
        k->multiply(out, out, argument(rows, worker, s, i), 1, n);
}

/* Computes a sine together with its cosine, if the step has a partner; else a function by
 * itself. */
static void run_function(const struct rows *rows, const struct row_worker *worker,
                         const struct row_step *s, size_t n)
{
    const double *const *x = worker->pointers;
    double *out = register_at(worker, s->out), *other = register_at(worker, s->partner);
    struct vector_unit unit = {rows->kernels, rows->sleef,
                               register_at(worker, (uint32_t)rows->registers.n)};
    bool sine = s->step.fn == FN_sin;
    const double *args[FN_MOST_ARGUMENTS] = {x[s->args[0]], x[s->args[1]], x[s->args[2]]};
    for (uint32_t k = 3; k < s->step.n; k++) args[k] = argument(rows, worker, s, k);
    if (out != other)
        sleef_sincos(rows->sleef, sine ? out : other, sine ? other : out, x[s->args[0]], n);
    else
        vector_function(&unit, (enum fn)s->step.fn, out, args, n);
}

static void run_power(const struct rows *rows, const struct row_worker *worker,
                      const struct row_step *s, size_t n)
{
    struct vector_unit unit = {rows->kernels, rows->sleef,
                               register_at(worker, (uint32_t)rows->registers.n)};
    vector_power(&unit, register_at(worker, s->out), worker->pointers[s->args[0]],
                 worker->pointers[s->args[1]], n);
}

static void run_step(const struct rows *rows, const struct row_worker *worker,
                     const struct row_step *s, size_t n)
{
    const struct block_kernels *k = rows->kernels;
    const double *x = worker->pointers[s->args[0]], *y = worker->pointers[s->args[1]];
    double *out = register_at(worker, s->out), a = s->step.a;
    switch ((enum code_kind)s->step.kind) {
    case CODE_NUMBER: k->fill(out, a, n); break;
    case CODE_SUM: run_sum(rows, worker, s, n); break;
    case CODE_MULTIPLY: run_product(rows, worker, s, n); break;
    case CODE_SQUARE: k->square(out, x, a, n); break;
    case CODE_WHOLE_POWER: k->whole_power(out, x, s->step.data, n); break;
    case CODE_ROOT: k->root(out, x, n); break;
    case CODE_DIVIDE: k->divide(out, x, y, n); break;
    case CODE_DIVIDE_BY: k->divide_by(out, x, a, n); break;
    case CODE_DIVIDE_INTO: k->divide_into(out, x, a, n); break;
    case CODE_POWER: run_power(rows, worker, s, n); break;
    case CODE_FUNCTION: run_function(rows, worker, s, n); break;
    case CODE_INPUT:
    case CODE_ARRAY: break; /* an input is set already; scalar code has no arrays */
    }
}

/* ---- workers ---- */

static size_t worker_size(const struct rows *rows)
{
    return (rows->registers.n + 1) * ROWS_BLOCK; /* one more for functions */
}

/* What loops keep between calls: a vector for each register, and two for a sine and its cosine. */
static size_t slots_size(const struct rows *rows)
{
    return (rows->registers.n + 2) * ASSEMBLER_WIDEST;
}

/* Most arguments of a step. */
static size_t most_arguments(const struct rows *rows)
{
    size_t most = 0;
    for (size_t i = 0; i < rows->code.steps.n; i++)
        if (rows->code.steps.at[i].n > most) most = rows->code.steps.at[i].n;
    return most;
}

static size_t losses_size(const struct rows *rows)
{
    return worker_size(rows) + 2 * most_arguments(rows);
}

/* Computes the steps that are the same for all blocks. */
static void run_fixed(const struct rows *rows, struct row_worker *worker)
{
    feclearexcept(FE_UNDERFLOW);
    for (uint32_t i = 0; i < rows->code.steps.n; i++) {
        if (!rows->code.steps.at[i].fixed) continue;
        struct row_step s = row_step_of(rows, i);
        run_step(rows, worker, &s, ROWS_BLOCK);
        if (!isfinite(*register_at(worker, s.out))) worker->fixed_tainted = true;
    }
    if (fetestexcept(FE_UNDERFLOW) || rows->code.leaves_range) worker->fixed_tainted = true;
}

bool row_worker_init(struct row_worker *worker, const struct rows *rows, struct mem *mem)
{
    *worker = (struct row_worker){.mem = mem};
    worker->wanted = mem_array(&rows->tape->g->core->mem, rows->n_outputs, sizeof *worker->wanted);
    worker->outputs =
        mem_array(&rows->tape->g->core->mem, rows->n_outputs, sizeof *worker->outputs);
    if (!worker->wanted || !worker->outputs) return false;
    if (rows->has_arrays) return row_worker_plan(worker, rows);
    size_t size = worker_size(rows);
    bool made =
        buffer_make(&rows->tape->g->core->mem, &worker->block, size + slots_size(rows) + 1, 1);
    worker->registers = worker->block.x;
    worker->pointers =
        mem_array(&rows->tape->g->core->mem, rows->registers.n + 1, sizeof *worker->pointers);
    if (!made || !worker->pointers) return false;
    for (size_t k = 0; k <= rows->registers.n; k++)
        worker->pointers[k] = register_at(worker, (uint32_t)(k < rows->registers.n ? k : 0));
    run_fixed(rows, worker);
    return true;
}

void row_worker_free(struct row_worker *worker, const struct rows *rows)
{
    struct mem *mem = &rows->tape->g->core->mem;
    if (worker->evaluation.tape) eval_free(&worker->evaluation);
    if (worker->closely.tape) eval_free(&worker->closely);
    mem_free_array(mem, worker->wanted, rows->n_outputs, sizeof *worker->wanted);
    mem_free_array(mem, worker->outputs, rows->n_outputs, sizeof *worker->outputs);
    mem_free_array(mem, worker->columns, rows->n_outputs, ROWS_BLOCK * sizeof *worker->columns);
    mem_free_array(mem, worker->doubtful, ROWS_BLOCK, sizeof *worker->doubtful);
    mem_free_array(mem, worker->small, rows->n_outputs, ROWS_BLOCK * sizeof *worker->small);
    buffer_free(mem, &worker->block);
    mem_free_array(mem, worker->pointers, rows->registers.n + 1, sizeof *worker->pointers);
    mem_free_array(worker->mem, worker->tainted, worker_size(rows), sizeof *worker->tainted);
    mem_free_array(worker->mem, worker->losses, losses_size(rows), sizeof *worker->losses);
}

/* ---- what is not finite ---- */

static uint8_t *taint_of(const struct rows *rows, const struct row_worker *worker, uint32_t step)
{
    return worker->tainted + register_of(rows, step) * (size_t)ROWS_BLOCK;
}

/* Marks the rows in which a step depends on something that is not finite. where() depends on its
 * condition and on the branch that it takes. */
static void taint_step(const struct rows *rows, const struct row_worker *worker, size_t i, size_t n)
{
    const struct code_step *step = &rows->code.steps.at[i];
    const uint32_t *args = code_args(&rows->code, step);
    const double *values = register_at(worker, register_of(rows, (uint32_t)i));
    uint8_t *out = taint_of(rows, worker, (uint32_t)i);
    bool where = step->kind == CODE_FUNCTION && step->fn == FN_where;
    for (size_t row = 0; row < n; row++) out[row] = !isfinite(values[row]);
    for (uint32_t k = 0; k < step->n; k++) {
        const uint8_t *x = taint_of(rows, worker, args[k]);
        const double *condition = worker->pointers[register_of(rows, args[0])];
        for (size_t row = 0; row < n; row++)
            if (!where || k == 0 || (condition[row] != 0) == (k == 1)) out[row] |= x[row];
    }
}

/* ---- what is too small for doubles ---- */

static double *losses_of(const struct rows *rows, const struct row_worker *worker, uint32_t step)
{
    return worker->losses + register_of(rows, step) * (size_t)ROWS_BLOCK;
}

static void lose_step(const struct rows *rows, const struct row_worker *worker, size_t i, size_t n)
{
    const struct code_step *step = &rows->code.steps.at[i];
    const uint32_t *args = code_args(&rows->code, step);
    const double *values = register_at(worker, register_of(rows, (uint32_t)i));
    double *out = losses_of(rows, worker, (uint32_t)i),
           *losses = worker->losses + worker_size(rows), *x = losses + step->n;
    for (size_t row = 0; row < n; row++) {
        bool any = underflow_may_begin(step, values[row]);
        for (uint32_t k = 0; k < step->n; k++) {
            losses[k] = losses_of(rows, worker, args[k])[row];
            x[k] = worker->pointers[register_of(rows, args[k])][row];
            any |= losses[k] > 0;
        }
        out[row] = any ? underflow_of_step(&rows->code, step, values[row], x, losses) : 0;
    }
}

/* The exceptions that arithmetic raises when a result is not finite, or too small. Clearing them
 * takes longer than a block of a short program, so that is done only after they were raised. */
enum { EXCEPTIONS = FE_OVERFLOW | FE_DIVBYZERO | FE_INVALID | FE_UNDERFLOW };

static void look_at_step(const struct rows *rows, const struct row_worker *worker, size_t i,
                         size_t n)
{
    taint_step(rows, worker, i, n);
    lose_step(rows, worker, i, n);
}

/* Few tables need them, and their first use may be in any thread. */
static bool make_marks(const struct rows *rows, struct row_worker *worker)
{
    if (!worker->tainted)
        worker->tainted = mem_array(worker->mem, worker_size(rows), sizeof *worker->tainted);
    if (!worker->losses)
        worker->losses = mem_array(worker->mem, losses_size(rows), sizeof *worker->losses);
    return worker->tainted && worker->losses;
}

/* Runs the whole block again, slowly, to mark what is not finite and what is lost. False without
 * memory. */
static bool find_taint(const struct rows *rows, struct row_worker *worker, size_t n)
{
    if (!make_marks(rows, worker)) return false;
    memset(worker->tainted, 0, rows->registers.n * (size_t)ROWS_BLOCK);
    memset(worker->losses, 0, rows->registers.n * ROWS_BLOCK * sizeof(double));
    for (uint32_t i = 0; i < rows->code.steps.n; i++)
        if (rows->code.steps.at[i].fixed) look_at_step(rows, worker, i, n);
    for (size_t k = 0; k < rows->steps.n; k++) {
        const struct row_step *s = &rows->steps.at[k];
        run_step(rows, worker, s, n);
        look_at_step(rows, worker, s->index, n);
        if (s->partner != s->out) look_at_step(rows, worker, rows->registers.partner[s->index], n);
    }
    worker->any_tainted = true;
    feclearexcept(EXCEPTIONS);
    return true;
}

bool rows_is_tainted(const struct rows *rows, const struct row_worker *worker, size_t k, size_t row)
{
    if (!worker->any_tainted) return false;
    if (rows->has_arrays) return worker->doubtful[row];
    uint32_t step = rows->code.of_slot[rows->outputs[k].slot];
    return taint_of(rows, worker, step)[row] ||
           !underflow_is_harmless(losses_of(rows, worker, step)[row],
                                  worker->pointers[register_of(rows, step)][row]);
}

bool rows_is_small(const struct rows *rows, const struct row_worker *worker, size_t k, size_t row)
{
    if (rows->has_arrays) return worker->small[k * ROWS_BLOCK + row];
    if (!worker->any_tainted) return false;
    return losses_of(rows, worker, rows->code.of_slot[rows->outputs[k].slot])[row] > 0;
}

/* Returns where run_step puts output k. */
static const double *own_output(const struct rows *rows, const struct row_worker *worker, size_t k)
{
    if (rows->has_arrays) return worker->columns + k * ROWS_BLOCK;
    return worker->pointers[register_of(rows, rows->code.of_slot[rows->outputs[k].slot])];
}

const double *rows_output(const struct rows *rows, const struct row_worker *worker, size_t k)
{
    return worker->wanted[k] ? worker->wanted[k] : own_output(rows, worker, k);
}

/* Copies outputs that are not yet where they are wanted; `direct`: those of loops are. */
static void copy_outputs(const struct rows *rows, struct row_worker *worker, size_t n, bool direct)
{
    for (size_t k = 0; k < rows->n_outputs; k++)
        if (worker->wanted[k] && !(direct && rows->in_loop[k]))
            memcpy(worker->wanted[k], own_output(rows, worker, k), n * sizeof(double));
}

/* Loops run over whole vectors. Returns the number of rows that there are with copies of the last
 * one behind it, which raise no exception that it does not. */
static size_t pad_inputs(const struct rows *rows, struct row_worker *worker, size_t n)
{
    size_t padded = (n + ASSEMBLER_WIDEST - 1) / ASSEMBLER_WIDEST * ASSEMBLER_WIDEST;
    for (size_t k = 0; k < rows->n_inputs && padded > n; k++) {
        double *own = register_at(worker, (uint32_t)k);
        memcpy(own, worker->pointers[k], n * sizeof *own);
        for (size_t i = n; i < padded; i++) own[i] = own[n - 1];
        worker->pointers[k] = own;
    }
    return padded;
}

/* Tells loops where to put outputs: at once where they are wanted, unless rows have been added. */
static void aim(const struct rows *rows, struct row_worker *worker, bool padded)
{
    for (size_t k = 0; k < rows->n_outputs; k++) {
        uint32_t own = register_of(rows, rows->code.of_slot[rows->outputs[k].slot]);
        bool direct = worker->wanted[k] && !padded;
        worker->outputs[k] = direct ? worker->wanted[k] : register_at(worker, own);
    }
}

/* The library's functions may overflow without an exception. What is not finite in their arguments
 * has been seen before. */
static bool may_hide_overflow(const struct code_step *s)
{
    return s->kind == CODE_POWER ||
           (s->kind == CODE_FUNCTION && !vector_stays_finite((enum fn)s->fn));
}

/* Runs the step, or all steps of the loop that begins with it; returns how many. */
static size_t run_some(const struct rows *rows, const struct row_worker *worker,
                       const struct row_step *s, size_t n, bool *fine)
{
    if (s->loop) {
        *fine &= !s->loop(worker->registers, worker->pointers, worker->outputs, n * sizeof(double));
        return s->loop_steps;
    }
    run_step(rows, worker, s, n);
    if (may_hide_overflow(&s->step))
        *fine &= rows->kernels->all_finite(worker->pointers[s->out], n);
    return 1;
}

/* Tells whether the outputs of loops are where they are wanted. */
static bool run_scalars(const struct rows *rows, struct row_worker *worker, const double *const *in,
                        size_t n, bool *direct)
{
    for (size_t k = 0; k < rows->n_inputs; k++) worker->pointers[k] = in[k];
    bool fine = !worker->fixed_tainted;
    size_t padded = rows->executable.at && n ? pad_inputs(rows, worker, n) : n;
    if (rows->executable.at) aim(rows, worker, padded > n);
    for (size_t k = 0; k < rows->steps.n;)
        k += run_some(rows, worker, &rows->steps.at[k], padded, &fine);
    worker->any_tainted = false;
    if ((!fine || fetestexcept(EXCEPTIONS)) && !find_taint(rows, worker, n)) return false;
    *direct = rows->executable.at && !worker->any_tainted && padded == n;
    return true;
}

bool rows_run(const struct rows *rows, struct row_worker *worker, const double *const *in, size_t n)
{
    bool direct = false;
    bool ok = rows->has_arrays ? rows_run_singly(rows, worker, in, n)
                               : run_scalars(rows, worker, in, n, &direct);
    if (!ok) return false;
    copy_outputs(rows, worker, n, direct);
    return true;
}

#include "eval/rows.h"

#include "eval/vector.h"

#include <fenv.h>
#include <math.h>
#include <string.h>

/* ---- making them ---- */

/* Opening SLEEF takes a millisecond. */
static bool calls_functions(const struct code *code)
{
    for (size_t i = 0; i < code->steps.n; i++) {
        const struct code_step *s = &code->steps.at[i];
        if (!s->fixed && (s->kind == CODE_FUNCTION || s->kind == CODE_POWER)) return true;
    }
    return false;
}

static uint32_t *steps_of(const struct rows *rows, const struct row_number *numbers, size_t n)
{
    uint32_t *steps = mem_array(&rows->tape->g->core->mem, n, sizeof *steps);
    for (size_t k = 0; steps && k < n; k++) steps[k] = rows->code.of_slot[numbers[k].slot];
    return steps;
}

static bool make_registers(struct rows *rows)
{
    struct mem *mem = &rows->tape->g->core->mem;
    uint32_t *inputs = steps_of(rows, rows->inputs, rows->n_inputs),
             *keep = steps_of(rows, rows->numbers, rows->n_numbers);
    bool ok = inputs && keep &&
              registers_make(&rows->registers, &rows->code, inputs, rows->n_inputs, keep,
                             rows->n_numbers, rows->sleef != NULL);
    mem_free_array(mem, inputs, rows->n_inputs, sizeof *inputs);
    mem_free_array(mem, keep, rows->n_numbers, sizeof *keep);
    return ok;
}

bool rows_init(struct rows *rows, const struct tape *tape, const struct row_number *inputs,
               size_t n_inputs, const struct row_number *numbers, size_t n_numbers)
{
    *rows = (struct rows){.tape = tape,
                          .inputs = inputs,
                          .n_inputs = n_inputs,
                          .numbers = numbers,
                          .n_numbers = n_numbers};
    if (!code_make(&rows->code, tape)) return false;
    rows->has_arrays = !rows->code.is_scalar;
    if (rows->has_arrays) return true;
    rows->kernels = block_kernels();
    rows->sleef = calls_functions(&rows->code) ? sleef_open() : NULL;
    return make_registers(rows);
}

void rows_free(struct rows *rows)
{
    if (!rows->tape) return;
    registers_free(&rows->registers, &rows->code);
    code_free(&rows->code);
}

/* ---- running a step ---- */

/* A step of a block: n rows. */
struct block_step {
    const struct rows *rows;
    const struct row_worker *worker;
    const struct code_step *step;
    const uint32_t *args;
    double *out;
    size_t n;
};

static double *register_at(const struct row_worker *worker, uint32_t at)
{
    return worker->registers + at * (size_t)ROWS_BLOCK;
}

static uint32_t register_of(const struct rows *rows, uint32_t step)
{
    return rows->registers.of_step[step];
}

static const double *arg(const struct block_step *b, uint32_t k)
{
    return b->worker->pointers[register_of(b->rows, b->args[k])];
}

static void run_sum(const struct block_step *b)
{
    const struct block_kernels *k = b->rows->kernels;
    const double *f = code_factors(&b->rows->code, b->step);
    uint32_t terms = b->step->n;
    if (terms == 1)
        k->linear(b->out, arg(b, 0), f[0], b->step->a, b->n);
    else if (terms == 2)
        k->linear2(b->out, arg(b, 0), arg(b, 1), f[0], f[1], b->step->a, b->n);
    else
        k->linear3(b->out, arg(b, 0), arg(b, 1), arg(b, 2), f, b->step->a, b->n);
    for (uint32_t i = 3; i < terms; i++) k->add_scaled(b->out, arg(b, i), f[i], b->n);
}

static void run_product(const struct block_step *b)
{
    const struct block_kernels *k = b->rows->kernels;
    k->multiply(b->out, arg(b, 0), arg(b, 1), b->step->a, b->n);
    for (uint32_t i = 2; i < b->step->n; i++) k->multiply(b->out, b->out, arg(b, i), 1, b->n);
}

static struct vector_unit unit_of(const struct block_step *b)
{
    double *spare = register_at(b->worker, (uint32_t)b->rows->registers.n);
    return (struct vector_unit){b->rows->kernels, b->rows->sleef, spare};
}

static void run_function(const struct block_step *b)
{
    const double *args[3] = {NULL};
    struct vector_unit unit = unit_of(b);
    for (uint32_t k = 0; k < 3; k++) args[k] = arg(b, k < b->step->n ? k : 0);
    vector_function(&unit, (enum fn)b->step->fn, b->out, args[0], args[1], args[2], b->n);
}

/* A sine with its cosine, or the other way round. */
static void run_pair(const struct block_step *b, uint32_t partner)
{
    double *other = register_at(b->worker, register_of(b->rows, partner));
    bool sine = b->step->fn == FN_sin;
    sleef_sincos(b->rows->sleef, sine ? b->out : other, sine ? other : b->out, arg(b, 0), b->n);
}

static void run_power(const struct block_step *b)
{
    struct vector_unit unit = unit_of(b);
    vector_power(&unit, b->out, arg(b, 0), arg(b, 1), b->n);
}

static void run_arithmetic(const struct block_step *b)
{
    const struct block_kernels *k = b->rows->kernels;
    const struct code_step *s = b->step;
    switch ((enum code_kind)s->kind) {
    case CODE_NUMBER: k->fill(b->out, s->a, b->n); break;
    case CODE_SUM: run_sum(b); break;
    case CODE_MULTIPLY: run_product(b); break;
    case CODE_SQUARE: k->square(b->out, arg(b, 0), s->a, b->n); break;
    case CODE_WHOLE_POWER: k->whole_power(b->out, arg(b, 0), s->data, b->n); break;
    case CODE_ROOT: k->root(b->out, arg(b, 0), b->n); break;
    case CODE_DIVIDE: k->divide(b->out, arg(b, 0), arg(b, 1), b->n); break;
    case CODE_DIVIDE_BY: k->divide_by(b->out, arg(b, 0), s->a, b->n); break;
    case CODE_DIVIDE_INTO: k->divide_into(b->out, arg(b, 0), s->a, b->n); break;
    case CODE_POWER: run_power(b); break;
    case CODE_FUNCTION: run_function(b); break;
    case CODE_INPUT:
    case CODE_ARRAY: break; /* an input is there; scalar code has no arrays */
    }
}

/* A step whose partner came before it is done. */
static bool is_done(const struct rows *rows, size_t i)
{
    return rows->code.steps.at[i].kind == CODE_INPUT || rows->registers.partner[i] < i;
}

static void run_step(const struct rows *rows, const struct row_worker *worker, size_t i, size_t n)
{
    const struct code_step *step = &rows->code.steps.at[i];
    struct block_step b = {rows, worker, step, code_args(&rows->code, step), NULL, n};
    uint32_t partner = rows->registers.partner[i];
    b.out = register_at(worker, register_of(rows, (uint32_t)i));
    if (partner > i)
        run_pair(&b, partner);
    else
        run_arithmetic(&b);
}

/* ---- workers ---- */

static size_t worker_size(const struct rows *rows)
{
    return (rows->registers.n + 1) * ROWS_BLOCK; /* one to spare */
}

/* Once for all blocks. */
static void run_fixed(const struct rows *rows, struct row_worker *worker)
{
    for (size_t i = 0; i < rows->code.steps.n; i++) {
        if (!rows->code.steps.at[i].fixed) continue;
        run_step(rows, worker, i, ROWS_BLOCK);
        if (!isfinite(*register_at(worker, register_of(rows, (uint32_t)i))))
            worker->fixed_tainted = true;
    }
}

static bool plan_evaluation(struct evaluation *e, const struct rows *rows)
{
    struct mem *mem = &rows->tape->g->core->mem;
    uint32_t *keep = mem_array(mem, rows->n_numbers, sizeof *keep);
    if (!keep) return false;
    for (size_t k = 0; k < rows->n_numbers; k++) keep[k] = rows->numbers[k].slot;
    struct plan_request request = {.keep = keep, .n_keep = rows->n_numbers, .many_runs = true};
    bool ok = eval_init(e, rows->tape, 1) && eval_plan(e, &request);
    mem_free_array(mem, keep, rows->n_numbers, sizeof *keep);
    return ok;
}

bool row_worker_init(struct row_worker *worker, const struct rows *rows)
{
    *worker = (struct row_worker){0};
    if (rows->has_arrays) {
        worker->columns = mem_array(&rows->tape->g->core->mem, rows->n_numbers,
                                    ROWS_BLOCK * sizeof *worker->columns);
        return worker->columns && plan_evaluation(&worker->evaluation, rows);
    }
    size_t size = worker_size(rows);
    worker->registers = mem_array(&rows->tape->g->core->mem, size + 1, sizeof *worker->registers);
    worker->pointers =
        mem_array(&rows->tape->g->core->mem, rows->registers.n + 1, sizeof *worker->pointers);
    worker->tainted = mem_array(&rows->tape->g->core->mem, size + 1, sizeof *worker->tainted);
    if (!worker->registers || !worker->pointers || !worker->tainted) return false;
    for (size_t k = 0; k <= rows->registers.n; k++)
        worker->pointers[k] = register_at(worker, (uint32_t)(k < rows->registers.n ? k : 0));
    run_fixed(rows, worker);
    return true;
}

void row_worker_free(struct row_worker *worker, const struct rows *rows)
{
    struct mem *mem = &rows->tape->g->core->mem;
    if (worker->evaluation.tape) eval_free(&worker->evaluation);
    mem_free_array(mem, worker->columns, rows->n_numbers, ROWS_BLOCK * sizeof *worker->columns);
    mem_free_array(mem, worker->registers, worker_size(rows) + 1, sizeof *worker->registers);
    mem_free_array(mem, worker->pointers, rows->registers.n + 1, sizeof *worker->pointers);
    mem_free_array(mem, worker->tainted, worker_size(rows) + 1, sizeof *worker->tainted);
}

/* ---- running blocks ---- */

static bool run_by_row(const struct rows *rows, struct row_worker *worker, const double *const *in,
                       size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < rows->n_inputs; k++)
            eval_slot(&worker->evaluation, rows->inputs[k].slot)[rows->inputs[k].entry] = in[k][i];
        if (!eval_run(&worker->evaluation)) return false;
        for (size_t k = 0; k < rows->n_numbers; k++)
            worker->columns[k * ROWS_BLOCK + i] =
                eval_slot(&worker->evaluation, rows->numbers[k].slot)[rows->numbers[k].entry];
    }
    return true;
}

/* ---- what is not finite ---- */

static uint8_t *taint_of(const struct rows *rows, const struct row_worker *worker, uint32_t step)
{
    return worker->tainted + register_of(rows, step) * (size_t)ROWS_BLOCK;
}

/* Where a step's results come from something that is not finite; where() reads one branch. */
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

/* What arithmetic raises when it makes something that is not finite. Clearing takes longer than a
 * short program's block, so it is done only after they were raised. */
enum { EXCEPTIONS = FE_OVERFLOW | FE_DIVBYZERO | FE_INVALID };

/* The whole block once more, slowly. */
static void find_taint(const struct rows *rows, struct row_worker *worker, size_t n)
{
    memset(worker->tainted, 0, rows->registers.n * (size_t)ROWS_BLOCK);
    for (size_t i = 0; i < rows->code.steps.n; i++) {
        if (is_done(rows, i)) continue;
        uint32_t partner = rows->registers.partner[i];
        run_step(rows, worker, i, n);
        taint_step(rows, worker, i, n);
        if (partner > i) taint_step(rows, worker, partner, n);
    }
    worker->any_tainted = true;
    feclearexcept(EXCEPTIONS);
}

bool rows_is_tainted(const struct rows *rows, const struct row_worker *worker, size_t k, size_t row)
{
    if (!worker->any_tainted) return false;
    return taint_of(rows, worker, rows->code.of_slot[rows->numbers[k].slot])[row];
}

const double *rows_number(const struct rows *rows, const struct row_worker *worker, size_t k)
{
    if (rows->has_arrays) return worker->columns + k * ROWS_BLOCK;
    return worker->pointers[register_of(rows, rows->code.of_slot[rows->numbers[k].slot])];
}

bool rows_run(const struct rows *rows, struct row_worker *worker, const double *const *in, size_t n)
{
    if (rows->has_arrays) return run_by_row(rows, worker, in, n);
    for (size_t k = 0; k < rows->n_inputs; k++) worker->pointers[k] = in[k];
    bool finite = !worker->fixed_tainted;
    for (size_t i = 0; i < rows->code.steps.n; i++) {
        const struct code_step *s = &rows->code.steps.at[i];
        if (s->fixed || is_done(rows, i)) continue;
        run_step(rows, worker, i, n);
        /* Functions may overflow without an exception. */
        if (s->kind == CODE_FUNCTION || s->kind == CODE_POWER)
            finite &=
                rows->kernels->all_finite(worker->pointers[register_of(rows, (uint32_t)i)], n);
    }
    worker->any_tainted = false;
    if (!finite || fetestexcept(EXCEPTIONS)) find_taint(rows, worker, n);
    return true;
}

#include "eval/eval.h"

#include "eval/blas.h"
#include "eval/decomposition.h"
#include "eval/matrix.h"
#include "eval/run.h"
#include "eval/special.h"
#include "graph/move.h"

#include <fenv.h>
#include <math.h>
#include <string.h>

/* A step on whole arrays. */
struct call {
    const struct evaluation *e;
    const struct code_step *step;
    const uint32_t *args;
    struct shape_data d; /* of the result */
    double *out;
    struct decomposition **kept; /* of the run */
};

static const struct shapes *shapes_of(const struct evaluation *e)
{
    return &e->tape->g->shapes;
}

/* Returns the first of a step's values in memory. */
static const double *values_of(const struct evaluation *e, uint32_t step)
{
    const struct view *v = &e->plan.storage[step].view;
    return e->plan.at[v->base] + v->offset;
}

static void fill(const struct call *s, double value)
{
    int64_t n = shape_rows(s->d) * shape_columns(s->d);
    for (int64_t i = 0; i < n; i++) s->out[i] = value;
}

/* ---- steps with a stage of their own ---- */

static void run_trace(const struct call *s)
{
    const double *x = values_of(s->e, s->args[0]);
    int64_t n = code_dims(&s->e->code, s->args[0]).d[0];
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i * n + i];
    *s->out = sum;
}

/* Returns log(sum(exp(x))) of n entries, subtracting the largest first so that nothing overflows.
 */
static double log_sum_exp(const double *x, int64_t n, int64_t stride)
{
    double most = x[0], sum = 0;
    for (int64_t i = 0; i < n; i++) {
        double v = x[i * stride];
        sum += v;
        if (v > most) most = v;
    }
    if (isnan(sum)) return sum;
    sum = 0;
    for (int64_t i = 0; i < n; i++) sum += exp(x[i * stride] - most);
    return most + log(sum);
}

static void run_log_sum_exp(const struct call *s)
{
    struct shape_data d = code_dims(&s->e->code, s->args[0]);
    const double *x = values_of(s->e, s->args[0]);
    int64_t rows = shape_rows(d), columns = shape_columns(d);
    if (s->step->data == AXIS_ALL)
        *s->out = log_sum_exp(x, rows * columns, 1);
    else if (s->step->data == 0)
        for (int64_t j = 0; j < columns; j++) s->out[j] = log_sum_exp(x + j, rows, columns);
    else
        for (int64_t i = 0; i < rows; i++) s->out[i] = log_sum_exp(x + i * columns, columns, 1);
}

static void copy_run(double *out, const double *x, const struct move_run *r)
{
    if (r->from_step == 1 && r->to_step == 1) {
        memcpy(out + r->to, x + r->from, (size_t)r->n * sizeof *out);
        return;
    }
    for (int64_t i = 0; i < r->n; i++) out[r->to + i * r->to_step] = x[r->from + i * r->from_step];
}

static void run_move(const struct call *s)
{
    struct moving moving = moving_start(s->step->op, s->step->data, s->args + s->step->n, s->d);
    if (moving_leaves_zeros(&moving)) fill(s, 0);
    for (uint32_t k = 0; k < s->step->n; k++) {
        struct move m = moving_next(&moving, code_dims(&s->e->code, s->args[k]));
        const double *x = values_of(s->e, s->args[k]);
        for (struct move_run r = move_first(&m); r.n; move_on(&m, &r)) copy_run(s->out, x, &r);
    }
}

static void run_eye(const struct call *s)
{
    fill(s, 0);
    for (int64_t i = 0; i < s->d.d[0]; i++) s->out[i * s->d.d[0] + i] = 1;
}

static bool run_matrix(const struct call *s)
{
    struct matrix_step m = {.g = s->e->tape->g, .core = s->e->tape->g->core, .to = s->d};
    m.in = &s->e->tape->code.at[s->step->instruction];
    m.kept = s->kept;
    m.matrix = s->args[0];
    const double *args[MOST_MATRICES];
    for (uint32_t k = 0; k < s->step->n; k++) {
        m.dims[k] = code_dims(&s->e->code, s->args[k]);
        args[k] = values_of(s->e, s->args[k]);
    }
    return matrix_doubles(&m, args, s->out);
}

/* Runs a step that is neither in a group nor a product of matrices. False when memory or time ran
 * out. */
static bool run(const struct call *s)
{
    if (op_class(s->step->op) == CLASS_MOVE) return run_move(s), true;
    switch (s->step->op) {
    case OP_TRACE: return run_trace(s), true;
    case OP_REDUCE: return run_log_sum_exp(s), true;
    case OP_EYE: return run_eye(s), true;
    default: return run_matrix(s);
    }
}

bool eval_call(struct evaluation *e, uint32_t i)
{
    const struct code_step *step = &e->code.steps.at[i];
    struct call s = {e,
                     step,
                     code_args(&e->code, step),
                     shape_get(shapes_of(e), step->shape),
                     e->plan.at[i],
                     &e->kept};
    return run(&s);
}

/* ---- products of matrices ---- */

/* A product, cut into tiles that threads compute. The cuts depend on the sizes alone, so that the
 * result does not depend on the number of threads. */
struct tiles {
    const struct evaluation *e;
    struct block_matrix a, b;
    double *out;
    int64_t rows, inner, columns, down, across; /* the last two: how many tiles */
};

static struct block_matrix matrix_at(const struct evaluation *e, uint32_t step)
{
    const struct view *v = &e->plan.storage[step].view;
    return (struct block_matrix){e->plan.at[v->base] + v->offset, v->row_stride, v->column_stride};
}

static void run_tile(void *user, size_t i, unsigned thread)
{
    const struct tiles *s = user;
    int64_t r = (int64_t)i % s->down, c = (int64_t)i / s->down;
    int64_t row = s->rows * r / s->down, column = s->columns * c / s->across;
    size_t rows = (size_t)(s->rows * (r + 1) / s->down - row), inner = (size_t)s->inner,
           columns = (size_t)(s->columns * (c + 1) / s->across - column);
    struct block_matrix a = s->a, b = s->b;
    double *out = s->out + row * s->columns + column;
    (void)thread;
    a.x += row * a.row_stride;
    b.x += column * b.column_stride;
    enum { PIECE = 1 << 30 /* multiplications, some hundredths of a second */, LEAST = 256 };
    size_t piece = PIECE / (rows * inner + 1);
    if (piece < LEAST) piece = LEAST;
    for (size_t j = 0; j < columns && !core_must_stop(s->e->tape->g->core); j += piece) {
        struct block_matrix part = b;
        part.x += (int64_t)j * b.column_stride;
        size_t n = columns - j < piece ? columns - j : piece;
        if (s->e->has_blas)
            blas_product(out + j, s->columns, a, part, rows, inner, n);
        else
            s->e->runtime.kernels->product(out + j, s->columns, a, part, rows, inner, n);
    }
}

/* A call packs its rows of one matrix and its columns of the other, so that many tiles take longer
 * together: a second cut has to be worth more than the first. */
static void cut(struct tiles *s)
{
    enum { FIRST = 1 << 23, NEXT = 1 << 26, LEAST_SIDE = 128, MOST_TILES = 64 };
    double work = (double)s->rows * (double)s->inner * (double)s->columns;
    s->down = s->across = 1;
    while (s->down * s->across < MOST_TILES && work >= (s->down * s->across == 1 ? FIRST : NEXT)) {
        int64_t height = s->rows / s->down, width = s->columns / s->across;
        if (height < 2 * LEAST_SIDE && width < 2 * LEAST_SIDE) break;
        *(height >= width ? &s->down : &s->across) *= 2;
        work /= 2;
    }
}

static void multiply(struct evaluation *e, uint32_t step)
{
    struct product p = plan_product(&e->plan, step);
    struct extent a = plan_extent(&e->plan, p.matrix), b = plan_extent(&e->plan, p.vector);
    struct tiles s = {.e = e,
                      .a = matrix_at(e, p.matrix),
                      .b = matrix_at(e, p.vector),
                      .out = e->plan.at[step],
                      .rows = a.rows,
                      .inner = a.columns,
                      .columns = b.columns};
    cut(&s);
    threads_run(e->runtime.threads, e->tape->g->core, (size_t)(s.down * s.across), run_tile, &s);
}

/* ---- the whole ---- */

/* Allocates the memory of inputs, which outlives every plan. */
static bool make_room(struct evaluation *e)
{
    struct mem *mem = &e->tape->g->core->mem;
    size_t n = e->code.steps.n;
    if (e->code.is_scalar) return (e->values = mem_array(mem, n, sizeof *e->values)) != NULL;
    e->inputs = mem_array(mem, n, sizeof *e->inputs);
    if (!e->inputs) return false;
    for (size_t i = 0; i < n; i++) {
        const struct code_step *step = &e->code.steps.at[i];
        if (step->op != OP_VARIABLE) continue;
        if (!buffer_make(mem, &e->inputs[i], (size_t)shape_count(shapes_of(e), step->shape), 5 + i))
            return false;
    }
    return true;
}

bool eval_init(struct evaluation *e, const struct tape *tape, unsigned most_threads)
{
    *e = (struct evaluation){.tape = tape, .most_threads = most_threads};
    e->runtime.kernels = block_kernels();
    e->runtime.interrupted = tape->g->core->interrupted;
    e->runtime.not_finite = &e->not_finite;
    return special_ready(tape) && code_make(&e->code, tape) && make_room(e);
}

static void free_scratch(struct evaluation *e)
{
    struct mem *mem = &e->tape->g->core->mem;
    for (unsigned i = 0; e->runtime.scratch && i < e->n_scratch; i++)
        buffer_free(mem, &e->runtime.scratch[i]);
    mem_free_array(mem, e->runtime.scratch, e->n_scratch, sizeof *e->runtime.scratch);
    e->runtime.scratch = NULL;
}

static bool make_scratch(struct evaluation *e)
{
    struct mem *mem = &e->tape->g->core->mem;
    size_t size = 1;
    for (size_t i = 0; i < e->plan.groups.n; i++) {
        size_t need = program_scratch(&e->plan.groups.at[i]);
        if (need > size) size = need;
    }
    e->n_scratch = e->runtime.threads ? threads_size(e->runtime.threads) : 1;
    e->runtime.scratch = mem_array(mem, e->n_scratch, sizeof *e->runtime.scratch);
    for (unsigned i = 0; e->runtime.scratch && i < e->n_scratch; i++)
        if (!buffer_make(mem, &e->runtime.scratch[i], size, 0)) return false;
    return e->runtime.scratch != NULL;
}

/* Opens libraries and starts threads where a run is large enough: opening SLEEF takes a
 * millisecond, OpenBLAS ten. The size of one run decides, never the number of runs: the result of a
 * step of training must not depend on how many follow. */
static bool equip(struct evaluation *e)
{
    enum { MANY_ENTRIES = 1 << 16, MANY_FUNCTIONS = 1 << 15, MANY_PRODUCTS = 1 << 23 };
    const struct plan *plan = &e->plan;
    if (plan->functions >= MANY_FUNCTIONS) e->runtime.sleef = sleef_open();
    e->has_blas = plan->products >= MANY_PRODUCTS && blas_open();
    bool large = plan->work + plan->products >= MANY_ENTRIES;
    if (large && !e->runtime.threads && e->most_threads != 1)
        e->runtime.threads = threads_new(&e->tape->g->core->mem, e->most_threads);
    return !e->tape->g->core->mem.failed;
}

bool eval_plan(struct evaluation *e, const struct plan_request *request)
{
    if (e->values) return true;
    free_scratch(e);
    plan_free(&e->plan);
    e->has_run = e->left_range_once = false;
    if (!plan_make(&e->plan, &e->code, request)) return false;
    for (size_t i = 0; i < e->code.steps.n; i++) {
        const struct code_step *step = &e->code.steps.at[i];
        if (e->inputs[i].block) e->plan.at[i] = e->inputs[i].x;
        if (step->op == OP_ARRAY) /* no stage writes to a given array */
            e->plan.at[i] = (double *)e->tape->g->arrays.at[step->data].values;
    }
    return equip(e) && make_scratch(e);
}

enum { EXCEPTIONS = FE_UNDERFLOW | FE_OVERFLOW | FE_DIVBYZERO };

/* What depends on no input runs once, so that what it raises counts for all runs. Clearing
 * exceptions takes longer than asking for them. */
static void note_exceptions(struct evaluation *e, bool varies)
{
    if (!fetestexcept(EXCEPTIONS)) return;
    *(varies ? &e->left_range : &e->left_range_once) = true;
    feclearexcept(EXCEPTIONS);
}

static bool run_stages(struct evaluation *e)
{
    struct core *core = e->tape->g->core;
    for (size_t i = 0; i < e->plan.stages.n; i++) {
        const struct stage *stage = &e->plan.stages.at[i];
        if (e->has_run && !stage->varies) continue;
        if (stage->kind == STAGE_GROUP)
            program_run(&e->plan, &e->plan.groups.at[stage->group], &e->runtime);
        else if (stage->kind == STAGE_PRODUCT)
            multiply(e, stage->step);
        else if (!eval_call(e, stage->step))
            return false;
        if (!e->has_run) note_exceptions(e, stage->varies);
        if (!core_go_on_slow(core)) return false;
        if (e->told) e->told(e->user, (uint32_t)i + 1);
    }
    return true;
}

void eval_forget(struct evaluation *e)
{
    decompositions_forget(e->tape->g->core, &e->kept);
}

static bool run_all(struct evaluation *e)
{
    if (e->values) {
        code_run(&e->code, e->values);
        return core_go_on_slow(e->tape->g->core);
    }
    atomic_store(&e->not_finite, false);
    bool ok = run_stages(e);
    eval_forget(e);
    if (ok) e->has_run = true;
    return ok;
}

bool eval_run(struct evaluation *e)
{
    e->left_range = false;
    if (fetestexcept(EXCEPTIONS)) feclearexcept(EXCEPTIONS);
    bool ok = run_all(e);
    note_exceptions(e, true);
    e->left_range |= e->left_range_once || e->code.leaves_range;
    return ok;
}

bool eval_run_told(struct evaluation *e, eval_listener *told, void *user)
{
    e->told = told;
    e->user = user;
    bool ok = eval_run(e);
    e->told = NULL;
    return ok;
}

static size_t count_of(const struct evaluation *e, uint32_t step)
{
    return (size_t)shape_count(shapes_of(e), e->code.steps.at[step].shape);
}

/* Watched values of groups are checked while the group runs. */
static bool is_finite(const struct evaluation *e, uint32_t slot)
{
    uint32_t step = e->code.of_slot[slot];
    if (e->values) return isfinite(e->values[step]);
    if (e->plan.storage[step].class == STORAGE_GROUP) return true;
    return e->runtime.kernels->all_finite(eval_slot(e, slot), count_of(e, step));
}

bool eval_is_finite(const struct evaluation *e, const struct plan_request *request)
{
    for (size_t i = 0; i < request->n_watched; i++)
        if (!is_finite(e, request->keep[i])) return false;
    return !atomic_load(&e->not_finite);
}

/* True if slot i can hand its buffer to an input and take the input's instead, which spares a copy.
 * It can do so for one input only. */
static bool can_exchange(const struct evaluation *e, const uint32_t *slots, size_t i)
{
    if (e->values) return false;
    const uint32_t *of_slot = e->code.of_slot;
    const struct storage *storage = &e->plan.storage[of_slot[slots[i]]];
    if (!storage->stored || storage->buffer == NO_BUFFER) return false;
    for (size_t k = 0; k < i; k++)
        if (of_slot[slots[k]] == of_slot[slots[i]]) return false;
    return true;
}

static void exchange(struct evaluation *e, uint32_t input, uint32_t step)
{
    struct buffer *mine = &e->inputs[input],
                  *other = &e->plan.buffers.at[e->plan.storage[step].buffer], before = *mine;
    *mine = *other;
    *other = before;
    e->plan.at[input] = mine->x;
    e->plan.at[step] = other->x;
}

/* Whatever cannot exchange buffers is copied aside first: inputs may take the values of other
 * inputs, as when two weights are swapped. */
bool eval_become(struct evaluation *e, const uint32_t *inputs, const uint32_t *slots, size_t n)
{
    struct mem *mem = &e->tape->g->core->mem;
    const uint32_t *of_slot = e->code.of_slot;
    size_t room = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        room += can_exchange(e, slots, i) ? 0 : count_of(e, of_slot[slots[i]]);
    double *copies = mem_array(mem, room, sizeof *copies);
    if (!copies) return false;
    for (size_t i = 0; i < n; i++) {
        size_t count = count_of(e, of_slot[slots[i]]);
        if (can_exchange(e, slots, i)) continue;
        memcpy(copies + at, eval_slot(e, slots[i]), count * sizeof *copies);
        at += count;
    }
    at = 0;
    for (size_t i = 0; i < n; i++) {
        size_t count = count_of(e, of_slot[slots[i]]);
        if (can_exchange(e, slots, i)) {
            exchange(e, of_slot[inputs[i]], of_slot[slots[i]]);
            continue;
        }
        uint32_t input = of_slot[inputs[i]];
        memcpy(e->values ? &e->values[input] : e->inputs[input].x, copies + at,
               count * sizeof *copies);
        at += count;
    }
    mem_free_array(mem, copies, room, sizeof *copies);
    return true;
}

void eval_free(struct evaluation *e)
{
    if (!e->tape) return;
    struct mem *mem = &e->tape->g->core->mem;
    size_t n = e->code.steps.n;
    free_scratch(e);
    plan_free(&e->plan);
    threads_free(e->runtime.threads);
    e->runtime.threads = NULL;
    for (size_t i = 0; e->inputs && i < n; i++) buffer_free(mem, &e->inputs[i]);
    mem_free_array(mem, e->inputs, n, sizeof *e->inputs);
    mem_free_array(mem, e->values, n, sizeof *e->values);
    e->inputs = NULL;
    e->values = NULL;
    code_free(&e->code);
}

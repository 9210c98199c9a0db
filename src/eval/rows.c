#include "eval/rows.h"

#include "eval/kernels.h"
#include "eval/vector.h"

#include <fenv.h>
#include <math.h>
#include <string.h>

enum row_step_kind {
    ROW_FILL,        /* a */
    ROW_LINEAR,      /* a + b*x */
    ROW_LINEAR2,     /* a + b*x + c*y */
    ROW_MULTIPLY,    /* b*x*y */
    ROW_DIVIDE,      /* x/y */
    ROW_DIVIDE_BY,   /* x/a */
    ROW_DIVIDE_INTO, /* a/x */
    ROW_POWER,       /* x^n */
    ROW_ROOT,
    ROW_ANY_POWER, /* x^y */
    ROW_FUNCTION,
    ROW_SINE_COSINE, /* the cosine into register n */
    ROW_NOTHING,
};

struct row_step {
    uint8_t kind, fn;
    uint32_t out, x, y, z;
    uint32_t n;
    double a, b, c;
};

/* ---- making the steps ---- */

enum { BUCKETS = 1024 };

/* First every step has a register of its own, and a step that is there already is not made again:
 * derivatives repeat products, quotients and roots. Then registers are shared. */
struct steps_builder {
    struct rows *rows;
    const struct tape *tape;
    struct mem *mem;
    VEC(uint32_t) next;        /* by step: the next one in its bucket + 1 */
    uint32_t buckets[BUCKETS]; /* the first step + 1 */
    const uint32_t *args;      /* of the instruction in hand */
    double *constants;         /* by slot: its value in every row, or nan */
    bool failed;
};

static const struct instruction *instruction_at(const struct steps_builder *m, size_t i)
{
    return &m->tape->code.at[i];
}

static uint32_t bucket_of(const struct row_step *s)
{
    uint32_t h = s->kind * 31u + s->fn;
    h = h * 0x9E3779B1u + s->x;
    h = h * 0x9E3779B1u + s->y;
    h = h * 0x9E3779B1u + s->z + s->n;
    return (h ^ h >> 15) % BUCKETS;
}

static bool is_same_double(double a, double b)
{
    return a == b && signbit(a) == signbit(b);
}

static bool is_same_step(const struct row_step *s, const struct row_step *t)
{
    return s->kind == t->kind && s->fn == t->fn && s->x == t->x && s->y == t->y && s->z == t->z &&
           s->n == t->n && is_same_double(s->a, t->a) && is_same_double(s->b, t->b) &&
           is_same_double(s->c, t->c);
}

/* The register of what a step makes. */
static uint32_t make_step(struct steps_builder *m, struct row_step step)
{
    struct rows *rows = m->rows;
    uint32_t *bucket = &m->buckets[bucket_of(&step)];
    for (uint32_t i = *bucket; i && !m->failed; i = m->next.at[i - 1])
        if (is_same_step(&rows->steps.at[i - 1], &step)) return rows->steps.at[i - 1].out;
    step.out = (uint32_t)rows->n_registers++;
    if (!vec_push(m->mem, &rows->steps, step) || !vec_push(m->mem, &m->next, *bucket))
        m->failed = true;
    else
        *bucket = (uint32_t)rows->steps.n;
    return step.out;
}

static double number_value(const struct steps_builder *m, number n)
{
    return number_to_double(&m->tape->g->numbers, n);
}

static uint32_t place_of(const struct steps_builder *m, uint32_t slot)
{
    return m->rows->place[slot];
}

static uint32_t make_linear(struct steps_builder *m, uint32_t x, double a, double b)
{
    if (b == 1 && a == 0 && signbit(a)) return x;
    return make_step(m, (struct row_step){.kind = ROW_LINEAR, .x = x, .a = a, .b = b});
}

static uint32_t make_multiply(struct steps_builder *m, uint32_t x, uint32_t y, double b)
{
    return make_step(m, (struct row_step){.kind = ROW_MULTIPLY, .x = x, .y = y, .b = b});
}

/* c + c1*x1 + c2*x2 ..., in this order, as eval.c has it. */
static uint32_t make_sum(struct steps_builder *m, const struct instruction *in)
{
    struct row_step step = {.kind = ROW_LINEAR2, .a = number_value(m, in->data)};
    step.x = place_of(m, m->args[0]);
    step.b = number_value(m, m->args[1]);
    if (in->n == 1) return make_linear(m, step.x, step.a, step.b);
    for (uint32_t k = 1; k < in->n; k++) {
        step.y = place_of(m, m->args[2 * k]);
        step.c = number_value(m, m->args[2 * k + 1]);
        step.x = make_step(m, step);
        step.a = -0.0;
        step.b = 1;
    }
    return step.x;
}

/* A product so far: a number, times a register if there is `any` factor. */
struct side {
    double number;
    uint32_t at;
    bool any;
};

static void multiply(struct steps_builder *m, struct side *side, uint32_t factor)
{
    if (side->any) {
        side->at = make_multiply(m, side->at, factor, side->number);
        side->number = 1;
    } else {
        side->at = factor;
    }
    side->any = true;
}

/* A number that waits for a second factor is multiplied in. */
static uint32_t settled(struct steps_builder *m, const struct side *side)
{
    return make_linear(m, side->at, -0.0, side->number);
}

/* What a power x^e is made of: x^n, and the root of x; or it is taken by the power function. */
struct power {
    bool by_function, under, root;
    uint32_t n;
};

static struct power power_of(const struct steps_builder *m, number e)
{
    struct rational r = m->tape->g->numbers.all.at[e];
    int64_t p = r.p < 0 ? -r.p : r.p;
    if ((r.q != 1 && r.q != 2) || p > 64) return (struct power){.by_function = true};
    return (struct power){.under = r.p < 0, .root = r.q == 2, .n = (uint32_t)(p / r.q)};
}

static uint32_t make_power(struct steps_builder *m, uint32_t x, struct power p, number e)
{
    uint32_t power = x;
    if (p.by_function) {
        uint32_t exponent =
            make_step(m, (struct row_step){.kind = ROW_FILL, .a = number_value(m, e)});
        return make_step(m, (struct row_step){.kind = ROW_ANY_POWER, .x = x, .y = exponent});
    }
    if (p.n > 1) power = make_step(m, (struct row_step){.kind = ROW_POWER, .x = x, .n = p.n});
    if (!p.root) return power;
    uint32_t root = make_step(m, (struct row_step){.kind = ROW_ROOT, .x = x});
    return p.n ? make_multiply(m, power, root, 1) : root;
}

static uint32_t make_quotient(struct steps_builder *m, const struct side *over,
                              const struct side *under)
{
    struct row_step step = {.kind = ROW_DIVIDE};
    if (!under->any && !over->any)
        return make_step(m, (struct row_step){.kind = ROW_FILL, .a = over->number / under->number});
    if (!under->any && under->number == 1) return settled(m, over);
    if (!under->any) {
        step.kind = ROW_DIVIDE_BY;
        step.x = settled(m, over);
        step.a = under->number;
    } else if (!over->any) {
        step.kind = ROW_DIVIDE_INTO;
        step.x = settled(m, under);
        step.a = over->number;
    } else {
        step.x = settled(m, over);
        step.y = settled(m, under);
    }
    return make_step(m, step);
}

/* The power of what is the same in every row, by products and a root; nan for other powers. */
static double constant_power(const struct steps_builder *m, uint32_t slot, struct power p)
{
    double x = m->constants[slot], power = p.root ? sqrt(x) : 1;
    for (uint32_t k = 0; k < p.n; k++) power *= x;
    return p.by_function ? (double)NAN : p.under ? 1 / power : power;
}

static bool is_factor_of_number(double power)
{
    return isfinite(power) && power != 0;
}

/* Constants become one number, which meets the numerator. */
static double take_constants(const struct steps_builder *m, const struct instruction *in)
{
    double c = 1;
    for (uint32_t k = 0; k < in->n; k++) {
        double power = constant_power(m, m->args[2 * k], power_of(m, m->args[2 * k + 1]));
        if (is_factor_of_number(power)) c *= power;
    }
    return c;
}

static bool is_power_of_two(double x)
{
    int exponent;
    return frexp(x, &exponent) == 0.5;
}

/* Numerators and denominators apart, divided once, as in eval.c. */
static uint32_t make_product(struct steps_builder *m, const struct instruction *in)
{
    struct rational c = m->tape->g->numbers.all.at[in->data];
    struct side over = {c.q ? (double)c.p : number_value(m, in->data), 0, false},
                under = {c.q ? (double)c.q : 1, 0, false};
    if (is_power_of_two(under.number)) over.number /= under.number, under.number = 1;
    over.number *= take_constants(m, in);
    for (uint32_t k = 0; k < in->n; k++) {
        uint32_t slot = m->args[2 * k];
        number e = m->args[2 * k + 1];
        struct power p = power_of(m, e);
        if (is_factor_of_number(constant_power(m, slot, p))) continue;
        multiply(m, p.under ? &under : &over, make_power(m, place_of(m, slot), p, e));
    }
    return make_quotient(m, &over, &under);
}

static uint32_t make_function(struct steps_builder *m, const struct instruction *in)
{
    struct row_step step = {.kind = in->op == OP_POWER ? ROW_ANY_POWER : ROW_FUNCTION,
                            .fn = in->fn};
    uint32_t *places[] = {&step.x, &step.y, &step.z};
    for (uint32_t k = 0; k < in->n && k < 3; k++) *places[k] = place_of(m, m->args[k]);
    return make_step(m, step);
}

static bool is_constant(const struct steps_builder *m, size_t i)
{
    return !isnan(m->constants[i]);
}

/* A number, a constant, or a function of such: log(2). */
static double constant_behind(const struct steps_builder *m, const struct instruction *in)
{
    double args[3] = {0};
    if (in->op == OP_NUMBER) return number_value(m, in->data);
    if (in->op == OP_CONSTANT) return constant_value((enum constant)in->data);
    if (in->op != OP_FN || in->n > 3) return (double)NAN;
    for (uint32_t k = 0; k < in->n; k++) {
        args[k] = m->constants[m->tape->words.at[in->args + k]];
        if (isnan(args[k])) return args[k];
    }
    return kernel_apply((enum fn)in->fn, args);
}

static void make(struct steps_builder *m, size_t i)
{
    const struct instruction *in = instruction_at(m, i);
    if (in->slot != i || is_constant(m, i) || in->op == OP_VARIABLE) return;
    m->args = in->n ? m->tape->words.at + in->args : NULL;
    m->rows->place[i] = in->op == OP_SUM       ? make_sum(m, in)
                        : in->op == OP_PRODUCT ? make_product(m, in)
                                               : make_function(m, in);
}

/* ---- sharing registers ---- */

/* How many registers a step reads: x, y and z in this order. */
static uint32_t step_arity(const struct row_step *s)
{
    switch ((enum row_step_kind)s->kind) {
    case ROW_NOTHING:
    case ROW_FILL: return 0;
    case ROW_LINEAR2:
    case ROW_MULTIPLY:
    case ROW_DIVIDE:
    case ROW_ANY_POWER: return 2;
    case ROW_FUNCTION: return (uint32_t)fn_arity((enum fn)s->fn);
    default: return 1;
    }
}

static uint32_t *operand(struct row_step *s, uint32_t k)
{
    return k == 0 ? &s->x : k == 1 ? &s->y : &s->z;
}

enum { KEPT = UINT32_MAX };

struct sharing {
    struct steps_builder *m;
    uint32_t *last;      /* by a step's own register: the step that reads it last, + 1; or KEPT */
    uint32_t *shared;    /* by a step's own register: the one it shares */
    VEC(uint32_t) spare; /* registers that are free */
    size_t n_own, n;     /* registers before and after */
};

static void find_last_uses(struct sharing *h)
{
    struct rows *rows = h->m->rows;
    for (size_t i = 0; i < rows->steps.n; i++)
        for (uint32_t k = 0; k < step_arity(&rows->steps.at[i]); k++)
            h->last[*operand(&rows->steps.at[i], k)] = (uint32_t)i + 1;
    for (size_t k = 0; k < rows->n_fixed; k++) h->last[k] = KEPT;
    for (size_t k = 0; k < rows->n_numbers; k++)
        h->last[place_of(h->m, rows->numbers[k].slot)] = KEPT;
}

static uint32_t take_register(struct sharing *h, uint32_t own)
{
    return h->shared[own] = h->spare.n ? h->spare.at[--h->spare.n] : (uint32_t)h->n++;
}

/* A register read for the last time is free for the steps that follow. */
static void share_step(struct sharing *h, size_t i)
{
    struct row_step *s = &h->m->rows->steps.at[i];
    if (s->kind == ROW_NOTHING) return;
    s->out = take_register(h, s->out);
    if (s->kind == ROW_SINE_COSINE) s->n = take_register(h, s->n);
    for (uint32_t k = 0; k < step_arity(s); k++) {
        uint32_t *x = operand(s, k), before = *x;
        *x = h->shared[before];
        if (h->last[before] != (uint32_t)i + 1) continue;
        h->last[before] = 0; /* once */
        if (!vec_push(h->m->mem, &h->spare, *x)) h->m->failed = true;
    }
}

static bool is_step_of(const struct row_step *s, enum fn fn)
{
    return s->kind == ROW_FUNCTION && s->fn == fn;
}

/* Sine and cosine of one argument are one step, where the first of them stood. */
static void pair_sines(struct steps_builder *m)
{
    size_t n = m->rows->steps.n;
    for (size_t i = 0; i < n; i++) {
        struct row_step *s = &m->rows->steps.at[i];
        bool sine = is_step_of(s, FN_sin);
        if (!sine && !is_step_of(s, FN_cos)) continue;
        struct row_step wanted = {.kind = ROW_FUNCTION, .fn = sine ? FN_cos : FN_sin, .x = s->x};
        uint32_t k = m->buckets[bucket_of(&wanted)];
        while (k && !is_same_step(&m->rows->steps.at[k - 1], &wanted)) k = m->next.at[k - 1];
        if (!k) continue;
        struct row_step *other = &m->rows->steps.at[k - 1];
        *s = (struct row_step){.kind = ROW_SINE_COSINE,
                               .out = sine ? s->out : other->out,
                               .x = s->x,
                               .n = sine ? other->out : s->out};
        other->kind = ROW_NOTHING;
    }
}

static void share_registers(struct steps_builder *m)
{
    struct rows *rows = m->rows;
    struct sharing h = {.m = m, .n_own = rows->n_registers + 1, .n = rows->n_fixed};
    h.last = mem_array(m->mem, h.n_own, sizeof *h.last);
    h.shared = mem_array(m->mem, h.n_own, sizeof *h.shared);
    if (h.last && h.shared) {
        find_last_uses(&h);
        for (size_t k = 0; k < rows->n_fixed; k++) h.shared[k] = (uint32_t)k;
        for (size_t i = 0; i < rows->steps.n; i++) share_step(&h, i);
        for (size_t i = 0; i < m->tape->code.n; i++) rows->place[i] = h.shared[rows->place[i]];
        rows->n_registers = h.n;
    }
    mem_free_array(m->mem, h.last, h.n_own, sizeof *h.last);
    mem_free_array(m->mem, h.shared, h.n_own, sizeof *h.shared);
    vec_free(m->mem, &h.spare);
}

/* Registers of inputs are the caller's own columns; those of constants are filled once. */
static void place_fixed(struct steps_builder *m)
{
    struct rows *rows = m->rows;
    for (size_t k = 0; k < rows->n_inputs; k++) rows->place[rows->inputs[k].slot] = (uint32_t)k;
    rows->n_registers = rows->n_inputs;
    for (size_t i = 0; i < m->tape->code.n; i++) {
        const struct instruction *in = instruction_at(m, i);
        double value = m->constants[i] = in->slot == i ? constant_behind(m, in) : (double)NAN;
        if (isnan(value)) continue;
        rows->place[i] = (uint32_t)rows->n_registers++;
        struct row_step fill = {.kind = ROW_FILL, .out = rows->place[i], .a = value};
        if (!vec_push(m->mem, &rows->once, fill)) m->failed = true;
    }
    rows->n_fixed = rows->n_registers;
}

static bool is_scalar_step(const struct instruction *in)
{
    if (in->shape != SHAPE_SCALAR) return false;
    return in->op == OP_NUMBER || in->op == OP_CONSTANT || in->op == OP_VARIABLE ||
           in->op == OP_NAMED || in->op == OP_SUM || in->op == OP_PRODUCT || in->op == OP_POWER ||
           in->op == OP_FN;
}

/* Opening SLEEF takes a millisecond. */
static bool calls_functions(const struct tape *tape)
{
    for (size_t i = 0; i < tape->code.n; i++)
        if (tape->code.at[i].op == OP_FN || tape->code.at[i].op == OP_POWER) return true;
    return false;
}

bool rows_init(struct rows *rows, const struct tape *tape, const struct row_number *inputs,
               size_t n_inputs, const struct row_number *numbers, size_t n_numbers)
{
    *rows = (struct rows){.tape = tape,
                          .inputs = inputs,
                          .n_inputs = n_inputs,
                          .numbers = numbers,
                          .n_numbers = n_numbers};
    for (size_t i = 0; i < tape->code.n; i++)
        rows->has_arrays |= !is_scalar_step(&tape->code.at[i]);
    if (rows->has_arrays) return true;
    rows->kernels = block_kernels();
    rows->sleef = calls_functions(tape) ? sleef_open() : NULL;
    struct steps_builder m = {.rows = rows, .tape = tape, .mem = &tape->g->core->mem};
    rows->place = mem_array(m.mem, tape->code.n, sizeof *rows->place);
    m.constants = mem_array(m.mem, tape->code.n, sizeof *m.constants);
    if (rows->place && m.constants) {
        place_fixed(&m);
        for (size_t i = 0; i < tape->code.n && !m.failed; i++) make(&m, i);
        if (!m.failed && rows->sleef) pair_sines(&m);
        if (!m.failed) share_registers(&m);
    }
    mem_free_array(m.mem, m.constants, tape->code.n, sizeof *m.constants);
    vec_free(m.mem, &m.next);
    return !m.failed && !m.mem->failed;
}

void rows_free(struct rows *rows)
{
    if (!rows->tape) return;
    struct mem *mem = &rows->tape->g->core->mem;
    mem_free_array(mem, rows->place, rows->tape->code.n, sizeof *rows->place);
    vec_free(mem, &rows->steps);
    vec_free(mem, &rows->once);
    rows->place = NULL;
}

/* ---- running them ---- */

static size_t worker_size(const struct rows *rows)
{
    return (rows->n_registers + 1) * ROWS_BLOCK; /* one to spare */
}

static void run_step(const struct rows *rows, struct row_worker *worker, const struct row_step *s,
                     size_t n)
{
    const struct block_kernels *k = rows->kernels;
    const double *const *registers = worker->pointers;
    const double *x = registers[s->x], *y = registers[s->y], *z = registers[s->z];
    double *out = worker->registers + s->out * (size_t)ROWS_BLOCK;
    struct vector_unit unit = {k, rows->sleef, worker->registers + rows->n_registers * ROWS_BLOCK};
    switch ((enum row_step_kind)s->kind) {
    case ROW_FILL: k->fill(out, s->a, n); break;
    case ROW_LINEAR: k->linear(out, x, s->b, s->a, n); break;
    case ROW_LINEAR2: k->linear2(out, x, y, s->b, s->c, s->a, n); break;
    case ROW_MULTIPLY: k->multiply(out, x, y, s->b, n); break;
    case ROW_DIVIDE: k->divide(out, x, y, n); break;
    case ROW_DIVIDE_BY: k->divide_by(out, x, s->a, n); break;
    case ROW_DIVIDE_INTO: k->divide_into(out, x, s->a, n); break;
    case ROW_POWER:
        if (s->n == 2)
            k->square(out, x, 1, n);
        else
            k->whole_power(out, x, s->n, n);
        break;
    case ROW_ROOT: k->root(out, x, n); break;
    case ROW_SINE_COSINE:
        sleef_sincos(rows->sleef, out, worker->registers + s->n * (size_t)ROWS_BLOCK, x, n);
        break;
    case ROW_NOTHING: break;
    case ROW_ANY_POWER: vector_power(&unit, out, x, y, n); break;
    case ROW_FUNCTION: vector_function(&unit, (enum fn)s->fn, out, x, y, z, n); break;
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
        mem_array(&rows->tape->g->core->mem, rows->n_registers + 1, sizeof *worker->pointers);
    worker->tainted = mem_array(&rows->tape->g->core->mem, size + 1, sizeof *worker->tainted);
    if (!worker->registers || !worker->pointers || !worker->tainted) return false;
    for (size_t k = 0; k <= rows->n_registers; k++)
        worker->pointers[k] = worker->registers + (k < rows->n_registers ? k : 0) * ROWS_BLOCK;
    for (size_t i = 0; i < rows->once.n; i++) {
        const struct row_step *s = &rows->once.at[i];
        run_step(rows, worker, s, ROWS_BLOCK);
    }
    return true;
}

void row_worker_free(struct row_worker *worker, const struct rows *rows)
{
    struct mem *mem = &rows->tape->g->core->mem;
    if (worker->evaluation.tape) eval_free(&worker->evaluation);
    mem_free_array(mem, worker->columns, rows->n_numbers, ROWS_BLOCK * sizeof *worker->columns);
    mem_free_array(mem, worker->registers, worker_size(rows) + 1, sizeof *worker->registers);
    mem_free_array(mem, worker->pointers, rows->n_registers + 1, sizeof *worker->pointers);
    mem_free_array(mem, worker->tainted, worker_size(rows) + 1, sizeof *worker->tainted);
}

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

/* Where a step's results come from something that is not finite; where() reads one branch. */
static void taint_step(const struct rows *rows, struct row_worker *worker, const struct row_step *s,
                       size_t n)
{
    uint8_t *all = worker->tainted, *out = all + s->out * (size_t)ROWS_BLOCK;
    const uint8_t *x = all + s->x * (size_t)ROWS_BLOCK, *y = all + s->y * (size_t)ROWS_BLOCK,
                  *z = all + s->z * (size_t)ROWS_BLOCK;
    const double *values = worker->registers + s->out * (size_t)ROWS_BLOCK,
                 *condition = worker->pointers[s->x];
    bool where = s->kind == ROW_FUNCTION && s->fn == FN_where;
    uint32_t arity = step_arity(s);
    run_step(rows, worker, s, n);
    if (s->kind == ROW_NOTHING) return;
    if (s->kind == ROW_SINE_COSINE) memcpy(all + s->n * (size_t)ROWS_BLOCK, x, n);
    for (size_t i = 0; i < n; i++) {
        uint8_t taint = arity > 0 ? x[i] : 0;
        if (where)
            taint |= condition[i] != 0 ? y[i] : z[i];
        else if (arity > 1)
            taint |= y[i];
        out[i] = taint | !isfinite(values[i]);
    }
}

/* What arithmetic raises when it makes something that is not finite. Clearing takes longer than a
 * short program's block, so it is done only after they were raised. */
enum { EXCEPTIONS = FE_OVERFLOW | FE_DIVBYZERO | FE_INVALID };

/* The whole block once more, slowly. */
static void find_taint(const struct rows *rows, struct row_worker *worker, size_t n)
{
    memset(worker->tainted, 0, rows->n_registers * (size_t)ROWS_BLOCK);
    for (size_t i = 0; i < rows->steps.n; i++) taint_step(rows, worker, &rows->steps.at[i], n);
    worker->any_tainted = true;
    feclearexcept(EXCEPTIONS);
}

bool rows_is_tainted(const struct rows *rows, const struct row_worker *worker, size_t k, size_t row)
{
    if (!worker->any_tainted) return false;
    return worker->tainted[rows->place[rows->numbers[k].slot] * (size_t)ROWS_BLOCK + row];
}

const double *rows_number(const struct rows *rows, const struct row_worker *worker, size_t k)
{
    if (rows->has_arrays) return worker->columns + k * ROWS_BLOCK;
    return worker->pointers[rows->place[rows->numbers[k].slot]];
}

bool rows_run(const struct rows *rows, struct row_worker *worker, const double *const *in, size_t n)
{
    if (rows->has_arrays) return run_by_row(rows, worker, in, n);
    for (size_t k = 0; k < rows->n_inputs; k++) worker->pointers[k] = in[k];
    bool finite = true;
    for (size_t i = 0; i < rows->steps.n; i++) {
        const struct row_step *s = &rows->steps.at[i];
        run_step(rows, worker, s, n);
        /* Functions may overflow without an exception. */
        if (s->kind == ROW_FUNCTION || s->kind == ROW_ANY_POWER)
            finite &= rows->kernels->all_finite(worker->pointers[s->out], n);
    }
    worker->any_tainted = false;
    if (!finite || fetestexcept(EXCEPTIONS)) find_taint(rows, worker, n);
    return true;
}

#include "eval/rows.h"

#include "eval/vector.h"

#include <fenv.h>
#include <math.h>
#include <string.h>

enum row_step_kind {
    ROW_FILL,        /* a */
    ROW_LINEAR,      /* a + b*x */
    ROW_LINEAR2,     /* a + b*x + c*y */
    ROW_ADD,         /* out + b*y */
    ROW_MULTIPLY,    /* b*x*y */
    ROW_DIVIDE,      /* x/y */
    ROW_DIVIDE_BY,   /* x/a */
    ROW_DIVIDE_INTO, /* a/x */
    ROW_POWER,       /* x^n */
    ROW_ROOT,
    ROW_ANY_POWER, /* x^y */
    ROW_FUNCTION,
};

struct row_step {
    uint8_t kind, fn;
    uint32_t out, x, y, z;
    uint32_t n;
    double a, b, c;
};

/* ---- making the steps ---- */

struct maker {
    struct rows *rows;
    const struct tape *tape;
    struct mem *mem;
    uint32_t *last;       /* by slot: the instruction that reads it last; n: the answer */
    uint32_t *roots;      /* by slot: the register of its square root + 1, or 0 */
    VEC(uint32_t) spare;  /* registers */
    const uint32_t *args; /* of the instruction in hand */
    bool failed;
};

static const struct instruction *instruction_at(const struct maker *m, size_t i)
{
    return &m->tape->code.at[i];
}

static uint32_t take_register(struct maker *m)
{
    if (m->spare.n) return m->spare.at[--m->spare.n];
    return (uint32_t)m->rows->n_registers++;
}

static void put(struct maker *m, struct row_step step)
{
    if (!vec_push(m->mem, &m->rows->steps, step)) m->failed = true;
}

static double number_value(const struct maker *m, number n)
{
    return number_to_double(&m->tape->g->numbers, n);
}

static uint32_t place_of(const struct maker *m, uint32_t slot)
{
    return m->rows->place[slot];
}

/* c + c1*x1 + c2*x2 ..., in this order, as eval.c has it. */
static void make_sum(struct maker *m, const struct instruction *in, uint32_t out)
{
    struct row_step step = {.kind = ROW_LINEAR, .out = out, .a = number_value(m, in->data)};
    step.x = place_of(m, m->args[0]);
    step.b = number_value(m, m->args[1]);
    if (in->n > 1) {
        step.kind = ROW_LINEAR2;
        step.y = place_of(m, m->args[2]);
        step.c = number_value(m, m->args[3]);
    }
    put(m, step);
    for (uint32_t k = 2; k < in->n; k++)
        put(m, (struct row_step){.kind = ROW_ADD,
                                 .out = out,
                                 .y = place_of(m, m->args[2 * k]),
                                 .b = number_value(m, m->args[2 * k + 1])});
}

/* A product so far: a number, times a register, its own or another's, if there is `any` factor. */
struct side {
    double number;
    uint32_t at;
    bool any, own;
};

static uint32_t spend(struct maker *m, uint32_t *spent, size_t *n_spent)
{
    uint32_t at = take_register(m);
    spent[(*n_spent)++] = at;
    return at;
}

static void multiply(struct maker *m, struct side *side, uint32_t factor, uint32_t *spent,
                     size_t *n_spent)
{
    struct row_step step = {.kind = ROW_MULTIPLY, .x = side->at, .y = factor, .b = side->number};
    if (!side->any) {
        side->at = factor, side->any = true;
        return;
    }
    if (!side->own) side->at = spend(m, spent, n_spent);
    side->own = true;
    side->number = 1;
    step.out = side->at;
    put(m, step);
}

/* A number that waits for a second factor is multiplied in. */
static uint32_t settled(struct maker *m, const struct side *side, uint32_t into)
{
    if (side->number == 1) return side->at;
    put(m, (struct row_step){
               .kind = ROW_LINEAR, .out = into, .x = side->at, .a = -0.0, .b = side->number});
    return into;
}

/* Roots are dear and come again, as sqrt(v) does in derivatives: each slot's is taken once and
 * kept. */
static uint32_t root_of(struct maker *m, uint32_t slot)
{
    uint32_t *root = &m->roots[slot], x = place_of(m, slot);
    if (*root) return *root - 1;
    *root = (uint32_t)m->rows->n_registers++ + 1;
    put(m, (struct row_step){.kind = ROW_ROOT, .out = *root - 1, .x = x});
    if (!m->failed && x >= m->rows->n_inputs && x < m->rows->n_fixed) { /* of a constant */
        struct row_step once = m->rows->steps.at[--m->rows->steps.n];
        if (!vec_push(m->mem, &m->rows->once, once)) m->failed = true;
    }
    return *root - 1;
}

/* x^|e| by products and roots where eval.c does so; a register, new where one was needed. */
static uint32_t factor(struct maker *m, uint32_t slot, number e, bool *under, uint32_t *spent,
                       size_t *n_spent)
{
    struct rational r = m->tape->g->numbers.all.at[e];
    int64_t p = r.p < 0 ? -r.p : r.p;
    bool whole = r.q == 1 && p <= 64, half = r.q == 2 && p <= 64;
    *under = (whole || half) && r.p < 0;
    uint32_t x = place_of(m, slot);
    if (whole && p == 1) return x;
    if (half && p == 1) return root_of(m, slot);
    uint32_t out = spend(m, spent, n_spent);
    if (whole) {
        put(m, (struct row_step){.kind = ROW_POWER, .out = out, .x = x, .n = (uint32_t)p});
        return out;
    }
    if (half) {
        uint32_t root = root_of(m, slot);
        put(m, (struct row_step){.kind = ROW_POWER, .out = out, .x = x, .n = (uint32_t)(p / 2)});
        put(m, (struct row_step){.kind = ROW_MULTIPLY, .out = out, .x = out, .y = root, .b = 1});
        return out;
    }
    uint32_t exponent = spend(m, spent, n_spent);
    put(m, (struct row_step){.kind = ROW_FILL, .out = exponent, .a = number_value(m, e)});
    put(m, (struct row_step){.kind = ROW_ANY_POWER, .out = out, .x = x, .y = exponent});
    return out;
}

static void finish_product(struct maker *m, struct side over, struct side under, uint32_t out,
                           uint32_t spare)
{
    struct row_step step = {.kind = ROW_DIVIDE, .out = out};
    if (!under.any && under.number == 1) {
        step = (struct row_step){
            .kind = ROW_LINEAR, .out = out, .x = over.at, .a = -0.0, .b = over.number};
    } else if (!under.any) {
        step.kind = ROW_DIVIDE_BY;
        step.x = settled(m, &over, out);
        step.a = under.number;
    } else if (!over.any) {
        step.kind = ROW_DIVIDE_INTO;
        step.x = settled(m, &under, spare);
        step.a = over.number;
    } else {
        step.x = settled(m, &over, out);
        step.y = settled(m, &under, spare);
    }
    put(m, step);
}

/* Numerators and denominators apart, divided once, as in eval.c. */
static void make_product(struct maker *m, const struct instruction *in, uint32_t out)
{
    struct rational c = m->tape->g->numbers.all.at[in->data];
    struct side over = {c.q ? (double)c.p : number_value(m, in->data), 0, false, false},
                under = {c.q ? (double)c.q : 1, 0, false, false};
    uint32_t *spent = mem_array(m->mem, 3 * (size_t)in->n + 3, sizeof *spent);
    size_t n_spent = 0;
    if (!spent) {
        m->failed = true;
        return;
    }
    for (uint32_t k = 0; k < in->n; k++) {
        bool below;
        uint32_t f = factor(m, m->args[2 * k], m->args[2 * k + 1], &below, spent, &n_spent);
        struct side *side = below ? &under : &over;
        multiply(m, side, f, spent, &n_spent);
    }
    finish_product(m, over, under, out, spend(m, spent, &n_spent));
    for (size_t i = 0; i < n_spent; i++)
        if (!vec_push(m->mem, &m->spare, spent[i])) m->failed = true;
    mem_free_array(m->mem, spent, 3 * (size_t)in->n + 3, sizeof *spent);
}

static void make_function(struct maker *m, const struct instruction *in, uint32_t out)
{
    struct row_step step = {
        .kind = in->op == OP_POWER ? ROW_ANY_POWER : ROW_FUNCTION, .fn = in->fn, .out = out};
    uint32_t *places[] = {&step.x, &step.y, &step.z};
    for (uint32_t k = 0; k < in->n && k < 3; k++) *places[k] = place_of(m, m->args[k]);
    put(m, step);
}

/* A slot read for the last time gives its register back; those of inputs and constants stay. */
static void give_back(struct maker *m, const struct instruction *in, size_t i)
{
    for (uint32_t k = 0; k < in->n; k++) {
        uint32_t slot = m->args[op_has_pairs(in->op) ? 2 * k : k], at = place_of(m, slot);
        if (m->last[slot] != i || at < m->rows->n_fixed) continue;
        m->last[slot] = UINT32_MAX; /* once */
        if (!vec_push(m->mem, &m->spare, at)) m->failed = true;
    }
}

static bool is_constant(const struct instruction *in)
{
    return in->op == OP_NUMBER || in->op == OP_CONSTANT;
}

static void make(struct maker *m, size_t i)
{
    const struct instruction *in = instruction_at(m, i);
    if (in->slot != i || is_constant(in) || in->op == OP_VARIABLE) return;
    m->args = in->n ? m->tape->words.at + in->args : NULL;
    uint32_t out = take_register(m);
    m->rows->place[i] = out;
    if (in->op == OP_SUM)
        make_sum(m, in, out);
    else if (in->op == OP_PRODUCT)
        make_product(m, in, out);
    else
        make_function(m, in, out);
    give_back(m, in, i);
}

/* Where each slot is read last. */
static void find_last_uses(struct maker *m)
{
    const struct tape *tape = m->tape;
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        uint32_t stride = op_has_pairs(in->op) ? 2 : 1;
        for (uint32_t k = 0; k < in->n; k++)
            m->last[tape->words.at[in->args + k * stride]] = (uint32_t)i;
    }
    for (size_t k = 0; k < m->rows->n_numbers; k++)
        m->last[m->rows->numbers[k].slot] = (uint32_t)tape->code.n;
}

/* Registers of inputs are the caller's own columns; those of constants are filled once. */
static void place_fixed(struct maker *m)
{
    struct rows *rows = m->rows;
    for (size_t k = 0; k < rows->n_inputs; k++) rows->place[rows->inputs[k].slot] = (uint32_t)k;
    rows->n_registers = rows->n_inputs;
    for (size_t i = 0; i < m->tape->code.n; i++) {
        const struct instruction *in = instruction_at(m, i);
        if (in->slot != i || !is_constant(in)) continue;
        double value = in->op == OP_NUMBER ? number_value(m, in->data)
                                           : constant_value((enum constant)in->data);
        rows->place[i] = (uint32_t)rows->n_registers++;
        struct row_step fill = {.kind = ROW_FILL, .out = rows->place[i], .a = value};
        if (!vec_push(m->mem, &rows->once, fill)) m->failed = true;
    }
    rows->n_fixed = rows->n_registers;
}

static bool is_scalar_step(const struct instruction *in)
{
    if (in->shape != SHAPE_SCALAR) return false;
    return is_constant(in) || in->op == OP_VARIABLE || in->op == OP_NAMED || in->op == OP_SUM ||
           in->op == OP_PRODUCT || in->op == OP_POWER || in->op == OP_FN;
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
    struct maker m = {.rows = rows, .tape = tape, .mem = &tape->g->core->mem};
    rows->place = mem_array(m.mem, tape->code.n, sizeof *rows->place);
    m.last = mem_array(m.mem, tape->code.n, sizeof *m.last);
    m.roots = mem_array(m.mem, tape->code.n, sizeof *m.roots);
    if (rows->place && m.last && m.roots) {
        find_last_uses(&m);
        place_fixed(&m);
        for (size_t i = 0; i < tape->code.n && !m.failed; i++) make(&m, i);
    }
    mem_free_array(m.mem, m.last, tape->code.n, sizeof *m.last);
    mem_free_array(m.mem, m.roots, tape->code.n, sizeof *m.roots);
    vec_free(m.mem, &m.spare);
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

static size_t bench_size(const struct rows *rows)
{
    return (rows->n_registers + 1) * ROWS_BLOCK; /* one to spare */
}

static void run_step(const struct rows *rows, struct row_bench *bench, const struct row_step *s,
                     size_t n)
{
    const struct block_kernels *k = rows->kernels;
    const double *const *registers = bench->pointers;
    const double *x = registers[s->x], *y = registers[s->y], *z = registers[s->z];
    double *out = bench->registers + s->out * (size_t)ROWS_BLOCK;
    struct vector_unit unit = {k, rows->sleef, bench->registers + rows->n_registers * ROWS_BLOCK};
    switch ((enum row_step_kind)s->kind) {
    case ROW_FILL: k->fill(out, s->a, n); break;
    case ROW_LINEAR: k->linear(out, x, s->b, s->a, n); break;
    case ROW_LINEAR2: k->linear2(out, x, y, s->b, s->c, s->a, n); break;
    case ROW_ADD: k->add_scaled(out, y, s->b, n); break;
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
    struct plan_wish wish = {.keep = keep, .n_keep = rows->n_numbers, .many_runs = true};
    bool ok = eval_init(e, rows->tape, 1) && eval_plan(e, &wish);
    mem_free_array(mem, keep, rows->n_numbers, sizeof *keep);
    return ok;
}

bool row_bench_init(struct row_bench *bench, const struct rows *rows)
{
    *bench = (struct row_bench){0};
    if (rows->has_arrays) return plan_evaluation(&bench->evaluation, rows);
    size_t size = bench_size(rows);
    bench->registers = mem_array(&rows->tape->g->core->mem, size + 1, sizeof *bench->registers);
    bench->pointers =
        mem_array(&rows->tape->g->core->mem, rows->n_registers + 1, sizeof *bench->pointers);
    bench->tainted = mem_array(&rows->tape->g->core->mem, size + 1, sizeof *bench->tainted);
    if (!bench->registers || !bench->pointers || !bench->tainted) return false;
    for (size_t k = 0; k <= rows->n_registers; k++)
        bench->pointers[k] = bench->registers + (k < rows->n_registers ? k : 0) * ROWS_BLOCK;
    for (size_t i = 0; i < rows->once.n; i++) {
        const struct row_step *s = &rows->once.at[i];
        run_step(rows, bench, s, ROWS_BLOCK);
    }
    return true;
}

void row_bench_free(struct row_bench *bench, const struct rows *rows)
{
    struct mem *mem = &rows->tape->g->core->mem;
    if (bench->evaluation.tape) eval_free(&bench->evaluation);
    mem_free_array(mem, bench->registers, bench_size(rows) + 1, sizeof *bench->registers);
    mem_free_array(mem, bench->pointers, rows->n_registers + 1, sizeof *bench->pointers);
    mem_free_array(mem, bench->tainted, bench_size(rows) + 1, sizeof *bench->tainted);
}

static bool run_by_row(const struct rows *rows, struct row_bench *bench, const double *const *in,
                       size_t n, double *const *out)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < rows->n_inputs; k++)
            eval_slot(&bench->evaluation, rows->inputs[k].slot)[rows->inputs[k].entry] = in[k][i];
        if (!eval_run(&bench->evaluation)) return false;
        for (size_t k = 0; k < rows->n_numbers; k++)
            out[k][i] =
                eval_slot(&bench->evaluation, rows->numbers[k].slot)[rows->numbers[k].entry];
    }
    return true;
}

/* How many registers a step reads: x, y and z in this order, and what stands in out. */
static uint32_t step_arity(const struct row_step *s)
{
    switch ((enum row_step_kind)s->kind) {
    case ROW_FILL: return 0;
    case ROW_LINEAR2:
    case ROW_MULTIPLY:
    case ROW_DIVIDE:
    case ROW_ANY_POWER: return 2;
    case ROW_FUNCTION: return (uint32_t)fn_arity((enum fn)s->fn);
    default: return 1;
    }
}

/* Where a step's results come from something that is not finite; where() reads one branch. */
static void taint_step(const struct rows *rows, struct row_bench *bench, const struct row_step *s,
                       size_t n)
{
    uint8_t *all = bench->tainted, *out = all + s->out * (size_t)ROWS_BLOCK;
    const uint8_t *x = all + s->x * (size_t)ROWS_BLOCK, *y = all + s->y * (size_t)ROWS_BLOCK,
                  *z = all + s->z * (size_t)ROWS_BLOCK;
    const double *values = bench->registers + s->out * (size_t)ROWS_BLOCK,
                 *condition = bench->pointers[s->x];
    bool where = s->kind == ROW_FUNCTION && s->fn == FN_where;
    uint32_t arity = step_arity(s);
    run_step(rows, bench, s, n);
    for (size_t i = 0; i < n; i++) {
        uint8_t taint = s->kind == ROW_ADD ? out[i] | y[i] : arity > 0 ? x[i] : 0;
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
static void find_taint(const struct rows *rows, struct row_bench *bench, size_t n)
{
    memset(bench->tainted, 0, rows->n_registers * (size_t)ROWS_BLOCK);
    for (size_t i = 0; i < rows->steps.n; i++) taint_step(rows, bench, &rows->steps.at[i], n);
    bench->any_tainted = true;
    feclearexcept(EXCEPTIONS);
}

bool rows_is_tainted(const struct rows *rows, const struct row_bench *bench, size_t k, size_t row)
{
    if (!bench->any_tainted) return false;
    return bench->tainted[rows->place[rows->numbers[k].slot] * (size_t)ROWS_BLOCK + row];
}

bool rows_run(const struct rows *rows, struct row_bench *bench, const double *const *in, size_t n,
              double *const *out)
{
    if (rows->has_arrays) return run_by_row(rows, bench, in, n, out);
    for (size_t k = 0; k < rows->n_inputs; k++) bench->pointers[k] = in[k];
    bool finite = true;
    for (size_t i = 0; i < rows->steps.n; i++) {
        const struct row_step *s = &rows->steps.at[i];
        run_step(rows, bench, s, n);
        /* Functions may overflow without an exception. */
        if (s->kind == ROW_FUNCTION || s->kind == ROW_ANY_POWER)
            finite &= rows->kernels->all_finite(bench->pointers[s->out], n);
    }
    bench->any_tainted = false;
    if (!finite || fetestexcept(EXCEPTIONS)) find_taint(rows, bench, n);
    for (size_t k = 0; k < rows->n_numbers; k++)
        memcpy(out[k], bench->pointers[rows->place[rows->numbers[k].slot]], n * sizeof **out);
    return true;
}

#include "eval/stretch.h"

#include "eval/machine_code.h"

/* A single operation gains nothing; of too many, the columns would be out of reach. */
enum { FEWEST = 2, MOST = 400 };

struct stretch_builder {
    struct mem *mem;
    const struct program *program;
    struct stretch *stretch;
    /* By register: the last stretch that computes it; that reads it with a shift; both as first
     * operation + 1. */
    uint32_t *computed, *shifted;
    uint32_t *step; /* by register: the step with its value, if the stretch in hand computes it */
    bool *live;     /* by register: read after the stretch in hand */
    VEC(uint32_t) inputs, keep; /* steps of the stretch in hand */
    bool failed;
};

/* ---- what operations read ---- */

/* Does it change what is in its register? */
static bool is_update(const struct block_op *o)
{
    return o->opcode == BLOCK_ADD_TERMS || o->opcode == BLOCK_MULTIPLY_TERMS ||
           o->opcode == BLOCK_EMBED || o->opcode == BLOCK_EMBED_SHIFTED;
}

static bool has_terms(const struct block_op *o)
{
    return o->opcode == BLOCK_ADD_TERMS || o->opcode == BLOCK_MULTIPLY_TERMS ||
           o->opcode == BLOCK_FUNCTION;
}

/* Returns how many of x, y and z it reads. */
static uint32_t n_named(const struct program *p, const struct block_op *o)
{
    switch ((enum block_opcode)o->opcode) {
    case BLOCK_SUM: return p->sums.at[o->sum].n;
    case BLOCK_FUNCTION: return 3; /* of fewer arguments, x again */
    case BLOCK_MULTIPLY:
    case BLOCK_DIVIDE:
    case BLOCK_POWER:
    case BLOCK_REDUCE_DOT: return 2;
    case BLOCK_FILL:
    case BLOCK_FILL_FROM_MEMORY:
    case BLOCK_REPEAT_ROW:
    case BLOCK_RANGE:
    case BLOCK_GATHER:
    case BLOCK_EMBED:
    case BLOCK_ADD_TERMS:
    case BLOCK_MULTIPLY_TERMS:
    case BLOCK_ROWS_TIMES_VECTOR: return 0;
    default: return 1;
    }
}

static uint32_t n_operands(const struct program *p, const struct block_op *o)
{
    return n_named(p, o) + (has_terms(o) ? o->n_terms : 0);
}

static struct operand operand_at(const struct program *p, const struct block_op *o, uint32_t k)
{
    uint32_t named = n_named(p, o);
    return k >= named ? p->more_terms.at[o->first_term + (k - named)].x
           : k == 0   ? o->x
           : k == 1   ? o->y
                      : o->z;
}

/* ---- where stretches begin and end ---- */

/* Functions that are a comparison or two, with the same result for nan as in block.h. */
static bool is_simple(enum fn fn)
{
    return fn == FN_abs || fn == FN_where || fn == FN_less || fn == FN_less_equal ||
           fn == FN_equal || fn == FN_not_equal;
}

/* Finds which step of code the operation is. False if it is none that machine code has. */
static bool find_kind(const struct block_op *o, enum code_kind *kind)
{
    switch ((enum block_opcode)o->opcode) {
    case BLOCK_SUM:
    case BLOCK_LINEAR:
    case BLOCK_ADD_TERMS:
    case BLOCK_EMBED_SHIFTED: *kind = CODE_SUM; return true;
    case BLOCK_MULTIPLY:
    case BLOCK_MULTIPLY_TERMS: *kind = CODE_MULTIPLY; return true;
    case BLOCK_SQUARE: *kind = CODE_SQUARE; return true;
    case BLOCK_DIVIDE: *kind = CODE_DIVIDE; return true;
    case BLOCK_DIVIDE_BY: *kind = CODE_DIVIDE_BY; return true;
    case BLOCK_DIVIDE_INTO: *kind = CODE_DIVIDE_INTO; return true;
    case BLOCK_WHOLE_POWER: *kind = CODE_WHOLE_POWER; return o->exponent <= UINT32_MAX;
    case BLOCK_ROOT: *kind = CODE_ROOT; return true;
    case BLOCK_FUNCTION: *kind = CODE_FUNCTION; return is_simple((enum fn)o->fn);
    default: return false;
    }
}

/* Entries beside those of a vector are not in its register yet, or no longer in memory. */
static bool can_join(const struct stretch_builder *b, const struct block_op *o, uint32_t first)
{
    enum code_kind kind;
    if (!find_kind(o, &kind) || b->shifted[o->out] == first + 1) return false;
    for (uint32_t k = 0; k < n_operands(b->program, o); k++) {
        struct operand x = operand_at(b->program, o, k);
        if (x.shift != 0 && (b->computed[x.reg] == first + 1 || x.reg == o->out)) return false;
    }
    return true;
}

static uint32_t find_end(struct stretch_builder *b, uint32_t first)
{
    const struct program *p = b->program;
    uint32_t end = first;
    for (; end < p->ops.n && end - first < MOST; end++) {
        const struct block_op *o = &p->ops.at[end];
        if (!can_join(b, o, first)) break;
        for (uint32_t k = 0; k < n_operands(p, o); k++) {
            struct operand x = operand_at(p, o, k);
            if (x.shift != 0) b->shifted[x.reg] = first + 1;
        }
        b->computed[o->out] = first + 1;
    }
    return end;
}

static bool find_stretches(struct stretch_builder *b, struct program *p)
{
    for (uint32_t at = 0; at < p->ops.n;) {
        uint32_t end = find_end(b, at);
        struct stretch s = {.first = at, .end = end, .from = 0, .to = INT64_MAX};
        if (end - at >= FEWEST && !vec_push(b->mem, &p->stretches, s)) return false;
        at = end > at ? end : at + 1;
    }
    return true;
}

/* ---- the code of a stretch ---- */

static uint32_t add_step(struct stretch_builder *b, struct code_step step)
{
    struct code *code = &b->stretch->rows.code;
    if (!vec_push(b->mem, &code->steps, step)) b->failed = true;
    return (uint32_t)code->steps.n - 1;
}

static bool is_same(struct operand x, struct operand y)
{
    return x.reg == y.reg && x.shift == y.shift;
}

/* Returns the step with the operand's value: one before it, or an input. */
static uint32_t step_of(struct stretch_builder *b, struct operand x)
{
    struct stretch *s = b->stretch;
    if (b->step[x.reg] && x.shift == 0) return b->step[x.reg] - 1;
    for (size_t k = 0; k < s->inputs.n; k++)
        if (is_same(s->inputs.at[k], x)) return b->inputs.at[k];
    uint32_t step = add_step(b, (struct code_step){.kind = CODE_INPUT, .op = OP_VARIABLE});
    if (!vec_push(b->mem, &s->inputs, x) || !vec_push(b->mem, &b->inputs, step)) b->failed = true;
    return step;
}

static void add_argument(struct stretch_builder *b, struct code_step *step, struct operand x,
                         double factor)
{
    struct code *code = &b->stretch->rows.code;
    uint32_t from = step_of(b, x);
    if (!vec_push(b->mem, &code->words, from)) b->failed = true;
    if (step->kind == CODE_SUM && !vec_push(b->mem, &code->factors, factor)) b->failed = true;
    step->n++;
}

static double factor_at(const struct program *p, const struct block_op *o, uint32_t k)
{
    return o->opcode == BLOCK_SUM         ? p->sums.at[o->sum].factor[k]
           : o->opcode == BLOCK_ADD_TERMS ? p->more_terms.at[o->first_term + k].a
                                          : o->a;
}

/* An update begins with what is in its register: -0 added, or 1 times it, is the same. */
static void begin_step(struct stretch_builder *b, const struct block_op *o, struct code_step *step)
{
    const struct code *code = &b->stretch->rows.code;
    step->args = (uint32_t)code->words.n;
    step->fn = o->fn;
    step->a = o->c;
    if (step->kind == CODE_SUM) step->data = (uint32_t)code->factors.n;
    if (step->kind == CODE_WHOLE_POWER) step->data = (uint32_t)o->exponent;
    if (!is_update(o)) return;
    step->a = step->kind == CODE_SUM ? -0.0 : 1;
    add_argument(b, step, (struct operand){o->out, 0}, 1);
}

static void add_operation(struct stretch_builder *b, const struct block_op *o)
{
    const struct program *p = b->program;
    enum code_kind kind = CODE_ARRAY;
    find_kind(o, &kind);
    struct code_step step = {.kind = (uint8_t)kind};
    uint32_t n = kind == CODE_FUNCTION ? (uint32_t)fn_arity((enum fn)o->fn) : n_operands(p, o);
    begin_step(b, o, &step);
    for (uint32_t k = 0; k < n; k++)
        add_argument(b, &step, operand_at(p, o, k), factor_at(p, o, k));
    b->step[o->out] = add_step(b, step) + 1;
}

static void narrow(struct stretch *s, int64_t from, int64_t to)
{
    if (from > s->from) s->from = from;
    if (to < s->to) s->to = to;
}

/* Leaves the entries for which the operation has all its terms. */
static void narrow_to(struct stretch *s, const struct program *p, const struct block_op *o)
{
    narrow(s, 0, o->length);
    s->is_wider |= o->first_offset != 0 || o->end_offset != 0;
    if (o->opcode == BLOCK_EMBED_SHIFTED)
        narrow(s, p->views.at[o->view].from, p->views.at[o->view].to);
    if (o->opcode != BLOCK_SUM) return;
    const struct short_sum *sum = &p->sums.at[o->sum];
    for (uint32_t k = 0; k < sum->n; k++) narrow(s, sum->from[k], sum->to[k]);
}

/* What is in memory, or read later, is an output. */
static void add_output(struct stretch_builder *b, uint32_t reg)
{
    bool stays = b->program->registers.at[reg].kind != REGISTER_SCRATCH || b->live[reg];
    uint32_t step = b->step[reg];
    b->step[reg] = 0;
    if (!step || !stays || b->failed) return;
    if (!vec_push(b->mem, &b->stretch->outputs, reg) || !vec_push(b->mem, &b->keep, step - 1))
        b->failed = true;
}

static void make_code(struct stretch_builder *b)
{
    struct stretch *s = b->stretch;
    const struct block_op *ops = b->program->ops.at;
    b->inputs.n = b->keep.n = 0;
    for (uint32_t k = s->first; k < s->end && !b->failed; k++) {
        add_operation(b, &ops[k]);
        narrow_to(s, b->program, &ops[k]);
    }
    for (uint32_t k = s->first; k < s->end; k++) add_output(b, ops[k].out);
}

/* ---- its loop ---- */

static bool list_outputs(struct stretch_builder *b)
{
    struct rows *rows = &b->stretch->rows;
    struct slot_entry *outputs = mem_array(b->mem, b->keep.n, sizeof *outputs);
    uint32_t *of_slot = mem_array(b->mem, b->keep.n, sizeof *of_slot);
    rows->outputs = outputs;
    rows->code.of_slot = of_slot;
    if (!outputs || !of_slot) return false;
    for (size_t k = 0; k < b->keep.n; k++) {
        outputs[k].slot = (uint32_t)k;
        of_slot[k] = b->keep.at[k];
    }
    return true;
}

static bool list_steps(struct stretch_builder *b)
{
    struct rows *rows = &b->stretch->rows;
    const uint32_t *of_step = rows->registers.of_step;
    for (uint32_t i = 0; i < rows->code.steps.n; i++) {
        struct row_step step = {.step = rows->code.steps.at[i], .index = i};
        step.out = step.partner = of_step[i];
        if (step.step.kind != CODE_INPUT && !vec_push(b->mem, &rows->steps, step)) return false;
    }
    return true;
}

static bool make_loop(struct stretch_builder *b, enum vector_set set)
{
    struct rows *rows = &b->stretch->rows;
    rows->n_inputs = b->inputs.n;
    rows->n_outputs = b->keep.n;
    return list_outputs(b) &&
           registers_make(&rows->registers, &rows->code, b->inputs.at, b->inputs.n, b->keep.at,
                          b->keep.n, false) &&
           list_steps(b) && machine_code_make(rows, set);
}

/* ---- all of them ---- */

static void stretch_free(struct mem *mem, struct stretch *s)
{
    struct rows *rows = &s->rows;
    if (!rows->tape) return;
    machine_code_free(rows);
    registers_free(&rows->registers, &rows->code);
    mem_free_array(mem, rows->code.of_slot, rows->n_outputs, sizeof *rows->code.of_slot);
    mem_free_array(mem, (struct slot_entry *)rows->outputs, rows->n_outputs, sizeof *rows->outputs);
    vec_free(mem, &rows->steps);
    vec_free(mem, &rows->code.steps);
    vec_free(mem, &rows->code.words);
    vec_free(mem, &rows->code.factors);
    vec_free(mem, &s->inputs);
    vec_free(mem, &s->outputs);
}

void stretches_free(struct plan *plan, struct program *p)
{
    for (size_t i = 0; i < p->stretches.n; i++) stretch_free(plan->mem, &p->stretches.at[i]);
    vec_free(plan->mem, &p->stretches);
}

/* Goes back over an operation: it needs what it reads, and not what it overwrites. */
static void go_back(struct stretch_builder *b, const struct block_op *o)
{
    if (o->opcode < BLOCK_CHECK_FINITE && !is_update(o)) b->live[o->out] = false;
    for (uint32_t k = 0; k < n_operands(b->program, o); k++)
        b->live[operand_at(b->program, o, k).reg] = true;
}

/* From the last to the first, so that what is read after each is known. */
static bool make_loops(struct stretch_builder *b, struct plan *plan, struct program *p,
                       enum vector_set set)
{
    uint32_t at = (uint32_t)p->ops.n;
    for (size_t i = p->stretches.n; i-- > 0;) {
        struct stretch *s = b->stretch = &p->stretches.at[i];
        while (at > s->end) go_back(b, &p->ops.at[--at]);
        s->rows.tape = s->rows.code.tape = plan->code->tape;
        make_code(b);
        if (b->failed || !make_loop(b, set)) return false;
        const struct row_step *first = s->rows.steps.at;
        if (!first->loop || first->loop_steps != s->rows.steps.n) s->to = 0; /* never run */
    }
    return true;
}

/* An operation takes a microsecond or so to make into code, which then takes some 0.02 ns less for
 * each entry. */
static bool pays(const struct plan *plan, const struct group *group)
{
    enum { ONCE = 1 << 16, OFTEN = 1 << 12 };
    return group->rows * group->columns >= (plan->many_runs && group->varies ? OFTEN : ONCE);
}

bool stretches_make(struct plan *plan, const struct group *group)
{
    struct program *p = group->program;
    struct mem *mem = plan->mem;
    size_t n = p->registers.n;
    if (plan->no_machine_code || !pays(plan, group)) return true;
    enum vector_set set = machine_code_set();
    if (set == VECTORS_NONE) return true;
    struct stretch_builder b = {.mem = mem, .program = p};
    b.computed = mem_array(mem, n, sizeof *b.computed);
    b.shifted = mem_array(mem, n, sizeof *b.shifted);
    b.step = mem_array(mem, n, sizeof *b.step);
    b.live = mem_array(mem, n, sizeof *b.live);
    bool ok = b.computed && b.shifted && b.step && b.live && find_stretches(&b, p) &&
              make_loops(&b, plan, p, set);
    mem_free_array(mem, b.computed, n, sizeof *b.computed);
    mem_free_array(mem, b.shifted, n, sizeof *b.shifted);
    mem_free_array(mem, b.step, n, sizeof *b.step);
    mem_free_array(mem, b.live, n, sizeof *b.live);
    vec_free(mem, &b.inputs);
    vec_free(mem, &b.keep);
    return ok;
}

/* ---- running them ---- */

static size_t n_pointers(const struct stretch *s)
{
    return s->inputs.n + s->outputs.n;
}

/* The columns, of which loops use none, and behind them a vector for each register. */
static size_t columns_size(const struct stretch *s)
{
    return (s->rows.registers.n + 1) * ROWS_BLOCK + (s->rows.registers.n + 2) * ASSEMBLER_WIDEST;
}

size_t stretches_scratch(const struct program *p)
{
    size_t most = 0;
    for (size_t i = 0; i < p->stretches.n; i++) {
        size_t n = n_pointers(&p->stretches.at[i]) + columns_size(&p->stretches.at[i]);
        if (n > most) most = n;
    }
    return most;
}

void stretch_run(const struct stretch *s, double *const *registers, double *scratch, size_t n)
{
    const double **inputs = (const double **)(void *)scratch;
    double **outputs = (double **)(void *)(scratch + s->inputs.n);
    for (size_t k = 0; k < s->inputs.n; k++)
        inputs[k] = registers[s->inputs.at[k].reg] + s->inputs.at[k].shift;
    for (size_t k = 0; k < s->outputs.n; k++) outputs[k] = registers[s->outputs.at[k]];
    s->rows.steps.at->loop(scratch + n_pointers(s), inputs, outputs, n * sizeof(double));
}

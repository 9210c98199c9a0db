#include "eval/machine_code.h"

#include <math.h>
#include <string.h>

/* MOST_STEPS of a loop keep its code in the cache. MOST_COLUMNS keep their places within the reach
 * of an instruction. */
enum { MOST_STEPS = 500, MOST_COLUMNS = 1 << 19, MOST_REGISTERS = 32 };
#define NEVER UINT32_MAX

/* Vector register 0 is for numbers on the way. */
enum { SCRATCH = 0, NOWHERE = 0 };

_Static_assert(ASSEMBLER_COLUMN == ROWS_BLOCK * sizeof(double), "columns follow one another");

/* What is in a vector register. */
struct held {
    uint32_t step; /* whose value; NEVER: free */
    uint32_t next; /* position of its next use */
    bool is_saved; /* its column has the value, too */
};

/* Positions are indices in rows->steps. */
struct maker {
    const struct rows *rows;
    struct assembler as;
    uint32_t *next; /* by word of code: the position of the next use of that argument, or NEVER */
    uint32_t *first, *last; /* by step of code: the first and the last position that reads it */
    uint8_t *reg;           /* by step of code: its vector register, or NOWHERE */
    struct held held[MOST_REGISTERS];
    uint32_t at, end; /* the position in hand; where its loop ends */
};

static const struct code_step *step_of(const struct maker *m, uint32_t step)
{
    return &m->rows->code.steps.at[step];
}

static const uint32_t *words_of(const struct maker *m, const struct code_step *s)
{
    return code_args(&m->rows->code, s);
}

/* ---- uses ---- */

static void find_uses(struct maker *m)
{
    const struct rows *rows = m->rows;
    for (size_t i = 0; i < rows->code.steps.n; i++) m->first[i] = NEVER;
    for (size_t k = 0; k < rows->n_outputs; k++)
        m->last[rows->code.of_slot[rows->outputs[k].slot]] = NEVER;
    for (size_t at = rows->steps.n; at-- > 0;) {
        const struct code_step *s = &rows->steps.at[at].step;
        for (uint32_t k = s->n; k-- > 0;) {
            uint32_t x = rows->code.words.at[s->args + k];
            m->next[s->args + k] = m->first[x];
            m->first[x] = (uint32_t)at;
            if (m->last[x] < at) m->last[x] = (uint32_t)at;
        }
    }
}

/* ---- registers ---- */

static struct vector_place column_of(const struct maker *m, uint32_t step)
{
    const struct code_step *s = step_of(m, step);
    enum place_kind kind = s->kind == CODE_INPUT ? PLACE_INPUT
                           : s->fixed            ? PLACE_FIXED
                                                 : PLACE_COLUMN;
    return (struct vector_place){kind, m->rows->registers.of_step[step]};
}

static void hold(struct maker *m, unsigned reg, struct held held)
{
    m->held[reg] = held;
    m->reg[held.step] = (uint8_t)reg;
}

static void release(struct maker *m, unsigned reg)
{
    m->reg[m->held[reg].step] = NOWHERE;
    m->held[reg] = (struct held){.step = NEVER, .next = NEVER};
}

/* Returns a free register, or else the one whose value is read last. */
static unsigned farthest(const struct maker *m)
{
    unsigned best = SCRATCH + 1;
    for (unsigned r = best; r < assembler_registers(&m->as); r++) {
        if (m->held[r].step == NEVER) return r;
        if (m->held[r].next > m->held[best].next) best = r;
    }
    return best;
}

/* Makes room for the value of a step, before any operand is looked for. */
static unsigned take_register(struct maker *m, uint32_t step)
{
    unsigned reg = farthest(m);
    struct held *held = &m->held[reg];
    if (held->step != NEVER) {
        if (!held->is_saved) assembler_store(&m->as, column_of(m, held->step), reg);
        release(m, reg);
    }
    hold(m, reg, (struct held){.step = step, .next = m->at});
    return reg;
}

/* Returns where argument k is. One that this loop reads again is loaded if a register is free. */
static struct vector_place operand(struct maker *m, const struct code_step *s, uint32_t k)
{
    uint32_t x = words_of(m, s)[k];
    if (m->reg[x] == NOWHERE && m->next[s->args + k] < m->end) {
        unsigned reg = farthest(m);
        if (m->held[reg].step == NEVER) {
            assembler_load(&m->as, reg, column_of(m, x));
            hold(m, reg, (struct held){.step = x, .next = m->at, .is_saved = true});
        }
    }
    return m->reg[x] == NOWHERE ? column_of(m, x) : place_register(m->reg[x]);
}

/* Returns the register of an operand, which is `spare` if it has none yet. */
static unsigned in_register(struct maker *m, struct vector_place place, unsigned spare)
{
    if (place.kind == PLACE_REGISTER) return place.at;
    assembler_load(&m->as, spare, place);
    return spare;
}

/* Lets go of what the rest of the loop does not read. */
static void let_go(struct maker *m, const struct code_step *s, uint32_t step)
{
    unsigned out = m->reg[step];
    for (uint32_t k = 0; k < s->n; k++) {
        unsigned reg = m->reg[words_of(m, s)[k]];
        if (reg != NOWHERE) m->held[reg].next = m->next[s->args + k];
    }
    for (uint32_t k = 0; k < s->n; k++) {
        unsigned reg = m->reg[words_of(m, s)[k]];
        if (reg != NOWHERE && m->held[reg].next >= m->end) release(m, reg);
    }
    m->held[out].next = m->first[step];
    m->held[out].is_saved = m->last[step] >= m->end;
    if (m->held[out].is_saved) assembler_store(&m->as, column_of(m, step), out);
    if (m->held[out].next >= m->end) release(m, out);
}

/* ---- steps ---- */

static struct vector_place constant(struct maker *m, double x)
{
    return assembler_constant(&m->as, x);
}

/* Returns the register with a*x: x itself, or `out`. */
static unsigned scaled(struct maker *m, unsigned out, double a, unsigned x)
{
    if (a == 1) return x;
    assembler_operate(&m->as, VECTOR_MULTIPLY, out, x, constant(m, a));
    return out;
}

/* Returns the register with a + f*x: x itself, or `out`. Adding -0 changes nothing. */
static unsigned begin_sum(struct maker *m, unsigned out, double a, double f, struct vector_place x)
{
    bool adds = a != 0 || !signbit(a);
    if (f == -1) {
        assembler_load(&m->as, out, constant(m, a));
        assembler_operate(&m->as, VECTOR_SUBTRACT, out, out, x);
        return out;
    }
    unsigned sum = scaled(m, out, f, in_register(m, x, out));
    if (!adds) return sum;
    assembler_operate(&m->as, VECTOR_ADD, out, sum, constant(m, a));
    return out;
}

static void make_sum(struct maker *m, const struct code_step *s, unsigned out)
{
    const double *f = code_factors(&m->rows->code, s);
    unsigned sum = begin_sum(m, out, s->a, f[0], operand(m, s, 0));
    for (uint32_t k = 1; k < s->n; k++) {
        struct vector_place x = operand(m, s, k);
        enum vector_op op = f[k] == -1 ? VECTOR_SUBTRACT : VECTOR_ADD;
        if (f[k] != 1 && f[k] != -1)
            x = place_register(scaled(m, SCRATCH, f[k], in_register(m, x, SCRATCH)));
        assembler_operate(&m->as, op, out, sum, x);
        sum = out;
    }
    assembler_load(&m->as, out, place_register(sum));
}

static void make_product(struct maker *m, const struct code_step *s, unsigned out)
{
    unsigned product = scaled(m, out, s->a, in_register(m, operand(m, s, 0), out));
    for (uint32_t k = 1; k < s->n; k++) {
        assembler_operate(&m->as, VECTOR_MULTIPLY, out, product, operand(m, s, k));
        product = out;
    }
}

static void square(struct maker *m, unsigned out, unsigned x)
{
    assembler_operate(&m->as, VECTOR_MULTIPLY, out, x, place_register(x));
}

static void make_whole_power(struct maker *m, const struct code_step *s, unsigned out)
{
    bool begun = false;
    assembler_load(&m->as, SCRATCH, operand(m, s, 0));
    for (uint64_t e = s->data; e; e >>= 1) {
        if (e & 1 && begun)
            assembler_operate(&m->as, VECTOR_MULTIPLY, out, out, place_register(SCRATCH));
        else if (e & 1)
            assembler_load(&m->as, out, place_register(SCRATCH));
        begun |= e & 1;
        if (e > 1) square(m, SCRATCH, SCRATCH);
    }
}

static void divide(struct maker *m, unsigned out, struct vector_place x, struct vector_place y)
{
    assembler_operate(&m->as, VECTOR_DIVIDE, out, in_register(m, x, out), y);
}

/* Returns whether the function is a comparison that is made here, and which. */
static bool is_comparison(enum fn fn, enum vector_comparison *how)
{
    switch (fn) {
    case FN_less: *how = VECTOR_LESS; return true;
    case FN_less_equal: *how = VECTOR_LESS_EQUAL; return true;
    case FN_equal: *how = VECTOR_EQUAL; return true;
    case FN_not_equal: *how = VECTOR_NOT_EQUAL; return true;
    default: return false;
    }
}

static void make_comparison(struct maker *m, const struct code_step *s, unsigned out)
{
    enum vector_comparison how = VECTOR_EQUAL;
    struct vector_place x = operand(m, s, 0), y = operand(m, s, 1);
    is_comparison((enum fn)s->fn, &how);
    assembler_compare(&m->as, how, out, in_register(m, x, out), y);
}

static bool is_known(const struct code_step *s)
{
    enum vector_comparison how;
    if (s->kind == CODE_FUNCTION) return is_comparison((enum fn)s->fn, &how);
    return s->kind >= CODE_SUM && s->kind < CODE_POWER;
}

static void make_step(struct maker *m, const struct code_step *s, unsigned out)
{
    switch ((enum code_kind)s->kind) {
    case CODE_SUM: make_sum(m, s, out); break;
    case CODE_MULTIPLY: make_product(m, s, out); break;
    case CODE_SQUARE:
        square(m, out, in_register(m, operand(m, s, 0), out));
        scaled(m, out, s->a, out);
        break;
    case CODE_WHOLE_POWER: make_whole_power(m, s, out); break;
    case CODE_ROOT: assembler_root(&m->as, out, operand(m, s, 0)); break;
    case CODE_DIVIDE: {
        struct vector_place x = operand(m, s, 0), y = operand(m, s, 1);
        divide(m, out, x, y);
        break;
    }
    case CODE_DIVIDE_BY: divide(m, out, operand(m, s, 0), constant(m, s->a)); break;
    case CODE_DIVIDE_INTO: divide(m, out, constant(m, s->a), operand(m, s, 0)); break;
    case CODE_FUNCTION: make_comparison(m, s, out); break;
    case CODE_INPUT:
    case CODE_NUMBER:
    case CODE_POWER:
    case CODE_ARRAY: break; /* not known */
    }
}

/* ---- loops ---- */

static void make_loop(struct maker *m)
{
    for (unsigned r = 0; r < MOST_REGISTERS; r++)
        m->held[r] = (struct held){.step = NEVER, .next = NEVER};
    for (; m->at < m->end; m->at++) {
        const struct row_step *s = &m->rows->steps.at[m->at];
        unsigned out = take_register(m, s->index);
        make_step(m, &s->step, out);
        let_go(m, &s->step, s->index);
    }
}

static uint32_t end_of_loop(const struct rows *rows, uint32_t at)
{
    uint32_t end = at;
    while (end < rows->steps.n && end - at < MOST_STEPS && is_known(&rows->steps.at[end].step))
        end++;
    return end;
}

/* Notes for each step where the code of its loop begins, and how many steps that has; 0 outside. */
static void make_loops(struct maker *m, struct rows *rows)
{
    for (uint32_t at = 0; at < rows->steps.n && !m->as.failed;) {
        struct row_step *s = &rows->steps.at[at];
        m->at = at;
        m->end = end_of_loop(rows, at);
        s->loop_steps = m->end - at;
        if (s->loop_steps) {
            s->loop_start = assembler_begin(&m->as);
            make_loop(m);
            assembler_end(&m->as);
        }
        at = m->end > at ? m->end : at + 1;
    }
}

/* ---- all of it ---- */

static bool allocate(struct maker *m, struct mem *mem)
{
    size_t steps = m->rows->code.steps.n;
    m->next = mem_array(mem, m->rows->code.words.n, sizeof *m->next);
    m->first = mem_array(mem, steps, sizeof *m->first);
    m->last = mem_array(mem, steps, sizeof *m->last);
    m->reg = mem_array(mem, steps, sizeof *m->reg);
    return m->next && m->first && m->last && m->reg;
}

static void free_maker(struct maker *m, struct mem *mem)
{
    size_t steps = m->rows->code.steps.n;
    mem_free_array(mem, m->next, m->rows->code.words.n, sizeof *m->next);
    mem_free_array(mem, m->first, steps, sizeof *m->first);
    mem_free_array(mem, m->last, steps, sizeof *m->last);
    mem_free_array(mem, m->reg, steps, sizeof *m->reg);
    assembler_free(&m->as);
}

/* Object pointers and those to functions are not converted in C. */
static vector_loop *loop_at(const uint8_t *at)
{
    vector_loop *loop;
    memcpy(&loop, &at, sizeof loop);
    return loop;
}

static bool finish(struct maker *m, struct rows *rows, struct mem *mem)
{
    size_t n, start;
    uint8_t *bytes = assembler_bytes(&m->as, &n, &start);
    if (!bytes) return false;
    executable_make(&rows->executable, mem, bytes, n);
    mem_free(mem, bytes, n);
    for (size_t k = 0; k < rows->steps.n && rows->executable.at; k++) {
        struct row_step *s = &rows->steps.at[k];
        if (s->loop_steps) s->loop = loop_at(rows->executable.at + start + s->loop_start);
    }
    return true;
}

bool machine_code_make(struct rows *rows, enum vector_set set)
{
    struct mem *mem = &rows->tape->g->core->mem;
    struct maker m = {.rows = rows, .as = {.mem = mem, .set = set}};
    if (set == VECTORS_NONE || rows->has_arrays || rows->registers.n >= MOST_COLUMNS) return true;
    machine_code_free(rows);
    bool ok = allocate(&m, mem);
    if (ok) {
        find_uses(&m);
        make_loops(&m, rows);
        ok = finish(&m, rows, mem);
    }
    free_maker(&m, mem);
    return ok;
}

void machine_code_free(struct rows *rows)
{
    for (size_t k = 0; k < rows->steps.n; k++) rows->steps.at[k].loop = NULL;
    executable_free(&rows->executable, &rows->tape->g->core->mem);
}

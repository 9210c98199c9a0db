#include "eval/places.h"

static const struct code_step *step_of(const struct places *p, uint32_t step)
{
    return &p->rows->code.steps.at[step];
}

static const uint32_t *words_of(const struct places *p, const struct code_step *s)
{
    return code_args(&p->rows->code, s);
}

/* ---- uses ---- */

static void find_outputs(struct places *p)
{
    for (uint32_t k = 0; k < p->rows->n_outputs; k++) {
        uint32_t step = p->rows->code.of_slot[p->rows->outputs[k].slot];
        p->next_output[k] = p->output[step];
        p->output[step] = k + 1;
    }
}

static void find_uses(struct places *p)
{
    const struct rows *rows = p->rows;
    for (size_t i = 0; i < rows->code.steps.n; i++) p->first[i] = p->made[i] = NEVER;
    for (size_t at = rows->steps.n; at-- > 0;) {
        const struct row_step *s = &rows->steps.at[at];
        p->made[s->index] = p->made[rows->registers.partner[s->index]] = (uint32_t)at;
        for (uint32_t k = s->step.n; k-- > 0;) {
            uint32_t x = rows->code.words.at[s->step.args + k];
            p->next[s->step.args + k] = p->first[x];
            p->first[x] = (uint32_t)at;
            if (p->last[x] < at) p->last[x] = (uint32_t)at;
        }
    }
}

/* ---- registers ---- */

/* Whether no other loop, and no step outside of loops, has to do with the value. */
static bool is_local(const struct places *p, uint32_t step)
{
    return p->made[step] != NEVER && p->made[step] >= p->begin && p->last[step] < p->end;
}

/* Returns where a value stands in memory, if it does. */
static struct vector_place home_of(const struct places *p, uint32_t step)
{
    const struct code_step *s = step_of(p, step);
    enum place_kind kind = s->kind == CODE_INPUT ? PLACE_INPUT
                           : s->fixed            ? PLACE_FIXED
                           : is_local(p, step)   ? PLACE_SLOT
                                                 : PLACE_COLUMN;
    return (struct vector_place){kind, p->rows->registers.of_step[step]};
}

static void hold(struct places *p, unsigned reg, struct held held)
{
    p->held[reg] = held;
    p->reg[held.step] = (uint8_t)reg;
}

static void release(struct places *p, unsigned reg)
{
    p->reg[p->held[reg].step] = NOWHERE;
    p->held[reg] = (struct held){.step = NEVER, .next = NEVER};
}

/* Returns a free register, or else the one whose value is read last. */
static unsigned farthest(const struct places *p)
{
    unsigned best = SCRATCH + 1;
    for (unsigned r = best; r < assembler_registers(&p->as); r++) {
        if (p->held[r].step == NEVER) return r;
        if (p->held[r].next > p->held[best].next) best = r;
    }
    return best;
}

static void save(struct places *p, unsigned reg)
{
    struct held *held = &p->held[reg];
    if (!held->is_saved) assembler_store(&p->as, home_of(p, held->step), reg);
    held->is_saved = true;
}

unsigned places_take(struct places *p, uint32_t step)
{
    unsigned reg = farthest(p);
    if (p->held[reg].step != NEVER) {
        save(p, reg);
        release(p, reg);
    }
    hold(p, reg, (struct held){.step = step, .next = p->at});
    return reg;
}

struct vector_place places_operand(struct places *p, const struct code_step *s, uint32_t k)
{
    uint32_t x = words_of(p, s)[k];
    if (p->reg[x] == NOWHERE && p->next[s->args + k] < p->end) {
        unsigned reg = farthest(p);
        if (p->held[reg].step == NEVER) {
            assembler_load(&p->as, reg, home_of(p, x));
            hold(p, reg, (struct held){.step = x, .next = p->at, .is_saved = true});
        }
    }
    return p->reg[x] == NOWHERE ? home_of(p, x) : place_register(p->reg[x]);
}

void places_note_reads(struct places *p, const struct code_step *s)
{
    for (uint32_t k = 0; k < s->n; k++) {
        unsigned reg = p->reg[words_of(p, s)[k]];
        if (reg != NOWHERE) p->held[reg].next = p->next[s->args + k];
    }
    for (unsigned r = SCRATCH + 1; r < assembler_registers(&p->as); r++)
        if (p->held[r].step != NEVER && p->held[r].next >= p->end) release(p, r);
}

void places_deliver(struct places *p, uint32_t step)
{
    unsigned reg = p->reg[step];
    struct held *held = &p->held[reg];
    for (uint32_t k = p->output[step]; k; k = p->next_output[k - 1]) {
        assembler_store(&p->as, (struct vector_place){PLACE_OUTPUT, k - 1}, reg);
        p->in_loop[k - 1] = true;
    }
    held->next = p->first[step];
    if (p->last[step] >= p->end) save(p, reg);
    if (held->next >= p->end) release(p, reg);
}

void places_save(struct places *p)
{
    for (unsigned r = SCRATCH + 1; r < assembler_registers(&p->as); r++) {
        if (p->held[r].step == NEVER) continue;
        save(p, r);
        release(p, r);
    }
}

void places_begin(struct places *p, uint32_t begin, uint32_t end)
{
    p->begin = p->at = begin;
    p->end = end;
    for (unsigned r = 0; r < MOST_REGISTERS; r++)
        p->held[r] = (struct held){.step = NEVER, .next = NEVER};
}

/* ---- making them ---- */

bool places_init(struct places *p, const struct rows *rows, enum vector_set set)
{
    struct mem *mem = &rows->tape->g->core->mem;
    size_t steps = rows->code.steps.n;
    *p = (struct places){.rows = rows};
    p->as = (struct assembler){.mem = mem, .set = set, .columns = (uint32_t)rows->registers.n + 1};
    p->next = mem_array(mem, rows->code.words.n, sizeof *p->next);
    p->first = mem_array(mem, steps, sizeof *p->first);
    p->last = mem_array(mem, steps, sizeof *p->last);
    p->made = mem_array(mem, steps, sizeof *p->made);
    p->output = mem_array(mem, steps, sizeof *p->output);
    p->next_output = mem_array(mem, rows->n_outputs, sizeof *p->next_output);
    p->reg = mem_array(mem, steps, sizeof *p->reg);
    p->in_loop = rows->in_loop;
    if (!p->next || !p->first || !p->last || !p->made || !p->output || !p->next_output || !p->reg)
        return false;
    find_outputs(p);
    find_uses(p);
    return true;
}

void places_free(struct places *p)
{
    struct mem *mem = p->as.mem;
    size_t steps = p->rows->code.steps.n;
    mem_free_array(mem, p->next, p->rows->code.words.n, sizeof *p->next);
    mem_free_array(mem, p->first, steps, sizeof *p->first);
    mem_free_array(mem, p->last, steps, sizeof *p->last);
    mem_free_array(mem, p->made, steps, sizeof *p->made);
    mem_free_array(mem, p->output, steps, sizeof *p->output);
    mem_free_array(mem, p->next_output, p->rows->n_outputs, sizeof *p->next_output);
    mem_free_array(mem, p->reg, steps, sizeof *p->reg);
    assembler_free(&p->as);
}

#include "tape/registers.h"

#define KEPT UINT32_MAX

struct sharing {
    struct registers *r;
    const struct code *code;
    struct mem *mem;
    uint32_t *last;     /* by step: the last step that reads it + 1, or KEPT */
    VEC(uint32_t) free; /* registers */
    bool failed;
};

static const struct code_step *step_at(const struct sharing *s, size_t i)
{
    return &s->code->steps.at[i];
}

static void find_last_uses(struct sharing *s, const uint32_t *keep, size_t n_keep)
{
    for (size_t i = 0; i < s->code->steps.n; i++)
        for (uint32_t k = 0; k < step_at(s, i)->n; k++)
            s->last[code_args(s->code, step_at(s, i))[k]] = (uint32_t)i + 1;
    for (size_t i = 0; i < s->code->steps.n; i++)
        if (step_at(s, i)->fixed || step_at(s, i)->kind == CODE_INPUT) s->last[i] = KEPT;
    for (size_t k = 0; k < n_keep; k++) s->last[keep[k]] = KEPT;
}

static void take(struct sharing *s, size_t i)
{
    s->r->of_step[i] = s->free.n ? s->free.at[--s->free.n] : (uint32_t)s->r->n++;
}

static void release_arguments(struct sharing *s, size_t i)
{
    for (uint32_t k = 0; k < step_at(s, i)->n; k++) {
        uint32_t x = code_args(s->code, step_at(s, i))[k];
        if (s->last[x] != (uint32_t)i + 1) continue;
        s->last[x] = 0; /* not again if it is read twice */
        if (!vec_push(s->mem, &s->free, s->r->of_step[x])) s->failed = true;
    }
}

static void share(struct sharing *s)
{
    for (size_t i = 0; i < s->code->steps.n; i++) {
        uint32_t partner = s->r->partner[i];
        if (step_at(s, i)->fixed || step_at(s, i)->kind == CODE_INPUT) continue;
        if (partner >= i) take(s, i);
        if (partner > i) take(s, partner);
        release_arguments(s, i);
    }
}

static void place_fixed(struct sharing *s, const uint32_t *inputs, size_t n_inputs)
{
    for (size_t k = 0; k < n_inputs; k++) s->r->of_step[inputs[k]] = (uint32_t)k;
    s->r->n = n_inputs;
    for (size_t i = 0; i < s->code->steps.n; i++)
        if (step_at(s, i)->fixed) take(s, i);
    s->r->n_fixed = s->r->n;
}

bool registers_make(struct registers *r, const struct code *code, const uint32_t *inputs,
                    size_t n_inputs, const uint32_t *keep, size_t n_keep, bool pairs)
{
    size_t n = code->steps.n;
    struct sharing s = {.r = r, .code = code, .mem = &code->tape->g->core->mem};
    *r = (struct registers){0};
    r->of_step = mem_array(s.mem, n, sizeof *r->of_step);
    r->partner = mem_array(s.mem, n, sizeof *r->partner);
    s.last = mem_array(s.mem, n, sizeof *s.last);
    bool ok = r->of_step && r->partner && s.last;
    for (size_t i = 0; ok && i < n; i++) r->partner[i] = (uint32_t)i;
    ok = ok && (!pairs || code_pair_sines(code, r->partner));
    if (ok) {
        find_last_uses(&s, keep, n_keep);
        place_fixed(&s, inputs, n_inputs);
        share(&s);
    }
    mem_free_array(s.mem, s.last, n, sizeof *s.last);
    vec_free(s.mem, &s.free);
    return ok && !s.failed;
}

void registers_free(struct registers *r, const struct code *code)
{
    struct mem *mem = &code->tape->g->core->mem;
    mem_free_array(mem, r->of_step, code->steps.n, sizeof *r->of_step);
    mem_free_array(mem, r->partner, code->steps.n, sizeof *r->partner);
    *r = (struct registers){0};
}

/* code_steps.c - adds steps to code, each once. */
#include "tape/code_builder.h"

#include <string.h>

static bool is_same_double(double a, double b)
{
    return a == b && signbit(a) == signbit(b);
}

static uint32_t mix(uint32_t h, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (h ^ (uint32_t)(bits >> 32) ^ (uint32_t)bits) * 0x9E3779B1u;
}

static uint32_t hash_of(const struct code_step *s, const uint32_t *args, const double *factors)
{
    uint32_t h = mix(s->kind * 31u + s->fn, s->a);
    for (uint32_t k = 0; k < s->n; k++) h = h * 0x9E3779B1u + args[k];
    for (uint32_t k = 0; factors && k < s->n; k++) h = mix(h, factors[k]);
    h = h * 0x9E3779B1u + s->shape + s->n;
    return h ^ h >> 15;
}

static bool is_same_step(const struct code *code, const struct code_step *s,
                         const struct code_step *t, const uint32_t *args, const double *factors)
{
    bool sum = s->kind == CODE_SUM;
    if (s->kind != t->kind || s->is_bound != t->is_bound) return false;
    if (s->fn != t->fn || s->shape != t->shape || s->n != t->n) return false;
    if (!is_same_double(s->a, t->a) || (!sum && s->data != t->data)) return false;
    for (uint32_t k = 0; k < s->n; k++) {
        if (code_args(code, s)[k] != args[k]) return false;
        if (sum && code_factors(code, s)[k] != factors[k]) return false;
    }
    return true;
}

static bool is_fixed(const struct code_builder *b, const struct code_step *s)
{
    const uint32_t *args = code_args(b->code, s);
    for (uint32_t k = 0; k < s->n; k++)
        if (!code_step_at(b, args[k])->fixed) return false;
    return s->kind == CODE_NUMBER || s->n > 0;
}

uint32_t code_append(struct code_builder *b, const struct code_step *s)
{
    struct code *code = b->code;
    b->failed |= !vec_reserve(b->mem, &code->steps, 1);
    if (b->failed) return 0;
    struct code_step *own = &code->steps.at[code->steps.n++];
    *own = *s;
    own->instruction = b->index;
    own->fixed = is_fixed(b, own);
    return (uint32_t)code->steps.n - 1;
}

static void append_words(struct code_builder *b, struct code_step *s, const uint32_t *args,
                         const double *factors)
{
    struct code *code = b->code;
    b->failed |= !vec_reserve(b->mem, &code->words, s->n);
    b->failed |= factors && !vec_reserve(b->mem, &code->factors, s->n);
    if (b->failed) return;
    s->args = (uint32_t)code->words.n;
    for (uint32_t k = 0; k < s->n; k++) code->words.at[code->words.n++] = args[k];
    if (!factors) return;
    s->data = (uint32_t)code->factors.n;
    for (uint32_t k = 0; k < s->n; k++) code->factors.at[code->factors.n++] = factors[k];
}

uint32_t code_add(struct code_builder *b, struct code_step *s, const uint32_t *args,
                  const double *factors)
{
    uint32_t *bucket = &b->buckets[hash_of(s, args, factors) & (b->n_buckets - 1)];
    for (uint32_t i = *bucket; i; i = code_step_at(b, i - 1)->next)
        if (is_same_step(b->code, code_step_at(b, i - 1), s, args, factors)) return i - 1;
    append_words(b, s, args, factors);
    s->next = *bucket;
    uint32_t step = code_append(b, s);
    if (!b->failed) *bucket = step + 1;
    return step;
}

uint32_t code_add_number(struct code_builder *b, double value, shape s)
{
    struct code_step step = {.kind = CODE_NUMBER, .op = OP_NUMBER, .shape = s, .a = value};
    step.is_bound = b->instruction->is_bound;
    return code_add(b, &step, NULL, NULL);
}

uint32_t code_add_unary(struct code_builder *b, enum code_kind kind, uint32_t x, uint32_t data,
                        double a, shape s)
{
    struct code_step step = {.kind = (uint8_t)kind, .op = OP_PRODUCT, .n = 1, .data = data, .a = a};
    step.shape = s;
    return code_add(b, &step, &x, NULL);
}

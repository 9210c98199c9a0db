/* code.c - makes the steps of a tape, each once. */
#include "tape/code_builder.h"

#include <string.h>

/* ---- steps, each made once ---- */

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

/* Appends a step; its words have been appended. */
static uint32_t append_step(struct code_builder *b, const struct code_step *s)
{
    struct code *code = b->code;
    b->failed |= !vec_reserve(b->mem, &code->steps, 1);
    if (b->failed) return 0;
    struct code_step *own = &code->steps.at[code->steps.n++];
    *own = *s;
    own->slot = b->slot;
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
    uint32_t step = append_step(b, s);
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

/* ---- functions and arrays ---- */

static uint32_t build_function(struct code_builder *b)
{
    bool power = b->instruction->op == OP_POWER;
    uint32_t args[3] = {0};
    struct code_step step = {.kind = power ? CODE_POWER : CODE_FUNCTION, .op = b->instruction->op};
    step.fn = power ? 0 : b->instruction->fn;
    step.n = b->instruction->n;
    step.shape = b->instruction->shape;
    for (uint32_t k = 0; k < b->instruction->n && k < 3; k++) args[k] = code_argument(b, k);
    return code_add(b, &step, args, NULL);
}

static bool keeps_constant(unsigned op)
{
    return op == OP_TRANSPOSE || op == OP_RESHAPE || op == OP_SLICE || op == OP_BROADCAST;
}

/* Builds a step on whole arrays, whose raw words follow its arguments. */
static uint32_t build_array(struct code_builder *b)
{
    const struct instruction *in = b->instruction;
    struct code_step step = {.kind = CODE_ARRAY, .op = in->op, .fn = in->fn, .n = in->n};
    if (keeps_constant(in->op) && code_is_coefficient(b, code_argument(b, 0)))
        return code_add_number(b, code_step_at(b, code_argument(b, 0))->a, in->shape);
    step.shape = in->shape;
    step.data = in->data;
    step.args = (uint32_t)b->code->words.n;
    uint32_t n = tape_words(b->code->tape, in);
    for (uint32_t k = 0; k < n && !b->failed; k++)
        b->failed =
            !vec_push(b->mem, &b->code->words, k < in->n ? code_argument(b, k) : b->words[k]);
    return b->failed ? 0 : append_step(b, &step);
}

static uint32_t build_input(struct code_builder *b)
{
    struct code_step step = {
        .kind = CODE_INPUT, .op = b->instruction->op, .data = b->instruction->data};
    step.shape = b->instruction->shape;
    return append_step(b, &step);
}

static uint32_t build(struct code_builder *b)
{
    const struct instruction *in = b->instruction;
    switch ((enum op)in->op) {
    case OP_NUMBER: return code_add_number(b, code_number_value(b, in->data), in->shape);
    case OP_CONSTANT: return code_add_number(b, constant_value((enum constant)in->data), in->shape);
    case OP_VARIABLE:
    case OP_ARRAY: return build_input(b);
    case OP_SUM: return code_build_sum(b);
    case OP_PRODUCT: return code_build_product(b);
    case OP_POWER:
    case OP_FN: return build_function(b);
    default: return build_array(b);
    }
}

/* ---- the whole ---- */

static bool build_all(struct code_builder *b)
{
    const struct tape *tape = b->code->tape;
    for (uint32_t i = 0; i < tape->code.n && !b->failed; i++) {
        b->instruction = &tape->code.at[i];
        b->slot = i;
        b->words = b->instruction->n ? tape->words.at + b->instruction->args : NULL;
        b->code->of_slot[i] =
            b->instruction->slot == i ? build(b) : b->code->of_slot[b->instruction->slot];
        if (i % 256 == 255 && !core_go_on(b->g->core)) return false;
    }
    return !b->failed;
}

static bool is_scalar(const struct code *code)
{
    for (size_t i = 0; i < code->steps.n; i++) {
        const struct code_step *s = &code->steps.at[i];
        if (s->kind == CODE_ARRAY || s->op == OP_ARRAY || s->shape != SHAPE_SCALAR) return false;
    }
    return true;
}

static size_t max_arguments(const struct tape *tape)
{
    size_t most = 0;
    for (size_t i = 0; i < tape->code.n; i++)
        if (tape->code.at[i].n > most) most = tape->code.at[i].n;
    return most;
}

static bool allocate_scratch(struct code_builder *b, const struct tape *tape)
{
    b->buckets = b->small_buckets, b->n_buckets = SMALL_BUCKETS;
    b->numerator = b->small_numerator, b->denominator = b->small_denominator,
    b->factors = b->small_factors;
    b->room = max_arguments(tape);
    if (tape->code.n > SMALL_BUCKETS) {
        while (b->n_buckets < tape->code.n) b->n_buckets *= 2;
        b->buckets = mem_array(b->mem, b->n_buckets, sizeof *b->buckets);
    }
    if (b->room > SMALL_TERMS) {
        b->numerator = mem_array(b->mem, b->room, sizeof *b->numerator);
        b->denominator = mem_array(b->mem, b->room, sizeof *b->denominator);
        b->factors = mem_array(b->mem, b->room, sizeof *b->factors);
    }
    return b->buckets && b->numerator && b->denominator && b->factors;
}

static void free_scratch(struct code_builder *b)
{
    if (b->buckets != b->small_buckets)
        mem_free_array(b->mem, b->buckets, b->n_buckets, sizeof *b->buckets);
    if (b->room <= SMALL_TERMS) return;
    mem_free_array(b->mem, b->numerator, b->room, sizeof *b->numerator);
    mem_free_array(b->mem, b->denominator, b->room, sizeof *b->denominator);
    mem_free_array(b->mem, b->factors, b->room, sizeof *b->factors);
}

/* Reserves room for about as many steps, words and factors as there will be. */
static bool reserve(struct code *code, struct mem *mem)
{
    const struct tape *tape = code->tape;
    size_t spare = tape->code.n / 4 + 4;
    code->of_slot = mem_array(mem, tape->code.n, sizeof *code->of_slot);
    return code->of_slot && vec_reserve(mem, &code->steps, tape->code.n + spare) &&
           vec_reserve(mem, &code->words, tape->words.n + spare) &&
           vec_reserve(mem, &code->factors, tape->words.n / 4 + spare);
}

bool code_make(struct code *code, const struct tape *tape)
{
    struct code_builder b = {.code = code, .mem = &tape->g->core->mem, .g = tape->g};
    *code = (struct code){.tape = tape};
    bool ok = allocate_scratch(&b, tape) && reserve(code, b.mem) && build_all(&b);
    code->is_scalar = ok && is_scalar(code);
    free_scratch(&b);
    return ok;
}

static bool is_fn(const struct code_step *step, enum fn fn)
{
    return step->kind == CODE_FUNCTION && step->fn == fn;
}

bool code_pair_sines(const struct code *code, uint32_t *partner)
{
    struct mem *mem = &code->tape->g->core->mem;
    uint32_t n = (uint32_t)code->steps.n, *seen = mem_array(mem, n, sizeof *seen);
    for (uint32_t i = 0; seen && i < n; i++) {
        const struct code_step *step = &code->steps.at[i];
        if (step->fixed || (!is_fn(step, FN_sin) && !is_fn(step, FN_cos))) continue;
        uint32_t *first = &seen[code_args(code, step)[0]];
        if (*first) {
            partner[i] = *first - 1;
            partner[*first - 1] = i;
        }
        *first = i + 1;
    }
    mem_free_array(mem, seen, n, sizeof *seen);
    return seen != NULL;
}

void code_free(struct code *code)
{
    if (!code->tape) return;
    struct mem *mem = &code->tape->g->core->mem;
    mem_free_array(mem, code->of_slot, code->tape->code.n, sizeof *code->of_slot);
    code->of_slot = NULL;
    vec_free(mem, &code->steps);
    vec_free(mem, &code->words);
    vec_free(mem, &code->factors);
}

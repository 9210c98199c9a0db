/* code.c - makes the steps of a tape. */
#include "tape/code_builder.h"

/* ---- functions and arrays ---- */

static uint32_t build_function(struct code_builder *b)
{
    bool power = b->instruction->op == OP_POWER;
    uint32_t args[FN_MOST_ARGUMENTS] = {0};
    struct code_step step = {.kind = power ? CODE_POWER : CODE_FUNCTION, .op = b->instruction->op};
    step.fn = power ? 0 : b->instruction->fn;
    step.n = b->instruction->n;
    step.shape = b->instruction->shape;
    for (uint32_t k = 0; k < b->instruction->n; k++) args[k] = code_argument(b, k);
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
    if (keeps_constant(in->op) && code_is_coefficient(b, code_argument(b, 0))) {
        const struct code_step of = *code_step_at(b, code_argument(b, 0));
        uint32_t same = code_add_number(b, of.a, in->shape);
        if (!b->failed) b->code->steps.at[same].range = of.range;
        return same;
    }
    step.shape = in->shape;
    step.data = in->data;
    step.args = (uint32_t)b->code->words.n;
    uint32_t n = tape_words(b->code->tape, in);
    for (uint32_t k = 0; k < n && !b->failed; k++)
        b->failed =
            !vec_push(b->mem, &b->code->words, k < in->n ? code_argument(b, k) : b->words[k]);
    return b->failed ? 0 : code_append(b, &step);
}

static uint32_t build_input(struct code_builder *b)
{
    struct code_step step = {
        .kind = CODE_INPUT, .op = b->instruction->op, .data = b->instruction->data};
    step.shape = b->instruction->shape;
    return code_append(b, &step);
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

/* Builds the current instruction. Steps that are made for it leave the range of doubles if their
 * numbers did while they were put together. */
static uint32_t build_watched(struct code_builder *b)
{
    enum { EXCEPTIONS = FE_UNDERFLOW | FE_OVERFLOW | FE_DIVBYZERO };
    size_t before = b->code->steps.n;
    uint32_t step = build(b);
    if (!fetestexcept(EXCEPTIONS)) return step;
    feclearexcept(EXCEPTIONS);
    if (b->failed || b->instruction->op == OP_FN) return step;
    uint8_t range = b->instruction->op == OP_NUMBER ? CODE_BELOW_RANGE : CODE_OUT_OF_RANGE;
    for (size_t i = before; i < b->code->steps.n; i++) b->code->steps.at[i].range = range;
    if (b->code->steps.at[step].range < range) b->code->steps.at[step].range = range;
    b->code->leaves_range = true;
    return step;
}

static bool build_all(struct code_builder *b)
{
    const struct tape *tape = b->code->tape;
    feclearexcept(FE_ALL_EXCEPT);
    for (uint32_t i = 0; i < tape->code.n && !b->failed; i++) {
        b->instruction = &tape->code.at[i];
        b->index = i;
        b->words = b->instruction->n ? tape->words.at + b->instruction->args : NULL;
        b->code->of_slot[i] =
            b->instruction->slot == i ? build_watched(b) : b->code->of_slot[b->instruction->slot];
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

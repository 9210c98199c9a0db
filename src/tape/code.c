#include "tape/code.h"

#include <math.h>

/* Powers above this are left to the power function. */
enum { MOST_WHOLE = 64 };

enum { FEW_BUCKETS = 64, FEW_TERMS = 16 };

struct code_builder {
    struct code *code;
    struct mem *mem;
    struct graph *g;
    const struct instruction *in; /* the instruction at hand */
    const uint32_t *words;        /* its own */
    uint32_t slot;
    uint32_t *buckets; /* the first step with a hash + 1 */
    size_t n_buckets;
    uint32_t *over,
        *under;      /* room for the terms of any sum, and of any product the factors above */
    double *factors; /* and below the line */
    size_t room;
    bool failed;
    uint32_t few_buckets[FEW_BUCKETS], few_over[FEW_TERMS], few_under[FEW_TERMS];
    double few_factors[FEW_TERMS];
};

static const struct code_step *step_at(const struct code_builder *b, uint32_t i)
{
    return &b->code->steps.at[i];
}

static double number_value(const struct code_builder *b, number n)
{
    return number_to_double(&b->g->numbers, n);
}

/* The step of argument k of the instruction at hand. */
static uint32_t argument(const struct code_builder *b, uint32_t k)
{
    return b->code->of_slot[b->words[op_has_pairs(b->in->op) ? 2 * k : k]];
}

/* A number of the program itself, which may become part of a coefficient. A number that a name is
 * bound to may not: the steps are the same as where the name's number comes later. */
static bool is_finite_number(const struct code_builder *b, uint32_t step)
{
    const struct code_step *s = step_at(b, step);
    return s->kind == CODE_NUMBER && !s->is_bound && isfinite(s->a);
}

/* ---- steps, each made once ---- */

static bool is_same_double(double a, double b)
{
    return a == b && signbit(a) == signbit(b);
}

static uint32_t hash_of(const struct code_step *s, const uint32_t *args)
{
    uint32_t h = s->kind * 31u + s->fn;
    for (uint32_t k = 0; k < s->n; k++) h = h * 0x9E3779B1u + args[k];
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
        if (!step_at(b, args[k])->fixed) return false;
    return s->kind == CODE_NUMBER || s->n > 0;
}

/* Appends a step whose words are there. */
static uint32_t append(struct code_builder *b, const struct code_step *s)
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

static void copy_words(struct code_builder *b, struct code_step *s, const uint32_t *args,
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

/* The step with these arguments, and in sums factors: an earlier one that is the same, or a new
 * one. */
static uint32_t put(struct code_builder *b, struct code_step *s, const uint32_t *args,
                    const double *factors)
{
    uint32_t *bucket = &b->buckets[hash_of(s, args) & (b->n_buckets - 1)];
    for (uint32_t i = *bucket; i; i = step_at(b, i - 1)->next)
        if (is_same_step(b->code, step_at(b, i - 1), s, args, factors)) return i - 1;
    copy_words(b, s, args, factors);
    s->next = *bucket;
    uint32_t step = append(b, s);
    if (!b->failed) *bucket = step + 1;
    return step;
}

static uint32_t put_number(struct code_builder *b, double value, shape s)
{
    struct code_step step = {.kind = CODE_NUMBER, .op = OP_NUMBER, .shape = s, .a = value};
    step.is_bound = b->in->is_bound;
    return put(b, &step, NULL, NULL);
}

/* The shape that the arguments are stretched to. */
static shape common_shape(const struct code_builder *b, const uint32_t *args, size_t n)
{
    shape s = SHAPE_SCALAR;
    if (b->in->shape == SHAPE_SCALAR) return s;
    for (size_t k = 0; k < n; k++)
        s = shape_broadcast(&b->g->shapes, s, step_at(b, args[k])->shape);
    return s;
}

static uint32_t put1(struct code_builder *b, enum code_kind kind, uint32_t x, uint32_t data,
                     double a, shape s)
{
    struct code_step step = {.kind = (uint8_t)kind, .op = OP_PRODUCT, .n = 1, .data = data, .a = a};
    step.shape = s;
    return put(b, &step, &x, NULL);
}

/* a + f*x */
static uint32_t put_linear(struct code_builder *b, uint32_t x, double f, double a, shape s)
{
    bool same = f == 1 && a == 0 && signbit(a) && step_at(b, x)->shape == s;
    struct code_step step = {.kind = CODE_SUM, .op = OP_SUM, .n = 1, .shape = s, .a = a};
    return same ? x : put(b, &step, &x, &f);
}

/* ---- sums ---- */

/* The constant, with all terms that are numbers. A sum without one begins at -0, which adds nothing
 * to any double. */
static double sum_constant(const struct code_builder *b)
{
    double constant = b->in->data == NUMBER_ZERO ? -0.0 : number_value(b, b->in->data);
    for (uint32_t k = 0; k < b->in->n; k++)
        if (is_finite_number(b, argument(b, k)))
            constant += number_value(b, b->words[2 * k + 1]) * step_at(b, argument(b, k))->a;
    return constant;
}

static bool is_embedding(const struct code_builder *b, uint32_t step)
{
    return step_at(b, step)->op == OP_EMBED;
}

static uint32_t build_sum(struct code_builder *b)
{
    uint32_t n = 0;
    int passes = b->in->shape == SHAPE_SCALAR ? 1 : 2; /* numbers are never embedded */
    for (int last = 0; last < passes; last++)
        for (uint32_t k = 0; k < b->in->n; k++) {
            uint32_t x = argument(b, k);
            if (is_finite_number(b, x) || (passes == 2 && is_embedding(b, x) != last)) continue;
            b->over[n] = x;
            b->factors[n++] = number_value(b, b->words[2 * k + 1]);
        }
    struct code_step step = {.kind = CODE_SUM, .op = OP_SUM, .n = n, .shape = b->in->shape};
    step.a = sum_constant(b);
    if (n == 0) return put_number(b, step.a, step.shape);
    if (n == 1) return put_linear(b, b->over[0], b->factors[0], step.a, step.shape);
    return put(b, &step, b->over, b->factors);
}

/* ---- products ---- */

/* What a power x^e is made of: x^whole, times the root of x; or it takes the power function. */
struct power {
    bool by_function, under, root;
    uint32_t whole;
};

static struct power power_of(const struct code_builder *b, number e)
{
    if (e == NUMBER_ONE) return (struct power){.whole = 1};
    struct rational r = b->g->numbers.all.at[e];
    uint64_t p = r.p < 0 ? 0 - (uint64_t)r.p : (uint64_t)r.p;
    if ((r.q != 1 && r.q != 2) || p > MOST_WHOLE) return (struct power){.by_function = true};
    return (struct power){.under = r.p < 0, .root = r.q == 2, .whole = (uint32_t)p / (uint32_t)r.q};
}

static double whole_power(double x, uint32_t exponent)
{
    double power = 1;
    for (; exponent; exponent >>= 1, x *= x)
        if (exponent & 1) power *= x;
    return power;
}

/* Notes the power of a number among those that become part of the coefficient, in ascending order,
 * unless it is none that can be a factor. */
static bool take_number(struct code_builder *b, uint32_t x, struct power p, uint32_t *n)
{
    uint32_t i = *n;
    if (!is_finite_number(b, x) || p.by_function) return false;
    double value = whole_power(step_at(b, x)->a, p.whole);
    if (p.root) value *= sqrt(step_at(b, x)->a);
    if (p.under) value = 1 / value;
    if (!isfinite(value) || value == 0) return false;
    for (; i > 0 && b->factors[i - 1] > value; i--) b->factors[i] = b->factors[i - 1];
    b->factors[i] = value;
    ++*n;
    return true;
}

/* The order in which numbers are multiplied must not be that of the graph, which has 3 before pi
 * when a name is bound to 3. */
static double multiply_numbers(const struct code_builder *b, double c, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) c *= b->factors[i];
    return c;
}

static uint32_t put_power(struct code_builder *b, uint32_t x, struct power p, number e)
{
    shape s = step_at(b, x)->shape;
    uint32_t args[2] = {x, x};
    if (p.by_function) {
        args[1] = put_number(b, number_value(b, e), SHAPE_SCALAR);
        struct code_step step = {.kind = CODE_POWER, .op = OP_POWER, .n = 2, .shape = s};
        return put(b, &step, args, NULL);
    }
    if (p.whole == 2) args[0] = put1(b, CODE_SQUARE, x, 2, 1, s);
    if (p.whole > 2) args[0] = put1(b, CODE_WHOLE_POWER, x, p.whole, 0, s);
    if (!p.root) return args[0];
    args[1] = put1(b, CODE_ROOT, x, 0, 0, s);
    struct code_step step = {.kind = CODE_MULTIPLY, .op = OP_PRODUCT, .n = 2, .shape = s, .a = 1};
    return p.whole ? put(b, &step, args, NULL) : args[1];
}

static bool is_power_of_two(double x)
{
    int exponent;
    return frexp(x, &exponent) == 0.5;
}

/* A numerator or denominator: a number times factors. */
struct factors {
    double number;
    const uint32_t *at;
    size_t n;
};

static uint32_t put_factors(struct code_builder *b, const struct factors *f, shape s)
{
    struct code_step step = {.kind = CODE_MULTIPLY, .op = OP_PRODUCT, .n = (uint32_t)f->n};
    step.shape = s;
    step.a = f->number;
    return f->n == 1 ? put_linear(b, f->at[0], f->number, -0.0, s) : put(b, &step, f->at, NULL);
}

/* The numerator or denominator before the division. */
static uint32_t put_side(struct code_builder *b, const struct factors *f)
{
    return put_factors(b, f, common_shape(b, f->at, f->n));
}

static uint32_t put_quotient(struct code_builder *b, struct factors over, struct factors under)
{
    shape s = b->in->shape;
    if (!over.n && !under.n) return put_number(b, over.number / under.number, s);
    if (!under.n && under.number == 1) return put_factors(b, &over, s);
    if (!under.n) return put1(b, CODE_DIVIDE_BY, put_side(b, &over), 0, under.number, s);
    if (!over.n) return put1(b, CODE_DIVIDE_INTO, put_side(b, &under), 0, over.number, s);
    uint32_t args[2] = {put_side(b, &over)};
    args[1] = put_side(b, &under);
    struct code_step step = {.kind = CODE_DIVIDE, .op = OP_PRODUCT, .n = 2, .shape = s};
    return put(b, &step, args, NULL);
}

/* The coefficient p/q: p multiplies, q divides; a power of two divides without rounding. */
static void take_coefficient(const struct code_builder *b, double *over, double *under)
{
    struct rational c = b->g->numbers.all.at[b->in->data];
    *over = c.q ? (double)c.p : number_value(b, b->in->data);
    *under = c.q ? (double)c.q : 1;
    if (*under != 1 && is_power_of_two(*under)) *over /= *under, *under = 1;
}

/* The most frequent power in one step: a coefficient times x*x. */
static bool is_square(const struct code_builder *b, struct power p, double under)
{
    return b->in->n == 1 && p.whole == 2 && !p.root && !p.under && under == 1;
}

static uint32_t build_product(struct code_builder *b)
{
    struct factors over = {.at = b->over}, under = {.at = b->under};
    uint32_t n_numbers = 0;
    take_coefficient(b, &over.number, &under.number);
    for (uint32_t k = 0; k < b->in->n; k++) {
        uint32_t x = argument(b, k);
        number e = b->words[2 * k + 1];
        struct power p = power_of(b, e);
        if (take_number(b, x, p, &n_numbers)) continue;
        if (is_square(b, p, under.number))
            return put1(b, CODE_SQUARE, x, 2, over.number, b->in->shape);
        uint32_t factor = put_power(b, x, p, e);
        *(p.under ? &b->under[under.n++] : &b->over[over.n++]) = factor;
    }
    over.number = multiply_numbers(b, over.number, n_numbers);
    return b->failed ? 0 : put_quotient(b, over, under);
}

/* ---- functions and arrays ---- */

static uint32_t build_function(struct code_builder *b)
{
    bool power = b->in->op == OP_POWER;
    uint32_t args[3] = {0};
    struct code_step step = {.kind = power ? CODE_POWER : CODE_FUNCTION, .op = b->in->op};
    step.fn = power ? 0 : b->in->fn;
    step.n = b->in->n;
    step.shape = b->in->shape;
    for (uint32_t k = 0; k < b->in->n && k < 3; k++) args[k] = argument(b, k);
    return put(b, &step, args, NULL);
}

static bool keeps_number(unsigned op)
{
    return op == OP_TRANSPOSE || op == OP_RESHAPE || op == OP_SLICE || op == OP_BROADCAST;
}

/* An operation on whole arrays, its raw words behind its arguments. */
static uint32_t build_array(struct code_builder *b)
{
    const struct instruction *in = b->in;
    struct code_step step = {.kind = CODE_ARRAY, .op = in->op, .fn = in->fn, .n = in->n};
    if (keeps_number(in->op) && is_finite_number(b, argument(b, 0)))
        return put_number(b, step_at(b, argument(b, 0))->a, in->shape);
    step.shape = in->shape;
    step.data = in->data;
    step.args = (uint32_t)b->code->words.n;
    uint32_t n = tape_words(b->code->tape, in);
    for (uint32_t k = 0; k < n && !b->failed; k++)
        b->failed = !vec_push(b->mem, &b->code->words, k < in->n ? argument(b, k) : b->words[k]);
    return b->failed ? 0 : append(b, &step);
}

static uint32_t build_input(struct code_builder *b)
{
    struct code_step step = {.kind = CODE_INPUT, .op = b->in->op, .data = b->in->data};
    step.shape = b->in->shape;
    return append(b, &step);
}

static uint32_t build(struct code_builder *b)
{
    const struct instruction *in = b->in;
    switch ((enum op)in->op) {
    case OP_NUMBER: return put_number(b, number_value(b, in->data), in->shape);
    case OP_CONSTANT: return put_number(b, constant_value((enum constant)in->data), in->shape);
    case OP_VARIABLE:
    case OP_ARRAY: return build_input(b);
    case OP_SUM: return build_sum(b);
    case OP_PRODUCT: return build_product(b);
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
        b->in = &tape->code.at[i];
        b->slot = i;
        b->words = b->in->n ? tape->words.at + b->in->args : NULL;
        b->code->of_slot[i] = b->in->slot == i ? build(b) : b->code->of_slot[b->in->slot];
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

static size_t most_arguments(const struct tape *tape)
{
    size_t most = 0;
    for (size_t i = 0; i < tape->code.n; i++)
        if (tape->code.at[i].n > most) most = tape->code.at[i].n;
    return most;
}

/* Small tapes need no memory but the code's own. */
static bool take_room(struct code_builder *b, const struct tape *tape)
{
    b->buckets = b->few_buckets, b->n_buckets = FEW_BUCKETS;
    b->over = b->few_over, b->under = b->few_under, b->factors = b->few_factors;
    b->room = most_arguments(tape);
    if (tape->code.n > FEW_BUCKETS) {
        while (b->n_buckets < tape->code.n) b->n_buckets *= 2;
        b->buckets = mem_array(b->mem, b->n_buckets, sizeof *b->buckets);
    }
    if (b->room > FEW_TERMS) {
        b->over = mem_array(b->mem, b->room, sizeof *b->over);
        b->under = mem_array(b->mem, b->room, sizeof *b->under);
        b->factors = mem_array(b->mem, b->room, sizeof *b->factors);
    }
    return b->buckets && b->over && b->under && b->factors;
}

static void give_back(struct code_builder *b)
{
    if (b->buckets != b->few_buckets)
        mem_free_array(b->mem, b->buckets, b->n_buckets, sizeof *b->buckets);
    if (b->room <= FEW_TERMS) return;
    mem_free_array(b->mem, b->over, b->room, sizeof *b->over);
    mem_free_array(b->mem, b->under, b->room, sizeof *b->under);
    mem_free_array(b->mem, b->factors, b->room, sizeof *b->factors);
}

/* About as many steps, words and factors as there will be. */
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
    bool ok = take_room(&b, tape) && reserve(code, b.mem) && build_all(&b);
    code->is_scalar = ok && is_scalar(code);
    give_back(&b);
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

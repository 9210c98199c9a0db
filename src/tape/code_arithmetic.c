/* code_arithmetic.c - sums and products as steps. */
#include "tape/code_builder.h"

/* Whole powers above this are left to the power function. */
enum { MAX_WHOLE_POWER = 64 };

/* Returns the shape that the arguments are broadcast to. */
static shape common_shape(const struct code_builder *b, const uint32_t *args, size_t n)
{
    shape s = SHAPE_SCALAR;
    if (b->instruction->shape == SHAPE_SCALAR) return s;
    for (size_t k = 0; k < n; k++)
        s = shape_broadcast(&b->g->shapes, s, code_step_at(b, args[k])->shape);
    return s;
}

/* Returns a + f*x, which may be x itself. */
static uint32_t add_linear(struct code_builder *b, uint32_t x, double f, double a, shape s)
{
    bool same = f == 1 && a == 0 && signbit(a) && code_step_at(b, x)->shape == s;
    struct code_step step = {.kind = CODE_SUM, .op = OP_SUM, .n = 1, .shape = s, .a = a};
    return same ? x : code_add(b, &step, &x, &f);
}

/* ---- sums ---- */

/* Returns the constant plus all terms that are numbers. A sum without any begins at -0, which
 * leaves every double as it is when added. */
static double sum_constant(const struct code_builder *b)
{
    double constant =
        b->instruction->data == NUMBER_ZERO ? -0.0 : code_number_value(b, b->instruction->data);
    for (uint32_t k = 0; k < b->instruction->n; k++)
        if (code_is_coefficient(b, code_argument(b, k)))
            constant +=
                code_number_value(b, b->words[2 * k + 1]) * code_step_at(b, code_argument(b, k))->a;
    return constant;
}

static bool is_embedding(const struct code_builder *b, uint32_t step)
{
    return code_step_at(b, step)->op == OP_EMBED;
}

uint32_t code_build_sum(struct code_builder *b)
{
    uint32_t n = 0;
    int passes =
        b->instruction->shape == SHAPE_SCALAR ? 1 : 2; /* embeddings, which come last, are arrays */
    for (int last = 0; last < passes; last++)
        for (uint32_t k = 0; k < b->instruction->n; k++) {
            uint32_t x = code_argument(b, k);
            if (code_is_coefficient(b, x) || (passes == 2 && is_embedding(b, x) != last)) continue;
            b->numerator[n] = x;
            b->factors[n++] = code_number_value(b, b->words[2 * k + 1]);
        }
    struct code_step step = {
        .kind = CODE_SUM, .op = OP_SUM, .n = n, .shape = b->instruction->shape};
    step.a = sum_constant(b);
    if (n == 0) return code_add_number(b, step.a, step.shape);
    if (n == 1) return add_linear(b, b->numerator[0], b->factors[0], step.a, step.shape);
    return code_add(b, &step, b->numerator, b->factors);
}

/* ---- products ---- */

/* How a power x^e is computed: by the power function, or as x^whole, times the root of x if
 * has_root, below the line if is_inverse. */
struct power {
    bool by_function, is_inverse, has_root;
    uint32_t whole;
};

static struct power power_of(const struct code_builder *b, number e)
{
    if (e == NUMBER_ONE) return (struct power){.whole = 1};
    struct rational r = b->g->numbers.all.at[e];
    uint64_t p = r.p < 0 ? 0 - (uint64_t)r.p : (uint64_t)r.p;
    if ((r.q != 1 && r.q != 2) || p > MAX_WHOLE_POWER) return (struct power){.by_function = true};
    return (struct power){
        .is_inverse = r.p < 0, .has_root = r.q == 2, .whole = (uint32_t)p / (uint32_t)r.q};
}

/* Puts the power of a number into b->factors, in ascending order; they become part of the
 * coefficient. False if the factor is not a number, or its power is 0 or not finite. */
static bool take_number(struct code_builder *b, uint32_t x, struct power p, uint32_t *n)
{
    uint32_t i = *n;
    if (!code_is_coefficient(b, x) || p.by_function) return false;
    double value = code_whole_power(code_step_at(b, x)->a, p.whole);
    if (p.has_root) value *= sqrt(code_step_at(b, x)->a);
    if (p.is_inverse) value = 1 / value;
    if (!isfinite(value) || value == 0) return false;
    for (; i > 0 && b->factors[i - 1] > value; i--) b->factors[i] = b->factors[i - 1];
    b->factors[i] = value;
    ++*n;
    return true;
}

/* Multiplies the numbers in ascending order, not in that of the graph, which puts 3 before pi only
 * if a name is bound to 3. */
static double multiply_numbers(const struct code_builder *b, double c, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) c *= b->factors[i];
    return c;
}

static uint32_t add_power(struct code_builder *b, uint32_t x, struct power p, number e)
{
    shape s = code_step_at(b, x)->shape;
    uint32_t args[2] = {x, x};
    if (p.by_function) {
        args[1] = code_add_number(b, code_number_value(b, e), SHAPE_SCALAR);
        struct code_step step = {.kind = CODE_POWER, .op = OP_POWER, .n = 2, .shape = s};
        return code_add(b, &step, args, NULL);
    }
    if (p.whole == 2) args[0] = code_add_unary(b, CODE_SQUARE, x, 2, 1, s);
    if (p.whole > 2) args[0] = code_add_unary(b, CODE_WHOLE_POWER, x, p.whole, 0, s);
    if (!p.has_root) return args[0];
    args[1] = code_add_unary(b, CODE_ROOT, x, 0, 0, s);
    struct code_step step = {.kind = CODE_MULTIPLY, .op = OP_PRODUCT, .n = 2, .shape = s, .a = 1};
    return p.whole ? code_add(b, &step, args, NULL) : args[1];
}

static bool is_power_of_two(double x)
{
    int exponent;
    return frexp(x, &exponent) == 0.5;
}

/* A numerator or denominator: the product of a number and factors. */
struct factors {
    double number;
    const uint32_t *at;
    size_t n;
};

static uint32_t add_factors(struct code_builder *b, const struct factors *f, shape s)
{
    struct code_step step = {.kind = CODE_MULTIPLY, .op = OP_PRODUCT, .n = (uint32_t)f->n};
    step.shape = s;
    step.a = f->number;
    return f->n == 1 ? add_linear(b, f->at[0], f->number, -0.0, s)
                     : code_add(b, &step, f->at, NULL);
}

/* Returns a numerator or denominator, computed at the shape that its own factors need. */
static uint32_t add_side(struct code_builder *b, const struct factors *f)
{
    return add_factors(b, f, common_shape(b, f->at, f->n));
}

static uint32_t add_quotient(struct code_builder *b, struct factors numerator,
                             struct factors denominator)
{
    shape s = b->instruction->shape;
    if (!numerator.n && !denominator.n)
        return code_add_number(b, numerator.number / denominator.number, s);
    if (!denominator.n && denominator.number == 1) return add_factors(b, &numerator, s);
    if (!denominator.n)
        return code_add_unary(b, CODE_DIVIDE_BY, add_side(b, &numerator), 0, denominator.number, s);
    if (!numerator.n)
        return code_add_unary(b, CODE_DIVIDE_INTO, add_side(b, &denominator), 0, numerator.number,
                              s);
    uint32_t args[2] = {add_side(b, &numerator)};
    args[1] = add_side(b, &denominator);
    struct code_step step = {.kind = CODE_DIVIDE, .op = OP_PRODUCT, .n = 2, .shape = s};
    return code_add(b, &step, args, NULL);
}

/* Splits the coefficient p/q: p multiplies and q divides, except that a power of two divides
 * exactly and so goes into p. */
static void take_coefficient(const struct code_builder *b, double *numerator, double *denominator)
{
    struct rational c = b->g->numbers.all.at[b->instruction->data];
    *numerator = c.q ? (double)c.p : code_number_value(b, b->instruction->data);
    *denominator = c.q ? (double)c.q : 1;
    if (*denominator != 1 && is_power_of_two(*denominator))
        *numerator /= *denominator, *denominator = 1;
}

/* True for a coefficient times x*x, which takes one step. */
static bool is_square(const struct code_builder *b, struct power p, double denominator)
{
    return b->instruction->n == 1 && p.whole == 2 && !p.has_root && !p.is_inverse &&
           denominator == 1;
}

uint32_t code_build_product(struct code_builder *b)
{
    struct factors numerator = {.at = b->numerator}, denominator = {.at = b->denominator};
    uint32_t n_numbers = 0;
    take_coefficient(b, &numerator.number, &denominator.number);
    for (uint32_t k = 0; k < b->instruction->n; k++) {
        uint32_t x = code_argument(b, k);
        number e = b->words[2 * k + 1];
        struct power p = power_of(b, e);
        if (take_number(b, x, p, &n_numbers)) continue;
        if (is_square(b, p, denominator.number))
            return code_add_unary(b, CODE_SQUARE, x, 2, numerator.number, b->instruction->shape);
        uint32_t factor = add_power(b, x, p, e);
        *(p.is_inverse ? &b->denominator[denominator.n++] : &b->numerator[numerator.n++]) = factor;
    }
    numerator.number = multiply_numbers(b, numerator.number, n_numbers);
    return b->failed ? 0 : add_quotient(b, numerator, denominator);
}

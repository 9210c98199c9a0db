#include "eval/scalar.h"

#include "eval/kernels.h"

#include <math.h>

bool scalar_suits(const struct tape *tape)
{
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        bool known = in->op == OP_NUMBER || in->op == OP_CONSTANT || in->op == OP_VARIABLE ||
                     in->op == OP_SUM || in->op == OP_PRODUCT || in->op == OP_POWER ||
                     in->op == OP_FN || in->slot != i;
        if (!known || in->shape != SHAPE_SCALAR) return false;
    }
    return true;
}

/* Where an instruction finds its arguments. */
struct scalars {
    const struct tape *tape;
    const struct numbers *numbers;
    const uint32_t *words; /* the instruction's own */
    const double *values;
};

static double value_at(const struct scalars *s, uint32_t word)
{
    return s->values[s->tape->offsets[s->words[word]]];
}

static double sum(const struct scalars *s, const struct instruction *in)
{
    double all = number_to_double(s->numbers, in->data);
    for (uint32_t i = 0; i < in->n; i++)
        all += number_to_double(s->numbers, s->words[2 * i + 1]) * value_at(s, 2 * i);
    return all;
}

static double whole_power(double x, uint64_t exponent)
{
    double power = 1;
    for (; exponent; exponent >>= 1, x *= x)
        if (exponent & 1) power *= x;
    return power;
}

/* Factors and divisors are multiplied by themselves; divided is once. */
static double product(const struct scalars *s, const struct instruction *in)
{
    enum { MOST_WHOLE = 64 };
    struct rational c = s->numbers->all.at[in->data];
    double over = c.q ? (double)c.p : number_to_double(s->numbers, in->data),
           under = c.q ? (double)c.q : 1;
    for (uint32_t i = 0; i < in->n; i++) {
        number exponent = s->words[2 * i + 1];
        struct rational e = s->numbers->all.at[exponent];
        double x = value_at(s, 2 * i);
        bool below = e.p < 0;
        uint64_t p = below ? 0 - (uint64_t)e.p : (uint64_t)e.p;
        if ((e.q != 1 && e.q != 2) || p > MOST_WHOLE)
            over *= pow(x, number_to_double(s->numbers, exponent));
        else
            *(below ? &under : &over) *=
                e.q == 1 ? whole_power(x, p) : whole_power(x, p / 2) * sqrt(x);
    }
    return under == 1 ? over : over / under;
}

static double function(const struct scalars *s, const struct instruction *in)
{
    double args[3] = {0};
    for (uint32_t i = 0; i < in->n; i++) args[i] = value_at(s, i);
    return in->op == OP_POWER ? pow(args[0], args[1]) : kernel_apply((enum fn)in->fn, args);
}

static double run(const struct scalars *s, const struct instruction *in)
{
    switch ((enum op)in->op) {
    case OP_NUMBER: return number_to_double(s->numbers, in->data);
    case OP_CONSTANT: return constant_value((enum constant)in->data);
    case OP_SUM: return sum(s, in);
    case OP_PRODUCT: return product(s, in);
    default: return function(s, in);
    }
}

void scalar_run(const struct tape *tape, double *values)
{
    struct scalars s = {.tape = tape, .numbers = &tape->g->numbers, .values = values};
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        if (in->slot != i || in->op == OP_VARIABLE) continue;
        s.words = in->n ? tape->words.at + in->args : NULL;
        values[tape->offsets[i]] = run(&s, in);
    }
}

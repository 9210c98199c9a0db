#include "eval/run.h"

#include "eval/kernels.h"
#include "eval/underflow.h"

#include <fenv.h>
#include <math.h>

/* A step, its arguments and the values of all steps. */
struct operands {
    const struct code_step *step;
    const uint32_t *args;
    const double *values;
};

static double arg(const struct operands *o, uint32_t k)
{
    return o->values[o->args[k]];
}

static double sum(const struct operands *o, const double *factors)
{
    double all = o->step->a;
    for (uint32_t k = 0; k < o->step->n; k++) all += factors[k] * arg(o, k);
    return all;
}

static double product(const struct operands *o)
{
    double all = o->step->a;
    for (uint32_t k = 0; k < o->step->n; k++) all *= arg(o, k);
    return all;
}

static double function(const struct operands *o)
{
    double args[FN_MOST_ARGUMENTS] = {0};
    for (uint32_t k = 0; k < o->step->n; k++) args[k] = arg(o, k);
    double value = kernel_apply((enum fn)o->step->fn, args);
    if (underflow_hides((enum fn)o->step->fn, value, args)) feraiseexcept(FE_UNDERFLOW);
    return value;
}

static double run_step(const struct operands *o, const struct code *code)
{
    const struct code_step *s = o->step;
    switch ((enum code_kind)s->kind) {
    case CODE_NUMBER: return s->a;
    case CODE_SUM: return sum(o, code_factors(code, s));
    case CODE_MULTIPLY: return product(o);
    case CODE_SQUARE: return s->a * (arg(o, 0) * arg(o, 0));
    case CODE_WHOLE_POWER: return code_whole_power(arg(o, 0), s->data);
    case CODE_ROOT: return sqrt(arg(o, 0));
    case CODE_DIVIDE: return arg(o, 0) / arg(o, 1);
    case CODE_DIVIDE_BY: return arg(o, 0) / s->a;
    case CODE_DIVIDE_INTO: return s->a / arg(o, 0);
    case CODE_POWER: return pow(arg(o, 0), arg(o, 1));
    case CODE_FUNCTION: return function(o);
    case CODE_INPUT:
    case CODE_ARRAY: break; /* an input is set already; scalar code has no arrays */
    }
    return o->values[s - code->steps.at];
}

void code_run(const struct code *code, double *values)
{
    for (size_t i = 0; i < code->steps.n; i++) {
        const struct code_step *s = &code->steps.at[i];
        struct operands o = {s, code->words.at + s->args, values};
        if (s->kind != CODE_INPUT) values[i] = run_step(&o, code);
    }
}

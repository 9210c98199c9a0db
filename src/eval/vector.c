#include "eval/vector.h"

#include "eval/kernels.h"
#include "eval/underflow.h"

#include <fenv.h>
#include <float.h>
#include <math.h>

int vector_sleef(enum fn fn)
{
    switch (fn) {
#define NAME(id) \
    case FN_##id: return SLEEF_##id;
        SLEEF_FUNCTIONS(NAME)
#undef NAME
    default: return -1;
    }
}

static void scalar_function(enum fn fn, double *out, const double *const *args, size_t n)
{
    int arity = fn_arity(fn);
    for (size_t i = 0; i < n; i++) {
        double x[FN_MOST_ARGUMENTS];
        for (int k = 0; k < arity; k++) x[k] = args[k][i];
        out[i] = kernel_apply(fn, x);
    }
}

/* Computes exp(-|x|), which does not overflow. */
static void exp_of_minus_abs(const struct vector_unit *unit, double *out, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) out[i] = -fabs(x[i]);
    sleef_apply(unit->sleef, SLEEF_exp, out, out, n);
}

/* Computes functions that take a few operations on one exponential. False for all others. */
static bool composed_function(const struct vector_unit *unit, enum fn fn, double *out,
                              const double *x, size_t n)
{
    double *e = unit->scratch;
    if (fn != FN_expit && fn != FN_softplus) return false;
    exp_of_minus_abs(unit, e, x, n);
    if (fn == FN_expit) {
        for (size_t i = 0; i < n; i++) out[i] = (x[i] >= 0 ? 1 : e[i]) / (1 + e[i]);
        return true;
    }
    sleef_apply(unit->sleef, SLEEF_log1p, e, e, n);
    for (size_t i = 0; i < n; i++) out[i] = x[i] > 0 ? x[i] + e[i] : e[i];
    return true;
}

static void compute(const struct vector_unit *unit, enum fn fn, double *out,
                    const double *const *args, size_t n)
{
    const double *x = args[0];
    if (unit->kernels->simple(fn, out, x, args[1], args[2], n)) return;
    if (unit->kernels->hyperbolic(fn, out, x, n)) return;
    int known = unit->sleef ? vector_sleef(fn) : -1;
    if (known >= 0)
        sleef_apply(unit->sleef, (enum sleef_function)known, out, x, n);
    else if (!unit->sleef || !composed_function(unit, fn, out, x, n))
        scalar_function(fn, out, args, n);
}

/* Vector functions, and MPFR, may give a number below the range without an exception. */
static void raise_hidden(const struct vector_unit *unit, enum fn fn, const double *out,
                         const double *const *args, size_t n)
{
    int arity = fn_arity(fn);
    if (unit->kernels->all_normal(out, n)) return;
    for (size_t i = 0; i < n; i++) {
        double x[FN_MOST_ARGUMENTS];
        for (int k = 0; k < arity; k++) x[k] = args[k][i];
        if (!underflow_hides(fn, out[i], x)) continue;
        feraiseexcept(FE_UNDERFLOW);
        return;
    }
}

void vector_function(const struct vector_unit *unit, enum fn fn, double *out,
                     const double *const *args, size_t n)
{
    compute(unit, fn, out, args, n);
    if (underflow_may_hide(fn) && !fetestexcept(FE_UNDERFLOW)) raise_hidden(unit, fn, out, args, n);
}

bool vector_stays_finite(enum fn fn)
{
    switch (fn) {
    case FN_sin:
    case FN_cos:
    case FN_atan:
    case FN_tanh:
    case FN_sech:
    case FN_erf:
    case FN_cbrt:
    case FN_expit:
    case FN_abs:
    case FN_sign:
    case FN_floor:
    case FN_ceil:
    case FN_heaviside:
    case FN_minimum:
    case FN_maximum:
    case FN_less:
    case FN_less_equal:
    case FN_equal:
    case FN_not_equal:
    case FN_where:
    case FN_relu:
    case FN_leaky_relu: return true;
    default: return false;
    }
}

void vector_power(const struct vector_unit *unit, double *out, const double *x, const double *y,
                  size_t n)
{
    if (!unit->sleef) {
        for (size_t i = 0; i < n; i++) out[i] = pow(x[i], y[i]);
        return;
    }
    bool lost = false;
    sleef_power(unit->sleef, out, x, y, n);
    for (size_t i = 0; i < n; i++) lost |= fabs(out[i]) < DBL_MIN && x[i] != 0;
    if (lost) feraiseexcept(FE_UNDERFLOW);
}

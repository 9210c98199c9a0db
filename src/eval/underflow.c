/* underflow.c - how far one entry of a step is off because doubles are too small for it. */
#include "eval/underflow.h"

#include <float.h>
#include <math.h>

enum { UNIT = -1074 }; /* the exponent of the least double */

/* ---- which functions may hide it ---- */

bool underflow_may_hide(enum fn fn)
{
    switch (fn) {
    case FN_exp:
    case FN_exp2:
    case FN_sech:
    case FN_csch:
    case FN_atan2:
    case FN_erfc:
    case FN_exp1:
    case FN_expi:
    case FN_gammainc:
    case FN_gammaincc:
    case FN_betainc:
    case FN_gamma:
    case FN_rgamma:
    case FN_rgammaderiv:
    case FN_beta:
    case FN_polygamma:
    case FN_sincderiv:
    case FN_jn:
    case FN_jv:
    case FN_iv:
    case FN_kv:
    case FN_k0:
    case FN_k1:
    case FN_airyai:
    case FN_airyaip:
    case FN_zetaderiv:
    case FN_fresnels:
    case FN_hyp1f1:
    case FN_hyp2f1:
    case FN_expit:
    case FN_softplus:
    case FN_gelu:
    case FN_silu:
    case FN_xlogy: return true;
    default: return false;
    }
}

/* Whether a value of 0 is exact, as far as the arguments tell. */
static bool is_exact_zero(enum fn fn, const double *args)
{
    switch (fn) {
    case FN_atan2:
    case FN_fresnels:
    case FN_gelu:
    case FN_silu: return args[0] == 0;
    case FN_xlogy: return args[0] == 0 || args[1] == 1;
    case FN_gammainc:
    case FN_jn:
    case FN_jv:
    case FN_iv:
    case FN_sincderiv: return args[1] == 0;
    case FN_betainc: return args[2] == 0;
    case FN_rgamma: return args[0] <= 0 && args[0] == floor(args[0]);
    default: return false;
    }
}

static bool is_tiny(double x)
{
    return fabs(x) < DBL_MIN;
}

bool underflow_hides(enum fn fn, double value, const double *args)
{
    return is_tiny(value) && underflow_may_hide(fn) && !(value == 0 && is_exact_zero(fn, args));
}

/* ---- losses ---- */

double underflow_settled(double loss, double value)
{
    if (isnan(loss) || !isfinite(value)) return INFINITY;
    if (loss == 0 || loss * 0x1p-1014 < fabs(value)) return 0;
    return loss < 1 ? 1 : loss;
}

static double of_result(double value, bool is_exact)
{
    return is_tiny(value) && !is_exact ? 1 : 0;
}

/* A product beyond every range: m*2^e. */
struct scaled {
    double m;
    int64_t e;
};

static struct scaled times(struct scaled s, double x)
{
    int first, second;
    s.m = frexp(s.m * frexp(x, &first), &second);
    s.e += (int64_t)first + second;
    return s;
}

static double in_units(struct scaled s)
{
    int64_t e = s.e - UNIT;
    return ldexp(s.m, e > 4000 ? 4000 : e < -4000 ? -4000 : (int)e);
}

/* How far the product that was computed is from the true one of the same factors. */
static double of_product_itself(struct scaled product, double out, uint32_t n)
{
    int e;
    if (product.m == 0) return 0;
    if (is_tiny(out)) return fmax(1, fabs(in_units(product) - in_units((struct scaled){out, 0})));
    double ratio = product.m / frexp(out, &e);
    if (product.e - e < -1 || product.e - e > 1) return INFINITY;
    return fabs(ldexp(ratio, (int)(product.e - e)) - 1) < (n + 4) * 0x1p-50 ? 0 : INFINITY;
}

double underflow_of_product(double a, const double *x, const double *losses, uint32_t n, double out)
{
    struct scaled product = times((struct scaled){1, 0}, a),
                  most = times((struct scaled){1, 0}, fabs(a));
    bool any = false, unknown = false;
    for (uint32_t k = 0; k < n; k++) {
        if (x[k] == 0 && losses[k] == 0) return 0;
        any |= losses[k] > 0;
        unknown |= isinf(losses[k]);
        product = times(product, x[k]);
        most = times(most, fabs(x[k]) + losses[k] * 0x1p-1074);
    }
    if (unknown) return INFINITY;
    /* However small, it is not nothing. */
    double spread = any ? fmax(in_units(most) - fabs(in_units(product)), DBL_TRUE_MIN) : 0;
    return spread + of_product_itself(product, out, n);
}

static double of_sum(const struct code *code, const struct code_step *s, const double *x,
                     const double *losses)
{
    const double *f = code_factors(code, s);
    double loss = 0;
    for (uint32_t k = 0; k < s->n; k++) {
        if (losses[k] > 0) loss += fabs(f[k]) * losses[k];
        if (fabs(f[k]) != 1) loss += of_result(f[k] * x[k], x[k] == 0);
    }
    return loss;
}

static double of_quotient(double x, double loss, double y, double y_loss, double out)
{
    if (x == 0 && loss == 0) return 0;
    return (y_loss > 0 ? INFINITY : loss / fabs(y)) + of_result(out, false);
}

static double of_power(const double *x, const double *losses, double out)
{
    double loss = of_result(out, x[0] == 0 && losses[0] == 0);
    if (losses[0] > 0) loss += x[1] >= 1 && losses[1] == 0 ? x[1] * losses[0] : INFINITY;
    if (losses[1] > 0) loss += fabs(out * log(fabs(x[0]))) * losses[1];
    return loss;
}

/* A comparison shows nothing of numbers that are nearer to one another than they are known. */
static double of_comparison(const double *x, const double *losses)
{
    if (isinf(x[0]) != isinf(x[1])) return 0;
    double near = (losses[0] + losses[1]) * 0x1p-1074;
    return near > 0 && !(fabs(x[0] - x[1]) > near) ? INFINITY : 0;
}

/* A bound on the slope at arguments next to 0, or INFINITY. */
static double slope(enum fn fn, double out)
{
    switch (fn) {
    case FN_exp:
    case FN_exp2: return fabs(out);
    case FN_sin:
    case FN_cos:
    case FN_tan:
    case FN_sec:
    case FN_asin:
    case FN_acos:
    case FN_atan:
    case FN_sinh:
    case FN_cosh:
    case FN_tanh:
    case FN_sech:
    case FN_asinh:
    case FN_atanh:
    case FN_expm1:
    case FN_log1p:
    case FN_hypot:
    case FN_abs:
    case FN_minimum:
    case FN_maximum:
    case FN_erf:
    case FN_erfc:
    case FN_erfinv:
    case FN_j0:
    case FN_j1:
    case FN_i0:
    case FN_i1:
    case FN_airyai:
    case FN_airyaip:
    case FN_airybi:
    case FN_airybip:
    case FN_Si:
    case FN_fresnels:
    case FN_fresnelc:
    case FN_rgamma:
    case FN_lambertw:
    case FN_expit:
    case FN_relu:
    case FN_leaky_relu:
    case FN_elu:
    case FN_softplus:
    case FN_gelu:
    case FN_silu: return 2;
    default: return INFINITY;
    }
}

static double of_function(enum fn fn, double out, const double *x, const double *losses, uint32_t n)
{
    double all = 0;
    if (fn == FN_where) return losses[0] > 0 ? INFINITY : losses[x[0] != 0 ? 1 : 2];
    for (uint32_t k = 0; k < n; k++) all += losses[k];
    if (fn_is_comparison(fn)) return all > 0 ? of_comparison(x, losses) : 0;
    return (all > 0 ? slope(fn, out) * all : 0) + (underflow_hides(fn, out, x) ? 1 : 0);
}

static double unsettled(const struct code *code, const struct code_step *s, double out,
                        const double *x, const double *losses)
{
    const double twice[2] = {x[0], x[0]}, both[2] = {losses[0], losses[0]};
    switch ((enum code_kind)s->kind) {
    case CODE_NUMBER: return 0;
    case CODE_SUM: return of_sum(code, s, x, losses);
    case CODE_MULTIPLY: return underflow_of_product(s->a, x, losses, s->n, out);
    case CODE_SQUARE: return underflow_of_product(s->a, twice, both, 2, out);
    case CODE_WHOLE_POWER:
        return (double)s->data * losses[0] + of_result(out, x[0] == 0 && losses[0] == 0);
    case CODE_ROOT: return losses[0] > 0 ? INFINITY : 0;
    case CODE_DIVIDE: return of_quotient(x[0], losses[0], x[1], losses[1], out);
    case CODE_DIVIDE_BY: return of_quotient(x[0], losses[0], s->a, 0, out);
    case CODE_DIVIDE_INTO: return of_quotient(s->a, 0, x[0], losses[0], out);
    case CODE_POWER: return of_power(x, losses, out);
    case CODE_FUNCTION: return of_function((enum fn)s->fn, out, x, losses, s->n);
    case CODE_INPUT:
    case CODE_ARRAY: break; /* no elementwise steps */
    }
    return 0;
}

double underflow_of_step(const struct code *code, const struct code_step *s, double out,
                         const double *x, const double *losses)
{
    static const double none[FN_MOST_ARGUMENTS];
    if (s->range == CODE_OUT_OF_RANGE) return INFINITY;
    if (s->range == CODE_BELOW_RANGE) return 1;
    return underflow_settled(unsettled(code, s, out, s->n ? x : none, s->n ? losses : none), out);
}

bool underflow_may_begin(const struct code_step *s, double value)
{
    if (!isnormal(value) || s->range != CODE_IN_RANGE) return true;
    bool at_once = fabs(s->a) == 1 && s->n <= 2; /* no number on the way to the product */
    return (s->kind == CODE_MULTIPLY || s->kind == CODE_SQUARE) && !at_once;
}

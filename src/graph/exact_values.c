/* exact_values.c - the rational values that functions have at rational numbers. */
#include "graph/exact_values.h"

#include <math.h>

/* Returns f(0) if that is 0 or 1, else -1. */
static int value_at_zero(enum fn fn)
{
    switch (fn) {
    case FN_sin:
    case FN_tan:
    case FN_asin:
    case FN_atan:
    case FN_sinh:
    case FN_tanh:
    case FN_asinh:
    case FN_atanh:
    case FN_erf:
    case FN_cbrt:
    case FN_expm1:
    case FN_log1p:
    case FN_j1:
    case FN_i1:
    case FN_erfinv:
    case FN_Si:
    case FN_fresnels:
    case FN_fresnelc:
    case FN_lambertw:
    case FN_gelu:
    case FN_silu: return 0;
    case FN_cos:
    case FN_sec:
    case FN_cosh:
    case FN_sech:
    case FN_exp:
    case FN_exp2:
    case FN_erfc:
    case FN_i0:
    case FN_sinc:
    case FN_j0: return 1;
    default: return -1;
    }
}

/* Returns the nearest integer; ties go to even. */
static number rounded(struct graph *g, number v)
{
    struct numbers *t = &g->numbers;
    number below = number_floor(t, v), above = number_add(t, below, NUMBER_ONE);
    int side = number_compare(t, number_sub(t, v, below), NUMBER_HALF);
    if (side != 0) return side < 0 ? below : above;
    number half = number_mul(t, below, NUMBER_HALF);
    return number_is_integer(t, half) ? below : above;
}

static bool factorial(struct graph *g, number v, number *result)
{
    int64_t n;
    if (!number_to_int(&g->numbers, v, &n) || n < 1 || n > 1000) return false;
    *result = NUMBER_ONE;
    for (int64_t k = 2; k < n; k++)
        *result = number_mul(&g->numbers, *result, number_from_int(&g->numbers, k));
    return true;
}

/* Returns the logarithm of v if it is an integer; `guess` is an approximation. */
static bool logarithm(struct numbers *t, number v, number base, double guess, number *result)
{
    if (!(fabs(guess) < 400)) return false;
    int64_t n = llround(guess);
    *result = number_from_int(t, n);
    return number_pow(t, base, n) == v;
}

/* zeta(0) is -1/2, and zeta is 0 at negative even numbers. */
static bool zeta_value(struct graph *g, number v, number *result)
{
    struct numbers *t = &g->numbers;
    if (v == NUMBER_ZERO) return *result = NUMBER_MINUS_HALF, true;
    return number_sign(t, v) < 0 && number_is_integer(t, number_mul(t, v, NUMBER_HALF));
}

bool exact_value(struct graph *g, enum fn fn, number v, number *result)
{
    struct numbers *t = &g->numbers;
    int sign = number_sign(t, v), at_zero = value_at_zero(fn);
    int64_t n;
    *result = NUMBER_ZERO;
    if (v == NUMBER_ZERO && at_zero >= 0) return *result = at_zero ? NUMBER_ONE : NUMBER_ZERO, true;
    switch (fn) {
    case FN_abs: return *result = number_abs(t, v), true;
    case FN_sign: return *result = number_from_int(t, sign), true;
    case FN_floor: return *result = number_floor(t, v), true;
    case FN_ceil: return *result = number_neg(t, number_floor(t, number_neg(t, v))), true;
    case FN_round: return *result = rounded(g, v), true;
    case FN_heaviside:
        return *result = sign > 0 ? NUMBER_ONE : sign ? NUMBER_ZERO : NUMBER_HALF, true;
    case FN_relu: return *result = sign > 0 ? v : NUMBER_ZERO, true;
    case FN_leaky_relu:
        return *result = sign > 0 ? v : number_mul(t, v, number_from_ratio(t, 1, 100)), true;
    case FN_elu: return *result = v, sign >= 0;
    case FN_expit: return *result = NUMBER_HALF, v == NUMBER_ZERO;
    case FN_log2: return logarithm(t, v, NUMBER_TWO, log2(number_to_double(t, v)), result);
    case FN_log10:
        return logarithm(t, v, number_from_int(t, 10), log10(number_to_double(t, v)), result);
    case FN_log:
    case FN_acos:
    case FN_erfcinv:
    case FN_acosh: return v == NUMBER_ONE;
    case FN_ellipe: return *result = NUMBER_ONE, v == NUMBER_ONE;
    case FN_sinc: return number_is_integer(t, v);
    case FN_zeta: return zeta_value(g, v, result);
    case FN_exp2:
        if (!number_to_int(t, v, &n)) return false;
        return *result = number_pow(t, NUMBER_TWO, n), true;
    case FN_cbrt:
        if (!number_root(t, number_abs(t, v), 3, result)) return false;
        if (sign < 0) *result = number_neg(t, *result);
        return true;
    case FN_lgamma: return v == NUMBER_ONE || v == NUMBER_TWO;
    case FN_gamma: return factorial(g, v, result);
    case FN_rgamma:
        if (factorial(g, v, result)) return *result = number_div(t, NUMBER_ONE, *result), true;
        return *result = NUMBER_ZERO, sign <= 0 && number_is_integer(t, v);
    default: return false;
    }
}

bool exact_value2(struct graph *g, enum fn fn, number a, number b, number *result)
{
    struct numbers *t = &g->numbers;
    int order = number_compare(t, a, b);
    switch (fn) {
    case FN_minimum: return *result = order <= 0 ? a : b, true;
    case FN_maximum: return *result = order >= 0 ? a : b, true;
    case FN_less: return *result = order < 0 ? NUMBER_ONE : NUMBER_ZERO, true;
    case FN_less_equal: return *result = order <= 0 ? NUMBER_ONE : NUMBER_ZERO, true;
    case FN_equal: return *result = order == 0 ? NUMBER_ONE : NUMBER_ZERO, true;
    case FN_not_equal: return *result = order != 0 ? NUMBER_ONE : NUMBER_ZERO, true;
    case FN_mod:
        if (b == NUMBER_ZERO) return false;
        *result = number_sub(t, a, number_mul(t, b, number_floor(t, number_div(t, a, b))));
        return true;
    case FN_atan2: return *result = NUMBER_ZERO, a == NUMBER_ZERO && number_sign(t, b) > 0;
    case FN_rgammaderiv: /* at -n the slope is (-1)^n*n! */
        if (a != NUMBER_ONE || !factorial(g, number_sub(t, NUMBER_ONE, b), result)) return false;
        if (!number_is_integer(t, number_mul(t, b, NUMBER_HALF))) *result = number_neg(t, *result);
        return true;
    case FN_gammainc: return *result = NUMBER_ZERO, b == NUMBER_ZERO && number_sign(t, a) > 0;
    case FN_gammaincc: return *result = NUMBER_ONE, b == NUMBER_ZERO && number_sign(t, a) > 0;
    default: return false;
    }
}

/* kernels.c - elementary kernels and activation functions: the C library's functions where they are
 * accurate, else short formulas without cancellation or needless overflow. */
#include "eval/kernels.h"

#include <math.h>

#define KERNEL(n) double (*)(KERNEL_PARAMETERS_##n)
#define CALLER(n, ...)                                                                  \
    static double call_##n(double (*kernel)(KERNEL_PARAMETERS_##n), const double *args) \
    {                                                                                   \
        return kernel(__VA_ARGS__);                                                     \
    }
CALLER(1, args[0])
CALLER(2, args[0], args[1])
CALLER(3, args[0], args[1], args[2])
CALLER(4, args[0], args[1], args[2], args[3])
CALLER(6, args[0], args[1], args[2], args[3], args[4], args[5])
CALLER(8, args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[7])

#define CALL(kernel, args)        \
    _Generic(&(kernel), KERNEL(1) \
             : call_1, KERNEL(2)  \
             : call_2, KERNEL(3)  \
             : call_3, KERNEL(4)  \
             : call_4, KERNEL(6)  \
             : call_6, KERNEL(8)  \
             : call_8)(kernel, args)

#define FUNCTION(id, ...) \
    case FN_##id: return CALL(kernel_##id, args);

double kernel_apply(enum fn fn, const double *args)
{
    switch (fn) {
#include "fn/functions.def"
    case FN_COUNT: break;
    }
    return NAN;
}

/* ---- trigonometric and hyperbolic ---- */

/* Where the C library's functions err by more than 1 ulp, or a quotient adds to the error, their
 * long double versions are rounded once. */

double kernel_sin(double u)
{
    return sin(u);
}
double kernel_cos(double u)
{
    return cos(u);
}
double kernel_tan(double u)
{
    return tan(u);
}
double kernel_sec(double u)
{
    return (double)(1 / cosl(u));
}
double kernel_csc(double u)
{
    return (double)(1 / sinl(u));
}
double kernel_cot(double u)
{
    return (double)(1 / tanl(u));
}
double kernel_asin(double u)
{
    return asin(u);
}
double kernel_acos(double u)
{
    return acos(u);
}
double kernel_atan(double u)
{
    return atan(u);
}
/* -0 counts as 0: the angle of (-1, -0) is pi. */
double kernel_atan2(double u, double v)
{
    return atan2(u + 0.0, v + 0.0);
}
double kernel_sinh(double u)
{
    return (double)sinhl(u);
}
double kernel_cosh(double u)
{
    return (double)coshl(u);
}
double kernel_tanh(double u)
{
    return (double)tanhl(u);
}

double kernel_sech(double u)
{
    return (double)(1 / coshl(u));
}

double kernel_csch(double u)
{
    return (double)(1 / sinhl(u));
}

double kernel_coth(double u)
{
    return (double)(1 / tanhl(u));
}
double kernel_asinh(double u)
{
    return (double)asinhl(u);
}
double kernel_acosh(double u)
{
    return (double)acoshl(u);
}
double kernel_atanh(double u)
{
    return (double)atanhl(u);
}

/* ---- exponentials, logarithms, roots ---- */

double kernel_exp(double u)
{
    return exp(u);
}
double kernel_exp2(double u)
{
    return exp2(u);
}
double kernel_expm1(double u)
{
    return (double)expm1l(u);
}
double kernel_log(double u)
{
    return log(u);
}
double kernel_log1p(double u)
{
    return (double)log1pl(u);
}
double kernel_log2(double u)
{
    return log2(u);
}
double kernel_log10(double u)
{
    return (double)log10l(u);
}

/* The library's root, improved by one Newton step with an exact residual (Dekker 1971, by fma). */
double kernel_cbrt(double u)
{
    if (u == 0 || !isfinite(u)) return u;
    int exponent;
    double m = frexp(u, &exponent);
    int shift = (exponent % 3 + 3) % 3;
    m = ldexp(m, shift);
    double y = cbrt(m), square = y * y, cube = square * y;
    double rest = fma(square, y, -cube) + fma(y, y, -square) * y;
    return ldexp(y - ((cube - m) + rest) / (3 * square), (exponent - shift) / 3);
}

double kernel_hypot(double u, double v)
{
    return hypot(u, v);
}

/* ---- steps and comparisons ---- */

double kernel_abs(double u)
{
    return fabs(u);
}
double kernel_sign(double u)
{
    return u > 0 ? 1 : u < 0 ? -1 : u;
}
double kernel_floor(double u)
{
    return floor(u);
}
double kernel_ceil(double u)
{
    return ceil(u);
}
double kernel_round(double u)
{
    return roundeven(u);
}

double kernel_mod(double u, double v)
{
    double rest = fmod(u, v);
    if (rest == 0) return copysign(0, v);
    return (rest < 0) != (v < 0) ? rest + v : rest;
}

double kernel_heaviside(double u)
{
    return u > 0 ? 1 : u < 0 ? 0 : u == 0 ? 0.5 : u;
}
double kernel_minimum(double u, double v)
{
    return isnan(u) || u < v ? u : v;
}
double kernel_maximum(double u, double v)
{
    return isnan(u) || u > v ? u : v;
}
double kernel_less(double u, double v)
{
    return u < v;
}
double kernel_less_equal(double u, double v)
{
    return u <= v;
}
double kernel_equal(double u, double v)
{
    return u == v;
}
double kernel_not_equal(double u, double v)
{
    return u != v;
}
double kernel_where(double u, double v, double w)
{
    return u != 0 ? v : w;
}

/* ---- error function and learning ---- */

double kernel_erf(double u)
{
    return (double)erfl(u);
}
double kernel_erfc(double u)
{
    return erfc(u);
}

double kernel_expit(double u)
{
    if (u >= 0) return 1 / (1 + exp(-u));
    double e = exp(u);
    return e / (1 + e);
}

double kernel_relu(double u)
{
    return u <= 0 ? 0 : u;
}
double kernel_leaky_relu(double u)
{
    return u > 0 ? u : u / 100;
}
double kernel_elu(double u)
{
    return u > 0 ? u : expm1(u);
}

double kernel_softplus(double u)
{
    double tail = log1p(exp(-fabs(u)));
    return u > 0 ? u + tail : tail;
}

/* Computes in long double: erfc(z) decreases so fast that the rounding of z = -u/sqrt(2) would show
 * in doubles, as would the bits that erfc loses below the normal range. */
double kernel_gelu(double u)
{
    if (u < -40) return -0.0;
    return (double)(u / 2 * erfcl(-u * 0.70710678118654752440084436210484903928L));
}

/* Far below zero silu is u exp(u), computed by halves so that no bits are lost. */
double kernel_silu(double u)
{
    if (u < -800) return -0.0;
    if (u > -40) return u * kernel_expit(u);
    double half = exp(u / 2);
    return u * half * half;
}

/* Near 1/2, where it is 0, logit is taken about that: 2*u - 1 is exact there. */
double kernel_logit(double u)
{
    return u > 0.25 && u < 0.75 ? 2 * atanh(2 * u - 1) : log(u / (1 - u));
}

double kernel_xlogy(double u, double v)
{
    return u == 0 && !isnan(v) ? 0 : u * log(v);
}

/* hyperbolic_loops.h - hyperbolic functions over a block, by exp(|x|) to twice the precision of
 * double: errors are below 0.6 ulp. Included by block_loops.h once for each instruction set.
 *
 * Arguments are reduced by multiples n of log(2) (Cody and Waite 1980). In
 * exp(r) = 1 + r + r^2/2 + t the rest t is below 2^-7, so that it may be rounded; sums and products
 * of the others are exact pairs (Dekker 1971, by fma). */

#include "eval/block.h"

#include <math.h>
#include <string.h>

#ifndef BLOCK
#define BLOCK(name) block_##name
#endif
#ifndef LOOP
#define LOOP(...) \
    for (size_t i = 0; i < n; i++) __VA_ARGS__;
#endif

/* high + low, where low is the rounding error of high. */
struct BLOCK(pair) {
    double high, low;
};

#define INLINE static inline __attribute__((always_inline))

/* Returns high + low as a pair, for |high| >= |low|. */
INLINE struct BLOCK(pair) BLOCK(pair_of)(double high, double low)
{
    double sum = high + low;
    return (struct BLOCK(pair)){sum, (high - sum) + low};
}

INLINE double BLOCK(from_bits)(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Returns exp(x)/2^n for 0 <= x <= 800. */
INLINE struct BLOCK(pair) BLOCK(exp_pair)(double x, uint64_t *n)
{
    const double log2_high = 0x1.62e42fefa38p-1, log2_low = 0x1.ef35793c7673p-45;
    double shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52, whole = shifted - 0x1.8p52;
    double first = x - whole * log2_high, second = whole * log2_low; /* the first is exact */
    double r = first - second, part = r - first, rest = (first - (r - part)) - (second + part);
    double square = r * r, square_rest = __builtin_fma(r, r, -square) + 2 * r * rest;
    double t = 1 / 1307674368000.0;
    memcpy(n, &shifted, sizeof *n);
    *n &= 0xfff;
    t = t * r + 1 / 87178291200.0;
    t = t * r + 1 / 6227020800.0;
    t = t * r + 1 / 479001600.0;
    t = t * r + 1 / 39916800.0;
    t = t * r + 1 / 3628800.0;
    t = t * r + 1 / 362880.0;
    t = t * r + 1 / 40320.0;
    t = t * r + 1 / 5040.0;
    t = t * r + 1 / 720.0;
    t = t * r + 1 / 120.0;
    t = t * r + 1 / 24.0;
    t = t * r + 1 / 6.0;
    struct BLOCK(pair) linear = BLOCK(pair_of)(r, square / 2);
    struct BLOCK(pair) sum = BLOCK(pair_of)(1, linear.high);
    double low = sum.low + (linear.low + (square_rest / 2 + rest + t * square * r));
    return BLOCK(pair_of)(sum.high, low);
}

/* Returns 2 sinh(x) for 0 <= x < 0.35. */
INLINE struct BLOCK(pair) BLOCK(small_sinh)(double x)
{
    double z = x * x, t = 1 / 1307674368000.0;
    t = t * z + 1 / 6227020800.0;
    t = t * z + 1 / 39916800.0;
    t = t * z + 1 / 362880.0;
    t = t * z + 1 / 5040.0;
    t = t * z + 1 / 120.0;
    t = t * z + 1 / 6.0;
    struct BLOCK(pair) half = BLOCK(pair_of)(x, x * z * t);
    return (struct BLOCK(pair)){2 * half.high, 2 * half.low};
}

/* Returns x * 2^n, multiplying by two factors, of which only the second can leave the normal
 * range. */
INLINE double BLOCK(scaled)(double x, uint64_t n)
{
    uint64_t half = (uint64_t)((int64_t)(n + 4096) / 2) - 2048;
    return x * BLOCK(from_bits)((half + 1023) << 52) * BLOCK(from_bits)((n - half + 1023) << 52);
}

INLINE double BLOCK(quotient)(struct BLOCK(pair) x, struct BLOCK(pair) y)
{
    double q = x.high / y.high;
    double rest = __builtin_fma(-q, y.high, x.high) + (x.low - q * y.low);
    return __builtin_fabs(q) < (double)INFINITY ? q + rest / y.high : q;
}

INLINE double BLOCK(hyperbolic_of)(enum fn fn, double x)
{
    const struct BLOCK(pair) one = {1, 0};
    uint64_t n;
    double a = __builtin_fabs(x), size = a < 800 ? a : 800, y;
    struct BLOCK(pair) e = BLOCK(exp_pair)(size, &n), sum, difference;
    double down = BLOCK(from_bits)(n < 64 ? (1023 - 2 * n) << 52 : 0); /* 4^-n */
    double f = 1 / e.high, f_low = f * (__builtin_fma(-f, e.high, 1) - f * e.low);
    sum = BLOCK(pair_of)(e.high, f * down);
    sum.low += e.low + f_low * down;
    difference = BLOCK(pair_of)(e.high, -f * down);
    difference.low += e.low - f_low * down;
    struct BLOCK(pair) small = BLOCK(small_sinh)(size);
    difference.high = n == 0 ? small.high : difference.high;
    difference.low = n == 0 ? small.low : difference.low;
    switch (fn) {
    case FN_sinh: y = BLOCK(scaled)(difference.high + difference.low, n - 1); break;
    case FN_cosh: y = BLOCK(scaled)(sum.high + sum.low, n - 1); break;
    case FN_sech: y = BLOCK(scaled)(BLOCK(quotient)(one, sum), 1 - n); break;
    case FN_csch: y = BLOCK(scaled)(BLOCK(quotient)(one, difference), 1 - n); break;
    default: y = BLOCK(quotient)(sum, difference);
    }
    y = fn == FN_sech || fn == FN_cosh || !(x < 0) ? y : -y;
    return x != x ? x : y;
}

static bool BLOCK(hyperbolic)(enum fn fn, double *out, const double *x, size_t n)
{
    switch (fn) {
    case FN_sinh: LOOP(out[i] = BLOCK(hyperbolic_of)(FN_sinh, x[i])) break;
    case FN_cosh: LOOP(out[i] = BLOCK(hyperbolic_of)(FN_cosh, x[i])) break;
    case FN_sech: LOOP(out[i] = BLOCK(hyperbolic_of)(FN_sech, x[i])) break;
    case FN_csch: LOOP(out[i] = BLOCK(hyperbolic_of)(FN_csch, x[i])) break;
    case FN_coth: LOOP(out[i] = BLOCK(hyperbolic_of)(FN_coth, x[i])) break;
    default: return false;
    }
    return true;
}

#undef INLINE

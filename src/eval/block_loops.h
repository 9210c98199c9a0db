/* block_loops.h - the loops of block.h, included by one file for each instruction set, which
 * defines BLOCK(name) to give its copy names of its own. */
#include "eval/block.h"

#include <float.h>
#include <math.h>
#include <string.h>

#ifndef BLOCK
#define BLOCK(name) block_##name
#endif

/* gcc vectorises little at -O2, and must be told that entries do not depend on one another; clang
 * finds out by itself. */
#if defined(__clang__)
#define INDEPENDENT
#else
#pragma GCC push_options
#pragma GCC optimize("O3")
#define INDEPENDENT _Pragma("GCC ivdep")
#endif

/* Plain C, which the compiler vectorises. Sums, which it must not reassociate, are written in
 * lanes. */
enum { BLOCK(LANES) = 16 };
typedef double BLOCK(lanes) __attribute__((vector_size(64), aligned(8), may_alias));

/* Entry by entry: where `out` is an argument, each entry is read before it is written. */
#define LOOP(...) INDEPENDENT for (size_t i = 0; i < n; i++) __VA_ARGS__;

static void BLOCK(fill)(double *out, double c, size_t n)
{
    LOOP(out[i] = c)
}

static void BLOCK(range)(double *out, double first, size_t n)
{
    LOOP(out[i] = first + (double)(int)i)
}

static void BLOCK(linear)(double *out, const double *x, double a, double c, size_t n)
{
    LOOP(out[i] = c + a * x[i])
}

static void BLOCK(linear2)(double *out, const double *x, const double *y, double a, double b,
                           double c, size_t n)
{
    LOOP(out[i] = c + a * x[i] + b * y[i])
}

static void BLOCK(linear3)(double *out, const double *x, const double *y, const double *z,
                           const double *f, double c, size_t n)
{
    double p = f[0], q = f[1], r = f[2];
    LOOP(out[i] = c + p * x[i] + q * y[i] + r * z[i])
}

static void BLOCK(add_scaled)(double *out, const double *x, double a, size_t n)
{
    LOOP(out[i] += a * x[i])
}

static void BLOCK(multiply)(double *out, const double *x, const double *y, double c, size_t n)
{
    LOOP(out[i] = c * x[i] * y[i])
}

static void BLOCK(square)(double *out, const double *x, double c, size_t n)
{
    LOOP(out[i] = c * (x[i] * x[i]))
}

static void BLOCK(divide)(double *out, const double *x, const double *y, size_t n)
{
    LOOP(out[i] = x[i] / y[i])
}

static void BLOCK(divide_by)(double *out, const double *x, double c, size_t n)
{
    LOOP(out[i] = x[i] / c)
}

static void BLOCK(divide_into)(double *out, const double *x, double c, size_t n)
{
    LOOP(out[i] = c / x[i])
}

static double BLOCK(power_of)(double x, uint64_t exponent)
{
    double power = 1;
    for (; exponent; exponent >>= 1, x *= x)
        if (exponent & 1) power *= x;
    return power;
}

static void BLOCK(whole_power)(double *out, const double *x, uint64_t exponent, size_t n)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        BLOCK(lanes) v = *(const BLOCK(lanes) *)(x + i), power = v * 0 + 1;
        for (uint64_t e = exponent; e; e >>= 1, v *= v)
            if (e & 1) power *= v;
        *(BLOCK(lanes) *)(out + i) = power;
    }
    for (; i < n; i++) out[i] = BLOCK(power_of)(x[i], exponent);
}

static void BLOCK(root)(double *out, const double *x, size_t n)
{
    LOOP(out[i] = sqrt(x[i]))
}

static void BLOCK(maximum)(double *out, const double *x, const double *y, size_t n)
{
    LOOP(out[i] = ((x[i] != x[i]) | (x[i] > y[i])) ? x[i] : y[i])
}

static void BLOCK(minimum)(double *out, const double *x, const double *y, size_t n)
{
    LOOP(out[i] = ((x[i] != x[i]) | (x[i] < y[i])) ? x[i] : y[i])
}

static bool BLOCK(simple)(enum fn fn, double *out, const double *x, const double *y,
                          const double *z, size_t n)
{
    switch (fn) {
    case FN_abs: LOOP(out[i] = fabs(x[i])) break;
    case FN_sign: LOOP(out[i] = x[i] > 0 ? 1 : x[i] < 0 ? -1 : x[i]) break;
    case FN_floor: LOOP(out[i] = floor(x[i])) break;
    case FN_ceil: LOOP(out[i] = ceil(x[i])) break;
    case FN_heaviside: LOOP(out[i] = x[i] > 0 ? 1 : x[i] < 0 ? 0 : x[i] == 0 ? 0.5 : x[i]) break;
    case FN_minimum: BLOCK(minimum)(out, x, y, n); break;
    case FN_maximum: BLOCK(maximum)(out, x, y, n); break;
    case FN_less: LOOP(out[i] = x[i] < y[i] ? 1 : 0) break;
    case FN_less_equal: LOOP(out[i] = x[i] <= y[i] ? 1 : 0) break;
    case FN_equal: LOOP(out[i] = x[i] == y[i] ? 1 : 0) break;
    case FN_not_equal: LOOP(out[i] = x[i] != y[i] ? 1 : 0) break;
    case FN_where: LOOP(out[i] = x[i] != 0 ? y[i] : z[i]) break;
    case FN_relu: LOOP(out[i] = x[i] <= 0 ? 0 : x[i]) break;
    case FN_leaky_relu: LOOP(out[i] = x[i] > 0 ? x[i] : x[i] / 100) break;
    default: return false;
    }
    return true;
}

static double BLOCK(add_lanes)(const double *lanes)
{
    double four[4];
    for (int k = 0; k < 4; k++)
        four[k] = (lanes[k] + lanes[k + 8]) + (lanes[k + 4] + lanes[k + 12]);
    return (four[0] + four[2]) + (four[1] + four[3]);
}

static double BLOCK(sum)(const double *x, size_t n)
{
    double lanes[BLOCK(LANES)] = {0};
    BLOCK(lanes) low = {0}, high = {0};
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        low += *(const BLOCK(lanes) *)(x + i);
        high += *(const BLOCK(lanes) *)(x + i + 8);
    }
    memcpy(lanes, &low, sizeof low);
    memcpy(lanes + 8, &high, sizeof high);
    for (size_t k = 0; i < n; i++, k++) lanes[k] += x[i];
    return BLOCK(add_lanes)(lanes);
}

static double BLOCK(dot)(const double *x, const double *y, size_t n)
{
    double lanes[BLOCK(LANES)] = {0};
    BLOCK(lanes) low = {0}, high = {0};
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        low += *(const BLOCK(lanes) *)(x + i) * *(const BLOCK(lanes) *)(y + i);
        high += *(const BLOCK(lanes) *)(x + i + 8) * *(const BLOCK(lanes) *)(y + i + 8);
    }
    memcpy(lanes, &low, sizeof low);
    memcpy(lanes + 8, &high, sizeof high);
    for (size_t k = 0; i < n; i++, k++) lanes[k] += x[i] * y[i];
    return BLOCK(add_lanes)(lanes);
}

/* What is not finite leaves nan in a sum of differences that are 0 otherwise. There are two such
 * sums, as each addition waits for the one before. */
static bool BLOCK(all_finite)(const double *x, size_t n)
{
    BLOCK(lanes) even = {0}, odd = {0};
    double last = 0;
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        BLOCK(lanes) v = *(const BLOCK(lanes) *)(x + i), w = *(const BLOCK(lanes) *)(x + i + 8);
        even += v - v;
        odd += w - w;
    }
    for (; i < n; i++) last += x[i] - x[i];
    even += odd;
    for (int k = 0; k < 8; k++) last += even[k];
    return last == 0;
}

static bool BLOCK(all_nonzero)(const double *x, size_t n)
{
    uint64_t zeros = 0;
    LOOP(zeros |= x[i] == 0)
    return !zeros;
}

static bool BLOCK(all_normal)(const double *x, size_t n)
{
    uint64_t small = 0;
    LOOP(small |= fabs(x[i]) < DBL_MIN)
    return !small;
}

static void BLOCK(rows_times)(double *out, struct block_matrix a, const double *x, size_t rows,
                              size_t columns)
{
    for (size_t i = 0; i < rows; i++)
        out[i] = BLOCK(dot)(a.x + (int64_t)i * a.row_stride, x, columns);
}

/* Four rows at a time, so that out is read and written a quarter as often. */
static void BLOCK(add_rows)(double *out, struct block_matrix a, const double *r, size_t rows,
                            size_t n)
{
    size_t k = 0;
    for (; k + 4 <= rows; k += 4) {
        const double *p = a.x + (int64_t)k * a.row_stride, *q = p + a.row_stride,
                     *s = q + a.row_stride, *t = s + a.row_stride;
        double b = r[k], c = r[k + 1], d = r[k + 2], e = r[k + 3];
        LOOP(out[i] = (((out[i] + b * p[i]) + c * q[i]) + d * s[i]) + e * t[i])
    }
    for (; k < rows; k++) BLOCK(add_scaled)(out, a.x + (int64_t)k * a.row_stride, r[k], n);
}

/* Adds up rows of b, so that each entry's terms are in the order of the inner index. A block of b
 * is first copied into a panel of contiguous rows. */
static void BLOCK(product)(double *out, int64_t ld, struct block_matrix a, struct block_matrix b,
                           size_t rows, size_t inner, size_t columns)
{
    enum { DEEP = 64, WIDE = 64 };
    double panel[DEEP * WIDE], r[DEEP];
    for (size_t i = 0; i < rows; i++) memset(out + (int64_t)i * ld, 0, columns * sizeof *out);
    for (size_t k0 = 0; k0 < inner; k0 += DEEP)
        for (size_t j0 = 0; j0 < columns; j0 += WIDE) {
            size_t deep = inner - k0 < DEEP ? inner - k0 : DEEP;
            size_t wide = columns - j0 < WIDE ? columns - j0 : WIDE;
            const double *corner = b.x + (int64_t)k0 * b.row_stride + (int64_t)j0 * b.column_stride;
            for (size_t k = 0; k < deep; k++)
                for (size_t j = 0; j < wide; j++)
                    panel[k * WIDE + j] =
                        corner[(int64_t)k * b.row_stride + (int64_t)j * b.column_stride];
            struct block_matrix packed = {panel, WIDE, 1};
            for (size_t i = 0; i < rows; i++) {
                const double *left =
                    a.x + (int64_t)i * a.row_stride + (int64_t)k0 * a.column_stride;
                for (size_t k = 0; k < deep; k++) r[k] = left[(int64_t)k * a.column_stride];
                BLOCK(add_rows)(out + (int64_t)i * ld + j0, packed, r, deep, wide);
            }
        }
}

#include "eval/hyperbolic_loops.h"

#undef LOOP

const struct block_kernels BLOCK(table) = {
    BLOCK(fill),        BLOCK(range),       BLOCK(linear),   BLOCK(linear2),    BLOCK(linear3),
    BLOCK(add_scaled),  BLOCK(multiply),    BLOCK(square),   BLOCK(divide),     BLOCK(divide_by),
    BLOCK(divide_into), BLOCK(whole_power), BLOCK(root),     BLOCK(simple),     BLOCK(sum),
    BLOCK(dot),         BLOCK(maximum),     BLOCK(minimum),  BLOCK(all_finite), BLOCK(all_nonzero),
    BLOCK(all_normal),  BLOCK(rows_times),  BLOCK(add_rows), BLOCK(product),    BLOCK(hyperbolic)};

#undef INDEPENDENT
#if !defined(__clang__)
#pragma GCC pop_options
#endif

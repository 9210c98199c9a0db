/* vector_functions.h - exp and erf of a vector of SLEEF_WIDTH doubles, with errors below 0.65 ulp
 * in less than half of the instructions that SLEEF 3.5 takes. Included by sleef_loops.h for AVX2
 * and for AVX-512, where entries have the same bits.
 *
 * Both take a polynomial in the distance to the nearest of 16 points, and look up what belongs to
 * the point (Tang 1989). They raise the exceptions that their results call for. */
#include "eval/vector_tables.h"

#ifdef SLEEF_WIDTH /* by sleef_loops.h, with the type of such a vector */

#include <immintrin.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#if defined(__clang__)
#define UNROLLED _Pragma("unroll")
#else
#define UNROLLED _Pragma("GCC unroll 8")
#endif

typedef uint64_t bits __attribute__((vector_size(8 * SLEEF_WIDTH)));

/* Two terms that follow one another, for every entry those of its point. */
struct terms {
    vector first, second;
};

/* Whole numbers that are added to it stand in the last bits of the sum. */
#define SHIFT 0x1.8p52

#if SLEEF_WIDTH == 8

INLINE vector all(double x)
{
    return _mm512_set1_pd(x);
}

INLINE vector fused(vector x, vector y, vector z)
{
    return _mm512_fmadd_pd(x, y, z);
}

/* x < y ? x : y and x > y ? x : y, so that nan stays where y is nan. */
INLINE vector smaller(vector x, vector y)
{
    return _mm512_min_pd(x, y);
}
INLINE vector larger(vector x, vector y)
{
    return _mm512_max_pd(x, y);
}

/* Returns x * 2^floor(n/16), rounded once. */
INLINE vector scaled(vector x, vector n)
{
    return _mm512_scalef_pd(x, n * (1 / 16.0));
}

/* Permutations look at the last four bits of a number. */
typedef __m512i points;
INLINE points points_of(vector shifted)
{
    return (points)shifted;
}

INLINE vector pick(const double *row, points at)
{
    return _mm512_permutex2var_pd(_mm512_load_pd(row), at, _mm512_load_pd(row + 8));
}
#define LOOK_UP(table, k, at) \
    ((struct terms){pick(table##_by_term[k], at), pick(table##_by_term[(k) + 1], at)})

#else

INLINE vector all(double x)
{
    return _mm256_set1_pd(x);
}

INLINE vector fused(vector x, vector y, vector z)
{
    return _mm256_fmadd_pd(x, y, z);
}

INLINE vector smaller(vector x, vector y)
{
    return _mm256_min_pd(x, y);
}
INLINE vector larger(vector x, vector y)
{
    return _mm256_max_pd(x, y);
}

/* By two factors, of which only the second can leave the normal range. */
INLINE vector scaled(vector x, vector n)
{
    enum { BIAS = 2048 };
    bits power = ((bits)(n + (SHIFT + 16 * BIAS)) & 0xffff) >> 4, half = power >> 1;
    return x * (vector)((half - 1) << 52) * (vector)((power - half - 1) << 52);
}

typedef bits points;
INLINE points points_of(vector shifted)
{
    return (bits)shifted & 15;
}

/* The terms of entries 0 and 2, or 1 and 3. */
INLINE vector two_pairs(const double *even, const double *odd)
{
    return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(even)), _mm_loadu_pd(odd), 1);
}
#define LOOK_UP(table, k, at)                                     \
    transposed(two_pairs(&table[(at)[0]][k], &table[(at)[2]][k]), \
               two_pairs(&table[(at)[1]][k], &table[(at)[3]][k]))
INLINE struct terms transposed(vector even, vector odd)
{
    return (struct terms){_mm256_unpacklo_pd(even, odd), _mm256_unpackhi_pd(even, odd)};
}
#endif

/* exp(x) = 2^(n/16) * exp(r), where |r| is at most log(2)/32. Beyond the limits it overflows, or is
 * 0. */
static vector own_exp(vector x)
{
    const vector high = all(-0x1.62e42fefap-5), low = all(-0x1.cf79abc9e3b3ap-44);
    x = larger(all(-760), smaller(all(720), x));
    vector shifted = fused(x, all(0x1.71547652b82fep+4), all(SHIFT)), n = shifted - SHIFT;
    vector r = fused(n, low, fused(n, high, x)); /* the first is exact */
    vector q = fused(all(0x1.a01b0c2efc09ap-13), r, all(0x1.6c17ed4ce9ff6p-10));
    q = fused(q, r, all(0x1.11111110e10a7p-7));
    q = fused(q, r, all(0x1.55555554e9466p-5));
    q = fused(q, r, all(0x1.5555555555556p-3));
    q = fused(q, r, all(0.5));
    struct terms power = LOOK_UP(vector_exp2, 0, points_of(shifted));
    return scaled(power.first + fused(power.first, fused(r * r, q, r), power.second), n);
}

/* In erf(k*49/128 + t) = c0 + c1*t + ..., c0 + c1*t is rounded once, and what that lost is added to
 * the rest, which is small. From the limit on it is 1. */
static vector own_erf(vector x)
{
    const bits sign = (bits)all(-0.0);
    vector size = smaller(all(5.93), (vector)((bits)x & ~sign));
    vector shifted = fused(size, all(128 / 49.0), all(SHIFT));
    vector t = fused(shifted - SHIFT, all(-49 / 128.0), size); /* exact */
    points at = points_of(shifted);
    struct terms c = LOOK_UP(vector_erf, VECTOR_ERF_TERMS - 2, at);
    vector rest = fused(c.second, t, c.first);
    UNROLLED
    for (int k = VECTOR_ERF_TERMS - 4; k > 2; k -= 2) {
        c = LOOK_UP(vector_erf, k, at);
        rest = fused(fused(rest, t, c.second), t, c.first);
    }
    struct terms constant = LOOK_UP(vector_erf, 0, at), slope = LOOK_UP(vector_erf, 2, at);
    vector sum = fused(t, slope.first, constant.first);
    vector lost = fused(t, slope.first, constant.first - sum);
    sum += lost + fused(fused(rest, t, slope.second), t, constant.second);
    return (vector)((bits)sum | ((bits)x & sign));
}

#undef INLINE
#undef UNROLLED
#undef SHIFT
#undef LOOK_UP
#endif

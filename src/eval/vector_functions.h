/* vector_functions.h - some functions of a vector of SLEEF_WIDTH doubles, with errors below 0.7 ulp
 * in less than half of the instructions that SLEEF 3.5 takes. Included by sleef_loops.h for AVX2
 * and for AVX-512, where entries have the same bits.
 *
 * They take polynomials in the distance to the nearest of 16 points, and look up what belongs to
 * the point (Tang 1989). They raise the exceptions that their results call for. */
#include "eval/vector_tables.h"

#ifdef SLEEF_WIDTH /* by sleef_loops.h, with the type of such a vector */

#include <float.h>
#include <immintrin.h>
#include <math.h>
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

/* Returns the exponents of positive normal doubles. */
INLINE vector exponent_of(bits x)
{
    return _mm512_getexp_pd((vector)x);
}

/* True if all are positive normal doubles. */
INLINE bool are_usual(vector x)
{
    return !_mm512_fpclass_pd_mask(x, 0xff);
}

/* True if the sizes of all are below the limit. */
INLINE bool are_below(vector x, double limit)
{
    return _mm512_cmp_pd_mask(_mm512_abs_pd(x), all(limit), _CMP_LT_OQ) == 0xff;
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

INLINE vector exponent_of(bits x)
{
    const bits place = (bits)all(0x1p52);
    return (vector)(x >> 52 | place) - (0x1p52 + 1023);
}

INLINE bool are_usual(vector x)
{
    vector usual = _mm256_and_pd(_mm256_cmp_pd(x, all(DBL_MIN), _CMP_GE_OQ),
                                 _mm256_cmp_pd(x, all(DBL_MAX), _CMP_LE_OQ));
    return _mm256_movemask_pd(usual) == 15;
}

INLINE bool are_below(vector x, double limit)
{
    vector size = _mm256_andnot_pd(all(-0.0), x);
    return _mm256_movemask_pd(_mm256_cmp_pd(size, all(limit), _CMP_LT_OQ)) == 15;
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
    vector square = r * r;
    vector even = fused(all(0x1.6c17ed4ce9ff6p-10), square, all(0x1.55555554e9466p-5));
    vector odd = fused(all(0x1.a01b0c2efc09ap-13), square, all(0x1.11111110e10a7p-7));
    even = fused(even, square, all(0.5));
    odd = fused(odd, square, all(0x1.5555555555556p-3));
    vector rest = fused(square, fused(odd, r, even), r);
    struct terms power = LOOK_UP(vector_exp2, 0, points_of(shifted));
    return scaled(power.first + fused(power.first, rest, power.second), n);
}

/* The first bits of x as a whole number, once half of a piece has been added to it. */
#define PIECE_BITS 4
INLINE bits rounded_up(vector x)
{
    return (bits)x + (1ull << (51 - PIECE_BITS));
}

/* log(2^e * m) for m from 1 - 1/32 to 2 - 1/32, by the nearest of 1 + k/16, where y is about its
 * inverse: e*log(2) - log(y) + log(1 + r), with r = m*y - 1. `more` is added to e. */
INLINE vector log_of(vector x, vector more)
{
    bits up = rounded_up(x);
    vector e = exponent_of(up) + more;
    vector m = (vector)((bits)x - (up & 0x7ffull << 52) + (1023ull << 52));
    points at = points_of((vector)(up >> (52 - PIECE_BITS)));
    struct terms inverse = LOOK_UP(vector_log, 0, at), offset = LOOK_UP(vector_log, 2, at);
    vector product = m * inverse.first, r = product - 1, square = r * r;
    vector low = fused(m, inverse.first, -product); /* what r lacks; of the logarithm: */
    low = fused(-r, low, low);
    vector even = fused(all(-0x1.973d0d61d89dap-4), square, all(-0x1.000090fb047dap-3));
    vector odd = fused(all(0x1.c7decc5307c0ap-4), square, all(0x1.2492383056694p-3));
    even = fused(even, square, all(-0x1.55555542292f8p-3));
    odd = fused(odd, square, all(0x1.9999999ab3051p-3));
    even = fused(even, square, all(-0x1.000000000062ep-2));
    odd = fused(odd, square, all(0x1.555555555552ep-2));
    even = fused(even, square, all(-0.5));
    vector high = fused(e, all(0x1.62e42fefa38p-1), offset.first), sum = high + r; /* high: exact */
    low += (high - sum) + r + fused(e, all(0x1.ef35793c7673p-45), offset.second);
    return sum + fused(square, fused(odd, r, even), low);
}

/* Where an entry is not positive, not finite or too small for a normal double. */
static __attribute__((noinline)) vector rare_log(vector x)
{
    vector more = {0}, y = x, out;
    for (int k = 0; k < SLEEF_WIDTH; k++) {
        bool subnormal = x[k] > 0 && x[k] < DBL_MIN;
        y[k] = subnormal ? x[k] * 0x1p54 : x[k] > 0 && x[k] < (double)INFINITY ? x[k] : 1;
        more[k] = subnormal ? -54 : 0;
    }
    out = log_of(y, more);
    for (int k = 0; k < SLEEF_WIDTH; k++) {
        double zero = x[k] - x[k]; /* nan where x is not finite */
        if (x[k] == 0) out[k] = -1 / (x[k] * x[k]);
        if (x[k] < 0) out[k] = zero / zero;
        if (!(x[k] < (double)INFINITY)) out[k] = x[k];
    }
    return out;
}

static vector own_log(vector x)
{
    return are_usual(x) ? log_of(x, (vector){0}) : rare_log(x);
}

/* The sine and cosine of n*pi/16 + r for r of at most pi/32, where |x| is below the limit. */
#define CIRCULAR_LIMIT 0x1p40

struct angle {
    vector r, low; /* r + low is exact to some 100 bits */
    bits n;
};

/* pi/16 in three doubles. That r is near to 0 at large x costs no bits. */
INLINE struct angle angle_of(vector size)
{
    vector shifted = fused(size, all(0x1.45f306dc9c883p+2), all(SHIFT)), n = shifted - SHIFT;
    vector first = fused(n, all(-0x1.921fb54442d18p-3), size); /* exact */
    vector part = n * 0x1.1a62633145c07p-57, part_low = fused(n, all(0x1.1a62633145c07p-57), -part);
    vector r = first - part;
    vector low = ((first - r) - part) - fused(n, all(-0x1.f1976b7ed8fbcp-113), part_low);
    return (struct angle){r, low, (bits)shifted};
}

/* Returns y0 + y1*r + ..., as in erf; y0 = f.first + f.second, y1 likewise, the rest is y0*even +
 * y1*odd. */
INLINE vector turned(struct terms y0, struct terms y1, vector r, vector even, vector odd)
{
    vector sum = fused(r, y1.first, y0.first), lost = fused(r, y1.first, y0.first - sum);
    vector rest = fused(r, y1.second, fused(y0.first, even, y1.first * odd));
    return sum + (lost + (y0.second + rest));
}

/* Which half of a turn n is in changes the sign of both. */
INLINE struct both circular(vector x)
{
    const bits sign = (bits)all(-0.0);
    struct angle angle = angle_of((vector)((bits)x & ~sign));
    points at = points_of((vector)angle.n);
    vector r = angle.r, square = r * r;
    vector s = fused(all(0x1.71cd81a6b6d2ap-19), square, all(-0x1.a01a0138269d3p-13));
    vector c = fused(all(0x1.a008c328bbd9fp-16), square, all(-0x1.6c16c12bc4dc8p-10));
    s = fused(s, square, all(0x1.1111111110424p-7));
    c = fused(c, square, all(0x1.55555555550e4p-5));
    s = fused(s, square, all(-0x1.5555555555555p-3));
    vector odd = fused(square * r, s, angle.low), even = square * fused(square, c, all(-0.5));
    struct terms sine = LOOK_UP(vector_sine, 0, at), cosine = LOOK_UP(vector_sine, 2, at);
    struct terms minus = {-sine.first, -sine.second};
    bits half = angle.n << 59;
    vector sines = turned(sine, cosine, r, even, odd),
           cosines = turned(cosine, minus, r, even, odd);
    return (struct both){(vector)((bits)sines ^ ((half ^ (bits)x) & sign)),
                         (vector)((bits)cosines ^ (half & sign))};
}

/* Where an entry is beyond the limit. */
static __attribute__((noinline)) struct both rare_sincos(vector x)
{
    vector y = x;
    for (int k = 0; k < SLEEF_WIDTH; k++)
        if (!(fabs(x[k]) < CIRCULAR_LIMIT)) y[k] = 0;
    struct both out = circular(y);
    for (int k = 0; k < SLEEF_WIDTH; k++) {
        if (fabs(x[k]) < CIRCULAR_LIMIT) continue;
        out.sine[k] = sin(x[k]);
        out.cosine[k] = cos(x[k]);
    }
    return out;
}

static struct both own_sincos(vector x)
{
    return are_below(x, CIRCULAR_LIMIT) ? circular(x) : rare_sincos(x);
}

static vector own_sin(vector x)
{
    return are_below(x, CIRCULAR_LIMIT) ? circular(x).sine : rare_sincos(x).sine;
}

static vector own_cos(vector x)
{
    return are_below(x, CIRCULAR_LIMIT) ? circular(x).cosine : rare_sincos(x).cosine;
}

/* In erf(k*49/128 + t) = c0 + c1*t + ..., c0 + c1*t is rounded once, and what that lost is added to
 * the rest, which is small. From the limit on it is 1. */
static vector own_erf(vector x)
{
    const bits sign = (bits)all(-0.0);
    vector size = smaller(all(5.93), (vector)((bits)x & ~sign));
    vector shifted = fused(size, all(128 / 49.0), all(SHIFT));
    vector t = fused(shifted - SHIFT, all(-49 / 128.0), size); /* exact */
    vector square = t * t;
    points at = points_of(shifted);
    struct terms rest = LOOK_UP(vector_erf, VECTOR_ERF_TERMS - 2, at);
    UNROLLED
    for (int k = VECTOR_ERF_TERMS - 4; k > 2; k -= 2) {
        struct terms c = LOOK_UP(vector_erf, k, at);
        rest.first = fused(rest.first, square, c.first);
        rest.second = fused(rest.second, square, c.second);
    }
    struct terms constant = LOOK_UP(vector_erf, 0, at), slope = LOOK_UP(vector_erf, 2, at);
    vector sum = fused(t, slope.first, constant.first);
    vector lost = fused(t, slope.first, constant.first - sum);
    vector others = fused(fused(rest.second, t, rest.first), t, slope.second);
    sum += lost + fused(others, t, constant.second);
    return (vector)((bits)sum | ((bits)x & sign));
}

#undef INLINE
#undef UNROLLED
#undef SHIFT
#undef LOOK_UP
#undef CIRCULAR_LIMIT
#endif

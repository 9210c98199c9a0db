/* balls_private.h - balls as scalars of series: a middle whose digits are in the scalar itself, and
 * a radius of one double. */
#ifndef SERIES_BALLS_PRIVATE_H
#define SERIES_BALLS_PRIVATE_H

#include "series/series.h"

#include <math.h>
#include <string.h>

/* SUM_GUARD: bits that a sum has beside those of balls, for what is cut from its terms. */
enum { LIMB = GMP_NUMB_BITS, MOST_LIMBS = 128, SUM_GUARD = 24, MOST_SHIFT = 1000 };
#define MOST_EXPONENT (INT64_C(1) << 58)
#define OF_ZERO (-4 * MOST_EXPONENT + 1) /* twice it is no less than INT64_MIN */

/* A scalar: the middle is (-1)^negative * 0.digits * 2^exponent, the radius
 * radius * 2^radius_exponent. Where the middle is 0, the exponents are the same; those of what is 0
 * are far below all others. */
struct ball_scalar {
    int64_t exponent, radius_exponent;
    double radius;       /* 0, from 1/2 to 1, or infinite */
    double most;         /* times 2^exponent: no number in the ball is larger */
    double relative;     /* times 2^exponent: no less than the radius; at least 2^-500 of it */
    uint32_t used, bits; /* limbs in use; bits of precision */
    bool negative;
    mp_limb_t digits[]; /* as many as there is room for, the highest last; those that are not in use
                         * are 0. The highest has its first bit set if the middle is not 0. */
};
typedef struct ball_scalar *ball_ptr;
typedef const struct ball_scalar *ball_srcptr;

/* An error bound, size * 2^exponent. */
struct error {
    double size;
    int64_t exponent;
};

static inline int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static inline struct error error_of(ball_srcptr x)
{
    return (struct error){x->radius, x->radius_exponent};
}

/* x*2^shift for shift < 1000, or more. */
static inline double shifted(double x, int64_t shift)
{
    double scale;
    uint64_t bits = (uint64_t)((shift < -MOST_SHIFT ? -MOST_SHIFT : shift) + 1023) << 52;
    memcpy(&scale, &bits, sizeof scale);
    return x * scale;
}

/* x*2^shift, but no less than x*2^-500: what a few factors below 2^-500 make is still no
 * denormal. */
enum { LEAST_RELATIVE = -500 };
static inline double ball_relative(double x, int64_t shift)
{
    return shifted(x, greater(shift, LEAST_RELATIVE));
}

/* At least 0.digits, of which the highest is known. */
static inline double ball_size(mp_limb_t highest)
{
    return ((double)highest + 1) * (1 + 0x1p-52) * (LIMB == 64 ? 0x1p-64 : 0x1p-32);
}

/* The error of a product that is `down` bits, 0 or more, below 2^top, times 2^top. */
static inline double ball_product_error(ball_srcptr a, ball_srcptr b, int64_t down)
{
    return (a->most * b->relative + b->most * a->relative) * ball_relative(1, -down);
}

static inline uint32_t ball_limbs(uint32_t bits)
{
    return (bits + LIMB - 1) / LIMB;
}

static inline const mp_limb_t *ball_digits(ball_srcptr x)
{
    return x->digits + ball_limbs(x->bits) - x->used;
}

static inline bool ball_is_exact_zero(ball_srcptr x)
{
    return x->exponent == OF_ZERO;
}

struct error error_sum(struct error a, struct error b);
void balls_set_unbounded(ball_ptr out);
/* out = 0.digits * 2^exponent, give or take the error, with as many of the limbs as it has room
 * for; out->negative is set before. The digits are overwritten. */
void balls_put_digits(ball_ptr out, mp_limb_t *digits, size_t limbs, int64_t exponent,
                      struct error error);
/* out = a number whose precision is as many limbs as there is room for, give or take the error. */
void balls_put_middle(ball_ptr out, mpfr_srcptr middle, struct error error);
/* out = a + b or a - b. */
void balls_add(ball_ptr out, ball_srcptr a, ball_srcptr b, bool minus);
/* out = the sum of x[i]*y[n-1-i] for i < n, which are `size` bytes apart, divided by q. */
void balls_dot(ball_ptr out, const void *x, const void *y, size_t n, size_t size, mp_limb_t q);
/* out = |x|*p/q, where x is not 0. */
void balls_scale(ball_ptr out, ball_srcptr x, mp_limb_t p, mp_limb_t q);
/* ball_short.c: the same three for balls of few limbs. False, without a use for out, where these
 * are not. */
bool balls_short_add(ball_ptr out, ball_srcptr a, ball_srcptr b, bool minus);
bool balls_short_dot(ball_ptr out, const void *x, const void *y, size_t n, size_t size,
                     mp_limb_t q);
bool balls_short_scale(ball_ptr out, ball_srcptr x, mp_limb_t p, mp_limb_t q);
/* ball_fn.c: out = exp(x) or log(x); sin(x) and cos(x). False, without a use for out, where the
 * ball is not small or lies far off. */
bool balls_exp(ball_ptr out, ball_srcptr x);
bool balls_log(ball_ptr out, ball_srcptr x);
bool balls_sin_cos(ball_ptr sin, ball_ptr cos, ball_srcptr x);

/* scalars_balls.c: sets a ball to one that holds the interval. */
void balls_put(void *out, mpfi_srcptr from);

/* ---- products of few limbs, of which the compiler knows the number ---- */

enum { MOST_SHORT = 4 };

#if GMP_NUMB_BITS == 64
__extension__ typedef unsigned __int128 two_limbs;
#else
typedef uint64_t two_limbs;
#endif

#define INLINE static inline __attribute__((always_inline))

/* Adds x to *to; returns what is carried. */
INLINE mp_limb_t add_to(mp_limb_t *to, mp_limb_t x)
{
    return __builtin_add_overflow(*to, x, to);
}

/* The upper half of x*y of n limbs each. The products that are left out are together below n - 1 in
 * its first limb, and the lower halves of n more below n. */
INLINE void upper_half(mp_limb_t *product, const mp_limb_t *x, const mp_limb_t *y, size_t n)
{
#pragma GCC unroll 4
    for (size_t i = 0; i < n; i++) {
        mp_limb_t carry = (mp_limb_t)((two_limbs)x[i] * y[n - 1 - i] >> LIMB);
#pragma GCC unroll 4
        for (size_t j = n - i; j < n; j++) {
            two_limbs both = (two_limbs)x[i] * y[j];
            mp_limb_t low = (mp_limb_t)both, high = (mp_limb_t)(both >> LIMB);
            high += add_to(&low, carry);
            high += add_to(&low, product[i + j - n]);
            product[i + j - n] = low;
            carry = high;
        }
        product[i] = carry;
    }
}

#endif

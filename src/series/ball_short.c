/* ball_short.c - sums of products of balls of up to four limbs, which are most of those in short
 * series: as in ball_sums.c, but the compiler knows the number of limbs, the sum stays in
 * registers, and it is divided before it is rounded, once. */
#include "eval/enclose.h"
#include "series/balls_private.h"

/* Sums are divided by no more than this before they are rounded. */
enum { MOST_DIVISOR = 1 << 12 };

/* A sum in units of 2^(top - LIMB*limbs): its digits at[i] have a limb each for what they carry,
 * and a product that is taken away adds what is missing from 2^(LIMB*limbs) - 1. */
struct short_sum {
    mp_limb_t at[MOST_SHORT], carries[MOST_SHORT];
    mp_limb_t taken_away; /* minus how many */
    mp_limb_t cut;        /* not 0 if shifts cut something off */
    size_t long_products; /* and other terms of more limbs than are added */
    double error;         /* times 2^top */
};

/* ---- one product ---- */

/* Adds n limbs, shifted to the right by less than a limb, to a sum of `limbs`; takes them away
 * where `minus` is all ones in the place of 0. */
INLINE void add_shifted(struct short_sum *sum, size_t limbs, const mp_limb_t *x, size_t n,
                        unsigned right, mp_limb_t minus)
{
    sum->cut |= (x[0] << 1) << (LIMB - 1 - right);
    sum->taken_away += minus;
#pragma GCC unroll 4
    for (size_t i = 0; i < limbs; i++) {
        mp_limb_t digit = i < n ? x[i] >> right : 0;
        if (i + 1 < n) digit |= (x[i + 1] << 1) << (LIMB - 1 - right);
        sum->carries[i] += add_to(&sum->at[i], digit ^ minus);
    }
}

/* The same of the upper half of x*y of n limbs each. */
INLINE void add_upper_half(struct short_sum *sum, size_t limbs, const mp_limb_t *x,
                           const mp_limb_t *y, size_t n, unsigned right, mp_limb_t minus)
{
    mp_limb_t product[MOST_SHORT];
    upper_half(product, x, y, n);
    add_shifted(sum, limbs, product, n, right, minus);
}

/* Puts the digits, limbs + 1 of them, into place; returns whether the sum is negative, of which it
 * takes the absolute value. */
INLINE bool sum_end(struct short_sum *sum, size_t limbs, mp_limb_t *digits)
{
    mp_limb_t carry = 0 - sum->taken_away;
#pragma GCC unroll 4
    for (size_t i = 0; i < limbs; i++) {
        digits[i] = sum->at[i];
        carry = sum->carries[i] + add_to(&digits[i], carry);
    }
    digits[limbs] = carry + sum->taken_away;
    bool negative = digits[limbs] >> (LIMB - 1);
    mp_limb_t minus = -(mp_limb_t)negative;
    carry = negative;
#pragma GCC unroll 5
    for (size_t i = 0; i <= limbs; i++) {
        digits[i] ^= minus;
        carry = add_to(&digits[i], carry);
    }
    return negative;
}

/* Adds the product of balls of `limbs`, `down` bits below the top of the sum. Upper halves of n
 * limbs hold all of it if no more than n are in use in both. */
INLINE void add_product(struct short_sum *sum, size_t limbs, ball_srcptr a, ball_srcptr b,
                        int64_t down)
{
    size_t n = down < LIMB * (int64_t)limbs ? limbs - (size_t)down / LIMB : 0;
    unsigned right = (unsigned)down % LIMB;
    mp_limb_t minus = -(mp_limb_t)(a->negative != b->negative);
    const mp_limb_t *x = a->digits + limbs - n, *y = b->digits + limbs - n;
    sum->error += ball_product_error(a, b, down);
    if (!a->used || !b->used) return;
    sum->long_products += (size_t)a->used + b->used > n;
    if (n == limbs)
        add_upper_half(sum, limbs, x, y, limbs, right, minus);
    else if (limbs > 3 && n == 3)
        add_upper_half(sum, limbs, x, y, 3, right, minus);
    else if (limbs > 2 && n == 2)
        add_upper_half(sum, limbs, x, y, 2, right, minus);
    else if (limbs > 1 && n == 1)
        add_upper_half(sum, limbs, x, y, 1, right, minus);
}

/* ---- what becomes a ball ---- */

/* Sets the radius to an error that is neither too small nor too large for what is usual. */
INLINE bool put_radius(ball_ptr out, struct error error)
{
    enum { BITS = 52, MIDDLE = 1022, ABOVE = 2047 };
    uint64_t bits;
    memcpy(&bits, &error.size, sizeof bits);
    int64_t exponent = (int64_t)(bits >> BITS);
    if (exponent == 0 || exponent >= ABOVE) return false;
    bits = (bits & ((UINT64_C(1) << BITS) - 1)) | (uint64_t)MIDDLE << BITS;
    memcpy(&out->radius, &bits, sizeof bits);
    out->radius_exponent = error.exponent + exponent - MIDDLE;
    return true;
}

/* out = 0.digits * 2^exponent of n + 1 limbs, where the middle is far from 0 and from the ends of
 * the range; false where it is not. */
INLINE bool put_usual(ball_ptr out, const mp_limb_t *at, size_t n, int64_t exponent,
                      struct error error)
{
    bool one_more = at[n] != 0;
    const mp_limb_t *from = one_more ? at + 1 : at;
    if (!from[n - 1]) return false;
    int up = __builtin_clzl(from[n - 1]);
    mp_limb_t below = one_more ? at[0] : 0;
    if (!one_more) exponent -= LIMB;
    exponent -= up;
    if (below << up) error = error_sum(error, (struct error){1, exponent - LIMB * (int64_t)n});
    out->radius = 0;
    out->radius_exponent = OF_ZERO;
    if (error.size != 0 && !put_radius(out, error)) return false;
    if (out->radius_exponent > exponent || exponent > MOST_EXPONENT || exponent < -MOST_EXPONENT)
        return false;
    if (error.size != 0 && out->radius_exponent < -MOST_EXPONENT) return false;
    size_t none = 0;
#pragma GCC unroll 4
    for (size_t i = n; i-- > 0;) {
        mp_limb_t lower = i ? from[i - 1] : below;
        out->digits[i] = from[i] << up | (lower >> 1) >> (LIMB - 1 - up);
    }
    while (!out->digits[none]) none++;
    out->used = (uint32_t)(n - none);
    out->exponent = exponent;
    out->relative = ball_relative(out->radius, out->radius_exponent - exponent);
    out->most = (ball_size(out->digits[n - 1]) + out->relative) * enclose_rounding(1);
    return true;
}

INLINE void put_short(ball_ptr out, mp_limb_t *at, size_t n, int64_t exponent, struct error error)
{
    if (!put_usual(out, at, n, exponent, error)) balls_put_digits(out, at, n + 1, exponent, error);
}

/* at = at/q of n limbs. Returns the remainder. */
INLINE mp_limb_t divide_short(mp_limb_t *at, size_t n, mp_limb_t q)
{
    enum { HALF = LIMB / 2 };
    const mp_limb_t half = ((mp_limb_t)1 << HALF) - 1;
    mp_limb_t rest = 0;
    if (q > half) return mpn_divrem_1(at, 0, at, (mp_size_t)n, q);
#pragma GCC unroll 5
    for (size_t i = n; i-- > 0;) {
        mp_limb_t upper = rest << HALF | at[i] >> HALF, lower = upper % q << HALF | (at[i] & half);
        at[i] = (upper / q) << HALF | lower / q;
        rest = lower % q;
    }
    return rest;
}

INLINE void short_part(ball_ptr out, ball_srcptr x, mp_limb_t q, size_t limbs)
{
    mp_limb_t at[MOST_SHORT + 1] = {0};
    struct error error = {x->radius / (double)q * enclose_rounding(1), x->radius_exponent};
#pragma GCC unroll 4
    for (size_t i = 0; i < limbs; i++) at[i + 1] = x->digits[i];
    if (divide_short(at, limbs + 1, q))
        error = error_sum(error, (struct error){1, x->exponent - LIMB * ((int64_t)limbs + 1)});
    put_short(out, at, limbs, x->exponent, error);
}

/* ---- sums of products ---- */

static ball_srcptr ball_at(const void *x, size_t i, size_t size)
{
    return (ball_srcptr)(const void *)((const unsigned char *)x + i * size);
}

/* The greatest exponent of a product. */
static int64_t top_of(const void *x, const void *y, size_t n, size_t size)
{
    int64_t top = 2 * OF_ZERO;
    for (size_t i = 0; i < n; i++)
        top = greater(top, ball_at(x, i, size)->exponent + ball_at(y, n - 1 - i, size)->exponent);
    return top;
}

INLINE void short_dot(ball_ptr out, const void *x, const void *y, size_t n, size_t size,
                      mp_limb_t q, size_t limbs)
{
    int64_t top = top_of(x, y, n, size);
    struct short_sum sum = {.error = 0};
    for (size_t i = 0; i < n; i++) {
        ball_srcptr a = ball_at(x, i, size), b = ball_at(y, n - 1 - i, size);
        add_product(&sum, limbs, a, b, top - a->exponent - b->exponent);
    }
    mp_limb_t digits[MOST_SHORT + 1];
    out->negative = sum_end(&sum, limbs, digits);
    int64_t unit = top - LIMB * (int64_t)limbs;
    size_t cuts = sum.long_products * (2 * limbs + 2) + (sum.cut ? n : 0);
    struct error error = {sum.error * enclose_rounding(n), top};
    if (cuts) error = error_sum(error, (struct error){(double)cuts, unit});
    if (q != 1 && q <= MOST_DIVISOR) {
        error.size = error.size / (double)q * enclose_rounding(1);
        if (divide_short(digits, limbs + 1, q)) error = error_sum(error, (struct error){1, unit});
    }
    put_short(out, digits, limbs, top + LIMB, error);
    if (q > MOST_DIVISOR && !ball_is_exact_zero(out)) short_part(out, out, q, limbs);
}

bool balls_short_dot(ball_ptr out, const void *x, const void *y, size_t n, size_t size, mp_limb_t q)
{
    switch (ball_limbs(out->bits)) {
    case 1: short_dot(out, x, y, n, size, q, 1); return true;
    case 2: short_dot(out, x, y, n, size, q, 2); return true;
    case 3: short_dot(out, x, y, n, size, q, 3); return true;
    case MOST_SHORT: short_dot(out, x, y, n, size, q, MOST_SHORT); return true;
    default: return false;
    }
}

/* ---- sums of two, and multiples ---- */

INLINE void add_middle(struct short_sum *sum, size_t limbs, ball_srcptr x, int64_t down, bool minus)
{
    size_t n = down < LIMB * (int64_t)limbs ? limbs - (size_t)down / LIMB : 0;
    unsigned right = (unsigned)down % LIMB;
    mp_limb_t taken = -(mp_limb_t)(x->negative != minus);
    const mp_limb_t *digits = x->digits + limbs - n;
    sum->long_products += x->used > n;
    if (n == limbs)
        add_shifted(sum, limbs, digits, limbs, right, taken);
    else if (limbs > 3 && n == 3)
        add_shifted(sum, limbs, digits, 3, right, taken);
    else if (limbs > 2 && n == 2)
        add_shifted(sum, limbs, digits, 2, right, taken);
    else if (limbs > 1 && n == 1)
        add_shifted(sum, limbs, digits, 1, right, taken);
}

INLINE void short_add(ball_ptr out, ball_srcptr a, ball_srcptr b, bool minus, size_t limbs)
{
    int64_t top = greater(a->exponent, b->exponent), unit = top - LIMB * (int64_t)limbs;
    struct error error = error_sum(error_of(a), error_of(b));
    struct short_sum sum = {.error = 0};
    mp_limb_t digits[MOST_SHORT + 1];
    add_middle(&sum, limbs, a, top - a->exponent, false);
    add_middle(&sum, limbs, b, top - b->exponent, minus);
    out->negative = sum_end(&sum, limbs, digits);
    size_t cuts = sum.long_products + (sum.cut ? 2 : 0);
    if (cuts) error = error_sum(error, (struct error){(double)cuts, unit});
    put_short(out, digits, limbs, top + LIMB, error);
}

bool balls_short_add(ball_ptr out, ball_srcptr a, ball_srcptr b, bool minus)
{
    switch (ball_limbs(out->bits)) {
    case 1: short_add(out, a, b, minus, 1); return true;
    case 2: short_add(out, a, b, minus, 2); return true;
    case 3: short_add(out, a, b, minus, 3); return true;
    case MOST_SHORT: short_add(out, a, b, minus, MOST_SHORT); return true;
    default: return false;
    }
}

INLINE void short_multiple(ball_ptr out, ball_srcptr x, mp_limb_t p, size_t limbs)
{
    mp_limb_t at[MOST_SHORT + 1], carry = 0;
#pragma GCC unroll 4
    for (size_t i = 0; i < limbs; i++) {
        two_limbs both = (two_limbs)x->digits[i] * p;
        at[i] = (mp_limb_t)both;
        carry = (mp_limb_t)(both >> LIMB) + add_to(&at[i], carry);
    }
    at[limbs] = carry;
    struct error error = {x->radius * (double)p * enclose_rounding(1), x->radius_exponent};
    put_short(out, at, limbs, x->exponent + LIMB, error);
}

INLINE bool short_scale(ball_ptr out, ball_srcptr x, mp_limb_t p, mp_limb_t q, size_t limbs)
{
    if (q == 1)
        short_multiple(out, x, p, limbs);
    else if (p == 1)
        short_part(out, x, q, limbs);
    return p == 1 || q == 1;
}

bool balls_short_scale(ball_ptr out, ball_srcptr x, mp_limb_t p, mp_limb_t q)
{
    switch (ball_limbs(out->bits)) {
    case 1: return short_scale(out, x, p, q, 1);
    case 2: return short_scale(out, x, p, q, 2);
    case 3: return short_scale(out, x, p, q, 3);
    case MOST_SHORT: return short_scale(out, x, p, q, MOST_SHORT);
    default: return false;
    }
}

/* ball_sums.c - sums of products of balls, in fixed point (Johansson, Faster arbitrary-precision
 * dot product and matrix multiplication, 2019): products of middles are cut and added as integers,
 * what the radii and the cuts leave out as doubles. Products that are small beside the largest need
 * few of their digits: in series most of them are. What needs no more than the digits that there
 * are stays exact. */
#include "eval/enclose.h"
#include "series/balls_private.h"

#include <string.h>

enum { ERROR_BITS = 40, MOST_SHIFT = 1000 };

#if GMP_NUMB_BITS == 64
__extension__ typedef unsigned __int128 two_limbs;
#else
typedef uint64_t two_limbs;
#endif

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---- error bounds ---- */

/* x*2^shift for shift < 1000, or more. */
static double shifted(double x, int64_t shift)
{
    double scale;
    uint64_t bits = (uint64_t)((shift < -MOST_SHIFT ? -MOST_SHIFT : shift) + 1023) << 52;
    memcpy(&scale, &bits, sizeof scale);
    return x * scale;
}

static struct error error_sum(struct error a, struct error b)
{
    if (a.size == 0) return b;
    if (b.size == 0) return a;
    if (b.exponent > a.exponent) return error_sum(b, a);
    return (struct error){(a.size + shifted(b.size, b.exponent - a.exponent)) * enclose_rounding(1),
                          a.exponent};
}

void balls_set_unbounded(ball_ptr out)
{
    out->used = 0;
    out->radius = out->most = INFINITY;
    out->exponent = out->radius_exponent = 0;
}

static void set_radius(ball_ptr out, struct error e)
{
    int more;
    out->radius = 0;
    out->radius_exponent = OF_ZERO;
    if (e.size == 0) return;
    out->radius = frexp(e.size, &more);
    out->radius_exponent = greater(e.exponent + more, -MOST_EXPONENT);
}

static struct error error_of(ball_srcptr x)
{
    return (struct error){x->radius, x->radius_exponent};
}

/* ---- sums in fixed point ---- */

struct sum {
    mp_limb_t at[MOST_LIMBS + 3]; /* modulo 2^(LIMB*limbs): negative sums are wrapped around */
    size_t limbs;
    int64_t unit; /* at[0] counts multiples of 2^unit */
    size_t cuts;  /* what was cut, each time less than a unit */
};

/* Begins a sum of terms below 2^top, whose errors are up to 2^errors, so that units need not be
 * much smaller. */
static void sum_begin(struct sum *sum, int64_t top, int64_t errors, uint32_t bits, size_t n)
{
    int64_t wanted = (int64_t)bits + SUM_GUARD + (LIMB - __builtin_clzl(n | 1));
    if (top - errors + ERROR_BITS < wanted) wanted = top - errors + ERROR_BITS;
    size_t limbs = wanted < 1 ? 1 : (size_t)(wanted + LIMB - 1) / LIMB;
    sum->limbs = limbs + 1;
    sum->unit = top - LIMB * (int64_t)limbs;
    sum->cuts = 0;
    for (size_t i = 0; i < sum->limbs; i++) sum->at[i] = 0;
}

/* at += the n digits, shifted to the right by less than a limb, all bits of which are flipped for
 * less; digits[n] is 0. Adds and returns what is carried. The compiler knows n where that pays. */
static inline __attribute__((always_inline)) mp_limb_t
add_known(mp_limb_t *at, const mp_limb_t *digits, size_t n, unsigned right, mp_limb_t flip)
{
    two_limbs carry = flip & 1;
#pragma GCC unroll 4
    for (size_t i = 0; i < n; i++) {
        mp_limb_t digit = digits[i] >> right | (digits[i + 1] << 1) << (LIMB - 1 - right);
        carry += (two_limbs)at[i] + (digit ^ flip);
        at[i] = (mp_limb_t)carry;
        carry >>= LIMB;
    }
    return (mp_limb_t)carry;
}

/* Adds or subtracts: -x is the flipped x and 1. */
static void add_shifted(struct sum *sum, const mp_limb_t *digits, size_t limbs, unsigned right,
                        bool minus)
{
    mp_limb_t carry, *at = sum->at, flip = minus ? GMP_NUMB_MAX : 0;
    switch (limbs) {
    case 1: carry = add_known(at, digits, 1, right, flip); break;
    case 2: carry = add_known(at, digits, 2, right, flip); break;
    case 3: carry = add_known(at, digits, 3, right, flip); break;
    case 4: carry = add_known(at, digits, 4, right, flip); break;
    default: carry = add_known(at, digits, limbs, right, flip);
    }
    for (size_t i = limbs; i < sum->limbs; i++) {
        two_limbs all = (two_limbs)at[i] + flip + carry;
        at[i] = (mp_limb_t)all;
        carry = (mp_limb_t)(all >> LIMB);
    }
}

/* Adds 0.digits * 2^exponent; the array has one limb more to write to. */
static void add_digits(struct sum *sum, mp_limb_t *digits, size_t limbs, int64_t exponent,
                       bool minus)
{
    int64_t bits = exponent - sum->unit, drop = (int64_t)limbs * LIMB - bits;
    sum->cuts += drop > 0;
    if (bits <= 0) return;
    digits[limbs] = 0;
    if (drop >= 0) {
        size_t below = (size_t)drop / LIMB;
        add_shifted(sum, digits + below, limbs - below, (unsigned)(drop % LIMB), minus);
        return;
    }
    size_t up = (size_t)-drop, place = up / LIMB;
    if (up % LIMB)
        digits[limbs] = mpn_lshift(digits, digits, (mp_size_t)limbs, (unsigned)(up % LIMB));
    mp_limb_t *to = sum->at + place;
    size_t room = sum->limbs - place;
    limbs = limbs + 1 < room ? limbs + 1 : room; /* the one limb more is 0 if it has no room */
    if (minus)
        mpn_sub(to, to, (mp_size_t)room, digits, (mp_size_t)limbs);
    else
        mpn_add(to, to, (mp_size_t)room, digits, (mp_size_t)limbs);
}

static void add_middle(struct sum *sum, ball_srcptr x, bool minus)
{
    mp_limb_t digits[MOST_LIMBS + 1];
    if (!x->used) return;
    mpn_copyi(digits, x->digits, (mp_size_t)x->used);
    add_digits(sum, digits, x->used, x->exponent, x->negative != minus);
}

/* x*y of n limbs each, where the compiler knows n. */
static inline __attribute__((always_inline)) void
multiply_known(mp_limb_t *product, const mp_limb_t *x, const mp_limb_t *y, size_t n)
{
    for (size_t j = 0; j < n; j++) product[j] = 0;
#pragma GCC unroll 4
    for (size_t i = 0; i < n; i++) {
        two_limbs carry = 0;
#pragma GCC unroll 4
        for (size_t j = 0; j < n; j++) {
            carry += (two_limbs)x[i] * y[j] + product[i + j];
            product[i + j] = (mp_limb_t)carry;
            carry >>= LIMB;
        }
        product[i + n] = (mp_limb_t)carry;
    }
}

static void multiply_limbs(mp_limb_t *product, const mp_limb_t *x, size_t n, const mp_limb_t *y,
                           size_t m)
{
    switch (n == m ? n : 0) {
    case 1: multiply_known(product, x, y, 1); return;
    case 2: multiply_known(product, x, y, 2); return;
    case 3: multiply_known(product, x, y, 3); return;
    case 4: multiply_known(product, x, y, 4); return;
    default: break;
    }
    if (n >= m)
        mpn_mul(product, x, (mp_size_t)n, y, (mp_size_t)m);
    else
        mpn_mul(product, y, (mp_size_t)m, x, (mp_size_t)n);
}

/* Adds the product of the middles. */
static void add_product(struct sum *sum, ball_srcptr a, ball_srcptr b)
{
    mp_limb_t product[2 * MOST_LIMBS + 1];
    int64_t exponent = a->exponent + b->exponent, bits = exponent - sum->unit;
    if (bits <= 0) {
        sum->cuts++;
        return;
    }
    size_t wanted = (size_t)(bits + LIMB - 1) / LIMB + 1;
    size_t n = a->used < wanted ? a->used : wanted, m = b->used < wanted ? b->used : wanted;
    const mp_limb_t *x = a->digits + a->used - n, *y = b->digits + b->used - m;
    sum->cuts += (n < a->used) + (m < b->used);
    multiply_limbs(product, x, n, y, m);
    add_digits(sum, product, n + m, exponent, a->negative != b->negative);
}

/* At least 0.digits. */
static double size_of(const mp_limb_t *digits, size_t limbs)
{
    return ((double)digits[limbs - 1] + 1) * (1 + 0x1p-52) * (LIMB == 64 ? 0x1p-64 : 0x1p-32);
}

/* A middle that the radius exceeds by far becomes a part of it. */
static void put_ball(ball_ptr out, const mp_limb_t *digits, size_t limbs, int64_t exponent,
                     struct error error)
{
    enum { FAR = 8 };
    set_radius(out, error);
    if (limbs && (exponent < -MOST_EXPONENT || out->radius_exponent > exponent + FAR)) {
        set_radius(out, error_sum(error, (struct error){1, greater(exponent, -MOST_EXPONENT)}));
        limbs = 0;
    }
    out->used = (uint32_t)limbs;
    out->exponent = limbs ? exponent : out->radius_exponent;
    out->most = out->radius;
    if (limbs) {
        double radius = shifted(out->radius, out->radius_exponent - exponent);
        out->most = (size_of(digits, limbs) + radius) * enclose_rounding(1);
    }
    mpn_copyi(out->digits, digits, (mp_size_t)limbs);
    if (!isfinite(error.size) || out->exponent > MOST_EXPONENT ||
        out->radius_exponent > MOST_EXPONENT)
        balls_set_unbounded(out);
}

/* out = 0.digits * 2^exponent with as many of the limbs as there is room for. */
void balls_put_digits(ball_ptr out, mp_limb_t *digits, size_t limbs, int64_t exponent,
                      struct error error)
{
    size_t room = ball_limbs(out->bits);
    while (limbs && !digits[limbs - 1]) limbs--, exponent -= LIMB;
    while (limbs && !digits[0]) digits++, limbs--;
    int up = limbs ? __builtin_clzl(digits[limbs - 1]) : 0;
    if (up) mpn_lshift(digits, digits, (mp_size_t)limbs, (unsigned)up);
    exponent -= up;
    if (limbs > room) {
        digits += limbs - room;
        limbs = room;
        error = error_sum(error, (struct error){1, exponent - LIMB * (int64_t)room});
    }
    put_ball(out, digits, limbs, exponent, error);
}

static void put_sum(ball_ptr out, struct sum *sum, struct error error)
{
    mp_size_t limbs = (mp_size_t)sum->limbs;
    out->negative = sum->at[limbs - 1] >> (LIMB - 1);
    if (out->negative) mpn_neg(sum->at, sum->at, limbs);
    if (sum->cuts) error = error_sum(error, (struct error){(double)sum->cuts, sum->unit});
    balls_put_digits(out, sum->at, sum->limbs, sum->unit + LIMB * (int64_t)limbs, error);
}

/* ---- sums of products ---- */

/* The error of a product in units of 2^unit: |a| s + |b| r, with r s in both. */
static double product_error(ball_srcptr a, ball_srcptr b, int64_t unit)
{
    return shifted(a->most * b->radius, a->exponent + b->radius_exponent - unit) +
           shifted(b->most * a->radius, b->exponent + a->radius_exponent - unit);
}

static ball_srcptr ball_at(const unsigned char *x, size_t i, size_t size)
{
    return (ball_srcptr)(const void *)(x + i * size);
}

/* A sum of products: where in the arrays those that are not 0 begin and end, and the greatest
 * exponents of a product and of an error. */
struct products {
    const unsigned char *x, *y;
    size_t n, size, first, end;
    int64_t top, errors;
};

static void look(struct products *p)
{
    p->top = p->errors = 2 * OF_ZERO;
    p->first = p->end = 0;
    for (size_t i = 0; i < p->n; i++) {
        ball_srcptr a = ball_at(p->x, i, p->size), b = ball_at(p->y, p->n - 1 - i, p->size);
        if (ball_is_exact_zero(a) || ball_is_exact_zero(b)) continue;
        if (!p->end) p->first = i;
        p->end = i + 1;
        p->top = greater(p->top, a->exponent + b->exponent);
        p->errors = greater(
            p->errors, greater(a->exponent + b->radius_exponent, b->exponent + a->radius_exponent));
    }
}

void balls_dot(ball_ptr out, const void *x, const void *y, size_t n, size_t size)
{
    struct products p = {.x = x, .y = y, .n = n, .size = size};
    struct sum sum;
    double error = 0;
    look(&p);
    if (!p.end) {
        balls_put_digits(out, NULL, 0, 0, (struct error){0});
        return;
    }
    sum_begin(&sum, p.top, p.errors, out->bits, p.n);
    for (size_t i = p.first; i < p.end; i++) {
        ball_srcptr a = ball_at(p.x, i, p.size), b = ball_at(p.y, p.n - 1 - i, p.size);
        if (ball_is_exact_zero(a) || ball_is_exact_zero(b)) continue;
        if (a->used && b->used) add_product(&sum, a, b);
        error += product_error(a, b, p.errors);
    }
    put_sum(out, &sum, (struct error){error * enclose_rounding(p.n), p.errors});
}

void balls_add(ball_ptr out, ball_srcptr a, ball_srcptr b, bool minus)
{
    struct error error = error_sum(error_of(a), error_of(b));
    struct sum sum;
    sum_begin(&sum, greater(a->exponent, b->exponent), error.exponent, out->bits, 2);
    add_middle(&sum, a, false);
    add_middle(&sum, b, minus);
    put_sum(out, &sum, error);
}

/* out = |x|*p/q. */
void balls_scale(ball_ptr out, ball_srcptr x, mp_limb_t p, mp_limb_t q)
{
    mp_limb_t digits[MOST_LIMBS + 2];
    size_t limbs = q == 1 ? x->used : ball_limbs(out->bits) + 1, low = limbs - x->used;
    int64_t exponent = x->exponent + LIMB;
    struct error error = error_of(x);
    for (size_t i = 0; i < low; i++) digits[i] = 0;
    mpn_copyi(digits + low, x->digits, (mp_size_t)x->used);
    digits[limbs] = mpn_mul_1(digits, digits, (mp_size_t)limbs, p);
    limbs++;
    error.size *= (double)p / (double)q * enclose_rounding(1);
    if (q != 1 && mpn_divrem_1(digits, 0, digits, (mp_size_t)limbs, q))
        error = error_sum(error, (struct error){1, exponent - LIMB * (int64_t)limbs});
    balls_put_digits(out, digits, limbs, exponent, error);
}

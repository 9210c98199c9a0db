/* ball_sums.c - sums of products of balls, in fixed point (Johansson, Faster arbitrary-precision
 * dot product and matrix multiplication, 2019): products of middles are cut and added as integers,
 * what the radii and the cuts leave out as doubles. Products that are small beside the largest need
 * few of their digits: in series most of them are. What needs no more than the digits that there
 * are stays exact. */
#include "eval/enclose.h"
#include "series/balls_private.h"

/* MOST_RELATIVE: radii of balls of no more bits are hardly ever below 2^-500 of them. */
enum { ERROR_BITS = 40, MOST_RELATIVE = 448 };

/* ---- sums in fixed point ---- */

struct sum {
    mp_limb_t at[2][MOST_LIMBS + 3]; /* the sum of what is positive, and that of the rest */
    size_t limbs;
    int64_t unit; /* at[0][0] counts multiples of 2^unit */
    size_t cuts;  /* what was cut, each time less than a unit */
};

/* Begins a sum of terms below 2^top, whose errors are up to 2^errors, so that units need not be
 * much smaller. */
static void sum_begin(struct sum *sum, int64_t top, int64_t errors, uint32_t bits)
{
    int64_t wanted = (int64_t)bits + SUM_GUARD;
    if (top - errors + ERROR_BITS < wanted) wanted = top - errors + ERROR_BITS;
    size_t limbs = wanted < 1 ? 1 : (size_t)(wanted + LIMB - 1) / LIMB;
    sum->limbs = limbs + 1;
    sum->unit = top - LIMB * (int64_t)limbs;
    sum->cuts = 0;
    for (size_t i = 0; i < sum->limbs; i++) sum->at[0][i] = sum->at[1][i] = 0;
}

/* Adds 0.digits * 2^exponent; the array has one limb more to write to. */
static void add_digits(struct sum *sum, mp_limb_t *digits, size_t limbs, int64_t exponent,
                       bool minus)
{
    int64_t bits = exponent - sum->unit, drop = (int64_t)limbs * LIMB - bits;
    mp_limb_t *to = sum->at[minus];
    size_t room = sum->limbs;
    sum->cuts += drop > 0;
    if (bits <= 0) return;
    digits[limbs] = 0;
    if (drop > 0) {
        digits += drop / LIMB, limbs -= (size_t)(drop / LIMB);
        if (drop % LIMB) mpn_rshift(digits, digits, (mp_size_t)limbs, (unsigned)(drop % LIMB));
    } else {
        size_t up = (size_t)-drop;
        to += up / LIMB, room -= up / LIMB;
        if (up % LIMB)
            digits[limbs] = mpn_lshift(digits, digits, (mp_size_t)limbs, (unsigned)(up % LIMB));
        limbs = limbs + 1 < room ? limbs + 1 : room; /* the one limb more is 0 without room */
    }
    mpn_add(to, to, (mp_size_t)room, digits, (mp_size_t)limbs);
}

static void add_middle(struct sum *sum, ball_srcptr x, bool minus)
{
    mp_limb_t digits[MOST_LIMBS + 1];
    if (!x->used) return;
    mpn_copyi(digits, ball_digits(x), (mp_size_t)x->used);
    add_digits(sum, digits, x->used, x->exponent, x->negative != minus);
}

/* Adds the upper half of x*y of n limbs each, which the compiler knows, shifted to the right by
 * less than a limb. */
INLINE void add_upper_half(mp_limb_t *at, const mp_limb_t *x, const mp_limb_t *y, size_t n,
                           unsigned right)
{
    mp_limb_t product[MOST_SHORT + 1];
    two_limbs carry = 0;
    upper_half(product, x, y, n);
    product[n] = 0;
#pragma GCC unroll 4
    for (size_t i = 0; i < n; i++) {
        carry += product[i] >> right | (product[i + 1] << 1) << (LIMB - 1 - right);
        carry += at[i];
        at[i] = (mp_limb_t)carry;
        carry >>= LIMB;
    }
    at[n] += (mp_limb_t)carry;
    while (carry && !at[n]) at[++n]++;
}

/* Adds the product of n limbs of each middle, if both have as many: the first and most usual case.
 * What upper_half() leaves out, what the shift and, of longer middles, what each of these leaves
 * out counts as cut. */
static inline bool add_short(struct sum *sum, ball_srcptr a, ball_srcptr b, size_t n,
                             unsigned right)
{
    mp_limb_t *at = sum->at[a->negative != b->negative];
    if (n > MOST_SHORT || a->used < n || b->used < n) return false;
    const mp_limb_t *x = ball_digits(a) + a->used - n, *y = ball_digits(b) + b->used - n;
    sum->cuts += 2 * n + 2;
    switch (n) {
    case 1: add_upper_half(at, x, y, 1, right); return true;
    case 2: add_upper_half(at, x, y, 2, right); return true;
    case 3: add_upper_half(at, x, y, 3, right); return true;
    default: add_upper_half(at, x, y, MOST_SHORT, right); return true;
    }
}

/* The same of any other middles, which are not 0. */
static void add_long(struct sum *sum, ball_srcptr a, ball_srcptr b, size_t wanted)
{
    mp_limb_t product[2 * MOST_LIMBS + 1];
    size_t n = a->used < wanted ? a->used : wanted, m = b->used < wanted ? b->used : wanted;
    const mp_limb_t *x = ball_digits(a) + a->used - n, *y = ball_digits(b) + b->used - m;
    sum->cuts += (n < a->used) + (m < b->used);
    if (n >= m)
        mpn_mul(product, x, (mp_size_t)n, y, (mp_size_t)m);
    else
        mpn_mul(product, y, (mp_size_t)m, x, (mp_size_t)n);
    add_digits(sum, product, n + m, a->exponent + b->exponent, a->negative != b->negative);
}

/* A product is 0 below this exponent, and at no other. */
#define LEAST_EXPONENT (-2 * MOST_EXPONENT)

/* Adds the product of the middles, whose exponents are together the one given. Whether it is not
 * 0. */
static inline bool add_product(struct sum *sum, ball_srcptr a, ball_srcptr b, int64_t exponent)
{
    int64_t bits = exponent - sum->unit;
    if (bits <= 0) {
        sum->cuts += exponent >= LEAST_EXPONENT;
        return exponent >= LEAST_EXPONENT;
    }
    size_t wanted = (size_t)(bits + LIMB - 1) / LIMB;
    if (!add_short(sum, a, b, wanted, (unsigned)-bits % LIMB) && a->used && b->used)
        add_long(sum, a, b, wanted);
    return true;
}

static void put_sum(ball_ptr out, struct sum *sum, struct error error)
{
    mp_size_t limbs = (mp_size_t)sum->limbs;
    mp_limb_t *at = sum->at[0];
    out->negative = mpn_sub_n(at, at, sum->at[1], limbs);
    if (out->negative) mpn_neg(at, at, limbs);
    if (sum->cuts) error = error_sum(error, (struct error){(double)sum->cuts, sum->unit});
    balls_put_digits(out, at, sum->limbs, sum->unit + LIMB * (int64_t)limbs, error);
}

/* ---- sums of products ---- */

/* The error of a product in units of 2^unit: |a| s + |b| r, with r s in both. */
static double product_error(ball_srcptr a, ball_srcptr b, int64_t unit)
{
    return shifted(a->most * b->radius, a->exponent + b->radius_exponent - unit) +
           shifted(b->most * a->radius, b->exponent + a->radius_exponent - unit);
}

static ball_srcptr ball_at(const unsigned char *x)
{
    return (ball_srcptr)(const void *)x;
}

/* A sum of products, and the greatest exponents of one and of its error. */
struct products {
    const unsigned char *x, *y;
    size_t n, size;
    int64_t top, errors;
};

static void look(struct products *p)
{
    p->top = p->errors = 2 * OF_ZERO;
    const unsigned char *forth = p->x, *back = p->y + p->n * p->size;
    for (size_t left = p->n; left > 0; left--, forth += p->size) {
        ball_srcptr a = ball_at(forth), b = ball_at(back -= p->size);
        int64_t r = a->exponent + b->radius_exponent, s = b->exponent + a->radius_exponent;
        p->top = greater(p->top, a->exponent + b->exponent);
        p->errors = greater(p->errors, greater(r, s));
    }
}

static void long_dot(ball_ptr out, const void *x, const void *y, size_t n, size_t size)
{
    struct products p = {.x = x, .y = y, .n = n, .size = size};
    struct sum sum;
    double error = 0;
    bool wide = out->bits > MOST_RELATIVE;
    look(&p);
    if (p.top < LEAST_EXPONENT) {
        balls_put_digits(out, NULL, 0, 0, (struct error){0});
        return;
    }
    sum_begin(&sum, p.top, p.errors, out->bits);
    const unsigned char *forth = x, *back = p.y + n * size;
    for (size_t left = n; left > 0; left--, forth += size) {
        ball_srcptr a = ball_at(forth), b = ball_at(back -= size);
        int64_t exponent = a->exponent + b->exponent;
        if (!add_product(&sum, a, b, exponent)) continue;
        error += wide ? product_error(a, b, p.errors) : ball_product_error(a, b, p.top - exponent);
    }
    put_sum(out, &sum, (struct error){error * enclose_rounding(n), wide ? p.errors : p.top});
}

/* out = |x|*p/q. */
void balls_scale(ball_ptr out, ball_srcptr x, mp_limb_t p, mp_limb_t q)
{
    mp_limb_t digits[MOST_LIMBS + 2];
    if (balls_short_scale(out, x, p, q)) return;
    size_t limbs = q == 1 ? x->used : ball_limbs(out->bits) + 1, low = limbs - x->used;
    int64_t exponent = x->exponent + LIMB;
    struct error error = error_of(x);
    for (size_t i = 0; i < low; i++) digits[i] = 0;
    mpn_copyi(digits + low, ball_digits(x), (mp_size_t)x->used);
    digits[limbs] = mpn_mul_1(digits, digits, (mp_size_t)limbs, p);
    limbs++;
    error.size *= (double)p / (double)q * enclose_rounding(1);
    if (q != 1 && mpn_divrem_1(digits, 0, digits, (mp_size_t)limbs, q))
        error = error_sum(error, (struct error){1, exponent - LIMB * (int64_t)limbs});
    balls_put_digits(out, digits, limbs, exponent, error);
}

void balls_dot(ball_ptr out, const void *x, const void *y, size_t n, size_t size, mp_limb_t q)
{
    if (balls_short_dot(out, x, y, n, size, q)) return;
    long_dot(out, x, y, n, size);
    if (q != 1 && out->used)
        balls_scale(out, out, 1, q);
    else if (q != 1)
        balls_put_digits(
            out, NULL, 0, 0,
            (struct error){out->radius / (double)q * enclose_rounding(1), out->radius_exponent});
}

void balls_add(ball_ptr out, ball_srcptr a, ball_srcptr b, bool minus)
{
    struct error error = error_sum(error_of(a), error_of(b));
    struct sum sum;
    if (balls_short_add(out, a, b, minus)) return;
    sum_begin(&sum, greater(a->exponent, b->exponent), error.exponent, out->bits);
    add_middle(&sum, a, false);
    add_middle(&sum, b, minus);
    put_sum(out, &sum, error);
}

/* scalars_dot.c - long sums of products of intervals, added up in fixed point.
 *
 * An interval is its left end l and a width w. Then x*y lies between l*m - (...) and l*m + (...),
 * where the widths give what is left out: l*v + w*m + w*v for y = m + [0, v]. The products l*m are
 * cut and added up as integers, the rest as doubles, for either side (as Johansson, Faster
 * arbitrary-precision dot product and matrix multiplication, 2019, does for balls). Products that
 * are small beside the largest need few of their digits: in series most of them are. */
#include "series/dot_private.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { LIMB = 64, MOST_LIMBS = 128, GUARD = 16, MOST_WIDTH = 600 };
#define MOST_EXPONENT (INT64_C(1) << 60)

__extension__ typedef unsigned __int128 two_limbs;

/* An end with a width: (-1)^negative * 0.digits * 2^exponent + [0, width * 2^width_exponent]. */
struct part {
    const mp_limb_t *digits; /* the highest last */
    size_t limbs;            /* 0: the end is 0 */
    int64_t exponent;
    bool negative;
    double size;  /* at least 0.digits */
    double width; /* 0 if it is a point */
    int64_t width_exponent;
};

struct sum {
    mp_limb_t at[MOST_LIMBS + 2]; /* modulo 2^(64*limbs): negative sums are wrapped around */
    size_t limbs;
    int64_t unit;        /* at[0] counts multiples of 2^unit */
    double below, above; /* how much the sum may be too great, too small, in units */
    size_t cuts;         /* products that were cut: each by less than two units */
    bool too_wide;
};

/* ---- parts ---- */

/* The width of an interval whose ends have one sign and exponent: the difference of their digits.
 * What doubles round off is made good in put_sum(). */
static void take_close_width(struct part *p, mpfr_srcptr high)
{
    const mp_limb_t *other = mpfr_custom_get_significand(high);
    const mp_limb_t *more = p->negative ? p->digits : other;
    const mp_limb_t *less = p->negative ? other : p->digits;
    size_t i = p->limbs;
    while (i > 0 && more[i - 1] == less[i - 1]) i--;
    if (i == 0) return;
    two_limbs difference = more[i - 1] - less[i - 1];
    size_t used = 1;
    if (i > 1) {
        difference = (difference << LIMB) + more[i - 2] - less[i - 2];
        used = 2;
    }
    p->width = (double)difference + (i > used);
    p->width_exponent = p->exponent - LIMB * (int64_t)(p->limbs - i + used);
}

static void take_far_width(struct part *p, mpfi_srcptr x)
{
    MPFR_DECL_INIT(width, 53);
    mpfr_sub(width, &x->right, &x->left, MPFR_RNDU);
    if (!mpfr_regular_p(width)) return;
    long exponent;
    p->width = mpfr_get_d_2exp(&exponent, width, MPFR_RNDU);
    p->width_exponent = exponent;
}

/* False if an end is not finite, or out of reach; and for a right end of 0, which a width that is
 * rounded up would exceed: bounds of one sign are worth keeping. */
static bool take_part(struct part *p, mpfi_srcptr x)
{
    mpfr_srcptr low = &x->left, high = &x->right;
    *p = (struct part){.limbs = 0};
    if (!mpfr_number_p(low) || !mpfr_number_p(high)) return false;
    if (mpfr_zero_p(high) && !mpfr_zero_p(low)) return false;
    if (mpfr_regular_p(low)) {
        p->digits = mpfr_custom_get_significand(low);
        p->limbs = ((size_t)mpfr_get_prec(low) + LIMB - 1) / LIMB;
        p->exponent = mpfr_get_exp(low);
        p->negative = mpfr_sgn(low) < 0;
        p->size = ((double)(p->digits[p->limbs - 1] >> 11) + 1) * 0x1p-53;
    }
    bool close = p->limbs && mpfr_regular_p(high) && mpfr_get_exp(high) == p->exponent &&
                 mpfr_sgn(high) == mpfr_sgn(low) && mpfr_get_prec(high) == mpfr_get_prec(low);
    if (close)
        take_close_width(p, high);
    else
        take_far_width(p, x);
    return p->limbs <= MOST_LIMBS && p->exponent < MOST_EXPONENT && p->exponent > -MOST_EXPONENT &&
           p->width_exponent < MOST_EXPONENT && p->width_exponent > -MOST_EXPONENT;
}

static bool is_zero(mpfi_srcptr x)
{
    return mpfr_zero_p(&x->left) && mpfr_zero_p(&x->right);
}

/* ---- the sum ---- */

/* x*2^exponent in units. */
static double in_units(struct sum *sum, double x, int64_t exponent)
{
    int64_t shift = exponent - sum->unit;
    if (shift > MOST_WIDTH) return sum->too_wide = true, 0;
    if (shift < -MOST_WIDTH) shift = -MOST_WIDTH;
    uint64_t bits = (uint64_t)(shift + 1023) << 52;
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return x * scale;
}

static void take_rests(struct sum *sum, const struct part *a, const struct part *b)
{
    if (b->width > 0 && a->limbs) {
        double rest = in_units(sum, a->size * b->width, a->exponent + b->width_exponent);
        *(a->negative ? &sum->below : &sum->above) += rest;
    }
    if (a->width > 0 && b->limbs) {
        double rest = in_units(sum, b->size * a->width, b->exponent + a->width_exponent);
        *(b->negative ? &sum->below : &sum->above) += rest;
    }
    if (a->width > 0 && b->width > 0)
        sum->above += in_units(sum, a->width * b->width, a->width_exponent + b->width_exponent);
}

/* Adds `bits` > 0 binary places of 0.digits, of which the array has one limb more to write to. */
static void add_digits(struct sum *sum, mp_limb_t *digits, size_t limbs, int64_t bits, bool minus)
{
    int64_t drop = (int64_t)limbs * LIMB - bits;
    size_t place = 0;
    if (drop >= 0) {
        digits += drop / LIMB;
        limbs -= (size_t)(drop / LIMB);
        if (drop % LIMB) mpn_rshift(digits, digits, (mp_size_t)limbs, (unsigned)(drop % LIMB));
    } else {
        size_t up = (size_t)-drop;
        place = up / LIMB;
        digits[limbs] = 0;
        if (up % LIMB)
            digits[limbs] = mpn_lshift(digits, digits, (mp_size_t)limbs, (unsigned)(up % LIMB));
        limbs++;
    }
    mp_limb_t *to = sum->at + place;
    size_t room = sum->limbs - place;
    if (limbs > room) limbs = room; /* the one limb more is 0 then */
    if (minus)
        mpn_sub(to, to, (mp_size_t)room, digits, (mp_size_t)limbs);
    else
        mpn_add(to, to, (mp_size_t)room, digits, (mp_size_t)limbs);
}

/* Adds the product of the ends, cut to units. */
static void take_product(struct sum *sum, const struct part *a, const struct part *b)
{
    mp_limb_t product[2 * MOST_LIMBS + 1];
    int64_t exponent = a->exponent + b->exponent, bits = exponent - sum->unit;
    sum->cuts++;
    if (bits <= 0) return; /* less than one unit */
    size_t wanted = (size_t)(bits + LIMB - 1) / LIMB + 1;
    size_t n = a->limbs < wanted ? a->limbs : wanted, m = b->limbs < wanted ? b->limbs : wanted;
    const mp_limb_t *x = a->digits + a->limbs - n, *y = b->digits + b->limbs - m;
    if (n >= m)
        mpn_mul(product, x, (mp_size_t)n, y, (mp_size_t)m);
    else
        mpn_mul(product, y, (mp_size_t)m, x, (mp_size_t)n);
    add_digits(sum, product, n + m, bits, a->negative != b->negative);
}

/* ---- the enclosure ---- */

static void put_sum(mpfi_ptr out, struct sum *sum, size_t n)
{
    mpz_t middle, end;
    mp_size_t limbs = (mp_size_t)sum->limbs;
    bool negative = sum->at[limbs - 1] >> (LIMB - 1);
    double inexact = 1 + 0x1p-50 * (double)(n + 16), cuts = 2 * (double)sum->cuts;
    if (negative) mpn_neg(sum->at, sum->at, limbs);
    mpz_roinit_n(middle, sum->at, negative ? -limbs : limbs);
    mpz_init_set_d(end, ceil((sum->below + cuts) * inexact));
    mpz_sub(end, middle, end);
    mpfr_set_z_2exp(&out->left, end, sum->unit, MPFR_RNDD);
    mpz_set_d(end, ceil((sum->above + cuts) * inexact));
    mpz_add(end, middle, end);
    mpfr_set_z_2exp(&out->right, end, sum->unit, MPFR_RNDU);
    mpz_clear(end);
    if (mpfr_zero_p(&out->left)) mpfr_set_zero(&out->left, 1);
    if (mpfr_zero_p(&out->right)) mpfr_set_zero(&out->right, -1);
}

/* The exponent of the largest product of ends; INT64_MIN if all are 0 or an end is not finite. */
static int64_t largest(const __mpfi_struct *x, const __mpfi_struct *y, size_t n)
{
    int64_t most = INT64_MIN;
    for (size_t i = 0; i < n; i++) {
        mpfr_srcptr a = &x[i].left, b = &y[n - 1 - i].left;
        if (!mpfr_regular_p(a) || !mpfr_regular_p(b)) continue;
        int64_t exponent = mpfr_get_exp(a) + mpfr_get_exp(b);
        if (exponent > most) most = exponent;
    }
    return most;
}

bool dot_by_limbs(mpfi_ptr out, const __mpfi_struct *x, const __mpfi_struct *y, size_t n)
{
    int64_t exponent = largest(x, y, n);
    size_t bits = (size_t)mpfi_get_prec(out) + GUARD + (size_t)(LIMB - __builtin_clzll(n | 1));
    size_t limbs = (bits + LIMB - 1) / LIMB;
    if (GMP_NUMB_BITS != LIMB || limbs > MOST_LIMBS || exponent < -MOST_EXPONENT) return false;
    struct sum sum = {.limbs = limbs + 1, .unit = exponent - LIMB * (int64_t)limbs};
    for (size_t i = 0; i < n && !sum.too_wide; i++) {
        struct part a, b;
        if (is_zero(&x[i]) || is_zero(&y[n - 1 - i])) continue;
        if (!take_part(&a, &x[i]) || !take_part(&b, &y[n - 1 - i])) return false;
        if (a.limbs && b.limbs) take_product(&sum, &a, &b);
        take_rests(&sum, &a, &b);
    }
    if (sum.too_wide || !isfinite(sum.below) || !isfinite(sum.above)) return false;
    put_sum(out, &sum, n);
    return true;
}

/* Schubfach: Raffaello Giulietti, "The Schubfach way to render doubles", 2020. The interval in
 * which decimals read back as x, scaled by a power of ten to integers of 62 bits, holds at least
 * two multiples of 1 and at most one multiple of 10 that matters: at most four are compared. */
#include "base/shortest.h"

#include <string.h>

struct power {
    uint64_t high, low;
};

enum { LEAST_POWER = -292, MOST_POWER = 324 };

static const struct power powers[] = {
#define POWER(high, low) {high, low},
#include "base/powers.def"
#undef POWER
};

__extension__ typedef unsigned __int128 wide;

/* g*x / 2^128 rounded to odd: an inexact result has its last bit set, so that comparing it with an
 * even number goes as with the exact one. */
static uint64_t scaled(struct power g, uint64_t x)
{
    wide high = (wide)g.high * x + (uint64_t)(((wide)g.low * x) >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* floor(log10(2^e)), or floor(log10(3/4 * 2^e)); floor(log2(10^e)). Exact in the range of doubles
 * (Giulietti, section 9). */
static int log10_of_power(int e, bool three_quarters)
{
    return (e * 1262611 - (three_quarters ? 524031 : 0)) >> 22;
}

static int log2_of_power(int e)
{
    return (e * 1741647) >> 19;
}

static struct shortest without_zeros(uint64_t digits, int exponent)
{
    for (; digits % 10 == 0; digits /= 10) exponent++;
    return (struct shortest){digits, exponent};
}

struct shortest shortest_decimal(double x)
{
    uint64_t bits, c;
    memcpy(&bits, &x, sizeof bits);
    int biased = (int)(bits >> 52 & 0x7ff), q = biased ? biased - 1075 : -1074;
    uint64_t fraction = bits & 0xfffffffffffff;
    c = biased ? fraction | (uint64_t)1 << 52 : fraction;
    bool odd = c & 1, lower_is_closer = fraction == 0 && biased > 1;
    int k = log10_of_power(q, lower_is_closer), shift = q + log2_of_power(-k) + 1;
    struct power g = powers[-k - LEAST_POWER];
    /* Four times the two middles and x itself; the middles belong to an even c. */
    uint64_t lower = scaled(g, (4 * c - 2 + lower_is_closer) << shift) + odd,
             value = scaled(g, (4 * c) << shift), upper = scaled(g, (4 * c + 2) << shift) - odd;
    uint64_t ones = value / 4, tens = ones / 10;
    bool low_fits = lower <= 40 * tens, high_fits = 40 * tens + 40 <= upper;
    if (ones >= 10 && low_fits != high_fits) return without_zeros(tens + high_fits, k + 1);
    low_fits = lower <= 4 * ones;
    high_fits = 4 * ones + 4 <= upper;
    if (low_fits != high_fits) return without_zeros(ones + high_fits, k);
    uint64_t middle = 4 * ones + 2;
    bool up = value > middle || (value == middle && (ones & 1));
    return without_zeros(ones + up, k);
}

/* The top half of w*g, where g, a power of ten rounded up, is too large by less than 1 and w is
 * below 2^64: so the true product lies within 1 of the result. */
static wide top_product(uint64_t w, struct power g)
{
    return (wide)g.high * w + (uint64_t)(((wide)g.low * w) >> 64);
}

/* Daniel Lemire, "Number parsing at a gigabyte per second", 2021, after Michael Eisel: one product
 * with a power of ten of 128 bits decides the rounding unless its error reaches the middle of two
 * doubles, which is looked at here instead of being ruled out case by case. */
bool nearest_double(uint64_t digits, int exponent, double *x)
{
    if (digits == 0) return *x = 0, true;
    if (exponent < LEAST_POWER || exponent > MOST_POWER) return false;
    int zeros = __builtin_clzll(digits);
    wide product = top_product(digits << zeros, powers[exponent - LEAST_POWER]);
    int top = product >> 127 ? 127 : 126, dropped = top - 52;
    wide rest = product & (((wide)1 << dropped) - 1), half = (wide)1 << (dropped - 1);
    if (rest + 1 >= half && rest <= half + 1) return false;
    uint64_t mantissa = (uint64_t)(product >> dropped) + (rest > half);
    int power = dropped - zeros + log2_of_power(exponent) - 63, biased = power + 1075;
    if (biased < 1 || biased > 2045) return false;
    uint64_t bits = ((uint64_t)biased << 52) + (mantissa - ((uint64_t)1 << 52));
    memcpy(x, &bits, sizeof *x);
    return true;
}

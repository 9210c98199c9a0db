/* Implements Schubfach: Raffaello Giulietti, "The Schubfach way to render doubles", 2020. The
 * interval of decimals that read back as x is scaled by a power of ten, so that its ends are
 * integers of 62 bits. It then holds at least two multiples of 1 and at most one relevant multiple
 * of 10, so at most four candidates are compared, nearly always by a single product. */
#include "base/shortest.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/* Returns g*x / 2^128 rounded to odd: the last bit of an inexact result is set, so that comparing
 * it with an even number gives the same answer as comparing the exact value. */
static uint64_t scaled(struct power g, uint64_t x)
{
    wide high = (wide)g.high * x + (uint64_t)(((wide)g.low * x) >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* Returns the top half of w*g. g is a power of ten rounded up, too large by less than 1, and w is
 * below 2^64, so the true product is within 1 of the result. */
static wide top_product(uint64_t w, struct power g)
{
    return (wide)g.high * w + (uint64_t)(((wide)g.low * w) >> 64);
}

/* Return floor(log10(2^e)), or floor(log10(3/4 * 2^e)), and floor(log2(10^e)); exact over the range
 * of doubles (Giulietti, section 9). */
static int log10_of_power(int e, bool three_quarters)
{
    return (e * 1262611 - (three_quarters ? 524031 : 0)) >> 22;
}

static int log2_of_power(int e)
{
    return (e * 1741647) >> 19;
}

static inline struct shortest without_zeros(uint64_t digits, int exponent)
{
    if (digits % 10 == 0 && digits % 100000000 == 0) digits /= 100000000, exponent += 8;
    for (; digits % 10 == 0; digits /= 10) exponent++;
    return (struct shortest){digits, exponent};
}

/* Selects without a branch: random doubles have 16 digits as often as 17, so a branch would be
 * mispredicted half the time. */
static uint64_t choose(bool first, uint64_t a, uint64_t b)
{
    uint64_t mask = 0 - (uint64_t)first;
    return (a & mask) | (b & ~mask);
}

/* x = c * 2^q, which g * 2^shift scales to a number of ones; each is 10^k. */
struct scale {
    struct power g;
    int k, shift;
};

static inline struct scale scale_of(int q, bool lower_is_closer)
{
    int k = log10_of_power(q, lower_is_closer), shift = q + log2_of_power(-k) + 1;
    return (struct scale){powers[-k - LEAST_POWER], k, shift};
}

/* Decides exactly. x and the midpoints to its neighbours are taken times four; the midpoints
 * themselves round to x if c is even. */
static __attribute__((noinline)) struct shortest decide(uint64_t c, int q, bool lower_is_closer)
{
    struct scale s = scale_of(q, lower_is_closer);
    bool odd = c & 1;
    uint64_t lower = scaled(s.g, (4 * c - 2 + lower_is_closer) << s.shift) + odd,
             value = scaled(s.g, (4 * c) << s.shift),
             upper = scaled(s.g, (4 * c + 2) << s.shift) - odd;
    uint64_t ones = value / 4, tens = ones / 10, middle = 4 * ones + 2;
    bool low_ten = lower <= 40 * tens, high_ten = 40 * tens + 40 <= upper,
         low_one = lower <= 4 * ones, high_one = 4 * ones + 4 <= upper,
         nearer = (value > middle) | ((value == middle) & (bool)(ones & 1)),
         up = choose(low_one != high_one, high_one, nearer),
         shorter = (ones >= 10) & (low_ten != high_ten);
    return without_zeros(choose(shorter, tens + high_ten, ones + up), s.k + shorter);
}

/* True if a - b is so near to 0 that what `decimal_of` leaves out may decide about its sign. */
static inline bool are_near(uint64_t a, uint64_t b)
{
    enum { NEAR = 64 };
    return a - b + NEAR < 2 * NEAR;
}

/* One product tells x in ones with 64 bits after the point, off by less than the last of them, and
 * the midpoints are as far on either side as g says. With 60 bits after the point, how far x is
 * above a multiple of 10, that distance and their sum are below 16. What is next to a midpoint, or
 * half way between two ones, is left to `decide`, and so are powers of 2, whose neighbour below is
 * nearer. */
static inline struct shortest decimal_of(double x)
{
    uint64_t bits, c, ten = (uint64_t)10 << 60, half = (uint64_t)1 << 63;
    memcpy(&bits, &x, sizeof bits);
    int biased = (int)(bits >> 52 & 0x7ff), q = biased ? biased - 1075 : -1074;
    uint64_t fraction = bits & 0xfffffffffffff;
    c = biased ? fraction | (uint64_t)1 << 52 : fraction;
    struct scale s = scale_of(q, false);
    wide product = top_product(c << s.shift, s.g);
    uint64_t ones = (uint64_t)(product >> 64), part = (uint64_t)product, tens = ones / 10,
             above_ten = (ones - 10 * tens) << 60 | part >> 4, gap = s.g.high >> (5 - s.shift);
    bool near = are_near(above_ten, gap) || are_near(above_ten + gap, ten) || are_near(part, half);
    if (near || fraction == 0 || ones < 10) return decide(c, q, fraction == 0 && biased > 1);
    bool low_ten = above_ten <= gap, high_ten = above_ten + gap >= ten,
         shorter = low_ten != high_ten;
    return without_zeros(choose(shorter, tens + high_ten, ones + (part >> 63)), s.k + shorter);
}

struct shortest shortest_decimal(double x)
{
    return decimal_of(x);
}

/* ---- writing text ---- */

static inline void put_bytes(char *out, uint64_t bytes)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    memcpy(out, &bytes, sizeof bytes);
}

/* Writes 16 digits as text by halving: two eights, four fours, eight pairs, 16 digits, each step a
 * multiplication instead of a division. Returns the first eight bytes, the first of them lowest. */
#ifdef __SSE2__
static inline uint64_t put_sixteen(char *out, uint64_t digits)
{
    uint64_t high = digits / 100000000, low = digits - high * 100000000;
    __m128i eights = _mm_set_epi64x((int64_t)low, (int64_t)high),
            thousands = _mm_srli_epi64(_mm_mul_epu32(eights, _mm_set1_epi32((int)0xd1b71759)), 45),
            rest = _mm_sub_epi64(eights, _mm_mul_epu32(thousands, _mm_set1_epi32(10000))),
            fours = _mm_or_si128(thousands, _mm_slli_epi64(rest, 32)),
            hundreds = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi16(5243)), 3);
    rest = _mm_sub_epi16(fours, _mm_mullo_epi16(hundreds, _mm_set1_epi16(100)));
    __m128i twos = _mm_or_si128(hundreds, _mm_slli_epi32(rest, 16)),
            tens = _mm_mulhi_epu16(twos, _mm_set1_epi16(6554));
    rest = _mm_sub_epi16(twos, _mm_mullo_epi16(tens, _mm_set1_epi16(10)));
    __m128i text = _mm_add_epi8(_mm_or_si128(tens, _mm_slli_epi16(rest, 8)), _mm_set1_epi8('0'));
    _mm_storeu_si128((__m128i *)(void *)out, text);
    return (uint64_t)_mm_cvtsi128_si64(text);
}
#else
static uint64_t eight_bytes(uint64_t x)
{
    uint64_t high = x / 10000, fours = high | (x - high * 10000) << 32,
             tens = (fours * 10486 >> 20) & 0x7f0000007f, twos = tens | (fours - tens * 100) << 16,
             ones = (twos * 103 >> 10) & 0xf000f000f000f;
    return (ones | (twos - ones * 10) << 8) + 0x3030303030303030;
}

static inline uint64_t put_sixteen(char *out, uint64_t digits)
{
    uint64_t high = eight_bytes(digits / 100000000);
    put_bytes(out, high);
    put_bytes(out + 8, eight_bytes(digits % 100000000));
    return high;
}
#endif

static const uint64_t ten_to[] = {1,
                                  10,
                                  100,
                                  1000,
                                  10000,
                                  100000,
                                  1000000,
                                  10000000,
                                  100000000,
                                  1000000000,
                                  10000000000,
                                  100000000000,
                                  1000000000000,
                                  10000000000000,
                                  100000000000000,
                                  1000000000000000,
                                  10000000000000000};

static int count_digits(uint64_t digits)
{
    int n = (64 - __builtin_clzll(digits)) * 1233 >> 12;
    return n + (n < 17 && digits >= ten_to[n]);
}

static char *put_exponent(char *out, int exponent)
{
    *out++ = 'e';
    if (exponent < 0) *out++ = '-';
    unsigned size = (unsigned)(exponent < 0 ? -exponent : exponent);
    if (size >= 100) *out++ = (char)('0' + size / 100);
    if (size >= 10) *out++ = (char)('0' + size / 10 % 10);
    *out++ = (char)('0' + size % 10);
    return out;
}

/* Writes very large and very small numbers, as in d.ddde-300. */
static char *put_scientific(char *out, struct shortest s, int n)
{
    uint64_t all = s.digits * ten_to[17 - n], first = all / ten_to[16];
    out[0] = (char)('0' + first);
    out[1] = '.';
    put_sixteen(out + 2, all - first * ten_to[16]);
    return put_exponent(out + (n > 1 ? n + 1 : 1), n + s.exponent - 1);
}

/* Writes ddd.ddd: n significant digits out of 17, with the point after digit `point`. With up to
 * eight digits before the point, the text is written one byte to the right, and those digits and
 * the point are then written over its start. With none, 0. and zeros come first, and no point is
 * written over. Which of the two it is, is random in many texts, so no branch depends on it. */
static inline char *put_digits(char *out, uint64_t digits, int n, int point)
{
    uint64_t first = digits / 10000000000000000, rest = digits - first * 10000000000000000;
    if (point > 8 || point >= n) {
        out[0] = (char)('0' + first);
        put_sixteen(out + 1, rest);
        if (point >= n) { /* zeros up to the point */
            put_bytes(out + 17, 0x3030303030303030);
            for (int i = n; i < point; i++) out[i] = '0';
            return out + point;
        }
        memmove(out + point + 1, out + point, (size_t)(n - point));
        out[point] = '.';
        return out + n + 1;
    }
    bool is_below_one = point <= 0;
    uint64_t none = 0 - (uint64_t)is_below_one;
    memcpy(out, "0.000000", 8);
    out += (2 - point) & (int)none;
    out[0] = (char)('0' + first);
    uint64_t text = put_sixteen(out + 2 - is_below_one, rest),
             at_point = (uint64_t)1 << 8 * ((point - 1) & 7), before = (at_point - 1) | none;
    put_bytes(out + 1, (text & before) | ((at_point * '.') & ~none) | (text & ~before) << 8);
    return out + n + 1 - is_below_one;
}

static char *put_special(char *out, double x)
{
    const char *word = x == 0 ? "0" : x != x ? "nan" : x < 0 ? "-inf" : "inf";
    size_t n = strlen(word);
    memcpy(out, word, n);
    return out + n;
}

char *shortest_put(char *out, double x)
{
    if (x == 0 || !(x - x == 0)) return put_special(out, x);
    *out = '-';
    out += x < 0;
    struct shortest s = decimal_of(x);
    int n = count_digits(s.digits), point = n + s.exponent;
    if (point > 16 || point < -3) return put_scientific(out, s, n);
    return put_digits(out, s.digits * ten_to[17 - n], n, point);
}

/* ---- reading digits ---- */

/* Daniel Lemire, "Number parsing at a gigabyte per second", 2021, after Michael Eisel: one product
 * with a 128-bit power of ten decides the rounding unless its error reaches the midpoint of two
 * doubles. Lemire proves in which cases it cannot; here the product is tested instead. */
bool nearest_double(uint64_t digits, int exponent, double *x)
{
    if (digits == 0) return *x = 0, true;
    if (exponent < LEAST_POWER || exponent > MOST_POWER) return false;
    int zeros = __builtin_clzll(digits);
    wide product = top_product(digits << zeros, powers[exponent - LEAST_POWER]);
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product, half = (uint64_t)1 << 63;
    int short_by = (int)(~high >> 63);
    high = high << short_by | (low >> 63 & (uint64_t)short_by);
    low <<= short_by;
    /* Keeps 53 bits. The first 64 of the 75 others decide the rounding, unless they are next to one
     * half. */
    uint64_t rest = high << 53 | low >> 11;
    if (rest - (half - 1) <= 1) return false;
    uint64_t mantissa = (high >> 11) + (high >> 10 & 1);
    int power = 12 - short_by - zeros + log2_of_power(exponent), biased = power + 1075;
    if (biased < 1 || biased > 2045) return false;
    uint64_t bits = ((uint64_t)biased << 52) + (mantissa - ((uint64_t)1 << 52));
    memcpy(x, &bits, sizeof *x);
    return true;
}

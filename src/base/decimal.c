#include "base/decimal.h"

#include "base/shortest.h"

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* MOST_DIGITS: 19 digits fit into 64 bits, and all further digits together add less than 1 to the
 * last one. SAFE: the fast path loads this many bytes, however short the number is. */
enum { MOST_DIGITS = 19, LONGEST = 4000, WINDOW = 32, SAFE = WINDOW + 2 };

/* ---- the mantissa ---- */

/* A decimal of at most 19 digits: the number that they are, and how many stand after the point. */
struct few_digits {
    uint64_t mantissa;
    int fraction;
};

#ifdef __SSE2__
/* Bit i of the result is set if byte i of WINDOW is a digit. */
static inline uint32_t find_digits(const char *at)
{
    uint32_t found = 0;
    for (int i = 0; i < 2; i++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i)),
                less = _mm_sub_epi8(bytes, _mm_set1_epi8('0')),
                digits = _mm_cmpeq_epi8(_mm_min_epu8(less, _mm_set1_epi8(9)), less);
        found |= (uint32_t)_mm_movemask_epi8(digits) << 16 * i;
    }
    return found;
}

static inline uint64_t load_eight(const char *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/* Eight characters as digits. */
static inline uint64_t digits_of(uint64_t text)
{
    return text ^ UINT64_C(0x3030303030303030);
}

/* The value of eight digits, found by adding neighbours in pairs (Lemire 2021, section 7). Where
 * fewer count, they are shifted up. */
static inline uint64_t value_of(uint64_t digits)
{
    digits = digits * 10 + (digits >> 8);
    uint64_t low = digits & UINT64_C(0x000000FF000000FF),
             high = digits >> 16 & UINT64_C(0x000000FF000000FF);
    return (low * UINT64_C(0x000F424000000064) + high * UINT64_C(0x0000271000000001)) >> 32;
}

/* Reads ddd.ddd of at most 19 digits, with at most seven before the point if there is one. Returns
 * NULL for anything else. It finds the end first, without a loop, because reading the next number
 * waits for it. Whether there are 16 or 17 digits is random, so no branch depends on it. */
static inline const char *take_few_digits(const char *at, struct few_digits *few)
{
    static const uint32_t ten_to[] = {1,      10,      100,      1000,     10000,
                                      100000, 1000000, 10000000, 100000000};
    uint32_t others = ~find_digits(at);
    if (others == 0) return NULL;
    int before = __builtin_ctz(others), stop = before;
    uint64_t first = load_eight(at);
    bool point = at[before] == '.';
    if (point) {
        others &= others - 1;
        if (before > 7 || others == 0) return NULL;
        stop = __builtin_ctz(others);
        uint64_t mask = ((uint64_t)1 << 8 * before) - 1;
        first = (first & mask) | load_eight(at + before + 1) << 8 * before;
    }
    int n = stop - point, second = n > 16 ? 8 : n - 8, third = n - 8 - second;
    if (n == 0 || n > MOST_DIGITS) return NULL;
    few->fraction = n - before;
    if (n <= 8) {
        few->mantissa = value_of(digits_of(first) << 8 * (8 - n));
        return at + stop;
    }
    const char *rest = at + 8 + point;
    uint64_t next = digits_of(load_eight(rest)) << 8 * (8 - second),
             last = digits_of(load_eight(rest + 8)) << 8 * (7 - third) << 8,
             sixteen = value_of(digits_of(first)) * ten_to[second] + value_of(next);
    few->mantissa = sixteen * ten_to[third] + value_of(last);
    return at + stop;
}
#else
static const char *take_few_digits(const char *at, struct few_digits *few)
{
    (void)at;
    (void)few;
    return NULL;
}
#endif

/* Reads digits up to the first byte that is not one, and adds them to the mantissa while it has
 * room. Returns their number. */
static size_t take_digits(const char *at, const char *end, struct decimal *d, int *room)
{
    const char *from = at;
    for (; at < end && is_digit(*at); at++) {
        if (*room == 0) {
            d->dropped++;
            continue;
        }
        d->mantissa = d->mantissa * 10 + (uint64_t)(*at - '0');
        *room -= d->mantissa != 0;
    }
    return (size_t)(at - from);
}

/* Reads any number of digits, with a point among, after or before them. */
static const char *take_many_digits(const char *at, const char *end, struct decimal *d)
{
    int room = MOST_DIGITS;
    d->mantissa = 0;
    d->fraction = 0;
    d->whole = take_digits(at, end, d, &room);
    at += d->whole;
    d->point = at < end && *at == '.';
    if (d->point) d->fraction = take_digits(at + 1, end, d, &room);
    return d->whole + d->fraction > 0 ? at + d->point + d->fraction : NULL;
}

/* ---- whole decimals ---- */

static inline const char *take_sign(const char *at, const char *end, struct decimal *d)
{
    bool sign = at < end && ((*at == '-') | (*at == '+')); /* random: one branch at most */
    *d = (struct decimal){.text = at, .sign = (char)(sign * (at < end ? *at : 0))};
    return at + sign;
}

/* Reads e5, E+5 or e-5; reads nothing where no digits follow. */
static inline const char *take_power(const char *at, const char *end, struct decimal *d)
{
    const int64_t most = INT64_C(10000000000000000);
    if (at == end || (*at | 32) != 'e') return at;
    const char *digits = at + 1;
    bool negative = digits < end && *digits == '-';
    if (digits < end && (*digits == '-' || *digits == '+')) digits++;
    if (digits == end || !is_digit(*digits)) return at;
    int64_t value = 0;
    for (; digits < end && is_digit(*digits); digits++)
        if (value < most) value = value * 10 + (*digits - '0');
    d->power = negative ? -value : value;
    return digits;
}

static inline const char *take_end(const char *at, const char *end, struct decimal *d)
{
    const char *stop = take_power(at, end, d);
    d->length = (size_t)(stop - d->text);
    return stop;
}

const char *decimal_scan(const char *at, const char *end, struct decimal *d)
{
    const char *stop = take_many_digits(take_sign(at, end, d), end, d);
    return stop ? take_end(stop, end, d) : NULL;
}

bool decimal_is_json(const struct decimal *d)
{
    const char *digits = d->text + (d->sign != 0);
    return d->sign != '+' && d->whole > 0 && (d->whole == 1 || *digits != '0') &&
           (!d->point || d->fraction > 0);
}

/* ---- doubles ---- */

/* Rounds by the C library's strtod, which is correct, in the C locale. */
static bool by_library(const struct decimal *d, double *x)
{
    char copy[LONGEST + 1];
    if (d->length > LONGEST) return false;
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    *x = NAN;
    if (plain == (locale_t)0) return true;
    memcpy(copy, d->text, d->length);
    copy[d->length] = '\0';
    *x = fabs(strtod_l(copy, NULL, plain));
    freelocale(plain);
    return true;
}

static inline bool nearest(const struct decimal *d, double *x)
{
    double above;
    int64_t exponent = decimal_exponent(d);
    if (exponent > 400 || exponent < -400) return false;
    if (!nearest_double(d->mantissa, (int)exponent, x)) return false;
    return d->dropped == 0 ||
           (nearest_double(d->mantissa + 1, (int)exponent, &above) && above == *x);
}

/* Without a branch: signs are random too. */
static inline void put_sign(bool minus, double *x)
{
    uint64_t bits, sign = (uint64_t)minus << 63;
    memcpy(&bits, x, sizeof bits);
    bits |= sign;
    memcpy(x, &bits, sizeof bits);
}

bool decimal_to_double(const struct decimal *d, double *x)
{
    if (!nearest(d, x) && !by_library(d, x)) return false;
    put_sign(d->sign == '-', x);
    return true;
}

static const char *scan_any_double(const char *at, const char *end, double *x)
{
    struct decimal d;
    const char *stop = decimal_scan(at, end, &d);
    bool read = stop && !decimal_lacks_power(&d, end) && decimal_to_double(&d, x);
    return read && (*x != 0 || d.mantissa == 0) ? stop : NULL;
}

/* Needs SAFE readable bytes. */
static const char *scan_double(const char *at, const char *end, double *x)
{
    struct few_digits few;
    struct decimal d = {0};
    bool sign = (*at == '-') | (*at == '+'); /* random: no branch */
    const char *digits = take_few_digits(at + sign, &few), *stop = digits;
    if (!stop) return scan_any_double(at, end, x);
    if ((*digits | 32) == 'e') stop = take_power(digits, end, &d);
    bool lacks_power = (*digits | 32) == 'e' && stop == digits,
         small = d.power > -400 && d.power < 400;
    if (lacks_power || !small || !nearest_double(few.mantissa, (int)d.power - few.fraction, x))
        return scan_any_double(at, end, x);
    put_sign(*at == '-', x);
    return stop;
}

const char *decimal_scan_double(const char *at, const char *end, double *x)
{
    if (end - at >= SAFE) return scan_double(at, end, x);
    char copy[SAFE] = {0};
    memcpy(copy, at, (size_t)(end - at));
    const char *stop = scan_double(copy, copy + (end - at), x);
    return stop ? at + (stop - copy) : NULL;
}

static bool is_word(const char *text, size_t n, const char *word)
{
    return n == strlen(word) && strncasecmp(text, word, n) == 0;
}

static bool is_nan_or_inf(const char *text, size_t n)
{
    if (n && (*text == '-' || *text == '+')) text++, n--;
    return is_word(text, n, "nan") || is_word(text, n, "inf") || is_word(text, n, "infinity");
}

/* Whether the digits of a whole number come back from its double, which is at least 2^53: it is
 * that double, or the shortest decimal of that double, filled up with zeros. */
static bool gives_back(const struct decimal *d, double x)
{
    char exact[DBL_MAX_10_EXP + 3];
    const char *from = d->text + (d->sign != 0), *end = d->text + d->length;
    while (*from == '0') from++;
    int n = snprintf(exact, sizeof exact, "%.0f", fabs(x));
    if (n == end - from && memcmp(exact, from, (size_t)n) == 0) return true;
    while (end[-1] == '0') end--;
    struct shortest s = shortest_decimal(fabs(x));
    n = snprintf(exact, sizeof exact, "%" PRIu64, s.digits);
    return n == end - from && memcmp(exact, from, (size_t)n) == 0;
}

static bool is_wide(const char *text, size_t n, double x)
{
    struct decimal d;
    if (isfinite(x) && fabs(x) < 0x1p53) return false;
    return decimal_scan(text, text + n, &d) &&
           (!isfinite(x) || (d.length == d.whole + (d.sign != 0) && !gives_back(&d, x)));
}

/* What decimal_scan_double does not read: nan, inf, and decimals too small for a double. */
static enum decimal_kind read_rest(const char *text, size_t n, double *x)
{
    struct decimal d;
    if (is_nan_or_inf(text, n)) return DECIMAL_NAN;
    if (decimal_scan(text, text + n, &d) != text + n) return DECIMAL_NONE;
    *x = 0;
    put_sign(d.sign == '-', x);
    return DECIMAL_WIDE;
}

enum decimal_kind decimal_read(const char *text, size_t n, double *x)
{
    if (n > LONGEST) return DECIMAL_NONE;
    if (decimal_scan_double(text, text + n, x) != text + n) return read_rest(text, n, x);
    return is_wide(text, n, *x) ? DECIMAL_WIDE : DECIMAL_FINITE;
}

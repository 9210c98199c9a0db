#include "data/decimal.h"

#include "base/shortest.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Nineteen digits fit into 64 bits; what follows can only add less than 1 to them. SAFE: as many
 * bytes are looked at whatever a number's length. */
enum { MOST_DIGITS = 19, LONGEST = 4000, WINDOW = 32, SAFE = WINDOW + 2 };

struct parts {
    const char *at, *end;
    uint64_t whole; /* the first digits */
    bool more;      /* digits were left out */
    long exponent;  /* of ten, that belongs to `whole` */
};

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

#ifdef __SSE2__
/* Bit i: byte i of WINDOW is a digit. */
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

/* The first n of eight digits, by sums of neighbours (Lemire 2021, section 7). */
static inline uint64_t value_of(uint64_t text, int n)
{
    uint64_t digits = (text ^ UINT64_C(0x3030303030303030)) << 4 * (8 - n) << 4 * (8 - n);
    digits = digits * 10 + (digits >> 8);
    uint64_t low = digits & UINT64_C(0x000000FF000000FF),
             high = digits >> 16 & UINT64_C(0x000000FF000000FF);
    return (low * UINT64_C(0x000F424000000064) + high * UINT64_C(0x0000271000000001)) >> 32;
}

/* ddd.ddd with its point, if any, behind at most seven of nineteen digits; false: something else.
 * The end is found first, in one step, for the next number waits for it; and whether there are 16
 * digits or 17 is no branch, since it is chance. */
static inline bool take_few_digits(struct parts *p)
{
    static const uint32_t ten_to[] = {1,      10,      100,      1000,     10000,
                                      100000, 1000000, 10000000, 100000000};
    const char *at = p->at;
    uint32_t others = ~find_digits(at);
    if (others == 0) return false;
    int before = __builtin_ctz(others), stop = before;
    uint64_t first = load_eight(at);
    bool point = at[before] == '.';
    if (point) {
        others &= others - 1;
        if (before > 7 || others == 0) return false;
        stop = __builtin_ctz(others);
        uint64_t mask = ((uint64_t)1 << 8 * before) - 1;
        first = (first & mask) | load_eight(at + before + 1) << 8 * before;
        p->exponent = before + 1 - stop;
    }
    int n = stop - point, second = n > 16 ? 8 : n - 8, third = n - 8 - second;
    p->at = at + stop;
    if (n <= 8) return n && (p->whole = value_of(first, n), true);
    if (n > MOST_DIGITS) return false;
    const char *rest = at + 8 + point;
    p->whole = value_of(first, 8) * ten_to[second] + value_of(load_eight(rest), second);
    p->whole = p->whole * ten_to[third] + value_of(load_eight(rest + 8), third);
    return true;
}
#else
static bool take_few_digits(struct parts *p)
{
    (void)p;
    return false;
}
#endif

/* Any number of digits, of which the first nineteen count from the first that is not 0. False
 * without any. */
static bool take_many_digits(struct parts *p)
{
    int digits = 0;
    bool any = false, fraction = false;
    for (; p->at < p->end && (is_digit(*p->at) || (*p->at == '.' && !fraction)); p->at++) {
        if (*p->at == '.') {
            fraction = true;
            continue;
        }
        any = true;
        if (digits < MOST_DIGITS) {
            p->whole = p->whole * 10 + (uint64_t)(*p->at - '0');
            digits += p->whole != 0;
            p->exponent -= fraction;
        } else {
            p->more = true;
            p->exponent += !fraction;
        }
    }
    return any;
}

/* e5, E+5, e-5 */
static bool take_exponent(struct parts *p)
{
    long value = 0;
    if (p->at == p->end || (*p->at | 32) != 'e') return true;
    p->at++;
    bool negative = p->at < p->end && *p->at == '-';
    if (p->at < p->end && (*p->at == '-' || *p->at == '+')) p->at++;
    if (p->at == p->end || !is_digit(*p->at)) return false;
    for (; p->at < p->end && is_digit(*p->at); p->at++)
        if (value < 1000000) value = value * 10 + (*p->at - '0');
    p->exponent += negative ? -value : value;
    return true;
}

static bool is_word(const char *text, size_t n, const char *word)
{
    return n == strlen(word) && strncasecmp(text, word, n) == 0;
}

static bool is_no_number(const char *text, size_t n)
{
    if (n && (*text == '-' || *text == '+')) text++, n--;
    return is_word(text, n, "nan") || is_word(text, n, "inf") || is_word(text, n, "infinity");
}

/* The C library rounds right, asked in the C locale. */
static double by_library(const char *text, size_t n)
{
    char copy[LONGEST + 1];
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0) return NAN;
    memcpy(copy, text, n);
    copy[n] = '\0';
    double x = strtod_l(copy, NULL, plain);
    freelocale(plain);
    return x;
}

static bool nearest(const struct parts *p, double *x)
{
    double above;
    if (labs(p->exponent) > 400 || !nearest_double(p->whole, (int)p->exponent, x)) return false;
    return !p->more || (nearest_double(p->whole + 1, (int)p->exponent, &above) && above == *x);
}

/* With SAFE bytes to read at least. */
static const char *scan(const char *at, const char *end, double *x)
{
    struct parts p = {.at = at + (*at == '-' || *at == '+'), .end = end};
    struct parts many = p;
    if (!take_few_digits(&p)) {
        p = many;
        if (!take_many_digits(&p)) return NULL;
    }
    if (!take_exponent(&p)) return NULL;
    if (!nearest(&p, x)) {
        if (p.at - at > LONGEST) return NULL;
        *x = fabs(by_library(at, (size_t)(p.at - at)));
    }
    uint64_t bits, sign = (uint64_t)(*at == '-') << 63; /* no branch: signs are chance, too */
    memcpy(&bits, x, sizeof bits);
    bits |= sign;
    memcpy(x, &bits, sizeof bits);
    return p.at;
}

const char *decimal_scan(const char *at, const char *end, double *x)
{
    if (end - at >= SAFE) return scan(at, end, x);
    char copy[SAFE] = {0};
    memcpy(copy, at, (size_t)(end - at));
    const char *stop = scan(copy, copy + SAFE, x);
    return stop ? at + (stop - copy) : NULL;
}

enum decimal decimal_read(const char *text, size_t n, double *x)
{
    if (n > LONGEST) return DECIMAL_NONE;
    if (decimal_scan(text, text + n, x) != text + n)
        return is_no_number(text, n) ? DECIMAL_BEYOND : DECIMAL_NONE;
    return isfinite(*x) ? DECIMAL_FINITE : DECIMAL_BEYOND;
}

bool decimal_error(struct data_file *file, struct text_place place, enum decimal kind)
{
    enum { SHOWN = 40 };
    int n = place.to - place.from > SHOWN ? SHOWN : (int)(place.to - place.from);
    const char *dots = place.to - place.from > SHOWN ? "..." : "",
               *what = kind == DECIMAL_NONE ? "no number" : "no number that a double holds";
    return data_text_error(file, place, "'%.*s%s' is %s", n, place.from, dots, what);
}

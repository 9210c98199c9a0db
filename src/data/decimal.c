#include "data/decimal.h"

#include "base/shortest.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Nineteen digits fit into 64 bits; what follows can only add less than 1 to them. */
enum { MOST_DIGITS = 19, LONGEST = 4000 };

struct parts {
    const char *at, *end;
    uint64_t whole; /* the first digits */
    bool any, more; /* more: digits were left out */
    long exponent;  /* of ten, that belongs to `whole` */
};

/* Are eight bytes digits; and their value, by sums of neighbours (Lemire 2021, section 7, on
 * machines that store low bytes first). */
static bool eight_digits(uint64_t bytes)
{
    uint64_t high = bytes & UINT64_C(0xF0F0F0F0F0F0F0F0),
             carried = (bytes + UINT64_C(0x0606060606060606)) & UINT64_C(0xF0F0F0F0F0F0F0F0);
    return (high | carried >> 4) == UINT64_C(0x3333333333333333);
}

static uint64_t value_of_eight(uint64_t bytes)
{
    bytes -= UINT64_C(0x3030303030303030);
    bytes = bytes * 10 + (bytes >> 8);
    uint64_t low = bytes & UINT64_C(0x000000FF000000FF),
             high = bytes >> 16 & UINT64_C(0x000000FF000000FF);
    return (low * UINT64_C(0x000F424000000064) + high * UINT64_C(0x0000271000000001)) >> 32;
}

/* Every digit, also those that are too many: the sum is then wrong, and counted again. */
static const char *run_of_digits(const char *at, const char *end, uint64_t *whole)
{
    uint64_t bytes;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (; end - at >= 8; at += 8) {
        memcpy(&bytes, at, sizeof bytes);
        if (!eight_digits(bytes)) break;
        *whole = *whole * 100000000 + value_of_eight(bytes);
    }
#endif
    for (; at < end && (bytes = (uint64_t)(unsigned char)*at - '0') < 10; at++)
        *whole = *whole * 10 + bytes;
    return at;
}

/* The first nineteen digits alone, from the first that is not 0. */
static void count_again(struct parts *p, const char *from)
{
    int digits = 0;
    p->whole = 0;
    p->exponent = 0;
    for (bool fraction = false; from < p->at; from++) {
        if (*from == '.') {
            fraction = true;
        } else if (digits < MOST_DIGITS) {
            p->whole = p->whole * 10 + (uint64_t)(*from - '0');
            digits += p->whole != 0;
            p->exponent -= fraction;
        } else {
            p->more = true;
            p->exponent += !fraction;
        }
    }
}

static void take_digits(struct parts *p)
{
    const char *start = p->at, *point = NULL;
    p->at = run_of_digits(start, p->end, &p->whole);
    if (p->at < p->end && *p->at == '.') {
        point = p->at++;
        p->at = run_of_digits(p->at, p->end, &p->whole);
        p->exponent = point + 1 - p->at;
    }
    long n = p->at - start - (point != NULL);
    p->any = n > 0;
    if (n > MOST_DIGITS) count_again(p, start);
}

static bool take_exponent(struct parts *p)
{
    long value = 0;
    if (p->at == p->end) return true;
    if (*p->at != 'e' && *p->at != 'E') return false;
    p->at++;
    bool negative = p->at < p->end && *p->at == '-';
    if (p->at < p->end && (*p->at == '-' || *p->at == '+')) p->at++;
    if (p->at == p->end) return false;
    for (; p->at < p->end && *p->at >= '0' && *p->at <= '9'; p->at++)
        if (value < 1000000) value = value * 10 + (*p->at - '0');
    p->exponent += negative ? -value : value;
    return p->at == p->end;
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

enum decimal decimal_read(const char *text, size_t n, double *x)
{
    struct parts p = {.at = text, .end = text + n};
    bool negative = n && *text == '-';
    if (n > LONGEST) return DECIMAL_NONE;
    if (n && (*text == '-' || *text == '+')) p.at++;
    take_digits(&p);
    if (!p.any || !take_exponent(&p)) return is_no_number(text, n) ? DECIMAL_BEYOND : DECIMAL_NONE;
    if (!nearest(&p, x)) *x = fabs(by_library(text, n));
    if (negative) *x = -*x;
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

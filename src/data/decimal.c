#include "data/decimal.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Up to these, a whole number and a power of ten are exact, so one rounding is all (Clinger, 1990).
 */
enum { EXACT_DIGITS = 15, EXACT_POWER = 22, LONGEST = 4000 };

struct parts {
    const char *at, *end;
    uint64_t whole; /* of the digits, as long as they are few */
    int digits;     /* from the first that is not 0; no more are counted than do not fit */
    bool any;
    long exponent;
};

static void take_digits(struct parts *p, bool fraction)
{
    for (; p->at < p->end && *p->at >= '0' && *p->at <= '9'; p->at++) {
        p->any = true;
        if (p->digits <= EXACT_DIGITS) {
            p->whole = p->whole * 10 + (uint64_t)(*p->at - '0');
            p->digits += p->whole != 0;
        }
        p->exponent -= fraction;
    }
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

enum decimal decimal_read(const char *text, size_t n, double *x)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    struct parts p = {.at = text, .end = text + n};
    bool negative = n && *text == '-';
    if (n > LONGEST) return DECIMAL_NONE;
    if (n && (*text == '-' || *text == '+')) p.at++;
    take_digits(&p, false);
    if (p.at < p.end && *p.at == '.') p.at++, take_digits(&p, true);
    if (!p.any || !take_exponent(&p)) return is_no_number(text, n) ? DECIMAL_BEYOND : DECIMAL_NONE;
    bool exact = p.digits <= EXACT_DIGITS && labs(p.exponent) <= EXACT_POWER;
    if (exact)
        *x = p.exponent < 0 ? (double)p.whole / powers[-p.exponent]
                            : (double)p.whole * powers[p.exponent];
    else
        *x = fabs(by_library(text, n));
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

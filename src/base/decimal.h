/* decimal.h - the one reader of decimals, [+-]digits[.digits][e[+-]digits], in no locale: what is
 * written, for those who want every digit, and the nearest double. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* A decimal as it stands in a text, which must outlive it. Its size is
 * mantissa * 10^decimal_exponent() exactly, unless digits are dropped. */
struct decimal {
    const char *text; /* where it begins: its sign, digit or point */
    size_t length;
    char sign;              /* '-', '+', or 0 for none */
    bool point;             /* there is one */
    size_t whole, fraction; /* the number of digits before and behind the point */
    uint64_t mantissa;      /* the first nineteen digits, counted from the first that is not 0 */
    size_t dropped;         /* how many digits follow those */
    int64_t power;          /* the number after e, kept below 10^17 */
};

/* Reads the decimal at the front of a text, which may go on. Returns behind it, NULL if there is
 * none. A point needs a digit on one side; an e that no digits follow is not part of it. */
const char *decimal_scan(const char *at, const char *end, struct decimal *d);

/* The power of ten that belongs to the mantissa. */
static inline int64_t decimal_exponent(const struct decimal *d)
{
    return d->power - (int64_t)d->fraction + (int64_t)d->dropped;
}

/* The length up to the e, if there is one. */
static inline size_t decimal_exponent_at(const struct decimal *d)
{
    return (d->sign != 0) + d->whole + d->point + d->fraction;
}

/* Does an e stand behind it that no digits follow? */
static inline bool decimal_lacks_power(const struct decimal *d, const char *end)
{
    const char *stop = d->text + d->length;
    return stop < end && (*stop | 32) == 'e' && d->length == decimal_exponent_at(d);
}

/* Is it written as JSON wants it: no plus, digits on both sides of a point, no zero before others?
 */
bool decimal_is_json(const struct decimal *d);

/* The nearest double, infinite past the range of doubles. False if that would take more than 4000
 * characters to find out. */
bool decimal_to_double(const struct decimal *d, double *x);

/* decimal_scan and decimal_to_double in one, which is quicker. Returns behind the decimal, NULL if
 * there is none or it lacks its power. */
const char *decimal_scan_double(const char *at, const char *end, double *x);

enum decimal_kind { DECIMAL_NONE, DECIMAL_FINITE, DECIMAL_BEYOND };

/* Is the whole of a text a number? BEYOND: nan, inf, or a decimal past the range of doubles. More
 * than 4000 characters are none. */
enum decimal_kind decimal_read(const char *text, size_t n, double *x);

#endif

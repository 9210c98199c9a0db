/* decimal.h - reads decimals, [+-]digits[.digits][e[+-]digits], in every locale alike: either the
 * digits as written, for callers that need all of them, or the nearest double. No other file reads
 * decimals. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* A decimal within a text, which must outlive it. Its magnitude is mantissa *
 * 10^decimal_exponent(), exactly if no digits were dropped. */
struct decimal {
    const char *text; /* its first byte: a sign, digit or point */
    size_t length;
    char sign;              /* '-', '+', or 0 if there is none */
    bool point;             /* whether it has a decimal point */
    size_t whole, fraction; /* number of digits before and after the point */
    uint64_t mantissa;      /* the first 19 digits, starting at the first nonzero one */
    size_t dropped;         /* number of digits after those */
    int64_t power;          /* the number after e; digits past 10^17 are ignored */
};

/* Reads the decimal at the start of a text, which may continue after it. Returns the position after
 * the decimal, or NULL if there is none. A point needs a digit on at least one side; an e without
 * digits after it is not part of the decimal. */
const char *decimal_scan(const char *at, const char *end, struct decimal *d);

/* The power of ten by which the mantissa is multiplied. */
static inline int64_t decimal_exponent(const struct decimal *d)
{
    return d->power - (int64_t)d->fraction + (int64_t)d->dropped;
}

/* The length up to, and without, the exponent part. */
static inline size_t decimal_exponent_at(const struct decimal *d)
{
    return (d->sign != 0) + d->whole + d->point + d->fraction;
}

/* Returns true if an e without digits follows the decimal. */
static inline bool decimal_lacks_power(const struct decimal *d, const char *end)
{
    const char *stop = d->text + d->length;
    return stop < end && (*stop | 32) == 'e' && d->length == decimal_exponent_at(d);
}

/* Returns true if the decimal is valid JSON: no plus sign, digits on both sides of a point, no
 * leading zeros. */
bool decimal_is_json(const struct decimal *d);

/* Sets *x to the nearest double, infinite beyond the range of doubles. Returns false for a decimal
 * that needs the C library to be rounded correctly and is longer than 4000 characters. */
bool decimal_to_double(const struct decimal *d, double *x);

/* Does the work of decimal_scan and decimal_to_double in one step, which is faster. Returns the
 * position after the decimal, or NULL if there is none, if its exponent has no digits, or if its
 * double would be 0 although it is not. */
const char *decimal_scan_double(const char *at, const char *end, double *x);

enum decimal_kind { DECIMAL_NONE, DECIMAL_FINITE, DECIMAL_NAN, DECIMAL_WIDE };

/* Reads a text of n bytes as one number, and sets *x to the nearest double. DECIMAL_NAN: the words
 * nan and inf. DECIMAL_WIDE: a number that no double holds, because it is beyond their range, or a
 * whole number whose digits the nearest double does not give back (9007199254740993; a number with
 * a point or an exponent is taken to be rounded). DECIMAL_NONE: not a number, or longer than 4000
 * characters; *x may have any value then. */
enum decimal_kind decimal_read(const char *text, size_t n, double *x);

#endif

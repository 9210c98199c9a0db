#include "base/str.h"

#include "base/decimal.h"
#include "base/shortest.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* There is room for the NUL too. */
static inline bool has_room(const struct str *str, size_t extra)
{
    return str->n + extra < str->room && !str->failed;
}

static bool str_room(struct str *str, size_t extra)
{
    if (str->failed) return false;
    if (has_room(str, extra)) return true;
    if (!vec_grow(str->mem, &str->s, &str->room, str->n + extra + 1, 1)) str->failed = true;
    return !str->failed;
}

char *str_reserve(struct str *str, size_t extra)
{
    return str_room(str, extra) ? str->s + str->n : NULL;
}

static __attribute__((noinline)) void put_many(struct str *str, const char *bytes, size_t n)
{
    if (!str_room(str, n)) return;
    if (n) memcpy(str->s + str->n, bytes, n);
    str->n += n;
    str->s[str->n] = 0;
}

/* Most texts are names and signs, for which a call would take longer than they do. */
void str_put(struct str *str, const char *bytes, size_t n)
{
    enum { FEW = 4 };
    if (n > FEW || !has_room(str, n)) {
        put_many(str, bytes, n);
        return;
    }
    char *to = str->s + str->n;
    for (size_t i = 0; i < n; i++) to[i] = bytes[i];
    to[n] = 0;
    str->n += n;
}

void str_puts(struct str *str, const char *text)
{
    str_put(str, text, strlen(text));
}

void str_putc(struct str *str, char c)
{
    if (!has_room(str, 1) && !str_room(str, 1)) return;
    str->s[str->n++] = c;
    str->s[str->n] = 0;
}

void str_vputf(struct str *str, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n >= 0 && str_room(str, (size_t)n)) {
        vsnprintf(str->s + str->n, (size_t)n + 1, format, again);
        str->n += (size_t)n;
    }
    va_end(again);
}

void str_putf(struct str *str, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    str_vputf(str, format, args);
    va_end(args);
}

void str_int(struct str *str, int64_t n)
{
    if (n >= 0 && n < 10) { /* as most numbers in formulas are */
        str_putc(str, (char)('0' + n));
        return;
    }
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (n < 0) digits[--at] = '-';
    str_put(str, digits + at, sizeof digits - at);
}

/* Writes e and the exponent; `out` must have room. Returns the position after it. */
static char *put_exponent(char *out, long exponent)
{
    char digits[24];
    size_t at = sizeof digits;
    unsigned long rest = exponent < 0 ? 0 - (unsigned long)exponent : (unsigned long)exponent;
    do digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    *out++ = 'e';
    if (exponent < 0) *out++ = '-';
    memcpy(out, digits + at, sizeof digits - at);
    return out + sizeof digits - at;
}

/* Writes "0.00ddd", "d.dd", "ddd" or "ddd00". Returns the position after it. */
static char *put_fixed(char *out, const char *digits, size_t n, long point)
{
    size_t before = point > 0 ? (size_t)point : 0;
    if (point <= 0) {
        memcpy(out, "0.", 2);
        memset(out + 2, '0', (size_t)-point);
        memcpy(out + 2 - point, digits, n);
        return out + 2 - point + n;
    }
    if (before >= n) {
        memcpy(out, digits, n);
        memset(out + n, '0', before - n);
        return out + before;
    }
    memcpy(out, digits, before);
    out[before] = '.';
    memcpy(out + before + 1, digits + before, n - before);
    return out + n + 1;
}

void str_decimal(struct str *str, bool negative, const char *digits, size_t n, long point,
                 long fixed_below)
{
    bool scientific = point > fixed_below || point < -3;
    size_t zeros = scientific || point < 0 ? 4 : (size_t)point;
    if (!str_room(str, n + zeros + 32)) return;
    char *out = str->s + str->n;
    if (negative) *out++ = '-';
    if (scientific) {
        out = put_fixed(out, digits, n, 1);
        out = put_exponent(out, point - 1);
    } else
        out = put_fixed(out, digits, n, point);
    str->n = (size_t)(out - str->s);
    *out = 0;
}

/* Splits "%.*e" output into its digits and exponent. The locale decides which radix character
 * stands between the digits, so everything else is skipped. Returns the number of digits. */
static size_t split_scientific(const char *text, char *digits, long *point)
{
    size_t n = 0;
    const char *e = strrchr(text, 'e');
    for (const char *c = text; c < e; c++)
        if (is_digit(*c)) digits[n++] = *c;
    *point = strtol(e + 1, NULL, 10) + 1;
    return n;
}

static bool put_special(struct str *str, double x)
{
    if (isnan(x))
        str_puts(str, "nan");
    else if (isinf(x))
        str_puts(str, x < 0 ? "-inf" : "inf");
    else if (x == 0)
        str_puts(str, "0");
    else
        return false;
    return true;
}

void str_double(struct str *str, double x)
{
    if (!str_room(str, SHORTEST_ROOM)) return;
    str->n = (size_t)(shortest_put(str->s + str->n, x) - str->s);
    str->s[str->n] = 0;
}

void str_double_digits(struct str *str, double x, int n)
{
    if (put_special(str, x)) return;
    char text[40], digits[24];
    long point;
    snprintf(text, sizeof text, "%.*e", n - 1, x);
    size_t count = split_scientific(text, digits, &point);
    str_decimal(str, x < 0, digits, count, point, n);
}

void str_clear(struct str *str)
{
    str->n = 0;
    if (str->s) str->s[0] = 0;
}

void str_free(struct str *str)
{
    mem_free_array(str->mem, str->s, str->room, 1);
    str->s = NULL;
    str->n = str->room = 0;
}

const char *str_settle(struct str *str, struct arena *arena)
{
    const char *text = str->failed ? NULL : arena_text(arena, str->s, str->n);
    str_free(str);
    return text;
}

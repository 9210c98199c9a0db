/* str.h - a growing byte string. When it cannot grow, `failed` is set and later puts do nothing. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/mem.h"

#include <stdarg.h>

struct str {
    struct mem *mem;
    char *s; /* ends in NUL once something was put */
    size_t n, room;
    bool failed;
};

/* Returns room for `extra` bytes at the end, which the caller fills and then adds to n; NULL when
 * out of memory. */
char *str_reserve(struct str *str, size_t extra);
void str_put(struct str *str, const char *bytes, size_t n);
void str_puts(struct str *str, const char *text);
void str_putc(struct str *str, char c);
void str_putf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_vputf(struct str *str, const char *format, va_list args);
void str_int(struct str *str, int64_t n);
/* Appends a double in the fewest digits that read back as the same double, or "nan", "inf",
 * "-inf". */
void str_double(struct str *str, double x);
/* Appends a double rounded to n significant digits (1 to 17), half to even on the exact value. */
void str_double_digits(struct str *str, double x, int n);
/* Appends 0.d1d2... * 10^point in the form in which dcalc writes numbers: scientific if `point` is
 * above `fixed_below` or below -3. */
void str_decimal(struct str *str, bool negative, const char *digits, size_t n, long point,
                 long fixed_below);
void str_clear(struct str *str);
void str_free(struct str *str);
/* Moves the text to an arena, and frees it here. Returns NULL if the text or the arena could not
 * grow. */
const char *str_settle(struct str *str, struct arena *arena);

#endif

/* number_text.c - exact numbers from decimals, and as text. */
#include "graph/number.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_POWER = 18 };
#define FIVE_POWERS(x) x##LL, x##0LL, x##00LL, x##000LL, x##0000LL
static const int64_t powers_of_ten[] = {
    FIVE_POWERS(1),      FIVE_POWERS(100000),  FIVE_POWERS(10000000000), 1000000000000000LL,
    10000000000000000LL, 100000000000000000LL, 1000000000000000000LL};

/* Converts a decimal to a small ratio without any allocation; false if it is too long. The ratio is
 * in lowest terms: what divides a power of ten is made of twos and fives. */
static bool small_decimal(const struct decimal *d, int64_t *p, int64_t *q)
{
    int64_t exponent = decimal_exponent(d);
    if (d->dropped || d->mantissa >= (uint64_t)powers_of_ten[MOST_POWER]) return false;
    if (exponent < -MOST_POWER || exponent > MOST_POWER) return false;
    *p = (int64_t)d->mantissa;
    *q = 1;
    if (exponent > 0) return !__builtin_mul_overflow(*p, powers_of_ten[exponent], p);
    if (*p == 0) return true;
    int twos = __builtin_ctzll(d->mantissa), fives = 0;
    if (twos > -exponent) twos = (int)-exponent;
    for (; fives < -exponent && *p % 5 == 0; fives++) *p /= 5;
    *p >>= twos;
    *q = powers_of_ten[-exponent] >> twos;
    while (fives-- > 0) *q /= 5;
    return true;
}

/* Sets `out` to the digits as an integer. False without memory. */
static bool set_digits(struct numbers *t, mpz_t out, const struct decimal *d)
{
    size_t n = d->whole + d->fraction;
    char *digits = mem_array(&t->core->mem, n + 1, 1);
    if (!digits) return false;
    const char *whole = d->text + (d->sign != 0);
    memcpy(digits, whole, d->whole);
    memcpy(digits + d->whole, whole + d->whole + d->point, d->fraction);
    digits[n] = '\0';
    mpz_set_str(out, digits, 10);
    mem_free_array(&t->core->mem, digits, n + 1, 1);
    return true;
}

static number large_decimal(struct numbers *t, const struct decimal *d)
{
    int64_t exponent = d->power - (int64_t)d->fraction;
    mpq_t x;
    mpz_t scale;
    mpq_init(x);
    mpz_init(scale);
    bool ok = set_digits(t, mpq_numref(x), d);
    mpz_ui_pow_ui(scale, 10, (unsigned long)llabs(exponent));
    if (exponent >= 0)
        mpz_mul(mpq_numref(x), mpq_numref(x), scale);
    else
        mpz_set(mpq_denref(x), scale);
    mpq_canonicalize(x);
    number result = ok ? number_from_mpq(t, x) : NUMBER_ZERO;
    mpz_clear(scale);
    mpq_clear(x);
    return result;
}

static number size_of_decimal(struct numbers *t, const struct decimal *d)
{
    int64_t p, q;
    return small_decimal(d, &p, &q) ? number_from_lowest(t, p, q) : large_decimal(t, d);
}

number number_from_decimal(struct numbers *t, const struct decimal *d, struct span span)
{
    size_t longest = t->core->limits.digits;
    if (d->length - (d->sign != 0) > longest || (uint64_t)llabs(d->power) > longest) {
        diag_error(t->core, KIND_LIMIT, span, "this number has more than %zu digits", longest);
        return NUMBER_ZERO;
    }
    number size = size_of_decimal(t, d);
    return d->sign == '-' ? number_neg(t, size) : size;
}

/* 0xFF, 0b101, 0o17, without underscores. */
static number from_base(struct numbers *t, const char *text, struct span span)
{
    int base = text[1] == 'x' ? 16 : text[1] == 'o' ? 8 : 2;
    mpq_t x;
    if (strlen(text) > t->core->limits.digits) {
        diag_error(t->core, KIND_LIMIT, span, "this number has more than %zu digits",
                   t->core->limits.digits);
        return NUMBER_ZERO;
    }
    mpq_init(x);
    mpz_set_str(mpq_numref(x), text + 2, base);
    number result = number_from_mpq(t, x);
    mpq_clear(x);
    return result;
}

number number_from_text(struct numbers *t, const char *text, size_t length, struct span span)
{
    struct decimal d;
    bool based = length > 2 && text[0] == '0' && strchr("xXbBoO", text[1]);
    if (!based && decimal_scan(text, text + length, &d) == text + length)
        return number_from_decimal(t, &d, span);
    struct str plain = {.mem = &t->core->mem};
    for (size_t i = 0; i < length; i++)
        if (text[i] != '_') str_putc(&plain, text[i]);
    number result = NUMBER_ZERO;
    if (plain.failed)
        t->core->mem.failed = true;
    else if (based)
        plain.s[1] |= 32, result = from_base(t, plain.s, span);
    else if (decimal_scan(plain.s, plain.s + plain.n, &d))
        result = number_from_decimal(t, &d, span);
    str_free(&plain);
    return result;
}

/* Prints p/q as a short exact decimal such as 0.25. False unless it has one of at most 8 decimals
 * that is shorter or more familiar than the fraction (denominators 10, 100, ... and the like). */
static bool print_decimal(struct rational r, struct str *out)
{
    if (r.q < 10 || llabs(r.p) > (int64_t)1 << 50) return false;
    int64_t scale = 10;
    int decimals = 1;
    while (decimals < 8 && scale % r.q != 0) scale *= 10, decimals++;
    int64_t value;
    if (scale % r.q != 0 || __builtin_mul_overflow(r.p, scale / r.q, &value)) return false;
    char digits[24];
    int n = 0;
    for (uint64_t v = (uint64_t)llabs(value); v; v /= 10) digits[n++] = (char)('0' + v % 10);
    for (int i = 0; i < n / 2; i++) {
        char swap = digits[i];
        digits[i] = digits[n - 1 - i];
        digits[n - 1 - i] = swap;
    }
    str_decimal(out, value < 0, digits, (size_t)n, n - decimals, 16);
    return true;
}

void number_free_text(char *text)
{
    void (*release)(void *, size_t);
    mp_get_memory_functions(NULL, NULL, &release);
    release(text, strlen(text) + 1);
}

void number_print(const struct numbers *t, number a, struct str *out)
{
    struct rational r = t->all.at[a];
    if (r.q == 1) {
        str_int(out, r.p);
    } else if (r.q) {
        if (t->decimals && print_decimal(r, out)) return;
        str_int(out, r.p);
        str_putc(out, '/');
        str_int(out, r.q);
    } else {
        char *text = mpq_get_str(NULL, 10, t->big.at[r.p]);
        str_puts(out, text);
        number_free_text(text);
    }
}

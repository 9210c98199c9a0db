/* number.h - exact rationals, interned: equal numbers have equal ids. */
#ifndef GRAPH_NUMBER_H
#define GRAPH_NUMBER_H

#include "base/decimal.h"
#include "base/diag.h"
#include "base/str.h"

#include <gmp.h>

typedef uint32_t number;

/* The first ids, which are the same in every table. */
enum {
    NUMBER_ZERO,
    NUMBER_ONE,
    NUMBER_MINUS_ONE,
    NUMBER_TWO,
    NUMBER_HALF,
    NUMBER_MINUS_HALF,
    NUMBERS_FIXED
};

/* p/q with q > 0 in lowest terms; if q == 0, p is an index in `big`. */
struct rational {
    int64_t p, q;
};

struct numbers {
    struct core *core;
    VEC(struct rational) all;
    VEC(mpq_t) big;
    uint32_t *slots;
    size_t n_slots;
    bool is_tried; /* a number of more than most_digits digits is not an error (numbers_try) */
    size_t most_digits;
    bool decimals; /* the program is written with them, so that numbers in formulas may be, too */
};

bool numbers_init(struct numbers *numbers, struct core *core);
void numbers_free(struct numbers *numbers);
static inline size_t numbers_most_digits(const struct numbers *t)
{
    return t->is_tried ? t->most_digits : t->core->limits.digits;
}

/* Returns the greatest common divisor, which is not negative. */
int64_t number_divisor(int64_t a, int64_t b);

/* A result with more than limits.digits digits is a limit error and becomes zero, as it does
 * without memory. Divisors, and bases of negative powers, must not be zero. */
number number_from_int(struct numbers *t, int64_t p);
number number_from_ratio(struct numbers *t, int64_t p, int64_t q);
number number_from_lowest(struct numbers *t, int64_t p, int64_t q); /* q > 0, in lowest terms */
number number_from_decimal(struct numbers *t, const struct decimal *d, struct span span);
/* Reads a number as programs write it: a decimal, or 0xFF, 0b101, 0o17, with underscores. */
number number_from_text(struct numbers *t, const char *text, size_t length, struct span span);
number number_add_slow(struct numbers *t, number a, number b);
number number_mul_slow(struct numbers *t, number a, number b);
static inline number number_add(struct numbers *t, number a, number b)
{
    return a == NUMBER_ZERO ? b : b == NUMBER_ZERO ? a : number_add_slow(t, a, b);
}
static inline number number_mul(struct numbers *t, number a, number b)
{
    return a == NUMBER_ONE ? b : b == NUMBER_ONE ? a : number_mul_slow(t, a, b);
}
number number_sub(struct numbers *t, number a, number b);
number number_div(struct numbers *t, number a, number b);
number number_neg(struct numbers *t, number a);
number number_abs(struct numbers *t, number a);
number number_pow(struct numbers *t, number a, int64_t exponent);
number number_floor(struct numbers *t, number a);
/* Returns in *root the exact k-th root of a >= 0; false if it is irrational. */
bool number_root(struct numbers *t, number a, unsigned k, number *root);

static inline int number_sign(const struct numbers *t, number a)
{
    struct rational r = t->all.at[a];
    return r.q == 0 ? mpq_sgn(t->big.at[r.p]) : (r.p > 0) - (r.p < 0);
}
int number_compare(const struct numbers *t, number a, number b);
static inline bool number_is_integer(const struct numbers *t, number a)
{
    struct rational r = t->all.at[a];
    return r.q ? r.q == 1 : mpz_cmp_ui(mpq_denref(t->big.at[r.p]), 1) == 0;
}
/* Returns in *value an integer of at most 62 bits; false for any other number. */
bool number_to_int(const struct numbers *t, number a, int64_t *value);
number number_numerator(struct numbers *t, number a);
number number_denominator(struct numbers *t, number a);
/* Returns the nearest double; ties go to even. */
double number_to_double(const struct numbers *t, number a);
void number_get(const struct numbers *t, number a, mpq_t out); /* out must be initialised */
number number_from_mpq(struct numbers *t, const mpq_t q);
uint32_t number_hash_big(const mpq_t q);
static inline uint32_t number_hash_small(struct rational r)
{
    uint64_t h = (uint64_t)r.p * 0x2545F4914F6CDD1Du ^ (uint64_t)r.q;
    return (uint32_t)(h * 0x9E3779B97F4A7C15u >> 32);
}
static inline uint32_t number_hash(const struct numbers *t, number a)
{
    struct rational r = t->all.at[a];
    return r.q ? number_hash_small(r) : number_hash_big(t->big.at[r.p]);
}
/* Prints "22/7", "-3", or a decimal if that is exact and shorter ("0.001"). */
void number_print(const struct numbers *t, number a, struct str *out);
/* Frees a text that GMP has allocated. */
void number_free_text(char *text);

#endif

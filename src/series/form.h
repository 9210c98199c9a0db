/* form.h - formulas of a ray's direction: which are linear, which are 0, which have one sign.
 *
 * A direction is a list of at most 64 symbols; a set of symbols is a mask of 64 bits. */
#ifndef SERIES_FORM_H
#define SERIES_FORM_H

#include "series/series.h"

struct directions {
    struct graph *g;
    const id *symbols;
    size_t m;
};
enum { MOST_DIRECTIONS = 64 };

/* The formula with its sums of products multiplied out. */
id form_expand(struct graph *g, id a);
/* The symbols in a formula. */
uint64_t form_support(const struct directions *d, id a);
/* True if a is the sum of row[i]*symbols[i] with constant row[i]. */
bool form_is_linear(const struct directions *d, id a, id *row);
id form_of_row(const struct directions *d, const id *row);
/* Proves that a is 0 for every direction at which it has a value; says nothing if false. */
bool form_is_zero(const struct directions *d, id a);
/* q^e; a quadratic form that is a square becomes the power of an absolute value, and other sums are
 * scaled, so that forms which differ by a factor meet. */
id form_power(const struct directions *d, id q, number e);

/* A sign that holds for every direction: 1 (-1) if a >= 0 (a <= 0), else SIGN_UNKNOWN; and whether
 * a = 0 only where all symbols of `support` are 0. */
struct form_sign {
    int sign;
    bool definite;
};
struct form_sign form_sign(const struct directions *d, id a, uint64_t support);

#endif

/* fraction.h - quotients of polynomials, kept as products of powers, with what is known of atoms:
 * that a power of one is a polynomial in others, as sqrt(x)^2 is x. */
#ifndef PASS_FRACTION_H
#define PASS_FRACTION_H

#include "pass/poly.h"

struct relation {
    int power; /* 0: none */
    struct poly by;
};

struct fractions {
    struct poly_room room;
    struct relation relations[POLY_ATOMS];
};

enum { FRACTION_FACTORS = 16 };

/* p/q times all at[i].p^at[i].e. Factors are primitive, and single terms are split into atoms. No
 * factor divides out of another; p is 0 for 0. */
struct fraction {
    int64_t p, q;
    uint32_t n;
    struct poly_factor at[FRACTION_FACTORS];
};

struct fraction fraction_constant(int64_t p, int64_t q);
struct fraction fraction_atom(struct fractions *all, int atom, int exponent);
struct fraction fraction_of_poly(struct fractions *all, struct poly p);
struct fraction fraction_multiply(struct fractions *all, const struct fraction *a,
                                  const struct fraction *b);
/* 0 has no negative power: that fails. */
struct fraction fraction_power(struct fractions *all, const struct fraction *a, int exponent);
struct fraction fraction_add(struct fractions *all, const struct fraction *a,
                             const struct fraction *b);
/* Returns the product of the factors above the line (side 1) or below it (-1), multiplied out. */
struct poly fraction_side(struct fractions *all, const struct fraction *a, int side);

#endif

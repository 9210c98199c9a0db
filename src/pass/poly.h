/* poly.h - polynomials with integer coefficients in a few atoms, for formulas that people read.
 *
 * Terms are sorted by their exponents, the highest first, so that equal polynomials are equal
 * byte by byte. Coefficients have 64 bits. What does not fit, or takes more work than allowed, sets
 * `failed`, and all results after that mean nothing. Nothing is freed before the room is. */
#ifndef PASS_POLY_H
#define PASS_POLY_H

#include "base/mem.h"

enum { POLY_ATOMS = 16, POLY_MOST_EXPONENT = 100 };

struct monomial {
    uint8_t e[POLY_ATOMS];
    int64_t c;
};

/* No terms: 0. */
struct poly {
    struct monomial *at;
    uint32_t n;
};

/* Where polynomials live. */
struct poly_room {
    struct arena arena;
    uint64_t work, most_work; /* terms that were made, and how many may be */
    bool failed;
    bool partial; /* some factor was too large to be split, or shown to be irreducible */
};

struct poly poly_constant(struct poly_room *room, int64_t c);
struct poly poly_atom(struct poly_room *room, int atom, int exponent);

bool poly_is_constant(struct poly a);
bool poly_is_one(struct poly a);
bool poly_equal(struct poly a, struct poly b);

struct poly poly_scale(struct poly_room *room, struct poly a, int64_t c);
/* Returns ca*a + cb*b. */
struct poly poly_combine(struct poly_room *room, int64_t ca, struct poly a, int64_t cb,
                         struct poly b);
struct poly poly_multiply(struct poly_room *room, struct poly a, struct poly b);
struct poly poly_power(struct poly_room *room, struct poly a, int exponent);
/* Returns true, and a/b in *quotient, if b divides a. */
bool poly_divides(struct poly_room *room, struct poly b, struct poly a, struct poly *quotient);
struct poly poly_derivative(struct poly_room *room, struct poly a, int atom);
/* Puts a polynomial in the place of atom^power, again and again. */
struct poly poly_replace(struct poly_room *room, struct poly a, int atom, int power,
                         struct poly by);

int poly_degree(struct poly a, int atom);
/* Returns the smallest exponent of the atom in any term. */
int poly_least(struct poly a, int atom);
/* The same for all atoms. */
struct powers {
    uint8_t of[POLY_ATOMS];
};
struct powers poly_degrees(struct poly a);
struct powers poly_leasts(struct poly a);
/* Returns a polynomial divided by powers of atoms that divide it. */
struct poly poly_without(struct poly_room *room, struct poly a, const struct powers *powers);
/* Returns the coefficient of atom^exponent. */
struct poly poly_coefficient(struct poly_room *room, struct poly a, int atom, int exponent);
/* Returns the greatest common divisor of all coefficients, with the sign of the first. */
int64_t poly_content(struct poly a);
/* Divides by the content, which is returned. */
int64_t poly_make_primitive(struct poly_room *room, struct poly *a);

/* poly_gcd.c: the greatest common divisor, with a positive first coefficient. */
struct poly poly_gcd(struct poly_room *room, struct poly a, struct poly b);
/* Returns a*b. Fails the room if that, or its opposite, is beyond 64 bits. */
int64_t poly_times(struct poly_room *room, int64_t a, int64_t b);

/* poly_factor.c: the factors of a primitive polynomial that are easily found: by common factors of
 * coefficients, square-free parts, discriminants that are squares, and rational roots. */
struct poly_factor {
    struct poly p;
    int e;
};
enum { POLY_MOST_FACTORS = 24 };
struct poly_factors {
    struct poly_factor at[POLY_MOST_FACTORS];
    uint32_t n;
    int sign; /* 1 or -1 */
};
void poly_factorize(struct poly_room *room, struct poly a, struct poly_factors *out);
/* poly_irreducible.c: its irreducible factors: all of them up to degree 100 in one atom, and in
 * several while the product of their degrees, each one more, is up to 100. */
void poly_factorize_fully(struct poly_room *room, struct poly a, struct poly_factors *out);
/* Returns true, and the root in *root, if a is the square of a polynomial. */
bool poly_square_root(struct poly_room *room, struct poly a, struct poly *root);

#endif

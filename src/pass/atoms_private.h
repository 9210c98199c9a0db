/* atoms_private.h - what the files that read formulas as fractions share. */
#ifndef PASS_ATOMS_PRIVATE_H
#define PASS_ATOMS_PRIVATE_H

#include "pass/atoms.h"

enum { ATOMS_MOST_DEPTH = 24 };
enum circular_kind { CIRCULAR_NO, CIRCULAR_ROUND, CIRCULAR_HYPERBOLIC };

/* atom_list.c. Gives up, and returns false; and whether that has been done. */
bool atoms_fail(struct atoms *s);
bool atoms_failed(const struct atoms *s);
/* The number of an atom, -1 for none; a new one. */
int atoms_find(const struct atoms *s, enum atom_kind kind, id base, id term);
int atoms_add(struct atoms *s, enum atom_kind kind, id base, id term, number unit);
/* Splits an argument into a number, which is returned, and the rest: 2*x, or 2*a + 2*b as 2*(a +
 * b). */
number atoms_take_number(struct atoms *s, id *a);
enum circular_kind atoms_circular_kind(enum fn fn);
/* True for those of which the other circular functions are quotients. */
static inline bool atoms_is_sine(enum fn fn)
{
    return fn == FN_sin || fn == FN_cos || fn == FN_sinh || fn == FN_cosh;
}
/* The exponent of an atom that is a factor; 0 if it is none. */
int atoms_exponent_of(const struct fraction *f, int atom);
/* True for a part that divides: where it is 0 the formula has no value. */
bool atoms_is_not_zero(const struct atoms *s, id a);
/* A node as an atom. */
struct fraction atoms_atom(struct atoms *s, id a);
/* Multiplies *f by another fraction; returns a/b. */
void atoms_multiply(struct atoms *s, struct fraction *f, struct fraction by);
struct fraction atoms_quotient(struct atoms *s, struct fraction a, struct fraction b);

/* atoms_read.c: a part of the formula as a fraction. */
struct fraction atoms_read_part(struct atoms *s, id a, int depth);

/* atoms_size.c: abs(f). Multiplies *out by abs(p)^e. True if p is not negative,
 * or positive, where the formula has a value. */
struct fraction atoms_size_of(struct atoms *s, const struct fraction *f);
void atoms_multiply_size(struct atoms *s, struct fraction *out, struct poly p, int e);
bool atoms_is_never_negative(struct atoms *s, struct poly p);
bool atoms_is_positive(struct atoms *s, struct poly p);
/* Notes that the formula has an even root of p, so that it has no value where p is negative. */
void atoms_note_under_root(struct atoms *s, struct poly p);

/* atoms_shift.c. Notes a function with a recurrence, as gamma(u + 1) = u*gamma(u); false for
 * others. */
bool atoms_note_shift(struct atoms *s, id a);
/* Returns what was noted of such a function, and the whole number in *k; NULL if there is nothing
 * that it can be expressed by. */
struct shift *atoms_find_shift(struct atoms *s, id a, int *k);
/* Returns such a function by those of other arguments. */
struct recurrence {
    const struct shift *shift;
    int k;
    struct fraction argument, of; /* as fractions */
};
struct fraction atoms_shifted(struct atoms *s, const struct recurrence *r);

/* atoms_roots.c: sqrt(f) for f as the base is read, with what is a square taken out of the root. */
struct fraction atoms_root_of(struct atoms *s, id base, const struct fraction *f);

#endif

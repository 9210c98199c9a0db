/* atoms.h - formulas of scalars as fractions of polynomials in atoms: names, functions, roots,
 * powers and exponentials. */
#ifndef PASS_ATOMS_H
#define PASS_ATOMS_H

#include "graph/graph.h"
#include "pass/fraction.h"

/* Bessel functions by two orders of them: the two lowest, or the two highest. */
enum orders { ORDERS_AS_WRITTEN, ORDERS_LOW, ORDERS_HIGH };

/* What circular and hyperbolic functions become. */
enum circular_form {
    CIRCULAR_AS_WRITTEN,
    CIRCULAR_WITHOUT_SIN, /* sin(u)^2 is 1 - cos(u)^2, the others are quotients of sin and cos */
    CIRCULAR_WITHOUT_COS,
    CIRCULAR_BY_EXP /* hyperbolic and logistic functions are quotients of exponentials */
};

enum atom_kind {
    ATOM_NODE,
    ATOM_EXP,   /* exp(unit*term) */
    ATOM_POWER, /* base^(unit*term) */
    ATOM_SINE,  /* sin(unit*term), and the next atom is its cosine */
    ATOM_COSINE,
    ATOM_HYPERBOLIC_SINE,
    ATOM_HYPERBOLIC_COSINE
};

struct atom {
    enum atom_kind kind;
    id base, term; /* ATOM_NODE: base alone */
    number unit;
};

/* sqrt(base) that was read as outside*sqrt(inside); the latter is an atom. */
struct given_root {
    id base;
    int root;
    struct fraction outside;
};
enum { GIVEN_ROOTS = 4 };

/* gamma or digamma, or a Bessel function by its order, at several whole numbers beside one
 * argument. */
struct shift {
    enum fn fn;    /* of Bessel functions that of real order */
    id argument;   /* without whole numbers */
    id of;         /* what Bessel functions are of; POISON: none */
    int low, high; /* the least and the greatest of the numbers */
};
enum { SHIFTS = 4 };

struct atoms {
    struct graph *g;
    struct fractions all;
    enum circular_form form;
    struct atom at[POLY_ATOMS];
    int n;
    enum orders orders;
    bool split_roots;                     /* sqrt(1 - x^2/a^2) is sqrt(a^2 - x^2)/abs(a) */
    struct given_root given[GIVEN_ROOTS]; /* of quotients, if they are split */
    int n_given;
    struct shift shifts[SHIFTS];
    int n_shifts;
    id not_zero[8]; /* parts that divide, in the whole formula */
    int n_not_zero;
    struct logarithm {
        id of, rest; /* of 2*x, the rest is x */
    } logs[8];
    int n_logs;
    struct poly under_roots[8]; /* what is not negative where the formula has a value */
    int n_under_roots;
    uint32_t nodes;   /* that were read */
    uint32_t meeting; /* exponentials, sizes and signs */
    uint32_t exponentials, logistic;
    bool has_circular;  /* functions that another form would replace */
    bool has_quotients; /* roots of quotients */
    bool has_orders;    /* Bessel functions of three orders */
    bool has_structure; /* a sum, or several functions: something may meet */
};

/* Reads the formula; false if it is too large or fits no fraction. */
bool atoms_read(struct atoms *atoms, id a, struct fraction *out);
/* The same for n formulas in the same atoms. */
bool atoms_read_all(struct atoms *atoms, const id *formulas, size_t n, struct fraction *out);

/* Puts squares of sines and cosines in the place of what they are equal to: 1 - cos(u)^2. False if
 * there is nothing of that kind. */
bool atoms_fold(struct atoms *atoms, struct fraction *f);

/* True if sines, cosines and their quotients are multiplied with one another, or have angles that
 * are multiples of one: only then another form of them may be shorter. For a fraction read as it is
 * written. */
bool atoms_circular_meet(struct atoms *atoms, const struct fraction *f);
/* True if functions other than sines and cosines are atoms. */
bool atoms_have_others(const struct atoms *atoms);

/* True if an argument of Bessel functions that is 0 somewhere is not a new divisor.
 */
bool atoms_orders_keep_domain(struct atoms *atoms, const struct fraction *f);

/* Puts roots of quotients above the line in the place of those below: a/
 * sqrt(b/c) as a*c*sqrt(b/c)/b. False if there are none. */
bool atoms_lift_roots(struct atoms *atoms, const struct fraction *f, struct fraction *out);
/* Puts sizes below the line in the place of squares there: abs(x)/x^2 as 1/abs(x). False if there
 * are none. */
bool atoms_place_sizes(struct atoms *atoms, const struct fraction *f, struct fraction *out);
/* atoms_roots.c: puts sums without square roots below the line in the place of those with them:
 * 1/(x + sqrt(y)) as (x - sqrt(y))/(x^2 - y). False if there are none. */
bool atoms_rationalize(struct atoms *atoms, const struct fraction *f, struct fraction *out);
/* Takes square roots out of sums of which they are factors: x + sqrt(x) as sqrt(x)*(sqrt(x) + 1).
 * False if there are none. */
bool atoms_take_roots(struct atoms *atoms, const struct fraction *f, struct fraction *out);
/* Puts roots of quotients as they were given in the place of those they were split into. False if
 * there are none. */
bool atoms_given_roots(struct atoms *atoms, const struct fraction *f, struct fraction *out);

/* forms.c: writes a polynomial as a sum. */
id atoms_write_poly(struct atoms *atoms, struct poly p);

/* forms.c: writes a fraction in several forms, and calls `offer` with each, until that is false.
 * The first one has the factors apart: equal fractions have the same. */
void atoms_write(struct atoms *atoms, const struct fraction *f, bool (*offer)(void *user, id form),
                 void *user);

#endif

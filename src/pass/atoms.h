/* atoms.h - formulas of scalars as fractions of polynomials in atoms: names, functions, roots,
 * powers and exponentials. */
#ifndef PASS_ATOMS_H
#define PASS_ATOMS_H

#include "graph/graph.h"
#include "pass/fraction.h"

/* What circular and hyperbolic functions become. */
enum circular_form {
    CIRCULAR_AS_WRITTEN,
    CIRCULAR_WITHOUT_SIN, /* sin(u)^2 is 1 - cos(u)^2, the others are quotients of sin and cos */
    CIRCULAR_WITHOUT_COS
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

struct atoms {
    struct graph *g;
    struct fractions all;
    enum circular_form form;
    struct atom at[POLY_ATOMS];
    int n;
    uint32_t nodes;     /* that were read */
    bool has_circular;  /* functions that another form would replace */
    bool has_structure; /* a sum, or several functions: something may meet */
};

/* Reads the formula; false if it is too large or fits no fraction. */
bool atoms_read(struct atoms *atoms, id a, struct fraction *out);

/* forms.c: writes a fraction in several forms, and calls `offer` with each. */
void atoms_write(struct atoms *atoms, const struct fraction *f, void (*offer)(void *user, id form),
                 void *user);

#endif

/* hopital.h - where formulas go, and l'Hôpital's rule, for the work behind a limit. */
#ifndef WRITE_HOPITAL_H
#define WRITE_HOPITAL_H

#include "write/explain.h"

#include "series/limit.h"

/* Returns where the formula goes on the sides that the answer is of; undecided if these differ. */
struct limit limit_here(struct steps *s, id f);
/* Returns the limit from the right where the two sides differ. */
struct limit limit_of_either(struct steps *s, id f);
bool limit_is_zero(const struct graph *g, const struct limit *l);
bool limit_is_infinite(const struct limit *l);
/* True for a number or an infinity. */
bool limit_is_known(const struct limit *l);
/* Returns a name of the work's own that the program does not have. */
const char *limit_name(struct steps *s, const char *name);
/* Add the line "u = formula   goes to 0", of a node or a name. */
bool limit_put_line(struct steps *s, id name, id formula, const struct limit *l);
bool limit_put_part(struct steps *s, const char *name, id formula, const struct limit *l);

struct quotient {
    id over, under;
};
/* Returns numerator and denominator; the latter is 1 if there is none. */
struct quotient take_apart(struct graph *g, id f);

/* Numerator and denominator, or their derivatives, and where they go. */
struct indeterminate {
    struct quotient parts;
    struct limit over, under;
};

/* L'Hôpital's rule, again and again. */
enum { MOST_ROUNDS = 12 };
struct hopital {
    struct indeterminate stages[MOST_ROUNDS + 1];
    int n;        /* how often it is applied */
    bool settled; /* with all its conditions, and the last quotient has the limit */
    id ratio;     /* that quotient where it is simpler than its parts; else POISON */
};
/* False after an error. */
bool hopital_try(struct steps *s, struct quotient parts, const struct limit *to, struct hopital *h);
bool hopital_put(struct steps *s, const struct hopital *h);

#endif

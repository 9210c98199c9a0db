/* judge_private.h - what the files share that judge formulas. */
#ifndef JUDGE_JUDGE_PRIVATE_H
#define JUDGE_JUDGE_PRIVATE_H

#include "judge/judge.h"
#include "number/numbers.h"

#include <mpfi.h>

/* An entry of the derivative beside that of the claim. */
struct pair {
    id right, claim;
};

/* The values that n equations give n names, where the others have theirs, each in an interval. */
struct root {
    const id *unknowns, *lefts; /* left minus right of the equations, of the unknowns alone */
    const id *slopes;           /* of several: the derivatives of left i by unknown k, row by row */
    size_t n;
    mpfi_t *values;
    long bits; /* of precision so far */
};

/* A point: a value for every name, and its entries; and the names that equations define. */
struct sample {
    const struct replacement *moves;
    const id *const *entries;
    size_t n;
    struct root *root; /* or NULL */
};

struct judge {
    struct question *q;
    struct graph *g;
    VEC(struct pair) pairs;
    VEC(id)
    alarms;                     /* 0 where what is written is defined, of q->lowering.guards; then
                                   where there is no kink, of q->kinks */
    VEC(id) variables;          /* of pairs and alarms */
    VEC(struct sample) samples; /* points of the domain at which all pairs were compared */
    unsigned turn;              /* of the next point to be tried */
    const char *domain;         /* where only one side has a value, or NULL */
    /* Free scalar names that as many equations define, and left minus right of these. */
    const id *unknowns, *equations;
    size_t n_unknowns;
    VEC(struct root *) roots;
};

/* An entry of a name's array: "x", "v[2]", "W[0,1]". */
const char *judge_entry(const struct question *q, const char *name, struct shape_data d, size_t i);

/* ---- points.c ---- */

enum agreement { AGREE, DIFFER, UNSURE };
/* Whether the formulas of n pairs have the same values at a point: to 50 digits, or certainly not.
 * Where they do not, or it is not known, *other is the first such pair. */
enum agreement points_compare(const struct judge *j, const struct sample *at,
                              const struct pair *pairs, size_t n, size_t *other);
/* Point number `turn`: small numbers first, then random ones. False without memory. */
bool points_choose(const struct judge *j, unsigned turn, struct sample *out);
/* The point with another value for one scalar name. */
struct sample points_moved(const struct judge *j, const struct sample *at, id variable, id value);
/* Whether all that is written is defined at a point, of the function and of the claims, and whether
 * the function has no kink there. */
struct standing {
    enum truth function, claims, smooth;
};
void points_stand(const struct judge *j, const struct sample *at, struct standing *out);
/* The value of a formula there as a double; nan if it is not bounded. */
double points_double(const struct judge *j, const struct sample *at, id formula);
/* Has the right derivative values there, as 1/(2*sqrt(x)) has none at 0? */
bool points_have_values(const struct judge *j, const struct sample *at);
/* The point as "x=2,y=1/3", and the value of a formula there. */
const char *points_text(const struct judge *j, const struct sample *at);
const char *points_value(const struct judge *j, const struct sample *at, id formula);

/* ---- curve.c ---- */

/* Finds values of the unknowns where the other names have theirs. False if none are found. */
bool curve_find(struct judge *j, unsigned turn, struct sample *at);
/* Encloses them with so many bits. False if that does not succeed. */
bool curve_narrow(const struct judge *j, struct root *root, long bits);
/* The same of several unknowns (curve_system.c). */
bool curve_find_several(const struct judge *j, struct root *root, unsigned turn, long bits);
bool curve_narrow_several(const struct judge *j, struct root *root, long bits);
void curve_free(struct judge *j);

/* ---- domain.c ---- */

/* Looks for single points at which only one side has a value, beside a point where both have one:
 * x/x and 1 at 0. Sets j->domain. */
void domain_compare(struct judge *j, const struct sample *at);

/* ---- slips.c: what was probably done instead of differentiating, as a sentence; or NULL ---- */

const char *slips_find(const struct judge *j, const struct pair *pair, size_t index);

#endif

/* rays.h - what a formula of several entries does along all rays from a point.
 *
 * f(a + t*d), for t > 0, is written as a sum of terms c(d)*t^e with rational exponents e that rise
 * and a rest. Terms and rests hold for all directions d at once: each c is bounded, and the rest is
 * O(t^order) uniformly, where the directions are those of length 1. So f is differentiable at a
 * just if the coefficient of t is linear in d and all else is o(t). (Along each ray alone that
 * would not follow: x^3*y/(x^4 + y^2) has the slope 0 along all of them, and no derivative.)
 *
 * That is what rules out division by what vanishes in some direction, where the rest would not be
 * bounded. A formula of some of the entries alone is bounded by their part of d: `support`. */
#ifndef SERIES_RAYS_H
#define SERIES_RAYS_H

#include "pass/substitute.h"
#include "series/form.h"

enum ray_state {
    RAY_KNOWN,
    RAY_UNKNOWN, /* there is no such sum, or no rule finds it */
    RAY_FAILED,  /* time or memory ran out */
};

struct ray_term {
    number exponent;
    id coefficient; /* a formula of the directions */
};

struct ray {
    enum ray_state state;
    struct ray_term *terms; /* in the core's arena */
    size_t n;
    bool exact;   /* there is no rest */
    number order; /* of the rest */
    id needs; /* a formula of the directions, not 0 just where all this holds; POISON: anywhere */
    uint64_t support;
    uint64_t singular; /* negative exponents are bounded by these directions; 0: there are none */
    /* A step of 0 or 1: what it is, a formula of the directions, but where abs(edge) <= C*t^width;
     * POISON: that is not known. */
    id almost, edge;
    number width;
    id culprit; /* unknown: the node at which it began */
};

struct rays {
    struct directions d; /* the symbols stand for entries in formulas, for directions in terms */
    const id *base;      /* what the entries are at the point: exact constants */
    number most;         /* terms beyond this exponent go into the rest */
    bool by_germs; /* formulas of one affine form by expansions to both sides of it, which know
                      more functions, at more cost */
    const struct replacement *fixed; /* nodes that are constants, by cases (rays_cases.c) */
    size_t n_fixed;
    const struct ray **known; /* by node */
    size_t n_known;
};

/* Begins; `symbols` and `base` have m entries and outlive it. */
void rays_begin(struct rays *r, struct graph *g, const id *symbols, const id *base, size_t m);
void rays_end(struct rays *r);
/* The expansion of a scalar formula of the symbols, up to t^most; it lasts as the core's arena.
 * NULL without memory. */
const struct ray *rays_of(struct rays *r, id formula, number most);
/* The same where steps (floor, sign, comparisons) lie within other functions: case by case of what
 * the first of them are. It is called after rays_of(), and NULL too if there are none. */
const struct ray *rays_by_cases(struct rays *r, id formula, number most);

#endif

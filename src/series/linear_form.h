/* linear_form.h - whether a formula of a ray's direction, piecewise linear with norms, is linear.
 *
 * If f(a + t*d) = f(a) + t*phi(d) + o(t) uniformly in the direction d, then f is differentiable at
 * a just if phi(d) is linear, and its gradient is phi's row of coefficients. */
#ifndef SERIES_LINEAR_FORM_H
#define SERIES_LINEAR_FORM_H

#include "series/form.h"

enum linearity {
    IS_LINEAR,     /* proved */
    IS_NOT_LINEAR, /* and a direction shows it */
    LINEARITY_UNDECIDED
};

struct linear_form {
    enum linearity is;
    id *slopes;  /* linear: m exact constants */
    id *witness; /* not linear: a direction, m numbers, at which phi is */
    id forward;  /* ... this, */
    id backward; /* ... though -phi(-witness) is this; or the slopes' sum, if `is_odd` */
    bool is_odd;
};

/* phi is homogeneous of degree 1; `needs`, if not POISON, must not be 0 for any direction but 0, or
 * phi does not tell. What is in `out` lies in the core's arena. False without memory or time.
 *
 * Switches (max, abs, relu, where, comparisons) divide the directions into cells, by the signs of
 * the linear forms that they look at. Those that really occur are gone through, and in each phi is
 * compared with the slopes along the axes. Where a switch is not continuous, its boundaries count
 * as cells. Too many of them are undecided. */
bool linear_form_decide(const struct directions *d, id phi, id needs, struct linear_form *out);

/* Proves that phi is 0 for every direction; says nothing if false. */
bool linear_form_vanishes(const struct directions *d, id phi, id needs);

/* phi at a direction, a list of m exact constants, as a constant; POISON if that cannot be told. */
id linear_form_at(const struct directions *d, id phi, const id *point);

#endif

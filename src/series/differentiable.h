/* differentiable.h - whether a formula of several entries has a derivative at a point, and which.
 */
#ifndef SERIES_DIFFERENTIABLE_H
#define SERIES_DIFFERENTIABLE_H

#include "series/linear_form.h"

enum differentiable {
    IS_DIFFERENTIABLE,
    IS_DISCONTINUOUS,       /* along the direction it goes to another value than it has there */
    IS_NOT_DIFFERENTIABLE,  /* the slopes along the direction and back differ, or do not add up */
    IS_UNDEFINED_BESIDE,    /* along the direction the formula has no value */
    IS_BENT,                /* the slope along a curve is not that along its tangent */
    IS_STEEP,               /* along the direction the quotient grows without bound */
    DIFFERENTIABLE_UNKNOWN, /* neither can be shown */
};

struct derivative_of_several {
    enum differentiable is;
    id *slopes;           /* differentiable: by entry, exact constants */
    id *direction;        /* what shows that it is not, m numbers; */
    id forward, backward; /* the slopes along it and, seen in the same direction, back; if `is_odd`,
                             along it and what those along the axes give. Discontinuous: forward is
                             what it goes to */
    bool is_odd;
    id *bend; /* or NULL: it is along the curve base + s*direction + s^2*bend. Bent: the slopes are
                 those along it and along the direction */
    id culprit; /* unknown: the node at which expansions end, or POISON */
};

/* The derivative of a scalar formula of m symbols where they are base[i]; `here` is its value
 * there, an exact constant; POISON: that of the formula. False without memory or time; what is in
 * `out` lies in the core's arena. */
bool derivative_of_several(struct graph *g, const id *symbols, const id *base, size_t m, id formula,
                           id here, struct derivative_of_several *out);

#endif

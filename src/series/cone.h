/* cone.h - polyhedral cones: where some linear forms are positive and others are 0. */
#ifndef SERIES_CONE_H
#define SERIES_CONE_H

#include "series/series.h"

/* In m dimensions. A form is a row of m exact constants. */
struct cone {
    struct graph *g;
    size_t m;
    VEC(id) positive; /* rows, one after another: each form is greater than 0 */
    VEC(id) zero;     /* ... each is 0 */
};
void cone_begin(struct cone *c, struct graph *g, size_t m);
void cone_free(struct cone *c);
/* Adds sign*form > 0, or form = 0 for the sign 0. False without memory. */
bool cone_add(struct cone *c, const id *form, int sign);

enum cone_state { CONE_EMPTY, CONE_HAS_POINT, CONE_UNDECIDED };
/* Whether the cone has a point, exactly; `point`, m constants, gets one. Undecided if the sign of a
 * constant is, or time or memory ran out. (Gordan, 1873; Dantzig's simplex method, with Bland's
 * rule, 1977.) */
enum cone_state cone_point(const struct cone *c, id *point);

#endif

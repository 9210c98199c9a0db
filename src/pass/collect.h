/* collect.h - what some of a sum's terms have in common. */
#ifndef PASS_COLLECT_H
#define PASS_COLLECT_H

#include "pass/operations.h"

/* Writes a*b + a*c + d as a*(b + c) + d, for the factors with which that has the fewest operations,
 * a^2 + 2*a*b + b^2 + d as (a + b)^2 + d, and a/s - b/s^2 + d as (a*s - b)/s^2 + d; returns the sum
 * itself if none has fewer. `work` sinks by what is done, and at 0 nothing is. */
id collect_shortest(struct operations *known, struct graph *g, id sum, uint64_t *work);
/* Returns -a with the minus in one of its sums; POISON if none takes it. */
id collect_negated(struct graph *g, id a);

#endif

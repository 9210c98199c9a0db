/* collect.h - common factors of some of a sum's terms. */
#ifndef PASS_COLLECT_H
#define PASS_COLLECT_H

#include "pass/operations.h"

/* Writes a*b + a*c + d as a*(b + c) + d, for the factors with which that has the fewest operations;
 * returns the sum itself if none has fewer. `work` sinks by what is done, and at 0 nothing is. */
id collect_shortest(struct operations *known, struct graph *g, id sum, uint64_t *work);

#endif

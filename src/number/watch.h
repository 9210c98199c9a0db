/* watch.h - what is told of the steps of training (watch.c). */
#ifndef NUMBER_WATCH_H
#define NUMBER_WATCH_H

#include "number/numbers.h"

/* The last loss, and for how many steps it has grown. */
struct watch {
    double loss;
    int growing;
};
/* Tells the request's callers of a step, from 1, whose values, derivatives (if `watch` is given)
 * and new weights are at hand. */
void watch_step(struct watch *w, const struct computation *c, int step);
/* Adds to the error of a step at which step it was, and whether the loss had grown. Always false.
 */
bool watch_failed(const struct watch *w, const struct computation *c, int step);

#endif

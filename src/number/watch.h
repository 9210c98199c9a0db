/* watch.h - what is told of the steps of training (watch.c). */
#ifndef NUMBER_WATCH_H
#define NUMBER_WATCH_H

#include "number/numbers.h"

/* The last loss, if there was one, and for how many steps it has grown. */
struct watch {
    double loss;
    bool has_loss;
    int growing;
};
/* Notes the loss of the next step; the first is of any, where a training goes on. */
void watch_loss(struct watch *w, double loss);
/* Is the step, the last one or another, one that the request's `watch` is called for? */
bool watch_wants(const struct dcalc_request *rq, int step, bool is_last);
/* Notes a step, whose values, derivatives (if `watch` is given) and new weights are at hand, and
 * tells the request's callers of it. */
void watch_step(struct watch *w, const struct computation *c, int step);
/* Adds to the error of a step at which step it was, and whether the loss had grown. Always false.
 */
bool watch_failed(const struct watch *w, const struct computation *c, int step);

#endif

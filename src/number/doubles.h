/* doubles.h - runs of a computation in doubles, one after another. */
#ifndef NUMBER_DOUBLES_H
#define NUMBER_DOUBLES_H

#include "number/numbers.h"

/* An input of the tape and where its values are, which must stay as long as it is lent. */
struct lent {
    uint32_t slot;
    const double *values;
};

struct doubles {
    struct computation *c;
    bool sparing;                       /* only outputs and alarms are kept */
    const struct plan_request *planned; /* what the plan at hand is for, or NULL */
    bool *off;                          /* alarms that have been seen to, by number */
    size_t n_alarms;
    uint32_t *keep;
    struct plan_request others, last; /* steps before the last one; the last, or the only run */
    uint32_t *weights, *stepped;      /* slots */
    const struct lent *lent;          /* set by the caller: inputs that are read in place */
    size_t n_lent;
    eval_listener *told; /* set by the caller, of what a run has done so far; or NULL */
    void *user;
};

/* Prepares to run a computation whose roots are collected; with `sparing`, its tape is compiled
 * with an alarm for each condition, whether it was before or not, else it must be compiled. False
 * after a diagnostic; doubles_close is due either way. */
bool doubles_open(struct doubles *d, struct computation *c, bool sparing);
/* Runs it with the values that the inputs have now, as often as wanted. Then the values and the
 * derivatives are in their slots, and all is defined and finite. False after a diagnostic. */
bool doubles_next(struct doubles *d);
void doubles_close(struct doubles *d);

#endif

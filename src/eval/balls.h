/* balls.h - runs a tape on balls (ball.h): a first try at certified values, in doubles alone, that
 * settles most of them in a fraction of the time that intervals take. It does all or nothing: where
 * one value has no ball, all are left to intervals (interval.h). */
#ifndef EVAL_BALLS_H
#define EVAL_BALLS_H

#include "eval/ball.h"
#include "tape/tape.h"

struct balls {
    const struct tape *tape;
    struct ball *values; /* tape->n_values + n_given of them; NULL: none yet */
    bool has_constants;  /* a run has set those that are no variables' */
};

/* Whether balls can run the tape: it has nothing but arithmetic, functions that have balls,
 * reductions and moves. */
bool balls_suit(const struct tape *tape);
/* False without memory. *b must be zeroed. */
bool balls_init(struct balls *b, const struct tape *tape);
/* Encloses p 10^exponent, for an exponent of at most 22 in size; else false. */
bool balls_decimal(struct ball *out, int64_t p, int exponent);
/* Runs the tape on inputs that the caller has filled in. False where some value has no ball, and
 * when time ran out. */
bool balls_run(struct balls *b);
void balls_free(struct balls *b);

/* Returns the balls of a slot's entries, row-major. */
static inline struct ball *balls_slot(const struct balls *b, uint32_t slot)
{
    return b->values + b->tape->offsets[slot];
}

#endif

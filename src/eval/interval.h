/* interval.h - a tape run in interval arithmetic: every value lies within what is computed
 * (Moore, 1966; MPFI by Revol and Rouillier, 2005). */
#ifndef EVAL_INTERVAL_H
#define EVAL_INTERVAL_H

#include "tape/tape.h"

#include "eval/enclose.h"

struct intervals {
    const struct tape *tape;
    mpfi_t *values; /* tape->n_values + n_given of them, and two for passing use */
    mpfr_prec_t precision;
    struct enclosing env;
    mpfr_exp_t emin, emax; /* the caller's exponent range, restored in the end */
};

/* Until intervals_free or intervals_rest, MPFR has its widest exponent range in this thread: what
 * overflows on the way may come back. After intervals_wake it has it again. */
bool intervals_init(struct intervals *e, const struct tape *tape);
void intervals_rest(struct intervals *e);
void intervals_wake(struct intervals *e);
/* Before a run whose inputs the caller fills. */
bool intervals_set_precision(struct intervals *e, mpfr_prec_t precision);
/* Runs the tape at a precision in bits. False when time or memory ran out. What cannot be bounded
 * at this precision is the whole real line. */
bool intervals_run(struct intervals *e, mpfr_prec_t precision);
void intervals_free(struct intervals *e);

/* The enclosures of a slot's entries, row-major. */
static inline mpfi_t *intervals_slot(const struct intervals *e, uint32_t slot)
{
    return e->values + e->tape->offsets[slot];
}

#endif

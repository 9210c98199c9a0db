/* interval.h - runs a tape in interval arithmetic: every exact value is within its interval (Moore,
 * 1966; MPFI by Revol and Rouillier, 2005). */
#ifndef EVAL_INTERVAL_H
#define EVAL_INTERVAL_H

#include "tape/tape.h"

#include "eval/enclose.h"

struct intervals {
    const struct tape *tape;
    mpfi_t *values; /* tape->n_values + n_given of them, and two temporaries */
    mpfr_prec_t precision;
    struct enclose_env env;
    struct spectrum *spectra; /* of this run's matrices, found so far; or NULL */
    mpfr_exp_t emin, emax; /* the caller's exponent range, restored by intervals_restore_range() and
                              intervals_free() */
};

/* Prepares to run the tape. From here until intervals_restore_range() or intervals_free(), and
 * again after intervals_widen_range(), MPFR has its widest exponent range in this thread, so that
 * intermediate results do not overflow. False without memory. */
bool intervals_init(struct intervals *e, const struct tape *tape);
void intervals_restore_range(struct intervals *e);
void intervals_widen_range(struct intervals *e);
/* Sets the precision in bits; to be called before the caller fills in inputs. False without
 * memory. */
bool intervals_set_precision(struct intervals *e, mpfr_prec_t precision);
/* Runs the tape at a precision in bits. A value that cannot be bounded at this precision is the
 * whole real line. False when time or memory ran out. */
bool intervals_run(struct intervals *e, mpfr_prec_t precision);
void intervals_free(struct intervals *e);

/* Returns the enclosures of a slot's entries, row-major. */
static inline mpfi_t *intervals_slot(const struct intervals *e, uint32_t slot)
{
    return e->values + e->tape->offsets[slot];
}

#endif

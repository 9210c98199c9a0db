/* underflow.h - what numbers that are too small for doubles have done to the values of a run.
 *
 * Below 2^-1022 a double has fewer digits, and below 2^-1075 it is 0. The processor notes that it
 * happened (FE_UNDERFLOW), in every thread that computes, so that usual runs pay nothing for what
 * is here. What it does not note is raised by hand: functions that SLEEF or MPFR compute.
 *
 * The loss of a value bounds how far it is off for that reason, in units of 2^-1074, the least
 * double; it is 0 where that is far less than a rounding error, and INFINITY where there is no
 * bound, as behind an overflow. */
#ifndef EVAL_UNDERFLOW_H
#define EVAL_UNDERFLOW_H

#include "eval/eval.h"

/* True if the value is as good as doubles can be expected to hold it: it has nine right digits, or
 * it and the true one are both below the normal doubles. */
static inline bool underflow_is_harmless(double loss, double value)
{
    double size = value < 0 ? -value : value;
    return loss <= 4 || loss * 0x1p-1042 <= size || loss * 0x1p-1074 + size < 0x1p-1021;
}

/* Returns false if no argument of ordinary size has so small a value of the function, except an
 * exact 0, or if the processor notes it anyway. */
bool underflow_may_hide(enum fn fn);
/* True if a value of the function is too small for a double, and not exactly 0. */
bool underflow_hides(enum fn fn, double value, const double *args);

/* Returns the loss of entry `out` of an elementwise step from its arguments and their losses. */
double underflow_of_step(const struct code *code, const struct code_step *step, double out,
                         const double *x, const double *losses);
/* The same of a*x[0]*x[1]*..., from left to right. */
double underflow_of_product(double a, const double *x, const double *losses, uint32_t n,
                            double out);
/* False if the step, whose value is this, cannot be off where no argument is. */
bool underflow_may_begin(const struct code_step *step, double value);
/* Rounds a loss up to whole units, or down to 0 where `value` has larger rounding errors. */
double underflow_settled(double loss, double value);

/* The losses of all entries of all steps of a run. */
struct losses {
    struct evaluation *e;
    double **of_step;     /* NULL where every entry's is 0 */
    double *x, *x_losses; /* of one entry's arguments */
    size_t room;
};
/* Finds them after a run whose plan keeps every step. False when memory or time ran out;
 * losses_free() is due either way. */
bool losses_find(struct losses *l, struct evaluation *e);
void losses_free(struct losses *l);
/* Returns the losses of a slot's entries, row-major, or NULL if all are 0. */
const double *losses_of_slot(const struct losses *l, uint32_t slot);

#endif

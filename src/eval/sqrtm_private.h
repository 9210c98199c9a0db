/* sqrtm_private.h - between sqrtm_floats.c and sqrtm_intervals.c. */
#ifndef EVAL_SQRTM_PRIVATE_H
#define EVAL_SQRTM_PRIVATE_H

#include "eval/matrix.h"

/* Approximate, in floats (float_field()), y with y@y = a, in all parts, and the symmetric p with
 * x.T@p + p@x = 1. y and p are made already, and have the precision of the result. False when time
 * or memory ran out, or if nothing is found: a has an eigenvalue that is real and not positive or
 * nearly so, or x one without a positive real part. */
bool sqrtm_approximate(struct core *core, struct elements *y, const struct elements *a);
bool lyapunov_approximate(struct core *core, struct elements *p, const struct elements *x);

#endif

/* scalar.h - a tape of single numbers run in double precision, one instruction after another. For
 * little work: a plan, which vectors and many runs need, would cost more than it. */
#ifndef EVAL_SCALAR_H
#define EVAL_SCALAR_H

#include "tape/tape.h"

/* Whether every value is a single number, and made by what this file knows. */
bool scalar_suits(const struct tape *tape);
/* Computes all values; those of inputs are there: value of slot i at values[tape->offsets[i]]. */
void scalar_run(const struct tape *tape, double *values);

#endif

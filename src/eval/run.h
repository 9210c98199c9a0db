/* run.h - code of single numbers run in double precision, one step after another. For single points
 * and solvers of scalars: a plan, which arrays need, would cost more than the work. */
#ifndef EVAL_RUN_H
#define EVAL_RUN_H

#include "tape/code.h"

/* Computes the value of every step of scalar code into values[step]; those of inputs are there. */
void code_run(const struct code *code, double *values);

#endif

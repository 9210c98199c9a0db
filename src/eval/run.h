/* run.h - runs code of single numbers in double precision, one step after another. It is for single
 * points and for solvers of scalars; the plan that arrays need would cost more than the work. */
#ifndef EVAL_RUN_H
#define EVAL_RUN_H

#include "tape/code.h"

/* Computes the value of every step of scalar code into values[step], except inputs, which the
 * caller has set. */
void code_run(const struct code *code, double *values);

#endif

/* question.h - runs the commands that differentiate and evaluate: turns options into a request,
 * computes the answer and writes it. */
#ifndef CMD_QUESTION_H
#define CMD_QUESTION_H

#include "app/dcalc.h"
#include "command.h"

/* Computes and writes the answer. Returns the exit status. */
int question_run(struct call *call, enum dcalc_command command);

/* Computes the answer but writes only errors, to check that an expression is valid. Returns the
 * exit status. */
int question_check(struct call *call, enum dcalc_command command);

#endif

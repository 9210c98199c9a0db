/* question.h - the one worker of the commands that differentiate and evaluate: options become a
 * request, the request an answer, the answer bytes. */
#ifndef CMD_QUESTION_H
#define CMD_QUESTION_H

#include "app/dcalc.h"
#include "command.h"

/* Asks and writes the answer. Returns the exit status. */
int question_run(struct call *call, enum dcalc_command command);

/* Asks and writes nothing but errors: does the engine understand it? */
int question_check(struct call *call, enum dcalc_command command);

/* Sets the limits of a new session from --timeout and lets Ctrl-C stop it; NULL after saying that
 * there is no memory. */
dcalc *session_open(const struct call *call);
void session_close(dcalc *session);

#endif

/* remembered.h - the definitions of the prompt in a question, and its answer. */
#ifndef CMD_REMEMBERED_H
#define CMD_REMEMBERED_H

#include "app/dcalc.h"
#include "command.h"

/* Puts the definitions of the prompt that the expressions and assignments need before the
 * assignments. A name that the line itself binds, also by --at @FILE or as a column of --points, is
 * left to the line. */
void remembered_add(const struct call *call, struct dcalc_request *request);
/* Tells the prompt of an answer that is one number or formula. */
void remembered_answer(const struct call *call, const struct dcalc_request *request,
                       const struct dcalc_result *result);

#endif

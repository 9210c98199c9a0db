/* remembered.h - the definitions of the prompt in a question. */
#ifndef CMD_REMEMBERED_H
#define CMD_REMEMBERED_H

#include "app/dcalc.h"
#include "command.h"

/* Puts the definitions of the prompt that the expressions and assignments need before the
 * assignments. A name that the line itself binds, also by --at @FILE or as a column of --points, is
 * left to the line. */
void remembered_add(const struct call *call, struct dcalc_request *request);

#endif

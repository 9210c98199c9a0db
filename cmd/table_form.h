/* table_form.h - the options that say how tables are read. */
#ifndef CMD_TABLE_FORM_H
#define CMD_TABLE_FORM_H

#include "app/dcalc.h"
#include "command.h"

/* Tells the session how to read tables. Returns 0, or the exit status after reporting an error. */
int table_form_set(const struct call *call, dcalc *session);

#endif

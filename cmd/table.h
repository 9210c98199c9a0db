/* table.h - answers a question at every row of a table (--points). */
#ifndef CMD_TABLE_H
#define CMD_TABLE_H

#include "app/dcalc.h"
#include "command.h"
#include "files.h"
#include "summary.h"

/* Reads the table and writes the answers; the summary takes what is said of it. Returns the exit
 * status. */
int table_run(struct call *call, dcalc *session, struct inputs *inputs,
              const struct dcalc_request *request, const char *const *keep, size_t n_keep,
              struct summary *summary);

#endif

/* point.h - what --at and --vector say: names and their values, given on the command line or in
 * files. */
#ifndef CMD_POINT_H
#define CMD_POINT_H

#include "app/dcalc.h"
#include "command.h"
#include "files.h"

/* Reads every --at, or every --vector. Returns 0, or the exit status of what was said. A name bound
 * again by a later option or file keeps its place and takes the later value. */
int point_collect(const struct call *call, dcalc *session, struct inputs *inputs,
                  enum option_id option, const struct dcalc_binding **out, size_t *n);

#endif

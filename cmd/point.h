/* point.h - what --at says: names and their values, given on the command line or in files. */
#ifndef CMD_POINT_H
#define CMD_POINT_H

#include "app/dcalc.h"
#include "command.h"
#include "files.h"

/* Fills in the request's point. Returns 0, or the exit status of what was said. A name bound again
 * by a later --at or file keeps its place and takes the later value. */
int point_collect(const struct call *call, dcalc *session, struct inputs *inputs,
                  struct dcalc_request *request);

#endif

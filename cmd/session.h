/* session.h - the library's session of one command, with the limits of its options. */
#ifndef CMD_SESSION_H
#define CMD_SESSION_H

#include "app/dcalc.h"
#include "command.h"

/* Returns a new session with the limits of --timeout, --max-memory and --max-work, which Ctrl-C can
 * stop; NULL after reporting that there is no memory. */
dcalc *session_open(const struct call *call);
void session_close(dcalc *session);

#endif

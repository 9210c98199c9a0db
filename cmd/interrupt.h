/* interrupt.h - lets Ctrl-C stop the running computation. */
#ifndef CMD_INTERRUPT_H
#define CMD_INTERRUPT_H

#include "app/dcalc.h"

#include <stdbool.h>

enum { INTERRUPTED = 130 }; /* the exit status */

/* Makes Ctrl-C stop the computation of `session`; NULL if there is none to stop. */
void interrupt_watch(dcalc *session);

/* For work that does not check for interrupts: with true, Ctrl-C ends the program at once; with
 * false, it is caught again. */
void interrupt_at_once(bool on);

/* Catches Ctrl-C from now on, as the prompt needs it. If the program was started with it ignored,
 * it stays ignored. */
void interrupt_catch(void);

/* Returns true if Ctrl-C was pressed since the last interrupt_forget. */
bool interrupt_seen(void);
void interrupt_forget(void);

#endif

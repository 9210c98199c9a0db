/* interrupt.h - Ctrl-C stops the running computation. */
#ifndef CMD_INTERRUPT_H
#define CMD_INTERRUPT_H

#include "app/dcalc.h"

#include <stdbool.h>

enum { INTERRUPTED = 130 }; /* the exit status */

/* From now on Ctrl-C stops what `session` runs; NULL: there is nothing to stop. */
void interrupt_watch(dcalc *session);

/* For work that does not look: Ctrl-C ends the program at once, or is caught again. */
void interrupt_at_once(bool on);

/* Catches Ctrl-C for good, as the prompt needs it; where it is ignored it stays so. */
void interrupt_catch(void);

/* Was Ctrl-C pressed since the last interrupt_forget? */
bool interrupt_seen(void);
void interrupt_forget(void);

#endif

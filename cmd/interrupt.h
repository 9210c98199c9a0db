/* interrupt.h - lets Ctrl-C, SIGTERM, SIGHUP and SIGXCPU stop the running computation. */
#ifndef CMD_INTERRUPT_H
#define CMD_INTERRUPT_H

#include "app/dcalc.h"

#include <stdbool.h>

/* Makes these signals stop the computations of `session`, also those that have yet to begin; NULL
 * if there is none to stop. */
void interrupt_watch(dcalc *session);

/* Catches these signals from now on, as the prompt needs it. What was ignored when the program was
 * started stays ignored. */
void interrupt_catch(void);

/* From now on such a signal ends the process. Returns false if one has come, which nothing undoes.
 */
bool interrupt_release(void);

/* Returns true if a signal has come since the last interrupt_forget. */
bool interrupt_seen(void);

/* Returns true if it was one that ends the program, the prompt too: SIGTERM or SIGHUP. */
bool interrupt_ends(void);

/* Returns the exit status: 128 and the signal's number, 130 for Ctrl-C; 0 if none was seen. */
int interrupt_status(void);

/* Forgets a Ctrl-C. */
void interrupt_forget(void);

/* Catches, or leaves alone again, what changes the terminal while a line is edited: SIGWINCH,
 * SIGTSTP, SIGCONT. */
void interrupt_listen(bool on);

/* Waits until the descriptor can be read, or for a signal; none gets lost in between. */
enum waited { WAITED_INPUT, WAITED_SIGNAL, WAITED_RESIZE, WAITED_STOP, WAITED_RESUME };
enum waited interrupt_wait(int fd);

#endif

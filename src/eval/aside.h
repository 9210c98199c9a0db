/* aside.h - long calls of a library that nothing interrupts, in a thread that can be left to
 * itself.
 *
 * LAPACK decomposes a matrix of a few thousand rows in one call of many seconds. Such a call runs
 * in a thread of its own, on a copy of what it needs. When the core says to stop, the caller goes
 * on without it, and the thread frees the copy when it is done.
 *
 * What else was weighed. A jump out of the call leaves the library's locks and buffers as they are.
 * A child process can be killed, but is not for a library to start in somebody else's program. */
#ifndef EVAL_ASIDE_H
#define EVAL_ASIDE_H

#include "base/diag.h"

/* Runs work(block), where block is malloc's own and holds all that the work reads and writes.
 * Returns false when the core said to stop, which it then has as an error: the block is gone. A few
 * calls at most are left at any time; more wait until one of those is done. */
typedef void aside_work(void *block);
bool aside_run(struct core *core, aside_work *work, void *block);

/* Whether a call that was left goes on. exit() waits for it, as the library's memory is unmapped
 * then; _exit() does not. */
bool aside_is_busy(void);

#endif

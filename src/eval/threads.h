/* threads.h - threads that share a piece of work out among themselves.
 *
 * The work is cut into chunks whose bounds do not depend on how many threads there are; who does
 * which chunk is chance, so chunks write to places of their own. */
#ifndef EVAL_THREADS_H
#define EVAL_THREADS_H

#include "base/diag.h"

struct threads;

/* `count` includes the caller; 0: as many as the processor has cores. Threads are started when
 * first needed. NULL without memory. */
struct threads *threads_new(struct mem *mem, unsigned count);
void threads_free(struct threads *threads);
/* The most threads that may work at once; their numbers are below it. */
unsigned threads_size(const struct threads *threads);

/* Calls work(user, chunk, thread) for every chunk below n, in any order, and returns when all are
 * done; the caller does them alone where there is no threads (NULL). The caller's thread looks at
 * the core before each of its chunks: once that says to stop, the rest is left undone. */
typedef void threads_work(void *user, size_t chunk, unsigned thread);
void threads_run(struct threads *threads, struct core *core, size_t n, threads_work *work,
                 void *user);
/* The same, and the caller does `own` before its share while others have begun theirs. */
void threads_run_beside(struct threads *threads, struct core *core, size_t n, threads_work *work,
                        void *user, void (*own)(void *user));

#endif

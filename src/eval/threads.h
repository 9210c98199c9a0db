/* threads.h - threads that share out a piece of work.
 *
 * The work is cut into chunks whose bounds do not depend on the number of threads. Which thread
 * does which chunk is left to chance, so each chunk must write to memory of its own. Overflow,
 * underflow and division by zero that their arithmetic raises are raised in the caller, too. */
#ifndef EVAL_THREADS_H
#define EVAL_THREADS_H

#include "base/diag.h"

struct threads;

/* Returns a pool of at most `count` threads, the caller's included; 0: one per core. They are
 * started when first needed. NULL without memory. */
struct threads *threads_new(struct mem *mem, unsigned count);
void threads_free(struct threads *threads);
/* Returns how many threads may work at once; they are numbered from 0. */
unsigned threads_size(const struct threads *threads);

/* Calls work(user, chunk, thread) for every chunk below n, in any order, and returns when all are
 * done. The caller does all of them if `threads` is NULL. Before each of its chunks the caller asks
 * the core; if that says to stop, the chunks that nobody has begun are left out. */
typedef void threads_work(void *user, size_t chunk, unsigned thread);
void threads_run(struct threads *threads, struct core *core, size_t n, threads_work *work,
                 void *user);
/* The same, but the caller first calls `own`, while the other threads have begun. */
void threads_run_beside(struct threads *threads, struct core *core, size_t n, threads_work *work,
                        void *user, void (*own)(void *user));

#endif

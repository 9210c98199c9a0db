/* crew.h - threads that share a piece of work out among themselves.
 *
 * The work is cut into chunks whose bounds do not depend on how many threads there are; who does
 * which chunk is chance, so chunks write to places of their own. */
#ifndef EVAL_CREW_H
#define EVAL_CREW_H

#include "base/mem.h"

struct crew;

/* `threads` counts the caller; 0: as many as the processor has cores. Threads are started when
 * first needed. NULL without memory. */
struct crew *crew_new(struct mem *mem, unsigned threads);
void crew_free(struct crew *crew);
/* The most threads that may work at once; their numbers are below it. */
unsigned crew_size(const struct crew *crew);

/* Calls work(user, chunk, thread) for every chunk below n, in any order, and returns when all are
 * done. */
typedef void crew_work(void *user, size_t chunk, unsigned thread);
void crew_run(struct crew *crew, size_t n, crew_work *work, void *user);

#endif

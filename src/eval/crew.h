/* crew.h - threads that share a piece of work out among themselves.
 *
 * The work is cut into chunks whose bounds do not depend on how many threads there are; who does
 * which chunk is chance, so chunks write to places of their own. */
#ifndef EVAL_CREW_H
#define EVAL_CREW_H

#include "base/diag.h"

struct crew;

/* `threads` counts the caller; 0: as many as the processor has cores. Threads are started when
 * first needed. NULL without memory. */
struct crew *crew_new(struct mem *mem, unsigned threads);
void crew_free(struct crew *crew);
/* The most threads that may work at once; their numbers are below it. */
unsigned crew_size(const struct crew *crew);

/* Calls work(user, chunk, thread) for every chunk below n, in any order, and returns when all are
 * done; the caller does them alone where there is no crew (NULL). The caller's thread looks at the
 * core before each of its chunks: once that says to stop, the rest is left undone. */
typedef void crew_work(void *user, size_t chunk, unsigned thread);
void crew_run(struct crew *crew, struct core *core, size_t n, crew_work *work, void *user);
/* The same, and the caller does `own` before its share while others have begun theirs. */
void crew_run_beside(struct crew *crew, struct core *core, size_t n, crew_work *work, void *user,
                     void (*own)(void *user));

#endif

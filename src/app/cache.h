/* cache.h - questions that a session was asked more than once, kept with all but their numbers: a
 * service is asked for the same derivative at one point after another, and then only evaluation is
 * left to do. An answer does not depend on what the cache holds. */
#ifndef APP_CACHE_H
#define APP_CACHE_H

#include "app/run.h"

/* The answer to a request whose point is session->point, or NULL where the cache has none: then it
 * is worked out from the start. */
struct answer *cache_answer(dcalc *session, const struct dcalc_request *request);
/* Takes the run of the request just asked for, if the question has come before and a kept tape
 * answered it; else the run stays the caller's. */
bool cache_takes(dcalc *session, struct run *run);
/* True if the question just asked of the cache, with its literals lifted, is worth a run: none is
 * kept, and as it was written it has been answered before with other ones, so that nothing is wrong
 * but the numbers if anything is. cache_refuse() notes that its run was not taken. */
bool cache_wants(dcalc *session);
void cache_refuse(dcalc *session);
/* Forgets the question that was being answered when its escape was left, and what it held. */
void cache_forget_asked(dcalc *session, struct escape *escape);
/* Returns how many questions are kept, for tests. */
size_t cache_has(const dcalc *session);
/* Forgets everything. */
void cache_free(dcalc *session);

#endif

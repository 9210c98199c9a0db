/* thread.h - threads that leave signals to the thread that starts them. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts run(user) with signals blocked, so that they interrupt the waits of the caller's thread,
 * except those that a thread raises itself by what it does: blocked, they would end the process
 * without the handler that says so. Returns false if the system cannot create a thread. */
bool thread_start(pthread_t *thread, void *(*run)(void *), void *user);

/* Whether there is memory for what the loader needs when a new thread first calls a library that
 * was opened later. It ends the process where there is none. */
bool thread_has_room(void);

#endif

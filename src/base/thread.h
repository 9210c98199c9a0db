/* thread.h - threads that leave signals to the one that starts them. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts run(user) with all signals blocked, so that they reach the caller's thread, whose waits
 * they end. False if the system has no thread to give. */
bool thread_start(pthread_t *thread, void *(*run)(void *), void *user);

#endif

#include "eval/aside.h"

#include "base/thread.h"

#include <fenv.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_LEFT = 4, ASKED_EACH = 20000000 /* nanoseconds */ };

struct call {
    aside_work *work;
    void *block;
    bool done, left;
    int raised; /* exceptions of arithmetic, which the caller asks about */
};

/* Threads outlive the request that left them, so they are counted for the whole process. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t watched = PTHREAD_ONCE_INIT;
static unsigned n_left; /* under the lock */

static void wait_for_left(void)
{
    pthread_mutex_lock(&lock);
    while (n_left > 0) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

/* A child has none of its parent's threads, whatever they held. */
static void forget_left(void)
{
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&changed, NULL);
    n_left = 0;
}

static void watch_process(void)
{
    pthread_atfork(NULL, NULL, forget_left);
    atexit(wait_for_left);
}

static void *run(void *user)
{
    struct call *call = user;
    feclearexcept(FE_ALL_EXCEPT);
    call->work(call->block);
    call->raised = fetestexcept(FE_ALL_EXCEPT);
    pthread_mutex_lock(&lock);
    call->done = true;
    if (call->left) {
        free(call->block);
        free(call);
        n_left--;
    }
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return NULL;
}

/* Waits for a change, or until the core is to be asked again. Under the lock. */
static void wait_a_little(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += ASKED_EACH;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&changed, &lock, &until);
}

static bool start(struct call *call)
{
    pthread_t thread;
    if (!thread_start(&thread, run, call)) return false;
    pthread_detach(thread);
    return true;
}

/* Starts the call, or does it here if there is no thread. Returns whether it is done. Under the
 * lock. */
static bool finish(const struct core *core, struct call *call)
{
    bool stops = false;
    while (n_left == MOST_LEFT && !(stops = core_must_stop(core))) wait_a_little();
    if (stops) return false;
    if (!start(call)) {
        call->work(call->block);
        return call->done = true;
    }
    while (!call->done && !core_must_stop(core)) wait_a_little();
    call->left = !call->done;
    n_left += call->left;
    return call->done;
}

bool aside_run(struct core *core, aside_work *work, void *block)
{
    struct call *call = calloc(1, sizeof *call);
    if (!call) {
        work(block);
        return true;
    }
    *call = (struct call){.work = work, .block = block};
    pthread_once(&watched, watch_process);
    pthread_mutex_lock(&lock);
    bool done = finish(core, call), left = call->left;
    pthread_mutex_unlock(&lock);
    if (done) feraiseexcept(call->raised);
    if (!left) free(call);
    if (!left && !done) free(block);
    return done || core_say_stopped(core, &core->limits);
}

bool aside_is_busy(void)
{
    pthread_mutex_lock(&lock);
    bool busy = n_left > 0;
    pthread_mutex_unlock(&lock);
    return busy;
}

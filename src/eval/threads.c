#include "eval/threads.h"

#include "base/escape.h"
#include "base/thread.h"
#include "eval/constants.h"

#include <fenv.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_THREADS = 256,
    SPINS = 4000,
    RAISED = FE_UNDERFLOW | FE_OVERFLOW | FE_DIVBYZERO, /* what callers ask about */
};

struct threads {
    struct mem *mem;
    unsigned size, started; /* `started` does not count the caller */
    pthread_t *handles;
    pthread_mutex_t lock;
    pthread_cond_t wake, finished;
    /* There is one task at a time. A worker joins it when it sees that `round` has changed, and
     * counts itself out of `n_working` when it leaves. */
    atomic_uint round;
    atomic_uint n_working; /* workers that have not left the task */
    bool stopping;         /* under the lock */
    threads_work *work;
    void *user;
    const struct core *core; /* the caller's, for core_look() alone */
    size_t n;
    atomic_size_t next;
    atomic_uint number;   /* of the next thread to start */
    atomic_bool failed;   /* a library had no memory */
    atomic_bool stop;     /* the core says to stop */
    atomic_int raised;    /* exceptions of arithmetic in workers */
    atomic_size_t worked; /* operations that the core does not know of */
    struct escape_end end;
};

static unsigned cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (unsigned)n;
}

struct threads *threads_new(struct mem *mem, unsigned count)
{
    struct threads *threads = mem_array(mem, 1, sizeof *threads);
    if (!threads) return NULL;
    threads->mem = mem;
    threads->size = count == 0 ? cores() : count > MOST_THREADS ? MOST_THREADS : count;
    pthread_mutex_init(&threads->lock, NULL);
    pthread_cond_init(&threads->wake, NULL);
    pthread_cond_init(&threads->finished, NULL);
    return threads;
}

unsigned threads_size(const struct threads *threads)
{
    return threads->size;
}

struct share {
    struct threads *threads;
    struct core *core; /* the caller's; NULL in a worker */
    unsigned thread;
};

/* Takes chunks until there are none. When the core says to stop, moves `next` past the last chunk,
 * so that no thread takes another one; those begun are finished. */
static void take_chunks(void *user)
{
    struct share *share = user;
    struct threads *threads = share->threads;
    constants_free_at_end();
    for (size_t i; (i = atomic_fetch_add(&threads->next, 1)) < threads->n;) {
        if (share->core && !core_go_on_slow(share->core)) atomic_store(&threads->next, threads->n);
        if (!share->core) core_look(threads->core);
        threads->work(threads->user, i, share->thread);
    }
}

/* A thread's share of the task in an escape of its own, as what a worker allocates is no other
 * thread's to free. Nobody takes another chunk after one that failed. */
static void do_share(struct threads *threads, struct core *core, unsigned thread)
{
    struct share share = {threads, core, thread};
    struct escape escape = {
        .core = core, .stop = &threads->stop, .worked = core ? NULL : &threads->worked};
    enum escaped how =
        core || thread_has_room() ? escape_run(&escape, take_chunks, &share) : ESCAPED_MEMORY;
    escape_drop(&escape);
    if (how == ESCAPED_NOT) return;
    if (how == ESCAPED_MEMORY || how == ESCAPED_LIMIT) atomic_store(&threads->failed, true);
    atomic_store(&threads->next, threads->n);
}

/* Returns when the number is no longer, or after a while, as what is waited for often follows
 * within microseconds: to sleep and to be woken takes as long. */
static void spin(const atomic_uint *at, unsigned number, bool while_equal)
{
    for (int i = 0; i < SPINS; i++) {
        if ((atomic_load_explicit(at, memory_order_acquire) == number) != while_equal) break;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
}

static unsigned wait_for_round(struct threads *threads, unsigned seen)
{
    spin(&threads->round, seen, true);
    pthread_mutex_lock(&threads->lock);
    while (atomic_load(&threads->round) == seen) pthread_cond_wait(&threads->wake, &threads->lock);
    pthread_mutex_unlock(&threads->lock);
    return atomic_load(&threads->round);
}

static void *worker(void *user)
{
    struct threads *threads = user;
    unsigned thread = atomic_fetch_add(&threads->number, 1) + 1, seen = 0;
    while (true) {
        seen = wait_for_round(threads, seen);
        if (threads->stopping) break;
        feclearexcept(RAISED);
        do_share(threads, NULL, thread);
        atomic_fetch_or(&threads->raised, fetestexcept(RAISED));
        if (atomic_fetch_sub(&threads->n_working, 1) != 1) continue;
        pthread_mutex_lock(&threads->lock);
        pthread_cond_signal(&threads->finished);
        pthread_mutex_unlock(&threads->lock);
    }
    return NULL;
}

static void begin_round(struct threads *threads)
{
    pthread_mutex_lock(&threads->lock);
    atomic_store(&threads->n_working, threads->started);
    atomic_fetch_add(&threads->round, 1);
    pthread_cond_broadcast(&threads->wake);
    pthread_mutex_unlock(&threads->lock);
}

/* Ends workers that wait for a task. */
static void end_workers(void *user)
{
    struct threads *threads = user;
    threads->stopping = true;
    begin_round(threads);
    for (unsigned i = 0; i < threads->started; i++) pthread_join(threads->handles[i], NULL);
    threads->started = 0;
}

/* Starts the threads. If some cannot be started, the work goes on with fewer. */
static void start(struct threads *threads)
{
    if (threads->handles || threads->size == 1) return;
    threads->handles = mem_array(threads->mem, threads->size, sizeof *threads->handles);
    if (!threads->handles) {
        threads->size = 1;
        return;
    }
    while (threads->started + 1 < threads->size &&
           thread_start(&threads->handles[threads->started], worker, threads))
        threads->started++;
    threads->end = (struct escape_end){.end = end_workers, .user = threads};
    escape_add_end(&threads->end);
}

/* Waits until the workers have left the task, and tells them to leave it if the core says so. */
static void wait_for_workers(struct threads *threads, struct core *core)
{
    enum { ASKED_EACH = 20000000 /* nanoseconds */ };
    spin(&threads->n_working, 0, false);
    pthread_mutex_lock(&threads->lock);
    while (atomic_load(&threads->n_working)) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += ASKED_EACH;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&threads->finished, &threads->lock, &until);
        core_count(core, atomic_exchange(&threads->worked, 0));
        if (!core_go_on_slow(core)) atomic_store(&threads->stop, true);
    }
    core_count(core, atomic_exchange(&threads->worked, 0));
    pthread_mutex_unlock(&threads->lock);
}

/* Without workers. */
struct alone {
    threads_work *work;
    void *user;
    size_t n;
    struct core *core;
};

static void take_all(void *user)
{
    const struct alone *alone = user;
    constants_free_at_end();
    for (size_t i = 0; i < alone->n && core_go_on_slow(alone->core); i++)
        alone->work(alone->user, i, 0);
}

static void do_alone(struct alone alone)
{
    struct escape escape = {.core = alone.core};
    enum escaped how = escape_run(&escape, take_all, &alone);
    escape_drop(&escape);
    escape_say(alone.core, how);
}

static void nothing(void *user)
{
    (void)user;
}

void threads_run(struct threads *threads, struct core *core, size_t n, threads_work *work,
                 void *user)
{
    threads_run_beside(n > 1 ? threads : NULL, core, n, work, user, nothing);
}

void threads_run_beside(struct threads *threads, struct core *core, size_t n, threads_work *work,
                        void *user, void (*own)(void *user))
{
    if (threads) start(threads);
    if (!threads || n == 0 || threads->started == 0) {
        own(user);
        do_alone((struct alone){work, user, n, core});
        return;
    }
    threads->work = work;
    threads->user = user;
    threads->core = core;
    threads->n = n;
    atomic_store(&threads->next, 0);
    atomic_store(&threads->failed, false);
    atomic_store(&threads->stop, false);
    atomic_store(&threads->raised, 0);
    begin_round(threads);
    own(user);
    do_share(threads, core, 0);
    wait_for_workers(threads, core);
    if (atomic_load(&threads->failed)) core->mem.failed = true;
    if (atomic_load(&threads->raised)) feraiseexcept(atomic_load(&threads->raised));
}

void threads_free(struct threads *threads)
{
    if (!threads) return;
    escape_remove_end(&threads->end);
    if (threads->started) end_workers(threads);
    pthread_mutex_destroy(&threads->lock);
    pthread_cond_destroy(&threads->wake);
    pthread_cond_destroy(&threads->finished);
    mem_free_array(threads->mem, threads->handles, threads->size, sizeof *threads->handles);
    mem_free_array(threads->mem, threads, 1, sizeof *threads);
}

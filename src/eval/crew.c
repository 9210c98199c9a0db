#include "eval/crew.h"

#include "base/thread.h"

#include <mpfr.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MOST_THREADS = 256, SPINS = 4000 };

struct crew {
    struct mem *mem;
    unsigned size, started; /* started: besides the caller */
    pthread_t *threads;
    pthread_mutex_t lock;
    pthread_cond_t wake, finished;
    /* One task at a time. A worker joins a task by the count in `round`, and leaves it by `busy`.
     */
    atomic_uint round;
    unsigned busy; /* under the lock: workers that have not left the task yet */
    bool over;     /* under the lock */
    crew_work *work;
    void *user;
    size_t n;
    atomic_size_t next;
    atomic_uint number; /* of the next thread to start */
};

static unsigned cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (unsigned)n;
}

struct crew *crew_new(struct mem *mem, unsigned threads)
{
    struct crew *crew = mem_array(mem, 1, sizeof *crew);
    if (!crew) return NULL;
    crew->mem = mem;
    crew->size = threads == 0 ? cores() : threads > MOST_THREADS ? MOST_THREADS : threads;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->wake, NULL);
    pthread_cond_init(&crew->finished, NULL);
    return crew;
}

unsigned crew_size(const struct crew *crew)
{
    return crew->size;
}

static void take_chunks(struct crew *crew, unsigned thread)
{
    for (size_t i; (i = atomic_fetch_add(&crew->next, 1)) < crew->n;)
        crew->work(crew->user, i, thread);
}

/* Steps of a few hundred microseconds follow one another, so a look or two before sleeping pays. */
static unsigned wait_for_round(struct crew *crew, unsigned seen)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load_explicit(&crew->round, memory_order_acquire) != seen) break;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    pthread_mutex_lock(&crew->lock);
    while (atomic_load(&crew->round) == seen) pthread_cond_wait(&crew->wake, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
    return atomic_load(&crew->round);
}

static void *worker(void *user)
{
    struct crew *crew = user;
    unsigned thread = atomic_fetch_add(&crew->number, 1) + 1, seen = 0;
    while (true) {
        seen = wait_for_round(crew, seen);
        if (crew->over) break;
        take_chunks(crew, thread);
        pthread_mutex_lock(&crew->lock);
        if (--crew->busy == 0) pthread_cond_signal(&crew->finished);
        pthread_mutex_unlock(&crew->lock);
    }
    mpfr_free_cache(); /* some kernels compute with it */
    return NULL;
}

/* Fewer threads than wanted will do, too. */
static void start(struct crew *crew)
{
    if (crew->threads || crew->size == 1) return;
    crew->threads = mem_array(crew->mem, crew->size, sizeof *crew->threads);
    if (!crew->threads) {
        crew->size = 1;
        return;
    }
    while (crew->started + 1 < crew->size &&
           thread_start(&crew->threads[crew->started], worker, crew))
        crew->started++;
}

static void begin_round(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    crew->busy = crew->started;
    atomic_fetch_add(&crew->round, 1);
    pthread_cond_broadcast(&crew->wake);
    pthread_mutex_unlock(&crew->lock);
}

/* The caller's share. What it leaves to nobody when it stops, nobody takes. */
static void take_own_chunks(struct crew *crew, struct core *core)
{
    for (size_t i; (i = atomic_fetch_add(&crew->next, 1)) < crew->n;) {
        if (!core_go_on_slow(core)) atomic_store(&crew->next, crew->n);
        crew->work(crew->user, i, 0);
    }
}

static void nothing(void *user)
{
    (void)user;
}

void crew_run(struct crew *crew, struct core *core, size_t n, crew_work *work, void *user)
{
    crew_run_beside(n > 1 ? crew : NULL, core, n, work, user, nothing);
}

void crew_run_beside(struct crew *crew, struct core *core, size_t n, crew_work *work, void *user,
                     void (*own)(void *user))
{
    if (crew) start(crew);
    if (!crew || n == 0 || crew->started == 0) {
        own(user);
        for (size_t i = 0; i < n && core_go_on_slow(core); i++) work(user, i, 0);
        return;
    }
    crew->work = work;
    crew->user = user;
    crew->n = n;
    atomic_store(&crew->next, 0);
    begin_round(crew);
    own(user);
    take_own_chunks(crew, core);
    pthread_mutex_lock(&crew->lock);
    while (crew->busy) pthread_cond_wait(&crew->finished, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}

void crew_free(struct crew *crew)
{
    if (!crew) return;
    if (crew->started) {
        crew->over = true;
        begin_round(crew);
    }
    for (unsigned i = 0; i < crew->started; i++) pthread_join(crew->threads[i], NULL);
    pthread_mutex_destroy(&crew->lock);
    pthread_cond_destroy(&crew->wake);
    pthread_cond_destroy(&crew->finished);
    mem_free_array(crew->mem, crew->threads, crew->size, sizeof *crew->threads);
    mem_free_array(crew->mem, crew, 1, sizeof *crew);
}

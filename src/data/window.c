#include "data/window.h"

#include "base/thread.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct range {
    void *block;
    size_t size;
};

struct window {
    struct mem *mem;
    size_t most;
    VEC(struct range) ranges; /* under the lock, as is `ends` */
    bool ends;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    int statm; /* "size resident of-files ...", in pages; or -1 */
};

enum { OF_FILES = 2 };

/* Returns how many bytes of files are resident in this process, or SIZE_MAX where it is not told.
 */
static size_t resident(const struct window *w)
{
    char text[128], *at = text;
    ssize_t n = w->statm >= 0 ? pread(w->statm, text, sizeof text - 1, 0) : -1;
    if (n <= 0) return SIZE_MAX;
    text[n] = '\0';
    for (int field = 0; field < OF_FILES; field++) strtoul(at, &at, 10);
    return strtoul(at, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}

static void give_back(const struct window *w)
{
    for (size_t i = 0; i < w->ranges.n; i++)
        madvise(w->ranges.at[i].block, w->ranges.at[i].size, MADV_DONTNEED);
}

/* As long as a few cores need to touch what is allowed. */
static long pause_of(const struct window *w)
{
    enum { BYTES_PER_NANOSECOND = 16, LEAST = 500000, MOST = 20000000 };
    size_t pause = w->most / BYTES_PER_NANOSECOND;
    return pause < LEAST ? LEAST : pause > MOST ? MOST : (long)pause;
}

/* Under the lock. */
static void wait_a_little(struct window *w)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += pause_of(w);
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&w->changed, &w->lock, &until);
}

void window_look(struct window *w)
{
    if (resident(w) <= w->most) return;
    pthread_mutex_lock(&w->lock);
    give_back(w);
    pthread_mutex_unlock(&w->lock);
}

static void *run(void *user)
{
    struct window *w = user;
    pthread_mutex_lock(&w->lock);
    while (!w->ends) {
        if (resident(w) > w->most) give_back(w);
        wait_a_little(w);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

static void window_free(struct window *w)
{
    if (w->statm >= 0) close(w->statm);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->changed);
    vec_free(w->mem, &w->ranges);
    mem_free_array(w->mem, w, 1, sizeof *w);
}

struct window *window_open(struct mem *mem, size_t most)
{
    struct window *w = mem_array(mem, 1, sizeof *w);
    if (!w) return NULL;
    w->mem = mem;
    w->most = most;
    w->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    if (thread_start(&w->thread, run, w)) return w;
    mem->failed = true;
    return window_free(w), NULL;
}

bool window_add(struct window *w, void *block, size_t size)
{
    pthread_mutex_lock(&w->lock);
    bool fine = vec_push(w->mem, &w->ranges, ((struct range){block, size}));
    pthread_mutex_unlock(&w->lock);
    return fine;
}

void window_close(struct window *w)
{
    if (!w) return;
    pthread_mutex_lock(&w->lock);
    w->ends = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    window_free(w);
}

/* refuse.c - a library to be loaded before all others (LD_PRELOAD), with which an allocation of the
 * whole process fails.
 *
 * REFUSE_AT=n: the n-th fails; with REFUSE_ALL=1 also every one after it. REFUSE_MARK is a
 * descriptor that gets a byte when the first one fails. The dynamic loader, the start of
 * libraries that are not ours, and all that libedit does for itself, end the process without
 * memory, so they are not refused. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As glibc calls its own; dlsym() would allocate. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_long countdown; /* -1: all fail */
static bool for_good;
static long mark;
static _Thread_local bool is_asking __attribute__((tls_model("initial-exec")));

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("REFUSE_AT"), *fd = getenv("REFUSE_MARK");
    mark = fd ? strtol(fd, NULL, 10) : -1;
    for_good = getenv("REFUSE_ALL") != NULL;
    void *caller;
    is_asking = true;
    backtrace(&caller, 1); /* allocates the first time */
    is_asking = false;
    atomic_store(&countdown, at ? strtol(at, NULL, 10) : 0);
}

static bool lies_in(void *address, const char *const *names, size_t n)
{
    Dl_info info;
    bool known = dladdr(address, &info) && info.dli_fname, found = false;
    for (size_t i = 0; known && i < n; i++) found = found || strstr(info.dli_fname, names[i]);
    return found;
}

static bool is_spared(void *caller)
{
    static const char *const direct[] = {"/ld-linux", "/libgfortran", "/libopenblas",
                                         "/libquadmath"};
    static const char *const anyhow[] = {"/libedit", "/libtinfo"}, *const libc[] = {"/libc."};
    void *callers[12];
    is_asking = true;
    bool spared = lies_in(caller, direct, 4) || lies_in(caller, anyhow, 2);
    int n = spared || !lies_in(caller, libc, 1) ? 0 : backtrace(callers, 12);
    for (int i = 0; i < n && !spared; i++) spared = lies_in(callers[i], anyhow, 2);
    is_asking = false;
    return spared;
}

static bool refuses(void *caller)
{
    long left = atomic_load(&countdown);
    if (left == 0 || is_asking || is_spared(caller)) return false;
    if (left > 0) left = atomic_fetch_sub(&countdown, 1);
    if (left > 1 || left == 0) return false;
    if (left == 1 && for_good) atomic_store(&countdown, -1);
    ssize_t ignored = left == 1 && mark >= 0 ? write((int)mark, "!", 1) : 0;
    (void)ignored;
    errno = ENOMEM;
    return true;
}

#define REFUSES refuses(__builtin_return_address(0))

void *malloc(size_t size)
{
    return REFUSES ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return REFUSES ? NULL : __libc_calloc(n, size);
}

void *realloc(void *block, size_t size)
{
    return REFUSES ? NULL : __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size)
{
    return REFUSES ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return REFUSES ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *block = REFUSES ? NULL : __libc_memalign(alignment, size);
    if (block) *out = block;
    return block ? 0 : ENOMEM;
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
    if (REFUSES) return MAP_FAILED;
    return (void *)syscall(SYS_mmap, at, length, protection, flags, fd, offset);
}

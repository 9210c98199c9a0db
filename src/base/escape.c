#include "base/escape.h"

#include "base/thread.h"

#include <gmp.h>
#include <mpfr.h>
#include <stdlib.h>
#include <string.h>

/* The core is asked after so many bytes, and an allocation counts as some more than it has: after
 * microseconds, or a millisecond where numbers are long. */
enum { ASKED_EACH = 1 << 15, ALLOCATION = 64 };

static atomic_bool owns_libraries;
static void (*end_process)(void);
static _Thread_local struct escape *innermost;
static _Thread_local bool spoilt;

bool escape_owns_libraries(void)
{
    return atomic_load_explicit(&owns_libraries, memory_order_relaxed);
}

bool escape_has_spoilt_thread(void)
{
    return spoilt;
}

/* ---- jumps ---- */

static _Noreturn void jump(struct escape *escape, enum escaped how)
{
    if (!escape && end_process) end_process();
    if (!escape) abort();
    escape->how = how;
    spoilt = true;
    longjmp(escape->back, 1);
}

static bool must_stop(const struct escape *escape)
{
    return (escape->stop && atomic_load_explicit(escape->stop, memory_order_relaxed)) ||
           (escape->core && core_must_stop(escape->core));
}

/* How many bytes may be allocated before the next question. */
static size_t new_credit(const struct core *core)
{
    if (!core) return ASKED_EACH;
    const struct mem *mem = &core->mem;
    size_t used = mem->used + *mem->beside;
    if (mem->fault && mem->fault->countdown) return 0;
    return !mem->limit || mem->limit - used > ASKED_EACH ? ASKED_EACH : mem->limit - used;
}

/* What was allocated since the core was last asked, and is to be now, is the measure of the work.
 */
static void count(struct escape *escape, size_t more)
{
    size_t bytes = escape->given - escape->credit + more + ALLOCATION;
    if (escape->core) core_count(escape->core, bytes);
    if (escape->worked) atomic_fetch_add_explicit(escape->worked, bytes, memory_order_relaxed);
    escape->credit = escape->given = 0;
}

/* Jumps if `more` bytes are not to be had, or there is a reason to stop. */
static void ask(struct escape *escape, size_t more)
{
    struct core *core = escape->core;
    count(escape, more);
    if (core && core_has_worked(core)) jump(escape, ESCAPED_WORKED);
    if (must_stop(escape)) jump(escape, ESCAPED_STOPPED);
    if (core && mem_is_faulty(core->mem.fault)) jump(escape, ESCAPED_MEMORY);
    if (core && mem_refuses(&core->mem, more)) jump(escape, ESCAPED_LIMIT);
    escape->credit = escape->given = new_credit(core);
}

static inline void take_credit(struct escape *escape, size_t more)
{
    if (!escape) return;
    if (escape->credit < more + ALLOCATION)
        ask(escape, more);
    else
        escape->credit -= more + ALLOCATION;
}

/* ---- blocks ---- */

/* Numbers of a few limbs come and go by the hundred in each evaluation. Blocks for so many bytes
 * have all one size, and the thread keeps some that were freed. AddressSanitizer is to see each. */
enum { SMALL = 96, MOST_KEPT = 256 };
#ifdef __SANITIZE_ADDRESS__
enum { KEEPS = false };
#else
enum { KEEPS = true };
#endif
static _Thread_local struct {
    struct escape_block *first; /* the next is `newer` */
    size_t n;
} kept;

static inline size_t room_of(size_t size)
{
    return KEEPS && size < SMALL ? SMALL : size;
}

static inline struct escape_block *new_block(size_t size)
{
    struct escape_block *block = kept.first;
    if (size > SMALL || !block)
        return size <= SIZE_MAX / 2 ? malloc(sizeof *block + room_of(size)) : NULL;
    kept.first = block->newer;
    kept.n--;
    return block;
}

static inline void free_block(struct escape_block *block)
{
    if (!KEEPS || block->size > SMALL || kept.n == MOST_KEPT) {
        free(block);
        return;
    }
    block->newer = kept.first;
    kept.first = block;
    kept.n++;
}

static struct escape_block *move_block(struct escape_block *block, size_t size)
{
    if (KEEPS && block->size <= SMALL && size <= SMALL) return block;
    return size <= SIZE_MAX / 2 ? realloc(block, sizeof *block + room_of(size)) : NULL;
}

void escape_free_kept(void)
{
    while (kept.first) {
        struct escape_block *next = kept.first->newer;
        free(kept.first);
        kept.first = next;
    }
    kept.n = 0;
}

static inline void link_block(struct escape *escape, struct escape_block *block)
{
    struct escape_block *ring = &escape->blocks;
    block->older = ring;
    block->newer = ring->newer;
    ring->newer->older = block;
    ring->newer = block;
    block->owner = escape;
    escape->held += block->size;
}

static inline void unlink_block(const struct escape_block *block)
{
    if (!block->owner) return;
    block->older->newer = block->newer;
    block->newer->older = block->older;
    block->owner->held -= block->size;
}

void *escape_allocate(size_t size)
{
    struct escape *escape = innermost;
    take_credit(escape, size);
    struct escape_block *block = new_block(size);
    if (!block) jump(escape, ESCAPED_MEMORY);
    block->size = size;
    block->owner = NULL;
    if (escape) link_block(escape, block);
    return block + 1;
}

/* A block that is moved stays whose it was: what outlives this escape is not this escape's. */
void *escape_resize(void *old, size_t old_size, size_t size)
{
    struct escape_block *block = (struct escape_block *)old - 1, *moved;
    struct escape *escape = innermost, *owner = block->owner;
    size_t before = block->size;
    (void)old_size;
    take_credit(escape, size > before ? size - before : 0);
    moved = move_block(block, size);
    if (!moved) jump(escape, ESCAPED_MEMORY);
    moved->size = size;
    if (owner) {
        moved->older->newer = moved->newer->older = moved;
        owner->held += size - before;
    }
    return moved + 1;
}

void escape_free(void *old, size_t size)
{
    (void)size;
    if (!old) return;
    struct escape_block *block = (struct escape_block *)old - 1;
    unlink_block(block);
    free_block(block);
}

void *escape_flint_zeroed(size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) return escape_allocate(SIZE_MAX); /* it jumps */
    return memset(escape_allocate(bytes), 0, bytes);
}

void *escape_flint_resize(void *block, size_t size)
{
    return block ? escape_resize(block, 0, size) : escape_allocate(size);
}

void escape_flint_free(void *block)
{
    escape_free(block, 0);
}

/* What the libraries keep when an escape ends as it should: constants, and numbers of structures
 * that stay. MPFR's spare integers would be lost in a later escape that takes one and jumps; after
 * a jump they may be those of an escape whose blocks are dropped. */
static void settle(struct escape *escape)
{
    if (!spoilt) mpfr_free_pool();
    struct escape_block *ring = &escape->blocks, *block = ring->newer;
    while (block != ring) {
        struct escape_block *next = block->newer;
        block->owner = NULL;
        block = next;
    }
    ring->older = ring->newer = ring;
    escape->held = 0;
}

void escape_drop(struct escape *escape)
{
    struct escape_block *ring = &escape->blocks, *block = ring->newer;
    if (!block) return; /* there was no escape */
    while (block != ring) {
        struct escape_block *next = block->newer;
        free(block);
        block = next;
    }
    ring->older = ring->newer = ring;
}

/* ---- escapes ---- */

static void run_ends(struct escape *escape)
{
    while (escape->ends) {
        struct escape_end *end = escape->ends;
        escape->ends = end->next;
        end->end(end->user);
    }
}

static void run_here(struct escape *escape)
{
    escape->outer = innermost;
    escape->blocks.older = escape->blocks.newer = &escape->blocks;
    innermost = escape;
    if (setjmp(escape->back) == 0) {
        escape->work(escape->user);
        escape->how = ESCAPED_NOT;
        count(escape, 0);
    }
    innermost = escape->outer;
    if (escape->how == ESCAPED_NOT)
        settle(escape);
    else
        run_ends(escape);
    struct escape *outer = escape->outer;
    bool goes_on = outer && outer->core == escape->core;
    if (escape->core) escape->core->mem.beside = goes_on ? &outer->held : NULL;
}

static void *run_in_thread(void *user)
{
    struct escape *escape = user;
    if (thread_has_room())
        run_here(escape);
    else
        escape->how = ESCAPED_MEMORY;
    return NULL;
}

enum escaped escape_run(struct escape *escape, void (*work)(void *user), void *user)
{
    pthread_t thread;
    escape->work = work;
    escape->user = user;
    escape->how = ESCAPED_NOT;
    if (!escape_owns_libraries()) {
        work(user);
        return ESCAPED_NOT;
    }
    if (escape->core) escape->core->mem.beside = &escape->held;
    if (!spoilt)
        run_here(escape);
    else if (thread_start(&thread, run_in_thread, escape))
        pthread_join(thread, NULL);
    else
        escape->how = ESCAPED_MEMORY;
    return escape->how;
}

bool escape_say(struct core *core, enum escaped how)
{
    if (how == ESCAPED_NOT) return true;
    if (how == ESCAPED_WORKED) return core_say_worked(core);
    if (how == ESCAPED_STOPPED) return core_say_stopped(core, &core->limits);
    core->mem.failed = true;
    core->mem.refused = how == ESCAPED_LIMIT;
    return false;
}

struct core *escape_ask(struct core *core)
{
    if (!innermost) return NULL;
    struct core *before = innermost->core;
    innermost->core = core;
    core->mem.beside = &innermost->held;
    innermost->credit = innermost->given = 0;
    return before;
}

void escape_ask_no_more(struct core *core, struct core *before)
{
    core->mem.beside = NULL;
    if (!innermost || innermost->core != core) return;
    innermost->core = before;
    innermost->credit = innermost->given = 0;
}

struct escape *escape_leave(void)
{
    struct escape *escape = innermost;
    innermost = NULL;
    return escape;
}

void escape_return(struct escape *escape)
{
    innermost = escape;
}

void escape_add_end(struct escape_end *end)
{
    if (!innermost) return;
    end->next = innermost->ends;
    innermost->ends = end;
}

void escape_remove_end(struct escape_end *end)
{
    struct escape_end **at = innermost ? &innermost->ends : NULL;
    while (at && *at && *at != end) at = &(*at)->next;
    if (at && *at) *at = end->next;
}

/* Where threads shared MPFR's constants, a jump would leave them locked. */
bool escape_own_libraries(void (*hopeless)(void))
{
    if (!mpfr_buildopt_tls_p() || mpfr_buildopt_sharedcache_p()) return false;
    end_process = hopeless;
    mp_set_memory_functions(escape_allocate, escape_resize, escape_free);
    atomic_store(&owns_libraries, true);
    return true;
}

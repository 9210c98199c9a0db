#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* LARGE: blocks of at least this size get large pages. SMALL_CHUNK: malloc serves chunks of this
 * size from a cache in each thread, and they suffice for a small answer, so the first SMALL_CHUNKS
 * chunks of an arena have this size. */
enum { LARGE = 4 << 20, SMALL_CHUNK = 1008, SMALL_CHUNKS = 6 };

/* Blocks of a pool have sizes of a power of 2 from this one on, and all that are kept at most so
 * many bytes. */
enum { SMALLEST_LOG2 = 6, MOST_POOLED = 1 << 20 };

/* What stands before each block. So whatever is left behind by a jump can still be freed. */
struct mem_block {
    struct mem_block *older, *newer;
};

bool mem_is_faulty(struct fault *fault)
{
    if (!fault || fault->countdown == 0 || --fault->countdown > 0) return false;
    return fault->hit = true;
}

bool mem_refuses(struct mem *mem, size_t more)
{
    size_t used = mem->used + (mem->beside ? *mem->beside : 0);
    if (!mem->limit || (used <= mem->limit && more <= mem->limit - used)) return false;
    return mem->failed = mem->refused = true;
}

bool mem_charge(struct mem *mem, size_t bytes)
{
    if (mem_refuses(mem, bytes)) return false;
    if (!mem->beside) mem->used += bytes;
    return true;
}

static size_t head_size(const struct mem *mem)
{
    return mem->is_plain ? 0 : sizeof(struct mem_block);
}

static void *fail(struct mem *mem)
{
    mem->failed = true;
    return NULL;
}

/* ---- blocks of a pool ---- */

/* Which list of a pool serves blocks of so many bytes; POOL_SIZES: none does. AddressSanitizer is
 * to see each block that is freed. */
static inline unsigned list_of(const struct mem *mem, size_t bytes)
{
#ifdef __SANITIZE_ADDRESS__
    (void)mem, (void)bytes;
    return POOL_SIZES;
#else
    if (!mem->pool || mem->is_plain || bytes > (size_t)1 << (SMALLEST_LOG2 + POOL_SIZES - 1))
        return POOL_SIZES;
    return bytes <= 1 << SMALLEST_LOG2
               ? 0
               : (unsigned)(64 - SMALLEST_LOG2 - __builtin_clzll((unsigned long long)bytes - 1));
#endif
}

static inline size_t bytes_of(unsigned list)
{
    return (size_t)1 << (SMALLEST_LOG2 + list);
}

/* Returns the newest block of a list, or NULL. */
static inline struct mem_block *pop(struct mem_pool *pool, unsigned list)
{
    struct mem_block *block = pool->blocks[list];
    if (!block) return NULL;
    pool->blocks[list] = block->older;
    pool->bytes -= bytes_of(list);
    return block;
}

static inline struct mem_block *take(const struct mem *mem, size_t bytes)
{
    unsigned list = list_of(mem, bytes);
    if (list == POOL_SIZES) return malloc(bytes);
    struct mem_block *block = pop(mem->pool, list);
    return block ? block : malloc(bytes_of(list));
}

static inline struct mem_block *take_zeroed(const struct mem *mem, size_t bytes)
{
    unsigned list = list_of(mem, bytes);
    struct mem_block *block = list == POOL_SIZES ? NULL : pop(mem->pool, list);
    if (block) return memset(block, 0, bytes);
    return calloc(1, list == POOL_SIZES ? bytes : bytes_of(list));
}

static inline void give(const struct mem *mem, struct mem_block *block, size_t bytes)
{
    unsigned list = list_of(mem, bytes);
    if (list == POOL_SIZES || mem->pool->bytes + bytes_of(list) > MOST_POOLED) {
        free(block);
        return;
    }
    block->older = mem->pool->blocks[list];
    mem->pool->blocks[list] = block;
    mem->pool->bytes += bytes_of(list);
}

static inline struct mem_block *move(const struct mem *mem, struct mem_block *block,
                                     size_t old_bytes, size_t bytes)
{
    unsigned from = list_of(mem, old_bytes), to = list_of(mem, bytes);
    if (to == POOL_SIZES) return realloc(block, bytes);
    if (from == POOL_SIZES) return realloc(block, bytes_of(to));
    if (from == to) return block;
    struct mem_block *moved = take(mem, bytes);
    if (!moved) return NULL;
    memcpy(moved, block, old_bytes < bytes ? old_bytes : bytes);
    give(mem, block, old_bytes);
    return moved;
}

void mem_pool_free(struct mem_pool *pool)
{
    for (unsigned list = 0; list < POOL_SIZES; list++)
        while (pool->blocks[list]) free(pop(pool, list));
}

/* ---- blocks of an owner ---- */

/* Adds a block to its owner's, and returns what is behind its head. */
static inline void *add_block(struct mem *mem, struct mem_block *block, size_t size)
{
    mem->used += size;
    if (mem->is_plain) return block;
    block->older = mem->newest;
    block->newer = NULL;
    if (mem->newest) mem->newest->newer = block;
    mem->newest = block;
    return block + 1;
}

void mem_free(struct mem *mem, void *block, size_t size)
{
    struct mem_block *head = block;
    if (!block) return;
    mem->used -= size;
    if (!mem->is_plain) {
        head--;
        *(head->newer ? &head->newer->older : &mem->newest) = head->older;
        if (head->older) head->older->newer = head->newer;
    }
    give(mem, head, head_size(mem) + size);
}

/* Lets the neighbours of a block know where it was moved to. */
static void *move_block(struct mem *mem, struct mem_block *block)
{
    if (mem->is_plain) return block;
    *(block->newer ? &block->newer->older : &mem->newest) = block;
    if (block->older) block->older->newer = block;
    return block + 1;
}

/* Each page of a large block costs a page fault when it is first touched; large pages make these
 * few. Nothing is lost where the system has none. */
static void ask_for_large_pages(void *block, size_t size)
{
#ifdef MADV_HUGEPAGE
    uintptr_t page = 4096, start = ((uintptr_t)block + page - 1) & ~(page - 1);
    if (size >= LARGE) madvise((void *)start, (size - page) & ~(page - 1), MADV_HUGEPAGE);
#else
    (void)block, (void)size;
#endif
}

void *mem_resize(struct mem *mem, void *block, size_t old_size, size_t new_size)
{
    if (new_size == 0) return mem_free(mem, block, old_size), NULL;
    if (new_size > old_size && mem_refuses(mem, new_size - old_size)) return NULL;
    if (mem_is_faulty(mem->fault) || new_size > SIZE_MAX / 2) return fail(mem);
    size_t head = head_size(mem);
    struct mem_block *old = block ? (void *)((char *)block - head) : NULL,
                     *moved = old ? move(mem, old, head + old_size, head + new_size)
                                  : take(mem, head + new_size);
    if (!moved) return fail(mem);
    if (!block) ask_for_large_pages(moved, new_size);
    if (!block) return add_block(mem, moved, new_size);
    mem->used += new_size - old_size;
    return move_block(mem, moved);
}

void mem_drop(struct mem *mem)
{
    while (mem->newest) {
        struct mem_block *older = mem->newest->older;
        free(mem->newest);
        mem->newest = older;
    }
    mem->used = 0;
}

/* calloc knows which memory is already zero. */
static void *new_zeroed(struct mem *mem, size_t size)
{
    bool fails = mem_refuses(mem, size) || mem_is_faulty(mem->fault) || size > SIZE_MAX / 2;
    void *block = fails ? NULL : take_zeroed(mem, head_size(mem) + size);
    if (!block) return fail(mem);
    ask_for_large_pages(block, size);
    return add_block(mem, block, size);
}

void *mem_array(struct mem *mem, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n ? n : 1, size, &bytes)) {
        mem->failed = true;
        return NULL;
    }
    void *block = new_zeroed(mem, bytes);
    if (!block) return NULL;
    if (n == 0) mem->used -= size; /* mem_free_array will subtract n * size bytes */
    return block;
}

bool vec_grow(struct mem *mem, void *at, size_t *room, size_t need, size_t size)
{
    size_t grown = *room < 16     ? 16 + 112 * (size == 1) /* texts */
                   : *room < 1024 ? *room * 2
                                  : *room + *room / 2,
           old_bytes = *room * size, bytes;
    if (grown < need) grown = need;
    void *block;
    memcpy(&block, at, sizeof block);
    if (__builtin_mul_overflow(grown, size, &bytes)) {
        mem->failed = true;
        return false;
    }
    block = mem_resize(mem, block, old_bytes, bytes);
    if (!block) return false;
    memcpy(at, &block, sizeof block);
    *room = grown;
    return true;
}

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;
};

static void link_chunk(struct arena *arena, struct arena_chunk *chunk, size_t size)
{
    chunk->older = arena->chunks;
    chunk->size = size;
    arena->chunks = chunk;
    arena->n_chunks++;
    arena->end = (char *)chunk + size;
}

static bool arena_add_chunk(struct arena *arena, size_t need)
{
    size_t size = arena->n_chunks < SMALL_CHUNKS ? SMALL_CHUNK : arena->chunks->size * 2;
    if (size > 1 << 20) size = 1 << 20;
    if (size < need + 32) size = need + 32;
    struct arena_chunk *chunk = new_zeroed(arena->mem, size);
    if (!chunk) return false;
    link_chunk(arena, chunk, size);
    arena->next = (char *)chunk + 16;
    return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) return arena->mem->failed = true, NULL;
    size = (size + 15) & ~(size_t)15;
    if ((size_t)(arena->end - arena->next) < size && !arena_add_chunk(arena, size)) return NULL;
    void *block = arena->next;
    arena->next += size;
    return block; /* zero, because chunks are zeroed and each part is handed out once */
}

/* A chunk of its own, which nothing else is put into, as the rest of it would not be zero. */
void *arena_alloc_unset(struct arena *arena, size_t size)
{
    if (size < LARGE || size > SIZE_MAX / 2) return arena_alloc(arena, size);
    struct arena_chunk *chunk = mem_resize(arena->mem, NULL, 0, sizeof *chunk + size);
    if (!chunk) return NULL;
    link_chunk(arena, chunk, sizeof *chunk + size);
    arena->next = arena->end;
    return chunk + 1;
}

char *arena_text(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (copy && length) memcpy(copy, bytes, length);
    return copy;
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
    while (arena->chunks != mark.chunks) {
        struct arena_chunk *older = arena->chunks->older;
        mem_free(arena->mem, arena->chunks, arena->chunks->size);
        arena->chunks = older;
        arena->n_chunks--;
    }
    arena->next = mark.next;
    arena->end = mark.chunks ? (char *)mark.chunks + mark.chunks->size : NULL;
    if (mark.chunks) memset(mark.next, 0, (size_t)(arena->end - mark.next));
}

void arena_free(struct arena *arena)
{
    arena_release(arena, (struct arena_mark){0});
    arena->n_chunks = 0;
}

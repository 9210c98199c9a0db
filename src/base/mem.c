#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* LARGE: blocks of at least this size get large pages. SMALL_CHUNK: malloc serves chunks of this
 * size from a cache in each thread, and they suffice for a small answer, so the first SMALL_CHUNKS
 * chunks of an arena have this size. */
enum { LARGE = 4 << 20, SMALL_CHUNK = 1008, SMALL_CHUNKS = 6 };

static bool is_faulty(struct fault *fault)
{
    if (!fault || fault->countdown == 0 || --fault->countdown > 0) return false;
    return fault->hit = true;
}

/* Returns true, and records the refusal, if `more` bytes would exceed the limit. */
static bool is_refused(struct mem *mem, size_t more)
{
    if (!mem->limit || (mem->used <= mem->limit && more <= mem->limit - mem->used)) return false;
    return mem->failed = mem->refused = true;
}

bool mem_charge(struct mem *mem, size_t bytes)
{
    if (is_refused(mem, bytes)) return false;
    mem->used += bytes;
    return true;
}

void *mem_resize(struct mem *mem, void *block, size_t old_size, size_t new_size)
{
    if (new_size == 0) {
        free(block);
        mem->used -= old_size;
        return NULL;
    }
    if (new_size > old_size && is_refused(mem, new_size - old_size)) return NULL;
    if (is_faulty(mem->fault)) {
        mem->failed = true;
        return NULL;
    }
    void *moved = realloc(block, new_size);
    if (!moved) {
        mem->failed = true;
        return NULL;
    }
    mem->used += new_size - old_size;
    return moved;
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

/* calloc knows which memory is already zero. */
static void *new_zeroed(struct mem *mem, size_t size)
{
    bool fails = is_refused(mem, size) || is_faulty(mem->fault);
    void *block = fails ? NULL : calloc(size, 1);
    if (!block) {
        mem->failed = true;
        return NULL;
    }
    ask_for_large_pages(block, size);
    mem->used += size;
    return block;
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

static bool arena_add_chunk(struct arena *arena, size_t need)
{
    size_t size = arena->n_chunks++ < SMALL_CHUNKS ? SMALL_CHUNK : arena->chunks->size * 2;
    if (size > 1 << 20) size = 1 << 20;
    if (size < need + 32) size = need + 32;
    struct arena_chunk *chunk = new_zeroed(arena->mem, size);
    if (!chunk) return false;
    chunk->older = arena->chunks;
    chunk->size = size;
    arena->chunks = chunk;
    arena->next = (char *)chunk + 16;
    arena->end = (char *)chunk + size;
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

char *arena_text(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (copy && length) memcpy(copy, bytes, length);
    return copy;
}

void arena_free(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *older = arena->chunks->older;
        mem_resize(arena->mem, arena->chunks, arena->chunks->size, 0);
        arena->chunks = older;
    }
    arena->next = arena->end = NULL;
    arena->n_chunks = 0;
}

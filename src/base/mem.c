#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool is_faulty(struct fault *fault)
{
    if (!fault || fault->countdown == 0 || --fault->countdown > 0) return false;
    return fault->hit = true;
}

/* Whether so many bytes more are past the limit. */
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

void *mem_array(struct mem *mem, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n ? n : 1, size, &bytes)) {
        mem->failed = true;
        return NULL;
    }
    void *block = mem_resize(mem, NULL, 0, bytes);
    if (!block) return NULL;
    memset(block, 0, bytes);
    if (n == 0) mem->used -= size; /* mem_free_array will be told of n * size bytes */
    return block;
}

bool vec_grow(struct mem *mem, void *at, size_t *room, size_t need, size_t size)
{
    size_t grown = *room < 16     ? 16
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
    size_t size = arena->chunks ? arena->chunks->size * 2 : 4096;
    if (size > 1 << 20) size = 1 << 20;
    if (size < need + 32) size = need + 32;
    struct arena_chunk *chunk = mem_resize(arena->mem, NULL, 0, size);
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
    return memset(block, 0, size);
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
}

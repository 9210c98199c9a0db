/* mem.h - the one allocation hook, and the arenas and vectors that grow through it.
 *
 * An allocation that fails or is refused returns NULL (or false) and sets mem->failed. Callers
 * return early with what they have, and the stage boundary reports the failure once. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For tests: which allocation fails, counted over every struct mem that points here. */
struct fault {
    size_t countdown; /* 0: none fails */
    bool hit;
};

/* Blocks that were freed, by size, for the next that need such a block: of a session, whose
 * requests come one after the other and ask for the same sizes. Starts zeroed. */
enum { POOL_SIZES = 12 };
struct mem_pool {
    struct mem_block *blocks[POOL_SIZES];
    size_t bytes;
};
void mem_pool_free(struct mem_pool *pool);

/* Only one thread at a time may use a struct mem and its blocks, and all of those with one pool. */
struct mem {
    size_t used;  /* bytes in use */
    size_t limit; /* bytes that may be in use; 0: no limit */
    bool failed;
    bool refused;             /* it failed because the limit was reached */
    bool is_plain;            /* its blocks are malloc's own, for free(); mem_drop finds none */
    struct fault *fault;      /* or NULL */
    struct mem_block *newest; /* of the blocks that are not freed */
    struct mem_pool *pool;    /* takes blocks that are freed; or NULL */
    const size_t *beside;     /* bytes that libraries hold, which count too (escape.h); or NULL */
};

/* Returns an owner that may take as much as `mem` still may, with blocks of its own; and tells
 * `mem` afterwards what failed there. */
static inline struct mem mem_apart(const struct mem *mem)
{
    struct mem own = *mem;
    own.newest = NULL;
    return own;
}
static inline void mem_note_failures(struct mem *mem, const struct mem *apart)
{
    mem->failed |= apart->failed;
    mem->refused |= apart->refused;
}

/* Returns true, and records it, if the limit does not allow `more` bytes. */
bool mem_refuses(struct mem *mem, size_t more);
/* For tests: true if this allocation is the one to fail. */
bool mem_is_faulty(struct fault *fault);
/* Frees every block, also of owners that were left behind by a jump (escape.h). */
void mem_drop(struct mem *mem);

/* Resizes a block. NULL and old size 0 allocate a new block; new size 0 frees the block. */
void *mem_resize(struct mem *mem, void *block, size_t old_size, size_t new_size);
void mem_free(struct mem *mem, void *block, size_t size); /* which may be NULL */

/* Counts bytes that a library is about to allocate without this hook. Returns false and sets
 * mem->failed if the limit would be exceeded. mem_release subtracts them again. While libraries
 * are served by escape.c, which counts what they really take, nothing is added. */
bool mem_charge(struct mem *mem, size_t bytes);
static inline void mem_release(struct mem *mem, size_t bytes)
{
    if (!mem->beside) mem->used -= bytes < mem->used ? bytes : mem->used;
}

/* Returns a zeroed array of n elements, or NULL on failure or overflow; free it with
 * mem_free_array. */
void *mem_array(struct mem *mem, size_t n, size_t size);
static inline void mem_free_array(struct mem *mem, void *block, size_t n, size_t size)
{
    if (block) mem_free(mem, block, n * size);
}

/* Memory that is freed all at once. */
struct arena {
    struct mem *mem;
    struct arena_chunk *chunks;
    size_t n_chunks;
    char *next, *end;
};
void *arena_alloc(struct arena *arena, size_t size); /* zeroed, 16-byte aligned */
/* The same, not zeroed where it is large: for what is written as a whole. */
void *arena_alloc_unset(struct arena *arena, size_t size);
/* Returns a copy of the bytes with a NUL at the end, or NULL. */
char *arena_text(struct arena *arena, const char *bytes, size_t length);
void arena_free(struct arena *arena);
/* Frees what was allocated after a mark. The zeroed mark is the empty arena's. */
struct arena_mark {
    struct arena_chunk *chunks;
    char *next;
};
static inline struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->chunks, arena->next};
}
void arena_release(struct arena *arena, struct arena_mark mark);

/* A growing array: VEC(uint32_t) ids = {0}; vec_push(mem, &ids, 7). */
#define VEC(T)          \
    struct {            \
        T *at;          \
        size_t n, room; \
    }
bool vec_grow(struct mem *mem, void *at, size_t *room, size_t need, size_t size);
#define vec_reserve(mem, v, extra)    \
    ((v)->n + (extra) <= (v)->room || \
     vec_grow((mem), &(v)->at, &(v)->room, (v)->n + (extra), sizeof *(v)->at))
#define vec_push(mem, v, x) (vec_reserve(mem, v, 1) ? ((v)->at[(v)->n++] = (x), true) : false)
#define vec_free(mem, v)                                                         \
    (mem_free_array((mem), (v)->at, (v)->room, sizeof *(v)->at), (v)->at = NULL, \
     (v)->n = (v)->room = 0)

#endif

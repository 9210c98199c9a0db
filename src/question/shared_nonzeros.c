/* shared_nonzeros.c - places of nonzeros that are kept for the next point.
 *
 * For a large Jacobian it takes longer to write down the places of its entries than the entries. So
 * a session keeps the last ones, with all that they depend on: where the bands lie. */
#include "question/sparse.h"

#include <stdlib.h>
#include <string.h>

/* What is kept takes at most this part of the memory that a request may. */
enum { PART_OF_LIMIT = 16 };

struct shared_nonzeros *shared_nonzeros_new(const struct mem *mem)
{
    struct shared_nonzeros *shared = calloc(1, sizeof *shared);
    if (!shared) return NULL;
    shared->mem = mem_apart(mem);
    shared->mem.pool = NULL; /* which the answer may outlive */
    shared->arena.mem = &shared->mem;
    atomic_init(&shared->owners, 1);
    return shared;
}

struct shared_nonzeros *shared_nonzeros_share(struct shared_nonzeros *shared)
{
    if (shared) atomic_fetch_add(&shared->owners, 1);
    return shared;
}

void shared_nonzeros_release(struct shared_nonzeros *shared)
{
    if (!shared || atomic_fetch_sub(&shared->owners, 1) > 1) return;
    arena_free(&shared->arena);
    vec_free(&shared->mem, &shared->key);
    free(shared);
}

/* ---- what places depend on ---- */

static bool push(struct shared_nonzeros *shared, int64_t x)
{
    return vec_push(&shared->mem, &shared->key, x);
}

static bool push_band(struct shared_nonzeros *shared, const struct band *b)
{
    bool ok =
        push(shared, b->n_axes) && push(shared, b->start[ROW]) && push(shared, b->start[COLUMN]);
    for (uint32_t a = 0; a < b->n_axes; a++)
        ok = ok && push(shared, b->axes[a].n) && push(shared, b->axes[a].step[ROW]) &&
             push(shared, b->axes[a].step[COLUMN]);
    return ok;
}

static bool make_key(const struct sparse *sparse, struct shared_nonzeros *shared)
{
    bool ok = push(shared, sparse->rows) && push(shared, sparse->columns);
    for (size_t i = 0; i < sparse->bands.all.n; i++)
        ok = ok && push_band(shared, &sparse->bands.all.at[i]);
    return ok;
}

static bool has_key_of(const struct shared_nonzeros *a, const struct shared_nonzeros *b)
{
    return a && a->key.n == b->key.n && !memcmp(a->key.at, b->key.at, a->key.n * sizeof *a->key.at);
}

static size_t bytes_of(const struct shared_nonzeros *shared)
{
    const struct dcalc_nonzeros *z = &shared->nonzeros;
    return z->count * sizeof *z->column + z->rows * sizeof *z->starts +
           shared->key.n * sizeof *shared->key.at;
}

/* From here on no request counts what they take. */
static void keep(const struct question *q, struct shared_nonzeros *shared)
{
    size_t limit = q->core->mem.limit;
    shared->mem = (struct mem){.used = shared->mem.used, .newest = shared->mem.newest};
    if (!q->kept_nonzeros || (limit && bytes_of(shared) > limit / PART_OF_LIMIT)) return;
    shared_nonzeros_release(*q->kept_nonzeros);
    *q->kept_nonzeros = shared_nonzeros_share(shared);
}

struct shared_nonzeros *shared_nonzeros_of_bands(const struct question *q)
{
    struct shared_nonzeros *kept = q->kept_nonzeros ? *q->kept_nonzeros : NULL,
                           *own = shared_nonzeros_new(&q->core->mem);
    bool ok = own && make_key(&q->sparse, own);
    if (ok && has_key_of(kept, own)) {
        shared_nonzeros_release(own);
        return shared_nonzeros_share(kept);
    }
    ok = ok && sparse_assemble(q, &own->arena, &own->nonzeros);
    if (ok) return keep(q, own), own;
    if (own) mem_note_failures(&q->core->mem, &own->mem);
    if (!own) q->core->mem.failed = true;
    shared_nonzeros_release(own);
    return NULL;
}

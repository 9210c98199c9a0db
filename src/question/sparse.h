/* sparse.h - a sparse Jacobian's entries in the order in which they are answered. */
#ifndef QUESTION_SPARSE_H
#define QUESTION_SPARSE_H

#include "question/stages.h"

#include <stdatomic.h>

/* A way through the entries of a band, upwards in the rows: along the last axis, again and again.
 */
struct walk {
    const struct band *band;
    int64_t at[BAND_MAPS], index[BAND_AXES];
    struct axis inner;
    int64_t done; /* entries of this run */
    bool over;
};
struct walk walk_start(const struct band *b);
/* The next entries of a run whose rows are below `end`: from, ..., to - 1. False if there are none;
 * they may come with a larger end. */
bool walk_below(struct walk *walk, int64_t end, int64_t *from, int64_t *to);
/* Where entry i of the run lies: its row, its column, its place in a factor. */
static inline int64_t walk_at(const struct walk *walk, int map, int64_t i)
{
    return walk->at[map] + i * walk->inner.step[map];
}

/* All bands side by side, so few rows at a time that what is written stays near the processor. */
struct rounds {
    struct walk *walks;
    size_t n;
    int64_t rows, end, height;
};
bool rounds_start(const struct question *q, struct rounds *rounds);
static inline bool rounds_next(struct rounds *rounds)
{
    if (rounds->end >= rounds->rows) return false;
    rounds->end += rounds->height;
    return true;
}
static inline int64_t rounds_first(const struct rounds *rounds)
{
    return rounds->end - rounds->height;
}
static inline int64_t rounds_last(const struct rounds *rounds) /* the row behind the round */
{
    return rounds->end < rounds->rows ? rounds->end : rounds->rows;
}
/* True if each of the round's rows has one entry of each of the same bands, which come in the order
 * of their columns, as between the first and the last rows of a banded matrix. How many: *width. */
bool rounds_is_even(const struct rounds *rounds, size_t *width);
void rounds_free(const struct question *q, struct rounds *rounds);

/* shared_nonzeros.c: places of nonzeros that several answers have, if they are those of one
 * function at several points. The last owner frees them, in whichever thread. */
struct shared_nonzeros {
    atomic_size_t owners;
    struct mem mem;
    struct arena arena; /* of the places */
    struct dcalc_nonzeros nonzeros;
    VEC(int64_t) key; /* what they are made from; empty: they are not found again */
};
/* NULL without memory, of which it may take as much as `mem` still may. */
struct shared_nonzeros *shared_nonzeros_new(const struct mem *mem);
/* One more owner; NULL of NULL. */
struct shared_nonzeros *shared_nonzeros_share(struct shared_nonzeros *shared);
void shared_nonzeros_release(struct shared_nonzeros *shared); /* which may be NULL */
/* Those of the question's bands, which *q->kept_nonzeros then has for the next question. The caller
 * is an owner. NULL after an error. */
struct shared_nonzeros *shared_nonzeros_of_bands(const struct question *q);

/* sparse_pattern.c: the places of the entries of all bands, by rows. */
bool sparse_assemble(const struct question *q, struct arena *arena, struct dcalc_nonzeros *out);
/* The place of an entry among the nonzeros. */
size_t nonzeros_find(const struct dcalc_nonzeros *z, size_t row, unsigned column);

#endif

/* entries_private.h - between entries.c, entries_known.c, entries_all.c, entries_factor.c and
 * entries_thin.c. */
#ifndef PASS_ENTRIES_PRIVATE_H
#define PASS_ENTRIES_PRIVATE_H

#include "graph/graph.h"

/* Entry `place` of an array, and its formula once that is known. */
struct entry {
    id array, now;
    int64_t place;
};

struct taking {
    struct graph *g;
    VEC(struct entry) known; /* in the order in which they were found */
    uint32_t *slots;         /* open addressing: index of a known entry + 1 */
    size_t n_slots;
    bool multiplied_out;   /* sums and matrix products are written out */
    bool written_out;      /* and all else: no array may be left */
    size_t terms;          /* ... up to so many terms in all */
    VEC(uint32_t) waiting; /* a stack: entries whose formulas are to be found */
    VEC(id) children;
    VEC(uint8_t) thin; /* by node: what entries_thin.c found */
};

/* Returns the index of an entry among the known ones, adding it if it is new; UINT32_MAX without
 * memory. */
uint32_t entries_find(struct taking *t, id array, int64_t place);
/* Returns the formula of an entry, or POISON after putting it on the stack. */
id entries_value(struct taking *t, id array, int64_t place);
/* False if so many terms more are too many to be written out. */
bool entries_may_write(struct taking *t, int64_t terms);
/* False for arrays with letters for sizes, whose entries are not looked into. The arguments' sizes
 * fit together, so the first one decides. */
bool entries_are_counted(const struct graph *g, id a);
/* The formula of an entry where no array may be left; POISON while parts of it are not known, or
 * if it cannot be had. */
id entries_of_all(struct taking *t, id a, int64_t place);
id entries_of_factor(struct taking *t, id a, int64_t place);
/* True for an array that is zero but for a few entries since a factor of it has one alone; only
 * where sums are not written out anyway. */
bool entries_are_thin(struct taking *t, id a);
/* Returns how many of n entries are not zero, and the numbers of the first two; -1 while some are
 * not known. */
enum { ENTRIES_FEW = 2 };
int64_t entries_left(struct taking *t, id a, int64_t first, int64_t step, int64_t n,
                     int64_t *places);
/* True for names, and for constants. */
bool entries_may_stay(const struct graph *g, id a);

#endif

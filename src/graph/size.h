/* size.h - sizes of axes: a count of at least 1, a letter that stands for one, or a product such
 * as 2*m*n^2.
 *
 * A count is stored as it is, everything with letters as a negative number: that of the letter's
 * name, or the place of an interned product. Equal products are the same number, and sizes that
 * are not are taken to differ: n and m or n and 3 do not fit. */
#ifndef GRAPH_SIZE_H
#define GRAPH_SIZE_H

#include "base/diag.h"
#include "base/str.h"

enum { MOST_LETTERS = 8 }; /* of a product, in which n^2 has two */

struct size_product {
    int64_t count;
    uint32_t n;
    uint32_t letters[MOST_LETTERS]; /* their names in order, those of powers repeated */
};

struct sizes {
    struct mem *mem;
    const struct names *names; /* of the letters */
    VEC(struct size_product) products;
};

static inline int64_t size_of_letter(uint32_t name)
{
    return -1 - (int64_t)name;
}
static inline bool size_is_open(int64_t size)
{
    return size < 0;
}
struct size_product size_parts(const struct sizes *t, int64_t size);
/* Returns the first letter of an open size. */
uint32_t size_letter(const struct sizes *t, int64_t size);
/* Returns a*b; 0 if it has too many letters, or a count that is too large beside letters. */
int64_t size_times(struct sizes *t, int64_t a, int64_t b);
/* Returns a/b; 0 if b does not divide a. */
int64_t size_over(struct sizes *t, int64_t a, int64_t b);
/* Returns the size with a letter replaced by a size; 0 as in size_times(). */
int64_t size_put(struct sizes *t, int64_t size, uint32_t letter, int64_t value);
/* Prints "3", "n" or "2*m*n^2". */
void size_print(const struct sizes *t, int64_t size, struct str *out);

/* Returns the same as a string in the arena, for messages. */
const char *size_text(const struct sizes *t, int64_t size, struct arena *arena);

/* A factor of a size: `power` letters `letter`, or the count, where power is 0. */
struct size_factor {
    int64_t count;
    uint32_t letter;
    int power;
};
/* Puts the factors of a size in the order of writing, at least one, and returns how many. */
int size_factors(const struct sizes *t, int64_t size, struct size_factor out[MOST_LETTERS + 1]);

#endif

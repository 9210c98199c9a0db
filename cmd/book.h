/* book.h - what the prompt remembers: assignments and functions, in the order given.
 *
 * They read as a program that grows: a definition sees those before it, and a name defined again
 * shadows the older one from there on. */
#ifndef CMD_BOOK_H
#define CMD_BOOK_H

#include "app/dcalc.h"
#include "pool.h"

#include <stdbool.h>
#include <stddef.h>

struct definition {
    const char *name, *text; /* "f", "f(a) = a^2" */
    bool forgotten;
};

struct book {
    struct pool pool; /* holds the texts until the book is freed */
    struct definition *at;
    size_t n, room;
};

void book_add(struct book *book, const char *name, size_t name_length, const char *text,
              size_t length);
bool book_forget(struct book *book, const char *name); /* false: there was no such name */
void book_free(struct book *book);                     /* forgets all; the book can be used again */

/* Is definition i what its name now stands for? */
bool book_is_current(const struct book *book, size_t i);

/* The definitions that the texts need, directly or through others, oldest first. Returns how many.
 */
size_t book_needed(const struct book *book, struct pool *pool, const struct dcalc_text *texts,
                   size_t n_texts, struct dcalc_text **out);

#endif

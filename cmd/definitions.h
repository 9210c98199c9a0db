/* definitions.h - the assignments and functions that the prompt remembers, in the order given.
 *
 * They read as a program that grows: a definition sees those before it, and a name that is defined
 * again shadows the older definition from there on. */
#ifndef CMD_DEFINITIONS_H
#define CMD_DEFINITIONS_H

#include "app/dcalc.h"
#include "pool.h"
#include "statement.h"

#include <stdbool.h>
#include <stddef.h>

/* The names of `Q, R = qr(A)` are one definition each, and have their text in common. */
struct definition {
    const char *name, *text; /* such as "f" and "f(a) = a^2" */
    bool forgotten;
};

struct definitions {
    struct pool pool; /* owns the texts */
    struct definition *at;
    size_t n, room;
};

/* Adds every name of a statement, whose text is copied. */
void definitions_add(struct definitions *definitions, struct statement statement, const char *text,
                     size_t length);
/* Gives `ans` another value. The one before is dropped, unless a later definition or the new text
 * may see it. */
void definitions_answer(struct definitions *definitions, const char *text);
/* Forgets a name, and those that the same statement defined, as its text would define them all.
 * Returns false if there was no such name. */
bool definitions_forget(struct definitions *definitions, const char *name);
void definitions_free(
    struct definitions *definitions); /* forgets all; the definitions can be used again */

/* Returns true if definition i has its text in common with the one before. */
bool definitions_shares_text(const struct definitions *definitions, size_t i);

/* Returns true if definition i is the current meaning of its name. */
bool definitions_is_current(const struct definitions *definitions, size_t i);

/* Sets *out to the definitions that the texts need, directly or through others, oldest first.
 * `bound` are n_bound names that have other values for once. Returns how many there are. */
size_t definitions_needed(const struct definitions *definitions, struct pool *pool,
                          const struct dcalc_text *texts, size_t n_texts, const char *const *bound,
                          size_t n_bound, struct dcalc_text **out);

#endif

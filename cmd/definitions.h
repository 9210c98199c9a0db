/* definitions.h - what the prompt remembers: assignments and functions, in the order given.
 *
 * They read as a program that grows: a definition sees those before it, and a name defined again
 * shadows the older one from there on. */
#ifndef CMD_DEFINITIONS_H
#define CMD_DEFINITIONS_H

#include "app/dcalc.h"
#include "pool.h"

#include <stdbool.h>
#include <stddef.h>

struct definition {
    const char *name, *text; /* "f", "f(a) = a^2" */
    bool forgotten;
};

struct definitions {
    struct pool pool; /* holds the texts until the definitions is freed */
    struct definition *at;
    size_t n, room;
};

void definitions_add(struct definitions *definitions, const char *name, size_t name_length,
                     const char *text, size_t length);
bool definitions_forget(struct definitions *definitions,
                        const char *name); /* false: there was no such name */
void definitions_free(
    struct definitions *definitions); /* forgets all; the definitions can be used again */

/* Is definition i what its name now stands for? */
bool definitions_is_current(const struct definitions *definitions, size_t i);

/* The definitions that the texts need, directly or through others, oldest first. Returns how many.
 */
size_t definitions_needed(const struct definitions *definitions, struct pool *pool,
                          const struct dcalc_text *texts, size_t n_texts, struct dcalc_text **out);

#endif

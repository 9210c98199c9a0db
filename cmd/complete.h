/* complete.h - what may stand at the cursor of the prompt: commands, options, their values, files,
 * functions and names, each in its place. */
#ifndef CMD_COMPLETE_H
#define CMD_COMPLETE_H

#include "definitions.h"

#include <stdbool.h>
#include <stddef.h>

/* A word that may stand there, and what follows it once it is complete: a blank, a parenthesis. */
struct candidate {
    const char *name, *after;
};

/* The candidates that go on with what stands there, in alphabetical order, none of them twice. */
struct completion {
    struct pool *pool;
    struct candidate *at;
    size_t n, room;
    size_t start;       /* where in the line the candidates begin */
    const char *typed;  /* what stands there, without quotes */
    const char *before; /* the folder before the names of files */
    bool is_file;       /* candidates are files, in quotes where a blank makes that needful */
    char open;          /* the quote in which they stand, or 0 */
};

/* What there is to choose from besides functions and options. */
struct vocabulary {
    const struct command *(*command_at)(size_t i);
    const struct definitions *definitions;
};

/* Finds what may stand at the end of `line`, the part of a line before the cursor. Everything is
 * allocated in the pool. */
void complete_line(struct completion *out, struct pool *pool, const struct vocabulary *vocabulary,
                   const char *line);

/* Returns what takes the place of the line from `start` on, or NULL if what stands there goes on in
 * several ways, which are then to be listed. */
const char *complete_insert(const struct completion *completion);

#endif

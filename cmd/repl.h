/* repl.h - the prompt's state, and the commands that only the prompt has. */
#ifndef CMD_REPL_H
#define CMD_REPL_H

#include "definitions.h"
#include "prompt.h"

struct repl {
    struct definitions definitions;
    struct prompt *prompt;
    int loads;
    int status; /* of the first line that failed */
    bool done;
};

/* A command that only the prompt has. `words` are ended by NULL. */
struct builtin {
    const char *name, *usage, *summary;
    int (*run)(struct repl *repl, struct pool *pool, char **words);
};

/* Row i of the prompt's own commands, or NULL past the end. */
const struct builtin *builtin_at(size_t i);
const struct builtin *builtin_find(const char *name);

/* Runs the lines of a text; returns the status of the first that failed. */
int repl_text(struct repl *repl, const char *text, size_t length);

#endif

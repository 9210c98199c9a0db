/* repl.h - the state of the prompt, and the commands that only the prompt has. */
#ifndef CMD_REPL_H
#define CMD_REPL_H

#include "definitions.h"
#include "prompt.h"

struct repl {
    struct definitions definitions;
    struct prompt *prompt;
    const char *pending; /* what the line being written goes on with, or NULL */
    int loads;
    int status; /* exit status of the first line that failed */
    bool done;
};

/* A command that only the prompt has. `words` ends with NULL. */
struct builtin {
    const char *name, *usage, *summary;
    int (*run)(struct repl *repl, struct pool *pool, char **words);
};

/* Returns the prompt's own command of that name, or NULL. */
const struct builtin *builtin_find(const char *name);

/* Runs the lines of a text. Returns the status of the first line that failed. */
int repl_text(struct repl *repl, const char *text, size_t length);

#endif

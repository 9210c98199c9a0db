/* command.h - what a subcommand is. Each is one file that exports one of these and one row in
 * commands.def. */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "options.h"
#include "pool.h"

struct definitions;

/* One use of a command: its words, and memory until it is done. */
struct call {
    const struct command *command;
    struct pool *pool;
    struct options options;
    const struct definitions *definitions; /* what the prompt remembers, or NULL */
};

struct example {
    const char *command, *output; /* the output as it really is, lines ended by newlines */
};

struct command {
    const char *name;
    const char *summary;            /* one line, no full stop */
    const char *usage;              /* what follows the name */
    uint64_t takes;                 /* options, besides TAKES_ALWAYS */
    const struct example *examples; /* ended by an empty one */
    int (*run)(struct call *call);  /* returns the exit status */
};

#define TAKES_ALWAYS (TAKES(HELP) | TAKES(VERSION))

/* What every command that answers a question takes. */
#define TAKES_QUESTION                                                                      \
    (TAKES(AT) | TAKES(SHAPE) | TAKES(LET) | TAKES(EXPR) | TAKES(EXACT) | TAKES(SYMBOLIC) | \
     TAKES(EXPLAIN) | TAKES(DIGITS) | TAKES(NUMBERS) | TAKES(KINKS) | TAKES(FORMAT) |       \
     TAKES(MAIN) | TAKES(QUIET) | TAKES(OUTPUT) | TAKES(COLOR) | TAKES(TIMEOUT) |           \
     TAKES(MAX_MEMORY) | TAKES(DUMP) | TAKES(THREADS))

/* What asking at every row of a table takes besides. */
#define TAKES_TABLE (TAKES(POINTS) | TAKES(KEEP) | TAKES(MISSING) | TAKES(STRICT) | TAKES(THREADS))

#define COMMAND(name) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

/* Row i of the table, or NULL past the end. */
const struct command *command_at(size_t i);
const struct command *command_find(const char *name);

/* Runs the command that argv[0] names. Returns the exit status. */
int command_dispatch(struct pool *pool, const struct definitions *definitions, int argc,
                     char *const *argv);

#endif

/* command.h - the description of a subcommand. Each subcommand is one file that exports one of
 * these, and one row in commands.def. */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "options.h"
#include "pool.h"

struct definitions;

/* One run of a command: its options, and the memory that lives until it ends. */
struct call {
    const struct command *command;
    struct pool *pool;
    struct options options;
    const struct definitions *definitions; /* the definitions of the prompt, or NULL */
};

struct example {
    const char *command, *output; /* the exact output, each line ended by a newline */
};

struct command {
    const char *name;
    const char *summary;            /* one line, no full stop */
    const char *usage;              /* what follows the command's name */
    uint64_t takes;                 /* the options it takes besides TAKES_ALWAYS */
    const struct example *examples; /* ended by an empty example */
    int (*run)(struct call *call);  /* returns the exit status */
};

#define TAKES_ALWAYS (TAKES(HELP) | TAKES(VERSION))

/* How tables are read. */
#define TAKES_FORM                                                                                 \
    (TAKES(HEADER) | TAKES(NO_HEADER) | TAKES(COLUMNS) | TAKES(DELIMITER) | TAKES(DECIMAL_COMMA) | \
     TAKES(SKIP) | TAKES(MISSING) | TAKES(ROWS))

/* The options of every command that answers a question. */
#define TAKES_QUESTION                                                                          \
    (TAKES(AT) | TAKES(SHAPE) | TAKES(LET) | TAKES(ASSUME) | TAKES(EXPR) | TAKES(EXACT) |       \
     TAKES(SYMBOLIC) | TAKES(SIMPLIFY) | TAKES(EXPLAIN) | TAKES(LANGUAGE) | TAKES(DIGITS) |     \
     TAKES(NUMBERS) | TAKES(KINKS) | TAKES(FORMAT) | TAKES(MAIN) | TAKES(ARGS) | TAKES(QUIET) | \
     TAKES(OUTPUT) | TAKES(COLOR) | TAKES(TIMEOUT) | TAKES(MAX_MEMORY) | TAKES(MAX_WORK) |      \
     TAKES(DUMP) | TAKES(THREADS) | TAKES_FORM)

/* The further options of a command that can be asked at every row of a table. */
#define TAKES_TABLE                                                                 \
    (TAKES(POINTS) | TAKES(KEEP) | TAKES(STRICT) | TAKES(REPORT) | TAKES(THREADS) | \
     TAKES(NO_OUTPUT_HEADER))

#define COMMAND(name) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

/* Returns row i of the table of commands, or NULL past the end. */
const struct command *command_at(size_t i);
const struct command *command_find(const char *name);

/* Runs the command that argv[0] names. Returns the exit status. */
int command_dispatch(struct pool *pool, const struct definitions *definitions, int argc,
                     char *const *argv);

#endif

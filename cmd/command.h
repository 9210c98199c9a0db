/* command.h - the description of a subcommand. Each subcommand is one file that exports one of
 * these, and one row in commands.def. */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "app/dcalc.h"
#include "options.h"
#include "pool.h"

struct definitions;

/* Where a command runs: at the prompt, whose definitions it knows, as one of several ranks, or in a
 * program that is to be told; each may be NULL. */
struct setting {
    const struct definitions *definitions;
    const struct dcalc_ranks *ranks;
    const char **answer;     /* set to an answer that is one number or formula */
    void (*will_read)(void); /* called before files or streams are read */
};

/* One run of a command: its options, and the memory that lives until it ends. */
struct call {
    const struct command *command;
    struct pool *pool;
    struct options options;
    const struct definitions *definitions; /* the definitions of the prompt, or NULL */
    const struct dcalc_ranks *ranks;       /* or NULL: there is one */
    const char **answer;                   /* as in the setting */
};

struct example {
    const char *command, *output; /* the exact output, each line ended by a newline */
};

struct command {
    const char *name;
    const char *summary;            /* one line, no full stop */
    const char *usage;              /* what follows the command's name */
    const enum option_id *takes;    /* OPTIONS(...): besides TAKES_ALWAYS; NULL: none */
    const struct example *examples; /* ended by an empty example */
    int (*run)(struct call *call);  /* returns the exit status */
};

/* A list of options, which may name one twice. */
#define OPTIONS(...)         \
    (const enum option_id[]) \
    {                        \
        __VA_ARGS__, OPERAND \
    }

/* What every command takes. */
#define TAKES_ALWAYS(id) ((id) == OPT_HELP || (id) == OPT_VERSION)

/* How tables are read. */
#define TAKES_FORM                                                                      \
    OPT_HEADER, OPT_NO_HEADER, OPT_COLUMNS, OPT_DELIMITER, OPT_DECIMAL_COMMA, OPT_SKIP, \
        OPT_MISSING, OPT_ROWS

/* The options of every command whose answer is printed. */
#define TAKES_ANSWER                                                                     \
    OPT_AT, OPT_SHAPE, OPT_LET, OPT_ASSUME, OPT_EXPR, OPT_FORMAT, OPT_QUIET, OPT_OUTPUT, \
        OPT_COLOR, OPT_TIMEOUT, OPT_MAX_MEMORY, OPT_MAX_WORK

/* The options of every command whose answer is numbers or formulas. */
#define TAKES_NUMBERS                                                                              \
    TAKES_ANSWER, TAKES_FORM, OPT_EXACT, OPT_SIMPLIFY, OPT_NO_SIMPLIFY, OPT_EXPLAIN, OPT_LANGUAGE, \
        OPT_WIDTH, OPT_DIGITS, OPT_NUMBERS, OPT_MAIN, OPT_ARGS, OPT_DUMP, OPT_THREADS

/* The options of every command that answers a question with a derivative or value. */
#define TAKES_QUESTION TAKES_NUMBERS, OPT_SYMBOLIC, OPT_KINKS

/* The further options of a command that can be asked at every row of a table. */
#define TAKES_TABLE \
    OPT_POINTS, OPT_KEEP, OPT_STRICT, OPT_REPORT, OPT_NO_OUTPUT_HEADER, OPT_IN_PLACE, OPT_NO_JIT

#define COMMAND(name) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

/* Returns row i of the table of commands, or NULL past the end. */
const struct command *command_at(size_t i);
const struct command *command_find(const char *name);
/* Returns the hint for a word that means a command, or NULL. */
const char *command_synonym(struct pool *pool, const char *word);

/* Runs the command that argv[0] names. Returns the exit status. */
int command_dispatch(struct pool *pool, const struct setting *setting, int argc, char *const *argv);

/* Is it rank 0, which answers and writes files? */
static inline bool call_leads(const struct call *call)
{
    return !call->ranks || call->ranks->rank == 0;
}

#endif

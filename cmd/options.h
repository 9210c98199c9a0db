/* options.h - the command line of a subcommand, read by the rows of options.def. */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_LIST,  /* may be repeated */
    OPTION_NAMES, /* names between commas; may be repeated */
    OPTION_CHOICE,
    OPTION_COUNT,
    OPTION_SECONDS,
    OPTION_SIZE, /* bytes, with K, M or G behind it for powers of 1024 */
    OPTION_FILE,
};

enum option_id {
#define OPTION(id, letter, name, argument, kind, low, high, help) OPT_##id,
#include "options.def"
#undef OPTION
    OPTION_COUNT_OF,
    OPERAND = OPTION_COUNT_OF, /* an argument that belongs to no option */
};

struct option_row {
    char letter; /* or 0 */
    const char *name, *argument;
    enum option_kind kind;
    int low, high;
    const char *help;
};
extern const struct option_row option_rows[OPTION_COUNT_OF];

/* A set of options, for what a command takes. */
#define TAKES(id) (UINT64_C(1) << OPT_##id)

struct given {
    enum option_id id;
    const char *value;
};

struct options {
    const char *value[OPTION_COUNT_OF]; /* the last value given, "" for a flag, NULL: not given */
    struct given *given;                /* everything in the order given */
    size_t n_given;
};

struct command;

/* Reads the words after the command's name. Returns 0, or the exit status of what was said. */
int options_parse(struct options *out, struct pool *pool, const struct command *command, int argc,
                  char *const *argv);

bool options_take(const struct command *command, enum option_id id);
int option_number(const struct options *options, enum option_id id);  /* 0: not given */
size_t option_size(const struct options *options, enum option_id id); /* bytes; 0: not given */
int option_chosen(const struct options *options, enum option_id id);  /* which word; 0: not given */

/* The words of a CHOICE: writes the i-th and returns true, or returns false past the last. */
bool option_choice(const struct option_row *row, size_t i, char word[static 16]);

#endif

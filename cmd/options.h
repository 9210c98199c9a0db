/* options.h - parses the command line of a subcommand by the rows of options.def. */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "pool.h"

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
    OPTION_FLAG,
    OPTION_PICKS, /* a flag; names may follow an equals sign in the same word */
    OPTION_TEXT,
    OPTION_LIST,  /* may be repeated */
    OPTION_NAMES, /* names separated by commas; may be repeated */
    OPTION_CHOICE,
    OPTION_COUNT,
    OPTION_SECONDS,
    OPTION_SIZE, /* bytes; K, M or G after the number stand for powers of 1024 */
    OPTION_FILE,
};

enum option_id {
#define OPTION(id, letter, name, argument, kind, low, high, help) OPT_##id,
#include "options.def"
#undef OPTION
    OPTION_COUNT_OF,
    OPERAND = OPTION_COUNT_OF, /* an argument that does not belong to an option */
};

struct option_row {
    char letter; /* or 0 */
    const char *name, *argument;
    enum option_kind kind;
    int low, high;
    const char *help;
};
extern const struct option_row option_rows[OPTION_COUNT_OF];

struct given {
    enum option_id id;
    const char *value;
};

struct options {
    const char *value[OPTION_COUNT_OF]; /* the last value given; "" for a flag; NULL if not given */
    struct given *given;                /* all options and operands in the order given */
    size_t n_given;
};

struct command;

/* Parses the words after the command's name. Returns 0, or the exit status after reporting an
 * error. */
int options_parse(struct options *out, struct pool *pool, const struct command *command, int argc,
                  char *const *argv);

/* True for an option whose value is not the next word. */
static inline bool option_is_flag(const struct option_row *row)
{
    return row->kind == OPTION_FLAG || row->kind == OPTION_PICKS;
}

bool options_take(const struct command *command, enum option_id id);
/* True for the name of an option that the command takes, without its dashes. */
bool options_have(const struct command *command, const char *name);
int option_number(const struct options *options, enum option_id id);     /* 0 if not given */
double option_seconds(const struct options *options, enum option_id id); /* 0 if not given */
/* In bytes, or operations; `usual` if not given. */
size_t option_size(const struct options *options, enum option_id id, size_t usual);
int option_chosen(const struct options *options,
                  enum option_id id); /* index of the word; 0 if not given */

/* Writes the i-th word of a CHOICE and returns true; returns false past the last. */
bool option_choice(const struct option_row *row, size_t i, char word[static 16]);

#endif

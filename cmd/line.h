/* line.h - a line of the prompt as words, also one that is still being written. */
#ifndef CMD_LINE_H
#define CMD_LINE_H

#include "pool.h"

/* A word without its quotes. at[i] is where character i stands in the line, open[i] the quote in
 * which it stands, or 0; both have one entry more, for what comes next. */
struct line_word {
    const char *text;
    size_t *at;
    char *open;
};

struct line_words {
    struct line_word *at;
    size_t n;
};

/* Splits as words_split does. The last word is the one that the line ends with, empty after a
 * blank; a quote that is not closed goes on to the end. */
struct line_words line_words(struct pool *pool, const char *line);

/* Returns the word that the line begins with if it can be the name of a command: all letters, and
 * nothing that defines a name. Else returns "". */
const char *line_command(struct pool *pool, const char *line);

#endif

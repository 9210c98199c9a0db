/* words.h - a line of the prompt as the words of a command line. */
#ifndef CMD_WORDS_H
#define CMD_WORDS_H

#include "pool.h"

/* Splits at blanks outside of quotes and brackets; quotes are taken off and '#' starts a comment.
 * Returns the words, ended by NULL, and their number; NULL where a quote is not closed. */
char **words_split(struct pool *pool, const char *line, int *n);

#endif

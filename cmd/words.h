/* words.h - splits a line of the prompt into the words of a command line. */
#ifndef CMD_WORDS_H
#define CMD_WORDS_H

#include "pool.h"

/* Splits at blanks outside quotes and brackets; removes quotes; '#' starts a comment. Returns the
 * words, ended by NULL, and sets *n to their number. Returns NULL if a quote is not closed. */
char **words_split(struct pool *pool, const char *line, int *n);

#endif

/* help.h - pages that help prints, for the program and for each command. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "command.h"

/* The page of one command, on standard output. Returns the exit status. */
int help_command(struct pool *pool, const struct command *command);

/* A few lines on standard error for a call without a word; returns the status of wrong use. */
int help_hint(struct pool *pool);

/* Writes text to standard output; returns the exit status. */
int help_write(const struct text *text);

/* Appends the words in lines of at most 79 characters, each after `indent` blanks. */
void help_wrap(struct text *out, const char *words, size_t indent);

#endif

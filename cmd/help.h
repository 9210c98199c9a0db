/* help.h - the help pages of the program and of each command. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "command.h"

/* Prints the page of one command on standard output. Returns the exit status. */
int help_command(struct pool *pool, const struct command *command);

/* Prints a few lines on standard error for a call without arguments. Returns the exit status of
 * wrong usage. */
int help_hint(struct pool *pool);

/* Writes text to standard output. Returns the exit status. */
int help_write(const struct text *text);

/* Appends the words in lines that fit the terminal, or 79 columns, each indented by `indent`
 * blanks. */
void help_wrap(struct text *out, const char *words, size_t indent);

/* Appends a row of two columns, the second of which begins at `column` and is wrapped. */
void help_row(struct text *out, const char *left, size_t column, const char *words);

#endif

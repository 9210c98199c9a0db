/* prompt.h - reads lines typed by a person, through libedit if it is installed, or read from a
 * script. */
#ifndef CMD_PROMPT_H
#define CMD_PROMPT_H

#include "complete.h"

#include <stdbool.h>
#include <stddef.h>

struct prompt;

/* Finds what may stand at the end of a part of a line, as complete_line does. */
typedef void prompt_complete(void *user, struct pool *pool, const char *line,
                             struct completion *out);

struct prompt *prompt_open(prompt_complete *complete, void *user);
void prompt_close(struct prompt *prompt);
bool prompt_is_interactive(const struct prompt *prompt);

/* Says which version this is and what helps, and why lines cannot be edited if so. */
void prompt_greet(const struct prompt *prompt, const char *version);

/* Returns the next line without its newline, valid until the next call, or NULL at the end of the
 * input. `more`: the line continues the one before. Sets *length. NUL bytes are replaced by \1,
 * which is not valid in an expression. */
const char *prompt_line(struct prompt *prompt, bool more, size_t *length);

/* Returns the errno of what ended a script that is no terminal, or 0. */
int prompt_error(const struct prompt *prompt);
/* Returns the exit status of an error, already told, for which there are no more lines, or 0. */
int prompt_status(const struct prompt *prompt);

/* Returns true if nothing was typed when the last line was interrupted. */
bool prompt_is_empty(const struct prompt *prompt);

/* Adds a complete line to the history and to its file. */
void prompt_remember(struct prompt *prompt, const char *line);

#endif

/* prompt.h - reads lines typed by a person, through libedit if it is installed, or read from a
 * script. */
#ifndef CMD_PROMPT_H
#define CMD_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

struct prompt;

/* Returns candidate i for completing a word, or NULL past the last. */
typedef const char *prompt_candidate(void *user, size_t i);

struct prompt *prompt_open(prompt_candidate *candidate, void *user);
void prompt_close(struct prompt *prompt);
bool prompt_is_interactive(const struct prompt *prompt);

/* Returns the next line without its newline, valid until the next call, or NULL at the end of the
 * input. `more`: the line continues the one before. Sets *length. NUL bytes are replaced by \1,
 * which is not valid in an expression. */
const char *prompt_line(struct prompt *prompt, bool more, size_t *length);

/* Adds a complete line to the history. */
void prompt_remember(struct prompt *prompt, const char *line);

#endif

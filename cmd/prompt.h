/* prompt.h - lines typed by a person (through libedit where it is there) or read from a script. */
#ifndef CMD_PROMPT_H
#define CMD_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

struct prompt;

/* Candidate i for a word that is being typed, or NULL past the last. */
typedef const char *prompt_candidate(void *user, size_t i);

struct prompt *prompt_open(prompt_candidate *candidate, void *user);
void prompt_close(struct prompt *prompt);
bool prompt_is_interactive(const struct prompt *prompt);

/* The next line without its newline, good until the next call; NULL at the end. `more`: it goes on
 * from the line before. *length is set; NUL bytes come as \1, which no expression may hold. */
const char *prompt_line(struct prompt *prompt, bool more, size_t *length);

/* Adds a finished line to the history. */
void prompt_remember(struct prompt *prompt, const char *line);

#endif

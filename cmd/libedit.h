/* libedit.h - libedit, opened when a prompt is shown and not before. */
#ifndef CMD_LIBEDIT_H
#define CMD_LIBEDIT_H

#include "prompt.h"

struct libedit;

/* NULL where the library cannot be loaded. */
struct libedit *libedit_open(prompt_candidate *candidate, void *user);
void libedit_close(struct libedit *libedit);
const char *libedit_line(struct libedit *libedit, bool more, int *length);
void libedit_remember(struct libedit *libedit, const char *line);

#endif

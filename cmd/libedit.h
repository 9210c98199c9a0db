/* libedit.h - edits lines with libedit, which is loaded when the prompt is first shown. */
#ifndef CMD_LIBEDIT_H
#define CMD_LIBEDIT_H

#include "prompt.h"

struct libedit;

/* Returns NULL if the library cannot be loaded. */
struct libedit *libedit_open(prompt_candidate *candidate, void *user);
void libedit_close(struct libedit *libedit);
const char *libedit_line(struct libedit *libedit, bool more, int *length);
void libedit_remember(struct libedit *libedit, const char *line);

#endif

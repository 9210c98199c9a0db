/* libedit.h - edits lines with libedit, which is loaded when the prompt is first shown. */
#ifndef CMD_LIBEDIT_H
#define CMD_LIBEDIT_H

#include "prompt.h"

struct libedit;

/* Whether there is memory for what libedit does for one line. It ends the process where there is
 * none. */
bool libedit_has_room(void);

/* Returns NULL if the library cannot be loaded, or the system has no locale in which characters are
 * UTF-8. */
struct libedit *libedit_open(prompt_complete *complete, void *user);
void libedit_close(struct libedit *libedit);
/* Returns the next line with its newline, valid until the next call; NULL at the end of the input
 * and after a signal that interrupts. */
const char *libedit_line(struct libedit *libedit, bool more, int *length);
/* Returns true if the line that a signal interrupted was empty. */
bool libedit_is_empty(const struct libedit *libedit);
void libedit_remember(struct libedit *libedit, const char *line);

#endif

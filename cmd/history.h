/* history.h - the file of the prompt's history. Several prompts may have it open: each adds a line
 * as soon as it is there, and what the others wrote stays. */
#ifndef CMD_HISTORY_H
#define CMD_HISTORY_H

#include <stddef.h>

enum { HISTORY_LINES = 1000 }; /* that are kept */

/* Returns $XDG_STATE_HOME/dcalc/history or ~/.local/state/dcalc/history, after making its folders;
 * the caller frees it. Returns NULL if there is no place for it. */
char *history_path(void);

/* Calls `take` with the last HISTORY_LINES lines of the file, oldest first. A file that has grown
 * to more than twice as many is cut to them. */
void history_read(const char *path, void (*take)(void *user, const char *line), void *user);

/* Adds a line at the end of the file. What cannot be written is not missed. */
void history_append(const char *path, const char *line);

#endif

/* history.h - the path of the prompt's history. */
#ifndef CMD_HISTORY_H
#define CMD_HISTORY_H

/* Returns $XDG_STATE_HOME/dcalc/history or ~/.local/state/dcalc/history, after making its folders;
 * the caller frees it. Returns NULL if there is no place for it. */
char *history_path(void);

#endif

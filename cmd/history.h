/* history.h - where the prompt's history is kept. */
#ifndef CMD_HISTORY_H
#define CMD_HISTORY_H

/* $XDG_STATE_HOME/dcalc/history or ~/.local/state/dcalc/history, its folders made as needed; to be
 * freed. NULL: there is no place to keep one. */
char *history_path(void);

#endif

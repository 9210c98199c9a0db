/* progress.h - shows progress in a line on the terminal while many steps are computed. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "app/dcalc.h"

/* `start`: when the steps began; `told`: when progress was last shown; both in seconds. */
struct progress {
    int steps;
    double start, told;
    bool shown;
};

/* Makes the request report its steps after the first second, if it has several and standard error
 * is a terminal. The progress must live as long as the request. */
void progress_watch(struct progress *progress, struct dcalc_request *request);
/* Clears the line. */
void progress_end(struct progress *progress);

#endif

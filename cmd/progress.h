/* progress.h - a line on the terminal while many steps are made. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "app/dcalc.h"

/* Of steps that began at `start` and were last told of at `told` (seconds). */
struct progress {
    int steps;
    double start, told;
    bool shown;
};

/* Has the request tell of its steps after the first second, if it has several and standard error is
 * a terminal. The progress must live as long as the request. */
void progress_watch(struct progress *progress, struct dcalc_request *request);
/* Takes the line away. */
void progress_end(struct progress *progress);

#endif

/* progress.h - what is told of many steps while they are computed: a line on the terminal, and the
 * lines of a log. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "checkpoint.h"
#include "training_log.h"

/* `start`: when the steps began; `told`: when progress was last shown; both in seconds. */
struct progress {
    double steps; /* that there will be */
    double start, told;
    bool shown;
    struct training_log log;
    struct checkpoint checkpoint;
};

/* Makes the request report its steps, if it has several: to the log that --log names, to the file
 * of --checkpoint, from which it goes on, and after the first second on standard error, if that is
 * a terminal. The progress must live as long as the request. Returns 0, or the exit status after
 * reporting an error. */
int progress_watch(struct progress *progress, const struct call *call,
                   struct dcalc_request *request);
/* Clears the line and ends the log. Returns 0, or the exit status after reporting an error. */
int progress_end(struct progress *progress);

#endif

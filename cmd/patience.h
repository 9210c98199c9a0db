/* patience.h - how long a command waits for what it reads: --timeout, from its start on. */
#ifndef CMD_PATIENCE_H
#define CMD_PATIENCE_H

#include <stdbool.h>

/* Seconds on the monotonic clock. */
double clock_now(void);

struct patience {
    double seconds; /* 0: for ever */
    double until;   /* on the monotonic clock */
};

/* Begins to wait so many seconds, those of --timeout or 0. */
struct patience patience_begin(double seconds);
/* Waits until something can be read. Returns false with errno EINTR after Ctrl-C, and ETIMEDOUT
 * after the time. */
bool patience_wait(const struct patience *patience, int fd);

#endif

#define _POSIX_C_SOURCE 200809L
#include "patience.h"

#include "interrupt.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

double clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct patience patience_begin(double seconds)
{
    return (struct patience){seconds, clock_now() + seconds};
}

bool patience_wait(const struct patience *patience, int fd)
{
    enum { SLICE = 50 }; /* milliseconds, after which Ctrl-C and the time are looked at */
    struct pollfd input = {.fd = fd, .events = POLLIN};
    for (;;) {
        if (interrupt_seen()) return errno = EINTR, false;
        if (patience->seconds > 0 && clock_now() > patience->until) return errno = ETIMEDOUT, false;
        int ready = poll(&input, 1, SLICE);
        if (ready > 0 || (ready < 0 && errno != EINTR)) return true; /* read(2) tells the error */
    }
}

#define _POSIX_C_SOURCE 200809L
#include "progress.h"

#include "patience.h"

#include <stdio.h>
#include <unistd.h>

/* Updates the line at most five times per second. */
static void tell(void *user, int step, double loss)
{
    struct progress *p = user;
    double now = clock_now();
    if (now - p->start < 1 || now - p->told < 0.2) return;
    p->told = now;
    p->shown = true;
    fprintf(stderr, "\r\033[Kstep %d of %d  loss %.6g  %.3g steps/s", step, p->steps, loss,
            step / (now - p->start));
    fflush(stderr);
}

void progress_watch(struct progress *progress, struct dcalc_request *request)
{
    if (request->command != DCALC_BACKPROP || request->steps < 2 || !isatty(2)) return;
    *progress = (struct progress){.steps = request->steps, .start = clock_now()};
    request->progress = tell;
    request->user = progress;
}

void progress_end(struct progress *progress)
{
    if (progress->shown) fputs("\r\033[K", stderr);
    progress->shown = false;
}

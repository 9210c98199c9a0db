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

static void write_down(void *user, const struct dcalc_step *step)
{
    training_log_add(&((struct progress *)user)->log, step);
}

int progress_watch(struct progress *progress, const struct call *call,
                   struct dcalc_request *request)
{
    *progress = (struct progress){.steps = request->steps, .start = clock_now()};
    if (request->command != DCALC_BACKPROP) return 0;
    request->user = progress;
    if (request->steps > 1 && isatty(2)) request->progress = tell;
    int status = training_log_open(&progress->log, call, request);
    if (progress->log.path) request->watch = write_down;
    return status;
}

int progress_end(struct progress *progress)
{
    if (progress->shown) fputs("\r\033[K", stderr);
    progress->shown = false;
    return training_log_close(&progress->log);
}

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
    fprintf(stderr, "\r\033[Kstep %d of %.0f  loss %.6g  %.3g steps/s", step, p->steps, loss,
            step / (now - p->start));
    fflush(stderr);
}

static void write_down(void *user, const struct dcalc_step *step)
{
    training_log_add(&((struct progress *)user)->log, step);
}

static void write_down_epoch(void *user, const struct dcalc_epoch *epoch)
{
    training_log_end_epoch(&((struct progress *)user)->log, epoch);
}

static bool save(void *user, const char *bytes, size_t length)
{
    struct progress *p = user;
    training_log_save(&p->log);
    return checkpoint_write(&p->checkpoint, bytes, length);
}

/* Batches of data, or else --steps. */
static double count_steps(const struct dcalc_request *request)
{
    const struct dcalc_values *first = request->n_data ? &request->data[0].array : NULL;
    if (!first || first->ndim == 0) return request->steps;
    size_t batch = request->batch ? (size_t)request->batch : first->dims[0];
    double batches = (double)((first->dims[0] + batch - 1) / batch);
    return batches * (request->epochs ? request->epochs : 1);
}

int progress_watch(struct progress *progress, const struct call *call,
                   struct dcalc_request *request)
{
    *progress = (struct progress){.steps = count_steps(request), .start = clock_now()};
    if (request->command != DCALC_BACKPROP) return 0;
    request->ranks = call->ranks;
    if (!call_leads(call)) return 0;
    request->user = progress;
    if (progress->steps > 1 && isatty(2)) request->progress = tell;
    int status = checkpoint_open(&progress->checkpoint, call, request);
    if (status == 0) status = training_log_open(&progress->log, call, request);
    if (progress->log.path) request->watch = write_down;
    if (progress->log.path) request->watch_epoch = write_down_epoch;
    if (progress->checkpoint.path) request->save = save;
    return status;
}

int progress_end(struct progress *progress)
{
    if (progress->shown) fputs("\r\033[K", stderr);
    progress->shown = false;
    return training_log_close(&progress->log);
}

#define _POSIX_C_SOURCE 200809L
#include "training_log.h"

#include "files.h"
#include "patience.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* ---- lines ---- */

static void flush(struct training_log *log)
{
    if (!log->error && log->n && !write_all(log->fd, log->lines, log->n)) log->error = errno;
    log->n = 0;
    log->written = clock_now();
}

/* The fewest digits that read back as the same double. */
static const char *number(double x, char text[32])
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, 32, "%.*g", digits, x);
        if (strtod(text, NULL) == x) break;
    }
    return text;
}

void training_log_add(struct training_log *log, const struct dcalc_step *step)
{
    enum { LONGEST_LINE = 200 };
    static const char *const forms[] = {
        [LOG_CSV] = "%d,%s,%s,%s,%.6f\n",
        [LOG_TSV] = "%d\t%s\t%s\t%s\t%.6f\n",
        [LOG_JSON_LINES] =
            "{\"step\":%d,\"loss\":%s,\"gradient\":%s,\"weights\":%s,\"seconds\":%.6f}\n"};
    char loss[32], gradient[32], weights[32];
    double now = clock_now();
    if (step->step <= log->last) return;
    log->last = step->step;
    log->n += (size_t)snprintf(log->lines + log->n, LONGEST_LINE, forms[log->form], step->step,
                               number(step->loss, loss), number(step->gradient, gradient),
                               number(step->weights, weights), now - log->start);
    if (now - log->written > 0.2 || log->n > sizeof log->lines - LONGEST_LINE) flush(log);
}

/* ---- the file ---- */

static bool ends_with(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n >= m && strcasecmp(path + n - m, ending) == 0;
}

static int check(const struct options *options, const struct dcalc_request *request)
{
    const char *path = options->value[OPT_LOG], *output = options->value[OPT_OUTPUT];
    if (!path && options->value[OPT_EVERY])
        return report_error(DCALC_USAGE, "give it with --log FILE", "--every is about a log");
    if (!path) return 0;
    if (request->steps < 2)
        return report_error(DCALC_USAGE, "give their number with --steps",
                            "a log is of several steps");
    if (strcmp(path, "-") == 0)
        return report_error(DCALC_USAGE, "name a file", "--log does not go to standard output");
    if (output && strcmp(path, output) == 0)
        return report_error(DCALC_USAGE, NULL, "%s cannot hold the answer and the log", path);
    return 0;
}

int training_log_open(struct training_log *log, const struct call *call,
                      const struct dcalc_request *request)
{
    const char *path = call->options.value[OPT_LOG];
    int status = check(&call->options, request);
    *log = (struct training_log){0};
    if (status != 0 || !path) return status;
    log->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (log->fd < 0)
        return report_error(DCALC_IO, NULL, "cannot write %s: %s", path, strerror(errno));
    log->path = path;
    log->form = ends_with(path, ".jsonl") || ends_with(path, ".ndjson") || ends_with(path, ".json")
                    ? LOG_JSON_LINES
                : ends_with(path, ".tsv") ? LOG_TSV
                                          : LOG_CSV;
    const char *head = log->form == LOG_CSV   ? "step,loss,gradient,weights,seconds\n"
                       : log->form == LOG_TSV ? "step\tloss\tgradient\tweights\tseconds\n"
                                              : "";
    log->n = strlen(head);
    memcpy(log->lines, head, log->n);
    log->start = clock_now();
    return 0;
}

int training_log_close(struct training_log *log)
{
    if (!log->path) return 0;
    flush(log);
    if (close(log->fd) != 0 && !log->error) log->error = errno;
    if (!log->error) return 0;
    return report_error(DCALC_IO, NULL, "cannot write %s: %s", log->path, strerror(log->error));
}

#define _POSIX_C_SOURCE 200809L
#include "training_log.h"

#include "files.h"
#include "interrupt.h"
#include "patience.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
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

enum { LONGEST_LINE = 300 };

static void put(struct training_log *log, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log->n += (size_t)vsnprintf(log->lines + log->n, LONGEST_LINE, format, args);
    va_end(args);
}

/* Ends the line of a step, after which its epoch may end. */
static void end_line(struct training_log *log, const struct dcalc_epoch *epoch)
{
    char loss[32] = "", validation[32] = "";
    const char *mark = log->form == LOG_TSV ? "\t" : ",";
    bool validated = epoch && !isnan(epoch->validation);
    if (!log->is_open) return;
    log->is_open = false;
    if (epoch) number(epoch->loss, loss);
    if (validated) number(epoch->validation, validation);
    if (log->form != LOG_JSON_LINES && log->by_epochs)
        put(log, "%s%s%s%s", mark, loss, mark, validation);
    if (log->form == LOG_JSON_LINES && epoch)
        put(log, ",\"epoch\":%d,\"epoch_loss\":%s", epoch->epoch, loss);
    if (log->form == LOG_JSON_LINES && validated) put(log, ",\"validation\":%s", validation);
    put(log, log->form == LOG_JSON_LINES ? "}\n" : "\n");
    if (clock_now() - log->written > 0.2 || log->n > sizeof log->lines - 2 * LONGEST_LINE)
        flush(log);
}

/* ---- lines of a training that goes on ---- */

/* The number of the step that a line begins with, or 0. */
static long step_of(const char *line)
{
    static const char key[] = "{\"step\":";
    if (strncmp(line, key, sizeof key - 1) == 0) line += sizeof key - 1;
    return strtol(line, NULL, 10);
}

/* Cuts off the lines of this step and those after it: they were written after the checkpoint from
 * which the training goes on, and the steps are taken again. */
static void cut(struct training_log *log, int step)
{
    char *line = NULL;
    size_t room = 0;
    off_t end = 0;
    ssize_t n;
    FILE *file = fopen(log->path, "r");
    if (!file) return;
    while ((n = getline(&line, &room, file)) > 0 && step_of(line) < step && line[n - 1] == '\n')
        end += n;
    if (n > 0 && ftruncate(log->fd, end) != 0 && !log->error) log->error = errno;
    free(line);
    fclose(file);
}

void training_log_add(struct training_log *log, const struct dcalc_step *step)
{
    static const char *const forms[] = {
        [LOG_CSV] = "%d,%s,%s,%s,%.6f",
        [LOG_TSV] = "%d\t%s\t%s\t%s\t%.6f",
        [LOG_JSON_LINES] =
            "{\"step\":%d,\"loss\":%s,\"gradient\":%s,\"weights\":%s,\"seconds\":%.6f"};
    char loss[32], gradient[32], weights[32];
    if (step->step <= log->last) return;
    if (log->follows) cut(log, step->step);
    log->follows = false;
    end_line(log, NULL);
    log->last = step->step;
    put(log, forms[log->form], step->step, number(step->loss, loss),
        number(step->gradient, gradient), number(step->weights, weights), clock_now() - log->start);
    log->is_open = true;
    if (!log->by_epochs) end_line(log, NULL);
}

void training_log_end_epoch(struct training_log *log, const struct dcalc_epoch *epoch)
{
    if (epoch->step == log->last) end_line(log, epoch);
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
    if (request->steps < 2 && !options->value[OPT_DATA])
        return report_error(DCALC_USAGE, "give their number with --steps",
                            "a log is of several steps");
    if (strcmp(path, "-") == 0)
        return report_error(DCALC_USAGE, "name a file", "--log does not go to standard output");
    if (output && strcmp(path, output) == 0)
        return report_error(DCALC_USAGE, NULL, "%s cannot hold the answer and the log", path);
    return 0;
}

/* Opens the file anew, or behind the lines that a training has left that now goes on. Returns
 * whether there are any, or -1. */
static int open_file(struct training_log *log, const char *path, bool goes_on)
{
    int how = goes_on ? O_WRONLY | O_APPEND : O_WRONLY | O_TRUNC;
    struct stat there;
    bool is_fifo = stat(path, &there) == 0 && S_ISFIFO(there.st_mode);
    log->fd = is_fifo ? open_special(path, true) : open(path, how | O_CREAT | O_CLOEXEC, 0666);
    if (log->fd < 0) return -1;
    return goes_on && lseek(log->fd, 0, SEEK_END) > 0;
}

static void put_head(struct training_log *log)
{
    static const char *const columns[] = {"step",    "loss",       "gradient",  "weights",
                                          "seconds", "epoch_loss", "validation"};
    size_t n = log->by_epochs ? 7 : 5;
    if (log->form == LOG_JSON_LINES) return;
    for (size_t i = 0; i < n; i++)
        put(log, "%s%s", i == 0 ? "" : log->form == LOG_TSV ? "\t" : ",", columns[i]);
    put(log, "\n");
}

static int cannot_write(const char *path, int error)
{
    if (interrupt_seen()) return interrupt_status();
    return report_error(DCALC_IO, NULL, "cannot write %s: %s", path, strerror(error));
}

int training_log_open(struct training_log *log, const struct call *call,
                      const struct dcalc_request *request)
{
    const char *path = call->options.value[OPT_LOG];
    int status = check(&call->options, request);
    *log = (struct training_log){0};
    if (status != 0 || !path) return status;
    int follows = open_file(log, path, request->resume.bytes != NULL);
    if (follows < 0) return cannot_write(path, errno);
    log->path = path;
    log->form = ends_with(path, ".jsonl") || ends_with(path, ".ndjson") || ends_with(path, ".json")
                    ? LOG_JSON_LINES
                : ends_with(path, ".tsv") ? LOG_TSV
                                          : LOG_CSV;
    log->by_epochs = call->options.value[OPT_DATA] != NULL;
    log->follows = follows;
    if (!follows) put_head(log);
    log->start = clock_now();
    return 0;
}

void training_log_save(struct training_log *log)
{
    if (!log->path) return;
    end_line(log, NULL);
    flush(log);
}

int training_log_close(struct training_log *log)
{
    if (!log->path) return 0;
    training_log_save(log);
    if (close(log->fd) != 0 && !log->error) log->error = errno;
    if (!log->error) return 0;
    return cannot_write(log->path, log->error);
}

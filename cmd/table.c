#define _POSIX_C_SOURCE 200809L
#include "table.h"

#include "interrupt.h"
#include "report.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The input and output of the table, and the progress bar. */
struct ends {
    int input, error; /* errno of a read that failed */
    off_t start;      /* offset of the input in its file */
    struct sink sink;
    bool is_file, shows, shown;
    double started, last, size; /* size: of the input in bytes, 0 if unknown */
};

static double clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static long next(void *user, char *buffer, size_t size)
{
    struct ends *ends = user;
    long n = read_some(ends->input, buffer, size);
    if (n < 0) ends->error = errno;
    return n;
}

static bool put(void *user, const char *bytes, size_t length)
{
    struct ends *ends = user;
    return sink_write(&ends->sink, bytes, length);
}

static long read_at(void *user, char *buffer, size_t size, size_t from)
{
    struct ends *ends = user;
    long n = pread(ends->input, buffer, size, ends->start + (off_t)from);
    if (n < 0) ends->error = errno;
    return n;
}

static bool put_again(void *user, const char *bytes, size_t length)
{
    struct ends *ends = user;
    return sink_overwrite(&ends->sink, bytes, length);
}

static bool waits(void *user)
{
    struct ends *ends = user;
    struct pollfd input = {.fd = ends->input, .events = POLLIN};
    return poll(&input, 1, 0) == 0;
}

/* ---- the bar ---- */

enum { BAR = 24 };

static void show(struct ends *ends, size_t rows, size_t bytes, double now)
{
    char line[160];
    double seconds = now - ends->started, share = ends->size > 0 ? (double)bytes / ends->size : 0;
    int n = snprintf(line, sizeof line, "\r%zu rows  %.3g rows/s", rows, (double)rows / seconds);
    if (share > 0 && share <= 1 && n > 0) {
        int full = (int)(share * BAR);
        snprintf(line + n, sizeof line - (size_t)n, "  [%.*s%*s]  %.0f s left ", full,
                 "########################", BAR - full, "", seconds * (1 - share) / share);
    }
    write_all(2, line, strlen(line));
    ends->shown = true;
    ends->last = now;
}

/* Shows the bar after one second, then five times per second. */
static void progress(void *user, size_t rows, size_t bytes)
{
    struct ends *ends = user;
    double now = clock_now();
    if (ends->shows && now - ends->started > 1 && now - ends->last > 0.2)
        show(ends, rows, bytes, now);
}

static void watch(struct ends *ends, const struct options *options)
{
    struct stat info;
    ends->shows = isatty(2) && !options->value[OPT_QUIET];
    ends->started = clock_now();
    if (fstat(ends->input, &info) != 0 || !S_ISREG(info.st_mode)) return;
    ends->start = lseek(ends->input, 0, SEEK_CUR);
    ends->size = (double)(info.st_size - ends->start);
    ends->is_file = true;
}

/* ---- the table ---- */

static bool is_named(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n >= m && strcmp(path + n - m, end) == 0;
}

/* Guesses the form from the file's name, before any bytes are read. */
static enum dcalc_table form_of(const char *path)
{
    if (is_named(path, ".npy")) return DCALC_TABLE_NPY;
    bool json = is_named(path, ".json") || is_named(path, ".jsonl") || is_named(path, ".ndjson");
    return json ? DCALC_TABLE_JSON : DCALC_TABLE_CSV;
}

static bool form_of_output(enum dcalc_format format, enum dcalc_table *out)
{
    switch (format) {
    case DCALC_TEXT:
    case DCALC_CSV: *out = DCALC_TABLE_CSV; return true;
    case DCALC_JSON: *out = DCALC_TABLE_JSON; return true;
    case DCALC_NPY: *out = DCALC_TABLE_NPY; return true;
    default: return false;
    }
}

static int ended(struct call *call, struct ends *ends, struct dcalc_result *result,
                 const char *path)
{
    bool fine = result && result->status == DCALC_OK && !ends->error && !interrupt_seen();
    if (ends->shown) write_all(2, "\r\033[K", 4);
    int written = sink_close(&ends->sink, fine);
    int status = dcalc_exit_status(DCALC_LIMIT);
    if (ends->error && !interrupt_seen()) {
        status = report_error(DCALC_IO, NULL, "%s: %s", path, strerror(ends->error));
        dcalc_result_free(result);
    } else if (fine) {
        for (size_t i = 0; i < result->n_notes && !call->options.value[OPT_QUIET]; i++)
            report_note(result->notes[i]);
        dcalc_result_free(result);
        status = written;
    } else if (result)
        status = report_result(result, call->options.value[OPT_COLOR]);
    return status;
}

int table_run(struct call *call, dcalc *session, struct inputs *inputs,
              const struct dcalc_request *request, const char *const *keep, size_t n_keep)
{
    const struct options *options = &call->options;
    const char *path = options->value[OPT_POINTS], *missing = options->value[OPT_MISSING];
    bool standard = strcmp(path, "-") == 0;
    if (standard && inputs->stdin_taken)
        return report_error(DCALC_USAGE, NULL, "standard input is already in use");
    enum dcalc_table output;
    if (!form_of_output(request->format, &output))
        return report_error(DCALC_USAGE, "write -f csv, -f json or -f npy",
                            "--points answers in CSV, JSON Lines or a NumPy array");
    struct ends ends = {.input = open_input(path)};
    if (ends.input < 0) return dcalc_exit_status(DCALC_IO);
    watch(&ends, options);
    int status = sink_open(&ends.sink, call->pool, options->value[OPT_OUTPUT]);
    if (status == 0 && output == DCALC_TABLE_NPY) status = sink_allow_overwrite(&ends.sink);
    if (status == 0) {
        bool all = n_keep == 1 && strcmp(keep[0], "*") == 0;
        struct dcalc_points points = {.size = sizeof points,
                                      .next = next,
                                      .put = put,
                                      .waits = waits,
                                      .progress = progress,
                                      .read_at = ends.is_file ? read_at : NULL,
                                      .put_again = put_again,
                                      .user = &ends,
                                      .source = standard ? "standard input" : path,
                                      .input = form_of(path),
                                      .output = output,
                                      .keep = keep,
                                      .n_keep = all ? 0 : n_keep,
                                      .keep_all = all,
                                      .missing_is_nan = missing && missing[0] == 'n',
                                      .strict = options->value[OPT_STRICT] != NULL,
                                      .threads = option_number(options, OPT_THREADS)};
        status = ended(call, &ends, dcalc_run_points(session, request, &points), points.source);
    }
    if (ends.input > 0) close(ends.input);
    return status;
}

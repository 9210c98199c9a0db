#define _POSIX_C_SOURCE 200809L
#include "table.h"

#include "archive_table.h"
#include "deliver.h"
#include "interrupt.h"
#include "in_place.h"
#include "report.h"
#include "table_form.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* The input and output of the table, and the progress bar. */
struct table_io {
    int input, error; /* errno of a read that failed */
    off_t start;      /* offset of the input in its file */
    struct sink sink;
    struct in_place in_place; /* in the place of the sink, with --in-place */
    struct summary *summary;
    const struct patience *patience;
    struct archive_table archive; /* what is read instead of an input that is one */
    bool is_archive, is_file, shows, shown;
    double started, last, size; /* size: of the input in bytes, 0 if unknown */
};

static long next(void *user, char *buffer, size_t size)
{
    struct table_io *io = user;
    if (io->is_archive) return archive_table_read(&io->archive, buffer, size);
    bool waited = io->patience->seconds == 0 || patience_wait(io->patience, io->input);
    long n = waited ? read_some(io->input, buffer, size) : -1;
    if (n < 0) io->error = errno;
    return n;
}

static bool put(void *user, const char *bytes, size_t length)
{
    struct table_io *io = user;
    return sink_write(&io->sink, bytes, length);
}

static long read_at(void *user, char *buffer, size_t size, size_t from)
{
    struct table_io *io = user;
    long n = pread(io->input, buffer, size, io->start + (off_t)from);
    if (n < 0) io->error = errno;
    return n;
}

static bool put_again(void *user, const char *bytes, size_t length)
{
    struct table_io *io = user;
    return sink_overwrite(&io->sink, bytes, length);
}

static bool put_at(void *user, const char *bytes, size_t length, size_t at)
{
    struct table_io *io = user;
    return in_place_put(&io->in_place, bytes, length, at);
}

static bool report(void *user, const char *json, size_t length)
{
    struct table_io *io = user;
    return summary_take(io->summary, json, length);
}

static bool waits(void *user)
{
    struct table_io *io = user;
    struct pollfd input = {.fd = io->input, .events = POLLIN};
    return poll(&input, 1, 0) == 0;
}

/* ---- the bar ---- */

enum { BAR = 24 };

static void show(struct table_io *io, size_t rows, size_t bytes, double now)
{
    char line[160];
    double seconds = now - io->started, share = io->size > 0 ? (double)bytes / io->size : 0;
    int n = snprintf(line, sizeof line, "\r%zu rows  %.3g rows/s", rows, (double)rows / seconds);
    if (share > 0 && share <= 1 && n > 0) {
        int full = (int)(share * BAR);
        snprintf(line + n, sizeof line - (size_t)n, "  [%.*s%*s]  %.0f s left ", full,
                 "########################", BAR - full, "", seconds * (1 - share) / share);
    }
    write_all(2, line, strlen(line));
    io->shown = true;
    io->last = now;
}

/* Shows the bar after one second, then five times per second. */
static void progress(void *user, size_t rows, size_t bytes)
{
    struct table_io *io = user;
    double now = clock_now();
    if (io->shows && now - io->started > 1 && now - io->last > 0.2) show(io, rows, bytes, now);
}

static void watch(struct table_io *io, const struct options *options)
{
    struct stat info;
    io->shows = isatty(2) && !options->value[OPT_QUIET];
    io->started = clock_now();
    if (fstat(io->input, &info) != 0 || !S_ISREG(info.st_mode)) return;
    io->start = lseek(io->input, 0, SEEK_CUR);
    io->size = (double)(info.st_size - io->start);
    io->is_file = true;
}

/* ---- the table ---- */

static bool is_named(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n >= m && strcasecmp(path + n - m, end) == 0;
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
    case DCALC_TSV: *out = DCALC_TABLE_TSV; return true;
    case DCALC_JSON: *out = DCALC_TABLE_JSON; return true;
    case DCALC_NPY: *out = DCALC_TABLE_NPY; return true;
    default: return false;
    }
}

static int ended(struct call *call, struct table_io *io, const struct dcalc_request *request,
                 struct dcalc_result *result, const char *path)
{
    bool fine = result && result->status == DCALC_OK && !io->error && !interrupt_seen();
    if (io->shown) write_all(2, "\r\033[K", 4);
    int written = io->in_place.path ? in_place_close(&io->in_place) : sink_close(&io->sink, fine);
    int status = dcalc_exit_status(DCALC_LIMIT);
    if (io->error && !interrupt_seen()) {
        errno = io->error;
        status = report_read(path, io->patience);
        dcalc_result_free(result);
    } else if (fine) {
        for (size_t i = 0; i < result->n_notes && !call->options.value[OPT_QUIET]; i++)
            report_note(result->notes[i]);
        dcalc_result_free(result);
        status = written;
    } else if (result)
        status = deliver_failure(&call->options, request, result);
    else if (!interrupt_seen())
        status = report_error(DCALC_LIMIT, NULL, "out of memory");
    return status;
}

static bool is_input(const struct table_io *io, const char *path)
{
    struct stat in, out;
    return fstat(io->input, &in) == 0 && stat(path, &out) == 0 && in.st_dev == out.st_dev &&
           in.st_ino == out.st_ino;
}

/* Opens what the answers go to. */
static int open_output(struct call *call, struct table_io *io, enum dcalc_table output)
{
    const char *path = call->options.value[OPT_OUTPUT];
    if (call->options.value[OPT_IN_PLACE]) {
        if (!path || output != DCALC_TABLE_NPY)
            return report_error(DCALC_USAGE, "write -o FILE.npy",
                                "only a .npy file is written in place");
        io->in_place.path = path;
        if (is_input(io, path))
            return report_error(DCALC_USAGE, "write to another file", "%s is the table itself",
                                path);
        return summary_check(io->summary, path);
    }
    int status = sink_open(&io->sink, call->pool, path);
    if (status == 0 && output == DCALC_TABLE_NPY) status = sink_allow_overwrite(&io->sink);
    if (status != 0) return status;
    status = summary_check(io->summary, io->sink.path);
    if (status != 0) sink_close(&io->sink, false);
    return status;
}

int table_run(struct call *call, dcalc *session, struct inputs *inputs,
              const struct dcalc_request *request, const char *const *keep, size_t n_keep,
              struct summary *summary)
{
    const struct options *options = &call->options;
    const char *path = options->value[OPT_POINTS];
    int status = table_form_set(call, session);
    if (status != 0) return status;
    bool standard = strcmp(path, "-") == 0;
    if (standard && inputs->stdin_taken)
        return report_error(DCALC_USAGE, NULL, "standard input is already in use");
    enum dcalc_table output;
    if (!form_of_output(request->format, &output))
        return report_error(DCALC_USAGE, "write -f csv, -f tsv, -f json or -f npy",
                            "--points answers in CSV, TSV, JSON Lines or a NumPy array");
    struct table_io io = {.input = open_input(path, &inputs->patience),
                          .patience = &inputs->patience,
                          .summary = summary};
    if (io.input < 0) return -io.input;
    watch(&io, options);
    io.is_archive = io.is_file && archive_table_is(io.input);
    io.is_file = io.is_file && !io.is_archive;
    if (io.is_archive)
        status = archive_table_open(&io.archive, call, session, request, keep, n_keep,
                                    standard ? "/dev/stdin" : path);
    if (status == 0) status = open_output(call, &io, output);
    if (status == 0) {
        bool all = n_keep == 1 && strcmp(keep[0], "*") == 0;
        struct dcalc_points points = {.size = sizeof points,
                                      .next = next,
                                      .put = put,
                                      .waits = waits,
                                      .progress = progress,
                                      .read_at = io.is_file ? read_at : NULL,
                                      .put_again = put_again,
                                      .user = &io,
                                      .source = standard ? "standard input" : path,
                                      .input = form_of(path),
                                      .output = output,
                                      .keep = keep,
                                      .n_keep = all ? 0 : n_keep,
                                      .keep_all = all,
                                      .strict = options->value[OPT_STRICT] != NULL,
                                      .report = summary->wanted ? report : NULL,
                                      .put_at = io.in_place.path ? put_at : NULL,
                                      .no_jit = options->value[OPT_NO_JIT] != NULL,
                                      .no_header = options->value[OPT_NO_OUTPUT_HEADER] != NULL,
                                      .threads = option_number(options, OPT_THREADS)};
        status =
            ended(call, &io, request, dcalc_run_points(session, request, &points), points.source);
    }
    if (io.input > 0) close(io.input);
    return status;
}

/* dcalc run: jobs from a file or a stream, one line of JSON for each answer. */
#define _POSIX_C_SOURCE 200809L
#include "app/dcalc.h"
#include "command.h"
#include "deliver.h"
#include "files.h"
#include "interrupt.h"
#include "picture.h"
#include "question.h"
#include "report.h"
#include "session.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* The input and output of a stream of jobs. */
struct stream {
    int input;
    int error; /* errno of a read that failed */
    struct sink sink;
};

static long next(void *user, char *buffer, size_t size)
{
    struct stream *stream = user;
    long n = read_some(stream->input, buffer, size);
    if (n < 0) stream->error = errno;
    return n;
}

static bool put(void *user, const char *bytes, size_t length)
{
    struct stream *stream = user;
    return sink_write(&stream->sink, bytes, length);
}

/* Ends without an error if the reader of the output has gone away, whatever was written before. */
static int final_status(struct stream *stream, const char *source, int status)
{
    bool failed = stream->error != 0 || interrupt_seen();
    bool deserted = stream->sink.error == EPIPE;
    int written = sink_close(&stream->sink, !failed);
    if (interrupt_seen()) return interrupt_status();
    if (stream->error) {
        return report_error(DCALC_IO, NULL, "%s: %s", source, strerror(stream->error));
    }
    if (written != 0) return written;
    return deserted ? 0 : status;
}

static bool is_document(enum dcalc_format format)
{
    return format == DCALC_TEXT || format == DCALC_LATEX || format == DCALC_MARKDOWN ||
           format == DCALC_HTML;
}

/* A file of an ending that names no form holds lines of JSON, unless --explain asks for text. */
static enum dcalc_format format_of(const struct options *options)
{
    enum dcalc_format format = deliver_format(options);
    if (options->value[OPT_FORMAT] || (is_document(format) && format != DCALC_TEXT)) return format;
    if (format == DCALC_TEXT) return options->value[OPT_EXPLAIN] ? DCALC_TEXT : DCALC_JSON;
    return format;
}

static int check_format(const struct options *options)
{
    enum dcalc_format format = format_of(options);
    if (is_document(format) || format == DCALC_JSON) return 0;
    return report_error(DCALC_USAGE,
                        "ask for json, or for a document in text, latex, markdown or html",
                        "the answers to jobs do not go into such a file");
}

static int run_stream(struct call *call, dcalc *session, const char *path)
{
    struct patience patience = patience_begin(option_seconds(&call->options, OPT_TIMEOUT));
    struct stream stream = {.input = open_input(path, &patience)};
    if (stream.input < 0) return -stream.input;
    int status = sink_open(&stream.sink, call->pool, call->options.value[OPT_OUTPUT]);
    if (status == 0) {
        struct dcalc_jobs jobs = {.size = sizeof jobs, .next = next, .put = put, .user = &stream};
        jobs.source = strcmp(path, "-") == 0 ? "standard input" : path;
        jobs.no_files = call->options.value[OPT_NO_FILES] != NULL;
        jobs.lines = call->options.value[OPT_LINES] != NULL;
        jobs.explain = call->options.value[OPT_EXPLAIN] != NULL;
        jobs.format = format_of(&call->options);
        jobs.document = is_document(jobs.format);
        jobs.whole = deliver_is_whole(&call->options);
        jobs.language = (enum dcalc_language)option_chosen(&call->options, OPT_LANGUAGE);
        jobs.draw = picture_draw;
        jobs.threads = option_number(&call->options, OPT_THREADS);
        status = dcalc_run_jobs(session, &jobs);
        status = final_status(&stream, jobs.source, status);
    }
    if (stream.input > 0) close(stream.input);
    return status;
}

static int find_path(const struct call *call, const char **path)
{
    const struct options *options = &call->options;
    for (size_t i = 0; i < options->n_given; i++) {
        if (options->given[i].id != OPERAND) continue;
        if (*path) {
            return report_error(DCALC_USAGE, NULL, "run takes one file, but %s is a second",
                                report_quoted(call->pool, options->given[i].value));
        }
        *path = options->given[i].value;
    }
    if (*path && !(call->definitions && strcmp(*path, "-") == 0)) return 0;
    if (*path) return report_error(DCALC_USAGE, NULL, "standard input is already in use");
    return report_error(DCALC_USAGE, "write dcalc run jobs.json, with - for standard input",
                        "run needs a file of jobs");
}

/* Keeps freed memory in the process, because every job needs the same amount again. */
static void keep_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
#endif
}

static int run(struct call *call)
{
    const char *path = NULL;
    int status = find_path(call, &path);
    if (status == 0) status = deliver_check(&call->options);
    if (status == 0) status = check_format(&call->options);
    if (status != 0) return status;
    keep_memory();
    dcalc *session = session_open(call);
    if (!session) return dcalc_exit_status(DCALC_LIMIT);
    status = run_stream(call, session, path);
    session_close(session);
    return status;
}

static const struct example examples[] = {
    {"echo '{\"command\": \"diff\", \"expr\": \"x^3\", \"at\": {\"x\": 2}}' | dcalc run -",
     "{\"command\":\"diff\",\"expr\":\"x^3\",\"wrt\":[\"x\"],\"order\":1,\"at\":{\"x\":2},"
     "\"value\":8,"
     "\"derivative\":12}\n"},
    {0},
};

const struct command command_run = {
    .name = "run",
    .summary = "jobs from a JSON file or a JSON Lines stream",
    .usage = "JOBS | -",
    .takes = OPTIONS(OPT_OUTPUT, OPT_TIMEOUT, OPT_MAX_MEMORY, OPT_MAX_WORK, OPT_NO_FILES,
                     OPT_THREADS, OPT_LINES, OPT_EXPLAIN, OPT_FORMAT, OPT_LANGUAGE),
    .examples = examples,
    .run = run,
};

/* Jobs from a stream, done here or shared out among threads. */
#include "job/runner.h"
#include "job/job_queue.h"
#include "app/session.h"
#include "base/sized.h"

#include <string.h>

/* One piece of the input may be this long; texts in it have the session's own limit. */
enum { MAX_PIECE = 1 << 26 };

/* A line that does not begin a list is left to the threads to read. The first piece is read here:
 * it may be all there is, and hold all jobs. */
static bool is_for_queue(const struct json_piece *piece, size_t before)
{
    size_t i = 0;
    while (i < piece->length && strchr(" \t\r\n", piece->bytes[i])) i++;
    return before > 0 && i < piece->length && piece->bytes[i] != '[';
}

static void take(struct runner *runner, const struct json_piece *piece, size_t before)
{
    if (runner->queue && is_for_queue(piece, before)) {
        job_queue_line(runner->queue, piece);
        return;
    }
    if (runner->queue) job_queue_wait(runner->queue, runner);
    if (runner->stop < 0) runner_run_piece(runner, piece);
    if (runner->queue) runner_flush(runner); /* before others answer */
}

static bool is_stopped(const struct runner *runner)
{
    return runner->stop >= 0 || (runner->queue && job_queue_stopped(runner->queue));
}

/* Nothing may wait while the reader waits for the next line. */
static void flush(struct runner *runner)
{
    runner_flush(runner);
    if (runner->queue) job_queue_flush(runner->queue);
}

static size_t take_all(struct runner *runner, struct json_stream *stream,
                       enum json_stream_status *status)
{
    struct json_piece piece;
    size_t pieces = 0;
    while (!is_stopped(runner)) {
        if (!json_stream_has_line(stream)) flush(runner);
        *status = json_stream_next(stream, &piece);
        if (*status != JSON_STREAM_PIECE) break;
        take(runner, &piece, pieces++);
    }
    return pieces;
}

static int end_of_stream(struct runner *runner, enum json_stream_status status,
                         const struct json_stream *stream, size_t pieces)
{
    struct json_piece here = {.line = stream->line + 1};
    if (runner->stop >= 0) return runner->stop;
    if (atomic_load(runner->session->core.interrupted)) return dcalc_exit_status(DCALC_LIMIT);
    if (status == JSON_STREAM_FAILED) {
        runner_fail_piece(runner, &here, DCALC_IO, "cannot be read");
        return dcalc_exit_status(DCALC_IO);
    }
    if (status == JSON_STREAM_TOO_LONG) {
        runner_fail_piece(runner, &here, DCALC_LIMIT, "more than 64 MiB without an end");
        return dcalc_exit_status(DCALC_LIMIT);
    }
    if (runner->malformed && pieces == 1) return dcalc_exit_status(DCALC_SYNTAX);
    return runner->failed > 0;
}

int dcalc_run_jobs(dcalc *session, const struct dcalc_jobs *jobs)
{
    struct dcalc_jobs named = {0};
    if (!sized_copy(&named, sizeof named, jobs, offsetof(struct dcalc_jobs, source)))
        return dcalc_exit_status(DCALC_USAGE);
    struct runner runner = {.session = session, .stop = -1};
    runner.source = named.source ? named.source : "jobs";
    runner.no_files = named.no_files ? "--no-files" : NULL;
    runner.put = named.put;
    runner.user = named.user;
    struct mem mem = {0};
    struct str answers = {.mem = &mem};
    runner.answers = &answers;
    struct runner model = runner;
    struct json_stream stream = {
        .read = named.next, .user = named.user, .limit = MAX_PIECE, .text.mem = &mem};
    enum json_stream_status status = JSON_STREAM_END;
    session_keep_interrupts(session, true);
    if (named.threads > 1) runner.queue = job_queue_new(&model, named.threads);
    size_t pieces = take_all(&runner, &stream, &status);
    job_queue_free(runner.queue, &runner);
    runner.queue = NULL;
    int exit_status = end_of_stream(&runner, status, &stream, pieces);
    runner_flush(&runner);
    session_keep_interrupts(session, false);
    json_stream_free(&stream);
    str_free(&answers);
    return exit_status;
}

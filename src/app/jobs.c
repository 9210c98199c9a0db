/* Jobs from a stream, done here or shared out among threads. */
#include "app/desk.h"
#include "app/job_queue.h"
#include "app/session.h"

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

static void take(struct desk *desk, const struct json_piece *piece, size_t before)
{
    if (desk->queue && is_for_queue(piece, before)) {
        job_queue_line(desk->queue, piece);
        return;
    }
    if (desk->queue) job_queue_wait(desk->queue, desk);
    if (desk->stop < 0) desk_run_piece(desk, piece);
    if (desk->queue) desk_flush(desk); /* before others answer */
}

static bool is_stopped(const struct desk *desk)
{
    return desk->stop >= 0 || (desk->queue && job_queue_stopped(desk->queue));
}

/* Nothing may wait while the reader waits for the next line. */
static void flush(struct desk *desk)
{
    desk_flush(desk);
    if (desk->queue) job_queue_flush(desk->queue);
}

static size_t take_all(struct desk *desk, struct json_stream *stream,
                       enum json_stream_status *status)
{
    struct json_piece piece;
    size_t pieces = 0;
    while (!is_stopped(desk)) {
        if (!json_stream_has_line(stream)) flush(desk);
        *status = json_stream_next(stream, &piece);
        if (*status != JSON_STREAM_PIECE) break;
        take(desk, &piece, pieces++);
    }
    return pieces;
}

static int end_of_stream(struct desk *desk, enum json_stream_status status,
                         const struct json_stream *stream, size_t pieces)
{
    struct json_piece here = {.line = stream->line + 1};
    if (desk->stop >= 0) return desk->stop;
    if (atomic_load(desk->session->core.interrupted)) return dcalc_exit_status(DCALC_LIMIT);
    if (status == JSON_STREAM_FAILED) {
        desk_fail_piece(desk, &here, DCALC_IO, "cannot be read");
        return dcalc_exit_status(DCALC_IO);
    }
    if (status == JSON_STREAM_TOO_LONG) {
        desk_fail_piece(desk, &here, DCALC_LIMIT, "more than 64 MiB without an end");
        return dcalc_exit_status(DCALC_LIMIT);
    }
    if (desk->malformed && pieces == 1) return dcalc_exit_status(DCALC_SYNTAX);
    return desk->failed > 0;
}

int dcalc_run_jobs(dcalc *session, const struct dcalc_jobs *jobs)
{
    struct dcalc_jobs named = *jobs;
    if (!named.source) named.source = "jobs";
    struct desk desk = {.session = session, .jobs = &named, .stop = -1};
    desk.put = named.put;
    desk.user = named.user;
    struct mem mem = {0};
    struct str answers = {.mem = &mem};
    desk.answers = &answers;
    struct desk model = desk;
    struct json_stream stream = {
        .read = named.next, .user = named.user, .limit = MAX_PIECE, .text.mem = &mem};
    enum json_stream_status status = JSON_STREAM_END;
    session_keep_interrupts(session, true);
    if (named.threads > 1) desk.queue = job_queue_new(&model, named.threads);
    size_t pieces = take_all(&desk, &stream, &status);
    job_queue_free(desk.queue, &desk);
    desk.queue = NULL;
    int exit_status = end_of_stream(&desk, status, &stream, pieces);
    desk_flush(&desk);
    session_keep_interrupts(session, false);
    json_stream_free(&stream);
    str_free(&answers);
    return exit_status;
}

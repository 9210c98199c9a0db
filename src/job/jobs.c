/* Jobs from a stream, done here or shared out among threads. */
#include "job/runner.h"
#include "job/job_queue.h"
#include "app/session.h"
#include "base/sized.h"
#include "report/render.h"

#include <string.h>

/* One piece of the input may be this long; texts in it have the session's own limit. */
enum { MAX_PIECE = 1 << 26 };

/* A line that does not begin a list of jobs is left to the threads to read. The first piece is read
 * here: it may be all there is, and hold all jobs. */
static bool is_for_queue(const struct runner *runner, const struct json_piece *piece, size_t before)
{
    size_t i = 0;
    if (runner->lines) return true;
    while (i < piece->length && strchr(" \t\r\n", piece->bytes[i])) i++;
    return before > 0 && i < piece->length && piece->bytes[i] != '[';
}

static void take(struct runner *runner, const struct json_piece *piece, size_t before)
{
    if (runner->queue && is_for_queue(runner, piece, before)) {
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

/* Where lines come from, and what has answers to give before one is waited for. */
struct input {
    const struct dcalc_jobs *jobs;
    struct runner *runner;
};

/* Nothing may wait while the reader waits for more. */
static long read_more(void *user, char *buffer, size_t size)
{
    struct input *input = user;
    runner_flush(input->runner);
    if (input->runner->queue) job_queue_flush(input->runner->queue);
    return input->jobs->next(input->jobs->user, buffer, size);
}

static void fail_long(struct runner *runner, size_t line)
{
    struct json_piece here = {.line = line};
    if (runner->queue) job_queue_wait(runner->queue, runner);
    runner_fail_piece(runner, &here, DCALC_LIMIT, "more than 64 MiB without an end");
    if (runner->queue) runner_flush(runner);
}

/* The first value tells whether each line is a job, which then has one line of answer whatever it
 * holds. `model` is what the threads go by; none of them has a line yet. */
static void settle_lines(struct runner *runner, struct runner *model,
                         const struct json_stream *stream)
{
    runner->lines = model->lines = stream->lines && !runner->several && !runner->page;
}

static size_t take_all(struct runner *runner, struct runner *model, struct json_stream *stream,
                       enum json_stream_status *status)
{
    struct json_piece piece;
    size_t pieces = 0;
    while (!is_stopped(runner)) {
        *status = json_stream_next(stream, &piece);
        if (*status == JSON_STREAM_TOO_LONG && stream->lines)
            fail_long(runner, stream->line + 1);
        else if (*status == JSON_STREAM_PIECE)
            take(runner, &piece, pieces);
        else
            break;
        if (pieces++ == 0 && !runner->lines) settle_lines(runner, model, stream);
    }
    return pieces;
}

/* A document holds what has a place on paper. */
static bool is_known(const struct dcalc_jobs *jobs)
{
    enum dcalc_format format = jobs->format;
    return !jobs->document || format == DCALC_TEXT || format == DCALC_LATEX ||
           format == DCALC_MARKDOWN || format == DCALC_HTML;
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
    if (status == JSON_STREAM_TOO_LONG || status == JSON_STREAM_MEMORY) {
        runner_fail_piece(runner, &here, DCALC_LIMIT,
                          status == JSON_STREAM_MEMORY ? "out of memory"
                                                       : "more than 64 MiB without an end");
        return dcalc_exit_status(DCALC_LIMIT);
    }
    if (runner->malformed && pieces == 1) return dcalc_exit_status(DCALC_SYNTAX);
    return runner->failed > 0;
}

/* A whole document in LaTeX begins with the fonts for the letters of all its sections. */
static bool waits_for_letters(const struct render_page *page)
{
    return page && page->whole && page->format == DCALC_LATEX;
}

static bool hold_sections(void *user, const char *bytes, size_t length)
{
    struct str *held = user;
    return str_put(held, bytes, length), !held->failed;
}

static void let_sections_go(struct runner *runner, const struct dcalc_jobs *jobs, struct str *held)
{
    runner_flush(runner);
    runner->put = jobs->put;
    runner->user = jobs->user;
    render_page_open(runner->answers, runner->page, held->s ? held->s : "");
    str_put(runner->answers, held->s, held->n);
    if (held->failed || runner->answers->failed) runner_say_memory(runner);
    str_free(held);
}

int dcalc_run_jobs(dcalc *session, const struct dcalc_jobs *jobs)
{
    struct dcalc_jobs named = {0};
    if (!sized_copy(&named, sizeof named, jobs, offsetof(struct dcalc_jobs, source)) ||
        !is_known(&named))
        return dcalc_exit_status(DCALC_USAGE);
    struct runner runner = {.session = session, .stop = -1};
    runner.source = named.source ? named.source : "jobs";
    runner.no_files = named.no_files ? "--no-files" : NULL;
    const struct render_page page = {named.format, named.whole, (int)named.language, named.source,
                                     named.draw};
    if (named.document) runner.page = &page;
    runner.explain = named.explain;
    runner.language = (int)named.language;
    runner.lines = named.lines && !named.document;
    struct mem mem = {0};
    struct str answers = {.mem = &mem}, held = answers;
    struct json_reader reader = {0};
    bool waits = waits_for_letters(runner.page);
    runner.put = waits ? hold_sections : named.put;
    runner.user = waits ? &held : named.user;
    runner.reader = &reader;
    runner.answers = &answers;
    struct runner model = runner;
    struct input input = {&named, &runner};
    struct json_stream stream = {.read = read_more,
                                 .user = &input,
                                 .limit = MAX_PIECE,
                                 .text.mem = &mem,
                                 .lines = named.lines};
    enum json_stream_status status = JSON_STREAM_END;
    bool kept = session->keeps_interrupts;
    if (!kept) dcalc_keep_interrupts(session, false);
    dcalc_keep_interrupts(session, true);
    if (runner.page && !waits) render_page_open(&answers, runner.page, "");
    if (named.threads > 1) runner.queue = job_queue_new(&model, named.threads);
    runner.hand_over = job_queue_items;
    size_t pieces = take_all(&runner, &model, &stream, &status);
    job_queue_free(runner.queue, &runner);
    runner.queue = NULL;
    if (waits) let_sections_go(&runner, &named, &held);
    int exit_status = end_of_stream(&runner, status, &stream, pieces);
    if (runner.page) render_page_close(&answers, runner.page);
    runner_flush(&runner);
    dcalc_keep_interrupts(session, kept);
    json_stream_free(&stream);
    json_reader_free(&reader);
    str_free(&answers);
    return exit_status;
}

/* Jobs: JSON in, one JSON line out for each job, in order. A job that cannot be read or done
 * gets an error answer and the rest go on. */
#include "app/job.h"
#include "app/session.h"
#include "data/json_stream.h"

#include <stdlib.h>

/* One piece of the input may be this long; texts in it have the session's own limit. */
enum { MAX_PIECE = 1 << 26 };

/* A whole run over one input. */
struct run {
    dcalc *session;
    const struct dcalc_jobs *jobs;
    const char *source;
    size_t pieces, failed;
    int stop;       /* exit status that ends the run at once, -1: go on */
    bool malformed; /* a piece was no JSON */
};

/* ---- answers ---- */

/* When no answer can be made, the reader still gets a line. */
static void put_plain(struct run *run, enum dcalc_kind kind)
{
    static const char memory[] = "{\"error\":{\"kind\":\"limit\",\"message\":\"out of memory\"}}\n";
    static const char library[] =
        "{\"error\":{\"kind\":\"io\",\"message\":\"cannot load libcjson.so.1\"}}\n";
    bool io = kind == DCALC_IO;
    run->failed++;
    run->stop = dcalc_exit_status(kind);
    run->jobs->put(run->jobs->user, io ? library : memory,
                   io ? sizeof library - 1 : sizeof memory - 1);
}

static void put_answer(struct run *run, const struct job *job, const struct dcalc_result *result)
{
    struct dcalc_render how = {.format = DCALC_JSON, .id = job->id};
    size_t length;
    char *bytes = dcalc_render(&job->request, result, &how, &length);
    if (!bytes) {
        put_plain(run, result->status == DCALC_IO ? DCALC_IO : DCALC_LIMIT);
        return;
    }
    if (result->status != DCALC_OK) run->failed++;
    if (!run->jobs->put(run->jobs->user, bytes, length)) run->stop = run->failed > 0;
    free(bytes);
}

static void put_failure(struct run *run, const struct job *job)
{
    struct dcalc_result result = {.status = job->error.kind, .errors = &job->error, .n_errors = 1};
    put_answer(run, job, &result);
}

static void answer(struct run *run, const struct job *job)
{
    struct dcalc_result *result = dcalc_run(run->session, &job->request);
    if (result)
        put_answer(run, job, result);
    else
        put_plain(run, DCALC_LIMIT);
    dcalc_result_free(result);
    if (atomic_load(&run->session->interrupted)) run->stop = dcalc_exit_status(DCALC_LIMIT);
}

static void run_job(struct run *run, const struct json *defaults, const struct json *object)
{
    struct job job;
    job_start(&job, run->session->core.limits.memory);
    job.no_files = run->jobs->no_files;
    if (job_read(&job, defaults, object))
        answer(run, &job);
    else
        put_failure(run, &job);
    job_free(&job);
}

/* ---- pieces of the input: a job, a list, or jobs with defaults ---- */

static void run_list(struct run *run, const struct json *defaults, const struct json *list)
{
    const struct json *item = json_first(list);
    for (; item && run->stop < 0; item = json_next(item)) run_job(run, defaults, item);
}

/* An error of a piece as a whole, told with its line in the input. */
static void fail_piece(struct run *run, const struct json_piece *piece, enum dcalc_kind kind,
                       const char *message)
{
    struct job job;
    job_start(&job, run->session->core.limits.memory);
    job_fail(&job, kind, "%s:%zu: %s", run->source, piece->line, message);
    put_failure(run, &job);
    job_free(&job);
}

static const char *wrong_document(const struct json *tree)
{
    const struct json *defaults = json_find(tree, "defaults"), *jobs = json_find(tree, "jobs");
    if (json_kind(jobs) != JSON_ARRAY) return "\"jobs\" must be a list";
    if (defaults && json_kind(defaults) != JSON_OBJECT) return "\"defaults\" must be an object";
    if (json_duplicate(tree)) return "\"jobs\" or \"defaults\" is there twice";
    return json_count(tree) == (defaults ? 2u : 1u) ? NULL
                                                    : "beside \"jobs\" only \"defaults\" may stand";
}

static void run_document(struct run *run, const struct json_piece *piece, const struct json *tree)
{
    const char *wrong = wrong_document(tree);
    if (wrong)
        fail_piece(run, piece, DCALC_USAGE, wrong);
    else
        run_list(run, json_find(tree, "defaults"), json_find(tree, "jobs"));
}

static void run_tree(struct run *run, const struct json_piece *piece, const struct json *tree)
{
    if (json_kind(tree) == JSON_ARRAY)
        run_list(run, NULL, tree);
    else if (json_kind(tree) != JSON_OBJECT)
        fail_piece(run, piece, DCALC_USAGE, "a job must be an object");
    else if (json_find(tree, "jobs"))
        run_document(run, piece, tree);
    else
        run_job(run, NULL, tree);
}

/* The line and the bytes at fault: the offset of an error is told within its line. */
static void fail_parse(struct run *run, const struct json_piece *piece,
                       const struct json_error *error)
{
    struct job job;
    size_t line = piece->line, start = 0;
    for (size_t i = 0; i < error->offset; i++)
        if (piece->bytes[i] == '\n') line++, start = i + 1;
    job_start(&job, run->session->core.limits.memory);
    job_fail(&job, (enum dcalc_kind)error->kind, "line %zu: %s", line, error->message);
    job.error.source = run->source;
    job.error.start = error->offset - start;
    job.error.end = job.error.start + (error->offset < piece->length);
    put_failure(run, &job);
    job_free(&job);
}

static void run_piece(struct run *run, const struct json_piece *piece)
{
    struct json_error error;
    struct json *tree = json_parse(piece->bytes, piece->length, &error);
    run->pieces++;
    if (tree)
        run_tree(run, piece, tree);
    else if (error.kind == KIND_IO)
        put_plain(run, DCALC_IO);
    else {
        run->malformed = true;
        fail_parse(run, piece, &error);
    }
    json_free(tree);
}

static int end_of_stream(struct run *run, enum json_stream_status status,
                         const struct json_stream *stream)
{
    struct json_piece here = {.line = stream->line + 1};
    if (run->stop >= 0) return run->stop;
    if (status == JSON_STREAM_FAILED) {
        fail_piece(run, &here, DCALC_IO, "cannot be read");
        return dcalc_exit_status(DCALC_IO);
    }
    if (status == JSON_STREAM_TOO_LONG) {
        fail_piece(run, &here, DCALC_LIMIT, "more than 64 MiB without an end");
        return dcalc_exit_status(DCALC_LIMIT);
    }
    if (run->malformed && run->pieces == 1) return dcalc_exit_status(DCALC_SYNTAX);
    return run->failed > 0;
}

int dcalc_run_jobs(dcalc *session, const struct dcalc_jobs *jobs)
{
    struct run run = {.session = session, .jobs = jobs, .stop = -1};
    run.source = jobs->source ? jobs->source : "jobs";
    struct mem mem = {0};
    struct json_stream stream = {
        .read = jobs->next, .user = jobs->user, .limit = MAX_PIECE, .text.mem = &mem};
    struct json_piece piece;
    enum json_stream_status status = JSON_STREAM_END;
    while (run.stop < 0 && (status = json_stream_next(&stream, &piece)) == JSON_STREAM_PIECE)
        run_piece(&run, &piece);
    int exit_status = end_of_stream(&run, status, &stream);
    json_stream_free(&stream);
    return exit_status;
}

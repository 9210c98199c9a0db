#include "job/runner.h"

#include "job/job.h"
#include "job/job_table.h"
#include "report/render.h"
#include "app/session.h"

#include <string.h>

/* Bytes of answers that may wait: a few dozen small ones. Bytes of a piece whose tree waits for the
 * next. */
enum { MOST_WAITING = 1 << 14, MOST_KEPT = 1 << 16 };

/* ---- answers ---- */

void runner_flush(struct runner *runner)
{
    struct str *answers = runner->answers;
    bool ok = answers->n == 0 || runner->put(runner->user, answers->s, answers->n);
    str_clear(answers);
    if (!ok && runner->stop < 0) runner->stop = runner->failed > 0;
}

/* When no answer can be made, the reader still gets a line. */
static void put_plain(struct runner *runner, enum dcalc_kind kind)
{
    if (runner->in_list) str_clear(runner->answers); /* one line takes the place of the list */
    runner->in_list = false;
    static const char memory[] = "{\"error\":{\"kind\":\"limit\",\"message\":\"out of memory\"}}\n";
    static const char library[] =
        "{\"error\":{\"kind\":\"io\",\"message\":\"cannot load libcjson.so.1; install libcjson1 "
        "(Debian), cjson (Fedora, Arch, Homebrew)\"}}\n";
    bool io = kind == DCALC_IO;
    runner_flush(runner);
    runner->failed++;
    runner->stop = dcalc_exit_status(kind);
    if (runner->page) {
        const char *words = io ? "cannot load libcjson.so.1" : "out of memory";
        runner->put(runner->user, words, strlen(words));
        return;
    }
    runner->put(runner->user, io ? library : memory, io ? sizeof library - 1 : sizeof memory - 1);
}

void runner_say_memory(struct runner *runner)
{
    put_plain(runner, DCALC_LIMIT);
}

static void put_answer(struct runner *runner, const struct job *job,
                       const struct dcalc_result *result, struct render_given given)
{
    struct str *answers = runner->answers;
    size_t before = answers->n;
    given.id = job->id;
    given.at = job->at;
    if (runner->page)
        render_page_section(answers, runner->page, &job->request, result, &given);
    else
        render_json(answers, &job->request, result, &given);
    if (answers->failed) {
        answers->n = before;
        runner_say_memory(runner);
        return;
    }
    if (result->status != DCALC_OK) runner->failed++;
    if (runner->in_list) answers->s[answers->n - 1] = ',';
    if (answers->n > MOST_WAITING && !runner->in_list) runner_flush(runner);
}

static void put_failure(struct runner *runner, const struct job *job)
{
    struct dcalc_result result = {
        .size = sizeof result, .status = job->error.kind, .errors = &job->error, .n_errors = 1};
    put_answer(runner, job, &result, (struct render_given){0});
}

static void answer(struct runner *runner, struct job *job)
{
    struct render_given given = {0};
    struct dcalc_result *result = NULL;
    if (!job->table) result = session_run_again(runner->session, &job->request);
    if (!result) {
        if (!runner->in_list) runner_flush(runner); /* it may take its time */
        result = job->table ? job_run_table(runner->session, job, &given)
                            : session_run_anew(runner->session, &job->request);
    }
    if (result)
        put_answer(runner, job, result, given);
    else
        runner_say_memory(runner);
    dcalc_result_free(result);
    if (atomic_load(runner->session->core.interrupted))
        runner->stop = dcalc_exit_status(DCALC_LIMIT);
}

/* The files of the job tell what there is in the place of a name without a value. */
static void answer_with_files(struct runner *runner, struct job *job)
{
    struct offers others = runner->session->offers;
    runner->session->offers = job->offers;
    runner->session->until = job->files.deadline;
    answer(runner, job);
    runner->session->until = 0;
    runner->session->offers = others;
}

/* The form of an answer in a document. Verdicts are words; a picture is one of characters where
 * there is no place for lines. */
static void suit_page(struct dcalc_request *request, enum dcalc_format page)
{
    bool plot = request->command == DCALC_PLOT;
    request->format = page;
    if (plot || request->command == DCALC_CHECK) request->format = DCALC_TEXT;
    if (plot && page == DCALC_HTML) request->format = DCALC_SVG;
    if (plot && page == DCALC_LATEX) request->ascii = true;
}

/* What the whole run says of each job. */
static bool settle(const struct runner *runner, struct job *job)
{
    struct dcalc_request *request = &job->request;
    request->explain |= runner->explain;
    if (!request->language) request->language = (enum dcalc_language)runner->language;
    if (!runner->page) return true;
    suit_page(request, runner->page->format);
    return !job->table ||
           job_fail(job, DCALC_USAGE,
                    "the answers at the rows of a table have no place in a document");
}

static void run_job(struct runner *runner, const struct json *defaults, const struct json *object)
{
    struct job job;
    job_start(&job, &runner->session->core);
    job.no_files = runner->no_files;
    if (job_read(&job, defaults, object) && settle(runner, &job))
        answer_with_files(runner, &job);
    else
        put_failure(runner, &job);
    job_free(&job);
}

/* ---- pieces of the input: a job, a list, or jobs with defaults ---- */

void runner_run_items(struct runner *runner, const struct json *defaults, const struct json *first,
                      size_t n)
{
    const struct json *item = first;
    for (; n > 0 && item && runner->stop < 0; n--, item = json_next(item))
        run_job(runner, defaults, item);
}

/* The answers as a list on one line. */
static void run_line(struct runner *runner, const struct json *defaults, const struct json *list)
{
    struct str *answers = runner->answers;
    runner_flush(runner);
    runner->in_list = true;
    str_putc(answers, '[');
    runner_run_items(runner, defaults, json_first(list), SIZE_MAX);
    if (runner->in_list && answers->n && answers->s[answers->n - 1] == ',') answers->n--;
    if (runner->in_list) str_puts(answers, "]\n");
    if (answers->failed) runner_say_memory(runner);
    runner->in_list = false;
}

static void run_list(struct runner *runner, const struct json *defaults, const struct json *list)
{
    runner->several = true;
    if (runner->lines)
        run_line(runner, defaults, list);
    else if (runner->queue)
        runner->hand_over(runner->queue, defaults, list);
    else
        runner_run_items(runner, defaults, json_first(list), SIZE_MAX);
}

void runner_fail_piece(struct runner *runner, const struct json_piece *piece, enum dcalc_kind kind,
                       const char *message)
{
    struct job job;
    job_start(&job, &runner->session->core);
    job_fail(&job, kind, "%s:%zu: %s", runner->source, piece->line, message);
    put_failure(runner, &job);
    job_free(&job);
}

static const char *wrong_document(const struct json *tree)
{
    const struct json *defaults = json_find(tree, "defaults"), *jobs = json_find(tree, "jobs");
    if (json_kind(jobs) != JSON_ARRAY) return "\"jobs\" must be a list";
    if (defaults && json_kind(defaults) != JSON_OBJECT) return "\"defaults\" must be an object";
    if (json_duplicate(tree)) return "\"jobs\" or \"defaults\" occurs twice";
    return json_count(tree) == (defaults ? 2u : 1u) ? NULL
                                                    : "only \"defaults\" may stand beside \"jobs\"";
}

static void run_document(struct runner *runner, const struct json_piece *piece,
                         const struct json *tree)
{
    const char *wrong = wrong_document(tree);
    if (wrong)
        runner_fail_piece(runner, piece, DCALC_USAGE, wrong);
    else
        run_list(runner, json_find(tree, "defaults"), json_find(tree, "jobs"));
}

static void run_tree(struct runner *runner, const struct json_piece *piece, const struct json *tree)
{
    if (json_kind(tree) == JSON_ARRAY)
        run_list(runner, NULL, tree);
    else if (json_kind(tree) != JSON_OBJECT)
        runner_fail_piece(runner, piece, DCALC_USAGE, "a job must be an object");
    else if (json_find(tree, "jobs"))
        run_document(runner, piece, tree);
    else
        run_job(runner, NULL, tree);
}

/* The line and the bytes at fault: the offset of an error is told within its line. */
static void fail_parse(struct runner *runner, const struct json_piece *piece,
                       const struct json_error *error)
{
    struct job job;
    size_t line = piece->line, start = 0;
    for (size_t i = 0; i < error->offset; i++)
        if (piece->bytes[i] == '\n') line++, start = i + 1;
    job_start(&job, &runner->session->core);
    job_fail(&job, (enum dcalc_kind)error->kind, "line %zu: %s", line, error->message);
    job.error.source = runner->source;
    job.error.start = error->offset - start;
    job.error.end = job.error.start + (error->offset < piece->length);
    put_failure(runner, &job);
    job_free(&job);
}

/* Returns the piece as a tree, or NULL after answering it with an error. */
static const struct json *parse(struct runner *runner, const struct json_piece *piece)
{
    struct json_error error;
    const struct json *tree = json_read(runner->reader, piece->bytes, piece->length, &error);
    if (tree) return tree;
    if (error.kind == KIND_IO)
        put_plain(runner, DCALC_IO);
    else {
        runner->malformed = true;
        fail_parse(runner, piece, &error);
    }
    return NULL;
}

/* What a large piece has left is not kept for the next. */
static void forget_large(const struct runner *runner, const struct json_piece *piece)
{
    if (piece->length > MOST_KEPT) json_reader_free(runner->reader);
}

void runner_run_piece(struct runner *runner, const struct json_piece *piece)
{
    const struct json *tree = parse(runner, piece);
    if (tree) run_tree(runner, piece, tree);
    forget_large(runner, piece);
}

void runner_run_job(struct runner *runner, const struct json_piece *piece)
{
    const struct json *tree = parse(runner, piece);
    if (tree) run_job(runner, NULL, tree);
    forget_large(runner, piece);
}

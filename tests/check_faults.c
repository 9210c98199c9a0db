/* Memory fails at the n-th allocation, for every n, of one question after another. */
/* Tests src/base/mem.c, src/base/diag.c, src/app/run.c, src/app/session.c, src/question/answer.c,
 * src/write/document.c, src/job/job_table.c. */

/* What comes out is the right answer or an error of kind limit, nothing is lost (a sanitizer sees
 * that) and the session goes on. */
#include "support/fault_questions.h"

#include "app/session.h"

#include <stdlib.h>
#include <string.h>

/* No question here takes more allocations. */
enum { MOST = 20000 };

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
}

/* The allocation to fail after the n-th: each one, and of many that a sanitizer makes slow some. */
static size_t after(size_t n)
{
    return n + 1 + (SLOWER > 1 ? n / 30 : 0);
}

/* ---- requests ---- */

/* One question, with memory that fails at every place there is. */
START_TEST(requests)
{
    const struct test_question *q = &fault_questions[_i];
    enum dcalc_kind status;
    char *want = ask_words(session, q, &status), *got;
    size_t n = 0;
    do {
        ck_assert_uint_lt(n = after(n), MOST);
        session_fail_at(session, n);
        got = ask_words(session, q, &status);
        ck_assert_msg(session_did_fail(session) ? status == DCALC_LIMIT || !strcmp(got, want)
                                                : !strcmp(got, want),
                      "%s, allocation %zu: %s instead of %s", q->expr, n, got, want);
        free(got);
    } while (session_did_fail(session));
    ck_assert_msg(n > 5, "%s: no more than %zu allocations", q->expr, n);
    session_fail_at(session, 0);
    got = ask_words(session, q, &status);
    ck_assert_str_eq(got, want);
    free(got), free(want);
}
END_TEST

/* Names that memory had no room for, and all the others that a request then asks about. */
static void run_out_at_names(void *user)
{
    const struct test_question *q = user;
    for (size_t n = 1; n <= 40; n++) {
        dcalc *one = dcalc_new();
        session_fail_at(one, n);
        dcalc_result_free(ask(one, q));
        dcalc_free(one);
    }
}

/* A request that fails takes no more memory than one that does not. */
START_TEST(memory_after_a_fault)
{
    struct test_question q = {
        .command = DCALC_GRAD, .expr = "f(a, b) = a*exp(-b); hypot(x, y) + f(x, y)", .wrt = "y,x"};
    ck_assert_uint_lt(memory_of(run_out_at_names, &q), (size_t)64 << 20);
}
END_TEST

/* ---- the views of the stages ---- */

static const char *const stages[] = {"tokens", "ast", "graph", "tape"};
enum { N_STAGES = sizeof stages / sizeof *stages };

/* The view, or the error in its place; to be freed. */
static char *dump(const char *stage, enum dcalc_kind *status)
{
    static const char program[] =
        "f(a) = a*exp(-a); A = [[1, x], [y, 2]]; sum(tanh(A @ [x, 1/3])) + f(x*y)^3";
    struct dcalc_text text = {program, sizeof program - 1, "expression"};
    struct dcalc_binding at[] = {{.name = "x", .value = {"1/2", 3, "x"}},
                                 {.name = "y", .value = {"2", 1, "y"}}};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_GRAD,
                                    .exprs = &text,
                                    .n_exprs = 1,
                                    .at = at,
                                    .n_at = 2,
                                    .has_at = true};
    struct dcalc_result *errors;
    char *view = dcalc_dump(session, &request, stage, &errors);
    *status = errors ? errors->status : DCALC_OK;
    ck_assert_msg((view != NULL) == (errors == NULL), "%s: a view and an error", stage);
    if (!view) view = words_of(errors);
    dcalc_result_free(errors);
    return view;
}

START_TEST(views)
{
    enum dcalc_kind status;
    char *want = dump(stages[_i], &status);
    ck_assert_int_eq(status, DCALC_OK);
    size_t n = 0;
    do {
        ck_assert_uint_lt(n = after(n), MOST);
        session_fail_at(session, n);
        char *got = dump(stages[_i], &status);
        ck_assert_msg(!strcmp(got, want) || (session_did_fail(session) && status == DCALC_LIMIT),
                      "%s, allocation %zu: %s instead of %s", stages[_i], n, got, want);
        free(got);
    } while (session_did_fail(session));
    free(want);
}
END_TEST

/* ---- jobs ---- */

static const char jobs_text[] =
    "{\"id\": 1, \"command\": \"diff\", \"expr\": \"cos(exp(x))^3\", \"at\": {\"x\": 0}, "
    "\"symbolic\": true}\n"
    "{\"id\": 2, \"command\": \"jacobian\", \"expr\": [\"x^2\", \"x*y\"], \"wrt\": \"x,y\", "
    "\"at\": {\"x\": \"1/3\", \"y\": [1, 2]}}\n"
    "{\"id\": 3, \"command\": \"backprop\", \"expr\": \"(W @ x) @ (W @ x)\", \"weights\": [\"W\"], "
    "\"lr\": 0.1, \"steps\": 3, "
    "\"at\": {\"W\": [[1, 2], [3, 4]], \"x\": [1, -1]}}\n"
    "{\"id\": 3.5, \"command\": \"backprop\", \"expr\": \"mean((x*w - y)^2)\", \"weights\": \"w\", "
    "\"at\": {\"w\": 0}, \"optimizer\": \"adam:beta1=.8\", \"schedule\": \"cosine\", \"batch\": 2, "
    "\"shuffle\": true, \"data\": {\"x\": [1, 2, 3], \"y\": [2, 3, 5]}, \"patience\": 1, "
    "\"epochs\": 2, \"validate\": {\"x\": [4], \"y\": [8]}}\n"
    "{\"id\": 4, \"command\": \"eval\", \"expr\": \"z + 1\", \"let\": [\"z = 2*x\"], \"at\": "
    "{\"x\": 1e-3}, \"digits\": 40}\n"
    "{\"id\": 5, \"command\": \"grad\", \"expr\": \"sine(x)\", \"at\": {\"x\": 1}}\n"
    "{\"id\": 6, \"command\": \"grad\", \"expr\": \"x\", \"colour\": \"red\"}\n"
    "{\"id\": 7, \"command\"\n"
    "{\"defaults\": {\"command\": \"diff\", \"wrt\": [\"x\"], \"at\": {\"x\": 2, \"y\": 3}}, "
    "\"jobs\": ["
    "{\"id\": 8, \"expr\": \"x*y\", \"explain\": true}, {\"id\": 9, \"expr\": \"x^y\", \"at\": "
    "{\"x\": 1}}]}\n"
    "{\"id\": 10, \"command\": \"grad\", \"expr\": \"sum(W@x)\", \"wrt\": \"W\", \"at\": "
    "\"@tests/data/network\"}\n"
    "{\"id\": 11, \"command\": \"eval\", \"expr\": \"mean(t)\", \"at\": {\"t\": "
    "\"@tests/data/challenger.csv\"}}\n"
    "{\"id\": 12, \"command\": \"grad\", \"expr\": \"x^2*y\", \"points\": [{\"x\": 1, \"y\": 2}, "
    "{\"x\": 3, \"y\": null}], \"missing\": \"nan\", \"keep\": \"x\", \"report\": true}\n";
enum { N_ANSWERS = 12 }; /* a list on a line of its own has one */

struct stream {
    struct feed feed;
    char *answers[N_ANSWERS];
    size_t n;
};

static bool take_answers(void *user, const char *bytes, size_t length)
{
    struct stream *stream = user;
    ck_assert(length > 0 && bytes[length - 1] == '\n');
    for (const char *end = bytes + length; bytes < end;) {
        size_t line = (size_t)((const char *)memchr(bytes, '\n', length) + 1 - bytes);
        ck_assert_uint_lt(stream->n, N_ANSWERS);
        stream->answers[stream->n++] = strndup(bytes, line);
        bytes += line;
        length -= line;
    }
    return true;
}

static struct stream run_jobs(void)
{
    struct stream stream = {.feed = feed_of(jobs_text)};
    struct dcalc_jobs jobs = {.size = sizeof jobs,
                              .next = feed_next,
                              .put = take_answers,
                              .user = &stream,
                              .source = "jobs"};
    dcalc_run_jobs(session, &jobs);
    return stream;
}

static void free_answers(struct stream *stream)
{
    for (size_t i = 0; i < stream->n; i++) free(stream->answers[i]);
}

/* Each answer is the right one or an error; only a run that cannot go on may have fewer. */
static void compare_answers(const struct stream *got, const struct stream *want, bool failed,
                            const char *how, size_t n)
{
    size_t errors = 0;
    for (size_t i = 0; i < got->n; i++) {
        bool same = !strcmp(got->answers[i], want->answers[i]);
        bool error = strstr(got->answers[i], "\"kind\":\"limit\"") != NULL;
        errors += error;
        ck_assert_msg(same || (failed && error), "%s %zu: %s instead of %s", how, n,
                      got->answers[i], want->answers[i]);
    }
    ck_assert_msg(got->n == want->n || (failed && errors), "%s %zu: %zu answers", how, n, got->n);
}

START_TEST(jobs)
{
    struct stream want = run_jobs();
    ck_assert_uint_eq(want.n, N_ANSWERS);
    size_t n = 0;
    do {
        ck_assert_uint_lt(n = after(n), MOST);
        session_fail_at(session, n);
        struct stream got = run_jobs();
        compare_answers(&got, &want, session_did_fail(session), "allocation", n);
        free_answers(&got);
    } while (session_did_fail(session));
    free_answers(&want);
}
END_TEST

/* Jobs under every bound of memory, which the reading of the jobs obeys as well. */
START_TEST(jobs_in_little_memory)
{
    struct stream want = run_jobs();
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    for (size_t bound = 1; bound < 1 << 18; bound += bound * SLOWER / 40 + 8) {
        limits.memory = bound;
        dcalc_set_limits(session, &limits);
        struct stream got = run_jobs();
        compare_answers(&got, &want, true, "bytes", bound);
        free_answers(&got);
    }
    free_answers(&want);
}
END_TEST

/* ---- points ---- */

/* How many names were read, or the error's kind with a minus. */
static long read_point(const char *text)
{
    const struct dcalc_binding *at = NULL;
    size_t n = 0;
    struct dcalc_result *error =
        dcalc_read_file(session,
                        &(struct dcalc_file){sizeof(struct dcalc_file), "point.json", text,
                                             strlen(text), NULL, false},
                        NULL, &at, &n);
    long answer = error ? -(long)error->status : (long)n;
    for (size_t i = 0; !error && i < n; i++)
        ck_assert(at[i].name && at[i].value.source &&
                  strlen(at[i].value.bytes) == at[i].value.length);
    dcalc_result_free(error);
    return answer;
}

static const char *const points[] = {
    "{\"x\": 0.1, \"W\": [[1, 2], [3, 4e-3]], \"y\": \"pi/4\", \"a long name\": [1, 2, 3]}",
    "{\"weights\": {\"W\": [[1, 2], [3, 4]], \"b\": 1}, \"loss\": 3}",
    "{\"x\": {\"y\": 1}}",
    "{\"x\": 1, \"x\": 2}",
    "{\"x\": 1",
};
enum { N_POINTS = sizeof points / sizeof *points };

START_TEST(point)
{
    const char *text = points[_i];
    long want = read_point(text);
    size_t n = 0;
    session->core.mem.fault = &session->fault;
    do {
        ck_assert_uint_lt(n = after(n), MOST);
        session_fail_at(session, n);
        long got = read_point(text);
        ck_assert_msg(got == want || (session_did_fail(session) && got == -(long)DCALC_LIMIT),
                      "%s, allocation %zu: %ld instead of %ld", text, n, got, want);
    } while (session_did_fail(session));
    session_fail_at(session, 0);
    ck_assert_int_eq(read_point(text), want);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("faults");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_loop_test(checks.tests, requests, 0, N_FAULT_QUESTIONS);
    tcase_add_test(checks.tests, memory_after_a_fault);
    tcase_add_loop_test(checks.tests, views, 0, N_STAGES);
    tcase_add_test(checks.tests, jobs);
    tcase_add_test(checks.tests, jobs_in_little_memory);
    tcase_add_loop_test(checks.tests, point, 0, N_POINTS);
    return checks_run(checks);
}

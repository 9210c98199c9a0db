/* Libraries that cannot go on are left: no memory, no time, or the user does not want to wait. */
/* Tests src/base/escape.c, src/base/thread.c, src/eval/constants.c, src/app/session.c,
 * src/app/cache.c, src/eval/threads.c, src/table/row_query.c, src/table/prepared.c. */

/* Allocations of GMP, MPFR and FLINT fail too. Of all places a sample is tried, more densely at the
 * start; with DCALC_EVERY_FAULT=1 each. Whatever was left, the answers after it are right. */
#include "support/fault_questions.h"

#include "app/session.h"
#include "base/thread.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EACH = 24, MOST = 200000 };

static dcalc *session;
static struct dcalc_limits limits;

static void set_up(void)
{
    session = dcalc_new();
    limits = (struct dcalc_limits)DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
}

static void tear_down(void)
{
    dcalc_free(session);
}

static size_t place_after(size_t n)
{
    return n + 1 + (getenv("DCALC_EVERY_FAULT") || n < EACH ? 0 : n / (EACH / SLOWER));
}

static const struct test_question special[] = {
    {.command = DCALC_GRAD, .expr = "zeta(x)*gammainc(y, x)", .at = "x=7/3,y=5/7", .digits = 40},
    {.command = DCALC_DIFF, .expr = "besselj(1/3, x)", .at = "x=2", .order = 2},
    {.command = DCALC_EVAL,
     .expr = "jn(3, x) + digamma(x) + lgamma(x)",
     .at = "x=10/3",
     .digits = 200},
    {.command = DCALC_EVAL, .expr = "2^4000*3^-2000 + x^300", .at = "x=1234567891/9876543211"},
};
enum { N_SPECIAL = sizeof special / sizeof *special };

static void fail_everywhere(const struct test_question *q)
{
    enum dcalc_kind status;
    char *want = ask_words(session, q, &status), *got;
    for (size_t n = 1, hit = true; hit; n = place_after(n)) {
        ck_assert_uint_lt(n, MOST);
        session_fail_at(session, n);
        got = ask_words(session, q, &status);
        hit = session_did_fail(session);
        ck_assert_msg((hit && status == DCALC_LIMIT) || !strcmp(got, want),
                      "%s, allocation %zu: %s instead of %s", q->expr, n, got, want);
        free(got);
        session_fail_at(session, 0);
    }
    got = ask_words(session, q, &status);
    ck_assert_str_eq(got, want);
    free(got), free(want);
}

START_TEST(requests)
{
    fail_everywhere(&fault_questions[_i]);
}
END_TEST

START_TEST(special_functions)
{
    fail_everywhere(&special[_i]);
}
END_TEST

/* A question that came before is answered by what the session kept of it. */
START_TEST(kept_questions)
{
    const struct test_question q = {
        .command = DCALC_GRAD, .expr = "exp(-x^2)*gamma(x + y)", .at = "x=1/3,y=2", .digits = 30};
    for (int i = 0; i < 3; i++) fail_everywhere(&q);
}
END_TEST

/* ---- time ---- */

/* Each takes seconds or minutes within one call of a library. */
static const struct test_question long_calls[] = {
    {.command = DCALC_EVAL, .expr = "jn(100, x)", .at = "x=1234567/3", .digits = 100000},
    {.command = DCALC_EVAL, .expr = "sin(22/3)", .digits = 100000},
    {.command = DCALC_EVAL, .expr = "yn(1, 1/3)", .digits = 100000},
    {.command = DCALC_EVAL, .expr = "zeta(1/3)", .digits = 30000},
    {.command = DCALC_EVAL, .expr = "hyp1f1(1/3, 1/7, -99999/7)", .digits = 50000},
};
enum { N_LONG_CALLS = sizeof long_calls / sizeof *long_calls };

/* Constants that were half computed are not those of later answers. */
static void ck_goes_on(void)
{
    const struct test_question q = {
        .command = DCALC_EVAL, .expr = "log(2) + sin(22/3) + zeta(1/3)", .digits = 40};
    enum dcalc_kind status;
    char *words = ask_words(session, &q, &status);
    ck_assert_str_eq(words, "0.5872838018279686856379302678144098388941\n");
    free(words);
}

static void ck_stopped(const struct test_question *q, const char *why, double seconds)
{
    double start = core_clock();
    struct dcalc_result *result = ask(session, q);
    double took = core_clock() - start;
    ck_assert_msg(result->status == DCALC_LIMIT && strstr(complaint(result), why), "%s: %s",
                  q->expr, complaint(result));
    ck_assert_msg(took < (seconds + 10) * SLOWER, "%s: it took %g s", q->expr, took);
    dcalc_result_free(result);
}

START_TEST(seconds)
{
    limits.seconds = 0.05;
    dcalc_set_limits(session, &limits);
    ck_stopped(&long_calls[_i], "longer than", limits.seconds);
    limits.seconds = 0;
    dcalc_set_limits(session, &limits);
    ck_goes_on();
}
END_TEST

static void *interrupt_soon(void *user)
{
    usleep(50000);
    dcalc_interrupt(user);
    return NULL;
}

START_TEST(interrupt)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, session), 0);
    ck_stopped(&long_calls[_i], "interrupted", 0.05);
    pthread_join(thread, NULL);
    ck_goes_on();
}
END_TEST

/* Functions over arrays, which threads share. */
START_TEST(threads)
{
    const struct test_question q = {.command = DCALC_EVAL,
                                    .expr = "sum(gammainc(range(200000)/7 + 8/7, range(200000)))",
                                    .numbers = DCALC_DOUBLE,
                                    .threads = _i + 1};
    limits.seconds = 0.05;
    dcalc_set_limits(session, &limits);
    ck_stopped(&q, "longer than", limits.seconds);
    limits.seconds = 0;
    dcalc_set_limits(session, &limits);
    ck_goes_on();
}
END_TEST

/* ---- memory ---- */

START_TEST(memory)
{
    limits.memory = 1 << 20;
    dcalc_set_limits(session, &limits);
    ck_stopped(&long_calls[_i], "more memory", 20);
    limits.memory = 0;
    dcalc_set_limits(session, &limits);
    ck_goes_on();
}
END_TEST

/* What libraries allocate is counted as work too, in threads as well. */
START_TEST(work)
{
    const struct test_question qs[] = {
        {.command = DCALC_EVAL, .expr = "jn(100, x)", .at = "x=1234567/3", .digits = 100000},
        {.expr = "sum(gammainc(range(20000)/7 + 8/7, 3))", .numbers = DCALC_DOUBLE, .threads = 1},
        {.expr = "sum(gammainc(range(20000)/7 + 8/7, 3))", .numbers = DCALC_DOUBLE, .threads = 2}};
    limits.work = 1 << 24;
    dcalc_set_limits(session, &limits);
    ck_stopped(&qs[_i], "more work", 1);
    limits.work = 0;
    dcalc_set_limits(session, &limits);
    ck_goes_on();
}
END_TEST

static void stop_often(void *user)
{
    (void)user;
    for (int i = 0; i < 100; i++) {
        limits.seconds = 0.002 + 0.0001 * i;
        dcalc_set_limits(session, &limits);
        dcalc_result_free(ask(session, &long_calls[i % N_LONG_CALLS]));
    }
}

/* What is left is freed. */
START_TEST(no_leaks)
{
    ck_assert_uint_lt(memory_of(stop_often, NULL), (size_t)SLOWER << 26);
}
END_TEST

/* ---- tables ---- */

struct rows {
    struct feed feed;
    char out[4000];
    size_t n;
};

static bool take_rows(void *user, const char *bytes, size_t length)
{
    struct rows *rows = user;
    ck_assert_uint_lt(rows->n + length, sizeof rows->out);
    memcpy(rows->out + rows->n, bytes, length);
    rows->out[rows->n += length] = '\0';
    return true;
}

static enum dcalc_kind run_table(struct rows *rows)
{
    *rows = (struct rows){.feed = feed_of("x,y\n0.5,2\n1e-300,1\n3,0\n")};
    struct dcalc_text expr = {"zeta(x + 2)*x^y + abs(x)/(1 + 2^70)", 35, "expression"};
    struct dcalc_request request = {
        .size = sizeof request, .command = DCALC_GRAD, .exprs = &expr, .n_exprs = 1};
    struct dcalc_points points = {.size = sizeof points,
                                  .next = feed_next,
                                  .put = take_rows,
                                  .user = rows,
                                  .source = "table",
                                  .threads = 1};
    struct dcalc_result *result = dcalc_run_points(session, &request, &points);
    enum dcalc_kind status = result ? result->status : DCALC_LIMIT;
    dcalc_result_free(result);
    return status;
}

START_TEST(tables)
{
    struct rows want, got;
    ck_assert_int_eq(run_table(&want), DCALC_OK);
    for (size_t n = 1, hit = true; hit; n = place_after(n)) {
        session_fail_at(session, n);
        enum dcalc_kind status = run_table(&got);
        hit = session_did_fail(session);
        ck_assert_msg(status == DCALC_LIMIT || !strcmp(got.out, want.out),
                      "allocation %zu: %s, %s instead of %s", n, dcalc_kind_name(status), got.out,
                      want.out);
        session_fail_at(session, 0);
    }
}
END_TEST

static void *read_mask(void *mask)
{
    pthread_sigmask(SIG_BLOCK, NULL, mask);
    return NULL;
}

START_TEST(threads_leave_only_others_signals)
{
    pthread_t thread;
    sigset_t mask;
    sigemptyset(&mask);
    ck_assert(thread_start(&thread, read_mask, &mask));
    pthread_join(thread, NULL);
    static const int others[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGPIPE, SIGUSR1},
                     own[] = {SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert(sigismember(&mask, others[i]) == 1);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        ck_assert(sigismember(&mask, own[i]) == 0);
}
END_TEST

int main(void)
{
    dcalc_own_memory(NULL);
    struct checks checks = checks_new("escape");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_loop_test(checks.tests, requests, 0, N_FAULT_QUESTIONS);
    tcase_add_loop_test(checks.tests, special_functions, 0, N_SPECIAL);
    tcase_add_test(checks.tests, kept_questions);
    tcase_add_loop_test(checks.tests, seconds, 0, N_LONG_CALLS);
    tcase_add_loop_test(checks.tests, interrupt, 0, N_LONG_CALLS);
    tcase_add_loop_test(checks.tests, threads, 0, 2);
    tcase_add_loop_test(checks.tests, memory, 0, N_LONG_CALLS);
    tcase_add_loop_test(checks.tests, work, 0, 3);
    tcase_add_test(checks.tests, no_leaks);
    tcase_add_test(checks.tests, threads_leave_only_others_signals);
    tcase_add_test(checks.tests, tables);
    return checks_run(checks);
}

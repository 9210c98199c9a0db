/* What programs rely on: structs that carry their size, and dcalc_ask. */
/* Tests src/app/request.c, src/app/functions.c, src/base/sized.c, src/job/ask.c,
 * src/number/watch.c. */
#include "support/support.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct dcalc_text square = {"x^2", 3, "expression"};
static const struct dcalc_binding three = {.name = "x", .value = {"3", 1, "at x"}};

/* ---- sizes ---- */

static void answers(const struct dcalc_request *request, double expected)
{
    dcalc *session = dcalc_new();
    struct dcalc_result *r = dcalc_run(session, request);
    ck_assert_msg(r->status == DCALC_OK, "%s", complaint(r));
    ck_assert_uint_eq(r->size, sizeof *r);
    ck_assert_double_eq(r->values[0].values[0], expected);
    dcalc_result_free(r);
    dcalc_free(session);
}

static void refuses(const struct dcalc_request *request)
{
    dcalc *session = dcalc_new();
    struct dcalc_result *r = dcalc_run(session, request), *errors;
    ck_assert_int_eq(r->status, DCALC_USAGE);
    ck_assert(strstr(r->errors[0].message, "size") && strstr(r->errors[0].hint, "DCALC_INIT"));
    dcalc_result_free(r);
    ck_assert_ptr_null(dcalc_dump(session, request, "graph", &errors));
    ck_assert_int_eq(errors->status, DCALC_USAGE);
    dcalc_result_free(errors);
    dcalc_free(session);
}

static struct dcalc_request question(void)
{
    struct dcalc_request request = DCALC_INIT(dcalc_request);
    request.exprs = &square;
    request.n_exprs = 1;
    request.at = &three;
    request.n_at = 1;
    return request;
}

/* A point is given by its values; has_at is for the empty one. */
START_TEST(point_without_has_at)
{
    struct dcalc_request request = question();
    answers(&request, 9);
    request.has_at = true;
    answers(&request, 9);
    static const struct dcalc_text four = {"2^2", 3, "expression"};
    request = (struct dcalc_request){
        .size = sizeof request, .exprs = &four, .n_exprs = 1, .has_at = true};
    answers(&request, 4);
}
END_TEST

/* What an older caller's struct does not reach is not read: here it is rubbish. */
START_TEST(older_request)
{
    struct dcalc_request request = question();
    size_t size = offsetof(struct dcalc_request, shapes);
    memset((char *)&request + size, 0x55, sizeof request - size);
    request.size = size;
    answers(&request, 9);
}
END_TEST

START_TEST(newer_request)
{
    struct newer {
        struct dcalc_request known;
        long unknown[3];
    } request = {.known = question()};
    request.known.size = sizeof request;
    answers(&request.known, 9);
    request.unknown[1] = 1;
    refuses(&request.known);
}
END_TEST

START_TEST(request_without_size)
{
    struct dcalc_request request = question();
    request.size = 0;
    refuses(&request);
    request.size = offsetof(struct dcalc_request, lets) - 1;
    refuses(&request);
}
END_TEST

/* ---- mistakes ---- */

static void says(const struct dcalc_request *request, const char *part)
{
    dcalc *session = dcalc_new();
    struct dcalc_request right = question();
    dcalc_result_free(dcalc_run(session, &right)); /* from the second on, requests may be cached */
    struct dcalc_result *r = dcalc_run(session, request);
    ck_assert_int_eq(r->status, DCALC_USAGE);
    ck_assert_msg(strstr(r->errors[0].message, part), "%s", r->errors[0].message);
    dcalc_result_free(r);
    dcalc_free(session);
}

/* Members out of range. Digits below 0 once reached MPFR, which ended the program. */
START_TEST(members_out_of_range)
{
    static const struct {
        size_t offset;
        int value;
        const char *message;
    } rows[] = {
        {offsetof(struct dcalc_request, command), 77, "'command' must be from 0 to 11, not 77"},
        {offsetof(struct dcalc_request, digits), -3, "'digits' must be from 0 to 100000, not -3"},
        {offsetof(struct dcalc_request, digits), 100001, "'digits' must be from 0 to 100000"},
        {offsetof(struct dcalc_request, order), -1, "'order' must be from 0 to 1000000, not -1"},
        {offsetof(struct dcalc_request, steps), -1, "'steps' must be from 0 to 1000000000"},
        {offsetof(struct dcalc_request, threads), -1, "'threads' must be from 0 to 1024, not -1"},
        {offsetof(struct dcalc_request, numbers), 3, "'numbers' must be from 0 to 2, not 3"},
        {offsetof(struct dcalc_request, batch), -1, "'batch' must be from 0 to 1000000000, not -1"},
        {offsetof(struct dcalc_request, parts), 4097, "'parts' must be from 0 to 4096, not 4097"},
        {offsetof(struct dcalc_request, epochs), -2, "'epochs' must be from 0 to 1000000000"},
        {offsetof(struct dcalc_request, seed), -1, "'seed' must be from 0 to 2147483647"},
        {offsetof(struct dcalc_request, format), 17, "'format' must be from 0 to 16, not 17"},
    };
    struct dcalc_request request = question();
    memcpy((char *)&request + rows[_i].offset, &rows[_i].value, sizeof rows[_i].value);
    says(&request, rows[_i].message);
}
END_TEST

START_TEST(missing_members)
{
    struct dcalc_request request = question();
    request.exprs = NULL;
    says(&request, "'exprs' is NULL");
    request.exprs = &(struct dcalc_text){NULL, 3, "expression"};
    says(&request, "'exprs' has a text that is NULL");
    request = question();
    request.at = NULL;
    says(&request, "'at' is NULL");
    request.at = &(struct dcalc_binding){.value = square};
    says(&request, "'at' has a name that is NULL");
    request.at = &(struct dcalc_binding){.name = "x"};
    says(&request, "'at' has a name without a value");
    const char *name = NULL;
    request = question();
    request.wrt = &name, request.n_wrt = 1;
    says(&request, "'wrt' has a name that is NULL");
    request.wrt = NULL;
    says(&request, "'wrt' is NULL");
}
END_TEST

static long no_bytes(void *user, char *buffer, size_t size)
{
    (void)user, (void)buffer, (void)size;
    return 0;
}

static bool no_answers(void *user, const char *bytes, size_t length)
{
    (void)user, (void)bytes, (void)length;
    return true;
}

static void refused(struct dcalc_result *r)
{
    ck_assert_int_eq(r->status, DCALC_USAGE);
    dcalc_result_free(r);
}

START_TEST(other_sizes)
{
    dcalc *session = dcalc_new();
    struct dcalc_request request = question();
    struct dcalc_result *r = dcalc_run(session, &request);
    size_t length, n = 0;
    const struct dcalc_binding *at = NULL;
    ck_assert_ptr_null(dcalc_render(&request, r, &(struct dcalc_render){0}, &length));
    ck_assert_uint_eq(length, 0);
    refused(dcalc_read_file(session, &(struct dcalc_file){.path = "x.json"}, NULL, &at, &n));
    refused(dcalc_run_points(session, &request,
                             &(struct dcalc_points){.next = no_bytes, .put = no_answers}));
    struct dcalc_jobs jobs = {.next = no_bytes, .put = no_answers};
    ck_assert_int_eq(dcalc_run_jobs(session, &jobs), 2);
    jobs.size = sizeof jobs;
    ck_assert_int_eq(dcalc_run_jobs(session, &jobs), 0);
    dcalc_result_free(r);
    dcalc_free(session);
}
END_TEST

/* An older caller sets the limits that it knows; the others are a new session's. */
START_TEST(older_limits)
{
    dcalc *session = dcalc_new();
    struct dcalc_limits limits = {0}, all = DCALC_INIT(dcalc_limits);
    ck_assert(!dcalc_default_limits(&limits) && !dcalc_set_limits(session, &limits));
    limits.size = offsetof(struct dcalc_limits, digits);
    ck_assert(dcalc_default_limits(&limits) && dcalc_default_limits(&all));
    ck_assert(limits.nodes == all.nodes && limits.digits == 0);
    limits.depth = 10;
    limits.bytes = 1;
    ck_assert(dcalc_set_limits(session, &limits));
    struct dcalc_request request = question();
    struct dcalc_result *r = dcalc_run(session, &request);
    ck_assert_int_eq(r->status, DCALC_OK);
    dcalc_result_free(r);
    dcalc_free(session);
}
END_TEST

/* ---- dcalc_ask ---- */

static void tells(dcalc *session, const char *job, const char *answer)
{
    char *line = dcalc_ask(session, job);
    ck_assert_str_eq(line, answer);
    free(line);
}

START_TEST(asking)
{
    dcalc *session = dcalc_new();
    for (int i = 0; i < 3; i++) /* again from what the session keeps */
        tells(session, "{\"id\":1,\"command\":\"diff\",\"expr\":\"x^3\",\"at\":{\"x\":2}}",
              "{\"id\":1,\"command\":\"diff\",\"expr\":\"x^3\",\"wrt\":[\"x\"],\"order\":1,"
              "\"at\":{\"x\":2},\"value\":8,\"derivative\":12}");
    dcalc_free(session);
}
END_TEST

static const struct {
    const char *job, *part;
} bad_jobs[] = {
    {"", "\"kind\":\"syntax\""},
    {"{", "\"kind\":\"syntax\""},
    {"[]", "a job must be an object, not a list"},
    {"{}", "the job has no \\\"command\\\""},
    {"{\"jobs\":[]}", "a job has no key \\\"jobs\\\""},
    {"{\"id\":\"a\",\"command\":\"diff\",\"expr\":\"\"}", "{\"id\":\"a\","},
    {"{\"command\":\"eval\",\"expr\":\"1/x\",\"at\":{\"x\":0}}", "\"kind\":\"pole\""},
};

static void *ask_in_thread(void *user)
{
    dcalc *session = dcalc_new();
    for (int i = 0; i < 3; i++)
        tells(session, "{\"command\":\"eval\",\"expr\":\"log(2) + sin(1)\"}", user);
    dcalc_free(session);
    return NULL;
}

/* Each thread frees the constants that MPFR caches in it; else ASan reports them. */
START_TEST(asking_in_threads)
{
    char answer[] =
        "{\"command\":\"eval\",\"expr\":\"log(2) + sin(1)\",\"value\":1.534618165367842}";
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_in_thread, answer), 0);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
}
END_TEST

START_TEST(asking_badly)
{
    dcalc *session = dcalc_new();
    char *line = dcalc_ask(session, bad_jobs[_i].job);
    ck_assert_msg(strstr(line, "\"error\":{") && strstr(line, bad_jobs[_i].part), "%s", line);
    ck_assert_ptr_null(strchr(line, '\n'));
    free(line);
    dcalc_free(session);
}
END_TEST

/* Files are read only for those who allow it. */
START_TEST(asking_for_files)
{
    char path[] = "/tmp/dcalc-ask-XXXXXX", job[100];
    int fd = mkstemp(path);
    ck_assert(fd >= 0 && write(fd, "{\"x\":2}", 7) == 7);
    close(fd);
    snprintf(job, sizeof job, "{\"command\":\"eval\",\"expr\":\"x+1\",\"at\":{\"x\":\"@%s\"}}",
             path);
    dcalc *session = dcalc_new();
    char *line = dcalc_ask(session, job);
    ck_assert_msg(strstr(line, "files are refused here (dcalc_allow_files)"), "%s", line);
    free(line);
    dcalc_allow_files(session, true);
    line = dcalc_ask(session, job);
    ck_assert_msg(strstr(line, "\"value\":3"), "%s", line);
    free(line);
    dcalc_free(session);
    unlink(path);
}
END_TEST

struct seen {
    struct dcalc_step steps[10];
    int n;
};

static void see(void *user, const struct dcalc_step *step)
{
    struct seen *seen = user;
    ck_assert_int_lt(seen->n, 10);
    seen->steps[seen->n++] = *step;
}

/* sum((w - c)^2), lr 1/4: half of w - c is left after each step, without rounding for c = (3, 4).
 */
START_TEST(watching_training)
{
    const struct dcalc_text loss = {"sum((w - [3,4])^2)", 18, "expression"};
    const struct dcalc_binding at = {.name = "w", .value = {"[0,0]", 5, "w"}};
    const char *weights[] = {"w"};
    struct seen seen = {.n = 0};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_BACKPROP,
                                    .exprs = &loss,
                                    .n_exprs = 1,
                                    .at = &at,
                                    .n_at = 1,
                                    .has_at = true,
                                    .weights = weights,
                                    .n_weights = 1,
                                    .lr = {"1/4", 3, "lr"},
                                    .steps = 5,
                                    .user = &seen,
                                    .watch = see,
                                    .watch_every = 2};
    static const struct dcalc_step expected[] = {
        {2, 25. / 4, 5, 3.75}, {4, 25. / 64, 1.25, 4.6875}, {5, 25. / 256, .625, 4.84375}};
    dcalc *session = dcalc_new();
    struct dcalc_result *result = dcalc_run(session, &request);
    ck_assert_msg(result->status == DCALC_OK, "%s", complaint(result));
    ck_assert_int_eq(seen.n, 3);
    for (int i = 0; i < 3; i++) {
        const struct dcalc_step *got = &seen.steps[i], *want = &expected[i];
        ck_assert_int_eq(got->step, want->step);
        ck_assert_double_eq(got->loss, want->loss);
        ck_assert_double_eq_tol(got->gradient, want->gradient, 1e-15);
        ck_assert_double_eq_tol(got->weights, want->weights, 1e-15);
    }
    dcalc_result_free(result);
    dcalc_free(session);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("library");
    tcase_add_test(checks.tests, point_without_has_at);
    tcase_add_test(checks.tests, older_request);
    tcase_add_test(checks.tests, newer_request);
    tcase_add_test(checks.tests, request_without_size);
    tcase_add_loop_test(checks.tests, members_out_of_range, 0, 11);
    tcase_add_test(checks.tests, missing_members);
    tcase_add_test(checks.tests, other_sizes);
    tcase_add_test(checks.tests, older_limits);
    tcase_add_test(checks.tests, asking);
    tcase_add_test(checks.tests, asking_in_threads);
    tcase_add_loop_test(checks.tests, asking_badly, 0, sizeof bad_jobs / sizeof *bad_jobs);
    tcase_add_test(checks.tests, asking_for_files);
    tcase_add_test(checks.tests, watching_training);
    return checks_run(checks);
}

/* Whatever is asked ends in an answer or in a clear error, and gives back what it took. */
/* Tests src/base/mem.c, src/base/diag.c, src/base/names.c, src/app/session.c, src/graph/lower.c,
 * src/write/steps.c, src/write/explain.c, src/data/window.c. */
#include "support/support.h"

#include "data/window.h"
#include "graph/lower.h"
#include "print/formula.h"

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static dcalc *session;
static struct dcalc_limits limits;

static void set_up(void)
{
    session = dcalc_new();
    limits.size = sizeof limits;
    dcalc_default_limits(&limits);
}

static void tear_down(void)
{
    dcalc_free(session);
}

static void ck_limit(const struct test_question *q, const char *part)
{
    dcalc_set_limits(session, &limits);
    struct dcalc_result *result = ask(session, q);
    ck_assert_msg(result->status == DCALC_LIMIT, "%.60s: %s (%s)", q->expr,
                  dcalc_kind_name(result->status), complaint(result));
    ck_assert_msg(strstr(complaint(result), part), "%.60s: %s", q->expr, complaint(result));
    dcalc_result_free(result);
}

/* A session goes on after a limit was reached. */
static void ck_alive(void)
{
    limits.size = sizeof limits;
    dcalc_default_limits(&limits);
    dcalc_set_limits(session, &limits);
    struct test_question q = {.command = DCALC_DIFF, .expr = "x^2", .at = "x=3"};
    ck_assert(ask_number(session, &q) == 6);
}

START_TEST(towers)
{
    ck_limit(&(struct test_question){.expr = "9^9^9^9"}, "digits");
    ck_limit(&(struct test_question){.expr = "9^9^9^9", .at = ""}, "digits");
    ck_limit(&(struct test_question){.expr = "x + 9^9^9"}, "digits");
    ck_limit(&(struct test_question){.expr = "x^(9^9^9^9)", .command = DCALC_DIFF}, "digits");
    ck_limit(&(struct test_question){.expr = "(1 + 1/10^10)^(10^10)"}, "digits");
    ck_limit(&(struct test_question){.expr = "1e1000000000"}, "digits");
    ck_limit(&(struct test_question){.expr = "x", .at = "x=9^9^9^9"}, "digits");
    ck_limit(&(struct test_question){.expr = "x = 2^1000; x = x^100; x = x^100; x^100"}, "digits");
}
END_TEST

START_TEST(large_exponents)
{
    char *formula = ask_formula(session, &(struct test_question){.expr = "x^(10^10)"});
    ck_assert_str_eq(formula, "x^10000000000");
    free(formula);
    ck_assert(ask_number(session, &(struct test_question){.expr = "x^(10^10)", .at = "x=1"}) == 1);
    ck_assert(ask_number(session, &(struct test_question){.expr = "x^(10^10)", .at = "x=-1"}) == 1);
    ck_assert(ask_number(session, &(struct test_question){.expr = "x^(10^10)", .at = "x=0"}) == 0);
    ck_assert(ask_number(session, &(struct test_question){.command = DCALC_DIFF,
                                                          .expr = "x^(10^10)",
                                                          .at = "x=1"}) == 1e10);
    ck_refused(&(struct test_question){.expr = "x^(10^1000)", .at = "x=2"}, DCALC_OVERFLOW, NULL);
    formula = ask_formula(session, &(struct test_question){.expr = "(x + y)^1000000"});
    ck_assert_str_eq(formula, "(x + y)^1000000");
    free(formula);
}
END_TEST

START_TEST(depth)
{
    limits.depth = 10;
    ck_limit(&(struct test_question){.expr = "(((((((((((x)))))))))))"}, "deeper");
    ck_limit(
        &(struct test_question){.expr = "sin(sin(sin(sin(sin(sin(sin(sin(sin(sin(sin(x)))))))))))"},
        "deeper");
    ck_limit(&(struct test_question){.expr = "x", .at = "x=(((((((((((1)))))))))))"}, "deeper");
    ck_alive();
}
END_TEST

START_TEST(nodes)
{
    limits.nodes = 200;
    ck_limit(
        &(struct test_question){
            .expr = "f(x) = sin(x)*cos(x) + x; f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f("
                    "f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f("
                    "x)))))))))))))))))))))))))))))))))))))))))))))))))))))"},
        "nodes");
    ck_limit(
        &(struct test_question){
            .expr = "f(x) = sin(x)*cos(x) + x; diff(f(f(f(f(f(f(f(f(x)))))))), x, 6)"},
        "nodes");
    ck_alive();
}
END_TEST

START_TEST(long_texts)
{
    limits.bytes = 20;
    ck_limit(&(struct test_question){.expr = "x + 1234567890123456789"}, "bytes");
    ck_limit(&(struct test_question){.expr = "x", .at = "x=123456789012345678901234567890"},
             "bytes");
    ck_alive();
}
END_TEST

START_TEST(arrays)
{
    ck_limit(&(struct test_question){.expr = "zeros(100000, 100000)"}, "entries");
    limits.memory = 64 << 20;
    ck_limit(&(struct test_question){.expr = "sum(range(100000000)[::-1])", .at = ""}, "memory");
    ck_limit(&(struct test_question){.expr = "outer(range(100000), range(100000))", .at = ""}, "");
    ck_alive();
}
END_TEST

START_TEST(recursive_definitions)
{
    ck_limit(&(struct test_question){.expr = "f(x) = f(x + 1); f(1)"}, "deeper");
    ck_limit(&(struct test_question){.expr = "f(x) = g(x); g(x) = f(x); f(1)"}, "deeper");
}
END_TEST

/* Each function calls the one before it twice: a short text for a sum of 2^40 terms. */
static char *doubling(void)
{
    char *text = text_of("f0(x) = sin(x + 1)");
    for (int i = 1; i <= 40; i++) {
        char *longer = text_of("%s; f%d(x) = f%d(f%d(x))", text, i, i - 1, i - 1);
        free(text);
        text = longer;
    }
    char *whole = text_of("%s; f40(x)", text);
    free(text);
    return whole;
}

START_TEST(seconds)
{
    char *text = doubling();
    limits.seconds = 0.1;
    double start = core_clock();
    ck_limit(&(struct test_question){.expr = text}, "longer than");
    ck_assert_msg(core_clock() - start < 20, "it took %g s", core_clock() - start);
    free(text);
    ck_alive();
}
END_TEST

/* A request's own time, which only shortens that of the session. */
START_TEST(seconds_of_a_request)
{
    static const struct {
        double session, request;
        const char *hint;
    } cases[] = {{0, 0.05, "raise its timeout"},
                 {9, 0.05, "raise its timeout"},
                 {0.05, 9, "raise it with --timeout"}};
    char *text = doubling();
    struct dcalc_text expression = {text, strlen(text), "expression"};
    struct dcalc_request request = DCALC_INIT(dcalc_request);
    request.exprs = &expression;
    request.n_exprs = 1;
    limits.seconds = cases[_i].session;
    request.seconds = cases[_i].request;
    dcalc_set_limits(session, &limits);
    for (int i = 0; i < 2; i++) {
        struct dcalc_result *result = dcalc_run(session, &request);
        ck_assert_int_eq(result->status, DCALC_LIMIT);
        ck_assert_str_eq(result->errors[0].message, "took longer than 0.05 s");
        ck_assert_str_eq(result->errors[0].hint, cases[_i].hint);
        dcalc_result_free(result);
    }
    free(text);
    ck_alive();
}
END_TEST

START_TEST(no_seconds)
{
    static const double wrong[] = {-1, INFINITY, NAN};
    struct dcalc_text expression = {"1", 1, "expression"};
    struct dcalc_request request = DCALC_INIT(dcalc_request);
    request.exprs = &expression;
    request.n_exprs = 1;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        request.seconds = wrong[i];
        struct dcalc_result *result = dcalc_run(session, &request);
        ck_assert_int_eq(result->status, DCALC_USAGE);
        dcalc_result_free(result);
    }
}
END_TEST

/* ---- work ---- */

static const struct test_question laborious[] = {
    {.expr = "sum(sin(range(2000)/7))", .numbers = DCALC_CERTIFIED},
    {.expr = "sum(inv(eye(20)*pi))", .numbers = DCALC_CERTIFIED},
    {.expr = "det(reshape(sin(range(40000)), 200, 200))", .numbers = DCALC_DOUBLE},
    {.command = DCALC_DIFF, .expr = "x^x", .at = "x=2", .order = 150},
    {.command = DCALC_TAYLOR, .expr = "exp(sin(x))", .at = "x=1", .order = 150},
    {.command = DCALC_HESSIAN, .expr = "prod(sin(x))*exp(sum(x))", .shape = "x=[12]"},
};
enum { N_LABORIOUS = sizeof laborious / sizeof *laborious };

static bool is_done_within(const struct test_question *q, size_t work)
{
    limits.work = work;
    dcalc_set_limits(session, &limits);
    struct dcalc_result *result = ask(session, q);
    bool ok = result->status == DCALC_OK;
    ck_assert_msg(ok || strstr(complaint(result), "more work"), "%s: %s", q->expr,
                  complaint(result));
    dcalc_result_free(result);
    return ok;
}

/* The least power of four that suffices. */
static size_t work_of(const struct test_question *q)
{
    size_t work = 1 << 10;
    while (!is_done_within(q, work)) work *= 4;
    return work;
}

START_TEST(work)
{
    const struct test_question *q = &laborious[_i];
    size_t needs = work_of(q);
    ck_assert_msg(needs >= 1 << 18 && needs < (size_t)1 << 34, "%s takes %zu", q->expr, needs);
    ck_assert(!is_done_within(q, needs / 16) && is_done_within(q, needs));
    ck_assert(is_done_within(q, 0));
    ck_alive();
}
END_TEST

/* The default stops what takes hours, and stops nothing that ends in a few minutes. */
START_TEST(work_by_default)
{
    dcalc_default_limits(&limits);
    ck_assert_uint_eq(limits.work, (size_t)1 << 40);
}
END_TEST

/* Steps of training count one by one, and requests too. */
START_TEST(work_in_pieces)
{
    struct test_question q = {.command = DCALC_BACKPROP,
                              .expr = "sum(inv(W))",
                              .at = "W=eye(70)",
                              .weights = "W",
                              .lr = "1e-9",
                              .numbers = DCALC_DOUBLE,
                              .steps = 2};
    size_t needs = work_of(&q);
    q.steps = 60;
    ck_assert(is_done_within(&q, needs));
    for (int i = 0; i < 3; i++) ck_assert(is_done_within(&laborious[1], work_of(&laborious[1])));
}
END_TEST

/* Work that is used up while something is only tried is no reason against what was tried. */
static const struct test_question trying[] = {
    {.command = DCALC_GRAD, .expr = "erf(rgamma(x))*hypot(z, y)", .at = "x=-4,y=137/128,z=137/7"},
    {.command = DCALC_GRAD, .expr = "rgamma(x)*sin(y*z) + hypot(z, y)", .at = "x=-4,y=1/3,z=2"},
    {.command = DCALC_HESSIAN, .expr = "sin(max([x, z]))", .at = "x=1,z=5.6"},
    {.command = DCALC_DIFF, .expr = "acosh(x)^3", .at = "x=1"},
};
enum { N_TRYING = sizeof trying / sizeof *trying };

START_TEST(work_while_trying)
{
    size_t granted = 1 << 12;
    while (!is_done_within(&trying[_i], granted)) granted += SLOWER > 1 ? granted : granted / 16;
    ck_alive();
}
END_TEST

static void *interrupt_soon(void *user)
{
    usleep(100000);
    dcalc_interrupt(user);
    return NULL;
}

START_TEST(interrupt)
{
    char *text = doubling();
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, session), 0);
    double start = core_clock();
    ck_limit(&(struct test_question){.expr = text}, "interrupted");
    ck_assert_msg(core_clock() - start < 20, "it took %g s", core_clock() - start);
    pthread_join(thread, NULL);
    free(text);
    ck_alive();
}
END_TEST

/* An interrupt before a request stops it only where interrupts are kept. */
START_TEST(early_interrupt)
{
    char *text = doubling();
    dcalc_interrupt(session);
    ck_alive();
    dcalc_keep_interrupts(session, true);
    dcalc_interrupt(session);
    for (int i = 0; i < 2; i++) ck_limit(&(struct test_question){.expr = text}, "interrupted");
    dcalc_keep_interrupts(session, false);
    ck_alive();
    free(text);
}
END_TEST

/* ---- memory ---- */

static const struct test_question rich[] = {
    {.command = DCALC_GRAD,
     .expr = "u = tanh(w*x); v = where(x > 0, log(x), u^x); (v*u - t)^2",
     .wrt = "w,x"},
    {.command = DCALC_GRAD,
     .expr = "sum(tanh(A @ [x, y, 1])^2)",
     .at = "A=[[1,2,3],[4,5,6]],x=1,y=2",
     .wrt = "A,x",
     .symbolic = true},
    {.command = DCALC_BACKPROP,
     .expr = "z = tanh(W @ x); (z @ z - 1)^2",
     .at = "W=[[1,2],[3,4]],x=[1,2]",
     .weights = "W",
     .lr = "0.1",
     .explain = true},
    {.command = DCALC_DIFF, .expr = "cos(exp(x))^3", .at = "x=0", .explain = true, .order = 1},
    {.command = DCALC_HESSIAN,
     .expr = "x^2*y + gamma(x)*1e30/7 + 123456789012345678901234567890*x",
     .at = "x=1,y=2"},
    {.command = DCALC_JACOBIAN, .expr = "diff(sin(x*y), x) | y[0:1][0]", .wrt = "x"},
    {.command = DCALC_EVAL, .expr = "x + * 2"},
    {.command = DCALC_EVAL, .expr = "sine(x)"},
};

/* With every bound of memory: an answer or the error, never a crash. */
static void squeeze(const struct test_question *q)
{
    bool enough = false;
    for (size_t bound = 1; !enough; bound += bound * SLOWER / 50 + 16) {
        ck_assert_msg(bound < 64 << 20, "%s never fits", q->expr);
        limits.memory = bound;
        dcalc_set_limits(session, &limits);
        struct dcalc_result *result = ask(session, q);
        enough = result->status != DCALC_LIMIT;
        dcalc_result_free(result);
    }
}

START_TEST(little_memory)
{
    for (size_t i = 0; i < sizeof rich / sizeof *rich; i++) squeeze(&rich[i]);
    ck_alive();
}
END_TEST

/* The same answers again and again take no more memory, but for what the C library keeps at hand.
 * Smaller leaks are left to the sanitizer. */
START_TEST(no_leaks)
{
    enum { ROUNDS = SLOWER > 1 ? 12 : 100 }; /* a sanitizer counts no bytes, and sees each leak */
    size_t before = 0;
    for (int round = 0; round < ROUNDS; round++) {
        limits.memory = round % 2 ? 20000 : (size_t)1 << 30;
        dcalc_set_limits(session, &limits);
        for (size_t i = 0; i < sizeof rich / sizeof *rich; i++)
            dcalc_result_free(ask(session, &rich[i]));
        if (round == 10) before = mallinfo2().uordblks;
    }
    ck_assert_uint_lt(mallinfo2().uordblks, before + (100 << 10));
}
END_TEST

/* ---- the n-th allocation fails, for every n ---- */

/* Reads, lowers and prints; false if memory failed on the way. */
static bool whole_road(size_t fail_at, const char *text)
{
    struct core core;
    struct graph g;
    struct ast ast = {0};
    core_open(&core);
    struct fault fault = {fail_at, false};
    core.mem.fault = &fault;
    if (graph_init(&g, &core)) {
        struct lowering l = {.g = &g, .ast = &ast};
        uint32_t source = core_add_source(&core, "text", text, strlen(text));
        id value = POISON;
        if (source && ast_parse(&core, &ast, source))
            value = lower_statements(&l, 0, ast.statements.n);
        if (value != POISON) print_formula(&g, value);
        ck_assert_msg(value != POISON || diag_any(&core), "poison without a reason");
        lower_free(&l);
    }
    bool fine = !core.mem.failed;
    ast_free(&ast, &core.mem);
    graph_free(&g);
    core_close(&core);
    return fine;
}

static void ck_filled(const unsigned char *block, size_t n, int value)
{
    size_t i = 0;
    while (i < n && block[i] == value) i++;
    ck_assert_msg(i == n, "byte %zu of %zu", i, n);
}

/* Blocks of a pool keep their bytes when they move, up and down through its sizes and beyond them,
 * and arrays are zero whatever was in the block before. */
START_TEST(blocks_are_used_again)
{
    static const size_t sizes[] = {1, 48, 49, 700, 4096, 131056, 131057, 1 << 20, 200000, 90, 17};
    struct mem_pool pool = {0};
    struct mem mem = {.pool = &pool}, other = mem;
    for (int round = 1; round < 4; round++) {
        size_t size = 0;
        unsigned char *block = NULL, *array;
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; size = sizes[i++]) {
            block = mem_resize(&mem, block, size, sizes[i]);
            ck_filled(block, size < sizes[i] ? size : sizes[i], round);
            memset(block, round, sizes[i]);
            array = mem_array(&other, sizes[i], 1);
            ck_filled(array, sizes[i], 0);
            memset(array, round, sizes[i]);
            mem_free_array(&other, array, sizes[i], 1);
        }
        ck_assert(mem.used == size && other.used == 0);
        mem_free(&mem, block, size);
        ck_assert(mem.used == 0);
    }
    mem_pool_free(&pool);
    ck_assert(pool.bytes == 0);
}
END_TEST

START_TEST(every_allocation_fails_once)
{
    static const char *const texts[] = {
        ("u = tanh(w*x); f(a, b) = where(a > b, log(a), a^b); f(u, 2)*u/"
         "(u + 123456789012345678901234567890)"),
        "A = [[1, x], [y, 4]]; B = A @ A.T; sum(B[0, 1:] + concat([x], [y])) + norm(reshape(A, 4))",
        "max(x, y)*sum([x, y, 1/3], axis=0) + prod([x, y]) + gamma(x)^2",
        "x + foo(y)",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t n = 1;
        while (!whole_road(n, texts[i])) ck_assert_uint_lt(n++, 100000);
        ck_assert_uint_gt(n, 5);
    }
}
END_TEST

/* ---- an endless stream ---- */

static long endless(void *user, char *buffer, size_t size)
{
    size_t *given = user;
    memset(buffer, *given ? '1' : '[', size);
    *given += size;
    return *given > (size_t)1 << 30 ? -1 : (long)size;
}

static bool count_answer(void *user, const char *bytes, size_t length)
{
    (void)user, (void)bytes, (void)length;
    return true;
}

START_TEST(endless_job)
{
    size_t given = 0;
    struct dcalc_jobs jobs = {.size = sizeof jobs,
                              .next = endless,
                              .put = count_answer,
                              .user = &given,
                              .source = "jobs"};
    ck_assert_int_ne(dcalc_run_jobs(session, &jobs), 0);
    ck_assert_uint_lt(given, (size_t)128 << 20);
}
END_TEST

/* ---- mapped files ---- */

#ifdef __linux__
/* Bytes of files that are in this process's memory. */
static size_t resident_files(void)
{
    unsigned long all, resident, files = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    ck_assert(statm && fscanf(statm, "%lu %lu %lu", &all, &resident, &files) == 3);
    fclose(statm);
    return files * (size_t)sysconf(_SC_PAGESIZE);
}

START_TEST(mapped_files_are_given_back)
{
    enum { SIZE = 64 << 20, MOST = 1 << 20, PAGE = 4096 };
    struct mem mem = {0};
    FILE *file = tmpfile();
    ck_assert(file && ftruncate(fileno(file), SIZE) == 0);
    const char *bytes = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE, fileno(file), 0);
    ck_assert(bytes != MAP_FAILED);
    size_t before = resident_files(), sum = 0, now = SIZE;
    struct window *window = window_open(&mem, MOST);
    ck_assert(window && window_add(window, (void *)(uintptr_t)bytes, SIZE));
    for (size_t i = 0; i < SIZE; i += PAGE) sum += (size_t)bytes[i];
    for (int wait = 0; wait < 1000 && now > before + SIZE / 4; wait++) {
        usleep(10000);
        now = resident_files();
    }
    ck_assert_msg(now <= before + SIZE / 4, "%zu bytes of files are held", now - before);
    for (size_t i = 0; i < SIZE; i += PAGE) sum += (size_t)bytes[i]; /* they are there again */
    ck_assert_uint_eq(sum, 0);
    window_close(window);
    ck_assert_uint_eq(mem.used, 0);
    munmap((void *)(uintptr_t)bytes, SIZE);
    fclose(file);
}
END_TEST
#endif

int main(void)
{
    struct checks checks = checks_new("limits");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, towers);
    tcase_add_test(checks.tests, large_exponents);
    tcase_add_test(checks.tests, depth);
    tcase_add_test(checks.tests, nodes);
    tcase_add_test(checks.tests, long_texts);
    tcase_add_test(checks.tests, arrays);
    tcase_add_test(checks.tests, recursive_definitions);
    tcase_add_test(checks.tests, seconds);
    tcase_add_loop_test(checks.tests, seconds_of_a_request, 0, 3);
    tcase_add_test(checks.tests, no_seconds);
    tcase_add_loop_test(checks.tests, work, 0, N_LABORIOUS);
    tcase_add_test(checks.tests, work_by_default);
    tcase_add_test(checks.tests, work_in_pieces);
    tcase_add_loop_test(checks.tests, work_while_trying, 0, N_TRYING);
    tcase_add_test(checks.tests, interrupt);
    tcase_add_test(checks.tests, early_interrupt);
    tcase_add_test(checks.tests, little_memory);
    tcase_add_test(checks.tests, no_leaks);
    tcase_add_test(checks.tests, blocks_are_used_again);
    tcase_add_test(checks.tests, every_allocation_fails_once);
    tcase_add_test(checks.tests, endless_job);
#ifdef __linux__
    tcase_add_test(checks.tests, mapped_files_are_given_back);
#endif
    return checks_run(checks);
}

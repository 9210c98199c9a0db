/* Calls of a library that nothing interrupts are left to themselves. */
/* Tests src/eval/aside.c, src/eval/spectrum_doubles.c, src/eval/lu.c, src/eval/expm_doubles.c,
 * src/eval/sqrtm_doubles.c, src/eval/factor_doubles.c. */
#include "support/support.h"

#include "eval/aside.h"

#include <fenv.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- any call ---- */

/* A call that goes on until it is let go; its block is malloc's own. */
static atomic_bool let_go;
static atomic_int n_done;

static void wait_long(void *block)
{
    while (!atomic_load(&let_go)) usleep(1000);
    *(char *)block = 1; /* its block is still there */
    atomic_fetch_add(&n_done, 1);
}

static void add_one(void *block)
{
    feraiseexcept(FE_UNDERFLOW);
    ++*(int *)block;
}

static struct core core_for(double seconds)
{
    struct core core = {.limits.seconds = seconds};
    core.arena.mem = &core.mem;
    core_start_clock(&core);
    return core;
}

static bool leave_one(void)
{
    struct core core = core_for(0.03);
    double start = core_clock();
    void *block = malloc(100);
    bool done = aside_run(&core, wait_long, block);
    ck_assert(core_clock() - start < 10);
    ck_assert(done || core.diags.n == 1);
    core_free(&core);
    if (done) free(block);
    return done;
}

static void wait_until_idle(void)
{
    for (int i = 0; i < 2000 && aside_is_busy(); i++) usleep(1000);
    ck_assert(!aside_is_busy());
}

START_TEST(done_in_time)
{
    struct core core = core_for(20);
    int *block = calloc(1, sizeof *block);
    feclearexcept(FE_ALL_EXCEPT);
    ck_assert(aside_run(&core, add_one, block));
    ck_assert_int_eq(fetestexcept(FE_UNDERFLOW | FE_DIVBYZERO), FE_UNDERFLOW);
    ck_assert_int_eq(*block, 1);
    ck_assert(!aside_is_busy());
    free(block);
}
END_TEST

/* Only a few are left at a time: those that would be more are not begun. */
START_TEST(left)
{
    for (int i = 0; i < 6; i++) ck_assert(!leave_one());
    ck_assert(aside_is_busy());
    ck_assert_int_eq(n_done, 0);
    atomic_store(&let_go, true);
    wait_until_idle();
    ck_assert_int_eq(n_done, 4);
    ck_assert(leave_one());
}
END_TEST

static void *let_go_soon(void *user)
{
    usleep(100000);
    atomic_store(&let_go, true);
    return user;
}

/* exit() waits for the call in a thread, as the library's memory goes then; a child has no such
 * thread and does not. */
START_TEST(ends_of_processes)
{
    pthread_t thread;
    int status;
    ck_assert(!leave_one());
    pid_t child = fork();
    if (child == 0 && (SLOWER > 1 || aside_is_busy()))
        _exit(aside_is_busy()); /* a search for leaks would miss the thread's stack */
    if (child == 0) exit(0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    double start = core_clock();
    child = fork();
    if (child == 0) {
        ck_assert(!leave_one());
        ck_assert_int_eq(pthread_create(&thread, NULL, let_go_soon, NULL), 0);
        exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ck_assert(core_clock() - start > 0.1);
    atomic_store(&let_go, true);
}
END_TEST

/* ---- decompositions of large matrices ---- */

#define MATRIX(rows, columns) \
    "A = reshape(sin(range(" #rows "*" #columns ")), " #rows ", " #columns "); "

static const char *const long_work[] = {
    MATRIX(1500, 1200) "sum(svdvals(A))",
    MATRIX(1500, 1500) "sum(eigvalsh(A + A.T))",
    MATRIX(900, 900) "U, s, Vt = svd(A); sum(U)",
    MATRIX(1200, 1200) "sum(expm(A))",
    MATRIX(1200, 1200) "sum(sqrtm(A@A.T + eye(1200)))",
    MATRIX(2000, 2000) "sum(inv(A + 3*eye(2000)))",
    MATRIX(2000, 2000) "sum(cholesky(A@A.T + eye(2000)))",
    MATRIX(2000, 2000) "sum(pinv(A))",
    MATRIX(4000, 4000) "sum(A@A)",
};
enum { N_LONG_WORK = sizeof long_work / sizeof *long_work };

START_TEST(decompositions)
{
    dcalc *session = dcalc_new();
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    limits.seconds = 0.05;
    dcalc_set_limits(session, &limits);
    struct test_question q = {.expr = long_work[_i], .numbers = DCALC_DOUBLE, .threads = 1};
    double start = core_clock();
    struct dcalc_result *result = ask(session, &q);
    double took = core_clock() - start;
    ck_assert_int_eq(result->status, DCALC_LIMIT);
    ck_assert_msg(strstr(complaint(result), "took longer"), "%s", complaint(result));
    ck_assert_msg(took < SLOWER * 2.0, "it took %g s", took);
    dcalc_result_free(result);
    limits.seconds = 0;
    dcalc_set_limits(session, &limits);
    q.expr = "max(abs(svdvals(4*eye(300)) - 4)) + max(abs(eigvalsh(3*eye(310)) - 3))";
    result = ask(session, &q);
    ck_assert_int_eq(result->status, DCALC_OK);
    ck_assert(result->values[0].values[0] < 1e-12);
    dcalc_result_free(result);
    dcalc_free(session);
    if (aside_is_busy()) _exit(0); /* exit() would wait for what is left */
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("aside");
    tcase_add_test(checks.tests, done_in_time);
    tcase_add_test(checks.tests, left);
    tcase_add_test(checks.tests, ends_of_processes);
    tcase_add_loop_test(checks.tests, decompositions, 0, N_LONG_WORK);
    return checks_run(checks);
}

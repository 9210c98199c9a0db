/* A session that is asked the same questions again answers each as a fresh one does. */
/* Tests src/app/cache.c, src/question/literals.c, src/number/kept_tape.c,
 * src/question/point_decimals.c, src/eval/run.c, src/base/shortest.c. */

/* The questions come with other numbers each time, and take no more memory. */
#include "support/support.h"

#include "app/cache.h"
#include "app/session.h"

#include <stdlib.h>
#include <string.h>

/* What is undefined, not smooth, exact, or hard to decide at some of the points below. */
static const struct test_question questions[] = {
    {.command = DCALC_EVAL, .expr = "x*y + z"},
    {.command = DCALC_EVAL, .expr = "x/y + sqrt(z)", .digits = 30},
    {.command = DCALC_EVAL, .expr = "(1 - cos(x))/x^2 + 0*log(z)"},
    {.command = DCALC_EVAL, .expr = "atan2(y, x) + 1/z"},
    {.command = DCALC_DIFF, .expr = "x*abs(x) + y", .wrt = "x"},
    {.command = DCALC_DIFF, .expr = "abs(x - y)*z", .wrt = "x"},
    {.command = DCALC_DIFF, .expr = "x^4*y", .wrt = "x,y", .order = 2},
    {.command = DCALC_GRAD, .expr = "u = tanh(x*y); v = expit(z*u + y); (v - x)^2 + u/v"},
    {.command = DCALC_GRAD, .expr = "where(x < y, log(z), x^y)", .digits = 25},
    {.command = DCALC_GRAD, .expr = "where(s < 1, s^2, log(s)) + z*max(x, y)", .wrt = "x,y"},
    {.command = DCALC_JACOBIAN, .expr = "x^2 | 3*x^2 - y | x*y*z"},
    {.command = DCALC_HESSIAN, .expr = "exp(x*y)/(1 + z^2)", .wrt = "x,y"},
    {.command = DCALC_BACKPROP, .expr = "relu(x*y - z)^2 + x", .weights = "x,y", .lr = "1/10"},
    {.command = DCALC_BACKPROP, .expr = "(x*y - z)^2", .weights = "x", .lr = ".3", .steps = 3},
    {.command = DCALC_EVAL, .expr = "1 + 2^(1/3)"},
    {.command = DCALC_GRAD, .expr = "unknown*x"},
    {.command = DCALC_GRAD, .expr = "x*y", .symbolic = true},
    {.command = DCALC_GRAD, .expr = "x*y/z", .exact = true},
};
enum { N_QUESTIONS = sizeof questions / sizeof *questions };

static const char *const points[] = {
    "x=.5,y=-1.25,z=2",
    "x=3,y=1e2,z=.1",
    "x=0,y=1,z=1",
    "x=1,y=0,z=4",
    "x=1,y=1,z=0",
    "x=-2,y=.5,z=-1",
    "x=1/3,y=2,z=3",
    "x=pi/4,y=1,z=2",
    "x=-0,y=-0.0,z=1",
    "x=1e-30,y=1,z=9",
    "x=1e300,y=1e10,z=1",
    "x=1e-400,y=2,z=1e-8",
    "x=1.,y=2.50,z=.75",
    "x=0.1,y=0.2,z=0.3",
    "x=2,y=3",
    "x=5,y=6,z=7,x=8",
    "x=1e5000,y=1,z=2",
    "x=1..2,y=3,z=4",
    "x=12345678901234567.8,y=1,z=1",
};
enum { N_POINTS = sizeof points / sizeof *points };

/* The answer as JSON, which holds all of it; to be freed. */
static char *answer_to(dcalc *session, const struct test_question *q)
{
    size_t length;
    struct dcalc_result *r = ask(session, q);
    char *text = dcalc_render(
        &(struct dcalc_request){.size = sizeof(struct dcalc_request), .command = q->command}, r,
        &(struct dcalc_render){.size = sizeof(struct dcalc_render), .format = DCALC_JSON}, &length);
    dcalc_result_free(r);
    return text;
}

static void compare(struct tally *tally, dcalc *busy, const struct test_question *q)
{
    dcalc *fresh = dcalc_new();
    char *want = answer_to(fresh, q), *got = answer_to(busy, q);
    dcalc_free(fresh);
    tally->tried++;
    if (strcmp(want, got) != 0)
        tally_wrong(tally, "%s at %s: %s not %s", q->expr, q->at, got, want);
    free(want), free(got);
}

static void ask_all(enum dcalc_numbers numbers)
{
    struct tally tally = {0};
    dcalc *busy = dcalc_new();
    for (size_t round = 0; round < 3; round++)
        for (size_t p = 0; p < N_POINTS; p++)
            for (size_t i = 0; i < N_QUESTIONS; i++) {
                struct test_question q = questions[i];
                q.at = points[(p * (round + 1) + i) % N_POINTS];
                q.numbers = numbers;
                compare(&tally, busy, &q);
            }
    dcalc_free(busy);
    ck_tally(&tally);
}

START_TEST(certified)
{
    ask_all(DCALC_CERTIFIED);
}
END_TEST

START_TEST(doubles)
{
    ask_all(DCALC_DOUBLE);
}
END_TEST

/* Lists of one shape and of another, and what looks like a list. */
START_TEST(arrays)
{
    static const char *const values[] = {
        "A=[[1,2],[3,4]],x=[1,-1]",
        "A=[[.5, 2],[ 3, -4e-1]],x=[1,.25]",
        "A=[[1,2],[3,4],[5,6]],x=[1,2]",
        "A=[[1,2],[2,4]],x=[0,0]",
        "A=[[1,2],[3]],x=[1,2]",
        "A=[[1,2],[3,4]],x=[1,2,3]",
        "A=[1,2],x=[1,2]",
        "A=2,x=3",
        "A=[[1]],x=[7]",
        "A=[[1,2],[3,pi]],x=[1,1/3]",
        "A=[[1,2],[3,4]],x=[1,-1",
        "A=[[1,2],[3,4]]*2,x=[1,2]",
    };
    static const char *const expressions[] = {"sum(tanh(A@x))", "A*x", "norm(A@x)^2 + x@x"};
    struct tally tally = {0};
    dcalc *busy = dcalc_new();
    for (size_t round = 0; round < 3; round++)
        for (size_t v = 0; v < sizeof values / sizeof *values; v++)
            for (size_t e = 0; e < 3; e++) {
                struct test_question q = {.command = e == 1 ? DCALC_EVAL : DCALC_GRAD,
                                          .expr = expressions[e],
                                          .at = values[v],
                                          .numbers = round == 2 ? DCALC_DOUBLE : DCALC_AUTO};
                compare(&tally, busy, &q);
                compare(&tally, busy, &q);
            }
    dcalc_free(busy);
    ck_tally(&tally);
}
END_TEST

/* Formulas that differ in decimals: where these decide whether there is an answer, stand in
 * exponents, beside names, in calls, or are no values at all. # is one of them, @ another. */
START_TEST(literals)
{
    static const struct test_question formulas[] = {
        {.command = DCALC_GRAD, .expr = "#*(x^2 + y^2) + exp(-x*y)/#", .wrt = "x,y"},
        {.command = DCALC_GRAD, .expr = "u = tanh(x + #); u^2 - @*y/(y - #)", .wrt = "x,y"},
        {.command = DCALC_GRAD, .expr = "abs(x - #)*y + max(y, @)", .wrt = "x"},
        {.command = DCALC_GRAD, .expr = "where(x < #, x^2, @*log(y - #))", .wrt = "x,y"},
        {.command = DCALC_GRAD, .expr = "x^# + y^-# + (#)^x + x**#", .wrt = "x,y"},
        {.command = DCALC_GRAD, .expr = "(# - @)*x + sqrt(# - @)*y", .wrt = "x,y"},
        {.command = DCALC_DIFF, .expr = "log(#*x)/(# - #)", .wrt = "x"},
        {.command = DCALC_DIFF, .expr = "sin(#*x)*asin(@)", .wrt = "x", .order = 3},
        {.command = DCALC_DIFF, .expr = "diff(#*x^2, x) + diff(x^3, #)", .wrt = "x"},
        {.command = DCALC_DIFF, .expr = "f(t) = #*t^2; f(#)*f(x)", .wrt = "x"},
        {.command = DCALC_DIFF, .expr = "#x + #e + 1#*x", .wrt = "x"},
        {.command = DCALC_DIFF, .expr = "floor(x/#) + round(#)*x", .wrt = "x"},
        {.command = DCALC_DIFF, .expr = "gamma(# + x) + besselj(#, x)", .wrt = "x"},
        {.command = DCALC_DIFF, .expr = "norm([x, #], #) # @", .wrt = "x"},
        {.command = DCALC_DIFF, .expr = "[x, #*y][#]", .wrt = "x"},
        {.command = DCALC_DIFF, .expr = "literal_1*# + x", .wrt = "x"},
        {.command = DCALC_EVAL, .expr = "#*x + 1/@ - y/#", .digits = 30},
        {.command = DCALC_EVAL, .expr = "# = x", .digits = 20},
        {.command = DCALC_EVAL, .expr = "1/3 + # - @"},
        {.command = DCALC_JACOBIAN, .expr = "#*x | @*y - # | x*y", .wrt = "x,y"},
        {.command = DCALC_HESSIAN, .expr = "exp(#*x*y)/(1 + #)", .wrt = "x,y"},
        {.command = DCALC_GRAD, .expr = "#*x*y", .wrt = "x", .symbolic = true},
        {.command = DCALC_GRAD, .expr = "#*x*y", .wrt = "x", .exact = true},
        {.command = DCALC_GRAD, .expr = "#*x*y"},
        {.command = DCALC_GRAD, .expr = "x = #*y; x^2*y"},
        {.command = DCALC_GRAD, .expr = "f(x) = #*x^2; u = f(y)*x; u/@ + u^2"},
        {.command = DCALC_JACOBIAN, .expr = "y = x + #; x = y^2 | #*x*y"},
        {.command = DCALC_HESSIAN, .expr = "e = #; pi = e*x; pi*y + exp(e*x)"},
        {.command = DCALC_GRAD, .expr = "x^2/#"},
        {.command = DCALC_HESSIAN, .expr = "cos(#*y)*x^2"},
        {.command = DCALC_JACOBIAN, .expr = "#*x | y/#"},
        {.command = DCALC_DIFF, .expr = "#*x + x^2*(# - @)"},
        {.command = DCALC_DIFF, .expr = "#*x*y*(# - @) + x"}};
    static const char *const values[] = {"0.5",  "1.0",  "0.0", "2.50",   "0.1",
                                         "1e-9", "7.e2", ".75", "0.5e-3", "123456789.987654321"};
    enum { N_VALUES = sizeof values / sizeof *values };
    struct tally tally = {0};
    dcalc *busy = dcalc_new();
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        for (size_t k = 0; k < 3 * N_VALUES; k++) {
            char expr[200] = "";
            for (const char *c = formulas[i].expr; *c; c++) {
                const char *value = *c == '#' ? values[k % N_VALUES] : values[k / N_VALUES];
                size_t n = strlen(expr);
                bool literal = *c == '#' || *c == '@';
                snprintf(expr + n, sizeof expr - n, "%.*s", literal ? 30 : 1, literal ? value : c);
            }
            struct test_question q = formulas[i];
            q.expr = expr;
            q.at = k % 3 == 0 ? "x=.5,y=2" : k % 3 == 1 ? "x=1.25,y=-.3" : "x=0.1,y=3";
            compare(&tally, busy, &q);
        }
    dcalc_free(busy);
    ck_tally(&tally);
}
END_TEST

/* Where a formula came with other decimals, it is not read again. */
START_TEST(literals_are_one_question)
{
    dcalc *session = dcalc_new();
    for (size_t i = 0; i < 12; i++) {
        char *expr = text_of("sin(%zu.5*x) + x^2/1.%zu7", i, i);
        struct test_question q = {.command = DCALC_DIFF, .expr = expr, .wrt = "x", .at = "x=.25"};
        dcalc_result_free(ask(session, &q));
        ck_assert_uint_eq(cache_has(session), i >= 3);
        free(expr);
    }
    dcalc_free(session);
}
END_TEST

/* Limits that are set between two requests hold for the second. */
START_TEST(new_limits)
{
    struct test_question q = {.command = DCALC_GRAD, .expr = "sin(x)*y + x*y*y", .at = "x=1,y=2"};
    dcalc *session = dcalc_new();
    for (int i = 0; i < 4; i++) dcalc_result_free(ask(session, &q));
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    limits.nodes = 5;
    dcalc_set_limits(session, &limits);
    struct dcalc_result *r = ask(session, &q);
    ck_assert_int_eq(r->status, DCALC_LIMIT);
    dcalc_result_free(r);
    dcalc_free(session);
}
END_TEST

/* Memory that fails while a question is answered once more. */
START_TEST(faults)
{
    struct test_question q = {
        .command = DCALC_GRAD, .expr = "u = tanh(x*y); u^2 + x/y", .at = "x=.5,y=2"};
    q.numbers = _i ? DCALC_DOUBLE : DCALC_CERTIFIED;
    dcalc *session = dcalc_new();
    char *want = answer_to(session, &q);
    for (int i = 0; i < 3; i++) dcalc_result_free(ask(session, &q));
    bool hit = true;
    for (size_t n = 1; hit; n++) {
        session_fail_at(session, n);
        char *got = answer_to(session, &q);
        hit = session_did_fail(session);
        ck_assert_msg(!strcmp(got, want) || (hit && strstr(got, "out of memory")), "%s", got);
        free(got);
        session_fail_at(session, 0);
        for (int i = 0; i < 3; i++) dcalc_result_free(ask(session, &q)); /* it is kept again */
    }
    dcalc_free(session);
    free(want);
}
END_TEST

#ifndef __SANITIZE_ADDRESS__ /* a sanitizer keeps what was freed */
static void ask_many(void *user)
{
    const size_t *n = user;
    dcalc *session = dcalc_new();
    for (size_t i = 0; i < *n; i++) {
        char *expr = text_of("sin(%zu*x) + exp(-y^2)*x/y", i % 7 == 0 ? i : i % 100);
        char *at = text_of("x=%zu.25,y=%zu", i, i % 5);
        struct test_question q = {.command = DCALC_GRAD,
                                  .expr = expr,
                                  .at = at,
                                  .numbers = i % 2 ? DCALC_DOUBLE : DCALC_CERTIFIED};
        dcalc_result_free(ask(session, &q));
        free(expr), free(at);
    }
    dcalc_free(session);
}

START_TEST(memory_stays_flat)
{
    size_t few = 2000, many = 20000;
    size_t at_first = memory_of(ask_many, &few), at_last = memory_of(ask_many, &many);
    ck_assert_msg(at_last < at_first + ((size_t)1 << 20), "%zu bytes grew to %zu", at_first,
                  at_last);
}
END_TEST
#endif

/* A session takes the same memory after the tenth job as after the hundredth. */
START_TEST(jobs_leave_nothing)
{
    static const char *const jobs[] = {
        "{\"command\":\"eval\",\"expr\":\"x^2\",\"points\":[{\"x\":1},{\"x\":2}]}",
        "{\"command\":\"eval\",\"expr\":\"x^2\",\"points\":[{\"x\":1},{\"y\":2}]}",
        "{\"command\":\"eval\",\"expr\":\"log(x)\",\"points\":[{\"x\":-1}]}",
        "{\"command\":\"eval\",\"expr\":\"x^2\",\"points\":\"@t.csv\"}",
        "{\"command\":\"eval\",\"expr\":\"zeta(x)\",\"at\":{\"x\":3},\"timeout\":1e-9}",
        "{\"command\":\"eval\",\"expr\":\"x+\"}",
        "{\"command\":\"diff\",\"expr\":\"abs(x)\",\"at\":{\"x\":0}}"};
    for (size_t k = 0; k < sizeof jobs / sizeof *jobs; k++) {
        dcalc *session = dcalc_new();
        for (int i = 0; i < 10; i++) free(dcalc_ask(session, jobs[k]));
        size_t used = session->core.mem.used;
        for (int i = 10; i < 100; i++) free(dcalc_ask(session, jobs[k]));
        ck_assert_msg(session->core.mem.used == used, "%s: %zu bytes grew to %zu", jobs[k], used,
                      session->core.mem.used);
        dcalc_free(session);
    }
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("cache");
    tcase_add_test(checks.tests, certified);
    tcase_add_test(checks.tests, doubles);
    tcase_add_test(checks.tests, arrays);
    tcase_add_test(checks.tests, literals);
    tcase_add_test(checks.tests, literals_are_one_question);
    tcase_add_test(checks.tests, new_limits);
    tcase_add_loop_test(checks.tests, faults, 0, 2);
    tcase_add_test(checks.tests, jobs_leave_nothing);
#ifndef __SANITIZE_ADDRESS__
    tcase_add_test(checks.tests, memory_stays_flat);
#endif
    return checks_run(checks);
}

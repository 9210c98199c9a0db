/* A hundred thousand variables, and expressions a hundred thousand deep. */
/* Tests src/graph/graph.c, src/graph/reach.c, src/pass/reverse.c, src/pass/sparse_bands.c,
 * src/pass/partials.c, src/pass/rewrite.c, src/tape/tape.c, src/text/parse_expression.c. */

/* Each works on a small stack, which shows that nothing recurses, and in memory that grows with the
 * size and no faster. */
#include "support/support.h"

#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL = 10000 / SLOWER, LARGE = 100000 / SLOWER };
enum { STACK = 256 << 10 };

/* ---- a request that is too long for one line ---- */

struct large {
    struct mem mem;
    struct str expr;
    char **names, **values;
    struct dcalc_binding *at;
    size_t n;
};

/* Variables x0 to x(n-1) with values near 1. */
static void large_open(struct large *large, size_t n)
{
    *large = (struct large){.n = n};
    large->expr.mem = &large->mem;
    large->names = calloc(n, sizeof *large->names);
    large->values = calloc(n, sizeof *large->values);
    large->at = calloc(n, sizeof *large->at);
    for (size_t i = 0; i < n; i++) {
        large->names[i] = text_of("x%zu", i);
        large->values[i] = text_of("1.000%zu", i % 8);
        struct dcalc_text value = {large->values[i], strlen(large->values[i]), "at"};
        large->at[i] = (struct dcalc_binding){.name = large->names[i], .value = value};
    }
}

static void large_close(struct large *large)
{
    for (size_t i = 0; i < large->n; i++) free(large->names[i]), free(large->values[i]);
    free(large->names), free(large->values), free(large->at);
    str_free(&large->expr);
}

static double value_of(size_t i)
{
    return 1 + (double)(i % 8) * 1e-4;
}

static struct dcalc_result *ask_large(dcalc *session, struct large *large,
                                      enum dcalc_command command, bool at_point)
{
    struct dcalc_text text = {large->expr.s, large->expr.n, "expression"};
    struct dcalc_request request = {
        .size = sizeof request, .command = command, .exprs = &text, .n_exprs = 1};
    if (at_point)
        request.at = large->at, request.n_at = large->n, request.has_at = true;
    else
        request.wrt = (const char *const *)large->names, request.n_wrt = large->n;
    struct dcalc_result *result = dcalc_run(session, &request);
    ck_assert_msg(result->status == DCALC_OK, "%zu: %s", large->n, complaint(result));
    return result;
}

/* ---- the problems ---- */

static void put_product(struct large *large)
{
    for (size_t i = 0; i < large->n; i++) str_putf(&large->expr, i ? "*x%zu" : "x%zu", i);
}

static void put_rosenbrock(struct large *large)
{
    for (size_t i = 0; i + 1 < large->n; i++)
        str_putf(&large->expr, "%s100*(x%zu - x%zu^2)^2 + (1 - x%zu)^2", i ? " + " : "", i + 1, i,
                 i);
}

/* sin(sin(... x0*x0 ...)*x0): f -> sin(f*x). */
static void put_nest(struct large *large, size_t depth)
{
    for (size_t i = 0; i < depth; i++) str_puts(&large->expr, "sin(");
    str_puts(&large->expr, "x0");
    for (size_t i = 0; i < depth; i++) str_puts(&large->expr, "*x0)");
}

/* The same as a program of assignments. */
static void put_steps(struct large *large, size_t depth)
{
    str_puts(&large->expr, "f = x0\n");
    for (size_t i = 0; i < depth; i++) str_puts(&large->expr, "f = sin(f*x0)\n");
    str_puts(&large->expr, "f");
}

static double nest_derivative(size_t depth, double x)
{
    double f = x, df = 1;
    for (size_t i = 0; i < depth; i++) {
        df = cos(f * x) * (df * x + f);
        f = sin(f * x);
    }
    return df;
}

static void product(void *user)
{
    struct large large;
    dcalc *session = dcalc_new();
    large_open(&large, *(size_t *)user);
    put_product(&large);
    struct dcalc_result *r = ask_large(session, &large, DCALC_GRAD, true);
    double all = r->values[0].values[0];
    ck_assert_uint_eq(r->n_derivatives, large.n);
    for (size_t i = 0; i < large.n; i += large.n / 10) {
        double got = r->derivatives[i].values[0], want = all / value_of(i);
        ck_assert_msg(is_near(got, want, 1e-12, 0), "entry %zu is %.17g, not %.17g", i, got, want);
    }
    dcalc_result_free(r);
    large_close(&large);
    dcalc_free(session);
}

static void rosenbrock(void *user)
{
    struct large large;
    dcalc *session = dcalc_new();
    large_open(&large, *(size_t *)user);
    put_rosenbrock(&large);
    struct dcalc_result *r = ask_large(session, &large, DCALC_GRAD, true);
    for (size_t i = 1; i + 1 < large.n; i += large.n / 10) {
        double before = value_of(i - 1), x = value_of(i), after = value_of(i + 1);
        double want = 200 * (x - before * before) - 400 * x * (after - x * x) - 2 * (1 - x);
        double got = r->derivatives[i].values[0];
        ck_assert_msg(is_near(got, want, 1e-9, 1), "entry %zu is %.17g, not %.17g", i, got, want);
    }
    dcalc_result_free(r);
    large_close(&large);
    dcalc_free(session);
}

static void deep(size_t depth, void (*put)(struct large *, size_t))
{
    struct large large;
    dcalc *session = dcalc_new();
    large_open(&large, 1);
    large.at[0].value.bytes = "1.2", large.at[0].value.length = 3;
    put(&large, depth);
    struct dcalc_result *r = ask_large(session, &large, DCALC_DIFF, true);
    double got = r->derivatives[0].values[0], want = nest_derivative(depth, 1.2);
    ck_assert_msg(is_near(got, want, 1e-9, 0), "the derivative is %.17g, not %.17g", got, want);
    dcalc_result_free(r);
    large_close(&large);
    dcalc_free(session);
}

static void nest(void *user)
{
    deep(*(size_t *)user, put_nest);
}

static void steps(void *user)
{
    deep(*(size_t *)user, put_steps);
}

/* Formulas as well: shared parts get names, so that the text grows with the size. */
static void formulas(void *user)
{
    struct large large;
    dcalc *session = dcalc_new();
    large_open(&large, 1);
    put_nest(&large, *(size_t *)user);
    struct dcalc_result *r = ask_large(session, &large, DCALC_DIFF, false);
    char *text = formula_program(r, &r->derivatives[0]);
    ck_assert_uint_lt(strlen(text), 200 * *(size_t *)user);
    double got = ask_number(
        session, &(struct test_question){.command = DCALC_EVAL, .expr = text, .at = "x0=1.2"});
    ck_assert(is_near(got, nest_derivative(*(size_t *)user, 1.2), 1e-9, 0));
    free(text);
    dcalc_result_free(r);
    large_close(&large);
    dcalc_free(session);
}

/* ---- what is asked of each ---- */

struct sized {
    void (*problem)(void *);
    size_t n;
};

static void solve(void *user)
{
    struct sized *sized = user;
    on_small_stack(STACK, sized->problem, &sized->n);
}

static void check_sizes(void (*problem)(void *))
{
    struct sized sizes[] = {{problem, SMALL}, {problem, LARGE}};
    size_t small = memory_of(solve, &sizes[0]), large = memory_of(solve, &sizes[1]);
    ck_assert_msg(large < 15 * small, "%zu bytes for %d, %zu for %d", small, SMALL, large, LARGE);
}

/* ---- operations ---- */

/* A text of size n: n times `before`, x, n times `after`, in which a number may stand. */
struct grown {
    const char *before, *after;
    struct test_question question;
};

static const struct grown grown[] = {
    {"sqrt(1 + ", ")", {.at = "x=2", .order = 3}},
    {"sqrt(1 + ", ")", {.at = "x=2", .order = 4}},
    {"", "*sin(%zu*x)", {.wrt = "x"}},
    {"", "*sin(%zu*x)", {.at = "x=0.5"}},
    {"", " + sin(%zu*x)", {.wrt = "x"}},
    {"", " + sin(%zu*x)", {.at = "x=0.5"}},
    {"(", " + 1)^2.5", {.wrt = "x"}},
    {"(", " + 1)^x", {.at = "x=0.1"}},
};

/* Whether the question of size n is answered within so many operations, as limits.work counts. */
static bool is_answered(const struct grown *g, size_t n, double work)
{
    struct mem mem = {0};
    struct str text = {.mem = &mem};
    for (size_t i = 0; i < n; i++) str_puts(&text, g->before);
    str_puts(&text, "x");
    for (size_t i = 0; i < n; i++) str_putf(&text, g->after, i + 1);
    struct test_question question = g->question;
    question.command = DCALC_DIFF, question.expr = text.s;
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc *session = dcalc_new();
    dcalc_default_limits(&limits);
    limits.work = (size_t)work;
    dcalc_set_limits(session, &limits);
    struct dcalc_result *r = ask(session, &question);
    bool answered = r->status == DCALC_OK;
    ck_assert_msg(answered || r->status == DCALC_LIMIT, "%s", complaint(r));
    dcalc_result_free(r);
    dcalc_free(session);
    str_free(&text);
    return answered;
}

/* The operations that it takes, to a fifth. */
static double work_of(const struct grown *g, size_t n)
{
    double work = 10000;
    while (!is_answered(g, n, work)) work *= 4;
    for (double step = 2; step > 1.2; step = sqrt(step))
        if (is_answered(g, n, work / step)) work /= step;
    return work;
}

START_TEST(operations_grow_with_the_size)
{
    enum { FEW = 50, MANY = 500 };
    double few = work_of(&grown[_i], FEW);
    ck_assert_msg(is_answered(&grown[_i], MANY, 15 * few), "%.0f operations for %d, more for %d",
                  few, FEW, MANY);
}
END_TEST

/* By series at a point: the formula grows about twenty times with each order. */
START_TEST(operations_grow_with_the_order)
{
    enum { DEPTH = 100 };
    struct grown second = {"sqrt(1 + ", ")", {.at = "x=2", .order = 2}}, fourth = second;
    fourth.question.order = 4;
    double few = work_of(&second, DEPTH);
    ck_assert_msg(is_answered(&fourth, DEPTH, 2 * few), "%.0f operations to order 2, more to 4",
                  few);
}
END_TEST

/* 100,000 entries and more, each a product of all factors but two. */
START_TEST(hessian_of_a_product)
{
    enum { N = 330 / SLOWER };
    struct mem mem = {0};
    struct str at = {.mem = &mem};
    double all = 1;
    for (size_t i = 0; i < N; i++) {
        str_putf(&at, "%s1.000%zu", i ? "," : "x=[", i % 8);
        all *= value_of(i);
    }
    str_puts(&at, "]");
    dcalc *session = dcalc_new();
    struct dcalc_result *r = ask(
        session, &(struct test_question){.command = DCALC_HESSIAN, .expr = "prod(x)", .at = at.s});
    ck_assert_msg(r->status == DCALC_OK, "%s", complaint(r));
    ck_assert_uint_eq(r->derivatives[0].count, (size_t)N * N);
    for (size_t i = 0; i < N; i += N / 10)
        for (size_t j = 0; j < N; j++) {
            double want = i == j ? 0 : all / (value_of(i) * value_of(j));
            ck_assert(is_near(r->derivatives[0].values[i * N + j], want, 1e-12, 0));
        }
    dcalc_result_free(r);
    dcalc_free(session);
    str_free(&at);
}
END_TEST

START_TEST(gradient_of_a_product)
{
    check_sizes(product);
}
END_TEST

START_TEST(gradient_of_rosenbrock)
{
    check_sizes(rosenbrock);
}
END_TEST

START_TEST(derivative_of_a_nest)
{
    check_sizes(nest);
}
END_TEST

START_TEST(derivative_of_many_steps)
{
    check_sizes(steps);
}
END_TEST

START_TEST(formula_of_a_nest)
{
    check_sizes(formulas);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("size");
    tcase_add_test(checks.tests, gradient_of_a_product);
    tcase_add_test(checks.tests, hessian_of_a_product);
    tcase_add_test(checks.tests, gradient_of_rosenbrock);
    tcase_add_test(checks.tests, derivative_of_a_nest);
    tcase_add_test(checks.tests, derivative_of_many_steps);
    tcase_add_test(checks.tests, formula_of_a_nest);
    tcase_add_test(checks.tests, operations_grow_with_the_order);
    tcase_add_loop_test(checks.tests, operations_grow_with_the_size, 0,
                        sizeof grown / sizeof *grown);
    return checks_run(checks);
}

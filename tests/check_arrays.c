/* Names bound to arrays of doubles answer as the same numbers written out. */
/* Tests src/question/bindings.c, src/eval/eval.c, src/eval/plan.c, src/eval/plan_memory.c,
 * src/eval/threads.c, src/base/thread.c, src/report/array_file.c. */

/* An array is one leaf of the graph whatever its size. */
#include "support/support.h"

#include "app/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
}

static const double w_entries[] = {0.5, -1.25, 0.1, 3, 0.75, -0.3}, x_entries[] = {2, -0.7, 1e-3};
static const char w_text[] = "[[0.5,-1.25,0.1],[3,0.75,-0.3]]", x_text[] = "[2,-0.7,1e-3]";

static struct dcalc_text text_from(const char *bytes)
{
    return (struct dcalc_text){bytes, strlen(bytes), "test"};
}

static struct dcalc_binding matrix(const char *name, size_t rows, size_t columns,
                                   const double *entries)
{
    return (struct dcalc_binding){.name = name, .array = {2, {rows, columns}, entries}};
}

static struct dcalc_binding vector(const char *name, size_t n, const double *entries)
{
    return (struct dcalc_binding){.name = name, .array = {1, {n}, entries}};
}

static struct dcalc_result *run(struct dcalc_request request, const char *expr,
                                const struct dcalc_binding *at, size_t n)
{
    struct dcalc_text text = text_from(expr);
    request.size = sizeof request;
    request.exprs = &text;
    request.n_exprs = 1;
    request.at = at;
    request.n_at = n;
    request.has_at = true;
    struct dcalc_result *result = dcalc_run(session, &request);
    ck_assert_ptr_nonnull(result);
    return result;
}

static void ck_same(const struct dcalc_array *a, const struct dcalc_array *b, const char *expr)
{
    ck_assert_uint_eq(a->count, b->count);
    ck_assert_int_eq(a->ndim, b->ndim);
    for (size_t i = 0; i < a->count; i++)
        ck_assert_msg(a->values[i] == b->values[i], "%s: entry %zu is %.17g, and %.17g written out",
                      expr, i, a->values[i], b->values[i]);
}

static void ck_all_same(const struct dcalc_result *a, const struct dcalc_result *b,
                        const char *expr)
{
    ck_assert_msg(a->status == DCALC_OK, "%s: %s", expr, complaint(a));
    ck_assert_msg(b->status == DCALC_OK, "%s: %s", expr, complaint(b));
    ck_assert_uint_eq(a->n_derivatives, b->n_derivatives);
    ck_same(&a->values[0], &b->values[0], expr);
    for (size_t i = 0; i < a->n_derivatives; i++)
        ck_same(&a->derivatives[i], &b->derivatives[i], expr);
    for (size_t i = 0; i < a->n_weights; i++) ck_same(&a->weights[i], &b->weights[i], expr);
}

/* In doubles the same operations run on the same numbers, so even the last bits are equal. */
START_TEST(as_if_written_out)
{
    static const char *const programs[] = {
        "norm(W@x)^2",
        "sum(tanh(W)*W) + sum(x)",
        "sum(W[1]*x) + W[0,2]*x[-1]",
        "sum(max(W, 0)@x) + sum(exp(W/3))",
        "logsumexp(W@x) + sum(W.T[:2])",
        "u = W; W = 2*u; sum(W@x)",
        "sum(concat(W, W)@x) + trace(W@W.T) + mean(x^3)",
        "dot(x, x)/norm(x) + sum(outer(x, x))",
    };
    struct dcalc_binding arrays[] = {matrix("W", 2, 3, w_entries), vector("x", 3, x_entries)},
                         texts[] = {{.name = "W", .value = text_from(w_text)},
                                    {.name = "x", .value = text_from(x_text)}};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        struct dcalc_request grad = {.command = DCALC_GRAD, .numbers = DCALC_DOUBLE};
        struct dcalc_result *a = run(grad, programs[i], arrays, 2),
                            *b = run(grad, programs[i], texts, 2);
        ck_all_same(a, b, programs[i]);
        dcalc_result_free(a);
        dcalc_result_free(b);
    }
}
END_TEST

START_TEST(tables_and_training)
{
    struct dcalc_binding arrays[] = {matrix("W", 2, 3, w_entries), vector("x", 3, x_entries)},
                         texts[] = {{.name = "W", .value = text_from(w_text)},
                                    {.name = "x", .value = text_from(x_text)}};
    const char *const weights[] = {"W"};
    struct dcalc_request requests[] = {
        {.command = DCALC_JACOBIAN, .numbers = DCALC_DOUBLE},
        {.command = DCALC_BACKPROP, .weights = weights, .n_weights = 1, .lr = text_from("0.1")},
        {.command = DCALC_BACKPROP,
         .weights = weights,
         .n_weights = 1,
         .lr = text_from("0.1"),
         .steps = 5},
    };
    requests[1].numbers = DCALC_DOUBLE;
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        const char *expr = i ? "norm(W@x - [1,2])^2" : "tanh(W@x)";
        struct dcalc_result *a = run(requests[i], expr, arrays, 2),
                            *b = run(requests[i], expr, texts, 2);
        ck_all_same(a, b, expr);
        dcalc_result_free(a);
        dcalc_result_free(b);
    }
}
END_TEST

/* Unless it is asked for, arrays of doubles are not certified, and a note says so. */
START_TEST(certified_when_asked)
{
    double tenth = 0.1;
    struct dcalc_binding at = vector("x", 1, &tenth);
    struct dcalc_result *r = run((struct dcalc_request){.digits = 30}, "sum(x)", &at, 1);
    ck_assert_uint_eq(r->n_notes, 1);
    ck_assert_str_eq(r->notes[0], "computed in doubles: arrays from files");
    dcalc_result_free(r);
    r = run((struct dcalc_request){.digits = 30, .numbers = DCALC_CERTIFIED}, "sum(x)", &at, 1);
    ck_assert_msg(r->status == DCALC_OK, "%s", complaint(r));
    ck_assert_str_eq(r->values[0].texts[0], "0.100000000000000005551115123126");
    dcalc_result_free(r);
}
END_TEST

START_TEST(a_number_may_be_an_array)
{
    double third = 1.0 / 3;
    struct dcalc_binding at = {.name = "x", .array = {.ndim = 0, .entries = &third}};
    struct dcalc_result *r = run((struct dcalc_request){.command = DCALC_DIFF}, "x^2", &at, 1);
    ck_assert_msg(r->status == DCALC_OK, "%s", complaint(r));
    ck_assert(r->derivatives[0].values[0] == 2 * third);
    dcalc_result_free(r);
}
END_TEST

static void ck_error(const struct dcalc_binding *at, struct dcalc_request request,
                     enum dcalc_kind kind, const char *part)
{
    struct dcalc_result *r = run(request, "sum(W)", at, 1);
    ck_assert_msg(r->status == kind, "%s: %s", part, complaint(r));
    ck_assert_msg(strstr(complaint(r), part), "%s instead of %s", complaint(r), part);
    dcalc_result_free(r);
}

START_TEST(refusals)
{
    double bad[] = {1, 2, 3, NAN, 5, -INFINITY};
    struct dcalc_request plain = {.command = DCALC_EVAL}, exact = {.exact = true};
    struct dcalc_binding at = matrix("W", 2, 3, bad);
    at.value.source = "w.npy";
    ck_error(&at, plain, DCALC_DOMAIN, "w.npy: W[1,0] is nan, not a finite number");
    bad[3] = 0;
    ck_error(&at, plain, DCALC_DOMAIN, "W[1,2] is inf");
    at = vector("W", 6, bad);
    ck_error(&at, plain, DCALC_DOMAIN, "W[5] is inf");
    at = matrix("W", 0, 3, bad);
    ck_error(&at, plain, DCALC_SHAPE, "empty");
    at = matrix("W", (size_t)1 << 40, (size_t)1 << 40, bad);
    ck_error(&at, plain, DCALC_LIMIT, "more than");
    at.array.ndim = 3;
    ck_error(&at, plain, DCALC_SHAPE, "3 axes");
    at = vector("W", 3, x_entries);
    ck_error(&at, exact, DCALC_USAGE, "--exact");
    at.name = "sin"; /* a name of the user's, and not the one that is needed */
    ck_error(&at, plain, DCALC_NAME, "'W' has no value");
    at.name = "../W";
    struct dcalc_request grad = {.command = DCALC_GRAD, .format = DCALC_NPZ};
    struct dcalc_result *r = run(grad, "1", &at, 1);
    ck_assert_str_eq(complaint(r), "'../W' cannot name a file");
    dcalc_result_free(r);
}
END_TEST

/* Every allocation of a request over arrays may fail. */
START_TEST(failing_memory)
{
    struct dcalc_binding at[] = {matrix("W", 2, 3, w_entries), vector("x", 3, x_entries)};
    enum dcalc_format formats[] = {DCALC_TEXT, DCALC_NPZ};
    for (size_t i = 0; i < 2; i++) {
        bool hit = true;
        for (size_t n = 1; hit; n++) {
            struct dcalc_request request = {.command = DCALC_GRAD, .format = formats[i]};
            session_fail_at(session, n);
            struct dcalc_result *r = run(request, "norm(W@x)^2", at, 2);
            hit = session_did_fail(session);
            ck_assert_msg(r->status == (hit && r->n_errors ? DCALC_LIMIT : DCALC_OK), "%zu: %s", n,
                          complaint(r));
            dcalc_result_free(r);
            ck_assert_uint_lt(n, 2000);
        }
    }
}
END_TEST

/* Ten million entries: the gradient's own room, and one node for the array. */
START_TEST(size_does_not_matter_to_the_graph)
{
    size_t n = 10000000;
    double *large = malloc(n * sizeof *large);
    for (size_t i = 0; i < n; i++) large[i] = 1e-3 * (double)(i % 1000);
    struct dcalc_binding at = vector("W", n, large);
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    limits.nodes = 100;
    limits.memory = 5 * n * sizeof *large;
    dcalc_set_limits(session, &limits);
    struct dcalc_result *r = run((struct dcalc_request){.command = DCALC_GRAD}, "sum(W^2)", &at, 1);
    ck_assert_msg(r->status == DCALC_OK, "%s", complaint(r));
    ck_assert_uint_eq(r->derivatives[0].count, n);
    for (size_t i = 0; i < n; i += 997) ck_assert(r->derivatives[0].values[i] == 2 * large[i]);
    dcalc_result_free(r);
    r = run((struct dcalc_request){.numbers = DCALC_CERTIFIED}, "sum(W^2)", &at, 1);
    ck_assert_msg(r->status == DCALC_LIMIT, "%s", complaint(r));
    dcalc_result_free(r);
    free(large);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("arrays");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, as_if_written_out);
    tcase_add_test(checks.tests, tables_and_training);
    tcase_add_test(checks.tests, certified_when_asked);
    tcase_add_test(checks.tests, a_number_may_be_an_array);
    tcase_add_test(checks.tests, refusals);
    tcase_add_test(checks.tests, failing_memory);
    tcase_add_test(checks.tests, size_does_not_matter_to_the_graph);
    return checks_run(checks);
}

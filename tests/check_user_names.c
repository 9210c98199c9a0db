/* Every name of the function table, and every constant, as a name of the user's own. */
/* Tests src/graph/lower_name.c, src/question/bindings.c, src/question/run_together.c,
 * src/question/program.c,
 * src/table/row_query.c. */

/* The programs are N*x^2 + N and the like, with values that are worked out by hand. */
#include "support/support.h"
#include "support/ways.h"

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static dcalc *session;
static struct tally tally;

static void set_up(void)
{
    session = dcalc_new();
    dcalc_allow_files(session, false);
    tally = (struct tally){0};
}

static void tear_down(void)
{
    dcalc_free(session);
}

/* ---- the names ---- */

static const char *const others[] = {"pi", "e", "inf", "u", "v", "w", "f", "value", "loss"};

/* Name i, or NULL past the last. */
static const char *name_at(size_t i)
{
    size_t n = 0;
    while (dcalc_function_at(n)) n++;
    if (i < n) return dcalc_function_at(i)->name;
    return i - n < sizeof others / sizeof *others ? others[i - n] : NULL;
}

/* The text with every N that stands alone replaced by the name; to be freed. */
static char *with_name(const char *text, const char *name)
{
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    for (; *text; text++)
        if (*text == 'N')
            str_puts(&out, name);
        else
            str_putc(&out, *text);
    char *copy = strdup(out.s ? out.s : "");
    str_free(&out);
    return copy;
}

/* ---- one question, by every name ---- */

static void ck_number(const char *name, struct test_question q, double want)
{
    char *expr = with_name(q.expr, name), *at = with_name(q.at ? q.at : "", name);
    char *wrt = with_name(q.wrt ? q.wrt : "", name);
    q.expr = expr, q.at = at, q.wrt = wrt;
    double got = ask_number(session, &q);
    tally.tried++;
    if (got != want) tally_wrong(&tally, "%s at %s by %s: %.17g, not %g", expr, at, wrt, got, want);
    free(expr), free(at), free(wrt);
}

static void ck_formula(const char *name, struct test_question q, const char *wanted)
{
    char *expr = with_name(q.expr, name), *wrt = with_name(q.wrt ? q.wrt : "", name),
         *shape = with_name(q.shape ? q.shape : "", name), *want = with_name(wanted, name);
    q.expr = expr, q.wrt = wrt, q.shape = shape;
    char *got = ask_formula(session, &q);
    tally.tried++;
    if (!got || strcmp(got, want) != 0)
        tally_wrong(&tally, "%s by %s: %s, not %s", expr, wrt, got ? got : "an error", want);
    free(expr), free(wrt), free(shape), free(want), free(got);
}

static void ck_job(const char *name, const char *job, const char *answer)
{
    char *json = with_name(job, name), *want = with_name(answer, name);
    char *got = dcalc_ask(session, json);
    tally.tried++;
    if (strcmp(got, want) != 0) tally_wrong(&tally, "%s:\n  %s\n  %s", name, got, want);
    free(json), free(want), free(got);
}

START_TEST(bound)
{
    for (size_t i = 0; name_at(i); i++) {
        const char *name = name_at(i);
        struct test_question q = {.expr = "N*x^2 + N", .at = "N=3,x=2"};
        ck_number(name, q, 15);
        q.command = DCALC_DIFF, q.wrt = "x";
        ck_number(name, q, 12);
        q.wrt = "N";
        ck_number(name, q, 5);
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(named_in_options)
{
    for (size_t i = 0; name_at(i); i++) {
        const char *name = name_at(i);
        struct test_question q = {.command = DCALC_DIFF, .expr = "N*x^2 + N", .wrt = "N"};
        ck_formula(name, q, "x^2 + 1");
        q = (struct test_question){.command = DCALC_GRAD, .expr = "sum(N*N)", .shape = "N=[2]"};
        if (strcmp(name, "sum") != 0) ck_formula(name, q, "2*N");
        ck_job(name,
               "{\"command\":\"backprop\",\"expr\":\"(N*x - 2)^2\",\"weights\":[\"N\"],\"lr\":0.25,"
               "\"at\":{\"N\":3,\"x\":1}}",
               "{\"command\":\"backprop\",\"expr\":\"(N*x - 2)^2\",\"at\":{\"N\":3,\"x\":1},"
               "\"loss\":1,\"gradient\":{\"N\":2},\"weights\":{\"N\":2.5}}");
        ck_job(
            name,
            "{\"command\":\"jvp\",\"expr\":\"N*x\",\"at\":{\"N\":3,\"x\":2},\"vector\":{\"N\":5}}",
            "{\"command\":\"jvp\",\"expr\":\"N*x\",\"wrt\":[\"N\"],\"at\":{\"N\":3,\"x\":2},"
            "\"vector\":{\"N\":5},\"value\":6,\"jvp\":10}");
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(assigned)
{
    for (size_t i = 0; name_at(i); i++) {
        const char *name = name_at(i);
        struct test_question q = {
            .command = DCALC_DIFF, .expr = "N = x^3; N^2", .at = "x=2", .wrt = "x"};
        ck_number(name, q, 6 * 32);
        q.expr = "f1(N) = N^2 + N; f1(3*x)";
        ck_number(name, q, 39);
        q.expr = "N(a, b) = a + b^2; N(3*x, x)";
        ck_number(name, q, 7);
        q.expr = "N = x^3; y = N^2; diff(y, N)";
        ck_number(name, q, 24);
        ck_job(name,
               "{\"command\":\"eval\",\"expr\":\"N = x^3; z = N + 1\",\"show\":[\"N\",\"z\"],"
               "\"at\":{\"x\":2}}",
               "{\"command\":\"eval\",\"expr\":\"N = x^3; z = N + 1\",\"show\":[\"N\",\"z\"],"
               "\"at\":{\"x\":2},\"value\":{\"N\":8,\"z\":9}}");
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(json)
{
    for (size_t i = 0; name_at(i); i++) {
        ck_job(name_at(i), "{\"command\":\"grad\",\"expr\":\"N*x^2 + N\",\"at\":{\"N\":3,\"x\":2}}",
               "{\"command\":\"grad\",\"expr\":\"N*x^2 + N\",\"wrt\":[\"N\",\"x\"],"
               "\"at\":{\"N\":3,\"x\":2},\"value\":15,\"gradient\":{\"N\":5,\"x\":12}}");
        ck_job(name_at(i), "{\"command\":\"grad\",\"expr\":\"N*x^2 + N\",\"wrt\":[\"N\"]}",
               "{\"command\":\"grad\",\"expr\":\"N*x^2 + N\",\"wrt\":[\"N\"],"
               "\"symbolic\":{\"N\":\"x^2 + 1\"}}");
    }
    ck_tally(&tally);
}
END_TEST

/* ---- beside the function of that name ---- */

static struct dcalc_result *derivative_of(const char *expr, const char *name, double at)
{
    char *text = with_name(expr, name), *point = text_of("%s=%g", name, at);
    struct test_question q = {.command = DCALC_DIFF, .expr = text, .at = point, .wrt = name};
    struct dcalc_result *r = ask(session, &q);
    free(text), free(point);
    return r;
}

/* N(N) + N is what N(t) + t is, or as undefined. */
START_TEST(beside_the_function)
{
    static const double points[] = {0.5, 1.5, 2};
    for (size_t i = 0; name_at(i); i++)
        for (size_t k = 0; k < 3; k++) {
            char *other = with_name("N(t_) + t_", name_at(i));
            struct dcalc_result *own = derivative_of("N(N) + N", name_at(i), points[k]),
                                *usual = derivative_of(other, "t_", points[k]);
            bool fine = own->status == DCALC_OK;
            tally.tried++;
            if (own->status != usual->status ||
                (fine && (own->values[0].values[0] != usual->values[0].values[0] ||
                          own->derivatives[0].values[0] != usual->derivatives[0].values[0])))
                tally_wrong(&tally, "%s at %g: %s", other, points[k], complaint(own));
            dcalc_result_free(own), dcalc_result_free(usual);
            free(other);
        }
    ck_tally(&tally);
}
END_TEST

/* ---- tables ---- */

struct stream {
    struct feed feed;
    char out[200];
    size_t n;
};

static bool put(void *user, const char *bytes, size_t length)
{
    struct stream *s = user;
    ck_assert_uint_lt(s->n + length, sizeof s->out);
    memcpy(s->out + s->n, bytes, length);
    s->n += length;
    return true;
}

START_TEST(columns)
{
    for (size_t i = 0; name_at(i); i++) {
        char *expr = with_name("N*x^2 + N", name_at(i)),
             *table = with_name("N,x\n3,2\n", name_at(i)),
             *want = with_name("df/dN,df/dx\n5,12\n", name_at(i));
        struct stream s = {.feed = feed_of(table)};
        struct dcalc_text program = {expr, strlen(expr), "expression"};
        struct dcalc_request request = {
            .size = sizeof request, .command = DCALC_GRAD, .exprs = &program, .n_exprs = 1};
        struct dcalc_points points = {
            .size = sizeof points, .next = feed_next, .put = put, .user = &s, .threads = 1};
        struct dcalc_result *r = dcalc_run_points(session, &request, &points);
        s.out[s.n] = '\0';
        tally.tried++;
        if (strcmp(s.out, want) != 0)
            tally_wrong(&tally, "%s: %s (%s)", name_at(i), s.out, complaint(r));
        dcalc_result_free(r);
        free(expr), free(table), free(want);
    }
    ck_tally(&tally);
}
END_TEST

/* ---- generated code ---- */

typedef double function(double, double, double *, double *);

/* Adds function gK of N and x, which returns N*x^2 + N. */
static void add_code(struct code_file *file, const char *name, size_t k)
{
    char *expr = with_name("N*x^2 + N", name), *wrt = with_name("N,x", name),
         *called = text_of("g%zu", k);
    struct test_question q = {
        .command = DCALC_GRAD, .expr = expr, .wrt = wrt, .format = DCALC_C, .code_name = called};
    struct dcalc_result *r = ask(session, &q);
    ck_assert_msg(r->document, "%s: %s", expr, complaint(r));
    str_putf(&file->code, "%s\n", r->document);
    dcalc_result_free(r);
    q.format = DCALC_PYTHON;
    r = ask(session, &q);
    ck_assert_msg(r->document, "%s: %s", expr, complaint(r));
    dcalc_result_free(r);
    free(expr), free(wrt), free(called);
}

START_TEST(code)
{
    struct code_file file = {0};
    file.code.mem = &file.mem;
    for (size_t i = 0; name_at(i); i++) add_code(&file, name_at(i), i);
    void *handle = code_file_open(&file);
    for (size_t i = 0; name_at(i); i++) {
        char *called = text_of("g%zu", i);
        void *symbol = dlsym(handle, called);
        function *g;
        double by_name = 0, by_x = 0;
        ck_assert_ptr_nonnull(symbol);
        memcpy(&g, &symbol, sizeof g);
        double value = g(3, 2, &by_name, &by_x);
        tally.tried++;
        if (value != 15 || by_name != 5 || by_x != 12)
            tally_wrong(&tally, "%s: %g %g %g", name_at(i), value, by_name, by_x);
        free(called);
    }
    dlclose(handle);
    code_file_free(&file);
    ck_tally(&tally);
}
END_TEST

/* ---- free names ---- */

/* Those of elementary functions are not free, so that sin*x is an error; constants are constants.
 */
START_TEST(free_names)
{
    for (size_t i = 0; dcalc_function_at(i); i++) {
        const struct dcalc_function *row = dcalc_function_at(i);
        struct test_question q = {.expr = "N^2"};
        if (strcmp(row->group, "elementary") != 0) {
            ck_formula(row->name, q, "N^2");
            continue;
        }
        char *expr = with_name(q.expr, row->name);
        q.expr = expr;
        tally_refused(&tally, &q, DCALC_NAME);
        free(expr);
    }
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("user_names");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, bound);
    tcase_add_test(checks.tests, named_in_options);
    tcase_add_test(checks.tests, assigned);
    tcase_add_test(checks.tests, json);
    tcase_add_test(checks.tests, beside_the_function);
    tcase_add_test(checks.tests, columns);
    tcase_add_test(checks.tests, code);
    tcase_add_test(checks.tests, free_names);
    return checks_run(checks);
}

/* Questions prepared once and asked at arrays of points: the answers of dcalc_run, row by row. */
/* Tests src/table/prepared.c, src/table/prepared_columns.c, src/table/prepared_whole.c. */
#include "support/support.h"

#include "app/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_INPUTS = 3 };

/* A question, its prepared form, and random points for it. */
struct asked {
    dcalc *session;
    struct dcalc_text expr;
    const char *wrt[1];
    struct dcalc_binding shapes[MOST_INPUTS];
    struct dcalc_request request;
    dcalc_prepared *prepared;
    struct dcalc_result *errors;
};

static struct dcalc_text text(const char *bytes)
{
    return (struct dcalc_text){bytes, strlen(bytes), "expression"};
}

/* size: "[3]" of x, or NULL. */
static void prepare(struct asked *t, enum dcalc_command command, const char *expr, const char *size)
{
    *t = (struct asked){.session = dcalc_new(), .expr = text(expr), .wrt = {"x"}};
    t->request = (struct dcalc_request)DCALC_INIT(dcalc_request);
    t->request.command = command;
    t->request.exprs = &t->expr, t->request.n_exprs = 1;
    if (command == DCALC_DIFF) t->request.wrt = t->wrt, t->request.n_wrt = 1;
    t->shapes[0] = (struct dcalc_binding){.name = "x", .value = text(size ? size : "[]")};
    if (size) t->request.shapes = t->shapes, t->request.n_shapes = 1;
    t->prepared = dcalc_prepare(t->session, &t->request, &t->errors);
}

static void finish(struct asked *t)
{
    dcalc_prepared_free(t->prepared);
    dcalc_result_free(t->errors);
    dcalc_free(t->session);
}

/* Runs n rows of the inputs, one behind the other; the outputs' numbers, end to end, to be freed.
 */
static double *run(struct asked *t, double *const *inputs, size_t n, int threads,
                   struct dcalc_rows *rows, enum dcalc_kind *kind)
{
    size_t n_out, total = 0;
    const struct dcalc_array *outputs = dcalc_prepared_outputs(t->prepared, &n_out);
    double *to[8];
    ck_assert_uint_le(n_out, 8);
    for (size_t o = 0; o < n_out; o++) total += outputs[o].count * n;
    double *all = malloc((total + 1) * sizeof *all), *next = all;
    for (size_t o = 0; o < n_out; next += outputs[o++].count * n) to[o] = next;
    dcalc_result_free(t->errors);
    *rows = (struct dcalc_rows){.size = sizeof *rows,
                                .n = n,
                                .inputs = (const double *const *)inputs,
                                .outputs = to,
                                .threads = threads};
    *kind = dcalc_run_rows(t->prepared, rows, &t->errors);
    ck_assert_int_eq(*kind == DCALC_OK, t->errors == NULL);
    return all;
}

/* What dcalc_run says of one row. */
static struct dcalc_result *ask_row(const struct asked *t, double *const *inputs, size_t row)
{
    size_t n;
    const struct dcalc_array *in = dcalc_prepared_inputs(t->prepared, &n);
    struct dcalc_binding at[MOST_INPUTS];
    struct dcalc_request request = t->request;
    for (size_t k = 0; k < n; k++) {
        at[k] = (struct dcalc_binding){.name = in[k].name, .value = {NULL, 0, "row"}};
        at[k].array = (struct dcalc_values){
            in[k].ndim, {in[k].dims[0], in[k].dims[1]}, inputs[k] + row * in[k].count};
    }
    request.at = at, request.n_at = n;
    return dcalc_run(t->session, &request);
}

static void compare(const struct asked *t, double *const *inputs, size_t n, size_t row,
                    const double *all)
{
    struct dcalc_result *r = ask_row(t, inputs, row);
    size_t n_out, n_want;
    const struct dcalc_array *outputs = dcalc_prepared_outputs(t->prepared, &n_out);
    ck_assert_msg(r->status == DCALC_OK, "%s: %s", t->expr.bytes, complaint(r));
    const struct dcalc_array *want = dcalc_result_arrays(r, &n_want);
    ck_assert_uint_eq(n_out, n_want);
    for (size_t o = 0; o < n_out; o++) {
        ck_assert_str_eq(outputs[o].name, want[o].name);
        ck_assert_int_eq(outputs[o].ndim, want[o].ndim);
        ck_assert_uint_eq(outputs[o].count, want[o].count);
        for (size_t i = 0; i < want[o].count; i++)
            ck_assert_msg(is_near(all[row * want[o].count + i], want[o].values[i], 1e-13, 1e-3),
                          "%s: row %zu, entry %zu: %.17g, not %.17g", t->expr.bytes, row, i,
                          all[row * want[o].count + i], want[o].values[i]);
        all += want[o].count * n;
    }
    dcalc_result_free(r);
}

static void free_inputs(double **inputs)
{
    for (int k = 0; k < MOST_INPUTS; k++) free(inputs[k]);
}

static void random_inputs(const struct asked *t, double **inputs, size_t n)
{
    size_t n_in;
    struct dice dice = {12};
    const struct dcalc_array *in = dcalc_prepared_inputs(t->prepared, &n_in);
    ck_assert_uint_le(n_in, MOST_INPUTS);
    for (size_t k = 0; k < n_in; k++) {
        inputs[k] = malloc(n * in[k].count * sizeof(double));
        for (size_t i = 0; i < n * in[k].count; i++) inputs[k][i] = dice_between(&dice, .5, 2);
    }
}

static const struct {
    enum dcalc_command command;
    const char *expr, *shape;
    size_t rows;
} questions[] = {
    {DCALC_GRAD, "tanh(x*y) + log(z)*x^3/y", NULL, 20000},
    {DCALC_DIFF, "sin(x)*y^2", NULL, 300},
    {DCALC_EVAL, "[x, y]*z", NULL, 300},
    {DCALC_HESSIAN, "x^2*y + exp(x*y)", NULL, 300},
    {DCALC_GRAD, "sum(x^2)*y + log(x[0])", "[3]", 300},
    {DCALC_JACOBIAN, "x*sum(x)*y", "[3]", 20},
    {DCALC_GRAD, "logdet(x@x.T)*y + sum(x)", "[2,3]", 20},
    {DCALC_GRAD, "sum(log(x)*x)*y", "[1000]", 5},
    {DCALC_JACOBIAN, "(x^2)[::-1]*y", "[40]", 3},
    {DCALC_EVAL, "concat(x, [y])", "[700]", 3},
};

START_TEST(rows_are_as_asked_alone)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        struct asked t;
        struct dcalc_rows rows;
        enum dcalc_kind kind;
        double *inputs[MOST_INPUTS] = {0};
        size_t n = questions[i].rows;
        prepare(&t, questions[i].command, questions[i].expr, questions[i].shape);
        ck_assert_msg(t.prepared, "%s: %s", questions[i].expr, complaint(t.errors));
        random_inputs(&t, inputs, n);
        double *one = run(&t, inputs, n, 1, &rows, &kind);
        ck_assert_msg(kind == DCALC_OK, "%s: %s", questions[i].expr, complaint(t.errors));
        for (size_t row = 0; row < n; row += n / 3 + 1) compare(&t, inputs, n, row, one);
        double *three = run(&t, inputs, n, 3, &rows, &kind);
        size_t count;
        const struct dcalc_array *outputs = dcalc_prepared_outputs(t.prepared, &count);
        ck_assert_int_eq(memcmp(one, three, outputs[0].count * n * sizeof *one), 0);
        free(one), free(three);
        free_inputs(inputs);
        finish(&t);
    }
}
END_TEST

/* Answers may be written where the points of the same rows were. */
START_TEST(answers_in_the_place_of_points)
{
    enum { ROWS = 20000 };
    struct asked t;
    struct dcalc_rows rows;
    enum dcalc_kind kind;
    double *inputs[MOST_INPUTS] = {0};
    prepare(&t, DCALC_GRAD, "tanh(x*y) + log(z)*x^3/y + y/sqrt(x)", NULL);
    random_inputs(&t, inputs, ROWS);
    double *want = run(&t, inputs, ROWS, 1, &rows, &kind);
    double *const turned[] = {inputs[1], inputs[2], inputs[0]};
    ck_assert_int_eq(kind, DCALC_OK);
    rows.outputs = turned;
    ck_assert_int_eq(dcalc_run_rows(t.prepared, &rows, &t.errors), DCALC_OK);
    for (size_t k = 0; k < MOST_INPUTS; k++)
        ck_assert_int_eq(memcmp(turned[k], want + k * ROWS, ROWS * sizeof *want), 0);
    free(want);
    free_inputs(inputs);
    finish(&t);
}
END_TEST

/* One number for all rows, and another order in memory. */
START_TEST(strided)
{
    struct asked t;
    double table[] = {1, 10, 2, 20, 3, 30}, y = 5, out[3];
    const double *inputs[] = {table + 1, &y};
    double *const outputs[] = {out};
    size_t strides[] = {2, 0};
    prepare(&t, DCALC_EVAL, "x*y", NULL);
    struct dcalc_rows rows = {sizeof rows, 3, inputs, strides, outputs, 1, 0, 0};
    ck_assert_int_eq(dcalc_run_rows(t.prepared, &rows, &t.errors), DCALC_OK);
    ck_assert(out[0] == 50 && out[1] == 100 && out[2] == 150);
    finish(&t);
}
END_TEST

/* Where doubles do not tell, the row is asked about alone; what has no answer says why. */
static const struct {
    enum dcalc_command command;
    const char *expr, *shape;
    double bad; /* the entry in the middle of the second of three rows; all others are 2 */
    enum dcalc_kind kind;
} edges[] = {
    {DCALC_DIFF, "x*abs(x)", NULL, 0, DCALC_OK},
    {DCALC_DIFF, "abs(x)", NULL, 0, DCALC_KINK},
    {DCALC_EVAL, "log(x)", NULL, -1, DCALC_DOMAIN},
    {DCALC_EVAL, "log(x)", NULL, 0, DCALC_POLE},
    {DCALC_EVAL, "exp(x)", NULL, 1e4, DCALC_OVERFLOW},
    {DCALC_EVAL, "x*exp(x)/exp(x)", NULL, 1e3, DCALC_OK},
    {DCALC_EVAL, "x^2", NULL, NAN, DCALC_DOMAIN},
    {DCALC_GRAD, "sum(x*abs(x))", "[5]", 0, DCALC_OK},
    {DCALC_GRAD, "sum(sqrt(x))", "[5]", -1, DCALC_DOMAIN},
    {DCALC_GRAD, "sum(sqrt(x))", "[2001]", -1, DCALC_DOMAIN},
    {DCALC_GRAD, "sum(log(x))", "[2001]", 0, DCALC_POLE},
    {DCALC_GRAD, "sum(abs(x))", "[2001]", 0, DCALC_KINK},
    {DCALC_GRAD, "sum(x^2)", "[2001]", INFINITY, DCALC_DOMAIN},
    {DCALC_GRAD, "sum(exp(x))", "[2001]", 1e4, DCALC_OVERFLOW},
};

START_TEST(rows_without_an_answer)
{
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        struct asked t;
        struct dcalc_rows rows;
        enum dcalc_kind kind;
        size_t n;
        prepare(&t, edges[i].command, edges[i].expr, edges[i].shape);
        ck_assert_msg(t.prepared, "%s: %s", edges[i].expr, complaint(t.errors));
        size_t count = dcalc_prepared_inputs(t.prepared, &n)->count;
        double *inputs[MOST_INPUTS] = {malloc(3 * count * sizeof(double))};
        for (size_t k = 0; k < 3 * count; k++) inputs[0][k] = 2;
        inputs[0][count + count / 2] = edges[i].bad;
        for (int again = 0; again < 2; again++) {
            double *all = run(&t, inputs, 3, 1, &rows, &kind);
            ck_assert_msg(kind == edges[i].kind, "%s at %g: %s", edges[i].expr, edges[i].bad,
                          complaint(t.errors));
            ck_assert_uint_eq(rows.undefined, kind != DCALC_OK);
            if (kind != DCALC_OK) ck_assert_uint_eq(rows.first_undefined, 1);
            size_t width = dcalc_prepared_outputs(t.prepared, &n)->count;
            for (size_t k = 0; k < 3 * width; k++)
                ck_assert_int_eq(isnan(all[k]) != 0, kind != DCALC_OK && k / width == 1);
            free(all);
        }
        free_inputs(inputs);
        finish(&t);
    }
}
END_TEST

/* As dcalc_run writes them and tables too. */
START_TEST(zeros_have_no_sign)
{
    static const char *const exprs[] = {"-x", "-x", "sum(-x)", "-x"};
    static const char *const shapes[] = {NULL, "[3]", "[3]", "[600]"};
    for (size_t i = 0; i < 4; i++) {
        struct asked t;
        struct dcalc_rows rows;
        enum dcalc_kind kind;
        size_t n;
        prepare(&t, DCALC_EVAL, exprs[i], shapes[i]);
        ck_assert_msg(t.prepared, "%s: %s", exprs[i], complaint(t.errors));
        double *inputs[MOST_INPUTS] = {
            calloc(3 * dcalc_prepared_inputs(t.prepared, &n)->count, sizeof(double))};
        double *all = run(&t, inputs, 3, 1, &rows, &kind);
        size_t width = dcalc_prepared_outputs(t.prepared, &n)->count;
        for (size_t k = 0; k < 3 * width; k++) ck_assert(all[k] == 0 && !signbit(all[k]));
        free(all);
        free_inputs(inputs);
        finish(&t);
    }
}
END_TEST

START_TEST(refused)
{
    static const struct {
        enum dcalc_command command;
        const char *expr, *shape;
        enum dcalc_kind kind;
    } wrong[] = {{DCALC_EVAL, "x +", NULL, DCALC_SYNTAX},
                 {DCALC_JVP, "x^2", NULL, DCALC_USAGE},
                 {DCALC_GRAD, "x^2", "[3]", DCALC_SHAPE},
                 {DCALC_GRAD, "sum(x)", "[n]", DCALC_USAGE},
                 {DCALC_EVAL, "1/0*x", NULL, DCALC_POLE}};
    struct asked t;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        prepare(&t, wrong[i].command, wrong[i].expr, wrong[i].shape);
        ck_assert_ptr_null(t.prepared);
        ck_assert_msg(t.errors && t.errors->status == wrong[i].kind, "%s: %s", wrong[i].expr,
                      complaint(t.errors));
        finish(&t);
    }
    prepare(&t, DCALC_EVAL, "x", NULL);
    struct dcalc_rows rows = {.n = 1};
    ck_assert_int_eq(dcalc_run_rows(t.prepared, &rows, &t.errors), DCALC_USAGE);
    finish(&t);
    dcalc_prepared_free(NULL);
}
END_TEST

/* Each allocation fails in turn; then all goes well again. */
START_TEST(memory)
{
    static const char *const shapes[] = {NULL, "[3]", "[600]"};
    static const char *const exprs[] = {"x*abs(x)*y", "sum(x*abs(x))*y", "sum(x*abs(x))*y"};
    for (size_t i = 0; i < 3; i++) {
        bool more = true;
        for (size_t n = 1; more; n += 1 + n / 20) {
            struct asked t;
            struct dcalc_rows rows;
            enum dcalc_kind kind;
            double *inputs[MOST_INPUTS] = {0};
            prepare(&t, DCALC_GRAD, exprs[i], shapes[i]);
            session_fail_at(t.session, n);
            dcalc_prepared *other = dcalc_prepare(t.session, &t.request, &t.errors);
            more = session_did_fail(t.session);
            ck_assert(other ? !more : t.errors == NULL || t.errors->status == DCALC_LIMIT);
            dcalc_prepared_free(other);
            random_inputs(&t, inputs, 4);
            session_fail_at(t.session, n);
            free(run(&t, inputs, 4, 1, &rows, &kind));
            bool failed = session_did_fail(t.session);
            ck_assert(kind == DCALC_OK || (failed && kind == DCALC_LIMIT));
            session_fail_at(t.session, 0);
            more = more || failed;
            free(run(&t, inputs, 4, 1, &rows, &kind));
            ck_assert_msg(kind == DCALC_OK, "after failure %zu: %s", n, complaint(t.errors));
            free_inputs(inputs);
            finish(&t);
        }
    }
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("prepared");
    tcase_add_test(checks.tests, rows_are_as_asked_alone);
    tcase_add_test(checks.tests, answers_in_the_place_of_points);
    tcase_add_test(checks.tests, strided);
    tcase_add_test(checks.tests, rows_without_an_answer);
    tcase_add_test(checks.tests, zeros_have_no_sign);
    tcase_add_test(checks.tests, refused);
    tcase_add_test(checks.tests, memory);
    return checks_run(checks);
}

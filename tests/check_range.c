/* Doubles that leave their range: never a wrong number, never a plain 0. */
/* Tests src/eval/underflow.c, src/eval/losses.c, src/number/underflow.c, src/number/doubles.c,
 * src/eval/rows.c, src/eval/rows_arrays.c, src/eval/threads.c. */
#include "support/support.h"

#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdlib.h>
#include <string.h>

#define SMALL "too small for doubles"

/* ---- against mpmath ---- */

enum { EXPRESSION, X, Y, VALUE, COLUMNS };

/* Beyond what a double can hold, both must be; else they agree to the errors of a few functions. */
static bool is_right(double got, const char *want)
{
    mpfr_t w;
    mpfr_init2(w, 100);
    mpfr_set_str(w, want, 10, MPFR_RNDN);
    double nearest = mpfr_get_d(w, MPFR_RNDN);
    mpfr_clear(w);
    if (fabs(nearest) < DBL_MIN) return fabs(got) < 2 * DBL_MIN;
    return fabs(got - nearest) <= 1e-9 * fabs(nearest);
}

static char *point_of(const struct table *t, size_t row)
{
    return text_of("x=%s,y=%s", table_field(t, row, X), table_field(t, row, Y));
}

static bool has_note(const struct dcalc_result *r, const char *part)
{
    for (size_t i = 0; i < r->n_notes; i++)
        if (strstr(r->notes[i], part)) return true;
    return false;
}

/* In doubles: the number, with a note if none holds it, or an error. */
START_TEST(doubles_are_right_or_refused)
{
    struct table t = table_read("tests/data/range.tsv", COLUMNS);
    struct tally tally = {0};
    size_t refused = 0;
    dcalc *session = dcalc_new();
    for (size_t row = 0; row < t.rows; row++, tally.tried++) {
        char *point = point_of(&t, row);
        const char *expr = table_field(&t, row, EXPRESSION), *want = table_field(&t, row, VALUE);
        struct dcalc_result *r = ask(
            session, &(struct test_question){.expr = expr, .at = point, .numbers = DCALC_DOUBLE});
        if (r->status != DCALC_OK) {
            refused++;
        } else if (!is_right(r->values->values[0], want)) {
            tally_wrong(&tally, "%s at %s: %.17g, not %s", expr, point, r->values->values[0], want);
        } else if (r->values->values[0] == 0 && strcmp(want, "0") && !has_note(r, SMALL)) {
            tally_wrong(&tally, "%s at %s: a plain 0, not %s", expr, point, want);
        }
        dcalc_result_free(r);
        free(point);
    }
    ck_assert_uint_lt(refused, t.rows * 2 / 3);
    ck_tally(&tally);
    dcalc_free(session);
    table_free(&t);
}
END_TEST

/* One row of a table, as a number or an array. */
static double row_of(dcalc *session, const char *expr, const char *x, const char *y)
{
    struct dcalc_text text = {expr, strlen(expr), "expression"};
    struct dcalc_request request = DCALC_INIT(dcalc_request);
    struct dcalc_result *errors = NULL;
    request.exprs = &text, request.n_exprs = 1;
    dcalc_prepared *prepared = dcalc_prepare(session, &request, &errors);
    double out = NAN, at[2] = {strtod(x, NULL), strtod(y, NULL)};
    const double *in[2];
    double *to[1] = {&out};
    size_t n;
    const struct dcalc_array *inputs = prepared ? dcalc_prepared_inputs(prepared, &n) : NULL;
    for (size_t k = 0; inputs && k < n; k++) in[k] = &at[*inputs[k].name == 'y'];
    struct dcalc_rows rows = DCALC_INIT(dcalc_rows);
    rows.n = 1, rows.inputs = in, rows.outputs = to;
    if (prepared) dcalc_run_rows(prepared, &rows, &errors);
    dcalc_prepared_free(prepared);
    dcalc_result_free(errors);
    return out;
}

/* A table holds the nearest doubles, whatever happened on the way; with arrays, too. */
static void check_rows(const char *form)
{
    struct table t = table_read("tests/data/range.tsv", COLUMNS);
    struct tally tally = {0};
    dcalc *session = dcalc_new();
    for (size_t row = 0; row < t.rows; row += SLOWER, tally.tried++) {
        const char *want = table_field(&t, row, VALUE);
        char *expr = text_of(form, table_field(&t, row, EXPRESSION));
        double got = row_of(session, expr, table_field(&t, row, X), table_field(&t, row, Y));
        mpfr_t w;
        mpfr_init2(w, 100);
        mpfr_set_str(w, want, 10, MPFR_RNDN);
        bool no_double = isinf(mpfr_get_d(w, MPFR_RNDN));
        mpfr_clear(w);
        if (no_double ? !isnan(got) : !is_right(got, want))
            tally_wrong(&tally, "%s at %s, %s: %.17g, not %s", expr, table_field(&t, row, X),
                        table_field(&t, row, Y), got, want);
        free(expr);
    }
    ck_tally(&tally);
    dcalc_free(session);
    table_free(&t);
}

START_TEST(rows_are_right)
{
    check_rows("%s");
}
END_TEST

START_TEST(rows_of_arrays_are_right)
{
    check_rows("f = %s; sum([f, 0]@[[1, 0], [0, 1]])");
}
END_TEST

/* ---- large work ---- */

/* What is too large to be certified at once is certified where doubles do not do. */
START_TEST(large_work_is_certified_where_it_must_be)
{
    static const struct {
        const char *expr, *text;
    } cases[] = {
        {"prod(range(100000) + 1)", "2.8242294079603479e456573"},
        {"prod((range(100000) + 1)/40000)*exp(-90000)", NULL},
        {"sum(exp(-range(200000) - 800))", "5.8024921558871176e-348"},
        {"log(sum(exp(-range(200000) - 800)))", NULL},
        {"sum(1/(range(150000) + 1e200)^2)", NULL},
    };
    dcalc *session = dcalc_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i += SLOWER) {
        struct test_question q = {.expr = cases[i].expr, .at = ""}, certified = q;
        certified.numbers = DCALC_CERTIFIED;
        enum dcalc_kind status, other;
        char *got = ask_words(session, &q, &status), *want = ask_words(session, &certified, &other);
        ck_assert_msg(status == DCALC_OK && !strcmp(got, want), "%s: %s, not %s", q.expr, got,
                      want);
        ck_assert_msg(!cases[i].text || strstr(got, cases[i].text), "%s: %s", q.expr, got);
        free(got), free(want);
    }
    dcalc_free(session);
}
END_TEST

/* Zeros that are exact, and what is lost beside much larger numbers, need no second look. */
START_TEST(harmless_underflow_stays_in_doubles)
{
    static const char *const cases[] = {
        "sum(exp(-range(400000)))",
        "sum(where(range(400000) > 7, 0, exp(-range(400000))))",
        "sum(relu(-range(400000)*exp(-range(400000))) + 1)",
        "sum(sigmoid(-range(400000)) + tanh(range(400000)))",
        "sum(range(400000)*exp(-range(400000)))",
    };
    dcalc *session = dcalc_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i += SLOWER) {
        struct dcalc_result *r = ask(session, &(struct test_question){.expr = cases[i], .at = ""});
        ck_assert_msg(r->status == DCALC_OK, "%s: %s", cases[i], complaint(r));
        ck_assert_msg(has_note(r, "computed in doubles") && !has_note(r, SMALL), "%s", cases[i]);
        dcalc_result_free(r);
    }
    dcalc_free(session);
}
END_TEST

/* Whichever thread meets it. */
START_TEST(threads_tell_of_underflow)
{
    dcalc *session = dcalc_new();
    for (int threads = 1; threads <= 4; threads++) {
        struct test_question q = {.expr = "sum(exp(-800 - range(150000)))",
                                  .at = "",
                                  .threads = threads,
                                  .numbers = DCALC_DOUBLE};
        struct dcalc_result *r = ask(session, &q);
        ck_assert_msg(r->status == DCALC_OK && has_note(r, SMALL), "%d: %s", threads, complaint(r));
        dcalc_result_free(r);
    }
    dcalc_free(session);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("range");
    tcase_add_test(checks.tests, doubles_are_right_or_refused);
    tcase_add_test(checks.tests, rows_are_right);
    tcase_add_test(checks.tests, rows_of_arrays_are_right);
    tcase_add_test(checks.tests, large_work_is_certified_where_it_must_be);
    tcase_add_test(checks.tests, harmless_underflow_stays_in_doubles);
    tcase_add_test(checks.tests, threads_tell_of_underflow);
    return checks_run(checks);
}

/* Two thousand random expressions over the whole function table, with references of forty digits:
 * values, derivatives of orders one to three forward, the first in reverse as well, and the formulas
 * that are printed for them, read again and evaluated. */
#include "support/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EXPR, AT, WRT, VALUE };

static struct table table;
static dcalc *session;

static void open_table(void)
{
    table = table_read("tests/data/random.tsv", 7);
    session = dcalc_new();
}

static void close_table(void)
{
    dcalc_free(session);
    table_free(&table);
}

static double reference(size_t row, int order)
{
    return strtod(table_field(&table, row, (size_t)(VALUE + order)), NULL);
}

/* Derivatives come out of sums whose terms are as large as the lower derivatives, or larger. */
static double scale_of(size_t row, int order)
{
    double most = 0;
    for (int k = 0; k <= order; k++) most = fmax(most, fabs(reference(row, k)));
    return most;
}

static struct question question_of(size_t row, enum dcalc_command command, int order)
{
    return (struct question){.command = command,
                             .expr = table_field(&table, row, EXPR),
                             .at = table_field(&table, row, AT),
                             .wrt = command == DCALC_EVAL ? NULL : table_field(&table, row, WRT),
                             .order = order};
}

static void compare(struct tally *tally, const struct question *q, double got, double want, double tolerance,
                    double scale, const char *what)
{
    tally->tried++;
    if (is_near(got, want, tolerance, scale)) return;
    struct dcalc_result *result = ask(session, q);
    tally_wrong(tally, "%s: %s at %s by %s, order %d: %.17g instead of %.17g (%.2g; %s)", what, q->expr, q->at,
                q->wrt ? q->wrt : "nothing", q->order, got, want, fabs(got - want) / fmax(fabs(want), scale),
                complaint(result));
    dcalc_result_free(result);
}

static void compare_answers(enum dcalc_command command, int order, double tolerance)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct question q = question_of(row, command, order);
        compare(&tally, &q, ask_number(session, &q), reference(row, order), tolerance, 0.01 * scale_of(row, order),
                "answer");
    }
    ck_tally(&tally);
}

START_TEST(values)
{
    compare_answers(DCALC_EVAL, 0, 1e-10);
}
END_TEST

START_TEST(first_forward)
{
    compare_answers(DCALC_DIFF, 1, 1e-9);
}
END_TEST

START_TEST(first_reverse)
{
    compare_answers(DCALC_GRAD, 1, 1e-9);
}
END_TEST

START_TEST(second)
{
    compare_answers(DCALC_DIFF, 2, 1e-7);
}
END_TEST

START_TEST(third)
{
    compare_answers(DCALC_DIFF, 3, 1e-6);
}
END_TEST

START_TEST(reverse_equals_forward)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct question forward = question_of(row, DCALC_DIFF, 1), reverse = question_of(row, DCALC_GRAD, 0);
        compare(&tally, &reverse, ask_number(session, &reverse), ask_number(session, &forward), 1e-11,
                scale_of(row, 1), "reverse");
    }
    ck_tally(&tally);
}
END_TEST

/* The formula printed without a point, read again as an expression and evaluated at the point. */
static void compare_formula(struct tally *tally, size_t row, int order, double tolerance)
{
    struct question q = question_of(row, order ? DCALC_DIFF : DCALC_EVAL, order);
    double want = ask_number(session, &q);
    struct question symbolic = q;
    symbolic.at = NULL;
    char *formula = ask_formula(session, &symbolic);
    tally->tried++;
    if (!formula) {
        tally_wrong(tally, "no formula for %s, order %d", q.expr, order);
        return;
    }
    struct question again = {.command = DCALC_EVAL, .expr = formula, .at = q.at};
    double got = ask_number(session, &again);
    if (!is_near(got, want, tolerance, scale_of(row, order)))
        tally_wrong(tally, "formula of %s, order %d by %s: %.17g instead of %.17g at %s:\n    %.300s", q.expr, order,
                    q.wrt ? q.wrt : "nothing", got, want, q.at, formula);
    free(formula);
}

/* Twelve digits of the scale; a third derivative sums terms that are larger than the result, and the
 * formula sums them in another order. */
static void compare_formulas(int order, double tolerance)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) compare_formula(&tally, row, order, tolerance);
    ck_tally(&tally);
}

START_TEST(formulas)
{
    compare_formulas(0, 1e-12);
}
END_TEST

START_TEST(formulas_first)
{
    compare_formulas(1, 1e-12);
}
END_TEST

START_TEST(formulas_second)
{
    compare_formulas(2, 1e-12);
}
END_TEST

START_TEST(formulas_third)
{
    compare_formulas(3, 1e-9);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("random");
    tcase_add_unchecked_fixture(checks.tests, open_table, close_table);
    tcase_add_test(checks.tests, values);
    tcase_add_test(checks.tests, first_forward);
    tcase_add_test(checks.tests, first_reverse);
    tcase_add_test(checks.tests, second);
    tcase_add_test(checks.tests, third);
    tcase_add_test(checks.tests, reverse_equals_forward);
    tcase_add_test(checks.tests, formulas);
    tcase_add_test(checks.tests, formulas_first);
    tcase_add_test(checks.tests, formulas_second);
    tcase_add_test(checks.tests, formulas_third);
    return checks_run(checks);
}

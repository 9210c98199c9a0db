/* Two thousand random expressions over the function table, with references of forty digits. */
/* Tests src/pass/forward.c, src/pass/reverse.c, src/pass/chain.c, src/pass/partials.c,
 * src/pass/simplify.c, src/pass/length.c, src/print/formula.c, src/print/text.c,
 * src/print/order.c. */

/* Values, derivatives of orders one to three forward, the first in reverse as well, and the
 * formulas that are printed for them, read again and evaluated. */
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

static struct test_question question_of(size_t row, enum dcalc_command command, int order)
{
    return (struct test_question){.command = command,
                                  .expr = table_field(&table, row, EXPR),
                                  .at = table_field(&table, row, AT),
                                  .wrt =
                                      command == DCALC_EVAL ? NULL : table_field(&table, row, WRT),
                                  .order = order};
}

/* Numbers are certified, so each is the double nearest to its reference. */
static void compare(struct tally *tally, const struct test_question *q, double want,
                    const char *what)
{
    struct dcalc_result *result = ask(session, q);
    const struct dcalc_array *answer = answer_of(result);
    double got = answer ? answer->values[0] : (double)NAN;
    tally->tried++;
    if (got != want)
        tally_wrong(tally, "%s, %.600s at %s: %.17g instead of %.17g (%s)", what, q->expr, q->at,
                    got, want, complaint(result));
    dcalc_result_free(result);
}

static void compare_answers(enum dcalc_command command, int order, const char *what)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row += SLOWER) {
        struct test_question q = question_of(row, command, order);
        compare(&tally, &q, reference(row, order), what);
    }
    ck_tally(&tally);
}

START_TEST(values)
{
    compare_answers(DCALC_EVAL, 0, "value");
}
END_TEST

START_TEST(first_forward)
{
    compare_answers(DCALC_DIFF, 1, "first derivative");
}
END_TEST

START_TEST(first_reverse)
{
    compare_answers(DCALC_GRAD, 1, "gradient");
}
END_TEST

START_TEST(second)
{
    compare_answers(DCALC_DIFF, 2, "second derivative");
}
END_TEST

START_TEST(third)
{
    compare_answers(DCALC_DIFF, 3, "third derivative");
}
END_TEST

/* The formula printed without a point, read again as an expression and evaluated at the point.
 * Those of higher derivatives are long, so not all of them are read again, and under sanitizers
 * half as many as of other answers. */
static void compare_formulas(int order, size_t step)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row += step * SLOWER * (1 + SLOWER / 10)) {
        struct test_question q = question_of(row, order ? DCALC_DIFF : DCALC_EVAL, order);
        q.at = NULL;
        char *formula = ask_formula(session, &q);
        ck_assert_msg(formula, "no formula for %s, order %d", q.expr, order);
        struct test_question again = {
            .command = DCALC_EVAL, .expr = formula, .at = table_field(&table, row, AT)};
        compare(&tally, &again, reference(row, order), q.expr);
        free(formula);
    }
    ck_tally(&tally);
}

START_TEST(formulas)
{
    compare_formulas(0, 1);
}
END_TEST

START_TEST(formulas_of_first)
{
    compare_formulas(1, 1);
}
END_TEST

START_TEST(formulas_of_second)
{
    compare_formulas(2, 2);
}
END_TEST

START_TEST(formulas_of_third)
{
    compare_formulas(3, 3);
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
    tcase_add_test(checks.tests, formulas);
    tcase_add_test(checks.tests, formulas_of_first);
    tcase_add_test(checks.tests, formulas_of_second);
    tcase_add_test(checks.tests, formulas_of_third);
    return checks_run(checks);
}

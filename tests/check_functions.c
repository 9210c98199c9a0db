/* Every function of the table and its derivatives against references of forty digits. */
/* Tests src/fn/fn.c, src/fn/functions.def, src/graph/rules.c, src/pass/forward.c,
 * src/pass/chain.c, src/number/numbers.c, src/number/computation.c, src/number/fill.c. */

/* Derivatives are of orders one to three. */
#include "support/support.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EXPR, AT, WRT, VALUE };

static struct table table;
static dcalc *session;

static void open_table(void)
{
    session = dcalc_new();
    table = table_read("tests/data/functions.tsv", 7);
}

static void close_table(void)
{
    table_free(&table);
    dcalc_free(session);
}

static double reference(size_t row, int column)
{
    return strtod(table_field(&table, row, (size_t)column), NULL);
}

/* Numbers are certified, so each is the double nearest to its reference. */
static void compare(struct tally *tally, size_t row, struct test_question q, int order)
{
    q.expr = table_field(&table, row, EXPR);
    q.at = table_field(&table, row, AT);
    struct dcalc_result *result = ask(session, &q);
    const struct dcalc_array *answer = answer_of(result);
    double got = answer ? answer->values[0] : (double)NAN, want = reference(row, VALUE + order);
    tally->tried++;
    if (got != want)
        tally_wrong(tally, "%s at %s, order %d: %.17g instead of %.17g (%s)", q.expr, q.at, order,
                    got, want, complaint(result));
    dcalc_result_free(result);
}

START_TEST(values)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++)
        compare(&tally, row, (struct test_question){.command = DCALC_EVAL}, 0);
    ck_tally(&tally);
}
END_TEST

static void compare_derivatives(enum dcalc_command command, int order)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct test_question q = {
            .command = command, .wrt = table_field(&table, row, WRT), .order = order};
        compare(&tally, row, q, order);
    }
    ck_tally(&tally);
}

START_TEST(first_derivatives)
{
    compare_derivatives(DCALC_DIFF, 1);
    compare_derivatives(DCALC_GRAD, 1);
}
END_TEST

START_TEST(second_derivatives)
{
    compare_derivatives(DCALC_DIFF, 2);
    compare_derivatives(DCALC_HESSIAN, 2);
}
END_TEST

START_TEST(third_derivatives)
{
    compare_derivatives(DCALC_DIFF, 3);
}
END_TEST

static bool calls(const char *expr, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = expr; (at = strstr(at, name)); at++)
        if (at[n] == '(' && (at == expr || !(isalnum((unsigned char)at[-1]) || at[-1] == '_')))
            return true;
    return false;
}

START_TEST(every_function_is_here)
{
    struct tally tally = {0};
    const struct dcalc_function *f;
    for (size_t i = 0; (f = dcalc_function_at(i)); i++) {
        bool found = !f->rule;
        for (size_t row = 0; row < table.rows && !found; row++)
            found = calls(table_field(&table, row, EXPR), f->name);
        tally.tried++;
        if (!found) tally_wrong(&tally, "%s is not in tests/data/functions.tsv", f->name);
    }
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("functions");
    tcase_add_unchecked_fixture(checks.tests, open_table, close_table);
    tcase_add_test(checks.tests, values);
    tcase_add_test(checks.tests, first_derivatives);
    tcase_add_test(checks.tests, second_derivatives);
    tcase_add_test(checks.tests, third_derivatives);
    tcase_add_test(checks.tests, every_function_is_here);
    return checks_run(checks);
}

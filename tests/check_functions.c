/* Every function of the table and its derivatives against references of forty digits. */
/* Tests src/fn/fn.c, src/fn/functions.def, src/graph/rules.c, src/graph/rule_store.c,
 * src/pass/forward.c, src/pass/chain.c, src/number/numbers.c, src/number/computation.c,
 * src/number/fill.c. */

/* Derivatives are of orders one to three. */
#include "fn/fn.h"
#include "support/support.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EXPR, AT, WRT, VALUE };

/* The second has the functions that Arb computes, the third their derivatives by parameters. */
static const char *const files[] = {"tests/data/functions.tsv", "tests/data/special.tsv",
                                    "tests/data/parameters.tsv"};
enum { FILES = sizeof files / sizeof *files };
static struct table tables[FILES];
static dcalc *session;

static void open_table(void)
{
    session = dcalc_new();
    for (int i = 0; i < FILES; i++) tables[i] = table_read(files[i], 7);
}

static void close_table(void)
{
    for (int i = 0; i < FILES; i++) table_free(&tables[i]);
    dcalc_free(session);
}

/* Numbers are certified, so each is the double nearest to its reference. */
static void compare(struct tally *tally, const struct table *table, size_t row,
                    struct test_question q, int order)
{
    q.expr = table_field(table, row, EXPR);
    q.at = table_field(table, row, AT);
    struct dcalc_result *result = ask(session, &q);
    const struct dcalc_array *answer = answer_of(result);
    double got = answer ? answer->values[0] : (double)NAN,
           want = strtod(table_field(table, row, (size_t)(VALUE + order)), NULL);
    tally->tried++;
    if (got != want)
        tally_wrong(tally, "%s at %s, order %d: %.17g instead of %.17g (%s)", q.expr, q.at, order,
                    got, want, complaint(result));
    dcalc_result_free(result);
}

START_TEST(values)
{
    const struct table *table = &tables[_i];
    struct tally tally = {0};
    for (size_t row = 0; row < table->rows; row += 1 + SLOWER / 5)
        compare(&tally, table, row, (struct test_question){.command = DCALC_EVAL}, 0);
    ck_tally(&tally);
}
END_TEST

static void compare_derivatives(const struct table *table, enum dcalc_command command, int order)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table->rows; row += 1 + SLOWER / 5) {
        struct test_question q = {
            .command = command, .wrt = table_field(table, row, WRT), .order = order};
        compare(&tally, table, row, q, order);
    }
    ck_tally(&tally);
}

START_TEST(first_derivatives)
{
    compare_derivatives(&tables[_i], DCALC_DIFF, 1);
    compare_derivatives(&tables[_i], DCALC_GRAD, 1);
}
END_TEST

START_TEST(second_derivatives)
{
    compare_derivatives(&tables[_i], DCALC_DIFF, 2);
    compare_derivatives(&tables[_i], DCALC_HESSIAN, 2);
}
END_TEST

START_TEST(third_derivatives)
{
    compare_derivatives(&tables[_i], DCALC_DIFF, 3);
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
    for (size_t i = 0; i < n_fn_rows; i++) {
        const struct fn_row *f = &fn_rows[i];
        bool found = !*f->rules && !f->formula;
        if (!strcmp(f->group, "internal")) continue;
        for (int k = 0; k < FILES; k++)
            for (size_t row = 0; row < tables[k].rows && !found; row++)
                found = calls(table_field(&tables[k], row, EXPR), f->name);
        tally.tried++;
        if (!found) tally_wrong(&tally, "%s is in no file of tests/data", f->name);
    }
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("functions");
    tcase_add_unchecked_fixture(checks.tests, open_table, close_table);
    tcase_add_loop_test(checks.tests, values, 0, FILES);
    tcase_add_loop_test(checks.tests, first_derivatives, 0, FILES);
    tcase_add_loop_test(checks.tests, second_derivatives, 0, FILES);
    tcase_add_loop_test(checks.tests, third_derivatives, 0, FILES);
    tcase_add_test(checks.tests, every_function_is_here);
    return checks_run(checks);
}

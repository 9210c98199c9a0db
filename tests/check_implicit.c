/* Derivatives of names that equations define. */
/* Tests src/question/implicit.c, src/question/implicit_series.c, src/pass/equations.c,
 * src/judge/slips_implicit.c, src/write/explain_implicit.c, src/text/parse.c. */

/* References are SymPy's (tests/generate/implicit.py). */
#include "support/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMMAND, ORDER, EQUATIONS, OF, WRT, AT, VALUES, COLUMNS };

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
}

static enum dcalc_command command_of(const char *word)
{
    if (!strcmp(word, "grad")) return DCALC_GRAD;
    if (!strcmp(word, "hessian")) return DCALC_HESSIAN;
    return !strcmp(word, "jacobian") ? DCALC_JACOBIAN : DCALC_DIFF;
}

static struct test_question question_of(const struct table *table, size_t row)
{
    return (struct test_question){.command = command_of(table_field(table, row, COMMAND)),
                                  .order = atoi(table_field(table, row, ORDER)),
                                  .expr = table_field(table, row, EQUATIONS),
                                  .of = table_field(table, row, OF),
                                  .wrt = table_field(table, row, WRT),
                                  .at = table_field(table, row, AT)};
}

/* Compares all numbers of an answer with those of the table. */
static void compare(struct tally *tally, const struct dcalc_result *result, const char *want,
                    double relative)
{
    char *next = (char *)want;
    for (size_t k = 0; k < result->n_derivatives; k++)
        for (size_t i = 0; i < result->derivatives[k].count; i++) {
            double right = strtod(next, &next), got = result->derivatives[k].values[i];
            tally->tried++;
            if (!is_near(got, right, relative, 0))
                tally_wrong(tally, "%.17g instead of %.17g", got, right);
        }
    tally->tried++;
    if (result->status != DCALC_OK || *next) tally_wrong(tally, "%s", complaint(result));
}

/* Certified, and in doubles. */
START_TEST(points)
{
    struct table table = table_read("tests/data/implicit.tsv", COLUMNS);
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct test_question q = question_of(&table, row);
        for (int doubles = 0; doubles < 2; doubles++) {
            if (doubles) q.numbers = DCALC_DOUBLE;
            struct dcalc_result *result = ask(session, &q);
            size_t wrong = tally.wrong;
            compare(&tally, result, table_field(&table, row, VALUES), doubles ? 1e-10 : 2.3e-16);
            if (tally.wrong > wrong) tally_wrong(&tally, "in %s", q.expr);
            dcalc_result_free(result);
        }
    }
    table_free(&table);
    ck_tally(&tally);
}
END_TEST

/* Formulas have the same values. */
START_TEST(formulas)
{
    struct table table = table_read("tests/data/implicit.tsv", COLUMNS);
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct test_question q = question_of(&table, row);
        if (q.command != DCALC_DIFF) continue;
        q.at = NULL;
        char *formula = ask_formula(session, &q);
        double want = strtod(table_field(&table, row, VALUES), NULL), got = NAN;
        struct test_question value = {.expr = formula, .at = table_field(&table, row, AT)};
        value.command = DCALC_EVAL;
        if (formula) got = ask_number(session, &value);
        tally.tried++;
        if (!is_near(got, want, 1e-13, 0))
            tally_wrong(&tally, "%s: %s is %.17g instead of %.17g", q.expr,
                        formula ? formula : "nothing", got, want);
        free(formula);
    }
    table_free(&table);
    ck_tally(&tally);
}
END_TEST

/* A point beside the curve, and one at which the curve stands upright or crosses itself. */
START_TEST(refusals)
{
    static const struct {
        const char *equation, *of, *at;
        enum dcalc_kind kind;
    } rows[] = {
        {"x^2 + y^2 = 1", "y", "x=3/5,y=41/50", DCALC_DOMAIN},
        {"x^2 + y^2 = 1", "y", "x=1,y=0", DCALC_POLE},
        {"x^3 + y^3 = 6*x*y", "y", "x=0,y=0", DCALC_POLE},
        {"abs(x) + abs(y) = 1", "y", "x=0,y=1", DCALC_KINK},
        {"x^2 + y^2 = 1", "y", "x=3/5", DCALC_NAME},
        {"x^2 + y^2", "y", NULL, DCALC_USAGE},
        {"x^2 + y^2 = 1", "z", NULL, DCALC_NAME},
        {"x^2 + y^2 = 1", "x", NULL, DCALC_USAGE},
        {"x + y = 1; x - y = 2", "y", NULL, DCALC_USAGE},
        {"x + y = 1 = 2", "y", NULL, DCALC_SYNTAX},
        {"x = 1 + 0*y", "y", NULL, DCALC_DOMAIN},
    };
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct test_question q = {.command = DCALC_DIFF,
                                  .expr = rows[i].equation,
                                  .of = rows[i].of,
                                  .wrt = "x",
                                  .at = rows[i].at};
        tally_refused(&tally, &q, rows[i].kind);
    }
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("implicit");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, points);
    tcase_add_test(checks.tests, formulas);
    tcase_add_test(checks.tests, refusals);
    return checks_run(checks);
}

/* Published limit problems: none wrong, and those that are refused stand here by name. */
/* Tests src/series/limit.c, src/series/limit_infinity.c, src/series/limit_growth.c,
 * src/series/limit_series.c, src/series/limit_facts.c, src/series/limit_expand.c,
 * src/series/limit_terms.c, src/series/limit_rewrite.c, src/series/limit_special.c,
 * src/series/limit_asymptotic.c, src/series/limit_circular.c, src/series/limit_form.c,
 * src/series/limit_zero.c, src/question/limit.c. */
#include "support/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE, EXPR, WHERE, ANSWER, NUMBER, CHECKED, COLUMNS };
enum { MOST_REFUSED = 0 }; /* may only go down */

/* What a formula with names is compared at; limits.py has the same. */
static const char names[] = "a=1.3,h=0.7,x=0.9,y=0.4,m=2.2,n=1.7";

static struct table table;
static dcalc *session;

static void open_table(void)
{
    table = table_read("tests/data/limits.tsv", COLUMNS);
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    session = dcalc_new();
    dcalc_default_limits(&limits);
    limits.seconds = 5;
    dcalc_set_limits(session, &limits);
}

static void close_table(void)
{
    dcalc_free(session);
    table_free(&table);
}

/* The name that moves, up to the "=". */
static void moving_name(char name[16], const char *where)
{
    snprintf(name, 16, "%.*s", (int)strcspn(where, "="), where);
}

/* A formula's number at `names`; else the number that was answered. */
static double number_of(const struct dcalc_result *result)
{
    const struct dcalc_array *answer = result->values;
    if (answer->values) return answer->values[0];
    char *formula = formula_program(result, answer);
    struct test_question q = {.expr = formula, .at = names, .command = DCALC_EVAL};
    double value = ask_number(session, &q);
    free(formula);
    return value;
}

static bool is_right(const struct dcalc_result *result, const char *want)
{
    if (!strcmp(want, "none")) return result->status == DCALC_DOMAIN;
    if (result->status != DCALC_OK) return false;
    double got = number_of(result), number = strtod(want, NULL); /* inf too */
    return isinf(number) ? got == number : is_near(got, number, 1e-15, 1e-15);
}

START_TEST(published)
{
    struct tally tally = {0};
    size_t refused = 0;
    open_table();
    for (size_t i = 0; i < table.rows; i++) {
        char name[16];
        const char *expr = table_field(&table, i, EXPR), *want = table_field(&table, i, NUMBER);
        moving_name(name, table_field(&table, i, WHERE));
        struct test_question q = {.command = DCALC_LIMIT_AT,
                                  .expr = expr,
                                  .at = table_field(&table, i, WHERE),
                                  .wrt = name};
        struct dcalc_result *result = ask(session, &q);
        bool open = result->status == DCALC_UNDECIDED || result->status == DCALC_LIMIT;
        tally.tried++;
        refused += open;
        if (!open && !is_right(result, want))
            tally_wrong(&tally, "%s at %s: %s", expr, q.at, complaint(result));
        dcalc_result_free(result);
    }
    ck_tally(&tally);
    ck_assert_msg(tally.tried >= 265 && refused <= MOST_REFUSED, "%zu of %zu are refused", refused,
                  tally.tried);
    close_table();
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("limit problems");
    tcase_add_test(checks.tests, published);
    return checks_run(checks);
}

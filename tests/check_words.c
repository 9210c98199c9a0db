/* Words of algebra, which choose a formula's form. */
/* Tests src/pass/expand.c, src/pass/together.c, src/pass/factorize.c,
 * src/pass/apart.c, src/pass/divisors.c, src/pass/division.c, src/pass/poly_irreducible.c,
 * src/pass/primes.c, src/pass/modular.c, src/pass/closed.c, src/graph/lower_words.c. */

/* References are SymPy's (tests/generate/words.py). */
#include "support/support.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { CALL, RESULT, TERMS, COLUMNS };

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
}

/* Is the program's formula the other one, by its normal form? */
static bool is_proved(const char *call, const char *formula)
{
    struct dcalc_text given = {call, strlen(call), NULL}, claim = {formula, strlen(formula), NULL};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_CHECK,
                                    .exprs = &given,
                                    .n_exprs = 1,
                                    .order = DCALC_DEGREE_ZERO,
                                    .equals = &claim,
                                    .n_equals = 1};
    struct dcalc_result *result = dcalc_run(session, &request);
    bool proved = result->verdict && result->verdict->equal && result->verdict->proved;
    dcalc_result_free(result);
    return proved;
}

/* The terms outside of brackets. */
static int count_terms(const char *formula)
{
    int terms = 1, depth = 0;
    for (const char *at = formula; *at; at++) {
        depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
        terms += depth == 0 && (!strncmp(at, " + ", 3) || !strncmp(at, " - ", 3));
    }
    return terms;
}

/* The factors that are no numbers, powers as often as they say, above and below the line. */
static int count_factors(const char *formula)
{
    int factors = 0, depth = 0;
    bool named = false;
    for (const char *at = formula; *at; at++) {
        depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
        named |= depth > 0 || isalpha((unsigned char)*at);
        if (depth > 0 || (at[1] && !strchr("*/^", at[1]))) continue;
        if (named) factors += at[1] == '^' ? atoi(at + 2) : 1;
        named = false;
    }
    return factors;
}

/* Values are SymPy's, and forms have as many terms. */
START_TEST(words)
{
    struct table table = table_read("tests/data/words.tsv", COLUMNS);
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row += SLOWER) {
        const char *call = table_field(&table, row, CALL), *want = table_field(&table, row, RESULT);
        int terms = atoi(table_field(&table, row, TERMS));
        struct test_question q = {.command = DCALC_EVAL, .expr = call};
        char *formula = ask_formula(session, &q);
        tally.tried++;
        int parts = !formula ? 0 : terms < 0 ? -count_factors(formula) : count_terms(formula);
        if (terms && parts != terms)
            tally_wrong(&tally, "%s: %s instead of %s", call, formula ? formula : "nothing", want);
        else if (!is_proved(call, want))
            tally_wrong(&tally, "%s: not %s", call, want);
        free(formula);
    }
    table_free(&table);
    ck_tally(&tally);
}
END_TEST

/* The number of an expression as text: in closed form, or to so many digits. False after an error.
 */
static bool number_text(const char *expr, bool exact, int digits, char *out, size_t size)
{
    struct test_question q = {
        .command = DCALC_EVAL, .expr = expr, .exact = exact, .digits = digits};
    struct dcalc_result *result = ask(session, &q);
    const struct dcalc_array *value = answer_of(result);
    bool ok = value && value->texts;
    if (ok) snprintf(out, size, "%s", value->texts[0]);
    dcalc_result_free(result);
    return ok;
}

/* Closed forms of constants lack the function and have the value, by mpmath to 30 digits
 * (tests/generate/closed.py). */
START_TEST(constants)
{
    enum { EXPR, WITHOUT, VALUE, CLOSED_COLUMNS, DIGITS = 30 };
    struct table table = table_read("tests/data/closed.tsv", CLOSED_COLUMNS);
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        const char *expr = table_field(&table, row, EXPR), *want = table_field(&table, row, VALUE);
        char form[200] = "none", number[200] = "none";
        bool ok = number_text(expr, true, 0, form, sizeof form) &&
                  number_text(form, false, DIGITS, number, sizeof number);
        tally.tried++;
        if (!ok || strstr(form, table_field(&table, row, WITHOUT)))
            tally_wrong(&tally, "%s: %s", expr, form);
        else if (!is_near(strtod(number, NULL), strtod(want, NULL), 1e-15, 0) ||
                 (strlen(number) > 25 && strncmp(number, want, 25)))
            tally_wrong(&tally, "%s: %s is %s instead of %s", expr, form, number, want);
    }
    table_free(&table);
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("words");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, words);
    tcase_add_test(checks.tests, constants);
    return checks_run(checks);
}

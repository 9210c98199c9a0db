/* Questions that are hard for numbers, and questions that have no answer. */
/* Tests src/number/numbers.c, src/number/computation.c, src/number/fill.c,
 * src/number/conditions.c, src/number/overflow.c, src/number/digits.c, src/number/branches.c,
 * src/number/shifts.c,
 * src/question/guards.c, src/graph/identities.c, src/graph/exact_values.c, src/graph/roots.c. */

/* Every answer is compared as it is printed: the nearest double, then fifty digits; every refusal
 * by its kind and status. */
#include "support/support.h"

#include <stdlib.h>
#include <string.h>

enum { COMMAND, EXPR, AT, WRT };
enum { DOUBLE = WRT + 1, FIFTY, HARD_COLUMNS };
enum { KIND = WRT + 1, STATUS, UNDEFINED_COLUMNS };

static const struct command_word {
    const char *word;
    enum dcalc_command command;
    int order;
} words[] = {
    {"eval", DCALC_EVAL, 0},
    {"diff", DCALC_DIFF, 0},
    {"diff2", DCALC_DIFF, 2},
    {"grad", DCALC_GRAD, 0},
};

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
}

static struct test_question question_of(const struct table *table, size_t row)
{
    struct test_question q = {.expr = table_field(table, row, EXPR),
                              .at = table_field(table, row, AT),
                              .wrt = table_field(table, row, WRT)};
    const char *word = table_field(table, row, COMMAND);
    size_t i = 0;
    while (i < sizeof words / sizeof *words && strcmp(words[i].word, word)) i++;
    ck_assert_msg(i < sizeof words / sizeof *words, "no command %s", word);
    q.command = words[i].command;
    q.order = words[i].order;
    return q;
}

/* What is printed with -q, its values separated by one space; to be freed. */
static char *printed(const struct dcalc_result *result)
{
    size_t length, n = 0;
    struct dcalc_request request = {
        .size = sizeof request, .command = result->command, .has_at = true};
    char *bytes = dcalc_render(
        &request, result,
        &(struct dcalc_render){.size = sizeof(struct dcalc_render), .quiet = true}, &length);
    char *text = calloc(length + 1, 1);
    for (size_t i = 0; i < length; i++) {
        bool blank = bytes[i] == ' ' || bytes[i] == '\n';
        if (!blank)
            text[n++] = bytes[i];
        else if (n && text[n - 1] != ' ')
            text[n++] = ' ';
    }
    while (n && text[n - 1] == ' ') text[--n] = '\0';
    free(bytes);
    return text;
}

static void compare(struct tally *tally, const struct table *table, size_t row, int column,
                    int digits)
{
    struct test_question q = question_of(table, row);
    q.digits = digits;
    struct dcalc_result *result = ask(session, &q);
    const char *want = table_field(table, row, (size_t)column);
    char *got =
        result->status == DCALC_OK ? printed(result) : text_of("error: %s", complaint(result));
    tally->tried++;
    if (strcmp(got, want))
        tally_wrong(tally, "%s %.200s at %s: %s instead of %s", table_field(table, row, COMMAND),
                    q.expr, q.at, got, want);
    free(got);
    dcalc_result_free(result);
}

static void compare_all(int column, int digits, size_t part, size_t parts)
{
    struct table table = table_read("tests/data/hard.tsv", HARD_COLUMNS);
    struct tally tally = {0};
    ck_assert_uint_ge(table.rows, 300);
    for (size_t row = part; row < table.rows; row += parts)
        compare(&tally, &table, row, column, digits);
    ck_tally(&tally);
    table_free(&table);
}

START_TEST(nearest_doubles)
{
    compare_all(DOUBLE, 0, (size_t)_i, 4);
}
END_TEST

START_TEST(fifty_digits)
{
    compare_all(FIFTY, 50, (size_t)_i, 4);
}
END_TEST

/* Where the first digit is easily lost, or nines run over. */
static const struct few {
    const char *expr;
    int digits;
    const char *text;
} few[] = {
    {"1/2", 1, "0.5"},
    {"1/3", 1, "0.3"},
    {"2/3", 1, "0.7"},
    {"9/10", 1, "0.9"},
    {"95/100", 1, "1"},
    {"5/2", 1, "2"},
    {"7/2", 1, "4"},
    {"1/25", 1, "0.04"},
    {"95/100", 2, "0.95"},
    {"996/1000", 2, "1.0"},
    {"96/10000", 2, "0.0096"},
    {"996/1000", 3, "0.996"},
    {"9.96", 2, "10"},
    {"-99.5", 2, "-1.0e2"},
    {"sqrt(0.1)", 1, "0.3"},
    {"sqrt(0.9)", 1, "0.9"},
    {"exp(-0.05)", 2, "0.95"},
    {"1/8", 2, "0.12"},
    {"3/8", 2, "0.38"},
    {"pi", 1, "3"},
    {"cos(1/10)", 1, "1"},
    {"cos(1/10)", 2, "1.0"},
    {"cos(1/10)", 3, "0.995"},
    {"2^70", 3, "1.18e21"},
    {"1e-400/3", 3, "3.33e-401"},
    {"exp(-1000)", 1, "5e-435"},
};

static void expect_text(const struct few *row)
{
    struct test_question q = {.expr = row->expr, .at = "", .digits = row->digits};
    q.command = DCALC_EVAL;
    struct dcalc_result *result = ask(session, &q);
    ck_assert_msg(result->status == DCALC_OK, "%s: %s", q.expr, complaint(result));
    char *got = printed(result);
    ck_assert_msg(!strcmp(got, row->text), "%s to %d digits: %s instead of %s", q.expr, q.digits,
                  got, row->text);
    free(got);
    dcalc_result_free(result);
}

START_TEST(few_digits)
{
    expect_text(&few[_i]);
}
END_TEST

/* Exact numbers that no precision tells from their neighbours, and numbers so near to them. By
 * hand: sin(1/10) < 1/3, and gamma(x + 1) = x*gamma(x), digamma(x + 1) = digamma(x) + 1/x. */
static const struct few exact[] = {
    {"sign(max(sin(1/10), 1/3) - 1/3)", 0, "0"},
    {"sign(min(cos(1), 1/2) - 1/2)", 0, "0"},
    {"sign(where(sin(1) > 0, 1/3, exp(1)) - 1/3)", 0, "0"},
    {"sign(max(sin(1/10), 1/3) - 1/3 + 1e-300)", 0, "1"},
    {"sign(digamma(-3/2) - digamma(-5/2) + 2/5)", 0, "0"},
    {"sign(digamma(-3/2) - digamma(-5/2) + 2/5 - 1e-400)", 0, "-1"},
    {"floor(gamma(22/3)/gamma(19/3)*3)", 0, "19"},
};

START_TEST(exact_numbers)
{
    expect_text(&exact[_i]);
}
END_TEST

static enum dcalc_kind kind_of(const char *name)
{
    for (int kind = DCALC_OK; kind <= DCALC_IO; kind++)
        if (!strcmp(dcalc_kind_name((enum dcalc_kind)kind), name)) return (enum dcalc_kind)kind;
    ck_abort_msg("no kind %s", name);
    return DCALC_OK;
}

static void refuse(struct tally *tally, const struct table *table, size_t row)
{
    struct test_question q = question_of(table, row);
    struct dcalc_result *result = ask(session, &q);
    enum dcalc_kind want = kind_of(table_field(table, row, KIND));
    tally->tried++;
    if (result->status != want)
        tally_wrong(tally, "%s %.100s at %s: %s instead of %s (%s)",
                    table_field(table, row, COMMAND), q.expr, q.at, dcalc_kind_name(result->status),
                    dcalc_kind_name(want), complaint(result));
    else if (dcalc_exit_status(result->status) != atoi(table_field(table, row, STATUS)))
        tally_wrong(tally, "%s: status %d", q.expr, dcalc_exit_status(result->status));
    else if (result->n_values || result->n_derivatives || result->n_weights)
        tally_wrong(tally, "%.100s: an error and values beside it", q.expr);
    dcalc_result_free(result);
}

START_TEST(no_answer)
{
    struct table table = table_read("tests/data/undefined.tsv", UNDEFINED_COLUMNS);
    struct tally tally = {0};
    ck_assert_uint_ge(table.rows, 150);
    for (size_t row = (size_t)_i; row < table.rows; row += 4) refuse(&tally, &table, row);
    ck_tally(&tally);
    table_free(&table);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("hard");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_loop_test(checks.tests, nearest_doubles, 0, 4);
    tcase_add_loop_test(checks.tests, fifty_digits, 0, 4);
    tcase_add_loop_test(checks.tests, few_digits, 0, (int)(sizeof few / sizeof *few));
    tcase_add_loop_test(checks.tests, exact_numbers, 0, (int)(sizeof exact / sizeof *exact));
    tcase_add_loop_test(checks.tests, no_answer, 0, 4);
    return checks_run(checks);
}

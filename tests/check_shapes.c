/* Ill-shaped inputs: each gets an error of the right kind, under the right characters. */
/* Tests src/graph/shape.c, src/graph/lower_mismatch.c,
 * src/graph/lower_index.c, src/question/shapes.c. */

/* The error names the shapes and, where there is a common one, the way out. */
#include "support/support.h"

#include <stdlib.h>
#include <string.h>

enum { COMMAND, EXPR, KIND, MESSAGE, HINT, COLUMNS };

#define POINT                                                                          \
    "A=[[1,2,3],[4,5,6]],B=[[1,2],[3,4],[5,6]],C=[[2,0,1],[1,3,0],[0,1,4]],x=[1,2,3]," \
    "y=[4,5],s=7,r=[[1,2,3]],c=[[1],[2]],q=[[5]],v=[1,2,3,4,5,6]"

static struct table table;
static dcalc *session;

static void set_up(void)
{
    table = table_read("tests/data/shapes.tsv", COLUMNS);
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
    table_free(&table);
}

static enum dcalc_command command_of(const char *word)
{
    static const struct {
        const char *word;
        enum dcalc_command command;
    } commands[] = {{"eval", DCALC_EVAL},
                    {"diff", DCALC_DIFF},
                    {"grad", DCALC_GRAD},
                    {"hessian", DCALC_HESSIAN},
                    {"backprop", DCALC_BACKPROP}};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(commands[i].word, word)) return commands[i].command;
    ck_abort_msg("no command %s", word);
}

/* The expression without its braces, and where they stood. */
static char *without_braces(const char *marked, size_t *start, size_t *end)
{
    const char *open = strchr(marked, '{'), *close = strchr(marked, '}');
    ck_assert_msg(open && close, "no braces in %s", marked);
    *start = (size_t)(open - marked);
    *end = (size_t)(close - marked) - 1;
    return text_of("%.*s%.*s%s", (int)*start, marked, (int)(*end - *start), open + 1, close + 1);
}

static void compare(struct tally *tally, size_t row, const struct dcalc_diagnostic *error,
                    size_t start, size_t end)
{
    const char *expr = table_field(&table, row, EXPR), *kind = dcalc_kind_name(error->kind),
               *hint = error->hint ? error->hint : "";
    if (strcmp(kind, table_field(&table, row, KIND)))
        tally_wrong(tally, "%s: the kind is %s", expr, kind);
    if (strcmp(error->message, table_field(&table, row, MESSAGE)))
        tally_wrong(tally, "%s: the message is %s", expr, error->message);
    if (strcmp(hint, table_field(&table, row, HINT)))
        tally_wrong(tally, "%s: the hint is %s", expr, hint);
    if (error->start != start || error->end != end)
        tally_wrong(tally, "%s: the caret is under %zu to %zu", expr, error->start, error->end);
}

START_TEST(ill_shaped)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++, tally.tried++) {
        size_t start, end;
        char *expr = without_braces(table_field(&table, row, EXPR), &start, &end);
        struct test_question q = {.command = command_of(table_field(&table, row, COMMAND)),
                                  .expr = expr,
                                  .at = POINT,
                                  .weights = "x",
                                  .lr = "1"};
        if (q.command == DCALC_DIFF) q.wrt = "x";
        struct dcalc_result *result = ask(session, &q);
        if (result->n_errors)
            compare(&tally, row, &result->errors[0], start, end);
        else
            tally_wrong(&tally, "%s: no error", expr);
        dcalc_result_free(result);
        free(expr);
    }
    ck_assert_uint_ge(table.rows, 100);
    ck_tally(&tally);
}
END_TEST

/* The same errors, whatever comes of the point: shapes alone decide. */
START_TEST(without_numbers)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++, tally.tried++) {
        size_t start, end;
        if (strcmp(table_field(&table, row, COMMAND), "eval")) continue;
        char *expr = without_braces(table_field(&table, row, EXPR), &start, &end);
        struct test_question q = {.command = DCALC_EVAL,
                                  .expr = expr,
                                  .shape =
                                      "A=[2,3],B=[3,2],C=[3,3],x=[3],y=[2],s=[],r=[1,3],c=[2,1],"
                                      "q=[1,1],v=[6]"};
        struct dcalc_result *result = ask(session, &q);
        if (!result->n_errors ||
            strcmp(result->errors[0].message, table_field(&table, row, MESSAGE)))
            tally_wrong(&tally, "%s without numbers: %s", expr, complaint(result));
        dcalc_result_free(result);
        free(expr);
    }
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("shapes");
    tcase_add_unchecked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, ill_shaped);
    tcase_add_test(checks.tests, without_numbers);
    return checks_run(checks);
}

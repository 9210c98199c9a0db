/* Vectors and matrices: values, gradients and Jacobians against references of forty digits, as
 * numbers and as formulas that are read again. */
#include "support/support.h"

#include <stdlib.h>
#include <string.h>

enum { KIND, EXPR, AT, WRT, EXPECTED };

static struct table table;
static dcalc *session;

static void open_table(void)
{
    table = table_read("tests/data/matrices.tsv", 5);
    session = dcalc_new();
}

static void close_table(void)
{
    dcalc_free(session);
    table_free(&table);
}

static enum dcalc_command command_of(const char *kind)
{
    return !strcmp(kind, "eval") ? DCALC_EVAL : !strcmp(kind, "grad") ? DCALC_GRAD : DCALC_JACOBIAN;
}

static struct question question_of(size_t row)
{
    return (struct question){.command = command_of(table_field(&table, row, KIND)),
                             .expr = table_field(&table, row, EXPR),
                             .at = table_field(&table, row, AT),
                             .wrt = table_field(&table, row, WRT)};
}

/* "[" for a vector, "[[" for a matrix. */
static int dimensions(const char *text)
{
    return text[0] != '[' ? 0 : text[1] != '[' ? 1 : 2;
}

/* Compares entry by entry. Numbers are certified, so each is the double nearest to its reference.
 */
static void compare(struct tally *tally, const char *name, const struct dcalc_array *got,
                    const char *expected, const char *problem)
{
    size_t n;
    double *want = read_numbers(expected, &n);
    tally->tried++;
    if (!got || !got->values)
        tally_wrong(tally, "%s: %s", name, problem);
    else if (got->count != n || got->ndim != dimensions(expected))
        tally_wrong(tally, "%s: %zu entries in %d dimensions instead of %s", name, got->count,
                    got->ndim, expected);
    else
        for (size_t i = 0; i < n; i++)
            if (got->values[i] != want[i]) {
                tally_wrong(tally, "%s: entry %zu is %.17g instead of %.17g", name, i,
                            got->values[i], want[i]);
                break;
            }
    free(want);
}

START_TEST(numbers)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct question q = question_of(row);
        struct dcalc_result *result = ask(session, &q);
        char *name = text_of("%s of %s by %s", table_field(&table, row, KIND), q.expr, q.wrt);
        compare(&tally, name, answer_of(result), table_field(&table, row, EXPECTED),
                complaint(result));
        free(name);
        dcalc_result_free(result);
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(formulas)
{
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct question q = question_of(row);
        q.symbolic = true;
        char *formula = ask_formula(session, &q);
        if (!formula) {
            tally_wrong(&tally, "no formula for %s", q.expr);
            continue;
        }
        struct question again = {.command = DCALC_EVAL, .expr = formula, .at = q.at};
        struct dcalc_result *result = ask(session, &again);
        char *name = text_of("%s of %s by %s, printed as %.300s", table_field(&table, row, KIND),
                             q.expr, q.wrt, formula);
        compare(&tally, name, answer_of(result), table_field(&table, row, EXPECTED),
                complaint(result));
        free(name), free(formula);
        dcalc_result_free(result);
    }
    ck_tally(&tally);
}
END_TEST

/* Shapes that do not fit, and indexes that leave the array, are errors of kind shape. */
START_TEST(shapes)
{
    static const char *const wrong[] = {
        "A @ [1, 2, 3]",
        "A + [1, 2, 3]",
        "2 @ A",
        "A @ 2",
        "A[2]",
        "A[0, 5]",
        "x[3]",
        "x[-4]",
        "A[0, 0, 0]",
        "trace(x)",
        "outer(A, x)",
        "dot(x, [1, 2])",
        "reshape(x, 2, 2)",
        "concat(A, x)",
        "[[1, 2], [3]]",
        "s[0]",
        "sum(A, 2)",
        "sum(x, 1)",
        "eye(-1)",
        "zeros(-1)",
        "softmax(A)",
        "log_softmax(A)",
        "[1, [2, 3]]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct question q = {
            .command = DCALC_EVAL, .expr = wrong[i], .at = "A=[[1,2],[3,4]],x=[1,2,3],s=5"};
        ck_refused(&q, DCALC_SHAPE, NULL);
    }
}
END_TEST

START_TEST(a_loss_has_one_entry)
{
    struct question one = {.command = DCALC_GRAD, .expr = "r @ r.T", .at = "r=[[1,2]]"};
    struct dcalc_result *result = ask(session, &one);
    ck_assert_msg(result->status == DCALC_OK, "%s", complaint(result));
    ck_assert(result->derivatives[0].values[1] == 4);
    dcalc_result_free(result);
    ck_refused(&(struct question){.command = DCALC_GRAD, .expr = "x^2", .at = "x=[1,2]"},
               DCALC_SHAPE, NULL);
    ck_refused(
        &(struct question){
            .command = DCALC_BACKPROP, .expr = "x^2", .at = "x=[1,2]", .weights = "x", .lr = "1"},
        DCALC_SHAPE, NULL);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("matrices");
    tcase_add_unchecked_fixture(checks.tests, open_table, close_table);
    tcase_add_test(checks.tests, numbers);
    tcase_add_test(checks.tests, formulas);
    tcase_add_test(checks.tests, shapes);
    tcase_add_test(checks.tests, a_loss_has_one_entry);
    return checks_run(checks);
}

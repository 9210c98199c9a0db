/* Derivatives of textbooks' kind are written as short as other tools write them, and are right. */
/* Tests src/pass/simplify.c, src/pass/rational.c, src/pass/atoms.c, src/pass/forms.c,
 * src/pass/atoms_roots.c, src/pass/atoms_shift.c, src/pass/fraction.c, src/pass/poly.c,
 * src/pass/poly_gcd.c, src/pass/poly_factor.c, src/pass/operations.c. */

/* The table holds, for each formula, how many operations the shortest of nine forms by SymPy and
 * Maxima has (tests/generate/textbook.py). */
#include "support/support.h"

#include "base/str.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ORDER, WRT, FORMULA, FEWEST, TOOL, TEXT, COLUMNS };

static struct table table;
static dcalc *session;

static void open_table(void)
{
    table = table_read("tests/data/textbook.tsv", COLUMNS);
    session = dcalc_new();
}

static void close_table(void)
{
    dcalc_free(session);
    table_free(&table);
}

static struct test_question derivative_of(size_t row)
{
    return (struct test_question){.command = DCALC_DIFF,
                                  .expr = table_field(&table, row, FORMULA),
                                  .wrt = table_field(&table, row, WRT),
                                  .order = atoi(table_field(&table, row, ORDER))};
}

/* Operators, and parentheses that follow a name. */
static size_t operations_in(const char *text)
{
    size_t count = 0;
    for (const char *c = text; *c; c++) {
        bool exponent = c > text + 1 && c[-1] == 'e' && isdigit((unsigned char)c[-2]);
        count += strchr("+-*/^", *c) && !exponent;
        count += *c == '(' && c > text && isalnum((unsigned char)c[-1]);
    }
    return count;
}

START_TEST(formulas_are_short)
{
    size_t total = 0, fewest = 0;
    for (size_t row = 0; row < table.rows; row += SLOWER) {
        struct test_question q = derivative_of(row);
        char *formula = ask_formula(session, &q);
        ck_assert_msg(formula != NULL, "%s has no derivative", q.expr);
        total += operations_in(formula);
        fewest += (size_t)atoi(table_field(&table, row, FEWEST));
        free(formula);
    }
    ck_assert_msg(table.rows >= 500 && fewest > 100, "the table is short");
    ck_assert_msg((double)total <= 1.02 * (double)fewest, "%zu operations instead of %zu", total,
                  fewest);
}
END_TEST

/* ---- values ---- */

/* Gives every name of a formula a number that goes by the name and the turn: "x=-1.25,y=0.5". */
static void put_point(struct str *out, uint64_t turn, const char *formula)
{
    for (const char *c = formula; *c;) {
        size_t n = 0;
        while (isalnum((unsigned char)c[n])) n++;
        bool name = isalpha((unsigned char)*c) && c[n] != '(' && !(n == 2 && !strncmp(c, "pi", 2));
        char key[24];
        snprintf(key, sizeof key, "%.*s=", (int)n, c);
        const char *known = out->s ? strstr(out->s, key) : NULL;
        if (name && !(known && (known == out->s || known[-1] == ','))) {
            struct dice dice = {turn * 1000 + (unsigned char)*c};
            double sign = dice_below(&dice, 3) ? 1 : -1, most = turn % 2 ? 1 : 2.5;
            str_putf(out, "%s%s%.3f", out->n ? "," : "", key, sign * dice_between(&dice, .1, most));
        }
        c += n ? n : 1;
    }
}

/* The answer in fifty digits; to be freed, NULL where there is none. */
static char *digits_of(const struct test_question *q)
{
    struct dcalc_result *result = ask(session, q);
    const struct dcalc_array *answer = answer_of(result);
    char *copy = NULL;
    if (result->status == DCALC_OK && answer && answer->texts) copy = strdup(answer->texts[0]);
    dcalc_result_free(result);
    return copy;
}

START_TEST(formulas_are_right)
{
    enum { TURNS = 60, ENOUGH = 2 };
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row += SLOWER) {
        struct test_question q = derivative_of(row);
        char *formula = ask_formula(session, &q);
        size_t seen = 0;
        q.digits = 50;
        for (int turn = 0; turn < TURNS && seen < ENOUGH; turn++) {
            struct mem mem = {0};
            struct str at = {.mem = &mem}, again = {.mem = &mem};
            uint64_t number = row * TURNS + (size_t)turn + 1;
            put_point(&at, number, q.expr);
            put_point(&again, number, formula);
            q.at = at.s;
            struct test_question of_formula = {
                .command = DCALC_EVAL, .expr = formula, .at = again.n ? again.s : "", .digits = 50};
            char *want = digits_of(&q), *got = want ? digits_of(&of_formula) : NULL;
            seen += want != NULL;
            tally.tried += want != NULL;
            if (want && (!got || strcmp(want, got)))
                tally_wrong(&tally, "%s: %s at %s is %s instead of %s", q.expr, formula, at.s,
                            got ? got : "nothing", want);
            free(want);
            free(got);
            str_free(&at);
            str_free(&again);
        }
        if (seen == 0) tally_wrong(&tally, "%s has no value anywhere", q.expr);
        free(formula);
    }
    ck_tally(&tally);
}
END_TEST

/* ---- time ---- */

START_TEST(all_take_less_than_a_second)
{
    clock_t start = clock();
    for (size_t row = 0; row < table.rows; row++) {
        struct test_question q = derivative_of(row);
        free(ask_formula(session, &q));
    }
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    ck_assert_msg(seconds < SLOWER * 1.0, "%.2f seconds", seconds);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("textbook");
    tcase_add_checked_fixture(checks.tests, open_table, close_table);
    tcase_add_test(checks.tests, formulas_are_short);
    tcase_add_test(checks.tests, formulas_are_right);
    tcase_add_test(checks.tests, all_take_less_than_a_second);
    return checks_run(checks);
}

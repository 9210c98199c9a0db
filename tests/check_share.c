/* What products of derivatives have in common is computed once, and right. */
/* Tests src/pass/share.c, src/pass/share_parts.c, src/question/derivatives.c. */
#include "support/support.h"

#include "base/str.h"
#include "table/row_query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
}

/* ---- steps ---- */

/* Divisions and multiplications of a table's row, by columns of the letters in `columns`. */
struct steps {
    size_t divisions, products;
};

static struct steps steps_of(enum dcalc_command command, const char *expr, const char *columns,
                             const char *wrt)
{
    static const struct dcalc_points points = {.size = sizeof points, .source = "test"};
    static char names[8][2];
    const char *by[8];
    struct dcalc_text text = {expr, strlen(expr), "expression"};
    struct dcalc_request request = {
        .size = sizeof request, .command = command, .exprs = &text, .n_exprs = 1, .wrt = by};
    struct row_query *query = calloc(1, sizeof *query);
    struct steps steps = {0, 0};
    for (size_t i = 0; columns[i]; i++) names[i][0] = columns[i];
    for (request.n_wrt = 0; wrt[request.n_wrt]; request.n_wrt++)
        by[request.n_wrt] = names[strchr(columns, wrt[request.n_wrt]) - columns];
    ck_assert(query && row_query_open(query, session, &request, &points));
    for (size_t i = 0; columns[i]; i++)
        ck_assert(row_query_add_column(query, (struct row_query_column){.name = names[i]}));
    ck_assert_msg(row_query_prepare(query), "%s", expr);
    for (size_t i = 0; i < query->rows.steps.n; i++) {
        const struct code_step *s = &query->rows.steps.at[i].step;
        steps.divisions +=
            s->kind == CODE_DIVIDE || s->kind == CODE_DIVIDE_BY || s->kind == CODE_DIVIDE_INTO;
        steps.products += s->kind == CODE_MULTIPLY ? s->n - 1 : s->kind == CODE_SQUARE;
    }
    row_query_free(query);
    free(query);
    return steps;
}

static const struct {
    enum dcalc_command command;
    const char *expr, *columns, *wrt;
    struct steps steps;
} counted[] = {
    /* 1/r, its cube, and each coordinate times that */
    {DCALC_GRAD, "1/sqrt(x^2 + y^2 + z^2)", "xyz", "xyz", {1, 8}},
    /* 1/z, and what it is multiplied by; x*y once */
    {DCALC_GRAD, "x*y/z", "xyz", "xyz", {2, 4}},
    /* those that always divide together divide into 1 together */
    {DCALC_JACOBIAN, "[a*x/(y*z), b*exp(x)/(y*z)]", "abxyz", "ab", {1, 3}},
    /* one quotient is a division, as it is written */
    {DCALC_GRAD, "x/y", "xy", "x", {1, 0}},
    {DCALC_EVAL, "x/z + y/z", "xyz", "", {2, 0}},
    /* no factor is worth a division of its own */
    {DCALC_GRAD, "exp(x)/a + exp(y)/b", "xyab", "xyab", {4, 0}},
};

START_TEST(steps)
{
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        struct steps have = steps_of(counted[i].command, counted[i].expr, counted[i].columns,
                                     counted[i].wrt),
                     want = counted[i].steps;
        tally.tried++;
        if (have.divisions != want.divisions || have.products != want.products)
            tally_wrong(&tally, "%s: %zu divisions, not %zu; %zu products, not %zu\n",
                        counted[i].expr, have.divisions, want.divisions, have.products,
                        want.products);
    }
    ck_tally(&tally);
}
END_TEST

/* ---- numbers ---- */

/* A product of powers of names, some below the line, and functions of such. */
static void put_product(struct str *out, struct dice *dice, int depth)
{
    static const char *const powers[] = {"", "", "^2", "^3", "^(1/2)", "^(3/2)", "^(1/3)", "^5"};
    size_t n = 1 + dice_below(dice, 4);
    for (size_t i = 0; i < n; i++) {
        str_puts(out, i == 0 ? "" : dice_below(dice, 2) ? "*" : "/");
        if (depth > 0 && dice_below(dice, 4) == 0) {
            bool sum = dice_below(dice, 2);
            str_puts(out, sum ? "(1 + " : "(2 + cos(");
            put_product(out, dice, depth - 1);
            str_puts(out, sum ? ")" : "))");
        } else
            str_putf(out, "%c", "xyz"[dice_below(dice, 3)]);
        str_puts(out, powers[dice_below(dice, sizeof powers / sizeof *powers)]);
    }
}

static void put_program(struct str *out, struct dice *dice)
{
    str_puts(out, "t = ");
    put_product(out, dice, 1);
    str_puts(out, "; ");
    for (size_t i = 0, n = 1 + dice_below(dice, 3); i < n; i++) {
        str_puts(out, i ? " - " : "");
        if (dice_below(dice, 2)) str_puts(out, "t/");
        put_product(out, dice, 2);
    }
}

static void compare(struct tally *tally, const struct test_question *q)
{
    struct test_question doubles = *q;
    doubles.numbers = DCALC_DOUBLE;
    struct dcalc_result *want = ask(session, q), *got = ask(session, &doubles);
    const struct dcalc_array *a = answer_of(want), *b = answer_of(got);
    tally->tried++;
    if (!a || !b || a->count != b->count)
        tally_wrong(tally, "%s at %s: %s, %s\n", q->expr, q->at, complaint(want), complaint(got));
    for (size_t i = 0; a && b && i < want->n_derivatives && i < got->n_derivatives; i++)
        for (size_t k = 0; k < want->derivatives[i].count; k++) {
            double x = want->derivatives[i].values[k], y = got->derivatives[i].values[k];
            if (!is_near(y, x, 1e-11,
                         largest(want->derivatives[i].values, want->derivatives[i].count)))
                tally_wrong(tally, "%s at %s: %.17g, not %.17g\n", q->expr, q->at, y, x);
        }
    dcalc_result_free(want);
    dcalc_result_free(got);
}

START_TEST(numbers)
{
    struct tally tally = {0};
    struct dice dice = {number_from("SEED", 17)};
    struct str program = {0};
    static struct mem mem;
    program.mem = &mem;
    for (size_t i = 0, n = number_from("TRIAL", 600 / SLOWER); i < n; i++) {
        char point[64];
        str_clear(&program);
        put_program(&program, &dice);
        snprintf(point, sizeof point, "x=%.3f,y=%.3f,z=%.3f", dice_between(&dice, .5, 2),
                 dice_between(&dice, .5, 2), dice_between(&dice, .5, 2));
        struct test_question q = {
            .command = i % 2 ? DCALC_GRAD : DCALC_HESSIAN, .expr = program.s, .at = point};
        compare(&tally, &q);
    }
    str_free(&program);
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks c = checks_new("share");
    tcase_add_checked_fixture(c.tests, set_up, tear_down);
    tcase_add_test(c.tests, steps);
    tcase_add_test(c.tests, numbers);
    return checks_run(c);
}

/* Laws of calculus on random expressions, through the operators of the language. */
/* Tests src/graph/lower_builder.c, src/graph/lower_calculus.c, src/pass/forward.c,
 * src/pass/partials.c, src/pass/jacobian.c, src/pass/orders.c, src/pass/orders_read.c,
 * src/pass/rewrite.c, src/pass/substitute.c. */
#include "support/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 300 / SLOWER };

static dcalc *session;
static struct dice dice;
static struct tally tally;
static char *f, *g;
static char point[64];

static void set_up(void)
{
    session = dcalc_new();
    dice.state = 0x9E3779B97F4A7C15u;
    tally = (struct tally){0};
}

static void tear_down(void)
{
    dcalc_free(session);
}

static double value(const char *expr)
{
    return ask_number(session,
                      &(struct test_question){.command = DCALC_EVAL, .expr = expr, .at = point});
}

/* Both sides at the point; takes them over. The scale is that of the expressions' derivatives. */
static void ck_law(char *left, char *right)
{
    double a = value(left), b = value(right);
    tally.tried++;
    if (!is_near(a, b, 1e-10, 1))
        tally_wrong(&tally, "at %s: %.17g and %.17g of\n  %s\n  %s", point, a, b, left, right);
    free(left), free(right);
}

static void throw_dice(int size)
{
    f = dice_expression(&dice, size);
    g = dice_expression(&dice, size);
    dice_point(&dice, point);
}

static void put_away(void)
{
    free(f), free(g);
}

START_TEST(linearity)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(8);
        ck_law(text_of("diff(2*(%s) - 3/7*(%s), x)", f, g),
               text_of("2*diff(%s, x) - 3/7*diff(%s, x)", f, g));
    }
    ck_tally(&tally);
}
END_TEST

/* One formula of the fourth order, and four derivatives one after the other. */
START_TEST(high_orders)
{
    for (int i = 0; i < ROUNDS / 5; i++, put_away()) {
        throw_dice(5);
        char *whole = text_of("sin(x)*(%s)", f);
        struct test_question fourth = {
            .command = DCALC_DIFF, .expr = whole, .wrt = "x", .order = 4};
        ck_law(ask_formula(session, &fourth),
               text_of("diff(diff(diff(diff(%s, x), x), x), x)", whole));
        free(whole);
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(products_and_quotients)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(6);
        ck_law(text_of("diff((%s)*(%s), x)", f, g),
               text_of("diff(%s, x)*(%s) + (%s)*diff(%s, x)", f, g, f, g));
        ck_law(text_of("diff((%s)/((%s)^2 + 1), x)", f, g),
               text_of("u = %s; v = (%s)^2 + 1; (diff(u, x)*v - u*diff(v, x))/v^2", f, g));
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(chain_rule)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(6);
        ck_law(text_of("f(x) = %s; diff(f(%s), x)", f, g),
               text_of("f(x) = %s; u = %s; v = f(u); diff(v, u)*diff(u, x)", f, g));
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(mixed_partials)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(7);
        ck_law(text_of("diff(diff(%s, x), y)", f), text_of("diff(diff(%s, y), x)", f));
        ck_law(text_of("diff(%s, x, 3)", f), text_of("diff(diff(diff(%s, x), x), x)", f));
        ck_law(text_of("hessian(%s, x)", f), text_of("diff(%s, x, 2)", f));
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(several_names)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(7);
        ck_law(text_of("grad(%s, [z, x, y])[1]", f), text_of("diff(%s, x)", f));
        ck_law(text_of("hessian(%s, [x, y])[0,1]", f), text_of("diff(diff(%s, x), y)", f));
        ck_law(text_of("jacobian([%s, %s], [y, x])[1,0]", f, g), text_of("diff(%s, y)", g));
        ck_law(text_of("u = %s; v = %s; grad(u^2*v, [v, x, u])[2]", f, g),
               text_of("u = %s; v = %s; 2*u*v", f, g));
    }
    ck_tally(&tally);
}
END_TEST

/* One derivative after another, by the same name and by another one in between. */
START_TEST(orders)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(7);
        struct test_question q = {.command = DCALC_DIFF, .expr = f, .at = point, .wrt = "x,x,y,x"};
        char *by_operators = text_of("diff(diff(diff(diff(%s, x), x), y), x)", f);
        double a = ask_number(session, &q), b = value(by_operators);
        q.wrt = "x", q.order = 4;
        char *fourth = text_of("diff(diff(diff(diff(%s, x), x), x), x)", f);
        double c = ask_number(session, &q), d = value(fourth);
        tally.tried++;
        if (!is_near(a, b, 1e-10, 1) || !is_near(c, d, 1e-10, 1))
            tally_wrong(&tally, "%s at %s: %.17g and %.17g, %.17g and %.17g", f, point, a, b, c, d);
        free(by_operators), free(fourth);
    }
    ck_tally(&tally);
}
END_TEST

static struct dcalc_result *table_of(enum dcalc_command command, const char *expr)
{
    struct test_question q = {.command = command, .expr = expr, .at = point, .wrt = "x,y,z"};
    return ask(session, &q);
}

START_TEST(hessians_are_symmetric)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(10);
        struct dcalc_result *r = table_of(DCALC_HESSIAN, f);
        ck_assert_msg(r->status == DCALC_OK, "%s: %s", f, complaint(r));
        const double *h = r->derivatives[0].values;
        ck_assert_uint_eq(r->derivatives[0].count, 9);
        for (int k = 0; k < 9; k++)
            ck_assert_msg(is_near(h[k], h[k % 3 * 3 + k / 3], 1e-12, largest(h, 9)), "%s at %s", f,
                          point);
        dcalc_result_free(r);
    }
}
END_TEST

/* A row of the Jacobian is a gradient; so are the entries of the gradient by a vector. */
static void check_row(const double *row, const char *expr)
{
    struct dcalc_result *r = table_of(DCALC_GRAD, expr);
    ck_assert_msg(r->status == DCALC_OK, "%s: %s", expr, complaint(r));
    for (int k = 0; k < 3; k++) {
        double want = r->derivatives[k].values[0];
        tally.tried++;
        if (!is_near(row[k], want, 1e-12, 1))
            tally_wrong(&tally, "%s at %s: %g and %g", expr, point, row[k], want);
    }
    dcalc_result_free(r);
}

START_TEST(jacobians_are_gradients)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(8);
        char *several = text_of("%s | %s", f, g), *stacked = text_of("[%s, %s]", f, g);
        struct dcalc_result *a = table_of(DCALC_JACOBIAN, several),
                            *b = table_of(DCALC_JACOBIAN, stacked);
        ck_assert_msg(a->status == DCALC_OK, "%s: %s", several, complaint(a));
        ck_assert_msg(b->status == DCALC_OK, "%s: %s", stacked, complaint(b));
        check_row(a->derivatives[0].values, f), check_row(a->derivatives[0].values + 3, g);
        check_row(b->derivatives[0].values, f), check_row(b->derivatives[0].values + 3, g);
        dcalc_result_free(a), dcalc_result_free(b);
        free(several), free(stacked);
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(entries_are_variables)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(8);
        char *expr = text_of("x = w[0]; y = w[1]; z = w[2]; %s", f);
        double at[3];
        sscanf(point, "x=%lf,y=%lf,z=%lf", &at[0], &at[1], &at[2]);
        char *vector = text_of("w=[%.4f, %.4f, %.4f]", at[0], at[1], at[2]);
        struct test_question q = {.command = DCALC_GRAD, .expr = expr, .at = vector, .wrt = "w"};
        struct dcalc_result *r = ask(session, &q);
        ck_assert_msg(r->status == DCALC_OK, "%s: %s", expr, complaint(r));
        check_row(r->derivatives[0].values, f);
        dcalc_result_free(r);
        free(expr), free(vector);
    }
    ck_tally(&tally);
}
END_TEST

/* What is printed, read and printed again is the same text. */
START_TEST(printing_is_idempotent)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(9);
        char *once = ask_formula(session, &(struct test_question){.expr = f, .symbolic = true});
        ck_assert_msg(once, "no formula for %s", f);
        char *twice = ask_formula(session, &(struct test_question){.expr = once, .symbolic = true});
        tally.tried++;
        if (!twice || strcmp(once, twice))
            tally_wrong(&tally, "%s\n  is printed %s\n  and then %s", f, once, twice);
        free(once), free(twice);
    }
    ck_tally(&tally);
}
END_TEST

/* Derivatives are slopes: a difference of fourth order. */
START_TEST(slopes)
{
    for (int i = 0; i < ROUNDS; i++, put_away()) {
        throw_dice(8);
        char *left = text_of(
            "f(x) = %s; (8*(f(x + 1e-3) - f(x - 1e-3)) - (f(x + 2e-3) - f(x - 2e-3)))/12e-3", f);
        char *right = text_of("diff(%s, x)", f);
        double a = value(left), b = value(right);
        tally.tried++;
        if (!is_near(a, b, 1e-6, 1))
            tally_wrong(&tally, "%s at %s: slope %g, derivative %g", f, point, a, b);
        free(left), free(right);
    }
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("laws");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, linearity);
    tcase_add_test(checks.tests, high_orders);
    tcase_add_test(checks.tests, products_and_quotients);
    tcase_add_test(checks.tests, chain_rule);
    tcase_add_test(checks.tests, mixed_partials);
    tcase_add_test(checks.tests, orders);
    tcase_add_test(checks.tests, several_names);
    tcase_add_test(checks.tests, hessians_are_symmetric);
    tcase_add_test(checks.tests, jacobians_are_gradients);
    tcase_add_test(checks.tests, entries_are_variables);
    tcase_add_test(checks.tests, printing_is_idempotent);
    tcase_add_test(checks.tests, slopes);
    return checks_run(checks);
}

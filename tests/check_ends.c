/* Derivatives at ends of the domain: those from the side that has values, where they are finite. */
/* Tests src/number/local_sides.c, src/number/several_ends.c, src/number/local_several.c,
 * src/series/germ_special.c. */
#include "support/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EXPRESSION, AT, ORDER, DERIVATIVE, COLUMNS };

/* No expansions of these are known at their ends. */
static bool may_be_undecided(const char *expr)
{
    return strstr(expr, "lambertw");
}

START_TEST(derivatives_are_those_of_the_one_side)
{
    struct table t = table_read("tests/data/ends.tsv", COLUMNS);
    struct tally tally = {0};
    size_t undecided = 0;
    dcalc *session = dcalc_new();
    for (size_t row = 0; row < t.rows; row++, tally.tried++) {
        const char *expr = table_field(&t, row, EXPRESSION),
                   *want = table_field(&t, row, DERIVATIVE);
        char *point = text_of("x=%s", table_field(&t, row, AT));
        struct dcalc_result *r =
            ask(session, &(struct test_question){.command = DCALC_DIFF,
                                                 .expr = expr,
                                                 .wrt = "x",
                                                 .at = point,
                                                 .order = atoi(table_field(&t, row, ORDER))});
        const struct dcalc_array *got = answer_of(r);
        if (r->status == DCALC_UNDECIDED && may_be_undecided(expr))
            undecided++;
        else if (!strcmp(want, "infinite") ? r->status != DCALC_POLE && r->status != DCALC_KINK
                                           : !got || !is_near(got->values[0], atof(want), 1e-10, 1))
            tally_wrong(&tally, "derivative %s of %s at %s is %s: %s", table_field(&t, row, ORDER),
                        expr, point, want, complaint(r));
        dcalc_result_free(r);
        free(point);
    }
    ck_assert_uint_lt(undecided, 40);
    ck_tally(&tally);
    dcalc_free(session);
    table_free(&t);
}
END_TEST

/* By several names: each part of one form is taken from the side that has values. */
START_TEST(several_names_go_by_the_same_rule)
{
    static const struct {
        enum dcalc_command command;
        const char *expr, *at;
        double want[9];
        size_t n;
    } cases[] = {
        {DCALC_GRAD, "acosh(x)^3 + y", "x=1,y=2", {0, 1}, 2},
        {DCALC_GRAD, "acosh(x)^3 + acosh(y)^3", "x=1,y=1", {0, 0}, 2},
        {DCALC_GRAD, "acosh(x)^3*y", "x=1,y=2", {0, 0}, 2},
        {DCALC_GRAD, "acos(x)^2*y + y^2", "x=1,y=3", {-6, 6}, 2},
        {DCALC_GRAD, "exp(acos(x)^2*y)", "x=1,y=2", {-4, 0}, 2},
        {DCALC_GRAD, "acosh(x + y)^3 + x", "x=0,y=1", {1, 0}, 2},
        {DCALC_GRAD, "max(acos(x)^2, y)", "x=1,y=-1", {-2, 0}, 2},
        {DCALC_GRAD, "acosh(x + y)^3*z", "x=.5,y=.5,z=2", {0, 0, 0}, 3},
        {DCALC_GRAD, "acosh(x + y)^2/z^2", "x=.5,y=.5,z=2", {.5, .5, 0}, 3},
        {DCALC_HESSIAN, "acosh(x + y)^4*z", "x=.5,y=.5,z=3", {24, 24, 0, 24, 24, 0, 0, 0, 0}, 9},
        {DCALC_GRAD, "sum(acosh(x)^3)", "x=[1,1,1]", {0, 0, 0}, 3},
        {DCALC_HESSIAN, "acosh(x)^4*y", "x=1,y=3", {24, 0, 0, 0}, 4},
        {DCALC_HESSIAN, "acos(x)^4*exp(y) + x*y", "x=1,y=0", {8, 1, 1, 0}, 4},
        {DCALC_HESSIAN, "acosh(x)^5 + y^2", "x=1,y=0", {0, 0, 0, 2}, 4},
    };
    dcalc *session = dcalc_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dcalc_result *r = ask(session, &(struct test_question){.command = cases[i].command,
                                                                      .expr = cases[i].expr,
                                                                      .at = cases[i].at});
        ck_assert_msg(r->status == DCALC_OK, "%s: %s", cases[i].expr, complaint(r));
        size_t at = 0;
        for (size_t a = 0; a < r->n_derivatives; a++)
            for (size_t k = 0; k < r->derivatives[a].count; k++, at++)
                ck_assert_msg(fabs(r->derivatives[a].values[k] - cases[i].want[at]) < 1e-12,
                              "%s: %zu is %.17g", cases[i].expr, at, r->derivatives[a].values[k]);
        ck_assert_uint_eq(at, cases[i].n);
        dcalc_result_free(r);
    }
    dcalc_free(session);
}
END_TEST

START_TEST(what_is_not_differentiable_on_the_domain_is_refused)
{
    static const char *const cases[][2] = {
        {"sqrt(x*y)", "x=0,y=0"},           {"acosh(x)*y", "x=1,y=2"},
        {"acosh(x*y)^3", "x=1,y=1"},        {"max(acos(x)^2, y)", "x=1,y=0"},
        {"acosh(x)^3 + abs(y)", "x=1,y=0"}, {"sqrt(x)*sqrt(-x) + y", "x=0,y=0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dcalc *session = dcalc_new();
        struct dcalc_result *r = ask(
            session,
            &(struct test_question){.command = DCALC_GRAD, .expr = cases[i][0], .at = cases[i][1]});
        ck_assert_msg(r->status == DCALC_KINK || r->status == DCALC_POLE, "%s: %d", cases[i][0],
                      (int)r->status);
        dcalc_result_free(r);
        dcalc_free(session);
    }
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("ends");
    tcase_add_test(checks.tests, derivatives_are_those_of_the_one_side);
    tcase_add_test(checks.tests, several_names_go_by_the_same_rule);
    tcase_add_test(checks.tests, what_is_not_differentiable_on_the_domain_is_refused);
    return checks_run(checks);
}

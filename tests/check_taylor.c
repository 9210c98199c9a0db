/* Taylor polynomials, derivatives of high order, and bounds on what polynomials leave. */
/* Tests src/series/taylor.c, src/series/expansion.c, src/series/several.c, src/question/taylor.c,
 * src/question/taylor_sides.c, src/question/expand.c, src/number/coefficients.c,
 * src/number/by_series.c, src/number/remainder.c, src/number/remainder_forms.c,
 * src/write/polynomial.c, cmd/taylor.c. */
#include "support/support.h"

#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 9, DIGITS = 30 };

static dcalc *session;

static void open_session(void)
{
    session = dcalc_new();
}

static void close_session(void)
{
    dcalc_free(session);
}

/* Are two decimals the same to DIGITS - 1 digits? */
static bool is_same(const char *got, const char *want)
{
    mpfr_t a, b, gap;
    mpfr_inits2(256, a, b, gap, (mpfr_ptr)0);
    mpfr_set_str(a, got, 10, MPFR_RNDN);
    mpfr_set_str(b, want, 10, MPFR_RNDN);
    mpfr_sub(gap, a, b, MPFR_RNDN);
    mpfr_mul_2si(b, b, -96, MPFR_RNDN); /* 2^-96 is 1.3e-29 */
    bool same = mpfr_cmpabs(gap, b) <= 0;
    mpfr_clears(a, b, gap, (mpfr_ptr)0);
    return same;
}

/* ---- every function ---- */

START_TEST(coefficients)
{
    struct table table = table_read("tests/data/taylor.tsv", 2 + TERMS);
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct test_question q = {.command = DCALC_TAYLOR,
                                  .expr = table_field(&table, row, 0),
                                  .at = table_field(&table, row, 1),
                                  .order = TERMS - 1,
                                  .digits = DIGITS};
        struct dcalc_result *result = ask(session, &q);
        const struct dcalc_array *c = answer_of(result);
        for (size_t k = 0; k < TERMS; k++) {
            const char *want = table_field(&table, row, 2 + k), *got = c ? c->texts[k] : "none";
            tally.tried++;
            if (!c || !is_same(got, want))
                tally_wrong(&tally, "%s at %s, x^%zu: %s instead of %s (%s)", q.expr, q.at, k, got,
                            want, complaint(result));
            if (!c) break;
        }
        dcalc_result_free(result);
    }
    table_free(&table);
    ck_tally(&tally);
}
END_TEST

/* ---- high orders ---- */

START_TEST(high_orders)
{
    struct table table = table_read("tests/data/orders.tsv", 4);
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        struct test_question q = {.command = DCALC_DIFF,
                                  .expr = table_field(&table, row, 0),
                                  .at = table_field(&table, row, 1),
                                  .order = atoi(table_field(&table, row, 2)),
                                  .digits = DIGITS};
        struct dcalc_result *result = ask(session, &q);
        const struct dcalc_array *d = answer_of(result);
        const char *got = d ? d->texts[0] : "none", *want = table_field(&table, row, 3);
        tally.tried++;
        if (!d || !is_same(got, want))
            tally_wrong(&tally, "%s at %s, order %d: %s instead of %s (%s)", q.expr, q.at, q.order,
                        got, want, complaint(result));
        dcalc_result_free(result);
    }
    table_free(&table);
    ck_tally(&tally);
}
END_TEST

/* ---- remainders ---- */

/* f - p at a point with many digits, by dcalc's own certified evaluator: p is what was printed. */
static void ck_within(struct tally *tally, const char *expr, const struct dcalc_result *result,
                      const char *point, double x)
{
    const struct dcalc_array *rest = result->remainder;
    const char *polynomial = result->derivatives[0].formulas[0];
    char at[160];
    snprintf(at, sizeof at, "%s,x=%.17g", point, x);
    char *difference = text_of("(%s) - (%s)", expr, polynomial);
    double gap = ask_number(
        session, &(struct test_question){.command = DCALC_EVAL, .expr = difference, .at = at});
    tally->tried++;
    if (!(gap >= rest->values[0] && gap <= rest->values[1]))
        tally_wrong(tally, "%s at %s: %g is not between %g and %g", difference, at, gap,
                    rest->values[0], rest->values[1]);
    free(difference);
}

static struct dcalc_result *ask_remainder(const char *expr, const char *at, int order,
                                          const char *range)
{
    struct dcalc_request request = DCALC_INIT(dcalc_request);
    struct dcalc_text text = {expr, strlen(expr), "expr"};
    struct dcalc_binding remainder = {.name = "x", .value = {range, strlen(range), "range"}};
    static const char *const x = "x";
    struct dcalc_binding point[3];
    char values[3][40];
    size_t n = 0;
    char copy[160];
    snprintf(copy, sizeof copy, "%s", at);
    for (char *rest, *item = strtok_r(copy, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
        snprintf(values[n], sizeof values[n], "%s", item + 2);
        static const char *const names[] = {"x", "y", "z"};
        point[n] = (struct dcalc_binding){.name = names[*item - 'x'],
                                          .value = {values[n], strlen(values[n]), "at"}};
        n++;
    }
    request.command = DCALC_TAYLOR;
    request.exprs = &text, request.n_exprs = 1;
    request.at = point, request.n_at = n;
    request.wrt = &x, request.n_wrt = 1;
    request.order = order;
    request.remainder = &remainder, request.n_remainder = 1;
    return dcalc_run(session, &request);
}

/* Random smooth functions, points and ranges. */
START_TEST(remainders)
{
    size_t n = number_from("TRIAL", 60), refused = 0;
    struct dice dice = {20261129};
    struct tally tally = {0};
    for (size_t i = 0; i < n; i++) {
        char *expr = dice_expression(&dice, 2 + (int)dice_below(&dice, 5)), point[64], range[80];
        dice_point(&dice, point);
        double at = strtod(point + 2, NULL);
        double low = at - dice_between(&dice, -0.25, 0.75),
               high = low + dice_between(&dice, 0.01, 1);
        snprintf(range, sizeof range, "%.6g:%.6g", low, high);
        low = strtod(range, NULL), high = strtod(strchr(range, ':') + 1, NULL);
        struct dcalc_result *result =
            ask_remainder(expr, point, 1 + (int)dice_below(&dice, 8), range);
        if (result->status == DCALC_OK)
            for (int k = 0; k < 4; k++)
                ck_within(&tally, expr, result, strchr(point, ',') + 1,
                          k == 0   ? low
                          : k == 1 ? high
                                   : low + (high - low) * dice_between(&dice, 0, 1));
        else
            refused++;
        dcalc_result_free(result);
        free(expr);
    }
    ck_tally(&tally);
    ck_assert_msg(refused * 100 <= n, "%zu of %zu without a remainder", refused, n);
}
END_TEST

/* A bound is sharp: what is attained is near it. */
START_TEST(sharp_remainders)
{
    static const struct {
        const char *expr, *at, *range;
        int order;
        double low, high; /* by hand: the functions are monotone beside their polynomials */
    } rows[] = {
        {"exp(x)", "x=0", "0:1", 3, 0, 0.0516151617923785735},
        {"exp(x)", "x=0", "-1:0", 3, 0, 0.0345461078380899},
        {"sin(x)", "x=0", "0:1/2", 5, -1.5447292e-6, 0},
        {"1/(1 - x)", "x=0", "0:1/2", 4, 0, 0.0625},
        {"cos(x)", "x=0", "-2:2", 2, 0, 0.583853163452857614},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct dcalc_result *result =
            ask_remainder(rows[i].expr, rows[i].at, rows[i].order, rows[i].range);
        ck_assert_msg(result->remainder, "%s: %s", rows[i].expr, complaint(result));
        const double *bounds = result->remainder->values;
        double size = fmax(fabs(rows[i].low), fabs(rows[i].high));
        ck_assert_msg(fabs(bounds[0] - rows[i].low) <= 0.02 * size &&
                          fabs(bounds[1] - rows[i].high) <= 0.02 * size,
                      "%s: %g to %g", rows[i].expr, bounds[0], bounds[1]);
        ck_assert_msg(bounds[2] >= size * (1 - 1e-9), "%s within %g", rows[i].expr, bounds[2]);
        dcalc_result_free(result);
    }
}
END_TEST

/* ---- several names ---- */

/* The polynomial of total degree n of exp(a*x + b*y + c*z) is known. */
START_TEST(several_names)
{
    struct dcalc_result *result =
        ask(session, &(struct test_question){.command = DCALC_TAYLOR,
                                             .expr = "exp(2*x - 3*y + 5*z)",
                                             .at = "x=0,y=0,z=0",
                                             .order = 4});
    const struct dcalc_array *c = answer_of(result);
    ck_assert_msg(c, "%s", complaint(result));
    ck_assert_uint_eq(c->dims[0], 35);
    for (size_t i = 0; i < 35; i++) {
        const double *row = c->values + 4 * i;
        double want = pow(2, row[0]) * pow(-3, row[1]) * pow(5, row[2]) /
                      (tgamma(row[0] + 1) * tgamma(row[1] + 1) * tgamma(row[2] + 1));
        ck_assert_msg(is_near(row[3], want, 1e-14, 0), "%g %g %g: %g instead of %g", row[0], row[1],
                      row[2], row[3], want);
    }
    dcalc_result_free(result);
}
END_TEST

/* Long closed forms share parts, which come with them. */
START_TEST(shared_parts)
{
    char *polynomial = ask_formula(session, &(struct test_question){.command = DCALC_TAYLOR,
                                                                    .expr = "exp(sin(x))",
                                                                    .at = "x=1",
                                                                    .order = 20,
                                                                    .exact = true});
    ck_assert(polynomial && strstr(polynomial, "t1 = "));
    double got = ask_number(
        session, &(struct test_question){.command = DCALC_EVAL, .expr = polynomial, .at = "x=1.1"});
    ck_assert_msg(is_near(got, exp(sin(1.1)), 1e-15, 0), "%.17g", got);
    free(polynomial);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("taylor");
    tcase_add_checked_fixture(checks.tests, open_session, close_session);
    tcase_add_test(checks.tests, coefficients);
    tcase_add_test(checks.tests, high_orders);
    tcase_add_test(checks.tests, remainders);
    tcase_add_test(checks.tests, sharp_remainders);
    tcase_add_test(checks.tests, several_names);
    tcase_add_test(checks.tests, shared_parts);
    return checks_run(checks);
}

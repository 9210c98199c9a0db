/* Slow functions at doubles that come often: the same bits with polynomials as without. */
/* Tests src/eval/fit.c, src/eval/kernels_special.c, src/eval/kernels_bessel.c,
 * src/eval/kernels_arb.c. */

/* FIT_POINTS=10000 SEED=7 build/tests/check_fit tries more points of other intervals. */
#include "support/support.h"

#include "eval/fit.h"
#include "eval/kernels.h"
#include "eval/special.h"

#include <check.h>
#include <math.h>
#include <mpfr.h>
#include <stdlib.h>

/* ---- every function ---- */

static bool is_fitted(enum fn fn)
{
    switch (fn) {
    case FN_gamma:
    case FN_lgamma:
    case FN_digamma:
    case FN_polygamma:
    case FN_beta:
    case FN_j0:
    case FN_j1:
    case FN_jn:
    case FN_y0:
    case FN_y1:
    case FN_yn:
    case FN_sincderiv:
    case FN_lambertw: return true;
    default: return special_find(fn) != NULL;
    }
}

/* Where the function varies: its parameters, and its last argument in a short interval. */
static void take_point(enum fn fn, struct dice *dice, double from, double *x)
{
    static const double parameters[FN_MOST_ARGUMENTS] = {2, 3, 1};
    static const double orders[FN_MOST_ARGUMENTS] = {1};
    int last = fn_arity(fn) - 1, first = strstr(fn_name(fn), "deriv") ? (last + 1) / 2 : 0;
    for (int i = 0; i < last; i++) x[i] = i < first ? orders[i] : parameters[i - first];
    double at = from * (1 + dice_between(dice, 0, 0.2));
    switch (fn) {
    case FN_erfinv:
    case FN_betainc:
    case FN_betaincderiv:
    case FN_ellipk:
    case FN_ellipe:
    case FN_hyp2f1:
    case FN_hyp2f1deriv: at = at / 32; break;
    case FN_erfcinv: at = at / 16; break;
    case FN_lambertwm1: at = -at / 64; break;
    default: break;
    }
    x[last] = at;
}

static void try_interval(struct tally *tally, enum fn fn, struct dice *dice, double from, size_t n)
{
    double(*x)[FN_MOST_ARGUMENTS] = calloc(n, sizeof *x), *alone = calloc(n, sizeof *alone);
    for (size_t i = 0; i < n; i++) {
        take_point(fn, dice, from, x[i]);
        fit_free();
        alone[i] = kernel_apply(fn, x[i]);
    }
    for (size_t i = 0; i < 2 * n; i++) {
        double got = kernel_apply(fn, x[i % n]), want = alone[i % n];
        tally->tried++;
        if (!(got == want || (isnan(got) && isnan(want))))
            tally_wrong(tally, "%s(%.17g, %.17g, %.17g): %.17g among others, %.17g alone",
                        fn_name(fn), x[i % n][0], x[i % n][1], x[i % n][2], got, want);
    }
    free(x), free(alone);
}

START_TEST(the_same_bits)
{
    if (!is_fitted((enum fn)_i)) return;
    struct tally tally = {0};
    struct dice dice = {number_from("SEED", 1) * 1000 + (uint64_t)_i + 1};
    size_t n = number_from("FIT_POINTS", 24);
    double from[] = {0.001, dice_between(&dice, 0.1, 1), dice_between(&dice, 1, 5),
                     dice_between(&dice, 5, 24)};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        try_interval(&tally, (enum fn)_i, &dice, from[i], n);
    ck_tally(&tally);
    fit_free();
    mpfr_free_cache();
}
END_TEST

/* ---- one function ---- */

static int evaluations;

/* exp(p x), of which as many bits are right as are asked for; none below 0. */
static bool value_growth(mpfr_ptr out, const double *x)
{
    evaluations++;
    if (x[1] < 0) return false;
    mpfr_set_d(out, x[1], MPFR_RNDN);
    mpfr_mul_d(out, out, x[0], MPFR_RNDN);
    mpfr_exp(out, out, MPFR_RNDN);
    return true;
}

static const struct fit_function growth = {FN_exp, 2, value_growth};

/* Reads at points of an interval until there is a polynomial; after how many. */
static int reads_until_fitted(double parameter, double from, double width)
{
    double result;
    for (int i = 0; i < 200; i++) {
        double x[] = {parameter, from + width * (i % 16) / 16};
        if (fit_read(&growth, x, &result)) return i;
    }
    return -1;
}

START_TEST(is_made_when_it_is_worth_it)
{
    evaluations = 0;
    ck_assert_int_eq(reads_until_fitted(1, 1, 0.25), 8);
    ck_assert_int_lt(evaluations, 40);
    evaluations = 0;
    ck_assert_int_eq(reads_until_fitted(1, 1, 0.25), 0);
    ck_assert_int_eq(evaluations, 0);
    ck_assert_int_eq(reads_until_fitted(2, 1, 0.25), 8); /* another parameter is another function */
    fit_free();
    ck_assert_int_eq(reads_until_fitted(1, 1, 0.25), 8);
    fit_free();
}
END_TEST

/* Over an interval of doubles in which it grows by 2^60, the function is fitted in parts. */
START_TEST(is_made_of_parts)
{
    ck_assert_int_gt(reads_until_fitted(40, 1, 0.015), 8);
    ck_assert_int_eq(reads_until_fitted(1e4, 1, 0.25), -1);
    ck_assert_int_eq(reads_until_fitted(1, -2, 0.25), -1);
    ck_assert_int_eq(reads_until_fitted(1, 1e-300, 1e-302), -1);
    fit_free();
}
END_TEST

/* A polynomial at a sum of two doubles. */
START_TEST(is_read_between_doubles)
{
    struct fit_wide wide;
    double x[] = {1, 1.125}, beyond = 0x1.8p-54;
    ck_assert_int_ge(reads_until_fitted(1, 1, 0.25), 0);
    ck_assert(fit_read_wide(&growth, x, beyond, &wide));
    mpfr_t want;
    mpfr_init2(want, 200);
    mpfr_set_d(want, x[1], MPFR_RNDN);
    mpfr_add_d(want, want, beyond, MPFR_RNDN);
    mpfr_exp(want, want, MPFR_RNDN);
    mpfr_sub_d(want, want, wide.high, MPFR_RNDN);
    mpfr_sub_d(want, want, wide.low, MPFR_RNDN);
    ck_assert_double_le(fabs(mpfr_get_d(want, MPFR_RNDN)), wide.error);
    ck_assert_double_le(wide.error, 0x1p-69);
    mpfr_clear(want);
    fit_free();
}
END_TEST

/* Where the error reaches the middle between two doubles, nothing is told. */
START_TEST(doubts_are_told)
{
    double result;
    ck_assert(fit_rounds(&(struct fit_wide){1, 0x1p-60, 0x1p-70}, &result) && result == 1);
    ck_assert(!fit_rounds(&(struct fit_wide){1, 0x1p-53, 0x1p-70}, &result));
    ck_assert(fit_rounds(&(struct fit_wide){1, 0x1.001p-53, 0x1p-70}, &result) &&
              result == 1 + 0x1p-52);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("fit");
    tcase_set_timeout(checks.tests, 3600);
    tcase_add_loop_test(checks.tests, the_same_bits, 0, FN_COUNT);
    tcase_add_test(checks.tests, is_made_when_it_is_worth_it);
    tcase_add_test(checks.tests, is_made_of_parts);
    tcase_add_test(checks.tests, is_read_between_doubles);
    tcase_add_test(checks.tests, doubts_are_told);
    return checks_run(checks);
}

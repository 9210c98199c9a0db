/* Functions that Arb computes: in doubles beside references, and without the library. */
/* Tests src/base/library.c, src/eval/arb.c, src/eval/special.c, src/eval/special_values.c,
 * src/eval/special_partials.c, src/eval/differences.c, src/eval/kernels_arb.c,
 * src/eval/enclose_long.c, src/eval/enclose_fraction.c, src/eval/matrix_arb.c,
 * src/series/series_partials.c, src/series/series_removable.c. */
#include "support/support.h"

#include "eval/enclose.h"
#include "eval/kernels.h"
#include "eval/special.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a library that may be missing ---- */

static bool is_missing;
static int asked; /* how often it was looked for */

/* Takes the place of the C library's. */
void *dlopen(const char *name, int flags)
{
    static void *(*real)(const char *, int);
    void *found = dlsym(RTLD_NEXT, "dlopen");
    memcpy(&real, &found, sizeof real);
    bool ours = name && (strstr(name, "flint") || strstr(name, "libarb"));
    asked += ours;
    return ours && is_missing ? NULL : real(name, flags);
}

static const struct test_question needing[] = {
    {.command = DCALC_EVAL, .expr = "exp1(x)", .at = "x=2"},
    {.command = DCALC_EVAL, .expr = "exp1(x)", .at = "x=2", .numbers = DCALC_DOUBLE},
    {.command = DCALC_EVAL, .expr = "sum(erfinv(x))", .at = "x=[0.1,0.2]"},
    {.command = DCALC_GRAD, .expr = "x*gammainc(2, x)", .at = "x=2"},
    {.command = DCALC_DIFF, .expr = "erfinv(x)", .at = "x=0.5", .order = 2},
    {.command = DCALC_TAYLOR, .expr = "exp1(x)", .at = "x=2", .wrt = "x", .order = 3},
};

START_TEST(says_what_to_install)
{
    is_missing = true;
    ck_refused(&needing[_i], DCALC_IO, "needs the library FLINT");
}
END_TEST

START_TEST(formulas_need_no_library)
{
    is_missing = true;
    dcalc *session = dcalc_new();
    struct test_question q = {.command = DCALC_DIFF, .expr = "exp1(x)", .wrt = "x"};
    char *formula = ask_formula(session, &q);
    ck_assert_str_eq(formula, "-exp(-x)/x");
    free(formula);
    dcalc_free(session);
    ck_assert_int_eq(asked, 0);
}
END_TEST

START_TEST(is_opened_when_needed)
{
    dcalc *session = dcalc_new();
    struct test_question other = {.command = DCALC_EVAL, .expr = "erf(x)*gamma(x)", .at = "x=2.5"},
                         first = needing[0];
    ck_assert(isfinite(ask_number(session, &other)));
    ck_assert_int_eq(asked, 0);
    ck_assert(isfinite(ask_number(session, &first)));
    ck_assert_int_gt(asked, 0);
    dcalc_free(session);
}
END_TEST

/* ---- many bits ---- */

/* What Arb computes where many bits are asked for, and what else does without it. */
static const struct {
    enum fn fn;
    const char *args[2];
} many_bits[] = {
    {FN_gamma, {"7.3"}},
    {FN_gamma, {"-12.4"}},
    {FN_gamma, {"12345.678"}},
    {FN_lgamma, {"0.3"}},
    {FN_lgamma, {"-3.7"}},
    {FN_lgamma, {"1e6"}},
    {FN_digamma, {"0.3137"}},
    {FN_digamma, {"-5.1019"}},
    {FN_digamma, {"1000.5"}},
    {FN_polygamma, {"1", "0.3"}},
    {FN_polygamma, {"12", "-1234.3"}},
    {FN_polygamma, {"40", "60.5"}},
    {FN_beta, {"0.3", "5.1"}},
    {FN_beta, {"-0.3", "2.9"}},
};

enum { N_MANY_BITS = sizeof many_bits / sizeof *many_bits };

static void enclose_bits(mpfi_t out, size_t row, mpfr_prec_t bits)
{
    struct core core = {0};
    struct enclose_env env = {.core = &core};
    mpfi_t x[2];
    mpfi_srcptr at[] = {x[0], x[1]};
    mpfi_init2(out, bits);
    for (int i = 0; i < 2; i++) {
        mpfi_init2(x[i], bits);
        if (many_bits[row].args[i]) mpfi_set_str(x[i], many_bits[row].args[i], 10);
    }
    ck_assert(enclose_fn(&env, many_bits[row].fn, out, at));
    for (int i = 0; i < 2; i++) mpfi_clear(x[i]);
    enclose_env_free(&env);
}

/* The enclosure of few bits holds that of many, but for their width, which is small. */
static void try_many_bits(size_t row)
{
    enum { FEW = 1500, MANY = 3000, LOST = 120 };
    mpfi_t few, many;
    enclose_bits(few, row, FEW);
    ck_assert_int_eq(asked, 0);
    enclose_bits(many, row, MANY);
    ck_assert_int_gt(asked, 0);
    ck_assert(mpfr_lessequal_p(&few->left, &many->right) &&
              mpfr_lessequal_p(&many->left, &few->right));
    mpfr_t width;
    mpfr_init2(width, 64);
    mpfi_diam_rel(width, many);
    ck_assert(mpfr_cmp_ui_2exp(width, 1, LOST - MANY) < 0);
    mpfr_clear(width);
    mpfi_clear(few), mpfi_clear(many);
}

START_TEST(many_bits_by_the_library)
{
    try_many_bits((size_t)_i);
}
END_TEST

START_TEST(many_bits_without_it)
{
    is_missing = true;
    try_many_bits((size_t)_i);
}
END_TEST

/* ---- near fractions ---- */

static const struct {
    unsigned long numerator, denominator;
    const char *width; /* of the interval around it */
} fractions[] = {
    {1, 1, "0"},       {2, 1, "0"},      {1, 2, "0"},       {1, 3, "1e-600"},  {2, 3, "1e-600"},
    {3, 4, "0"},       {7, 5, "1e-800"}, {29, 6, "1e-800"}, {5, 7, "1e-700"},  {1000, 9, "1e-700"},
    {13, 10, "1e-50"}, {1, 11, "1e-20"}, {39, 20, "1e-60"}, {1, 40, "1e-600"}, {79, 40, "1e-9"},
};

enum { FRACTION_BITS = 2800 };

/* True if Stirling's series, as Arb has it, has a value at x that the enclosure holds, for all that
 * the two know. */
static bool agrees(struct enclose_env *env, enum fn fn, mpfi_srcptr near, mpfr_srcptr x)
{
    mpfi_t value, at;
    mpfi_init2(value, FRACTION_BITS), mpfi_init2(at, FRACTION_BITS);
    mpfi_set_fr(at, x);
    ck_assert(enclose_long(env, fn, value, at, 0));
    bool meet = mpfr_lessequal_p(&near->left, &value->right) &&
                mpfr_lessequal_p(&value->left, &near->right);
    mpfi_clear(value), mpfi_clear(at);
    return meet;
}

/* Bits of the enclosure of a function at a fraction, at both ends and in its width: as narrow as
 * the interval and the precision allow, whatever the slope is at these points. */
static void check_fraction(struct enclose_env *env, enum fn fn, size_t row)
{
    enum { STEEP = 24 };
    mpfi_t x, near;
    mpfr_t width, most;
    mpfi_init2(x, FRACTION_BITS), mpfi_init2(near, FRACTION_BITS);
    mpfr_inits2(64, width, most, (mpfr_ptr)NULL);
    mpfr_set_str(width, fractions[row].width, 10, MPFR_RNDU);
    mpfi_set_ui(x, fractions[row].numerator);
    mpfi_div_ui(x, x, fractions[row].denominator);
    mpfr_sub(&x->left, &x->left, width, MPFR_RNDD);
    mpfr_add(&x->right, &x->right, width, MPFR_RNDU);
    ck_assert(enclose_near_fraction(env, fn, near, x));
    ck_assert(agrees(env, fn, near, &x->left) && agrees(env, fn, near, &x->right));
    mpfi_diam_abs(most, x);
    mpfr_mul_2ui(most, most, STEEP, MPFR_RNDU);
    mpfr_set_ui_2exp(width, 1, STEEP - FRACTION_BITS, MPFR_RNDU);
    mpfr_add(most, most, width, MPFR_RNDU);
    mpfi_mag(width, near);
    if (mpfr_cmp_ui(width, 1) > 0) mpfr_mul(most, most, width, MPFR_RNDU);
    mpfi_diam_abs(width, near);
    ck_assert(mpfr_lessequal_p(width, most));
    mpfi_clear(x), mpfi_clear(near);
    mpfr_clears(width, most, (mpfr_ptr)NULL);
}

START_TEST(near_fractions)
{
    static const enum fn functions[] = {FN_gamma, FN_lgamma, FN_digamma};
    struct core core = {0};
    struct enclose_env env = {.core = &core};
    for (size_t i = 0; i < 3; i++) check_fraction(&env, functions[i], (size_t)_i);
    enclose_env_free(&env);
}
END_TEST

/* ---- large matrices ---- */

static const char *const matrices =
    "x = range(60)/10\n"
    "A = eye(60) + exp(-(outer(x, ones(60)) - outer(ones(60), x))^2)\n"
    "B = A*kron(eye(2), ones(30, 30))\n"
    "T = triu(A)\n";

static void try_large(struct tally *tally, const char *expr, const char *want)
{
    dcalc *session = dcalc_new();
    char *program = text_of("%s%s", matrices, expr);
    struct dcalc_result *r = ask(session, &(struct test_question){.command = DCALC_EVAL,
                                                                  .expr = program,
                                                                  .at = "s=0",
                                                                  .digits = 40,
                                                                  .numbers = DCALC_CERTIFIED});
    tally->tried++;
    if (r->status != DCALC_OK)
        tally_wrong(tally, "%s: %s", expr, complaint(r));
    else if (strcmp(answer_of(r)->texts[0], want) != 0)
        tally_wrong(tally, "%s: %s, not %s", expr, answer_of(r)->texts[0], want);
    dcalc_result_free(r);
    free(program);
    dcalc_free(session);
}

/* Every digit is proven, so they are the same with the library and without. */
static void try_large_matrices(void)
{
    struct table table = table_read("tests/data/large_matrices.tsv", 2);
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++)
        try_large(&tally, table_field(&table, row, 0), table_field(&table, row, 1));
    table_free(&table);
    ck_assert_uint_eq(tally.tried, 10);
    ck_tally(&tally);
}

START_TEST(large_matrices_by_the_library)
{
    try_large_matrices();
    ck_assert_int_gt(asked, 0);
}
END_TEST

START_TEST(large_matrices_without_it)
{
    is_missing = true;
    try_large_matrices();
}
END_TEST

/* ---- doubles ---- */

enum { EXPR, AT, WRT, VALUE };

static bool is_double(const char *decimal)
{
    mpfr_t x;
    mpfr_init2(x, 2000);
    mpfr_set_str(x, decimal, 10, MPFR_RNDN);
    bool equal = mpfr_cmp_d(x, strtod(decimal, NULL)) == 0;
    mpfr_clear(x);
    return equal;
}

/* Arguments of a call that are numbers, or x. */
static bool read_call(const char *expr, const char *x, double *args, int n)
{
    const char *at = strchr(expr, '(') + 1;
    for (int i = 0; i < n; i++) {
        char word[40];
        if (i) at = strchr(at, ',') + 1;
        ck_assert_int_eq(sscanf(at, " %39[^,)]", word), 1);
        const char *number = strcmp(word, "x") != 0 ? word : x;
        args[i] = strtod(number, NULL);
        if (!is_double(number)) return false;
    }
    return true;
}

/* An expression of the table, called as it is: "gammainc(2.5, x)". */
static void try_row(struct tally *tally, bool *seen, const char *expr, const char *at, double want)
{
    const struct fn_row *row = fn_find(expr, strcspn(expr, "("));
    const struct special *special = row ? special_find((enum fn)row->function) : NULL;
    double args[FN_MOST_ARGUMENTS];
    if (!special || !read_call(expr, at, args, special->arity)) return;
    double got = kernel_apply((enum fn)row->function, args), size = fabs(want);
    seen[row->function] = true;
    tally->tried++;
    if (!(fabs(got - want) <= row->ulps * (nextafter(size, INFINITY) - size)))
        tally_wrong(tally, "%s at %s: %.17g, not %.17g", expr, at, got, want);
}

static void try_table(struct tally *tally, bool *seen, const char *file)
{
    struct table table = table_read(file, 7);
    for (size_t row = 0; row < table.rows; row++)
        try_row(tally, seen, table_field(&table, row, EXPR), table_field(&table, row, AT) + 2,
                strtod(table_field(&table, row, VALUE), NULL));
    table_free(&table);
}

START_TEST(doubles_are_right)
{
    struct tally tally = {0};
    bool seen[FN_COUNT] = {false};
    try_table(&tally, seen, "tests/data/special.tsv");
    try_table(&tally, seen, "tests/data/parameters.tsv");
    for (int fn = 0; fn < FN_COUNT; fn++)
        if (special_find((enum fn)fn) && !seen[fn])
            tally_wrong(&tally, "no double for %s", fn_name((enum fn)fn));
    ck_tally(&tally);
}
END_TEST

/* Where doubles end: at infinity, and where there is no value. */
static const struct {
    enum fn fn;
    double args[FN_MOST_ARGUMENTS], value;
} ends[] = {
    {FN_erfinv, {1}, NAN},
    {FN_erfinv, {-1.5}, NAN},
    {FN_erfinv, {-0.0}, -0.0},
    {FN_erfcinv, {0}, NAN},
    {FN_erfcinv, {1}, 0},
    {FN_erfcinv, {2}, NAN},
    {FN_exp1, {0}, NAN},
    {FN_exp1, {-1}, NAN},
    {FN_exp1, {800}, 0},
    {FN_exp1, {INFINITY}, 0},
    {FN_expi, {0}, NAN},
    {FN_expi, {INFINITY}, INFINITY},
    {FN_expi, {-INFINITY}, 0},
    {FN_expi, {800}, INFINITY},
    {FN_gammainc, {0, 1}, NAN},
    {FN_gammainc, {-1, 1}, NAN},
    {FN_gammainc, {2, -1}, NAN},
    {FN_gammainc, {2, 0}, 0},
    {FN_gammainc, {2, INFINITY}, 1},
    {FN_gammainc, {INFINITY, 2}, NAN},
    {FN_gammainc, {1e300, 1}, NAN},
    {FN_gammaincc, {2, 0}, 1},
    {FN_gammaincc, {2, INFINITY}, 0},
    {FN_gammaincc, {2, -1e-300}, NAN},
    {FN_betainc, {2, 3, 0}, 0},
    {FN_betainc, {2, 3, 1}, 1},
    {FN_betainc, {2, 3, 1.5}, NAN},
    {FN_betainc, {0, 3, 0.5}, NAN},
    {FN_gammaincderiv, {1, 0, 2.5, 0}, 0},
    {FN_gammaincderiv, {1, 0, 2.5, 1e300}, 0},
    {FN_gammaincderiv, {1, 0, 0, 1}, NAN},
    {FN_gammaincderiv, {1, 1, 2, 0}, NAN},
    {FN_gammaincderiv, {0.5, 0, 2, 1}, NAN},
    {FN_gammaincderiv, {1000, 0, 2, 1}, NAN},
    {FN_betaincderiv, {1, 0, 0, 2, 3, 0}, 0},
    {FN_betaincderiv, {0, 2, 0, 2, 3, 1}, 0},
    {FN_betaincderiv, {1, 1, 0, 2.5, 2.5, 0.5}, 0},
    {FN_jvderiv, {1, 0, 2, 0}, 0},
    {FN_jvderiv, {1, 0, 2, -1}, NAN},
    {FN_jvderiv, {1, 0, 0, 0}, NAN},
    {FN_kvderiv, {3, 0, 0, 1}, 0},
    {FN_kvderiv, {1, 0, 2, 0}, NAN},
    {FN_hyp1f1deriv, {1, 0, 0, 2, 3, 0}, 0},
    {FN_hyp1f1deriv, {0, 1, 0, 0, 3, 2}, 0},
    {FN_hyp2f1deriv, {2, 0, 0, 0, 3, -1, 2.5, 0.5}, 0},
    {FN_hyp2f1deriv, {1, 0, 0, 0, -2, 1, 2, 3}, NAN},
};

START_TEST(doubles_end_well)
{
    double got = kernel_apply(ends[_i].fn, ends[_i].args), want = ends[_i].value;
    ck_assert_msg(isnan(want) ? isnan(got) : got == want, "%s(%g, %g, %g): %.17g, not %.17g",
                  fn_name(ends[_i].fn), ends[_i].args[0], ends[_i].args[1], ends[_i].args[2], got,
                  want);
}
END_TEST

/* ---- derivatives that no rule has ---- */

/* A call of every function with the rule "none", differentiated by that argument. */
START_TEST(a_missing_rule_is_an_error)
{
    struct tally tally = {0};
    for (int fn = 0; fn < FN_COUNT; fn++) {
        const char *rule = fn_row((enum fn)fn)->rules;
        int arity = fn_arity((enum fn)fn);
        for (int i = 0; rule && i < arity; i++, rule = strchr(rule, ';')) {
            rule += strspn(rule, "; ");
            if (strncmp(rule, "none", 4) != 0) continue;
            static const char *const calls[] = {"%s(a)",
                                                "%s(a, b)",
                                                "%s(a, b, c)",
                                                "%s(a, b, c, d)",
                                                "%s(a, b, c, d, g)",
                                                "%s(a, b, c, d, g, h)",
                                                "%s(a, b, c, d, g, h, k)",
                                                "%s(a, b, c, d, g, h, k, l)"};
            char *expr = text_of(calls[arity - 1], fn_name((enum fn)fn)),
                 *wrt = text_of("%c", 'a' + i);
            struct test_question q = {.command = DCALC_DIFF, .expr = expr, .wrt = wrt};
            tally_refused(&tally, &q, DCALC_DOMAIN);
            q.at = arity < 4 ? "a=2,b=1/2,c=1/3" : "a=2,b=1,c=2,d=1/4,g=1/5,h=1/6,k=1/7,l=1/8";
            tally_refused(&tally, &q, DCALC_DOMAIN);
            free(expr), free(wrt);
        }
    }
    ck_tally(&tally);
}
END_TEST

/* A difference quotient, by an expansion in a parameter, is the derivative by it; where rules
 * divide by 0, the derivative is what mpmath finds. */
START_TEST(expands_in_parameters)
{
    static const struct {
        const char *quotient, *expr, *at;
    } rows[] = {
        {"(gammainc(3 + h, 2) - gammainc(3, 2))/h", "gammainc(x, 2)", "x=3"},
        {"(betainc(2, 3 + h, 1/4) - betainc(2, 3, 1/4))/h", "betainc(2, x, 1/4)", "x=3"},
        {"(jv(1/2 + h, 2) - jv(1/2, 2))/h", "jv(x, 2)", "x=1/2"},
        {"(hyp1f1(1, 2 + h, 3) - hyp1f1(1, 2, 3))/h", "hyp1f1(1, x, 3)", "x=2"},
        {"Si(h)/h", "Si(x)", "x=0"},
        {"rgamma(h - 2)/h", "rgamma(x)", "x=-2"},
    };
    dcalc *session = dcalc_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct test_question limit = {
            .command = DCALC_LIMIT_AT, .expr = rows[i].quotient, .at = "h=0"};
        struct test_question slope = {
            .command = DCALC_DIFF, .expr = rows[i].expr, .at = rows[i].at, .wrt = "x"};
        double got = ask_number(session, &limit), want = ask_number(session, &slope);
        ck_assert_msg(got == want, "%s is %.17g, not %.17g", rows[i].quotient, got, want);
    }
    dcalc_free(session);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("special");
    tcase_add_loop_test(checks.tests, says_what_to_install, 0, sizeof needing / sizeof *needing);
    tcase_add_test(checks.tests, formulas_need_no_library);
    tcase_add_test(checks.tests, is_opened_when_needed);
    tcase_add_loop_test(checks.tests, many_bits_by_the_library, 0, N_MANY_BITS);
    tcase_add_loop_test(checks.tests, many_bits_without_it, 0, N_MANY_BITS);
    tcase_add_loop_test(checks.tests, near_fractions, 0, sizeof fractions / sizeof *fractions);
    tcase_add_test(checks.tests, large_matrices_by_the_library);
    tcase_add_test(checks.tests, large_matrices_without_it);
    tcase_add_test(checks.tests, doubles_are_right);
    tcase_add_loop_test(checks.tests, doubles_end_well, 0, sizeof ends / sizeof *ends);
    tcase_add_test(checks.tests, a_missing_rule_is_an_error);
    tcase_add_test(checks.tests, expands_in_parameters);
    return checks_run(checks);
}

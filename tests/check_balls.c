/* Balls hold the true value, of points and of what is around them, and are tight at points. */
/* Tests src/eval/ball.c, src/eval/ball_exp.c, src/eval/ball_circular.c, src/eval/ball_functions.c,
 * src/eval/ball_power.c, src/eval/ball_tables.c, src/eval/balls.c. */

/* The truth is that of intervals at many bits, which rest on MPFR. */
#include "eval/ball_tables.h"
#include "eval/balls.h"
#include "eval/enclose.h"
#include "support/support.h"

#include <check.h>
#include <math.h>
#include <string.h>

#define FINE 640 /* bits of the truth */

/* Random tries of each operation and function: TRIAL of them, from SEED on. */
static int rounds(void)
{
    return (int)number_from("TRIAL", 500 / SLOWER);
}
static uint64_t seed(int test)
{
    return UINT64_C(88172645463325252) * (2 * number_from("SEED", 1) + 1) + (uint64_t)test;
}

static struct core core;
static struct enclose_env env = {.core = &core};

static void tear_down(void)
{
    enclose_env_free(&env);
}

/* ---- random balls ---- */

/* Marsaglia's xorshift64* (2003), Vigna's multiplier. */
static uint64_t dice(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static double unit(uint64_t *state)
{
    return (double)(dice(state) >> 11) * 0x1p-53;
}

/* What argument reduction, tables and formulas may stumble over: few bits, all sizes, next to 1, to
 * multiples of pi/64 and of log(2)/64, and halfway between those. */
static double random_double(uint64_t *state)
{
    double sign = dice(state) & 1 ? -1 : 1, half = (double)(dice(state) % 2000) / 2;
    switch (dice(state) % 8) {
    case 0: return sign * (double)(dice(state) % 64) / 4;
    case 1: return sign * (1 + unit(state) * ldexp(sign, -(int)(dice(state) % 52)));
    case 2: return sign * half * (0x1.921fb54442d18p+1 / 64) * (1 + unit(state) * 0x1p-50);
    case 3: return sign * half * (0x1.62e42fefa39efp-1 / 64) * (1 + unit(state) * 0x1p-50);
    case 4: return sign * ldexp(1 + unit(state), (int)(dice(state) % 80) - 60);
    case 5: return sign * ldexp(1 + unit(state), (int)(dice(state) % 900) - 450);
    default: return sign * unit(state) * ldexp(1, (int)(dice(state) % 14) - 5);
    }
}

/* Exact, one double or two; or around such a number. */
static struct ball random_ball(bool wide, uint64_t *state)
{
    struct ball x = ball_of(random_double(state));
    if (dice(state) % 3) x.mid = dw_sum(x.mid.hi, x.mid.hi * (unit(state) - 0.5) * 0x1p-53);
    if (wide && x.mid.hi != 0)
        ck_assert(
            ball_make(&x, x.mid, fabs(x.mid.hi) * ldexp(unit(state), -(int)(dice(state) % 106))) ||
            fabs(x.mid.hi) > 0x1p400 || fabs(x.mid.hi) < 0x1p-400);
    return x;
}

static bool in_range(const struct ball *x)
{
    double size = fabs(x->mid.hi);
    return size == 0 || (size >= 0x1p-400 && size <= 0x1p400);
}

/* A point of a ball, now and then one of its ends. */
static void inner_point(mpfi_t point, const struct ball *x, uint64_t *state)
{
    mpfr_t at;
    mpfr_init2(at, 1800);
    mpfr_set_d(at, x->r, MPFR_RNDN);
    mpfr_mul_d(at, at, dice(state) % 4 ? 2 * unit(state) - 1 : dice(state) % 2 ? 1 : -1, MPFR_RNDZ);
    mpfr_add_d(at, at, x->mid.hi, MPFR_RNDN);
    mpfr_add_d(at, at, x->mid.lo, MPFR_RNDN);
    mpfi_set_prec(point, 1800);
    mpfi_set_fr(point, at);
    mpfr_clear(at);
}

/* ---- what is compared ---- */

static void complain(const char *what, const struct ball *x, const struct ball *y)
{
    ck_abort_msg("%s of %a + %a +- %a and %a + %a +- %a", what, x->mid.hi, x->mid.lo, x->r,
                 y->mid.hi, y->mid.lo, y->r);
}

static bool holds(const struct ball *x, mpfi_srcptr truth)
{
    mpfi_t all;
    mpfi_init2(all, 1800);
    ball_to_interval(all, x);
    bool good = x->r > 0 ? mpfi_is_inside(truth, all) : mpfi_is_inside(all, truth);
    mpfi_clear(all);
    return good && fabs(x->mid.lo) <= 0x1p-53 * fabs(x->mid.hi);
}

static bool is_coarse(const struct ball *x, double bits)
{
    return x->r > ldexp(fabs(x->mid.hi), -(int)bits) + 0x1p-530;
}

/* ---- arithmetic ---- */

typedef bool ball_operation(struct ball *, const struct ball *, const struct ball *);
typedef int interval_operation(mpfi_ptr, mpfi_srcptr, mpfi_srcptr);

static bool root(struct ball *out, const struct ball *x, const struct ball *y)
{
    (void)y;
    return ball_sqrt(out, x);
}
static int root_of(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    (void)y;
    return mpfi_sqrt(out, x);
}
static bool cube(struct ball *out, const struct ball *x, const struct ball *y)
{
    (void)y;
    return ball_whole_power(out, x, 3);
}
static int cube_of(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    (void)y;
    mpfi_sqr(out, x);
    return mpfi_mul(out, out, x);
}
static bool power(struct ball *out, const struct ball *x, const struct ball *y)
{
    return ball_is_positive(x) && ball_power(out, x, y);
}
static int power_of(mpfi_ptr out, mpfi_srcptr x, mpfi_srcptr y)
{
    mpfi_log(out, x);
    mpfi_mul(out, out, y);
    return mpfi_exp(out, out);
}

static const struct {
    const char *name;
    ball_operation *ball;
    interval_operation *interval;
    double bits; /* that points are known to, at least */
    int least;   /* percent that have a result */
} operations[] = {
    {"sum", ball_add, mpfi_add, 99, 80},     {"difference", ball_sub, mpfi_sub, 99, 80},
    {"product", ball_mul, mpfi_mul, 99, 70}, {"quotient", ball_div, mpfi_div, 99, 70},
    {"root", root, root_of, 99, 40},         {"cube", cube, cube_of, 97, 70},
    {"power", power, power_of, 60, 25},
};

static bool try_operation(size_t k, uint64_t *state)
{
    bool wide = dice(state) % 2;
    struct ball x = random_ball(wide, state), y = random_ball(wide, state), z;
    mpfi_t a, b, truth;
    if (dice(state) % 8 == 0) y = ball_neg(x); /* what cancels */
    if (!in_range(&x) || !in_range(&y) || !operations[k].ball(&z, &x, &y)) return false;
    mpfi_init2(a, FINE);
    mpfi_init2(b, FINE);
    mpfi_init2(truth, 2400);
    for (int i = 0; i < (wide ? 3 : 1); i++) {
        inner_point(a, &x, state);
        inner_point(b, &y, state);
        operations[k].interval(truth, a, b);
        if (!holds(&z, truth)) complain(operations[k].name, &x, &y);
    }
    if (!wide && is_coarse(&z, operations[k].bits)) complain(operations[k].name, &x, &y);
    mpfi_clear(a);
    mpfi_clear(b);
    mpfi_clear(truth);
    return true;
}

START_TEST(arithmetic_holds_inner_points)
{
    uint64_t state = seed(_i);
    int defined = 0, n = rounds();
    for (int i = 0; i < n; i++) defined += try_operation((size_t)_i, &state);
    ck_assert_msg(100 * defined > operations[_i].least * n, "%s: %d", operations[_i].name, defined);
}
END_TEST

/* Sums, products, quotients and roots that are doubles have no radius. */
START_TEST(exact_results_stay_exact)
{
    static const double exact[][2] = {{0.5, 0.25}, {3, -3}, {-12, 4}, {0x1p60, 1}, {0.1, 0}};
    struct ball x, y, z;
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
        x = ball_of(exact[i][0]);
        y = ball_of(exact[i][1]);
        ck_assert(ball_add(&z, &x, &y) && z.r == 0);
        ck_assert(ball_mul(&z, &x, &y) && z.r == 0);
        ck_assert(!ball_div(&z, &z, &y) || (z.r == 0 && z.mid.hi == x.mid.hi));
        ck_assert(ball_mul(&z, &x, &x) && (z.mid.lo != 0 || (ball_sqrt(&z, &z) && z.r == 0)));
    }
}
END_TEST

START_TEST(integers_are_exact)
{
    static const int64_t all[] = {0,
                                  1,
                                  -1,
                                  INT64_C(1) << 53,
                                  (INT64_C(1) << 53) + 1,
                                  INT64_MAX,
                                  INT64_MIN,
                                  INT64_MAX - 1,
                                  INT64_C(-999999999999999999)};
    mpfi_t x;
    mpfi_init2(x, 200);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct ball b;
        ball_integer(&b, all[i]);
        ball_to_interval(x, &b);
        ck_assert(b.r == 0 && mpfr_cmp_si(&x->left, all[i]) == 0 &&
                  mpfr_cmp_si(&x->right, all[i]) == 0);
    }
    mpfi_clear(x);
}
END_TEST

START_TEST(decimals_are_held)
{
    uint64_t state = 77;
    mpfi_t truth;
    mpfi_init2(truth, FINE);
    for (int i = 0; i < 500; i++) {
        struct ball b;
        char text[60];
        int64_t size = (int64_t)(dice(&state) % UINT64_C(1000000000000000000)) >> dice(&state) % 60;
        int exponent = (int)(dice(&state) % 45) - 22;
        snprintf(text, sizeof text, "-%llde%d", (long long)size, exponent);
        mpfi_set_str(truth, text, 10);
        ck_assert(balls_decimal(&b, -size, exponent));
        ck_assert_msg(holds(&b, truth) && !is_coarse(&b, 99), "%s", text);
    }
    struct ball b;
    ck_assert(balls_decimal(&b, 125, -3) && b.r == 0 && b.mid.hi == 0.125);
    ck_assert(!balls_decimal(&b, 1, 23) && !balls_decimal(&b, 1, -23));
    mpfi_clear(truth);
}
END_TEST

/* ---- functions ---- */

/* Bits that points are known to, at least, beside what the function itself loses, as sine does next
 * to its zeros. */
enum { BITS = 80 };

static bool may_lose(enum fn fn)
{
    switch (fn) {
    case FN_sin:
    case FN_cos:
    case FN_tan:
    case FN_cot:
    case FN_sec:
    case FN_csc:
    case FN_mod:
    case FN_asin:
    case FN_acos:
    case FN_acosh:
    case FN_atanh:
    case FN_log2:
    case FN_log10:
    case FN_log1p:
    case FN_log:
    case FN_logit:
    case FN_xlogy: return true;
    default: return false;
    }
}

static bool try_function(enum fn fn, uint64_t *state)
{
    enum { MOST = 3 };
    bool wide = dice(state) % 2;
    struct ball x[MOST], z;
    const struct ball *args[FN_MOST_ARGUMENTS] = {NULL};
    mpfi_t at[MOST], truth;
    mpfi_srcptr points[FN_MOST_ARGUMENTS] = {NULL};
    int n = fn_arity(fn);
    ck_assert_int_le(n, MOST);
    for (int i = 0; i < n; i++) {
        x[i] = i > 0 && dice(state) % 6 == 0 ? x[0] : random_ball(wide, state);
        args[i] = &x[i];
        if (!in_range(&x[i])) return false;
    }
    if (!ball_fn(fn, &z, args)) return false;
    for (int i = 0; i < n; i++) mpfi_init2(at[i], FINE);
    mpfi_init2(truth, FINE);
    for (int i = 0; i < (wide ? 3 : 1); i++) {
        for (int k = 0; k < n; k++) {
            inner_point(at[k], &x[k], state);
            points[k] = at[k];
        }
        if (!enclose_fn(&env, fn, truth, points) || !holds(&z, truth))
            complain(fn_row(fn)->name, &x[0], &x[n > 1]);
    }
    if (!wide && !may_lose(fn) && is_coarse(&z, BITS)) complain(fn_row(fn)->name, &x[0], &x[n > 1]);
    struct ball first = x[0];
    if (!ball_fn(fn, &x[0], args) || memcmp(&x[0], &z, sizeof z) != 0)
        complain("into the argument", &first, &z);
    for (int i = 0; i < n; i++) mpfi_clear(at[i]);
    mpfi_clear(truth);
    return true;
}

START_TEST(functions_hold_inner_points)
{
    enum fn fn = (enum fn)_i;
    uint64_t state = seed(_i);
    int defined = 0, n = rounds();
    if (!ball_has_fn(fn)) return;
    for (int i = 0; i < n; i++) defined += try_function(fn, &state);
    ck_assert_msg(defined > n / 10, "%s: %d defined", fn_row(fn)->name, defined);
}
END_TEST

/* At these points functions are undefined, jump, or leave the range: no ball may be had. */
static const struct {
    enum fn fn;
    struct ball x, y;
} without[] = {
    {FN_log, {{0, 0}, 0}, {{0, 0}, 0}},
    {FN_log, {{-1, 0}, 0}, {{0, 0}, 0}},
    {FN_log, {{1e-20, 0}, 1e-20}, {{0, 0}, 0}},
    {FN_log1p, {{-1, 0}, 0}, {{0, 0}, 0}},
    {FN_log1p, {{-1, 0x1p-60}, 0x1p-59}, {{0, 0}, 0}},
    {FN_exp, {{278, 0}, 0}, {{0, 0}, 0}},
    {FN_exp, {{-278, 0}, 0}, {{0, 0}, 0}},
    {FN_exp, {{NAN, 0}, 0}, {{0, 0}, 0}},
    {FN_sin, {{1e7, 0}, 0}, {{0, 0}, 0}},
    {FN_sin, {{INFINITY, 0}, 0}, {{0, 0}, 0}},
    {FN_asin, {{1, 0}, 0}, {{0, 0}, 0}},
    {FN_asin, {{1.5, 0}, 0}, {{0, 0}, 0}},
    {FN_acos, {{-1.5, 0}, 0}, {{0, 0}, 0}},
    {FN_acos, {{1.5, 0}, 0}, {{0, 0}, 0}},
    {FN_acosh, {{0.5, 0}, 0}, {{0, 0}, 0}},
    {FN_acosh, {{-3, 0}, 0}, {{0, 0}, 0}},
    {FN_atanh, {{1, 0}, 0}, {{0, 0}, 0}},
    {FN_atanh, {{-2, 0}, 0}, {{0, 0}, 0}},
    {FN_logit, {{1, 0}, 0}, {{0, 0}, 0}},
    {FN_logit, {{0, 0}, 0}, {{0, 0}, 0}},
    {FN_cot, {{0, 0}, 0}, {{0, 0}, 0}},
    {FN_csch, {{0, 0}, 0}, {{0, 0}, 0}},
    {FN_abs, {{0, 0}, 1e-30}, {{0, 0}, 0}},
    {FN_floor, {{3, 0}, 1e-30}, {{0, 0}, 0}},
    {FN_ceil, {{3, 0}, 1e-30}, {{0, 0}, 0}},
    {FN_round, {{2.5, 0}, 0}, {{0, 0}, 0}},
    {FN_mod, {{3, 0}, 1e-30}, {{1.5, 0}, 0}},
    {FN_mod, {{1, 0}, 0}, {{0, 0}, 0}},
    {FN_less, {{3, 0}, 1e-30}, {{3, 0}, 0}},
    {FN_maximum, {{3, 0}, 1e-30}, {{3, 0}, 0}},
    {FN_atan2, {{0, 0}, 0}, {{0, 0}, 0}},
    {FN_atan2, {{0, 0}, 1e-30}, {{-1, 0}, 0}},
    {FN_where, {{0, 0}, 1e-30}, {{1, 0}, 0}},
};

START_TEST(refuses_what_is_not_sure)
{
    const struct ball *args[] = {&without[_i].x, &without[_i].y, &without[_i].y};
    struct ball z;
    ck_assert_msg(!ball_fn(without[_i].fn, &z, args), "%s of %a", fn_row(without[_i].fn)->name,
                  without[_i].x.mid.hi);
}
END_TEST

START_TEST(refuses_other_arithmetic)
{
    struct ball zero = ball_of(0), near = {{1, 0}, 1}, large = ball_of(0x1p300), z;
    struct ball one = ball_of(1), small = ball_of(0x1p-300);
    ck_assert(!ball_div(&z, &one, &zero) && !ball_div(&z, &one, &near));
    ck_assert(!ball_mul(&z, &large, &large) && !ball_mul(&z, &small, &small));
    ck_assert(!ball_sqrt(&z, &near) && ball_sqrt(&z, &zero) && ball_is_zero(&z));
    z = ball_of(-1);
    ck_assert(!ball_sqrt(&z, &z));
    ck_assert(!ball_power(&z, &zero, &one) || ball_is_zero(&z));
    z = ball_of(-1);
    ck_assert(!ball_power(&z, &zero, &z));
}
END_TEST

/* ---- tables ---- */

static void check_entry(const char *name, size_t i, struct dw x, mpfi_srcptr truth)
{
    struct ball b = {x, fabs(x.hi) * 0x1p-106};
    ck_assert_msg(holds(&b, truth), "%s %zu", name, i);
}

START_TEST(tables_are_right)
{
    mpfi_t x, sum;
    mpfi_init2(x, FINE);
    mpfi_init2(sum, FINE);
    for (size_t j = 0; j < 64; j++) {
        mpfi_set_ui(x, j);
        mpfi_div_ui(x, x, 64);
        mpfi_exp2(x, x);
        check_entry("exp2", j, ball_exp2[j], x);
    }
    for (size_t j = 1; j < 32; j++) {
        mpfi_const_pi(x);
        mpfi_mul_ui(x, x, j);
        mpfi_div_ui(x, x, 64);
        mpfi_sin(x, x);
        check_entry("sines", j, ball_sines[j], x);
    }
    ck_assert(ball_sines[0].hi == 0 && ball_sines[0].lo == 0);
    ck_assert(ball_sines[32].hi == 1 && ball_sines[32].lo == 0);
    mpfi_set_ui(x, 1);
    for (size_t k = 1; k < 14; k++) {
        mpfi_div_ui(x, x, k);
        check_entry("factorials", k, ball_factorials[k], x);
    }
    mpfi_const_pi(x);
    check_entry("pi", 0, ball_pi, x);
    mpfi_div_ui(x, x, 64);
    mpfi_set_ui(sum, 0);
    for (int i = 0; i < 4; i++) mpfi_add_d(sum, sum, ball_pi_parts[i]);
    mpfi_sub(x, x, sum);
    mpfi_abs(x, x);
    ck_assert(mpfr_cmp_ui_2exp(&x->right, 1, -144) < 0);
    mpfi_const_log2(x);
    check_entry("log2", 0, ball_log2, x);
    mpfi_div_ui(x, x, 64);
    mpfi_set_ui(sum, 0);
    for (int i = 0; i < 3; i++) mpfi_add_d(sum, sum, ball_log2_parts[i]);
    mpfi_sub(x, x, sum);
    mpfi_abs(x, x);
    ck_assert(mpfr_cmp_ui_2exp(&x->right, 1, -141) < 0);
    mpfi_set_ui(x, 10);
    mpfi_log(x, x);
    check_entry("log10", 0, ball_log10, x);
    mpfi_set_ui(x, 1);
    mpfi_exp(x, x);
    check_entry("e", 0, ball_e, x);
    mpfi_clear(x);
    mpfi_clear(sum);
}
END_TEST

/* The products of whole numbers with all parts but the last are exact. */
START_TEST(parts_have_few_bits)
{
    for (int i = 0; i < 2; i++) ck_assert(dw_product(ball_log2_parts[i], 0x1.fffep14).lo == 0);
    for (int i = 0; i < 3; i++) ck_assert(dw_product(ball_pi_parts[i], 0x1.ffffff8p25).lo == 0);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("balls");
    tcase_add_checked_fixture(checks.tests, NULL, tear_down);
    tcase_add_loop_test(checks.tests, arithmetic_holds_inner_points, 0,
                        sizeof operations / sizeof *operations);
    tcase_add_test(checks.tests, exact_results_stay_exact);
    tcase_add_test(checks.tests, integers_are_exact);
    tcase_add_test(checks.tests, decimals_are_held);
    tcase_add_loop_test(checks.tests, functions_hold_inner_points, 0, FN_COUNT);
    tcase_add_loop_test(checks.tests, refuses_what_is_not_sure, 0,
                        sizeof without / sizeof *without);
    tcase_add_test(checks.tests, refuses_other_arithmetic);
    tcase_add_test(checks.tests, tables_are_right);
    tcase_add_test(checks.tests, parts_have_few_bits);
    return checks_run(checks);
}

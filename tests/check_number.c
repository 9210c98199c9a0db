/* Exact rationals against GMP, their doubles against the C library, their texts. */
/* Tests src/graph/number.c, src/graph/number_trial.c, src/graph/number_text.c,
 * src/base/shortest.c. */
#include <stdio.h> /* before gmp.h, which then declares gmp_fprintf */

#include "graph/number_trial.h"
#include "support/support.h"

#include "base/shortest.h"
#include "graph/number.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct core core;
static struct numbers table;

static void set_up(void)
{
    core_open(&core);
    ck_assert(numbers_init(&table, &core));
}

static void tear_down(void)
{
    numbers_free(&table);
    core_close(&core);
}

static number from(const char *text)
{
    bool negative = *text == '-';
    text += negative;
    const char *slash = strchr(text, '/');
    struct span nowhere = {0};
    number n =
        number_from_text(&table, text, slash ? (size_t)(slash - text) : strlen(text), nowhere);
    if (slash)
        n = number_div(&table, n, number_from_text(&table, slash + 1, strlen(slash + 1), nowhere));
    return negative ? number_neg(&table, n) : n;
}

static void ck_number(number got, const mpq_t want, const char *what)
{
    mpq_t value;
    mpq_init(value);
    number_get(&table, got, value);
    if (!mpq_equal(value, want)) {
        gmp_fprintf(stderr, "%s: %Qd instead of %Qd\n", what, value, want);
        ck_abort_msg("%s is wrong", what);
    }
    mpq_clear(value);
}

/* Sizes around the edges of 64 bits, where small numbers become big ones and back. */
static number any_number(struct dice *dice)
{
    char text[96];
    int n = 1 + (int)dice_below(dice, 3), at = 0;
    if (dice_below(dice, 2)) text[at++] = '-';
    for (int i = 0; i < n; i++)
        at += sprintf(text + at, "%llu",
                      (unsigned long long)(dice_next(dice) >> dice_below(dice, 63)));
    if (dice_below(dice, 2)) {
        text[at++] = '/';
        sprintf(text + at, "%llu",
                1 + (unsigned long long)(dice_next(dice) >> (1 + dice_below(dice, 63))));
    }
    return from(text);
}

struct operation {
    const char *name;
    number (*of)(struct numbers *, number, number);
    void (*want)(mpq_t, const mpq_t, const mpq_t);
};

static void check_operation(const struct operation *operation, number a, number b)
{
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    number_get(&table, a, x);
    number_get(&table, b, y);
    int order = mpq_cmp(x, y);
    ck_assert_int_eq((number_compare(&table, a, b) > 0) - (number_compare(&table, a, b) < 0),
                     (order > 0) - (order < 0));
    ck_assert_int_eq(number_sign(&table, a), mpq_sgn(x));
    operation->want(x, x, y);
    ck_number(operation->of(&table, a, b), x, operation->name);
    mpq_clears(x, y, NULL);
}

START_TEST(arithmetic)
{
    static const struct operation operations[] = {
        {"sum", number_add, mpq_add},
        {"difference", number_sub, mpq_sub},
        {"product", number_mul, mpq_mul},
        {"quotient", number_div, mpq_div},
    };
    struct dice dice = {7};
    for (int i = 0; i < 20000 / SLOWER; i++) {
        number a = any_number(&dice), b = any_number(&dice);
        if (b == NUMBER_ZERO) continue;
        for (size_t k = 0; k < 4; k++) check_operation(&operations[k], a, b);
    }
}
END_TEST

/* Equal numbers have equal ids, whichever way they came about. */
START_TEST(equal_numbers_are_one)
{
    struct dice dice = {11};
    for (int i = 0; i < 5000 / SLOWER; i++) {
        number a = any_number(&dice), b = any_number(&dice), c = any_number(&dice);
        number left = number_mul(&table, number_add(&table, a, b), c);
        number right = number_add(&table, number_mul(&table, a, c), number_mul(&table, b, c));
        ck_assert_uint_eq(left, right);
        ck_assert_uint_eq(number_sub(&table, number_add(&table, a, b), b), a);
        ck_assert_uint_eq(number_neg(&table, number_neg(&table, a)), a);
        number parts =
            number_div(&table, number_numerator(&table, a), number_denominator(&table, a));
        ck_assert_uint_eq(parts, a);
    }
}
END_TEST

/* Numbers of one length whose lowest limbs are 0, as those of factorials and powers are, differ in
 * their hashes, so that each is found by few comparisons. */
START_TEST(round_numbers_have_hashes_of_their_own)
{
    number scale = number_pow(&table, NUMBER_TWO, 128);
    enum { MANY_NUMBERS = 1000 };
    uint32_t seen[MANY_NUMBERS];
    for (int i = 0; i < MANY_NUMBERS; i++) {
        number large = number_mul(&table, number_from_int(&table, i + 1), scale);
        seen[i] = number_hash(&table, i % 2 ? number_div(&table, NUMBER_ONE, large) : large);
        for (int k = 0; k < i; k++) ck_assert_uint_ne(seen[k], seen[i]);
    }
}
END_TEST

/* Decimals with a point and a power of ten, short ones and long ones, beside GMP's own arithmetic.
 */
static void check_decimal(struct dice *dice)
{
    struct span nowhere = {0};
    char text[80], digits[64];
    int n = 1 + (int)dice_below(dice, 40), point = (int)dice_below(dice, (unsigned)n + 1), at = 0;
    int power = (int)dice_below(dice, 60) - 30;
    for (int i = 0; i < n; i++) digits[i] = (char)('0' + dice_below(dice, 10));
    if (dice_below(dice, 2)) text[at++] = '-';
    at += sprintf(text + at, "%.*s.%.*se%d", point, digits, n - point, digits + point, power);
    digits[n] = 0;
    mpq_t want, scale;
    mpq_inits(want, scale, NULL);
    mpz_set_str(mpq_numref(want), digits, 10);
    mpz_ui_pow_ui(mpq_numref(scale), 10, (unsigned long)abs(power - n + point));
    (power - n + point < 0 ? mpq_div : mpq_mul)(want, want, scale);
    if (*text == '-') mpq_neg(want, want);
    ck_number(number_from_text(&table, text, (size_t)at, nowhere), want, text);
    mpq_clears(want, scale, NULL);
}

START_TEST(decimals)
{
    struct dice dice = {29};
    for (int i = 0; i < 20000 / SLOWER; i++) check_decimal(&dice);
}
END_TEST

START_TEST(edges_of_small_numbers)
{
    static const char *const edges[] = {"9223372036854775807",
                                        "9223372036854775808",
                                        "9223372036854775809",
                                        "4611686018427387904",
                                        "18446744073709551616",
                                        "1",
                                        "3",
                                        "1/9223372036854775807",
                                        "9223372036854775807/9223372036854775806",
                                        "1/9223372036854775808"};
    static const struct operation sum = {"sum", number_add, mpq_add},
                                  product = {"product", number_mul, mpq_mul},
                                  difference = {"difference", number_sub, mpq_sub},
                                  quotient = {"quotient", number_div, mpq_div};
    size_t n = sizeof edges / sizeof *edges;
    for (size_t i = 0; i < 4 * n * n; i++) {
        number a = from(edges[i % n]), b = from(edges[i / n % n]);
        if (i / n / n & 1) a = number_neg(&table, a);
        if (i / n / n & 2) b = number_neg(&table, b);
        check_operation(&sum, a, b);
        check_operation(&difference, a, b);
        check_operation(&product, a, b);
        check_operation(&quotient, a, b);
    }
}
END_TEST

static void check_power(number a, int64_t exponent)
{
    mpq_t x;
    mpq_init(x);
    number_get(&table, a, x);
    unsigned long n = (unsigned long)(exponent < 0 ? -exponent : exponent);
    mpz_pow_ui(mpq_numref(x), mpq_numref(x), n);
    mpz_pow_ui(mpq_denref(x), mpq_denref(x), n);
    if (exponent < 0) mpq_inv(x, x);
    ck_number(number_pow(&table, a, exponent), x, "power");
    mpq_clear(x);
}

START_TEST(powers_and_roots)
{
    struct dice dice = {13};
    for (int i = 0; i < 2000 / SLOWER; i++) {
        number a = any_number(&dice), root;
        if (a == NUMBER_ZERO) continue;
        unsigned k = 2 + (unsigned)dice_below(&dice, 5);
        check_power(a, (int64_t)dice_below(&dice, 20) - 10);
        if (number_sign(&table, a) < 0) a = number_neg(&table, a);
        ck_assert(number_root(&table, number_pow(&table, a, k), k, &root));
        ck_assert_uint_eq(root, a);
    }
    number root;
    ck_assert(!number_root(&table, NUMBER_TWO, 2, &root));
    ck_assert(!number_root(&table, from("4/3"), 2, &root));
    ck_assert(number_root(&table, from("4/9"), 2, &root));
    ck_assert_uint_eq(root, from("2/3"));
    ck_assert(number_root(&table, NUMBER_ZERO, 2, &root) && root == NUMBER_ZERO);
    ck_assert_uint_eq(number_pow(&table, NUMBER_MINUS_ONE, INT64_MAX), NUMBER_MINUS_ONE);
    ck_assert_uint_eq(number_pow(&table, NUMBER_ONE, INT64_MIN), NUMBER_ONE);
    ck_assert_uint_eq(number_pow(&table, from("5"), 0), NUMBER_ONE);
}
END_TEST

START_TEST(floors_and_integers)
{
    ck_assert_uint_eq(number_floor(&table, from("7/2")), from("3"));
    ck_assert_uint_eq(number_floor(&table, from("-7/2")), from("-4"));
    ck_assert_uint_eq(number_floor(&table, from("-1/3")), from("-1"));
    ck_assert_uint_eq(number_floor(&table, from("5")), from("5"));
    ck_assert_uint_eq(number_floor(&table, from("-100000000000000000001/10")),
                      from("-10000000000000000001"));
    ck_assert(number_is_integer(&table, from("100000000000000000000")));
    ck_assert(!number_is_integer(&table, from("100000000000000000000/7")));
    int64_t value;
    ck_assert(number_to_int(&table, from("-4611686018427387903"), &value) &&
              value == -4611686018427387903);
    ck_assert(!number_to_int(&table, from("4611686018427387904"), &value));
    ck_assert(!number_to_int(&table, from("1/2"), &value));
}
END_TEST

/* ---- doubles ---- */

/* 2^exponent times an integer, plus a little. */
static number scaled(const char *integer, int exponent, const char *little)
{
    number power = number_pow(&table, NUMBER_TWO, exponent);
    return number_add(&table, number_mul(&table, from(integer), power), from(little));
}

START_TEST(halfway_cases)
{
    static const char small[] = "1e-400", none[] = "0";
    const struct {
        number exact;
        double want;
    } cases[] = {
        {from("9007199254740993"), 9007199254740992.0},
        {from("9007199254740995"), 9007199254740996.0},
        {from("-9007199254740993"), -9007199254740992.0},
        {scaled("9007199254740993", 0, small), 9007199254740994.0},
        {scaled("9007199254740993", 0, "-1e-400"), 9007199254740992.0},
        {scaled("1", -1074, none), 0x1p-1074},
        {scaled("1", -1075, none), 0},
        {scaled("1", -1075, small), 0x1p-1074},
        {scaled("3", -1075, none), 0x1p-1073},
        {scaled("5", -1075, none), 0x1p-1073},
        {scaled("9007199254740991", -1075, none), 0x1p-1022},
        {scaled("9007199254740991", 971, none), DBL_MAX},
        {scaled("18014398509481983", 970, none), INFINITY},
        {scaled("18014398509481983", 970, "-1"), DBL_MAX},
        {scaled("-1", 1024, none), -INFINITY},
        {from("1/3"), 1.0 / 3},
        {from("0.1"), 0.1},
        {from("1e23"), 1e23},
        {from("2.2250738585072011e-308"), 2.2250738585072011e-308},
        {from("9007199254740992/9007199254740991"), 9007199254740992.0 / 9007199254740991.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double got = number_to_double(&table, cases[i].exact);
        ck_assert_msg(got == cases[i].want, "case %zu: %a instead of %a", i, got, cases[i].want);
    }
}
END_TEST

START_TEST(doubles_as_in_the_c_library)
{
    struct dice dice = {17};
    for (int i = 0; i < 20000 / SLOWER; i++) {
        char text[64];
        sprintf(text, "%llu.%llue%d",
                (unsigned long long)(dice_next(&dice) >> dice_below(&dice, 64)),
                (unsigned long long)dice_next(&dice), (int)dice_below(&dice, 700) - 360);
        double got = number_to_double(&table, from(text)), want = strtod(text, NULL);
        ck_assert_msg(got == want, "%s: %a instead of %a", text, got, want);
    }
}
END_TEST

/* ---- texts ---- */

static void prints(const char *text, const char *want)
{
    struct str out = {.mem = &core.mem};
    number_print(&table, from(text), &out);
    ck_assert_msg(!strcmp(out.s, want), "%s is printed as %s, not %s", text, out.s, want);
    str_free(&out);
}

START_TEST(reading)
{
    ck_assert_uint_eq(from(".5"), NUMBER_HALF);
    ck_assert_uint_eq(from("1."), NUMBER_ONE);
    ck_assert_uint_eq(from("000001"), NUMBER_ONE);
    ck_assert_uint_eq(from("1e-3"), from("1/1000"));
    ck_assert_uint_eq(from("1E+3"), from("1000"));
    ck_assert_uint_eq(from("12.50e1"), from("125"));
    ck_assert_uint_eq(from("0.000"), NUMBER_ZERO);
    ck_assert_uint_eq(from("0e100"), NUMBER_ZERO);
    ck_assert_uint_eq(from("123456789012345678901234567890"),
                      number_mul(&table, from("12345678901234567890123456789"), from("10")));
    ck_assert_uint_eq(core.diags.n, 0);
}
END_TEST

START_TEST(printing)
{
    table.decimals = false; /* the program has none */
    prints("9/25", "9/25");
    prints("1/1000", "1/1000");
    table.decimals = true;
    prints("22/7", "22/7");
    prints("-3", "-3");
    prints("1/2", "1/2");
    prints("0.001", "0.001");
    prints("6/4", "3/2");
    prints("9223372036854775808", "9223372036854775808");
    prints("-100000000000000000000/3", "-100000000000000000000/3");
}
END_TEST

/* What is printed is read again as the same number. */
START_TEST(printing_and_reading)
{
    struct dice dice = {19};
    for (int i = 0; i < 5000 / SLOWER; i++) {
        number a = any_number(&dice);
        struct str out = {.mem = &core.mem};
        number_print(&table, a, &out);
        ck_assert_msg(from(out.s) == a, "%s is another number", out.s);
        str_free(&out);
    }
}
END_TEST

static void ck_too_long(const char *what)
{
    ck_assert_msg(core.diags.n == 1 && core.diags.at[0].kind == KIND_LIMIT,
                  "%s is within the limit", what);
    core.diags.n = 0;
}

START_TEST(digits_are_limited)
{
    core.limits.digits = 100;
    number large = from("1e60");
    ck_assert_uint_eq(core.diags.n, 0);
    number_mul(&table, large, large);
    ck_too_long("a product");
    number_pow(&table, large, 3);
    ck_too_long("a power");
    number_pow(&table, NUMBER_TWO, 1000000000000000);
    ck_too_long("a large power");
    number_pow(&table, from("1/3"), -1000000000000000);
    ck_too_long("a large negative power");
    from("1e1000000000");
    ck_too_long("a large exponent");
    from("1e-99999999999999999999999");
    ck_too_long("a very large exponent");
}
END_TEST

START_TEST(longer_numbers_can_be_tried)
{
    core.limits.digits = 100;
    number large = from("1e60");
    struct numbers_trial outer = numbers_try(&table, 80), inner = numbers_try(&table, 90);
    number_mul(&table, from("1e35"), large);
    ck_assert(diag_any(&core) && core.diags.n == 0);
    ck_assert(!numbers_tried(&table, inner) && !diag_any(&core));
    number_mul(&table, from("1e10"), large);
    ck_assert(numbers_tried(&table, outer) && !diag_any(&core));
    number_mul(&table, large, large);
    ck_too_long("a product after a trial");
}
END_TEST

/* ---- doubles as the fewest digits ---- */

/* The C library's digits: n of them, the last moved by a unit or not. */
static double with_digits(double x, int n, int step, char *digits)
{
    char text[64];
    sprintf(text, "%.*e", n - 1, x);
    int count = 0;
    for (const char *c = text; *c != 'e'; c++)
        if (*c != '.') digits[count++] = *c;
    digits[count] = 0;
    long long moved = strtoll(digits, NULL, 10) + step;
    sprintf(text, "%llde%ld", moved, strtol(strchr(text, 'e') + 1, NULL, 10) - n + 1);
    return strtod(text, NULL);
}

static void ck_shortest(double x)
{
    char have[32], want[64];
    struct shortest s = shortest_decimal(x);
    int n = sprintf(have, "%llu", (unsigned long long)s.digits);
    sprintf(want, "%se%d", have, s.exponent);
    ck_assert_msg(strtod(want, NULL) == x, "%a is written as %s", x, want);
    for (int step = -1; step <= 1 && n > 1; step++)
        ck_assert_msg(with_digits(x, n - 1, step, want) != x, "%a needs fewer digits than %s", x,
                      have);
    if (with_digits(x, n, 0, want) == x)
        ck_assert_msg(!strcmp(want, have), "%a is %s, nearer than %s", x, want, have);
}

START_TEST(shortest_doubles)
{
    struct dice dice = {23};
    for (int e = -1074; e <= 1023; e++) { /* where the neighbours are not equally far */
        ck_shortest(ldexp(1, e));
        ck_shortest(nextafter(ldexp(1, e), INFINITY));
        if (e > -1074) ck_shortest(nextafter(ldexp(1, e), 0));
    }
    ck_shortest(DBL_MAX);
    for (int i = 0; i < 100000 / SLOWER; i++) {
        uint64_t bits = dice_next(&dice) >> 1;
        double x;
        memcpy(&x, &bits, sizeof x);
        if (isfinite(x) && x > 0) ck_shortest(x);
        ck_shortest((double)(1 + dice_below(&dice, 100000)) / 1000);
    }
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("number");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, arithmetic);
    tcase_add_test(checks.tests, equal_numbers_are_one);
    tcase_add_test(checks.tests, round_numbers_have_hashes_of_their_own);
    tcase_add_test(checks.tests, decimals);
    tcase_add_test(checks.tests, edges_of_small_numbers);
    tcase_add_test(checks.tests, powers_and_roots);
    tcase_add_test(checks.tests, floors_and_integers);
    tcase_add_test(checks.tests, halfway_cases);
    tcase_add_test(checks.tests, doubles_as_in_the_c_library);
    tcase_add_test(checks.tests, reading);
    tcase_add_test(checks.tests, printing);
    tcase_add_test(checks.tests, printing_and_reading);
    tcase_add_test(checks.tests, digits_are_limited);
    tcase_add_test(checks.tests, longer_numbers_can_be_tried);
    tcase_add_test(checks.tests, shortest_doubles);
    return checks_run(checks);
}

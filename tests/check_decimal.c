/* Numbers written and read, beside the C library. */
/* Tests src/base/decimal.c, src/base/shortest.c, src/base/str.c. */

/* Doubles of all sizes are written the shortest way and read back; decimals of 1 to 30 digits are
 * read, decimals in the middle of two doubles, and just above it. TRIAL says how many; `make
 * trial-numbers` tries a hundred million. */
#include "base/decimal.h"
#include "base/str.h"
#include "support/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void ck_same(const char *text, size_t n, double want)
{
    double got = NAN;
    enum decimal_kind kind = decimal_read(text, n, &got);
    bool equal = got == want && !signbit(got) == !signbit(want) &&
                 (kind == DECIMAL_FINITE || kind == DECIMAL_WIDE);
    ck_assert_msg(equal, "%.*s is read as %.17g instead of %.17g", (int)n, text, got, want);
}

/* Nobody writes it in fewer digits, nor with as many closer to it: the C library's rounding to so
 * many digits, where that reads back, is the closest. (Next to a power of two the interval is
 * lopsided, and the closest of so few digits may be outside.) */
static void ck_shortest(double x, const struct str *out)
{
    char digits[32], text[40];
    size_t n = 0;
    for (const char *c = out->s; *c && *c != 'e'; c++)
        if (*c >= '0' && *c <= '9' && (n || *c != '0')) digits[n++] = *c;
    while (n > 1 && digits[n - 1] == '0') n--;
    if (n > 1) {
        snprintf(text, sizeof text, "%.*e", (int)n - 2, x);
        ck_assert_msg(strtod(text, NULL) != x, "%s is written %s", text, out->s);
    }
    snprintf(text, sizeof text, "%.*e", (int)n - 1, fabs(x));
    if (strtod(text, NULL) != fabs(x)) return;
    ck_assert_msg(text[0] == digits[0] && (n == 1 || !memcmp(text + 2, digits + 1, n - 1)),
                  "%.17g is written %s instead of %s", x, out->s, text);
}

static void write_and_read(uint64_t bits, struct str *out)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    if (!isfinite(x)) return;
    str_clear(out);
    str_double(out, x);
    if (x == 0) return; /* -0 is written 0 */
    ck_same(out->s, out->n, x);
    ck_assert_msg(strtod(out->s, NULL) == x, "%.17g is written %s", x, out->s);
    if (bits % 8 == 0) ck_shortest(x, out);
}

static void read_decimal(struct dice *dice)
{
    char text[80];
    int n = 1 + (int)(dice_next(dice) % 30), point = (int)(dice_next(dice) % (unsigned)(n + 1)),
        at = 0;
    if (dice_next(dice) & 1) text[at++] = '-';
    for (int i = 0; i < n; i++) {
        if (i == point) text[at++] = '.';
        text[at++] = (char)('0' + dice_next(dice) % 10);
    }
    int e =
        dice_next(dice) % 4 ? (int)(dice_next(dice) % 60) - 30 : (int)(dice_next(dice) % 700) - 350;
    if (dice_next(dice) & 1) at += snprintf(text + at, 16, "e%d", e);
    text[at] = 0;
    ck_same(text, (size_t)at, strtod(text, NULL));
}

/* The middle of two doubles in all its digits, and one more digit behind it. */
static void read_middle(struct dice *dice)
{
    char text[1200];
    uint64_t mantissa = dice_next(dice) >> 11 | (uint64_t)1 << 52;
    int e = (int)(dice_next(dice) % 240) - 120;
    long double middle = ldexpl((long double)(2 * mantissa + 1), e);
    int n = snprintf(text, sizeof text, "%.*Lf", e < 0 ? -e : 0, middle);
    ck_same(text, (size_t)n, strtod(text, NULL));
    if (e >= 0) text[n++] = '.', text[n++] = '0';
    text[n++] = '1', text[n] = 0;
    ck_same(text, (size_t)n, strtod(text, NULL));
}

START_TEST(random_numbers)
{
    size_t n = number_from("TRIAL", 200000);
    struct dice dice = {23};
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    for (size_t i = 0; i < n; i++) {
        write_and_read(dice_next(&dice), &out);
        double plain = dice_between(&dice, -1000, 1000);
        uint64_t bits;
        if (i % 4 == 0) plain = floor(plain * 100) / 100;
        memcpy(&bits, &plain, sizeof bits);
        write_and_read(bits, &out);
        read_decimal(&dice);
        if (i % 8 == 0) read_middle(&dice);
    }
    str_free(&out);
}
END_TEST

START_TEST(chosen_numbers)
{
    static const char *const texts[] = {
        "0",
        "-0.0",
        "00000000000000000000000001",
        "0.00000000000000000000000000000001",
        "1e23",
        "8.5e22",
        "9007199254740993",
        "9007199254740993.0000000000000000000000001",
        "9007199254740992.999999999999",
        "179769313486231570000e289",
        "17976931348623158e292",
        "1.7976931348623159e308",
        "2.2250738585072014e-308",
        "2.2250738585072011e-308",
        "5e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1e-400",
        "1e400",
        "99999999999999999999999999999999e-30",
        "12345678901234567890123",
        "6.02214076e+23",
        "123456789012345678",
        "1234567890123456789",
        "12345678901234567890",
        "0.1234567890123456789",
        "3.141592653589793238462643383279502884197169399375105820974944592307816406286"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_same(texts[i], strlen(texts[i]), strtod(texts[i], NULL));
    static const char *const none[] = {"",      "-",  ".",    "e5",    "1e",  "1e+",
                                       "1.2.3", "1 ", "0x10", "1_000", "--1", "1e5.5"};
    double x;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(decimal_read(none[i], strlen(none[i]), &x) == DECIMAL_NONE,
                      "'%s' is a number", none[i]);
}
END_TEST

/* Which numbers a double holds: whole numbers by their digits, others if they are in its range. */
START_TEST(kinds_of_numbers)
{
    static const struct {
        const char *text;
        enum decimal_kind kind;
    } cases[] = {{"9007199254740992", DECIMAL_FINITE},
                 {"9007199254740993", DECIMAL_WIDE},
                 {"-9007199254740993", DECIMAL_WIDE},
                 {"+009007199254740993", DECIMAL_WIDE},
                 {"9007199254740993.0", DECIMAL_FINITE},
                 {"9007199254740993e0", DECIMAL_FINITE},
                 {"9007199254740994", DECIMAL_FINITE},
                 {"18446744073709551615", DECIMAL_WIDE},
                 {"18446744073709551616", DECIMAL_FINITE},   /* 2^64 */
                 {"1180591620717411303424", DECIMAL_FINITE}, /* 2^70 */
                 {"1180591620717411303425", DECIMAL_WIDE},
                 {"123456789012345680000", DECIMAL_FINITE}, /* as JavaScript writes a double */
                 {"123456789012345681000", DECIMAL_WIDE},
                 {"100000000000000000000000", DECIMAL_FINITE}, /* 10^23 */
                 {"0.1234567890123456789", DECIMAL_FINITE},
                 {"1e308", DECIMAL_FINITE},
                 {"1e309", DECIMAL_WIDE},
                 {"5e-324", DECIMAL_FINITE},
                 {"-1e-400", DECIMAL_WIDE},
                 {"0e-400", DECIMAL_FINITE},
                 {"-0.000", DECIMAL_FINITE},
                 {"nan", DECIMAL_NAN},
                 {"-Infinity", DECIMAL_NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double x;
        enum decimal_kind kind = decimal_read(cases[i].text, strlen(cases[i].text), &x);
        ck_assert_msg(kind == cases[i].kind, "'%s' is of kind %d", cases[i].text, (int)kind);
    }
}
END_TEST

/* What stands behind a number, or how little, changes nothing; a number ends where it ends. */
START_TEST(numbers_in_a_text)
{
    static const struct {
        const char *text;
        size_t n; /* 0: no number */
        double want;
    } cases[] = {{"1", 1, 1},
                 {"-12.5", 5, -12.5},
                 {"+.5", 3, .5},
                 {"7.", 2, 7},
                 {"1.2.3", 3, 1.2},
                 {"1e5e5", 3, 1e5},
                 {"12345678", 8, 12345678},
                 {"123456789.25", 12, 123456789.25},
                 {"0.1234567890123456", 18, 0.1234567890123456},
                 {"1234567.890123456789", 20, 1234567.890123456789},
                 {"12345678.90123456789", 20, 12345678.90123456789},
                 {"12345678901234567890", 20, 12345678901234567890.0},
                 {"0000000000000000000000000000000000000000001", 43, 1},
                 {"0.00000000000000000000000000000000000000001", 43, 1e-41},
                 {"-", 0, 0},
                 {".", 0, 0},
                 {"e1", 0, 0},
                 {"1e", 0, 0},
                 {"", 0, 0},
                 {"x", 0, 0}};
    static const char *const behind[] = {
        "",   ",", "\n", ",1",   ",11111111",
        "\"", "/", ":",  "\xb5", ",2222222222222222222222222222222222222222222222222"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t k = 0; k < sizeof behind / sizeof *behind; k++) {
            char *text = text_of("%s%s", cases[i].text, behind[k]), *copy = strdup(text);
            double x = NAN;
            const char *stop = decimal_scan_double(copy, copy + strlen(copy), &x);
            ck_assert_msg(stop == (cases[i].n ? copy + cases[i].n : NULL), "%s", text);
            ck_assert_msg(!stop || x == cases[i].want, "%s is %.17g", text, x);
            free(text), free(copy);
        }
}
END_TEST

/* What is written, for those who want every digit. */
START_TEST(parts_of_a_decimal)
{
    static const struct {
        const char *text;
        struct decimal want;
        bool is_json;
    } cases[] = {
        {"0", {.whole = 1}, true},
        {"-12.50e-3,", {NULL, 9, '-', true, 2, 2, 1250, 0, -3}, true},
        {"+1", {.length = 2, .sign = '+', .whole = 1, .mantissa = 1}, false},
        {"007", {.length = 3, .whole = 3, .mantissa = 7}, false},
        {".5E+2", {NULL, 5, 0, true, 0, 1, 5, 0, 2}, false},
        {"7.", {.length = 2, .point = true, .whole = 1, .mantissa = 7}, false},
        {"2e", {.length = 1, .whole = 1, .mantissa = 2}, true},
        {"2e+x", {.length = 1, .whole = 1, .mantissa = 2}, true},
        {"0.001234567890123456789123",
         {NULL, 26, 0, true, 1, 24, UINT64_C(1234567890123456789), 3, 0},
         true},
        {"1e99999999999999999999", {NULL, 22, 0, false, 1, 0, 1, 0, 99999999999999999}, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text, *end = text + strlen(text);
        struct decimal want = cases[i].want, d;
        want.text = text;
        if (!want.length) want.length = 1;
        const char *stop = decimal_scan(text, end, &d);
        ck_assert_msg(stop == text + want.length && d.text == text && d.length == want.length &&
                          d.sign == want.sign && d.point == want.point && d.whole == want.whole &&
                          d.fraction == want.fraction && d.mantissa == want.mantissa &&
                          d.dropped == want.dropped && d.power == want.power,
                      "%s is taken apart wrongly", text);
        ck_assert_msg(decimal_is_json(&d) == cases[i].is_json, "%s in JSON", text);
        ck_assert_msg(decimal_lacks_power(&d, end) == (text[0] == '2'), "the power of %s", text);
    }
}
END_TEST

/* The values of a point that are read as decimals are what the parser makes of them in brackets. */
START_TEST(decimals_of_a_point)
{
    static const char *const values[] = {"1",
                                         "-0.5",
                                         ".5",
                                         "7.",
                                         "00012",
                                         "1e5",
                                         "-2E-3",
                                         "-0",
                                         "0e300",
                                         "12345678901234567.8",
                                         "123456789012345678",
                                         "1234567890123456789",
                                         "0.000000000000000000001e20",
                                         "3e280",
                                         "3e281",
                                         "-1e-281",
                                         "1e400",
                                         "1e-400",
                                         "[1,2.5]",
                                         "[ -1 , 2e3 ]",
                                         "[1]",
                                         "[[1,2],[3,4]]",
                                         "[[.5], [ 1e-2 ]]",
                                         "[1,2",
                                         "[]",
                                         "[1,,2]",
                                         "[[1,2],[3]]",
                                         "[[1,2],3]",
                                         "+1",
                                         "1.2.3"};
    static const char *const exprs[] = {"x", "x*x/7", "sum(x) - 1/x"};
    static const enum dcalc_numbers numbers[] = {DCALC_AUTO, DCALC_DOUBLE};
    dcalc *session = dcalc_new();
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (size_t k = 0; k < 6; k++) {
            char *at = text_of("x=%s", values[i]), *parsed = text_of("x=(%s)", values[i]);
            struct test_question question = {
                .command = DCALC_EVAL, .expr = exprs[k / 2], .numbers = numbers[k % 2]};
            question.at = at;
            struct dcalc_result *got = ask(session, &question);
            question.at = parsed;
            struct dcalc_result *want = ask(session, &question);
            ck_assert_msg(got->status == want->status, "%s: %s, not %s", at, complaint(got),
                          complaint(want));
            ck_assert_int_eq(got->n_values, want->n_values);
            for (size_t n = 0; n < got->n_values; n++) {
                const struct dcalc_array *a = &got->values[n], *b = &want->values[n];
                ck_assert(a->ndim == b->ndim && a->count == b->count);
                ck_assert_msg(!memcmp(a->values, b->values, a->count * sizeof *a->values),
                              "%s at %s", question.expr, at);
            }
            dcalc_result_free(got), dcalc_result_free(want);
            free(at), free(parsed);
        }
    dcalc_free(session);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("decimal");
    if (getenv("TRIAL")) tcase_set_timeout(checks.tests, 0);
    tcase_add_test(checks.tests, random_numbers);
    tcase_add_test(checks.tests, chosen_numbers);
    tcase_add_test(checks.tests, kinds_of_numbers);
    tcase_add_test(checks.tests, numbers_in_a_text);
    tcase_add_test(checks.tests, parts_of_a_decimal);
    tcase_add_test(checks.tests, decimals_of_a_point);
    return checks_run(checks);
}

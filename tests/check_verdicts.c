/* Derivatives handed in by students, right and wrong, and what is said of them. */
/* Tests src/judge/judge.c, src/judge/compare.c, src/judge/patterns.c, src/judge/modes.c,
 * src/question/claims.c,
 * src/report/render_modes.c, src/judge/points.c, src/judge/curve.c,
 * src/judge/curve_system.c, src/judge/domain.c,
 * src/judge/slips.c, src/judge/slips_rules.c, src/judge/slips_trial.c. */

/* Right answers are SymPy's, wrong ones come from one misapplied rule (tests/generate/homework.py).
 */
#include "support/support.h"

#include <math.h>
#include <string.h>

enum { EXPR, FORMULA, VERDICT, SLIP, COLUMNS };

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
}

static struct dcalc_text text_at(const char *bytes)
{
    return (struct dcalc_text){bytes, strlen(bytes), NULL};
}

static struct dcalc_result *judge(const char *expr, const char *formula, const char *wrt, int order)
{
    struct dcalc_text given = text_at(expr), claim = text_at(formula);
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_CHECK,
                                    .exprs = &given,
                                    .n_exprs = 1,
                                    .wrt = &wrt,
                                    .n_wrt = wrt != NULL,
                                    .order = order,
                                    .equals = &claim,
                                    .n_equals = 1};
    return dcalc_run(session, &request);
}

/* Is one of the words, with | between them, in the text? */
static bool has_a_word(const char *text, const char *words)
{
    while (text && *words) {
        size_t n = strcspn(words, "|");
        for (const char *at = text; strlen(at) >= n; at++)
            if (!strncmp(at, words, n)) return true;
        words += n + (words[n] == '|');
    }
    return false;
}

/* Every verdict is right, nine in ten right answers are proved, and of nine in ten wrong ones the
 * slip is named. */
START_TEST(homework)
{
    struct table table = table_read("tests/data/homework.tsv", COLUMNS);
    struct tally tally = {0};
    size_t right = 0, proved = 0, wrong = 0, named = 0;
    for (size_t row = 0; row < table.rows; row += SLOWER) {
        const char *expr = table_field(&table, row, EXPR),
                   *formula = table_field(&table, row, FORMULA);
        bool equal = !strcmp(table_field(&table, row, VERDICT), "right");
        struct dcalc_result *result = judge(expr, formula, "x", 1);
        const struct dcalc_verdict *verdict = result->verdict;
        tally.tried++;
        if (!verdict || verdict->equal != equal)
            tally_wrong(&tally, "%s, %s: %s", expr, formula,
                        verdict ? "judged wrongly" : complaint(result));
        right += equal, wrong += !equal;
        proved += verdict && verdict->proved;
        named += verdict && !equal && has_a_word(verdict->slip, table_field(&table, row, SLIP));
        dcalc_result_free(result);
    }
    table_free(&table);
    ck_tally(&tally);
    ck_assert_msg(10 * proved >= 9 * right, "%zu of %zu are proved", proved, right);
    ck_assert_msg(10 * named >= 9 * wrong, "%zu of %zu slips are named", named, wrong);
}
END_TEST

/* Slips of other kinds, found in hand-written answers. */
START_TEST(kinds_of_slips)
{
    static const struct {
        const char *expr, *formula, *words;
    } all[] = {
        {"tan(x)", "sec(x)", "has a square"},
        {"tan(x)", "sec(x)*tan(x)", "the derivative of sec(x), not"},
        {"x*atan(2*x)", "atan(2*x) + 2*x/sqrt(4*x^2 + 1)", "the derivative of asinh(2*x), not"},
        {"asin(x)", "-cos(x)/sin(x)^2", "an inverse function"},
        {"atan(3*x)", "3/(1 + 3*x^2)", "the number is squared as well"},
        {"sin(2*x)", "2*cos(x)", "taken at 2*x, not at x"},
        {"exp(-x^2)", "-2*x*exp(x^2)", "taken at -x^2, not at x^2"},
        {"1/(1 + x^2)", "1/(2*x)", "alone was differentiated"},
        {"sin(x^2)", "sin(2*x)", "alone was differentiated"},
        {"3*x^4 - 2*x + 7", "7*x^3 - 2", "not added"},
        {"x^2*sin(x)*exp(x)", "2*x*cos(x)*exp(x)", "not all at once"},
        {"abs(x)", "1", "with its sign"},
        {"x^2*y^3", "3*x^2*y^2", "the derivative by y"},
        {"x^2*y^3", "6*x*y^2", "y was not held constant"},
        {"pi*x", "3.14", "a decimal in place of pi, equal to 3 digits"},
        {"x/3", ".333", "rounded, equal to 3 digits"},
    };
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct dcalc_result *result = judge(all[i].expr, all[i].formula, "x", 1);
        const struct dcalc_verdict *verdict = result->verdict;
        tally.tried++;
        if (!verdict || verdict->equal || !has_a_word(verdict->slip, all[i].words))
            tally_wrong(&tally, "%s, %s: %s", all[i].expr, all[i].formula,
                        verdict && verdict->slip ? verdict->slip : "nothing");
        dcalc_result_free(result);
    }
    ck_tally(&tally);
}
END_TEST

/* Where the derivative has no value either, the formula lacks none. */
START_TEST(domains)
{
    static const char *const pairs[][2] = {
        {"asin(x)", "1/sqrt(1 - x^2)"}, {"x^x", "x^x*(1 + log(x))"}, {"x^2", "2*x^2/x"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct dcalc_result *result = judge(pairs[i][0], pairs[i][1], "x", 1);
        bool differs = i == 2;
        ck_assert(result->verdict && result->verdict->equal);
        ck_assert_msg(!result->verdict->domain == !differs, "%s", pairs[i][0]);
        dcalc_result_free(result);
    }
}
END_TEST

/* Formulas that agree nearly everywhere, or to many digits, are not equal. */
START_TEST(close_calls)
{
    static const char *const pairs[][2] = {
        {"x^2", "2*x + 10^-40*x"},
        {"x", "where(x < 39, 1, 1 + 10^-30)"},
        {"exp(x)", "exp(x*(1 + 10^-45))"},
        {"log(x)", "1/x + 10^-60*sin(x)"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct dcalc_result *result = judge(pairs[i][0], pairs[i][1], "x", 1);
        ck_assert_msg(result->verdict && (!result->verdict->equal || !result->verdict->proved),
                      "%s", pairs[i][1]);
        dcalc_result_free(result);
    }
}
END_TEST

/* ---- gradients computed elsewhere ---- */

/* The result with the verdict on a gradient; to be freed. */
static struct dcalc_result *compared(const char *loss, const struct dcalc_binding *at,
                                     const struct dcalc_binding *gradient)
{
    struct dcalc_text expr = text_at(loss);
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_CHECK,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = at,
                                    .n_at = 1,
                                    .gradient = gradient,
                                    .n_gradient = 1};
    struct dcalc_result *result = dcalc_run(session, &request);
    ck_assert_msg(result->verdict, "%s", complaint(result));
    return result;
}

/* The verdict on the gradient of sum(exp(x)/7) by three numbers, of which the last is off. */
static bool is_taken(const double *given)
{
    struct dcalc_binding at = {"x", text_at("[1/2,1,3/2]"), {0}};
    struct dcalc_binding gradient = {.name = "x", .array = {1, {3}, given}};
    struct dcalc_result *result = compared("sum(exp(x)/7)", &at, &gradient);
    bool equal = result->verdict->equal;
    dcalc_result_free(result);
    return equal;
}

/* What single precision loses is no fault of numbers that have it, and one of doubles. */
START_TEST(gradients)
{
    double right[] = {exp(.5) / 7, exp(1) / 7, exp(1.5) / 7};
    double off[] = {right[0], right[1], right[2] * (1 + 1e-7)};
    double single[] = {(float)right[0], (float)right[1], (float)right[2]};
    double single_off[] = {(float)right[0], (float)right[1], (float)(right[2] * 1.001)};
    ck_assert(is_taken(right));
    ck_assert(!is_taken(off));
    ck_assert(is_taken(single));
    ck_assert(!is_taken(single_off));
}
END_TEST

/* ---- what wrong gradients have in common ---- */

enum { HEIGHT = 3, WIDTH = 4, ENTRIES = HEIGHT * WIDTH };

/* The gradient of sum(W^3)/3, W^2, with something done to it. */
struct spoiled {
    const char *slip; /* words that the verdict has */
    void (*spoil)(double *given, const double *weights);
};

static void scale(double *given, const double *weights)
{
    (void)weights;
    for (int i = 0; i < ENTRIES; i++) given[i] /= 32;
}

static void step(double *given, const double *weights)
{
    for (int i = 0; i < ENTRIES; i++) given[i] = weights[i] - given[i] / 10;
}

static void decay(double *given, const double *weights)
{
    for (int i = 0; i < ENTRIES; i++) given[i] += weights[i] / 10;
}

static void penalize(double *given, const double *weights)
{
    for (int i = 0; i < ENTRIES; i++) given[i] += weights[i] > 0 ? 0.1 : -0.1;
}

static void by_columns(double *given, const double *weights)
{
    for (int i = 0; i < ENTRIES; i++) {
        double w = weights[i % HEIGHT * WIDTH + i / HEIGHT];
        given[i] = w * w;
    }
}

static void rotate(double *given, const double *weights)
{
    for (int i = 0; i < ENTRIES; i++) {
        double w = weights[(i + WIDTH) % ENTRIES];
        given[i] = w * w;
    }
}

static void cut(double *given, const double *weights)
{
    (void)weights;
    for (int i = 0; i < ENTRIES; i++) given[i] = fmin(given[i], 2);
}

static void spoil_entry(double *given, const double *weights)
{
    (void)weights;
    given[6] += 1;
}

static void spoil_column(double *given, const double *weights)
{
    (void)weights;
    for (int i = 1; i < ENTRIES; i += WIDTH) given[i] += i;
}

static void round_off(double *given, const double *weights)
{
    (void)weights;
    for (int i = 0; i < ENTRIES; i++) given[i] = nearbyint(given[i] * 1000) / 1000;
}

static void clear(double *given, const double *weights)
{
    (void)weights;
    for (int i = 0; i < ENTRIES; i++) given[i] = 0;
}

static const struct spoiled spoiled[] = {
    {"1/32 of the right one", scale},
    {"weights after a step", step},
    {"weight decay", decay},
    {"L1 penalty", penalize},
    {"column by column", by_columns},
    {"rows of W stand in another order", rotate},
    {"cut off at 2", cut},
    {"W[1,2] alone", spoil_entry},
    {"column 1 of W alone", spoil_column},
    {"digits are right", round_off},
    {"0 everywhere", clear},
};

START_TEST(patterns)
{
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof spoiled / sizeof *spoiled; i++)
        for (uint64_t turn = 1; turn <= 20; turn++) {
            struct dice dice = {turn * 100 + i};
            double weights[ENTRIES], given[ENTRIES];
            for (int k = 0; k < ENTRIES; k++) {
                weights[k] = (dice_below(&dice, 2) ? 1 : -1) * dice_between(&dice, 1, 2);
                given[k] = weights[k] * weights[k];
            }
            spoiled[i].spoil(given, weights);
            struct dcalc_binding at = {.name = "W", .array = {2, {HEIGHT, WIDTH}, weights}};
            struct dcalc_binding gradient = {.name = "W", .array = {2, {HEIGHT, WIDTH}, given}};
            struct dcalc_result *result = compared("sum(W^3)/3", &at, &gradient);
            const char *slip = result->verdict->slip ? result->verdict->slip : "nothing";
            tally.tried++;
            if (result->verdict->equal || !strstr(slip, spoiled[i].slip))
                tally_wrong(&tally, "%s: %s", spoiled[i].slip, slip);
            dcalc_result_free(result);
        }
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("verdicts");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, homework);
    tcase_add_test(checks.tests, kinds_of_slips);
    tcase_add_test(checks.tests, domains);
    tcase_add_test(checks.tests, close_calls);
    tcase_add_test(checks.tests, gradients);
    tcase_add_test(checks.tests, patterns);
    return checks_run(checks);
}

/* Kinks of functions that meet their own Taylor polynomials. */
/* Tests src/number/local.c, src/number/local_judge.c, src/number/local_line.c,
 * src/number/local_moving.c, src/number/local_operators.c, src/number/local_trend.c,
 * src/number/local_sides.c, src/number/local_text.c, src/number/kinks.c, src/number/infinite.c,
 * src/number/conditions.c, src/number/guard_check.c, src/number/local_along.c,
 * src/number/several_parts.c. */

/* Which derivatives exist, and what they are, follows from the coefficients alone: the n-th one on
 * a side is n! times the coefficient of what is taken there. */
#include "support/support.h"

#include <stdlib.h>
#include <string.h>

enum { COEFFICIENTS = 9 };

/* Functions and their Taylor coefficients at 0, times `over`. */
static const struct {
    const char *text;
    int over, at[COEFFICIENTS];
} functions[] = {
    {"exp(x)", 40320, {40320, 40320, 20160, 6720, 1680, 336, 56, 8, 1}},
    {"cos(x)", 40320, {40320, 0, -20160, 0, 1680, 0, -56, 0, 1}},
    {"sin(x)", 5040, {0, 5040, 0, -840, 0, 42, 0, -1, 0}},
    {"cosh(x)", 40320, {40320, 0, 20160, 0, 1680, 0, 56, 0, 1}},
    {"log1p(x)", 840, {0, 840, -420, 280, -210, 168, -140, 120, -105}},
    {"atan(x)", 105, {0, 105, 0, -35, 0, 21, 0, -15, 0}},
    {"tanh(x)", 315, {0, 315, 0, -105, 0, 42, 0, -17, 0}},
    {"sqrt(1 + x)", 32768, {32768, 16384, -4096, 2048, -1280, 896, -672, 528, -429}},
    {"1/(1 - x)", 1, {1, 1, 1, 1, 1, 1, 1, 1, 1}},
    {"exp(-x^2)", 24, {24, 0, -24, 0, 12, 0, -4, 0, 1}},
};
enum { N_FUNCTIONS = sizeof functions / sizeof *functions };

/* A function g, its polynomial p of degree k, and what is made of both. */
struct meeting {
    int function, k;
};

/* Ways in which they meet. On a side with g above p, `above` says what is taken: g, p, g - p, p -
 * g, 0; `below` the same where it is below. */
enum taken { TAKES_G, TAKES_P, TAKES_DIFFERENCE, TAKES_OPPOSITE, TAKES_ZERO };
static const struct {
    const char *text; /* of g and p, the one after the other */
    enum taken above, below;
} ways[] = {
    {"max(%s, %s)", TAKES_G, TAKES_P},
    {"min(%s, %s)", TAKES_P, TAKES_G},
    {"abs(%s - (%s))", TAKES_DIFFERENCE, TAKES_OPPOSITE},
    {"relu(%s - (%s))", TAKES_DIFFERENCE, TAKES_ZERO},
    {"g = %s; p = %s; where(g > p, g, p)", TAKES_G, TAKES_P},
    {"g = %s; p = %s; where(g < p, 0, g - p)", TAKES_DIFFERENCE, TAKES_ZERO},
    {"g = %s; p = %s; (g - p)*sign(g - p)", TAKES_DIFFERENCE, TAKES_OPPOSITE},
    {"g = %s; p = %s; max([p, min([g, p]), g])", TAKES_G, TAKES_P},
};
enum { N_WAYS = sizeof ways / sizeof *ways };

static dcalc *session;

static void open_session(void)
{
    session = dcalc_new();
}

static void close_session(void)
{
    dcalc_free(session);
}

static char *polynomial(const struct meeting *m)
{
    char *text = text_of("%d/%d", functions[m->function].at[0], functions[m->function].over);
    for (int i = 1; i <= m->k; i++) {
        char *longer = text_of("%s + %d/%d*x^%d", text, functions[m->function].at[i],
                               functions[m->function].over, i);
        free(text), text = longer;
    }
    return text;
}

/* The first coefficient after the polynomial's that is not 0; 0 if it is not in the table. */
static int first_rest(const struct meeting *m)
{
    for (int i = m->k + 1; i < COEFFICIENTS; i++)
        if (functions[m->function].at[i]) return i;
    return 0;
}

static double derivative_on(const struct meeting *m, enum taken what, int n)
{
    double factorial = 1, rest = n > m->k ? functions[m->function].at[n] : 0,
           all = functions[m->function].at[n];
    for (int i = 2; i <= n; i++) factorial *= i;
    double c = what == TAKES_G            ? all
               : what == TAKES_P          ? all - rest
               : what == TAKES_DIFFERENCE ? rest
               : what == TAKES_OPPOSITE   ? -rest
                                          : 0;
    return factorial * c / functions[m->function].over;
}

/* Whether all derivatives up to the n-th agree. */
static bool agree(const struct meeting *m, enum taken left, enum taken right, int n)
{
    for (int i = 1; i <= n; i++)
        if (derivative_on(m, left, i) != derivative_on(m, right, i)) return false;
    return true;
}

static void meet(struct tally *tally, const struct meeting *m, int way, int n)
{
    int rest = first_rest(m);
    if (!rest || rest >= COEFFICIENTS) return;
    bool above_right = functions[m->function].at[rest] > 0,
         above_left = rest % 2 ? !above_right : above_right;
    enum taken right = above_right ? ways[way].above : ways[way].below,
               left = above_left ? ways[way].above : ways[way].below;
    char *p = polynomial(m), *expr = text_of(ways[way].text, functions[m->function].text, p);
    struct test_question q = {
        .command = DCALC_DIFF, .expr = expr, .wrt = "x", .at = "x=0", .order = n};
    struct dcalc_result *r = ask(session, &q);
    const struct dcalc_array *got = answer_of(r);
    double want = derivative_on(m, right, n);
    tally->tried++;
    if (!agree(m, left, right, n)) {
        if (r->status != DCALC_KINK)
            tally_wrong(tally, "order %d of %s: no kink, but %s", n, expr, complaint(r));
    } else if (r->status != DCALC_OK) {
        tally_wrong(tally, "order %d of %s: %s", n, expr, complaint(r));
    } else if (got->values[0] != want) {
        tally_wrong(tally, "order %d of %s: %.17g instead of %.17g", n, expr, got->values[0], want);
    }
    dcalc_result_free(r);
    free(expr), free(p);
}

START_TEST(functions_meet_their_polynomials)
{
    struct tally tally = {0};
    for (int k = 0; k <= 4; k++)
        for (int way = 0; way < N_WAYS; way++)
            for (int n = 1; n <= k + 2 && n <= 5; n++)
                meet(&tally, &(struct meeting){_i, k}, way, n);
    ck_assert(tally.tried > 50);
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("sides");
    tcase_add_unchecked_fixture(checks.tests, open_session, close_session);
    tcase_add_loop_test(checks.tests, functions_meet_their_polynomials, 0, N_FUNCTIONS);
    return checks_run(checks);
}

/* Expansions on one side of a point. */
/* Tests src/series/germ.c, src/series/germ_arithmetic.c, src/series/germ_special.c,
 * src/series/germ_corners.c, src/series/germ_either.c, src/series/germ_exp.c,
 * src/series/germ_functions.c, src/series/germ_identity.c, src/series/germ_make.c,
 * src/series/germ_oscillation.c, src/series/germ_poles.c, src/series/germ_powers.c,
 * src/series/germ_rest.c, src/series/germ_series.c, src/series/germ_sign.c,
 * src/series/germ_singular.c, src/series/germ_steps.c, src/series/germ_terms.c. */

#include "graph/lower.h"
#include "pass/substitute.h"
#include "print/formula.h"
#include "series/germ.h"
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 8 };

static struct core core;
static struct graph graph;
static struct ast ast;
static struct lowering lowering;
static struct germs germs;

static void set_up(void)
{
    core_open(&core);
    ck_assert(graph_init(&graph, &core));
    ast = (struct ast){0};
    lowering = (struct lowering){.g = &graph, .ast = &ast};
    ck_assert(germs_begin(&germs, &graph, TERMS));
}

static void tear_down(void)
{
    germs_end(&germs);
    lower_free(&lowering);
    ast_free(&ast, &core.mem);
    graph_free(&graph);
    core_close(&core);
}

static id leaf(const char *name)
{
    uint32_t interned = names_intern(&core.names, &core.arena, name, strlen(name));
    return graph_variable(&graph, interned, SHAPE_SCALAR);
}

/* A formula of t, with L for log(t). */
static id read_formula(const char *text)
{
    size_t from = ast.statements.n;
    uint32_t source = core_add_source(&core, "text", text, strlen(text));
    ck_assert_msg(source && ast_parse(&core, &ast, source), "%s is not read", text);
    id value = lower_statements(&lowering, from, ast.statements.n);
    struct replacement leaves[] = {{leaf("t"), germs.t}, {leaf("L"), germs.log_t}};
    ck_assert_msg(value != POISON && substitute(&graph, &value, 1, leaves, 2), "%s", text);
    return value;
}

/* The text of a coefficient. */
static const char *show(id a)
{
    struct replacement leaves[] = {{germs.log_t, leaf("L")}};
    ck_assert(substitute(&graph, &a, 1, leaves, 1));
    return print_formula(&graph, a);
}

static const char *show_number(number n)
{
    return print_formula(&graph, graph_number(&graph, n));
}

static const char *show_rest(const struct germ *a)
{
    static char text[512];
    const char *e = show_number(a->order);
    switch (a->rest) {
    case REST_NONE: return "";
    case REST_ORDER: return " + O";
    case REST_FLAT: sprintf(text, " + flat %d", a->sign); return text;
    case REST_STEEP: sprintf(text, "steep %d", a->sign); return text;
    case REST_OSCILLATES:
        sprintf(text, " %s t^%s*[%s, %s]", a->attained ? "+" : "~", e, show(a->low), show(a->high));
        return text;
    }
    return "?";
}

/* The terms up to t^order, and what kind of rest there is. */
static const char *expansion(const char *formula, int order)
{
    static char text[4096];
    static const char *const states[] = {"", "undefined", "undecided", "failed"};
    size_t n = 0;
    number last = number_from_int(&graph.numbers, order);
    const struct germ *a = germ_of(&germs, read_formula(formula), last);
    if (a->state != GERM_KNOWN) return states[a->state];
    *text = 0;
    for (size_t i = 0; i < a->n; i++) {
        if (number_compare(&graph.numbers, a->terms[i].exponent, last) > 0) break;
        n += (size_t)sprintf(text + n, "%s(%s) t^%s", n ? " + " : "", show(a->terms[i].coefficient),
                             show_number(a->terms[i].exponent));
    }
    bool exact = a->rest == REST_NONE && n == 0;
    sprintf(text + n, "%s%s", exact ? "0" : "", show_rest(a));
    return text;
}

struct example {
    const char *formula;
    int order;
    const char *want;
};

static void check_all(const struct example *examples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = expansion(examples[i].formula, examples[i].order);
        ck_assert_msg(!strcmp(got, examples[i].want), "%s is %s, not %s", examples[i].formula, got,
                      examples[i].want);
        ck_assert_msg(!core.diags.n, "%s: %s", examples[i].formula, core.diags.at[0].message);
    }
}
#define CHECK_ALL(examples) check_all(examples, sizeof examples / sizeof *examples)

/* ---- terms ---- */

START_TEST(analytic_functions)
{
    static const struct example examples[] = {
        {"t^3 - 2*t + 1", 9, "(1) t^0 + (-2) t^1 + (1) t^3"},
        {"sin(t)", 3, "(1) t^1 + (-1/6) t^3 + O"},
        {"exp(2*t)*cos(t)", 2, "(1) t^0 + (2) t^1 + (3/2) t^2 + O"},
        {"tan(t)", 5, "(1) t^1 + (1/3) t^3 + (2/15) t^5 + O"},
        {"t/(exp(t) - 1)", 4, "(1) t^0 + (-1/2) t^1 + (1/12) t^2 + (-1/720) t^4 + O"},
        {"(1 - cos(t))/t^2", 2, "(1/2) t^0 + (-1/24) t^2 + O"},
        {"sin(tan(t)) - tan(sin(t))", 7, "(-1/30) t^7 + O"},
        {"(tan(sin(t)) - sin(tan(t)))/t^7", 0, "(1/30) t^0 + O"},
        {"log(1 + t) - t + t^2/2", 3, "(1/3) t^3 + O"},
        {"erf(t)*sqrt(pi)", 3, "(2) t^1 + (-2/3) t^3 + O"},
        {"lambertw(t)", 3, "(1) t^1 + (-1) t^2 + (3/2) t^3 + O"},
        {"(t + 1)^2 - t^2 - 2*t - 1", 9, "0"},
        {"atan2(t, -1)", 3, "(pi) t^0 + (-1) t^1 + (1/3) t^3 + O"},
        {"atan2(-t, -1)", 1, "(-pi) t^0 + (1) t^1 + O"},
        {"t^20 + exp(t) - exp(t)", 20, "(1) t^20"},
    };
    CHECK_ALL(examples);
}
END_TEST

START_TEST(rational_exponents)
{
    static const struct example examples[] = {
        {"sqrt(sin(t))", 3, "(1) t^1/2 + (-1/12) t^5/2 + O"},
        {"sqrt(t^2 + t^3)", 2, "(1) t^1 + (1/2) t^2 + O"},
        {"sqrt(4*t^2)", 2, "(2) t^1"},
        {"cbrt(-t)", 1, "(-1) t^1/3"},
        {"t^(1/2) + t^(1/3)", 1, "(1) t^1/3 + (1) t^1/2"},
        {"acos(1 - t)", 2, "(sqrt(2)) t^1/2 + (sqrt(2)/12) t^3/2 + O"},
        {"asin(t - 1)", 1, "(-pi/2) t^0 + (sqrt(2)) t^1/2 + O"},
        {"acosh(1 + t)", 2, "(sqrt(2)) t^1/2 + (-sqrt(2)/12) t^3/2 + O"},
        {"lambertw(t - exp(-1))", 1, "(-1) t^0 + (sqrt(2)*sqrt(e)) t^1/2 + (-2*e/3) t^1 + O"},
        {"hypot(t, t^2)", 3, "(1) t^1 + (1/2) t^3 + O"},
        {"1/sin(t)^2 - 1/t^2", 0, "(1/3) t^0 + O"},
    };
    CHECK_ALL(examples);
}
END_TEST

START_TEST(logarithms)
{
    static const struct example examples[] = {
        {"log(6*t) - log(2) - log(3)", 0, "(L) t^0"},
        {"t^t", 2, "(1) t^0 + (L) t^1 + (L^2/2) t^2 + O"},
        {"(t^t)^t", 2, "(1) t^0 + (L) t^2 + O"},
        {"t^(t^t)", 2, "(1) t^1 + (L^2) t^2 + O"},
        {"atanh(1 - t)", 1, "(log(2)/2 - L/2) t^0 + (-1/4) t^1 + O"},
        {"log(log(1/t))", 0, "(log(-L)) t^0"},
        {"1/log(t) - 1/log(t + t^2)", 1, "(1/L^2) t^1 + O"},
        {"tanh(log(t))", 2, "(-1) t^0 + (2) t^2 + O"},
        {"exp(3*log(t) + log(-log(t)))", 3, "(-L) t^3"},
        {"asinh(1/t)", 0, "(log(2) - L) t^0 + O"},
        {"acosh(1/t)", 0, "(log(2) - L) t^0 + O"},
    };
    CHECK_ALL(examples);
}
END_TEST

START_TEST(poles_and_infinity)
{
    static const struct example examples[] = {
        {"gamma(t - 1)", 0, "(-1) t^-1 + (-digamma(1) - 1) t^0 + O"},
        {"digamma(t)", 0, "(-1) t^-1 + (digamma(1)) t^0 + O"},
        {"polygamma(1, t - 2)", -1, "(1) t^-2 + O"},
        {"lgamma(t)", 0, "(-L) t^0 + O"},
        {"beta(t - 3/2, -1/2)", 1, "(-16*pi/3) t^1 + O"},
        {"cot(t)", 1, "(1) t^-1 + (-1/3) t^1 + O"},
        {"coth(t)", 1, "(1) t^-1 + (1/3) t^1 + O"},
        {"atan(1/t)", 3, "(pi/2) t^0 + (-1) t^1 + (1/3) t^3 + O"},
        {"atan(-1/t)", 1, "(-pi/2) t^0 + (1) t^1 + O"},
        {"y0(t)*pi/2", 0, "(L - digamma(1) - log(2)) t^0 + O"},
        {"yn(2, t)*pi", -1, "(-4) t^-2 + O"},
        {"lgamma(1/t)", 1, "(-L - 1) t^-1 + (L/2 + log(2*pi)/2) t^0 + (1/12) t^1 + O"},
        {"digamma(1/t)", 2, "(-L) t^0 + (-1/2) t^1 + (-1/12) t^2 + O"},
        {"gamma(1/t + 1)/gamma(1/t)", -1, "(1) t^-1 + O"},
    };
    CHECK_ALL(examples);
}
END_TEST

START_TEST(flat_and_steep)
{
    static const struct example examples[] = {
        {"exp(-1/t)", 9, " + flat 1"},
        {"t^-9*exp(-1/t)", 9, " + flat 1"},
        {"exp(1/t)", 9, "steep 1"},
        {"t^9 - exp(1/t)", 9, "steep -1"},
        {"exp(1/t)*exp(-2/t)", 9, " + flat 1"},
        {"exp(-2/t) - exp(-1/t)", 9, " + flat -1"},
        {"1 + exp(-1/t) - (1 + 3*exp(-2/t))", 9, " + flat 1"},
        {"tanh(1/t)", 9, "(1) t^0 + flat -1"},
        {"log(1 + exp(-1/t))", 9, " + flat 1"},
        {"erfc(1/t)", 9, " + flat 1"},
        {"erf(-1/t)", 9, "(-1) t^0 + flat 1"},
        {"softplus(1/t)", 9, "(1) t^-1 + flat 1"},
        {"gelu(-1/t)", 9, " + flat -1"},
        {"log(cosh(1/t))", 9, "(1) t^-1 + (-log(2)) t^0 + flat 1"},
        {"exp(1/t + t) - exp(1/t)", 9, "steep 1"},
        {"exp(-1/t + t)/exp(-1/t)", 1, "(1) t^0 + (1) t^1 + O"},
        {"exp(-log(t)^2)", 9, " + flat 1"},
        {"expm1(1/t) + 9/2", 9, "steep 1"},
    };
    CHECK_ALL(examples);
}
END_TEST

/* ---- decisions ---- */

START_TEST(ties)
{
    static const struct example examples[] = {
        {"max(exp(-t^2), 1 - t^2)", 4, "(1) t^0 + (-1) t^2 + (1/2) t^4 + O"},
        {"max(sqrt(1 + t^2), 1 + t^2/2)", 4, "(1) t^0 + (1/2) t^2"},
        {"abs(cos(t) - 1 + t^2/2)", 4, "(1/24) t^4 + O"},
        {"relu(1 + t^2/2 - cosh(t))", 9, "0"},
        {"leaky_relu(-t)", 1, "(-1/100) t^1"},
        {"elu(-t)", 2, "(-1) t^1 + (1/2) t^2 + O"},
        {"sign(tanh(t) - atan(t))", 9, "(-1) t^0"},
        {"sign(sin(tan(t)) - tan(sin(t)))", 9, "(-1) t^0"},
        {"heaviside(t - sin(t))", 9, "(1) t^0"},
        {"floor(cos(t) + t^2/2)", 9, "(1) t^0"},
        {"ceil(cosh(t) - t^2/2)", 9, "(2) t^0"},
        {"round(cos(t) - 1/2 + t^2/2)", 9, "(1) t^0"},
        {"round(5/2 + 0*t) + round(7/2 - t)", 9, "(5) t^0"},
        {"mod(cos(t) - 1 + t^2/2 - t^4/24, 1)", 0, "(1) t^0 + O"},
        {"mod(-t, 3)", 1, "(3) t^0 + (-1) t^1"},
        {"floor(pi + t)", 9, "(3) t^0"},
        {"where(cos(t) == 1 - t^2/2, 5, 7)", 9, "(7) t^0"},
        {"where(sin(t) < t, t, sqrt(-t))", 9, "(1) t^1"},
        {"where(t != 0, sin(t)/t, 1)", 2, "(1) t^0 + (-1/6) t^2 + O"},
        {"max(-log(t), 1000)", 0, "(-L) t^0"},
        {"max(exp(-1/t), t^50)", 50, "(1) t^50"},
        {"min(exp(-1/t), exp(-2/t))", 9, " + flat 1"},
    };
    CHECK_ALL(examples);
}
END_TEST

START_TEST(identities)
{
    static const struct example examples[] = {
        {"sign(sin(t)^2 + cos(t)^2 - 1)", 1, "0"},
        {"heaviside(cosh(asinh(t))^2 - sinh(asinh(t))^2 - 1)", 1, "(1/2) t^0"},
        {"where(sin(t)^2 + cos(t)^2 > 1, sin(t), tan(t))", 3, "(1) t^1 + (1/3) t^3 + O"},
        {"where(2*expit(2*t) - 1 < tanh(t), t, 2*t)", 1, "(2) t^1"},
        {"where(exp(2*t) == exp(t)^2, t, 2*t)", 1, "(1) t^1"},
        {"min((exp(t) - exp(-t))/2, sinh(t))", 3, "(1) t^1 + (1/6) t^3 + O"},
        {"max(exp(log1p(t)), 1 + t)", 3, "(1) t^0 + (1) t^1 + O"},
        {"abs(2*sin(-t)*cos(t) + sin(2*t))", 30, "0"},
        {"relu((1 + cos(2*t))/2 - cos(t)^2)", 30, "0"},
        {"floor(sin(t) - tan(t)*cos(t) + 1)", 1, "(1) t^0"},
        {"ceil(2 - exp(t) + 1 + expm1(t))", 1, "(2) t^0"},
        {"round(1/2 + sec(atan(t))^2 - (1 + tan(atan(t))^2))", 1, "0"},
        {"round(3/2 + erf(t) + erfc(t) - 1)", 1, "(2) t^0"},
        {"mod(3 + log((1 - t)^2) - 2*log1p(-t), 3)", 1, "0"},
        {"sign(gamma(t + 3) - (t + 2)*(t + 1)*gamma(t + 1))", 1, "0"},
        {"sign(softplus(t) - t - softplus(-t))", 1, "0"},
        {"sign(asinh(t) - log(t + sqrt(1 + t^2)))", 1, "0"},
        {"sign(t - lambertw(t)*exp(lambertw(t)))", 1, "0"},
    };
    CHECK_ALL(examples);
}
END_TEST

START_TEST(oscillations)
{
    static const struct example examples[] = {
        {"sin(1/t)", 0, " + t^0*[-1, 1]"},
        {"t^2*cos(1/t^2)", 1, " + t^2*[-1, 1]"},
        {"1 - 3*t*sin(1/t)", 1, "(1) t^0 + t^1*[-3, 3]"},
        {"sin(1/t)^2", 0, " + t^0*[0, 1]"},
        {"abs(sin(1/t))", 0, " + t^0*[0, 1]"},
        {"exp(t*sin(1/t))", 1, "(1) t^0 + t^1*[-1, 1]"},
        {"exp(sin(1/t))", 0, " + t^0*[exp(-1), e]"},
        {"t*floor(1/t)", 1, "(1) t^0 + t^1*[-1, 0]"},
        {"sin(1/t) + cos(1/t)", 0, " ~ t^0*[-2, 2]"},
        {"where(sin(1/t) > 0, t, 2*t)", 1, " + t^1*[1, 2]"},
        {"t*sign(sin(1/t))", 1, " + t^1*[-1, 1]"},
        {"sin(log(t))", 0, " + t^0*[-1, 1]"},
        {"sin(floor(1/t))", 0, " ~ t^0*[-1, 1]"},
        {"max(sin(1/t), 0)", 0, " + t^0*[0, 1]"},
        {"max(3 + sin(1/t), 0)", 0, "(3) t^0 + t^0*[-1, 1]"},
        {"j0(1/t)/sqrt(2/pi)", 0, " + t^1/2*[-1, 1]"},
        {"1/sin(1/t)", 0, "undefined"},
        {"log(sin(1/t))", 0, "undefined"},
        {"sqrt(sin(1/t))", 0, "undefined"},
    };
    CHECK_ALL(examples);
}
END_TEST

/* 0, by a formula that nothing here knows. */
#define ZERO "lambertw(t*exp(t)) - t"

START_TEST(no_values)
{
    static const struct example examples[] = {
        {"log(-t)", 1, "undefined"},
        {"sqrt(-t)", 1, "undefined"},
        {"(t - sin(t) - t)^(1/3)", 1, "undefined"},
        {"asin(1 + t)", 1, "undefined"},
        {"acosh(1 - t)", 1, "undefined"},
        {"atanh(1 + t)", 1, "undefined"},
        {"y0(-t)", 1, "undefined"},
        {"tan(1/t)", 1, "undefined"},
        {"gamma(-1/t)", 1, "undefined"},
        {"lambertw(-exp(-1) - t)", 1, "undefined"},
        {"where(t > 0, log(-t), 1)", 1, "undefined"},
        {"(-1 - t)^t", 1, "undefined"},
        /* zeros that no form shows */
        {"1/(" ZERO ")", 1, "undecided"},
        {"log(" ZERO ")", 1, "undecided"},
        {"sign(" ZERO ")", 1, " ~ t^0*[-1, 1]"},
        {"floor(pi*(j1(1)*y0(1) - j0(1)*y1(1))/2 - t)", 1, "undecided"},
        {"1/((j1(1)*y0(1) - j0(1)*y1(1) - 2/pi)*t + t^2)", 1, "undecided"},
        /* where the answer does not depend on them */
        {"max(t, t + " ZERO ")", 3, "(1) t^1 + O"},
        {"where(" ZERO " > 0, sin(t), tan(t))", 1, "(1) t^1 ~ t^3*[-1/6, 1/3]"},
        /* and zeros that one does */
        {"sign(sin(t)^2 + cos(t)^2 - 1)", 1, "0"},
        {"1/(sin(t)^2 + cos(t)^2 - 1)", 1, "undefined"},
        {"max(2*sin(t)*cos(t), sin(2*t)) - sin(2*t)", 1, "0"},
        {"where(cosh(t)^2 - sinh(t)^2 == 1, 1, 2)", 1, "(1) t^0"},
    };
    CHECK_ALL(examples);
}
END_TEST

START_TEST(signs)
{
    static const struct {
        const char *formula;
        int sign;
    } examples[] = {
        {"t - sin(t)", 1},
        {"sin(tan(t)) - tan(sin(t))", -1},
        {"t*log(t)", -1},
        {"log(-log(t)) + log(t)", -1},
        {"log(t)^2 + 5*log(t)", 1},
        {"t^3*exp(-1/t) - exp(-2/t)", 1},
        {"t^pi - t^3", -1},
        {"t^pi - 22/7*t^(22/7)", 1},
        {"2 + sin(1/t)", 1},
        {"1 + sin(1/t)", SIGN_UNKNOWN},
        {"(t + 1)^3 - t^3 - 3*t^2 - 3*t - 1", 0},
        {"cos(t)^40 - exp(-20*t^2) + 10/3*t^4", 1},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const struct germ *a = germ_with_sign(&germs, read_formula(examples[i].formula));
        ck_assert_msg(germ_sign(&germs, a) == examples[i].sign, "the sign of %s is %d",
                      examples[i].formula, germ_sign(&germs, a));
    }
}
END_TEST

START_TEST(coefficients)
{
    number one = NUMBER_ONE, nine = number_from_int(&graph.numbers, 9);
    id c;
    const struct germ *a = germ_of(&germs, read_formula("t + t^2*sin(1/t)"), one);
    ck_assert(germ_coefficient(&germs, a, one, &c) && c == graph_int(&graph, 1));
    ck_assert(germ_coefficient(&germs, a, NUMBER_ZERO, &c) && c == graph_int(&graph, 0));
    ck_assert(!germ_coefficient(&germs, a, NUMBER_TWO, &c));
    a = germ_of(&germs, read_formula("t + exp(-1/t)"), one);
    ck_assert(germ_coefficient(&germs, a, nine, &c) && c == graph_int(&graph, 0));
    a = germ_of(&germs, read_formula("log(-t)"), one);
    ck_assert(a->state == GERM_UNDEFINED && a->why && a->culprit != POISON);
    ck_assert(!germ_coefficient(&germs, a, one, &c));
}
END_TEST

/* ---- limits ---- */

/* A sum as deep as memory allows, not as the stack does. */
static void expand_deep(void *user)
{
    id a = germs.t;
    for (int i = 0; i < 20000; i++)
        a = graph_fn2(&graph, FN_maximum, graph_fn1(&graph, FN_abs, a),
                      graph_scale(&graph, NUMBER_TWO, germs.t));
    *(const struct germ **)user = germ_of(&germs, a, NUMBER_ONE);
}

START_TEST(deep_formulas)
{
    const struct germ *a = NULL;
    on_small_stack(256 << 10, expand_deep, &a);
    ck_assert(a && a->state == GERM_KNOWN && a->n == 1);
}
END_TEST

static const char *const hard[] = {
    "max(exp(-t^2), 1 - t^2)*floor(cos(t) + t^2/2) + sqrt(sin(t))",
    "log(1 + exp(-1/t)) + t^t + y0(t) + gamma(t - 2)",
    "where(sin(1/t) > 0, erfc(1/t), sign(log(-log(t)) + pi*t))",
};

/* Every allocation fails once. */
START_TEST(memory_fails)
{
    size_t n = 0;
    struct fault fault = {0};
    do {
        ck_assert_uint_lt(++n, 20000);
        tear_down();
        set_up();
        id formula = read_formula(hard[_i]);
        fault = (struct fault){.countdown = n};
        core.mem.fault = &fault;
        const struct germ *a = germ_of(&germs, formula, NUMBER_TWO);
        core.mem.fault = NULL;
        ck_assert_msg(fault.hit ? a->state == GERM_FAILED : a->state == GERM_KNOWN,
                      "%s, allocation %zu: state %d", hard[_i], n, a->state);
    } while (fault.hit);
    ck_assert_uint_gt(n, 5);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("germ");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, analytic_functions);
    tcase_add_test(checks.tests, rational_exponents);
    tcase_add_test(checks.tests, logarithms);
    tcase_add_test(checks.tests, poles_and_infinity);
    tcase_add_test(checks.tests, flat_and_steep);
    tcase_add_test(checks.tests, ties);
    tcase_add_test(checks.tests, identities);
    tcase_add_test(checks.tests, oscillations);
    tcase_add_test(checks.tests, no_values);
    tcase_add_test(checks.tests, signs);
    tcase_add_test(checks.tests, coefficients);
    tcase_add_test(checks.tests, deep_formulas);
    tcase_add_loop_test(checks.tests, memory_fails, 0, sizeof hard / sizeof *hard);
    return checks_run(checks);
}

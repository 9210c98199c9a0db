/* The expression graph: equal expressions are one node, and identities keep the value. */
/* Tests src/graph/graph.c, src/graph/algebra.c, src/graph/algebra_merge.c, src/graph/identities.c,
 * src/graph/reach.c, src/graph/roots.c, src/graph/rules.c, src/graph/lower.c,
 * src/graph/lower_operators.c, src/graph/lower_name.c, src/graph/lower_statement.c,
 * src/graph/lower_call.c, src/graph/demand.c, src/graph/demand_sweep.c, src/question/guards.c,
 * src/question/kinks.c. */

/* What identities forget is kept as guards. */
#include "support/support.h"

#include "graph/lower.h"
#include "print/formula.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct core core;
static struct graph graph;
static struct ast ast;
static struct lowering lowering;
static dcalc *session;

static void set_up(void)
{
    core_open(&core);
    ck_assert(graph_init(&graph, &core));
    ast = (struct ast){0};
    lowering = (struct lowering){.g = &graph, .ast = &ast};
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
    lower_free(&lowering);
    ast_free(&ast, &core.mem);
    graph_free(&graph);
    core_close(&core);
}

static id read_text(const char *text)
{
    size_t from = ast.statements.n;
    uint32_t source = core_add_source(&core, "text", text, strlen(text));
    ck_assert_msg(ast_parse(&core, &ast, source), "%s is not read", text);
    id value = lower_statements(&lowering, from, ast.statements.n);
    ck_assert_msg(value != POISON, "%s: %s", text,
                  core.diags.n ? core.diags.at[0].message : "poison");
    return value;
}

static void same(const char *a, const char *b)
{
    id left = read_text(a), right = read_text(b);
    ck_assert_msg(left == right, "%s is %s, %s is %s", a, print_formula(&graph, left), b,
                  print_formula(&graph, right));
}

static void differ(const char *a, const char *b)
{
    ck_assert_msg(read_text(a) != read_text(b), "%s became %s", a, b);
}

START_TEST(equal_expressions_are_one_node)
{
    same("x + y", "y + x");
    same("x*y*z", "z*(y*x)");
    same("x + (y + z)", "(x + y) + z");
    same("sin(x + 1)^2", "sin(1 + x)^2");
    same("x^2", "x*x");
    same("1/x", "x^-1");
    same("x/y", "x*y^-1");
    same("0.5*x", "x/2");
    same("sqrt(x)", "x^(1/2)");
    same("-(x - y)", "y - x");
    same("pow(x, y)", "x^y");
    same("e^x", "exp(x)");
    same("sigmoid(x)", "expit(x)");
    same("ln(x)", "log(x)");
    same("[x, y][1]", "y");
    differ("x", "y");
    differ("x - y", "y - x");
    differ("atan2(x, y)", "atan2(y, x)");
    differ("x/y", "y/x");
    differ("[x, y]", "[y, x]");
    differ("x^y", "y^x");
}
END_TEST

START_TEST(like_terms)
{
    same("x - x", "0");
    same("2*x + 3*x", "5*x");
    same("x/2 + x/3", "5*x/6");
    same("x*y - y*x", "0");
    same("3*(x + y) - 3*x - 3*y", "0");
    same("(x + y)^2 - (y + x)^2", "0");
    same("sin(x)^2*2 + sin(x)^2", "3*sin(x)^2");
    same("0*x", "0");
    same("x + 0", "x");
    same("1 + x + 2", "x + 3");
}
END_TEST

START_TEST(powers)
{
    same("x/x", "1");
    same("x*x^(x-1)", "x^x");
    same("x^2*x^3", "x^5");
    same("x^2*x^-2", "1");
    same("x^0", "1");
    same("x^1", "x");
    same("(x^2)^3", "x^6");
    same("(x*y)^2", "x^2*y^2");
    same("1/(1/x)", "x");
    same("2^x*2^y", "2^(x + y)");
    same("(x^(1/2))^4", "x^2");
    same("x^(1/3)*x^(2/3)", "x");
    same("(2*x)^3", "8*x^3");
    same("x/(2*x)", "1/2");
}
END_TEST

/* What holds for some real numbers only must not be done. */
START_TEST(powers_that_must_stay)
{
    differ("(x^2)^(1/2)", "x");
    differ("(x^4)^(1/4)", "x");
    differ("(x^2)^(3/2)", "x^3");
    differ("sqrt(x^2*y)", "x*sqrt(y)");
    differ("sqrt(x*y)", "sqrt(x)*sqrt(y)");
    differ("(x^y)^z", "x^(y*z)");
    differ("log(x^2)", "2*log(x)");
    differ("log(x*y)", "log(x) + log(y)");
    differ("asin(sin(x))", "x");
    differ("atan(tan(x))", "x");
    differ("acosh(cosh(x))", "x");
    differ("abs(x)", "x");
    differ("cbrt(x)", "x^(1/3)");
}
END_TEST

START_TEST(numbers)
{
    same("8^(1/2)", "2*sqrt(2)");
    same("8^(1/3)", "2");
    same("(4/9)^(1/2)", "2/3");
    same("(4/9)^(-3/2)", "27/8");
    same("sqrt(50)", "5*sqrt(2)");
    same("sqrt(1/2)", "sqrt(2)/2");
    same("sqrt(2)*sqrt(2)", "2");
    same("sqrt(2)*sqrt(8)", "4");
    same("2^10", "1024");
    same("2^-2", "0.25");
    same("1e-3", "1/1000");
    same("0.1 + 0.2", "0.3");
    same("10^20/10^19", "10");
    same("2^3^2", "512");
    same("(-2)^3", "-8");
    same("-2^2", "-4");
    same("mod(-1, 3)", "2");
    same("floor(-1/2)", "-1");
    same("abs(-3)", "3");
}
END_TEST

START_TEST(parities)
{
    same("sin(-x)", "-sin(x)");
    same("cos(-x)", "cos(x)");
    same("abs(-x)", "abs(x)");
    same("abs(x)^2", "x^2");
    same("exp(0)", "1");
    same("log(1)", "0");
    same("log(exp(x))", "x");
    same("exp(log(x))", "x");
    same("(x.T).T", "x");
}
END_TEST

static double value_at(const char *expr, const char *at)
{
    return ask_number(session,
                      &(struct test_question){.command = DCALC_EVAL, .expr = expr, .at = at});
}

/* Whatever the graph makes of these, their values stay. */
START_TEST(nested_shapes_keep_their_values)
{
    static const struct {
        const char *expr, *at;
        double want;
    } cases[] = {
        {"(x^2)^(1/2)", "x=-3", 3},
        {"(x^4)^(1/4)", "x=-2", 2},
        {"(x^2)^(3/2)", "x=-2", 8},
        {"((x^2)^(1/2))^3", "x=-2", 8},
        {"((x^6)^(1/2))^(1/3)", "x=-2", 2},
        {"(x^-2)^(-1/2)", "x=-4", 4},
        {"(-x)^(1/2)*(-x)^(1/2)", "x=-4", 4},
        {"sqrt(x^2*y)", "x=-3,y=4", 6},
        {"sqrt(x*y)", "x=-2,y=-8", 4},
        {"(x*y)^(3/2)", "x=-2,y=-2", 8},
        {"(x*y)^(-1/2)", "x=-2,y=-8", 0.25},
        {"(4*x^2)^(1/2)", "x=-3", 6},
        {"log(x^2)", "x=-1", 0},
        {"log(x*y)", "x=-1,y=-1", 0},
        {"x^y*x^-y", "x=2,y=3", 1},
        {"x^(2*y)/(x^y)^2", "x=-2,y=3", 1},
        {"abs(x)^3", "x=-2", 8},
        {"abs(x)^2/x", "x=-2", -2},
        {"cbrt(x)^3", "x=-8", -8},
        {"(x - y)/(y - x)", "x=1,y=3", -1},
        {"(2*x + 2*y)/(x + y)", "x=1,y=3", 2},
        {"1/(1/x + 1/y)", "x=3,y=6", 2},
        {"max(x, y) + min(x, y)", "x=3,y=5", 8},
        {"sign(x)*abs(x)", "x=-3", -3},
        {"x^0", "x=0", 1},
        {"0^x", "x=2", 0},
        {"(-2)^x", "x=3", -8},
        {"(-1)^x", "x=4", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double got = value_at(cases[i].expr, cases[i].at);
        ck_assert_msg(is_near(got, cases[i].want, 1e-14, 1), "%s at %s is %.17g, not %g",
                      cases[i].expr, cases[i].at, got, cases[i].want);
    }
}
END_TEST

/* A function must be defined at the point as it is written, whatever the formula became. */
static const struct {
    const char *expr, *at;
    enum dcalc_kind kind;
} undefined[] = {
    {"x/x", "x=0", DCALC_POLE},
    {"x^2/x", "x=0", DCALC_POLE},
    {"(x - 1)/(x - 1)", "x=1", DCALC_POLE},
    {"(x^2 - 1)/(x - 1)", "x=1", DCALC_POLE},
    {"1/x - 1/x", "x=0", DCALC_POLE},
    {"1/(1/x)", "x=0", DCALC_POLE},
    {"(x^-1)^-1", "x=0", DCALC_POLE},
    {"0*log(x)", "x=-1", DCALC_DOMAIN},
    {"log(x) - log(x)", "x=-1", DCALC_DOMAIN},
    {"log(x)*0", "x=0", DCALC_POLE},
    {"sqrt(x)^2", "x=-1", DCALC_DOMAIN},
    {"sqrt(x)*sqrt(x)", "x=-1", DCALC_DOMAIN},
    {"(x^(1/3))^3", "x=-8", DCALC_DOMAIN},
    {"exp(log(x))", "x=-3", DCALC_DOMAIN},
    {"sin(asin(x))", "x=2", DCALC_DOMAIN},
    {"cosh(acosh(x))", "x=0", DCALC_DOMAIN},
    {"log(x)^0", "x=-1", DCALC_DOMAIN},
    {"0/x", "x=0", DCALC_POLE},
    {"y = log(x); 5", "x=-1", DCALC_DOMAIN},
    {"y = log(x); y = 2; y*x", "x=-1", DCALC_DOMAIN},
    {"f(a) = 1/a; 0*f(x)", "x=0", DCALC_POLE},
    {"[x, 1/x][0]", "x=0", DCALC_POLE},
    {"sum([1/x, 2]*[0, 1])", "x=0", DCALC_POLE},
    {"sum(zeros(2)*log(x))", "x=-1", DCALC_DOMAIN},
    {"where(1/x > 0, 1, 2)", "x=0", DCALC_POLE},
    {"where(x > 0, log(x), 1/x)", "x=0", DCALC_POLE},
    {"where(x < 0, log(x), 1)", "x=-1", DCALC_DOMAIN},
    {"0^x", "x=-1", DCALC_POLE},
    {"x^y", "x=-8,y=1/3", DCALC_DOMAIN},
    {"mod(x, x) + x", "x=0", DCALC_POLE},
    {"0*gamma(x)", "x=-2", DCALC_POLE},
    {"diff(log(x), x)", "x=-1", DCALC_DOMAIN},
    {"y = 1/x; where(x > 0, y, 0) + y", "x=0", DCALC_POLE},
    {"y = 1/x; z = y + 1; y = 2; where(x > 0, 3, z)", "x=0", DCALC_POLE},
    {"y = 1/x; z = where(x > 0, y, 0); where(x < 0, z, y)", "x=0", DCALC_POLE},
    {"f(a, b) = where(a > 0, b, 0); f(x, 1/x) + f(1, 1/x)", "x=0", DCALC_POLE},
    {"f(a) = 3; f(1/x)", "x=0", DCALC_POLE},
    {"y = log(x*[1, -1]); sum(where(x*[-1, 1] > 0, y, 0))", "x=1", DCALC_DOMAIN},
    {"y = log(x*[1, -1]); sum(where(x*[1, -1] > 0, y[::-1], 0))", "x=1", DCALC_DOMAIN},
    {"y = [1, 0]/x; sum(where([1, -1] > 0, sum(1/y), 0))", "x=1", DCALC_POLE},
};

static void refuse_all(enum dcalc_command command)
{
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof undefined / sizeof *undefined; i++) {
        struct test_question q = {
            .command = command, .expr = undefined[i].expr, .at = undefined[i].at};
        if (command != DCALC_EVAL) q.wrt = "x";
        tally_refused(&tally, &q, undefined[i].kind);
    }
    ck_tally(&tally);
}

START_TEST(guards_of_values)
{
    refuse_all(DCALC_EVAL);
}
END_TEST

/* ... but in a branch that is taken, under whatever name it is used there. */
static const struct {
    const char *expr, *at;
    double value, derivative;
} not_taken[] = {
    {"y = 1/x; where(x > 1, y, 4)", "x=0", 4, 0},
    {"y = 1/x; z = y + log(x); where(x > 1, z, 2*x)", "x=0", 0, 2},
    {"y = 1/x; z = where(x > 1, y, 5); where(x < 1, z, y)", "x=0", 5, 0},
    {"y = 1/x; y = where(x > 1, y, 7); y*x", "x=0", 0, 7},
    {"f(a, b) = where(a > 1, b, a); f(x, 1/x)", "x=0", 0, 1},
    {"f(a) = 3; where(x > 1, f(1/x), x)", "x=0", 0, 1},
    {"f(a) = a + y; y = 1/x; where(x > 1, f(2), x)", "x=0", 0, 1},
    {"y = log(x); where(x > 1, diff(y, x), x)", "x=0", 0, 1},
    {"y = log(x*[1, -1]); sum(where(x*[1, -1] > 0, y, 0))", "x=1", 0, 1},
    {"y = [log(x), 1/(x - 1)]; sum(where([1, -1] > 0, y, 0))", "x=1", 0, 1},
    {"y = log([[-1, -1], [x, 1]]); sum(where([[-1], [1]] > 0, y, 0))", "x=1", 0, 1},
    {"y = inv([[x, 0], [0, x]]); sum(where(x > 1, y, 0))", "x=0", 0, 0},
};

START_TEST(guards_of_branches)
{
    for (size_t i = 0; i < sizeof not_taken / sizeof *not_taken; i++) {
        struct test_question q = {.expr = not_taken[i].expr, .at = not_taken[i].at, .wrt = "x"};
        double want[] = {not_taken[i].value, not_taken[i].derivative};
        for (int k = 0; k < 2; k++) {
            q.command = k ? DCALC_DIFF : DCALC_EVAL;
            double got = ask_number(session, &q);
            ck_assert_msg(got == want[k], "%s is %g, not %g", q.expr, got, want[k]);
        }
    }
}
END_TEST

START_TEST(guards_of_derivatives)
{
    refuse_all(DCALC_DIFF);
    refuse_all(DCALC_GRAD);
    refuse_all(DCALC_JACOBIAN);
    refuse_all(DCALC_HESSIAN);
}
END_TEST

/* An operation that is undefined everywhere is an error without a point too. */
START_TEST(undefined_constants)
{
    static const struct {
        const char *expr;
        enum dcalc_kind kind;
    } constants[] = {
        {"1/0", DCALC_POLE},
        {"0/0", DCALC_POLE},
        {"x + 1/0", DCALC_POLE},
        {"x/0", DCALC_POLE},
        {"1/(x - x)", DCALC_POLE},
        {"0^-1", DCALC_POLE},
        {"log(-1)", DCALC_DOMAIN},
        {"sqrt(-4)", DCALC_DOMAIN},
        {"x*log(0)", DCALC_POLE},
        {"gamma(-1)", DCALC_POLE},
        {"x - f/diff(f, x)", DCALC_POLE},
    };
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        struct test_question q = {.command = DCALC_EVAL, .expr = constants[i].expr};
        tally_refused(&tally, &q, constants[i].kind);
        q.command = DCALC_GRAD;
        q.wrt = "x";
        if (strchr(q.expr, 'x')) tally_refused(&tally, &q, constants[i].kind);
    }
    ck_tally(&tally);
}
END_TEST

/* The branch that is not taken leaks neither errors nor nan, into values or derivatives. */
START_TEST(branches_do_not_leak)
{
    static const struct {
        const char *expr, *at;
        double value, derivative;
    } cases[] = {
        {"where(x > 0, log(x), x^2)", "x=-3", 9, -6},
        {"where(x > 0, x^2, log(-x))", "x=3", 9, 6},
        {"where(x > 0, 1/x, 0)", "x=-1", 0, 0},
        {"where(x > 1, 1/(x - 1), 1/(x + 1))", "x=0", 1, -1},
        {"where(x > 0, sqrt(x), 2*x)", "x=-1", -2, 2},
        {"where(x == 0, 1, sin(x)/x)", "x=0", 1, 0},
        {"where(x > 0, x^2, -x^2)", "x=0", 0, 0},
        {"where(x > 0, where(x > 1, log(x - 1), x), 1/x)", "x=0.5", 0.5, 1},
        {"where(x < 0, 2*x, where(x > 1, 1/(x - 1), 3*x))", "x=-1", -2, 2},
        {"where(x > 0, log(x), 0)*x + 2*x", "x=-1", -2, 2},
        {"where(x > 700, 0, exp(-x))", "x=-0", 1, -1},
        {"where(x > 0, exp(1000*x), x)", "x=-1", -1, 1},
        {"f(a) = where(a > 0, log(a), -a); f(x)", "x=-2", 2, -1},
        {"y = where(x > 0, log(x), 0); y + x", "x=-2", -2, 1},
        {"sum(where([x, 1] > 0, log([x, 1]), [x, 1]))", "x=-2", -2, 1},
        {"2^where(x > 0, log(x), x)", "x=-1", 0.5, 0.34657359027997264},
    };
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct test_question q = {.command = DCALC_EVAL, .expr = cases[i].expr, .at = cases[i].at};
        double value = ask_number(session, &q);
        q.wrt = "x";
        q.command = DCALC_DIFF;
        double forward = ask_number(session, &q);
        q.command = DCALC_GRAD;
        double reverse = ask_number(session, &q), want = cases[i].derivative;
        tally.tried++;
        if (value != cases[i].value || forward != want || reverse != want)
            tally_wrong(&tally, "%s at %s: %g, derivative %g forward, %g in reverse", q.expr, q.at,
                        value, forward, reverse);
    }
    ck_tally(&tally);
}
END_TEST

/* At the edge between the branches the value is that of the branch taken. */
START_TEST(edges_of_branches)
{
    ck_assert(value_at("where(x > 0, 1/x, 0)", "x=0") == 0);
    ck_assert(value_at("where(x > 0, x*log(x), 5)", "x=0") == 5);
    ck_assert(value_at("where(x >= 0, x + 2, 1/x)", "x=0") == 2);
    ck_assert(value_at("where(x < 0, 0, where(x > 0, 1/x, 3))", "x=0") == 3);
    ck_assert(value_at("where(x, 1, 2)", "x=0") == 2);
    ck_assert(value_at("where(x == y, 1, 2)", "x=1/3,y=1 - 2/3") == 1);
}
END_TEST

START_TEST(kinks)
{
    static const char *const at_zero[] = {"abs(x)",       "max(x, 0)",    "min(x, 0)", "sign(x)",
                                          "relu(x)",      "heaviside(x)", "floor(x)",  "ceil(x)",
                                          "abs(x) + x^2", "norm([x, x])"};
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof at_zero / sizeof *at_zero; i++) {
        struct test_question q = {.command = DCALC_DIFF, .expr = at_zero[i], .at = "x=0"};
        tally_refused(&tally, &q, DCALC_KINK);
    }
    static const char *const smooth[] = {"x*abs(x)",       "abs(x)^2", "abs(x) - abs(x)",
                                         "norm([x, x])^2", "0*abs(x)", "max(x, x) - x",
                                         "abs(x)^3"};
    for (size_t i = 0; i < sizeof smooth / sizeof *smooth; i++) {
        struct test_question q = {.command = DCALC_DIFF, .expr = smooth[i], .at = "x=0"};
        double got = ask_number(session, &q);
        tally.tried++;
        if (got != 0) tally_wrong(&tally, "%s has the derivative %g at 0", smooth[i], got);
    }
    ck_tally(&tally);
}
END_TEST

/* Names are by the value that was bound. */
START_TEST(names)
{
    ck_assert(value_at("x = 3; diff(x^2, x)", "") == 6);
    ck_assert(value_at("y = x^2; z = 3*y; diff(z, y)", "x=5") == 3);
    ck_assert(value_at("y = x; y = y + 1; y*y", "x=2") == 9);
    ck_assert(value_at("f(a) = a*b; b = 4; f(3)", "") == 12);
    ck_assert(value_at("pi = 3; pi", "") == 3);
    ck_assert(value_at("sin = 3; sin", "") == 3);
    ck_assert(value_at("f(pi) = pi; f(2)", "") == 2);
    ck_assert(value_at("e*x", "e=2,x=3") == 6);
    ck_refused(&(struct test_question){.expr = "sin*x"}, DCALC_NAME, "sin");
    ck_refused(&(struct test_question){.expr = "f(a, a) = a; f(1, 2)"}, DCALC_SYNTAX, "a");
    ck_refused(&(struct test_question){.expr = "x + y", .at = "x=2"}, DCALC_NAME, "y");
    ck_refused(&(struct test_question){.expr = "f(x) = f(x); f(1)"}, DCALC_LIMIT, NULL);
    ck_refused(&(struct test_question){.expr = "diff(polygamma(x, 2), x)"}, DCALC_DOMAIN, NULL);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("graph");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, equal_expressions_are_one_node);
    tcase_add_test(checks.tests, like_terms);
    tcase_add_test(checks.tests, powers);
    tcase_add_test(checks.tests, powers_that_must_stay);
    tcase_add_test(checks.tests, numbers);
    tcase_add_test(checks.tests, parities);
    tcase_add_test(checks.tests, nested_shapes_keep_their_values);
    tcase_add_test(checks.tests, guards_of_values);
    tcase_add_test(checks.tests, guards_of_branches);
    tcase_add_test(checks.tests, guards_of_derivatives);
    tcase_add_test(checks.tests, undefined_constants);
    tcase_add_test(checks.tests, branches_do_not_leak);
    tcase_add_test(checks.tests, edges_of_branches);
    tcase_add_test(checks.tests, kinks);
    tcase_add_test(checks.tests, names);
    return checks_run(checks);
}

/* Plots: what is drawn of functions whose poles, jumps, peaks and edges are known. */
/* Tests src/plot/plot.c, src/plot/given.c, src/plot/ranges.c, src/plot/dots.c, src/plot/listing.c,
 * src/plot/function.c, src/plot/sample.c, src/plot/axis.c, src/plot/contour.c, src/plot/picture.c,
 * src/plot/svg.c, src/plot/characters.c, src/question/range.c, cmd/plot.c, cmd/picture.c. */
#include "plot/plot_private.h"
#include "support/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct core core;
static struct graph graph;
static struct question whole;
static struct dcalc_request request;
static struct function function;
static struct curve curve;
static struct outlook outlook;

static void set_up(void)
{
    core_open(&core);
    ck_assert(graph_init(&graph, &core));
    request = (struct dcalc_request){.size = sizeof request, .command = DCALC_PLOT};
    question_init(&whole, &core, &graph);
    question_ask(&whole, &request, NULL, &core.arena);
    curve = (struct curve){0};
}

static void tear_down(void)
{
    vec_free(&core.mem, &curve.line);
    vec_free(&core.mem, &curve.kinks);
    function_end(&function);
    question_free(&whole);
    graph_free(&graph);
    core_close(&core);
}

/* Follows a function of x over a range, in so many columns and with a view of its values, which if
 * it is very large is not known. */
static void follow(const char *text, double from, double to, size_t columns, double low,
                   double high)
{
    static const char *const names[] = {"x"};
    struct function_source source = {&whole, {text, strlen(text), "expression"}, names, 1, false};
    ck_assert_msg(function_begin(&function, &source), "%s", text);
    double pixel = high - low < 1e298 ? (high - low) / 400 : 0;
    struct sampling s = {&function, {from, to}, {low, high}, pixel, columns, pixel > 0 ? 64 : 1};
    ck_assert(sample_curve(&s, &curve, &outlook));
}

/* How many lines lead from one side of x to the other. */
static int lines_over(double x)
{
    int n = 0;
    for (size_t i = 1; i < curve.line.n; i++)
        n += curve.line.at[i].joined && curve.line.at[i - 1].x < x - 1e-12 &&
             curve.line.at[i].x > x + 1e-12;
    return n;
}

static double highest(void)
{
    double y = -HUGE_VAL;
    for (size_t i = 0; i < curve.line.n; i++) y = fmax(y, curve.line.at[i].y);
    return y;
}

static int breaks(void)
{
    int n = 0;
    for (size_t i = 0; i < curve.line.n; i++) n += !curve.line.at[i].joined;
    return n;
}

START_TEST(poles_are_not_crossed)
{
    const double pi = 3.14159265358979323846;
    follow("tan(x)", -5, 5, 300, -8, 8);
    ck_assert_int_eq(breaks(), 5);
    for (int k = -2; k < 2; k++) ck_assert_int_eq(lines_over(pi / 2 + k * pi), 0);
    for (int k = -1; k <= 1; k++) ck_assert_int_ge(lines_over(k * pi + 0.11), 1);
    /* Each branch leaves the view, so that it reaches the frame. */
    for (size_t i = 1; i + 1 < curve.line.n; i++)
        if (!curve.line.at[i].joined) ck_assert(fabs(curve.line.at[i].y) > 8);
}
END_TEST

START_TEST(jumps_are_not_crossed)
{
    follow("floor(x)", -0.5, 3.5, 301, -1, 4);
    ck_assert_int_eq(breaks(), 5);
    for (int k = 0; k <= 3; k++) ck_assert_int_eq(lines_over(k), 0);
    ck_assert_uint_eq(curve.kinks.n, 0);
}
END_TEST

START_TEST(a_narrow_peak_is_found)
{
    follow("exp(-((x - 3/10)/10^-6)^2)", -1, 1, 200, -0.1, 1.1);
    ck_assert(highest() > 0.997 && highest() <= 1);
    ck_assert_int_eq(breaks(), 1);
    ck_assert_uint_eq(curve.unproved, 0);
}
END_TEST

START_TEST(what_is_undefined_is_left_out)
{
    follow("sqrt(x)", -1, 1, 201, -0.1, 1.1);
    ck_assert_int_eq(breaks(), 1);
    ck_assert(curve.line.at[0].x >= 0 && curve.line.at[0].y < 1e-3);
    ck_assert_double_eq(curve.line.at[curve.line.n - 1].y, 1);
}
END_TEST

START_TEST(bands_are_filled)
{
    follow("sin(1/x)", -1, 1, 200, -1.1, 1.1);
    double low[200], high[200];
    for (int i = 0; i < 200; i++) low[i] = 2, high[i] = -2;
    for (size_t i = 0; i < curve.line.n; i++) {
        int column = (int)((curve.line.at[i].x + 1) * 100);
        if (column > 199) column = 199;
        low[column] = fmin(low[column], curve.line.at[i].y);
        high[column] = fmax(high[column], curve.line.at[i].y);
    }
    for (int i = 95; i < 105; i++) ck_assert(low[i] < -0.99 && high[i] > 0.99);
}
END_TEST

START_TEST(kinks_are_marked)
{
    follow("abs(x - 1/3) + x*abs(x)", -1, 1, 200, 0, 2);
    ck_assert_uint_eq(curve.kinks.n, 1); /* at 0 it is smooth */
    ck_assert(fabs(curve.kinks.at[0].x - 1.0 / 3) < 1e-9);
    ck_assert(fabs(curve.kinks.at[0].y - 1.0 / 9) < 1e-9);
}
END_TEST

/* Between its ends every line is within a quarter of a dot of the curve, as drawn: in heights of
 * dots above or below, and less where the line is steep. */
static void check_lines(double (*known)(double), double column, double dot)
{
    for (size_t i = 1; i < curve.line.n; i++) {
        const struct vertex *a = &curve.line.at[i - 1], *b = &curve.line.at[i];
        double slope = (b->y - a->y) / (b->x - a->x) * column;
        for (int k = 0; k <= 16; k++) {
            double x = a->x + (b->x - a->x) * k / 16, y = a->y + (b->y - a->y) * k / 16;
            ck_assert(fabs(known(x) - y) < 0.25 * hypot(dot, slope));
        }
    }
}

START_TEST(smooth_lines_are_near)
{
    follow("sin(x)", 0, 10, 100, -1.1, 1.1);
    check_lines(sin, 0.1, 2.2 / 400);
}
END_TEST

/* What is straight as drawn has lines over many columns, and a bend as many lines as it takes. */
START_TEST(lines_are_as_long_as_they_may)
{
    follow("exp(x)", -10, 3, 10000, 0, 20);
    ck_assert_uint_lt(curve.line.n, 1000);
    check_lines(exp, 13.0 / 10000, 20.0 / 400);
    tear_down(), set_up();
    follow("1/(1 + (1000*x)^2)", -1, 1, 1000, 0, 1);
    ck_assert(highest() > 0.9999);
    ck_assert_uint_lt(curve.line.n, 500);
}
END_TEST

/* Is the curve, within a column and a dot, where the function is? */
static bool is_on_curve(double x, double y, double column, double dot)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t i = 0; i < curve.line.n; i++) {
        const struct vertex *v = &curve.line.at[i];
        if (fabs(v->x - x) > column) continue;
        low = fmin(low, v->y);
        high = fmax(high, v->y);
    }
    return y >= low - dot && y <= high + dot;
}

/* Smooth functions at random points, beside the certified value there. */
START_TEST(random_functions)
{
    struct dice dice = {20};
    dcalc *session = dcalc_new();
    for (int k = 0; k < 24 / SLOWER; k++) {
        if (k) tear_down(), set_up();
        char *expr = dice_expression(&dice, 10), at[64];
        struct dcalc_binding names[] = {{.name = "y", .value = {"1/3", 3, "y"}},
                                        {.name = "z", .value = {"-1/2", 4, "z"}}};
        request.at = names;
        request.n_at = 2;
        follow(expr, -2, 2, 200, -1e299, 1e299);
        double low = outlook.low, high = outlook.high;
        ck_assert_msg(outlook.any, "%s", expr);
        for (int i = 0; i < 20; i++) {
            double x = dice_between(&dice, -2, 2);
            snprintf(at, sizeof at, "x=%.17g,y=1/3,z=-1/2", x);
            struct test_question q = {.command = DCALC_EVAL, .expr = expr, .at = at};
            double y = ask_number(session, &q);
            double least = fabs(y) * 1e-9, height = high - low;
            ck_assert_msg(is_on_curve(x, y, 4.0 / 200, height / 100 + least), "%s at %s", expr, at);
            ck_assert_msg(y >= low - height / 400 - least && y <= high + height / 400 + least,
                          "%s at %s is outside of all that was found", expr, at);
        }
        free(expr);
    }
    dcalc_free(session);
}
END_TEST

/* Each line: range, ticks wanted, the ticks' labels. */
START_TEST(ticks_are_round)
{
    static const struct {
        double from, to;
        int wanted;
        const char *labels;
    } rows[] = {
        {0, 10, 5, "0 2 4 6 8 10"},
        {-1, 1, 4, "-1.0 -0.5 0 0.5 1.0"},
        {-0.013, 0.021, 3, "-0.01 0 0.01 0.02"},
        {0, 123456, 4, "0 20000 40000 60000 80000 100000 120000"},
        {1e9, 1.00000002e9, 2, "1.00000000e9 1.00000001e9 1.00000002e9"},
        {0, 7e-20, 3, "0 2e-20 4e-20 6e-20"},
        {0, 3e20, 3, "0 1e20 2e20 3e20"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct picture_axis axis = {.name = "x", .range = {rows[i].from, rows[i].to}};
        struct str text = {.mem = &core.mem};
        ck_assert(axis_add_ticks(&core, &axis, rows[i].wanted));
        for (size_t k = 0; k < axis.ticks.n; k++)
            str_putf(&text, "%s%s", k ? " " : "", axis.ticks.at[k].label);
        ck_assert_str_eq(text.s, rows[i].labels);
        str_free(&text);
        vec_free(&core.mem, &axis.ticks);
    }
    follow("x", 0, 1, 10, 0, 1);
}
END_TEST

/* Circles, and arrows that lead outwards. */
START_TEST(level_lines_are_where_they_belong)
{
    static const char *const names[] = {"x", "y"};
    const char *text = "x^2 + y^2";
    struct function_source source = {&whole, {text, strlen(text), "expression"}, names, 2, false};
    struct picture p = {.core = &core, .x.range = {-2, 2}, .y.range = {-2, 2}, .levels = true};
    bool coarse;
    ck_assert(function_begin(&function, &source) && contour_add(&p, &function, 40, &coarse));
    ck_assert(!coarse);
    ck_assert_uint_gt(p.curves.n, 3);
    for (size_t i = 0; i < p.curves.n; i++) {
        double level = strtod(p.curves.at[i].label, NULL);
        ck_assert_uint_gt(p.curves.at[i].line.n, 4);
        for (size_t k = 0; k < p.curves.at[i].line.n; k++) {
            const struct vertex *v = &p.curves.at[i].line.at[k];
            ck_assert(fabs(v->x * v->x + v->y * v->y - level) < 0.02);
        }
        vec_free(&core.mem, &p.curves.at[i].line);
    }
    for (size_t i = 0; i < p.arrows.n; i++) {
        const struct arrow *a = &p.arrows.at[i];
        ck_assert(hypot(a->dx, a->dy) <= 1 + 1e-9);
        ck_assert(a->dx * a->x >= 0 && a->dy * a->y >= 0); /* away from the middle */
    }
    vec_free(&core.mem, &p.curves);
    vec_free(&core.mem, &p.arrows);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("plot");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, poles_are_not_crossed);
    tcase_add_test(checks.tests, jumps_are_not_crossed);
    tcase_add_test(checks.tests, a_narrow_peak_is_found);
    tcase_add_test(checks.tests, what_is_undefined_is_left_out);
    tcase_add_test(checks.tests, bands_are_filled);
    tcase_add_test(checks.tests, kinks_are_marked);
    tcase_add_test(checks.tests, smooth_lines_are_near);
    tcase_add_test(checks.tests, lines_are_as_long_as_they_may);
    tcase_add_test(checks.tests, random_functions);
    tcase_add_test(checks.tests, ticks_are_round);
    tcase_add_test(checks.tests, level_lines_are_where_they_belong);
    return checks_run(checks);
}

/* Derivatives by several entries at ties and singular points: forms of directions and rays. */
/* Tests src/series/cone.c, src/series/cells.c, src/series/cells_each.c, src/series/form.c,
 * src/series/form_sign.c, src/series/linear_form.c, src/series/rays.c,
 * src/series/rays_arithmetic.c, src/series/rays_fn.c, src/series/rays_switch.c,
 * src/series/rays_line.c, src/series/rays_cases.c, src/series/affine.c,
 * src/series/differentiable.c, src/number/local_several.c, src/number/several_text.c,
 * src/number/convention.c. */
#include "support/support.h"

#include "graph/lower.h"
#include "pass/entries.h"
#include "print/formula.h"
#include "pass/substitute.h"
#include "series/affine.h"
#include "series/cone.h"
#include "series/differentiable.h"
#include "series/linear_form.h"

#include <stdio.h>
#include <string.h>

static struct core core;
static struct graph graph;
static struct ast ast;
static struct lowering lowering;

static void set_up(void)
{
    core_open(&core);
    ck_assert(graph_init(&graph, &core));
    ast = (struct ast){0};
    lowering = (struct lowering){.g = &graph, .ast = &ast};
}

static void tear_down(void)
{
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

/* What is found out about the derivative of f by x, y, ... at a point, in words: its entries, as
 * "1, 0"; or what shows that there is none. */
static const char *judged(const char *f, const char *const *point, size_t m)
{
    static const char *const names[] = {"x", "y", "z", "u"};
    static char words[400];
    id symbols[4], base[4], formula = read_text(f);
    struct derivative_of_several d;
    for (size_t i = 0; i < m; i++) {
        symbols[i] = read_text(names[i]);
        base[i] = read_text(point[i]);
    }
    ck_assert(entries_write_out(&graph, &formula, 1));
    ck_assert_msg(derivative_of_several(&graph, symbols, base, m, formula, POISON, &d), "%s", f);
    switch (d.is) {
    case IS_DIFFERENTIABLE: break;
    case IS_DISCONTINUOUS: return "jump";
    case IS_NOT_DIFFERENTIABLE: return "kink";
    case IS_UNDEFINED_BESIDE: return "undefined";
    case IS_BENT: return "bent";
    case IS_STEEP: return "steep";
    default: return "unknown";
    }
    words[0] = 0;
    for (size_t i = 0; i < m; i++) {
        size_t used = strlen(words);
        snprintf(words + used, sizeof words - used, "%s%s", i ? ", " : "",
                 print_formula(&graph, d.slopes[i]));
    }
    return words;
}

struct judgement {
    const char *f, *answer;
};

static void judge(const struct judgement *all, size_t n, const char *const *point, size_t m)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(!strcmp(judged(all[i].f, point, m), all[i].answer), "%s: %s, not %s",
                      all[i].f, judged(all[i].f, point, m), all[i].answer);
}

static const char *const origin[] = {"0", "0", "0", "0"};

/* Every answer follows by hand: from the definition, or since the formula is equal to a smooth one.
 */
static const struct judgement ties[] = {
    {"x + 2*y - z", "1, 2, -1"},
    {"abs(x)", "kink"},
    {"abs(x)*y", "0, 0, 0"},
    {"max(x, y)", "kink"},
    {"max(x, y) + min(x, y)", "1, 1, 0"},
    {"max([x, y, z]) + min([x, y, z])", "kink"},
    {"max([x, y, z]) + min([x, y, z]) + max(min(x, y), min(max(x, y), z))", "1, 1, 1"},
    {"max(x, max(y, z)) - max(max(x, y), z) + 3*z", "0, 0, 3"},
    {"max(x, y)*min(x, y)", "0, 0, 0"},
    {"relu(x) - relu(-x)", "1, 0, 0"},
    {"leaky_relu(x) - 0.99*relu(x)", "0.01, 0, 0"},
    {"leaky_relu(x) + 0.99*relu(x)", "kink"},
    {"elu(x) + y", "1, 1, 0"},
    {"sum(abs([x, y, z]))", "kink"},
    {"abs(x + y) + abs(x - y) - 2*max(abs(x), abs(y))", "0, 0, 0"},
    {"sqrt(x^2 + 2*x*y + y^2) - abs(x + y) + x", "1, 0, 0"},
    {"max(exp(x), 1 + x)", "1, 0, 0"},
    {"max(exp(-x^2 - y^2), 1 - x^2 - y^2)", "0, 0, 0"},
    {"max(sin(x), y) + min(sin(x), y)", "1, 1, 0"},
    {"abs(sin(x)) + abs(tan(y)) - sin(abs(x)) - tan(abs(y))", "0, 0, 0"},
    {"sign(x)*x", "kink"},
    {"sign(x)*x*y", "0, 0, 0"},
    {"sin(x)*sign(x)*y", "0, 0, 0"},
    {"x*sign(tanh(x) - atan(x))", "kink"},
    {"floor(x)*y", "kink"},
    {"floor(x)*y^2", "0, 0, 0"},
    {"floor(x)", "jump"},
    {"mod(x + 1/2, 1) + y", "1, 1, 0"},
    {"det([[1 + abs(x), y], [z, 1 - abs(x)]])", "0, 0, 0"},
    {"det([[1 + abs(x), y], [z, 1]])", "kink"},
    {"logsumexp([x, y, z])", "1/3, 1/3, 1/3"},
};

START_TEST(ties_of_several)
{
    judge(ties, sizeof ties / sizeof *ties, origin, 3);
}
END_TEST

static const struct judgement norms[] = {
    {"norm([x, y, z])", "kink"},
    {"hypot(x, y)", "kink"},
    {"cos(norm([x, y, z]))", "0, 0, 0"},
    {"cos(norm([x, y]))", "0, 0, 0"},
    {"norm([x, y])*x", "0, 0, 0"},
    {"norm([x, y, z])^3", "0, 0, 0"},
    {"norm([x, y, z])^pi", "0, 0, 0"},
    {"norm([x, y])^(1/2)", "steep"},
    {"norm([x, y])^(3/2)", "0, 0, 0"},
    {"sqrt(2*x^2 + 2*y^2) - sqrt(2)*norm([x, y]) + x", "1, 0, 0"},
    {"(1 + sqrt(5)*norm([x, y]) + 5/3*norm([x, y])^2)*exp(-sqrt(5)*norm([x, y]))", "0, 0, 0"},
    {"exp(-norm([x, y]))", "kink"},
    {"where(norm([x, y, z]) == 0, 1, sin(norm([x, y, z]))/norm([x, y, z]))", "0, 0, 0"},
    {"where(norm([x, y]) == 0, 1, sin(norm([x, y]))/norm([x, y]))", "0, 0, 0"},
    {"where(norm([x, y]) == 0, 0, norm([x, y])^2*sin(1/norm([x, y])))", "0, 0, 0"},
    {"where(norm([x, y]) == 0, 0, norm([x, y])^2*log(norm([x, y])))", "0, 0, 0"},
    {"where(norm([x, y]) == 0, 0, exp(-1/norm([x, y])))", "0, 0, 0"},
    {"where(x^2 + y^2 == 0, 0, x^2*y/(x^2 + y^2))", "kink"},
    {"where(x^2 + y^2 == 0, 0, x^3*y/(x^2 + y^2))", "0, 0, 0"},
    {"cbrt(x^3 + y^3)", "kink"},
    {"cbrt(x^4 + y^4)", "0, 0, 0"},
    {"sqrt(abs(x))*y", "0, 0, 0"},
    {"sqrt(x)*(1 + y)", "steep"},
    {"sqrt(x^3)*(1 + y)", "undefined"},
    {"where(norm([x, y]) != 0, x*(cos(norm([x, y])) - sin(norm([x, y]))/norm([x, y]))/sum([x, "
     "y]^2), 0)",
     "-1/3, 0, 0"},
    {"norm(inv([[2 + x, y], [z, 1]])) - norm([x, y, z])^2", "-sqrt(5)/20, 0, 0"},
};

START_TEST(norms_at_0)
{
    judge(norms, sizeof norms / sizeof *norms, origin, 3);
}
END_TEST

static const struct judgement branches[] = {
    {"where(x > 0, x, sin(x)) + y^2", "1, 0, 0"},
    {"where(x > 0, x, 2*x) + y", "kink"},
    {"where(x > 0, x^2, x*y)", "0, 0, 0"},
    {"where(x > 0, x^1.5, 0)", "0, 0, 0"},
    {"where(x == 0, y, x)", "kink"},
    {"where(x == 0, x, x) + y", "1, 1, 0"},
    {"where(sin(x) > y, x, y)", "kink"},
    {"where(sin(x) > y, sin(x), y) - max(x, y) + x", "1, 0, 0"},
    {"where(x > y, x, y) - max(x, y)", "0, 0, 0"},
    {"where(x > 0, 1, y)", "jump"},
    {"where(x == 0, 0, x^2*sin(1/x)) + y", "0, 1, 0"},
    {"where(x > 0, x^2*log(x), 0) + y*max(x, y)", "0, 0, 0"},
    {"where(x > 0, exp(-1/x), 0) + y", "0, 1, 0"},
    {"where(x - 2*y > 0, (x - 2*y)^2*log(x - 2*y), 0) + z", "0, 0, 1"},
    {"max(sin(x - y), x - y) + max(z, where(z == 0, 0, z + z^2*cos(1/z)))", "1, -1, 1"},
    {"(x + y)*floor(x - y) + abs(z)*z", "kink"},
    /* Along every ray the slope is 0, but along y = x^2, f is x/2; along y = 3*x^2/2 it is x. */
    {"where(x == 0, 0, x^3*y/(x^4 + y^2))", "bent"},
    {"where(y > x^2, where(y < 2*x^2, x, 0), 0)", "bent"},
    {"where(y > x^2, where(y < 2*x^2, 1, 0), 0)", "jump"},
    {"where(y > x^2, where(y < 1.01*x^2, 1, 0), 0)", "unknown"},
    /* By cases of a step within other functions. */
    {"round(atan2(1 + x, floor(y)))", "0, 0, 0"},
    {"atan2(1 + x, floor(y))", "jump"},
    {"exp(floor(y)*x) + z", "kink"},
    {"exp(floor(y)*x^2) + z", "0, 0, 1"},
    {"sin(sign(y)*x)*y", "0, 0, 0"},
};

START_TEST(branches_of_several)
{
    judge(branches, sizeof branches / sizeof *branches, origin, 3);
}
END_TEST

START_TEST(other_points)
{
    static const struct judgement all[] = {
        {"max(x^2, y)", "kink"},
        {"max(x^2, 2*y - 2) + min(x^2, 2*y - 2)", "2*sqrt(2), 2"},
        {"atan2(y, x)", "-1/3, sqrt(2)/6"},
        {"abs(x - sqrt(2))^3 + x*y", "2, sqrt(2)"},
        {"norm([x - sqrt(2), y - 2])^2", "0, 0"},
        {"hypot(x, sqrt(2))", "sqrt(2)/2, 0"},
        {"x*floor(y)", "jump"},
        {"(x - sqrt(2))*floor(y)", "kink"},
        {"(x^2 - 2)*floor(y)*(y - 2)", "0, 0"},
    };
    static const char *const point[] = {"sqrt(2)", "2"};
    judge(all, sizeof all / sizeof *all, point, 2);
}
END_TEST

/* How many forms a formula depends on x, y, z through; put in again, it is the same formula. */
START_TEST(affine_forms_of_formulas)
{
    static const struct {
        const char *f;
        size_t n;
    } all[] = {
        {"exp(x - 2*y) + (2*y - x)^2", 1},
        {"sin(x - y) + z", 2},
        {"norm([x - y, 2*y - 2*x])", 1},
        {"norm([x - y, y - z, z - x])", 2},
        {"x*y*z", 3},
        {"x - 2*y + 3", 1},
        {"max(x, y) + min(x, y)", 2},
        {"exp(sqrt(2)*x - y)/(y - sqrt(2)*x)", 1},
    };
    id symbols[3] = {read_text("x"), read_text("y"), read_text("z")}, forms_of[3];
    struct directions d = {&graph, symbols, 3};
    static const char *const names[] = {"a", "b", "c"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct affine_forms forms;
        struct replacement back[3];
        id f = read_text(all[i].f), there = f, point[3];
        ck_assert(entries_write_out(&graph, &f, 1));
        ck_assert(affine_find(&d, f, &forms));
        ck_assert_msg(forms.n == all[i].n, "%s: %zu forms", all[i].f, forms.n);
        for (size_t k = 0; k < forms.n; k++) forms_of[k] = read_text(names[k]);
        there = affine_put(&d, f, &forms, forms_of);
        for (size_t k = 0; k < forms.n; k++)
            back[k] = (struct replacement){forms_of[k], form_of_row(&d, forms.rows + 3 * k)};
        for (size_t k = 0; k < 3; k++) point[k] = graph_int(&graph, (int64_t)(k * k + 2));
        ck_assert(there != POISON && substitute(&graph, &there, 1, back, forms.n));
        id difference =
            graph_sub(&graph, linear_form_at(&d, f, point), linear_form_at(&d, there, point));
        ck_assert_msg(node_sign(&graph, difference, 64) == 0 || graph_is_zero(&graph, difference),
                      "%s became %s", all[i].f, print_formula(&graph, there));
    }
}
END_TEST

/* A cone's point, or "empty". Forms are rows of whole numbers. */
START_TEST(cones)
{
    static const struct {
        int positive[4][3], zero[1][3];
        size_t n, n_zero;
        enum cone_state state;
    } all[] = {
        {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {{0}}, 3, 0, CONE_HAS_POINT},
        {{{1, 0, 0}, {-1, 0, 0}}, {{0}}, 2, 0, CONE_EMPTY},
        {{{1, -1, 0}, {0, 1, -1}, {-1, 0, 1}}, {{0}}, 3, 0, CONE_EMPTY},
        {{{1, -1, 0}, {0, 1, -1}, {1, 0, -1}}, {{0}}, 3, 0, CONE_HAS_POINT},
        {{{1, 1, 0}}, {{1, 1, 0}}, 1, 1, CONE_EMPTY},
        {{{1, 1, 0}, {0, -1, 0}}, {{1, 0, 1}}, 2, 1, CONE_HAS_POINT},
        {{{1, 1, 1}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, {{0}}, 4, 0, CONE_EMPTY},
    };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        struct cone cone;
        id row[3], point[3];
        cone_begin(&cone, &graph, 3);
        for (size_t i = 0; i < all[k].n; i++) {
            for (int j = 0; j < 3; j++) row[j] = graph_int(&graph, all[k].positive[i][j]);
            ck_assert(cone_add(&cone, row, 1));
        }
        for (size_t i = 0; i < all[k].n_zero; i++) {
            for (int j = 0; j < 3; j++) row[j] = graph_int(&graph, all[k].zero[i][j]);
            ck_assert(cone_add(&cone, row, 0));
        }
        ck_assert_msg(cone_point(&cone, point) == all[k].state, "cone %zu", k);
        for (size_t i = 0; all[k].state == CONE_HAS_POINT && i < all[k].n; i++) {
            id sum = graph_int(&graph, 0);
            for (int j = 0; j < 3; j++)
                sum =
                    node_add(&graph, sum,
                             node_multiply(&graph, cone.positive.at[i * 3 + (size_t)j], point[j]));
            ck_assert_int_eq(node_sign(&graph, sum, 64), 1);
        }
        cone_free(&cone);
    }
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("directions");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, ties_of_several);
    tcase_add_test(checks.tests, norms_at_0);
    tcase_add_test(checks.tests, branches_of_several);
    tcase_add_test(checks.tests, other_points);
    tcase_add_test(checks.tests, affine_forms_of_formulas);
    tcase_add_test(checks.tests, cones);
    return checks_run(checks);
}

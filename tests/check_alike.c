/* Formulas that are the same but for their names get shorter together as they do alone. */
/* Tests src/pass/alike.c, src/pass/alike_terms.c. */
#include "support/support.h"

#include "graph/lower.h"
#include "pass/alike.h"
#include "pass/derive.h"
#include "pass/simplify.h"
#include "print/formula.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct core core;
static struct graph graph;
static struct ast ast;
static struct lowering lowering;
static struct alike alike;

static void set_up(void)
{
    core_open(&core);
    ck_assert(graph_init(&graph, &core));
    ast = (struct ast){0};
    lowering = (struct lowering){.g = &graph, .ast = &ast};
    alike = (struct alike){.too_long = 0};
}

static void tear_down(void)
{
    alike_free(&alike, &graph);
    lower_free(&lowering);
    ast_free(&ast, &core.mem);
    graph_free(&graph);
    core_close(&core);
}

static id read_text(const char *text)
{
    size_t from = ast.statements.n, length = strlen(text);
    char *kept = arena_text(&core.arena, text, length);
    uint32_t source = core_add_source(&core, "text", kept, length);
    ck_assert_msg(ast_parse(&core, &ast, source), "%s is not read", text);
    id value = lower_statements(&lowering, from, ast.statements.n);
    ck_assert_msg(value != POISON, "%s: %s", text,
                  core.diags.n ? core.diags.at[0].message : "poison");
    return value;
}

/* ---- which are alike ---- */

enum { MOST = 8 };

/* Reads formulas with " | " between them; returns how many there are. */
static size_t read_all(const char *text, id *roots)
{
    char *all = strdup(text), *rest = all;
    size_t n = 0;
    for (char *one; n < MOST && (one = strtok_r(rest, "|", &rest));) roots[n++] = read_text(one);
    free(all);
    return n;
}

START_TEST(kinds)
{
    static const struct {
        const char *formulas;
        size_t firsts;
    } examples[] = {
        {"x1*sin(y1) + 1 | x2*sin(y2) + 1 | x3*sin(y3) + 1", 1},
        {"x1*sin(y1) | x2*cos(y2) | x3*sin(y3)", 2},
        {"x1^2 + y1 | x2^3 + y2", 2},
        {"2*x1 + y1 | 3*x2 + y2", 2},
        {"x1*exp(x1) | x2*exp(y2)", 2},           /* another name in the second place */
        {"a*exp(x1) | a*exp(x2) | x1*exp(a)", 2}, /* in the third, a is older than what is beside */
        {"x1*exp(x1) | x10*exp(x10)", 2},         /* a longer name */
        {"x1/y1 | x2 + y2 | x2/y2", 2},           /* x before y, as in the first */
        {"x1/y1 | y2 + x2 | x2/y2", 3},           /* y before x */
        {"u*x1 + sin(x1) | u*x2 + sin(x2) | u*x2 + sin(x2)", 1},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        id roots[MOST];
        size_t n = read_all(examples[i].formulas, roots);
        ck_assert(alike_find(&alike, &graph, roots, n));
        ck_assert_msg(alike.firsts.n == examples[i].firsts, "%s: %zu kinds", examples[i].formulas,
                      alike.firsts.n);
        ck_assert_uint_eq(alike.firsts.n + alike.others.n, n);
        tear_down();
        set_up();
    }
}
END_TEST

/* What is assumed of one name does not hold for another. */
START_TEST(assumed_names)
{
    id roots[MOST], condition = graph_fn2(&graph, FN_less, graph_int(&graph, 0), read_text("x2"));
    size_t n = read_all("sqrt(x1^2) + 1 | sqrt(x2^2) + 1 | sqrt(x3^2) + 1", roots);
    ck_assert(vec_push(&core.mem, &graph.assumed, condition));
    ck_assert(alike_find(&alike, &graph, roots, n));
    ck_assert_uint_eq(alike.firsts.n, 2);
    ck_assert_uint_eq(alike.others.at[0].root, 2);
}
END_TEST

/* ---- what became of them ---- */

START_TEST(results_in_other_names)
{
    id roots[MOST];
    size_t n = read_all("sin(x1*y1) | cos(z) | sin(x2*y2) | sin(x3*y3)", roots);
    ck_assert(alike_find(&alike, &graph, roots, n));
    ck_assert_uint_eq(alike.firsts.n, 2);
    alike.firsts.at[0] = read_text("y1*cos(x1*y1) + 2/x1 + sqrt(2)");
    ck_assert(alike_put(&alike, &graph, roots));
    ck_assert_uint_eq(roots[0], alike.firsts.at[0]);
    ck_assert_uint_eq(roots[1], read_text("cos(z)"));
    ck_assert_uint_eq(roots[2], read_text("y2*cos(x2*y2) + 2/x2 + sqrt(2)"));
    ck_assert_uint_eq(roots[3], read_text("y3*cos(x3*y3) + 2/x3 + sqrt(2)"));
    ck_assert_uint_eq(alike.left.n, 0);
}
END_TEST

/* No name of the others takes the place of one that came in from outside. */
START_TEST(results_with_new_names)
{
    id roots[MOST];
    size_t n = read_all("x1 + exp(x1) | x2 + exp(x2)", roots);
    id before = roots[1];
    ck_assert(alike_find(&alike, &graph, roots, n));
    alike.firsts.at[0] = read_text("x1*y");
    ck_assert(alike_put(&alike, &graph, roots));
    ck_assert_uint_eq(roots[1], before);
    ck_assert_uint_eq(alike.left.n, 1);
    ck_assert_uint_eq(alike.left.at[0], 1);
}
END_TEST

/* ---- terms of long sums ---- */

static size_t steps;

/* exp(u) becomes u*cos(u), and every other node stays. */
static id change_exp(struct graph *g, id before, id now, void *unused)
{
    (void)before;
    (void)unused;
    steps++;
    if (!graph_is_fn(g, now, FN_exp)) return now;
    id u = graph_child(g, now, 0);
    return graph_mul(g, u, graph_fn1(g, FN_cos, u));
}

static size_t steps_of(bool alike_ones, id *root)
{
    steps = 0;
    ck_assert(alike_ones ? alike_rewrite(&graph, root, 1, change_exp, NULL)
                         : rewrite(&graph, root, 1, NULL, 0, change_exp, NULL));
    return steps;
}

START_TEST(long_sums)
{
    static const char *const sums[] = {
        "a*exp(a*b) + a*exp(a*c) + a*exp(a*d) + a*exp(a*f) + a*exp(a*g) + a*exp(a*h) + a*exp(a*i) "
        "+ a*exp(a*j) + a*exp(a*k) + a*exp(a*l) + 3",
        "sqrt(exp(b)/b + exp(c)/c + exp(d)/d + exp(f)/f + exp(g)/g + exp(h)/h + exp(i)/i + "
        "exp(j)/j + exp(k)/k + x*exp(x) + exp(b + c)) + exp(k)",
        "(exp(b)*b + exp(c)*c + exp(d)*d + exp(f)*f + exp(g)*g + exp(h)*h + exp(i)*i + exp(j)*j)^2 "
        "+ exp(exp(b)*b) + exp(exp(c)*c) + exp(exp(d)*d) + exp(exp(f)*f) + exp(exp(g)*g) + "
        "exp(exp(h)*h) + exp(exp(i)*i)",
    };
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        id one_by_one = read_text(sums[i]), alike_ones = one_by_one;
        size_t all = steps_of(false, &one_by_one), fewer = steps_of(true, &alike_ones);
        ck_assert_uint_eq(alike_ones, one_by_one);
        ck_assert_msg(2 * fewer < 3 * all / 2, "%s: %zu steps, not %zu", sums[i], fewer, all);
    }
}
END_TEST

/* What only a replaced node depends on is left out. */
START_TEST(replaced_nodes)
{
    id root = read_text("exp(a*exp(b))*c + exp(b)"), value = read_text("d"),
       want = read_text("c*d + b*cos(b)");
    struct replacement known = {read_text("exp(a*exp(b))"), value};
    steps = 0;
    ck_assert(rewrite(&graph, &root, 1, &known, 1, change_exp, NULL));
    ck_assert_uint_eq(root, want);
    ck_assert_uint_eq(steps, 5); /* b, c, exp(b), the product and the sum */
}
END_TEST

/* ---- textbooks' derivatives, several at once ---- */

enum { ORDER, WRT, FORMULA, FEWEST, TOOL, TEXT, COLUMNS, COPIES = 8 };

/* The formula with a digit after each letter that is a name. */
static char *renamed(const char *formula, int digit)
{
    char *out = calloc(2 * strlen(formula) + 1, 1), *to = out;
    for (const char *c = formula; *c; c++) {
        bool inside = c > formula && (isalnum((unsigned char)c[-1]) || c[-1] == '_');
        bool alone = isalpha((unsigned char)*c) && !inside && !isalnum((unsigned char)c[1]);
        *to++ = *c;
        if (alone && c[1] != '(' && c[1] != '_' && *c != 'e') *to++ = (char)('0' + digit);
    }
    return out;
}

static id derivative(const char *formula, const char *wrt, int digit)
{
    char *text = renamed(formula, digit), *name = renamed(wrt, digit);
    id x = read_text(name), f = derive_forward(&graph, read_text(text), x);
    free(text), free(name);
    return f;
}

/* The derivatives of the copies. One more is read before, so that all numbers in it, such as
 * sqrt(2), are older than the names of every copy. */
static void derive_copies(const char *formula, const char *wrt, id *roots)
{
    derivative(formula, wrt, COPIES + 1);
    for (int i = 0; i < COPIES; i++) roots[i] = derivative(formula, wrt, i + 1);
}

static char *shortened_alone(const char *formula, const char *wrt)
{
    id roots[COPIES];
    set_up();
    derive_copies(formula, wrt, roots);
    ck_assert(simplify(&graph, &roots[0], 1));
    char *text = strdup(print_formula(&graph, roots[0]));
    tear_down();
    return text;
}

/* Writes x5 as x1 in the text of the fifth copy, and so on. */
static void rename_back(char *text, int digit)
{
    for (char *c = text; *c; c++)
        if (c > text && isalpha((unsigned char)c[-1]) && *c == '0' + digit) *c = '1';
}

static void compare_copies(struct tally *tally, const char *formula, const char *wrt)
{
    id roots[COPIES];
    char *alone = shortened_alone(formula, wrt);
    set_up();
    derive_copies(formula, wrt, roots);
    ck_assert(simplify(&graph, roots, COPIES));
    for (int i = 0; i < COPIES; i++) {
        char *got = strdup(print_formula(&graph, roots[i]));
        rename_back(got, i + 1);
        tally->tried++;
        if (strcmp(got, alone) != 0)
            tally_wrong(tally, "%s, copy %d\n  is  %s\n  not %s", formula, i + 1, got, alone);
        free(got);
    }
    tear_down();
    free(alone);
}

/* Of several formulas that are alike, each is written as the first one is by itself. */
START_TEST(textbook)
{
    struct table table = table_read("tests/data/textbook.tsv", COLUMNS);
    struct tally tally = {0};
    tear_down();
    for (size_t row = 0; row < table.rows; row += SLOWER)
        compare_copies(&tally, table_field(&table, row, FORMULA), table_field(&table, row, WRT));
    table_free(&table);
    set_up();
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("alike");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, kinds);
    tcase_add_test(checks.tests, assumed_names);
    tcase_add_test(checks.tests, results_in_other_names);
    tcase_add_test(checks.tests, results_with_new_names);
    tcase_add_test(checks.tests, long_sums);
    tcase_add_test(checks.tests, replaced_nodes);
    tcase_add_test(checks.tests, textbook);
    return checks_run(checks);
}

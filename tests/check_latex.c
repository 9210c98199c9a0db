/* LaTeX that a compiler of LaTeX takes: whatever opens is closed. */
/* Tests src/print/latex.c, src/print/latex_parts.c, src/print/latex_arrays.c,
 * src/print/latex_special.c, src/print/latex_names.c, src/print/letters.c, src/print/mathml.c,
 * src/print/spelling.c, src/print/latex_wrap.c, src/print/latex_school.c. */

/* Over the whole function table, over random expressions, and over programs of arrays. */
#include "support/support.h"

#include "base/utf8.h"
#include "fn/fn.h"
#include "print/latex_wrap.h"
#include "print/mathml.h"
#include "graph/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (; (text = strstr(text, part)); text += strlen(part)) n++;
    return n;
}

/* Braces in order, \left with \right, \begin with \end. */
static bool is_balanced(const char *text)
{
    long depth = 0;
    for (const char *c = text; *c && depth >= 0; c++) {
        if (*c == '{') depth++;
        if (*c == '}') depth--;
    }
    return depth == 0 && count(text, "\\left") == count(text, "\\right") &&
           count(text, "\\begin{") == count(text, "\\end{") && !strstr(text, "?");
}

/* What HTML makes of it: elements in each other, no command that is left. */
static bool is_mathml(const char *latex)
{
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    const char *open[1000];
    size_t depth = 0;
    mathml_put(&out, latex);
    bool right = out.s && !strchr(out.s, '\\');
    for (const char *at = out.s; right && (at = strchr(at, '<')); at++) {
        if (at[1] != '/') {
            if ((right = depth < 1000)) open[depth++] = at + 1;
            continue;
        }
        size_t n = strcspn(at + 2, ">");
        right = depth && !strncmp(open[--depth], at + 2, n) && strchr(" >", open[depth][n]);
    }
    str_free(&out);
    return right && depth == 0;
}

/* ---- formulas in lines ---- */

static void remove_all(char *text, const char *part)
{
    size_t n = strlen(part);
    for (char *at = text; (at = strstr(at, part));) memmove(at, at + n, strlen(at + n) + 1);
}

static void remove_blanks(char *text)
{
    remove_all(text, " ");
}

/* Is each line a formula by itself, and are they together the whole, if no fraction was split? */
static bool is_in_lines(const char *latex, double room)
{
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    latex_wrap(&out, latex, room, "\n");
    char *whole = text_of("%s", out.s ? out.s : ""), *want = text_of("%s", latex);
    bool right = out.s, split = count(whole, "\\frac{1}") != count(latex, "\\frac{1}");
    for (char *line = strtok(out.s, "\n"); right && line; line = strtok(NULL, "\n"))
        right = is_balanced(line) && *line;
    remove_all(whole, "{}\\cdot ");
    remove_all(whole, "\n");
    remove_all(whole, "{} ");
    remove_all(whole, "\\right.");
    remove_all(whole, "\\left.");
    remove_blanks(whole), remove_blanks(want);
    if (!split) right = right && !strcmp(whole, want);
    free(whole), free(want);
    str_free(&out);
    return right;
}

static void ask_and_check(struct tally *tally, const struct test_question *q)
{
    char *text = ask_formula(session, q);
    tally->tried++;
    if (!text || !*text || !is_balanced(text))
        tally_wrong(tally, "%s: %s", q->expr, text ? text : "no formula");
    else if (!is_mathml(text))
        tally_wrong(tally, "%s: no MathML for %s", q->expr, text);
    else if (!is_in_lines(text, 60) || !is_in_lines(text, 200))
        tally_wrong(tally, "%s: wrong lines of %s", q->expr, text);
    free(text);
}

static void check(struct tally *tally, enum dcalc_command command, const char *expr)
{
    struct test_question q = {.command = command, .expr = expr, .wrt = command ? "x" : NULL};
    q.format = DCALC_LATEX;
    ask_and_check(tally, &q);
}

/* f(n, x/y, ...) for every row; orders are whole, and parameters are numbers. */
static void check_row(struct tally *tally, const struct fn_row *row)
{
    static const char *const arguments[FN_MOST_ARGUMENTS] = {"x/y", "2*x - 1", "x^2", "x/3",
                                                             "y/5", "x + 1",   "y^3", "x*y"};
    char expr[300];
    int n = fn_arity((enum fn)row->function), at = 0;
    if (!strcmp(row->group, "internal")) return;
    at += snprintf(expr, sizeof expr, "(1 + %s(", row->name);
    for (int i = 0; i < n; i++)
        at += snprintf(expr + at, sizeof expr - (size_t)at, i ? ", %s" : "%s",
                       row->rules && !rule_exists((enum fn)row->function, i) ? "3" : arguments[i]);
    snprintf(expr + at, sizeof expr - (size_t)at, ")^2)/y");
    check(tally, DCALC_EVAL, expr);
    check(tally, DCALC_DIFF, expr);
}

START_TEST(every_function)
{
    struct tally tally = {0};
    for (size_t i = 0; i < n_fn_rows; i++)
        if (fn_rows[i].function >= 0) check_row(&tally, &fn_rows[i]);
    ck_assert_uint_gt(tally.tried, 100);
    ck_tally(&tally);
}
END_TEST

START_TEST(random_expressions)
{
    struct tally tally = {0};
    struct dice dice = {4711};
    for (int i = 0; i < 300 / SLOWER; i++) {
        char *part = dice_expression(&dice, 12), expr[4000];
        snprintf(expr, sizeof expr, "sqrt(x)*(%s)", part);
        check(&tally, DCALC_EVAL, expr);
        check(&tally, DCALC_DIFF, expr);
        free(part);
    }
    ck_tally(&tally);
}
END_TEST

/* Formulas with letters for sizes, and their gradients. */
START_TEST(programs_of_arrays)
{
    struct tally tally = {0};
    struct table table = table_read("tests/data/identities.tsv", 4);
    for (size_t i = 0; i < table.rows; i++) {
        struct test_question q = {.command = DCALC_GRAD, .format = DCALC_LATEX};
        q.expr = table_field(&table, i, 0);
        q.shape = table_field(&table, i, 1);
        q.wrt = table_field(&table, i, 2);
        ask_and_check(&tally, &q);
        q.command = DCALC_EVAL, q.wrt = NULL;
        ask_and_check(&tally, &q);
    }
    ck_assert_uint_gt(tally.tried, 50);
    ck_tally(&tally);
    table_free(&table);
}
END_TEST

/* ---- names ---- */

static size_t put_utf8(char *out, uint32_t code)
{
    int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(first[more] | code >> 6 * more);
    for (int i = 1; i <= more; i++) out[i] = (char)(0x80 | (code >> 6 * (more - i) & 0x3F));
    return (size_t)more + 1;
}

/* Asks for the gradient by names and looks at how they are written. */
static void check_names(struct tally *tally, char names[][16], size_t n)
{
    char expr[8000] = "0";
    for (size_t i = 0; i < n; i++) strcat(strcat(expr, "+"), names[i]);
    struct test_question q = {.command = DCALC_GRAD, .expr = expr, .format = DCALC_LATEX};
    struct dcalc_result *result = ask(session, &q);
    ck_assert_msg(result->status == DCALC_OK && result->n_wrt == n, "%s", complaint(result));
    for (size_t i = 0; i < n; i++) {
        const char *name = result->wrt_latex[i];
        bool alone = is_balanced(name);
        for (const char *c = name; *c; c++) alone &= (unsigned char)*c < 0x80;
        for (size_t k = 0; k < i; k++) alone &= strcmp(name, result->wrt_latex[k]) != 0;
        tally->tried++;
        if (!alone) tally_wrong(tally, "%s: %s", result->wrt[i], name);
    }
    dcalc_result_free(result);
}

/* Every letter up to where ideographs begin, alone and beside another one, and some letters of
 * mathematics: all in ASCII, none like another. */
/* Between terms before factors, outside of brackets before within them. */
START_TEST(lines)
{
    static const struct {
        const char *latex, *want;
    } rows[] = {
        {"a + b", "a + b"},
        {"x^{2} + 3 x y + y^{2} - 17 x + 12 y - 130",
         "x^{2} + 3 x y + y^{2}|{} - 17 x + 12 y|{} - 130"},
        {"a x \\cdot b y \\cdot c z \\cdot p u \\cdot q v",
         "a x \\cdot b y \\cdot c z|{} \\cdot p u \\cdot q v"},
        {"2 \\left(x + y + z + u + v + w\\right)",
         "2 \\left(x + y + z \\right.|\\left. {} + u + v + w\\right)"},
        {"\\frac{x + y + z + u + v + w}{x}",
         "\\frac{1}{x} \\left(x + y + z \\right.|\\left. {} + u + v + w\\right)"},
    };
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mem mem = {0};
        struct str out = {.mem = &mem};
        latex_wrap(&out, rows[i].latex, 80, "|");
        tally.tried++;
        if (strcmp(out.s, rows[i].want)) tally_wrong(&tally, "%s: %s", rows[i].latex, out.s);
        str_free(&out);
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(every_letter)
{
    enum { PART = 300 };
    static char names[PART][16];
    static const char *const before[] = {"", "x", "x_", "x__", "alpha"};
    struct tally tally = {0};
    size_t n = 0;
    for (uint32_t code = 0xAA; code < 0x1D800; code = code == 0x30FF ? 0x1D400 : code + 1) {
        if (!utf8_is_letter(code) || code == 0x3C0 || code % SLOWER) continue; /* pi */
        for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
            size_t length = strlen(strcpy(names[n], before[i]));
            names[n][length + put_utf8(names[n] + length, code)] = '\0';
            if (++n < PART) continue;
            check_names(&tally, names, n);
            n = 0;
        }
    }
    ck_assert_uint_gt(tally.tried, 20000 / SLOWER);
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("latex");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, every_function);
    tcase_add_test(checks.tests, every_letter);
    tcase_add_test(checks.tests, lines);
    tcase_add_test(checks.tests, random_expressions);
    tcase_add_test(checks.tests, programs_of_arrays);
    return checks_run(checks);
}

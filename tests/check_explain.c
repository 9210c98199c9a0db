/* The work behind a derivative, line by line: each number, and each rule. */
/* Tests src/write/explain.c, src/write/explain_diff.c, src/write/explain_backward.c,
 * src/write/explain_rows.c, src/write/explain_along.c, src/write/explain_taylor.c,
 * src/write/explain_limit.c, src/write/hopital.c, src/write/picked.c, src/write/dissect.c,
 * src/write/differentiate.c, src/write/work.c, src/write/work_values.c, src/write/work_text.c,
 * src/write/work_wrap.c, src/write/work_sheet.c, src/write/work_latex.c, src/write/work_html.c,
 * src/print/phrases.c, src/report/render_pages.c. */
#include "support/support.h"

#include "print/phrases.h"

#include <math.h>
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

/* ---- lines as they are read ---- */

enum { MOST_LINES = 200, ROOM = 4000 };

/* "  name = formula = value   rule", or a title, which has only a rule. */
struct line {
    char *name, *formula, *value, *rule;
};

struct work {
    char *text;
    struct line lines[MOST_LINES];
    size_t n;
};

static char *cut_at(char *text, const char *mark)
{
    char *at = text ? strstr(text, mark) : NULL;
    if (!at) return NULL;
    *at = '\0';
    return at + strlen(mark);
}

static void strip(char *text)
{
    size_t n = text ? strlen(text) : 0;
    while (n && text[n - 1] == ' ') text[--n] = '\0';
}

static char *without_blanks(char *text)
{
    return text ? text + strspn(text, " ") : NULL;
}

static struct line read_line(char *text)
{
    struct line line = {.name = text + 2};
    if (strncmp(text, "  ", 2) != 0) return (struct line){.rule = text};
    line.formula = cut_at(text, " = ");
    line.rule = cut_at(line.formula, "   ");
    line.rule = without_blanks(line.rule);
    if (line.rule && *line.rule == '=') { /* the blanks were between the columns */
        line.value = line.rule + 2;
        line.rule = without_blanks(cut_at(line.value, "   "));
    } else {
        line.value = cut_at(line.formula, " = ");
    }
    strip(line.name), strip(line.formula), strip(line.value);
    if (!line.value) line.value = line.formula;
    return line;
}

/* The rows of a product of factors are left out: its factors are lines before. */
static void read_work(struct work *work, const char *explanation)
{
    *work = (struct work){.text = strdup(explanation)};
    bool product = false;
    for (char *line = work->text, *next; line && *line; line = next) {
        next = cut_at(line, "\n");
        ck_assert_uint_lt(work->n, MOST_LINES);
        struct line read = read_line(line);
        if (!read.name) product = !strncmp(read.rule, "The chain", 9);
        if (!product || !read.name) work->lines[work->n++] = read;
    }
}

/* ---- formulas with the work's own names ---- */

/* Puts `now` where `name` stands as a whole word. */
static void replace(char text[ROOM], const char *name, const char *now)
{
    char out[ROOM];
    size_t length = strlen(name), n = 0;
    for (const char *at = text; *at; n = strlen(out)) {
        bool starts = at == text || !strchr("abcdefghijklmnopqrstuvwxyz_0123456789", at[-1]);
        bool here = starts && !strncmp(at, name, length) &&
                    (at[length] == '\0' || strchr(" */+-^(),", at[length]));
        n += (size_t)snprintf(out + n, ROOM - n, "%.*s", here ? (int)strlen(now) : 1,
                              here ? now : at);
        at += here ? length : 1;
        ck_assert_uint_lt(n, ROOM - 1);
        out[n] = '\0';
    }
    strcpy(text, out);
}

/* The number of a formula where the lines before hold, each derivative under a plain name. */
static double value_at(const struct work *work, size_t line, const char *formula, const char *point)
{
    char text[ROOM], at[ROOM], name[16];
    size_t n = (size_t)snprintf(at, ROOM, "%s", point);
    snprintf(text, ROOM, "%s", formula);
    for (size_t i = line; i-- > 0;) {
        const struct line *before = &work->lines[i];
        if (!before->name || !*before->name || strchr(before->name, '(')) continue;
        bool plain = !strchr(before->name, '/');
        snprintf(name, sizeof name, "D%d", (int)i);
        if (!plain) replace(text, before->name, name);
        n += (size_t)snprintf(at + n, ROOM - n, "%s%s=%s", n ? "," : "",
                              plain ? before->name : name, before->value);
        ck_assert_uint_lt(n, ROOM);
    }
    return ask_number(session, &(struct test_question){.expr = text, .at = at});
}

/* Is line i a definition that a later line before `end` replaces? */
static bool is_replaced(const struct work *work, size_t i, size_t end)
{
    for (size_t k = i + 1; k < end; k++)
        if (work->lines[k].name && !strcmp(work->lines[k].name, work->lines[i].name)) return true;
    return false;
}

/* The derivative of a part, from the definitions of the parts before it. */
static double slope_of(const struct work *work, size_t line, const char *part, const char *by,
                       const char *point, bool alone)
{
    char program[ROOM] = "", at[ROOM];
    size_t n = 0, m = (size_t)snprintf(at, ROOM, "%s", point);
    for (size_t i = 0; i < line; i++) {
        const struct line *l = &work->lines[i];
        if (!l->name || strchr(l->name, '/') || strchr(l->name, '(') || !*l->name) continue;
        if (is_replaced(work, i, line)) continue;
        bool is_part = !strcmp(l->name, part);
        if (alone && !is_part) {
            m += (size_t)snprintf(at + m, ROOM - m, ",%s=%s", l->name, l->value);
            continue;
        }
        n += (size_t)snprintf(program + n, ROOM - n, is_part ? "%s = %s; %s" : "%s = %s; ", l->name,
                              l->formula, l->name);
        if (is_part) break;
    }
    return ask_number(session, &(struct test_question){
                                   .command = DCALC_DIFF, .expr = program, .at = at, .wrt = by});
}

/* The derivative of the last state by a name, through all states after it; those before it hold. */
static double adjoint_of(const struct work *work, size_t line, const char *over, const char *by,
                         const char *point)
{
    char program[ROOM] = "", at[ROOM];
    size_t n = 0, m = (size_t)snprintf(at, ROOM, "%s", point), from = 0;
    for (size_t i = 0; i < line; i++)
        if (work->lines[i].name && !strcmp(work->lines[i].name, by)) from = i + 1;
    for (size_t i = 0; i < line; i++) {
        const struct line *l = &work->lines[i];
        if (!l->name || strchr(l->name, '/')) continue;
        if (i < from)
            m += (size_t)snprintf(at + m, ROOM - m, ",%s=%s", l->name, l->value);
        else
            n += (size_t)snprintf(program + n, ROOM - n, "%s = %s; ", l->name, l->formula);
    }
    snprintf(program + n, ROOM - n, "%s", over);
    return ask_number(session, &(struct test_question){
                                   .command = DCALC_DIFF, .expr = program, .at = at, .wrt = by});
}

/* ---- rules and what they are applied to ---- */

static const char *definition_of(const struct work *work, size_t line, const char *part)
{
    for (size_t i = line; i-- > 0;)
        if (work->lines[i].name && !strcmp(work->lines[i].name, part))
            return work->lines[i].formula;
    return "";
}

/* Does the rule's name fit the definition that it is for? */
static bool fits(const char *rule, const char *definition)
{
    static const struct {
        const char *rule, *signs;
    } rows[] = {{"quotient", "/"},   {"product", "*"},           {"power", "^/q"},
                {"sum", "+-"},       {"constant factor", "*/-"}, {"logarithms", "^"},
                {"both sides", "^"}, {"multiplied", "^"},        {"derivative of a^x", "^"},
                {"each branch", "w"}};
    if (!rule) return strpbrk(definition, "(^*/+-") == NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strstr(rule, rows[i].rule)) return strpbrk(definition, rows[i].signs) != NULL;
    size_t length = strcspn(definition, "(");
    return !strncmp(rule, "derivative of ", 14) && !strncmp(rule + 14, definition, length);
}

/* Does the rule of a sum, a product or a quotient name the power rule too, if a power of the name
 * is a part of it? */
static bool names_powers(const char *rule, const char *definition, const char *name)
{
    char text[ROOM];
    snprintf(text, sizeof text, "%s", definition);
    replace(text, name, "!");
    bool whole = !rule || !(strstr(rule, "sum") || strstr(rule, "product") || strstr(rule, "quot"));
    return whole || !strstr(text, "!^") || strstr(rule, "power");
}

/* How many states of the forward pass a name is in, and the last of them. */
static size_t users_of(const struct work *work, const char *name, const char **definition)
{
    size_t n = 0;
    for (size_t i = 0; i < work->n; i++) {
        const struct line *l = &work->lines[i];
        char text[ROOM];
        if (!l->name || strchr(l->name, '/')) continue;
        snprintf(text, sizeof text, "%s", l->formula);
        replace(text, name, "!");
        if (!strchr(text, '!')) continue;
        *definition = l->formula;
        n++;
    }
    return n;
}

/* A name in one state has the rule of that; in several, the sum of what they pass back. */
static bool fits_backward(const struct work *work, const char *rule, const char *name)
{
    const char *definition = "";
    size_t users = users_of(work, name, &definition);
    if (!rule) return false;
    return users == 1 ? fits(rule, definition) : strstr(rule, "summed over ") != NULL;
}

/* "df/dx" as "f" and "x"; false for other names. */
static bool read_ratio(const char *name, char over[32], char under[32])
{
    char copy[64];
    snprintf(copy, sizeof copy, "%s", name);
    for (char *at; (at = strstr(copy, "∂"));) {
        *at = 'd';
        memmove(at + 1, at + strlen("∂"), strlen(at + strlen("∂")) + 1);
    }
    return sscanf(copy, "d%31[a-z0-9_]/d%31[a-z0-9_]", over, under) == 2;
}

static bool is_close(double got, const char *want)
{
    return is_near(got, strtod(want, NULL), 1e-12, 1e-12);
}

static bool is_backward(const struct test_question *q)
{
    return q->command == DCALC_GRAD && strchr(q->expr, ';');
}

static void check_line(const struct work *work, size_t i, const struct test_question *q,
                       struct tally *tally)
{
    const char *point = q->at, *expr = q->expr;
    const struct line *line = &work->lines[i];
    char over[32], under[32];
    double value = value_at(work, i, line->formula, point);
    tally->tried++;
    if (!is_close(value, line->value))
        tally_wrong(tally, "%s: %s = %s is %.17g, not %s", expr, line->name, line->formula, value,
                    line->value);
    if (!read_ratio(line->name, over, under)) return;
    if (!strcmp(over, under)) return;
    bool alone = strcmp(under, "x") != 0 && strcmp(under, "y") != 0;
    double slope = is_backward(q) ? adjoint_of(work, i, over, under, point)
                                  : slope_of(work, i, over, under, point, alone);
    if (!is_close(slope, line->value))
        tally_wrong(tally, "%s: %s is %.17g, not %s", expr, line->name, slope, line->value);
    bool result = i && work->lines[i - 1].rule && !strcmp(work->lines[i - 1].rule, "Simplified:");
    const char *definition = definition_of(work, i, over);
    bool fit = is_backward(q)
                   ? fits_backward(work, line->rule, under)
                   : !strcmp(definition, under) || (fits(line->rule, definition) &&
                                                    names_powers(line->rule, definition, under));
    if (!result && !fit)
        tally_wrong(tally, "%s: no rule '%s' for %s", expr, line->rule ? line->rule : "",
                    definition);
}

static void check_work(const struct test_question *q, struct tally *tally)
{
    struct dcalc_result *result = ask(session, q);
    struct work work = {0};
    if (!result->explanation) {
        tally_wrong(tally, "%s: %s", q->expr, complaint(result));
    } else {
        read_work(&work, result->explanation);
        for (size_t i = 0; i < work.n; i++)
            if (work.lines[i].name) check_line(&work, i, q, tally);
    }
    free(work.text);
    dcalc_result_free(result);
}

/* Products, quotients, roots, powers, logarithmic and chained derivatives of a first course. */
START_TEST(classroom)
{
    static const char *const exprs[] = {
        "x",
        "5*x",
        "1 - x",
        "x^3",
        "1/x",
        "sqrt(x)",
        "3*x^2 + 2*x - 7",
        "x^4/4 - x^(2/3)",
        "a*x + b",
        "a*x^2 + b*x + c",
        "a*x^2 + 3*sin(b*x)",
        "(2*x + 1)^5",
        "sqrt(1 + sqrt(x))",
        "sqrt(x^2 + 1)",
        "1/(x^2 + 1)",
        "1/sqrt(1 - x^2)",
        "x^2*sin(x)",
        "x*log(x)",
        "exp(x)*cos(x)",
        "x^2*exp(x)*sin(x)",
        "(x + 1)*(x - 2)",
        "(x^2 + 1)*(x^3 - 2)*sqrt(x)",
        "sin(x)/x",
        "(x + 1)/(x + 2)",
        "x^2*sin(x)/(1 + x)",
        "tan(x)/(1 + tan(x))",
        "exp(x)/(1 + exp(x))",
        "(x + 1)*(x + 2)/((x + 3)*sin(x))",
        "log(x)/sqrt(x)",
        "x/sqrt(x^2 + 1)",
        "a/(b + x^2)",
        "sin(2*x)",
        "cos(exp(x))^3",
        "sin(cos(tan(x)))",
        "exp(-x^2/2)/sqrt(2*pi)",
        "log(log(1 + exp(x)))",
        "(sin(x) + x)^2*exp(x)",
        "sin(x)^2 + cos(x)^2",
        "atan(sqrt(x))",
        "asin(x)*acos(x)",
        "exp(sin(x)*x)",
        "log(sqrt(1 + x^2))",
        "tanh(a*x + b)",
        "expit(a*x + b)^2",
        "tanh(expit(x))",
        "sinh(x)*cosh(x)",
        "x^x",
        "(1 + x)^x",
        "x^sin(x)",
        "sin(x)^x",
        "(x^2 + 1)^(1/x)",
        "2^x",
        "2^sin(x)",
        "x^a",
        "a^x",
        "x^pi",
        "abs(x)*x",
        "where(x > 0, x^2, -x)",
        "log(abs(x))",
        "gamma(x)*erf(x)^2",
        "1/(1 + 1/(1 + 1/x))",
        "u = x^2 + 1; v = log(u); u*v",
        "f = sin(x); f^2",
        "sqrt(x)*(x^3 - 2*x)/(x + 4)",
    };
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof exprs / sizeof *exprs; i++) {
        struct test_question q = {.command = DCALC_DIFF,
                                  .expr = exprs[i],
                                  .at = "x=0.6875,a=1.25,b=0.5,c=3",
                                  .wrt = "x",
                                  .order = 1,
                                  .digits = 17,
                                  .explain = true};
        check_work(&q, &tally);
    }
    ck_tally(&tally);
}
END_TEST

/* The two passes, and each row of a Jacobian by each name. */
START_TEST(several_names)
{
    static const char *const exprs[] = {
        "x^2*y + sin(x*y)",
        "x*y/(x + y)",
        "sqrt(x^2 + y^2)",
        "exp(-x^2 - y^2)*(x - y)^3",
        "x^y",
        "log(x + sqrt(x^2 + y^2))",
        "tanh(x)*expit(x*y)^2",
        "u = x*y; v = sin(u); u*v + x",
        "u = expit(x*y); z = tanh(u*y); (z - u)^2",
        "u = exp(x); v = u*y; w = log(1 + v); u*v*w",
        "atan(y/x) + x*asin(y)",
        "(x + y)*(x - y)/(x*y)",
    };
    static const enum dcalc_command commands[] = {DCALC_GRAD, DCALC_JACOBIAN};
    struct tally tally = {0};
    for (size_t i = 0; i < 2 * sizeof exprs / sizeof *exprs; i++) {
        struct test_question q = {.command = commands[i % 2],
                                  .expr = exprs[i / 2],
                                  .at = "x=0.6875,y=0.375",
                                  .wrt = "x,y",
                                  .digits = 17,
                                  .explain = true};
        check_work(&q, &tally);
    }
    ck_tally(&tally);
}
END_TEST

/* Large works are short, and say what they leave out. */
START_TEST(long_works)
{
    char *sum = text_of("x"), *nest = text_of("x");
    for (int k = 1; k <= 200; k++) {
        char *longer = text_of("%s + sin(%d*x)", sum, k);
        free(sum);
        sum = longer;
    }
    for (int k = 1; k <= 50; k++) {
        char *deeper = text_of("sin(%s)", nest);
        free(nest);
        nest = deeper;
    }
    static const char network[] = "h = tanh(x@W1 + b1); p = softmax(h@W2 + b2); -log(p[3])";
    const struct test_question questions[] = {
        {.command = DCALC_DIFF, .expr = sum, .at = "x=.5", .explain = true},
        {.command = DCALC_DIFF, .expr = nest, .at = "x=.5", .explain = true},
        {.command = DCALC_BACKPROP,
         .expr = network,
         .at = "W1=ones(784,256)/1e4,b1=zeros(256),W2=ones(256,10)/10,b2=range(10)/10,x=ones(784)",
         .weights = "W1,b1,W2,b2",
         .lr = "1/10",
         .numbers = DCALC_DOUBLE,
         .explain = true}};
    for (int i = 0; i < 3; i++) {
        struct dcalc_result *result = ask(session, &questions[i]);
        ck_assert_ptr_nonnull(result->explanation);
        size_t lines = 0;
        for (const char *at = result->explanation; *at; at++) lines += *at == '\n';
        ck_assert_uint_lt(lines, 200);
        ck_assert_ptr_nonnull(strstr(result->explanation, i < 2 ? "..." : "(784x256, norm "));
        dcalc_result_free(result);
    }
    free(sum);
    free(nest);
}
END_TEST

/* ---- handouts ---- */

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (; (text = strstr(text, part)); text += strlen(part)) n++;
    return n;
}

/* The whole answer to a question in a format; to be freed. */
static char *page_of(const struct test_question *q, struct tally *tally)
{
    struct dcalc_result *result = ask(session, q);
    struct dcalc_text expr = {q->expr, strlen(q->expr), NULL};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = q->command,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .format = q->format,
                                    .explain = true};
    struct dcalc_render how = {.size = sizeof how, .format = q->format, .whole = true};
    size_t length;
    char *page = dcalc_render(&request, result, &how, &length);
    tally->tried++;
    if (!result->explanation) tally_wrong(tally, "%s: %s", q->expr, complaint(result));
    dcalc_result_free(result);
    return page;
}

/* Is each number of the text in the page? */
static bool has_numbers(const char *page, const struct test_question *q)
{
    struct test_question plain = *q;
    struct work work = {0};
    bool all = true;
    plain.format = DCALC_TEXT;
    struct dcalc_result *result = ask(session, &plain);
    if (result->explanation) read_work(&work, result->explanation);
    for (size_t i = 0; i < work.n; i++) {
        const char *value = work.lines[i].value;
        char *end;
        if (!value || !*value || (strtod(value, &end), *end) || strchr(value, 'e')) continue;
        all &= strstr(page, value + (*value == '-')) != NULL;
    }
    free(work.text);
    dcalc_result_free(result);
    return all && work.n > 1;
}

/* Displays, braces and elements that open are closed, and each number of the text is there. */
static void check_page(const char *page, const struct test_question *q, struct tally *tally)
{
    bool html = q->format == DCALC_HTML, right = true;
    static const char *const elements[] = {"math", "table", "tr", "td", "h2", "mrow", "mfrac"};
    for (size_t i = 0; html && i < sizeof elements / sizeof *elements; i++) {
        char open[16], close[16];
        snprintf(open, sizeof open, "<%s>", elements[i]);
        snprintf(close, sizeof close, "</%s>", elements[i]);
        bool has_class = !strcmp(elements[i], "td") || !strcmp(elements[i], "math");
        right &= has_class || count(page, open) == count(page, close);
    }
    if (!html)
        right = count(page, "{") == count(page, "}") &&
                count(page, "\\begin{") == count(page, "\\end{");
    if (html) right &= !strchr(page, '\\') && count(page, "<math") == count(page, "</math>");
    if (!right || !has_numbers(page, q))
        tally_wrong(tally, "%s, format %d", q->expr, (int)q->format);
}

START_TEST(handouts)
{
    static const struct test_question questions[] = {
        {.command = DCALC_DIFF, .expr = "cos(exp(x))^3", .at = "x=0.6875"},
        {.command = DCALC_DIFF, .expr = "(x + 1)*(x^x)/sqrt(x)", .at = "x=0.6875", .order = 3},
        {.command = DCALC_GRAD,
         .expr = "u = x_1*x1; sinc = tanh(u); sinc^2",
         .at = "x_1=0.6875,x1=2"},
        {.command = DCALC_GRAD,
         .expr = "h = softmax(W @ x); h @ [1, 2]",
         .at = "W=[[1,2],[3,0.6875]],x=[1,2]"},
        {.command = DCALC_BACKPROP,
         .expr = "z = W @ x; loss = z @ z; loss",
         .weights = "W",
         .lr = "1/10",
         .at = "W=[[1,2],[3,0.6875]],x=[1,2]"},
        {.command = DCALC_EVAL, .expr = "where(x < 1, log(x), gamma(x))", .at = "x=0.6875"},
    };
    static const enum dcalc_format formats[] = {DCALC_LATEX, DCALC_MARKDOWN, DCALC_HTML};
    struct tally tally = {0};
    for (size_t i = 0; i < 3 * sizeof questions / sizeof *questions; i++) {
        struct test_question q = questions[i / 3];
        q.format = formats[i % 3];
        q.explain = true;
        char *page = page_of(&q, &tally);
        if (page) check_page(page, &q, &tally);
        free(page);
    }
    ck_tally(&tally);
}
END_TEST

/* ---- languages ---- */

/* The conversions of a format, "%s%zu". */
static void read_conversions(const char *format, char out[64])
{
    size_t n = 0;
    for (const char *at = format; (at = strchr(at, '%')); at++)
        for (const char *c = at; n < 60; c++) {
            out[n++] = *c;
            if (c > at && !strchr("lz", *c)) break;
        }
    out[n] = '\0';
}

/* Every language has every phrase, with the conversions of English. */
START_TEST(phrases)
{
    for (int language = 0; phrase_language(language); language++) {
        for (int i = 0; i < PHRASES; i++) {
            char want[64], have[64];
            const char *text = phrase_in(language, (enum phrase)i);
            ck_assert_msg(text && *text, "%s: phrase %d is missing", phrase_language(language), i);
            read_conversions(phrase_in(0, (enum phrase)i), want);
            read_conversions(text, have);
            ck_assert_str_eq(have, want);
        }
    }
    ck_assert_str_eq(phrase_language(DCALC_RUSSIAN), "ru");
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("explain");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, classroom);
    tcase_add_test(checks.tests, several_names);
    tcase_add_test(checks.tests, long_works);
    tcase_add_test(checks.tests, handouts);
    tcase_add_test(checks.tests, phrases);
    return checks_run(checks);
}

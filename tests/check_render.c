/* Output: hand-made results as text, JSON, LaTeX and error messages. */
/* Tests src/report/render.c, src/report/render_parts.c, src/report/render_text.c,
 * src/report/render_json.c, src/report/render_latex.c, src/report/render_sparse.c,
 * src/report/render_errors.c, src/report/inline_svg.c, src/data/json_text.c. */
#include "app/dcalc.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define TEXT(s)                        \
    {                                  \
        s, sizeof(s) - 1, "expression" \
    }

static void renders(const struct dcalc_request *request, const struct dcalc_result *result,
                    struct dcalc_render how, const char *expected)
{
    size_t length;
    char *bytes = dcalc_render(request, result, &how, &length);
    ck_assert_str_eq(bytes, expected);
    ck_assert_uint_eq(length, strlen(expected));
    free(bytes);
}

static const struct dcalc_render text = {sizeof text, DCALC_TEXT, false, NULL, false, NULL};
static const struct dcalc_render quiet = {sizeof quiet, DCALC_TEXT, true, NULL, false, NULL};
static const struct dcalc_render json = {sizeof json, DCALC_JSON, false, NULL, false, NULL};

/* 1/w - w*x^2 at w = .5, x = 2, with everything a result can have. */
static const struct dcalc_text product = TEXT("1/w - w*x^2");
static const struct dcalc_binding point[] = {{.name = "w", .value = TEXT(".5")},
                                             {.name = "x", .value = TEXT("2")}};
static const double value = 0, slopes[] = {-8, -2};
static const char *const names[] = {"w", "x"};
static const char *const slope_w = "-1/w^2 - x^2", *const slope_x = "-2*w*x";

static struct dcalc_request question(enum dcalc_command command)
{
    return (struct dcalc_request){.size = sizeof(struct dcalc_request),
                                  .command = command,
                                  .exprs = &product,
                                  .n_exprs = 1,
                                  .at = point,
                                  .n_at = 2,
                                  .has_at = true};
}

static struct dcalc_array scalar(const char *name, const double *x, const char *const *formula)
{
    return (struct dcalc_array){
        .name = name, .count = 1, .values = x, .formulas = formula, .n_formulas = formula ? 1 : 0};
}

static struct dcalc_array matrix(const char *name, size_t rows, size_t cols, const double *x)
{
    return (struct dcalc_array){
        .name = name, .ndim = 2, .dims = {rows, cols}, .count = rows * cols, .values = x};
}

static struct dcalc_result answer(enum dcalc_command command, const struct dcalc_array *values,
                                  const struct dcalc_array *derivatives, size_t n)
{
    return (struct dcalc_result){.size = sizeof(struct dcalc_result),
                                 .command = command,
                                 .values = values,
                                 .n_values = values ? 1 : 0,
                                 .derivatives = derivatives,
                                 .n_derivatives = n,
                                 .wrt = names,
                                 .n_wrt = 2};
}

START_TEST(gradient)
{
    struct dcalc_array own = scalar("", &value, NULL);
    struct dcalc_array both[] = {scalar("w", &slopes[0], NULL), scalar("x", &slopes[1], NULL)};
    struct dcalc_request ask = question(DCALC_GRAD);
    struct dcalc_result result = answer(DCALC_GRAD, &own, both, 2);
    renders(&ask, &result, text, "w  -8\nx  -2\n");
    renders(&ask, &result, quiet, "-8\n-2\n");
    renders(&ask, &result, json,
            "{\"command\":\"grad\",\"expr\":\"1/w - w*x^2\",\"wrt\":[\"w\",\"x\"],"
            "\"at\":{\"w\":0.5,\"x\":2},\"value\":0,\"gradient\":{\"w\":-8,\"x\":-2}}\n");
}
END_TEST

START_TEST(gradient_symbolic)
{
    struct dcalc_array own = scalar("", &value, NULL);
    struct dcalc_array both[] = {scalar("w", &slopes[0], &slope_w),
                                 scalar("long", &slopes[1], &slope_x)};
    static const char *const lets[] = {"t1 = w*x"};
    struct dcalc_request ask = question(DCALC_GRAD);
    struct dcalc_result result = answer(DCALC_GRAD, &own, both, 2);
    result.lets = lets;
    result.n_lets = 1;
    renders(&ask, &result, text, "t1 = w*x\nw     -8  -1/w^2 - x^2\nlong  -2  -2*w*x\n");
    renders(&ask, &result, quiet, "-8\n-2\n");
    both[0].values = both[1].values = NULL;
    result.n_values = 0;
    ask.has_at = false;
    ask.n_at = 0;
    renders(&ask, &result, text, "t1 = w*x\nw     -1/w^2 - x^2\nlong  -2*w*x\n");
    renders(&ask, &result, json,
            "{\"command\":\"grad\",\"expr\":\"1/w - w*x^2\",\"wrt\":[\"w\",\"x\"],\"symbolic\":"
            "{\"w\":\"-1/w^2 - x^2\",\"long\":\"-2*w*x\"},\"let\":[\"t1 = w*x\"]}\n");
}
END_TEST

START_TEST(derivative)
{
    struct dcalc_array own = scalar("", &value, NULL), slope = scalar("", &slopes[0], &slope_w);
    static const char *const notes[] = {"a note"};
    struct dcalc_request ask = question(DCALC_DIFF);
    struct dcalc_result result = answer(DCALC_DIFF, &own, &slope, 1);
    result.explanation = "because\n";
    result.notes = notes;
    result.n_notes = 1;
    result.n_wrt = 1;
    renders(&ask, &result, text, "because\n\n-8  -1/w^2 - x^2\n");
    renders(&ask, &result,
            (struct dcalc_render){sizeof(struct dcalc_render), DCALC_JSON, false, "\"j1\"", false,
                                  NULL},
            "{\"id\":\"j1\",\"command\":\"diff\",\"expr\":\"1/w - w*x^2\",\"wrt\":[\"w\"],"
            "\"order\":1,\"at\":{\"w\":0.5,\"x\":2},\"symbolic\":\"-1/w^2 - x^2\",\"value\":0,"
            "\"derivative\":-8,\"explanation\":\"because\\n\",\"notes\":[\"a note\"]}\n");
}
END_TEST

START_TEST(jacobian)
{
    static const double entries[] = {2, 0, 6, -1.5};
    static const char *const formulas[] = {"2*x", "0", "6*x", "-y"};
    static const double own_values[] = {1, 2};
    static const struct dcalc_text two[] = {TEXT("x^2"), TEXT("y")};
    struct dcalc_array own[] = {scalar("", &own_values[0], NULL), scalar("", &own_values[1], NULL)};
    struct dcalc_array rows = matrix("", 2, 2, entries);
    struct dcalc_request ask = {
        .size = sizeof ask, .command = DCALC_JACOBIAN, .exprs = two, .n_exprs = 2};
    struct dcalc_result result = answer(DCALC_JACOBIAN, own, &rows, 1);
    result.n_values = 2;
    rows.formulas = formulas;
    rows.n_formulas = 4;
    renders(&ask, &result, text, "2*x  0\n6*x  -y\n2     0\n6  -1.5\n");
    renders(&ask, &result, quiet, "2     0\n6  -1.5\n");
    renders(&ask, &result, json,
            "{\"command\":\"jacobian\",\"expr\":[\"x^2\",\"y\"],\"wrt\":[\"w\",\"x\"],\"symbolic\":"
            "[[\"2*x\",\"0\"],[\"6*x\",\"-y\"]],\"value\":[1,2],\"jacobian\":[[2,0],[6,-1.5]]}\n");
}
END_TEST

START_TEST(one_row_keeps_its_shape)
{
    static const double entries[] = {1, NAN};
    struct dcalc_array row = matrix("", 1, 2, entries);
    struct dcalc_request ask = {
        .size = sizeof ask, .command = DCALC_HESSIAN, .exprs = &product, .n_exprs = 1};
    struct dcalc_result result = answer(DCALC_HESSIAN, NULL, &row, 1);
    renders(&ask, &result, text, "1  nan\n");
    renders(&ask, &result, json,
            "{\"command\":\"hessian\",\"expr\":\"1/w - w*x^2\",\"wrt\":[\"w\",\"x\"],"
            "\"hessian\":[[1,null]]}\n");
}
END_TEST

START_TEST(backprop)
{
    static const double loss = 10.62, slope[] = {1, 2, 3, 14}, bias[] = {0.5, -1};
    struct dcalc_array own = scalar("", &loss, NULL);
    struct dcalc_array arrays[] = {
        matrix("W", 2, 2, slope),
        {.name = "b", .ndim = 1, .dims = {2}, .count = 2, .values = bias}};
    struct dcalc_request ask = {
        .size = sizeof ask, .command = DCALC_BACKPROP, .exprs = &product, .n_exprs = 1};
    struct dcalc_result result = answer(DCALC_BACKPROP, &own, arrays, 2);
    result.weights = arrays;
    result.n_weights = 2;
    renders(&ask, &result, text,
            "loss      10.62\ndloss/dW  1   2\n          3  14\ndloss/db  0.5  -1\n"
            "W         1   2\n          3  14\nb         0.5  -1\n");
    renders(&ask, &result, json,
            "{\"command\":\"backprop\",\"expr\":\"1/w - w*x^2\",\"loss\":10.62,\"gradient\":"
            "{\"W\":[[1,2],[3,14]],\"b\":[0.5,-1]},\"weights\":{\"W\":[[1,2],[3,14]],"
            "\"b\":[0.5,-1]}}\n");
}
END_TEST

START_TEST(values_as_texts)
{
    static const char *const texts[] = {"1.50", "inf", "1/3"};
    struct dcalc_array own = {.name = "", .ndim = 1, .dims = {3}, .count = 3, .texts = texts};
    struct dcalc_request ask = {
        .size = sizeof ask, .command = DCALC_EVAL, .exprs = &product, .n_exprs = 1};
    struct dcalc_result result = answer(DCALC_EVAL, &own, NULL, 0);
    renders(&ask, &result, text, "1.50  inf  1/3\n");
    renders(&ask, &result, json,
            "{\"command\":\"eval\",\"expr\":\"1/w - w*x^2\",\"value\":[1.50,null,\"1/3\"]}\n");
    ask.digits = 18;
    renders(&ask, &result, json,
            "{\"command\":\"eval\",\"expr\":\"1/w - w*x^2\",\"value\":[\"1.50\",null,\"1/3\"]}\n");
}
END_TEST

START_TEST(points_as_given)
{
    static const struct dcalc_binding at[] = {
        {.name = "a", .value = TEXT("1.")},
        {.name = "b", .value = TEXT("-.5e3")},
        {.name = "c", .value = TEXT("pi/4")},
        {.name = "d", .value = TEXT("[[1, 2],[3, 1/3]]")},
        {.name = "e", .value = TEXT("[1]*[2]")},
        {.name = "f", .value = TEXT("[max(1, 2),[]]")},
        {.name = "g", .value = TEXT("0.1234567890123456789")},
        {.name = "h", .value = TEXT("0.00001234567890123456")},
        {.name = "i", .value = TEXT("007")},
        {.name = "j", .value = TEXT("\xff\"")},
    };
    struct dcalc_request ask = {.size = sizeof ask,
                                .command = DCALC_EVAL,
                                .exprs = &product,
                                .n_exprs = 1,
                                .at = at,
                                .n_at = COUNT(at),
                                .has_at = true};
    struct dcalc_array own = scalar("", &value, NULL);
    struct dcalc_result result = answer(DCALC_EVAL, &own, NULL, 0);
    renders(&ask, &result, json,
            "{\"command\":\"eval\",\"expr\":\"1/w - w*x^2\",\"at\":{\"a\":1,\"b\":-0.5e3,"
            "\"c\":\"pi/4\",\"d\":[[1,2],[3,\"1/3\"]],\"e\":\"[1]*[2]\",\"f\":[\"max(1, 2)\",[]],"
            "\"g\":\"0.1234567890123456789\",\"h\":0.00001234567890123456,\"i\":7,"
            "\"j\":\"\xef\xbf\xbd\\\"\"},\"value\":0}\n");
}
END_TEST

START_TEST(long_cells_do_not_pad)
{
    static const char *const formulas[] = {
        "a", "b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "b"};
    struct dcalc_array rows = matrix("", 2, 2, NULL);
    struct dcalc_request ask = {
        .size = sizeof ask, .command = DCALC_JACOBIAN, .exprs = &product, .n_exprs = 1};
    struct dcalc_result result = answer(DCALC_JACOBIAN, NULL, &rows, 1);
    rows.formulas = formulas;
    rows.n_formulas = 4;
    renders(&ask, &result, text,
            "a  b\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  b\n");
}
END_TEST

/* ---- errors ---- */

static struct dcalc_diagnostic misspelt(void)
{
    static const char line[] = "2 + sni(x)";
    return (struct dcalc_diagnostic){.kind = DCALC_NAME,
                                     .message = "no function sni",
                                     .hint = "did you mean sin?",
                                     .source = "expression",
                                     .line = line,
                                     .line_length = sizeof line - 1,
                                     .line_number = 1,
                                     .column = 5,
                                     .caret_column = 4,
                                     .caret_length = 3,
                                     .start = 4,
                                     .end = 7};
}

static void shows(const struct dcalc_diagnostic *error, bool color, const char *expected)
{
    struct dcalc_result result = {
        .size = sizeof result, .status = error->kind, .errors = error, .n_errors = 1};
    char *bytes = dcalc_render_errors(&result, color);
    ck_assert_str_eq(bytes, expected);
    free(bytes);
}

START_TEST(error_lines)
{
    struct dcalc_diagnostic error = misspelt();
    shows(&error, false,
          "dcalc: expression:1:5: no function sni\n  2 + sni(x)\n      ^^^\n"
          "  hint: did you mean sin?\n");
    shows(&error, true,
          "\033[1mdcalc: expression:1:5: \033[0mno function sni\n  2 + sni(x)\n      "
          "\033[1;31m^^^\033[0m\n  \033[1mhint:\033[0m did you mean sin?\n");
    error.caret_column = 10;
    error.hint = NULL;
    shows(&error, false, "dcalc: expression:1:5: no function sni\n  2 + sni(x)\n            ^\n");
    error.source = NULL;
    shows(&error, false, "dcalc: no function sni\n");
}
END_TEST

START_TEST(unsafe_lines)
{
    static const char line[] = "\tλ\033[2J\xff + y";
    struct dcalc_diagnostic error = misspelt();
    error.line = line;
    error.line_length = sizeof line - 1;
    error.caret_column = 10;
    error.caret_length = 99;
    error.hint = NULL;
    error.message = "a\033b";
    shows(&error, false, "dcalc: expression:1:5: a?b\n  \tλ?[2J? + y\n  \t         ^\n");
}
END_TEST

START_TEST(long_lines)
{
    char line[1000];
    memset(line, 'a', sizeof line);
    struct dcalc_diagnostic error = misspelt();
    error.line = line;
    error.line_length = sizeof line;
    error.caret_column = 500;
    struct dcalc_result result = {
        .size = sizeof result, .status = DCALC_NAME, .errors = &error, .n_errors = 1};
    char *bytes = dcalc_render_errors(&result, false), *shown = strchr(bytes, '\n') + 1;
    char *carets = strchr(shown, '\n') + 1;
    ck_assert(strncmp(shown, "  ...aaa", 8) == 0);
    ck_assert(strncmp(carets - 4, "...\n", 4) == 0);
    ck_assert_uint_eq((size_t)(carets - shown), 2 + 3 + 120 + 3 + 1);
    ck_assert_uint_eq(strspn(carets, " "), 2 + 3 + 50);
    free(bytes);
}
END_TEST

START_TEST(failures_as_json)
{
    struct dcalc_request ask = question(DCALC_DIFF);
    struct dcalc_diagnostic error = misspelt();
    struct dcalc_result result = {
        .size = sizeof result, .status = DCALC_NAME, .errors = &error, .n_errors = 1};
    renders(&ask, &result, text, "");
    renders(&ask, &result,
            (struct dcalc_render){sizeof(struct dcalc_render), DCALC_JSON, false, "7", false, NULL},
            "{\"id\":7,\"error\":{\"kind\":\"name\",\"message\":\"no function sni\",\"start\":4,"
            "\"end\":7,\"hint\":\"did you mean sin?\",\"source\":\"expression\"}}\n");
}
END_TEST

START_TEST(kinds)
{
    static const char *const words[] = {"ok",   "usage", "syntax",   "name",      "shape", "domain",
                                        "pole", "kink",  "overflow", "undecided", "limit", "io"};
    static const int statuses[] = {0, 2, 2, 2, 2, 1, 1, 1, 4, 1, 4, 3};
    for (int i = DCALC_OK; i <= DCALC_IO; i++) {
        ck_assert_str_eq(dcalc_kind_name((enum dcalc_kind)i), words[i]);
        ck_assert_int_eq(dcalc_exit_status((enum dcalc_kind)i), statuses[i]);
    }
}
END_TEST

/* ---- LaTeX and nonzeros ---- */

START_TEST(gradient_in_latex)
{
    struct dcalc_render latex = {sizeof latex, DCALC_LATEX, false, NULL, false, NULL};
    struct dcalc_array parts[] = {scalar("w", &slopes[0], NULL), scalar("x_1", &slopes[1], NULL)};
    struct dcalc_request rq = question(DCALC_GRAD);
    struct dcalc_result result = answer(DCALC_GRAD, NULL, parts, 2);
    renders(&rq, &result, latex,
            "\\frac{\\partial f}{\\partial w} = -8\n"
            "\\frac{\\partial f}{\\partial x_{1}} = -2\n");
    latex.quiet = true;
    renders(&rq, &result, latex, "-8\n-2\n");
}
END_TEST

START_TEST(matrix_in_latex)
{
    static const double entries[] = {1, 2.5, -3e-20, 4};
    const struct dcalc_render latex = {sizeof latex, DCALC_LATEX, false, NULL, false, NULL};
    struct dcalc_array part = matrix("", 2, 2, entries);
    struct dcalc_request rq = question(DCALC_JACOBIAN);
    struct dcalc_result result = answer(DCALC_JACOBIAN, NULL, &part, 1);
    renders(&rq, &result, latex,
            "\\begin{pmatrix} 1 & 2.5 \\\\ -3 \\times 10^{-20} & 4 \\end{pmatrix}\n");
}
END_TEST

/* 4 . 0
 * 0 . 2.5 */
START_TEST(nonzeros)
{
    static const double entries[] = {4, 2.5};
    static const size_t starts[] = {0, 1, 2};
    static const unsigned columns[] = {0, 2};
    static const struct dcalc_nonzeros places = {2, 3, 2, starts, columns};
    const struct dcalc_render mtx = {sizeof mtx, DCALC_MTX, false, NULL, false, NULL};
    struct dcalc_array part = {.name = "", .ndim = 1, .dims = {2}, .count = 2};
    struct dcalc_request rq = question(DCALC_JACOBIAN);
    struct dcalc_result result = answer(DCALC_JACOBIAN, NULL, &part, 1);
    part.values = entries;
    rq.sparse = true;
    result.nonzeros = &places;
    renders(&rq, &result, text, "0  0  4\n1  2  2.5\n");
    renders(&rq, &result, mtx,
            "%%MatrixMarket matrix coordinate real general\n2 3 2\n1 1 4\n2 3 2.5\n");
    result.n_derivatives = 0;
    renders(&rq, &result, mtx,
            "%%MatrixMarket matrix coordinate pattern general\n2 3 2\n1 1\n2 3\n");
}
END_TEST

static char *draw(const char *graph, size_t length, size_t *drawn)
{
    static const char svg[] =
        "<?xml version=\"1.0\"?>\n<!-- by dot -->\n"
        "<svg width=\"7pt\" height=\"8pt\" xmlns=\"http://www.w3.org/2000/svg\">"
        "<g id=\"node1\" class=\"node\">\n<title>n1</title>\n"
        "<text x=\"1\">a id=&quot;7pt&quot;</text></g></svg>\n";
    ck_assert_str_eq(graph, "digraph {}");
    ck_assert_uint_eq(length, strlen(graph));
    *drawn = sizeof svg - 1;
    return strdup(svg);
}

/* Without what a page has once, or not at all. */
START_TEST(picture_in_page)
{
    const struct dcalc_render with = {sizeof with, DCALC_HTML, false, NULL, false, draw},
                              bare = {sizeof bare, DCALC_HTML, false, NULL, false, NULL};
    struct dcalc_request rq = question(DCALC_GRAD);
    struct dcalc_result result = answer(DCALC_GRAD, NULL, NULL, 0);
    result.explanation = "";
    result.document = "digraph {}";
    result.document_length = strlen(result.document);
    size_t length;
    char *page = dcalc_render(&rq, &result, &with, &length);
    ck_assert_ptr_nonnull(strstr(page, "<div class=\"picture\">\n<svg width=\"7\" height=\"8\">"
                                       "<g class=\"node\">\n<text x=\"1\">a id=&quot;7pt&quot;"
                                       "</text></g></svg>\n</div>\n"));
    free(page);
    page = dcalc_render(&rq, &result, &bare, &length);
    ck_assert_ptr_null(strstr(page, "<svg"));
    free(page);
}
END_TEST

static Suite *render_suite(void)
{
    Suite *suite = suite_create("render");
    TCase *results = tcase_create("results"), *errors = tcase_create("errors");
    tcase_add_test(results, gradient);
    tcase_add_test(results, gradient_symbolic);
    tcase_add_test(results, derivative);
    tcase_add_test(results, jacobian);
    tcase_add_test(results, one_row_keeps_its_shape);
    tcase_add_test(results, backprop);
    tcase_add_test(results, values_as_texts);
    tcase_add_test(results, points_as_given);
    tcase_add_test(results, long_cells_do_not_pad);
    tcase_add_test(results, gradient_in_latex);
    tcase_add_test(results, matrix_in_latex);
    tcase_add_test(results, nonzeros);
    tcase_add_test(results, picture_in_page);
    tcase_add_test(errors, error_lines);
    tcase_add_test(errors, unsafe_lines);
    tcase_add_test(errors, long_lines);
    tcase_add_test(errors, failures_as_json);
    tcase_add_test(errors, kinds);
    suite_add_tcase(suite, results);
    suite_add_tcase(suite, errors);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(render_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Variables and functions named like words of C and C++: the code compiles and is right. */
/* Tests src/print/spelling.c, src/print/letters.c, src/print/c_names.c, src/print/c_file.c. */

/* The words are the compiler's own: whatever stands in its headers, and the macros it has then. */
#include "support/support.h"

#include "base/names.h"
#include "print/c_functions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WARNINGS "-Wall -Wextra -Wpedantic -Werror"
/* What the code includes, and what its user may. */
#define OWN_HEADERS "math.h stdio.h"
#define HEADERS OWN_HEADERS " stdlib.h complex.h errno.h"

static const char keywords[] =
    "alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t "
    "char8_t class co_await co_return co_yield compl concept const const_cast consteval constexpr "
    "constinit continue contract_assert decltype default delete do double dynamic_cast else enum "
    "explicit export extern false float for friend goto if inline int long mutable namespace new "
    "noexcept not not_eq nullptr operator or or_eq private protected public register "
    "reinterpret_cast requires restrict return short signed sizeof static static_assert "
    "static_cast struct switch template this thread_local throw true try typedef typeid typename "
    "typeof typeof_unqual union unsigned using virtual void volatile wchar_t while xor xor_eq ";

/* What the generated code has names for itself, and what would be spelled alike. */
static const char tricky[] =
    "f f_h f_work i j k l t1 t2 t1_2 work point answer status got value dx do_ o main read_point "
    "new_ new_2 x1 x_1 x\u2081 x_\u2081 \u03b1 alpha alpha_ a\u0302 a_hat \u00e2 _x __x v_x v__x "
    "x_ x "
    "M_PI_ "
    "\u00b5 \u03bc mu \u0434 u0434 \u0127 hbar \u03c6 \u03d5 _ __ v_ v I I_ ";

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
    folder_make();
}

static void tear_down(void)
{
    folder_remove();
    dcalc_free(session);
}

/* ---- words ---- */

struct words {
    struct core core;
    struct names all;
};

static void add(struct words *w, const char *word)
{
    if (*word)
        ck_assert_uint_ne(names_intern(&w->all, &w->core.arena, word, strlen(word)), NAME_NONE);
}

static void add_list(struct words *w, const char *list)
{
    char word[64];
    for (const char *at = list; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, " "), at);
        add(w, word);
    }
}

/* The keywords, the identifiers of the headers once they are read, and the macros that stand then.
 */
static void read_words(struct words *w, const char *headers)
{
    char word[512];
    core_open(&w->core);
    add_list(w, keywords);
    char *includes = text_of("for h in %s; do echo \"#include <$h>\"; done >all.c", headers);
    folder_run(includes, "names");
    free(includes);
    folder_run("for s in c11 gnu17; do ${CC:-gcc} -std=$s -D_GNU_SOURCE -dM -E all.c |"
               " cut -d' ' -f2 | cut -d'(' -f1; ${CC:-gcc} -std=$s -D_GNU_SOURCE -P -E all.c |"
               " tr -c A-Za-z0-9_ '\\n' | grep '^[A-Za-z_]'; done | sort -u >words",
               "names");
    FILE *file = folder_open("words", "r");
    while (fscanf(file, "%500s", word) == 1) add(w, word);
    fclose(file);
    ck_assert_uint_gt(w->all.all.n, 1000);
}

static void words_free(struct words *w)
{
    names_free(&w->all, &w->core.mem);
    core_close(&w->core);
}

/* ---- variables ---- */

static double factor(size_t i)
{
    return (double)(i % 97 + 2);
}

static double coordinate(size_t i)
{
    return (double)(i % 31 + 1);
}

/* The sum of c*x^2 over words first to last, with some arithmetic that takes temporaries. */
static char *program_of(const struct words *w, size_t first, size_t last)
{
    size_t length;
    char *text;
    FILE *out = open_memstream(&text, &length);
    fputs("0", out);
    for (size_t i = first; i < last; i++)
        fprintf(out, " + %g*%s^2", factor(i), names_text(&w->all, (uint32_t)i));
    fclose(out);
    return text;
}

/* Differentiated by the words, all of which are variables by that: gamma and sin, too. */
static struct dcalc_result *code_of(const char *program, const char *name, const char *const *wrt,
                                    size_t n_wrt)
{
    struct dcalc_text expr = {program, strlen(program), "words"};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_GRAD,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .wrt = wrt,
                                    .n_wrt = n_wrt,
                                    .format = DCALC_C,
                                    .code_name = name,
                                    .code_header = "names.h",
                                    .code_main = true};
    struct dcalc_result *result = dcalc_run(session, &request);
    ck_assert_msg(result && result->status == DCALC_OK, "%s", complaint(result));
    return result;
}

static void check_answers(size_t first, size_t last)
{
    FILE *file = folder_open("answers", "r");
    double got, value = 0;
    for (size_t i = first; i < last; i++) value += factor(i) * coordinate(i) * coordinate(i);
    ck_assert(fscanf(file, "%lf", &got) == 1 && got == value);
    for (size_t i = first; i < last; i++)
        ck_assert(fscanf(file, "%lf", &got) == 1 && got == 2 * factor(i) * coordinate(i));
    ck_assert_int_eq(fscanf(file, "%lf", &got), EOF);
    fclose(file);
}

static void compile_and_run(size_t first, size_t last)
{
    FILE *points = folder_open("points", "w");
    for (size_t i = first; i < last; i++) fprintf(points, "%g ", coordinate(i));
    fclose(points);
    folder_run("${CC:-gcc} -std=c11 " WARNINGS " names.c -o names -lm && ./names <points >answers",
               "names");
    check_answers(first, last);
}

/* The headers in C and C++, beside those of the library. */
static void include_headers(void)
{
    folder_run("cat all.c headers >user.c && ${CC:-gcc} -std=gnu17 " WARNINGS
               " -fsyntax-only user.c",
               "names");
    folder_run("if command -v g++ >/dev/null; then g++ -x c++ -std=c++20 " WARNINGS
               " -fsyntax-only user.c; fi",
               "names");
}

/* In parts, as compilers take long for functions of thousands of arguments. */
START_TEST(variables)
{
    enum { PART = 500 };
    const char *wrt[PART];
    struct words w = {0};
    read_words(&w, HEADERS);
    add_list(&w, tricky);
    FILE *headers = folder_open("headers", "w");
    for (size_t first = 0; first < w.all.all.n; first += PART) {
        size_t last = first + PART < w.all.all.n ? first + PART : w.all.all.n;
        char *program = program_of(&w, first, last), *name = text_of("f%zu", first / PART);
        for (size_t i = first; i < last; i++) wrt[i - first] = names_text(&w.all, (uint32_t)i);
        struct dcalc_result *result = code_of(program, name, wrt, last - first);
        folder_write("names.c", result->document);
        folder_write("names.h", result->header);
        compile_and_run(first, last);
        fputs(result->header, headers);
        dcalc_result_free(result);
        free(program);
        free(name);
    }
    fclose(headers);
    include_headers();
    words_free(&w);
}
END_TEST

/* ---- functions ---- */

/* One function for each word, all in one file. */
START_TEST(functions)
{
    struct words w = {0};
    read_words(&w, OWN_HEADERS);
    FILE *file = folder_open("functions.c", "w");
    fputs("#define _GNU_SOURCE\n#include \"all.c\"\n", file);
    for (size_t i = 0; i < w.all.all.n; i++) {
        const char *name = names_text(&w.all, (uint32_t)i);
        struct test_question q = {
            .command = DCALC_EVAL, .expr = "x^2", .format = DCALC_C, .code_name = name};
        struct dcalc_result *result = ask(session, &q);
        ck_assert_int_eq(result->status, DCALC_OK);
        if (*name != '_') fputs(result->document, file);
        dcalc_result_free(result);
    }
    fclose(file);
    folder_run("${CC:-gcc} -std=gnu17 " WARNINGS " -fsyntax-only functions.c", "names");
    words_free(&w);
}
END_TEST

/* ---- functions beside variables of their names ---- */

/* Bindings of x and of each function that C has, sin=2. */
struct called {
    struct dcalc_binding at[200];
    const char *wrt[200];
    char numbers[200][16];
    size_t n;
};

static void bind(struct called *c, const char *name, double value)
{
    snprintf(c->numbers[c->n], sizeof c->numbers[0], "%g", value);
    c->at[c->n].name = c->wrt[c->n] = name;
    c->at[c->n].value =
        (struct dcalc_text){c->numbers[c->n], strlen(c->numbers[c->n]), "the value"};
    c->n++;
}

/* The sum of sin*sin(x) and its like. */
static char *program_of_calls(struct called *c)
{
    size_t length;
    char *text;
    FILE *out = open_memstream(&text, &length);
    bind(c, "x", .625);
    fputs("x", out);
    for (size_t i = 0; i < n_fn_rows; i++) {
        const struct fn_row *row = &fn_rows[i];
        if (row->function < 0 || !strcmp(row->group, "internal")) continue;
        if (!c_function(row->function)->call) continue;
        bool order = !strncmp(row->parameters, "n,", 2);
        int arity = fn_arity((enum fn)row->function);
        const char *arguments = row->function == FN_acosh ? "1/x"
                                : arity == 1              ? "x"
                                : order                   ? "2, x"
                                                          : "x, x^2";
        fprintf(out, " + %s*%s(%s)", row->name, row->name, arguments);
        bind(c, row->name, coordinate(i));
    }
    fclose(out);
    return text;
}

static struct dcalc_result *answer_to(const char *program, const struct called *c)
{
    struct dcalc_text expr = {program, strlen(program), "calls"};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_GRAD,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = c->at,
                                    .n_at = c->n};
    struct dcalc_result *result = dcalc_run(session, &request);
    ck_assert_msg(result && result->status == DCALC_OK, "%s", complaint(result));
    return result;
}

START_TEST(calls_beside_variables)
{
    static struct called c;
    char *program = program_of_calls(&c);
    ck_assert_uint_gt(c.n, 50);
    struct dcalc_result *code = code_of(program, NULL, c.wrt, c.n), *want = answer_to(program, &c);
    folder_write("names.c", code->document);
    folder_write("names.h", code->header);
    FILE *points = folder_open("points", "w");
    for (size_t i = 0; i < c.n; i++) fprintf(points, "%s ", c.numbers[i]);
    fclose(points);
    folder_run("${CC:-gcc} -std=c11 " WARNINGS " names.c -o names -lm && ./names <points >answers",
               "names");
    FILE *answers = folder_open("answers", "r");
    double got;
    double value = *want->values->values;
    ck_assert_msg(fscanf(answers, "%lf", &got) == 1 && is_near(got, value, 1e-12, 1),
                  "%.17g, not %.17g", got, value);
    for (size_t i = 0; i < c.n; i++)
        ck_assert_msg(fscanf(answers, "%lf", &got) == 1 &&
                          is_near(got, *want->derivatives[i].values, 1e-12, 1),
                      "%s: %g", c.wrt[i], got);
    fclose(answers);
    dcalc_result_free(code);
    dcalc_result_free(want);
    free(program);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("names");
    tcase_add_unchecked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, variables);
    tcase_add_test(checks.tests, functions);
    tcase_add_test(checks.tests, calls_beside_variables);
    return checks_run(checks);
}

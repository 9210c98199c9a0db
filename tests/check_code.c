/* Generated C: compiled with every warning an error, run, and each number compared: the whole table
 * of functions with references of forty digits, programs of scalars, vectors and matrices with what
 * dcalc computes itself. */
#include "support/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLAGS "-std=c11 -O1 -Wall -Wextra -Wpedantic -Werror"

static dcalc *session;
static char folder[] = "/tmp/dcalc-code-XXXXXX";

static void open_folder(void)
{
    session = dcalc_new();
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    char *command = text_of("rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
    free(command);
    dcalc_free(session);
}

static void write_file(const char *name, const char *text)
{
    char *path = text_of("%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
    free(path);
}

static void run(const char *words, const char *what)
{
    char *command = text_of("cd %s && %s", folder, words);
    ck_assert_msg(system(command) == 0, "%s: %s", command, what);
    free(command);
}

/* Numbers of the program's answers to what `points` says, one line a point. */
static double *run_code(const char *code, const char *points, size_t n, const char *what)
{
    write_file("f.c", code);
    write_file("points", points);
    run("${CC:-gcc} " FLAGS " f.c -o f -lm", what);
    run("./f <points >answers", what);
    char *path = text_of("%s/answers", folder);
    FILE *file = fopen(path, "r");
    double *numbers = calloc(n, sizeof *numbers);
    char word[64];
    ck_assert(file && numbers);
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(fscanf(file, "%63s", word) == 1, "%s: answer %zu of %zu is missing", what, i,
                      n);
        numbers[i] = strtod(word, NULL);
    }
    ck_assert_msg(fscanf(file, "%63s", word) != 1, "%s: too many answers", what);
    fclose(file);
    free(path);
    return numbers;
}

/* ---- the table ---- */

enum { EXPR, AT, WRT, VALUE, ORDERS = 3 };

/* Which expression a row has, in order of appearance: rows of one stand together. */
static size_t number_rows(const struct table *table, size_t *number)
{
    size_t n = 0;
    for (size_t row = 0; row < table->rows; row++) {
        bool same = row &&
                    !strcmp(table_field(table, row, EXPR), table_field(table, row - 1, EXPR)) &&
                    !strcmp(table_field(table, row, WRT), table_field(table, row - 1, WRT));
        if (!same) n++;
        number[row] = n - 1;
    }
    return n;
}

static double coordinate(const char *at, char name)
{
    for (const char *c = at; *c; c++)
        if (*c == name && c[1] == '=') return strtod(c + 2, NULL);
    return 1;
}

/* [f1, diff(f1, x), ...]: every function of the table in one program. */
static char *whole_table(const struct table *table, const size_t *number)
{
    char *text = text_of("[0*y");
    for (size_t row = 0; row < table->rows; row++) {
        if (row && number[row] == number[row - 1]) continue;
        const char *e = table_field(table, row, EXPR), *wrt = table_field(table, row, WRT);
        char *longer = text_of("%s, %s, diff(%s, %s), diff(%s, %s, 2)", text, e, e, wrt, e, wrt);
        free(text);
        text = longer;
    }
    char *closed = text_of("%s]", text);
    free(text);
    return closed;
}

static char *points_of(const struct table *table)
{
    char *text = strdup("");
    for (size_t row = 0; row < table->rows; row++) {
        const char *at = table_field(table, row, AT);
        char *longer = text_of("%s%.17g %.17g\n", text, coordinate(at, 'y'), coordinate(at, 'x'));
        free(text);
        text = longer;
    }
    return text;
}

/* The points are decimals, so their doubles are off by half a unit, which some functions
 * magnify; the second derivative of hypot cancels. */
START_TEST(functions)
{
    struct table table = table_read("tests/data/functions.tsv", 7);
    size_t *number = calloc(table.rows, sizeof *number), n = number_rows(&table, number);
    char *program = whole_table(&table, number), *points = points_of(&table);
    struct dcalc_text expr = {program, strlen(program), "table"};
    struct dcalc_request request = {
        .command = DCALC_EVAL, .exprs = &expr, .n_exprs = 1, .format = DCALC_C, .code_main = true};
    struct dcalc_result *result = dcalc_run(session, &request);
    struct tally tally = {0};
    ck_assert_msg(result->status == DCALC_OK, "%s", complaint(result));
    size_t width = 1 + ORDERS * n;
    double *got = run_code(result->document, points, table.rows * width, "the table");
    for (size_t row = 0; row < table.rows; row++)
        for (size_t order = 0; order < ORDERS; order++) {
            double want = strtod(table_field(&table, row, VALUE + order), NULL);
            double have = got[row * width + 1 + ORDERS * number[row] + order];
            tally.tried++;
            if (!is_near(have, want, order < 2 ? 1e-12 : 1e-8, 1e-12))
                tally_wrong(&tally, "%s at %s, order %zu: %.17g instead of %.17g",
                            table_field(&table, row, EXPR), table_field(&table, row, AT), order,
                            have, want);
        }
    free(got), free(points), free(program), free(number);
    dcalc_result_free(result);
    table_free(&table);
    ck_tally(&tally);
}
END_TEST

/* ---- programs ---- */

#define NETWORK                                                                               \
    "h = tanh(V@x + b); z = softmax(W@h); -sum(y*log(z)) + norm(V)^2/10 + h[0]*logsumexp(x)", \
        "V=[[.1,-.2,.3],[.4,.5,-.6]],W=[[1,2],[-1,.5]],b=[.1,-.3],x=[1,2,-1],y=[0,1]"

static const struct program {
    enum dcalc_command command;
    const char *expr, *at, *wrt, *weights, *lr;
} programs[] = {
    {DCALC_DIFF, "cos(exp(x))^3", "x=.5", NULL, NULL, NULL},
    {DCALC_DIFF, "x^7/3 - x^-3 + x^(3/2) - sqrt(x)/x^5 + x^(1/3) + 2^x + x^x", "x=1.7", NULL, NULL,
     NULL},
    {DCALC_DIFF, "sum([x, x^2, 3]*[1, x, x])*[x, 1]", "x=2", NULL, NULL, NULL},
    {DCALC_GRAD, "1/w - w*x^2 + w*x*y", "w=.5,x=2,y=3,z=4", NULL, NULL, NULL},
    {DCALC_GRAD, "100*(y - x^2)^2 + (1 - x)^2", "x=-1.2,y=1", NULL, NULL, NULL},
    {DCALC_GRAD, "int*double + for_*λ + i*j + t1*f + work*π2",
     "int=1,double=2,for_=3,λ=4,i=5,j=6,t1=7,f=8,work=9,π2=10", NULL, NULL, NULL},
    {DCALC_GRAD,
     "where(x > 0, log(x)*sin(log(x))*y, where(y > 0, exp(-y)*x*exp(-y), x^2/2 + log(2 - x)))",
     "x=-2,y=3", NULL, NULL, NULL},
    {DCALC_GRAD,
     "where(x > 0, log(x)*sin(log(x))*y, where(y > 0, exp(-y)*x*exp(-y), x^2/2 + log(2 - x)))",
     "x=2,y=3", NULL, NULL, NULL},
    {DCALC_GRAD, "sum((A@x - b)^2)", "A=[[1,2],[3,4],[5,6]],x=[1,-1],b=[.5,.25,1]", NULL, NULL,
     NULL},
    {DCALC_GRAD, NETWORK, "V,W,b,x", NULL, NULL},
    {DCALC_GRAD, "sum(where(A > 1, A^3, -A)*B.T) + trace(A@B)",
     "A=[[1.5,2,3],[0,.5,5]],B=[[1,2],[3,4],[5,6]]", NULL, NULL, NULL},
    {DCALC_GRAD, "prod(x[1:]) + x[-1]*x[::2]@x[::2] + sum(x[::-1]*range(5))", "x=[1,2,3,4,5]", NULL,
     NULL, NULL},
    {DCALC_GRAD, "sum(A[1, :]*A[0, ::-1]) + mean(A, 0)@sum(A, 0) + sum(max(A, axis=1)) + min(A)",
     "A=[[1,2,3],[4,-5,6]]", NULL, NULL, NULL},
    {DCALC_GRAD, "sum(outer(x, y)^2) + sum(concat(x, y)*range(5)) + norm(x)", "x=[1,2],y=[3,4,5]",
     NULL, NULL, NULL},
    {DCALC_GRAD, "sum(logsumexp(A, 1)) + sum(logsumexp(A, 0)^2) + sum(log_softmax(A, 1)*A)",
     "A=[[1,2,3],[0,1,500]]", NULL, NULL, NULL},
    {DCALC_GRAD, "sum((A - b)*(b.T + reshape(c, 2, 1)))", "A=[[1,2],[3,4]],b=[5,6],c=[7,8]", NULL,
     NULL, NULL},
    {DCALC_GRAD, "sum(where(s > 0, A, A^2)@A)", "s=-1,A=[[1,2],[3,4]]", "A", NULL, NULL},
    {DCALC_JACOBIAN, "x^2 | 3*x^2 - y | x*y", "x=1,y=2", NULL, NULL, NULL},
    {DCALC_JACOBIAN, "tanh(W@x)", "W=[[1,2],[3,4]],x=[.1,.2]", NULL, NULL, NULL},
    {DCALC_HESSIAN, "x^2*y + y^3 + sin(x*y)", "x=1,y=2", NULL, NULL, NULL},
    {DCALC_HESSIAN, "logsumexp(W@x) + sum(softmax(x)*x)", "W=[[1,2],[3,4]],x=[1,2]", "x", NULL,
     NULL},
    {DCALC_EVAL, "[[x, y], [x*y, 0]]@[[1, 2], [3, x]]", "x=3,y=4", NULL, NULL, NULL},
    {DCALC_EVAL, "A.T@A + eye(2)*s", "A=[[1,2],[3,4]],s=.1", NULL, NULL, NULL},
    {DCALC_EVAL, "reshape(A.T, 1, 6)", "A=[[1,2,3],[4,5,6]]", NULL, NULL, NULL},
    {DCALC_EVAL, "where(x < y, 1, 2)/4 + sign(y)*heaviside(x)", "x=3,y=4", NULL, NULL, NULL},
    {DCALC_EVAL, "7", "x=3", NULL, NULL, NULL},
    {DCALC_BACKPROP, "u = expit(w1*x); z = expit(w2*u); (w3*z - ytrue)^2",
     "w1=1,w2=2,w3=3,x=10,ytrue=-1", NULL, "w1,w2,w3", "0.1"},
    {DCALC_BACKPROP, "mean((relu(x@W) - y)^2)",
     "x=[[1,2],[3,4]],W=[[.1,-.2],[.3,.4]],y=[[1,1],[0,2]]", NULL, "W", "0.05"},
};

static struct dcalc_result *ask_program(const struct program *p, enum dcalc_format format)
{
    struct question q = {.command = p->command,
                         .expr = p->expr,
                         .at = p->at,
                         .wrt = p->wrt,
                         .weights = p->weights,
                         .lr = p->lr,
                         .format = format,
                         .code_main = format == DCALC_C};
    return ask(session, &q);
}

/* The point's numbers in the order of its names. */
static char *point_of(const char *at)
{
    char *text = strdup(at);
    bool value = false;
    for (char *c = text; *c; c++) {
        bool digit = strchr("0123456789.-", *c) != NULL;
        if (*c == '=') value = true;
        if (value && (*c == ',' || *c == '[' || *c == ']')) {
            bool next_name =
                *c == ',' && strchr(c, '=') && strcspn(c + 1, ",=[]") == strcspn(c + 1, "=");
            if (next_name) value = false;
            digit = false;
        }
        if (!value || !digit) *c = ' ';
    }
    return text;
}

static size_t put_numbers(double *out, const struct dcalc_array *arrays, size_t n)
{
    size_t filled = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < arrays[k].count; i++) out[filled++] = arrays[k].values[i];
    return filled;
}

START_TEST(program_answers)
{
    const struct program *p = &programs[_i];
    struct dcalc_result *numbers = ask_program(p, DCALC_TEXT), *code = ask_program(p, DCALC_C);
    ck_assert_msg(numbers->status == DCALC_OK, "%s: %s", p->expr, complaint(numbers));
    ck_assert_msg(code->status == DCALC_OK, "%s: %s", p->expr, complaint(code));
    double want[256];
    size_t n = p->command == DCALC_DIFF ? 0 : put_numbers(want, numbers->values, numbers->n_values);
    n += put_numbers(want + n, numbers->derivatives, numbers->n_derivatives);
    n += put_numbers(want + n, numbers->weights, numbers->n_weights);
    char *point = point_of(p->at);
    double *got = run_code(code->document, point, n, p->expr);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(is_near(got[i], want[i], 1e-13, 1e-3),
                      "%s: number %zu is %.17g instead of %.17g\n%s", p->expr, i, got[i], want[i],
                      code->document);
    free(got), free(point);
    dcalc_result_free(numbers), dcalc_result_free(code);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("code");
    tcase_add_unchecked_fixture(checks.tests, open_folder, remove_folder);
    tcase_set_timeout(checks.tests, 120);
    tcase_add_test(checks.tests, functions);
    tcase_add_loop_test(checks.tests, program_answers, 0,
                        (int)(sizeof programs / sizeof *programs));
    return checks_run(checks);
}

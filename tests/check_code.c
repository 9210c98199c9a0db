/* Generated C, compiled by two compilers and run, beside references and certified answers. */
/* Tests src/write/code.c, src/write/code_inputs.c, src/print/c_factor_sources.c,
 * src/print/c_function_sources.c, src/print/c.c, src/print/c_expression.c, src/print/c_sums.c,
 * src/print/c_linear.c, src/print/c_loops.c, src/print/c_layout.c, src/print/c_names.c,
 * src/print/c_outputs.c, src/print/c_file.c, src/print/c_functions.c, src/tape/order.c. */

/* Every warning of the compilers is an error. The whole table of functions is compared with
 * references of forty digits; programs of scalars, vectors and matrices, and all that the tables of
 * these have, with the certified answers. */
#include "support/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLAGS "-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"

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

/* Compiles f.c; the other compiler only reads it. */
static void compile(const char *what)
{
    folder_run("${CC:-gcc} -O1 " FLAGS " f.c -o f -lm", what);
    folder_run("if command -v clang >/dev/null; then clang -fsyntax-only " FLAGS " f.c; fi", what);
}

/* Numbers of the program's answers to what `points` says, one line a point. */
static double *run_code(const char *code, const char *points, size_t n, const char *what)
{
    folder_write("f.c", code);
    folder_write("points", points);
    compile(what);
    folder_run("./f <points >answers", what);
    FILE *file = folder_open("answers", "r");
    double *numbers = calloc(n, sizeof *numbers);
    char word[64];
    ck_assert_ptr_nonnull(numbers);
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(fscanf(file, "%63s", word) == 1, "%s: answer %zu of %zu is missing", what, i,
                      n);
        numbers[i] = strtod(word, NULL);
    }
    ck_assert_msg(fscanf(file, "%63s", word) != 1, "%s: too many answers", what);
    fclose(file);
    return numbers;
}

/* ---- the table of functions ---- */

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
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_EVAL,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .format = DCALC_C,
                                    .code_main = true};
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
    {DCALC_GRAD, "where(s > 0, det(A)*trace(inv(A)), sum(A)) + det(A)", "s=1,A=[[1,2],[3,5]]", NULL,
     NULL, NULL},
    {DCALC_GRAD, "where(s > 0, det(A)*trace(inv(A)), sum(A))", "s=-1,A=[[1,2],[2,4]]", NULL, NULL,
     NULL},
    {DCALC_GRAD, "sum(solve(A.T, b)*solve(A, B)[:, 0]) + logdet(A)^2 + sum(inv(A.T)@B[::-1, 1:])",
     "A=[[0,2,1],[-1,0,.5],[3,1,0]],b=[1,2,3],B=[[1,4],[2,5],[3,6]]", NULL, NULL, NULL},
    {DCALC_GRAD, "det(A[::-1, :]) + det(A[0:2, 1:])*sum(diag(A)*diag(A.T))",
     "A=[[1,2,3],[4,5,6],[7,8,9]]", NULL, NULL, NULL},
    {DCALC_HESSIAN, "det(A)", "A=[[1,2,3,0],[4,5,6,1],[7,8,9,-2],[.5,1,0,3]]", NULL, NULL, NULL},
    {DCALC_EVAL, "grad(grad(det(A), A)[0, 0] + grad(det(A), A)[1, 2], A)",
     "A=[[1,2,3,0],[4,5,6,1],[7,8,9,-2],[.5,1,0,3]]", NULL, NULL, NULL},
    {DCALC_GRAD, "sum(cumsum(A, 0)*cumsum(A.T, 1).T) + sum(cumsum(A[:, 0])^2) + sum(cumsum(A)*x)",
     "A=[[1,2,3],[4,-5,6]],x=[1,2,3,4,5,6]", NULL, NULL, NULL},
    {DCALC_GRAD,
     "sum(cumprod(A, 0)*cumprod(A.T, 1).T) + sum(cumprod(A[:, 0])^2) + sum(cumprod(A)*x)",
     "A=[[1,0,3],[4,-5,6]],x=[1,2,3,4,5,6]", NULL, NULL, NULL},
    {DCALC_HESSIAN, "sum(cumprod(x)*x)", "x=[3,0,2,-.5]", NULL, NULL, NULL},
    {DCALC_GRAD, "sum(recurrence(A, x, 0)^2) + sum(recurrence(x, A, 1)*A) + recurrence(0.5, x)[2]",
     "A=[[1,2,3],[4,-5,6]],x=[1,2,3]", NULL, NULL, NULL},
    {DCALC_EVAL, "kron(A, B.T) + kron(x, kron(B, A[:, 0]).T[:, 0:2].T)[:, 0:1]",
     "A=[[1,2],[3,4]],B=[[1,2,3],[4,5,6]],x=[[1],[2],[3]]", NULL, NULL, NULL},
    {DCALC_EVAL,
     "logdet(outer(x, x)/1000 + eye(100)) + sum(solve(2*eye(100) + outer(x, x)/999, x))",
     "x=range(100)/10", NULL, NULL, NULL},
    {DCALC_BACKPROP, "u = expit(w1*x); z = expit(w2*u); (w3*z - ytrue)^2",
     "w1=1,w2=2,w3=3,x=10,ytrue=-1", NULL, "w1,w2,w3", "0.1"},
    {DCALC_BACKPROP, "mean((relu(x@W) - y)^2)",
     "x=[[1,2],[3,4]],W=[[.1,-.2],[.3,.4]],y=[[1,1],[0,2]]", NULL, "W", "0.05"},
};

/* ---- many functions in one file ---- */

/* Helpers that functions share stand once, as each is a block between empty lines. */
struct library {
    FILE *code, *calls;
    char *code_text, *calls_text;
    size_t code_size, calls_size;
    char *blocks[200];
    size_t n_blocks, n_functions, n_numbers;
    struct wanted {
        char *name;
        double *numbers;
        size_t n;
    } wanted[2500];
};

static void library_open(struct library *l)
{
    *l = (struct library){0};
    l->code = open_memstream(&l->code_text, &l->code_size);
    l->calls = open_memstream(&l->calls_text, &l->calls_size);
    ck_assert(l->code && l->calls);
    fputs("#define _XOPEN_SOURCE 600\n#include <math.h>\n#include <stdio.h>\n\n", l->code);
    fputs("static double y[1000], work[100000];\n\n"
          "static void put(const double *x, int n)\n{\n"
          "    for (int i = 0; i < n; i++) printf(\"%.17g\\n\", x[i]);\n}\n\n",
          l->calls);
}

static bool is_new(struct library *l, const char *block, size_t n)
{
    for (size_t i = 0; i < l->n_blocks; i++)
        if (strlen(l->blocks[i]) == n && !memcmp(l->blocks[i], block, n)) return false;
    ck_assert_uint_lt(l->n_blocks, sizeof l->blocks / sizeof *l->blocks);
    l->blocks[l->n_blocks++] = strndup(block, n);
    return true;
}

static void add_code(struct library *l, const char *code)
{
    for (const char *end; (end = strstr(code, "\n\n")); code = end + 2) {
        if (!strncmp(code, "#define", 7) || !strncmp(code, "#include", 8)) continue;
        if (is_new(l, code, (size_t)(end - code)))
            fprintf(l->code, "%.*s\n\n", (int)(end - code), code);
    }
    fprintf(l->code, "%s\n", code);
}

/* The numbers of one name at the point. */
static void put_input(struct library *l, const char *at, const char *name, bool array)
{
    struct test_question q = {.command = DCALC_EVAL, .expr = name, .at = at};
    struct dcalc_result *result = ask(session, &q);
    ck_assert_msg(result->status == DCALC_OK, "%s of %s: %s", name, at, complaint(result));
    const struct dcalc_array *value = &result->values[0];
    if (array) fputs("(const double[]){", l->calls);
    for (size_t i = 0; i < value->count; i++)
        fprintf(l->calls, i ? ", %.17g" : "%.17g", value->values[i]);
    if (array) fputs("}", l->calls);
    dcalc_result_free(result);
}

/* "x" of "x=1", in the order of the arguments; to be freed. */
static char *next_name(const char **at)
{
    int depth = 0;
    size_t n = strcspn(*at, "=");
    char *name = strndup(*at, n);
    for (*at += n; **at && (**at != ',' || depth); ++*at) {
        if (strchr("([", **at)) depth++;
        if (strchr(")]", **at)) depth--;
    }
    while (**at && strchr(", ", **at)) ++*at;
    return name;
}

/* A call with the point's numbers, as the prototype asks for them. How many numbers it gives. */
static size_t put_arguments(struct library *l, const char *prototype, const char *at)
{
    const char *all = at, *comma = "", *c = strchr(prototype, '(');
    bool more = strncmp(c, "(void)", 6) != 0;
    size_t filled = !strncmp(prototype, "double", 6);
    for (c++; more; c += strcspn(c, ",)"), more = *c++ == ',', comma = ", ") {
        while (*c && strchr(" \n", *c)) c++;
        const char *bracket = memchr(c, '[', strcspn(c, ",)"));
        bool constant = !strncmp(c, "const", 5),
             out = !constant && (bracket || strchr(c, '*') == c + 7);
        fputs(comma, l->calls);
        if (out && bracket && strstr(bracket, "_work]") &&
            strcspn(bracket, "]") > strcspn(bracket, "_"))
            fputs("work", l->calls);
        else if (out) {
            fprintf(l->calls, "y + %zu", filled);
            filled += bracket ? strtoul(bracket + 1, NULL, 10) : 1;
        } else {
            char *name = next_name(&at);
            put_input(l, all, name, constant);
            free(name);
        }
    }
    return filled;
}

static void want(struct library *l, char *name, const struct test_question *q, size_t count)
{
    struct dcalc_result *r = ask(session, q);
    struct wanted *w = &l->wanted[l->n_functions];
    ck_assert_msg(r->status == DCALC_OK, "%s: %s", name, complaint(r));
    ck_assert_uint_lt(l->n_functions, sizeof l->wanted / sizeof *l->wanted);
    *w = (struct wanted){name, calloc(count, sizeof(double)), 0};
    const struct dcalc_array *lists[] = {r->values, r->derivatives, r->weights};
    size_t sizes[] = {r->n_values, r->n_derivatives, r->n_weights};
    bool alone = q->command == DCALC_DIFF || q->command == DCALC_JVP;
    for (int k = alone ? 1 : 0; k < 3; k++)
        for (size_t j = 0; j < sizes[k]; j++)
            for (size_t i = 0; i < lists[k][j].count; i++, w->n++) {
                ck_assert_msg(w->n < count, "%s has more than %zu numbers", name, count);
                w->numbers[w->n] = lists[k][j].values[i];
            }
    ck_assert_msg(w->n == count, "%s has %zu numbers instead of %zu", name, w->n, count);
    dcalc_result_free(r);
}

/* Asks for the code and for the numbers. */
static void add_function(struct library *l, struct test_question q)
{
    char *name = text_of("%s at %s by %s (%d)", q.expr, q.at, q.wrt ? q.wrt : "all", q.command);
    char *function = text_of("f%zu", l->n_functions);
    struct test_question code = q;
    code.format = DCALC_C;
    code.code_name = function;
    struct dcalc_result *r = ask(session, &code);
    ck_assert_msg(r->status == DCALC_OK, "%s: %s", name, complaint(r));
    add_code(l, r->document);
    char *prototype = strstr(r->header, strncmp(r->document, "void", 4) ? "double f" : "void f");
    if (!prototype) prototype = strstr(r->header, "void f");
    bool returns = !strncmp(prototype, "double", 6);
    fprintf(l->calls, "static void call_%s(void)\n{\n    %s%s(", function, returns ? "y[0] = " : "",
            function);
    size_t count = put_arguments(l, prototype, q.at);
    fprintf(l->calls, ");\n    put(y, %zu);\n}\n\n", count);
    want(l, name, &q, count);
    l->n_functions++;
    l->n_numbers += count;
    free(function);
    dcalc_result_free(r);
}

static double *library_run(struct library *l)
{
    fclose(l->code), fclose(l->calls);
    char *calls = strdup("");
    for (size_t i = 0; i < l->n_functions; i++) {
        char *longer = text_of("%s    call_f%zu();\n", calls, i);
        free(calls);
        calls = longer;
    }
    char *program = text_of("%s%s\n\nint main(void)\n{\n%s    return 0;\n}\n", l->code_text,
                            l->calls_text, calls);
    free(calls);
    double *got = run_code(program, "", l->n_numbers, "all functions");
    free(program);
    return got;
}

static void library_free(struct library *l)
{
    for (size_t i = 0; i < l->n_functions; i++) free(l->wanted[i].name), free(l->wanted[i].numbers);
    for (size_t i = 0; i < l->n_blocks; i++) free(l->blocks[i]);
    free(l->code_text), free(l->calls_text);
}

static void add_programs(struct library *l)
{
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        add_function(l, (struct test_question){.command = programs[i].command,
                                               .expr = programs[i].expr,
                                               .at = programs[i].at,
                                               .wrt = programs[i].wrt,
                                               .weights = programs[i].weights,
                                               .lr = programs[i].lr});
}

static enum dcalc_command command_of(const char *kind)
{
    static const char *const kinds[] = {
        [DCALC_EVAL] = "eval",       [DCALC_GRAD] = "grad", [DCALC_JACOBIAN] = "jacobian",
        [DCALC_HESSIAN] = "hessian", [DCALC_JVP] = "jvp",   [DCALC_VJP] = "vjp"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i] && !strcmp(kinds[i], kind)) return (enum dcalc_command)i;
    ck_abort_msg("no kind %s", kind);
}

/* Only some rows, because compilers take some 20 ms for each, and more for decompositions. */
static void add_table(struct library *l, const char *path, size_t columns, size_t every)
{
    struct table table = table_read(path, columns);
    for (size_t row = 0; row < table.rows; row += every)
        add_function(
            l, (struct test_question){.command = command_of(table_field(&table, row, 0)),
                                      .expr = table_field(&table, row, 1),
                                      .at = table_field(&table, row, 2),
                                      .wrt = table_field(&table, row, 3),
                                      .vector = columns > 5 ? table_field(&table, row, 4) : NULL});
    table_free(&table);
}

/* Elements of one answer lose to the largest among them, or where all cancel to what is 1. */
START_TEST(many_functions)
{
    struct library *l = calloc(1, sizeof *l);
    struct tally tally = {0};
    library_open(l);
    add_programs(l);
    add_table(l, "tests/data/matrices.tsv", 5, 5);
    add_table(l, "tests/data/linear.tsv", 6, 5);
    add_table(l, "tests/data/indices.tsv", 6, 5);
    add_table(l, "tests/data/matrixcases.tsv", 5, 5);
    add_table(l, "tests/data/decompositions.tsv", 6, 11);
    add_table(l, "tests/data/matrix_functions.tsv", 6, 7);
    double *got = library_run(l), *at = got;
    for (size_t f = 0; f < l->n_functions; at += l->wanted[f++].n) {
        const struct wanted *w = &l->wanted[f];
        double scale = largest(w->numbers, w->n);
        for (size_t i = 0; i < w->n; i++, tally.tried++)
            if (!is_near(at[i], w->numbers[i], 1e-13, fmax(scale, 1e-2)))
                tally_wrong(&tally, "%s: number %zu is %.17g instead of %.17g", w->name, i, at[i],
                            w->numbers[i]);
    }
    free(got);
    library_free(l);
    free(l);
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("code");
    tcase_add_unchecked_fixture(checks.tests, set_up, tear_down);
    tcase_set_timeout(checks.tests, 120);
    tcase_add_test(checks.tests, functions);
    tcase_add_test(checks.tests, many_functions);
    return checks_run(checks);
}

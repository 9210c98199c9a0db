/* Textbook derivatives of matrix expressions: the formula as books write it, and its value. */
/* Tests src/pass/matrix.c, src/pass/matrix_jacobian.c, src/pass/kron_rules.c, src/pass/simplify.c,
 * src/pass/length.c, src/pass/entries_lists.c, src/graph/softmax.c, src/graph/size.c,
 * src/question/shapes.c. */

/* The same numbers must come from the formula as from the expression, at a random point with random
 * sizes in the place of letters. */
#include "support/support.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* The gradients' table has no column for the command. */
enum { COMMAND, EXPR, SHAPES, WRT, FORMULA, COLUMNS };

static struct table table;
static dcalc *session;

static void open_table(int k)
{
    table = k ? table_read("tests/data/jacobians.tsv", COLUMNS)
              : table_read("tests/data/identities.tsv", COLUMNS - 1);
    session = dcalc_new();
}

static void close_table(void)
{
    dcalc_free(session);
    table_free(&table);
}

static const char *field(size_t row, int column)
{
    return table_field(&table, row, (size_t)column - (table.columns < COLUMNS));
}

static enum dcalc_command command_of(size_t row)
{
    if (table.columns < COLUMNS) return DCALC_GRAD;
    return strcmp(field(row, COMMAND), "hessian") ? DCALC_JACOBIAN : DCALC_HESSIAN;
}

/* ---- a point ---- */

/* Letters are as many as 2 to 4, each its own number. */
static size_t size_of(const char *letter)
{
    return 2 + (size_t)(*letter - 'a') % 3;
}

static void put_entry(struct str *out, struct dice *dice, bool on_diagonal)
{
    str_putf(out, "%.3f", dice_between(dice, .2, 1) + (on_diagonal ? 2 : 0));
}

/* "A=[m,n]" as "A=[[...],[...]]"; diagonals are heavy, so that square matrices have inverses. */
static const char *put_value(struct str *out, struct dice *dice, const char *shape)
{
    const char *open = strchr(shape, '['), *close = strchr(shape, ']'), *comma = strchr(open, ',');
    bool matrix = comma && comma < close;
    size_t rows = size_of(open + 1), columns = matrix ? size_of(comma + 1) : 1;
    str_put(out, shape, (size_t)(open - shape) + 1);
    for (size_t i = 0; i < rows; i++) {
        str_puts(out, i ? "," : "");
        str_puts(out, matrix ? "[" : "");
        for (size_t j = 0; j < columns; j++) {
            str_puts(out, j ? "," : "");
            put_entry(out, dice, matrix && i == j && open[1] == comma[1]);
        }
        str_puts(out, matrix ? "]" : "");
    }
    str_putc(out, ']');
    return close + 1;
}

/* Values for all names of the shapes, and for the scalars that rows use beside them. */
static void put_point(struct str *out, struct dice *dice, const char *shapes)
{
    static const char *const scalars[] = {"s", "l", "b"};
    for (const char *shape = shapes; *shape;) {
        shape = put_value(out, dice, shape);
        if (*shape) str_putc(out, *shape++);
    }
    for (size_t i = 0; i < 3; i++) {
        char shaped[8] = {scalars[i][0], '=', '[', 0};
        if (!strstr(shapes, shaped))
            str_putf(out, ",%s%.3f", (shaped[2] = 0, shaped), .5 + (double)i);
    }
}

/* ---- the rows ---- */

static void check_formula(struct tally *tally, size_t row)
{
    struct test_question q = {.command = command_of(row),
                              .expr = field(row, EXPR),
                              .shape = field(row, SHAPES),
                              .wrt = field(row, WRT)};
    char *got = ask_formula(session, &q);
    tally->tried++;
    if (!got || strcmp(got, field(row, FORMULA)) != 0)
        tally_wrong(tally, "%s by %s: %s instead of %s", q.expr, q.wrt, got ? got : "an error",
                    field(row, FORMULA));
    free(got);
}

START_TEST(formulas_are_as_in_books)
{
    struct tally tally = {0};
    open_table(_i);
    for (size_t row = 0; row < table.rows; row++) check_formula(&tally, row);
    close_table();
    ck_tally(&tally);
}
END_TEST

static void check_numbers(struct tally *tally, struct dice *dice, size_t row)
{
    struct mem mem = {0};
    struct str point = {.mem = &mem};
    put_point(&point, dice, field(row, SHAPES));
    struct test_question derived = {.command = command_of(row),
                                    .expr = field(row, EXPR),
                                    .at = point.s,
                                    .shape = field(row, SHAPES),
                                    .wrt = field(row, WRT)},
                         written = {.command = DCALC_EVAL,
                                    .expr = field(row, FORMULA),
                                    .at = point.s,
                                    .shape = field(row, SHAPES)};
    struct dcalc_result *want = ask(session, &derived), *got = ask(session, &written);
    const struct dcalc_array *w = answer_of(want), *v = answer_of(got);
    bool same = w && v && w->count == v->count && w->count > 0;
    for (size_t i = 0; same && i < w->count; i++)
        same = is_near(v->values[i], w->values[i], 1e-15, 0);
    tally->tried++;
    if (!same)
        tally_wrong(tally, "%s by %s at %s (%s, %s)", derived.expr, derived.wrt, point.s,
                    complaint(want), complaint(got));
    dcalc_result_free(want);
    dcalc_result_free(got);
    str_free(&point);
}

START_TEST(formulas_have_the_derivatives_values)
{
    struct tally tally = {0};
    struct dice dice = {20261123};
    open_table(_i);
    for (size_t row = 0; row < table.rows; row++) check_numbers(&tally, &dice, row);
    close_table();
    ck_tally(&tally);
}
END_TEST

/* ---- whatever else there is for arrays ---- */

#define OPEN "A=[m,n],B=[n,n],x=[n],y=[m]"

static const char *const parts[] = {
    "A",
    "sum(A, 0)",
    "mean(A, axis=1, keepdims=1)*A",
    "A@x - y",
    "y@A + x",
    "B@x*x",
    "x@B@x",
    "logsumexp(A, 1)",
    "logsumexp(x)",
    "softmax(A, axis=1)",
    "softmax(x)*x",
    "log_softmax(A, 0)",
    "norm(A)*x",
    "x/norm(x)",
    "trace(B)*B",
    "det(B)",
    "logdet(B)*x",
    "inv(B)",
    "solve(B, x)",
    "B.T@inv(B)@x",
    "diag(x)@B",
    "diag(B)*x",
    "outer(y, x) + A",
    "dot(x, B)",
    "A.T@A",
    "(A@B).T",
    "reshape(A, n, m)",
    "[x, x]@B",
    "x[0]*x",
    "A[0]@B + A[:,1]@A",
    "where(x > 1/2, x, x^2)",
    "A*x",
    "A/y[1]",
    "exp(A - y[0])",
    "B^2@x/sum(B)",
    "mean(A@x)*y",
    "x - mean(x)",
    "(x - mean(x))/sqrt(mean((x - mean(x))^2) + 1)",
    "ones(m)@A",
    "eye(n)*n + B",
    "expit(A@x)*tanh(A@x)",
    "sqrt(x@x + n)*x",
    "log(1 + exp(B@x))",
};

/* The derivative by a name as a formula of open sizes, at a point, and the derivative there. */
static void check_part(struct tally *tally, enum dcalc_command command, const char *expr,
                       const char *wrt, const char *point)
{
    struct test_question q = {.command = command, .expr = expr, .shape = OPEN, .wrt = wrt};
    char *formula = ask_formula(session, &q);
    q.at = point;
    struct test_question written = {
        .command = DCALC_EVAL, .expr = formula ? formula : "0", .at = point, .shape = OPEN};
    struct dcalc_result *want = ask(session, &q), *got = ask(session, &written);
    const struct dcalc_array *w = answer_of(want), *v = answer_of(got);
    bool same = formula && w && v && w->count == v->count && w->count > 0;
    for (size_t i = 0; same && i < w->count; i++)
        same = is_near(v->values[i], w->values[i], 1e-14, 1e-14);
    tally->tried++;
    if (!same)
        tally_wrong(tally, "%s by %s: %s (%s, %s)", expr, wrt, formula, complaint(want),
                    complaint(got));
    dcalc_result_free(want);
    dcalc_result_free(got);
    free(formula);
}

START_TEST(open_sizes)
{
    static const char *const wholes[] = {"sum(%s)", "sum((%s)^2)", "sum(tanh(%s))",
                                         "norm(%s) + mean(%s)"};
    static const char *const names[] = {"A", "B", "x", "y"};
    struct tally tally = {0};
    struct dice dice = {411};
    struct mem mem = {0};
    struct str point = {.mem = &mem}, expr = {.mem = &mem};
    session = dcalc_new();
    put_point(&point, &dice, OPEN);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        str_clear(&expr);
        for (const char *c = wholes[_i]; *c; c++)
            if (*c == '%')
                str_puts(&expr, parts[i]), c++;
            else
                str_putc(&expr, *c);
        for (size_t k = 0; k < 4; k++)
            if (strstr(parts[i], names[k]))
                check_part(&tally, DCALC_GRAD, expr.s, names[k], point.s);
    }
    str_free(&point);
    str_free(&expr);
    dcalc_free(session);
    ck_assert_uint_gt(tally.tried, 50);
    ck_tally(&tally);
}
END_TEST

/* Jacobians of matrices by matrices, whose sizes are products of letters. */
START_TEST(open_jacobians)
{
    static const char *const more[] = {
        "trace(B)*B",
        "A*A",
        "A*sin(A)",
        "A@B@A.T",
        "B@B@B",
        "A.T",
        "inv(B.T@B)",
        "solve(B, A.T)",
        "det(B)*inv(B)",
        "outer(y, x)",
        "outer(A@x, y)",
        "diag(x)",
        "diag(B)",
        "A + x",
        "reshape(y, m, 1)*A",
        "kron(A, B)",
        "kron(x, A)",
        "rearrange(A.T@A, n, 1)",
        "reshape(A, n, m)@A",
        "A[0]",
        "A[:,1]*y",
        "sum(x)*eye(n)",
        "(x@B@x)*B",
        "exp(A@B)",
        "A/sum(A)",
        "logsumexp(A, 0)",
    };
    static const char *const names[] = {"A", "B", "x", "y"};
    size_t n_parts = sizeof parts / sizeof *parts, n_more = sizeof more / sizeof *more;
    struct tally tally = {0};
    struct dice dice = {412};
    struct mem mem = {0};
    struct str point = {.mem = &mem};
    session = dcalc_new();
    put_point(&point, &dice, OPEN);
    for (size_t i = 0; i < n_parts + n_more; i++) {
        const char *expr = i < n_parts ? parts[i] : more[i - n_parts];
        if (strstr(expr, "[x, x]")) continue; /* has no formula */
        for (size_t k = 0; k < 4; k++)
            if (strstr(expr, names[k])) check_part(&tally, DCALC_JACOBIAN, expr, names[k], point.s);
    }
    str_free(&point);
    dcalc_free(session);
    ck_assert_uint_gt(tally.tried, 80);
    ck_tally(&tally);
}
END_TEST

/* Matrices of scalars written out: the values are those of the operations. */
START_TEST(lists_are_written_out)
{
    static const char *const exprs[] = {
        "inv([[a,b],[c,d]])",
        "inv([[a,b,c],[d,a,b],[c,d,1]])",
        "solve([[a,b],[c,d]], [c,a])",
        "solve([[a,b,c],[d,a,b],[c,d,1]], [a,b,1])",
        "eigvalsh([[a,b],[b,d]])",
        "trace([[a,b],[c,d]]@[[d,b],[a,c]])",
        "outer([a,b],[c,d]).T@[a,1]",
        "inv([[cos(a),-sin(a)],[sin(a),cos(a)]])@[b,c]",
        "M = [[a,b],[c,d]]; M@M + inv(M).T",
    };
    static const char point[] = "a=1.25,b=0.5,c=-0.75,d=2.5";
    struct tally tally = {0};
    session = dcalc_new();
    for (size_t i = 0; i < sizeof exprs / sizeof *exprs; i++) {
        struct test_question q = {.command = DCALC_EVAL, .expr = exprs[i]};
        char *formula = ask_formula(session, &q);
        bool written = formula && !strchr(formula, '@') && !strstr(formula, "inv(") &&
                       !strstr(formula, "solve(") && !strstr(formula, "eigvalsh(");
        q.at = point;
        struct test_question again = {
            .command = DCALC_EVAL, .expr = formula ? formula : "0", .at = point};
        struct dcalc_result *want = ask(session, &q), *got = ask(session, &again);
        const struct dcalc_array *w = answer_of(want), *v = answer_of(got);
        bool same = written && w && v && w->count == v->count && w->count > 0;
        for (size_t k = 0; same && k < w->count; k++)
            same = is_near(v->values[k], w->values[k], 1e-14, 1e-14);
        tally.tried++;
        if (!same) tally_wrong(&tally, "%s: %s (%s)", exprs[i], formula, complaint(got));
        dcalc_result_free(want);
        dcalc_result_free(got);
        free(formula);
    }
    dcalc_free(session);
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("identities");
    tcase_add_loop_test(checks.tests, formulas_are_as_in_books, 0, 2);
    tcase_add_loop_test(checks.tests, formulas_have_the_derivatives_values, 0, 2);
    tcase_add_loop_test(checks.tests, open_sizes, 0, 4);
    tcase_add_test(checks.tests, open_jacobians);
    tcase_add_test(checks.tests, lists_are_written_out);
    return checks_run(checks);
}

/* Vectors and matrices: values and derivatives against references of forty digits. */
/* Tests src/graph/tensor.c, src/graph/move.c, src/graph/linear.c, src/graph/rebuild.c,
 * src/graph/matrix_function.c, src/eval/expm_doubles.c, src/eval/expm_intervals.c,
 * src/eval/sqrtm_doubles.c, src/eval/sqrtm_floats.c, src/eval/sqrtm_intervals.c, src/eval/parts.c,
 * src/eval/float_field.c, src/eval/lu.c, src/pass/fold_function.c,
 * src/graph/elimination.c, src/graph/softmax.c, src/graph/lower_builder.c,
 * src/graph/lower_linear.c, src/graph/lower_several.c, src/graph/lower_index.c, src/pass/forward.c,
 * src/pass/reverse.c, src/pass/linear_rules.c, src/pass/entries.c, src/pass/entries_known.c,
 * src/pass/entries_thin.c, src/pass/entries_all.c, src/pass/minors.c, src/pass/fold.c,
 * src/pass/fold_rational.c, src/pass/fold_matrix.c, src/pass/fold_whole.c,
 * src/pass/fold_singular.c, src/pass/activations.c, src/eval/interval.c, src/eval/extreme.c,
 * src/eval/matrix_doubles.c, src/eval/matrix_intervals.c, src/question/derivatives.c,
 * src/question/kinks.c, src/question/leaves.c, src/question/directions.c, src/print/formula.c,
 * src/print/text.c, src/print/pieces.c, src/print/terms.c, src/print/order.c, src/write/formulas.c,
 * src/graph/multiplicity.c, src/pass/spectrum_rules.c, src/pass/spectrum_formulas.c,
 * src/eval/jacobi.c, src/eval/spectrum_doubles.c, src/eval/spectrum_bounds.c,
 * src/eval/spectrum_intervals.c, src/graph/gather.c, src/graph/lower_compose.c,
 * src/graph/lower_condition.c, src/graph/lower_gather.c, src/print/logic.c, src/print/indexes.c,
 * src/pass/boundaries.c, src/eval/matrix_singular.c, src/eval/matrix_kernel.c,
 * src/graph/remainders.c. */

/* Derivatives of every kind, as numbers, as formulas that are read again, and in doubles. */
#include "support/support.h"

#include "eval/matrix_private.h"
#include "graph/lower.h"
#include "pass/entries.h"
#include "print/formula.h"
#include "question/question.h"

#include <stdlib.h>
#include <string.h>

/* What is expected stands last; before it, in some tables, the vector of a jvp or vjp. */
enum { KIND, EXPR, AT, WRT, VECTOR };

static const struct {
    const char *path;
    size_t columns;
} references[] = {
    {"tests/data/matrices.tsv", 5},         {"tests/data/linear.tsv", 6},
    {"tests/data/indices.tsv", 6},          {"tests/data/matrixcases.tsv", 5},
    {"tests/data/decompositions.tsv", 6},   {"tests/data/spectra.tsv", 6},
    {"tests/data/matrix_functions.tsv", 6},
};
/* The last two are of what is not written out entry by entry. */
enum { N_TABLES = sizeof references / sizeof *references, N_WRITTEN_OUT = N_TABLES - 2 };

static struct table tables[N_TABLES];
static dcalc *session;

static void open_tables(void)
{
    for (size_t i = 0; i < N_TABLES; i++)
        tables[i] = table_read(references[i].path, references[i].columns);
    session = dcalc_new();
}

static void close_tables(void)
{
    dcalc_free(session);
    for (size_t i = 0; i < N_TABLES; i++) table_free(&tables[i]);
}

static enum dcalc_command command_of(const char *kind)
{
    static const struct {
        const char *kind;
        enum dcalc_command command;
    } commands[] = {{"eval", DCALC_EVAL},       {"grad", DCALC_GRAD}, {"jacobian", DCALC_JACOBIAN},
                    {"hessian", DCALC_HESSIAN}, {"jvp", DCALC_JVP},   {"vjp", DCALC_VJP}};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(commands[i].kind, kind)) return commands[i].command;
    ck_abort_msg("no kind %s", kind);
}

/* A vector for the one name stands without it in the table. */
static struct test_question question_of(const struct table *table, size_t row)
{
    bool vector = table->columns > VECTOR + 1;
    return (struct test_question){.command = command_of(table_field(table, row, KIND)),
                                  .expr = table_field(table, row, EXPR),
                                  .at = table_field(table, row, AT),
                                  .wrt = table_field(table, row, WRT),
                                  .vector = vector ? table_field(table, row, VECTOR) : NULL};
}

static const char *expected_of(const struct table *table, size_t row)
{
    return table_field(table, row, table->columns - 1);
}

static char *name_of(const struct table *table, size_t row)
{
    return text_of("%s of %s by %s", table_field(table, row, KIND), table_field(table, row, EXPR),
                   table_field(table, row, WRT));
}

/* "[" for a vector, "[[" for a matrix. */
static int dimensions(const char *text)
{
    return text[0] != '[' ? 0 : text[1] != '[' ? 1 : 2;
}

/* Compares entry by entry. Numbers are certified, so each is the double nearest to its reference.
 */
static void compare(struct tally *tally, const char *name, const struct dcalc_array *got,
                    const char *expected, const char *problem)
{
    size_t n;
    double *want = read_numbers(expected, &n);
    tally->tried++;
    if (!got || !got->values)
        tally_wrong(tally, "%s: %s", name, problem);
    else if (got->count != n || (n > 1 && got->ndim != dimensions(expected)))
        tally_wrong(tally, "%s: %zu entries in %d dimensions instead of %s", name, got->count,
                    got->ndim, expected);
    else
        for (size_t i = 0; i < n; i++)
            if (got->values[i] != want[i]) {
                tally_wrong(tally, "%s: entry %zu is %.17g instead of %.17g", name, i,
                            got->values[i], want[i]);
                break;
            }
    free(want);
}

START_TEST(numbers)
{
    struct tally tally = {0};
    const struct table *table = &tables[_i];
    for (size_t row = 0; row < table->rows; row += 1 + SLOWER / 5) {
        struct test_question q = question_of(table, row);
        struct dcalc_result *result = ask(session, &q);
        char *name = name_of(table, row);
        compare(&tally, name, answer_of(result), expected_of(table, row), complaint(result));
        free(name);
        dcalc_result_free(result);
    }
    ck_tally(&tally);
}
END_TEST

START_TEST(formulas)
{
    struct tally tally = {0};
    const struct table *table = &tables[_i];
    for (size_t row = 0; row < table->rows; row += SLOWER) {
        struct test_question q = question_of(table, row);
        q.symbolic = true;
        char *formula = ask_formula(session, &q), *asked = name_of(table, row);
        struct test_question again = {.command = DCALC_EVAL, .expr = formula, .at = q.at};
        struct dcalc_result *result = formula ? ask(session, &again) : NULL;
        char *name = text_of("%s, printed as %.300s", asked, formula ? formula : "nothing");
        compare(&tally, name, result ? answer_of(result) : NULL, expected_of(table, row),
                result ? complaint(result) : "no formula");
        free(name), free(formula), free(asked);
        if (result) dcalc_result_free(result);
    }
    ck_tally(&tally);
}
END_TEST

/* Rounding errors here stay small beside the largest entry: nothing is badly conditioned. */
static void compare_doubles(struct tally *tally, const char *name, const struct dcalc_array *got,
                            const char *expected, const char *problem)
{
    size_t n;
    double *want = read_numbers(expected, &n);
    tally->tried++;
    if (!got || !got->values || got->count != n)
        tally_wrong(tally, "%s in doubles: %s", name, problem);
    for (size_t i = 0; got && got->values && i < n; i++)
        if (!is_near(got->values[i], want[i], 1e-11, largest(want, n) + 1)) {
            tally_wrong(tally, "%s in doubles: entry %zu is %.17g instead of %.17g", name, i,
                        got->values[i], want[i]);
            break;
        }
    free(want);
}

START_TEST(doubles)
{
    struct tally tally = {0};
    const struct table *table = &tables[_i];
    for (size_t row = 0; row < table->rows; row += 1 + SLOWER / 5) {
        struct test_question q = question_of(table, row);
        q.numbers = DCALC_DOUBLE;
        struct dcalc_result *result = ask(session, &q);
        char *name = name_of(table, row);
        compare_doubles(&tally, name, answer_of(result), expected_of(table, row),
                        complaint(result));
        free(name);
        dcalc_result_free(result);
    }
    ck_tally(&tally);
}
END_TEST

/* ---- entries as formulas without arrays ---- */

/* A program that assigns the point and ends with what is asked, by operators of the language. */
static char *program_of(const struct table *table, size_t row)
{
    const char *kind = table_field(table, row, KIND), *wrt = table_field(table, row, WRT);
    const char *expr = table_field(table, row, EXPR);
    char *point = text_of("%s", table_field(table, row, AT));
    int depth = 0;
    for (char *c = point; *c; c++) {
        depth += (*c == '[') - (*c == ']');
        if (*c == ',' && depth == 0) *c = ';';
    }
    const char *last = strrchr(expr, ';');
    int before = last ? (int)(last + 1 - expr) : 0;
    char *program =
        *wrt ? text_of("%s; %.*s %s(%s, %s)", point, before, expr, kind, expr + before, wrt)
             : text_of("%s; %s", point, expr);
    free(point);
    return program;
}

static bool has_array(struct graph *g, const id *roots, size_t n)
{
    struct reach reach = {0};
    bool found = !graph_reach(g, roots, n, &reach);
    for (size_t i = 0; i < reach.ids.n; i++)
        found |= graph_shape(g, reach.ids.at[i]) != SHAPE_SCALAR;
    reach_free(g, &reach);
    return found;
}

/* The entries of a program's value, written out, as a list; NULL if it cannot be. */
static char *written_out(struct lowering *l, struct ast *ast, const char *program)
{
    struct core *core = l->g->core;
    uint32_t source = core_add_source(core, "text", program, strlen(program));
    id value = ast_parse(core, ast, source) ? lower_statements(l, 0, ast->statements.n) : 0;
    if (!value) return NULL;
    enum { MOST = 400 };
    id roots[MOST];
    size_t n = (size_t)shape_count(&l->g->shapes, graph_shape(l->g, value));
    ck_assert(n <= MOST);
    for (size_t i = 0; i < n; i++) roots[i] = graph_entry(l->g, value, (int64_t)i);
    bool ok = entries_write_out(l->g, roots, n) && !has_array(l->g, roots, n);
    char *list = ok ? text_of("[%s", print_formula(l->g, roots[0])) : NULL;
    for (size_t i = 1; i < n && ok; i++) {
        char *longer = text_of("%s, %s", list, print_formula(l->g, roots[i]));
        free(list), list = longer;
    }
    char *all = ok ? text_of("%s]", list) : NULL;
    free(list);
    return all;
}

static void compare_written_out(struct tally *tally, const struct table *table, size_t row)
{
    struct core core;
    struct graph graph;
    struct ast ast = {0};
    struct lowering lowering = {.g = &graph, .ast = &ast, .derive = &kinks_hooks};
    char *program = program_of(table, row);
    core_open(&core);
    ck_assert(graph_init(&graph, &core));
    char *list = written_out(&lowering, &ast, program), *name = text_of("%s as scalars", program);
    struct test_question q = {.command = DCALC_EVAL, .expr = list, .at = ""};
    struct dcalc_result *result = list ? ask(session, &q) : NULL;
    size_t n;
    double *want = read_numbers(expected_of(table, row), &n);
    const struct dcalc_array *got = result ? answer_of(result) : NULL;
    bool same = got && got->values && got->count == n;
    for (size_t i = 0; i < n && same; i++) same = got->values[i] == want[i];
    tally->tried++;
    if (!same) tally_wrong(tally, "%s: %.200s", name, list ? list : "not written out");
    if (result) dcalc_result_free(result);
    free(want), free(name), free(list), free(program);
    lower_free(&lowering);
    ast_free(&ast, &core.mem);
    graph_free(&graph);
    core_close(&core);
}

/* The place of a largest entry is found by a comparison that is seldom exact. */
static bool finds_extreme(const char *expr)
{
    static const char *const words[] = {"max(", "min(", "inf)", ", 1)"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(expr, words[i])) return true;
    return false;
}

/* One name to differentiate by at most, as operators have it, and which keeps its value. */
static bool can_be_program(const struct table *table, size_t row)
{
    const char *kind = table_field(table, row, KIND), *wrt = table_field(table, row, WRT);
    const char *expr = table_field(table, row, EXPR);
    char *again = text_of("%s = ", wrt);
    bool fits = !strchr(wrt, ',') && strcmp(kind, "jvp") != 0 && strcmp(kind, "vjp") != 0 &&
                !(*wrt && (strstr(expr, again) || finds_extreme(expr)));
    free(again);
    return fits;
}

START_TEST(entries_without_arrays)
{
    struct tally tally = {0};
    const struct table *table = &tables[_i];
    for (size_t row = 0; row < table->rows; row += 1 + SLOWER / 5)
        if (can_be_program(table, row)) compare_written_out(&tally, table, row);
    ck_assert(tally.tried > 100 / SLOWER);
    ck_tally(&tally);
}
END_TEST

/* Shapes that do not fit, and indexes that leave the array, are errors of kind shape. */
START_TEST(shapes)
{
    static const char *const wrong[] = {
        "A @ [1, 2, 3]",
        "A + [1, 2, 3]",
        "2 @ A",
        "A @ 2",
        "A[2]",
        "A[0, 5]",
        "x[3]",
        "x[-4]",
        "A[0, 0, 0]",
        "trace(x)",
        "outer(A, x)",
        "dot(x, [1, 2])",
        "reshape(x, 2, 2)",
        "concat(A, x)",
        "[[1, 2], [3]]",
        "s[0]",
        "sum(A, 2)",
        "sum(x, 1)",
        "eye(-1)",
        "zeros(-1)",
        "softmax(A)",
        "log_softmax(A)",
        "[1, [2, 3]]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct test_question q = {
            .command = DCALC_EVAL, .expr = wrong[i], .at = "A=[[1,2],[3,4]],x=[1,2,3],s=5"};
        ck_refused(&q, DCALC_SHAPE, NULL);
    }
}
END_TEST

START_TEST(a_loss_has_one_entry)
{
    struct test_question one = {.command = DCALC_GRAD, .expr = "r @ r.T", .at = "r=[[1,2]]"};
    struct dcalc_result *result = ask(session, &one);
    ck_assert_msg(result->status == DCALC_OK, "%s", complaint(result));
    ck_assert(result->derivatives[0].values[1] == 4);
    dcalc_result_free(result);
    ck_refused(&(struct test_question){.command = DCALC_GRAD, .expr = "x^2", .at = "x=[1,2]"},
               DCALC_SHAPE, NULL);
    ck_refused(
        &(struct test_question){
            .command = DCALC_BACKPROP, .expr = "x^2", .at = "x=[1,2]", .weights = "x", .lr = "1"},
        DCALC_SHAPE, NULL);
}
END_TEST

/* ---- whether known entries make a singular matrix ---- */

enum { ROWS = 9, ENTRY_BITS = 600 };

/* a = L*U where L has ones on its diagonal and U's is 1, but 0 in some `zeros` places: singular if
 * there are any, and no column a short sum of others. */
static void multiply_triangles(struct dice *dice, mpfi_t *a, int n, size_t zeros)
{
    enum { MOST = 24 };
    double l[MOST][MOST] = {{0}}, u[MOST][MOST] = {{0}};
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) l[i][j] = (double)dice_below(dice, 199) - 99;
        for (int j = i + 1; j < n; j++) u[i][j] = (double)dice_below(dice, 199) - 99;
        l[i][i] = u[i][i] = 1;
    }
    for (size_t k = 0; k < zeros; k++) {
        size_t i = dice_below(dice, (size_t)n);
        u[i][i] = 0;
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double sum = 0; /* exact */
            for (int k = 0; k < n; k++) sum += l[i][k] * u[k][j];
            mpfi_set_d(a[i * n + j], sum);
        }
}

START_TEST(vectors_prove_singular_matrices)
{
    enum { MOST = 24 };
    struct dice dice = {80};
    struct core core;
    mpfi_t a[MOST * MOST];
    core_open(&core);
    struct matrix_step step = {.core = &core};
    for (int i = 0; i < MOST * MOST; i++) mpfi_init2(a[i], 64);
    for (int round = 0; round < 60; round++) {
        int n = 1 + (int)dice_below(&dice, MOST);
        size_t zeros = dice_below(&dice, 4);
        multiply_triangles(&dice, a, n, zeros);
        ck_assert_msg(matrix_is_singular(&step, n, a) == (zeros > 0), "round %d", round);
    }
    for (int i = 0; i < MOST * MOST; i++) mpfi_clear(a[i]);
    core_close(&core);
}
END_TEST

/* Random rows of very different sizes, the last a sum of multiples of the others. */
static void make_dependent(struct dice *dice, mpfi_t *a)
{
    mpfi_t *last = a + (ROWS - 1) * ROWS, term;
    mpfi_init2(term, ENTRY_BITS);
    for (int j = 0; j < ROWS; j++) mpfi_set_si(last[j], 0);
    for (int i = 0; i < ROWS - 1; i++) {
        long multiple = (long)dice_below(dice, 7) - 3, size = (long)dice_below(dice, 200) - 100;
        for (int j = 0; j < ROWS; j++) {
            mpfi_ptr x = a[i * ROWS + j];
            mpfi_set_d(x, dice_below(dice, 4) ? dice_between(dice, -1, 1) : 0);
            mpfi_mul_2si(x, x, size);
            mpfi_mul_si(term, x, multiple);
            mpfi_add(last[j], last[j], term);
        }
    }
    mpfi_clear(term);
}

START_TEST(known_entries_tell_singular_matrices)
{
    struct dice dice = {79};
    struct core core;
    mpfi_t a[ROWS * ROWS];
    core_open(&core);
    struct matrix_step step = {.core = &core};
    for (int i = 0; i < ROWS * ROWS; i++) mpfi_init2(a[i], ENTRY_BITS);
    for (int round = 0; round < 20; round++) {
        make_dependent(&dice, a);
        ck_assert(matrix_is_singular(&step, ROWS, a));
        mpfi_ptr x = a[dice_below(&dice, ROWS * ROWS)];
        mpfi_add_d(x, x, 0x1p-200);
        ck_assert(!matrix_is_singular(&step, ROWS, a));
        mpfi_sub_d(x, x, 0x1p-200);
        mpfr_nextabove(&x->right); /* not known exactly */
        ck_assert(!matrix_is_singular(&step, ROWS, a));
        mpfi_set_si(x, 1);
        for (int j = 0; j < ROWS; j++) mpfi_set_si(a[j], 0);
        ck_assert(matrix_is_singular(&step, ROWS, a));
    }
    for (int i = 0; i < ROWS * ROWS; i++) mpfi_clear(a[i]);
    core_close(&core);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("matrices");
    tcase_add_unchecked_fixture(checks.tests, open_tables, close_tables);
    tcase_add_loop_test(checks.tests, numbers, 0, N_TABLES);
    tcase_add_loop_test(checks.tests, formulas, 0, N_TABLES);
    tcase_add_loop_test(checks.tests, doubles, 0, N_TABLES);
    tcase_add_loop_test(checks.tests, entries_without_arrays, 0, N_WRITTEN_OUT);
    tcase_add_test(checks.tests, shapes);
    tcase_add_test(checks.tests, a_loss_has_one_entry);
    tcase_add_test(checks.tests, known_entries_tell_singular_matrices);
    tcase_add_test(checks.tests, vectors_prove_singular_matrices);
    return checks_run(checks);
}

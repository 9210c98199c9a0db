/* Sparse Jacobians beside dense ones on random programs; colourings. */
/* Tests src/pass/sparse_bands.c, src/pass/sparse_colour.c, src/pass/band.c, src/pass/band_rows.c,
 * src/pass/pattern.c, src/pass/colour.c, src/pass/entries.c, src/question/sparse.c,
 * src/question/sparse_pattern.c, src/question/shared_nonzeros.c, src/number/sparse_values.c. */
#include "support/support.h"

#include "base/str.h"
#include "graph/lower.h"
#include "pass/sparse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
enum { ROUNDS = 300 };
#else
enum { ROUNDS = 1500 };
#endif

static dcalc *session;
static struct dice dice;
static struct tally tally;

static void set_up(void)
{
    session = dcalc_new();
    dice.state = 0x9E3779B97F4A7C15u;
    tally = (struct tally){0};
}

static void tear_down(void)
{
    dcalc_free(session);
}

/* ---- random programs: expressions of a wanted shape in x (6), y (4), A (3, 4) and s ---- */

#define POINT                                                                                      \
    "x=[.3,-.7,1.1,.2,-1.3,.9],y=[.4,-.6,.8,1.2],A=[[.1,.5,-.3,.7],[-.9,.2,.6,-.4],[1.3,-.8,.35,." \
    "15]],s=.65"

static char *scalar(int size);
static char *vector(size_t n, int size);
static char *matrix(size_t m, size_t n, int size);

/* Puts texts together and frees the pieces. */
static char *made(const char *form, char *a, char *b)
{
    char *text = b ? text_of(form, a, b) : text_of(form, a);
    free(a), free(b);
    return text;
}

static const char *const unary[] = {"sin(%s)", "tanh(%s)",     "exp(-(%s)^2)", "(%s)^2",
                                    "-(%s)",   "softplus(%s)", "2*(%s) + 1"};
static const char *const binary[] = {"(%s) + (%s)",
                                     "(%s) - 2*(%s)",
                                     "(%s)*(%s)",
                                     "(%s)/((%s)^2 + 1)",
                                     "where((%s) < .123456, 3, %s)",
                                     "((%s)^2 + 1)^tanh(%s)"};

static const char *pick_unary(void)
{
    return unary[dice_below(&dice, sizeof unary / sizeof *unary)];
}

static const char *pick_binary(void)
{
    return binary[dice_below(&dice, sizeof binary / sizeof *binary)];
}

static char *scalar(int size)
{
    size_t n = 2 + dice_below(&dice, 4);
    if (size <= 0) {
        static const char *const leaves[] = {"s", "x[1]", "x[-2]", "A[1,2]", "y[3]", "2"};
        return text_of("%s", leaves[dice_below(&dice, 6)]);
    }
    switch (dice_below(&dice, 9)) {
    case 0: return made("sum(%s)", vector(n, size - 1), NULL);
    case 1: return made("(%s)[1]", vector(n, size - 1), NULL);
    case 2: return made("(%s) @ (%s)", vector(n, size - 1), vector(n, size - 2));
    case 3: return made("mean(%s)", matrix(n, 3, size - 1), NULL);
    case 4: return made("logsumexp(%s)", vector(n, size - 1), NULL);
    case 5: return made("max(%s)", vector(n, size - 1), NULL);
    case 6: return made(pick_unary(), scalar(size - 1), NULL);
    case 7: return made("trace(%s)", matrix(3, 3, size - 1), NULL); /* goes by colours */
    default: return made(pick_binary(), scalar(size - 1), scalar(size - 1));
    }
}

static char *vector_leaf(size_t n)
{
    if (n <= 6 && dice_below(&dice, 2)) return text_of("x[%zu:%zu]", 6 - n, (size_t)6);
    if (n <= 4 && dice_below(&dice, 2)) return text_of("y[:%zu]", n);
    if (n <= 4 && dice_below(&dice, 2)) return text_of("A[2, %zu:]", 4 - n);
    if (n == 3) return text_of("A[:, 1]");
    if (n == 12) return text_of("reshape(A, 12)");
    return n <= 6 ? text_of("x[:%zu]", n) : text_of("range(%zu)/7", n);
}

/* A vector cut out of a longer one, forwards or backwards. */
static char *cut(size_t n, int size)
{
    size_t step = 1 + dice_below(&dice, 2), first = dice_below(&dice, 3),
           last = first + (n - 1) * step, more = dice_below(&dice, 2);
    char *longer = vector(last + 1 + more, size);
    bool back = dice_below(&dice, 2);
    char *text = back && first > 0 ? text_of("(%s)[%zu:%zu:-%zu]", longer, last, first - 1, step)
                                   : text_of("(%s)[%zu:%zu:%zu]", longer, first, last + 1, step);
    free(longer);
    return text;
}

static char *put_in(size_t n, int size)
{
    size_t step = 1 + dice_below(&dice, 2), k = 1 + dice_below(&dice, (n + step - 1) / step),
           start = dice_below(&dice, n - (k - 1) * step);
    char *shorter = vector(k, size);
    char *text = text_of("embed(%s, %zu, %zu, %zu)", shorter, n, start, step);
    free(shorter);
    return text;
}

static char *flat(size_t n, int size)
{
    char *entries = matrix(2, n / 2, size), *text = text_of("reshape(%s, %zu)", entries, n);
    free(entries);
    return text;
}

static char *list(size_t n, int size)
{
    char *text = scalar(size);
    for (size_t i = 1; i < n; i++) text = made("%s, %s", text, scalar(size - 1));
    return made("[%s]", text, NULL);
}

static char *vector(size_t n, int size)
{
    size_t k = 2 + dice_below(&dice, 2);
    if (size <= 0) return vector_leaf(n);
    switch (dice_below(&dice, 17)) {
    case 0: return cut(n, size - 1);
    case 1: return put_in(n, size - 1);
    case 2:
        return n > k ? made("concat(%s, %s)", vector(k, size - 1), vector(n - k, size - 1))
                     : list(n, size - 2);
    case 3: return made("(%s)*(%s)", scalar(size - 1), vector(n, size - 1));
    case 4: return made("(%s) @ (%s)", matrix(n, k, size - 1), vector(k, size - 1));
    case 5: return made("(%s) @ (%s)", vector(k, size - 1), matrix(k, n, size - 1));
    case 6: return made("sum(%s, axis=0)", matrix(k, n, size - 1), NULL);
    case 7: return made("sum(%s, axis=1)", matrix(n, k, size - 1), NULL);
    case 8: return made("(%s)[1]", matrix(k, n, size - 1), NULL);
    case 9: return made("(%s)[:, 0]", matrix(n, k, size - 1), NULL);
    case 10: return n % 2 == 0 ? flat(n, size - 1) : made(pick_unary(), vector(n, size - 1), NULL);
    case 11: return made(pick_unary(), vector(n, size - 1), NULL);
    case 12: return made(n % 2 ? "cumsum(%s)" : "cumprod(%s)", vector(n, size - 1), NULL);
    case 13: return made("diag(%s)", matrix(n, n, size - 1), NULL);
    case 14: return made("(%s)*det(%s)", vector(n, size - 1), matrix(2, 2, size - 1));
    case 15: return made("recurrence(%s, %s)", vector(n, size - 1), vector(n, size - 1));
    default: return made(pick_binary(), vector(n, size - 1), vector(n, size - 1));
    }
}

static char *matrix_leaf(size_t m, size_t n)
{
    if (m <= 3 && n <= 4) return text_of("A[:%zu, %zu:]", m, 4 - n);
    if (m <= 4 && n <= 3) return text_of("A.T[:%zu, %zu:]", m, 3 - n);
    return text_of("reshape(range(%zu), %zu, %zu)/9", m * n, m, n);
}

static char *shaped(size_t m, size_t n, int size)
{
    char *entries = vector(m * n, size), *text = text_of("reshape(%s, %zu, %zu)", entries, m, n);
    free(entries);
    return text;
}

static char *matrix(size_t m, size_t n, int size)
{
    size_t k = 2 + dice_below(&dice, 2);
    if (size <= 0) return matrix_leaf(m, n);
    switch (dice_below(&dice, 14)) {
    case 0: return made("outer(%s, %s)", vector(m, size - 1), vector(n, size - 1));
    case 1: return made("(%s) @ (%s)", matrix(m, k, size - 1), matrix(k, n, size - 1));
    case 2: return made("(%s).T", matrix(n, m, size - 1), NULL);
    case 3: return shaped(m, n, size - 1);
    case 4: return made("(%s)[1:, ::-1]", matrix(m + 1, n, size - 1), NULL);
    case 5: return made("(%s)[:, 1:-1]", matrix(m, n + 2, size - 1), NULL);
    case 6: return made("(%s) + (%s)", matrix(m, n, size - 1), vector(n, size - 1));
    case 7: return made("(%s)*(%s)", matrix(m, n, size - 1), scalar(size - 1));
    case 8:
        return n > 2 ? made("concat(%s, %s, axis=1)", matrix(m, 2, size - 1),
                            matrix(m, n - 2, size - 1))
                     : made("(%s) - (%s)", matrix(m, n, size - 1), scalar(size - 1));
    case 9:
        return made("%s - max(%s)", made("(%s)", matrix(m, n, size - 1), NULL),
                    vector(3, size - 1));
    case 10: return made(pick_unary(), matrix(m, n, size - 1), NULL);
    case 11:
        return m == n ? made("diag(%s)", vector(n, size - 1), NULL)
                      : made("cumsum(%s, axis=1)", matrix(m, n, size - 1), NULL);
    case 12:
        if (n == 2)
            return made("(%s) @ inv(3*eye(2) + (%s)/9)", matrix(m, 2, size - 1),
                        matrix(2, 2, size - 1));
        return m % 2 == 0 && n % 2 == 0
                   ? made("kron(%s, %s)", matrix(2, n / 2, size - 1), matrix(m / 2, 2, size - 1))
                   : made(pick_unary(), matrix(m, n, size - 1), NULL);
    default: return made(pick_binary(), matrix(m, n, size - 1), matrix(m, n, size - 1));
    }
}

/* ---- beside the dense Jacobian ---- */

/* Every number of the dense answer is the sparse one's, or 0 where that has none. */
static void compare(const char *expr, const struct dcalc_result *dense,
                    const struct dcalc_result *sparse, double tolerance)
{
    const struct dcalc_nonzeros *z = sparse->nonzeros;
    const struct dcalc_array *d = &dense->derivatives[0];
    double scale = fmax(largest(d->values, d->count), 1); /* singular matrices cancel to 0 */
    ck_assert_uint_eq(z->rows, d->dims[0]);
    ck_assert_uint_eq(z->columns, d->dims[1]);
    ck_assert_uint_eq(z->starts[z->rows], z->count);
    for (size_t r = 0; r < z->rows; r++) {
        size_t k = z->starts[r];
        for (size_t c = 0; c < z->columns; c++) {
            bool here = k < z->starts[r + 1] && z->column[k] == c;
            double got = here ? sparse->derivatives[0].values[k] : 0,
                   want = d->values[r * z->columns + c];
            k += here;
            tally.tried++;
            if (!is_near(got, want, tolerance, scale))
                tally_wrong(&tally, "entry (%zu, %zu): %.17g, not %.17g, of\n  %s", r, c, got, want,
                            expr);
        }
        ck_assert_msg(k == z->starts[r + 1], "row %zu has columns out of order: %s", r, expr);
    }
}

static size_t answered;

static void ck_alike(const char *expr)
{
    struct test_question q = {
        .command = DCALC_JACOBIAN, .expr = expr, .at = POINT, .wrt = "x,y,A,s"};
    struct dcalc_result *dense = ask(session, &q);
    q.sparse = true;
    struct dcalc_result *sparse = ask(session, &q);
    q.numbers = DCALC_DOUBLE;
    struct dcalc_result *doubles = ask(session, &q);
    /* The dense answer looks at both sides of a kink, which the sparse one leaves an error. */
    bool bent = dense->status == DCALC_OK && sparse->status == DCALC_KINK;
    ck_assert_msg(bent || (dense->status == DCALC_OK) == (sparse->status == DCALC_OK),
                  "%s\n%s and %s", expr, complaint(dense), complaint(sparse));
    if (dense->status == DCALC_OK && !bent) {
        answered++;
        compare(expr, dense, sparse, 0);
        ck_assert_msg(doubles->status == DCALC_OK, "%s: %s", expr, complaint(doubles));
        compare(expr, dense, doubles, 1e-12);
    }
    dcalc_result_free(dense), dcalc_result_free(sparse), dcalc_result_free(doubles);
}

START_TEST(random_programs)
{
    answered = 0;
    for (int i = 0; i < ROUNDS; i++) {
        size_t n = 2 + dice_below(&dice, 5);
        char *expr = vector(n, 1 + (int)dice_below(&dice, 4));
        if (strlen(expr) < 4000) ck_alike(expr);
        free(expr);
    }
    ck_assert_uint_gt(answered, ROUNDS * 4 / 5);
    ck_tally(&tally);
}
END_TEST

/* Rows x[i]*sin(x[i+1]), written out one by one: the full table is made of bands, too. */
START_TEST(full_table)
{
    enum { N = 90 };
    char *text = text_of("x[0]*sin(x[1])");
    for (int i = 1; i < N; i++) {
        char *longer = text_of("%s, x[%d]*sin(x[%d])", text, i, i + 1);
        free(text);
        text = longer;
    }
    char *expr = made("[%s]", text, NULL);
    struct test_question q = {
        .command = DCALC_JACOBIAN, .expr = expr, .at = "x=range(91)/7", .wrt = "x"};
    struct dcalc_result *r = ask(session, &q);
    ck_assert_msg(r->status == DCALC_OK, "%s", complaint(r));
    ck_assert_uint_eq(r->derivatives[0].count, N * (N + 1));
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= N; j++) {
            double got = r->derivatives[0].values[i * (N + 1) + j], next = (i + 1) / 7.0,
                   want = j == i       ? sin(next)
                          : j == i + 1 ? i / 7.0 * cos(next)
                                       : 0;
            ck_assert_msg(is_near(got, want, 1e-14, 1), "(%d, %d): %.17g, not %.17g", i, j, got,
                          want);
        }
    dcalc_result_free(r);
    free(expr);
}
END_TEST

/* ---- bands of many rows ---- */

enum { LONG = 30000 };

static double long_entry(size_t row, size_t column, bool *in_band)
{
    double x = (double)row / LONG, next = row + 1 < LONG ? (double)(row + 1) / LONG : 2;
    *in_band = column + 1 >= row && column <= row + 1;
    return column + 1 == row ? -3 : column == row ? 2 * x * next : x * x;
}

/* Most rows are alike, and are put in place without a search. */
START_TEST(long_bands)
{
    struct test_question q = {.command = DCALC_JACOBIAN,
                              .expr = "x^2*concat(x[1:], [2]) - 3*concat([0], x[:-1])",
                              .at = "x=range(30000)/30000",
                              .sparse = true};
    struct dcalc_result *r = ask(session, &q);
    ck_assert_msg(r->status == DCALC_OK, "%s", complaint(r));
    const struct dcalc_nonzeros *z = r->nonzeros;
    ck_assert_uint_eq(z->count, 3 * LONG - 2);
    for (size_t row = 0; row < LONG; row++)
        for (size_t k = z->starts[row]; k < z->starts[row + 1]; k++) {
            bool in_band, ascends = k == z->starts[row] || z->column[k] > z->column[k - 1];
            double want = long_entry(row, z->column[k], &in_band);
            ck_assert(in_band && ascends);
            ck_assert_msg(is_near(r->derivatives[0].values[k], want, 1e-15, 1), "(%zu, %u): %.17g",
                          row, z->column[k], r->derivatives[0].values[k]);
        }
    dcalc_result_free(r);
}
END_TEST

static struct dcalc_result *ask_long(dcalc *of, const char *expr, const char *at)
{
    struct test_question q = {.command = DCALC_JACOBIAN, .expr = expr, .at = at, .sparse = true};
    struct dcalc_result *r = ask(of, &q);
    ck_assert_msg(r->status == DCALC_OK, "%s", complaint(r));
    return r;
}

/* Answers at several points have the same places, and keep them when their session has gone. */
START_TEST(kept_places)
{
    static const char *const expr = "x^2*concat(x[1:], [2])", *const at = "x=range(30000)/30000";
    dcalc *own = dcalc_new();
    dcalc_result_free(ask_long(own, expr, at));
    struct dcalc_result *first = ask_long(own, expr, at),
                        *next = ask_long(own, expr, "x=range(30000)/100"),
                        *other = ask_long(own, "x^2*concat([2], x[:-1])", at),
                        *shorter = ask_long(own, expr, "x=range(20000)/30000");
    ck_assert_ptr_eq(first->nonzeros, next->nonzeros);
    ck_assert_ptr_ne(next->nonzeros, other->nonzeros);
    ck_assert_uint_eq(other->nonzeros->column[other->nonzeros->starts[7]], 6);
    ck_assert_uint_eq(shorter->nonzeros->count, 2 * 20000 - 1);
    dcalc_result_free(first), dcalc_result_free(other), dcalc_result_free(shorter);
    dcalc_free(own);
    const struct dcalc_nonzeros *z = next->nonzeros;
    ck_assert_uint_eq(z->count, 2 * LONG - 1);
    for (size_t row = 0; row < LONG; row++)
        for (size_t k = z->starts[row]; k < z->starts[row + 1]; k++) {
            double x = (double)row / 100, after = row + 1 < LONG ? (double)(row + 1) / 100 : 2;
            size_t column = row + k - z->starts[row];
            ck_assert_uint_eq(z->column[k], column);
            ck_assert(is_near(next->derivatives[0].values[k], column == row ? 2 * x * after : x * x,
                              1e-14, 1));
        }
    dcalc_result_free(next);
}
END_TEST

/* Where one of many entries overflows, that is said. */
START_TEST(long_bands_leave_range)
{
    struct test_question q = {.command = DCALC_JACOBIAN,
                              .expr = "1e300*x*concat([0], x[:-1])",
                              .at = "x=where(range(30000) < 20000, 1, 1e9)",
                              .sparse = true};
    struct dcalc_result *r = ask(session, &q);
    ck_assert(r->status != DCALC_OK);
    ck_assert_msg(strstr(r->errors[0].message, "overflow"), "%s", r->errors[0].message);
    dcalc_result_free(r);
}
END_TEST

/* ---- beside difference quotients ---- */

enum { COMMAND, EXPR, AT, WRT, ENTRIES };

/* The entries "row:column:value ..." are those of the answer, zeros aside, to the last bit. */
static void compare_listed(const char *expr, const char *entries, const struct dcalc_result *r)
{
    const struct dcalc_nonzeros *z = r->nonzeros;
    for (size_t row = 0; row < z->rows; row++)
        for (size_t k = z->starts[row]; k < z->starts[row + 1]; k++) {
            char *end;
            if (r->derivatives[0].values[k] == 0) continue;
            size_t i = strtoul(entries, &end, 10), j = strtoul(end + 1, &end, 10);
            double want = strtod(end + 1, &end);
            entries = end + strspn(end, " ");
            tally.tried++;
            if (i != row || j != z->column[k] || want != r->derivatives[0].values[k])
                tally_wrong(&tally, "(%zu, %u): %.17g, not (%zu, %zu): %.17g, of\n  %s", row,
                            z->column[k], r->derivatives[0].values[k], i, j, want, expr);
        }
    ck_assert_msg(!*entries, "entries are missing: %s of %s", entries, expr);
}

START_TEST(references)
{
    struct table table = table_read("tests/data/sparse.tsv", 5);
    for (size_t i = 0; i < table.rows; i++) {
        struct test_question q = {.expr = table_field(&table, i, EXPR),
                                  .at = table_field(&table, i, AT),
                                  .wrt = table_field(&table, i, WRT),
                                  .sparse = true};
        bool hessian = !strcmp(table_field(&table, i, COMMAND), "hessian");
        q.command = hessian ? DCALC_HESSIAN : DCALC_JACOBIAN;
        struct dcalc_result *r = ask(session, &q);
        ck_assert_msg(r->status == DCALC_OK, "%s: %s", q.expr, complaint(r));
        compare_listed(q.expr, table_field(&table, i, ENTRIES), r);
        dcalc_result_free(r);
    }
    table_free(&table);
    ck_tally(&tally);
}
END_TEST

/* ---- colourings ---- */

static struct core core;
static struct graph g;

static void open_graph(void)
{
    core_open(&core);
    ck_assert(graph_init(&g, &core));
    dice.state = 0x2545F4914F6CDD1Du;
}

static void close_graph(void)
{
    graph_free(&g);
    core_close(&core);
}

/* A pattern from a matrix of flags. */
static struct pattern pattern_of(size_t rows, size_t columns, const bool *flags)
{
    struct pattern p = {.rows = rows, .columns = columns, .room = rows * columns};
    p.starts = mem_array(&core.mem, rows + 1, sizeof *p.starts);
    p.column = mem_array(&core.mem, p.room, sizeof *p.column);
    size_t n = 0;
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++)
            if (flags[i * columns + j]) p.column[n++] = (uint32_t)j;
        p.starts[i + 1] = n;
    }
    return p;
}

/* Colours, and demands that no wanted row has two columns of one colour; the number of colours. */
static size_t colours_of(size_t rows, size_t columns, const bool *flags, const bool *wanted)
{
    struct pattern p = pattern_of(rows, columns, flags), across;
    uint32_t *colours = mem_array(&core.mem, columns, sizeof *colours);
    ck_assert(pattern_transpose(&g, &p, &across));
    size_t used = pattern_colour(&g, &p, &across, wanted, colours);
    for (size_t i = 0; i < rows; i++)
        for (size_t k = p.starts[i]; k < p.starts[i + 1]; k++) {
            if (wanted && !wanted[i]) continue;
            ck_assert_uint_lt(colours[p.column[k]], used);
            for (size_t l = p.starts[i]; l < k; l++)
                ck_assert_uint_ne(colours[p.column[k]], colours[p.column[l]]);
        }
    mem_free_array(&core.mem, colours, columns, sizeof *colours);
    pattern_free(&g, &across);
    pattern_free(&g, &p);
    return used;
}

START_TEST(random_colourings)
{
    for (int round = 0; round < 300; round++) {
        bool flags[40 * 40], wanted[40];
        size_t rows = 1 + dice_below(&dice, 40), columns = 1 + dice_below(&dice, 40);
        size_t density = 2 + dice_below(&dice, 30);
        for (size_t i = 0; i < rows * columns; i++) flags[i] = dice_below(&dice, density) == 0;
        for (size_t i = 0; i < rows; i++) wanted[i] = dice_below(&dice, 4) > 0;
        colours_of(rows, columns, flags, NULL);
        colours_of(rows, columns, flags, wanted);
    }
}
END_TEST

/* Known numbers of colours: bands take their width; the crown graph of Johnson (1974), whose
 * columns come in pairs, takes the natural order as many colours as there are pairs, and others
 * two. */
START_TEST(few_colours)
{
    enum { N = 24 };
    static bool band[N * N], crown[N / 2 * (N / 2) * N];
    size_t rows = 0;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) band[i * N + j] = j + 2 >= i && j <= i + 2;
    ck_assert_uint_eq(colours_of(N, N, band, NULL), 5);
    for (size_t i = 0; i < N / 2; i++)
        for (size_t j = 0; j < N / 2; j++) {
            if (i == j) continue;
            crown[rows * N + 2 * i] = crown[rows * N + 2 * j + 1] = true;
            rows++;
        }
    ck_assert_uint_le(colours_of(rows, N, crown, NULL), N / 2);
}
END_TEST

/* The sweeps that a program takes: all that trace is asked for is that no band describes it. */
static size_t sweeps_of(const char *expr, size_t n)
{
    struct ast ast = {0};
    struct lowering l = {.g = &g, .ast = &ast};
    uint32_t x = names_intern(&core.names, &core.arena, "x", 1),
             source = core_add_source(&core, "test", expr, strlen(expr));
    struct name_facts *facts = lower_facts(&l, x);
    facts->given = true;
    facts->shape = shape_vector(&g.shapes, (int64_t)n);
    ck_assert(ast_parse(&core, &ast, source));
    id v = lower_statements(&l, 0, ast.statements.n), leaf = graph_variable(&g, x, facts->shape);
    struct sparse sparse;
    ck_assert(v && sparse_by_colour(&g, &v, 1, &leaf, 1, &sparse));
    size_t sweeps = sparse.compressed.forward.n + sparse.compressed.backward.n;
    sparse_free(&g, &sparse);
    lower_free(&l);
    ast_free(&ast, &core.mem);
    return sweeps;
}

START_TEST(sweeps)
{
    ck_assert_uint_eq(sweeps_of("x^2", 100), 1);
    ck_assert_uint_eq(sweeps_of("x[1:]*x[:-1]", 100), 2);
    ck_assert_uint_eq(sweeps_of("x - concat([0], x[:-1]) - concat(x[1:], [0])", 5000), 3);
    /* a row, a column, an arrow of both */
    ck_assert_uint_eq(sweeps_of("[sum(x^2), prod(x)]", 100), 2);
    ck_assert_uint_eq(sweeps_of("x*x[0]", 100), 2);
    ck_assert_uint_eq(sweeps_of("concat([sum(x^2)], x[1:]*x[0] + sin(x[1:]))", 100), 3);
}
END_TEST

/* ---- size ---- */

static size_t nonzeros_wanted;

static void solve_large(void *user)
{
    const char *const *words = user;
    struct test_question q = {
        .command = DCALC_JACOBIAN, .expr = words[0], .at = words[1], .wrt = "x", .sparse = true};
    dcalc *own = dcalc_new();
    struct dcalc_result *r = ask(own, &q);
    ck_assert_msg(r->status == DCALC_OK, "%s: %s", words[0], complaint(r));
    ck_assert_uint_eq(r->nonzeros->count, nonzeros_wanted);
    dcalc_result_free(r);
    dcalc_free(own);
}

static size_t bytes_of(const char *form, int n, size_t nonzeros)
{
    char *expr = text_of(form, 2 * n, 2 * n / 3, 2 * n / 3), *at = text_of("x=range(%d)/%d", n, n);
    const char *words[] = {expr, at};
    nonzeros_wanted = nonzeros;
    size_t bytes = memory_of(solve_large, words);
    free(expr), free(at);
    return bytes;
}

/* Memory goes with the nonzeros: in bands, and by colours where a step does not fit a width. */
START_TEST(memory_is_linear)
{
    const char *broyden = "(3 - 2*x)*x - concat([0], x[:-1]) - 2*concat(x[1:], [0]) + 1",
               *thirds = "sum(reshape(embed(x, %d, 0, 2), %d, 3)[:, 1:], axis=1) + x[:%d]^2";
    size_t small = bytes_of(broyden, 30000, 89998), large = bytes_of(broyden, 300000, 899998);
    ck_assert_msg(large < 12 * small && large < 60000000, "%zu and %zu bytes", small, large);
    small = bytes_of(thirds, 30000, 40000);
    large = bytes_of(thirds, 300000, 400000);
    ck_assert_msg(large < 12 * small && large < 200000000, "%zu and %zu bytes", small, large);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("sparse");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, random_programs);
    tcase_add_test(checks.tests, full_table);
    tcase_add_test(checks.tests, long_bands);
    tcase_add_test(checks.tests, kept_places);
    tcase_add_test(checks.tests, long_bands_leave_range);
    tcase_add_test(checks.tests, references);
    tcase_add_test(checks.tests, memory_is_linear);
    TCase *colours = tcase_create("colours");
    tcase_add_checked_fixture(colours, open_graph, close_graph);
    tcase_add_test(colours, random_colourings);
    tcase_add_test(colours, few_colours);
    tcase_add_test(colours, sweeps);
    suite_add_tcase(checks.suite, colours);
    return checks_run(checks);
}

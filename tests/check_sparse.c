/* Sparse Jacobians beside dense ones on random programs over slices, and colourings beside what a
 * colouring must be. */
#include "support/support.h"

#include "base/str.h"
#include "pass/sparse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 1500 };

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
    switch (dice_below(&dice, 13)) {
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
    switch (dice_below(&dice, 12)) {
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
    double scale = largest(d->values, d->count);
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
    struct question q = {.command = DCALC_JACOBIAN, .expr = expr, .at = POINT, .wrt = "x,y,A,s"};
    struct dcalc_result *dense = ask(session, &q);
    q.sparse = true;
    struct dcalc_result *sparse = ask(session, &q);
    q.numbers = DCALC_DOUBLE;
    struct dcalc_result *doubles = ask(session, &q);
    ck_assert_msg((dense->status == DCALC_OK) == (sparse->status == DCALC_OK), "%s\n%s and %s",
                  expr, complaint(dense), complaint(sparse));
    if (dense->status == DCALC_OK) {
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

int main(void)
{
    struct checks checks = checks_new("sparse");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, random_programs);
    return checks_run(checks);
}

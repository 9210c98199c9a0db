/* The planned evaluator in doubles against the certified one, on random programs of arrays. */
/* Tests src/eval/eval.c, src/eval/plan.c, src/eval/plan_stages.c, src/eval/plan_memory.c,
 * src/eval/plan_reads.c, src/eval/group.c, src/eval/program.c, src/eval/program_builder.c,
 * src/eval/program_operands.c, src/eval/block.c, src/eval/block_avx2.c, src/eval/block_avx512.c,
 * src/eval/sleef.c, src/eval/sleef_avx2.c, src/eval/sleef_avx512.c, src/eval/vector_tables.c,
 * src/eval/vector.c, src/eval/blas.c, src/eval/threads.c, src/number/doubles.c. */

/* Some arrays are as long as several blocks. The same bits must come out whatever the number of
 * threads, and whether steps are made in one go or one by one. */
#include "support/support.h"

#include "eval/assembler.h"
#include "eval/sleef_sets.h"

#include <inttypes.h>
#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VALUES = 40, BYTES = 8000 };

/* What a value of a program is: a scalar, a vector of n or m entries, an n by m or m by n matrix.
 */
enum sort { SCALAR, LONG, WIDE, MATRIX, TURNED, SORTS };

struct writer {
    struct dice *dice;
    char text[BYTES];
    size_t length;
    char name[SORTS][MOST_VALUES][16];
    size_t n[SORTS];
    int count;
};

static const char *pick(struct writer *w, enum sort sort)
{
    return w->name[sort][dice_below(w->dice, w->n[sort])];
}

static void keep(struct writer *w, enum sort sort, const char *name)
{
    if (w->n[sort] < MOST_VALUES) snprintf(w->name[sort][w->n[sort]++], 16, "%s", name);
}

/* The next statement: a new name for an expression with two arguments of its sorts. */
static void say(struct writer *w, enum sort sort, const char *format, enum sort a, enum sort b)
{
    char name[16], expr[200];
    snprintf(name, sizeof name, "t%d", ++w->count);
    snprintf(expr, sizeof expr, format, pick(w, a), pick(w, b));
    w->length += (size_t)snprintf(w->text + w->length, BYTES - w->length, "%s = %s; ", name, expr);
    keep(w, sort, name);
}

struct form {
    enum sort result;
    const char *format;
    enum sort a, b;
};

/* Smooth, and of results that stay about as large as their arguments. */
static const struct form forms[] = {
    {LONG, "tanh(%s + %s/2)", LONG, LONG},
    {LONG, "sin(%s)*expit(%s)", LONG, LONG},
    {LONG, "%s/(2 + %s^2)", LONG, LONG},
    {LONG, "3*%s/(4*sqrt(1 + %s^2))", LONG, LONG},
    {LONG, "softplus(%s) - exp(-%s^2)", LONG, LONG},
    {LONG, "where(%s > 1/10, %s, 1/3)", LONG, LONG},
    {LONG, "(%s - %s - 1)^3/8", LONG, LONG},
    {LONG, "%s*%s", SCALAR, LONG},
    {LONG, "%s[::-1] + %s/7", LONG, LONG},
    {LONG, "tanh(%s @ %s)", MATRIX, WIDE},
    {LONG, "tanh(%s @ %s)", WIDE, TURNED},
    {LONG, "sum(%s*%s, 1)/4", MATRIX, MATRIX},
    {LONG, "logsumexp(%s, axis=1) - mean(%s)", MATRIX, WIDE},
    {WIDE, "tanh(%s)*cos(%s)", WIDE, WIDE},
    {WIDE, "tanh(%s.T @ %s)", MATRIX, LONG},
    {WIDE, "tanh(%s @ %s)", LONG, MATRIX},
    {WIDE, "tanh(sum(%s + %s, 0))", MATRIX, WIDE},
    {WIDE, "max(%s, axis=0) - %s", MATRIX, WIDE},
    {MATRIX, "tanh(%s + %s)", MATRIX, WIDE},
    {MATRIX, "%s*%s/2", MATRIX, MATRIX},
    {MATRIX, "sin(outer(%s, %s))", LONG, WIDE},
    {MATRIX, "%s.T - %s", TURNED, MATRIX},
    {MATRIX, "softmax(%s, axis=1) + %s[0]", MATRIX, LONG},
    {MATRIX, "tanh(%s @ outer(%s, range(m)/m)/m)", MATRIX, WIDE},
    {TURNED, "%s.T/2 - %s", MATRIX, TURNED},
    {TURNED, "log_softmax(%s, axis=0)/(3 + %s^2)", TURNED, SCALAR},
    {SCALAR, "sum((%s[1:] - %s[:-1]^2)^2)/n", LONG, LONG},
    {SCALAR, "tanh(sum(%s[::2])/n + %s)", LONG, SCALAR},
    {SCALAR, "norm(%s)/(1 + mean(%s))", MATRIX, SCALAR},
    {SCALAR, "tanh(%s @ %s)", LONG, LONG},
    {SCALAR, "trace(%s @ %s)/n", MATRIX, TURNED},
    {SCALAR, "sum((%s - range(n)/n)^2)/n + %s", LONG, SCALAR},
    {SCALAR, "max(%s) - min(%s)", LONG, LONG},
};

/* A program of so many statements whose value depends on all of their kinds. */
static void write_program(struct writer *w, size_t statements)
{
    keep(w, SCALAR, "s");
    keep(w, LONG, "v");
    keep(w, WIDE, "w");
    keep(w, MATRIX, "A");
    keep(w, TURNED, "B");
    for (size_t i = 0; i < statements; i++) {
        const struct form *f = &forms[dice_below(w->dice, sizeof forms / sizeof *forms)];
        say(w, f->result, f->format, f->a, f->b);
    }
    say(w, SCALAR, "sum(%s)/n + %s", LONG, SCALAR);
    say(w, SCALAR, "mean(%s) + mean(%s)", MATRIX, TURNED);
    size_t from = w->length;
    for (size_t i = 0; i < w->n[SCALAR]; i++)
        w->length += (size_t)snprintf(w->text + w->length, BYTES - w->length, "%s%s",
                                      i ? " + " : "", w->name[SCALAR][i]);
    ck_assert_uint_lt(w->length, BYTES);
    ck_assert_uint_gt(w->length, from);
}

/* Sizes for n and m are put in as numbers. */
static char *with_sizes(const char *text, size_t n, size_t m)
{
    char *out = malloc(4 * strlen(text) + 1), *to = out;
    for (const char *c = text; *c; c++) {
        bool name = (c == text || !strchr("abcdefghijklmnopqrstuvwxyz_", c[-1])) &&
                    !strchr("abcdefghijklmnopqrstuvwxyz_", c[1]);
        if (name && (*c == 'n' || *c == 'm'))
            to += sprintf(to, "%zu", *c == 'n' ? n : m);
        else
            *to++ = *c;
    }
    *to = 0;
    return out;
}

static char *point_of(size_t n, size_t m)
{
    return text_of(
        "s=1/3,v=sin(range(%zu)*3+1)/2,w=cos(range(%zu)*2)/2,"
        "A=reshape(sin(range(%zu)*7+2),%zu,%zu)/2,B=reshape(cos(range(%zu)*5),%zu,%zu)/2",
        n, m, n * m, n, m, n * m, m, n);
}

static dcalc *session;

static void open_session(void)
{
    session = dcalc_new();
}

static void close_session(void)
{
    dcalc_free(session);
}

static double distance(const struct dcalc_array *got, const struct dcalc_array *want)
{
    double worst = 0, scale = largest(want->values, want->count);
    for (size_t i = 0; i < want->count; i++) {
        double error = fabs(got->values[i] - want->values[i]) / (scale > 1 ? scale : 1);
        if (!(error <= worst)) worst = error;
    }
    return worst;
}

/* The bound that is promised for these programs: each entry of value and gradient is right to
 * 1e-12 of the largest entry, or of one. */
static void compare(struct tally *tally, struct test_question *q)
{
    q->numbers = DCALC_CERTIFIED;
    struct dcalc_result *want = ask(session, q);
    q->numbers = DCALC_DOUBLE;
    struct dcalc_result *got = ask(session, q);
    /* Which of several enclosures is the least may stay undecided, and several may be. */
    bool told = want->status != DCALC_UNDECIDED && want->status != DCALC_KINK;
    ck_assert_msg(!told || want->status == DCALC_OK, "%s at %s: %s", q->expr, q->at,
                  complaint(want));
    tally->tried += told;
    if (!told) {
        dcalc_result_free(want);
        dcalc_result_free(got);
        return;
    }
    if (got->status != DCALC_OK) {
        tally_wrong(tally, "%.900s at %.200s: %s", q->expr, q->at, complaint(got));
    } else {
        double worst = distance(&got->values[0], &want->values[0]);
        for (size_t i = 0; i < want->n_derivatives; i++) {
            double error = distance(&got->derivatives[i], &want->derivatives[i]);
            if (!(error <= worst)) worst = error;
        }
        if (!(worst <= 1e-12))
            tally_wrong(tally, "%.900s at %.200s: off by %g", q->expr, q->at, worst);
    }
    dcalc_result_free(want);
    dcalc_result_free(got);
}

static void compare_random(uint64_t seed, size_t programs, size_t most_n, size_t most_m)
{
    struct dice dice = {seed};
    struct tally tally = {0};
    for (size_t i = 0; i < programs; i++) {
        struct writer w = {.dice = &dice};
        size_t n = 2 + dice_below(&dice, most_n), m = 1 + dice_below(&dice, most_m);
        write_program(&w, 4 + dice_below(&dice, 14));
        char *expr = with_sizes(w.text, n, m), *at = point_of(n, m);
        struct test_question q = {.command = DCALC_GRAD, .expr = expr, .at = at};
        compare(&tally, &q);
        free(expr);
        free(at);
    }
    ck_tally(&tally);
}

START_TEST(small_programs)
{
    compare_random(20261123, 60, 4, 4);
}
END_TEST

START_TEST(long_programs)
{
    compare_random(20261124, 2, 600, 2);
}
END_TEST

START_TEST(wide_programs)
{
    compare_random(20261125, 3, 2, 160);
}
END_TEST

/* Large enough for threads, SLEEF and, where there is one, BLAS. */
static const struct test_question large[] = {
    {.command = DCALC_GRAD,
     .expr = "sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2) + sum(expit(sin(x)*exp(x)))",
     .at = "x=range(300001)/300001"},
    {.command = DCALC_GRAD,
     .expr = "z = X@w; sum(softplus(z) - y*z)/9000",
     .at = "X=reshape(sin(range(450000)),9000,50),w=range(50)/50,y=cos(range(9000))",
     .wrt = "w"},
    {.command = DCALC_GRAD,
     .expr = "Z = tanh(X@W + b); -sum(Y*log_softmax(Z@V, 1))/300",
     .at = "X=reshape(sin(range(90000)),300,300),W=reshape(cos(range(90000)),300,300)/9,"
           "b=range(300)/300,V=reshape(sin(range(3000)),300,10),Y=reshape(cos(range(3000)),300,10)",
     .wrt = "W,b,V"},
    {.command = DCALC_GRAD,
     .expr = "r = A@x - b; r@r",
     .at = "A=reshape(sin(range(360000)),600,600),x=range(600)/600,b=cos(range(600))",
     .wrt = "x"},
};
enum { N_LARGE = sizeof large / sizeof *large };

static void ck_same(const struct dcalc_array *a, const struct dcalc_array *b, const char *expr)
{
    ck_assert_uint_eq(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        if (memcmp(&a->values[i], &b->values[i], sizeof *a->values) != 0)
            ck_abort_msg("%s, entry %zu: %.17g and %.17g", expr, i, a->values[i], b->values[i]);
}

START_TEST(threads)
{
    for (size_t k = 0; k < N_LARGE; k++) {
        struct test_question q = large[k];
        q.numbers = DCALC_DOUBLE;
        q.threads = 1;
        struct dcalc_result *one = ask(session, &q);
        ck_assert_msg(one->status == DCALC_OK, "%s: %s", q.expr, complaint(one));
        for (q.threads = 2; q.threads <= 5; q.threads++) {
            struct dcalc_result *many = ask(session, &q);
            ck_same(&many->values[0], &one->values[0], q.expr);
            for (size_t i = 0; i < one->n_derivatives; i++)
                ck_same(&many->derivatives[i], &one->derivatives[i], q.expr);
            dcalc_result_free(many);
        }
        dcalc_result_free(one);
    }
}
END_TEST

/* Entry i of a matrix of small whole numbers, whose products are exact. */
static double entry(int64_t i, int64_t modulus)
{
    return (double)(i % modulus - modulus / 2);
}

/* Products are cut into tiles: by rows, by columns, both ways. Some entries of each. */
static void multiply(int64_t rows, int64_t inner, int64_t columns)
{
    char at[400];
    snprintf(at, sizeof at,
             "A=reshape(mod(range(%" PRId64 "), 11) - 5,%" PRId64 ",%" PRId64
             "),B=reshape(mod(range(%" PRId64 "), 13) - 6,%" PRId64 ",%" PRId64 ")",
             rows * inner, rows, inner, inner * columns, inner, columns);
    struct test_question q = {
        .command = DCALC_EVAL, .expr = "A@B", .at = at, .numbers = DCALC_DOUBLE};
    struct dcalc_result *got = ask(session, &q);
    ck_assert_msg(got->status == DCALC_OK, "%s", complaint(got));
    for (int64_t i = 0; i < rows; i += 3)
        for (int64_t j = i % 17; j < columns; j += 17) {
            double sum = 0;
            for (int64_t k = 0; k < inner; k++)
                sum += entry(i * inner + k, 11) * entry(k * columns + j, 13);
            ck_assert_double_eq(got->values[0].values[i * columns + j], sum);
        }
    dcalc_result_free(got);
}

START_TEST(products)
{
    multiply(259, 250, 140);
    multiply(140, 250, 259);
    multiply(523, 260, 517);
}
END_TEST

/* Steps in one go make the same weights as one after another, each from what the last one left. */
START_TEST(steps)
{
    struct test_question q = {.command = DCALC_BACKPROP,
                              .expr = "sum((x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)",
                              .weights = "x",
                              .lr = "1/100",
                              .steps = 4,
                              .at = "x=range(3000)/3000"};
    struct dcalc_result *all = ask(session, &q);
    ck_assert_msg(all->status == DCALC_OK, "%s", complaint(all));
    q.steps = 2;
    struct dcalc_result *half = ask(session, &q);
    char *list = malloc(30 * 3000), *at = list + sprintf(list, "x=[");
    for (size_t i = 0; i < 3000; i++)
        at += sprintf(at, "%s%.17g", i ? "," : "", half->weights[0].values[i]);
    sprintf(at, "]");
    q.at = list;
    struct dcalc_result *rest = ask(session, &q);
    ck_assert_msg(rest->status == DCALC_OK, "%s", complaint(rest));
    ck_same(&rest->weights[0], &all->weights[0], q.expr);
    ck_same(&rest->values[0], &all->values[0], q.expr);
    dcalc_result_free(all), dcalc_result_free(half), dcalc_result_free(rest);
    free(list);
}
END_TEST

/* ---- functions over arrays ---- */

typedef int reference_function(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
static reference_function *const references[SLEEF_COUNT] = {
#define NAME(id) [SLEEF_##id] = mpfr_##id,
    SLEEF_FUNCTIONS(NAME)
#undef NAME
};

/* Small, middling and large arguments, and those of any exponent. */
static double argument(struct dice *dice)
{
    static const double ranges[] = {1, 10, 750};
    size_t k = dice_below(dice, 4);
    if (k < 3) return dice_between(dice, -ranges[k], ranges[k]);
    return ldexp(dice_between(dice, -1, 1), (int)dice_below(dice, 2090) - 1060);
}

/* Errors in units of the last place; an infinity or nan in the wrong place is infinitely wrong. */
static double ulps(double got, mpfr_t exact)
{
    double want = mpfr_get_d(exact, MPFR_RNDN);
    if (isnan(want) || isinf(want))
        return isnan(want) == isnan(got) && isinf(want) == isinf(got) ? 0 : (double)INFINITY;
    double ulp = nextafter(fabs(want), INFINITY) - fabs(want);
    mpfr_sub_d(exact, exact, got, MPFR_RNDN);
    return fabs(mpfr_get_d(exact, MPFR_RNDN)) / ulp;
}

/* At most 1 ulp, whatever stands beside it in the array. */
START_TEST(functions)
{
    enum { N = 3000 };
    const struct sleef *sleef = sleef_open();
    double x[N], y[N], alone;
    struct dice dice = {20261126};
    mpfr_t exact;
    mpfr_init2(exact, 200);
    for (int f = 0; sleef && f < SLEEF_COUNT; f++) {
        for (size_t i = 0; i < N; i++) x[i] = argument(&dice);
        sleef_apply(sleef, (enum sleef_function)f, y, x, N);
        for (size_t i = 0; i < N; i++) {
            mpfr_set_d(exact, x[i], MPFR_RNDN);
            references[f](exact, exact, MPFR_RNDN);
            double error = ulps(y[i], exact);
            bool beyond = f == SLEEF_log1p && x[i] > 1e307;
            ck_assert_msg(error <= 1 || beyond, "function %d at %.17g: %.3f ulp", f, x[i], error);
            sleef_apply(sleef, (enum sleef_function)f, &alone, &x[i], 1);
            ck_assert(memcmp(&alone, &y[i], sizeof alone) == 0 || isnan(alone));
        }
    }
    mpfr_clear(exact);
    mpfr_free_cache();
}
END_TEST

#if defined(__x86_64__)
/* Mostly where the functions change, often at a point or between two points of their tables. */
static double argument_of_own(struct dice *dice)
{
    if (dice_below(dice, 3) == 0) return argument(dice);
    static const double distances[] = {49 / 256.0, 0.6931471805599453 / 32, 1 / 32.0};
    return distances[dice_below(dice, 3)] * (double)dice_below(dice, 64) +
           dice_between(dice, -1, 1) * 0x1p-6;
}

/* Errors of what is computed here instead, and the same bits with all vectors. */
START_TEST(own_functions)
{
    enum { N = 3000 };
    enum vector_set best = vector_set_best();
    double x[N], y[N], wide[N], pair[2][N];
    struct dice dice = {20261201};
    mpfr_t exact;
    mpfr_init2(exact, 200);
    for (int f = 0; best != VECTORS_NONE && f < SLEEF_COUNT; f++) {
        if (!sleef_avx2.own[f]) continue;
        for (size_t i = 0; i < N; i++) x[i] = argument_of_own(&dice);
        sleef_avx2.apply(sleef_avx2.own[f], y, x, N);
        sleef_avx2.sincos(sleef_avx2.own[SLEEF_COUNT], pair[0], pair[1], x, N);
        if (f == SLEEF_sin || f == SLEEF_cos)
            ck_assert(memcmp(y, pair[f == SLEEF_cos], sizeof y) == 0);
        if (best == VECTORS_AVX512) {
            sleef_avx512.apply(sleef_avx512.own[f], wide, x, N);
            ck_assert(memcmp(y, wide, sizeof y) == 0);
        }
        for (size_t i = 0; i < N; i++) {
            mpfr_set_d(exact, x[i], MPFR_RNDN);
            references[f](exact, exact, MPFR_RNDN);
            double error = ulps(y[i], exact);
            bool subnormal = fabs(y[i]) < DBL_MIN;
            ck_assert_msg(error < 0.7 || subnormal, "function %d at %.17g: %.3f ulp", f, x[i],
                          error);
        }
    }
    mpfr_clear(exact);
    mpfr_free_cache();
}
END_TEST
#endif

/* Sine and cosine together, which the evaluator of rows asks for. */
START_TEST(sine_and_cosine)
{
    enum { N = 3001 };
    const struct sleef *sleef = sleef_open();
    double x[N], y[2][N];
    struct dice dice = {20261127};
    mpfr_t exact;
    mpfr_init2(exact, 200);
    for (size_t i = 0; i < N; i++) x[i] = argument(&dice);
    if (sleef) sleef_sincos(sleef, y[0], y[1], x, N);
    for (size_t i = 0; sleef && i < 2 * N; i++) {
        mpfr_set_d(exact, x[i / 2], MPFR_RNDN);
        (i % 2 ? mpfr_cos : mpfr_sin)(exact, exact, MPFR_RNDN);
        double error = ulps(y[i % 2][i / 2], exact);
        ck_assert_msg(error <= 1, "function %zu at %.17g: %.3f ulp", i % 2, x[i / 2], error);
    }
    mpfr_clear(exact);
    mpfr_free_cache();
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("planned");
    tcase_add_unchecked_fixture(checks.tests, open_session, close_session);
    tcase_add_test(checks.tests, small_programs);
    tcase_add_test(checks.tests, long_programs);
    tcase_add_test(checks.tests, wide_programs);
    tcase_add_test(checks.tests, threads);
    tcase_add_test(checks.tests, products);
    tcase_add_test(checks.tests, steps);
    tcase_add_test(checks.tests, functions);
#if defined(__x86_64__)
    tcase_add_test(checks.tests, own_functions);
#endif
    tcase_add_test(checks.tests, sine_and_cosine);
    return checks_run(checks);
}

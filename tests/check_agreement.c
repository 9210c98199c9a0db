/* Tables in doubles beside certified answers: every function, at random rows. */
/* Tests src/eval/rows.c, src/eval/vector.c, src/eval/kernels.c, src/eval/kernels_special.c,
 * src/eval/kernels_arb.c, src/eval/interval.c, src/table/row_query.c, src/table/chunk.c,
 * src/tape/registers.c. */

/* A number must lie where the operations of its formula can put it, each of which may err by as
 * many units in the last place as is stated (functions.def; 1 for powers, 1/2 for arithmetic): the
 * tape is run in intervals that are widened by that much after each operation. A row must be
 * undefined just where the certified evaluator refuses it.
 *
 *   TRIAL=100000 SEED=7 ULPS=1 build/tests/check_agreement
 *
 * runs so many rows from that seed, and tells the largest error of each function. */
#include "support/bounds.h"
#include "support/support.h"

#include "question/answer.h"
#include "table/chunk.h"
#include "eval/kernels.h"

#include <math.h>
#include <mpfi_io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = FN_MOST_ARGUMENTS, SMALL_TRIAL = 4000 / SLOWER, MOST_ANSWERS = 4 };
static const char *const names[NAMES] = {"x", "y", "z", "s", "t", "p", "q", "r"};

/* ---- questions ---- */

/* A function at x, y, z, s, t, p, q, r, what it is differentiated by, and how many of the first
 * arguments are orders. */
struct form {
    const char *expr, *wrt;
    int orders;
};

static struct form form_of(int fn)
{
    switch (fn) {
    case FN_where: return (struct form){"where(x, y, z)", "x,y,z", 0};
    case FN_less: return (struct form){"where(x < y, 1, 2)", "x,y", 0};
    case FN_less_equal: return (struct form){"where(x <= y, 1, 2)", "x,y", 0};
    case FN_equal: return (struct form){"where(x == y, 1, 2)", "x,y", 0};
    case FN_not_equal: return (struct form){"where(x != y, 1, 2)", "x,y", 0};
    case FN_zetaderiv:
    case FN_rgammaderiv:
    case FN_sincderiv:
    case FN_polygamma:
    case FN_jn:
    case FN_yn: return (struct form){NULL, "y", 1};
    case FN_jv:
    case FN_yv:
    case FN_iv:
    case FN_kv:
    case FN_gammainc:
    case FN_gammaincc: return (struct form){NULL, "y", 0}; /* those by parameters follow */
    case FN_gammaincderiv:
    case FN_jvderiv:
    case FN_yvderiv:
    case FN_ivderiv:
    case FN_kvderiv: return (struct form){NULL, "z,s", 2};
    case FN_hyp1f1deriv:
    case FN_betaincderiv: return (struct form){NULL, "s,t,p", 3};
    case FN_betainc:
    case FN_hyp1f1: return (struct form){NULL, "z", 0};
    case FN_hyp2f1: return (struct form){NULL, "s", 0};
    case FN_hyp2f1deriv: return (struct form){NULL, "t,r", 4};
    default: return (struct form){NULL, fn_arity((enum fn)fn) == 1 ? "x" : "x,y", 0};
    }
}

static char *expression_of(int fn)
{
    struct form form = form_of(fn);
    static const char *const calls[] = {"%s(x)",
                                        "%s(x, y)",
                                        "%s(x, y, z)",
                                        "%s(x, y, z, s)",
                                        "%s(x, y, z, s, t)",
                                        "%s(x, y, z, s, t, p)",
                                        "%s(x, y, z, s, t, p, q)",
                                        "%s(x, y, z, s, t, p, q, r)"};
    if (form.expr) return text_of("%s", form.expr);
    return text_of(calls[fn_arity((enum fn)fn) - 1], fn_name((enum fn)fn));
}

/* Both questions about a function, prepared for rows. */
struct reading {
    struct row_query query;
    struct chunk_worker worker;
    struct bounds bounds;
    struct chunk chunk;
    double *bad_values;
    struct dcalc_points points;
    const char *wrt[NAMES];
    struct dcalc_text program;
    struct dcalc_request request;
};

static void reading_open(struct reading *a, dcalc *session, const char *expr, bool derivative,
                         const char *wrt)
{
    *a = (struct reading){.program = {expr, strlen(expr), "expression"}};
    a->request = (struct dcalc_request){.size = sizeof(struct dcalc_request),
                                        .command = derivative ? DCALC_GRAD : DCALC_EVAL,
                                        .exprs = &a->program,
                                        .n_exprs = 1};
    if (derivative) {
        for (const char *c = wrt; *c; c++)
            for (int k = 0; k < NAMES; k++)
                if (*c == *names[k]) a->wrt[a->request.n_wrt++] = names[k];
        a->request.wrt = a->wrt;
    }
    a->points = (struct dcalc_points){
        .size = sizeof(struct dcalc_points), .source = "rows", .input = DCALC_TABLE_NPY};
    bool ok = row_query_open(&a->query, session, &a->request, &a->points);
    for (size_t k = 0; k < NAMES && ok; k++) {
        struct row_query_place place = {{.kind = 'f', .width = sizeof(double)}, k * sizeof(double)};
        ok = row_query_add_column(&a->query, (struct row_query_column){.name = names[k]}) &&
             vec_push(&a->query.run.core.mem, &a->query.places, place);
    }
    a->query.record = NAMES * sizeof(double);
    ck_assert_msg(ok && row_query_prepare(&a->query) && chunk_worker_init(&a->worker, &a->query),
                  "%s", expr);
    bounds_init(&a->bounds, &a->query.tape);
    a->chunk.text.mem = a->chunk.out.mem = &a->chunk.mem;
    a->chunk.bad_values = a->bad_values = calloc(NAMES + 1, sizeof(double));
}

static void reading_close(struct reading *a)
{
    bounds_free(&a->bounds);
    chunk_worker_free(&a->worker);
    str_free(&a->chunk.text), str_free(&a->chunk.out);
    dcalc_result_free(&a->query.run.answer->public);
    row_query_free(&a->query);
    free(a->bad_values);
}

/* A number that is the double, not what its shortest decimal stands for. */
static char *exactly(double x)
{
    int e;
    double m = ldexp(frexp(x, &e), 53);
    return fabs(x) < 1e15 && x == floor(x) ? text_of("%.0f", x + 0.0)
                                           : text_of("%.0f*2^%d", m, e - 53);
}

static struct dcalc_result *certified(dcalc *session, const struct reading *a, const double *row)
{
    struct dcalc_binding at[NAMES];
    char *texts[NAMES];
    struct dcalc_request request = a->request;
    for (int k = 0; k < NAMES; k++) {
        texts[k] = exactly(row[k]);
        at[k] =
            (struct dcalc_binding){.name = names[k], .value = {texts[k], strlen(texts[k]), "at"}};
    }
    request.at = at, request.n_at = NAMES, request.has_at = true;
    struct dcalc_result *result = dcalc_run(session, &request);
    for (int k = 0; k < NAMES; k++) free(texts[k]);
    return result;
}

/* ---- rows ---- */

static double edge(struct dice *dice)
{
    static const double edges[] = {0,
                                   -0.0,
                                   1,
                                   -1,
                                   0.5,
                                   -0.5,
                                   1.5,
                                   2,
                                   M_PI,
                                   M_PI_2,
                                   -M_PI_4,
                                   -0x1.78b56362cef38p-2,
                                   2.4048255576957729,
                                   3.8317059702075125,
                                   1.4616321449683622,
                                   0x1p-1074,
                                   0x1p-1022,
                                   1e-300,
                                   1e-17,
                                   709.78271289338397,
                                   -745.13321910194122,
                                   710.4758600739439,
                                   171.62437695630272,
                                   1e15,
                                   0x1p52,
                                   0x1p53,
                                   1e22,
                                   1e300,
                                   0x1.fffffffffffffp1023,
                                   26.5,
                                   -37.5,
                                   (double)NAN};
    double x = edges[dice_below(dice, sizeof edges / sizeof *edges)];
    switch (dice_below(dice, 6)) {
    case 0: return -x;
    case 1: return nextafter(x, INFINITY);
    case 2: return nextafter(x, -INFINITY);
    default: return x;
    }
}

static double coordinate(struct dice *dice)
{
    switch (dice_below(dice, 12)) {
    case 0: return edge(dice);
    case 1: return (double)dice_below(dice, 9) - 4;
    case 2: return ((double)dice_below(dice, 33) - 16) / 4;
    case 3: return dice_between(dice, -750, 750);
    case 4: return ldexp(dice_between(dice, -1, 1), (int)dice_below(dice, 2090) - 1060);
    case 5: return ldexp(dice_between(dice, -1, 1), (int)dice_below(dice, 80) - 60);
    case 6: return (1 + dice_between(dice, -1e-9, 1e-9)) * ((double)dice_below(dice, 9) - 4);
    case 7: return dice_between(dice, -30, 30);
    case 8: return dice_between(dice, 0, 200);
    case 9: return dice_between(dice, 0, 1);
    default: return dice_between(dice, -4, 4);
    }
}

/* A finite number, or nan for one that is missing. */
static void fill_row(struct dice *dice, double *row, int fn)
{
    int orders = form_of(fn).orders;
    for (int k = 0; k < 3 || k < fn_arity((enum fn)fn); k++) {
        row[k] = coordinate(dice);
        if (!isfinite(row[k])) row[k] = (double)NAN;
    }
    if (dice_below(dice, 6) == 0) row[1] = row[0];
    if (orders == 1 && dice_below(dice, 12)) row[0] = (double)dice_below(dice, 16) - 3;
    if (orders == 1 && dice_below(dice, 12) == 0) row[0] = (double)dice_below(dice, 300);
    for (int k = 0; orders > 1 && k < orders; k++)
        if (dice_below(dice, 24)) row[k] = (double)dice_below(dice, orders > 3 ? 2 : 3);
}

/* ---- comparing ---- */

struct worst {
    double ulps, row[NAMES];
    size_t rows, numbers, undefined, untold, open;
};

static double ulps_between(double got, mpfi_srcptr exact)
{
    mpfr_t rest;
    mpfr_init2(rest, BOUNDS_BITS);
    mpfi_mid(rest, exact);
    double want = fabs(mpfr_get_d(rest, MPFR_RNDZ)), ulp = nextafter(want, INFINITY) - want;
    mpfr_sub_d(rest, rest, got, MPFR_RNDN);
    double error = fabs(mpfr_get_d(rest, MPFR_RNDN)) / ulp;
    mpfr_clear(rest);
    return error;
}

static void measure(struct worst *w, struct reading *a, int fn, const double *row, double got)
{
    mpfi_t x[NAMES], exact;
    mpfi_srcptr args[NAMES];
    mpfi_init2(exact, BOUNDS_BITS);
    for (int k = 0; k < NAMES; k++) {
        mpfi_init2(x[k], BOUNDS_BITS);
        mpfi_set_d(x[k], row[k]);
        args[k] = x[k];
    }
    bool ok = enclose_fn(&a->bounds.env, (enum fn)fn, exact, args);
    double error = ok ? ulps_between(got, exact) : 0;
    if (ok && isfinite(got))
        error = fmax(error, ulps_between(kernel_apply((enum fn)fn, row), exact));
    if (error > w->ulps) {
        w->ulps = error;
        memcpy(w->row, row, sizeof w->row);
    }
    for (int k = 0; k < NAMES; k++) mpfi_clear(x[k]);
    mpfi_clear(exact);
}

static bool is_refused(const struct dcalc_result *r)
{
    return r->status == DCALC_DOMAIN || r->status == DCALC_POLE || r->status == DCALC_KINK;
}

static bool is_beyond(const struct dcalc_result *r)
{
    const struct dcalc_array *all = r->n_derivatives ? r->derivatives : r->values;
    size_t n = r->n_derivatives ? r->n_derivatives : r->n_values;
    for (size_t i = 0; r->status == DCALC_OK && i < n; i++)
        if (!isfinite(all[i].values[0])) return true;
    return false;
}

/* Whether the certified answer lets the row be undefined, or defined. */
static bool may_be(const struct dcalc_result *r, bool undefined)
{
    if (is_refused(r) || is_beyond(r)) return undefined;
    return r->status == DCALC_OK ? !undefined : true;
}

static void judge_numbers(struct tally *tally, struct worst *w, struct reading *a, int fn,
                          const double *row, const double *got)
{
    for (size_t k = 0; k < a->query.inputs.n; k++)
        mpfi_set_d(a->bounds.values[a->query.inputs.at[k].slot], row[a->query.fields.at[k]]);
    bounds_run(&a->bounds);
    for (size_t k = 0; k < a->query.n_answers; k++) {
        mpfi_srcptr box = a->bounds.values[a->query.numbers.at[k].slot];
        w->numbers++;
        w->untold += !mpfi_bounded_p(box);
        if (mpfr_cmp_d(&box->left, got[k]) > 0 || mpfr_cmp_d(&box->right, got[k]) < 0)
            tally_wrong(tally, "%s%s at %.17g, %.17g, %.17g: %.17g, not %.17g to %.17g\n",
                        a->program.bytes, a->request.n_wrt ? " by its arguments" : "", row[0],
                        row[1], row[2], got[k], mpfr_get_d(&box->left, MPFR_RNDD),
                        mpfr_get_d(&box->right, MPFR_RNDU));
    }
    if (!a->request.n_wrt && !form_of(fn).expr) measure(w, a, fn, row, got[0]);
}

static void judge_row(struct tally *tally, struct worst *w, dcalc *session, struct reading *a,
                      int fn, const double *row, const double *got)
{
    double given[NAMES];
    bool undefined = isnan(got[0]), missing = false;
    for (int k = 0; k < NAMES; k++) given[k] = isnan(row[k]) ? 0 : row[k];
    for (size_t k = 0; k < a->query.inputs.n; k++) missing |= isnan(row[a->query.fields.at[k]]);
    w->rows++, tally->tried++;
    w->undefined += undefined;
    if (missing) {
        if (!undefined) tally_wrong(tally, "%s of nan: %.17g\n", a->program.bytes, got[0]);
        return;
    }
    struct dcalc_result *r = certified(session, a, given);
    ck_assert_msg(r->status == DCALC_OK || (r->status >= DCALC_DOMAIN && r->status != DCALC_IO),
                  "%s is not answered: %s", a->program.bytes, complaint(r));
    w->open += r->status != DCALC_OK && !is_refused(r);
    if (!may_be(r, undefined))
        tally_wrong(tally, "%s%s at %.17g, %.17g, %.17g: %.17g; %s (%s)\n", a->program.bytes,
                    a->request.n_wrt ? " by its arguments" : "", row[0], row[1], row[2], got[0],
                    dcalc_kind_name(r->status), complaint(r));
    else if (!undefined)
        judge_numbers(tally, w, a, fn, given, got);
    dcalc_result_free(r);
}

static void try_reading(struct tally *tally, struct worst *w, dcalc *session, struct reading *a,
                        int fn, const double *rows, size_t n)
{
    str_put(&a->chunk.text, (const char *)rows, n * NAMES * sizeof *rows);
    chunk_answer(&a->chunk, &a->worker);
    ck_assert_uint_eq(a->chunk.rows, n);
    char *at = a->chunk.out.s;
    for (size_t i = 0; i < n; i++) {
        double got[MOST_ANSWERS];
        for (size_t k = 0; k < a->query.n_answers; k++) got[k] = strtod(at, &at), at++;
        judge_row(tally, w, session, a, fn, rows + i * NAMES, got);
    }
}

static void tell(int fn, const struct worst *value, const struct worst *slope)
{
    if (!getenv("ULPS")) return;
    printf("%-12s %6.3f of %g ulp at %.17g %.17g; undefined %zu of %zu, %zu of %zu; numbers %zu, "
           "%zu; without bound %zu, %zu; open %zu, %zu\n",
           fn_name((enum fn)fn), value->ulps, fn_row((enum fn)fn)->ulps, value->row[0],
           value->row[1], value->undefined, value->rows, slope->undefined, slope->rows,
           value->numbers, slope->numbers, value->untold, slope->untold, value->open, slope->open);
    fflush(stdout);
}

START_TEST(functions)
{
    int fn = _i;
    bool slow = form_of(fn).orders > 1 || fn == FN_kv;
    size_t n = number_from("TRIAL", SMALL_TRIAL) / FN_COUNT / (slow ? 4 : 1) + 1;
    struct dice dice = {number_from("SEED", 1) * 1000 + (uint64_t)fn + 1};
    struct tally tally = {0};
    struct worst value = {0}, slope = {0};
    dcalc *session = dcalc_new();
    char *expr = expression_of(fn);
    double *rows = calloc(n * NAMES, sizeof *rows);
    for (size_t i = 0; i < n; i++) fill_row(&dice, rows + i * NAMES, fn);
    struct reading a;
    reading_open(&a, session, expr, false, NULL);
    try_reading(&tally, &value, session, &a, fn, rows, n);
    reading_close(&a);
    reading_open(&a, session, expr, true, form_of(fn).wrt);
    try_reading(&tally, &slope, session, &a, fn, rows, n);
    reading_close(&a);
    tell(fn, &value, &slope);
    if (value.ulps > fn_row((enum fn)fn)->ulps)
        tally_wrong(&tally, "%s at %.17g, %.17g: off by %g ulp\n", expr, value.row[0], value.row[1],
                    value.ulps);
    free(rows), free(expr);
    dcalc_free(session);
    mpfr_free_cache();
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("agreement");
    tcase_set_timeout(checks.tests, 3600);
    tcase_add_loop_test(checks.tests, functions, 0, FN_COUNT);
    return checks_run(checks);
}

/* Power series over exact constants, intervals and doubles. */
/* Tests src/series/series.c, src/series/series_closure.c, src/series/series_fn.c,
 * src/series/series_lockstep.c, src/series/series_special.c, src/series/series_system.c,
 * src/series/scalars_doubles.c, src/series/scalars_form.c, src/series/scalars_intervals.c,
 * src/series/scalars_nodes.c, src/series/scalars_sign.c. */

#include "eval/interval.h"
#include "graph/lower.h"
#include "print/formula.h"
#include "series/series.h"
#include "support/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REFERENCES "tests/data/series.tsv"
enum { TERMS = 12, COLUMNS = 3 + TERMS, BITS = 300 };

static struct core core;
static struct graph graph;
static struct enclose_env env;
static mpfr_exp_t emin, emax;

static void set_up(void)
{
    core_open(&core);
    ck_assert(graph_init(&graph, &core));
    env = (struct enclose_env){.core = &core};
    emin = mpfr_get_emin();
    emax = mpfr_get_emax();
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
}

static void tear_down(void)
{
    mpfr_set_emin(emin);
    mpfr_set_emax(emax);
    enclose_env_free(&env);
    rules_free(&graph);
    graph_free(&graph);
    core_close(&core);
    mpfr_free_cache();
}

static number ratio(int64_t p, int64_t q)
{
    return number_from_ratio(&graph.numbers, p, q);
}

static void put_number(const struct scalars *s, const struct series *a, size_t i, number n)
{
    s->set_number(s, series_at(s, a, i), n);
}

/* p + s, or p + s + s^2/3 - s^3/7. */
static void put_first(const struct scalars *s, const struct series *a, number p, bool curve)
{
    put_number(s, a, 0, p);
    put_number(s, a, 1, NUMBER_ONE);
    if (!curve) return;
    put_number(s, a, 2, ratio(1, 3));
    put_number(s, a, 3, ratio(-1, 7));
}

static void put_second(const struct scalars *s, const struct series *a, number q)
{
    put_number(s, a, 0, q);
    put_number(s, a, 1, ratio(-1, 2));
    put_number(s, a, 2, ratio(1, 5));
}

static number point_number(const char *text, size_t length)
{
    return number_from_text(&graph.numbers, text, length, (struct span){0});
}

static bool takes_order(const char *fn)
{
    return !strcmp(fn, "polygamma") || !strcmp(fn, "jn") || !strcmp(fn, "yn");
}

static enum fn fn_named(const char *name)
{
    for (int fn = 0; fn < FN_COUNT; fn++)
        if (!strcmp(fn_row((enum fn)fn)->name, name)) return (enum fn)fn;
    ck_abort_msg("no function %s", name);
    return FN_COUNT;
}

/* The series of a row of the references. */
static bool expand_row(const struct scalars *s, const struct table *table, size_t row,
                       struct series *out)
{
    const char *name = table_field(table, row, 0), *points = table_field(table, row, 1);
    bool curve = !strcmp(table_field(table, row, 2), "curve");
    size_t first = strcspn(points, ",");
    struct series a[2];
    const struct series *args[2] = {&a[0], &a[1]};
    bool two = points[first];
    for (int i = 0; i < 2; i++) ck_assert(series_make(s, &a[i], TERMS));
    number p = point_number(points, first);
    number q = two ? point_number(points + first + 1, strlen(points + first + 1)) : NUMBER_ZERO;
    if (two && takes_order(name)) {
        put_number(s, &a[0], 0, p);
        put_first(s, &a[1], q, curve);
    } else {
        put_first(s, &a[0], p, curve);
        if (two) put_second(s, &a[1], q);
    }
    bool ok = series_fn(s, fn_named(name), out, args);
    for (int i = 0; i < 2; i++) series_free(s, &a[i]);
    return ok;
}

/* True if the interval holds the number up to 10^-30 of it, and is that narrow. */
static bool holds(mpfi_srcptr x, const char *text)
{
    mpfr_t want, error, bound;
    mpfr_inits2(BITS, want, error, bound, (mpfr_ptr)NULL);
    mpfr_set_str(want, text, 10, MPFR_RNDN);
    mpfr_abs(bound, want, MPFR_RNDU);
    mpfr_add_ui(bound, bound, 1, MPFR_RNDU);
    mpfr_mul_d(bound, bound, 1e-30, MPFR_RNDU);
    bool good = true;
    mpfr_srcptr ends[] = {&x->left, &x->right};
    for (int i = 0; i < 2; i++) {
        mpfr_sub(error, ends[i], want, MPFR_RNDN);
        good &= mpfr_cmpabs(error, bound) <= 0;
    }
    mpfr_clears(want, error, bound, (mpfr_ptr)NULL);
    return good;
}

static void check_intervals(const struct table *table, size_t row, struct tally *tally)
{
    struct scalars s = series_intervals(&graph, &env, BITS);
    struct series out;
    ck_assert(series_make(&s, &out, TERMS));
    bool ok = expand_row(&s, table, row, &out);
    tally->tried++;
    if (!ok)
        tally_wrong(tally, "%s(%s): no intervals", table_field(table, row, 0),
                    table_field(table, row, 1));
    for (size_t k = 0; ok && k < TERMS; k++)
        if (!holds(series_at(&s, &out, k), table_field(table, row, 3 + k))) {
            double got = mpfi_get_d(series_at(&s, &out, k));
            tally_wrong(tally, "%s(%s) %s: c[%zu] is %g, not %s", table_field(table, row, 0),
                        table_field(table, row, 1), table_field(table, row, 2), k, got,
                        table_field(table, row, 3 + k));
            break;
        }
    series_free(&s, &out);
}

static void check_doubles(const struct table *table, size_t row, struct tally *tally)
{
    struct scalars s = series_doubles(&graph);
    struct series out;
    ck_assert(series_make(&s, &out, TERMS));
    bool ok = expand_row(&s, table, row, &out);
    tally->tried++;
    if (!ok)
        tally_wrong(tally, "%s(%s): no doubles", table_field(table, row, 0),
                    table_field(table, row, 1));
    for (size_t k = 0; ok && k < TERMS; k++) {
        double got = *(double *)series_at(&s, &out, k), want = atof(table_field(table, row, 3 + k));
        if (!is_near(got, want, 1e-13, 1)) {
            tally_wrong(tally, "%s(%s) %s: c[%zu] is %.17g, not %.17g", table_field(table, row, 0),
                        table_field(table, row, 1), table_field(table, row, 2), k, got, want);
            break;
        }
    }
    series_free(&s, &out);
}

/* The enclosure of a node, in `x`. */
static bool enclose_node(id a, mpfi_ptr x)
{
    struct tape tape = {.g = &graph};
    struct intervals e = {.tape = &tape};
    struct tape_source source = {.roots = &a, .n_roots = 1};
    bool ok = tape_compile(&tape, &graph, &source) && intervals_init(&e, &tape) &&
              intervals_run(&e, BITS);
    if (ok) mpfi_set(x, intervals_slot(&e, tape_slot(&tape, a))[0]);
    intervals_free(&e);
    tape_free(&tape);
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
    return ok;
}

static void check_nodes(const struct table *table, size_t row, struct tally *tally)
{
    struct scalars s = series_nodes(&graph);
    struct series out;
    mpfi_t x;
    mpfi_init2(x, BITS);
    ck_assert(series_make(&s, &out, TERMS));
    bool ok = expand_row(&s, table, row, &out);
    tally->tried++;
    if (!ok)
        tally_wrong(tally, "%s(%s): no nodes", table_field(table, row, 0),
                    table_field(table, row, 1));
    for (size_t k = 0; ok && k < TERMS; k++)
        if (!enclose_node(series_node(&out, k), x) || !holds(x, table_field(table, row, 3 + k))) {
            tally_wrong(tally, "%s(%s) %s: c[%zu] is %g, not %s", table_field(table, row, 0),
                        table_field(table, row, 1), table_field(table, row, 2), k, mpfi_get_d(x),
                        table_field(table, row, 3 + k));
            break;
        }
    series_free(&s, &out);
    mpfi_clear(x);
}

static void check_table(void (*check)(const struct table *, size_t, struct tally *))
{
    struct table table = table_read(REFERENCES, COLUMNS);
    struct tally tally = {0};
    for (size_t row = 0; row < table.rows; row++) {
        check(&table, row, &tally);
        ck_assert_msg(!diag_any(&core), "%s(%s): %s", table_field(&table, row, 0),
                      table_field(&table, row, 1),
                      core.diags.n ? core.diags.at[0].message : "no memory");
    }
    table_free(&table);
    ck_tally(&tally);
}

START_TEST(intervals_hold_the_references)
{
    check_table(check_intervals);
}
END_TEST

START_TEST(doubles_are_near_the_references)
{
    check_table(check_doubles);
}
END_TEST

START_TEST(nodes_have_the_values_of_the_references)
{
    check_table(check_nodes);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("series");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, intervals_hold_the_references);
    tcase_add_test(checks.tests, doubles_are_near_the_references);
    tcase_add_test(checks.tests, nodes_have_the_values_of_the_references);
    return checks_run(checks);
}

/* The same question in doubles, asked in every way, gets the same answer. */
/* Tests src/tape/code.c, src/tape/order.c, src/eval/run.c, src/eval/rows.c, src/eval/eval.c,
 * src/eval/group.c, src/eval/program.c, src/number/doubles.c, src/number/kept_tape.c,
 * src/print/c.c. */

/* The ways: at a point, at one whose numbers are arrays, as jobs, at the rows of a table, in steps
 * of training, as generated C. Random programs, of which those of + - * / and square roots must
 * give the same bits in all ways; where there are functions, ways that share kernels must, and the
 * others stay within the bounds that functions.def states.
 *
 *   TRIAL=100000 SEED=7 build/tests/check_one_machine
 *
 * tries so many programs from that seed; FROM=123 TRIAL=1 tries one of them again. A program that
 * shows a difference is made smaller before it is told. */
#include "support/bounds.h"
#include "support/ways.h"

#include "table/row_query.h"

#include <dlfcn.h>
#include <math.h>
#include <mpfi_io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* C is made of some of the programs: compilers take longer than all the rest. */
#ifdef __SANITIZE_ADDRESS__
enum { PROGRAMS = 300, BATCH = 300, CODE_EACH = 5 };
#else
enum { PROGRAMS = 4000, BATCH = 1000, CODE_EACH = 10 };
#endif

static const char *const way_names[] = {"--at",          "--at with terms", "--at with arrays",
                                        "a job",         "--points CSV",    "--points .npy",
                                        "--points JSON", "training",        "generated C"};

/* ---- comparing ---- */

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool all_finite(const struct reply *a)
{
    for (size_t i = 0; i < a->n; i++)
        if (!isfinite(a->at[i])) return false;
    return true;
}

static bool is_table(enum way way)
{
    return way == TABLE_CSV || way == TABLE_NPY || way == TABLE_JSON;
}

struct difference {
    bool any;
    enum way way;
    size_t row, entry;
    double want, got;
    const char *what;
};

static void differ(struct difference *d, enum way way, size_t row, size_t entry, double want,
                   double got, const char *what)
{
    if (!d->any) *d = (struct difference){true, way, row, entry, want, got, what};
}

/* Two steps in one go beside one step after another. */
static void compare_steps(struct difference *d, const struct attempt *t, size_t row)
{
    const struct reply *two = &t->steps[row][0], *one = &t->steps[row][1];
    if (!two->given || two->refused || one->refused) return;
    if (two->n != one->n)
        differ(d, TRAINING, row, 0, (double)one->n, (double)two->n, "second step");
    for (size_t i = 0; i < two->n && i < one->n; i++)
        if (!same(one->at[i], two->at[i]))
            differ(d, TRAINING, row, i, one->at[i], two->at[i], "second step");
}

/* Ways that take their functions from the same place. */
static int kernels_of(enum way way)
{
    bool table = way == TABLE_CSV || way == TABLE_NPY;
    return way == CODE ? 2 : table ? 1 : 0;
}

/* A single point may know more than doubles do: 0*log(0), or that x == x is no kink. */
static bool is_right(const struct attempt *t, size_t row)
{
    struct asking a;
    asking_open(&a, t);
    asking_bind(&a, t, t->rows[row], AT);
    a.request.numbers = DCALC_CERTIFIED;
    struct dcalc_result *r = run_anew(&a.request);
    struct reply exact;
    reply_take(&exact, r);
    const struct reply *at = &t->got[AT][row];
    /* Where the certified answer is refused, beyond doubles or denormal, nothing is told. */
    bool told = !exact.refused && !exact.has_notes && exact.n == at->n, right = true;
    for (size_t i = 0; told && i < exact.n; i++)
        if (isinf(exact.at[i]) || (exact.at[i] != 0 && fabs(exact.at[i]) < 1e-290)) told = false;
    for (size_t i = 0; told && right && i < at->n; i++)
        right = is_near(at->at[i], exact.at[i], 1e-6, 1e-300);
    dcalc_result_free(r);
    asking_close(&a);
    return right;
}

/* Whether --at had to work with exact numbers, for its doubles had no answer: then others may have
 * none, or one that is less right. Arrays are never tried a second time. */
static bool was_worked_out(struct attempt *t, size_t row)
{
    struct reply *given = &t->got[GIVEN][row];
    if (!given->given) ask_at(t, row, GIVEN);
    return (given->refused || !all_finite(given)) && is_right(t, row);
}

/* One way has an error or no number where the other has an answer. */
static bool may_refuse(struct attempt *t, enum way way, size_t row)
{
    const struct reply *at = &t->got[AT][row], *got = &t->got[way][row];
    bool rounded = way == GIVEN || way == TABLE_NPY; /* not the decimals that --at has */
    if (way == CODE || way == TRAINING) return true; /* neither asks for conditions */
    if (at->refused && got->refused) return true;
    if (!at->refused) return is_right(t, row);
    if (rounded && at->kind != DCALC_OVERFLOW) return true;
    /* A table has the derivatives alone, which may be finite where the value is not. */
    bool beyond = at->kind == DCALC_OVERFLOW && t->command != DCALC_EVAL;
    return is_table(way) && (beyond || !all_finite(got));
}

static void compare(struct difference *d, struct attempt *t, enum way way, size_t row)
{
    const struct reply *at = &t->got[AT][row], *got = &t->got[way][row];
    if (!got->given || d->any || at->has_notes) return;
    bool undefined = is_table(way) && !got->refused && got->n > 0 && isnan(got->at[0]);
    if (at->refused || got->refused || undefined) {
        if (!may_refuse(t, way, row))
            differ(d, way, row, 0, at->refused ? NAN : at->at[0], got->refused ? NAN : got->at[0],
                   at->refused ? "--at refuses" : "refused");
        return;
    }
    size_t skip = is_table(way) ? at->n_values : 0;
    if (at->n - skip != got->n) {
        differ(d, way, row, 0, (double)at->n, (double)got->n, "how many numbers");
        return;
    }
    if (t->sample.language == LANGUAGE_FUNCTIONS && kernels_of(way) != 0) return;
    for (size_t i = 0; i < got->n && !d->any; i++) {
        if (same(at->at[i + skip], got->at[i])) continue;
        if (way > JOBS && was_worked_out(t, row)) return;
        differ(d, way, row, i, at->at[i + skip], got->at[i], "number");
    }
}

/* ---- functions ---- */

/* The numbers that functions with the errors of functions.def and rounded arithmetic can make, for
 * what a table answers. */
struct range {
    double low[MOST_REPLIES], high[MOST_REPLIES];
    size_t n;
};

static void fill_range(struct range *out, const struct row_query *query, const double *row)
{
    struct bounds bounds;
    bounds_init(&bounds, &query->tape);
    for (size_t k = 0; k < query->inputs.n; k++)
        mpfi_set_d(bounds.values[query->inputs.at[k].slot], row[query->fields.at[k]]);
    bounds_run(&bounds);
    for (out->n = 0; out->n < query->n_answers; out->n++) {
        mpfi_srcptr box = bounds.values[query->numbers.at[out->n].slot];
        out->low[out->n] = mpfr_get_d(&box->left, MPFR_RNDD);
        out->high[out->n] = mpfr_get_d(&box->right, MPFR_RNDU);
    }
    bounds_free(&bounds);
}

static void compare_ranges(struct difference *d, const struct attempt *t, const struct range *range,
                           size_t row)
{
    static const enum way ways[] = {AT, TABLE_CSV, TABLE_NPY, CODE};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const struct reply *got = &t->got[ways[i]][row];
        if (!got->given || got->refused || got->n < range->n) continue;
        for (size_t k = 0, skip = got->n - range->n; k < range->n; k++) {
            double x = got->at[k + skip], off = x < range->low[k] ? range->low[k] : range->high[k];
            if (x < range->low[k] || x > range->high[k])
                differ(d, ways[i], row, k, off, x, "out of bounds");
        }
    }
}

/* Scalar programs with functions, at the points where no number is extreme. */
static void compare_functions(struct difference *d, const struct attempt *t)
{
    dcalc *session = dcalc_new();
    struct asking a;
    struct row_query query = {0};
    struct range range;
    struct dcalc_points points = DCALC_INIT(dcalc_points);
    points.source = "rows", points.input = DCALC_TABLE_NPY;
    asking_open(&a, t);
    bool ok = row_query_open(&query, session, &a.request, &points);
    for (size_t k = 0; k < 3 && ok; k++) {
        struct row_query_place place = {{.kind = 'f', .width = sizeof(double)}, k * sizeof(double)};
        ok = row_query_add_column(&query,
                                  (struct row_query_column){.name = sample_inputs[k].name}) &&
             vec_push(&query.run.core.mem, &query.places, place);
    }
    query.record = 3 * sizeof(double);
    ck_assert_msg(ok && row_query_prepare(&query), "%s", t->text);
    for (size_t row = 0; row < 2; row++) {
        if (t->got[AT][row].refused) continue;
        fill_range(&range, &query, t->rows[row]);
        compare_ranges(d, t, &range, row);
    }
    dcalc_result_free(&query.run.answer->public);
    row_query_free(&query);
    asking_close(&a);
    dcalc_free(session);
}

static struct difference compare_all(struct attempt *t)
{
    struct difference d = {0};
    for (int way = AT + 1; way < WAYS; way++)
        for (size_t row = 0; row < ROWS; row++) compare(&d, t, (enum way)way, row);
    for (size_t row = 0; row < ROWS; row++) compare_steps(&d, t, row);
    bool functions = t->sample.language == LANGUAGE_FUNCTIONS;
    if (functions && sample_is_scalar(&t->sample) && !t->got[TABLE_CSV][0].refused)
        compare_functions(&d, t);
    return d;
}

/* ---- trials ---- */

/* The exact arithmetic that --at falls back to takes long with numbers of many digits, so few
 * programs get the smallest and largest. */
static double coordinate(struct dice *dice, size_t row, bool extreme)
{
    enum { USUAL = 10, ALL = 16 };
    static const double special[ALL] = {0,    1,  -1,      2,     0.5,   -1.5,   3,    0x1p-10,
                                        1e10, -7, 1.0 / 3, -1e30, 1e-20, 1e-310, 1e90, 1e-160};
    switch (row) {
    case 0: return dice_between(dice, 0.1, 2.5);
    case 1: return dice_between(dice, -2, 2);
    case 2: return special[dice_below(dice, extreme ? ALL : USUAL)];
    default: return ldexp(dice_between(dice, -1, 1), (int)dice_below(dice, 60) - 30);
    }
}

static void choose(struct attempt *t, struct dice *dice)
{
    bool arrays = dice_below(dice, 4) == 0;
    enum language language = dice_below(dice, 3) == 0 ? LANGUAGE_FUNCTIONS : LANGUAGE_ARITHMETIC;
    t->sample = sample_make(dice, language, arrays, 1 + dice_below(dice, arrays ? 6 : 8));
    enum sort sort = sample_sort(&t->sample, t->sample.count - 1);
    switch (dice_below(dice, 5)) {
    case 0: t->command = DCALC_EVAL; break;
    case 1: t->command = arrays ? DCALC_EVAL : DCALC_DIFF; break;
    case 2:
        t->command = arrays && sort < SORT_MATRIX ? DCALC_JACOBIAN
                     : arrays                     ? DCALC_EVAL
                                                  : DCALC_HESSIAN;
        break;
    default: t->command = sample_sum_up(&t->sample) ? DCALC_GRAD : DCALC_EVAL; break;
    }
    if (t->command == DCALC_DIFF) t->order = 1 + (int)dice_below(dice, 2);
}

/* The names that it is differentiated by; a derivative by none is the value. */
static void prepare(struct attempt *t)
{
    free(t->text);
    t->text = sample_text(&t->sample);
    t->n_wrt = 0;
    for (size_t i = 0; i < SAMPLE_INPUTS; i++)
        if (sample_needs(&t->sample, i)) t->wrt[t->n_wrt++] = sample_inputs[i].name;
    if (t->command == DCALC_DIFF && t->n_wrt > 1) t->n_wrt = 1;
    if (t->n_wrt == 0) t->command = DCALC_EVAL, t->order = 0;
    memset(t->got, 0, sizeof t->got);
    memset(t->steps, 0, sizeof t->steps);
}

static struct attempt *attempt_make(uint64_t seed)
{
    struct attempt *t = calloc(1, sizeof *t);
    struct dice dice = {seed * 2 + 1};
    for (int i = 0; i < 8; i++) dice_next(&dice);
    t->seed = seed;
    choose(t, &dice);
    for (size_t row = 0; row < ROWS; row++)
        for (size_t i = 0; i < SAMPLE_NUMBERS; i++)
            t->rows[row][i] = coordinate(&dice, row, seed % 32 == 0);
    prepare(t);
    return t;
}

static void attempt_free(struct attempt *t)
{
    free(t->text);
    free(t);
}

/* All ways, C in a file of its own. */
static struct difference try_alone(struct attempt *t)
{
    struct code_file l = {.code.mem = &l.mem};
    prepare(t);
    ask_ways(t);
    if (code_file_add(&l, t, 0)) ask_code(t, code_file_open(&l), 0);
    code_file_free(&l);
    return compare_all(t);
}

/* The smallest program found that shows a difference in the same way. */
static struct difference make_smaller(struct attempt *t, struct difference d)
{
    struct attempt *next = calloc(1, sizeof *next);
    struct sample smaller;
    size_t tries = 0;
    for (size_t k = 0; tries < 300 && sample_smaller(&t->sample, k, &smaller); k++, tries++) {
        char *text = next->text;
        *next = *t;
        next->text = text;
        next->sample = smaller;
        struct difference found = try_alone(next);
        if (!found.any || found.way != d.way) continue;
        d = found;
        text = t->text;
        *t = *next;
        next->text = text;
        k = (size_t)-1;
    }
    attempt_free(next);
    return d;
}

static void tell(struct tally *tally, struct attempt *t, struct difference d, size_t index)
{
    static const char *const commands[] = {"eval", "diff", "grad", "jacobian", "hessian"};
    struct mem mem = {0};
    struct str at = {.mem = &mem};
    d = make_smaller(t, d);
    way_point(&at, t, t->rows[d.row]);
    tally_wrong(tally, "FROM=%zu %s '%s' at %s: %s, %s %zu: %.17g (%a) instead of %.17g (%a)",
                index, commands[t->command], t->text, at.s, way_names[d.way], d.what, d.entry,
                d.got, d.got, d.want, d.want);
    str_free(&at);
}

static void try_batch(struct tally *tally, size_t from, size_t n, uint64_t seed)
{
    struct attempt **all = calloc(n, sizeof *all);
    struct code_file l = {.code.mem = &l.mem};
    bool *has_code = calloc(n, sizeof *has_code);
    for (size_t i = 0; i < n; i++) {
        all[i] = attempt_make(seed * 1000003 + from + i);
        ask_ways(all[i]);
        has_code[i] = (from + i) % CODE_EACH == 0 && code_file_add(&l, all[i], i);
    }
    void *handle = code_file_open(&l);
    for (size_t i = 0; i < n; i++) {
        if (has_code[i]) ask_code(all[i], handle, i);
        struct difference d = compare_all(all[i]);
        tally->tried++;
        if (d.any) tell(tally, all[i], d, from + i);
        attempt_free(all[i]);
    }
    dlclose(handle);
    code_file_free(&l);
    free(all), free(has_code);
}

START_TEST(programs)
{
    size_t n = number_from("TRIAL", PROGRAMS), from = number_from("FROM", 0);
    struct tally tally = {0};
    for (size_t k = 0; k < n; k += BATCH)
        try_batch(&tally, from + k, n - k < BATCH ? n - k : BATCH, number_from("SEED", 1));
    ck_tally(&tally);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("one machine");
    tcase_set_timeout(checks.tests, 3600);
    tcase_add_test(checks.tests, programs);
    return checks_run(checks);
}

/* Stretches of array programs as machine code: the same bits as by one loop after another. */
/* Tests src/eval/stretch.c, src/eval/reductions.c. */

/* Random programs of arithmetic on vectors, their neighbours' entries and matrices, with their
 * gradients, which add into windows. Arrays are long enough for machine code, and of lengths that
 * are no whole number of vectors.
 *
 *   TRIAL=500 SEED=7 build/tests/check_stretches
 *
 * tries so many programs from that seed. */
#include "support/support.h"

#include "eval/machine_code.h"
#include "eval/stretch.h"
#include "table/row_query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAMS = 6, COLUMNS = 7, MOST_VALUES = 30, BYTES = 4000 };

/* ---- a program ---- */

/* A scalar, a vector of n entries, one of n - 1, a matrix with COLUMNS columns and n entries. */
enum sort { SCALAR, LONG, SHORT, MATRIX, SORTS };

static const struct form {
    enum sort result;
    const char *format;
    enum sort a, b;
} forms[] = {
    {LONG, "%s*%s", LONG, LONG},
    {LONG, "2*%s - %s/3 - 1", LONG, LONG},
    {LONG, "(%s - %s)^2/4", LONG, LONG},
    {LONG, "%s/(2 + %s^2)", LONG, LONG},
    {LONG, "%s^3/(1 + abs(%s))", LONG, LONG},
    {LONG, "where(%s > 1/10, %s, 1/3)", LONG, LONG},
    {LONG, "sqrt(1 + %s^2) - %s", LONG, LONG},
    {LONG, "%s*%s - 1/7", SCALAR, LONG},
    {LONG, "where(%s <= %s, 1, -1)/5", LONG, LONG},
    {LONG, "max(%s)*%s/9", MATRIX, LONG},
    {SHORT, "%s[1:] - %s[:-1]^2", LONG, LONG},
    {SHORT, "%s*%s/2 + 1/9", SHORT, SHORT},
    {SHORT, "1 - %s^5 - 3/(2 + %s^2)", SHORT, SHORT},
    {MATRIX, "reshape(%s + %s, ROWS, 7)", LONG, LONG},
    {MATRIX, "%s*%s - 1/2", MATRIX, MATRIX},
    {MATRIX, "%s/3 + sum(%s, axis=0)/ROWS", MATRIX, MATRIX},
    {SCALAR, "sum(%s*%s)/ROWS", LONG, LONG},
    {SCALAR, "sum((%s[2:] - 3*%s[:-2])^2)/ROWS", SHORT, SHORT},
    {SCALAR, "%s @ %s/ROWS", SHORT, SHORT},
    {SCALAR, "sum((1 - %s)*%s)/ROWS", MATRIX, MATRIX},
};

struct writer {
    struct dice *dice;
    char text[BYTES];
    size_t length;
    char name[SORTS][MOST_VALUES][16];
    size_t n[SORTS];
    int count;
};

/* A new name for an expression of two values. ROWS in it is a number. */
static void say(struct writer *w, const struct form *f, size_t rows)
{
    char expr[200], height[24];
    const char *a = w->name[f->a][dice_below(w->dice, w->n[f->a])],
               *b = w->name[f->b][dice_below(w->dice, w->n[f->b])], *from = expr;
    snprintf(expr, sizeof expr, f->format, a, b);
    snprintf(height, sizeof height, "%zu", rows);
    char *name = w->name[f->result][w->n[f->result]++];
    snprintf(name, sizeof *w->name[0], "t%d", ++w->count);
    w->length += (size_t)sprintf(w->text + w->length, "%s = ", name);
    for (const char *at; (at = strstr(from, "ROWS")); from = at + 4)
        w->length += (size_t)sprintf(w->text + w->length, "%.*s%s", (int)(at - from), from, height);
    w->length += (size_t)sprintf(w->text + w->length, "%s; ", from);
}

static void write_program(struct writer *w, size_t statements, size_t rows)
{
    static const struct form first[] = {
        {SHORT, "(%s[1:] + %s[:-1])/2", LONG, LONG},
        {MATRIX, "reshape(%s - %s/2, ROWS, 7)", LONG, LONG},
    };
    static const struct form last[] = {{SCALAR, "mean(%s*%s)", LONG, LONG},
                                       {SCALAR, "mean(%s + %s)", SHORT, SHORT},
                                       {SCALAR, "mean(%s*%s)", MATRIX, MATRIX}};
    w->length =
        (size_t)sprintf(w->text, "v = cos(range(%zu)*x); u = y*v - z/(1 + v^2); ", rows * COLUMNS);
    snprintf(w->name[SCALAR][w->n[SCALAR]++], 16, "x");
    snprintf(w->name[LONG][w->n[LONG]++], 16, "v");
    snprintf(w->name[LONG][w->n[LONG]++], 16, "u");
    for (size_t i = 0; i < 2; i++) say(w, &first[i], rows);
    for (size_t i = 0; i < statements; i++)
        say(w, &forms[dice_below(w->dice, sizeof forms / sizeof *forms)], rows);
    for (size_t i = 0; i < 3; i++) say(w, &last[i], rows);
    for (size_t i = 0; i < w->n[SCALAR]; i++)
        w->length +=
            (size_t)sprintf(w->text + w->length, "%s%s", i ? " + " : "", w->name[SCALAR][i]);
}

/* ---- running it ---- */

static dcalc *session;

static void open_session(void)
{
    session = dcalc_new();
}

static void close_session(void)
{
    dcalc_free(session);
}

static size_t loops_of(const struct evaluation *e)
{
    size_t loops = 0;
    for (size_t i = 0; i < e->plan.groups.n; i++) {
        const struct program *p = e->plan.groups.at[i].program;
        for (size_t k = 0; k < p->stretches.n; k++) loops += p->stretches.at[k].to > 0;
    }
    return loops;
}

/* With or without machine code, which the environment or the caller refuses; keeps all slots, or
 * the outputs alone. */
static void run(struct evaluation *e, const struct rows *rows, bool refused, bool all)
{
    struct plan_request request = {.keep = all ? NULL : rows->keep.at,
                                   .n_keep = rows->keep.n,
                                   .many_runs = true,
                                   .no_machine_code = refused && all};
    if (refused && !all)
        setenv("DCALC_NO_JIT", "1", 1);
    else
        unsetenv("DCALC_NO_JIT");
    ck_assert(eval_init(e, rows->tape, 1) && eval_plan(e, &request));
    for (size_t k = 0; k < rows->n_inputs; k++)
        *eval_slot(e, rows->inputs[k].slot) = 0.3 + 0.2 * (double)k;
    ck_assert(eval_run(e));
    unsetenv("DCALC_NO_JIT");
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void compare(struct tally *tally, const char *text, const struct rows *rows, bool all,
                    size_t *loops)
{
    struct evaluation want, got;
    run(&want, rows, true, all);
    run(&got, rows, false, all);
    ck_assert_uint_eq(loops_of(&want), 0);
    *loops += loops_of(&got);
    tally->tried++;
    if (want.left_range != got.left_range) tally_wrong(tally, "%s: exceptions", text);
    for (uint32_t slot = 0; slot < rows->tape->code.n; slot++) {
        uint32_t step = want.code.of_slot[slot];
        const struct storage *storage = &want.plan.storage[step];
        if (!storage->kept || storage->class == STORAGE_VIEW) continue;
        const double *a = eval_slot(&want, slot), *b = eval_slot(&got, slot);
        size_t count = (size_t)shape_count(&rows->tape->g->shapes, want.code.steps.at[step].shape),
               at = 0;
        while (at < count && same_bits(a[at], b[at])) at++;
        if (at < count)
            tally_wrong(tally, "%.800s\n  slot %u, entry %zu of %zu: %a, by machine code %a", text,
                        slot, at, count, a[at], b[at]);
    }
    eval_free(&want);
    eval_free(&got);
}

static void prepare(struct row_query *query, const char *text)
{
    static const char *const names[] = {"x", "y", "z"};
    static const struct dcalc_points points = {.size = sizeof points, .source = "rows"};
    struct dcalc_text expr = {text, strlen(text), "program"};
    struct dcalc_request request = {
        .size = sizeof request, .command = DCALC_GRAD, .exprs = &expr, .n_exprs = 1};
    *query = (struct row_query){0};
    ck_assert(row_query_open(query, session, &request, &points));
    for (size_t k = 0; k < 3; k++)
        ck_assert(row_query_add_column(query, (struct row_query_column){.name = names[k]}));
    ck_assert_msg(row_query_prepare(query), "%s", text);
    ck_assert(query->rows.has_arrays);
}

static void finish(struct row_query *query)
{
    dcalc_result_free(&query->run.answer->public);
    row_query_free(query);
}

static void try_program(struct tally *tally, const char *text, size_t *loops)
{
    struct row_query query;
    prepare(&query, text);
    compare(tally, text, &query.rows, false, loops);
    compare(tally, text, &query.rows, true, loops);
    finish(&query);
}

START_TEST(random_programs)
{
    struct dice dice = {number_from("SEED", 20261201)};
    struct tally tally = {0};
    size_t programs = number_from("TRIAL", PROGRAMS), loops = 0;
    for (size_t i = 0; i < programs; i++) {
        struct writer w = {.dice = &dice};
        write_program(&w, 3 + dice_below(&dice, 15), 4000 + dice_below(&dice, 500));
        try_program(&tally, w.text, &loops);
    }
    ck_tally(&tally);
    if (vector_set_best() != VECTORS_NONE) ck_assert_uint_ge(loops, programs);
}
END_TEST

/* More values than there are registers, in one stretch. */
START_TEST(many_values)
{
    struct tally tally = {0};
    size_t loops = 0;
    char *text = malloc(20000), *at = text + sprintf(text, "v = cos(range(30001)*x); ");
    for (int i = 0; i < 60; i++) at += sprintf(at, "a%d = y/(%d + v^2); ", i, i + 2);
    at += sprintf(at, "sum(0");
    for (int i = 60; i-- > 0;) at += sprintf(at, " + a%d*a%d", i, (i * 7) % 60);
    sprintf(at, ")/30001 + z");
    try_program(&tally, text, &loops);
    ck_tally(&tally);
    free(text);
}
END_TEST

/* Each allocation of a plan fails once. */
START_TEST(without_memory)
{
    struct row_query query;
    prepare(&query, "v = cos(range(30001)*x); sum((y*v[1:] - v[:-1]^2)^2)/30001 + z");
    struct mem *mem = &query.run.core.mem;
    size_t used = mem->used;
    struct fault fault = {.countdown = 1};
    for (size_t k = 1; fault.hit || k == 1; k++) {
        struct evaluation e;
        fault = (struct fault){.countdown = k};
        mem->fault = &fault;
        bool ok = eval_init(&e, query.rows.tape, 1) &&
                  eval_plan(&e, &(struct plan_request){.every_step = k % 2, .many_runs = true});
        mem->fault = NULL;
        ck_assert(ok != fault.hit);
        eval_free(&e);
        ck_assert_uint_eq(mem->used, used);
        mem->failed = false;
    }
    finish(&query);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("stretches");
    tcase_add_unchecked_fixture(checks.tests, open_session, close_session);
    tcase_add_test(checks.tests, random_programs);
    tcase_add_test(checks.tests, many_values);
    tcase_add_test(checks.tests, without_memory);
    return checks_run(checks);
}

/* Machine code for rows: the same bits as the block evaluator has, for all vectors. */
/* Tests src/eval/machine_code.c, src/eval/places.c, src/eval/assembler.c, src/eval/executable.c,
 * src/eval/assembler_x86.c, src/eval/assembler_arm.c, src/base/processor.c. */

/* Random programs with shared parts and their gradients, every function of the table, and one with
 * more values than there are registers, in blocks of every length.
 *
 *   TRIAL=20000 SEED=7 build/tests/check_machine_code
 *
 * tries so many programs from that seed, and more rows of each function. */
#include "support/samples.h"

#include "base/processor.h"
#include "eval/machine_code.h"
#include "table/chunk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

enum { PROGRAMS = 200 / SLOWER, BLOCKS = 3, MANY_BLOCKS = 8, INPUTS = 3, WIDE = 150 };

static const char *const set_names[] = {"the block evaluator", "AVX2", "AVX-512"};

/* ---- a program, prepared for rows ---- */

struct reading {
    struct row_query query;
    struct row_worker worker;
    struct mem mem; /* the worker's */
    struct dcalc_points points;
    struct dcalc_text text;
    struct dcalc_request request;
};

static bool refused_by_points;

/* False for a program that is refused, as where it has no derivative. */
static bool reading_open(struct reading *r, dcalc *session, const char *text,
                         enum dcalc_command command)
{
    static const char *const names[INPUTS] = {"x", "y", "z"};
    *r = (struct reading){
        .text = {text, strlen(text), "program"},
        .points = {.size = sizeof r->points, .source = "rows", .no_jit = refused_by_points}};
    r->request = (struct dcalc_request){
        .size = sizeof r->request, .command = command, .exprs = &r->text, .n_exprs = 1};
    bool ok = row_query_open(&r->query, session, &r->request, &r->points);
    for (size_t k = 0; k < INPUTS && ok; k++)
        ok = row_query_add_column(&r->query, (struct row_query_column){.name = names[k]});
    return ok && row_query_prepare(&r->query) &&
           row_worker_init(&r->worker, &r->query.rows, &r->mem);
}

static void reading_close(struct reading *r)
{
    if (r->worker.registers) row_worker_free(&r->worker, &r->query.rows);
    dcalc_result_free(&r->query.run.answer->public);
    row_query_free(&r->query);
}

/* ---- comparing ---- */

/* The outputs of a block, and which of them depend on something that is not finite. Rows with
 * inputs that are not finite are left out: they have no answer. */
struct outcome {
    size_t n, outputs;
    bool finite[ROWS_BLOCK];
    double *values;
    bool *tainted;
};

static struct outcome run(struct reading *r, const double *const *in, size_t n)
{
    const struct rows *rows = &r->query.rows;
    struct outcome o = {.n = n, .outputs = rows->n_outputs};
    o.values = calloc(n * o.outputs + 1, sizeof *o.values);
    o.tainted = calloc(n * o.outputs + 1, sizeof *o.tainted);
    ck_assert(o.values && o.tainted && rows_run(rows, &r->worker, in, n));
    for (size_t i = 0; i < n; i++) {
        o.finite[i] = true;
        for (size_t k = 0; k < rows->n_inputs; k++) o.finite[i] &= isfinite(in[k][i]) != 0;
    }
    for (size_t k = 0; k < o.outputs; k++) {
        memcpy(o.values + k * n, rows_output(rows, &r->worker, k), n * sizeof *o.values);
        for (size_t i = 0; i < n; i++)
            o.tainted[k * n + i] = rows_is_tainted(rows, &r->worker, k, i);
    }
    return o;
}

static void outcome_free(struct outcome *o)
{
    free(o->values);
    free(o->tainted);
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void compare(struct tally *tally, const char *text, enum vector_set set,
                    const struct outcome *want, const struct outcome *got)
{
    for (size_t i = 0; i < want->n * want->outputs; i++) {
        if (!want->finite[i % want->n]) continue;
        tally->tried++;
        if (same_bits(want->values[i], got->values[i]) && want->tainted[i] == got->tainted[i])
            continue;
        tally_wrong(tally, "%s\n  output %zu, row %zu of %zu: %a%s, by %s %a%s", text, i / want->n,
                    i % want->n, want->n, want->values[i], want->tainted[i] ? " (tainted)" : "",
                    set_names[set], got->values[i], got->tainted[i] ? " (tainted)" : "");
        return;
    }
}

/* Moderate numbers leave the block to the code; one that is not makes the block be run again. */
static void fill(struct dice *dice, double *in, bool moderate)
{
    static const double edges[] = {0, -0.0, 1, -1, 1e200, -1e-200, 0x1p-1074, 2, INFINITY, NAN};
    for (size_t i = 0; i < INPUTS * ROWS_BLOCK; i++) in[i] = dice_between(dice, 0.25, 2);
    for (size_t i = 0; i < 8 && !moderate; i++)
        in[dice_below(dice, INPUTS * ROWS_BLOCK)] =
            edges[dice_below(dice, sizeof edges / sizeof *edges)];
}

/* Counts the blocks that the code alone has answered, too. */
static void compare_sets(struct tally *tally, struct dice *dice, struct reading *r, size_t *clean)
{
    int blocks = getenv("TRIAL") ? MANY_BLOCKS : BLOCKS;
    static double numbers[INPUTS * ROWS_BLOCK];
    for (int b = 0; b < blocks; b++) {
        const double *in[INPUTS];
        size_t n = b % 2 == 0 ? ROWS_BLOCK : 1 + dice_below(dice, ROWS_BLOCK);
        fill(dice, numbers, b < blocks - 1);
        for (size_t k = 0; k < r->query.inputs.n; k++)
            in[k] = numbers + k * ROWS_BLOCK + ROWS_BLOCK - n; /* the end of what there is */
        machine_code_free(&r->query.rows);
        struct outcome want = run(r, in, n);
        for (enum vector_set set = VECTORS_FIRST; set <= vector_set_best(); set++) {
            ck_assert(machine_code_make(&r->query.rows, set));
            ck_assert_ptr_nonnull(r->query.rows.executable.at);
            struct outcome got = run(r, in, n);
            compare(tally, r->text.bytes, set, &want, &got);
            *clean += !r->worker.any_tainted;
            outcome_free(&got);
        }
        outcome_free(&want);
    }
}

static bool try_program(struct tally *tally, struct dice *dice, const char *text,
                        enum dcalc_command command, size_t *clean)
{
    struct reading r;
    dcalc *session = dcalc_new();
    bool ok = reading_open(&r, session, text, command);
    if (ok) compare_sets(tally, dice, &r, clean);
    reading_close(&r);
    dcalc_free(session);
    return ok;
}

/* Where the processor has no vectors that code is made for, there is nothing to compare. */
static void ck_compared(const struct tally *tally)
{
    if (vector_set_best() != VECTORS_NONE) ck_tally(tally);
}

/* ---- tests ---- */

START_TEST(random_programs_have_the_same_bits)
{
    size_t programs = number_from("TRIAL", PROGRAMS);
    struct dice dice = {2 * number_from("SEED", 0) + 1};
    struct tally tally = {0};
    size_t clean = 0, refused = 0;
    for (size_t i = 0; i < programs; i++) {
        enum language language = i % 2 ? LANGUAGE_FUNCTIONS : LANGUAGE_ARITHMETIC;
        struct sample sample = sample_make(&dice, language, false, 2 + dice_below(&dice, 20));
        char *text = sample_text(&sample);
        enum dcalc_command command = dice_below(&dice, 3) ? DCALC_GRAD : DCALC_EVAL;
        refused += !try_program(&tally, &dice, text, command, &clean);
        free(text);
    }
    ck_compared(&tally);
    if (vector_set_best() != VECTORS_NONE) ck_assert_uint_ge(clean, programs / 2);
    ck_assert_uint_le(refused, programs / 2);
}
END_TEST

START_TEST(every_function_has_the_same_bits)
{
    struct dice dice = {1};
    struct tally tally = {0};
    size_t clean = 0;
    for (int fn = 0; fn < FN_COUNT; fn++) {
        static const char *const args[] = {"", "x", "x, y", "x, y, z"};
        if (fn_arity((enum fn)fn) > 3) continue;
        const char *name = fn_name((enum fn)fn), *of = args[fn_arity((enum fn)fn)];
        char *text = text_of("t = x*y + z/3; t*%s(%s)/(1 + x*t) - t", name, of);
        try_program(&tally, &dice, text, DCALC_EVAL, &clean);
        free(text);
    }
    ck_compared(&tally);
    if (vector_set_best() != VECTORS_NONE) ck_assert_uint_ge(clean, FN_COUNT);
}
END_TEST

/* All of WIDE values are needed until the end, in the order in which they were made and in the
 * other. */
START_TEST(more_values_than_registers)
{
    struct mem mem = {0};
    struct str text = {.mem = &mem};
    struct dice dice = {1};
    struct tally tally = {0};
    size_t clean = 0;
    for (int k = 0; k < WIDE; k++)
        str_putf(&text, "t%d = x*y%s + z/%d; ", k, k % 2 ? "^3" : "/z", k + 3);
    for (int k = 0; k < WIDE; k++) str_putf(&text, "%s%d*t%d", k ? " + " : "", k + 2, k);
    for (int k = 0; k < WIDE; k++) str_putf(&text, " + t%d*t%d", k, WIDE - 1 - k);
    ck_assert(try_program(&tally, &dice, text.s, DCALC_EVAL, &clean));
    ck_assert(try_program(&tally, &dice, text.s, DCALC_GRAD, &clean));
    str_free(&text);
    ck_compared(&tally);
}
END_TEST

#ifdef __linux__
/* From now on the system refuses to make memory executable, in this process. */
static bool forbid_machine_code(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* The last test, as it leaves its process so. */
START_TEST(nothing_changes_where_it_is_forbidden)
{
    static double numbers[INPUTS * ROWS_BLOCK];
    const double *in[INPUTS] = {numbers, numbers + ROWS_BLOCK, numbers + 2 * ROWS_BLOCK};
    struct dice dice = {1};
    struct tally tally = {0};
    struct reading r;
    dcalc *session = dcalc_new();
    ck_assert(reading_open(&r, session, "x*y/(z + 1) - sqrt(x)", DCALC_GRAD));
    fill(&dice, numbers, true);
    struct outcome want = run(&r, in, ROWS_BLOCK);
    if (forbid_machine_code()) {
        ck_assert(machine_code_make(&r.query.rows, VECTORS_FIRST));
        ck_assert_ptr_null(r.query.rows.executable.at);
    }
    struct outcome got = run(&r, in, ROWS_BLOCK);
    compare(&tally, "forbidden", VECTORS_NONE, &want, &got);
    ck_tally(&tally);
    outcome_free(&want);
    outcome_free(&got);
    reading_close(&r);
    dcalc_free(session);
}
END_TEST
#endif

START_TEST(memory_may_run_out)
{
    struct reading r;
    dcalc *session = dcalc_new();
    ck_assert(reading_open(&r, session, "exp(x)*y/(z + 1) - sqrt(x)", DCALC_GRAD));
    struct mem *mem = &r.query.run.core.mem;
    struct fault fault = {.hit = true}, *usual = mem->fault;
    size_t used = mem->used;
    for (size_t k = 1; fault.hit; k++) {
        fault = (struct fault){.countdown = k};
        mem->fault = &fault;
        bool made = machine_code_make(&r.query.rows, VECTORS_FIRST);
        ck_assert_int_ne(made, fault.hit);
        ck_assert_int_eq(mem->failed, fault.hit);
        machine_code_free(&r.query.rows);
        ck_assert_uint_eq(mem->used, used);
        mem->failed = false;
    }
    mem->fault = usual;
    reading_close(&r);
    dcalc_free(session);
}
END_TEST

/* Machine code is made where it pays, and not where the user does not want it. */
START_TEST(it_is_made_for_many_rows)
{
    struct reading r;
    dcalc *session = dcalc_new();
    bool can = vector_set_best() != VECTORS_NONE;
    for (int refused = 0; refused < 3; refused++) {
        if (refused == 1) setenv("DCALC_NO_JIT", "1", 1);
        if (refused == 2) unsetenv("DCALC_NO_JIT");
        refused_by_points = refused == 2;
        ck_assert(reading_open(&r, session, "x*y/(z + 1) - sqrt(x)", DCALC_GRAD));
        ck_assert(rows_expect(&r.query.rows, 10));
        ck_assert_ptr_null(r.query.rows.executable.at);
        ck_assert(rows_expect(&r.query.rows, 1000000));
        ck_assert_int_eq(r.query.rows.executable.at != NULL, can && !refused);
        reading_close(&r);
    }
    refused_by_points = false;
    dcalc_free(session);
}
END_TEST

/* As the compiler's own code finds them. */
START_TEST(the_processor_has_these_vectors)
{
    enum processor_vectors widest = PROCESSOR_128;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) widest = PROCESSOR_256;
    if (widest == PROCESSOR_256 && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        widest = PROCESSOR_512;
#endif
    ck_assert_int_eq(processor_vectors(), widest);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("machine code");
    tcase_add_test(checks.tests, the_processor_has_these_vectors);
    tcase_add_test(checks.tests, random_programs_have_the_same_bits);
    tcase_add_test(checks.tests, every_function_has_the_same_bits);
    tcase_add_test(checks.tests, more_values_than_registers);
    tcase_add_test(checks.tests, memory_may_run_out);
    tcase_add_test(checks.tests, it_is_made_for_many_rows);
#ifdef __linux__
    tcase_add_test(checks.tests, nothing_changes_where_it_is_forbidden);
#endif
    return checks_run(checks);
}

/* Inverses, solutions and determinants of matrices of doubles, beside those in exact rationals. */
/* Tests src/eval/matrix_slices.c, src/eval/matrix_rough.c, src/eval/matrix_determinant.c. */
#include "support/support.h"

#include "eval/matrix_private.h"

#include <math.h>
#include <stdlib.h>

enum { BITS = 80, FINE = 300, COLUMNS = 2 }; /* results are finer than asked for: errors show */

static struct core core;
static const struct matrix_step step = {.core = &core};

/* A matrix of doubles, the right sides, room for results, and the same in rationals. */
struct problem {
    int64_t n;
    mpfi_t *a, *b, *out;
    mpq_t *exact, *inverse, det;
};

static void problem_open(struct problem *p, int64_t n, bool in_rationals)
{
    size_t entries = (size_t)(n * n);
    *p = (struct problem){.n = n};
    p->a = calloc(entries, sizeof *p->a);
    p->out = calloc(entries, sizeof *p->out);
    p->b = calloc((size_t)n * COLUMNS, sizeof *p->b);
    ck_assert(p->a && p->out && p->b);
    for (size_t i = 0; i < entries; i++) mpfi_init2(p->a[i], BITS), mpfi_init2(p->out[i], FINE);
    for (int64_t i = 0; i < n * COLUMNS; i++) {
        mpfi_init2(p->b[i], BITS);
        mpfi_set_si(p->b[i], i % 7 + 1);
    }
    if (!in_rationals) return;
    p->exact = calloc(entries, sizeof *p->exact);
    p->inverse = calloc(entries, sizeof *p->inverse);
    ck_assert(p->exact && p->inverse);
    for (size_t i = 0; i < entries; i++) mpq_inits(p->exact[i], p->inverse[i], (mpq_ptr)NULL);
    mpq_init(p->det);
}

static void problem_close(struct problem *p)
{
    for (int64_t i = 0; i < p->n * p->n; i++) mpfi_clear(p->a[i]), mpfi_clear(p->out[i]);
    for (int64_t i = 0; i < p->n * COLUMNS; i++) mpfi_clear(p->b[i]);
    for (int64_t i = 0; p->exact && i < p->n * p->n; i++)
        mpq_clears(p->exact[i], p->inverse[i], (mpq_ptr)NULL);
    if (p->exact) mpq_clear(p->det);
    free(p->a), free(p->b), free(p->out), free(p->exact), free(p->inverse);
}

static bool invert(struct problem *p)
{
    struct arb_solve s = {.n = p->n, .columns = p->n, .a = p->a, .out = p->out, .bits = BITS};
    return matrix_slices_solve(&step, &s);
}

/* ---- matrices with an inverse that is known ---- */

/* (s I + u v^T)^-1 is I/s - u v^T/(s (s + v^T u)) (Sherman and Morrison, 1950); here s = 4*2^k, and
 * u = 2^k times what is drawn. */
static void check_update(struct dice *dice, int64_t n, int k, size_t *solved)
{
    struct problem p;
    long *u = calloc((size_t)n, sizeof *u), *v = calloc((size_t)n, sizeof *v), sum = 4;
    mpq_t want;
    mpq_init(want);
    problem_open(&p, n, false);
    for (int64_t i = 0; i < n; i++) {
        u[i] = 1 + (long)dice_below(dice, 3), v[i] = (long)dice_below(dice, 7) - 3;
        if (v[i] == 0) v[i] = 5;
        sum += u[i] * v[i];
    }
    for (int64_t i = 0; i < n * n; i++)
        mpfi_set_d(p.a[i], ldexp((double)(u[i / n] * v[i % n] + 4 * (i / n == i % n)), k));
    bool ok = sum && invert(&p);
    *solved += ok;
    for (int64_t i = 0; ok && i < n * n; i++) {
        long diagonal = i / n == i % n;
        mpq_set_si(want, diagonal * sum - u[i / n] * v[i % n], (unsigned long)labs(4 * sum));
        if (sum < 0) mpq_neg(want, want);
        mpq_canonicalize(want);
        if (k > 0) mpq_div_2exp(want, want, (mp_bitcnt_t)k);
        if (k < 0) mpq_mul_2exp(want, want, (mp_bitcnt_t)-k);
        ck_assert_msg(mpfi_cmp_q(p.out[i], want) == 0, "n = %ld: entry %ld", (long)n, (long)i);
    }
    problem_close(&p);
    mpq_clear(want);
    free(u), free(v);
}

START_TEST(updates_of_the_identity)
{
    static const int64_t sizes[] = {16, 50, 131, 520};
    struct dice dice = {5};
    size_t solved = 0, tried = 0, n = sizeof sizes / sizeof *sizes - (SLOWER > 1);
    for (size_t i = 0; i < n; i++)
        for (int k = -60; k <= 60; k += 60, tried++) check_update(&dice, sizes[i], k, &solved);
    ck_assert_uint_ge(solved, tried - 2);
}
END_TEST

/* ---- random matrices, in rationals ---- */

static void swap_rows(struct problem *p, int64_t i, int64_t k)
{
    for (int64_t j = 0; j < p->n; j++) {
        mpq_swap(p->exact[i * p->n + j], p->exact[k * p->n + j]);
        mpq_swap(p->inverse[i * p->n + j], p->inverse[k * p->n + j]);
    }
    mpq_neg(p->det, p->det);
}

static void subtract_row(mpq_t *rows, int64_t n, int64_t i, int64_t k, mpq_t factor)
{
    mpq_t t;
    mpq_init(t);
    for (int64_t j = 0; j < n; j++) {
        mpq_mul(t, factor, rows[k * n + j]);
        mpq_sub(rows[i * n + j], rows[i * n + j], t);
    }
    mpq_clear(t);
}

/* Gauss and Jordan's elimination. False for a singular matrix, with det = 0. */
static bool solve_exactly(struct problem *p)
{
    int64_t n = p->n;
    mpq_t factor;
    mpq_init(factor);
    mpq_set_si(p->det, 1, 1);
    for (int64_t i = 0; i < n * n; i++) mpq_set_si(p->inverse[i], i / n == i % n, 1);
    for (int64_t k = 0; k < n && mpq_sgn(p->det); k++) {
        int64_t pivot = k;
        while (pivot < n && !mpq_sgn(p->exact[pivot * n + k])) pivot++;
        if (pivot == n) mpq_set_si(p->det, 0, 1);
        if (pivot == n) continue;
        if (pivot != k) swap_rows(p, pivot, k);
        mpq_mul(p->det, p->det, p->exact[k * n + k]);
        mpq_inv(factor, p->exact[k * n + k]);
        for (int64_t j = 0; j < n; j++) {
            mpq_mul(p->exact[k * n + j], p->exact[k * n + j], factor);
            mpq_mul(p->inverse[k * n + j], p->inverse[k * n + j], factor);
        }
        for (int64_t i = 0; i < n; i++) {
            if (i == k) continue;
            mpq_set(factor, p->exact[i * n + k]);
            subtract_row(p->exact, n, i, k, factor);
            subtract_row(p->inverse, n, i, k, factor);
        }
    }
    mpq_clear(factor);
    return mpq_sgn(p->det) != 0;
}

enum drawn {
    ORDINARY,
    SMALL_ENTRIES,
    NEARLY_SINGULAR,
    CLOSE_ROWS,
    UNEVEN_ROWS,
    UNEVEN_BLOCKS,
    FAR_ROWS,
    SINGULAR,
    KINDS
};

static double entry(struct dice *dice, enum drawn kind, int64_t i, int64_t j, int64_t n)
{
    double x = dice_between(dice, -1, 1);
    if (kind == SMALL_ENTRIES) return ldexp(x, -(int)dice_below(dice, 30)) + 2 * (i == j);
    if (kind == UNEVEN_ROWS) return ldexp(x + 3 * (i == j), (int)(i * 10 / n));
    if (kind == UNEVEN_BLOCKS) /* whose inverse is much better known in one half */
        return ldexp(x + 3 * (i == j), i < n / 2 && j < n / 2 ? 8 : -8);
    if (kind == FAR_ROWS) return ldexp(x + 3 * (i == j), (int)(300 * (i % 3 - 1) + 90 * (j % 2)));
    return x + (kind == ORDINARY ? 3 * (i == j) : 0);
}

static void draw(struct dice *dice, struct problem *p, enum drawn kind)
{
    int64_t n = p->n;
    double rows[2][64];
    for (int64_t i = 0; i < n * n; i++) {
        double x = entry(dice, kind, i / n, i % n, n);
        if (i < n) rows[0][i] = x;
        bool last = i / n == n - 1;
        if (last && kind == NEARLY_SINGULAR) x = rows[0][i % n] + ldexp(x, -52);
        if (last && kind == CLOSE_ROWS) x = rows[0][i % n] + ldexp(x, -15);
        if (last && kind == SINGULAR) x = 2 * rows[0][i % n];
        mpfi_set_d(p->a[i], x);
        mpq_set_d(p->exact[i], x);
    }
}

static void check_solution(struct problem *p)
{
    mpq_t want, t;
    struct arb_solve s = {
        .n = p->n, .columns = COLUMNS, .a = p->a, .b = p->b, .out = p->out, .bits = BITS};
    mpq_inits(want, t, (mpq_ptr)NULL);
    bool ok = matrix_slices_solve(&step, &s);
    for (int64_t i = 0; ok && i < p->n * COLUMNS; i++) {
        mpq_set_si(want, 0, 1);
        for (int64_t k = 0; k < p->n; k++) {
            mpq_set_si(t, (k * COLUMNS + i % COLUMNS) % 7 + 1, 1);
            mpq_mul(t, t, p->inverse[i / COLUMNS * p->n + k]);
            mpq_add(want, want, t);
        }
        ck_assert(mpfi_cmp_q(p->out[i], want) == 0);
    }
    mpq_clears(want, t, (mpq_ptr)NULL);
}

/* By one of two methods. */
static bool has_determinant(const struct problem *p, mpfi_ptr det)
{
    return matrix_rough_determinant(&step, p->n, p->a, det) ||
           matrix_slices_determinant(&step, p->n, p->a, det, BITS);
}

static bool is_narrow(mpfi_srcptr x, int bits)
{
    mpfr_t width, size;
    mpfr_inits2(64, width, size, (mpfr_ptr)NULL);
    mpfi_diam_abs(width, x);
    mpfi_mag(size, x);
    mpfr_div_2ui(size, size, (unsigned long)bits, MPFR_RNDN);
    bool narrow = mpfr_lessequal_p(width, size);
    mpfr_clears(width, size, (mpfr_ptr)NULL);
    return narrow;
}

/* Everything that is answered holds the exact numbers; ordinary matrices are answered, singular
 * ones never. */
static void check_random(struct dice *dice, int64_t n, enum drawn kind)
{
    struct problem p;
    mpfi_t det;
    mpfi_init2(det, FINE);
    problem_open(&p, n, true);
    draw(dice, &p, kind);
    bool regular = solve_exactly(&p), inverted = invert(&p);
    ck_assert(inverted <= regular);
    ck_assert(inverted || kind == NEARLY_SINGULAR || kind == SINGULAR || kind == FAR_ROWS);
    for (int64_t i = 0; inverted && i < n * n; i++) {
        ck_assert_msg(mpfi_cmp_q(p.out[i], p.inverse[i]) == 0, "kind %d: entry %ld", kind, (long)i);
        ck_assert(kind != ORDINARY || is_narrow(p.out[i], 72));
    }
    if (regular) check_solution(&p);
    for (int fine = 0; fine < 2; fine++) {
        bool told = fine ? matrix_slices_determinant(&step, n, p.a, det, BITS)
                         : matrix_rough_determinant(&step, n, p.a, det);
        ck_assert(told <= regular);
        ck_assert(told || kind != ORDINARY);
        ck_assert_msg(!told || mpfi_cmp_q(det, p.det) == 0, "kind %d, fine %d", kind, fine);
        ck_assert(kind != ORDINARY || is_narrow(det, fine ? 66 : 20));
        ck_assert(kind != FAR_ROWS || !fine || (told && is_narrow(det, 66)));
    }
    problem_close(&p);
    mpfi_clear(det);
}

START_TEST(random_matrices)
{
    struct dice dice = {11 + (uint64_t)_i};
    for (int round = 0; round < 4; round++)
        check_random(&dice, 16 + (int64_t)dice_below(&dice, 9), (enum drawn)_i);
}
END_TEST

/* ---- what is left to others ---- */

START_TEST(others_are_refused)
{
    struct problem p;
    struct dice dice = {3};
    mpfi_t det;
    mpfi_init2(det, FINE);
    problem_open(&p, 20, true);
    draw(&dice, &p, ORDINARY);
    ck_assert(invert(&p));
    mpfr_nextabove(&p.a[7]->right); /* no point */
    ck_assert(!invert(&p) && !has_determinant(&p, det));
    mpfi_set_d(p.a[7], 1);
    mpfi_div_ui(p.a[7], p.a[7], 3);
    mpfr_set(&p.a[7]->right, &p.a[7]->left, MPFR_RNDN); /* no double */
    ck_assert(!invert(&p) && !has_determinant(&p, det));
    mpfi_set_d(p.a[7], 1e-200); /* so small that the largest has none of its bits */
    ck_assert(!invert(&p));
    for (int64_t i = 0; i < p.n; i++) mpfi_set_si(p.a[i], 0);
    ck_assert(!invert(&p) && !has_determinant(&p, det));
    problem_close(&p);
    mpfi_clear(det);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("slices");
    tcase_add_test(checks.tests, updates_of_the_identity);
    tcase_add_loop_test(checks.tests, random_matrices, 0, KINDS);
    tcase_add_test(checks.tests, others_are_refused);
    return checks_run(checks);
}

/* matrix_arb.c - inverses, solutions and determinants of large matrices of intervals, by Arb where
 * its library is there. Arb multiplies by an approximate inverse first (Rump, 2010), so that
 * enclosures grow with the condition of the matrix and not with its size, and its products go by
 * blocks of whole numbers (Johansson, 2019): at 200 by 200 that is over ten times as quick as
 * elimination in intervals. */
#include "eval/arb.h"
#include "eval/matrix_private.h"

/* In multiplications of words: with less to do, opening the library takes longer than elimination.
 */
static const double least_work = 2e5;

static bool pays(const struct matrix_step *step, int64_t n, int64_t columns, mpfr_prec_t bits)
{
    double words = (double)bits / 64;
    if ((double)n * (double)n * ((double)n / 3 + (double)columns) * words < least_work)
        return false;
    core_count(step->core, (size_t)(n * n));
    return core_go_on_slow(step->core);
}

/* Entries are row by row in a matrix that was just made, and only there. */
static arb_ptr entry(const arb_mat_struct *m, int64_t i)
{
    return m->entries + i;
}

static void read_entries(const struct arb *arb, arb_mat_struct *m, mpfi_t *from)
{
    for (int64_t i = 0; i < m->rows * m->columns; i++) arb_from_interval(arb, entry(m, i), from[i]);
}

static bool are_bounded(mpfi_t *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (!mpfi_bounded_p(x[i])) return false;
    return true;
}

/* An entry that is exactly 0, as those of a matrix of blocks are, is known as such by elimination
 * only. */
static bool write_entries(const struct arb *arb, mpfi_t *out, const arb_mat_struct *m)
{
    bool told = true;
    arb_mat_t rows;
    arb->arb_mat_init(rows, m->rows, m->columns);
    arb->arb_mat_set(rows, m);
    for (int64_t i = 0; i < m->rows * m->columns; i++)
        told = arb_to_interval(arb, out[i], entry(rows, i)) &&
               (!mpfi_has_zero(out[i]) || mpfi_is_zero(out[i])) && told;
    arb->arb_mat_clear(rows);
    return told;
}

static enum by_arb solve(const struct arb *arb, const struct arb_solve *s)
{
    arb_mat_t a, b;
    arb->arb_mat_init(a, s->n, s->n), arb->arb_mat_init(b, s->n, s->columns);
    read_entries(arb, a, s->a);
    if (s->b) read_entries(arb, b, s->b);
    bool solved = s->b ? arb->arb_mat_solve(b, a, b, s->bits) : arb->arb_mat_inv(b, a, s->bits);
    enum by_arb done = !solved                         ? BY_ARB_FAILED
                       : write_entries(arb, s->out, b) ? BY_ARB
                                                       : BY_ARB_NOT;
    arb->arb_mat_clear(a), arb->arb_mat_clear(b);
    return done;
}

enum by_arb matrix_arb_solve(const struct matrix_step *step, const struct arb_solve *s)
{
    const struct arb *arb;
    if (!pays(step, s->n, s->columns, s->bits)) return BY_ARB_NOT;
    if (matrix_slices_solve(step, s)) return BY_ARB;
    if (matrix_is_singular(step, s->n, s->a)) return BY_ARB_FAILED;
    arb = arb_open();
    if (!arb || !are_bounded(s->a, s->n * s->n)) return BY_ARB_NOT;
    if (s->b && !are_bounded(s->b, s->n * s->columns)) return BY_ARB_NOT;
    return solve(arb, s);
}

bool matrix_arb_determinant(const struct matrix_step *step, int64_t n, mpfi_t *a, mpfi_ptr out,
                            mpfr_prec_t bits)
{
    if (!pays(step, n, 0, bits)) return false;
    if (matrix_slices_determinant(step, n, a, out, bits)) return true;
    if (matrix_is_singular(step, n, a)) {
        mpfi_set_si(out, 0);
        return true;
    }
    const struct arb *arb = arb_open();
    if (!arb || !are_bounded(a, n * n)) return false;
    arb_mat_t m;
    arb_t det;
    arb->arb_mat_init(m, n, n), arb->arb_init(det);
    read_entries(arb, m, a);
    arb->arb_mat_det(det, m, bits);
    bool told = arb_to_interval(arb, out, det) && !mpfi_has_zero(out);
    arb->arb_mat_clear(m), arb->arb_clear(det);
    return told;
}

/* matrix_singular.c - whether a matrix of numbers with finitely many bits is singular, which no
 * enclosure of its determinant shows.
 *
 * Its rows are scaled to whole numbers. One prime nearly always shows that a determinant is not 0;
 * where it is 0 modulo the prime, a vector that the matrix maps to 0 proves that it is
 * (matrix_kernel.c), whose entries are minors, at most the products of the lengths of rows
 * (Hadamard, 1893). */
#include "eval/enclose.h"
#include "eval/matrix_private.h"

enum { PRIME = 2147483647, MOST_ROW_BITS = 1 << 14 };

/* The scaled entries, and a bound on the bits of the determinant and its minors. */
struct whole {
    size_t n, bits;
    mpz_t *at;
};

/* The least exponent of a bit that is set in an entry of a row; false if one is not known exactly.
 */
static bool lowest_bit(mpfi_t *row, size_t n, mpfr_exp_t *lowest, mpz_ptr scratch)
{
    *lowest = MPFR_EMAX_MAX;
    for (size_t j = 0; j < n; j++) {
        if (!enclose_is_point(row[j]) || !mpfr_number_p(&row[j]->left)) return false;
        if (mpfr_zero_p(&row[j]->left)) continue;
        mpfr_exp_t e = mpfr_get_z_2exp(scratch, &row[j]->left);
        e += (mpfr_exp_t)mpz_scan1(scratch, 0);
        if (e < *lowest) *lowest = e;
    }
    return true;
}

/* False if the row takes very many bits. */
static bool scale_row(struct whole *w, mpfi_t *row, mpz_t *out, mpfr_exp_t lowest)
{
    size_t most = 0;
    for (size_t j = 0; j < w->n; j++) {
        if (mpfr_zero_p(&row[j]->left)) continue;
        if (mpfr_get_exp(&row[j]->left) - lowest > MOST_ROW_BITS) return false;
        mpfr_exp_t e = mpfr_get_z_2exp(out[j], &row[j]->left);
        if (e >= lowest)
            mpz_mul_2exp(out[j], out[j], (mp_bitcnt_t)(e - lowest));
        else
            mpz_fdiv_q_2exp(out[j], out[j], (mp_bitcnt_t)(lowest - e));
        size_t bits = mpz_sizeinbase(out[j], 2);
        if (bits > most) most = bits;
    }
    w->bits += most;
    return true;
}

static bool read_matrix(struct whole *w, mpfi_t *a)
{
    size_t n = w->n, root = 1; /* the length of a row is at most sqrt(n) times its largest entry */
    mpfr_exp_t lowest;
    mpz_t scratch;
    mpz_init(scratch);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = lowest_bit(a + i * n, n, &lowest, scratch) &&
             scale_row(w, a + i * n, w->at + i * n, lowest);
    mpz_clear(scratch);
    while ((size_t)1 << 2 * root < n) root++;
    w->bits += root * n + 1;
    return ok;
}

static bool is_proved(struct core *core, const struct whole *w, struct remainders *m)
{
    size_t rank;
    m->prime = PRIME;
    for (size_t i = 0; i < w->n * w->n; i++) m->at[i] = mpz_fdiv_ui(w->at[i], m->prime);
    return remainders_eliminate(core, m, &rank) && rank < w->n &&
           matrix_kernel_proves(core, w->at, m, rank, w->bits);
}

bool matrix_is_singular(const struct matrix_step *step, int64_t n, mpfi_t *a)
{
    struct core *core = step->core;
    size_t entries = (size_t)(n * n);
    struct whole w = {.n = (size_t)n};
    struct remainders m = {0};
    w.at = mem_array(&core->mem, entries, sizeof *w.at);
    for (size_t i = 0; w.at && i < entries; i++) mpz_init(w.at[i]);
    bool singular =
        w.at && remainders_make(core, &m, w.n) && read_matrix(&w, a) && is_proved(core, &w, &m);
    remainders_free(core, &m);
    for (size_t i = 0; w.at && i < entries; i++) mpz_clear(w.at[i]);
    mem_free_array(&core->mem, w.at, entries, sizeof *w.at);
    return singular;
}

/* matrix_private.h - between the files of linear algebra in intervals. */
#ifndef EVAL_MATRIX_PRIVATE_H
#define EVAL_MATRIX_PRIVATE_H

#include "eval/block.h"
#include "eval/matrix.h"
#include "graph/remainders.h"

#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide;
#endif

/* Makes an n by n matrix of doubles, to be freed with matrix_drop() either way. False without
 * memory.
 */
static inline bool matrix_make(struct core *core, int64_t n, double **x)
{
    *x = mem_array(&core->mem, (size_t)(n * n), sizeof **x);
    return *x;
}
static inline void matrix_drop(struct core *core, int64_t n, double *x)
{
    mem_free_array(&core->mem, x, (size_t)(n * n), sizeof *x);
}
/* out = x y, all n by n. */
static inline void matrix_product(double *out, const double *x, const double *y, int64_t n)
{
    struct block_matrix a = {x, n, 1}, b = {y, n, 1};
    block_kernels()->product(out, n, a, b, (size_t)n, (size_t)n, (size_t)n);
}
/* What doubles round off in sums of n products, and twice that. */
static inline double matrix_unit(double n)
{
    return (n + 4) * 0x1p-52;
}

enum by_arb {
    BY_ARB,        /* the result is there */
    BY_ARB_NOT,    /* elimination is to do it */
    BY_ARB_FAILED, /* that many bits do not tell that the matrix is invertible */
};

/* a, n by n, times out = b, both n by `columns`. All are row-major, and `out` is none of the
 * others. */
struct arb_solve {
    int64_t n, columns;
    mpfi_t *a, *b; /* b: NULL for the identity */
    mpfi_t *out;
    mpfr_prec_t bits;
};

/* In products of doubles that are exact, where the matrix is one of doubles and takes few bits.
 * False, without a use for `out`, where others are to do it. */
bool matrix_slices_solve(const struct matrix_step *step, const struct arb_solve *s);
/* The determinant of a matrix of doubles to some seventy bits, from a factorization whose error is
 * known. False, without a use for `out`, where others are to do it. */
bool matrix_slices_determinant(const struct matrix_step *step, int64_t n, mpfi_t *a, mpfi_ptr out,
                               mpfr_prec_t bits);
/* The determinant of a large matrix of doubles to some thirty bits, which tell its sign. False,
 * without a use for `out`, where others are to do it. */
bool matrix_rough_determinant(const struct matrix_step *step, int64_t n, mpfi_t *a, mpfi_ptr out);
/* Reads points that are doubles, and of a size that may be squared. False if an entry is none. */
bool matrix_read_doubles(mpfi_t *from, double *to, int64_t n);
/* The least e with all |x| < 2^e. */
int matrix_scale(const double *x, int64_t n);
/* How many bits slices may have whose products of n by n matrices are exact in doubles. */
int matrix_slice_bits(int64_t n);
/* Cuts x*2^-scale, n numbers below 1, into slices of whole numbers: slice k counts multiples of
 * 2^(-beta(k + 1)). True if nothing is left. All of this is exact. */
bool matrix_cut(const double *x, int64_t n, int scale, int beta, double *const *slices, int count);
/* By these or by Arb, where the matrix is large and the library is there. */
enum by_arb matrix_arb_solve(const struct matrix_step *step, const struct arb_solve *s);
/* Encloses the determinant of a, n by n, in `out`. False where elimination is to do it, as for one
 * that may be 0. */
bool matrix_arb_determinant(const struct matrix_step *step, int64_t n, mpfi_t *a, mpfi_ptr out,
                            mpfr_prec_t bits);
/* True if a, n by n, is proved to be singular: its entries are known exactly. */
bool matrix_is_singular(const struct matrix_step *step, int64_t n, mpfi_t *a);
/* True if a, of whole numbers, is proved to be singular: `m` is what elimination modulo a prime of
 * 31 bits has made of it, `rank` its rank there, below n, and `bits` a bound on those of its
 * minors. */
bool matrix_kernel_proves(struct core *core, mpz_t *a, const struct remainders *m, size_t rank,
                          size_t bits);

#endif

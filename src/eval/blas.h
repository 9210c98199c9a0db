/* blas.h - products of large matrices by OpenBLAS, or another BLAS with the C interface. The
 * library is opened when first asked for, as loading it takes longer than a whole small command. */
#ifndef EVAL_BLAS_H
#define EVAL_BLAS_H

#include "eval/block.h"

#include <stdbool.h>

/* True if there is a library. The first call opens it. */
bool blas_open(void);

/* Computes out = a @ b, where rows of `out` are `ld` apart. Each of a and b must have a stride of
 * 1, and blas_open() must have returned true. Computes in the calling thread; several threads may
 * call at once. */
void blas_product(double *out, int64_t ld, struct block_matrix a, struct block_matrix b,
                  size_t rows, size_t inner, size_t columns);

/* LAPACK's eigenvalues and singular values, after blas_open(), where the library has them; else
 * false, as when the method does not converge. The matrices are row-major, and overwritten. `work`
 * has blas_work() of m * n doubles.
 *
 * blas_eigen(): eigenvalues, ascending, of the symmetric n by n matrix a, whose rows become the
 * eigenvectors (dsyevd, by Cuppen's divide and conquer, 1981).
 * blas_svd(): singular values, descending, of the m by n matrix a, m >= n; u, m by n, receives the
 * left vectors as columns, vt, n by n, the right ones as rows (dgesdd, by Gu and Eisenstat, 1995).
 */
bool blas_eigen(double *a, double *values, int n, double *work);
bool blas_svd(double *a, double *values, double *u, double *vt, int m, int n, double *work);
size_t blas_work(size_t m, size_t n);

#endif

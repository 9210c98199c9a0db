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

#endif

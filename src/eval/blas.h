/* blas.h - the product of large matrices by OpenBLAS or another BLAS with the C interface, opened
 * when first asked for: loading it costs more than a whole small command. */
#ifndef EVAL_BLAS_H
#define EVAL_BLAS_H

#include "eval/block.h"

#include <stdbool.h>

/* Is there a library? The first call opens it. */
bool blas_open(void);

/* out (rows by columns, rows of out `ld` apart) = a @ b. One of a's strides is 1, and so with b.
 * Computed by the calling thread alone; several may call at once. blas_open() has said true. */
void blas_product(double *out, int64_t ld, struct block_matrix a, struct block_matrix b,
                  size_t rows, size_t inner, size_t columns);

#endif

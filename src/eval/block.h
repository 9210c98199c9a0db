/* block.h - loops over blocks of doubles, compiled for SSE2, AVX2 and AVX-512; the set for this
 * processor is chosen at run time. Results have the same bits whichever is chosen: there are no
 * fused multiply-adds, and sums run over sixteen lanes that are added up in one fixed order. `out`
 * may be an argument. */
#ifndef EVAL_BLOCK_H
#define EVAL_BLOCK_H

#include "fn/fn.h"

#include <stddef.h>
#include <stdint.h>

/* A matrix in memory: entry (i, j) is x[i*row_stride + j*column_stride]. */
struct block_matrix {
    const double *x;
    int64_t row_stride, column_stride;
};

struct block_kernels {
    void (*fill)(double *out, double c, size_t n);
    void (*range)(double *out, double first, size_t n);
    void (*linear)(double *out, const double *x, double a, double c, size_t n); /* c + a*x */
    void (*linear2)(double *out, const double *x, const double *y, double a, double b, double c,
                    size_t n); /* c + a*x + b*y */
    /* c + f[0]*x + f[1]*y + f[2]*z */
    void (*linear3)(double *out, const double *x, const double *y, const double *z, const double *f,
                    double c, size_t n);
    void (*add_scaled)(double *out, const double *x, double a, size_t n); /* out + a*x */
    void (*multiply)(double *out, const double *x, const double *y, double c, size_t n); /* c*x*y */
    void (*square)(double *out, const double *x, double c, size_t n);        /* c*(x*x) */
    void (*divide)(double *out, const double *x, const double *y, size_t n); /* x/y */
    void (*divide_by)(double *out, const double *x, double c, size_t n);     /* x/c */
    void (*divide_into)(double *out, const double *x, double c, size_t n);   /* c/x */
    void (*whole_power)(double *out, const double *x, uint64_t exponent, size_t n);
    void (*root)(double *out, const double *x, size_t n);
    /* Functions of the table that take a comparison or two; false for all others. */
    bool (*simple)(enum fn fn, double *out, const double *x, const double *y, const double *z,
                   size_t n);
    double (*sum)(const double *x, size_t n);
    double (*dot)(const double *x, const double *y, size_t n);
    void (*maximum)(double *out, const double *x, const double *y, size_t n); /* nan wins */
    void (*minimum)(double *out, const double *x, const double *y, size_t n);
    bool (*all_finite)(const double *x, size_t n);
    bool (*all_nonzero)(const double *x, size_t n); /* nan is not 0 */
    bool (*all_normal)(const double *x, size_t n);  /* none is 0 or subnormal */
    /* out_i = row i of a (column_stride 1) times x, for `rows` rows of `columns` entries. */
    void (*rows_times)(double *out, struct block_matrix a, const double *x, size_t rows,
                       size_t columns);
    /* out += the sum of r_i times row i of a. */
    void (*add_rows)(double *out, struct block_matrix a, const double *r, size_t rows,
                     size_t columns);
    /* out = a @ b, with rows of `out` `ld` apart, for products too small for a library. */
    void (*product)(double *out, int64_t ld, struct block_matrix a, struct block_matrix b,
                    size_t rows, size_t inner, size_t columns);
    /* sinh, cosh, sech, csch and coth; false for other functions. */
    bool (*hyperbolic)(enum fn fn, double *out, const double *x, size_t n);
};

/* Returns the loops for this processor. */
const struct block_kernels *block_kernels(void);

#endif

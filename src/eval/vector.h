/* vector.h - the functions of the table over arrays: as loops of block.h, by SLEEF, or entry by
 * entry by the kernels. */
#ifndef EVAL_VECTOR_H
#define EVAL_VECTOR_H

#include "eval/block.h"
#include "eval/sleef.h"

struct vector_unit {
    const struct block_kernels *kernels;
    const struct sleef *sleef; /* NULL: the C library's functions */
    double *scratch;           /* room for as many doubles as there are entries */
};

/* Computes n entries of fn(x, y, z); y and z are read only if fn takes them. `out` may be one of
 * the arguments. */
void vector_function(const struct vector_unit *unit, enum fn fn, double *out, const double *x,
                     const double *y, const double *z, size_t n);
/* Computes n entries of x^y. `out` may be one of the arguments. */
void vector_power(const struct vector_unit *unit, double *out, const double *x, const double *y,
                  size_t n);

#endif

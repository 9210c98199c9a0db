/* vector.h - the functions of the table over arrays: by comparisons, by SLEEF, or one by one. */
#ifndef EVAL_VECTOR_H
#define EVAL_VECTOR_H

#include "eval/block.h"
#include "eval/sleef.h"

struct vector_unit {
    const struct block_kernels *kernels;
    const struct sleef *sleef; /* or NULL: the C library's functions */
    double *spare;             /* room for as many entries as there are */
};

/* `out` may be an argument. y and z are read where the function takes them. */
void vector_function(const struct vector_unit *unit, enum fn fn, double *out, const double *x,
                     const double *y, const double *z, size_t n);
void vector_power(const struct vector_unit *unit, double *out, const double *x, const double *y,
                  size_t n);

#endif

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

/* Computes n entries of fn(args[0], args[1], ...). `args` has FN_MOST_ARGUMENTS pointers, of which
 * those beyond what fn takes are not followed. `out` may be one of them. */
void vector_function(const struct vector_unit *unit, enum fn fn, double *out,
                     const double *const *args, size_t n);
/* Returns which function of SLEEF is the function, or -1. */
int vector_sleef(enum fn fn);
/* True if the function is finite wherever its arguments are, also as it is computed. */
bool vector_stays_finite(enum fn fn);
/* Computes n entries of x^y. `out` may be one of the arguments. */
void vector_power(const struct vector_unit *unit, double *out, const double *x, const double *y,
                  size_t n);

#endif

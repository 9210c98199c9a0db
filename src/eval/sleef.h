/* sleef.h - elementary functions over arrays by the SLEEF library (Shibata and Petrogalli, 2020),
 * or by our own (vector_functions.h), with errors of at most 1 ulp. The library is opened when
 * first asked for. */
#ifndef EVAL_SLEEF_H
#define EVAL_SLEEF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The functions that are taken from SLEEF, by its names: those whose bound of 1 ulp holds for all
 * arguments. The exception is log1p, which is infinite above 1e307. */
#define SLEEF_FUNCTIONS(X) \
    X(sin)                 \
    X(cos)                 \
    X(tan)                 \
    X(asin)                \
    X(acos)                \
    X(atan)                \
    X(tanh)                \
    X(exp)                 \
    X(exp2)                \
    X(expm1)               \
    X(log)                 \
    X(log1p)               \
    X(log2)                \
    X(log10)               \
    X(cbrt)                \
    X(erf)

enum sleef_function {
#define NAME(id) SLEEF_##id,
    SLEEF_FUNCTIONS(NAME)
#undef NAME
        SLEEF_COUNT
};

struct sleef;

/* Returns the library's functions for this processor, or NULL if the library is missing. */
const struct sleef *sleef_open(void);

/* Returns where the function for vectors of so many doubles begins, for machine code: 4 with AVX2,
 * 8 with AVX-512. SLEEF_COUNT stands for sine and cosine at once. 0: there is none. */
uint64_t sleef_address(const struct sleef *sleef, int function, int width);
/* True if that function notes by an exception that its result is not finite, or too small. */
bool sleef_raises(int function, int width);

/* Computes n entries of a function; `out` may be x. An entry has the same bits wherever in the
 * array it is. */
void sleef_apply(const struct sleef *sleef, enum sleef_function function, double *out,
                 const double *x, size_t n);
/* Computes sine and cosine of x, which must not overlap them. */
void sleef_sincos(const struct sleef *sleef, double *sine, double *cosine, const double *x,
                  size_t n);
/* out = x^y. */
void sleef_power(const struct sleef *sleef, double *out, const double *x, const double *y,
                 size_t n);

#endif

/* sleef_sets.h - the loops that call functions of vectors, one set for each width. */
#ifndef EVAL_SLEEF_SETS_H
#define EVAL_SLEEF_SETS_H

#include "eval/sleef.h"

/* A function of vectors. Its type depends on the vectors of its set. */
typedef void any_function(void);

struct sleef_loops {
    int width; /* doubles in a vector */
    void (*apply)(any_function *function, double *out, const double *x, size_t n);
    void (*sincos)(any_function *function, double *sine, double *cosine, const double *x, size_t n);
    void (*power)(any_function *function, double *out, const double *x, const double *y, size_t n);
    any_function
        *own[SLEEF_COUNT + 1]; /* that are taken instead of SLEEF's, or NULL; sincos last */
};

extern const struct sleef_loops sleef_plain;
#if defined(__x86_64__)
extern const struct sleef_loops sleef_avx2, sleef_avx512;
#endif

#endif

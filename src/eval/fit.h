/* fit.h - polynomials in the place of slow functions, over the short intervals in which doubles
 * come again and again.
 *
 * A column of a table visits the same neighbourhoods thousands of times. Where a function of the
 * table has been computed a few times, from many digits, a polynomial is made that agrees with it
 * there to 70 bits. It is read only where it tells to which double the value rounds, so that
 * results are the same bits, whether it is there or not. Threads have polynomials of their own. */
#ifndef EVAL_FIT_H
#define EVAL_FIT_H

#include <mpfr.h>
#include <stdbool.h>

#include "fn/fn.h"

/* Computes a function, analytic between its poles, at the doubles x with a relative error below
 * 2^-90, or as small as the precision of `out` lets it be. False where it has no value. */
typedef bool fit_value(mpfr_ptr out, const double *x);

struct fit_function {
    enum fn fn;
    int arity; /* polynomials are in the last argument, the others are parameters */
    fit_value *value;
};

/* True if a polynomial tells the double nearest to the function at x; puts it into *result. Makes
 * polynomials now and then. */
bool fit_read(const struct fit_function *function, const double *x, double *result);
/* The double nearest to the function, by `value`: nan where it has no value. */
double fit_exact(const struct fit_function *function, const double *x);
/* The same, by a polynomial if there is one. */
double fit_round(const struct fit_function *function, const double *x);

/* A number as the sum of two doubles, and how far it may be from what it stands for. */
struct fit_wide {
    double high, low, error;
};
/* True if there is a polynomial at the sum of the last of x and `beyond`, which is at most half a
 * unit in the last place of it. */
bool fit_read_wide(const struct fit_function *function, const double *x, double beyond,
                   struct fit_wide *result);
/* True if all numbers within the error round to the same double, *result. */
bool fit_rounds(const struct fit_wide *x, double *result);

/* Frees this thread's polynomials, as the end of the thread does too. */
void fit_free(void);

#endif

/* differences.h - partial derivatives of a function that Arb computes, by all of its arguments: by
 * difference quotients, whose errors are bounded by what the function is on a circle. */
#ifndef EVAL_DIFFERENCES_H
#define EVAL_DIFFERENCES_H

#include "eval/special.h"

enum { MOST_DIFFERENCED = 4, MOST_ORDER = 40 };

/* A function of up to MOST_DIFFERENCED arguments. */
struct differenced {
    int arity;
    special_value *value;
    /* Sets `out` to a ball above which no value of the function in the complex balls x is, in size.
     * Not finite where there may be a pole. */
    void (*bound)(const struct arb *arb, arb_ptr out, const acb_struct *x, long bits);
    /* True if the function is analytic in all points whose argument k has its real part in the
     * ball, whatever the others are within theirs. */
    bool (*is_analytic)(const struct arb *arb, int k, arb_srcptr ball);
    /* True if the derivative of these orders is known to be 0; or NULL. */
    bool (*is_zero)(const struct arb *arb, const long *orders, const arb_struct *x);
};

/* Sets `out` to a ball that holds the partial derivative of f of the given orders, one for each
 * argument and each at most MOST_ORDER, everywhere in the balls x. Not finite where it may not
 * exist, or this many bits are too few. */
void differences_value(const struct arb *arb, const struct differenced *f, arb_ptr out,
                       const long *orders, const arb_struct *x, long bits);

#endif

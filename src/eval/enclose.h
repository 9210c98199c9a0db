/* enclose.h - rigorous interval enclosures of the table's functions, on MPFI over MPFR. */
#ifndef EVAL_ENCLOSE_H
#define EVAL_ENCLOSE_H

#include <stdbool.h>
#include <mpfi.h>

#include "base/diag.h"
#include "fn/fn.h"

/* What enclosures share in a run: the core, which long sums ask whether to go on, and numbers that
 * one series after another needs. Zeroed but for the core at first. */
struct enclosing {
    struct core *core;
    mpfi_t *bernoulli; /* B(2j) for j = 1 to n_bernoulli, of so many bits at least */
    size_t n_bernoulli, bernoulli_bytes;
    mpfr_prec_t bernoulli_bits;
    bool gave_up; /* something would have cost too much */
};
void enclosing_free(struct enclosing *env);
/* Takes note that something would cost too much. Always false. */
static inline bool enclosing_give_up(struct enclosing *env)
{
    env->gave_up = true;
    return false;
}

/* Encloses fn over the box args[0] x args[1] x ...: out contains every value fn takes there.
 * out's precision is the working precision; out may be one of the arguments. False when fn is not
 * defined or not bounded on the whole box as far as this precision can tell, when the value would
 * cost too much, or when the core said to stop: out is then the whole real line. */
bool enclose_fn(struct enclosing *env, enum fn fn, mpfi_ptr out, const mpfi_srcptr *args);

/* An MPFR function of one argument. */
typedef int enclose_function(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/* Shared by the enclosures: makes out the whole real line, false. */
bool enclose_fail(mpfi_ptr out);
/* Whether both ends are numbers. */
bool enclose_is_bounded(mpfi_srcptr x);
/* Normalises out; enclose_fail if an end is infinite or no number. */
bool enclose_finish(mpfi_ptr out);
/* An increasing or a decreasing function, by its ends. */
bool enclose_increasing(enclose_function *function, mpfi_ptr out, mpfi_srcptr x);
bool enclose_decreasing(enclose_function *function, mpfi_ptr out, mpfi_srcptr x);
/* The largest exponent (base 2) of a number in x; 0 at least. */
mpfr_exp_t enclose_exponent(mpfi_srcptr x);
/* Whether x is but a few roundings wide: a series may take such an interval as it is, which costs a
 * few bits, in the place of its two ends. */
bool enclose_is_thin(mpfi_srcptr x);
/* Puts an interval of another precision into out, outwards. */
bool enclose_outwards(mpfi_ptr out, mpfi_srcptr from);
/* The interval low..high of small integers. */
bool enclose_steps(mpfi_ptr out, int low, int high);
static inline bool enclose_is_point(mpfi_srcptr x)
{
    return mpfr_equal_p(&x->left, &x->right);
}
/* A point that is an integer of at most `most` in absolute value. */
bool enclose_order(long *n, mpfi_srcptr x, long most);

/* What bounds the derivative between the ends of x: twice the width (abs f' <= 2), that times f
 * (abs f' <= abs f, so that f changes by a factor up to exp(width) <= 1 + 2 width), or that
 * divided by x (abs f' <= 1/abs x). */
enum slope { SLOPE_TWO, SLOPE_VALUE, SLOPE_INVERSE };
/* One evaluation for an interval of a few units in the last place: f at its left end, and what the
 * slope can make of the width. Functions err by less than two units and return whether they err at
 * all. False, with out as it was, where that is not next to nothing beside f. */
bool enclose_narrow(enclose_function *function, enum slope slope, mpfi_ptr out, mpfi_srcptr x);
/* An increasing function, so where that serves, else by its ends. */
bool enclose_smooth(enclose_function *function, enum slope slope, mpfi_ptr out, mpfi_srcptr x);

/* Encloses a function and its derivative at a point; order is for polygamma. */
typedef bool enclose_at_point(struct enclosing *env, mpfi_ptr value, mpfi_ptr slope, mpfr_srcptr x,
                              unsigned long order);
/* A convex function, from its ends; least is a bound of it known otherwise. */
bool enclose_convex(struct enclosing *env, enclose_at_point *function, mpfi_ptr out, mpfi_srcptr x,
                    unsigned long order, const char *least);

/* enclose_gamma.c: whether gamma has a pole in x: zero or a negative integer; sin(pi x). */
bool enclose_has_pole(mpfi_srcptr x);
void enclose_sin_pi(mpfi_ptr to, mpfi_srcptr x);

/* enclose_bernoulli.c. Whether x is below 2^-bits of sum: the sum may then end. */
bool enclose_is_small(mpfi_srcptr x, mpfi_srcptr sum, mpfr_exp_t bits);
/* Adds the hull of 0 and rest. */
void enclose_add_remainder(mpfi_ptr sum, mpfi_ptr rest);
/* Adds the Bernoulli terms of Euler-Maclaurin for the sum of (a + k)^-s, or for that of
 * -log(a + k) with s = 0. term: s/2 a^(-s-1), or 1/(2a), is destroyed. False when stopped. */
bool enclose_add_bernoulli(struct enclosing *env, mpfi_ptr sum, mpfi_srcptr a, mpfi_ptr term,
                           unsigned long s);

/* One a row: as enclose_fn, for arguments that are bounded. */
#define ENCLOSURE(id)                                                              \
    bool enclose_##id(struct enclosing *env __attribute__((unused)), mpfi_ptr out, \
                      const mpfi_srcptr *args)
ENCLOSURE(sin);
ENCLOSURE(cos);
ENCLOSURE(tan);
ENCLOSURE(sec);
ENCLOSURE(csc);
ENCLOSURE(cot);
ENCLOSURE(asin);
ENCLOSURE(acos);
ENCLOSURE(atan);
ENCLOSURE(atan2);
ENCLOSURE(sinh);
ENCLOSURE(cosh);
ENCLOSURE(tanh);
ENCLOSURE(sech);
ENCLOSURE(csch);
ENCLOSURE(coth);
ENCLOSURE(asinh);
ENCLOSURE(acosh);
ENCLOSURE(atanh);
ENCLOSURE(exp);
ENCLOSURE(exp2);
ENCLOSURE(expm1);
ENCLOSURE(log);
ENCLOSURE(log1p);
ENCLOSURE(log2);
ENCLOSURE(log10);
ENCLOSURE(cbrt);
ENCLOSURE(hypot);
ENCLOSURE(abs);
ENCLOSURE(sign);
ENCLOSURE(floor);
ENCLOSURE(ceil);
ENCLOSURE(round);
ENCLOSURE(mod);
ENCLOSURE(heaviside);
ENCLOSURE(minimum);
ENCLOSURE(maximum);
ENCLOSURE(less);
ENCLOSURE(less_equal);
ENCLOSURE(equal);
ENCLOSURE(not_equal);
ENCLOSURE(where);
ENCLOSURE(erf);
ENCLOSURE(erfc);
ENCLOSURE(gamma);
ENCLOSURE(lgamma);
ENCLOSURE(digamma);
ENCLOSURE(polygamma);
ENCLOSURE(beta);
ENCLOSURE(j0);
ENCLOSURE(j1);
ENCLOSURE(jn);
ENCLOSURE(y0);
ENCLOSURE(y1);
ENCLOSURE(yn);
ENCLOSURE(lambertw);
ENCLOSURE(expit);
ENCLOSURE(relu);
ENCLOSURE(leaky_relu);
ENCLOSURE(elu);
ENCLOSURE(softplus);
ENCLOSURE(gelu);
ENCLOSURE(silu);

#endif

/* enclose.h - rigorous interval enclosures of the table's functions, on MPFI over MPFR. */
#ifndef EVAL_ENCLOSE_H
#define EVAL_ENCLOSE_H

#include <stdbool.h>
#include <mpfi.h>

#include "base/diag.h"
#include "fn/fn.h"

struct enclose_kept;

/* What the enclosures of one run share: the core, which long sums ask whether to go on, Bernoulli
 * numbers, which several series need, and the last values at points, as an end of one interval is
 * often that of the next. Set `core` and zero the rest. */
struct enclose_env {
    struct core *core;
    struct enclose_kept *kept; /* NULL: none yet */
    mpfi_t *bernoulli; /* B(2j) for j = 1 to n_bernoulli, each with at least bernoulli_bits bits */
    size_t n_bernoulli, bernoulli_room, bernoulli_bytes;
    mpfr_prec_t bernoulli_bits;
    bool gave_up; /* some value would have cost too much time */
};
void enclose_env_free(struct enclose_env *env);

/* An enclosure of function `which` at a point, of as many bits as `value` has. */
typedef void enclose_compute(int which, mpfi_ptr value, mpfr_srcptr x);
/* Computes it, unless it is one of the last few (enclose_kept.c). */
void enclose_once(struct enclose_env *env, enclose_compute *compute, int which, mpfi_ptr value,
                  mpfr_srcptr x);
void enclose_kept_free(struct enclose_env *env);
/* Notes that a value would cost too much time. Always returns false. */
static inline bool enclose_give_up(struct enclose_env *env)
{
    env->gave_up = true;
    return false;
}

/* Encloses fn over the box args[0] x args[1] x ...: `out` contains every value that fn takes there.
 * The precision of `out` is the working precision; `out` may be one of the arguments. Returns
 * false, with `out` the whole real line, if at this precision fn may be undefined or unbounded
 * somewhere in the box, if the value would cost too much time, or if the core said to stop. */
bool enclose_fn(struct enclose_env *env, enum fn fn, mpfi_ptr out, const mpfi_srcptr *args);

/* An MPFR function of one argument. */
typedef int enclose_function(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/* Sets `out` to the whole real line. Always returns false. */
bool enclose_fail(mpfi_ptr out);
/* True if both ends are finite and in order. */
bool enclose_is_bounded(mpfi_srcptr x);
/* Gives zeros the signs that MPFI expects. Calls enclose_fail() if an end is infinite or nan. */
bool enclose_finish(mpfi_ptr out);
/* Encloses an increasing, or a decreasing, function by its values at the ends of x. */
bool enclose_increasing(enclose_function *function, mpfi_ptr out, mpfi_srcptr x);
bool enclose_decreasing(enclose_function *function, mpfi_ptr out, mpfi_srcptr x);
/* Returns the largest binary exponent of a number in x, but at least 0. */
mpfr_exp_t enclose_exponent(mpfi_srcptr x);
/* True if x is only a few roundings wide. A series can then take the interval itself instead of its
 * two ends, which costs a few bits. */
bool enclose_is_thin(mpfi_srcptr x);
/* Sets `out` to an interval of another precision, rounded outward. */
bool enclose_round_outward(mpfi_ptr out, mpfi_srcptr from);
/* Sets `out` to low..high. */
bool enclose_between(mpfi_ptr out, int low, int high);
static inline bool enclose_is_point(mpfi_srcptr x)
{
    return mpfr_equal_p(&x->left, &x->right);
}
/* True if x is a single integer of absolute value at most `most`; puts it in *n. */
bool enclose_integer(long *n, mpfi_srcptr x, long most);

/* What is known about the derivative between the ends of x, and so how much f can change over x. */
enum slope {
    SLOPE_TWO,     /* |f'| <= 2: at most 2 width */
    SLOPE_VALUE,   /* |f'| <= |f|: f changes by a factor of at most exp(width) <= 1 + 2 width */
    SLOPE_INVERSE, /* |f'| <= 1/|x|: at most 2 width / |x| */
};
/* Encloses f over an interval of a few units in the last place with one evaluation: its value at
 * the left end, widened by what the slope allows. `function` must err by less than two units in the
 * last place and return 0 if it does not err. Returns false, with `out` unchanged, if the widening
 * is not negligible beside f. */
bool enclose_by_slope(enclose_function *function, enum slope slope, mpfi_ptr out, mpfi_srcptr x);
/* Encloses an increasing function by enclose_by_slope(), or by its ends where that fails. */
bool enclose_smooth(enclose_function *function, enum slope slope, mpfi_ptr out, mpfi_srcptr x);

/* Encloses a function and, unless slope is NULL, its derivative at a point. `order` is that of
 * polygamma. */
typedef bool enclose_at_point(struct enclose_env *env, mpfi_ptr value, mpfi_ptr slope,
                              mpfr_srcptr x, unsigned long order);
/* Encloses a convex function by its values and slopes at the ends of x. `least`, in decimal, is a
 * known lower bound. */
bool enclose_convex(struct enclose_env *env, enclose_at_point *function, mpfi_ptr out,
                    mpfi_srcptr x, unsigned long order, const char *least);

/* enclose_gamma.c. True if gamma has a pole in x: zero or a negative integer. */
bool enclose_has_pole(mpfi_srcptr x);
/* Encloses sin(pi x). */
void enclose_sin_pi(mpfi_ptr to, mpfi_srcptr x);

/* enclose_long.c. Encloses gamma, lgamma, digamma, polygamma of order n at x > 0, erf or erfc.
 * False, without a use for `out`, if it takes few bits, so that other ways are as quick, if FLINT
 * is not there, or if it cannot be done. */
bool enclose_long(struct enclose_env *env, enum fn fn, mpfi_ptr out, mpfi_srcptr x,
                  unsigned long n);

/* The factor by which a sum in doubles of n bounds is a bound, too, whatever was rounded off in it
 * and in a few operations more. */
static inline double enclose_rounding(size_t n)
{
    return 1 + 0x1p-50 * (double)(n + 16);
}

/* enclose_erfc.c. Encloses erfc at a point far from 0. False, without a use for `value`, where it
 * is not so far. */
bool enclose_far_erfc(struct enclose_env *env, mpfi_ptr value, mpfr_srcptr x);

/* enclose_zeros.c. Encloses lgamma next to its zeros, 1 and 2. False, without a use for `out`,
 * otherwise. */
bool enclose_near_zero(mpfi_ptr out, mpfi_srcptr x);

/* enclose_fraction.c. Encloses gamma, lgamma or digamma at many bits, where a fraction of a small
 * denominator lies in x. False, without a use for `out`, otherwise. */
bool enclose_near_fraction(struct enclose_env *env, enum fn fn, mpfi_ptr out, mpfi_srcptr x);

/* enclose_bernoulli.c. True if |x| is below 2^-bits of the sum, so that a series may end. */
bool enclose_is_small(mpfi_srcptr x, mpfi_srcptr sum, mpfr_exp_t bits);
/* Adds the interval from 0 to `rest`. */
void enclose_add_remainder(mpfi_ptr sum, mpfi_ptr rest);
/* Adds the Bernoulli terms of Euler and Maclaurin's formula for the sum over k >= 0 of (a + k)^-s,
 * or, with s = 0, of -log(a + k). `term` is s/2 a^(-s-1), or 1/(2a) for s = 0; it is overwritten.
 * False when stopped. */
bool enclose_add_bernoulli(struct enclose_env *env, mpfi_ptr sum, mpfi_srcptr a, mpfi_ptr term,
                           unsigned long s);

/* One enclosure per row of the table; like enclose_fn(), for arguments that are bounded. */
#define ENCLOSURE(id)                                                                \
    bool enclose_##id(struct enclose_env *env __attribute__((unused)), mpfi_ptr out, \
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
#define SPECIAL(id, arity, change, from, to, defined) ENCLOSURE(id);
#include "eval/special.def"
#undef SPECIAL
ENCLOSURE(expit);
ENCLOSURE(relu);
ENCLOSURE(leaky_relu);
ENCLOSURE(elu);
ENCLOSURE(softplus);
ENCLOSURE(gelu);
ENCLOSURE(silu);
ENCLOSURE(sinc);
ENCLOSURE(sincderiv);
ENCLOSURE(logit);
ENCLOSURE(xlogy);

#endif

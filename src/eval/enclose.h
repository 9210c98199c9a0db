/* enclose.h - rigorous interval enclosures of the table's functions, on MPFI over MPFR. */
#ifndef EVAL_ENCLOSE_H
#define EVAL_ENCLOSE_H

#include <stdbool.h>
#include <mpfi.h>

#include "fn/fn.h"

/* Encloses fn over the box args[0] x args[1] x ...: out contains every value fn takes there.
 * out's precision is the working precision; out may be one of the arguments. False when fn is not
 * defined or not bounded on the whole box as far as this precision can tell, or when the value
 * would cost too much: out is then the whole real line. */
bool enclose_fn(enum fn fn, mpfi_ptr out, const mpfi_srcptr *args);

/* An MPFR function of one argument. */
typedef int enclose_function(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/* Shared by the enclosures: makes out the whole real line, false. */
bool enclose_fail(mpfi_ptr out);
/* Normalises out; enclose_fail if an end is infinite or no number. */
bool enclose_finish(mpfi_ptr out);
/* An increasing or a decreasing function, by its ends. */
bool enclose_increasing(enclose_function *function, mpfi_ptr out, mpfi_srcptr x);
bool enclose_decreasing(enclose_function *function, mpfi_ptr out, mpfi_srcptr x);
/* The largest exponent (base 2) of a number in x; 0 at least. */
mpfr_exp_t enclose_exponent(mpfi_srcptr x);

/* One a row: as enclose_fn, for arguments that are bounded. */
#define ENCLOSURE(id) bool enclose_##id(mpfi_ptr out, const mpfi_srcptr *args)
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
#undef ENCLOSURE

#endif

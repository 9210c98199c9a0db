/* enclose_power.h - enclosures of exact numbers and of powers. */
#ifndef EVAL_ENCLOSE_POWER_H
#define EVAL_ENCLOSE_POWER_H

#include "graph/number.h"

#include <mpfi.h>

/* Encloses an exact number. */
void enclose_number(const struct numbers *t, mpfi_ptr x, number n);
/* Enclose x^exponent and b^y. False, with `out` undefined, if the power may be undefined or
 * unbounded.
 */
bool enclose_number_power(const struct numbers *t, mpfi_ptr out, mpfi_srcptr x, number exponent);
bool enclose_power(mpfi_ptr out, mpfi_srcptr b, mpfi_srcptr y);

#endif

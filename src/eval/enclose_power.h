/* enclose_power.h - exact numbers and powers, enclosed. False where the power has no bounds. */
#ifndef EVAL_ENCLOSE_POWER_H
#define EVAL_ENCLOSE_POWER_H

#include "graph/number.h"

#include <mpfi.h>

void enclose_number(const struct numbers *t, mpfi_ptr x, number n);
bool enclose_number_power(const struct numbers *t, mpfi_ptr out, mpfi_srcptr x, number exponent);
bool enclose_power(mpfi_ptr out, mpfi_srcptr b, mpfi_srcptr y);

#endif

/* dot_private.h - long sums of products of intervals. */
#ifndef SERIES_DOT_PRIVATE_H
#define SERIES_DOT_PRIVATE_H

#include <mpfi.h>
#include <stdbool.h>
#include <stddef.h>

/* out = an enclosure of the sum of x[i]*y[n-1-i] for i < n, in one pass over the digits. False,
 * with `out` as it was, if an end is not finite or the intervals are too wide for it. */
bool dot_by_limbs(mpfi_ptr out, const __mpfi_struct *x, const __mpfi_struct *y, size_t n);

#endif

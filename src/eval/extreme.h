/* extreme.h - which entries are the greatest or least of their line. */
#ifndef EVAL_EXTREME_H
#define EVAL_EXTREME_H

#include "eval/interval.h"

/* x == max(x), or min, along the reduction's axis: 1 for the entries that are the extreme, 0 for
 * those that are not, [0, 1] where the enclosures do not tell. As a comparison of enclosures it
 * would never be decided. False if the instruction is something else. */
bool enclose_extremes(const struct intervals *e, const struct instruction *in, mpfi_t *out);

#endif

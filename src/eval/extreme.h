/* extreme.h - which entries of a row, column or array are its maximum or minimum. */
#ifndef EVAL_EXTREME_H
#define EVAL_EXTREME_H

#include "eval/interval.h"

/* Computes x == max(x), or min, along the reduction's axis: 1 for entries that are the extreme, 0
 * for those that are not, [0, 1] where the enclosures leave it open. Compared as enclosures, an
 * entry and the maximum could never be proved equal. False if the instruction is something else. */
bool enclose_extremes(const struct intervals *e, const struct instruction *in, mpfi_t *out);

#endif

/* ball_tables.h - constants of ball_exp.c and ball_circular.c as double words, each within 2^-106
 * of itself. */
#ifndef EVAL_BALL_TABLES_H
#define EVAL_BALL_TABLES_H

#include "eval/double_word.h"

extern const struct dw ball_pi, ball_e, ball_log2, ball_log10;
/* log(2)/64 as the sum of three doubles, the first two of 37 bits, within 2^-134; pi/64 as that of
 * four, the first three of 27 bits, within 2^-137. */
extern const double ball_log2_parts[3], ball_pi_parts[4];
extern const struct dw ball_exp2[64];       /* 2^(j/64) */
extern const struct dw ball_sines[33];      /* sin(j pi/64) */
extern const struct dw ball_factorials[14]; /* 1/k! */

#endif

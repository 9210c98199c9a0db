/* constants.h - the constants that MPFR and Arb keep for each thread. */
#ifndef EVAL_CONSTANTS_H
#define EVAL_CONSTANTS_H

/* Frees them when this thread ends, which nobody else does. To be called by whatever computes with
 * these libraries; any number of times. */
void constants_free_at_end(void);

#endif

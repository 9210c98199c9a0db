/* machine_code.h - machine code for rows. Consecutive steps that are arithmetic, comparisons or
 * SLEEF's functions become one loop, in which values stay in vector registers (linear scan: Poletto
 * and Sarkar 1999); other steps are run between loops as ever. Each operation of a loop is the one
 * that block.h and vector.h have for the step, so values have the same bits. Where a loop raises an
 * exception, or finds a value that hides one, the block is run again without it. */
#ifndef EVAL_MACHINE_CODE_H
#define EVAL_MACHINE_CODE_H

#include "eval/rows.h"

/* Returns the vectors for which machine code is made, which are none if the environment has
 * DCALC_NO_JIT. */
enum vector_set machine_code_set(void);
/* Makes the loops of scalar code with the given vectors, and enters them into rows->steps. Without
 * effect where the system forbids machine code. False without memory. */
bool machine_code_make(struct rows *rows, enum vector_set set);
void machine_code_free(struct rows *rows);

#endif

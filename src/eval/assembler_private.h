/* assembler_private.h - what encoders of instructions share. */
#ifndef EVAL_ASSEMBLER_PRIVATE_H
#define EVAL_ASSEMBLER_PRIVATE_H

#include "eval/assembler.h"

unsigned assembler_vector_bytes(const struct assembler *a);
/* Adds a byte of code; four bytes, the lowest first, negative numbers as their complement. */
void assembler_put(struct assembler *a, unsigned byte);
void assembler_put_number(struct assembler *a, uint32_t x);

#endif

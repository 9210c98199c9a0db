/* registers.h - which register each step of scalar code computes into, so that few are needed: a
 * register is free for others after the last step that reads it. */
#ifndef TAPE_REGISTERS_H
#define TAPE_REGISTERS_H

#include "tape/code.h"

/* The first registers hold inputs, then fixed steps; neither are shared. A step's own register is
 * never one that it reads. */
struct registers {
    uint32_t *of_step;
    uint32_t *partner; /* the sine or cosine of the same argument, computed with the earlier of the
                          two; a step that has none is its own */
    size_t n, n_fixed; /* all; those of inputs and fixed steps */
};

/* Inputs are steps that take the first registers in this order; kept steps hold their values to the
 * end. Sines are paired with cosines if `pairs`. False without memory. */
bool registers_make(struct registers *r, const struct code *code, const uint32_t *inputs,
                    size_t n_inputs, const uint32_t *keep, size_t n_keep, bool pairs);
void registers_free(struct registers *r, const struct code *code);

#endif

/* registers.h - which register each step of scalar code writes. Few are needed: after the last step
 * that reads a register, another step takes it over. */
#ifndef TAPE_REGISTERS_H
#define TAPE_REGISTERS_H

#include "tape/code.h"

/* Registers of inputs come first, then those of fixed steps; neither kind is shared. No step writes
 * a register that it reads. */
struct registers {
    uint32_t *of_step;
    uint32_t *partner; /* the sine or cosine of the same argument, computed together with the
                          earlier of the two; the step itself if there is none */
    size_t n, n_fixed; /* of all registers; of those of inputs and fixed steps */
};

/* Assigns the registers. `inputs` are the steps that take the first registers, in this order; the
 * values of the steps in `keep` are not overwritten. Sines are paired with cosines if `pairs`.
 * False without memory. */
bool registers_make(struct registers *r, const struct code *code, const uint32_t *inputs,
                    size_t n_inputs, const uint32_t *keep, size_t n_keep, bool pairs);
void registers_free(struct registers *r, const struct code *code);

#endif

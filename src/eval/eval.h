/* eval.h - a tape run in double precision. */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include "tape/tape.h"

struct evaluation {
    const struct tape *tape;
    double *values; /* tape->n_values of them; given arrays are read where they are */
};

/* Makes room for a tape's values. */
bool eval_init(struct evaluation *e, const struct tape *tape);
/* Runs the tape; the slots of inputs hold what the caller put there. False when time or memory
 * ran out; nan and inf are values here. */
bool eval_run(struct evaluation *e);
void eval_free(struct evaluation *e);

/* The values of a slot, row-major. */
static inline const double *eval_slot(const struct evaluation *e, uint32_t slot)
{
    const struct instruction *in = &e->tape->code.at[slot];
    if (in->op == OP_ARRAY) return e->tape->g->arrays.at[in->data].values;
    return e->values + e->tape->offsets[slot];
}
/* Where the caller puts the values of an input. */
static inline double *eval_input(const struct evaluation *e, uint32_t slot)
{
    return e->values + e->tape->offsets[slot];
}

#endif

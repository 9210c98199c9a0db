/* eval.h - a tape run in double precision: scalar code step after step, code with arrays as its
 * plan says. */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include "eval/group.h"

struct evaluation {
    const struct tape *tape;
    struct code code;
    double *values; /* of scalar code: by step; NULL where there are arrays */
    struct plan plan;
    struct runtime runtime;
    unsigned most_threads, n_scratch;
    bool has_blas;
    bool has_run; /* what no input changes is computed */
    atomic_bool alarm;
    struct buffer *inputs; /* by step: the memory of an input */
};

/* At most `most_threads` threads, 0: as many as there are cores. */
bool eval_init(struct evaluation *e, const struct tape *tape, unsigned most_threads);
/* Before the first run. May be called again; inputs keep their values. Scalar code keeps all its
 * values whatever is requested. */
bool eval_plan(struct evaluation *e, const struct plan_request *request);
/* Runs the tape; the slots of inputs hold what the caller put there. False when time or memory
 * ran out; nan and inf are values here. */
bool eval_run(struct evaluation *e);
void eval_free(struct evaluation *e);

/* The values of a slot that was to be kept, row-major, or of an input. */
static inline double *eval_slot(const struct evaluation *e, uint32_t slot)
{
    uint32_t step = e->code.of_slot[slot];
    if (e->values) return e->values + step;
    const struct view *v = &e->plan.storage[step].view;
    return e->plan.at[v->base] + v->offset;
}
/* Gives inputs the values of kept slots, all at once; a slot that was computed may lose its own.
 * False without memory. */
bool eval_become(struct evaluation *e, const uint32_t *inputs, const uint32_t *slots, size_t n);
/* True if all watched values of the last run are finite. */
bool eval_is_finite(const struct evaluation *e, const struct plan_request *request);

#endif

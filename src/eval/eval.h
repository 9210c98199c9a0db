/* eval.h - runs a tape in double precision: scalar code one step after another, code with arrays
 * stage by stage as its plan says. */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include "eval/group.h"

/* Told how many stages of a run are done. */
typedef void eval_listener(void *user, uint32_t stages);

struct evaluation {
    const struct tape *tape;
    struct code code;
    double *values;   /* of scalar code: by step; NULL where there are arrays */
    struct plan plan; /* of code with arrays */
    struct runtime runtime;
    unsigned most_threads, n_scratch;
    bool has_blas;
    bool has_run;               /* stages that depend on no input are done */
    struct decomposition *kept; /* of matrices, during a run */
    /* Something was too small or too large for doubles: in the last run; in what runs only once. */
    bool left_range, left_range_once;
    atomic_bool not_finite;
    struct buffer *inputs; /* by step: the memory of an input */
    eval_listener *told;   /* during a run, or NULL */
    void *user;
};

/* Prepares to run the tape, which must outlive the evaluation, with at most `most_threads` threads
 * (0: one per core). False when memory or time ran out; eval_free() is due either way. */
bool eval_init(struct evaluation *e, const struct tape *tape, unsigned most_threads);
/* Plans the runs that follow; must be called before the first, and may be called again. Inputs keep
 * their values. Scalar code keeps the value of every slot, whatever is requested. False without
 * memory. */
bool eval_plan(struct evaluation *e, const struct plan_request *request);
/* Lets an input of code with arrays have the values at x, row-major, which are read in place until
 * the next plan is made. */
static inline void eval_lend(struct evaluation *e, uint32_t slot, const double *x)
{
    e->plan.at[e->code.of_slot[slot]] = (double *)x; /* no stage writes to an input */
}
/* Runs the tape on the inputs that the caller has written through eval_slot(). False when time or
 * memory ran out; nan and infinities are ordinary results. */
bool eval_run(struct evaluation *e);
/* The same, and tells of its stages. */
bool eval_run_told(struct evaluation *e, eval_listener *told, void *user);
void eval_free(struct evaluation *e);

/* Returns the values, row-major, of an input or of a step that the plan keeps. */
static inline double *eval_step(const struct evaluation *e, uint32_t step)
{
    if (e->values) return e->values + step;
    const struct view *v = &e->plan.storage[step].view;
    return e->plan.at[v->base] + v->offset;
}
/* The same of a slot. */
static inline double *eval_slot(const struct evaluation *e, uint32_t slot)
{
    return eval_step(e, e->code.of_slot[slot]);
}
/* After how many stages of a run a slot that the plan keeps has its values; UINT32_MAX: at its end.
 */
static inline uint32_t eval_ready(const struct evaluation *e, uint32_t slot)
{
    return e->values ? UINT32_MAX : e->plan.storage[e->code.of_slot[slot]].ready;
}
/* Runs one step of its own stage once more, whose arguments the plan keeps. Decompositions of
 * matrices are kept for further steps until eval_forget(). False when time or memory ran out. */
bool eval_call(struct evaluation *e, uint32_t step);
void eval_forget(struct evaluation *e);
/* Assigns to inputs[i] the values of slots[i], which the plan keeps, for all i at once. Computed
 * slots may lose their values by it. False without memory. */
bool eval_become(struct evaluation *e, const uint32_t *inputs, const uint32_t *slots, size_t n);
/* True if all watched values of the last run are finite. */
bool eval_is_finite(const struct evaluation *e, const struct plan_request *request);

#endif

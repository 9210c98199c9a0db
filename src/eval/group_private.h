/* group_private.h - what the files that run a group's program share. */
#ifndef EVAL_GROUP_PRIVATE_H
#define EVAL_GROUP_PRIVATE_H

#include "eval/group.h"

/* `rows` rows from `row` on and `columns` columns from `column` on: the entries from `first` to
 * `end`, which follow one another as blocks are whole rows or part of one. */
struct block {
    int64_t index, row, rows, column, columns, first, end;
};

struct run {
    const struct plan *plan;
    const struct group *group;
    const struct runtime *runtime;
};

/* One thread's part of the run. Register pointers point to entry `first` of the current block. */
struct worker {
    const struct run *run;
    struct block block;
    int64_t chunk;
    double **registers;
    double *function_scratch; /* a block for the functions' own use */
    double *stretch_scratch;  /* for stretches */
};

static inline const struct program *worker_program(const struct worker *w)
{
    return w->run->group->program;
}
static inline double *worker_memory(const struct worker *w, const struct view *v)
{
    return w->run->plan->at[v->base] + v->offset;
}
/* Returns the matrix that the operation reads, from a row on. */
struct block_matrix worker_matrix(const struct worker *w, const struct block_op *o, int64_t row);

/* reductions.c. Initializes the partial results that the chunk's blocks add to. */
void reductions_clear(const struct worker *w);
/* Leaves the partial result of n entries of the block, from entry `from` on. */
void reduction_run(const struct worker *w, const struct block_op *o, const double *x,
                   const double *y, int64_t from, int64_t n);
/* ... of no entries. */
void reduction_pass(const struct worker *w, const struct block_op *o);
/* From the partial results of all blocks to the result; nothing if it is no reduction. */
void reduction_finish(const struct worker *w, const struct block_op *o);

#endif

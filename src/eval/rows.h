/* rows.h - runs a tape over many points, which are the rows of a table: each step over a block of
 * rows at a time, so that intermediate values stay in the first-level cache. A row's result has the
 * same bits wherever in a block it is. */
#ifndef EVAL_ROWS_H
#define EVAL_ROWS_H

#include "eval/assembler.h"
#include "eval/block.h"
#include "eval/eval.h"
#include "eval/executable.h"
#include "eval/sleef.h"
#include "tape/registers.h"

enum { ROWS_BLOCK = 256 };

/* One entry of a slot of the tape. */
struct slot_entry {
    uint32_t slot;
    int64_t entry;
};

/* A step and its registers. */
struct row_step {
    struct code_step step;
    const double *factors; /* of a sum */
    uint32_t index;        /* of the step in code */
    uint32_t out, partner; /* the register of the result; that of the partner, or the same */
    uint32_t args[3];      /* the registers of the first three arguments */
    /* Where machine code begins that computes this step and those after it (machine_code.h): */
    vector_loop *loop;   /* NULL: there is none */
    uint32_t loop_steps; /* how many it computes */
    size_t loop_start;   /* in the code, while that is made */
};

struct rows {
    const struct tape *tape;
    struct code code;
    struct registers registers;      /* of scalar code */
    VEC(struct row_step) steps;      /* run for every block */
    struct executable executable;    /* the loops of the steps */
    bool *in_loop;                   /* by output: some loop writes it */
    bool has_tried;                  /* to make loops, */
    bool refuses;                    /* or must not, nor of arrays */
    size_t expected;                 /* rows */
    bool has_arrays;                 /* so rows are run one by one */
    const struct slot_entry *inputs; /* what changes from row to row */
    size_t n_inputs;
    const struct slot_entry *outputs;
    size_t n_outputs;
    /* Of a tape with arrays, slots that are read after a row: first those of which a comparison, or
     * the like, shows nothing when they are not finite, then those of the outputs. */
    VEC(uint32_t) keep;
    size_t n_watched;
    const struct block_kernels *kernels;
    const struct sleef *sleef; /* or NULL */
};

/* Prepares to run the tape with `inputs` as each row's data and `outputs` as its results. Both
 * lists, like the tape, must outlive `rows`. False when memory or time ran out; rows_free() is due
 * either way. */
bool rows_init(struct rows *rows, const struct tape *tape, const struct slot_entry *inputs,
               size_t n_inputs, const struct slot_entry *outputs, size_t n_outputs);
void rows_free(struct rows *rows);
/* Makes no machine code, however many rows there will be. */
static inline void rows_refuse_machine_code(struct rows *rows)
{
    rows->has_tried = rows->refuses = true;
}
/* Says that about n more rows will be run, and makes machine code once that pays, unless the
 * environment has DCALC_NO_JIT. Not while other threads run rows. False without memory. */
bool rows_expect(struct rows *rows, size_t n);

/* What one thread needs to run rows. Only one thread may run a tape with arrays. */
struct row_worker {
    struct mem *mem;     /* its own, for what is made while it runs */
    struct buffer block; /* the registers, aligned for vectors, and a vector for each (loops) */
    double *registers;
    const double **pointers; /* to each register; those of inputs point to the caller's columns */
    /* By output: where the caller wants it, as wide as the rows of a run, or NULL; where loops put
     * it in this run. */
    double **wanted, **outputs;
    double *columns; /* of a tape with arrays: the results */
    bool *doubtful;  /* ... the rows in which something watched is not finite, */
    bool *small;     /* ... and by output and row whether it is too small for a double */
    struct evaluation evaluation;
    struct evaluation closely; /* the same with every step kept, once that was wanted */
    /* Once a block needed them: */
    uint8_t *tainted;   /* by register and row: something that it depends on was not finite */
    double *losses;     /* by register and row (underflow.h), then those of one step's arguments and
                           the arguments */
    bool any_tainted;   /* in the last block, or lost */
    bool fixed_tainted; /* some fixed step is not finite, or too small for doubles */
};
/* The memory is that of the thread that will run the rows. */
bool row_worker_init(struct row_worker *worker, const struct rows *rows, struct mem *mem);
void row_worker_free(struct row_worker *worker, const struct rows *rows);

/* Runs n rows, at most ROWS_BLOCK; in[k] has input k of each row. Rows with an input that is not
 * finite have no answer, which is the caller's to know. False when time or memory ran out. */
bool rows_run(const struct rows *rows, struct row_worker *worker, const double *const *in,
              size_t n);
/* Returns output k of each row, valid until the next run. */
const double *rows_output(const struct rows *rows, const struct row_worker *worker, size_t k);
/* True if output k of a row of the last block depends on something that is not finite, or is off by
 * more than its last digits because of something too small for doubles. The output itself may look
 * harmless: 1/(x*x) is 0 after an overflow. */
bool rows_is_tainted(const struct rows *rows, const struct row_worker *worker, size_t k,
                     size_t row);
/* True if output k of a row of the last block is 0, or has few digits, because it is itself too
 * small for a double. */
bool rows_is_small(const struct rows *rows, const struct row_worker *worker, size_t k, size_t row);

#endif

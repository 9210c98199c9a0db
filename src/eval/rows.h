/* rows.h - a tape run over many points: each step over a block of rows at a time, so that
 * the values in between stay in the first-level cache. Every row's result has the same bits
 * wherever in a block it stands. */
#ifndef EVAL_ROWS_H
#define EVAL_ROWS_H

#include "eval/block.h"
#include "eval/eval.h"
#include "eval/sleef.h"
#include "tape/registers.h"

enum { ROWS_BLOCK = 256 };

/* One number of a row: an entry of a slot. */
struct row_number {
    uint32_t slot;
    int64_t entry;
};

/* A step with its registers. */
struct row_step {
    struct code_step step;
    const double *factors; /* of a sum */
    uint32_t index;        /* of the step in the code */
    uint32_t out, partner; /* the register of the result; of the partner's, or the same */
    uint32_t args[3];      /* of the first three arguments */
};

struct rows {
    const struct tape *tape;
    struct code code;
    struct registers registers;      /* of scalar code */
    VEC(struct row_step) steps;      /* that are run for every block */
    bool has_arrays;                 /* then row by row */
    const struct row_number *inputs; /* what changes from row to row */
    size_t n_inputs;
    const struct row_number *numbers;
    size_t n_numbers;
    const struct block_kernels *kernels;
    const struct sleef *sleef; /* or NULL */
};

/* Inputs and numbers stay with the caller. */
bool rows_init(struct rows *rows, const struct tape *tape, const struct row_number *inputs,
               size_t n_inputs, const struct row_number *numbers, size_t n_numbers);
void rows_free(struct rows *rows);

/* What one thread needs. A tape with arrays can be run by one thread alone. */
struct row_worker {
    struct buffer block; /* the registers, aligned for vectors */
    double *registers;
    const double **pointers; /* to each register; those of inputs to the caller's columns */
    double *columns;         /* of a tape with arrays: the numbers */
    struct evaluation evaluation;
    uint8_t *tainted;   /* by register and row: something on the way to it was not finite */
    bool any_tainted;   /* in the last block */
    bool fixed_tainted; /* a fixed step is not finite */
};
bool row_worker_init(struct row_worker *worker, const struct rows *rows);
void row_worker_free(struct row_worker *worker, const struct rows *rows);

/* n rows, at most ROWS_BLOCK: in[k] holds input k of each. False when time or memory ran out. */
bool rows_run(const struct rows *rows, struct row_worker *worker, const double *const *in,
              size_t n);
/* Number k of each row, until the next run. */
const double *rows_number(const struct rows *rows, const struct row_worker *worker, size_t k);
/* Whether number k of a row of the last block came out of something that is not finite: what has
 * overflowed on the way may look like any number, as 1/(x*x) looks like 0. */
bool rows_is_tainted(const struct rows *rows, const struct row_worker *worker, size_t k,
                     size_t row);

#endif

/* group.h - a group of the plan as a short program that is run for every block of entries:
 * registers hold the values of a block, and each operation is one loop of block.h. */
#ifndef EVAL_GROUP_H
#define EVAL_GROUP_H

#include "eval/threads.h"
#include "eval/plan.h"
#include "eval/sleef.h"

#include <stdatomic.h>

enum block_opcode {
    BLOCK_FILL,              /* out = a */
    BLOCK_FILL_FROM_MEMORY,  /* out = the entry of memory where `view` begins */
    BLOCK_REPEAT_ROW,        /* out = the row of memory at `view`, for each row of the block */
    BLOCK_RANGE,             /* out = the index of each entry */
    BLOCK_GATHER,            /* out = the entries of memory at `view` */
    BLOCK_EMBED,             /* out += a * the entries of memory that an embedding puts here */
    BLOCK_EMBED_SHIFTED,     /* out += a * those entries of register x */
    BLOCK_SUM,               /* out = c + up to three terms in x, y and z: `sum` */
    BLOCK_LINEAR,            /* out = c + a*x */
    BLOCK_ADD_TERMS,         /* out += the sum of a*x over n_terms terms from first_term on */
    BLOCK_MULTIPLY,          /* out = c*x*y */
    BLOCK_SQUARE,            /* out = c*x*x */
    BLOCK_MULTIPLY_TERMS,    /* out *= the product of x over n_terms terms from first_term on */
    BLOCK_DIVIDE,            /* out = x/y */
    BLOCK_DIVIDE_BY,         /* out = x/c */
    BLOCK_DIVIDE_INTO,       /* out = c/x */
    BLOCK_WHOLE_POWER,       /* out = x^exponent */
    BLOCK_ROOT,              /* out = sqrt(x) */
    BLOCK_POWER,             /* out = x^y */
    BLOCK_FUNCTION,          /* out = fn(x, y, z, and x of n_terms terms from first_term on) */
    BLOCK_SINE_COSINE,       /* out = sin(x), register `cosine` = cos(x) */
    BLOCK_ROWS_TIMES_VECTOR, /* out = rows of the matrix at `view` times the vector_view */
    BLOCK_CHECK_FINITE,      /* sets runtime->not_finite unless every entry of x is finite */
    /* Reductions: `out` is a step, and each block or chunk leaves partial results. */
    BLOCK_REDUCE,          /* all entries of x */
    BLOCK_REDUCE_DOT,      /* the sum of all x*y */
    BLOCK_REDUCE_ROWS,     /* each row of x */
    BLOCK_REDUCE_COLUMNS,  /* each column of x */
    BLOCK_REDUCE_ADD_ROWS, /* the sum of the rows of the matrix at `view`, times entries of x */
};

#define NO_REGISTER UINT32_MAX

/* The value of entry i is entry i + shift of the register. */
struct operand {
    uint32_t reg;
    int32_t shift;
};

/* Computes the entries from (first of the block) + first_offset to (end of the block) + end_offset,
 * of those from 0 to `length`. Offsets are nonzero where other operations read with a shift. */
struct block_op {
    uint8_t opcode, fn; /* enum block_opcode; enum fn or enum reduction */
    int16_t first_offset, end_offset;
    uint32_t out; /* a register; of a reduction, its step */
    union {
        uint32_t view;    /* index in program->views */
        uint32_t sum;     /* index in program->sums */
        uint32_t cosine;  /* a register */
        uint32_t n_terms; /* of program->more_terms */
    };
    struct operand x, y, z;
    double a, c;
    int64_t length;
    union {
        uint64_t exponent;
        uint64_t first_term;  /* index in program->more_terms */
        uint64_t vector_view; /* index in program->views */
        uint64_t columns;     /* of an embedding's result */
        uint64_t partials;    /* index in program->partials of the first partial result */
    };
};

/* One term of a sum or argument of a function after the first three, or one factor of a product
 * after the first two. */
struct more_term {
    struct operand x;
    double a;
};

enum register_kind {
    REGISTER_SCRATCH, /* a scratch block of the thread */
    REGISTER_MEMORY,  /* the block's entries in a step's memory */
    REGISTER_ROW,     /* the block's columns of one row in a step's memory */
};
struct block_register {
    uint8_t kind;   /* enum register_kind */
    uint32_t index; /* of the scratch block, or the step whose memory it is */
    int64_t offset; /* in that memory */
};

/* A sum of up to three terms. Term k has entries from[k] to to[k], which for a shifted embedding
 * are not all, and is zero elsewhere. */
struct short_sum {
    uint32_t n;
    double factor[3];
    int64_t from[3], to[3];
};

/* Memory of a step that an operation reads. */
struct memory_view {
    struct view view;
    int64_t start[2], stride[2]; /* of an embedding: where its entries go, along each axis */
    int64_t count[2];            /* rows and columns that are read */
    int64_t from, to;            /* of a shifted embedding: the entries it has */
};

struct program {
    VEC(struct block_register) registers;
    VEC(struct block_op) setup; /* run once per chunk: fills registers that no block changes */
    VEC(struct block_op) ops;   /* run for every block */
    VEC(struct memory_view) views;
    VEC(struct more_term) more_terms;
    VEC(struct short_sum) sums;
    VEC(struct stretch) stretches; /* of ops, in order (stretch.h) */
    uint32_t n_scratch;
    size_t stride; /* doubles from one scratch block to the next, its margins included */
    size_t margin; /* doubles before the first entry and after the last, which shifts read */
    double *partials;
    size_t n_partials;
};

/* Makes group->program. False without memory; program_free() is due either way. */
bool program_make(struct plan *plan, struct group *group);
void program_free(struct plan *plan, struct group *group);

/* What running needs besides the plan. */
struct runtime {
    const struct block_kernels *kernels;
    const struct sleef *sleef;      /* NULL: the C library's functions */
    struct threads *threads;        /* NULL: the calling thread alone */
    struct buffer *scratch;         /* one per thread */
    const atomic_bool *interrupted; /* NULL, or stops the run once it is true */
    atomic_bool *not_finite;        /* set when a watched value is not finite */
};
/* Returns how many doubles of scratch each thread needs for the group. */
size_t program_scratch(const struct group *group);
/* Runs the group. The core says whether it was stopped before the end. */
void program_run(const struct plan *plan, const struct group *group, const struct runtime *runtime);

#endif

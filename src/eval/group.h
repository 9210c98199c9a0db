/* group.h - a group of the plan as a little program over blocks: registers hold a block's entries,
 * and each operation is one loop of block.h. */
#ifndef EVAL_GROUP_H
#define EVAL_GROUP_H

#include "eval/threads.h"
#include "eval/plan.h"
#include "eval/sleef.h"

#include <stdatomic.h>

enum block_opcode {
    DO_FILL,        /* a */
    DO_FILL_FROM,   /* the entry of memory that `where` begins with */
    DO_TILE,        /* the row of memory at `where`, again and again */
    DO_RANGE,       /* the entries' own places */
    DO_GATHER,      /* the entries of memory at `where` */
    DO_EMBED,       /* out += a * the entries that an embedding puts here */
    DO_SHIFT_EMBED, /* the same, of a register */
    DO_SUM,         /* c + the terms of program->sums at `where`: x, y and z or fewer */
    DO_LINEAR,      /* c + a*x */
    DO_ADD,         /* out + the sum of a*x over `where` more terms from `index` on */
    DO_MULTIPLY,    /* c*x*y */
    DO_SQUARE,      /* c*x*x */
    DO_MULTIPLY_BY, /* out * the product of x over `where` more terms from `index` on */
    DO_DIVIDE,      /* x/y */
    DO_DIVIDE_BY,   /* x/c */
    DO_DIVIDE_INTO, /* c/x */
    DO_WHOLE_POWER, /* x^index */
    DO_ROOT,
    DO_POWER,       /* x^y */
    DO_FUNCTION,    /* fn(x, y, z) */
    DO_SINE_COSINE, /* of x; the cosine into register `where` */
    DO_ROWS,        /* the rows of a matrix times a vector, slots of `where` and `index` */
    DO_WATCH,       /* is every entry of x finite? */
    DO_REDUCE,      /* of all entries of x */
    DO_REDUCE_DOT,  /* of all x*y */
    DO_REDUCE_ROWS, /* along each row */
    DO_REDUCE_COLUMNS,
    DO_REDUCE_ADD_ROWS, /* the rows of a matrix times the entries of x, added up */
};

#define NO_REGISTER UINT32_MAX

/* An entry's value is in the register, `shift` places on. */
struct operand {
    uint32_t at;
    int32_t shift;
};

/* Computes entries from + (block's first) to + (block's end) of `length`, or fewer at the edges. */
struct block_op {
    uint8_t what, fn; /* enum block_opcode; enum fn or enum reduction */
    int16_t from, to;
    uint32_t out;   /* a register; of a reduction, its slot */
    uint32_t where; /* of program->views */
    struct operand x, y, z;
    double a, c;
    int64_t length;
    uint64_t index; /* an exponent, a view, or the first of the reduction's partial results */
};

/* one more term of a long sum or product. */
struct more_term {
    struct operand x;
    double a;
};

enum register_kind { IN_SCRATCH, IN_MEMORY, IN_SEGMENT };
struct reg {
    uint8_t kind;   /* enum register_kind */
    uint32_t index; /* which scratch block; or the slot whose memory it is: all, or a row */
    int64_t offset; /* in that memory */
};

/* Up to three terms; what a shifted embedding puts stands in from..to alone. */
struct short_sum {
    uint32_t n;
    double factor[3];
    int64_t from[3], to[3];
};

/* Memory that an operation reads: entries of a slot. Of an embedding, by axis, where they go; of a
 * shifted one, from start to count. */
struct memory_view {
    struct view view;
    int64_t start[2], step[2], count[2];
};

struct program {
    VEC(struct reg) registers;
    VEC(struct block_op) once; /* fills registers that stay as they are */
    VEC(struct block_op) code;
    VEC(struct memory_view) views;
    VEC(struct more_term) more_terms;
    VEC(struct short_sum) sums;
    uint32_t n_scratch;
    size_t stride; /* doubles of a scratch block, with room for shifts on both sides */
    size_t margin; /* of that, before the first entry */
    double *partials;
    size_t n_partials;
};

bool program_make(struct plan *plan, struct group *group);
void program_free(struct plan *plan, struct group *group);

/* What running needs besides the plan. */
struct runtime {
    const struct block_kernels *kernels;
    const struct sleef *sleef; /* or NULL: the C library's functions */
    struct threads *threads;   /* or NULL: no threads */
    struct buffer *scratch;    /* one a thread */
    const atomic_bool *interrupted;
    atomic_bool *alarm; /* set when a watched value is not finite */
};
/* Doubles of scratch that a thread needs for the group. */
size_t program_scratch(const struct group *group);
void program_run(const struct plan *plan, const struct group *group, const struct runtime *runtime);

#endif

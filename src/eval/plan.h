/* plan.h - the order in which code with arrays is run, and where its values stand. A slot here is a
 * step of the code.
 *
 * Elementwise operations over the same entries are gathered in groups that pass over memory once,
 * with the reductions of what they make and, for matrices times vectors, the products too. Every
 * value that leaves its step stands in a buffer, which others take over when nobody needs it any
 * more. Slices and transposes are views. */
#ifndef EVAL_PLAN_H
#define EVAL_PLAN_H

#include "eval/block.h"
#include "tape/order.h"

/* Entry (i, j) of a value stands at offset + i*down + j*across of the memory of slot `base`; of a
 * vector the only row is row 0. */
struct view {
    uint32_t base;
    int64_t offset, down, across;
};

enum storage_class {
    STORAGE_NONE,   /* not needed */
    STORAGE_GIVEN,  /* an input: memory that outlives the run */
    STORAGE_NUMBER, /* one number, wherever it is needed */
    STORAGE_RANGE,  /* 0, 1, 2, ..., made wherever it is needed */
    STORAGE_VIEW,   /* part of another slot's memory */
    STORAGE_GROUP,  /* an elementwise value of a group */
    STORAGE_STEP,   /* what a step, or a group by reduction, leaves in memory */
};

struct storage {
    uint8_t class;     /* enum storage_class */
    bool materialized; /* somebody needs it in memory, row after row */
    bool stored;       /* has a buffer of its own */
    bool varies;       /* depends on an input: not the same in every run */
    bool kept;         /* the caller reads it after the run */
    bool watched;      /* and wants to know if it is not finite */
    uint32_t buffer;   /* of plan->buffers, if stored */
    uint32_t step;     /* that makes it */
    uint32_t ready;    /* the first step that can read it in memory */
    uint32_t last;     /* the last step that does */
    int32_t depth;     /* of shifts through which it reads its group's values */
    struct view view;
};

#define NO_BUFFER UINT32_MAX
/* Shifts within a group: no value is read further from its place than this. */
enum { MOST_SHIFT = 32 };

enum step_kind { STEP_CALL, STEP_PRODUCT, STEP_GROUP };

struct plan_step {
    uint8_t kind; /* enum step_kind */
    bool varies;
    uint32_t slot, group; /* what it computes, or which group it is */
};

/* Rows by columns of entries, cut into blocks of whole rows or of pieces of one; a vector is one
 * row. Chunks of `chunk` blocks are what threads take. The cuts depend on nothing but the sizes,
 * and so do sums. */
struct group {
    int64_t rows, columns;
    bool narrow; /* has a product with a matrix of long rows: its blocks are short */
    bool varies;
    uint32_t n, room; /* members, in the order of slots */
    uint32_t *members;
    struct cuts cuts;
    struct program *program; /* group.h */
};

struct buffer {
    void *block;
    double *x; /* aligned for vectors */
    size_t n;
    bool taken;
};
/* `rank` counts the buffers that are walked through side by side. */
bool buffer_make(struct mem *mem, struct buffer *b, size_t n, size_t rank);
void buffer_free(struct mem *mem, struct buffer *b);

struct plan {
    const struct code *code;
    struct mem *mem;
    struct storage *storage; /* one per slot */
    VEC(struct plan_step) steps;
    VEC(struct group) groups;
    VEC(struct buffer) buffers;
    uint32_t *partner; /* by slot: the sine or cosine of the same argument, or itself */
    double **at;       /* by slot: its memory, or NULL */
    double *scalars;
    size_t n_scalars;
    double work;                /* elementary operations of one run, roughly */
    double functions, products; /* calls of functions, multiplications in matrix products */
};

/* What is wanted of a plan: the tape's slots that are read after a run (NULL: all), the first of
 * which are watched; and whether it will be run many times with other inputs. */
struct plan_request {
    const uint32_t *keep;
    size_t n_keep, n_watched;
    bool many_runs;
};
bool plan_make(struct plan *plan, const struct code *code, const struct plan_request *request);
void plan_free(struct plan *plan);

static inline struct extent plan_extent(const struct plan *plan, uint32_t slot)
{
    return code_extent(plan->code, slot);
}
static inline struct extent plan_flat(const struct plan *plan, uint32_t slot)
{
    return code_flat(plan->code, slot);
}
static inline struct product plan_product(const struct plan *plan, uint32_t slot)
{
    return code_product(plan->code, slot);
}
static inline const struct code_step *plan_code(const struct plan *plan, uint32_t slot)
{
    return &plan->code->steps.at[slot];
}
static inline uint32_t plan_arg(const struct plan *plan, const struct code_step *in, uint32_t i)
{
    return plan->code->words.at[in->args + i];
}
/* The raw words behind the arguments of a slice or embedding. */
static inline int64_t plan_raw(const struct plan *plan, const struct code_step *in, uint32_t i)
{
    return (int32_t)plan->code->words.at[in->args + in->n + i];
}
static inline const struct shapes *plan_shapes(const struct plan *plan)
{
    return &plan->code->tape->g->shapes;
}

/* The view that a slice, transpose or reshape is of its argument, which stands row after row. */
struct view plan_view(const struct plan *plan, uint32_t slot);

/* True if slot a is read by b, which stands in the same group, from the block at hand. */
bool plan_is_within(const struct plan *plan, uint32_t a, uint32_t b);
/* True for a slice or an embedding that reads its group's values a little off their places. */
bool plan_is_shift(const struct plan *plan, uint32_t slot);

/* plan_memory.c: which values have buffers and until which step; then the buffers. */
void plan_mark_lives(struct plan *plan, bool many_runs);
bool plan_allocate(struct plan *plan);

#endif

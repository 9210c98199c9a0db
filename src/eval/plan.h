/* plan.h - in which stages code with arrays is run, and where in memory its values are.
 *
 * `step` always means a step of the code (tape/code.h). The plan puts steps into stages, which run
 * one after another. Most stages are groups: elementwise steps over the same entries, which pass
 * over memory once together, with the reductions of their values and their products of a matrix and
 * a vector. A value that is read outside its group is stored in a buffer; when its last reader has
 * run, another value takes the buffer over. Slices and transposes are views of other values. */
#ifndef EVAL_PLAN_H
#define EVAL_PLAN_H

#include "eval/block.h"
#include "tape/order.h"

/* Entry (i, j) of a value is at offset + i*row_stride + j*column_stride in the memory of step
 * `base`. A vector is row 0. */
struct view {
    uint32_t base;
    int64_t offset, row_stride, column_stride;
};

/* How a step's value is represented while the plan runs. */
enum storage_class {
    STORAGE_NONE,   /* not at all: nobody needs it */
    STORAGE_GIVEN,  /* an input or a given array: memory that outlives the run */
    STORAGE_NUMBER, /* the same number in every entry, filled in where it is read */
    STORAGE_RANGE,  /* 0, 1, 2, ..., computed where it is read */
    STORAGE_VIEW,   /* part of the memory of another step */
    STORAGE_GROUP,  /* computed block by block within a group */
    STORAGE_RESULT, /* in memory, left there by a stage of its own or by a reduction of a group */
};

struct storage {
    uint8_t class;     /* enum storage_class */
    bool needed;       /* the caller reads it, or something that depends on it */
    bool materialized; /* some reader needs its entries in memory, one row after another */
    bool stored;       /* has a buffer */
    bool varies;       /* depends on an input: computed anew in every run */
    bool kept;         /* the caller reads it after the run */
    bool watched;      /* the caller also wants to know if it is not finite */
    uint32_t buffer;   /* index in plan->buffers, if stored */
    uint32_t stage;    /* the stage that computes it */
    uint32_t ready;    /* the first stage that can read it from memory */
    uint32_t last;     /* the last stage that reads it from memory */
    int32_t depth; /* how far to the right its group's values are read for it, summed over shifts */
    struct view view;
};

#define NO_BUFFER UINT32_MAX
/* Within a group, no value is read more than this many entries from where it is. */
enum { MOST_SHIFT = 32 };

enum stage_kind {
    STAGE_CALL,    /* one step on whole arrays, computed by eval.c */
    STAGE_PRODUCT, /* one product of two matrices */
    STAGE_GROUP,   /* a group */
};

struct stage {
    uint8_t kind;         /* enum stage_kind */
    bool varies;          /* depends on an input: run every time */
    uint32_t step, group; /* the step that it computes, or the index of its group */
};

/* Steps that loop over the same `rows` by `columns` entries, a block at a time (tape/order.h). A
 * vector is one row. */
struct group {
    int64_t rows, columns;
    bool narrow; /* its blocks are short, since each entry reads a long row of a matrix */
    bool varies;
    uint32_t n, room;  /* members; room in the list */
    uint32_t *members; /* steps in ascending order */
    struct cuts cuts;
    struct program *program; /* group.h */
};

struct buffer {
    void *block; /* as allocated */
    double *x;   /* n doubles in it, aligned for vectors */
    size_t n;
    bool taken; /* while the plan is made: holds a value that is still to be read */
};
/* Buffers that are read side by side should differ in `rank`, which moves their start within a
 * page. False without memory. */
bool buffer_make(struct mem *mem, struct buffer *b, size_t n, size_t rank);
void buffer_free(struct mem *mem, struct buffer *b);

struct plan {
    const struct code *code;
    struct mem *mem;
    struct storage *storage; /* by step */
    VEC(struct stage) stages;
    VEC(struct group) groups;
    VEC(struct buffer) buffers;
    uint32_t *partner; /* by step: the sine or cosine of the same argument, or the step itself */
    double **at;       /* by step: its memory, or NULL */
    double *scalars;   /* the memory of stored values of one entry */
    size_t n_scalars;
    bool many_runs, no_machine_code; /* as in the request */
    /* About what one run takes: operations on single entries, calls of functions, and
     * multiplications in products of two matrices. */
    double work, functions, products;
};

/* What a plan is for. */
struct plan_request {
    const uint32_t *keep; /* slots of the tape that are read after a run; NULL: all */
    size_t n_keep;
    size_t n_watched; /* the first of them: the caller asks whether they are finite */
    bool every_step;  /* all steps are read, those that are no slot's too */
    bool many_runs;   /* with different inputs: what depends on none is computed once */
    bool no_machine_code;
};
/* Makes the plan of code, which must outlive it. False without memory; plan_free() is due either
 * way. */
bool plan_make(struct plan *plan, const struct code *code, const struct plan_request *request);
void plan_free(struct plan *plan);

static inline struct extent plan_extent(const struct plan *plan, uint32_t step)
{
    return code_extent(plan->code, step);
}
static inline struct extent plan_flat(const struct plan *plan, uint32_t step)
{
    return code_flat(plan->code, step);
}
static inline struct product plan_product(const struct plan *plan, uint32_t step)
{
    return code_product(plan->code, step);
}
static inline const struct code_step *plan_step(const struct plan *plan, uint32_t step)
{
    return &plan->code->steps.at[step];
}
static inline uint32_t plan_arg(const struct plan *plan, const struct code_step *s, uint32_t i)
{
    return plan->code->words.at[s->args + i];
}
/* Raw word i of a slice or embedding: starts and steps, after the arguments. */
static inline int64_t plan_raw(const struct plan *plan, const struct code_step *s, uint32_t i)
{
    return (int32_t)plan->code->words.at[s->args + s->n + i];
}
static inline const struct shapes *plan_shapes(const struct plan *plan)
{
    return &plan->code->tape->g->shapes;
}

/* plan_reads.c. Returns a slice, transpose or reshape as a view of its argument's memory. */
struct view plan_view(const struct plan *plan, uint32_t step);

/* True for a slice or embedding of a vector that a group can read from its own registers, at most
 * MOST_SHIFT entries to the left or right. */
bool plan_can_shift(const struct plan *plan, const struct code_step *s);
/* True if both steps are in the same group and b reads a's entries of the current block from a
 * register. */
bool plan_is_within(const struct plan *plan, uint32_t a, uint32_t b);
/* True for a slice or embedding that reads values of its group a few entries to the left or right.
 */
bool plan_is_shift(const struct plan *plan, uint32_t step);

static inline bool plan_same_extent(struct extent a, struct extent b)
{
    return a.rows == b.rows && a.columns == b.columns;
}

/* plan_stages.c. Gives every needed step its storage class and its stage. False without memory. */
bool plan_place_steps(struct plan *plan, bool many_runs);
/* Cuts the groups into blocks and lists their members. False without memory. */
bool plan_list_members(struct plan *plan);

/* plan_memory.c. Decides which values have buffers, and until which stage. */
void plan_mark_lives(struct plan *plan, bool many_runs);
/* Allocates the buffers. False without memory. */
bool plan_allocate(struct plan *plan);

#endif

/* tape.h - part of the graph as a linear program: one instruction per node, one slot per
 * instruction, arguments in earlier slots. */
#ifndef TAPE_TAPE_H
#define TAPE_TAPE_H

#include "graph/graph.h"

struct instruction {
    uint8_t op, fn;   /* enum op; enum fn or enum reduction */
    bool is_bound;    /* a number that is the value of a name */
    uint32_t args, n; /* arguments: n slots from tape->words[args] on; in sums and products a slot
                         and a number each, as in the graph */
    shape shape;
    uint32_t data; /* as in the graph: number, constant, axis, name */
    uint32_t slot; /* the slot that has its value: its own, or that of the value of a name */
    id node;       /* the node it was compiled from; instructions are in the order of nodes */
};

struct tape {
    struct graph *g;
    VEC(struct instruction) code;
    VEC(uint32_t) words;
    size_t *offsets; /* by slot: its first entry among n_values + n_given entries */
    size_t n_values,
        n_given; /* entries that are computed; entries of given arrays, which come after them */
};

/* A name and its value, a node of constants. */
struct bound_name {
    uint32_t name;
    id value;
};

/* What a tape computes, and from what. */
struct tape_source {
    const id *roots;
    size_t n_roots;
    const struct bound_name *bound; /* names that are replaced by their values */
    size_t n_bound;
    const id
        *inputs; /* variables with slots of their own, which the caller fills before each run */
    size_t n_inputs;
};

/* Compiles the nodes that the roots depend on; tape_slot() then finds the slot of a root. A name
 * that is neither bound nor an input is a name error. False after an error or without memory. Sizes
 * may be letters if the tape will only be printed: such values have no entries. */
bool tape_compile(struct tape *tape, struct graph *g, const struct tape_source *source);
void tape_free(struct tape *tape);

/* Returns the sizes of the array in a slot. */
static inline struct shape_data tape_dims(const struct tape *tape, uint32_t slot)
{
    return shape_get(&tape->g->shapes, tape->code.at[slot].shape);
}

/* Estimates the work of a run, in operations on single entries. */
double tape_work(const struct tape *tape);

/* Returns how many words an instruction has: arguments with their numbers, then raw words. */
uint32_t tape_words(const struct tape *tape, const struct instruction *in);

/* Returns the slot of a node that was compiled. */
uint32_t tape_slot(const struct tape *tape, id node);
/* True if the node was compiled. */
bool tape_has(const struct tape *tape, id node);

#endif

/* tape.h - part of the graph as a linear program: one instruction a node, one slot an
 * instruction, arguments in earlier slots. Evaluators run it with different kernels. */
#ifndef TAPE_TAPE_H
#define TAPE_TAPE_H

#include "graph/graph.h"

struct instruction {
    uint8_t op, fn; /* enum op; enum fn or enum reduction */
    bool is_bound;  /* a number that a name is bound to */
    uint32_t args,
        n; /* slots from tape->words[args]; pairs in sums and products, as in the graph */
    shape shape;
    uint32_t data; /* as in the graph: number, constant, axis, name */
    uint32_t slot; /* what this one's value equals: itself, or the slot a name is bound to */
    id node;       /* what it was compiled from; instructions are in the order of these */
};

struct tape {
    struct graph *g;
    VEC(struct instruction) code;
    VEC(uint32_t) words;
    size_t *offsets;          /* first number of each slot in a block of n_values + n_given */
    size_t n_values, n_given; /* the given arrays lie behind the values that are computed */
};

/* The value of a name: a node of constants. */
struct bound_name {
    uint32_t name;
    id value;
};

/* What a tape computes, and from what. */
struct tape_source {
    const id *roots;
    size_t n_roots;
    const struct bound_name *bound; /* names that their values replace */
    size_t n_bound;
    const id
        *inputs; /* variables with a slot of their own, which the caller fills before each run */
    size_t n_inputs;
};

/* Compiles the nodes that the roots depend on. The slot of a root is tape_slot(). A name that is
 * neither bound nor an input is a name error. Sizes may be letters if the tape is only to be
 * printed: such values have no room. */
bool tape_compile(struct tape *tape, struct graph *g, const struct tape_source *source);
void tape_free(struct tape *tape);

/* The sizes of the array in a slot. */
static inline struct shape_data tape_dims(const struct tape *tape, uint32_t slot)
{
    return shape_get(&tape->g->shapes, tape->code.at[slot].shape);
}

/* About how much work a run is, in operations on one entry. */
double tape_work(const struct tape *tape);

/* How many words an instruction has: arguments, what goes with them, and raw words behind. */
uint32_t tape_words(const struct tape *tape, const struct instruction *in);

/* The slot of a node that was compiled, and whether it was. */
uint32_t tape_slot(const struct tape *tape, id node);
bool tape_has(const struct tape *tape, id node);

#endif

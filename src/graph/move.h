/* move.h - where an operation of CLASS_MOVE puts its arguments' entries: slices, embeddings, lists,
 * concatenations, transposes, reshapes, broadcasting, diagonals and blocks.
 *
 * A move describes what the operation does with one argument: entry from + sum of i[a]*axes[a].from
 * of the argument becomes entry to + sum of i[a]*axes[a].to of the result, for all indices i[a]
 * below axes[a].n. Entries are counted in row-major order. Entries of the result that no move
 * reaches are zero. */
#ifndef GRAPH_MOVE_H
#define GRAPH_MOVE_H

#include "graph/graph.h"

enum { MOVE_AXES = 4 };

struct move_axis {
    int64_t n, from, to;
};

/* Axes go from the outermost to the innermost of the result: a step along one is longer than all
 * inner axes together. Every `to` is positive if n > 1. */
struct move {
    int64_t from, to;
    struct move_axis axes[MOVE_AXES];
};

/* An operation whose arguments are visited in order. */
struct moving {
    unsigned op;
    uint32_t data;
    int32_t raw[4]; /* raw words, after the children */
    struct shape_data to;
    int64_t at; /* lists and concatenations: where the next argument begins along the axis */
};

/* Begins with the first argument. `raw` are the node's raw words; NULL if it has none. */
struct moving moving_start(unsigned op, uint32_t data, const uint32_t *raw, struct shape_data to);
struct moving moving_node(const struct graph *g, id a);
/* Returns the move of the next argument, which has shape `from`. All sizes must be counts. */
struct move moving_next(struct moving *m, struct shape_data from);
/* True if some entries come from no argument. */
bool moving_leaves_zeros(const struct moving *m);

/* Returns the entry of the argument that becomes entry `to`, or -1. */
int64_t move_source(const struct move *m, int64_t to);

/* Replaces an operation that only moves entries, and a place in it, by the argument and the place
 * whose entry is there. False if none is: there is a zero. All sizes must be counts. */
bool move_to_source(const struct graph *g, id *array, int64_t *place);

/* n entries along the innermost axis: from, from + from_step, ... */
struct move_run {
    int64_t n, from, to, from_step, to_step;
    int64_t index[MOVE_AXES - 1];
};
/* Visit all runs of a move: for (r = move_first(m); r.n; move_on(m, &r)). */
struct move_run move_first(const struct move *m);
void move_on(const struct move *m, struct move_run *r);

#endif

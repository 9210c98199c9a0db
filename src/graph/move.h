/* move.h - where entries go when an operation moves them (CLASS_MOVE): slices, embeddings, lists,
 * concatenations, transposes, reshapes, stretching, diagonals and blocks.
 *
 * What an operation does with one argument is a move: entry from + sum of i[a]*axes[a].from of the
 * argument becomes entry to + sum of i[a]*axes[a].to of the result, for all indices i[a] below
 * axes[a].n. Entries of the result that no move reaches are zero. Entries count in row-major order.
 */
#ifndef GRAPH_MOVE_H
#define GRAPH_MOVE_H

#include "graph/graph.h"

enum { MOVE_AXES = 4 };

struct move_axis {
    int64_t n, from, to;
};

/* The axes go from the outermost to the innermost of the result: what an axis steps over in the
 * result is more than all after it reach. All `to` are above 0 where n > 1. */
struct move {
    int64_t from, to;
    struct move_axis axes[MOVE_AXES];
};

/* An operation whose arguments are being gone through, in their order. */
struct moving {
    unsigned op;
    uint32_t data;
    int32_t raw[4]; /* the words behind the children */
    struct shape_data to;
    int64_t at; /* lists and concatenations: how far the arguments so far reach along the axis */
};

/* raw: the words behind the children, may be NULL where the operation has none. */
struct moving moving_start(unsigned op, uint32_t data, const uint32_t *raw, struct shape_data to);
struct moving moving_node(const struct graph *g, id a);
/* The move of the next argument, which is of shape `from`. All sizes must be counts. */
struct move moving_next(struct moving *m, struct shape_data from);
/* Are there entries that no argument gives? */
bool moving_leaves_zeros(const struct moving *m);

/* The entry of the argument that becomes entry `to`, or -1. */
int64_t move_source(const struct move *m, int64_t to);

/* Entries along the innermost axis: from, from + from_step, ..., n of them. */
struct move_run {
    int64_t n, from, to, from_step, to_step;
    int64_t index[MOVE_AXES - 1];
};
/* All runs of a move: for (r = move_first(m); r.n; move_on(m, &r)). */
struct move_run move_first(const struct move *m);
void move_on(const struct move *m, struct move_run *r);

#endif

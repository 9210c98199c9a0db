/* softmax.h - recognizes softmax and log_softmax, which the graph holds written out. */
#ifndef GRAPH_SOFTMAX_H
#define GRAPH_SOFTMAX_H

#include "graph/graph.h"

/* softmax(x) or log_softmax(x) along an axis or AXIS_ALL. */
struct softmax {
    id x;
    uint32_t axis;
};
bool is_log_softmax(struct graph *g, id a, struct softmax *out);
bool is_softmax(struct graph *g, id a, struct softmax *out);
/* Returns the reduction inside of a reshape that keeps its axis, as sum(A, axis, keepdims=1) has;
 * else POISON. */
id keeps_axis(const struct graph *g, id reshape);

#endif

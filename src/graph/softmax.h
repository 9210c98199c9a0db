/* softmax.h - softmax and log_softmax, which the graph holds as what they are made of. */
#ifndef GRAPH_SOFTMAX_H
#define GRAPH_SOFTMAX_H

#include "graph/graph.h"

/* softmax(x), or log_softmax(x) without the exponential, along an axis or AXIS_ALL. */
struct softmax {
    id x;
    uint32_t axis;
};
bool is_log_softmax(struct graph *g, id a, struct softmax *out);
bool is_softmax(struct graph *g, id a, struct softmax *out);
/* sum(A, axis, keepdims=1) or its kin: the reduction inside of the reshaping, or POISON. */
id keeps_axis(const struct graph *g, id reshape);

#endif

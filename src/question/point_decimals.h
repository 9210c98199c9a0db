/* point_decimals.h - the decimals that the point of a request is written with, read once: the
 * graph, the cache's key and the inputs of a kept tape come from here. */
#ifndef QUESTION_POINT_DECIMALS_H
#define QUESTION_POINT_DECIMALS_H

#include "app/dcalc.h"
#include "base/decimal.h"
#include "graph/graph.h"

/* The longest decimal that is read here, and the largest power of ten that its mantissa may have,
 * so that it stays within the range of doubles. The parser reads what is beyond, as an error that
 * speaks of such a number must show its place. */
enum { POINT_DECIMAL_LENGTH = 60, POINT_DECIMAL_EXPONENT = 280 };

/* The value of one binding: n decimals from `first` on, row by row; none if it is anything but a
 * decimal, a list of decimals or a list of such lists of one length. */
struct binding_decimals {
    struct shape_data shape;
    size_t first, n;
};

struct point_decimals {
    struct mem mem;
    VEC(struct binding_decimals) bindings; /* as in request->at */
    VEC(struct decimal) all; /* below 10^18 in size of mantissa; their texts are the request's */
    bool complete;           /* every value is written with decimals */
};

/* Reads the point of a request, in place of what was read before. */
void point_decimals_read(struct point_decimals *point, const struct dcalc_request *request,
                         const struct limits *limits);
void point_decimals_free(struct point_decimals *point);

/* Is the value of a binding there? Not if the point is NULL. */
bool point_decimals_has(const struct point_decimals *point, size_t binding);
/* Returns the node of a binding that has decimals, POISON after an error. */
id point_decimals_node(const struct point_decimals *point, size_t binding, struct graph *g);

#endif

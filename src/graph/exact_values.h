/* exact_values.h - the rational values that functions have at rational numbers. */
#ifndef EXACT_VALUES_H
#define EXACT_VALUES_H

#include "graph/graph.h"

/* True if fn has a value at v, or at (a, b), that is known to be rational: *result. */
bool exact_value(struct graph *g, enum fn fn, number v, number *result);
bool exact_value2(struct graph *g, enum fn fn, number a, number b, number *result);

#endif

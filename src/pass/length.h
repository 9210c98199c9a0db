/* length.h - how long a formula is, for choosing between forms. */
#ifndef PASS_LENGTH_H
#define PASS_LENGTH_H

#include "graph/graph.h"

/* Lengths of one graph's formulas found before; zeroed at first. */
enum { LENGTHS = 1 << 10 };
struct length {
    id of;
    int depth;
    double length;
};
struct lengths {
    struct length all[LENGTHS];
};

/* Returns about how many characters a formula takes; deeply nested parts all count the same.
 * `known` may be NULL. */
double formula_length(struct lengths *known, const struct graph *g, id a);

#endif

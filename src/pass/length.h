/* length.h - how long a formula is, for choosing between forms. */
#ifndef PASS_LENGTH_H
#define PASS_LENGTH_H

#include "graph/graph.h"

/* Lengths that were found before, of one graph; zeroed at first. */
enum { LENGTHS = 1 << 10 };
struct length {
    id of;
    int depth;
    double length;
};
struct lengths {
    struct length all[LENGTHS];
};

/* About how many characters it takes; parts that are nested deep count alike. `known` may be NULL.
 */
double formula_length(struct lengths *known, const struct graph *g, id a);

#endif

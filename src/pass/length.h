/* length.h - how long a formula is, for choosing between forms. */
#ifndef PASS_LENGTH_H
#define PASS_LENGTH_H

#include "graph/graph.h"

/* About how many characters it takes; parts that are nested deep count alike. */
double formula_length(const struct graph *g, id a);

#endif

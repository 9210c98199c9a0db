/* substitute.h - rebuilding results with other leaves. */
#ifndef PASS_SUBSTITUTE_H
#define PASS_SUBSTITUTE_H

#include "graph/graph.h"

struct replacement {
    id leaf, value; /* the leaf is a variable; shapes are equal */
};

/* Rebuilds roots in place: leaves replaced, names of assigned values taken off. Identities apply
 * again on the way, so exact values fold. False after an error. */
bool substitute(struct graph *g, id *roots, size_t n, const struct replacement *replacements,
                size_t n_replacements);

#endif

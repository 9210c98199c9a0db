/* substitute.h - rebuilds results with other leaves. */
#ifndef PASS_SUBSTITUTE_H
#define PASS_SUBSTITUTE_H

#include "graph/graph.h"

struct replacement {
    id leaf, value; /* the leaf is a variable, or any node for rewrite(); both have one shape */
};

/* Rebuilds roots in place, with leaves replaced and the names of assigned values removed.
 * Identities apply again, so exact values are computed. False after an error. */
bool substitute(struct graph *g, id *roots, size_t n, const struct replacement *replacements,
                size_t n_replacements);

#endif

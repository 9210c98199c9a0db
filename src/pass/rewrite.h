/* rewrite.h - the loop shared by all passes from graph to graph. */
#ifndef PASS_REWRITE_H
#define PASS_REWRITE_H

#include "pass/substitute.h"

/* Returns the replacement of a node, given the node before and after its children were
 * rewritten. */
typedef id (*rewrite_step)(struct graph *g, id before, id now, void *user);

/* Rebuilds everything that the roots depend on, oldest first: each node by its constructor if a
 * child changed, and then by the step. Roots are replaced in place. False after an error. */
bool rewrite(struct graph *g, id *roots, size_t n, const struct replacement *replacements,
             size_t n_replacements, rewrite_step step, void *user);

#endif

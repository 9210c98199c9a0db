/* rewrite.h - the loop that every pass from graph to graph shares. */
#ifndef PASS_REWRITE_H
#define PASS_REWRITE_H

#include "pass/substitute.h"

/* Given a node as it was, and as it is with its children rewritten, returns what stands for it. */
typedef id (*rewrite_step)(struct graph *g, id before, id now, void *user);

/* Rebuilds everything the roots depend on, oldest first: each node through its constructor if a
 * child changed, then through the step. Roots are replaced in place. */
bool rewrite(struct graph *g, id *roots, size_t n, const struct replacement *replacements,
             size_t n_replacements, rewrite_step step, void *user);

#endif

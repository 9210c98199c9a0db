/* activations.h - derivatives of activation functions in terms of their values, as textbooks write
 * them. */
#ifndef PASS_ACTIVATIONS_H
#define PASS_ACTIVATIONS_H

#include "graph/graph.h"

/* If z = tanh(u) is among the values, replaces sech(u)^2 in the roots by 1 - z^2; if it is
 * expit(u), replaces expit(-u) by 1 - z. For formulas only, since numbers would cancel. False after
 * an error. */
bool use_activations(struct graph *g, id *roots, size_t n, const id *values, size_t n_values);

#endif

/* activations.h - derivatives of activation functions in terms of their values, as books write
 * them. */
#ifndef PASS_ACTIVATIONS_H
#define PASS_ACTIVATIONS_H

#include "graph/graph.h"

/* Where z = tanh(u) is among the values, sech(u)^2 in the roots becomes 1 - z^2; where it is
 * expit(u), expit(-u) becomes 1 - z. For formulas: numbers would cancel. */
bool use_activations(struct graph *g, id *roots, size_t n, const id *values, size_t n_values);

#endif

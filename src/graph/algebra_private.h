/* algebra_private.h - what algebra.c shares with roots.c and tensor.c. */
#ifndef GRAPH_ALGEBRA_PRIVATE_H
#define GRAPH_ALGEBRA_PRIVATE_H

#include "graph/graph.h"

/* Returns the product with its coefficient replaced by c. */
id algebra_rescaled(struct graph *g, id product, number c);

bool roots_is_even(const struct numbers *t, number a);
/* Pushes factor a, the number `value`, with an exponent: the rational part goes into *coefficient,
 * the rest onto the scratch. */
void roots_push_number(struct graph *g, id a, number value, number exponent, number *coefficient);
/* Pushes factor a, a product, with an exponent that is not an integer. */
void roots_push_fractional(struct graph *g, id a, number exponent, number *coefficient);

#endif

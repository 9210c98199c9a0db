/* algebra_private.h - what algebra.c, algebra_merge.c, roots.c and tensor.c share. */
#ifndef GRAPH_ALGEBRA_PRIVATE_H
#define GRAPH_ALGEBRA_PRIVATE_H

#include "graph/graph.h"

/* algebra_merge.c. Sorts the terms on the scratch from `begin` on by id, adds up the numbers of
 * equal ids and drops zeros. A term that divides by an exact zero has no value and is never
 * cancelled. False if a term is POISON, or without memory. */
bool algebra_merge(struct graph *g, size_t begin);
/* Returns the product with its coefficient replaced by c. */
id algebra_rescaled(struct graph *g, id product, number c);

bool roots_is_even(const struct numbers *t, number a);
/* Pushes factor a, the number `value`, with an exponent: the rational part goes into *coefficient,
 * the rest onto the scratch. */
void roots_push_number(struct graph *g, id a, number value, number exponent, number *coefficient);
/* Pushes factor a, a product, with an exponent that is not an integer. */
void roots_push_fractional(struct graph *g, id a, number exponent, number *coefficient);

#endif

/* normal_private.h - what the files share that bring constants to a normal form. */
#ifndef SERIES_NORMAL_PRIVATE_H
#define SERIES_NORMAL_PRIVATE_H

#include "series/series.h"

/* The constant in a form in which equal ones meet more often: see scalars_normal.c. */
id node_normal(struct graph *g, id a);
/* A number b such that an algebraic constant is 0 if it is less than 2^-b in size; 0 if none up to
 * most_bits is known. */
long node_separation(struct graph *g, id a, long most_bits);
/* Of a constant without symbols by enclosures, from so many bits to so many: -1, 0, 1 or
 * SIGN_UNKNOWN. A separation is that of node_separation(), or 0. */
int node_enclosed_sign(struct graph *g, id a, long bits, long most_bits, long separation);

/* Of arguments in normal form. */
id normal_power(struct graph *g, id a, number e);
id normal_exp(struct graph *g, id a);
id normal_log(struct graph *g, id a);
id normal_quotient(struct graph *g, id a, id b);
id normal_fn(struct graph *g, enum fn fn, const id *args);
/* The branch that counts of a function that jumps or bends; POISON if it is another, or that is not
 * seen. */
id normal_branch(struct graph *g, enum fn fn, const id *args);
/* c*a + d*b */
id normal_sum(struct graph *g, int64_t c, id a, int64_t d, id b);
/* True if it is seen to be positive. */
bool normal_is_positive(struct graph *g, id a);

#endif

/* linear_rules.h - the derivatives of determinants, inverses and what goes with them; shared by
 * forward.c and reverse.c. */
#ifndef PASS_LINEAR_RULES_H
#define PASS_LINEAR_RULES_H

#include "graph/linear.h"

/* The adjoint of a's child i, given a's own. */
id linear_adjoint(struct graph *g, id a, uint32_t i, id adjoint);

/* The tangent of a, given those of its children: POISON for one that does not move, not for all. */
id linear_tangent(struct graph *g, id a, const id *tangents);

#endif

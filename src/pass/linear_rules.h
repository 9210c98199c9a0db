/* linear_rules.h - derivatives of determinants, inverses and other linear algebra, and of scans;
 * used by forward.c and reverse.c. */
#ifndef PASS_LINEAR_RULES_H
#define PASS_LINEAR_RULES_H

#include "graph/linear.h"

/* Returns the adjoint of a's child i, given the adjoint of a. */
id linear_adjoint(struct graph *g, id a, uint32_t i, id adjoint);

/* Returns the tangent of a, given those of its children; POISON stands for a zero tangent. At least
 * one must not be zero. */
id linear_tangent(struct graph *g, id a, const id *tangents);

#endif

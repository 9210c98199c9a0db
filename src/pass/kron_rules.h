/* kron_rules.h - Jacobians of operations on matrices as formulas of any size.
 *
 * The entries of an array count row by row: A@X@B has the Jacobian kron(A, B.T) by X. (Rules:
 * Magnus and Neudecker, Matrix Differential Calculus, 1988, who count column by column.) */
#ifndef PASS_KRON_RULES_H
#define PASS_KRON_RULES_H

#include "graph/graph.h"

/* Returns the Jacobian of node a, given those of its children, which are POISON if zero: a matrix
 * with a row per entry. POISON if there is no rule. */
id kron_rule(struct graph *g, id a, const id *tangents);

/* Returns the Jacobian of an array of shape `from` broadcast to shape `to`. */
id kron_stretch(struct graph *g, shape from, shape to, id tangent);

#endif

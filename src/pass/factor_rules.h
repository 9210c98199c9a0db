/* factor_rules.h - derivatives of pseudoinverses and factors of matrices (graph/factor.h). Like the
 * functions of linear_rules.h, which call them. */
#ifndef PASS_FACTOR_RULES_H
#define PASS_FACTOR_RULES_H

#include "graph/graph.h"

id factor_adjoint(struct graph *g, id a, id adjoint);
id factor_tangent(struct graph *g, id a, id tangent);

#endif

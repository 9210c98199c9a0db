/* spectrum_rules.h - derivatives of eigenvalues, singular values and their vectors (Magnus, 1985;
 * Giles, 2008; Townsend, 2016). */
#ifndef PASS_SPECTRUM_RULES_H
#define PASS_SPECTRUM_RULES_H

#include "graph/guard.h"

/* Do for an operation of graph/spectrum.h what linear_adjoint() and linear_tangent() do. */
id spectrum_adjoint(struct graph *g, id a, uint32_t i, id adjoint);
id spectrum_tangent(struct graph *g, id a, const id *tangents);

/* Returns the condition under which the operation has a derivative by its matrix that this adjoint
 * can be applied to: eigenvalues differ, or need not. */
struct guard spectrum_guard(struct graph *g, id a, id adjoint);

#endif

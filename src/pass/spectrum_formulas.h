/* spectrum_formulas.h - functions of eigenvalues and singular values as formulas of the matrix. */
#ifndef PASS_SPECTRUM_FORMULAS_H
#define PASS_SPECTRUM_FORMULAS_H

#include "graph/graph.h"

/* Returns f, which is to be differentiated by the leaves, with each map whose weights are a known
 * function of the values as a formula of its matrix: eigmap(A, exp(eigvalsh(A))) is expm of the
 * symmetric part. Such a formula has derivatives where values are equal, too, whose vectors are not
 * unique. */
id spectrum_formulas(struct graph *g, id f, const id *leaves, size_t n);

#endif

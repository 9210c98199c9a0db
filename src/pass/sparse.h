/* sparse.h - Jacobians as their nonzeros. */
#ifndef PASS_SPARSE_H
#define PASS_SPARSE_H

#include "pass/band.h"

/* One row an entry of the values, one column an entry of the leaves, in the order given. Bands may
 * meet at an entry, which is then their sum. */
struct sparse {
    int64_t rows, columns;
    struct bands bands;
};

/* The Jacobian of n_values arrays by n_leaves leaves (variables or named values), forward through
 * the graph in bands: what slices, elementwise functions, sums and products do to them is done to
 * a million entries at once. Coefficients are nodes of the graph. Sets *unfit and returns false
 * where an operation leaves no regular form; false alone after an error. */
bool sparse_by_bands(struct graph *g, const id *values, size_t n_values, const id *leaves,
                     size_t n_leaves, struct sparse *out, bool *unfit);
void sparse_free(struct graph *g, struct sparse *sparse);

#endif

/* sparse.h - Jacobians as their nonzeros. */
#ifndef PASS_SPARSE_H
#define PASS_SPARSE_H

#include "pass/band.h"
#include "pass/pattern.h"

/* A Jacobian compressed: a sweep gives all columns of a colour added up, or all rows of one, and
 * the pattern tells which entry is whose. */
struct compressed {
    struct pattern pattern;
    uint32_t *column_colours, *row_colours; /* UNCOLOURED: not from such a sweep */
    bool rows_first;                        /* where both are coloured, take the row's sweep */
    VEC(id) forward;                        /* by colour of columns: a vector, one entry a row */
    VEC(id) backward;      /* by colour of rows, for each leaf: the adjoint in its shape */
    VEC(size_t) leaf_ends; /* columns up to the end of each leaf */
};

/* One row an entry of the values, one column an entry of the leaves, in the order given. Bands may
 * meet at an entry, which is then their sum. */
struct sparse {
    int64_t rows, columns;
    bool by_colour;
    struct bands bands;
    struct compressed compressed; /* by_colour: instead of the bands */
};

/* The Jacobian of n_values arrays by n_leaves leaves (variables or named values), forward through
 * the graph in bands: what slices, elementwise functions, sums and products do to them is done to
 * a million entries at once. Coefficients are nodes of the graph. Sets *unfit and returns false
 * where an operation leaves no regular form; false alone after an error. */
bool sparse_by_bands(struct graph *g, const id *values, size_t n_values, const id *leaves,
                     size_t n_leaves, struct sparse *out, bool *unfit);
/* The same of any program: its pattern entry by entry, coloured, and as many sweeps as there are
 * colours. */
bool sparse_by_colour(struct graph *g, const id *values, size_t n_values, const id *leaves,
                      size_t n_leaves, struct sparse *out);
void sparse_free(struct graph *g, struct sparse *sparse);

/* Where an entry of a compressed Jacobian is: entry `place` of an array. */
struct cell {
    id array;
    size_t place;
};
struct cell sparse_cell(const struct compressed *c, size_t row, size_t column);

#endif

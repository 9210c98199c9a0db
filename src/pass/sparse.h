/* sparse.h - Jacobians as lists of their nonzeros. */
#ifndef PASS_SPARSE_H
#define PASS_SPARSE_H

#include "pass/band.h"
#include "pass/pattern.h"

/* A compressed Jacobian: one sweep gives the sum of all columns of a colour, or of all rows of one,
 * and the pattern tells which entry belongs to which. */
struct compressed {
    struct pattern pattern;
    uint32_t *column_colours, *row_colours; /* UNCOLOURED: in no such sweep */
    bool rows_first;                        /* if both are coloured, use the row's sweep */
    VEC(id) forward;       /* by colour of columns: a vector with one entry per row */
    VEC(id) backward;      /* by colour of rows and by leaf: the adjoint in the leaf's shape */
    VEC(size_t) leaf_ends; /* by leaf: number of columns up to its end */
};

/* One row per entry of the values and one column per entry of the leaves, in the order given.
 * Several bands may have the same entry, which is then their sum. */
struct sparse {
    int64_t rows, columns;
    bool by_colour;
    struct bands bands;
    struct compressed compressed; /* used instead of the bands if by_colour */
};

/* Computes the Jacobian of n_values arrays by n_leaves leaves (variables or named values), carrying
 * bands forward through the graph, so that slices, elementwise functions, sums and products are
 * applied to a million entries at once. Coefficients are nodes of the graph. Returns false with
 * *unfit set if some operation leaves no regular form; otherwise false means an error. */
bool sparse_by_bands(struct graph *g, const id *values, size_t n_values, const id *leaves,
                     size_t n_leaves, struct sparse *out, bool *unfit);
/* Computes the same for any program: finds its pattern entry by entry, colours it, and does one
 * sweep per colour. False after an error. */
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

/* places.h - where the entries of an output go that is the nonzeros of a matrix, and where these
 * lie in the matrix. */
#ifndef PRINT_PLACES_H
#define PRINT_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Entry (i, j) of an array goes to place start + i*down + j*step of its output; a vector is one
 * row. Where it adds, each of its places has had a number from a root before it. */
struct code_place {
    int64_t start, down, step;
    bool adds;
};

/* A sparse matrix in compressed rows: row r has nonzeros starts[r], ..., starts[r + 1] - 1. */
struct code_pattern {
    size_t rows, columns, count;
    const size_t *starts;
    const unsigned *column; /* by nonzero */
};

#endif

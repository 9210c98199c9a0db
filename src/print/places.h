/* places.h - where the entries of an output go that is the nonzeros of a matrix, and where these
 * lie in the matrix. */
#ifndef PRINT_PLACES_H
#define PRINT_PLACES_H

#include "base/str.h"

#include <stdint.h>

/* Entry (i, j) of an array goes to place start + i*down + j*step of its output; a vector is one
 * row. Where it adds, each of its places has had a number from a root before it. If it is listed,
 * which only vectors are, entry i goes to place order[start + i] of the pattern. */
struct code_place {
    int64_t start, down, step;
    bool adds, listed;
};

/* A sparse matrix in compressed rows: row r has nonzeros starts[r], ..., starts[r + 1] - 1. */
struct code_pattern {
    size_t rows, columns, count;
    const size_t *starts;
    const unsigned *column; /* by nonzero */
    const size_t *order;    /* n_order places that lie in no regular way */
    size_t n_order;
};

/* n whole numbers, of one width or the other. */
struct place_list {
    const size_t *wide;
    const unsigned *narrow; /* if wide is NULL */
    size_t n;
};
/* Appends "1, 2, 3" in lines of a source file; the text's last line began at `line`. */
void places_put(struct str *out, size_t line, struct place_list list);

#endif

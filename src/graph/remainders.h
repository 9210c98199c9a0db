/* remainders.h - square matrices modulo a prime: their rank tells that of matrices of whole numbers
 * or of fractions, if it is full, and probably if it is not. */
#ifndef GRAPH_REMAINDERS_H
#define GRAPH_REMAINDERS_H

#include "base/diag.h"

/* Entries are below the prime, which is below 2^31. rows and columns: which of those of the given
 * matrix stand there now. */
struct remainders {
    size_t n;
    uint64_t prime, *at;
    size_t *rows, *columns;
};

/* Entries are left to the caller. False without memory; to be freed even so. */
bool remainders_make(struct core *core, struct remainders *m, size_t n);
void remainders_free(struct core *core, struct remainders *m);
/* 1/a modulo the prime; 0 of 0. */
uint64_t remainders_inverse(const struct remainders *m, uint64_t a);
/* Returns the rank; the rows and columns that depend on the others come last. On and above the
 * diagonal stands what elimination leaves, below it how often a row was taken from another. False
 * when time ran out. */
bool remainders_eliminate(struct core *core, struct remainders *m, size_t *rank);
/* After that: solves for the part of the first `rank` rows and columns. x is the right side, and
 * becomes the solution. */
void remainders_solve(const struct remainders *m, size_t rank, uint64_t *x);

#endif

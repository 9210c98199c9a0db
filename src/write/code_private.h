/* code_private.h - between code.c and the files that list what a function takes and returns. */
#ifndef WRITE_CODE_PRIVATE_H
#define WRITE_CODE_PRIVATE_H

#include "print/places.h"
#include "question/answer.h"

/* The arguments of a function, which are variables. */
struct code_inputs {
    VEC(id) all;
};

/* code_inputs.c: the point's names, then the free ones, or in the order that the request gives. The
 * list is the caller's to free. False after a diagnostic. */
bool code_list_inputs(const struct question *q, struct code_inputs *inputs);

/* code_sparse.c: a Jacobian's nonzeros, as arrays and the places of their entries. */
struct code_pieces {
    VEC(id) roots;
    VEC(struct code_place) places; /* by root */
    VEC(size_t) order;             /* places of those that are listed */
};
/* Appends those of a sparse answer. False after a diagnostic. */
bool code_list_pieces(const struct question *q, struct code_pieces *out);
void code_free_pieces(const struct question *q, struct code_pieces *pieces);

#endif

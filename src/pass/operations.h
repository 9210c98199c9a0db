/* operations.h - how many operations a formula is written with, by which forms are compared. */
#ifndef PASS_OPERATIONS_H
#define PASS_OPERATIONS_H

#include "graph/graph.h"

/* Counts of one graph's nodes, by id; zeroed at first. */
struct operations {
    VEC(uint32_t) of;
    VEC(bool) constant; /* without names */
};

/* Returns the number of operations of a formula as it is printed: each operator between two
 * operands, each call, each power and each minus before one operand is one; numbers and names are
 * none. A part that occurs twice counts twice. UINT32_MAX without memory. */
uint32_t operations_count(struct operations *known, const struct graph *g, id a);
/* True for a formula without names of variables and arrays. */
bool operations_is_constant(struct operations *known, const struct graph *g, id a);
void operations_free(struct operations *known, const struct graph *g);

#endif

/* operations.h - how many operations a formula is written with, by which forms are compared. */
#ifndef PASS_OPERATIONS_H
#define PASS_OPERATIONS_H

#include "graph/graph.h"

/* A set of functions. */
struct functions_in {
    uint64_t bits[2];
};
_Static_assert(FN_COUNT <= 128, "a set of functions has 128 bits");
static inline void functions_put(struct functions_in *set, enum fn fn)
{
    set->bits[fn / 64] |= (uint64_t)1 << fn % 64;
}

/* What is known of one formula. */
struct formula_facts {
    struct functions_in functions; /* that it is made of, down to the first on each way */
    uint32_t operations;
    bool known, constant;
};
/* The same of one graph's nodes that were asked for, and of their parts; zeroed at first. */
struct operations {
    VEC(struct formula_facts) of; /* by id */
    VEC(id) todo;                 /* a stack */
};

/* Returns the number of operations of a formula as it is printed: each operator between two
 * operands, each call, each power and each minus before one operand is one; numbers and names are
 * none. A part that occurs twice counts twice. UINT32_MAX without memory. */
uint32_t operations_count(struct operations *known, const struct graph *g, id a);
/* True for a formula without names of variables and arrays. */
bool operations_is_constant(struct operations *known, const struct graph *g, id a);
/* Returns the functions that a formula is made of: those of its terms and factors, not those of
 * arguments, except of where, max, min, abs, exp and log. None without memory. */
struct functions_in operations_functions(struct operations *known, const struct graph *g, id a);
void operations_free(struct operations *known, const struct graph *g);

#endif

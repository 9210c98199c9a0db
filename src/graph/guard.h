/* guard.h - what a written operation requires of the point, kept apart from the formula.
 *
 * Identities (x/x = 1, 0*log(x) = 0) lose the conditions under which the written form has a value.
 * Lowering therefore notes, for each operation as it was written, the condition under which it is
 * defined; the evaluator checks them in the order of writing before it answers. */
#ifndef GRAPH_GUARD_H
#define GRAPH_GUARD_H

#include "graph/graph.h"

struct guard {
    enum kind kind;   /* KIND_DOMAIN, KIND_POLE or KIND_KINK */
    id condition;     /* must not be 0 ... */
    id when;          /* ... where this is not 0 (POISON: everywhere) */
    id subject;       /* the argument whose value a message shows */
    const char *what; /* "log", "/" : the operation */
    bool boundary;    /* a kink only if the two sides turn out to differ */
    struct span span;
};

struct guards {
    VEC(struct guard) all;
};

/* Appends the guards of fn applied to args: its conditions of definedness, or its kinks. A
 * condition that is known to hold is left out. */
void guards_of_fn(struct graph *g, struct guards *guards, enum fn fn, const id *args, bool kinks,
                  id when, struct span span);
void guards_add(struct graph *g, struct guards *guards, struct guard guard);

/* The derivative of fn by its k-th argument, or POISON after an error if the table has none. */
id rule_derivative(struct graph *g, enum fn fn, int k, const id *args, id f);

#endif

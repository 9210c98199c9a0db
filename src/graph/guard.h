/* guard.h - conditions that a written operation imposes on the point, kept apart from the formula.
 *
 * Identities (x/x = 1, 0*log(x) = 0) lose the conditions under which the written form has a value.
 * So lowering notes, for each operation as it was written, the condition under which it is defined;
 * the evaluator checks these in the order of writing before it answers. */
#ifndef GRAPH_GUARD_H
#define GRAPH_GUARD_H

#include "graph/graph.h"

struct guard {
    enum kind kind;   /* KIND_DOMAIN, KIND_POLE or KIND_KINK */
    id condition;     /* must not be 0 where `when` is not 0 */
    id when;          /* POISON: everywhere */
    id subject;       /* the argument whose value the message shows */
    const char *what; /* the operation: "log", "/" */
    bool boundary;    /* a kink only if the values on both sides differ */
    struct span span;
    uint32_t operation; /* that is written there, in demand.h; 0: it matters wherever `when` does */
};

struct guards {
    VEC(struct guard) all;
};

/* Appends the guards of fn applied to args: the conditions under which it is defined, or its kinks.
 * A condition that is known to hold is left out. */
void guards_of_fn(struct graph *g, struct guards *guards, enum fn fn, const id *args, bool kinks,
                  id when, struct span span);
/* The same for a FORMULA of the table, everywhere. */
void guards_of_row(struct graph *g, struct guards *guards, const struct fn_row *row, const id *args,
                   struct span span);
void guards_add(struct graph *g, struct guards *guards, struct guard guard);

/* Returns the derivative of fn by its k-th argument, where f is fn(args); POISON after an error if
 * the table has none. */
id rule_derivative(struct graph *g, enum fn fn, int k, const id *args, id f);
/* The same by functions.def's own rules, which call few functions, whatever they are for. */
id rule_of_table(struct graph *g, enum fn fn, int k, const id *args, id f);
bool rule_exists(enum fn fn, int k);

/* Returns a text in the letters u, v, w, x, y, as many as there are values for them, as a node;
 * POISON after an error. Texts are the program's own. */
id rule_formula(struct graph *g, const char *text, const id *values, uint32_t n);

#endif

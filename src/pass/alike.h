/* alike.h - formulas that are the same but for their names, so that work is done for one of them.
 *
 * The entries of a gradient, a Hessian or a Jacobian are often one formula in other names. What a
 * pass makes of a formula depends on its structure, on the order of its nodes, by which the terms
 * of sums and products are sorted, and on how long its names are and what is assumed of them.
 * Formulas are alike if all of that is equal. */
#ifndef PASS_ALIKE_H
#define PASS_ALIKE_H

#include "pass/rewrite.h"

#define ALIKE_NONE UINT32_MAX

/* A formula that is like none before it. */
struct alike_kind {
    uint64_t outline;      /* of its first two levels */
    uint32_t next;         /* kind whose outline is in the same slot; or ALIKE_NONE */
    uint32_t same_outline; /* kinds before it with the same outline */
    uint32_t root, first;  /* its position among all formulas, and among the firsts */
    uint32_t others;       /* how many are like it */
    uint32_t nodes;        /* how many it has; 0: too many, or it is not described yet */
    bool described;        /* which it is when another one has its outline */
    size_t ids;            /* where its nodes begin, oldest first, among all ids */
    size_t words, n_words; /* its description */
    size_t steps, n_steps; /* how what became of it is made, if that has been asked for */
};

/* A formula that is like the first of its kind: its nodes are as many, in the same order. */
struct alike_other {
    uint32_t root, kind;
    size_t ids;
};

/* How one node of what became of a formula is made. */
struct alike_step {
    id node;           /* in that of the first one */
    uint32_t at;       /* its position, if it was in the formula; or ALIKE_NONE */
    uint32_t children; /* else where the numbers of the steps for its children begin, in words */
};

/* Formulas, which of them are alike, and what became of them. Starts zeroed; to be freed. */
struct alike {
    VEC(id) firsts;     /* the formulas that are like none before them, to work on */
    VEC(uint32_t) at;   /* their positions among all formulas */
    VEC(uint32_t) left; /* positions of those to which alike_put() did nothing */
    VEC(struct alike_kind) kinds;
    VEC(struct alike_other) others;
    VEC(struct alike_step) steps;
    VEC(uint32_t) slots; /* by outline: the newest kind */
    VEC(uint32_t) words;
    VEC(id) ids, now, children;
    VEC(id) assumed; /* names of which something is assumed */
    struct reach reach;
    size_t n_described,
        too_long; /* formulas that were described, and that were too long for that */
};

/* Finds the formulas that are like none before them. False without memory. */
bool alike_find(struct alike *alike, struct graph *g, const id *roots, size_t n);
/* Puts what became of the firsts in the place of all formulas: for one that is like another, the
 * same in its own names, by the constructors. Where these make something else of it, it stays as it
 * is and is listed in `left`. False after an error. */
bool alike_put(struct alike *alike, struct graph *g, id *roots);
void alike_free(struct alike *alike, struct graph *g);

/* Does work on formulas, which does the same with those that are alike: on one of each kind. False
 * after an error, and if the work returns that. */
typedef bool (*alike_work)(struct graph *g, id *roots, size_t n, void *user);
bool alike_each_kind(struct graph *g, id *roots, size_t n, alike_work work, void *user);

/* alike_terms.c: does what rewrite() does, where a step does the same with nodes that are alike: of
 * such terms of long sums, one is rewritten. False after an error. */
bool alike_rewrite(struct graph *g, id *roots, size_t n, rewrite_step step, void *user);
/* True if there is a sum among the nodes that is long enough for that. */
bool alike_has_long_sums(const struct graph *g, const struct reach *reach);

#endif

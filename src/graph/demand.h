/* demand.h - where the conditions on what is written have to hold.
 *
 * What only a branch of where() uses matters only where that branch is taken, even if it was given
 * a name before. So lowering notes the operations that have conditions, and those that use them, as
 * they are written, for the graph itself loses them to its identities. One sweep back from the
 * results then says where each operation matters. Entries that a subscript leaves out matter like
 * the others: they are written too. */
#ifndef GRAPH_DEMAND_H
#define GRAPH_DEMAND_H

#include "graph/guard.h"

#define NO_USE UINT32_MAX

/* What an operation needs of its arguments where some of its own entries matter. */
enum passing {
    PASSES_ALL,      /* every entry */
    PASSES_ENTRIES,  /* the entries at the same places, after broadcasting */
    PASSES_BRANCHES, /* where(): of each branch, the entries for which it is taken */
    PASSES_ITEMS,    /* [a, b]: those of each item */
};

/* An operation as it was written. */
struct written {
    enum passing passing;
    shape shape;
    id condition;     /* of where() */
    uint32_t args, n; /* range of demands->args, of numbers of operations; 0: not noted */
    bool used;        /* another one has it as an argument */
    bool everywhere;  /* all of it matters, at every point */
    bool replaced;    /* another stands for it in a call: it matters only where it is used */
    uint32_t uses;    /* its first use in demands->uses, or NO_USE */
    id matters;       /* known after the sweep: not 0 where it matters; POISON: everywhere */
};

struct demand_use {
    id matters;
    uint32_t next;
};

/* Operation 0 stands for those that are not noted. */
struct demands {
    VEC(struct written) all;
    VEC(uint32_t) args;
    VEC(struct demand_use) uses;
};

/* Notes an operation, whose fields up to `condition` are given, and returns its number. Arguments
 * are operations noted before. 0 without memory. */
uint32_t demand_note(struct mem *mem, struct demands *d, struct written operation,
                     const uint32_t *args, uint32_t n);
/* All of an operation matters: it is a result. */
void demand_all(struct demands *d, uint32_t operation);
bool demand_is_unused(const struct demands *d, uint32_t operation);
/* demand_sweep.c: restricts guards to where their operations matter. */
bool demand_restrict(struct graph *g, struct demands *d, struct guards *guards);
void demand_free(struct mem *mem, struct demands *d);

#endif

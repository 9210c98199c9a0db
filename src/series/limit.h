/* limit.h - limits of scalar formulas by Gruntz's algorithm (On Computing Limits in a Symbolic
 * Manipulation System, 1996): the formula is expanded in powers of its most rapidly varying part,
 * whose coefficients vary more slowly, and the leading coefficient is treated likewise.
 *
 * Nothing is sampled to get a limit or a sign. A coefficient is 0 only where multiplying out shows
 * it; it is not 0 where an enclosure excludes 0. What neither decides is LIMIT_UNDECIDED. */
#ifndef SERIES_LIMIT_H
#define SERIES_LIMIT_H

#include "graph/graph.h"

enum limit_kind {
    LIMIT_VALUE,
    LIMIT_PLUS,       /* +infinity */
    LIMIT_MINUS,      /* -infinity */
    LIMIT_OSCILLATES, /* between low and high, without a limit */
    LIMIT_UNDEFINED,  /* the formula has no value on this side */
    LIMIT_UNDECIDED,
    LIMIT_FAILED, /* time or memory ran out, or another error was noted */
};

/* An end of what a function takes on as it oscillates. */
struct limit_bound {
    int infinite; /* -1, 0 or 1 */
    id value;     /* POISON: not known */
};

struct limit {
    enum limit_kind kind;
    id value; /* LIMIT_VALUE: a formula without the name that moves */
    struct limit_bound low, high;
    const char *why; /* LIMIT_UNDEFINED, LIMIT_UNDECIDED: in words, or NULL */
};

/* Where a name goes. */
struct limit_point {
    int infinite; /* -1 or 1; 0: to `at` */
    id at;        /* a formula of constants */
    int side;     /* 1: from the right, -1: from the left; nothing else is asked here */
    bool strict;  /* true whatever other names stand for; else these are taken to be generic: what
                     must not be 0 is not, what must be positive is */
};

/* The limit of a scalar formula of the variable x, without arrays (entries_write_out in
 * pass/entries.h). Other names count as constants. */
struct limit limit_of_side(struct graph *g, id formula, id x, struct limit_point point);

/* True if both are the same limit; *decided is false if that cannot be told. */
bool limit_same(struct graph *g, const struct limit *a, const struct limit *b, bool strict,
                bool *decided);

#endif

/* compare_private.h - a gradient's numbers beside those that were computed elsewhere, as the files
 * share them that compare them. */
#ifndef JUDGE_COMPARE_PRIVATE_H
#define JUDGE_COMPARE_PRIVATE_H

#include "judge/judge_private.h"

/* The numbers of one name. */
struct beside {
    const struct dcalc_array *right;
    const double *given; /* right->count of them */
    const double *point; /* the value of the name, as many; NULL if it is not at hand */
    double largest;      /* size of an entry of either */
    bool transposed;     /* given in the other shape */
    bool fine;           /* within the tolerance */
    size_t worst;        /* the entry that is off most */
    double off;          /* by how much */
};

struct comparison {
    struct question *q;
    struct answer *answer;
    VEC(struct beside) all;
    double tolerance;
};

/* Where entry i of the right array stands in one that is turned. */
static inline size_t compare_turned(const struct dcalc_array *a, size_t i)
{
    return i % a->dims[1] * a->dims[0] + i / a->dims[1];
}

/* The number given for entry i of the right array. */
static inline double compare_given(const struct beside *b, size_t i)
{
    return b->given[b->transposed ? compare_turned(b->right, i) : i];
}

/* patterns.c: what all that is wrong has in common, as a sentence; NULL if nothing is found. */
const char *patterns_find(const struct comparison *c, const struct beside *worst);

#endif

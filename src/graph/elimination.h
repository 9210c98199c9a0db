/* elimination.h - determinants, linear systems and cofactors over scalars of any kind, exact or
 * enclosed, and over these with directions added.
 *
 * An entry is an element of R[t1, ..., tk]/(t1^2, ..., tk^2): 2^k scalars, number S the coefficient
 * of the product of those t whose bits are in S. With the direction Hi as the coefficient of ti,
 * the last coefficient of a function of the matrix is its k-th derivative along H1, ..., Hk. */
#ifndef GRAPH_ELIMINATION_H
#define GRAPH_ELIMINATION_H

#include "base/diag.h"

struct field {
    size_t size;         /* of a scalar in bytes */
    const void *context; /* the make's own */
    void (*make)(const struct field *f, void *x);
    void (*drop)(void *x);
    void (*copy)(void *out, const void *x);
    void (*set)(void *out, long value);
    void (*add)(void *out, const void *a, const void *b);
    void (*subtract)(void *out, const void *a, const void *b);
    void (*multiply)(void *out, const void *a, const void *b);
    void (*divide)(void *out, const void *a, const void *b);
    double (*weight)(const void *x); /* how good a pivot it is, -INFINITY if it may be 0 */
};

/* A matrix of elements, row-major. */
struct elements {
    const struct field *field;
    int64_t rows, columns;
    uint32_t directions; /* k */
    unsigned char *at;   /* NULL without memory */
};
/* All zero; false without memory. */
bool elements_make(struct core *core, struct elements *m, const struct field *f, int64_t rows,
                   int64_t columns, uint32_t directions);
void elements_free(struct core *core, struct elements *m);
/* Coefficient `part` of entry (i, j). */
void *elements_at(const struct elements *m, int64_t i, int64_t j, uint32_t part);

/* Gaussian elimination of the square matrix a, with pivots sought in all that is left (Wilkinson,
 * 1961), and b's columns brought along: det (1 by 1) becomes the product of the pivots with its
 * sign, b the solution of a*x = b. Over intervals this is the interval Gauss algorithm (Alefeld and
 * Herzberger, 1983, ch. 15): the operations enclose, whatever is chosen as pivot.
 * Returns how many pivots there were: where fewer than rows, the rest may be 0, det is the product
 * so far, a's lower right part is what is left, and b is of no use. -1 when time or memory is out.
 */
int64_t eliminate(struct core *core, struct elements *a, struct elements *b, struct elements *det);

/* The cofactors of a, whatever its rank, by Faddeev and LeVerrier's recurrence (Faddeev and
 * Faddeeva, 1963): it divides by 1, ..., rows alone. False when time or memory is out. */
bool cofactors(struct core *core, const struct elements *a, struct elements *out);

#endif

/* elimination.h - determinants, linear systems and cofactors over any kind of scalars, exact or
 * enclosed, and over these with directions added.
 *
 * An entry is an element of R[t1, ..., tk]/(t1^2, ..., tk^2): 2^k scalars, of which number S is the
 * coefficient of the product of those t whose bits are in S. If the direction Hi is the coefficient
 * of ti in a matrix, the last coefficient of a function of the matrix is its k-th derivative along
 * H1, ..., Hk. */
#ifndef GRAPH_ELIMINATION_H
#define GRAPH_ELIMINATION_H

#include "base/diag.h"

struct field {
    size_t size;         /* bytes of a scalar */
    const void *context; /* passed to make */
    void (*make)(const struct field *f, void *x);
    void (*drop)(void *x);
    void (*copy)(void *out, const void *x);
    void (*set)(void *out, long value);
    void (*add)(void *out, const void *a, const void *b);
    void (*subtract)(void *out, const void *a, const void *b);
    void (*multiply)(void *out, const void *a, const void *b);
    void (*divide)(void *out, const void *a, const void *b);
    double (*weight)(const void *x); /* how good a pivot it is; -INFINITY if it may be 0 */
};

/* A matrix of elements, row-major. */
struct elements {
    const struct field *field;
    int64_t rows, columns;
    uint32_t directions; /* k */
    unsigned char *at;   /* NULL without memory */
};
/* Makes a matrix of zeros. False without memory. */
bool elements_make(struct core *core, struct elements *m, const struct field *f, int64_t rows,
                   int64_t columns, uint32_t directions);
void elements_free(struct core *core, struct elements *m);
/* Returns coefficient `part` of entry (i, j). */
void *elements_at(const struct elements *m, int64_t i, int64_t j, uint32_t part);

/* Eliminates the square matrix a with complete pivoting (Wilkinson, 1961), transforming b's columns
 * with it: det (1 by 1) becomes the product of the pivots with its sign, b the solution of a*x = b.
 * Over intervals this is the interval Gauss algorithm (Alefeld and Herzberger, 1983, ch. 15): the
 * results are enclosures whichever pivots are chosen.
 *
 * Returns the number of pivots. If it is less than the number of rows, the rest of the matrix may
 * be 0: det is the product so far, a's lower right part is the rest, and b is undefined. Returns -1
 * when time or memory ran out. */
int64_t eliminate(struct core *core, struct elements *a, struct elements *b, struct elements *det);

/* Sets `out`, which is neither of the two, to the product of square matrices. False when time or
 * memory ran out. */
bool elements_multiply(struct core *core, const struct elements *a, const struct elements *b,
                       struct elements *out);

/* Computes the cofactors of a, whatever its rank, by Faddeev and LeVerrier's recurrence (Faddeev
 * and Faddeeva, 1963), which divides only by 1, ..., rows. False when time or memory ran out. */
bool cofactors(struct core *core, const struct elements *a, struct elements *out);

#endif

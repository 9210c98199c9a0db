/* lu.h - LU factorization in doubles, with partial pivoting (Golub and Van Loan, 1996, ch. 3). */
#ifndef EVAL_LU_H
#define EVAL_LU_H

#include "base/diag.h"

/* L below the diagonal, U on and above it; the rows are permuted. */
struct lu {
    struct core *core;
    int64_t n;
    double *lu;
    int64_t *row;
    bool odd, singular;
};

/* Factorizes the n by n matrix a. False when time or memory ran out; lu_free() is due either way.
 */
bool lu_make(struct lu *f, struct core *core, const double *a, int64_t n);
void lu_free(struct lu *f);
/* Solves for x in place, whose rows are in the order of f->row already; f must not be singular.
 * False when time ran out, as lu_invert() is. */
bool lu_solve(const struct lu *f, double *x, int64_t columns);
bool lu_invert(const struct lu *f, double *out);
/* Returns the determinant as fraction * 2^exponent, since the product of the pivots may leave the
 * range of doubles before its end. */
double lu_determinant(const struct lu *f, int64_t *exponent);

#endif

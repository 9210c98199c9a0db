/* remainder_private.h - what the parts of the remainder's enclosure share. */
#ifndef NUMBER_REMAINDER_PRIVATE_H
#define NUMBER_REMAINDER_PRIVATE_H

#include "number/numbers.h"
#include "question/expand.h"

struct piece {
    mpfi_t x, rest;
};

struct remainder {
    const struct question *q;
    struct answer *answer;
    struct expand *f;
    struct intervals range; /* MPFR's exponents, and the environment of enclosures */
    struct scalars s;
    long bits;
    size_t degree;
    mpfi_t center, all;     /* the expansion's point; the range */
    struct series p, slack; /* printed coefficients; true ones minus these */
    VEC(struct piece) pieces;
    mpfi_t attained; /* hull of values of f - p at points */
    mpfr_t blur;     /* how wide the widest of these values is */
    mpfr_t slop;     /* how far apart decimals and the doubles that they stand for can put p */
    mpfi_t t[4];     /* scratch */
};

static inline mpfi_ptr remainder_at(const struct remainder *r, const struct series *a, size_t i)
{
    return series_at(&r->s, a, i);
}

static inline void remainder_unbounded(mpfi_ptr x)
{
    mpfr_set_inf(&x->left, -1);
    mpfr_set_inf(&x->right, 1);
}

/* remainder_forms.c. These return false after an error. */
/* Notes the value of f - p at a point, which is attained. */
bool remainder_look(struct remainder *r, mpfi_srcptr point);
/* Encloses f - p over x; the whole line where that is not possible. */
bool remainder_over(struct remainder *r, mpfi_srcptr x, mpfi_ptr out);

#endif

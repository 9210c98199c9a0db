/* spectrum_private.h - between spectrum_bounds.c and spectrum_intervals.c. */
#ifndef EVAL_SPECTRUM_PRIVATE_H
#define EVAL_SPECTRUM_PRIVATE_H

#include "eval/spectrum.h"

/* The eigenvalues of S, the symmetric part of A or [[0, A], [A', 0]]. */
struct spectrum {
    const struct matrix_step *step;
    mpfi_t *const *args;
    mpfi_t *out;
    mpfr_prec_t bits;
    bool is_symmetric;
    int64_t n, k;              /* rows of S; how many values A has */
    mpfi_t *s, *values;        /* S; enclosures of its eigenvalues, ascending */
    mpfr_t *v, *d, *residuals; /* V, d, and bounds on the columns of S V - V diag(d) */
    mpfr_t e;                  /* a bound on |V'V - I| */
    mpfi_t x, y, z;            /* scratch */
    bool made, good;
    bool searched, known; /* known: neighbours whose enclosures meet are equal, as was searched */
    struct core *core;
    mpfi_t *of; /* A; a key, with is_symmetric */
    struct spectrum *next;
};

/* Fills in what stands from n on, for `step` and `args`. False when stopped, or if V is no good
 * approximation at this precision; spectrum_close() is due either way. */
bool spectrum_open(struct spectrum *w);
void spectrum_close(struct spectrum *w);

/* Encloses V[:,i]' V[:,j]; uses w->y. */
void spectrum_product(struct spectrum *w, mpfi_ptr out, int64_t i, int64_t j);
/* n intervals of w->bits bits; NULL without memory. */
mpfi_t *spectrum_new(struct spectrum *w, int64_t n);
void spectrum_drop(struct spectrum *w, mpfi_t *x, int64_t n);

#endif

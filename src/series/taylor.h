/* taylor.h - Taylor series of scalar formulas: a tape is walked in truncated power series, each
 * shared part once (Moore, 1966; Griewank and Walther, Evaluating Derivatives, 2008, chapter 13).
 */
#ifndef SERIES_TAYLOR_H
#define SERIES_TAYLOR_H

#include "series/series.h"
#include "tape/tape.h"

/* Formulas without arrays, as a tape whose inputs are given as series. */
struct taylor {
    struct tape tape;
    uint32_t *last; /* by slot: the instruction that uses it last */
    size_t n_slots;
};

/* Compiles scalar formulas; the inputs of `source` are scalar variables. False after an error,
 * without memory, and where some part of a formula is an array: diag_any() tells errors apart. */
bool taylor_compile(struct taylor *t, struct graph *g, const struct tape_source *source);
void taylor_free(struct taylor *t);

enum taylor_state {
    TAYLOR_KNOWN,
    TAYLOR_NOT_ANALYTIC, /* or not surely so, as these scalars tell */
    TAYLOR_FAILED,       /* an error, or time or memory ran out */
};

/* Computes the first n coefficients of each root: inputs[i] is the series of the source's input i,
 * of length 1 for one that does not move, else n. The n_roots series at `out` are made here, of
 * length n; the caller frees them if the answer is TAYLOR_KNOWN. What `where` does not take may
 * have no series. */
enum taylor_state taylor_run(const struct taylor *t, const struct scalars *s,
                             const struct tape_source *source, const struct series *inputs,
                             size_t n, struct series *out);

#endif

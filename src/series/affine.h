/* affine.h - through which affine forms of its symbols a formula depends on them.
 *
 * exp(x - 2*y) + (2*y - x)^2 is a formula of x - 2*y alone, and norm([x - u, y - v]) of two forms
 * of four symbols. With a new symbol for each form there are fewer to look at. */
#ifndef SERIES_AFFINE_H
#define SERIES_AFFINE_H

#include "series/form.h"

/* Forms without constant terms: n rows of m constants, linearly independent. */
struct affine_forms {
    id *rows; /* in the core's arena */
    size_t n;
};

/* The forms through which a scalar formula depends on the symbols. False if a sign could not be
 * told, or without memory or time. */
bool affine_find(const struct directions *d, id formula, struct affine_forms *out);
/* Through which one form a node depends on the symbols. */
struct affine_line {
    const id *row; /* scaled, so that rows of one form are the same; NULL: through none */
    bool many;     /* through several */
    bool affine;   /* it is one itself */
};
/* Those of all nodes of a formula, by node: `lines` has formula + 1 of them, zeroed. */
bool affine_lines(const struct directions *d, id formula, struct affine_line *lines);

/* The formula with new symbols in the place of these forms; POISON if it is none of them. */
id affine_put(const struct directions *d, id formula, const struct affine_forms *forms,
              const id *symbols);
/* A form at a point, as a constant. */
id affine_at(const struct directions *d, const id *row, const id *point);

#endif

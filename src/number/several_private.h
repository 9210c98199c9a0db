/* several_private.h - between local_several.c and several_text.c. */
#ifndef NUMBER_SEVERAL_PRIVATE_H
#define NUMBER_SEVERAL_PRIVATE_H

#include "number/local.h"
#include "series/affine.h"
#include "series/differentiable.h"

/* The entries of all leaves: a symbol for each, what each is at the point, and those that the
 * formula at hand depends on. */
struct several {
    struct computation *c;
    const struct question *q;
    const id *leaves;
    size_t n_leaves, n;
    id *symbols, *base;
    id some[MOST_DIRECTIONS], some_base[MOST_DIRECTIONS];
    size_t places[MOST_DIRECTIONS], m;
    bool too_many; /* it depends on more than these */
};

/* A direction of those entries: "(1, 0)", or of many entries those that move: "x[3] - x[7]". */
const char *several_way(const struct several *s, const id *direction);
/* Why there is no derivative by some forms of these entries, or that it is not decided. */
const char *several_hint(const struct several *s, const struct affine_forms *forms,
                         const struct derivative_of_several *d);

#endif

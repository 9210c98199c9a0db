/* rational.h - the shortest of the forms that a formula of scalars has as a fraction. */
#ifndef PASS_RATIONAL_H
#define PASS_RATIONAL_H

#include "pass/operations.h"

#include <stdint.h>

struct rational_forms {
    struct graph *g;
    struct operations *known;
    uint64_t work; /* that may still be done; nothing is tried after that */
    /* What the sums and products in a form are rewritten to; NULL: nothing. */
    id (*polish)(void *user, id form);
    void *user;
    struct known_ids shortest;   /* by node: what was returned */
    struct known_ids written[2]; /* by a fraction's first form: its shortest; [1] polished */
};

/* Returns the form of a sum or product with the fewest operations: over one line and cancelled, in
 * factors, multiplied out, term by term; as written if none has fewer. */
id rational_shortest(struct rational_forms *forms, id a);
void rational_free(struct rational_forms *forms);

#endif

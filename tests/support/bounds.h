/* bounds.h - what the operations of a scalar formula can make when each of them errs: a function by
 * as many units in the last place as its row says (functions.def), a power by 1, and arithmetic by
 * 1/2. The tape is run in intervals that are widened by so much after each operation, in the order
 * of rows.c. */
#ifndef SUPPORT_BOUNDS_H
#define SUPPORT_BOUNDS_H

#include "eval/enclose.h"
#include "tape/tape.h"

enum { BOUNDS_BITS = 200 };

struct bounds {
    const struct tape *tape;
    mpfi_t *values; /* by slot */
    mpfi_t factor, power, over, under;
    struct enclose_env env;
};

void bounds_init(struct bounds *r, const struct tape *tape);
void bounds_free(struct bounds *r);
/* Every value from the inputs, whose slots the caller has filled. */
void bounds_run(struct bounds *r);

#endif

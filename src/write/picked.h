/* picked.h - the work of picked steps of backprop, each as a question of its own. */
#ifndef WRITE_PICKED_H
#define WRITE_PICKED_H

#include "app/dcalc.h"

/* Answers a request; NULL without memory. */
typedef struct dcalc_result *asker(dcalc *session, const struct dcalc_request *request);

/* Adds to the answer to a request that names steps to explain the work of each of those, at the
 * weights that the steps before it have left. Returns the answer, or that of a part that failed. */
struct dcalc_result *picked_explain(dcalc *session, asker *ask, const struct dcalc_request *request,
                                    struct dcalc_result *answer);

#endif

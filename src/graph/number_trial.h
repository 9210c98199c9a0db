/* number_trial.h - exact arithmetic that may be given up where numbers grow too long. */
#ifndef GRAPH_NUMBER_TRIAL_H
#define GRAPH_NUMBER_TRIAL_H

#include "graph/number.h"

/* Tries something with numbers of so many digits at most, or fewer if an outer trial says so. A
 * result that is longer is no error: it stops all work on the core until the trial ends. */
struct numbers_trial {
    bool is_tried, given_up; /* as it was before */
    size_t most_digits;
};
struct numbers_trial numbers_try(struct numbers *t, size_t most_digits);
/* Ends it. False if a number was longer. */
bool numbers_tried(struct numbers *t, struct numbers_trial before);

#endif

/* number_trial.h - exact arithmetic that is given up when numbers grow too long. */
#ifndef GRAPH_NUMBER_TRIAL_H
#define GRAPH_NUMBER_TRIAL_H

#include "graph/number.h"

/* Begins a trial, in which numbers have at most most_digits digits, or fewer if an outer trial says
 * so. A longer result is not an error: it stops all work on the core until the trial ends. */
struct numbers_trial {
    bool is_tried, given_up; /* of the trial around it */
    size_t most_digits;
};
struct numbers_trial numbers_try(struct numbers *t, size_t most_digits);
/* Ends a trial. False if some number was longer. */
bool numbers_tried(struct numbers *t, struct numbers_trial before);

#endif

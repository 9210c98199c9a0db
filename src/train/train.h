/* train.h - training: steps of an optimizer, batch by batch of rows that lie in files. */
#ifndef TRAIN_TRAIN_H
#define TRAIN_TRAIN_H

#include "question/answer.h"

/* Does a request ask for more than steps of gradient descent at one point? */
bool train_is_asked(const struct dcalc_request *request);

/* One training, from what it begins with to its answer. */
struct training;
/* Reads the settings and the data, and makes the answer's arrays, still without numbers. NULL after
 * a diagnostic. The question has a request, and nothing of it is read yet. */
struct training *train_open(struct question *q, struct answer *answer);
/* Takes the steps, and fills the answer. False after a diagnostic. */
bool train_run(struct training *training);
/* NULL is allowed. */
void train_close(struct training *training);

#endif

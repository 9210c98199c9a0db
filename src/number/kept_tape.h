/* kept_tape.h - a tape that takes the decimals of the point as its inputs, so that another point
 * needs no other tape: app/cache.h keeps it. Most questions at a point are answered by one: the
 * point gives decimals, or lists of them, everything is defined there, and the first look decides
 * every digit. All other questions are left to numbers.c. */
#ifndef NUMBER_KEPT_TAPE_H
#define NUMBER_KEPT_TAPE_H

#include "number/numbers.h"
#include "question/point_decimals.h"

struct kept_input {
    uint32_t slot, place; /* place: of the binding in request->at */
};

struct kept_tape {
    struct computation c;
    VEC(struct kept_input) inputs;
};

/* Whether a kept tape may answer the question, which its point has yet to show. */
bool kept_tape_suits(const struct question *q);
/* Tries to answer such a question at its point. NULL if that cannot be, or without memory. */
struct kept_tape *kept_tape_answer(const struct question *q, struct answer *answer);
/* Answers its question again, which has been asked at another point; false if it cannot. */
bool kept_tape_answer_again(struct kept_tape *kept, struct answer *answer);
/* NULL is fine. */
void kept_tape_free(struct kept_tape *kept);

#endif

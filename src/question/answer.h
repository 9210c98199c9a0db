/* answer.h - the result of a question while it is made. */
#ifndef QUESTION_ANSWER_H
#define QUESTION_ANSWER_H

#include "question/question.h"

/* `public` comes first, so that it can be freed as what it is. */
struct answer {
    struct dcalc_result public;
    struct mem mem;
    struct arena arena;
};

/* NULL without memory. Freed as a result: dcalc_result_free(&answer->public). */
struct answer *answer_new(enum dcalc_command command);
/* A copy that lasts as long as the answer; NULL of NULL. */
const char *answer_text(struct answer *answer, const char *text);
/* Copies the core's diagnostics; "out of memory" if there are none but memory failed. */
void answer_errors(struct answer *answer, struct core *core);
/* Adds a note, once. False without memory. */
bool answer_note(struct answer *answer, const char *text);
/* Makes the arrays of the values, the derivatives and the new weights, without numbers or formulas
 * yet. */
bool answer_outline(struct question *q);

#endif

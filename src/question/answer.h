/* answer.h - the result of a question while it is made. */
#ifndef QUESTION_ANSWER_H
#define QUESTION_ANSWER_H

#include "base/str.h"
#include "pass/substitute.h"
#include "question/question.h"

/* What formulas are at the point where they do not say it themselves (number/local.h): constants in
 * the place of the derivatives' formulas, or NULL; operators' results and what they are. In the
 * core's arena. */
struct at_point {
    const id *derivatives;
    const struct replacement *operations;
    size_t n_operations;
};

/* `public` comes first, so that it can be freed as what it is. */
struct answer {
    struct dcalc_result public;
    struct mem mem;
    struct arena arena;
    struct dcalc_array *values, *derivatives, *weights; /* those of `public`, to be filled */
    struct at_point at_point;
    struct shared_nonzeros *places; /* of which `public` has the nonzeros; NULL: none */
};

/* The result of a request for which there is no memory at all; dcalc_result_free leaves it alone.
 */
struct dcalc_result *answer_without_memory(void);
/* NULL without memory. Freed as a result: dcalc_result_free(&answer->public). */
struct answer *answer_new(enum dcalc_command command);
/* A copy that lasts as long as the answer; NULL of NULL. */
const char *answer_text(struct answer *answer, const char *text);
/* Copies the core's diagnostics; "out of memory" if there are none but memory failed. */
void answer_errors(struct answer *answer, struct core *core);
/* Adds a note, once. False without memory. */
bool answer_note(struct answer *answer, const char *text);
/* Notes on free names that may have been meant as products or calls (run_together.c). */
void answer_note_names(struct answer *answer, const struct question *q);
/* Makes the arrays of the values, the derivatives and the new weights, without numbers or formulas
 * yet. */
bool answer_outline(struct answer *answer, const struct question *q);

/* A limit that is -inf or inf. */
bool answer_infinite(struct answer *answer, const struct question *q);

/* What is handed over from here on lies in the answer's arena or is copied there. */
/* The numbers of an array, and the texts to print in their place, or NULL. */
void answer_set_numbers(struct dcalc_array *array, const double *values, const char *const *texts);
void answer_set_formulas(struct dcalc_array *array, const char *const *formulas, size_t n);
/* taylor: three numbers. */
void answer_set_remainder(struct answer *answer, const struct dcalc_array *bounds);
/* The assignments that the formulas use. */
void answer_set_lets(struct answer *answer, const char *const *lets, size_t n);
/* These copy, and return false without memory. */
bool answer_set_document(struct answer *answer, const struct str *text);
bool answer_set_header(struct answer *answer, const struct str *text);
bool answer_set_explanation(struct answer *answer, const struct str *text);

#endif

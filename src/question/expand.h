/* expand.h - the question's formula, ready to be expanded in power series around its point. */
#ifndef QUESTION_EXPAND_H
#define QUESTION_EXPAND_H

#include "question/question.h"
#include "series/expansion.h"

/* The formula of the first value with all names put in but those it is expanded in. It must not be
 * moved: parts of it point to others. */
struct expand {
    const struct question *q;
    struct expansion e;
    id *variables, *centers; /* one for each leaf, in the core's arena */
};

/* False after an error or without memory, and where the formula cannot be written without arrays:
 * diag_any() tells errors apart. Call expand_end() either way. */
bool expand_begin(struct expand *x, const struct question *q);
void expand_end(struct expand *x);

#endif

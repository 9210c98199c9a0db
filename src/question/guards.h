/* guards.h - what is said of a condition under which something is defined, where it fails. */
#ifndef QUESTION_GUARDS_H
#define QUESTION_GUARDS_H

#include "question/question.h"

/* The error of a guard that fails where its subject is `met`, in text. Always false. */
bool guards_report(const struct question *q, const struct guard *guard, const char *met);
/* inv, solve and logdet ask for the sign of a determinant. */
bool guards_ask_determinant(const struct guard *guard);

#endif

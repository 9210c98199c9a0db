/* guards.h - what is said of a condition under which something is defined, where it fails. */
#ifndef QUESTION_GUARDS_H
#define QUESTION_GUARDS_H

#include "question/question.h"

/* Of what implicit.c asks: that the point satisfies an equation, certified or in doubles; that its
 * derivative by the unknown, or the determinant of the Jacobian by them, is not 0. */
#define GUARD_EQUATION "equation"
#define GUARD_ROUNDED_EQUATION "equation in doubles"
#define GUARD_UNKNOWN "unknown"
bool guards_are_of_equation(const struct guard *guard);
/* The error of a guard that fails where its subject is `met`, in text; `rounded`: as doubles have
 * it. Always false. */
bool guards_report(const struct question *q, const struct guard *guard, const char *met,
                   bool rounded);
/* inv, solve, logdet, pinv, qr, cholesky and the like ask by a number, 0 or a sign, whether a
 * matrix is singular, of full rank or positive definite. */
bool guards_ask_matrix(const struct guard *guard);
/* eigh, svd and derivatives of eigenvalues ask which neighbours are apart: entry i of the condition
 * is about values i and i + 1, or about 0 after the last. What is met is a text about these. */
bool guards_ask_split(const struct question *q, const struct guard *guard);

#endif

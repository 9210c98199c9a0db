/* judge.h - whether a derivative that was worked out by hand is right.
 *
 * Two formulas are equal if the normal form of their difference is 0 (series/normal_private.h).
 * Where that does not show it, both are enclosed at random points of the domain: a difference that
 * is not 0 there is proof that they differ; agreement to 50 digits at every point is evidence, and
 * is told apart from proof. */
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include "question/answer.h"

/* Compares the question's claims with its derivatives, entry by entry, and puts the verdict into
 * the answer. False after an error: the numbers of entries do not fit, or no point of the domain
 * was found. */
bool judge_make(struct question *q, struct answer *answer);

/* Compares the gradient's numbers, which the answer has, with those that were computed elsewhere:
 * the worst entry, and what all that is wrong has in common. */
bool judge_compare(struct question *q, struct answer *answer);

/* Compares reverse mode with forward mode and with difference quotients at the point, entry by
 * entry, or where there are too many with some of each array. False after an error. */
bool judge_modes(struct question *q, struct answer *answer);

#endif

/* conditions_private.h - between conditions.c, kinks.c and infinite.c. */
#ifndef NUMBER_CONDITIONS_PRIVATE_H
#define NUMBER_CONDITIONS_PRIVATE_H

#include "number/numbers.h"

/* A guard, where its three roots stand, and the entry at which it fails. */
struct finding {
    const struct guard *guard;
    size_t root;
    int64_t entry;
};

/* Whether it holds everywhere; else f->entry is the first entry at which it fails, or else may
 * fail. */
enum truth guard_check(const struct computation *c, struct finding *f);
/* The value at which it fails, as text. */
void guard_met(const struct computation *c, const struct finding *f, char *text, size_t size);
/* Says that no precision decides it. Always false. */
bool guard_undecided(const struct computation *c, const struct finding *f);

/* kinks.c: what becomes of the condition of a kink that fails or may fail. */
enum truth kinks_answer(struct computation *c, const struct finding *f, enum truth holds,
                        bool of_program);
/* Whether operators of the program give other values at the point than their formulas, and all is
 * computed once more. */
bool kinks_change_values(struct computation *c);
/* Whether training passes over kinks; whether kinks are passed over, there or elsewhere. */
bool kinks_trains(const struct computation *c);
bool kinks_are_passed(const struct computation *c);
/* The derivative that a verdict found takes the place of a formula that `what` says of; NULL if it
 * has that value as well. */
enum truth kinks_settle(struct computation *c, const char *what,
                        const struct local_verdict *verdict);

/* infinite.c */
bool infinite_slot_is_bounded(const struct computation *c, uint32_t slot);

#endif

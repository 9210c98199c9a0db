#include "graph/number_trial.h"

struct numbers_trial numbers_try(struct numbers *t, size_t digits)
{
    struct numbers_trial before = {t->is_tried, t->core->given_up, t->most_digits};
    if (digits > numbers_most_digits(t)) digits = numbers_most_digits(t);
    t->is_tried = true;
    t->most_digits = digits;
    return before;
}

bool numbers_tried(struct numbers *t, struct numbers_trial before)
{
    bool fine = !t->core->given_up;
    t->core->given_up = before.given_up;
    t->is_tried = before.is_tried;
    t->most_digits = before.most_digits;
    return fine;
}

/* slips_trial.c - tries what a misapplied rule would have given. */
#include "judge/slips_private.h"

#include <stdio.h>
#include <string.h>

bool slip_matches(const struct slips *s, id formula)
{
    const struct judge *j = s->j;
    const struct pair pair = {formula, s->claim};
    size_t n = j->samples.n < SLIP_POINTS ? j->samples.n : SLIP_POINTS, other;
    if (formula == POISON || diag_any(j->q->core)) return false;
    for (size_t i = 0; i < n; i++)
        if (points_compare(j, &j->samples.at[i], &pair, 1, &other) != AGREE) return false;
    return n > 0;
}

bool slip_try(struct slips *s, id wrong, const char *format, ...)
{
    char text[300];
    va_list args;
    id off = graph_mul(s->g, s->outer, graph_sub(s->g, wrong, s->part_derivative));
    if (s->found || !slip_matches(s, graph_add(s->g, s->right, off))) return s->found != NULL;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    s->found = local_text(s->j->q, "%s", text);
    return true;
}

const char *slip_formula(const struct slips *s, id a)
{
    enum { LONGEST = 60 };
    const char *text = print_formula(s->g, a);
    return strlen(text) <= LONGEST ? text : "a part";
}

id slip_derivative(const struct slips *s, id a)
{
    return derive_forward(s->g, a, s->x);
}

/* guard_check.c - whether a guard holds at the point, and where it does not. */
#include "number/conditions_private.h"
#include "question/guards.h"

#include <stdio.h>

/* Entry i of a root that stands beside one of `most` entries. */
static int64_t beside(const struct computation *c, size_t root, int64_t i)
{
    return i % computation_count(c, root);
}

static enum truth guard_at(const struct computation *c, size_t root, bool everywhere, int64_t i)
{
    size_t condition = root + GUARD_CONDITION, when = root + GUARD_WHEN;
    enum truth holds = computation_truth(c, condition, beside(c, condition, i));
    if (holds == IS_TRUE) return IS_TRUE;
    enum truth matters = everywhere ? IS_TRUE : computation_truth(c, when, beside(c, when, i));
    if (matters == IS_FALSE) return IS_TRUE;
    /* An edge that is met for sure, and nothing shows that it does not matter. */
    if (matters == IS_UNDECIDED && c->last) return holds;
    return matters == IS_TRUE ? holds : IS_UNDECIDED;
}

enum truth guard_check(const struct computation *c, struct finding *f)
{
    int64_t n = computation_count(c, f->root + GUARD_CONDITION),
            m = computation_count(c, f->root + GUARD_WHEN);
    enum truth worst = IS_TRUE;
    for (int64_t i = 0; i < (n > m ? n : m); i++) {
        enum truth here = guard_at(c, f->root, f->guard->when == POISON, i);
        if (here == IS_TRUE || (here == IS_UNDECIDED && worst == IS_UNDECIDED)) continue;
        worst = here;
        f->entry = i;
        if (here == IS_FALSE) break;
    }
    return worst;
}

/* Says which eigenvalues or singular values are equal, or 0. */
static void split_text(const struct computation *c, const struct finding *f, char *text,
                       size_t size)
{
    bool singular = graph_op(c->q->graph, f->guard->condition) == OP_SVDSPLIT;
    int64_t n = computation_count(c, f->root + GUARD_SUBJECT);
    if (f->entry + 1 < n)
        snprintf(text, size, "%s %lld and %lld, counted from 0, are equal",
                 singular ? "singular values" : "eigenvalues", (long long)f->entry,
                 (long long)f->entry + 1);
    else
        snprintf(text, size, "singular value %lld, counted from 0, is 0", (long long)f->entry);
}

void guard_met(const struct computation *c, const struct finding *f, char *text, size_t size)
{
    struct str s = {.mem = &c->q->core->mem};
    if (guards_ask_split(c->q, f->guard)) {
        split_text(c, f, text, size);
        return;
    }
    size_t subject = f->root + GUARD_SUBJECT;
    str_double(&s, computation_double(c, subject, beside(c, subject, f->entry)));
    snprintf(text, size, "%s", s.s ? s.s : "?");
    str_free(&s);
}

bool guard_undecided(const struct computation *c, const struct finding *f)
{
    struct core *core = c->q->core;
    char met[64];
    size_t subject = f->root + GUARD_SUBJECT;
    if (c->certified && c->intervals.env.gave_up)
        return computation_costs_too_much(c->q, f->guard->span);
    if (!computation_is_bounded(c, computation_slot(c, subject), beside(c, subject, f->entry)))
        return diag_error(core, KIND_OVERFLOW, f->guard->span, "the argument of '%s' overflows",
                          f->guard->what);
    if (guards_ask_matrix(f->guard)) {
        bool rooted = graph_op(c->q->graph, f->guard->subject) == OP_ROOTED;
        diag_error(core, KIND_UNDECIDED, f->guard->span,
                   "the matrix of '%s' cannot be distinguished from a singular one%s",
                   f->guard->what, rooted ? ", or one with a negative eigenvalue" : "");
        return diag_hint(core, "%ld bits do not decide it", (long)c->intervals.precision);
    }
    guard_met(c, f, met, sizeof met);
    if (guards_ask_split(c->q, f->guard)) {
        diag_error(core, KIND_UNDECIDED, f->guard->span,
                   "%s depends on whether %s, which is not decided", f->guard->what, met);
        return diag_hint(core, "%ld bits do not tell them apart", (long)c->intervals.precision);
    }
    diag_error(core, KIND_UNDECIDED, f->guard->span,
               "whether '%s' is defined cannot be decided: its argument is about %s",
               f->guard->what, met);
    return diag_hint(core, "%ld bits do not decide on which side of the boundary it lies",
                     (long)c->intervals.precision);
}

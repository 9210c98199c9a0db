/* conditions.c - is everything that was written defined at the point, and if not, why? */
#include "number/conditions_private.h"
#include "question/guards.h"

#include <stdio.h>
#include <string.h>

/* ---- guards ---- */

static bool is_asked(const struct computation *c, bool of_program)
{
    return of_program ? c->local.asked_operations : c->local.asked;
}

/* An equation is asked about in the way that suits the numbers at hand. */
static bool is_asked_otherwise(const struct computation *c, const struct guard *guard)
{
    return guards_are_of_equation(guard) && c->certified != !strcmp(guard->what, GUARD_EQUATION);
}

/* That two sides are equal, though not by their form, shows in more bits than they could agree in
 * by chance. */
static bool is_equal_enough(const struct computation *c, const struct guard *guard)
{
    enum { MANY_BITS = 512 };
    return guards_are_of_equation(guard) && c->certified && c->intervals.precision >= MANY_BITS;
}

/* Whether doubles decide, and not exact arithmetic before them. */
static bool is_rounded(const struct computation *c, const struct finding *f)
{
    number exact;
    id condition = c->roots.all.at[f->root + GUARD_CONDITION];
    return !c->certified && !graph_is_number(c->q->graph, condition, &exact);
}

static enum truth answer_guard(struct computation *c, const struct finding *f, enum truth holds,
                               bool of_program)
{
    char met[64];
    bool kink = f->guard->kind == KIND_KINK && !c->q->unknowns.n;
    if (holds == IS_UNDECIDED && is_equal_enough(c, f->guard)) return IS_TRUE;
    if (kink && f->guard->boundary && kinks_trains(c)) return IS_TRUE;
    if (holds == IS_UNDECIDED && !c->last && !(kink && is_asked(c, of_program)))
        return IS_UNDECIDED;
    if (kink) return kinks_answer(c, f, holds, of_program);
    if (kinks_change_values(c)) return IS_TRUE;
    guard_met(c, f, met, sizeof met);
    if (holds == IS_UNDECIDED)
        guard_undecided(c, f);
    else
        guards_report(c->q, f->guard, met, is_rounded(c, f));
    return IS_FALSE;
}

/* Kinks come first of what operators of the program differentiate, then of the question. */
static enum truth check_guards(struct computation *c, const struct guards *guards, size_t first)
{
    for (size_t k = 0; k < guards->all.n; k++) {
        struct finding f = {&guards->all.at[k], first + k * GUARD_PLACES, 0};
        bool of_program = k < c->q->operator_kinks;
        if (f.guard->kind == KIND_KINK && !of_program && c->local.settled) continue;
        if (is_asked_otherwise(c, f.guard)) continue;
        enum truth holds = guard_check(c, &f);
        if (holds != IS_TRUE) holds = answer_guard(c, &f, holds, of_program);
        if (holds != IS_TRUE || c->local.pending) return holds;
    }
    return IS_TRUE;
}

static enum truth check_finite(struct computation *c, size_t from, size_t to, const char *what)
{
    for (size_t root = from; root < to; root++)
        if (!infinite_slot_is_bounded(c, computation_slot(c, root))) {
            enum truth reported = conditions_infinite(c, root, what);
            if (reported != IS_TRUE || c->local.pending) return reported;
        }
    return IS_TRUE;
}

enum truth conditions_check(struct computation *c)
{
    const struct root_set *r = &c->roots;
    enum truth so_far = check_guards(c, &c->q->lowering.guards, r->guards);
    bool go_on = so_far == IS_TRUE && !c->local.pending;
    if (go_on) so_far = check_finite(c, r->values, r->derivatives, "the value");
    go_on = so_far == IS_TRUE && !c->local.pending;
    if (go_on) so_far = check_guards(c, &c->q->kinks, r->kinks);
    go_on = so_far == IS_TRUE && !c->local.pending;
    if (go_on && !c->q->in_bands) /* not every entry of a factor is used */
        so_far = check_finite(c, r->derivatives, r->stepped, "the derivative");
    go_on = so_far == IS_TRUE && !c->local.pending;
    if (go_on) so_far = check_finite(c, r->stepped, r->guards, "the new weight");
    go_on = so_far == IS_TRUE && !c->local.pending;
    return go_on && !c->certified && !overflow_decides_nothing(c) ? IS_FALSE : so_far;
}

static bool guards_hold(const struct computation *c, const struct guards *guards, size_t first)
{
    for (size_t k = 0; k < guards->all.n; k++) {
        struct finding f = {&guards->all.at[k], first + k * GUARD_PLACES, 0};
        if (!is_asked_otherwise(c, f.guard) && guard_check(c, &f) != IS_TRUE) return false;
    }
    return true;
}

bool conditions_hold(const struct computation *c)
{
    const struct root_set *r = &c->roots;
    for (size_t root = r->values; root < r->guards; root++)
        if (!infinite_slot_is_bounded(c, computation_slot(c, root))) return false;
    return guards_hold(c, &c->q->lowering.guards, r->guards) &&
           guards_hold(c, &c->q->kinks, r->kinks) && (c->certified || !overflow_decides(c));
}

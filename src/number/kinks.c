/* kinks.c - what is answered at kinks: expansions to the sides of the point decide (local.h). */
#include "number/conditions_private.h"
#include "question/guards.h"

#include <stdio.h>

/* Training steps on over kinks, as the frameworks do, and others may ask for it: the table's rules
 * give their convention. */
static enum truth pass_over(const struct computation *c, const struct finding *f)
{
    char met[64], text[160];
    guard_met(c, f, met, sizeof met);
    snprintf(
        text, sizeof text,
        "'%s' has a kink at %s; its derivative there follows the convention of learning frameworks",
        f->guard->what, met);
    return answer_note(c->answer, text) ? IS_TRUE : IS_FALSE;
}

/* ---- what expansions tell ---- */

bool kinks_trains(const struct computation *c)
{
    const struct dcalc_request *rq = c->q->request;
    return rq->command == DCALC_BACKPROP && rq->kinks != DCALC_KINKS_ERROR;
}

bool kinks_are_passed(const struct computation *c)
{
    return kinks_trains(c) || c->q->request->kinks == DCALC_KINKS_SUBGRADIENT;
}

/* Expansions are made at the point, where the weights of a training are no more after its first
 * step; and one that passes over kinks needs none. */
static bool may_expand(const struct computation *c)
{
    const struct dcalc_request *rq = c->q->request;
    bool has_moved = rq->command == DCALC_BACKPROP && (rq->steps > 1 || rq->n_data > 0);
    return !kinks_trains(c) && !has_moved;
}

/* Roots become right at the point, and all is computed once more. */
enum truth kinks_settle(struct computation *c, const char *what,
                        const struct local_verdict *verdict)
{
    char note[160];
    if (!what && c->local.derivatives && !c->local.differs && !c->local.operations.n)
        return IS_TRUE; /* the formula is right as it stands */
    c->local.pending = true;
    if (!what) return IS_TRUE;
    snprintf(note, sizeof note, "the derivative %s here; its value is %s", what,
             verdict->one_sided     ? "the limit from the side on which the function has values"
             : verdict->several     ? "what expansions along all rays give"
             : verdict->by_quotient ? "the limit of the difference quotient"
                                    : "the limit from both sides");
    return answer_note(c->answer, note) ? IS_TRUE : IS_FALSE;
}

static bool report_undecided_kink(const struct computation *c, const struct finding *f,
                                  const struct local_verdict *verdict)
{
    struct core *core = c->q->core;
    if (!core_go_on_slow(core)) return false;
    diag_error(core, KIND_UNDECIDED, f->guard->span,
               "whether there is a derivative at this kink of '%s' is not decided", f->guard->what);
    return diag_hint(core, "%s",
                     verdict->hint ? verdict->hint
                                   : "no expansion to its two sides was found that tells");
}

static bool report_kink(const struct computation *c, const struct finding *f, enum truth holds,
                        const struct local_verdict *verdict)
{
    char met[64];
    if (verdict->state == LOCAL_UNDECIDED || verdict->state == LOCAL_FAILED)
        return report_undecided_kink(c, f, verdict);
    if (verdict->state == LOCAL_SEVERAL && holds == IS_UNDECIDED) return guard_undecided(c, f);
    guard_met(c, f, met, sizeof met);
    guards_report(c->q, f->guard, met, !c->certified);
    return diag_hint(c->q->core, "%s",
                     verdict->hint ? verdict->hint
                     : verdict->state == LOCAL_SEVERAL
                         ? "whether what is asked for has one in spite of it is not looked at"
                         : "the derivatives from the left and from the right differ there");
}

/* A kink of a formula is none where expansions show a derivative all the same. */
enum truth kinks_answer(struct computation *c, const struct finding *f, enum truth holds,
                        bool of_program)
{
    struct local_verdict verdict = {.state = LOCAL_SEVERAL};
    c->local.edge = f->guard->condition;
    c->local.place = f->entry;
    if (may_expand(c))
        verdict = of_program ? local_of_operators(c, f->guard) : *local_of_derivatives(c);
    if (verdict.state == LOCAL_SMOOTH && of_program)
        return c->local.settled_operations ? IS_TRUE : kinks_settle(c, NULL, &verdict);
    /* A formula that shares out a tie which no enclosure shows cannot be evaluated. */
    if (holds == IS_UNDECIDED && c->local.derivatives) c->local.differs = true;
    if (verdict.state == LOCAL_SMOOTH)
        return kinks_settle(
            c, c->local.differs && holds == IS_FALSE ? "has a kink in its formula" : NULL,
            &verdict);
    if (kinks_are_passed(c)) return f->guard->boundary ? IS_TRUE : pass_over(c, f);
    report_kink(c, f, holds, &verdict);
    return IS_FALSE;
}

bool kinks_change_values(struct computation *c)
{
    if (!c->q->lowering.operations.n || c->local.settled_operations || !may_expand(c)) return false;
    local_of_operators(c, NULL);
    return c->local.pending = c->local.n_here > 0;
}

/* conditions.c - is everything that was written defined at the point, and if not, why? */
#include "number/numbers.h"
#include "question/guards.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- guards ---- */

/* A guard, where its three roots stand, and the entry at which it fails. */
struct finding {
    const struct guard *guard;
    size_t root;
    int64_t entry;
};

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

/* The first entry at which a guard fails, or else may fail. */
static enum truth check_guard(const struct computation *c, struct finding *f)
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

static void met_value(const struct computation *c, const struct finding *f, char *text, size_t size)
{
    struct str s = {.mem = &c->q->core->mem};
    size_t subject = f->root + GUARD_SUBJECT;
    str_double(&s, computation_double(c, subject, beside(c, subject, f->entry)));
    snprintf(text, size, "%s", s.s ? s.s : "?");
    str_free(&s);
}

static bool report_undecided(const struct computation *c, const struct finding *f)
{
    struct core *core = c->q->core;
    char met[64];
    size_t subject = f->root + GUARD_SUBJECT;
    if (c->certified && c->intervals.env.gave_up)
        return computation_costs_too_much(c->q, f->guard->span);
    if (!computation_is_bounded(c, computation_slot(c, subject), beside(c, subject, f->entry)))
        return diag_error(core, KIND_OVERFLOW, f->guard->span, "the argument of '%s' overflows",
                          f->guard->what);
    if (guards_ask_determinant(f->guard)) {
        diag_error(core, KIND_UNDECIDED, f->guard->span,
                   "the matrix of '%s' cannot be distinguished from a singular one",
                   f->guard->what);
        return diag_hint(core, "%ld bits do not decide it", (long)c->intervals.precision);
    }
    met_value(c, f, met, sizeof met);
    diag_error(core, KIND_UNDECIDED, f->guard->span,
               "whether '%s' is defined cannot be decided: its argument is about %s",
               f->guard->what, met);
    return diag_hint(core, "%ld bits do not decide on which side of the boundary it lies",
                     (long)c->intervals.precision);
}

/* Training steps on over kinks, as the frameworks do, and others may ask for it: the table's rules
 * give their convention. */
static enum truth pass_over(const struct computation *c, const struct finding *f)
{
    char met[64], text[160];
    met_value(c, f, met, sizeof met);
    snprintf(
        text, sizeof text,
        "'%s' has a kink at %s; its derivative there follows the convention of learning frameworks",
        f->guard->what, met);
    return answer_note(c->answer, text) ? IS_TRUE : IS_FALSE;
}

/* The same node, or a != b and b != a. */
static bool is_same_condition(const struct graph *g, id a, id b)
{
    if (a == b) return true;
    return graph_is_fn(g, a, FN_not_equal) && graph_is_fn(g, b, FN_not_equal) &&
           graph_child(g, a, 0) == graph_child(g, b, 1) &&
           graph_child(g, a, 1) == graph_child(g, b, 0);
}

/* Whether no other condition of a kink fails beside this one. */
static bool is_alone(const struct computation *c, const struct guard *guard)
{
    const struct guards *kinks = &c->q->kinks;
    for (size_t k = 0; k < kinks->all.n; k++) {
        struct finding f = {&kinks->all.at[k], c->roots.kinks + k * GUARD_PLACES, 0};
        if (!is_same_condition(c->q->graph, f.guard->condition, guard->condition) &&
            check_guard(c, &f) != IS_TRUE)
            return false;
    }
    return true;
}

static bool is_scalar(const struct question *q, id a)
{
    return graph_shape(q->graph, a) == SHAPE_SCALAR;
}

/* A kink is none where the function goes on alike on both sides of the point, or all round it for
 * several variables; but kinks of different conditions may meet in corners that are not seen. */
static bool is_smooth_after_all(const struct computation *c, const struct guard *guard)
{
    const struct question *q = c->q;
    if (guard->kind != KIND_KINK) return false;
    if (q->variables.n == 1 && is_scalar(q, q->variables.at[0])) return sides_agree(q);
    bool alone = is_scalar(q, guard->condition) && is_alone(c, guard);
    return (alone || q->variables.n == 1 || guard->boundary) && sides_agree_all_round(q);
}

/* The formula of a derivative has no value here, but goes to one limit from both sides. */
static bool has_limit(struct computation *c, size_t root, const char *what)
{
    char note[128];
    const struct question *q = c->q;
    if (root != c->roots.derivatives || q->request->digits > 17 || q->derivatives.n != 1)
        return false;
    if (!c->has_limit && !sides_limit(q, &c->limit)) return false;
    c->has_limit = true;
    snprintf(note, sizeof note, "the derivative %s here; its value is the limit from both sides",
             what);
    return answer_note(c->answer, note);
}

static enum truth answer_guard(struct computation *c, const struct finding *f, enum truth holds)
{
    bool training = c->q->request->command == DCALC_BACKPROP || c->q->request->subgradient;
    char met[64];
    if (f->guard->boundary && training) return IS_TRUE;
    if (holds == IS_UNDECIDED && !c->last) return IS_UNDECIDED;
    if (f->guard->kind == KIND_KINK && training) return pass_over(c, f);
    if (is_smooth_after_all(c, f->guard)) return IS_TRUE;
    bool kink = f->guard->kind == KIND_KINK;
    if (kink && has_limit(c, c->roots.derivatives, "has a kink in its formula")) return IS_TRUE;
    met_value(c, f, met, sizeof met);
    if (holds == IS_UNDECIDED)
        report_undecided(c, f);
    else
        guards_report(c->q, f->guard, met);
    return IS_FALSE;
}

static enum truth check_guards(struct computation *c, const struct guards *guards, size_t first)
{
    for (size_t k = 0; k < guards->all.n; k++) {
        struct finding f = {&guards->all.at[k], first + k * GUARD_PLACES, 0};
        enum truth holds = check_guard(c, &f);
        if (holds != IS_TRUE) holds = answer_guard(c, &f, holds);
        if (holds != IS_TRUE) return holds;
    }
    return IS_TRUE;
}

/* ---- what is not finite although every written operation is defined ---- */

static int64_t count_of_slot(const struct computation *c, uint32_t slot)
{
    return shape_count(&c->q->graph->shapes, c->tape.code.at[slot].shape);
}

static bool slot_is_bounded(const struct computation *c, uint32_t slot)
{
    int64_t n = count_of_slot(c, slot);
    for (int64_t i = 0; i < n; i++)
        if (!computation_is_bounded(c, slot, i)) return false;
    return true;
}

static enum truth is_zero(const struct computation *c, uint32_t slot, int64_t i)
{
    if (!c->certified) return eval_slot(&c->doubles, slot)[i] == 0 ? IS_TRUE : IS_FALSE;
    mpfi_srcptr x = intervals_slot(&c->intervals, slot)[i];
    return mpfi_is_zero(x) ? IS_TRUE : mpfi_has_zero(x) ? IS_UNDECIDED : IS_FALSE;
}

static bool is_negative(const struct computation *c, uint32_t slot)
{
    int64_t n = count_of_slot(c, slot);
    for (int64_t i = 0; i < n; i++) {
        bool below = c->certified ? mpfi_is_strictly_neg(intervals_slot(&c->intervals, slot)[i])
                                  : eval_slot(&c->doubles, slot)[i] < 0;
        if (below) return true;
    }
    return false;
}

static enum truth divides_by_zero(const struct computation *c, const struct instruction *in)
{
    const struct numbers *t = &c->q->graph->numbers;
    enum truth any = IS_FALSE;
    bool power = in->op == OP_POWER; /* one of zero that is infinite divides by it */
    if (!power && in->op != OP_PRODUCT) return IS_FALSE;
    for (uint32_t i = 0; i < (power ? 1 : in->n); i++) {
        uint32_t slot = c->tape.words.at[in->args + 2 * i];
        bool under = power || number_sign(t, c->tape.words.at[in->args + 2 * i + 1]) < 0;
        int64_t n = count_of_slot(c, slot);
        for (int64_t k = 0; under && k < n; k++) {
            enum truth zero = is_zero(c, slot, k);
            if (zero == IS_TRUE) return IS_TRUE;
            if (zero == IS_UNDECIDED) any = IS_UNDECIDED;
        }
    }
    return any;
}

static bool has_nan(const struct computation *c, uint32_t slot)
{
    int64_t n = count_of_slot(c, slot);
    for (int64_t i = 0; i < n && !c->certified; i++)
        if (isnan(eval_slot(&c->doubles, slot)[i])) return true;
    return false;
}

static bool has_zero_factor(const struct computation *c, const struct instruction *in)
{
    const struct numbers *t = &c->q->graph->numbers;
    if (in->op == OP_PRODUCT && in->data == NUMBER_ZERO) return true;
    for (uint32_t i = 0; in->op == OP_PRODUCT && i < in->n; i++) {
        uint32_t slot = c->tape.words.at[in->args + 2 * i];
        bool over = number_sign(t, c->tape.words.at[in->args + 2 * i + 1]) > 0;
        int64_t n = count_of_slot(c, slot);
        for (int64_t k = 0; over && k < n; k++)
            if (is_zero(c, slot, k) == IS_TRUE) return true;
    }
    return false;
}

/* The instruction that made a slot unbounded out of bounded ones; *times_zero if on the way to it
 * something is multiplied by zero. */
static uint32_t culprit(const struct computation *c, uint32_t slot, bool *times_zero)
{
    *times_zero = false;
    while (true) {
        const struct instruction *in = &c->tape.code.at[slot];
        uint32_t stride = op_has_pairs(in->op) ? 2 : 1, next = slot;
        *times_zero |= has_zero_factor(c, in);
        for (uint32_t i = 0; i < in->n && next == slot; i++) {
            uint32_t arg = c->tape.words.at[in->args + i * stride];
            if (!slot_is_bounded(c, arg)) next = arg;
        }
        if (next == slot) return slot;
        slot = next;
    }
}

/* What may exceed every range at an argument that is within it. */
static bool can_overflow(const struct instruction *in)
{
    if (in->op != OP_FN) return true;
    switch (in->fn) {
    case FN_exp:
    case FN_exp2:
    case FN_expm1:
    case FN_sinh:
    case FN_cosh:
    case FN_gamma:
    case FN_lgamma:
    case FN_beta:
    case FN_polygamma:
    case FN_y0:
    case FN_y1:
    case FN_yn: return true;
    default: return false;
    }
}

/* The guards have seen to it that written operations are at no pole, so what is infinite has grown
 * too large; only logarithms, which derivatives bring in, stand at a pole. */
static enum kind kind_of_infinity(const struct computation *c, const struct instruction *in,
                                  uint32_t slot, bool times_zero)
{
    enum truth pole = divides_by_zero(c, in);
    bool logarithm = in->op == OP_FN && (in->fn == FN_log || in->fn == FN_log1p);
    if (logarithm && in->fn == FN_log && is_negative(c, c->tape.words.at[in->args]))
        return KIND_DOMAIN;
    if (pole == IS_TRUE && times_zero) return KIND_KINK; /* 0/0: bounded, but of no one value */
    if (logarithm && c->certified && !c->last)
        return KIND_UNDECIDED; /* the argument may clear 0 yet */
    if (pole == IS_TRUE || logarithm) return KIND_POLE;
    if (pole == IS_UNDECIDED) return KIND_UNDECIDED;
    if (has_nan(c, slot)) return KIND_DOMAIN;
    return !c->certified || can_overflow(in) ? KIND_OVERFLOW : KIND_UNDECIDED;
}

enum truth conditions_infinite(struct computation *c, size_t root, const char *what)
{
    struct core *core = c->q->core;
    bool times_zero;
    uint32_t slot = culprit(c, computation_slot(c, root), &times_zero);
    const struct instruction *in = &c->tape.code.at[slot];
    struct span span = graph_node(c->q->graph, in->node)->span;
    enum kind kind = kind_of_infinity(c, in, slot, times_zero);
    if (c->certified && !c->last && kind != KIND_POLE && kind != KIND_KINK && kind != KIND_DOMAIN)
        return IS_UNDECIDED;
    if ((kind == KIND_KINK || kind == KIND_POLE) &&
        has_limit(c, root, "is infinite or 0/0 in its formula"))
        return IS_TRUE;
    if (c->certified && c->intervals.env.gave_up) kind = KIND_LIMIT;
    switch (kind) {
    case KIND_LIMIT: computation_costs_too_much(c->q, span); break;
    case KIND_POLE: diag_error(core, kind, span, "%s is infinite here", what); break;
    case KIND_KINK: diag_error(core, kind, span, "%s is 0/0 in its formula here", what); break;
    case KIND_DOMAIN: diag_error(core, kind, span, "%s is not defined here", what); break;
    case KIND_OVERFLOW: diag_error(core, kind, span, "%s overflows on the way", what); break;
    default:
        diag_error(core, kind, span, "%s cannot be distinguished from an infinite value here",
                   what);
    }
    return IS_FALSE;
}

static enum truth check_finite(struct computation *c, size_t from, size_t to, const char *what)
{
    for (size_t root = from; root < to; root++)
        if (!slot_is_bounded(c, computation_slot(c, root))) {
            enum truth reported = conditions_infinite(c, root, what);
            if (reported != IS_TRUE) return reported;
        }
    return IS_TRUE;
}

enum truth conditions_check(struct computation *c)
{
    const struct root_set *r = &c->roots;
    enum truth so_far = check_guards(c, &c->q->lowering.guards, r->guards);
    if (so_far == IS_TRUE) so_far = check_finite(c, r->values, r->derivatives, "the value");
    if (so_far == IS_TRUE) so_far = check_guards(c, &c->q->kinks, r->kinks);
    if (so_far == IS_TRUE && !c->q->in_bands) /* not every entry of a factor is used */
        so_far = check_finite(c, r->derivatives, r->stepped, "the derivative");
    if (so_far == IS_TRUE) so_far = check_finite(c, r->stepped, r->guards, "the new weight");
    if (so_far == IS_TRUE && !c->certified && !overflow_decides_nothing(c)) so_far = IS_FALSE;
    return so_far;
}

static bool guards_hold(const struct computation *c, const struct guards *guards, size_t first)
{
    for (size_t k = 0; k < guards->all.n; k++) {
        struct finding f = {&guards->all.at[k], first + k * GUARD_PLACES, 0};
        if (check_guard(c, &f) != IS_TRUE) return false;
    }
    return true;
}

bool conditions_hold(const struct computation *c)
{
    const struct root_set *r = &c->roots;
    for (size_t root = r->values; root < r->guards; root++)
        if (!slot_is_bounded(c, computation_slot(c, root))) return false;
    return guards_hold(c, &c->q->lowering.guards, r->guards) &&
           guards_hold(c, &c->q->kinks, r->kinks) && (c->certified || !overflow_decides(c));
}

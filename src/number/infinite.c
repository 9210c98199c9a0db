/* infinite.c - what is not finite although every written operation is defined. */
#include "number/conditions_private.h"

#include "eval/special.h"

#include <math.h>
#include <string.h>

static int64_t count_of_slot(const struct computation *c, uint32_t slot)
{
    return shape_count(&c->q->graph->shapes, c->tape.code.at[slot].shape);
}

bool infinite_slot_is_bounded(const struct computation *c, uint32_t slot)
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

/* True if an entry is 0 or a negative whole number, for certain. */
static bool has_pole_of_gamma(const struct computation *c, uint32_t slot)
{
    int64_t n = count_of_slot(c, slot);
    for (int64_t i = 0; i < n; i++) {
        if (!c->certified) {
            double x = eval_slot(&c->doubles, slot)[i];
            if (x <= 0 && x == floor(x)) return true;
            continue;
        }
        mpfi_srcptr x = intervals_slot(&c->intervals, slot)[i];
        if (enclose_is_point(x) && enclose_has_pole(x)) return true;
    }
    return false;
}

static bool has_zero(const struct computation *c, uint32_t slot)
{
    int64_t n = count_of_slot(c, slot);
    for (int64_t i = 0; i < n; i++)
        if (is_zero(c, slot, i) == IS_TRUE) return true;
    return false;
}

/* Derivatives bring in digamma of sums and Bessel functions of lower orders, which no guard has
 * looked at. */
static bool is_at_pole(const struct computation *c, const struct instruction *in)
{
    if (in->op != OP_FN) return false;
    uint32_t last = c->tape.words.at[in->args + in->n - 1];
    switch (in->fn) {
    case FN_digamma:
    case FN_polygamma: return has_pole_of_gamma(c, last);
    case FN_jv:
    case FN_iv:
    case FN_yv:
    case FN_kv: return has_zero(c, last);
    default: return false;
    }
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
        if (over && has_zero(c, slot)) return true;
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
            if (!infinite_slot_is_bounded(c, arg)) next = arg;
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
 * too large; only logarithms and digamma, which derivatives bring in, stand at a pole. */
static enum kind kind_of_infinity(const struct computation *c, const struct instruction *in,
                                  uint32_t slot, bool times_zero)
{
    enum truth pole = is_at_pole(c, in) ? IS_TRUE : divides_by_zero(c, in);
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

/* Why a partial derivative of a special function does not exist at some entry, or NULL. */
static const char *gap_of(const struct computation *c, const struct instruction *in, uint32_t slot)
{
    if (in->op != OP_FN || !c->certified) return NULL;
    const char *gap = NULL;
    for (int64_t i = 0; !gap && i < count_of_slot(c, slot); i++) {
        mpfi_srcptr x[FN_MOST_ARGUMENTS] = {NULL};
        for (uint32_t k = 0; k < in->n; k++) {
            uint32_t arg = c->tape.words.at[in->args + k];
            x[k] = intervals_slot(&c->intervals, arg)[count_of_slot(c, arg) > 1 ? i : 0];
        }
        gap = special_gap((enum fn)in->fn, x);
    }
    return gap;
}

/* A derivative whose formula has no value here may have one all the same. */
static struct local_verdict verdict_of(struct computation *c, size_t root)
{
    const struct root_set *r = &c->roots;
    bool derivative = root >= r->derivatives && root < r->stepped && !c->q->unknowns.n;
    if (derivative && !c->local.settled && c->q->request->steps <= 1)
        return *local_of_derivatives(c);
    if (root < r->derivatives && c->q->lowering.operations.n && !c->local.settled_operations)
        return local_of_operators(c, NULL);
    return (struct local_verdict){.state = LOCAL_SEVERAL};
}

/* The root or norm that was written where the derivative divides by 0, if that is what it was. */
static const char *root_written(const struct core *core, struct span span)
{
    static const char *const roots[] = {"norm", "sqrt", "hypot"};
    if (!span.source || span.source >= core->sources.n) return NULL;
    const struct source *source = &core->sources.at[span.source];
    for (size_t i = 0; source->bytes && i < sizeof roots / sizeof *roots; i++) {
        size_t n = strlen(roots[i]);
        if (span.start + n < source->length && source->bytes[span.start + n] == '(' &&
            !strncmp(source->bytes + span.start, roots[i], n))
            return roots[i];
    }
    return NULL;
}

static bool report_infinite(struct computation *c, enum kind kind, struct span span,
                            const char *what, const struct local_verdict *verdict)
{
    struct core *core = c->q->core;
    if (verdict->state == LOCAL_UNDECIDED) {
        diag_error(core, KIND_UNDECIDED, span,
                   "%s is infinite or 0/0 in its formula here, and whether it exists is not "
                   "decided",
                   what);
        return verdict->hint ? diag_hint(core, "%s", verdict->hint) : false;
    }
    bool finite = verdict->state == LOCAL_KINK && !verdict->infinite;
    if (kind == KIND_POLE && !finite)
        diag_error(core, kind, span, "%s is infinite here", what);
    else if (kind == KIND_POLE)
        diag_error(core, KIND_KINK, span, "%s does not exist here", what);
    else if (verdict->state == LOCAL_KINK && root_written(core, span))
        diag_error(core, KIND_KINK, span, "'%s' has no derivative at 0", root_written(core, span));
    else if (verdict->state == LOCAL_KINK)
        diag_error(core, KIND_KINK, span, "%s does not exist here", what);
    else
        diag_error(core, KIND_KINK, span, "%s is 0/0 in its formula here", what);
    return verdict->hint ? diag_hint(core, "%s", verdict->hint) : false;
}

/* More bits are not likely to bound what so many do not. */
static bool is_precise(const struct computation *c)
{
    enum { MANY_BITS = 512 };
    return c->last || c->intervals.precision >= MANY_BITS;
}

/* Training goes on, and others may ask for it, where a norm is 0: its derivatives are then 0. */
static bool may_take_convention(const struct computation *c, size_t root)
{
    const struct root_set *r = &c->roots;
    bool first = c->q->request->command != DCALC_HESSIAN && c->q->lower_orders.n == 0;
    return first && kinks_are_passed(c) && !c->local.by_convention && root >= r->derivatives &&
           root < r->guards;
}

static enum truth take_convention(struct computation *c)
{
    c->local.by_convention = c->local.pending = true;
    return answer_note(c->answer,
                       "the derivative of a norm that is 0 is taken as 0 here, as learning "
                       "frameworks do")
               ? IS_TRUE
               : IS_FALSE;
}

enum truth conditions_infinite(struct computation *c, size_t root, const char *what)
{
    struct core *core = c->q->core;
    bool times_zero;
    uint32_t slot = culprit(c, computation_slot(c, root), &times_zero);
    const struct instruction *in = &c->tape.code.at[slot];
    struct span span = graph_node(c->q->graph, in->node)->span;
    const char *gap = gap_of(c, in, slot);
    enum kind kind = gap ? KIND_DOMAIN : kind_of_infinity(c, in, slot, times_zero);
    bool sure = kind == KIND_POLE || kind == KIND_KINK;
    if (sure || (kind == KIND_UNDECIDED && is_precise(c))) {
        struct local_verdict verdict = verdict_of(c, root);
        if (verdict.state == LOCAL_SMOOTH)
            return kinks_settle(c, "is infinite or 0/0 in its formula", &verdict);
        if (sure && kind == KIND_KINK && may_take_convention(c, root)) return take_convention(c);
        if (sure) return report_infinite(c, kind, span, what, &verdict), IS_FALSE;
    }
    if (c->certified && !c->last && kind != KIND_DOMAIN) return IS_UNDECIDED;
    if (c->certified && c->intervals.env.gave_up) kind = KIND_LIMIT;
    switch (kind) {
    case KIND_LIMIT: computation_costs_too_much(c->q, span); break;
    case KIND_DOMAIN:
        diag_error(core, kind, span, "%s is not defined here", what);
        if (gap) diag_hint(core, "%s", gap);
        break;
    case KIND_OVERFLOW:
        diag_error(core, kind, span, "%s overflows on the way", what);
        if (!c->certified) range_hint(c);
        break;
    default:
        diag_error(core, kind, span, "%s cannot be distinguished from an infinite value here",
                   what);
    }
    return IS_FALSE;
}

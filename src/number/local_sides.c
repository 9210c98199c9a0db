/* local_sides.c - the derivatives of a function of one variable from its expansions on both sides.
 *
 * What an expansion is made of, oscillating rests apart, lies in a Hardy field: if f = p(t) +
 * o(t^n) with a polynomial p, the derivatives of f up to the n-th go to those of p (Bourbaki,
 * Functions of a Real Variable, appendix to chapter V). So f has n derivatives at the point if and
 * only if both sides are such and agree with each other and with the value there. An oscillating
 * rest tells of the first derivative only; the others are judged one after another, each by the
 * expansion of the formula of the one before. */
#include "number/local_trend.h"

#include "pass/derive.h"

#include <string.h>

static struct local_verdict kink(const char *hint)
{
    return (struct local_verdict){.state = LOCAL_KINK, .hint = hint};
}

static struct local_verdict undecided(const char *why)
{
    return (struct local_verdict){.state = LOCAL_UNDECIDED, .hint = why};
}

/* ---- words ---- */

static const char *constant(const struct sides *s, id a)
{
    return local_constant(s->line->q, a);
}

/* "the derivative", or of a lower order "derivative 2". */
static const char *name_of(const struct sides *s, int k)
{
    return k == s->order ? "the derivative" : local_text(s->line->q, "derivative %d", k);
}

static const char *trend_text(const struct sides *s, const struct side *side)
{
    switch (side->trend) {
    case TREND_LIMIT: return constant(s, side->limit);
    case TREND_UNBOUNDED: return "unbounded";
    case TREND_OSCILLATES:
        if (!side->low) return "of no limit";
        return local_text(s->line->q, "of no limit, between %s and %s", constant(s, side->low),
                          constant(s, side->high));
    case TREND_UNKNOWN: break;
    }
    return "unknown";
}

static bool both(const struct sides *s, enum trend trend)
{
    return s->at[LEFT].trend == trend && s->at[RIGHT].trend == trend;
}

static const char *no_limit_text(const struct sides *s, int k)
{
    const struct side *l = &s->at[LEFT], *r = &s->at[RIGHT];
    const char *what = k ? "the quotient" : "the function";
    struct graph *g = local_graph(s);
    bool alike = l->low && r->low && local_same(g, l->low, r->low) == 1 &&
                 local_same(g, l->high, r->high) == 1;
    if (alike)
        return local_text(s->line->q, "%s goes between %s and %s without a limit", what,
                          constant(s, l->low), constant(s, l->high));
    return local_text(s->line->q, "%s has no limit on either side", what);
}

static const char *jump_text(const struct sides *s)
{
    const char *l = constant(s, s->at[LEFT].limit), *r = constant(s, s->at[RIGHT].limit);
    if (!strcmp(l, r))
        return "the function jumps there, by an amount that is small beside its value";
    return local_text(s->line->q, "the function jumps there, from %s to %s", l, r);
}

static const char *value_text(const struct sides *s)
{
    const struct side *l = &s->at[LEFT], *r = &s->at[RIGHT];
    if (both(s, TREND_LIMIT)) return jump_text(s);
    if (both(s, TREND_UNBOUNDED)) return "the function grows without bound on both sides";
    if (both(s, TREND_OSCILLATES)) return no_limit_text(s, 0);
    return local_text(s->line->q,
                      "the limit of the function from the left is %s, from the right %s",
                      trend_text(s, l), trend_text(s, r));
}

static const char *derivative_text(const struct sides *s, int k)
{
    const struct side *l = &s->at[LEFT], *r = &s->at[RIGHT];
    const char *name = name_of(s, k);
    if (both(s, TREND_UNBOUNDED))
        return local_text(s->line->q, "%s grows without bound on both sides", name);
    if (both(s, TREND_OSCILLATES)) return no_limit_text(s, k);
    if (k == s->order)
        return local_text(s->line->q, "the derivative from the left is %s, from the right %s",
                          trend_text(s, l), trend_text(s, r));
    return local_text(s->line->q, "%s is %s from the left and %s from the right", name,
                      trend_text(s, l), trend_text(s, r));
}

/* ---- both sides ---- */

/* Judges the k-th derivative, or the limit of the function for k = 0; smooth if both sides have the
 * same, which is then the derivative. */
static struct local_verdict judge_order(struct sides *s, int k)
{
    for (int i = 0; i < 2; i++) s->at[i] = local_trend(s, i, k);
    if (s->at[LEFT].trend == TREND_UNKNOWN || s->at[RIGHT].trend == TREND_UNKNOWN)
        return undecided(NULL);
    int same = both(s, TREND_LIMIT)
                   ? local_same(local_graph(s), s->at[LEFT].limit, s->at[RIGHT].limit)
                   : 0;
    if (same == SIGN_UNKNOWN) return undecided(NULL);
    if (same)
        return (struct local_verdict){.state = LOCAL_SMOOTH, .derivative = s->at[RIGHT].limit};
    struct local_verdict verdict = kink(k ? derivative_text(s, k) : value_text(s));
    verdict.infinite = k == s->order && both(s, TREND_UNBOUNDED);
    return verdict;
}

static struct local_verdict judge_value(struct sides *s, id here)
{
    struct local_verdict verdict = judge_order(s, 0);
    if (verdict.state != LOCAL_SMOOTH) return verdict;
    int same = local_same(local_graph(s), verdict.derivative, here);
    if (same == SIGN_UNKNOWN) return undecided(NULL);
    if (same) return verdict;
    return kink(local_text(s->line->q, "the function is %s on both sides, but %s there",
                           constant(s, verdict.derivative), constant(s, here)));
}

/* ---- where a side has no values ---- */

/* At an end of the domain the derivative is that of the one side. Else what the function does
 * there. */
static struct local_verdict one_side(const struct sides *s, int defined, id here)
{
    const struct question *q = s->line->q;
    const char *missing = defined == LEFT ? "right" : "left",
               *other = defined == LEFT ? "left" : "right";
    struct side side = local_trend(s, defined, 0);
    if (side.trend != TREND_LIMIT || local_same(local_graph(s), side.limit, here) != 1)
        return kink(local_text(q,
                               "the function has no value to the %s of the point; its limit from "
                               "the %s is %s, its value there %s",
                               missing, other, trend_text(s, &side), constant(s, here)));
    for (int k = 1; k <= s->order && side.trend == TREND_LIMIT; k++)
        side = local_trend(s, defined, k);
    if (side.trend == TREND_LIMIT)
        return (struct local_verdict){
            .state = LOCAL_SMOOTH, .derivative = side.limit, .one_sided = true};
    if (side.trend == TREND_UNKNOWN) return undecided(NULL);
    struct local_verdict verdict =
        kink(local_text(q,
                        "the function has no value to the %s of the point; the derivative from "
                        "the %s is %s",
                        missing, other, trend_text(s, &side)));
    verdict.infinite = side.trend == TREND_UNBOUNDED;
    return verdict;
}

static struct local_verdict judge_one_side(const struct sides *s, const bool *defined, id here)
{
    if (!defined[LEFT] && !defined[RIGHT])
        return kink("the function has a value at the point, but none beside it");
    return one_side(s, defined[LEFT] ? LEFT : RIGHT, here);
}

/* Expands one side; *defined: the function has values there. */
static enum local_state expand(struct sides *s, int side, bool *defined, const char **why)
{
    const struct question *q = s->line->q;
    struct guards operators = {.all = {.at = q->kinks.all.at, .n = q->operator_kinks}};
    enum local_state state =
        local_line_guards(s->line, &q->lowering.guards, local_directions[side]);
    *defined = state != LOCAL_KINK;
    if (state != LOCAL_SMOOTH && state != LOCAL_KINK) return state;
    if (*defined) state = local_line_guards(s->line, &operators, local_directions[side]);
    if (*defined && state != LOCAL_SMOOTH) return LOCAL_UNDECIDED; /* formulas with kinks beside */
    id beside = local_line_beside(s->line, s->formula, local_directions[side]);
    if (beside == POISON) return LOCAL_FAILED;
    const struct germ *germ =
        germ_of(&s->line->germs, beside, number_from_int(&local_graph(s)->numbers, s->order));
    s->germs[side] = germ;
    if (germ->state == GERM_FAILED) return LOCAL_FAILED;
    if (germ->state == GERM_UNDEFINED) *defined = false;
    if (germ->state == GERM_UNDECIDED && *defined) return *why = germ->why, LOCAL_UNDECIDED;
    return LOCAL_SMOOTH;
}

/* ---- a derivative as the limit of the quotient of the one before ---- */

static bool oscillates(const struct sides *s, const bool *defined)
{
    bool any = false;
    for (int i = 0; i < 2; i++)
        any |= defined[i] && (s->germs[i]->rest == REST_OSCILLATES || s->germs[i]->jumps);
    return any;
}

static struct local_verdict sides_of(struct local_line *line, id formula, id here, int order,
                                     bool stepwise);

/* Differentiates the formula; it holds beside the point where nothing has a kink. */
static enum local_state differentiate(struct local_line *line, id *formula)
{
    struct guards kinks = {0};
    struct graph *g = line->q->graph;
    enum local_state state = LOCAL_SMOOTH;
    *formula = kinks_hooks.derivative(g, *formula, line->symbol, &kinks);
    if (*formula == POISON) state = LOCAL_UNDECIDED;
    for (int i = 0; i < 2 && state == LOCAL_SMOOTH; i++) {
        state = local_line_guards(line, &kinks, local_directions[i]);
        if (state == LOCAL_KINK) state = LOCAL_UNDECIDED; /* a kink at every point beside it */
    }
    vec_free(&g->core->mem, &kinks.all);
    return state;
}

static struct local_verdict step_by_step(struct local_line *line, id formula, id here, int order)
{
    struct local_verdict verdict = {.state = LOCAL_UNDECIDED};
    for (int k = 1; k <= order; k++) {
        if (k > 1) {
            here = verdict.derivative;
            enum local_state state = differentiate(line, &formula);
            if (state != LOCAL_SMOOTH) return (struct local_verdict){.state = state};
        }
        verdict = sides_of(line, formula, here, 1, true);
        if (verdict.state == LOCAL_KINK && order > 1)
            verdict.hint = local_text(line->q, "of the step to derivative %d: %s", k, verdict.hint);
        if (verdict.state != LOCAL_SMOOTH) break;
    }
    verdict.by_quotient = true;
    return verdict;
}

static struct local_verdict sides_of(struct local_line *line, id formula, id here, int order,
                                     bool stepwise)
{
    struct sides s = {.line = line, .formula = formula, .order = order};
    bool defined[2];
    for (int i = 0; i < 2; i++) {
        const char *why = NULL;
        enum local_state state = expand(&s, i, &defined[i], &why);
        if (state != LOCAL_SMOOTH) return (struct local_verdict){.state = state, .hint = why};
    }
    bool moves = oscillates(&s, defined);
    if (moves && order > 1 && !stepwise) return step_by_step(line, formula, here, order);
    if (!defined[LEFT] || !defined[RIGHT]) return judge_one_side(&s, defined, here);
    struct local_verdict verdict = judge_value(&s, here);
    for (int k = 1; k <= order && verdict.state == LOCAL_SMOOTH; k++) verdict = judge_order(&s, k);
    verdict.by_quotient = moves;
    return verdict;
}

struct local_verdict local_sides(struct local_line *line, id formula, id here, int order)
{
    return sides_of(line, formula, here, order, false);
}

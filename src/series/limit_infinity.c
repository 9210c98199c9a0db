/* limit_infinity.c - the limit of a formula as x goes to infinity: by its growth, or because poles
 * come again and again. */
#include "series/limit_private.h"
#include "series/series.h"

/* ---- by growth ---- */

static struct limit in_trouble(struct growth *r)
{
    if (diag_any(r->g->core)) return (struct limit){.kind = LIMIT_FAILED};
    bool names = r->strict && r->unbounded != POISON && growth_has_names(r, r->unbounded);
    if (r->trouble == LIMIT_UNDECIDED && r->unbounded != POISON && !names)
        return growth_unbounded(r);
    return (struct limit){.kind = r->trouble, .why = r->why};
}

static struct limit by_growth(struct growth *r, id f)
{
    enum limit_kind kind;
    id value;
    bool ok = growth_tractable(r, f, &f);
    r->unbounded = POISON; /* of the last step alone */
    if (!ok || !growth_limit(r, f, &kind, &value)) return in_trouble(r);
    if (kind == LIMIT_VALUE && growth_has_bounded(r, value)) {
        if (r->strict && growth_has_names(r, value)) { /* a*sin(x) has a limit where a is 0 */
            growth_name_decides(r, value);
            return in_trouble(r);
        }
        return growth_oscillation(r, value);
    }
    return (struct limit){.kind = kind, .value = value};
}

/* ---- by poles ---- */

/* True for what is continuous wherever it is asked. */
static bool is_continuous_node(const struct growth *r, id a)
{
    const struct graph *g = r->g;
    const struct node *n = graph_node(g, a);
    switch (n->op) {
    case OP_NUMBER:
    case OP_CONSTANT:
    case OP_VARIABLE:
    case OP_SUM: return true;
    case OP_PRODUCT:
        for (uint32_t i = 0; i < n->n; i++) {
            number e = node_number(g, n, i);
            bool whole = number_is_integer(&g->numbers, e) && number_sign(&g->numbers, e) > 0;
            if (!whole && node_child(g, n, i) != r->x) return false;
        }
        return true;
    case OP_FN:
        return n->fn == FN_sin || n->fn == FN_cos || n->fn == FN_exp || n->fn == FN_atan ||
               n->fn == FN_tanh;
    default: return false;
    }
}

/* True if a formula is seen to be continuous for all large x. */
static bool is_continuous(struct growth *r, id f)
{
    struct reach reach = {0};
    bool all = graph_reach(r->g, &f, 1, &reach);
    for (size_t i = 0; all && i < reach.ids.n; i++) all = is_continuous_node(r, reach.ids.at[i]);
    reach_free(r->g, &reach);
    return all;
}

static bool is_end(struct growth *r, struct limit_bound end, int sign)
{
    if (end.infinite) return end.infinite == sign;
    return end.value != POISON && growth_constant_sign(r, end.value) == sign;
}

/* True if a formula is 0 again and again: it has both signs, and jumps nowhere. */
static bool comes_to_zero(struct growth *r, id f)
{
    r->in_trouble = false;
    if (!is_continuous(r, f)) return false;
    struct limit range = by_growth(r, f);
    r->in_trouble = false;
    return range.kind == LIMIT_OSCILLATES && is_end(r, range.low, -1) && is_end(r, range.high, 1);
}

/* Where sec, csc, tan and cot have poles, as formulas that are 0 there; POISON for others. */
static id zero_at_poles(struct graph *g, id a)
{
    id u = graph_op(g, a) == OP_FN ? graph_child(g, a, 0) : POISON;
    if (graph_is_fn(g, a, FN_tan) || graph_is_fn(g, a, FN_sec)) return graph_fn1(g, FN_cos, u);
    if (graph_is_fn(g, a, FN_cot) || graph_is_fn(g, a, FN_csc)) return graph_fn1(g, FN_sin, u);
    return POISON;
}

/* What is 0 where a factor base^e has poles, and only there; POISON if that is not known. */
static id divisor_of(struct graph *g, id base, number e)
{
    if (!number_is_integer(&g->numbers, e)) return POISON;
    if (number_sign(&g->numbers, e) > 0) return zero_at_poles(g, base);
    if (graph_is_fn(g, base, FN_tan)) return graph_fn1(g, FN_sin, graph_child(g, base, 0));
    if (graph_is_fn(g, base, FN_cot)) return graph_fn1(g, FN_cos, graph_child(g, base, 0));
    return base;
}

/* True if a formula has one sign, and, if it has to, a number for its limit. */
static bool has_one_sign(struct growth *r, id f, bool with_limit)
{
    enum limit_kind kind;
    id value;
    int sign;
    r->in_trouble = false;
    if (!is_continuous(r, f) || !growth_tractable(r, f, &f)) return false;
    if (!growth_sign(r, f, &sign) || sign == 0) return false;
    return !with_limit || (growth_limit(r, f, &kind, &value) && kind == LIMIT_VALUE);
}

/* True if a factor has poles again and again, and what it is multiplied with is never 0, so that
 * there is no finite limit. Nor is there an infinite one if the power is odd, as the product has
 * both signs; else if the other factors have a limit, as between the poles the product is small. */
static bool has_poles(struct growth *r, id f)
{
    struct graph *g = r->g;
    bool product = graph_op(g, f) == OP_PRODUCT;
    uint32_t n = product ? graph_node(g, f)->n : 1;
    for (uint32_t i = 0; i < n; i++) {
        id base = product ? graph_child(g, f, i) : f;
        number e = product ? node_number(g, graph_node(g, f), i) : NUMBER_ONE;
        id divisor = divisor_of(g, base, e);
        if (divisor == POISON || !comes_to_zero(r, divisor)) continue;
        bool even = number_is_integer(&g->numbers, number_mul(&g->numbers, e, NUMBER_HALF));
        if (has_one_sign(r, graph_div(g, f, graph_pow_number(g, base, e)), even)) return true;
    }
    return false;
}

struct limit growth_at_infinity(struct growth *r, id f)
{
    struct limit out = by_growth(r, f);
    if (out.kind != LIMIT_UNDECIDED || growth_has_names(r, f)) return out;
    return has_poles(r, f) ? (struct limit){.kind = LIMIT_OSCILLATES} : out;
}

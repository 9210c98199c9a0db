/* rays_switch.c - expansions along rays of what switches: extremes, comparisons, where, floor. */
#include "series/rays_private.h"

enum { SIGN_BITS = 1024 };

bool ray_is_switch(enum fn fn)
{
    return fn_is_step(fn) || fn_is_comparison(fn) || fn == FN_abs || fn == FN_minimum ||
           fn == FN_maximum || fn == FN_relu || fn == FN_leaky_relu || fn == FN_where;
}

static id zero(struct rays *r)
{
    return graph_int(r->d.g, 0);
}

/* ---- continuous: extremes ---- */

static id coefficient_at(struct rays *r, const struct ray *a, number e)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->terms[i].exponent == e) return a->terms[i].coefficient;
    return zero(r);
}

/* The terms of a below exponent e, and t^e times a coefficient. */
static const struct ray *begin_with(struct rays *r, const struct ray *a, number e, id coefficient)
{
    struct graph *g = r->d.g;
    struct ray *out = ray_make(r, a->n + 1);
    if (!out) return NULL;
    out->support = a->support;
    out->needs = a->needs;
    out->singular = a->singular;
    while (out->n < a->n && number_compare(&g->numbers, a->terms[out->n].exponent, e) < 0) {
        out->terms[out->n] = a->terms[out->n];
        out->n++;
    }
    if (!graph_is_zero(g, coefficient)) out->terms[out->n++] = (struct ray_term){e, coefficient};
    return out;
}

/* max(x, -x) is abs(x), whose sign is known. */
static id larger_of(struct graph *g, enum fn fn, id x, id y)
{
    if (!graph_is_zero(g, node_add(g, x, y))) return graph_fn2(g, fn, x, y);
    return graph_scale(g, fn == FN_maximum ? NUMBER_ONE : NUMBER_MINUS_ONE,
                       graph_fn1(g, FN_abs, x));
}

/* The larger (smaller) of both: where their difference begins, that of the coefficients. What comes
 * after changes the larger by no more than itself. */
static const struct ray *extreme(struct rays *r, const struct ray *a, const struct ray *b,
                                 enum fn fn)
{
    struct graph *g = r->d.g;
    const struct ray *w = ray_sum(r, a, b, NUMBER_MINUS_ONE);
    number e, after, other;
    id first;
    if (!w || w->state != RAY_KNOWN) return w;
    int sign = ray_sign(r, w);
    if (sign != SIGN_UNKNOWN) return (fn == FN_maximum) == (sign >= 0) ? a : b;
    ray_leads(r, w, &e, &first);
    if (first == POISON) { /* alike up to the rest */
        const struct ray *start = begin_with(r, a, e, zero(r));
        return ray_sum(r, start, ray_rest(r, e, w), NUMBER_ONE);
    }
    id larger = larger_of(g, fn, coefficient_at(r, a, e), coefficient_at(r, b, e));
    const struct ray *start = begin_with(r, a, e, larger);
    if (w->n == 1 && w->exact) { /* the rest of the terms is common to both */
        const struct ray *common =
            ray_sum(r, a, begin_with(r, a, e, coefficient_at(r, a, e)), NUMBER_MINUS_ONE);
        return ray_with_needs(r, ray_sum(r, start, common, NUMBER_ONE), w->needs);
    }
    bool more = ray_next(r, a, e, &after), others = ray_next(r, b, e, &other);
    if (!more && !others) return ray_with_needs(r, start, w->needs);
    if (!more || (others && number_compare(&g->numbers, other, after) < 0)) after = other;
    return ray_sum(r, start, ray_rest(r, after, w), NUMBER_ONE);
}

static const struct ray *absolute(struct rays *r, const struct ray *a)
{
    const struct ray *minus = ray_sum(r, ray_constant(r, zero(r)), a, NUMBER_MINUS_ONE);
    return extreme(r, a, minus, FN_maximum);
}

/* ---- steps ---- */

/* A function of a's sign alone, by what it is of numbers. Of a form of the directions it is exact
 * where no rest can change the sign. */
static const struct ray *of_sign(struct rays *r, const struct ray *a, enum fn fn)
{
    struct graph *g = r->d.g;
    number e;
    id first;
    int sign = ray_sign(r, a);
    bool two = fn_arity(fn) == 2;
    if (sign != SIGN_UNKNOWN) {
        id s = graph_int(g, sign);
        return ray_with_needs(
            r, ray_constant(r, two ? graph_fn2(g, fn, s, zero(r)) : graph_fn1(g, fn, s)), a->needs);
    }
    ray_leads(r, a, &e, &first);
    bool tells = first != POISON &&
                 ((a->n == 1 && a->exact) || form_sign(&r->d, first, a->support).definite);
    id c = first == POISON ? POISON
           : two           ? graph_fn2(g, fn, first, zero(r))
                           : graph_fn1(g, fn, first);
    if (first == POISON) return ray_rest(r, NUMBER_ZERO, a);
    const struct ray *step = tells ? ray_constant(r, c) : ray_rest(r, NUMBER_ZERO, a);
    if (!step) return NULL;
    struct ray *out = arena_alloc(&g->core->arena, sizeof *out);
    if (!out) return NULL;
    *out = *step;
    if (!tells) {
        number after;
        ray_next(r, a, e, &after);
        out->almost = c;
        out->edge = first;
        out->width = number_sub(&g->numbers, after, e);
    }
    out->support = a->support;
    out->needs = a->needs;
    return out;
}

static const struct ray *compare(struct rays *r, const struct ray *a, const struct ray *b,
                                 enum fn fn)
{
    const struct ray *w = ray_sum(r, a, b, NUMBER_MINUS_ONE);
    return !w || w->state != RAY_KNOWN ? w : of_sign(r, w, fn);
}

/* c + where(a < 0, below, where(a > 0, above, at)), where a goes to 0. */
static const struct ray *steps(struct rays *r, const struct ray *a, id below, id at, id above)
{
    const struct ray *sign = of_sign(r, a, FN_sign), *square = ray_product(r, sign, sign);
    struct graph *g = r->d.g;
    id half = graph_number(g, NUMBER_HALF);
    /* at + sign*(above - below)/2 + sign^2*((above + below)/2 - at) */
    id odd = graph_mul(g, half, graph_sub(g, above, below));
    id even = graph_sub(g, graph_mul(g, half, graph_add(g, above, below)), at);
    return ray_sum(r, ray_constant(r, at),
                   ray_sum(r, ray_scale(r, sign, odd), ray_scale(r, square, even), NUMBER_ONE),
                   NUMBER_ONE);
}

static const struct ray *rounded(struct rays *r, const struct ray *a, enum fn fn)
{
    struct graph *g = r->d.g;
    id c = ray_limit(r, a), one = graph_int(g, 1);
    number value;
    if (c == POISON) return ray_unknown(r, POISON);
    bool rational = graph_is_number(g, c, &value);
    id moved = fn == FN_round ? graph_sub(g, c, graph_number(g, NUMBER_HALF)) : c;
    id from = graph_sub(g, moved, graph_fn1(g, FN_floor, moved));
    int between = node_sign(g, from, SIGN_BITS);
    if (between == 1) return ray_with_needs(r, ray_constant(r, graph_fn1(g, fn, c)), a->needs);
    if (between != 0 || !rational) return ray_unknown(r, POISON);
    const struct ray *w = ray_sum(r, a, ray_constant(r, c), NUMBER_MINUS_ONE);
    if (!w || w->state != RAY_KNOWN) return w;
    id here = graph_fn1(g, fn, c);
    if (fn == FN_floor) return steps(r, w, graph_sub(g, c, one), here, c);
    if (fn == FN_ceil) return steps(r, w, c, here, graph_add(g, c, one));
    return steps(r, w, moved, here, graph_add(g, moved, one));
}

/* ---- where ---- */

/* The terms of both branches, chosen by a condition that is a formula of the directions. */
const struct ray *ray_branch(struct rays *r, id c, const struct ray *a, const struct ray *b)
{
    struct graph *g = r->d.g;
    const struct ray *w = ray_sum(r, a, b, NUMBER_ONE); /* its exponents and rest */
    if (!w || w->state != RAY_KNOWN) return w;
    struct ray *out = arena_alloc(&g->core->arena, sizeof *out);
    if (!out) return NULL;
    *out = *w;
    out->n = 0;
    out->terms = arena_alloc(&g->core->arena, (a->n + b->n + 1) * sizeof *out->terms);
    if (!out->terms) return NULL;
    for (size_t i = 0, k = 0; i < a->n || k < b->n;) {
        int order = i == a->n ? 1
                    : k == b->n
                        ? -1
                        : number_compare(&g->numbers, a->terms[i].exponent, b->terms[k].exponent);
        number e = order <= 0 ? a->terms[i].exponent : b->terms[k].exponent;
        id x = order <= 0 ? a->terms[i++].coefficient : zero(r),
           y = order >= 0 ? b->terms[k++].coefficient : zero(r);
        if (!w->exact && number_compare(&g->numbers, e, w->order) >= 0) break;
        id chosen = x == y ? x : graph_where(g, c, x, y);
        if (!graph_is_zero(g, chosen)) out->terms[out->n++] = (struct ray_term){e, chosen};
    }
    id needs = a->needs == b->needs ? a->needs
                                    : graph_where(g, c, a->needs ? a->needs : graph_int(g, 1),
                                                  b->needs ? b->needs : graph_int(g, 1));
    out->needs = needs;
    return out;
}

/* Whichever is taken: both up to where they begin to differ. */
static const struct ray *alike(struct rays *r, const struct ray *a, const struct ray *b)
{
    const struct ray *w = ray_sum(r, a, b, NUMBER_MINUS_ONE);
    number e;
    id first;
    if (!w || w->state != RAY_KNOWN) return w;
    if (!ray_leads(r, w, &e, &first)) return a;
    return ray_sum(r, begin_with(r, a, e, zero(r)), ray_rest(r, e, w), NUMBER_ONE);
}

/* True if x is a multiple of a linear form y. */
static bool is_multiple(struct rays *r, id x, id y)
{
    struct graph *g = r->d.g;
    id row[MOST_DIRECTIONS], other[MOST_DIRECTIONS];
    size_t i = 0;
    if (!form_is_linear(&r->d, x, row) || !form_is_linear(&r->d, y, other)) return false;
    while (i < r->d.m && !(node_sign(g, other[i], SIGN_BITS) & 1)) i++;
    if (i == r->d.m) return false;
    id by = node_multiply(g, row[i], node_power(g, other[i], NUMBER_MINUS_ONE));
    return graph_is_zero(
        g, node_add(g, x, node_multiply(g, graph_int(g, -1), node_multiply(g, by, y))));
}

/* A condition that is known but near the edge of a form, where both branches meet. */
static const struct ray *meeting(struct rays *r, const struct ray *c, const struct ray *a,
                                 const struct ray *b)
{
    struct graph *g = r->d.g;
    struct numbers *t = &g->numbers;
    const struct ray *w = ray_sum(r, a, b, NUMBER_MINUS_ONE);
    number e, after, next;
    id first;
    if (!w || w->state != RAY_KNOWN) return w;
    if (!ray_leads(r, w, &e, &first) || first == POISON || !is_multiple(r, first, c->edge))
        return alike(r, a, b);
    id x = coefficient_at(r, a, e), y = coefficient_at(r, b, e);
    const struct ray *start = begin_with(r, a, e, graph_where(g, c->almost, x, y));
    after = number_add(t, e, c->width);
    if (ray_next(r, a, e, &next) && number_compare(t, next, after) < 0) after = next;
    if (ray_next(r, b, e, &next) && number_compare(t, next, after) < 0) after = next;
    return ray_sum(r, start, ray_rest(r, after, ray_sum(r, w, c, NUMBER_ONE)), NUMBER_ONE);
}

static const struct ray *where(struct rays *r, const struct ray *c, const struct ray *a,
                               const struct ray *b)
{
    if (!c) return NULL;
    if (c->state != RAY_KNOWN) return c;
    int sign = ray_sign(r, c);
    if (sign != SIGN_UNKNOWN) {
        const struct ray *taken = sign ? a : b;
        if (!taken || taken->state != RAY_KNOWN) return taken;
        return ray_with_needs(r, taken, ray_needs(r, c->needs, taken->needs));
    }
    if (!a || !b) return NULL;
    bool tells = c->n == 1 && c->exact && c->terms[0].exponent == NUMBER_ZERO;
    if (a->state != RAY_KNOWN) return a;
    if (b->state != RAY_KNOWN) return b;
    const struct ray *both = tells       ? ray_branch(r, c->terms[0].coefficient, a, b)
                             : c->almost ? meeting(r, c, a, b)
                                         : alike(r, a, b);
    return both ? ray_with_needs(r, both, ray_needs(r, c->needs, both->needs)) : NULL;
}

const struct ray *ray_switch(struct rays *r, enum fn fn, const struct ray *const *args)
{
    struct graph *g = r->d.g;
    const struct ray *a = args[0], *b = args[1], *nothing = ray_constant(r, zero(r));
    if (fn == FN_where) return where(r, a, b, args[2]);
    for (int i = 0; i < fn_arity(fn); i++) {
        if (!args[i]) return NULL;
        if (args[i]->state != RAY_KNOWN) return args[i];
    }
    switch (fn) {
    case FN_abs: return absolute(r, a);
    case FN_relu: return extreme(r, a, nothing, FN_maximum);
    case FN_leaky_relu: {
        id slope = graph_number(g, number_from_ratio(&g->numbers, 1, 100));
        return extreme(r, a, ray_scale(r, a, slope), FN_maximum);
    }
    case FN_maximum:
    case FN_minimum: return extreme(r, a, b, fn);
    case FN_sign:
    case FN_heaviside: return of_sign(r, a, fn);
    case FN_floor:
    case FN_ceil:
    case FN_round: return rounded(r, a, fn);
    default: return compare(r, a, b, fn);
    }
}

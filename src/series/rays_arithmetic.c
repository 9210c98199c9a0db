/* rays_arithmetic.c - expansions along rays as values: sums, products, powers, signs. */
#include "series/rays_private.h"

#include <string.h>

enum { SIGN_BITS = 1024, MOST_TERMS = 64 };

/* ---- rays as values ---- */

struct ray *ray_make(struct rays *r, size_t n)
{
    struct arena *arena = &r->d.g->core->arena;
    struct ray *a = arena_alloc(arena, sizeof *a);
    if (!a) return NULL;
    *a = (struct ray){.exact = true, .terms = arena_alloc(arena, (n + 1) * sizeof *a->terms)};
    return a->terms ? a : NULL;
}

const struct ray *ray_unknown(struct rays *r, id culprit)
{
    struct ray *a = ray_make(r, 0);
    if (a) a->state = RAY_UNKNOWN, a->culprit = culprit;
    return a;
}

const struct ray *ray_constant(struct rays *r, id constant)
{
    struct ray *a = ray_make(r, 1);
    if (a && !graph_is_zero(r->d.g, constant))
        a->terms[a->n++] = (struct ray_term){NUMBER_ZERO, constant};
    return a;
}

const struct ray *ray_rest(struct rays *r, number order, const struct ray *like)
{
    struct ray *a = ray_make(r, 0);
    if (!a || !like) return NULL;
    a->exact = false;
    a->order = order;
    a->needs = like->needs;
    a->support = like->support;
    if (number_sign(&r->d.g->numbers, order) < 0) a->singular = like->support;
    return a;
}

id ray_needs(struct rays *r, id a, id b)
{
    if (a == POISON || a == b) return b;
    return b == POISON ? a : graph_mul(r->d.g, a, b);
}

const struct ray *ray_with_needs(struct rays *r, const struct ray *a, id needs)
{
    if (!a || a->state != RAY_KNOWN) return a;
    struct ray *same = ray_make(r, 0);
    if (!same) return NULL;
    *same = *a;
    same->needs = needs;
    return same;
}

static int by_exponent(const struct numbers *t, number a, number b)
{
    return a == b ? 0 : number_compare(t, a, b);
}

/* True if exponent e lies within the rest, which has `order` if it is not exact, or beyond most. */
static bool in_rest(const struct rays *r, const struct ray *a, number e)
{
    return !a->exact && by_exponent(&r->d.g->numbers, e, a->order) >= 0;
}

static void lower_rest(const struct rays *r, struct ray *a, number order)
{
    if (a->exact || by_exponent(&r->d.g->numbers, order, a->order) < 0) a->order = order;
    a->exact = false;
}

/* Adds a term to those that a has, in order; its array has room. */
static void add_term(struct rays *r, struct ray *a, number e, id coefficient)
{
    struct graph *g = r->d.g;
    size_t i = a->n;
    if (graph_is_zero(g, coefficient)) return;
    if (by_exponent(&g->numbers, e, r->most) > 0) {
        lower_rest(r, a, e);
        return;
    }
    while (i > 0 && by_exponent(&g->numbers, e, a->terms[i - 1].exponent) < 0) i--;
    if (i > 0 && a->terms[i - 1].exponent == e) {
        a->terms[i - 1].coefficient = node_add(g, a->terms[i - 1].coefficient, coefficient);
        return;
    }
    memmove(a->terms + i + 1, a->terms + i, (a->n - i) * sizeof *a->terms);
    a->terms[i] = (struct ray_term){e, coefficient};
    a->n++;
}

static bool holds_roots(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    for (uint32_t k = 0; n->op == OP_SUM && k < n->n; k++) {
        const struct node *t = graph_node(g, node_child(g, n, k));
        for (uint32_t i = 0; t->op == OP_PRODUCT && i < t->n; i++)
            if (graph_op(g, node_child(g, t, i)) == OP_SUM) return true;
    }
    return false;
}

/* Takes away the terms within the rest, and those that are 0. */
static const struct ray *finish(struct rays *r, struct ray *a)
{
    struct graph *g = r->d.g;
    size_t kept = 0;
    for (size_t i = 0; i < a->n; i++) {
        struct ray_term t = a->terms[i];
        if (in_rest(r, a, t.exponent) || graph_is_zero(g, t.coefficient)) continue;
        if (holds_roots(g, t.coefficient) && form_is_zero(&r->d, t.coefficient)) continue;
        a->terms[kept++] = t;
    }
    a->n = kept;
    bool negative = (a->n && number_sign(&g->numbers, a->terms[0].exponent) < 0) ||
                    (!a->exact && number_sign(&g->numbers, a->order) < 0);
    if (!negative) a->singular = 0;
    if (diag_any(g->core)) a->state = RAY_FAILED;
    return a;
}

bool ray_leads(const struct rays *r, const struct ray *a, number *exponent, id *first)
{
    (void)r;
    *first = POISON;
    if (a->n == 0 && a->exact) return false;
    *exponent = a->n ? a->terms[0].exponent : a->order;
    if (a->n) *first = a->terms[0].coefficient;
    return true;
}

bool ray_next(const struct rays *r, const struct ray *a, number e, number *next)
{
    for (size_t i = 0; i < a->n; i++)
        if (number_compare(&r->d.g->numbers, a->terms[i].exponent, e) > 0)
            return *next = a->terms[i].exponent, true;
    return *next = a->order, !a->exact;
}

int ray_sign(struct rays *r, const struct ray *a)
{
    number e;
    id first;
    if (!ray_leads(r, a, &e, &first)) return 0;
    if (first == POISON) return SIGN_UNKNOWN;
    if (!node_has_symbols(r->d.g, first)) return node_sign(r->d.g, first, SIGN_BITS);
    uint64_t all = UINT64_MAX >> (MOST_DIRECTIONS - r->d.m);
    struct form_sign known = form_sign(&r->d, first, all);
    return known.definite ? known.sign : SIGN_UNKNOWN;
}

id ray_limit(struct rays *r, const struct ray *a)
{
    struct graph *g = r->d.g;
    number e;
    id first;
    if (!ray_leads(r, a, &e, &first)) return graph_int(g, 0);
    int sign = number_sign(&g->numbers, e);
    if (sign > 0) return graph_int(g, 0);
    if (sign < 0 || first == POISON || node_has_symbols(g, first)) return POISON;
    return first;
}

/* ---- arithmetic ---- */

/* Where two are bounded by different directions, neither is by those of both. */
static bool may_meet(const struct ray *a, const struct ray *b)
{
    if (a->singular && (b->support & ~a->singular)) return false;
    return !b->singular || !(a->support & ~b->singular);
}

static const struct ray *worst(const struct ray *a, const struct ray *b)
{
    return a->state >= b->state ? a : b;
}

const struct ray *ray_sum(struct rays *r, const struct ray *a, const struct ray *b, number times)
{
    struct graph *g = r->d.g;
    if (!a || !b) return NULL;
    if (a->state != RAY_KNOWN || b->state != RAY_KNOWN) return worst(a, b);
    if (a->singular && b->singular && a->singular != b->singular) return ray_unknown(r, POISON);
    struct ray *out = ray_make(r, a->n + b->n);
    if (!out) return NULL;
    out->needs = ray_needs(r, a->needs, b->needs);
    out->support = a->support | b->support;
    out->singular = a->singular | b->singular;
    if (!a->exact) lower_rest(r, out, a->order);
    if (!b->exact) lower_rest(r, out, b->order);
    for (size_t i = 0; i < a->n; i++)
        add_term(r, out, a->terms[i].exponent, a->terms[i].coefficient);
    for (size_t i = 0; i < b->n; i++)
        add_term(r, out, b->terms[i].exponent,
                 node_multiply(g, graph_number(g, times), b->terms[i].coefficient));
    return finish(r, out);
}

/* a's rest times what b begins with. */
static void multiply_rest(const struct rays *r, struct ray *out, const struct ray *a,
                          const struct ray *b)
{
    number e;
    id first;
    if (a->exact || !ray_leads(r, b, &e, &first)) return;
    lower_rest(r, out, number_add(&r->d.g->numbers, a->order, e));
}

const struct ray *ray_product(struct rays *r, const struct ray *a, const struct ray *b)
{
    struct graph *g = r->d.g;
    if (!a || !b) return NULL;
    if (a->state != RAY_KNOWN || b->state != RAY_KNOWN) return worst(a, b);
    bool constant = (a->support == 0 && a->exact) || (b->support == 0 && b->exact);
    if (!constant && !may_meet(a, b)) return ray_unknown(r, POISON);
    if (a->n * b->n > (size_t)MOST_TERMS * MOST_TERMS) return ray_unknown(r, POISON);
    struct ray *out = ray_make(r, a->n * b->n);
    if (!out) return NULL;
    out->needs = ray_needs(r, a->needs, b->needs);
    out->support = a->support | b->support;
    out->singular = a->singular | b->singular;
    multiply_rest(r, out, a, b);
    multiply_rest(r, out, b, a);
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++) {
            number e = number_add(&g->numbers, a->terms[i].exponent, b->terms[k].exponent);
            if (in_rest(r, out, e)) continue;
            if (by_exponent(&g->numbers, e, r->most) > 0)
                lower_rest(r, out, e);
            else
                add_term(r, out, e,
                         node_multiply(g, a->terms[i].coefficient, b->terms[k].coefficient));
            if (!core_go_on(g->core)) return ray_unknown(r, POISON);
        }
    return finish(r, out);
}

const struct ray *ray_scale(struct rays *r, const struct ray *a, id constant)
{
    return ray_product(r, a, ray_constant(r, constant));
}

/* ---- powers ---- */

static const struct ray *whole_power(struct rays *r, const struct ray *a, int64_t e)
{
    const struct ray *result = ray_constant(r, graph_int(r->d.g, 1));
    for (; e && result && a; e >>= 1) {
        if (e & 1) result = ray_product(r, result, a);
        if (e > 1) a = ray_product(r, a, a);
    }
    return a ? result : NULL;
}

/* t^e times one coefficient. */
static const struct ray *monomial(struct rays *r, number e, id coefficient, const struct ray *like)
{
    struct ray *a = ray_make(r, 1);
    if (!a) return NULL;
    a->support = like->support;
    a->needs = like->needs;
    if (number_sign(&r->d.g->numbers, e) < 0) a->singular = like->support;
    a->terms[a->n++] = (struct ray_term){e, coefficient};
    return a;
}

/* (1 + w)^e, where w goes to 0: the binomial series. */
static const struct ray *binomial(struct rays *r, const struct ray *w, number e)
{
    enum { MOST = 40 };
    struct graph *g = r->d.g;
    struct numbers *t = &g->numbers;
    const struct ray *power = ray_constant(r, graph_int(g, 1)), *sum = power;
    number c = NUMBER_ONE;
    for (int64_t k = 1; k < MOST && sum && power; k++) {
        number of = number_add(t, number_sub(t, e, number_from_int(t, k)), NUMBER_ONE);
        c = number_div(t, number_mul(t, c, of), number_from_int(t, k));
        if (number_sign(t, c) == 0) return sum;
        power = ray_product(r, power, w);
        if (!power || power->state != RAY_KNOWN) return power;
        sum = ray_sum(r, sum, power, c);
        if (power->n == 0 || !sum || sum->state != RAY_KNOWN) return sum;
    }
    return sum ? ray_unknown(r, POISON) : NULL;
}

/* a = c*t^k*(1 + w), where c is 0 in no direction. */
static const struct ray *power_of_definite(struct rays *r, const struct ray *a, number k, id c,
                                           number e)
{
    struct graph *g = r->d.g;
    struct numbers *t = &g->numbers;
    id inverse = form_power(&r->d, c, NUMBER_MINUS_ONE);
    struct ray *w = ray_make(r, a->n);
    if (!w) return NULL;
    bool constant = !node_has_symbols(g, c);
    w->support = a->support;
    w->exact = a->exact;
    if (!a->exact) w->order = number_sub(t, a->order, k);
    for (size_t i = 1; i < a->n; i++)
        add_term(r, w, number_sub(t, a->terms[i].exponent, k),
                 node_multiply(g, a->terms[i].coefficient, inverse));
    id needs = a->needs;
    if (!constant && (number_sign(t, e) < 0 || a->n > 1 || !a->exact))
        needs = ray_needs(r, needs, graph_fn2(g, FN_not_equal, c, graph_int(g, 0)));
    const struct ray *first = monomial(r, number_mul(t, k, e), form_power(&r->d, c, e), a);
    const struct ray *rest = binomial(r, finish(r, w), e);
    return ray_with_needs(r, ray_product(r, first, rest), needs);
}

/* a >= 0 may be 0 in some directions: abs(x^e - y^e) <= abs(x - y)^e for 0 < e <= 1. */
static const struct ray *root_of(struct rays *r, const struct ray *a, number k, id c, number e,
                                 id formula)
{
    struct graph *g = r->d.g;
    struct numbers *t = &g->numbers;
    const struct ray *first = monomial(r, number_mul(t, k, e), form_power(&r->d, c, e), a);
    if (a->n == 1 && a->exact) return first;
    if (number_compare(t, e, NUMBER_ONE) > 0 || form_sign(&r->d, formula, 0).sign != 1)
        return ray_unknown(r, POISON); /* it may be negative near those directions */
    number next = a->n > 1 ? a->terms[1].exponent : a->order;
    return ray_sum(r, first, ray_rest(r, number_mul(t, next, e), a), NUMBER_ONE);
}

const struct ray *ray_power(struct rays *r, const struct ray *a, number e, id formula)
{
    struct graph *g = r->d.g;
    struct numbers *t = &g->numbers;
    number k;
    id c;
    int64_t whole;
    if (!a || a->state != RAY_KNOWN || e == NUMBER_ONE) return a;
    bool positive = number_sign(t, e) > 0;
    if (!ray_leads(r, a, &k, &c)) return positive ? a : ray_unknown(r, POISON);
    if (number_to_int(t, e, &whole) && whole >= 0 && whole <= 32) return whole_power(r, a, whole);
    if (c == POISON) return ray_unknown(r, POISON);
    bool is_whole = number_is_integer(t, e);
    if (!node_has_symbols(g, c)) {
        int sign = node_sign(g, c, SIGN_BITS);
        if (sign == SIGN_UNKNOWN || sign == 0 || (sign < 0 && !is_whole))
            return ray_unknown(r, POISON);
        return power_of_definite(r, a, k, c, e);
    }
    struct form_sign known = form_sign(&r->d, c, a->support);
    if (known.definite && (known.sign == 1 || is_whole)) return power_of_definite(r, a, k, c, e);
    if (!positive) return ray_unknown(r, POISON);
    if (known.sign == 1 && !is_whole) return root_of(r, a, k, c, e, formula);
    if (a->n == 1 && a->exact && !is_whole) {
        id inside = graph_fn2(g, FN_less_equal, graph_int(g, 0), c);
        return ray_with_needs(r, monomial(r, number_mul(t, k, e), form_power(&r->d, c, e), a),
                              ray_needs(r, a->needs, inside));
    }
    return ray_unknown(r, POISON);
}

/* limit_terms.c - sums of c*w^e with exponents that rise, whatever real numbers they are. Series of
 * functions come from series.h and enter by their coefficients (terms_compose). */
#include "series/limit_private.h"
#include "series/series.h"

bool terms_compare(struct growth *r, id a, id b, int *order)
{
    number x, y;
    *order = 0;
    if (a == b) return true;
    if (graph_is_number(r->g, a, &x) && graph_is_number(r->g, b, &y))
        return *order = number_compare(&r->g->numbers, x, y), true;
    *order = growth_constant_sign(r, graph_sub(r->g, a, b));
    return *order != SIGN_UNKNOWN ||
           growth_trouble(r, LIMIT_UNDECIDED, "which of two powers is larger cannot be told");
}

static struct term_of_w *room_for(struct growth *r, size_t n)
{
    struct term_of_w *at = arena_alloc(&r->g->core->arena, (n + 1) * sizeof *at);
    if (!at) growth_trouble(r, LIMIT_FAILED, NULL);
    return at;
}

bool terms_single(struct growth *r, struct terms *out, id e, id c)
{
    bool zero;
    *out = (struct terms){.exact = true, .at = room_for(r, 1)};
    if (!out->at || !growth_is_zero(r, c, &zero)) return false;
    if (!zero) out->at[out->n++] = (struct term_of_w){e, c};
    return true;
}

/* The smaller of two orders, of which either may not be there. */
static bool join_order(struct growth *r, struct terms *out, id order)
{
    int which = -1;
    if (!out->exact && !terms_compare(r, order, out->order, &which)) return false;
    if (which < 0) out->order = order;
    return out->exact = false, true;
}

/* Appends a term unless it is 0 or hidden by the rest. */
static bool append(struct growth *r, struct terms *out, id e, id c)
{
    bool zero;
    int order = -1;
    if (!out->exact && !terms_compare(r, e, out->order, &order)) return false;
    if (order >= 0) return true;
    c = growth_expand(r, c);
    if (!growth_is_zero(r, c, &zero)) return false;
    if (!zero) out->at[out->n++] = (struct term_of_w){e, c};
    return true;
}

bool terms_add(struct growth *r, struct terms *out, const struct terms *a, const struct terms *b)
{
    struct terms sum = {.exact = true, .at = room_for(r, a->n + b->n)};
    size_t i = 0, k = 0;
    if (!sum.at || (!a->exact && !join_order(r, &sum, a->order)) ||
        (!b->exact && !join_order(r, &sum, b->order)))
        return false;
    while (i < a->n || k < b->n) {
        int order = i == a->n ? 1 : -1;
        if (i < a->n && k < b->n && !terms_compare(r, a->at[i].e, b->at[k].e, &order)) return false;
        id e = order <= 0 ? a->at[i].e : b->at[k].e;
        id c = order < 0   ? a->at[i].c
               : order > 0 ? b->at[k].c
                           : graph_add(r->g, a->at[i].c, b->at[k].c);
        i += order <= 0;
        k += order >= 0;
        if (!growth_go_on(r) || !append(r, &sum, e, c)) return false;
    }
    return *out = sum, true;
}

/* Where the terms of a begin, or its rest. */
static id lead_of(const struct terms *a)
{
    return a->n ? a->at[0].e : a->order;
}

/* Keeps `most` terms; the first that is dropped begins the rest. */
static bool cut(struct growth *r, struct terms *a, size_t most)
{
    if (a->n <= most) return true;
    id order = a->at[most].e;
    a->n = most;
    return join_order(r, a, order);
}

static bool scaled(struct growth *r, struct terms *out, const struct terms *a, id e, id c)
{
    out->at = room_for(r, a->n);
    if (!out->at) return false;
    out->n = a->n;
    for (size_t i = 0; i < a->n; i++) {
        id product = growth_expand(r, graph_mul(r->g, a->at[i].c, c));
        out->at[i] = (struct term_of_w){graph_add(r->g, a->at[i].e, e), product};
        if (product == POISON) return growth_trouble(r, LIMIT_FAILED, NULL);
    }
    out->exact = a->exact;
    if (!a->exact) out->order = graph_add(r->g, a->order, e);
    return true;
}

bool terms_scale(struct growth *r, struct terms *a, id e, id c)
{
    struct terms before = *a;
    return scaled(r, a, &before, e, c);
}

bool terms_multiply(struct growth *r, struct terms *out, const struct terms *a,
                    const struct terms *b, size_t most)
{
    struct terms all = {.exact = true, .at = room_for(r, 0)};
    if (!all.at) return false;
    if ((a->n == 0 && a->exact) || (b->n == 0 && b->exact)) return *out = all, true;
    if (!a->exact && !join_order(r, &all, graph_add(r->g, a->order, lead_of(b)))) return false;
    if (!b->exact && !join_order(r, &all, graph_add(r->g, b->order, lead_of(a)))) return false;
    for (size_t i = 0; i < a->n; i++) {
        struct terms row;
        if (!growth_go_on(r) || !scaled(r, &row, b, a->at[i].e, a->at[i].c) ||
            !terms_add(r, &all, &all, &row))
            return false;
    }
    return cut(r, &all, most) && (*out = all, true);
}

bool terms_compose(struct growth *r, struct terms *out, const id *coefficients, size_t n, bool more,
                   const struct terms *u, size_t most)
{
    struct terms all = {.exact = true, .at = room_for(r, 0)}, one;
    id zero = graph_int(r->g, 0);
    if (!all.at) return false;
    if (u->n == 0 && u->exact) return terms_single(r, out, zero, coefficients[0]);
    if (more && !join_order(r, &all, zero)) return false; /* in units of u^n */
    for (size_t k = n; k-- > 0;) {
        if (!terms_multiply(r, &all, &all, u, most) ||
            !terms_single(r, &one, zero, coefficients[k]) || !terms_add(r, &all, &all, &one) ||
            !cut(r, &all, most))
            return false;
    }
    return *out = all, true;
}

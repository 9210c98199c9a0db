/* germ_either.c - what is left where it is not known, or depends on the direction, which of two
 * germs counts. */
#include "series/germ_private.h"

bool germ_alternates(struct germs *e, const struct germ *a)
{
    id low = a->low, high = a->high;
    if (a->state != GERM_KNOWN || a->rest != REST_OSCILLATES || !a->attained || a->n > 1)
        return false;
    if (a->n == 1) {
        if (a->terms[0].exponent != a->order) return false;
        low = node_add(e->g, a->terms[0].coefficient, low);
        high = node_add(e->g, a->terms[0].coefficient, high);
    }
    return germ_coefficient_sign(e, low) == -1 && germ_coefficient_sign(e, high) == 1;
}

static bool has_order(const struct germ *a)
{
    return a->rest == REST_ORDER || a->rest == REST_OSCILLATES;
}

/* The order at which the rests of a and b begin; false if neither has one. */
static bool rest_order(struct germs *e, const struct germ *a, const struct germ *b, number *order)
{
    *order = has_order(a) ? a->order : b->order;
    if (has_order(a) && has_order(b) && number_compare(&e->g->numbers, b->order, a->order) < 0)
        *order = b->order;
    return has_order(a) || has_order(b);
}

/* Where the terms of two germs part: the exponent, and both coefficients. */
struct parting {
    size_t common; /* terms that are equal */
    bool parted;
    number exponent;
    id a, b;
};

static struct parting part(struct germs *e, const struct germ *a, const struct germ *b)
{
    struct numbers *t = &e->g->numbers;
    struct parting p = {.a = graph_int(e->g, 0), .b = graph_int(e->g, 0)};
    size_t k = 0;
    while (k < a->n && k < b->n && a->terms[k].exponent == b->terms[k].exponent &&
           a->terms[k].coefficient == b->terms[k].coefficient)
        k++;
    p.common = k;
    p.parted = k < a->n || k < b->n;
    if (!p.parted) return p;
    int order = k == a->n   ? 1
                : k == b->n ? -1
                            : number_compare(t, a->terms[k].exponent, b->terms[k].exponent);
    p.exponent = order <= 0 ? a->terms[k].exponent : b->terms[k].exponent;
    if (order <= 0) p.a = a->terms[k].coefficient;
    if (order >= 0) p.b = b->terms[k].coefficient;
    return p;
}

/* The terms that two germs have in common. */
static const struct germ *common_terms(struct germs *e, const struct germ *a, size_t n)
{
    struct germ *out = germ_new(e, 0);
    if (!out) return germ_failed();
    out->terms = a->terms;
    out->n = n;
    return out;
}

static const struct germ *apart(struct germs *e, const struct parting *p, bool attained)
{
    struct graph *g = e->g;
    id difference = node_add(g, p->b, graph_neg(g, p->a));
    int sign = germ_contents(e, difference) ? SIGN_UNKNOWN : germ_coefficient_sign(e, difference);
    if (sign == SIGN_UNKNOWN || sign == 0) return germ_order(e, p->exponent);
    const struct germ *out =
        germ_between(e, sign > 0 ? p->a : p->b, sign > 0 ? p->b : p->a, attained);
    if (out->state == GERM_KNOWN) ((struct germ *)out)->order = p->exponent;
    return out;
}

const struct germ *germ_either(struct germs *e, const struct germ *a, const struct germ *b,
                               bool attained)
{
    struct numbers *t = &e->g->numbers;
    const struct germ *bad = germ_bad(a, b);
    number order;
    if (bad && bad->state == GERM_FAILED) return bad;
    if (bad) return germ_unclear(e, a, "it is not known which of two branches counts");
    if (a->rest == REST_STEEP || b->rest == REST_STEEP)
        return germ_unclear(e, a, "it is not known which of two branches counts");
    struct parting p = part(e, a, b);
    const struct germ *common = common_terms(e, a, p.common), *rest;
    bool ordered = rest_order(e, a, b, &order);
    if (p.parted && (!ordered || number_compare(t, p.exponent, order) < 0))
        rest = apart(e, &p, attained);
    else if (ordered)
        rest = germ_order(e, order);
    else if (a->rest == REST_NONE && b->rest == REST_NONE)
        return a;
    else
        rest = germ_rest_of(e, a->rest == REST_FLAT ? a : b);
    struct germ *out = germ_new(e, 0);
    if (!out || rest->state != GERM_KNOWN) return germ_failed();
    *out = *rest;
    if (out->rest == REST_FLAT) out->sign = SIGN_UNKNOWN, out->scale = NULL;
    out->jumps = true;
    out->cut = a->cut || b->cut;
    return germ_add(e, common, out);
}

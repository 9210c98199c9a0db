/* germ_arithmetic.c - sums, products and polynomials of germs. */
#include "series/germ_private.h"

/* ---- sums ---- */

static bool is_zero(const struct germ *a)
{
    return a->n == 0 && a->rest == REST_NONE;
}

static bool is_pure(const struct germ *a)
{
    return a->n == 0 && a->scale;
}

/* True if a is between two powers, and the terms of b are no larger. */
static bool is_beside(const struct germs *e, const struct germ *a, const struct germ *b)
{
    if (!is_pure(a) || a->rest != REST_ORDER) return false;
    if (b->n == 0) return is_pure(b);
    return number_compare(&e->g->numbers, b->terms[0].exponent, a->order) >= 0;
}

/* a + b by their scales, if that is better: one is steep, or between two powers. */
static const struct germ *add_by_scale(struct germs *e, const struct germ *a, const struct germ *b)
{
    bool steep = a->rest == REST_STEEP || b->rest == REST_STEEP;
    if (!steep && !is_beside(e, a, b) && !is_beside(e, b, a)) return NULL;
    const struct germ *sum = e->memory->hooks->add_pure(e, a, b);
    return steep || sum->state != GERM_UNDECIDED ? sum : NULL;
}

static void push_all(struct germ_sum *sum, const struct germ *a, id c, number exponent)
{
    struct numbers *t = &sum->e->g->numbers;
    for (size_t i = 0; i < a->n; i++)
        germ_sum_push(sum, number_add(t, a->terms[i].exponent, exponent), a->terms[i].coefficient,
                      c);
}

const struct germ *germ_add(struct germs *e, const struct germ *a, const struct germ *b)
{
    const struct germ *bad = germ_bad(a, b);
    if (bad) return bad;
    if (is_zero(a)) return b;
    if (is_zero(b)) return a;
    const struct germ *by_scale = add_by_scale(e, a, b);
    if (by_scale) return by_scale;
    struct germ_sum sum = {.e = e};
    id one = graph_int(e->g, 1);
    push_all(&sum, a, one, NUMBER_ZERO);
    push_all(&sum, b, one, NUMBER_ZERO);
    return germ_sum_end(&sum, germ_add_rests(e, a, b));
}

const struct germ *germ_times(struct germs *e, const struct germ *a, id c, number exponent)
{
    if (a->state != GERM_KNOWN) return a;
    if (graph_is_zero(e->g, c)) return germ_number(e, 0, 1);
    if (graph_is_number(e->g, c, &(number){0}) && exponent == NUMBER_ZERO &&
        graph_node(e->g, c)->data == NUMBER_ONE)
        return a;
    struct germ_sum sum = {.e = e};
    push_all(&sum, a, c, exponent);
    return germ_sum_end(&sum, germ_scale_rest(e, a, c, exponent));
}

const struct germ *germ_scale(struct germs *e, const struct germ *a, int64_t p, int64_t q)
{
    id c = graph_number(e->g, number_from_ratio(&e->g->numbers, p, q));
    return germ_times(e, a, c, NUMBER_ZERO);
}

const struct germ *germ_subtract(struct germs *e, const struct germ *a, const struct germ *b)
{
    return germ_add(e, a, germ_scale(e, b, -1, 1));
}

/* ---- products ---- */

/* The product of two germs one of which is pure. */
static const struct germ *multiply_pure(struct germs *e, const struct germ *a, const struct germ *b)
{
    int s = 1, r = 1;
    if (is_zero(a)) return a;
    if (is_zero(b)) return b;
    const struct germ *x = e->memory->hooks->log_abs(e, a, &s);
    const struct germ *y = e->memory->hooks->log_abs(e, b, &r);
    const struct germ *scale = germ_add(e, x, y);
    if (scale->state == GERM_KNOWN) return e->memory->hooks->pure(e, s * r, scale);
    if (scale->state == GERM_FAILED) return scale;
    int sign = germ_sign(e, a), other = germ_sign(e, b);
    bool flat = a->rest != REST_STEEP && b->rest != REST_STEEP;
    bool opposed = a->rest == REST_FLAT || b->rest == REST_FLAT;
    if (!flat && (opposed || sign == SIGN_UNKNOWN || other == SIGN_UNKNOWN))
        return germ_unclear(e, a->rest == REST_STEEP ? b : a,
                            "a product of very large and very small factors");
    struct germ *out = germ_new(e, 0);
    if (!out) return germ_failed();
    out->rest = flat ? REST_FLAT : REST_STEEP;
    out->sign = sign == SIGN_UNKNOWN || other == SIGN_UNKNOWN ? SIGN_UNKNOWN : sign * other;
    out->cut = a->cut || b->cut;
    out->jumps = a->jumps || b->jumps;
    return out;
}

static bool multiplies_by_scale(const struct germ *a, const struct germ *b)
{
    if (a->rest == REST_STEEP || b->rest == REST_STEEP) return true;
    if (a->n && b->n) return false;
    return is_pure(a) || is_pure(b);
}

/* The rest of (the terms of a) * (the rest of b). */
static const struct germ *terms_times_rest(struct germs *e, const struct germ *a,
                                           const struct germ *b)
{
    if (a->n == 0 || b->rest == REST_NONE) return germ_number(e, 0, 1);
    struct germ_lead lead;
    struct germ_term first = a->terms[0];
    const struct germ *terms = germ_terms_of(e, a);
    if (b->rest != REST_ORDER && germ_lead(e, terms, &lead)) first = lead.term;
    return germ_scale_rest(e, germ_rest_of(e, b), first.coefficient, first.exponent);
}

static const struct germ *rest_of_product(struct germs *e, const struct germ *a,
                                          const struct germ *b)
{
    const struct germ *x = terms_times_rest(e, a, b);
    const struct germ *y = terms_times_rest(e, b, a);
    const struct germ *z = germ_multiply_rests(e, a, b);
    const struct germ *bad = germ_bad(x, y);
    if (bad || z->state != GERM_KNOWN) return bad ? bad : z;
    return germ_add_rests(e, germ_add_rests(e, x, y), z);
}

/* True if a product of terms with this exponent cannot be kept. */
static bool is_beyond(const struct numbers *t, const struct germ *rest, number exponent)
{
    return (rest->rest == REST_ORDER || rest->rest == REST_OSCILLATES) &&
           number_compare(t, exponent, rest->order) > 0;
}

const struct germ *germ_multiply(struct germs *e, const struct germ *a, const struct germ *b)
{
    struct numbers *t = &e->g->numbers;
    const struct germ *bad = germ_bad(a, b);
    if (bad) return bad;
    if (is_zero(a)) return a;
    if (is_zero(b)) return b;
    if (b->rest == REST_NONE && b->n == 1)
        return germ_times(e, a, b->terms[0].coefficient, b->terms[0].exponent);
    if (a->rest == REST_NONE && a->n == 1)
        return germ_times(e, b, a->terms[0].coefficient, a->terms[0].exponent);
    if (multiplies_by_scale(a, b)) return multiply_pure(e, a, b);
    const struct germ *rest = rest_of_product(e, a, b);
    struct germ_sum sum = {.e = e};
    for (size_t i = 0; i < a->n && rest->state == GERM_KNOWN; i++)
        for (size_t j = 0; j < b->n; j++) {
            number exponent = number_add(t, a->terms[i].exponent, b->terms[j].exponent);
            if (is_beyond(t, rest, exponent)) break;
            germ_sum_push(&sum, exponent, a->terms[i].coefficient, b->terms[j].coefficient);
        }
    return germ_sum_end(&sum, rest);
}

const struct germ *germ_relative(struct germs *e, const struct germ *a,
                                 const struct germ_lead *lead)
{
    struct graph *g = e->g;
    id inverse = graph_pow_number(g, lead->term.coefficient, NUMBER_MINUS_ONE);
    number down = number_neg(&g->numbers, lead->term.exponent);
    return germ_times(e, germ_after(e, a, lead->index + 1), inverse, down);
}

const struct germ *germ_polynomial(struct germs *e, const number *c, size_t n, bool exact,
                                   const struct germ *a)
{
    if (a->state != GERM_KNOWN) return a;
    const struct germ *sum = germ_number(e, 0, 1);
    if (!exact && !is_zero(a)) sum = germ_order(e, NUMBER_ZERO);
    for (size_t k = n; k-- > 0 && germ_ok(e);) {
        sum = germ_multiply(e, sum, a);
        sum = germ_add(e, sum, germ_constant(e, graph_number(e->g, c[k])));
    }
    return sum;
}

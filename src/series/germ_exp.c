/* germ_exp.c - logarithms and exponentials of germs, and sums of what is known by its logarithm. */
#include "series/germ_private.h"

static bool is_zero(const struct germ *a)
{
    return a->n == 0 && a->rest == REST_NONE;
}

/* ---- logarithms ---- */

enum { MOST_PRIME = 1000 };

/* Pushes exponent*log(n) for an integer n > 0, by its small prime factors, so that log(6) meets
 * log(2) and log(3). */
static void push_log_integer(struct graph *g, int64_t n, number exponent)
{
    for (int64_t p = 2; p <= MOST_PRIME && p * p <= n; p++) {
        int64_t times = 0;
        for (; n % p == 0; n /= p) times++;
        if (times)
            graph_push(g, graph_fn1(g, FN_log, graph_int(g, p)),
                       number_mul(&g->numbers, exponent, number_from_int(&g->numbers, times)));
    }
    if (n > 1) graph_push(g, graph_fn1(g, FN_log, graph_int(g, n)), exponent);
}

static void push_log_number(struct graph *g, number value, number exponent)
{
    struct rational r = g->numbers.all.at[value];
    if (r.q == 0 || r.p <= 0) {
        graph_push(g, graph_fn1(g, FN_log, graph_number(g, value)), exponent);
        return;
    }
    push_log_integer(g, r.p, exponent);
    push_log_integer(g, r.q, number_neg(&g->numbers, exponent));
}

/* Pushes exponent*log(a) for a factor a > 0. */
static void push_log_factor(struct graph *g, id a, number exponent)
{
    number value;
    if (graph_is_number(g, a, &value))
        push_log_number(g, value, exponent);
    else
        graph_push(g, graph_fn1(g, FN_log, a), exponent);
}

/* log(c) for c > 0, as a sum of logarithms of its factors where these are positive. */
static id log_of(struct germs *e, id c)
{
    struct graph *g = e->g;
    size_t begin = graph_begin(g);
    const struct node *n = graph_node(g, c);
    if (n->op != OP_PRODUCT) {
        push_log_factor(g, c, NUMBER_ONE);
        return graph_end_sum(g, begin, NUMBER_ZERO);
    }
    uint32_t count = n->n;
    bool positive = number_sign(&g->numbers, n->data) > 0;
    for (uint32_t i = 0; i < count && positive; i++)
        positive = germ_coefficient_sign(e, graph_child(g, c, i)) == 1;
    if (!positive) return graph_fn1(g, FN_log, c);
    push_log_number(g, graph_node(g, c)->data, NUMBER_ONE);
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, c);
        push_log_factor(g, node_child(g, n, i), node_number(g, n, i));
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static const struct germ *log_of_lead(struct germs *e, const struct germ *a,
                                      const struct germ_lead *lead)
{
    struct graph *g = e->g;
    id c = lead->term.coefficient;
    if (lead->sign < 0) c = graph_neg(g, c);
    size_t begin = graph_begin(g);
    graph_push(g, log_of(e, c), NUMBER_ONE);
    graph_push(g, e->log_t, lead->term.exponent);
    id first = graph_end_sum(g, begin, NUMBER_ZERO);
    const struct germ *rest = germ_relative(e, a, lead);
    if (rest->state != GERM_KNOWN) return rest;
    const struct germ *log = germ_analytic(e, FN_log1p, &rest);
    if (!log) return germ_unclear(e, a, "a logarithm");
    return germ_add(e, germ_constant(e, first), log);
}

const struct germ *germ_log_abs(struct germs *e, const struct germ *a, int *sign)
{
    struct germ_lead lead;
    if (a->state != GERM_KNOWN) return a;
    if (is_zero(a)) return germ_undefined(e, "the logarithm of 0");
    if (a->n == 0 && a->scale && a->sign != SIGN_UNKNOWN) return *sign = a->sign, a->scale;
    if (!germ_lead(e, a, &lead))
        return germ_unclear(e, a, "it is not known whether an argument is 0");
    *sign = lead.sign;
    return log_of_lead(e, a, &lead);
}

const struct germ *germ_log(struct germs *e, const struct germ *a)
{
    int sign = 1;
    int known = germ_sign(e, a);
    if (a->state == GERM_KNOWN && known == -1)
        return germ_undefined(e, "the logarithm of what is below 0");
    const struct germ *log = germ_log_abs(e, a, &sign);
    if (log->state == GERM_UNDECIDED && a->rest == REST_OSCILLATES && a->n == 0) {
        const struct germ *bounded = germ_oscillate(e, FN_log, &a);
        if (bounded) return bounded;
    }
    return log;
}

/* ---- exponentials ---- */

/* How exp(c) behaves where c is a formula of log(t). */
enum growth { GROWS_SLOWLY, GROWS_AS_POWER, GROWS_FAST, GROWS_UNKNOWN };

/* Takes the multiples of log(t) with a rational factor out of c: what is left is *more. */
static number take_power(struct germs *e, id c, id *more)
{
    struct graph *g = e->g;
    number power = NUMBER_ZERO;
    const struct node *n = graph_node(g, c);
    if (c == e->log_t) return *more = graph_int(g, 0), NUMBER_ONE;
    if (n->op == OP_PRODUCT && n->n == 1 && node_child(g, n, 0) == e->log_t &&
        node_number(g, n, 0) == NUMBER_ONE)
        power = n->data;
    else if (n->op == OP_SUM)
        for (uint32_t i = 0; i < n->n; i++)
            if (node_child(g, n, i) == e->log_t) power = node_number(g, n, i);
    id minus = graph_scale(g, number_neg(&g->numbers, power), e->log_t);
    *more = node_add(g, c, minus);
    return power;
}

/* How c grows beside log(t). A power is then t^*factor, with a constant factor. */
static enum growth growth_of(struct germs *e, id c, id *factor)
{
    struct germs inner = {0};
    struct germ_lead lead;
    enum growth growth = GROWS_UNKNOWN;
    if (!(germ_contents(e, c) & HAS_LOG)) return GROWS_SLOWLY;
    const struct germ *a = germ_of_coefficient(e, &inner, c);
    if (a && a->state == GERM_KNOWN && a->n == 0 && a->rest == REST_STEEP) {
        growth = GROWS_FAST;
    } else if (a && germ_lead(&inner, a, &lead)) {
        int order = number_compare(&e->g->numbers, lead.term.exponent, NUMBER_MINUS_ONE);
        bool plain = !(germ_contents(&inner, lead.term.coefficient) & HAS_LOG);
        growth = order > 0 ? GROWS_SLOWLY : order < 0 ? GROWS_FAST : GROWS_UNKNOWN;
        if (order == 0 && plain) growth = GROWS_AS_POWER;
        *factor = graph_neg(e->g, lead.term.coefficient);
    }
    germs_end(&inner);
    return growth;
}

static id exp_node(struct germs *e, id c)
{
    struct scalars s = series_nodes(e->g);
    struct node_scalar in = {e->g, c}, out = {e->g, POISON};
    const void *args[] = {&in};
    if (!s.apply(&s, FN_exp, &out, args)) return graph_fn1(e->g, FN_exp, c);
    return out.id;
}

static const struct germ *new_pure(struct germs *e, enum germ_rest rest, number order, int sign,
                                   const struct germ *scale)
{
    struct germ *out = germ_new(e, 0);
    if (!out) return germ_failed();
    out->rest = rest;
    out->order = order;
    out->sign = sign;
    out->scale = scale;
    out->cut = scale->cut;
    out->jumps = scale->jumps;
    return out;
}

/* sign*exp(scale), where the scale goes to -inf or inf faster than log(t). */
static const struct germ *fast(struct germs *e, int sign, const struct germ *scale)
{
    int way;
    if (!germ_is_infinite(e, scale, &way))
        return germ_unclear(e, scale, "an exponential of what is not known to be bounded");
    return new_pure(e, way < 0 ? REST_FLAT : REST_STEEP, NUMBER_ZERO, sign, scale);
}

/* A rational number below a constant, near it and of its sign. */
static bool number_below(struct germs *e, id c, number *below)
{
    struct numbers *t = &e->g->numbers;
    for (int64_t parts = 64; parts <= (int64_t)1 << 40; parts *= 64) {
        if (!germ_floor(e, graph_scale(e->g, number_from_int(t, parts), c), below)) return false;
        *below = germ_quotient(t, *below, number_from_int(t, parts));
        if (*below != NUMBER_ZERO) return true;
    }
    return false;
}

/* t^factor with an irrational factor, times what the rest of the scale makes of it. */
static const struct germ *irrational(struct germs *e, int sign, const struct germ *scale, id factor)
{
    number order;
    if (germ_contents(e, factor) || !number_below(e, factor, &order))
        return germ_unclear(e, scale, "a power with an exponent that is not known");
    return new_pure(e, REST_ORDER, order, sign, scale);
}

/* exp of what is left when the coefficient of t^0 is taken out of a. */
static const struct germ *exp_without_constant(struct germs *e, const struct germ *a)
{
    bool has_constant = a->n && a->terms[0].exponent == NUMBER_ZERO;
    const struct germ *after = germ_after(e, a, has_constant);
    if (after->state != GERM_KNOWN) return after;
    if (is_zero(after)) return germ_number(e, 1, 1);
    return germ_analytic(e, FN_exp, &after);
}

static const struct germ *exp_of_finite(struct germs *e, int sign, const struct germ *a)
{
    struct graph *g = e->g;
    id c = graph_int(g, 0), more = c, factor = POISON;
    number power = NUMBER_ZERO;
    if (a->n && a->terms[0].exponent == NUMBER_ZERO) c = a->terms[0].coefficient;
    power = take_power(e, c, &more);
    enum growth growth = growth_of(e, more, &factor);
    if (growth == GROWS_UNKNOWN) return germ_unclear(e, a, "an exponential of logarithms");
    if (growth == GROWS_FAST) return fast(e, sign, a);
    if (growth == GROWS_AS_POWER)
        return irrational(e, sign, a, graph_add(g, factor, graph_number(g, power)));
    const struct germ *small = exp_without_constant(e, a);
    if (!small) return germ_unclear(e, a, "an exponential");
    id constant = exp_node(e, more);
    if (sign < 0) constant = graph_neg(g, constant);
    return germ_times(e, small, constant, power);
}

const struct germ *germ_pure(struct germs *e, int sign, const struct germ *a)
{
    const struct numbers *t = &e->g->numbers;
    if (a->state != GERM_KNOWN) return a;
    if (a->rest == REST_STEEP || (a->n && number_sign(t, a->terms[0].exponent) < 0))
        return fast(e, sign, a);
    bool has_order = a->rest == REST_ORDER || a->rest == REST_OSCILLATES;
    if (has_order && number_sign(t, a->order) <= 0) {
        const struct germ *bounded = sign > 0 ? germ_oscillate(e, FN_exp, &a) : NULL;
        return bounded ? bounded
                       : germ_unclear(e, a, "an exponential of what is not known to be bounded");
    }
    return exp_of_finite(e, sign, a);
}

const struct germ *germ_exp(struct germs *e, const struct germ *a)
{
    return germ_pure(e, 1, a);
}

/* a + b = a*(1 + b/a), where a is the larger. */
const struct germ *germ_add_pure(struct germs *e, const struct germ *a, const struct germ *b)
{
    int s = 1, r = 1, way, w = 1;
    const struct germ *x = germ_log_abs(e, a, &s), *y = germ_log_abs(e, b, &r);
    const struct germ *bad = germ_bad(x, y);
    if (bad && bad->state == GERM_FAILED) return bad;
    if (bad) return germ_unclear(e, a->cut ? a : b, "a sum of very large terms");
    const struct germ *apart = germ_subtract(e, y, x);
    if (germ_is_infinite(e, apart, &way) && way > 0) {
        const struct germ *swap = x;
        x = y, y = swap;
        int sign = s;
        s = r, r = sign;
        apart = germ_scale(e, apart, -1, 1);
    }
    const struct germ *factor = germ_add(e, germ_number(e, 1, 1), germ_pure(e, s * r, apart));
    if (is_zero(factor) && factor->state == GERM_KNOWN) return factor;
    const struct germ *log = germ_log_abs(e, factor, &w);
    if (log->state == GERM_UNDECIDED) return germ_unclear(e, log, "a sum of very large terms");
    return germ_pure(e, s * w, germ_add(e, x, log));
}

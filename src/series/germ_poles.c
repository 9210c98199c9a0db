/* germ_poles.c - gamma and its kin at their poles and at infinity, Lambert's W at its branch point
 * and at infinity. */
#include "series/germ_private.h"

enum { MOST_SHIFT = 1000 };

static const struct germ *regular(struct germs *e, enum fn fn, const struct germ *a)
{
    if (a->state != GERM_KNOWN) return a;
    const struct germ *out = germ_analytic(e, fn, &a);
    return out ? out : germ_unclear(e, a, "no expansion is known there");
}

static const struct germ *plus(struct germs *e, const struct germ *a, int64_t k)
{
    return germ_add(e, a, germ_number(e, k, 1));
}

/* ---- poles at 0, -1, -2, ... ---- */

/* The n for which a tends to -n, where the functions have a pole. */
static bool find_pole(struct germs *e, const struct germ *a, int64_t *n)
{
    id limit;
    number floor;
    if (!germ_is_finite(e, a, &limit) || !germ_floor(e, limit, &floor)) return false;
    id part = node_add(e->g, limit, graph_number(e->g, number_neg(&e->g->numbers, floor)));
    if (germ_coefficient_sign(e, part) != 0) return false;
    if (!number_to_int(&e->g->numbers, floor, n) || *n > 0 || *n < -MOST_SHIFT) return false;
    *n = -*n;
    return true;
}

/* (a + 0)*(a + 1)*...*(a + n) */
static const struct germ *rising(struct germs *e, const struct germ *a, int64_t n)
{
    const struct germ *product = a;
    for (int64_t k = 1; k <= n && germ_ok(e); k++)
        product = germ_multiply(e, product, plus(e, a, k));
    return product;
}

/* gamma(a) = gamma(a + n + 1)/(a (a + 1) ... (a + n)) */
static const struct germ *gamma_at_pole(struct germs *e, const struct germ *a, int64_t n)
{
    return germ_divide(e, regular(e, FN_gamma, plus(e, a, n + 1)), rising(e, a, n));
}

static const struct germ *lgamma_at_pole(struct germs *e, const struct germ *a, int64_t n)
{
    int sign;
    const struct germ *far = regular(e, FN_lgamma, plus(e, a, n + 1));
    return germ_subtract(e, far, germ_log_abs(e, rising(e, a, n), &sign));
}

/* The sum of (a + k)^-s for k = 0 to n. */
static const struct germ *sum_of_powers(struct germs *e, const struct germ *a, int64_t n, int64_t s)
{
    const struct germ *sum = germ_number(e, 0, 1);
    number exponent = number_from_int(&e->g->numbers, -s);
    for (int64_t k = 0; k <= n && germ_ok(e); k++)
        sum = germ_add(e, sum, germ_power(e, plus(e, a, k), exponent));
    return sum;
}

static const struct germ *digamma_at_pole(struct germs *e, const struct germ *a, int64_t n)
{
    const struct germ *far = regular(e, FN_digamma, plus(e, a, n + 1));
    return germ_subtract(e, far, sum_of_powers(e, a, n, 1));
}

/* polygamma(m, a) = polygamma(m, a + n + 1) + (-1)^(m + 1) m! times the sum of (a + k)^(-m - 1) */
static const struct germ *polygamma_at_pole(struct germs *e, const struct germ *order,
                                            const struct germ *a, int64_t n)
{
    int64_t m;
    number value, factorial = NUMBER_ONE;
    struct numbers *t = &e->g->numbers;
    if (order->n != 1 || order->rest != REST_NONE ||
        !graph_is_number(e->g, order->terms[0].coefficient, &value) ||
        !number_to_int(t, value, &m) || m < 0 || m > MOST_SHIFT)
        return NULL;
    for (int64_t k = 2; k <= m; k++) factorial = number_mul(t, factorial, number_from_int(t, k));
    if (m % 2 == 0) factorial = number_neg(t, factorial);
    const struct germ *args[] = {order, plus(e, a, n + 1)};
    const struct germ *far = germ_analytic(e, FN_polygamma, args);
    const struct germ *sum =
        germ_times(e, sum_of_powers(e, a, n, m + 1), graph_number(e->g, factorial), NUMBER_ZERO);
    return far ? germ_add(e, far, sum) : NULL;
}

static const struct germ *gamma_anywhere(struct germs *e, const struct germ *a)
{
    int64_t n;
    const struct germ *out = germ_analytic(e, FN_gamma, &a);
    if (out) return out;
    return find_pole(e, a, &n) ? gamma_at_pole(e, a, n)
                               : germ_unclear(e, a, "no expansion is known there");
}

static const struct germ *beta(struct germs *e, const struct germ *a, const struct germ *b)
{
    const struct germ *above = germ_multiply(e, gamma_anywhere(e, a), gamma_anywhere(e, b));
    const struct germ *sum = germ_add(e, a, b);
    int64_t n;
    if (above->state == GERM_KNOWN && sum->n <= 1 && sum->rest == REST_NONE &&
        find_pole(e, sum, &n) && germ_sign(e, plus(e, sum, n)) == 0)
        return germ_number(e, 0, 1); /* 1/gamma is 0 at the poles of gamma */
    return germ_divide(e, above, gamma_anywhere(e, sum));
}

/* ---- infinity ---- */

/* B(2k), by the sum of binomial(m, j) B(j) for j < m, which is 0. */
static number bernoulli(struct germs *e, size_t k)
{
    struct numbers *t = &e->g->numbers;
    struct germ_memory *m = e->memory;
    while (m->bernoulli.n <= k) {
        int64_t top = 2 * (int64_t)m->bernoulli.n + 1;
        number sum = number_from_ratio(t, -top, 2), binomial = NUMBER_ONE; /* B(1) is -1/2 */
        for (int64_t j = 0; j < top - 1; j++) {
            if (j % 2 == 0)
                sum = number_add(t, sum, number_mul(t, binomial, m->bernoulli.at[(size_t)j / 2]));
            binomial = number_mul(t, binomial, number_from_ratio(t, top - j, j + 1));
        }
        number next =
            top == 1 ? NUMBER_ONE : number_neg(t, number_mul(t, sum, number_from_ratio(t, 1, top)));
        if (!vec_push(&e->g->core->mem, &m->bernoulli, next)) return NUMBER_ZERO;
    }
    return m->bernoulli.at[k];
}

/* The sum of B(2k)/(2k (2k - d)) x^(2k - 2) for k >= 1; with d = 0, of B(2k)/(2k) x^(2k - 2). */
static const struct germ *stirling_sum(struct germs *e, const struct germ *square, int64_t d)
{
    struct numbers *t = &e->g->numbers;
    size_t n = e->memory->terms / 2 + 1;
    number *c = arena_alloc(&e->memory->arena, n * sizeof *c);
    if (!c) return germ_failed();
    for (size_t k = 0; k < n; k++) {
        int64_t twice = 2 * (int64_t)k + 2;
        number below = number_from_int(t, d ? twice * (twice - d) : twice);
        c[k] = germ_quotient(t, bernoulli(e, k + 1), below);
    }
    return germ_polynomial(e, c, n, false, square);
}

/* (a - 1/2) log(a) - a + log(2 pi)/2 + the sum of B(2k)/(2k (2k - 1)) a^(1 - 2k) */
static const struct germ *lgamma_at_infinity(struct germs *e, const struct germ *a)
{
    struct graph *g = e->g;
    const struct germ *inverse = germ_power(e, a, NUMBER_MINUS_ONE);
    const struct germ *sum = stirling_sum(e, germ_multiply(e, inverse, inverse), 1);
    id two_pi = graph_scale(g, NUMBER_TWO, graph_constant(g, CONSTANT_pi));
    id constant = graph_scale(g, NUMBER_HALF, graph_fn1(g, FN_log, two_pi));
    const struct germ *less = germ_subtract(e, a, germ_number(e, 1, 2));
    const struct germ *out = germ_subtract(e, germ_multiply(e, less, germ_log(e, a)), a);
    out = germ_add(e, out, germ_constant(e, constant));
    return germ_add(e, out, germ_multiply(e, inverse, sum));
}

/* log(a) - 1/(2a) - the sum of B(2k)/(2k) a^(-2k) */
static const struct germ *digamma_at_infinity(struct germs *e, const struct germ *a)
{
    const struct germ *inverse = germ_power(e, a, NUMBER_MINUS_ONE);
    const struct germ *square = germ_multiply(e, inverse, inverse);
    const struct germ *sum = germ_multiply(e, square, stirling_sum(e, square, 0));
    const struct germ *out = germ_subtract(e, germ_log(e, a), germ_scale(e, inverse, 1, 2));
    return germ_subtract(e, out, sum);
}

static const struct germ *at_infinity(struct germs *e, enum fn fn, const struct germ *a)
{
    int sign;
    if (!germ_is_infinite(e, a, &sign)) return NULL;
    if (sign < 0) return germ_undefined(e, "poles as near as one likes");
    if (fn == FN_digamma) return digamma_at_infinity(e, a);
    const struct germ *log = lgamma_at_infinity(e, a);
    return fn == FN_gamma ? germ_exp(e, log) : log;
}

/* ---- Lambert's W ---- */

/* The series of W in p = sqrt(2 (e x + 1)) at its branch point (Corless and others, On the Lambert
 * W function, 1996, (4.22) to (4.25)); that of the other branch is the same in -p. */
static const struct germ *lambert_at_branch(struct germs *e, enum fn fn, const struct germ *a)
{
    struct graph *g = e->g;
    struct numbers *t = &g->numbers;
    size_t n = e->memory->terms + 2;
    number *mu = arena_alloc(&e->memory->arena, n * sizeof *mu);
    number *alpha = arena_alloc(&e->memory->arena, n * sizeof *alpha);
    if (!mu || !alpha) return germ_failed();
    mu[0] = NUMBER_MINUS_ONE, mu[1] = NUMBER_ONE;
    alpha[0] = NUMBER_TWO, alpha[1] = NUMBER_MINUS_ONE;
    for (size_t k = 2; k < n; k++) {
        int64_t i = (int64_t)k;
        alpha[k] = NUMBER_ZERO;
        for (size_t j = 2; j < k; j++)
            alpha[k] = number_add(t, alpha[k], number_mul(t, mu[j], mu[k + 1 - j]));
        number first = number_add(t, number_mul(t, mu[k - 2], NUMBER_HALF),
                                  number_mul(t, alpha[k - 2], number_from_ratio(t, 1, 4)));
        mu[k] = number_mul(t, first, number_from_ratio(t, i - 1, i + 1));
        mu[k] = number_sub(t, mu[k], number_mul(t, alpha[k], NUMBER_HALF));
        mu[k] = number_sub(t, mu[k], number_mul(t, mu[k - 1], number_from_ratio(t, 1, i + 1)));
    }
    id twice = graph_scale(g, NUMBER_TWO, graph_constant(g, CONSTANT_e));
    const struct germ *inside = plus(e, germ_times(e, a, twice, NUMBER_ZERO), 2);
    const struct germ *root = germ_sqrt(e, inside);
    if (fn == FN_lambertwm1) root = germ_scale(e, root, -1, 1);
    return germ_polynomial(e, mu, n, false, root);
}

static const struct germ *lambert(struct germs *e, enum fn fn, const struct germ *a)
{
    int sign;
    if (germ_is_infinite(e, a, &sign)) return NULL;
    id limit;
    if (!germ_is_finite(e, a, &limit)) return NULL;
    return lambert_at_branch(e, fn, a);
}

const struct germ *germ_pole(struct germs *e, enum fn fn, const struct germ *const *args)
{
    int64_t n;
    switch (fn) {
    case FN_gamma:
        return find_pole(e, args[0], &n) ? gamma_at_pole(e, args[0], n)
                                         : at_infinity(e, fn, args[0]);
    case FN_lgamma:
        return find_pole(e, args[0], &n) ? lgamma_at_pole(e, args[0], n)
                                         : at_infinity(e, fn, args[0]);
    case FN_digamma:
        return find_pole(e, args[0], &n) ? digamma_at_pole(e, args[0], n)
                                         : at_infinity(e, fn, args[0]);
    case FN_polygamma:
        return find_pole(e, args[1], &n) ? polygamma_at_pole(e, args[0], args[1], n) : NULL;
    case FN_beta: return beta(e, args[0], args[1]);
    case FN_lambertw:
    case FN_lambertwm1: return lambert(e, fn, args[0]);
    default: return NULL;
    }
}

/* limit_asymptotic.c - functions that are not analytic at infinity, by their asymptotic expansions
 * (NIST Digital Library of Mathematical Functions, 5.11.1, 5.15.8, 7.12.1). Where the argument only
 * goes to infinity more slowly than w goes to 0, they are expanded around it by Taylor. */
#include "series/limit_private.h"
#include "series/series.h"

/* Bernoulli's numbers B(2), B(4), ... */
static const int64_t bernoulli[][2] = {
    {1, 6},       {-1, 30},           {1, 42},       {-1, 30},
    {5, 66},      {-691, 2730},       {7, 6},        {-3617, 510},
    {43867, 798}, {-174611, 330},     {854513, 138}, {-236364091, 2730},
    {8553103, 6}, {-23749461029, 870}};
enum { N_BERNOULLI = sizeof bernoulli / sizeof *bernoulli };

/* ---- exp(u^2)*erfc(u) ---- */

/* E' = 2*u*E - 2/sqrt(pi), so that the derivative of order k + 1 is 2*u times that of order k plus
 * 2*k times that of order k - 1. */
bool growth_scaled_erfc_series(struct growth *r, id *c, size_t n, id c0)
{
    struct graph *g = r->g;
    id factorial = graph_int(g, 1), before = graph_int(g, 0), now = growth_scaled_erfc(r, c0);
    id root = graph_pow_number(g, graph_constant(g, CONSTANT_pi), NUMBER_MINUS_HALF);
    for (size_t k = 0; k < n; k++) {
        c[k] = growth_expand(r, graph_div(g, now, factorial));
        if (c[k] == POISON || !growth_go_on(r)) return growth_trouble(r, LIMIT_FAILED, NULL);
        id next = graph_scale(g, NUMBER_TWO, graph_mul(g, c0, now));
        next = k == 0 ? graph_sub(g, next, graph_scale(g, NUMBER_TWO, root))
                      : graph_add(g, next, graph_mul(g, graph_int(g, 2 * (int64_t)k), before));
        before = now;
        now = growth_expand(r, next);
        factorial = graph_mul(g, factorial, graph_int(g, (int64_t)k + 1));
    }
    return true;
}

/* ---- expansions at infinity ---- */

struct asymptotic {
    struct growth *r;
    const struct terms *u;
    struct terms inverse; /* 1/u */
    struct terms log;
    size_t most, n; /* terms of each series; of the expansion */
};

static id ratio(struct growth *r, int64_t p, int64_t q)
{
    return graph_number(r->g, number_from_ratio(&r->g->numbers, p, q));
}

/* Adds the sum over k of c[k]*u^(first - 2*k), which does not end. */
static bool add_powers(struct asymptotic *x, struct terms *out, const id *c, int64_t first)
{
    struct growth *r = x->r;
    struct terms square, sum, lead = *x->u;
    number power = number_from_int(&r->g->numbers, first);
    return terms_multiply(r, &square, &x->inverse, &x->inverse, x->most) &&
           terms_compose(r, &sum, c, x->n, true, &square, x->most) &&
           growth_power_series(r, &lead, &lead, power, x->most) &&
           terms_multiply(r, &sum, &sum, &lead, x->most) && terms_add(r, out, out, &sum);
}

static bool add_scaled(struct growth *r, struct terms *out, const struct terms *a, id c)
{
    struct terms b = *a;
    return terms_scale(r, &b, graph_int(r->g, 0), c) && terms_add(r, out, out, &b);
}

static bool add_constant(struct growth *r, struct terms *out, id c)
{
    struct terms one;
    return terms_single(r, &one, graph_int(r->g, 0), c) && terms_add(r, out, out, &one);
}

static bool expand_lgamma(struct asymptotic *x, struct terms *out)
{
    struct growth *r = x->r;
    id c[N_BERNOULLI], two_pi = graph_scale(r->g, NUMBER_TWO, graph_constant(r->g, CONSTANT_pi));
    for (int64_t k = 1; k <= (int64_t)x->n; k++)
        c[k - 1] = ratio(r, bernoulli[k - 1][0], bernoulli[k - 1][1] * 2 * k * (2 * k - 1));
    id constant = graph_scale(r->g, NUMBER_HALF, graph_fn1(r->g, FN_log, two_pi));
    return terms_multiply(r, out, x->u, &x->log, x->most) &&
           add_scaled(r, out, &x->log, ratio(r, -1, 2)) &&
           add_scaled(r, out, x->u, graph_int(r->g, -1)) && add_constant(r, out, constant) &&
           add_powers(x, out, c, -1);
}

static int64_t factorial(int64_t n)
{
    int64_t f = 1;
    for (int64_t k = 2; k <= n; k++) f *= k;
    return f;
}

/* The derivative of order m of digamma. */
static bool expand_polygamma(struct asymptotic *x, struct terms *out, int64_t m)
{
    struct growth *r = x->r;
    struct graph *g = r->g;
    id c[N_BERNOULLI], first, second;
    int64_t sign = m % 2 ? 1 : -1;
    for (int64_t k = 1; k <= (int64_t)x->n; k++) {
        c[k - 1] = ratio(r, sign * bernoulli[k - 1][0], bernoulli[k - 1][1]);
        for (int64_t j = 1; j < m; j++) c[k - 1] = graph_mul(g, c[k - 1], graph_int(g, 2 * k + j));
        if (m == 0) c[k - 1] = graph_div(g, c[k - 1], graph_int(g, 2 * k));
    }
    if (m == 0) {
        *out = x->log;
        return add_scaled(r, out, &x->inverse, ratio(r, -1, 2)) && add_powers(x, out, c, -2);
    }
    struct terms power;
    number minus_m = number_from_int(&g->numbers, -m);
    first = graph_int(g, sign * factorial(m - 1));
    second = ratio(r, sign * factorial(m), 2);
    if (!growth_power_series(r, out, x->u, minus_m, x->most)) return false;
    if (!terms_multiply(r, &power, out, &x->inverse, x->most)) return false;
    return terms_scale(r, out, graph_int(g, 0), first) && add_scaled(r, out, &power, second) &&
           add_powers(x, out, c, -2 - m);
}

static bool expand_scaled_erfc(struct asymptotic *x, struct terms *out)
{
    struct growth *r = x->r;
    id c[N_BERNOULLI], term;
    term = graph_pow_number(r->g, graph_constant(r->g, CONSTANT_pi), NUMBER_MINUS_HALF);
    for (int64_t k = 0; k < (int64_t)x->n; k++) {
        c[k] = term;
        term = graph_mul(r->g, term, ratio(r, -(2 * k + 1), 2));
    }
    return terms_single(r, out, graph_int(r->g, 0), graph_int(r->g, 0)) &&
           add_powers(x, out, c, -1);
}

static bool expand_call(struct asymptotic *x, struct terms *out, id call)
{
    struct graph *g = x->r->g;
    number order;
    int64_t m = 0;
    switch (graph_node(g, call)->fn) {
    case FN_lgamma: return expand_lgamma(x, out);
    case FN_digamma: return expand_polygamma(x, out, 0);
    default: break;
    }
    if (growth_is_scaled_erfc(x->r, call)) return expand_scaled_erfc(x, out);
    if (!graph_is_number(g, graph_child(g, call, 0), &order) ||
        !number_to_int(&g->numbers, order, &m) || m < 0 || m > 15)
        return growth_trouble(x->r, LIMIT_UNDECIDED, "an order that is not a small integer");
    return expand_polygamma(x, out, m);
}

bool growth_asymptotic(struct growth *r, struct terms *out, id call, const struct terms *u, id h,
                       size_t most)
{
    enum fn fn = (enum fn)graph_node(r->g, call)->fn;
    int sign = 0;
    if (fn != FN_lgamma && fn != FN_digamma && fn != FN_polygamma) return false;
    if (u->n == 0 || !terms_compare(r, u->at[0].e, graph_int(r->g, 0), &sign)) return false;
    if (sign >= 0) return false;
    struct asymptotic x = {.r = r, .u = u, .most = most};
    x.n = most + 1 < N_BERNOULLI ? most + 1 : N_BERNOULLI;
    return growth_power_series(r, &x.inverse, u, NUMBER_MINUS_ONE, most) &&
           growth_log_series(r, &x.log, u, h, most) && expand_call(&x, out, call);
}

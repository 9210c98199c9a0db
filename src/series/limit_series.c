/* limit_series.c - exp, log and powers of expansions in w. */
#include "series/limit_private.h"
#include "series/series.h"

static id number_node(struct growth *r, int64_t p, int64_t q)
{
    return graph_number(r->g, number_from_ratio(&r->g->numbers, p, q));
}

id *growth_room(struct growth *r, size_t n)
{
    id *c = arena_alloc(&r->g->core->arena, n * sizeof *c);
    if (!c) growth_trouble(r, LIMIT_FAILED, NULL);
    return c;
}

/* exp(u) or log(1 + u). */
static bool known_series(struct growth *r, struct terms *out, bool is_exp, const struct terms *u,
                         size_t most)
{
    size_t n = most + 1;
    id *c = growth_room(r, n);
    if (!c) return false;
    c[0] = graph_int(r->g, is_exp);
    id factorial = graph_int(r->g, 1);
    for (size_t k = 1; k < n; k++) {
        int64_t p = (int64_t)k;
        factorial = graph_mul(r->g, factorial, graph_int(r->g, p));
        c[k] = is_exp ? graph_div(r->g, c[0], factorial) : number_node(r, k % 2 ? 1 : -1, p);
    }
    return terms_compose(r, out, c, n, true, u, most);
}

/* (1 + u)^e. */
static bool binomial_series(struct growth *r, struct terms *out, number e, const struct terms *u,
                            size_t most)
{
    struct numbers *t = &r->g->numbers;
    size_t n = 0;
    id *c = growth_room(r, most + 1);
    number value = NUMBER_ONE;
    if (!c) return false;
    for (; n <= most && value != NUMBER_ZERO; n++) {
        number k = number_from_int(t, (int64_t)n);
        c[n] = graph_number(r->g, value);
        value = number_mul(t, value, number_sub(t, e, k));
        value = number_div(t, value, number_add(t, k, NUMBER_ONE));
    }
    return terms_compose(r, out, c, n, value != NUMBER_ZERO, u, most);
}

bool growth_has_lead(struct growth *r, const struct terms *a)
{
    if (a->n) return true;
    if (!a->exact) return r->needs_terms = true, false;
    return growth_trouble(r, LIMIT_UNDEFINED, "it divides by zero, or takes its logarithm");
}

/* u of a = c*w^e*(1 + u). */
static bool relative(struct growth *r, const struct terms *a, struct terms *u)
{
    struct term_of_w lead = a->at[0];
    *u = *a;
    u->at++;
    u->n--;
    id inverse = graph_pow_number(r->g, lead.c, NUMBER_MINUS_ONE);
    return terms_scale(r, u, graph_neg(r->g, lead.e), inverse);
}

static bool needs_positive(struct growth *r, id c)
{
    int sign;
    if (!r->ask_sign(r, c, true, &sign)) return false;
    if (sign > 0) return true;
    return growth_trouble(r, LIMIT_UNDEFINED, "a logarithm or a root of what is negative");
}

bool growth_log_series(struct growth *r, struct terms *out, const struct terms *a, id h,
                       size_t most)
{
    struct terms u, constant;
    if (!growth_has_lead(r, a)) return false;
    struct term_of_w lead = a->at[0];
    if (!needs_positive(r, lead.c) || !relative(r, a, &u) || !known_series(r, out, false, &u, most))
        return false;
    id c = graph_add(r->g, growth_log(r, lead.c), graph_mul(r->g, lead.e, h));
    return terms_single(r, &constant, graph_int(r->g, 0), growth_expand(r, c)) &&
           terms_add(r, out, out, &constant);
}

static bool repeated(struct growth *r, struct terms *out, const struct terms *a, int64_t times,
                     size_t most)
{
    struct terms all = *a;
    for (int64_t k = 1; k < times; k++)
        if (!terms_multiply(r, &all, &all, a, most)) return false;
    return *out = all, true;
}

bool growth_power_series(struct growth *r, struct terms *out, const struct terms *a, number e,
                         size_t most)
{
    enum { FEW = 6 };
    struct terms u;
    int64_t whole = 0;
    int sign;
    bool integer = number_to_int(&r->g->numbers, e, &whole);
    if (integer && whole >= 1 && whole <= FEW) return repeated(r, out, a, whole, most);
    if (a->n == 0 && a->exact && number_sign(&r->g->numbers, e) > 0) return *out = *a, true;
    if (!growth_has_lead(r, a)) return false;
    struct term_of_w lead = a->at[0];
    if (!integer && !needs_positive(r, lead.c)) return false;
    if (integer && growth_has_bounded(r, lead.c) && !r->ask_sign(r, lead.c, false, &sign))
        return false;
    if (!growth_certain(r, lead.c)) return false;
    if (!relative(r, a, &u) || !binomial_series(r, out, e, &u, most)) return false;
    id scale_e = graph_scale(r->g, e, lead.e);
    return terms_scale(r, out, scale_e, graph_pow_number(r->g, lead.c, e));
}

bool growth_exp_series(struct growth *r, struct terms *out, const struct terms *u, size_t most)
{
    return known_series(r, out, true, u, most);
}

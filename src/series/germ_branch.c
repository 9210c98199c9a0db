/* germ_branch.c - special functions at points where they begin with a power or a logarithm:
 * incomplete gamma and beta functions, Bessel functions of real order, elliptic integrals. */
#include "series/germ_private.h"

static bool is_number(const struct germs *e, const struct germ *a, number *out)
{
    return a->n == 1 && a->rest == REST_NONE && a->terms[0].exponent == NUMBER_ZERO &&
           graph_is_number(e->g, a->terms[0].coefficient, out);
}

static bool tends_to(struct germs *e, const struct germ *a, number to)
{
    id limit;
    number value;
    return germ_is_finite(e, a, &limit) && graph_is_number(e->g, limit, &value) && value == to;
}

static const struct germ *one_less(struct germs *e, const struct germ *a)
{
    return germ_subtract(e, germ_number(e, 1, 1), a);
}

static id gamma_of(struct germs *e, number a)
{
    return graph_fn1(e->g, FN_gamma, graph_number(e->g, a));
}

static number plus(struct germs *e, number a, int64_t k)
{
    return number_add(&e->g->numbers, a, number_from_int(&e->g->numbers, k));
}

static number ratio(struct germs *e, int64_t p, int64_t q)
{
    return number_from_ratio(&e->g->numbers, p, q);
}

/* x^power times the sum of c[k]*step^k, over `below`, where x > 0 and step tends to 0. */
static const struct germ *power_series(struct germs *e, const struct germ *x, number power,
                                       const number *c, size_t n, const struct germ *step, id below)
{
    const struct germ *out = germ_polynomial(e, c, n, false, step);
    out = germ_multiply(e, germ_power(e, x, power), out);
    return germ_times(e, out, graph_pow_number(e->g, below, NUMBER_MINUS_ONE), NUMBER_ZERO);
}

static number *coefficients(struct germs *e, size_t *n)
{
    *n = e->memory->terms + 1;
    return arena_alloc(&e->memory->arena, *n * sizeof(number));
}

/* ---- incomplete gamma and beta functions ---- */

/* x^a times the sum of (-x)^k/(k! (a + k)), over gamma(a) (DLMF 8.7.1). */
static const struct germ *gammainc(struct germs *e, number a, const struct germ *x)
{
    struct numbers *t = &e->g->numbers;
    size_t n;
    number *c = coefficients(e, &n), factor = NUMBER_ONE;
    if (!c) return germ_failed();
    for (size_t k = 0; k < n; k++) {
        c[k] = germ_quotient(t, factor, plus(e, a, (int64_t)k));
        factor = number_mul(t, factor, ratio(e, -1, (int64_t)k + 1));
    }
    return power_series(e, x, a, c, n, x, gamma_of(e, a));
}

/* x^a times the sum of (1 - b)(2 - b)...(k - b) x^k/(k! (a + k)), over beta(a, b) (DLMF 8.17.7). */
static const struct germ *betainc(struct germs *e, number a, number b, const struct germ *x)
{
    struct graph *g = e->g;
    struct numbers *t = &g->numbers;
    size_t n;
    number *c = coefficients(e, &n), factor = NUMBER_ONE, less = number_neg(t, b);
    if (!c) return germ_failed();
    for (size_t k = 0; k < n; k++) {
        int64_t next = (int64_t)k + 1;
        c[k] = germ_quotient(t, factor, plus(e, a, (int64_t)k));
        factor = number_mul(t, factor, number_mul(t, plus(e, less, next), ratio(e, 1, next)));
    }
    id both = graph_mul(g, gamma_of(e, a), gamma_of(e, b));
    return power_series(e, x, a, c, n, x, graph_div(g, both, gamma_of(e, number_add(t, a, b))));
}

static const struct germ *incomplete_gamma(struct germs *e, enum fn fn,
                                           const struct germ *const *args)
{
    number a;
    if (!is_number(e, args[0], &a) || number_sign(&e->g->numbers, a) <= 0) return NULL;
    if (!tends_to(e, args[1], NUMBER_ZERO) || germ_sign(e, args[1]) != 1) return NULL;
    const struct germ *out = gammainc(e, a, args[1]);
    return fn == FN_gammaincc ? one_less(e, out) : out;
}

static const struct germ *incomplete_beta(struct germs *e, const struct germ *const *args)
{
    number a, b;
    const struct germ *x = args[2], *rest = one_less(e, x);
    struct numbers *t = &e->g->numbers;
    if (!is_number(e, args[0], &a) || !is_number(e, args[1], &b)) return NULL;
    if (number_sign(t, a) <= 0 || number_sign(t, b) <= 0) return NULL;
    if (tends_to(e, x, NUMBER_ZERO) && germ_sign(e, x) == 1) return betainc(e, a, b, x);
    if (tends_to(e, x, NUMBER_ONE) && germ_sign(e, rest) == 1)
        return one_less(e, betainc(e, b, a, rest));
    return NULL;
}

/* ---- Bessel functions ---- */

/* (x/2)^a times the sum of s^k (x/2)^(2k)/(k! (a + 1)...(a + k)), over gamma(a + 1), where s is -1
 * or 1 (DLMF 10.2.2, 10.25.2). */
static const struct germ *bessel(struct germs *e, enum fn fn, const struct germ *const *args)
{
    struct numbers *t = &e->g->numbers;
    size_t n;
    number a, factor = NUMBER_ONE;
    if (!is_number(e, args[0], &a) || number_is_integer(t, a)) return NULL;
    if (!tends_to(e, args[1], NUMBER_ZERO) || germ_sign(e, args[1]) != 1) return NULL;
    const struct germ *half = germ_scale(e, args[1], 1, 2);
    number *c = coefficients(e, &n);
    if (!c) return germ_failed();
    for (size_t k = 0; k < n; k++) {
        int64_t next = (int64_t)k + 1;
        c[k] = factor;
        factor = number_mul(t, factor, ratio(e, fn == FN_jv ? -1 : 1, next));
        factor = germ_quotient(t, factor, plus(e, a, next));
    }
    return power_series(e, half, a, c, n, germ_multiply(e, half, half), gamma_of(e, plus(e, a, 1)));
}

/* ---- elliptic integrals ---- */

/* Where w = 1 - m tends to 0 (DLMF 19.12.1 and 19.12.2): K(m) is the sum of c(k) w^k (l - r(k)),
 * and E(m) is 1 + w/2 times such a sum, where l = 2 log(2) - log(w)/2. */
static const struct germ *elliptic(struct germs *e, enum fn fn, const struct germ *m)
{
    struct graph *g = e->g;
    struct numbers *t = &g->numbers;
    const struct germ *w = one_less(e, m);
    bool first = fn == FN_ellipk;
    size_t n;
    if (!tends_to(e, m, NUMBER_ONE) || germ_sign(e, w) != 1) return NULL;
    number *c = coefficients(e, &n), *with_rest = coefficients(e, &n);
    number factor = NUMBER_ONE, rest = NUMBER_ZERO;
    if (!c || !with_rest) return germ_failed();
    for (size_t k = 0; k < n; k++) {
        int64_t i = (int64_t)k;
        number step = ratio(e, 1, (2 * i + 1) * (2 * i + 2));
        c[k] = factor;
        with_rest[k] = number_mul(t, factor, first ? rest : number_add(t, rest, step));
        rest = number_add(t, rest, number_mul(t, NUMBER_TWO, step));
        number up = ratio(e, 2 * i + 1, 2 * i + 2);
        factor = number_mul(t, factor, first ? number_mul(t, up, up) : up);
        if (!first) factor = number_mul(t, factor, ratio(e, 2 * i + 3, 2 * i + 4));
    }
    id log_of_4 = graph_fn1(g, FN_log, graph_int(g, 4));
    const struct germ *log =
        germ_subtract(e, germ_constant(e, log_of_4), germ_scale(e, germ_log(e, w), 1, 2));
    const struct germ *sum = germ_multiply(e, log, germ_polynomial(e, c, n, false, w));
    sum = germ_subtract(e, sum, germ_polynomial(e, with_rest, n, false, w));
    if (first) return sum;
    return germ_add(e, germ_number(e, 1, 1), germ_scale(e, germ_multiply(e, w, sum), 1, 2));
}

const struct germ *germ_branch(struct germs *e, enum fn fn, const struct germ *const *args)
{
    switch (fn) {
    case FN_gammainc:
    case FN_gammaincc: return incomplete_gamma(e, fn, args);
    case FN_betainc: return incomplete_beta(e, args);
    case FN_iv:
    case FN_jv: return bessel(e, fn, args);
    case FN_ellipk:
    case FN_ellipe: return elliptic(e, fn, args[0]);
    case FN_xlogy: return germ_multiply(e, args[0], germ_log(e, args[1]));
    default: return NULL;
    }
}

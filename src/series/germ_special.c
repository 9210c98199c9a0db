/* germ_special.c - Bessel functions of the second kind at 0, and all at infinity; those of real
 * order, incomplete gamma and beta functions and elliptic integrals where they begin with a power
 * or a logarithm. */
#include "series/germ_private.h"

enum { MOST_ORDER = 100 };

/* The order, the argument, and whether the function is of the second kind. */
struct bessel {
    int64_t n;
    const struct germ *x;
    bool second;
};

static bool read_call(struct germs *e, enum fn fn, const struct germ *const *args, struct bessel *b)
{
    number value;
    b->n = fn == FN_j1 || fn == FN_y1;
    b->x = args[0];
    b->second = fn == FN_y0 || fn == FN_y1 || fn == FN_yn;
    if (fn == FN_j0 || fn == FN_y0 || fn == FN_j1 || fn == FN_y1) return true;
    if (fn != FN_jn && fn != FN_yn) return false;
    b->x = args[1];
    if (args[0]->n == 0 && args[0]->rest == REST_NONE) return b->n = 0, true;
    return args[0]->n == 1 && args[0]->rest == REST_NONE &&
           graph_is_number(e->g, args[0]->terms[0].coefficient, &value) &&
           number_to_int(&e->g->numbers, value, &b->n) && b->n >= -MOST_ORDER && b->n <= MOST_ORDER;
}

static number quotient(struct numbers *t, number a, int64_t b)
{
    return germ_quotient(t, a, number_from_int(t, b));
}

static number factorial(struct numbers *t, int64_t n)
{
    number f = NUMBER_ONE;
    for (int64_t k = 2; k <= n; k++) f = number_mul(t, f, number_from_int(t, k));
    return f;
}

static number *new_numbers(struct germs *e, size_t n)
{
    return arena_alloc(&e->memory->arena, n * sizeof(number));
}

/* The sum of (n - k - 1)!/k! s^k for k < n. */
static const struct germ *polar_sum(struct germs *e, int64_t n, const struct germ *square)
{
    struct numbers *t = &e->g->numbers;
    number *c = new_numbers(e, (size_t)n + 1);
    if (!c) return germ_failed();
    for (int64_t k = 0; k < n; k++)
        c[k] = germ_quotient(t, factorial(t, n - k - 1), factorial(t, k));
    return germ_polynomial(e, c, (size_t)n, true, square);
}

/* The sum of (H(k) + H(n + k)) (-s)^k/(k! (n + k)!), where H are the harmonic numbers. */
static const struct germ *harmonic_sum(struct germs *e, int64_t n, const struct germ *square)
{
    struct numbers *t = &e->g->numbers;
    size_t terms = e->memory->terms / 2 + 1;
    number *c = new_numbers(e, terms);
    number low = NUMBER_ZERO, high = NUMBER_ZERO, below = factorial(t, n);
    if (!c) return germ_failed();
    for (int64_t j = 1; j <= n; j++) high = number_add(t, high, quotient(t, NUMBER_ONE, j));
    for (size_t k = 0; k < terms; k++) {
        int64_t i = (int64_t)k;
        c[k] = germ_quotient(t, number_add(t, low, high), below);
        low = number_add(t, low, quotient(t, NUMBER_ONE, i + 1));
        high = number_add(t, high, quotient(t, NUMBER_ONE, n + i + 1));
        below = number_mul(t, below, number_from_int(t, -(i + 1) * (n + i + 1)));
    }
    return germ_polynomial(e, c, terms, false, square);
}

static const struct germ *first_kind(struct germs *e, int64_t n, const struct germ *x)
{
    const struct germ *args[] = {germ_number(e, n, 1), x};
    const struct germ *out = n == 0   ? germ_analytic(e, FN_j0, &x)
                             : n == 1 ? germ_analytic(e, FN_j1, &x)
                                      : germ_analytic(e, FN_jn, args);
    return out ? out : germ_unclear(e, x, "no expansion is known there");
}

/* pi Y(n, x) = 2 (log(x/2) + Euler's gamma) J(n, x) - the sums above (DLMF 10.8.1). */
static const struct germ *second_at_zero(struct germs *e, int64_t n, const struct germ *x)
{
    struct graph *g = e->g;
    struct numbers *t = &g->numbers;
    const struct germ *half = germ_scale(e, x, 1, 2), *square = germ_multiply(e, half, half);
    id gamma = graph_neg(g, graph_fn1(g, FN_digamma, graph_int(g, 1)));
    const struct germ *log = germ_add(e, germ_log(e, half), germ_constant(e, gamma));
    const struct germ *sum = germ_scale(e, germ_multiply(e, log, first_kind(e, n, x)), 2, 1);
    const struct germ *down = germ_power(e, half, number_from_int(t, -n));
    const struct germ *up = germ_power(e, half, number_from_int(t, n));
    sum = germ_subtract(e, sum, germ_multiply(e, down, polar_sum(e, n, square)));
    sum = germ_subtract(e, sum, germ_multiply(e, up, harmonic_sum(e, n, square)));
    id inverse = graph_pow_number(g, graph_constant(g, CONSTANT_pi), NUMBER_MINUS_ONE);
    return germ_times(e, sum, inverse, NUMBER_ZERO);
}

/* sqrt(2/(pi x)) times a wave that goes between -1 and 1, up to O(1/x). */
static const struct germ *at_infinity(struct germs *e, const struct germ *x)
{
    struct graph *g = e->g;
    id ratio = graph_scale(g, NUMBER_TWO,
                           graph_pow_number(g, graph_constant(g, CONSTANT_pi), NUMBER_MINUS_ONE));
    const struct germ *size = germ_power(e, x, NUMBER_MINUS_HALF);
    size = germ_times(e, size, graph_pow_number(g, ratio, NUMBER_HALF), NUMBER_ZERO);
    const struct germ *wave = germ_between(e, graph_int(g, -1), graph_int(g, 1), !x->jumps);
    return germ_multiply(e, size, wave);
}

static const struct germ *bessel_of_whole_order(struct germs *e, enum fn fn,
                                                const struct germ *const *args)
{
    struct bessel b;
    int way;
    if (!read_call(e, fn, args, &b)) return NULL;
    bool odd = b.n % 2 != 0, infinite = germ_is_infinite(e, b.x, &way);
    int sign = germ_sign(e, b.x);
    if (b.second && (sign == 0 || sign == -1))
        return germ_undefined(e, "a Bessel function of the second kind of what is not positive");
    if (infinite) return at_infinity(e, way < 0 ? germ_scale(e, b.x, -1, 1) : b.x);
    if (!b.second || sign != 1) return NULL;
    const struct germ *out = second_at_zero(e, b.n < 0 ? -b.n : b.n, b.x);
    return b.n < 0 && odd ? germ_scale(e, out, -1, 1) : out;
}

/* ---- series that begin with a power ---- */

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

/* ---- Bessel functions of real order ---- */

/* (x/2)^a times the sum of s^k (x/2)^(2k)/(k! (a + 1)...(a + k)), over gamma(a + 1), where s is -1
 * or 1 (DLMF 10.2.2, 10.25.2). */
static const struct germ *bessel_of_real_order(struct germs *e, enum fn fn,
                                               const struct germ *const *args)
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

const struct germ *germ_special(struct germs *e, enum fn fn, const struct germ *const *args)
{
    switch (fn) {
    case FN_gammainc:
    case FN_gammaincc: return incomplete_gamma(e, fn, args);
    case FN_betainc: return incomplete_beta(e, args);
    case FN_iv:
    case FN_jv: return bessel_of_real_order(e, fn, args);
    case FN_ellipk:
    case FN_ellipe: return elliptic(e, fn, args[0]);
    case FN_xlogy: return germ_multiply(e, args[0], germ_log(e, args[1]));
    default: return bessel_of_whole_order(e, fn, args);
    }
}

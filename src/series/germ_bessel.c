/* germ_bessel.c - Bessel functions of the second kind at 0, and all at infinity. */
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

const struct germ *germ_bessel(struct germs *e, enum fn fn, const struct germ *const *args)
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

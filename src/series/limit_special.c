/* limit_special.c - special functions at infinity and at their poles.
 *
 * The functions of Stirling's kind and the error function's tail stay functions, which
 * limit_asymptotic.c expands. Others stand as expansions that are enveloping: the rest is the first
 * omitted term times something between 0 and 1 (NIST Digital Library of Mathematical Functions,
 * 10.17). That factor is a bounded symbol; where it would show in the answer, there is none. */
#include "series/limit_private.h"
#include "series/series.h"

static id ratio(struct growth *r, int64_t p, int64_t q)
{
    return graph_number(r->g, number_from_ratio(&r->g->numbers, p, q));
}
static id integer(struct growth *r, int64_t n)
{
    return graph_int(r->g, n);
}
static id power(struct growth *r, id u, int64_t n)
{
    return graph_pow_number(r->g, u, number_from_int(&r->g->numbers, n));
}
static id plus(struct growth *r, id u, int64_t n)
{
    return graph_add(r->g, u, integer(r, n));
}
static id trouble(struct growth *r, enum limit_kind kind, const char *why)
{
    growth_trouble(r, kind, why);
    return POISON;
}

/* The sum of terms[k], the last of which is an omitted one: times something from 0 to 1. */
static id enveloped(struct growth *r, const id *terms, size_t n)
{
    id sum = graph_int(r->g, 0);
    for (size_t k = 0; k + 1 < n; k++) sum = graph_add(r->g, sum, terms[k]);
    return graph_add(r->g, sum, graph_mul(r->g, growth_rest(r, 0, 1), terms[n - 1]));
}

/* ---- the error function ---- */

/* erfc(u) for u to +infinity. */
static id tail(struct growth *r, id u)
{
    struct graph *g = r->g;
    id scale = graph_fn1(g, FN_exp, graph_neg(g, power(r, u, 2)));
    return graph_mul(g, scale, growth_scaled_erfc(r, u));
}

static id error_function(struct growth *r, enum fn fn, id u, enum limit_kind kind)
{
    struct graph *g = r->g;
    if (kind == LIMIT_VALUE) return graph_fn1(g, fn, u);
    bool minus = kind == LIMIT_MINUS;
    id t = tail(r, minus ? graph_neg(g, u) : u);
    if (fn == FN_erfc) return minus ? graph_sub(g, integer(r, 2), t) : t;
    return minus ? plus(r, t, -1) : graph_sub(g, integer(r, 1), t);
}

/* ---- gamma and its kin ---- */

static int64_t factorial(int64_t n)
{
    int64_t f = 1;
    for (int64_t k = 2; k <= n; k++) f *= k;
    return f;
}

static id absolute(struct growth *r, id u)
{
    int sign;
    if (!growth_sign(r, u, &sign)) return POISON;
    return graph_scale(r->g, number_from_int(&r->g->numbers, sign), u);
}

/* Near the pole -n: by the recurrence from u + n + 1. */
static id at_pole(struct growth *r, enum fn fn, int64_t m, id u, int64_t n)
{
    struct graph *g = r->g;
    id moved = plus(r, u, n + 1), product = integer(r, 1), sum = integer(r, 0);
    for (int64_t j = 0; j <= n; j++) {
        id factor = plus(r, u, j);
        product = graph_mul(g, product, factor);
        sum = graph_add(g, sum, power(r, factor, -m - 1));
    }
    if (fn == FN_gamma) return graph_div(g, graph_fn1(g, FN_gamma, moved), product);
    if (fn == FN_lgamma) {
        id size = absolute(r, product);
        return graph_sub(g, graph_fn1(g, FN_lgamma, moved), growth_log(r, size));
    }
    if (fn == FN_digamma) return graph_sub(g, graph_fn1(g, FN_digamma, moved), sum);
    id scaled = graph_mul(g, integer(r, m % 2 ? factorial(m) : -factorial(m)), sum);
    return graph_add(g, graph_fn2(g, FN_polygamma, integer(r, m), moved), scaled);
}

static id gamma_like(struct growth *r, enum fn fn, int64_t m, id u, enum limit_kind kind, id at)
{
    enum { FARTHEST = 200 };
    struct graph *g = r->g;
    number value;
    int64_t n;
    if (kind == LIMIT_MINUS) return trouble(r, LIMIT_UNDECIDED, "it has poles all the way to -inf");
    if (kind == LIMIT_PLUS) {
        if (fn == FN_gamma) return graph_fn1(g, FN_exp, graph_fn1(g, FN_lgamma, u));
        return fn == FN_polygamma ? graph_fn2(g, fn, integer(r, m), u) : graph_fn1(g, fn, u);
    }
    bool is_number = graph_is_number(g, at, &value);
    if (is_number && number_to_int(&g->numbers, value, &n) && n <= 0) {
        if (n < -FARTHEST) return trouble(r, LIMIT_UNDECIDED, "a pole too far from 0");
        return at_pole(r, fn, m, u, -n);
    }
    if (!is_number && growth_constant_sign(r, at) != 1)
        return trouble(r, LIMIT_UNDECIDED, "whether gamma has a pole cannot be told");
    return fn == FN_polygamma ? graph_fn2(g, fn, integer(r, m), u) : graph_fn1(g, fn, u);
}

static id gamma_of(struct growth *r, id u)
{
    enum limit_kind kind;
    id at;
    return growth_limit(r, u, &kind, &at) ? gamma_like(r, FN_gamma, 0, u, kind, at) : POISON;
}

static id beta(struct growth *r, id a, id b)
{
    struct graph *g = r->g;
    id x = gamma_of(r, a), y = gamma_of(r, b), z = gamma_of(r, graph_add(g, a, b));
    if (x == POISON || y == POISON || z == POISON) return POISON;
    return graph_div(g, graph_mul(g, x, y), z);
}

/* ---- Bessel functions ---- */

/* Hankel's expansions, for u to +infinity. */
static id bessel(struct growth *r, bool second, int64_t n, id u)
{
    enum { MOST = 20 };
    struct graph *g = r->g;
    id even[MOST], odd[MOST], sine, cosine, a = integer(r, 1);
    size_t terms = 5 + (size_t)n / 2; /* the rest has the bound from n/2 on */
    for (int64_t k = 0; k < 2 * (int64_t)terms; k++) {
        id term = graph_mul(g, a, power(r, u, -k));
        *(k % 2 ? &odd[k / 2] : &even[k / 2]) = k / 2 % 2 ? graph_neg(g, term) : term;
        int64_t j = 2 * k + 1;
        a = graph_mul(g, a, ratio(r, 4 * n * n - j * j, 8 * (k + 1)));
    }
    id pi = graph_constant(g, CONSTANT_pi);
    id angle = graph_sub(g, u, graph_mul(g, ratio(r, 2 * n + 1, 4), pi));
    if (!growth_circular(r, angle, &sine, &cosine)) return POISON;
    id p = enveloped(r, even, terms), q = enveloped(r, odd, terms);
    id both = second ? graph_add(g, graph_mul(g, p, sine), graph_mul(g, q, cosine))
                     : graph_sub(g, graph_mul(g, p, cosine), graph_mul(g, q, sine));
    id square = graph_div(g, integer(r, 2), graph_mul(g, pi, u));
    return graph_mul(g, graph_pow_number(g, square, NUMBER_HALF), both);
}

/* Y(n, u) for u to 0 from above (DLMF 10.8.1). */
static id second_kind_at_zero(struct growth *r, int64_t n, id u)
{
    enum { SERIES = 5 };
    struct graph *g = r->g;
    id half = graph_scale(g, NUMBER_HALF, u), square = power(r, half, 2);
    id pi = graph_constant(g, CONSTANT_pi), poles = integer(r, 0), sum = poles, last = poles;
    id gamma = graph_fn1(g, FN_digamma, integer(r, 1)), harmonic = integer(r, 0), other = harmonic;
    for (int64_t k = 0; k < n; k++) {
        id c = ratio(r, factorial(n - k - 1), factorial(k));
        poles = graph_add(g, poles, graph_mul(g, c, power(r, square, k)));
    }
    for (int64_t j = 1; j <= n; j++) other = graph_add(g, other, ratio(r, 1, j));
    for (int64_t k = 0; k < SERIES; k++) {
        id c = graph_add(g, graph_scale(g, NUMBER_TWO, gamma), graph_add(g, harmonic, other));
        id below = integer(r, factorial(k) * factorial(n + k));
        last = graph_mul(g, graph_div(g, c, below), power(r, graph_neg(g, square), k));
        if (k + 1 < SERIES) sum = graph_add(g, sum, last);
        harmonic = graph_add(g, harmonic, ratio(r, 1, k + 1));
        other = graph_add(g, other, ratio(r, 1, n + k + 1));
    }
    sum = graph_add(g, sum, graph_mul(g, growth_rest(r, -2, 2), last));
    id first = n == 0   ? graph_fn1(g, FN_j0, u)
               : n == 1 ? graph_fn1(g, FN_j1, u)
                        : graph_fn2(g, FN_jn, integer(r, n), u);
    id all = graph_scale(g, NUMBER_TWO, graph_mul(g, growth_log(r, half), first));
    all = graph_sub(g, all, graph_mul(g, power(r, half, -n), poles));
    all = graph_sub(g, all, graph_mul(g, power(r, half, n), sum));
    return graph_div(g, all, pi);
}

static id bessel_function(struct growth *r, enum fn fn, int64_t n, id u, enum limit_kind kind,
                          id at)
{
    enum { MOST_ORDER = 10 };
    struct graph *g = r->g;
    bool second = fn == FN_y0 || fn == FN_y1 || fn == FN_yn;
    bool odd = n % 2 != 0, negate = n < 0 && odd;
    int64_t order = n < 0 ? -n : n;
    id args[2] = {integer(r, n), u};
    bool at_zero = kind == LIMIT_VALUE && graph_is_zero(g, at);
    if (kind == LIMIT_VALUE && !(second && at_zero))
        return graph_fn(g, fn, fn == FN_jn || fn == FN_yn ? args : args + 1);
    if (order > MOST_ORDER) return trouble(r, LIMIT_UNDECIDED, "a Bessel function of a high order");
    if (kind == LIMIT_MINUS && second) return trouble(r, LIMIT_UNDEFINED, "it ends at 0");
    if (kind == LIMIT_MINUS) {
        u = graph_neg(g, u);
        negate ^= odd;
    }
    int sign = 1;
    if (at_zero && !growth_sign(r, u, &sign)) return POISON;
    if (sign <= 0) return trouble(r, LIMIT_UNDEFINED, "it ends at 0");
    id value = at_zero ? second_kind_at_zero(r, order, u) : bessel(r, second, order, u);
    return negate ? graph_neg(g, value) : value;
}

/* ---- Lambert's W ---- */

/* log(a) - log(b) and a rest, where a goes to infinity and b = log(a), or a to 0 and b = -log(a):
 * what W is at infinity (Hoorfar and Hassani, 2008), and its other branch at 0, where y = -W and
 * s = b have y = s + log(y), so log(s) < log(y) < 2 log(s) from s = 2 on. */
static id lambert_by_logs(struct growth *r, id log, id b)
{
    struct graph *g = r->g;
    id log_log = growth_log(r, b);
    id rest = graph_mul(g, growth_rest(r, 0, 2), graph_div(g, log_log, log));
    return graph_add(g, graph_sub(g, log, log_log), rest);
}

/* Both branches where they meet: powers of p, which is below 0 on the other one (DLMF 4.13.6). */
static id lambert_at_branch(struct growth *r, id u, bool other)
{
    struct graph *g = r->g;
    id e = graph_constant(g, CONSTANT_e);
    id square = graph_scale(g, NUMBER_TWO, plus(r, graph_mul(g, e, u), 1));
    id p = graph_pow_number(g, square, NUMBER_HALF);
    if (other) p = graph_neg(g, p);
    id value = graph_sub(g, plus(r, p, -1), graph_mul(g, ratio(r, 1, 3), square));
    value = graph_add(g, value, graph_mul(g, ratio(r, 11, 72), power(r, p, 3)));
    return graph_add(g, value, graph_mul(g, growth_rest(r, -1, 1), power(r, p, 4)));
}

static id lambert_at_zero(struct growth *r, id u)
{
    int sign = 0;
    if (!growth_sign(r, u, &sign)) return POISON;
    if (sign >= 0) return trouble(r, LIMIT_UNDEFINED, "lambertwm1 ends at 0");
    id log = growth_log(r, graph_neg(r->g, u));
    return lambert_by_logs(r, log, graph_neg(r->g, log));
}

static id lambert(struct growth *r, enum fn fn, id u, enum limit_kind kind, id at)
{
    struct graph *g = r->g;
    bool other = fn == FN_lambertwm1;
    if (kind == LIMIT_MINUS) return trouble(r, LIMIT_UNDEFINED, "lambertw ends at -1/e");
    if (kind == LIMIT_PLUS && other) return trouble(r, LIMIT_UNDEFINED, "lambertwm1 ends at 0");
    if (kind == LIMIT_PLUS) {
        id log = growth_log(r, u);
        return lambert_by_logs(r, log, log);
    }
    if (other && graph_is_zero(g, at)) return lambert_at_zero(r, u);
    id e = graph_constant(g, CONSTANT_e);
    int sign = growth_constant_sign(r, plus(r, graph_mul(g, e, at), 1));
    if (sign == 1) return graph_fn1(g, fn, u);
    if (sign == -1) return trouble(r, LIMIT_UNDEFINED, "lambertw ends at -1/e");
    if (sign != 0) return trouble(r, LIMIT_UNDECIDED, "whether lambertw ends there");
    return lambert_at_branch(r, u, other);
}

id growth_special(struct growth *r, enum fn fn, const id *args, enum limit_kind kind, id at)
{
    number order;
    int64_t n = 0;
    bool has_order = fn == FN_polygamma || fn == FN_jn || fn == FN_yn;
    id u = args[has_order];
    if (has_order && (!graph_is_number(r->g, args[0], &order) ||
                      !number_to_int(&r->g->numbers, order, &n) || n > 15 || n < -15))
        return trouble(r, LIMIT_UNDECIDED, "an order that is not a small integer");
    switch (fn) {
    case FN_erf:
    case FN_erfc: return error_function(r, fn, u, kind);
    case FN_gamma:
    case FN_lgamma:
    case FN_digamma:
    case FN_polygamma: return gamma_like(r, fn, n, u, kind, at);
    case FN_beta: return beta(r, args[0], args[1]);
    case FN_j0:
    case FN_y0: return bessel_function(r, fn, 0, u, kind, at);
    case FN_j1:
    case FN_y1: return bessel_function(r, fn, 1, u, kind, at);
    case FN_jn:
    case FN_yn: return bessel_function(r, fn, n, u, kind, at);
    case FN_lambertw:
    case FN_lambertwm1: return lambert(r, fn, u, kind, at);
    default: return trouble(r, LIMIT_UNDECIDED, "no rule applies to a function");
    }
}

/* scalars_rewrite.c - functions of constants by fewer functions: exponentials, logarithms, powers,
 * sines and cosines. */
#include "series/normal_private.h"

enum { MOST_SHIFT = 64, MOST_MULTIPLE = 16 };

static id one(struct graph *g)
{
    return graph_int(g, 1);
}

static id half(struct graph *g, id a)
{
    return node_multiply(g, graph_number(g, NUMBER_HALF), a);
}

static id root(struct graph *g, id a)
{
    return normal_power(g, a, NUMBER_HALF);
}

static id squared(struct graph *g, id a)
{
    return node_multiply(g, a, a);
}

static id inverse(struct graph *g, id a)
{
    return normal_power(g, a, NUMBER_MINUS_ONE);
}

/* ---- hyperbolic and logistic ---- */

static bool hyperbolic(struct graph *g, enum fn fn, id a, id *out)
{
    if (fn != FN_sinh && fn != FN_cosh && fn != FN_tanh && fn != FN_sech && fn != FN_csch &&
        fn != FN_coth)
        return false;
    id up = normal_exp(g, a), down = inverse(g, up);
    id sine = half(g, normal_sum(g, 1, up, -1, down));
    id cosine = half(g, normal_sum(g, 1, up, 1, down));
    switch (fn) {
    case FN_sinh: *out = sine; break;
    case FN_cosh: *out = cosine; break;
    case FN_tanh: *out = normal_quotient(g, sine, cosine); break;
    case FN_sech: *out = inverse(g, cosine); break;
    case FN_csch: *out = inverse(g, sine); break;
    default: *out = normal_quotient(g, cosine, sine); break;
    }
    return true;
}

static id logistic(struct graph *g, id a)
{
    return inverse(g, node_add(g, one(g), inverse(g, normal_exp(g, a))));
}

/* ---- circular ---- */

struct angle {
    id sine, cosine;
};

static struct angle both(struct graph *g, struct angle a, struct angle b)
{
    return (struct angle){
        normal_sum(g, 1, node_multiply(g, a.sine, b.cosine), 1, node_multiply(g, a.cosine, b.sine)),
        normal_sum(g, 1, node_multiply(g, a.cosine, b.cosine), -1,
                   node_multiply(g, a.sine, b.sine))};
}

static struct angle plain(struct graph *g, id a)
{
    return (struct angle){graph_fn1(g, FN_sin, a), graph_fn1(g, FN_cos, a)};
}

/* c*a for a term a. A whole multiple p/q is taken p times from a/q. */
static struct angle multiple(struct graph *g, id a, number c)
{
    int64_t p;
    struct numbers *t = &g->numbers;
    struct angle whole = plain(g, graph_scale(g, c, a));
    bool known = !graph_is_fn(g, whole.sine, FN_sin); /* a multiple of pi */
    if (known || !number_to_int(t, number_numerator(t, c), &p) || p == 1 || p > MOST_MULTIPLE ||
        p < -MOST_MULTIPLE)
        return whole;
    number part = number_div(t, NUMBER_ONE, number_denominator(t, c));
    struct angle base = plain(g, graph_scale(g, part, a)), result = base;
    for (int64_t i = 1; i < (p < 0 ? -p : p); i++) result = both(g, result, base);
    if (p < 0) result.sine = normal_sum(g, -1, result.sine, 0, result.sine);
    return result;
}

static struct angle angle(struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    number value;
    if (graph_is_number(g, a, &value)) return multiple(g, one(g), value);
    if (n->op == OP_PRODUCT && n->data != NUMBER_ZERO) {
        number c = n->data;
        return multiple(g, graph_scale(g, number_div(&g->numbers, NUMBER_ONE, c), a), c);
    }
    if (n->op != OP_SUM) return plain(g, a);
    struct angle sum = multiple(g, one(g), n->data);
    uint32_t count = n->n;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, a);
        sum = both(g, sum, multiple(g, node_child(g, n, i), node_number(g, n, i)));
    }
    return sum;
}

static bool circular(struct graph *g, enum fn fn, id a, id *out)
{
    if (fn != FN_sin && fn != FN_cos && fn != FN_tan && fn != FN_sec && fn != FN_csc &&
        fn != FN_cot)
        return false;
    struct angle x = angle(g, a);
    switch (fn) {
    case FN_sin: *out = x.sine; break;
    case FN_cos: *out = x.cosine; break;
    case FN_tan: *out = normal_quotient(g, x.sine, x.cosine); break;
    case FN_sec: *out = inverse(g, x.cosine); break;
    case FN_csc: *out = inverse(g, x.sine); break;
    default: *out = normal_quotient(g, x.cosine, x.sine); break;
    }
    return true;
}

/* ---- inverse functions ---- */

static id fraction_of_pi(struct graph *g, int64_t p, int64_t q)
{
    return graph_scale(g, number_from_ratio(&g->numbers, p, q), graph_constant(g, CONSTANT_pi));
}

/* The inverse sine, where it is a known part of pi. */
static id inverse_sine(struct graph *g, id a)
{
    static const struct {
        int square, part; /* asin(sqrt(square/4)) = pi/part, or pi/3 */
    } known[] = {{1, 6}, {2, 4}, {3, 3}, {4, 2}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        id value = half(g, root(g, graph_int(g, known[i].square)));
        if (a == value) return fraction_of_pi(g, 1, known[i].part);
        if (a == normal_sum(g, -1, value, 0, value)) return fraction_of_pi(g, -1, known[i].part);
    }
    return graph_fn1(g, FN_asin, a);
}

static id inverse_tangent(struct graph *g, id a)
{
    id three = root(g, graph_int(g, 3));
    const struct {
        id value;
        int part;
    } known[] = {{one(g), 4}, {three, 3}, {inverse(g, three), 6}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (a == known[i].value) return fraction_of_pi(g, 1, known[i].part);
        if (a == normal_sum(g, -1, known[i].value, 0, a))
            return fraction_of_pi(g, -1, known[i].part);
    }
    return graph_fn1(g, FN_atan, a);
}

static id inverse_hyperbolic(struct graph *g, enum fn fn, id a)
{
    if (fn == FN_atanh) {
        id up = normal_log(g, node_add(g, one(g), a));
        return half(g, normal_sum(g, 1, up, -1, normal_log(g, normal_sum(g, 1, one(g), -1, a))));
    }
    id under = normal_sum(g, 1, squared(g, a), fn == FN_asinh ? 1 : -1, one(g));
    return normal_log(g, node_add(g, a, root(g, under)));
}

/* ---- gamma and its kind, Bessel functions ---- */

/* Brings a number to 0 < x <= 1 by whole steps; false for poles and for far numbers. */
static bool shifted(struct graph *g, number value, number *x, int64_t *steps)
{
    struct numbers *t = &g->numbers;
    number whole = number_floor(t, value);
    *x = number_sub(t, value, whole);
    if (*x == NUMBER_ZERO) *x = NUMBER_ONE, whole = number_sub(t, whole, NUMBER_ONE);
    if (!number_to_int(t, whole, steps) || *steps > MOST_SHIFT || *steps < -MOST_SHIFT)
        return false;
    return *x != NUMBER_ONE || *steps >= 0;
}

/* gamma(x + n) by gamma(x + c) with 0 < c <= 1, where x is no number. */
static id gamma_of_sum(struct graph *g, id a)
{
    number x;
    int64_t steps;
    if (graph_op(g, a) != OP_SUM || !shifted(g, graph_node(g, a)->data, &x, &steps))
        return graph_fn1(g, FN_gamma, a);
    id first = node_add(g, a, graph_int(g, -steps)), product = one(g);
    for (int64_t k = 0; k < steps; k++)
        product = node_multiply(g, product, node_add(g, first, graph_int(g, k)));
    for (int64_t k = -1; k >= steps; k--)
        product = normal_quotient(g, product, node_add(g, first, graph_int(g, k)));
    return node_multiply(g, product, graph_fn1(g, FN_gamma, first));
}

static id gamma_of(struct graph *g, id a)
{
    struct numbers *t = &g->numbers;
    number value, x, product = NUMBER_ONE;
    int64_t steps;
    if (graph_op(g, a) == OP_SUM) return gamma_of_sum(g, a);
    if (!graph_is_number(g, a, &value) || !shifted(g, value, &x, &steps))
        return graph_fn1(g, FN_gamma, a);
    for (int64_t k = 0; k < steps; k++)
        product = number_mul(t, product, number_add(t, x, number_from_int(t, k)));
    for (int64_t k = -1; k >= steps; k--)
        product = number_div(t, product, number_add(t, x, number_from_int(t, k)));
    id first = x == NUMBER_HALF ? graph_pow_number(g, graph_constant(g, CONSTANT_pi), NUMBER_HALF)
                                : graph_fn1(g, FN_gamma, graph_number(g, x));
    return node_multiply(g, graph_number(g, product), first);
}

/* digamma(x + 1) = digamma(x) + 1/x; digamma(1/2) = digamma(1) - 2*log(2). */
static id digamma_of(struct graph *g, id a)
{
    struct numbers *t = &g->numbers;
    number value, x, sum = NUMBER_ZERO;
    int64_t steps;
    if (!graph_is_number(g, a, &value) || !shifted(g, value, &x, &steps))
        return graph_fn1(g, FN_digamma, a);
    for (int64_t k = 0; k < steps; k++)
        sum =
            number_add(t, sum, number_div(t, NUMBER_ONE, number_add(t, x, number_from_int(t, k))));
    for (int64_t k = -1; k >= steps; k--)
        sum =
            number_sub(t, sum, number_div(t, NUMBER_ONE, number_add(t, x, number_from_int(t, k))));
    id first = graph_fn1(g, FN_digamma, graph_number(g, x == NUMBER_HALF ? NUMBER_ONE : x));
    if (x == NUMBER_HALF) first = normal_sum(g, 1, first, -2, normal_log(g, graph_int(g, 2)));
    return node_add(g, graph_number(g, sum), first);
}

static id beta_of(struct graph *g, id a, id b)
{
    id above = node_multiply(g, gamma_of(g, a), gamma_of(g, b));
    return normal_quotient(g, above, gamma_of(g, node_add(g, a, b)));
}

/* Orders 0 and 1 give the others: f(n + 1) = 2*n/x*f(n) - f(n - 1), f(-n) = (-1)^n*f(n). */
static id bessel_of(struct graph *g, enum fn fn, id order, id x)
{
    number value;
    int64_t n;
    id args[] = {order, x};
    if (!graph_is_number(g, order, &value) || !number_to_int(&g->numbers, value, &n) ||
        n > MOST_SHIFT || n < -MOST_SHIFT || graph_is_zero(g, x))
        return graph_fn(g, fn, args);
    int64_t size = n < 0 ? -n : n;
    id before = graph_fn1(g, fn == FN_jn ? FN_j0 : FN_y0, x);
    id now = graph_fn1(g, fn == FN_jn ? FN_j1 : FN_y1, x);
    if (size == 0) return before;
    for (int64_t k = 1; k < size; k++) {
        id next = normal_sum(g, 2 * k, normal_quotient(g, now, x), -1, before);
        before = now;
        now = next;
    }
    return n < 0 && n % 2 ? normal_sum(g, -1, now, 0, now) : now;
}

/* ---- all of them ---- */

static id real_cube_root(struct graph *g, id a)
{
    number third = number_from_ratio(&g->numbers, 1, 3);
    id minus = normal_sum(g, -1, a, 0, a);
    if (normal_is_positive(g, a)) return normal_power(g, a, third);
    if (!normal_is_positive(g, minus)) return graph_fn1(g, FN_cbrt, a);
    return normal_sum(g, -1, normal_power(g, minus, third), 0, a);
}

static id absolute(struct graph *g, id a)
{
    id minus = normal_sum(g, -1, a, 0, a);
    if (normal_is_positive(g, a)) return a;
    return normal_is_positive(g, minus) ? minus : graph_fn1(g, FN_abs, a);
}

static id gelu_of(struct graph *g, id a)
{
    id erf = graph_fn1(g, FN_erf, normal_quotient(g, a, root(g, graph_int(g, 2))));
    return half(g, node_multiply(g, a, node_add(g, one(g), erf)));
}

static id log_to_base(struct graph *g, id a, int base)
{
    return normal_quotient(g, normal_log(g, a), normal_log(g, graph_int(g, base)));
}

id normal_fn(struct graph *g, enum fn fn, const id *args)
{
    id a = args[0], out;
    if (hyperbolic(g, fn, a, &out) || circular(g, fn, a, &out)) return out;
    if ((out = normal_branch(g, fn, args)) != POISON) return out;
    switch (fn) {
    case FN_exp: return normal_exp(g, a);
    case FN_exp2: return normal_exp(g, node_multiply(g, a, normal_log(g, graph_int(g, 2))));
    case FN_expm1: return normal_sum(g, 1, normal_exp(g, a), -1, one(g));
    case FN_log: return normal_log(g, a);
    case FN_log1p: return normal_log(g, node_add(g, one(g), a));
    case FN_log2: return log_to_base(g, a, 2);
    case FN_log10: return log_to_base(g, a, 10);
    case FN_asinh:
    case FN_acosh:
    case FN_atanh: return inverse_hyperbolic(g, fn, a);
    case FN_asin: return inverse_sine(g, a);
    case FN_acos: return normal_sum(g, 1, fraction_of_pi(g, 1, 2), -1, inverse_sine(g, a));
    case FN_atan: return inverse_tangent(g, a);
    case FN_cbrt: return real_cube_root(g, a);
    case FN_hypot: return root(g, node_add(g, squared(g, a), squared(g, args[1])));
    case FN_abs: return absolute(g, a);
    case FN_erfc: return normal_sum(g, 1, one(g), -1, graph_fn1(g, FN_erf, a));
    case FN_gamma: return gamma_of(g, a);
    case FN_digamma: return digamma_of(g, a);
    case FN_beta: return beta_of(g, a, args[1]);
    case FN_jn:
    case FN_yn: return bessel_of(g, fn, a, args[1]);
    case FN_expit: return logistic(g, a);
    case FN_softplus: return normal_log(g, node_add(g, one(g), normal_exp(g, a)));
    case FN_silu: return node_multiply(g, a, logistic(g, a));
    case FN_gelu: return gelu_of(g, a);
    default: return graph_fn(g, fn, args);
    }
}

#include "pass/closed.h"
#include "pass/rewrite.h"

/* (a*sqrt(r) + b*sqrt(s))/k, or if r is 0, sqrt(a + b*sqrt(s))/k, at the angle p/q*pi. */
struct exact {
    int8_t p, q, a, r, b, s, k;
};

static const struct exact cosines[] = {
    {0, 1, 1, 1, 0, 1, 1},  {1, 12, 1, 6, 1, 2, 4},   {1, 10, 10, 0, 2, 5, 4},
    {1, 8, 2, 0, 1, 2, 2},  {1, 6, 1, 3, 0, 1, 2},    {1, 5, 1, 1, 1, 5, 4},
    {1, 4, 1, 2, 0, 1, 2},  {3, 10, 10, 0, -2, 5, 4}, {1, 3, 1, 1, 0, 1, 2},
    {3, 8, 2, 0, -1, 2, 2}, {2, 5, -1, 1, 1, 5, 4},   {5, 12, 1, 6, -1, 2, 4},
    {1, 2, 0, 1, 0, 1, 1},
};
static const struct exact tangents[] = {
    {0, 1, 0, 1, 0, 1, 1},  {1, 12, 2, 1, -1, 3, 1},  {1, 10, 25, 0, -10, 5, 5},
    {1, 8, -1, 1, 1, 2, 1}, {1, 6, 1, 3, 0, 1, 3},    {1, 5, 5, 0, -2, 5, 1},
    {1, 4, 1, 1, 0, 1, 1},  {3, 10, 25, 0, 10, 5, 5}, {1, 3, 1, 3, 0, 1, 1},
    {3, 8, 1, 1, 1, 2, 1},  {2, 5, 5, 0, 2, 5, 1},    {5, 12, 2, 1, 1, 3, 1},
};
enum {
    N_COSINES = sizeof cosines / sizeof *cosines,
    N_TANGENTS = sizeof tangents / sizeof *tangents
};

static id root_of(struct graph *g, id a)
{
    return graph_pow_number(g, a, number_from_ratio(&g->numbers, 1, 2));
}

static id times_root(struct graph *g, int a, int r)
{
    return graph_scale(g, number_from_int(&g->numbers, a), root_of(g, graph_int(g, r)));
}

static id node_of(struct graph *g, const struct exact *e)
{
    id second = times_root(g, e->b, e->s),
       whole = e->r ? graph_add(g, times_root(g, e->a, e->r), second)
                    : root_of(g, graph_add(g, graph_int(g, e->a), second));
    return graph_scale(g, number_from_ratio(&g->numbers, 1, e->k), whole);
}

static number angle_of(struct graph *g, const struct exact *e)
{
    return number_from_ratio(&g->numbers, e->p, e->q);
}

/* ---- roots ---- */

/* Is a = x + y*sqrt(r) of rational numbers? */
static bool is_surd(struct graph *g, id a, number *x, number *y, number *r)
{
    const struct node *n = graph_node(g, a), *m;
    if (n->op != OP_SUM || n->n != 1) return false;
    *x = n->data;
    *y = node_number(g, n, 0);
    m = graph_node(g, node_child(g, n, 0));
    if (m->op != OP_PRODUCT || m->n != 1) return false;
    *y = number_mul(&g->numbers, *y, m->data);
    return node_number(g, m, 0) == number_from_ratio(&g->numbers, 1, 2) &&
           graph_is_number(g, node_child(g, m, 0), r);
}

/* x^2 - y^2*r */
static number norm_of(struct numbers *t, number x, number y, number r)
{
    return number_sub(t, number_mul(t, x, x), number_mul(t, number_mul(t, y, y), r));
}

/* sqrt(x + y*sqrt(r)) is sqrt((x + d)/2) + sqrt((x - d)/2), for d^2 the norm. */
static id root_in_root(struct graph *g, id a)
{
    struct numbers *t = &g->numbers;
    number x, y, r, d, half = number_from_ratio(t, 1, 2);
    if (!is_surd(g, a, &x, &y, &r)) return POISON;
    number norm = norm_of(t, x, y, r);
    if (number_sign(t, norm) < 0 || number_sign(t, x) <= 0 || !number_root(t, norm, 2, &d))
        return POISON;
    id first = root_of(g, graph_number(g, number_mul(t, half, number_add(t, x, d)))),
       second = root_of(g, graph_number(g, number_mul(t, half, number_sub(t, x, d))));
    return number_sign(t, y) < 0 ? graph_sub(g, first, second) : graph_add(g, first, second);
}

/* 1/(x + y*sqrt(r)) is (x - y*sqrt(r)) over the norm. */
static id root_below(struct graph *g, id a)
{
    struct numbers *t = &g->numbers;
    number x, y, r;
    if (!is_surd(g, a, &x, &y, &r)) return POISON;
    number norm = norm_of(t, x, y, r);
    if (norm == NUMBER_ZERO) return POISON;
    id root = graph_scale(g, y, root_of(g, graph_number(g, r)));
    return graph_scale(g, number_div(t, NUMBER_ONE, norm), graph_sub(g, graph_number(g, x), root));
}

static id product(struct graph *g, id a)
{
    uint32_t n = graph_node(g, a)->n;
    bool changed = false;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id base = graph_child(g, a, i), other = POISON;
        number exponent = node_number(g, graph_node(g, a), i);
        if (exponent == number_from_ratio(&g->numbers, 1, 2)) other = root_in_root(g, base);
        if (exponent == NUMBER_MINUS_ONE) other = root_below(g, base);
        changed |= other != POISON;
        graph_push(g, other == POISON ? base : other, other == POISON ? exponent : NUMBER_ONE);
    }
    if (!changed) return g->scratch.n = begin, POISON;
    return graph_end_product(g, begin, graph_node(g, a)->data);
}

/* ---- circular functions ---- */

/* Is a = q*pi? */
static bool is_part_of_pi(struct graph *g, id a, number *q)
{
    const struct node *n = graph_node(g, a);
    id pi = graph_constant(g, CONSTANT_pi);
    *q = NUMBER_ONE;
    if (a == pi) return true;
    n = graph_node(g, a);
    if (n->op != OP_PRODUCT || n->n != 1 || node_child(g, n, 0) != pi) return false;
    *q = n->data;
    return node_number(g, n, 0) == NUMBER_ONE;
}

/* q less the largest multiple of `period` below it. */
static number rest_of(struct numbers *t, number q, number period)
{
    number whole = number_floor(t, number_div(t, q, period));
    return number_sub(t, q, number_mul(t, whole, period));
}

static id signed_node(struct graph *g, id a, bool negative)
{
    return a != POISON && negative ? graph_neg(g, a) : a;
}

static id look_up(struct graph *g, const struct exact *rows, size_t n, number q)
{
    for (size_t i = 0; i < n; i++)
        if (angle_of(g, &rows[i]) == q) return node_of(g, &rows[i]);
    return POISON;
}

static id cosine(struct graph *g, number q)
{
    struct numbers *t = &g->numbers;
    number half = number_from_ratio(t, 1, 2);
    q = rest_of(t, q, NUMBER_TWO);
    if (number_compare(t, q, NUMBER_ONE) > 0) q = number_sub(t, NUMBER_TWO, q);
    bool negative = number_compare(t, q, half) > 0;
    if (negative) q = number_sub(t, NUMBER_ONE, q);
    return signed_node(g, look_up(g, cosines, N_COSINES, q), negative);
}

static id tangent(struct graph *g, number q)
{
    struct numbers *t = &g->numbers;
    q = rest_of(t, q, NUMBER_ONE);
    bool negative = number_compare(t, q, number_from_ratio(t, 1, 2)) > 0;
    if (negative) q = number_sub(t, NUMBER_ONE, q);
    return signed_node(g, look_up(g, tangents, N_TANGENTS, q), negative);
}

static id inverse(struct graph *g, id a)
{
    if (a == POISON || graph_is_zero(g, a)) return POISON;
    a = graph_pow_number(g, a, NUMBER_MINUS_ONE);
    id form = graph_op(g, a) == OP_PRODUCT ? product(g, a) : POISON;
    return form == POISON ? a : form;
}

static id circular(struct graph *g, enum fn fn, id angle)
{
    struct numbers *t = &g->numbers;
    number q, half = number_from_ratio(t, 1, 2);
    if (!is_part_of_pi(g, angle, &q)) return POISON;
    number other = number_sub(t, half, q);
    switch (fn) {
    case FN_cos: return cosine(g, q);
    case FN_sin: return cosine(g, other);
    case FN_tan: return tangent(g, q);
    case FN_cot: return tangent(g, other);
    case FN_sec: return inverse(g, cosine(g, q));
    default: return inverse(g, cosine(g, other));
    }
}

static id times_pi(struct graph *g, number q)
{
    return graph_scale(g, q, graph_constant(g, CONSTANT_pi));
}

/* sin(pi x)/(pi x) */
static id sinc_of(struct graph *g, id x)
{
    number q;
    if (!graph_is_number(g, x, &q) || q == NUMBER_ZERO) return POISON;
    id angle = times_pi(g, q), sine = circular(g, FN_sin, angle);
    return sine == POISON ? POISON : graph_div(g, sine, angle);
}

/* The angle whose cosine, sine or tangent is in the table. */
static id inverse_circular(struct graph *g, enum fn fn, id value)
{
    struct numbers *t = &g->numbers;
    number half = number_from_ratio(t, 1, 2);
    bool tangent = fn == FN_atan;
    for (size_t i = 0; i < (tangent ? N_TANGENTS : N_COSINES); i++) {
        const struct exact *row = tangent ? &tangents[i] : &cosines[i];
        id known = node_of(g, row);
        bool same = known == value, opposite = graph_neg(g, known) == value;
        number q = angle_of(g, row);
        if (!same && !opposite) continue;
        if (fn == FN_acos) return times_pi(g, same ? q : number_sub(t, NUMBER_ONE, q));
        if (fn == FN_asin) q = number_sub(t, half, q);
        return times_pi(g, same ? q : number_neg(t, q));
    }
    return POISON;
}

/* ---- logarithms ---- */

/* log(b^k) for the largest k. */
static id logarithm(struct graph *g, id a)
{
    struct numbers *t = &g->numbers;
    number value, base;
    if (!graph_is_number(g, a, &value) || number_sign(t, value) <= 0) return POISON;
    bool below = number_compare(t, value, NUMBER_ONE) < 0;
    if (below) value = number_div(t, NUMBER_ONE, value);
    for (unsigned k = 64; k > 1; k--)
        if (number_root(t, value, k, &base))
            return graph_scale(g, number_from_int(t, below ? -(int64_t)k : k),
                               graph_fn1(g, FN_log, graph_number(g, base)));
    return below && number_is_integer(t, value)
               ? graph_neg(g, graph_fn1(g, FN_log, graph_number(g, value)))
               : POISON;
}

/* Is a = c*log(r)? Then *power = r^c, if c is a small whole number. */
static bool is_log_of(struct graph *g, number c, id a, number *power)
{
    struct numbers *t = &g->numbers;
    const struct node *n = graph_node(g, a);
    int64_t k;
    if (n->op == OP_PRODUCT && n->n == 1 && node_number(g, n, 0) == NUMBER_ONE) {
        c = number_mul(t, c, n->data);
        a = node_child(g, n, 0);
    }
    if (!graph_is_fn(g, a, FN_log) || !number_to_int(t, c, &k) || k > 20 || k < -20) return false;
    if (!graph_is_number(g, graph_child(g, a, 0), power)) return false;
    return *power = number_pow(t, *power, k), true;
}

/* log(6) - log(2) is log(3). */
static id sum_of_logarithms(struct graph *g, id a)
{
    uint32_t n = graph_node(g, a)->n, found = 0;
    number product = NUMBER_ONE, power;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        number c = node_number(g, graph_node(g, a), i);
        if (is_log_of(g, c, graph_child(g, a, i), &power))
            product = number_mul(&g->numbers, product, power), found++;
        else
            graph_push(g, graph_child(g, a, i), c);
    }
    if (found < 2) return g->scratch.n = begin, POISON;
    id whole = graph_fn1(g, FN_log, graph_number(g, product)),
       shorter = logarithm(g, graph_number(g, product));
    graph_push(g, shorter == POISON ? whole : shorter, NUMBER_ONE);
    return graph_end_sum(g, begin, graph_node(g, a)->data);
}

/* sinh, cosh and tanh of a logarithm. */
static id hyperbolic(struct graph *g, enum fn fn, id a)
{
    struct numbers *t = &g->numbers;
    number up;
    if (!is_log_of(g, NUMBER_ONE, a, &up)) return POISON;
    number down = number_div(t, NUMBER_ONE, up), half = number_from_ratio(t, 1, 2);
    number sinh = number_mul(t, half, number_sub(t, up, down)),
           cosh = number_mul(t, half, number_add(t, up, down));
    return graph_number(g, fn == FN_sinh ? sinh : fn == FN_cosh ? cosh : number_div(t, sinh, cosh));
}

/* ---- gamma and zeta ---- */

/* gamma(1/2) is sqrt(pi), and gamma(x + 1) = x*gamma(x). */
static id gamma_of_half(struct graph *g, id a)
{
    struct numbers *t = &g->numbers;
    number x, c = NUMBER_ONE, half = number_from_ratio(t, 1, 2);
    int64_t twice;
    if (!graph_is_number(g, a, &x) || !number_to_int(t, number_mul(t, NUMBER_TWO, x), &twice))
        return POISON;
    if (twice % 2 == 0 || twice > 99 || twice < -99) return POISON;
    for (; number_compare(t, x, half) > 0; c = number_mul(t, c, x))
        x = number_sub(t, x, NUMBER_ONE);
    for (; number_compare(t, x, half) < 0; x = number_add(t, x, NUMBER_ONE))
        c = number_div(t, c, x);
    return graph_scale(g, c, root_of(g, graph_constant(g, CONSTANT_pi)));
}

static id zeta_of_even(struct graph *g, id a)
{
    static const int64_t under[] = {6, 90, 945, 9450, 93555};
    number x;
    int64_t k;
    if (!graph_is_number(g, a, &x) || !number_to_int(&g->numbers, x, &k)) return POISON;
    if (k < 2 || k > 10 || k % 2) return POISON;
    return graph_scale(g, number_from_ratio(&g->numbers, 1, under[k / 2 - 1]),
                       graph_pow_number(g, graph_constant(g, CONSTANT_pi), x));
}

/* ---- all of them ---- */

static id function(struct graph *g, id a)
{
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    id x = graph_child(g, a, 0);
    switch (fn) {
    case FN_sin:
    case FN_cos:
    case FN_tan:
    case FN_sec:
    case FN_csc:
    case FN_cot: return circular(g, fn, x);
    case FN_asin:
    case FN_acos:
    case FN_atan: return inverse_circular(g, fn, x);
    case FN_sinh:
    case FN_cosh:
    case FN_tanh: return hyperbolic(g, fn, x);
    case FN_log: return logarithm(g, x);
    case FN_sinc: return sinc_of(g, x);
    case FN_gamma: return gamma_of_half(g, x);
    case FN_zeta: return zeta_of_even(g, x);
    default: return POISON;
    }
}

static id close_step(struct graph *g, id before, id now, void *unused)
{
    (void)before;
    (void)unused;
    enum op op = graph_op(g, now);
    if (graph_shape(g, now) != SHAPE_SCALAR) return now;
    id form = op == OP_FN        ? function(g, now)
              : op == OP_SUM     ? sum_of_logarithms(g, now)
              : op == OP_PRODUCT ? product(g, now)
                                 : POISON;
    return form == POISON ? now : form;
}

bool closed_forms(struct graph *g, id *roots, size_t n)
{
    return rewrite(g, roots, n, NULL, 0, close_step, NULL);
}

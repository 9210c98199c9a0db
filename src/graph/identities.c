/* identities.c - the constructor of elementwise functions, and the values that it knows exactly. */
#include "graph/exact_values.h"

enum parity { NEITHER, ODD, EVEN };

static enum parity parity_of(enum fn fn)
{
    switch (fn) {
    case FN_sin:
    case FN_tan:
    case FN_csc:
    case FN_cot:
    case FN_asin:
    case FN_atan:
    case FN_sinh:
    case FN_tanh:
    case FN_csch:
    case FN_coth:
    case FN_asinh:
    case FN_atanh:
    case FN_erf:
    case FN_cbrt:
    case FN_sign:
    case FN_erfinv:
    case FN_Si:
    case FN_fresnels:
    case FN_fresnelc:
    case FN_i1:
    case FN_j1: return ODD;
    case FN_cos:
    case FN_sec:
    case FN_cosh:
    case FN_sech:
    case FN_abs:
    case FN_i0:
    case FN_sinc:
    case FN_j0: return EVEN;
    default: return NEITHER;
    }
}

/* Returns sin(r*pi) for multiples of 15 degrees with a simple value; false for all others. */
static bool sine_of_pi_times(struct graph *g, number r, id *result)
{
    static const struct {
        int sixths_of_30, square; /* sin(k * 15 degrees)^2 * 4 */
    } table[] = {{0, 0}, {2, 1}, {3, 2}, {4, 3}, {6, 4}};
    struct numbers *t = &g->numbers;
    int64_t k;
    if (!number_to_int(t, number_mul(t, r, number_from_int(t, 12)), &k)) return false;
    k = ((k % 24) + 24) % 24;
    bool negative = k > 12;
    if (negative) k -= 12;
    if (k > 6) k = 12 - k;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].sixths_of_30 != k) continue;
        id root = graph_pow_number(g, graph_int(g, table[i].square), NUMBER_HALF);
        *result = graph_scale(g, negative ? NUMBER_MINUS_HALF : NUMBER_HALF, root);
        return true;
    }
    return false;
}

/* Returns r if a is r*pi. */
static bool multiple_of_pi(const struct graph *g, id a, number *r)
{
    const struct node *n = graph_node(g, a);
    *r = NUMBER_ONE;
    if (n->op == OP_PRODUCT && n->n == 1 && node_number(g, n, 0) == NUMBER_ONE &&
        n->shape == SHAPE_SCALAR) {
        *r = n->data;
        n = graph_node(g, node_child(g, n, 0));
    }
    return n->op == OP_CONSTANT && n->data == CONSTANT_pi;
}

static bool is_circular(enum fn fn)
{
    return fn == FN_sin || fn == FN_cos || fn == FN_tan || fn == FN_sec || fn == FN_csc;
}

static bool at_multiple_of_pi(struct graph *g, enum fn fn, id a, id *result)
{
    number r;
    id sine, cosine;
    if (!is_circular(fn) || !multiple_of_pi(g, a, &r)) return false;
    if (!sine_of_pi_times(g, r, &sine)) return false;
    if (!sine_of_pi_times(g, number_add(&g->numbers, r, NUMBER_HALF), &cosine)) return false;
    if (fn == FN_sin || fn == FN_cos) return *result = fn == FN_sin ? sine : cosine, true;
    id below = fn == FN_csc ? sine : cosine;
    if (graph_is_zero(g, below)) return false;
    *result = graph_div(g, fn == FN_tan ? sine : graph_int(g, 1), below);
    return true;
}

static bool is_power_of_e(const struct graph *g, id a, number *power)
{
    const struct node *n = graph_node(g, a);
    bool powered = n->op == OP_PRODUCT && n->n == 1 && n->data == NUMBER_ONE;
    *power = powered ? node_number(g, n, 0) : NUMBER_ONE;
    if (powered) n = graph_node(g, node_child(g, n, 0));
    return n->op == OP_CONSTANT && n->data == CONSTANT_e;
}

/* Simplifies a function applied to its inverse, if that holds wherever the written form is
 * defined. */
static bool undone(struct graph *g, enum fn fn, id a, id *result)
{
    bool inverse =
        (fn == FN_exp && graph_is_fn(g, a, FN_log)) || (fn == FN_log && graph_is_fn(g, a, FN_exp));
    if (inverse) return *result = graph_child(g, a, 0), true;
    number power;
    if (fn == FN_log && is_power_of_e(g, a, &power)) return *result = graph_number(g, power), true;
    if (fn == FN_exp && graph_is_number(g, a, &(number){0}) &&
        graph_node(g, a)->data == NUMBER_ONE && graph_shape(g, a) == SHAPE_SCALAR)
        return *result = graph_constant(g, CONSTANT_e), true;
    if (fn == FN_abs && graph_is_fn(g, a, FN_abs)) return *result = a, true;
    return false;
}

/* cbrt(u^3) is u, whatever its sign; likewise if all exponents are multiples of 3. */
static bool cube_root(struct graph *g, enum fn fn, id a, id *result)
{
    const struct node *n = graph_node(g, a);
    int64_t exponent;
    if (fn != FN_cbrt || n->op != OP_PRODUCT || n->data != NUMBER_ONE) return false;
    for (uint32_t i = 0; i < n->n; i++)
        if (!number_to_int(&g->numbers, node_number(g, n, i), &exponent) || exponent % 3)
            return false;
    number third = number_from_ratio(&g->numbers, 1, 3);
    size_t begin = graph_begin(g);
    uint32_t count = n->n;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, a);
        graph_push(g, node_child(g, n, i), number_mul(&g->numbers, node_number(g, n, i), third));
    }
    return *result = graph_end_product(g, begin, NUMBER_ONE), true;
}

/* sin(-u) is -sin(u), abs(-2*u) is 2*abs(u). */
static bool by_symmetry(struct graph *g, enum fn fn, id a, id *result)
{
    const struct node *n = graph_node(g, a);
    enum parity parity = parity_of(fn);
    if (parity == NEITHER || n->op != OP_PRODUCT) return false;
    if (fn == FN_abs && n->data != NUMBER_ONE && n->data != NUMBER_ZERO) {
        number c = n->data;
        id bare = graph_scale(g, number_div(&g->numbers, NUMBER_ONE, c), a);
        *result = graph_scale(g, number_abs(&g->numbers, c), graph_fn1(g, FN_abs, bare));
        return true;
    }
    if (number_sign(&g->numbers, n->data) >= 0) return false;
    id mirrored = graph_fn1(g, fn, graph_neg(g, a));
    *result = parity == ODD ? graph_neg(g, mirrored) : mirrored;
    return true;
}

/* Modified Bessel functions of orders 0, 1 and -1. */
static bool modified_order(struct graph *g, enum fn fn, number order, id x, id *result)
{
    bool first = fn == FN_iv, zero = order == NUMBER_ZERO;
    if (!zero && order != NUMBER_ONE && order != NUMBER_MINUS_ONE) return false;
    *result = graph_fn1(g, first ? (zero ? FN_i0 : FN_i1) : (zero ? FN_k0 : FN_k1), x);
    return true;
}

/* That of order 0 is sinc; at 0 those of odd order are 0, and of even order n they are pi^n/(n + 1)
 * or its negative. */
static bool derivative_of_sinc(struct graph *g, number order, id x, id *result)
{
    struct numbers *t = &g->numbers;
    int64_t n;
    if (order == NUMBER_ZERO) return *result = graph_fn1(g, FN_sinc, x), true;
    bool at_zero = graph_is_zero(g, x) && graph_shape(g, x) == SHAPE_SCALAR;
    if (!at_zero || !number_to_int(t, order, &n) || n < 0) return false;
    if (n % 2) return *result = graph_int(g, 0), true;
    number c = number_from_ratio(t, n % 4 ? -1 : 1, n + 1);
    id power = graph_pow_number(g, graph_constant(g, CONSTANT_pi), order);
    return *result = graph_scale(g, c, power), true;
}

/* Bessel and polygamma functions of orders that have functions of their own. */
static bool named_order(struct graph *g, enum fn fn, number order, id x, id *result)
{
    if (order == NUMBER_ZERO && fn == FN_polygamma)
        return *result = graph_fn1(g, FN_digamma, x), true;
    if (order == NUMBER_ZERO && fn == FN_zetaderiv) return *result = graph_fn1(g, FN_zeta, x), true;
    if (order == NUMBER_ZERO && fn == FN_rgammaderiv)
        return *result = graph_fn1(g, FN_rgamma, x), true;
    if (fn == FN_sincderiv) return derivative_of_sinc(g, order, x, result);
    if (fn == FN_iv || fn == FN_kv) return modified_order(g, fn, order, x, result);
    if ((fn == FN_jv || fn == FN_yv) && number_is_integer(&g->numbers, order))
        return *result = graph_fn2(g, fn == FN_jv ? FN_jn : FN_yn, graph_number(g, order), x), true;
    if (fn != FN_jn && fn != FN_yn) return false;
    bool first = fn == FN_jn;
    if (order == NUMBER_ZERO) return *result = graph_fn1(g, first ? FN_j0 : FN_y0, x), true;
    if (order == NUMBER_ONE) return *result = graph_fn1(g, first ? FN_j1 : FN_y1, x), true;
    if (order == NUMBER_MINUS_ONE)
        return *result = graph_neg(g, graph_fn1(g, first ? FN_j1 : FN_y1, x)), true;
    return false;
}

static bool same_arguments(struct graph *g, enum fn fn, id a, shape s, id *result)
{
    switch (fn) {
    case FN_minimum:
    case FN_maximum: return *result = a, true;
    case FN_equal:
    case FN_less_equal: return *result = graph_fill(g, NUMBER_ONE, s), true;
    case FN_less:
    case FN_not_equal: return *result = graph_fill(g, NUMBER_ZERO, s), true;
    default: return false;
    }
}

/* Both branches of Lambert's function meet at -exp(-1), in the value -1. */
static bool at_branch_point(struct graph *g, enum fn fn, id a, id *result)
{
    if (fn != FN_lambertw && fn != FN_lambertwm1) return false;
    if (a != graph_neg(g, graph_fn1(g, FN_exp, graph_int(g, -1)))) return false;
    return *result = graph_int(g, -1), true;
}

/* Both complete elliptic integrals are pi/2 at 0, where their derivative rules divide by 0. */
static bool elliptic_at_zero(struct graph *g, enum fn fn, id a, id *result)
{
    if ((fn != FN_ellipk && fn != FN_ellipe) || !graph_is_zero(g, a)) return false;
    if (graph_shape(g, a) != SHAPE_SCALAR) return false;
    return *result = graph_scale(g, NUMBER_HALF, graph_constant(g, CONSTANT_pi)), true;
}

static bool identity1(struct graph *g, enum fn fn, id a, id *result)
{
    number v;
    if (at_branch_point(g, fn, a, result) || elliptic_at_zero(g, fn, a, result)) return true;
    if (graph_is_number(g, a, &v) && exact_value(g, fn, v, &v))
        return *result = graph_fill(g, v, graph_shape(g, a)), true;
    return at_multiple_of_pi(g, fn, a, result) || undone(g, fn, a, result) ||
           cube_root(g, fn, a, result) || by_symmetry(g, fn, a, result);
}

/* Not (a < b) is b <= a; a comparison is its own test for not being 0. */
static bool of_comparison(struct graph *g, enum fn fn, id a, id b, id *result)
{
    if ((fn != FN_equal && fn != FN_not_equal) || !graph_is_zero(g, b)) return false;
    if (!graph_is_comparison(g, a) || graph_shape(g, b) != SHAPE_SCALAR) return false;
    enum fn inner = (enum fn)graph_node(g, a)->fn;
    if (fn == FN_not_equal) return *result = a, true;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    *result = inner == FN_less         ? graph_fn2(g, FN_less_equal, y, x)
              : inner == FN_less_equal ? graph_fn2(g, FN_less, y, x)
              : inner == FN_equal      ? graph_fn2(g, FN_not_equal, x, y)
                                       : graph_fn2(g, FN_equal, x, y);
    return true;
}

static bool is_gamma_pole(const struct graph *g, id a)
{
    number v;
    return graph_is_number(g, a, &v) && number_sign(&g->numbers, v) <= 0 &&
           number_is_integer(&g->numbers, v);
}

/* gamma(a)*gamma(b)/gamma(a + b) is 0 at the poles of the last one alone. */
static bool vanishing_beta(struct graph *g, id a, id b)
{
    return is_gamma_pole(g, graph_add(g, a, b)) && !is_gamma_pole(g, a) && !is_gamma_pole(g, b);
}

static bool identity2(struct graph *g, enum fn fn, id a, id b, shape s, id *result)
{
    number v = NUMBER_ZERO, w = NUMBER_ZERO;
    bool left = graph_is_number(g, a, &v), right = graph_is_number(g, b, &w);
    if (a == b && same_arguments(g, fn, a, s, result)) return true;
    if (left && named_order(g, fn, v, b, result)) return true;
    if (of_comparison(g, fn, a, b, result)) return true;
    if (fn == FN_xlogy && left && v == NUMBER_ZERO)
        return *result = graph_fill(g, NUMBER_ZERO, s), true;
    if (fn == FN_beta && vanishing_beta(g, a, b))
        return *result = graph_fill(g, NUMBER_ZERO, s), true;
    if (!left || !right || !exact_value2(g, fn, v, w, &v)) return false;
    *result = graph_fill(g, v, s);
    return true;
}

/* 1 where a numerator or the last argument is 0. */
static bool hypergeometric(struct graph *g, const id *args, int arity, shape s, id *result)
{
    bool is_one = graph_is_zero(g, args[0]) || graph_is_zero(g, args[arity - 1]) ||
                  (arity == 4 && graph_is_zero(g, args[1]));
    if (is_one) *result = graph_fill(g, NUMBER_ONE, s);
    return is_one;
}

/* Derivative m of kv by its order, which kv is even in, is even or odd as m is. */
static bool mirrored_order(struct graph *g, const id *args, bool odd, id *result)
{
    number m, order;
    bool known = graph_is_number(g, args[0], &m) && graph_is_number(g, args[2], &order);
    if (!known || number_sign(&g->numbers, order) >= 0) return false;
    id positive[4] = {args[0], args[1], graph_neg(g, args[2]), args[3]};
    *result = graph_fn(g, FN_kvderiv, positive);
    if (odd) *result = graph_neg(g, *result);
    return true;
}

/* A derivative of order 0; the derivatives of kv, which is even in its order, of odd order there.
 */
static bool trivial_derivative(struct graph *g, enum fn fn, const id *args, int arity, shape s,
                               id *result)
{
    number order, half = number_from_ratio(&g->numbers, 1, 2);
    bool odd = graph_is_number(g, args[0], &order) && number_is_integer(&g->numbers, order) &&
               !number_is_integer(&g->numbers, number_mul(&g->numbers, order, half));
    if (fn == FN_kvderiv && odd && graph_is_zero(g, args[2]))
        return *result = graph_fill(g, NUMBER_ZERO, s), true;
    if (fn == FN_kvderiv && mirrored_order(g, args, odd, result)) return true;
    for (int k = 0; k < arity / 2; k++)
        if (!graph_is_zero(g, args[k])) return false;
    return *result = graph_fn(g, fn_differentiated(fn), args + arity / 2), true;
}

static bool identity(struct graph *g, enum fn fn, const id *args, int arity, shape s, id *result)
{
    number condition;
    if (arity == 1) return identity1(g, fn, args[0], result);
    if (arity == 2) return identity2(g, fn, args[0], args[1], s, result);
    if (fn == FN_hyp1f1 || fn == FN_hyp2f1) return hypergeometric(g, args, arity, s, result);
    if (fn_differentiated(fn) != FN_COUNT) return trivial_derivative(g, fn, args, arity, s, result);
    if (fn != FN_where) return false;
    if (args[1] == args[2]) return *result = args[1], true;
    if (!graph_is_number(g, args[0], &condition)) return false;
    *result = condition == NUMBER_ZERO ? args[2] : args[1];
    return true;
}

id graph_fn(struct graph *g, enum fn fn, const id *args)
{
    int arity = fn_arity(fn);
    id result;
    shape s = SHAPE_SCALAR;
    for (int i = 0; i < arity; i++) {
        if (args[i] == POISON) return POISON;
        s = shape_broadcast(&g->shapes, s, graph_shape(g, args[i]));
        if (s == SHAPE_NONE) return POISON;
    }
    if (identity(g, fn, args, arity, s, &result)) return graph_broadcast(g, result, s);
    if (fn == FN_where) g->has_branches = true;
    struct node node = {.op = OP_FN, .fn = (uint8_t)fn, .n = (uint32_t)arity, .shape = s};
    return graph_intern(g, node, args, (uint32_t)arity);
}

id graph_fn1(struct graph *g, enum fn fn, id a)
{
    return graph_fn(g, fn, &a);
}

id graph_fn2(struct graph *g, enum fn fn, id a, id b)
{
    id args[2] = {a, b};
    return graph_fn(g, fn, args);
}

id graph_where(struct graph *g, id condition, id a, id b)
{
    id args[3] = {condition, a, b};
    return graph_fn(g, FN_where, args);
}

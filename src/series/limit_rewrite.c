/* limit_rewrite.c - functions as exp, log and what is analytic at the limit of its arguments. */
#include "series/limit_private.h"
#include "series/series.h"

/* What is asked of an argument. */
struct argument {
    id u;
    enum limit_kind kind; /* LIMIT_VALUE, LIMIT_PLUS, LIMIT_MINUS */
    id at;
};

static bool argument_of(struct growth *r, id u, struct argument *a)
{
    a->u = u;
    return growth_limit(r, u, &a->kind, &a->at);
}

static id integer(struct growth *r, int64_t n)
{
    return graph_int(r->g, n);
}
static id exp_of(struct growth *r, id u)
{
    return graph_fn1(r->g, FN_exp, u);
}
static id inverse(struct growth *r, id u)
{
    return graph_pow_number(r->g, u, NUMBER_MINUS_ONE);
}
static id square_root(struct growth *r, id u)
{
    return graph_pow_number(r->g, u, NUMBER_HALF);
}
static id plus(struct growth *r, id u, int64_t n)
{
    return graph_add(r->g, u, integer(r, n));
}
static id half_pi(struct growth *r)
{
    return graph_scale(r->g, NUMBER_HALF, graph_constant(r->g, CONSTANT_pi));
}
static id trouble(struct growth *r, enum limit_kind kind, const char *why)
{
    growth_trouble(r, kind, why);
    return POISON;
}

/* ---- hyperbolic functions ---- */

static id hyperbolic(struct growth *r, enum fn fn, id u)
{
    struct graph *g = r->g;
    id up = exp_of(r, u), down = exp_of(r, graph_neg(g, u));
    id sine = graph_scale(g, NUMBER_HALF, graph_sub(g, up, down)),
       cosine = graph_scale(g, NUMBER_HALF, graph_add(g, up, down));
    switch (fn) {
    case FN_sinh: return sine;
    case FN_cosh: return cosine;
    case FN_tanh: return graph_div(g, sine, cosine);
    case FN_sech: return inverse(r, cosine);
    case FN_csch: return inverse(r, sine);
    default: return graph_div(g, cosine, sine);
    }
}

static id inverse_hyperbolic(struct growth *r, enum fn fn, const struct argument *a)
{
    struct graph *g = r->g;
    id u = a->u, square = graph_pow_number(g, u, NUMBER_TWO);
    if (fn == FN_acosh) {
        id root = square_root(r, graph_mul(g, plus(r, u, -1), plus(r, u, 1)));
        return graph_fn1(g, FN_log, graph_add(g, u, root));
    }
    if (fn == FN_atanh) {
        id quotient = graph_div(g, plus(r, u, 1), graph_sub(g, integer(r, 1), u));
        return graph_scale(g, NUMBER_HALF, graph_fn1(g, FN_log, quotient));
    }
    id root = square_root(r, plus(r, square, 1));
    if (a->kind == LIMIT_MINUS) return graph_neg(g, graph_fn1(g, FN_log, graph_sub(g, root, u)));
    if (a->kind == LIMIT_PLUS) return graph_fn1(g, FN_log, graph_add(g, root, u));
    return graph_fn1(g, FN_asinh, u);
}

/* ---- circular functions ---- */

static id circular(struct growth *r, enum fn fn, id u)
{
    struct graph *g = r->g;
    id sine, cosine;
    if (fn == FN_sinc) u = graph_mul(g, graph_constant(g, CONSTANT_pi), u);
    if (!growth_circular(r, u, &sine, &cosine)) return POISON;
    switch (fn) {
    case FN_sinc: return graph_div(g, sine, u); /* u is not always 0 */
    case FN_sin: return sine;
    case FN_cos: return cosine;
    case FN_tan: return graph_div(g, sine, cosine);
    case FN_sec: return inverse(r, cosine);
    case FN_csc: return inverse(r, sine);
    default: return graph_div(g, cosine, sine);
    }
}

/* acos(u) near u = 1 or -1: 2*asin(sqrt((1 - u)/2)), or pi less that of -u. */
static id arccosine(struct growth *r, const struct argument *a)
{
    struct graph *g = r->g;
    for (int side = 1; side >= -1; side -= 2) {
        int sign = growth_constant_sign(r, graph_sub(g, a->at, integer(r, side)));
        if (sign == SIGN_UNKNOWN) return trouble(r, LIMIT_UNDECIDED, "where acos begins");
        if (sign == side) return trouble(r, LIMIT_UNDEFINED, "acos and asin end at -1 and 1");
        if (sign) continue;
        id u = graph_scale(g, side > 0 ? NUMBER_ONE : NUMBER_MINUS_ONE, a->u);
        id below = graph_scale(g, NUMBER_HALF, graph_sub(g, integer(r, 1), u));
        id angle = graph_scale(g, NUMBER_TWO, graph_fn1(g, FN_asin, square_root(r, below)));
        return side > 0 ? angle : graph_sub(g, graph_constant(g, CONSTANT_pi), angle);
    }
    return graph_fn1(g, FN_acos, a->u);
}

static id arcsine(struct growth *r, enum fn fn, const struct argument *a)
{
    struct graph *g = r->g;
    if (a->kind != LIMIT_VALUE) return trouble(r, LIMIT_UNDEFINED, "acos and asin end at -1 and 1");
    id cosine = arccosine(r, a);
    if (cosine == POISON || fn == FN_acos) return cosine;
    if (graph_is_fn(g, cosine, FN_acos)) return graph_fn1(g, FN_asin, a->u);
    return graph_sub(g, half_pi(r), cosine);
}

static id arctangent(struct growth *r, id u)
{
    struct argument a;
    if (!argument_of(r, u, &a)) return POISON;
    if (a.kind == LIMIT_VALUE) return graph_fn1(r->g, FN_atan, u);
    id rest = graph_fn1(r->g, FN_atan, inverse(r, u)), limit = half_pi(r);
    return graph_sub(r->g, a.kind == LIMIT_PLUS ? limit : graph_neg(r->g, limit), rest);
}

/* The angle of (x, y). */
static id angle(struct growth *r, id y, id x)
{
    struct graph *g = r->g;
    int sx, sy;
    if (!growth_sign(r, x, &sx)) return POISON;
    if (sx > 0) return arctangent(r, graph_div(g, y, x));
    if (!growth_sign(r, y, &sy)) return POISON;
    if (sx == 0 && sy == 0) return trouble(r, LIMIT_UNDEFINED, "atan2(0, 0)");
    if (sx == 0) return graph_scale(g, number_from_int(&g->numbers, sy), half_pi(r));
    id pi = graph_constant(g, CONSTANT_pi), rest = arctangent(r, graph_div(g, y, x));
    return graph_add(g, sy < 0 ? graph_neg(g, pi) : pi, rest);
}

/* ---- functions by sign ---- */

static id absolute(struct growth *r, id u)
{
    struct graph *g = r->g;
    int sign;
    if (!growth_has_bounded(r, u)) {
        if (!growth_sign(r, u, &sign)) return POISON;
        return graph_scale(g, number_from_int(&g->numbers, sign), u);
    }
    uint32_t n = graph_op(g, u) == OP_PRODUCT ? graph_node(g, u)->n : 0;
    if (n == 0) {
        if (!growth_depends(r, u)) return growth_size(r, u);
        return growth_sign(r, u, &sign) ? graph_scale(g, number_from_int(&g->numbers, sign), u)
                                        : POISON;
    }
    id all = graph_fn1(g, FN_abs, graph_number(g, graph_node(g, u)->data));
    for (uint32_t i = 0; i < n; i++) {
        const struct node *p = graph_node(g, u);
        id base = node_child(g, p, i);
        number e = node_number(g, p, i);
        if (!growth_has_bounded(r, base)) {
            if (!growth_sign(r, base, &sign)) return POISON;
            base = graph_scale(g, number_from_int(&g->numbers, sign), base);
        } else
            base = growth_size(r, base);
        all = graph_mul(g, all, graph_pow_number(g, base, e));
    }
    return all;
}

static id by_sign(struct growth *r, enum fn fn, id u)
{
    struct graph *g = r->g;
    int sign;
    id zero = integer(r, 0);
    if (!growth_sign(r, u, &sign)) return POISON;
    switch (fn) {
    case FN_sign: return integer(r, sign);
    case FN_heaviside: return sign ? integer(r, sign > 0) : graph_number(g, NUMBER_HALF);
    case FN_relu: return sign > 0 ? u : zero;
    case FN_leaky_relu:
        return sign > 0 ? u : graph_scale(g, number_from_ratio(&g->numbers, 1, 100), u);
    case FN_cbrt: {
        number s = number_from_int(&g->numbers, sign);
        number third = number_from_ratio(&g->numbers, 1, 3);
        return sign ? graph_scale(g, s, graph_pow_number(g, graph_scale(g, s, u), third)) : zero;
    }
    default: return sign > 0 ? u : plus(r, exp_of(r, u), -1); /* elu */
    }
}

static id by_comparison(struct growth *r, enum fn fn, id u, id v)
{
    int sign;
    if (!growth_sign(r, graph_sub(r->g, u, v), &sign)) return POISON;
    switch (fn) {
    case FN_minimum: return sign <= 0 ? u : v;
    case FN_maximum: return sign >= 0 ? u : v;
    case FN_less: return integer(r, sign < 0);
    case FN_less_equal: return integer(r, sign <= 0);
    case FN_equal: return integer(r, sign == 0);
    default: return integer(r, sign != 0);
    }
}

/* ---- integers ---- */

/* The integer part of a constant; POISON if it cannot be told. */
static id whole_part(struct growth *r, id c, bool *is_whole)
{
    struct graph *g = r->g;
    number value;
    int64_t low = -1, high = 1;
    if (graph_is_number(g, c, &value)) {
        *is_whole = number_is_integer(&g->numbers, value);
        return graph_number(g, number_floor(&g->numbers, value));
    }
    int sign = 1;
    enum { LARGE = 1 << 30 };
    for (; low > -LARGE; low *= 2) /* low <= c < high */
        if ((sign = growth_constant_sign(r, plus(r, c, -low))) >= 0) break;
    for (; high < LARGE && sign >= 0 && sign != SIGN_UNKNOWN; high *= 2)
        if ((sign = growth_constant_sign(r, plus(r, c, -high))) < 0) break;
    if (sign == SIGN_UNKNOWN || low <= -LARGE || high >= LARGE)
        return trouble(r, LIMIT_UNDECIDED, "an integer part cannot be told");
    *is_whole = false;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        sign = growth_constant_sign(r, plus(r, c, -middle));
        if (sign == SIGN_UNKNOWN)
            return trouble(r, LIMIT_UNDECIDED, "an integer part cannot be told");
        *(sign < 0 ? &high : &low) = middle;
        *is_whole |= sign == 0;
    }
    if (growth_constant_sign(r, plus(r, c, -low)) == 0) *is_whole = true;
    return integer(r, low);
}

static id floor_of(struct growth *r, id u)
{
    struct argument a;
    bool is_whole = false;
    int sign;
    if (!argument_of(r, u, &a)) return POISON;
    if (a.kind != LIMIT_VALUE) return graph_sub(r->g, u, growth_fraction(r, u));
    if (growth_has_bounded(r, a.at)) return trouble(r, LIMIT_UNDECIDED, "floor of what oscillates");
    id whole = whole_part(r, a.at, &is_whole);
    if (whole == POISON || !is_whole) return whole;
    if (!growth_sign(r, graph_sub(r->g, u, whole), &sign)) return POISON;
    return plus(r, whole, sign < 0 ? -1 : 0);
}

static id to_integer(struct growth *r, enum fn fn, const id *args)
{
    struct graph *g = r->g;
    id u = args[0], half = graph_number(g, NUMBER_HALF);
    if (fn == FN_floor) return floor_of(r, u);
    if (fn == FN_ceil) return graph_neg(g, floor_of(r, graph_neg(g, u)));
    if (fn == FN_mod) {
        id whole = floor_of(r, graph_div(g, u, args[1]));
        return graph_sub(g, u, graph_mul(g, args[1], whole));
    }
    if (!growth_depends(r, u)) return graph_fn1(g, fn, u);
    return floor_of(r, graph_add(g, u, half)); /* ties are met at single points only */
}

/* ---- powers ---- */

static id power_of(struct growth *r, id a, id b)
{
    struct graph *g = r->g;
    int sign;
    bool names = !r->strict && (growth_has_names(r, a) || growth_has_names(r, b));
    if (!names && !growth_depends(r, a) && !growth_depends(r, b) && !growth_has_bounded(r, a) &&
        !growth_has_bounded(r, b))
        return graph_power(g, a, b);
    if (!growth_sign_needed(r, a, &sign)) return POISON;
    if (sign < 0) return trouble(r, LIMIT_UNDEFINED, "a power of what is negative");
    if (sign == 0) {
        if (!growth_sign(r, b, &sign)) return POISON;
        return sign > 0 ? integer(r, 0) : trouble(r, LIMIT_UNDEFINED, "a power of 0");
    }
    return exp_of(r, graph_mul(g, b, growth_log(r, a)));
}

/* ---- a function of the table ---- */

static id logarithm(struct growth *r, id u, int64_t base)
{
    int sign;
    if (!growth_sign_needed(r, u, &sign)) return POISON;
    if (sign <= 0)
        return trouble(r, LIMIT_UNDEFINED,
                       sign ? "a logarithm of what is negative" : "a logarithm of 0");
    id log = growth_log(r, u);
    return base ? graph_div(r->g, log, graph_fn1(r->g, FN_log, integer(r, base))) : log;
}

static id learning(struct growth *r, enum fn fn, id u)
{
    struct graph *g = r->g;
    id expit = inverse(r, plus(r, exp_of(r, graph_neg(g, u)), 1));
    if (fn == FN_expit) return expit;
    if (fn == FN_silu) return graph_mul(g, u, expit);
    return graph_fn1(g, FN_log, plus(r, exp_of(r, u), 1)); /* softplus */
}

static id special(struct growth *r, id call, enum fn fn, const id *args, uint32_t n)
{
    struct argument a;
    for (uint32_t i = 0; i + 1 < n && fn != FN_beta; i++)
        if (growth_depends(r, args[i]))
            return trouble(r, LIMIT_UNDECIDED, "an order that is not fixed");
    if (fn != FN_beta && !growth_depends(r, args[n - 1]) && !growth_has_bounded(r, call))
        return call;
    if (!argument_of(r, args[n - 1], &a)) return POISON;
    return growth_special(r, fn, args, a.kind, a.at);
}

static id gelu(struct growth *r, id u)
{
    struct graph *g = r->g;
    struct argument a;
    id root = square_root(r, integer(r, 2)), v = graph_neg(g, graph_div(g, u, root));
    if (!argument_of(r, v, &a)) return POISON;
    id tail = growth_special(r, FN_erfc, &v, a.kind, a.at);
    return graph_scale(g, NUMBER_HALF, graph_mul(g, u, tail));
}

static id function_of(struct growth *r, id call)
{
    struct graph *g = r->g;
    struct argument a;
    enum fn fn = (enum fn)graph_node(g, call)->fn;
    id args[FN_MOST_ARGUMENTS], u = graph_child(g, call, 0);
    uint32_t n = graph_node(g, call)->n;
    for (uint32_t i = 0; i < n; i++) args[i] = graph_child(g, call, i);
    switch (fn) {
    case FN_exp: return call;
    case FN_log: return logarithm(r, u, 0);
    case FN_log2: return logarithm(r, u, 2);
    case FN_log10: return logarithm(r, u, 10);
    case FN_log1p: return logarithm(r, plus(r, u, 1), 0);
    case FN_expm1: return plus(r, exp_of(r, u), -1);
    case FN_exp2: return exp_of(r, graph_mul(g, u, graph_fn1(g, FN_log, integer(r, 2))));
    case FN_sinh:
    case FN_cosh:
    case FN_tanh:
    case FN_sech:
    case FN_csch:
    case FN_coth: return hyperbolic(r, fn, u);
    case FN_asinh:
    case FN_acosh:
    case FN_atanh: return argument_of(r, u, &a) ? inverse_hyperbolic(r, fn, &a) : POISON;
    case FN_sin:
    case FN_cos:
    case FN_tan:
    case FN_sec:
    case FN_csc:
    case FN_cot:
    case FN_sinc: return circular(r, fn, u);
    case FN_asin:
    case FN_acos: return argument_of(r, u, &a) ? arcsine(r, fn, &a) : POISON;
    case FN_atan: return arctangent(r, u);
    case FN_atan2: return angle(r, u, args[1]);
    case FN_hypot:
        return square_root(r, graph_add(g, graph_pow_number(g, u, NUMBER_TWO),
                                        graph_pow_number(g, args[1], NUMBER_TWO)));
    case FN_abs: return absolute(r, u);
    case FN_sign:
    case FN_heaviside:
    case FN_relu:
    case FN_leaky_relu:
    case FN_elu:
    case FN_cbrt: return by_sign(r, fn, u);
    case FN_minimum:
    case FN_maximum:
    case FN_less:
    case FN_less_equal:
    case FN_equal:
    case FN_not_equal: return by_comparison(r, fn, u, args[1]);
    case FN_floor:
    case FN_ceil:
    case FN_round:
    case FN_mod: return to_integer(r, fn, args);
    case FN_expit:
    case FN_silu:
    case FN_softplus: return learning(r, fn, u);
    case FN_gelu: return gelu(r, u);
    default: return special(r, call, fn, args, n);
    }
}

/* ---- the whole formula ---- */

/* Rewrites where() as the branch that is taken, once its condition is known. */
static id branch(struct growth *r, id a)
{
    int sign;
    id condition = growth_fact(r, graph_child(r->g, a, 0))->tractable;
    if (condition == POISON || !growth_sign(r, condition, &sign)) return POISON;
    return growth_fact(r, graph_child(r->g, a, sign ? 1 : 2))->tractable;
}

/* A function, or what its constructor made of one: sinh(-u) is -sinh(u). */
static id function_within(struct growth *r, id a)
{
    struct graph *g = r->g;
    const struct node *n = graph_node(g, a);
    if (n->op == OP_FN) return function_of(r, a);
    if (n->op != OP_PRODUCT || n->n != 1 || node_number(g, n, 0) != NUMBER_ONE ||
        graph_op(g, node_child(g, n, 0)) != OP_FN)
        return a;
    number c = n->data;
    id inner = function_of(r, node_child(g, n, 0));
    return inner == POISON ? POISON : graph_scale(g, c, inner);
}

static id tractable_node(struct growth *r, id a)
{
    struct graph *g = r->g;
    id children[64];
    uint32_t n = graph_node(g, a)->n;
    if (n > 64) return trouble(r, LIMIT_UNDECIDED, "too long a sum or product");
    for (uint32_t i = 0; i < n; i++) {
        struct fact *child = growth_fact(r, graph_child(g, a, i));
        bool lazy = graph_is_fn(g, a, FN_where);
        children[i] = child->tractable;
        if (children[i] == POISON && !lazy)
            return trouble(r, (enum limit_kind)child->trouble, child->why);
    }
    if (graph_op(g, a) == OP_NAMED) return children[0];
    if (graph_is_fn(g, a, FN_where)) return branch(r, a);
    bool function = graph_op(g, a) == OP_FN;
    if (n) a = graph_rebuild(g, a, children);
    if (a == POISON) return POISON;
    if (graph_op(g, a) == OP_POWER) return power_of(r, graph_child(g, a, 0), graph_child(g, a, 1));
    if (graph_op(g, a) == OP_PRODUCT) a = growth_join(r, a);
    bool moves = growth_depends(r, a) || growth_has_bounded(r, a);
    return function && moves ? function_within(r, a) : a;
}

bool growth_tractable(struct growth *r, id f, id *out)
{
    struct reach reach = {0};
    if (!graph_reach(r->g, &f, 1, &reach)) return growth_trouble(r, LIMIT_FAILED, NULL);
    for (size_t i = 0; i < reach.ids.n; i++) {
        id a = reach.ids.at[i];
        if (growth_fact(r, a)->tractable) continue;
        if (a != f && diag_any(r->g->core)) break;
        id now = tractable_node(r, a);
        struct fact *fact = growth_fact(r, a);
        fact->tractable = now;
        fact->trouble = (uint8_t)r->trouble;
        fact->why = r->why;
        if (now == POISON && !r->in_trouble) fact->trouble = LIMIT_UNDECIDED;
        if (a != f) r->in_trouble = false; /* it only counts if it is needed */
    }
    reach_free(r->g, &reach);
    *out = growth_fact(r, f)->tractable;
    return *out != POISON || growth_trouble(r, LIMIT_FAILED, NULL);
}

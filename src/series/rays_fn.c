/* rays_fn.c - expansions along rays of functions: Taylor series, and what is known at the ends. */
#include "series/rays_private.h"

#include "graph/guard.h"
#include "pass/derive.h"
#include "pass/substitute.h"

#include <string.h>

enum { SIGN_BITS = 1024, MOST_ORDER = 24 };

/* ---- Taylor series ---- */

/* True if the conditions of a function hold at a constant, as inequalities do beside it too. */
static bool is_inside(struct rays *r, enum fn fn, const id *args)
{
    struct graph *g = r->d.g;
    struct guards guards = {0};
    bool all = true;
    guards_of_fn(g, &guards, fn, args, false, POISON, g->span);
    guards_of_fn(g, &guards, fn, args, true, POISON, g->span);
    for (size_t i = 0; all && i < guards.all.n; i++) {
        id condition = guards.all.at[i].condition;
        bool inequality =
            graph_is_fn(g, condition, FN_less) || graph_is_fn(g, condition, FN_less_equal);
        if (inequality)
            condition = graph_sub(g, graph_child(g, condition, 1), graph_child(g, condition, 0));
        int sign = node_sign(g, condition, SIGN_BITS);
        all = sign == 1 || (!inequality && sign == -1);
    }
    vec_free(&g->core->mem, &guards.all);
    return all && !diag_any(g->core);
}

/* A symbol that no formula has. */
static id fresh(struct rays *r)
{
    struct core *core = r->d.g->core;
    static const char name[] = "the argument";
    uint32_t interned = names_intern(&core->names, &core->arena, name, sizeof name - 1);
    return interned == NAME_NONE ? POISON : graph_variable(r->d.g, interned, SHAPE_SCALAR);
}

/* How many powers of what goes to 0 like t^e are needed. */
static int64_t powers_of(struct rays *r, number e)
{
    struct numbers *t = &r->d.g->numbers;
    int64_t n = 0;
    number_to_int(t, number_floor(t, number_div(t, r->most, e)), &n);
    return n > MOST_ORDER ? MOST_ORDER : n;
}

/* Coefficient i at constants, by the power series of the function: derivative rules may divide by 0
 * where it is analytic. POISON if there is none. */
static id coefficient(struct rays *r, enum fn fn, const id *at, int which, size_t i)
{
    struct scalars s = series_nodes(r->d.g);
    struct series args[FN_MOST_ARGUMENTS] = {0}, out;
    const struct series *pointers[FN_MOST_ARGUMENTS];
    int arity = fn_arity(fn);
    bool ok = series_make(&s, &out, i + 1);
    for (int k = 0; k < FN_MOST_ARGUMENTS; k++) pointers[k] = &args[k];
    for (int k = 0; k < arity && ok; k++) {
        ok = series_make(&s, &args[k], i + 1);
        if (ok) series_set_node(&args[k], 0, at[k]);
        if (ok && k == which && i > 0) series_set_node(&args[k], 1, graph_int(r->d.g, 1));
    }
    id found = ok && series_fn(&s, fn, &out, pointers) ? series_node(&out, i) : POISON;
    for (int k = 0; k < arity; k++) series_free(&s, &args[k]);
    series_free(&s, &out);
    return found;
}

static bool is_singular(const struct graph *g, id value)
{
    return value == POISON || graph_node(g, value)->singular != SINGULAR_NOT;
}

/* Sum of derivative i of fn, by the moving argument at constants, times w^i/i!, and a rest. */
static const struct ray *taylor(struct rays *r, enum fn fn, const id *at, int which,
                                const struct ray *w)
{
    struct graph *g = r->d.g;
    struct numbers *t = &g->numbers;
    const struct ray *power = ray_constant(r, graph_int(g, 1)),
                     *sum = ray_constant(r, graph_int(g, 0));
    number e, factorial = NUMBER_ONE;
    id first, x = fresh(r), in[FN_MOST_ARGUMENTS];
    if (x == POISON) return ray_unknown(r, POISON);
    for (int i = 0; i < fn_arity(fn); i++) in[i] = i == which ? x : at[i];
    id f = graph_fn(g, fn, in);
    if (!ray_leads(r, w, &e, &first)) e = r->most;
    int64_t n = powers_of(r, e);
    for (int64_t i = 0; i <= n && sum && power; i++) {
        id value = f;
        struct replacement here = {x, at[which]};
        if (!substitute(g, &value, 1, &here, 1)) return NULL;
        if (i > 1) factorial = number_div(t, factorial, number_from_int(t, i));
        id a = is_singular(g, value) ? coefficient(r, fn, at, which, (size_t)i)
                                     : graph_scale(g, factorial, value);
        if (is_singular(g, a)) return ray_unknown(r, POISON);
        sum = ray_sum(r, sum, ray_scale(r, power, a), NUMBER_ONE);
        power = ray_product(r, power, w);
        if (!power || power->state != RAY_KNOWN || !sum || sum->state != RAY_KNOWN) break;
        if (power->n == 0 && power->exact) return sum;
        if (i < n) f = derive_forward(g, f, x);
        if (f == POISON) return NULL;
    }
    if (!sum || !power || sum->state != RAY_KNOWN) return sum;
    if (power->state != RAY_KNOWN || !ray_leads(r, power, &e, &first)) return power;
    return ray_sum(r, sum, ray_rest(r, e, w), NUMBER_ONE);
}

/* fn of constants and one argument, number `which`, that moves. */
static const struct ray *analytic(struct rays *r, enum fn fn, const struct ray *const *args,
                                  int which)
{
    id at[FN_MOST_ARGUMENTS];
    for (int i = 0; i < fn_arity(fn); i++) {
        at[i] = ray_limit(r, args[i]);
        if (at[i] == POISON) return ray_unknown(r, POISON);
    }
    if (!is_inside(r, fn, at)) return ray_unknown(r, POISON);
    const struct ray *w = ray_sum(r, args[which], ray_constant(r, at[which]), NUMBER_MINUS_ONE);
    if (!w || w->state != RAY_KNOWN) return w;
    return taylor(r, fn, at, which, w);
}

/* ---- at the ends ---- */

static bool is_bounded(enum fn fn)
{
    switch (fn) {
    case FN_sin:
    case FN_cos:
    case FN_tanh:
    case FN_sech:
    case FN_atan:
    case FN_erf:
    case FN_erfc:
    case FN_expit:
    case FN_j0:
    case FN_j1: return true;
    default: return false;
    }
}

/* log of what vanishes in no direction: less than any power of 1/t. */
static const struct ray *log_of(struct rays *r, const struct ray *a)
{
    struct graph *g = r->d.g;
    number e;
    id first;
    if (!ray_leads(r, a, &e, &first) || first == POISON) return ray_unknown(r, POISON);
    struct form_sign known = form_sign(&r->d, first, a->support);
    if (!known.definite || known.sign != 1) return ray_unknown(r, POISON);
    id needs = ray_needs(r, a->needs, graph_fn2(g, FN_not_equal, first, graph_int(g, 0)));
    number little = number_from_ratio(&g->numbers, -1, 64);
    return ray_with_needs(r, ray_rest(r, little, a), needs);
}

/* exp of what goes to minus infinity in every direction: less than any power of t. */
static const struct ray *exp_of(struct rays *r, const struct ray *a)
{
    enum { MUCH = 64 };
    number e;
    id first;
    struct graph *g = r->d.g;
    if (!ray_leads(r, a, &e, &first) || first == POISON || number_sign(&g->numbers, e) >= 0)
        return ray_unknown(r, POISON);
    struct form_sign known = form_sign(&r->d, first, a->support);
    if (!known.definite || known.sign != -1) return ray_unknown(r, POISON);
    return ray_rest(r, number_from_int(&g->numbers, MUCH), a);
}

/* cbrt of what goes to 0: abs(cbrt(x) - cbrt(y)) <= 2*cbrt(abs(x - y)). */
static const struct ray *cbrt_of(struct rays *r, const struct ray *a)
{
    struct graph *g = r->d.g;
    struct numbers *t = &g->numbers;
    number third = number_from_ratio(t, 1, 3), e;
    id first;
    if (!ray_leads(r, a, &e, &first)) return a;
    if (first == POISON) return ray_rest(r, number_mul(t, e, third), a);
    struct ray *out = arena_alloc(&g->core->arena, sizeof *out);
    if (!out) return NULL;
    *out = *a;
    out->exact = true;
    out->n = 1;
    out->terms = arena_alloc(&g->core->arena, sizeof *out->terms);
    if (!out->terms) return NULL;
    out->terms[0] = (struct ray_term){number_mul(t, e, third), graph_fn1(g, FN_cbrt, first)};
    if (a->n == 1 && a->exact) return out;
    number next = a->n > 1 ? a->terms[1].exponent : a->order;
    return ray_sum(r, out, ray_rest(r, number_mul(t, next, third), a), NUMBER_ONE);
}

/* ---- functions of several arguments, by others ---- */

static const struct ray *one(struct rays *r, enum fn fn, const struct ray *a)
{
    const struct ray *args[3] = {a, NULL, NULL};
    return a ? ray_fn(r, POISON, fn, args) : NULL;
}

static const struct ray *quotient(struct rays *r, const struct ray *a, const struct ray *b)
{
    return ray_product(r, a, ray_power(r, b, NUMBER_MINUS_ONE, POISON));
}

/* The angle of (x, y), by arcs that hold on each side. */
static const struct ray *angle(struct rays *r, const struct ray *y, const struct ray *x)
{
    struct graph *g = r->d.g;
    id half = graph_mul(g, graph_number(g, NUMBER_HALF), graph_constant(g, CONSTANT_pi));
    id cx = ray_limit(r, x), cy = ray_limit(r, y);
    int sx = cx ? node_sign(g, cx, SIGN_BITS) : SIGN_UNKNOWN,
        sy = cy ? node_sign(g, cy, SIGN_BITS) : SIGN_UNKNOWN;
    if (sx == 1) return one(r, FN_atan, quotient(r, y, x));
    if (sy == 1 || sy == -1)
        return ray_sum(r, ray_constant(r, sy > 0 ? half : graph_neg(g, half)),
                       one(r, FN_atan, quotient(r, x, y)), NUMBER_MINUS_ONE);
    if (sx == SIGN_UNKNOWN || sy == SIGN_UNKNOWN || sx == -1) return ray_unknown(r, POISON);
    return ray_rest(r, NUMBER_ZERO, ray_sum(r, x, y, NUMBER_ONE));
}

static const struct ray *hypotenuse(struct rays *r, const struct ray *x, const struct ray *y)
{
    struct graph *g = r->d.g;
    id u = fresh(r);
    id square = u == POISON ? POISON : graph_pow_number(g, u, NUMBER_TWO); /* not negative */
    const struct ray *sum = ray_sum(r, ray_product(r, x, x), ray_product(r, y, y), NUMBER_ONE);
    return square == POISON ? NULL : ray_power(r, sum, NUMBER_HALF, square);
}

static const struct ray *beta(struct rays *r, const struct ray *x, const struct ray *y)
{
    const struct ray *top = ray_product(r, one(r, FN_gamma, x), one(r, FN_gamma, y));
    return quotient(r, top, one(r, FN_gamma, ray_sum(r, x, y, NUMBER_ONE)));
}

/* elu(x) = relu(x) + expm1(min(x, 0)) */
static const struct ray *elu(struct rays *r, const struct ray *x)
{
    const struct ray *pair[3] = {x, ray_constant(r, graph_int(r->d.g, 0)), NULL};
    const struct ray *above = ray_switch(r, FN_relu, pair);
    return ray_sum(r, above, one(r, FN_expm1, ray_switch(r, FN_minimum, pair)), NUMBER_ONE);
}

/* x^y = exp(y*log(x)), or by a bound where x goes to 0. */
static const struct ray *power(struct rays *r, id node, const struct ray *x, const struct ray *y)
{
    struct graph *g = r->d.g;
    number e;
    id lead, first = ray_limit(r, y);
    if (y->n <= 1 && y->exact && first && graph_is_number(g, first, &e) && y->support == 0)
        return ray_power(r, x, e, node ? graph_child(g, node, 0) : POISON);
    id base = ray_limit(r, x);
    if (base != POISON && node_sign(g, base, SIGN_BITS) == 1) {
        const struct ray *a = one(r, FN_exp, ray_product(r, y, one(r, FN_log, x)));
        id found = a && a->state == RAY_KNOWN ? ray_limit(r, a) : POISON;
        if (found == POISON || first == POISON) return a;
        const struct ray *less = ray_sum(r, a, ray_constant(r, found), NUMBER_MINUS_ONE);
        return ray_sum(r, ray_constant(r, graph_power(g, base, first)), less, NUMBER_ONE);
    }
    if (!ray_leads(r, x, &e, &lead) || lead == POISON || first == POISON)
        return ray_unknown(r, POISON);
    struct form_sign known = form_sign(&r->d, lead, x->support);
    if (known.sign != 1 || !(known.definite || (x->n == 1 && x->exact)))
        return ray_unknown(r, POISON);
    /* An eighth below the exponent's limit. */
    int64_t eighths = 0;
    while (eighths < 80 &&
           node_sign(
               g,
               graph_sub(g, first, graph_number(g, number_from_ratio(&g->numbers, eighths + 1, 8))),
               SIGN_BITS) == 1)
        eighths++;
    if (eighths == 0) return ray_unknown(r, POISON);
    number least = number_from_ratio(&g->numbers, eighths, 8);
    return ray_rest(r, number_mul(&g->numbers, e, least), ray_sum(r, x, y, NUMBER_ONE));
}

/* Of a continuous function of two: the constant that a goes to, as the function writes it. */
static const struct ray *with_value(struct rays *r, enum fn fn, const struct ray *const *args,
                                    const struct ray *a)
{
    id at[2] = {ray_limit(r, args[0]), ray_limit(r, args[1])};
    if (!a || a->state != RAY_KNOWN || a->n == 0 || a->terms[0].exponent != NUMBER_ZERO) return a;
    id found = ray_limit(r, a);
    if (found == POISON || at[0] == POISON || at[1] == POISON) return a;
    id value = graph_fn(r->d.g, fn, at);
    const struct ray *less = ray_sum(r, a, ray_constant(r, found), NUMBER_MINUS_ONE);
    return ray_sum(r, ray_constant(r, value), less, NUMBER_ONE);
}

/* ---- all of them ---- */

static const struct ray *of_one(struct rays *r, enum fn fn, const struct ray *a)
{
    id c = ray_limit(r, a);
    const struct ray *args[3] = {a, NULL, NULL};
    if (fn == FN_elu && (c == POISON || node_sign(r->d.g, c, SIGN_BITS) == 0)) return elu(r, a);
    if (c != POISON) {
        int sign = node_sign(r->d.g, c, SIGN_BITS);
        if (fn == FN_log && sign == 0) return log_of(r, a);
        if (fn == FN_cbrt && sign == 0) return cbrt_of(r, a);
        return analytic(r, fn, args, 0);
    }
    if (fn == FN_exp && exp_of(r, a)) {
        const struct ray *flat = exp_of(r, a);
        if (flat->state == RAY_KNOWN) return flat;
    }
    if (is_bounded(fn)) return ray_rest(r, NUMBER_ZERO, a);
    return ray_unknown(r, POISON);
}

const struct ray *ray_fn(struct rays *r, id node, enum fn fn, const struct ray *const *args)
{
    bool power_node = fn == FN_COUNT;
    if (!power_node && ray_is_switch(fn)) return ray_switch(r, fn, args);
    int arity = power_node ? 2 : fn_arity(fn);
    for (int i = 0; i < arity; i++) {
        if (!args[i]) return NULL;
        if (args[i]->state != RAY_KNOWN) return args[i];
    }
    if (power_node) return power(r, node, args[0], args[1]);
    switch (fn) {
    case FN_atan2: return with_value(r, fn, args, angle(r, args[0], args[1]));
    case FN_hypot: return with_value(r, fn, args, hypotenuse(r, args[0], args[1]));
    case FN_beta: return with_value(r, fn, args, beta(r, args[0], args[1]));
    case FN_mod: {
        const struct ray *ratio = quotient(r, args[0], args[1]);
        return ray_sum(r, args[0], ray_product(r, args[1], one(r, FN_floor, ratio)),
                       NUMBER_MINUS_ONE);
    }
    default: break;
    }
    if (arity == 1) return of_one(r, fn, args[0]);
    if (arity == 2 && args[0]->support == 0 && args[0]->exact) return analytic(r, fn, args, 1);
    return ray_unknown(r, POISON);
}

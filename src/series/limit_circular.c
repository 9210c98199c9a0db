/* limit_circular.c - what oscillates: sines and cosines of angles that go to infinity, and integer
 * parts. They stand in formulas as symbols, of which only the bounds are known. */
#include "pass/derive.h"
#include "pass/substitute.h"
#include "series/limit_private.h"
#include "series/series.h"

#include <stdio.h>

static id add_symbol(struct growth *r, enum bounded_kind kind, id argument, int low, int high)
{
    struct graph *g = r->g;
    char name[32]; /* no name of the language */
    int n = snprintf(name, sizeof name, "(bounded %u)", r->symbols++);
    uint32_t called = names_intern(&g->core->names, &g->core->arena, name, (size_t)n);
    if (called == NAME_NONE) return POISON;
    id symbol = graph_variable(g, called, SHAPE_SCALAR);
    struct bounded bounded = {kind, symbol, argument, low, high};
    return vec_push(&g->core->mem, &r->bounded, bounded) ? symbol : POISON;
}

id growth_rest(struct growth *r, int low, int high)
{
    return add_symbol(r, BOUNDED_REST, POISON, low, high);
}

id growth_fraction(struct growth *r, id u)
{
    for (size_t i = 0; i < r->bounded.n; i++)
        if (r->bounded.at[i].kind == BOUNDED_FRACTION && r->bounded.at[i].argument == u)
            return r->bounded.at[i].symbol;
    return add_symbol(r, BOUNDED_FRACTION, u, 0, 1);
}

id growth_size(struct growth *r, id u)
{
    id size = graph_fn1(r->g, FN_abs, u);
    for (size_t i = 0; i < r->bounded.n; i++) {
        bool circular =
            r->bounded.at[i].kind == BOUNDED_SINE || r->bounded.at[i].kind == BOUNDED_COSINE;
        if (circular && r->bounded.at[i].symbol == u) return growth_fraction(r, size);
    }
    return size;
}

/* ---- angles ---- */

/* sin(k*v) and cos(k*v) from those of v. */
static void multiple(struct growth *r, int64_t k, id s, id c, id *sine, id *cosine)
{
    struct graph *g = r->g;
    *sine = graph_int(g, 0);
    *cosine = graph_int(g, 1);
    for (int64_t i = 0; i < k; i++) {
        id more = graph_add(g, graph_mul(g, *sine, c), graph_mul(g, *cosine, s));
        *cosine = graph_sub(g, graph_mul(g, *cosine, c), graph_mul(g, *sine, s));
        *sine = more;
    }
}

/* If u = k*v + d, where v is the angle of a known symbol, k a small integer and d has a limit:
 * sin(u) = sin(k*v)*cos(d) + cos(k*v)*sin(d). */
static bool by_known_angle(struct growth *r, id u, size_t known, id *sine, id *cosine)
{
    enum { MOST = 8 };
    struct graph *g = r->g;
    struct bounded b = r->bounded.at[known];
    enum limit_kind kind;
    id value;
    number ratio;
    int64_t k;
    if (!growth_limit(r, graph_div(g, u, b.argument), &kind, &value)) return false;
    if (kind != LIMIT_VALUE || !graph_is_number(g, value, &ratio) ||
        !number_to_int(&g->numbers, ratio, &k) || k < 1 || k > MOST)
        return false;
    id d = growth_expand(r, graph_sub(g, u, graph_scale(g, ratio, b.argument)));
    if (!growth_limit(r, d, &kind, &value) || kind != LIMIT_VALUE) return false;
    id s, c, sd = graph_fn1(g, FN_sin, d), cd = graph_fn1(g, FN_cos, d);
    multiple(r, k, b.symbol, r->bounded.at[known + 1].symbol, &s, &c);
    *sine = graph_add(g, graph_mul(g, s, cd), graph_mul(g, c, sd));
    *cosine = graph_sub(g, graph_mul(g, c, cd), graph_mul(g, s, sd));
    return true;
}

static bool of_large_angle(struct growth *r, id u, id *sine, id *cosine)
{
    for (size_t i = 0; i < r->bounded.n; i++)
        if (r->bounded.at[i].kind == BOUNDED_SINE) {
            if (by_known_angle(r, u, i, sine, cosine)) return true;
            if (r->in_trouble) return false;
        }
    *sine = add_symbol(r, BOUNDED_SINE, u, -1, 1);
    *cosine = add_symbol(r, BOUNDED_COSINE, u, -1, 1);
    return *sine != POISON && *cosine != POISON;
}

bool growth_circular(struct growth *r, id u, id *sine, id *cosine)
{
    struct graph *g = r->g;
    enum limit_kind kind;
    id value;
    if (!growth_limit(r, u, &kind, &value)) return false;
    if (kind == LIMIT_VALUE) {
        *sine = graph_fn1(g, FN_sin, u);
        *cosine = graph_fn1(g, FN_cos, u);
        return true;
    }
    bool minus = kind == LIMIT_MINUS;
    if (!of_large_angle(r, minus ? graph_neg(g, u) : u, sine, cosine)) return false;
    if (minus) *sine = graph_neg(g, *sine);
    return true;
}

/* ---- what a value with symbols goes between ---- */

static id with_value(struct growth *r, id f, id symbol, id value)
{
    struct replacement put = {symbol, value};
    return substitute(r->g, &f, 1, &put, 1) ? f : POISON;
}

/* The one function that a value depends on: the index of its first symbol, or SIZE_MAX. */
static size_t only_function(struct growth *r, id value, bool *has_cosine)
{
    struct reach reach = {0};
    size_t found = SIZE_MAX;
    *has_cosine = false;
    if (!graph_reach(r->g, &value, 1, &reach)) return SIZE_MAX;
    bool one = true;
    for (size_t i = 0; i < r->bounded.n; i++) {
        if (!graph_reached(r->g, r->bounded.at[i].symbol)) continue;
        bool cosine = r->bounded.at[i].kind == BOUNDED_COSINE;
        size_t first = cosine ? i - 1 : i;
        one &= (found == SIZE_MAX || found == first) && r->bounded.at[i].kind != BOUNDED_REST;
        found = first;
        *has_cosine |= cosine;
    }
    reach_free(r->g, &reach);
    return one ? found : SIZE_MAX;
}

static struct limit undecided(const char *why)
{
    return (struct limit){.kind = LIMIT_UNDECIDED, .why = why};
}

static struct limit between(struct growth *r, id middle, id amplitude)
{
    struct graph *g = r->g;
    id low = growth_expand(r, graph_sub(g, middle, amplitude)),
       high = growth_expand(r, graph_add(g, middle, amplitude));
    return (struct limit){.kind = LIMIT_OSCILLATES, .low = {0, low}, .high = {0, high}};
}

/* a + b*s + c*(cosine), of an angle. */
static struct limit linear_in_angle(struct growth *r, id value, id s, id c, id b, id d)
{
    struct graph *g = r->g;
    id zero = graph_int(g, 0), middle = with_value(r, with_value(r, value, s, zero), c, zero);
    id squares =
        graph_add(g, graph_pow_number(g, b, NUMBER_TWO), graph_pow_number(g, d, NUMBER_TWO));
    bool one = graph_is_zero(g, b) || graph_is_zero(g, d);
    id amplitude =
        one ? graph_fn1(g, FN_abs, graph_add(g, b, d)) : graph_pow_number(g, squares, NUMBER_HALF);
    int sign = growth_constant_sign(r, graph_add(g, b, d));
    if (one && sign == -1) amplitude = graph_neg(g, graph_add(g, b, d));
    if (one && sign == 1) amplitude = graph_add(g, b, d);
    return between(r, middle, amplitude);
}

/* Orders two values; false if that cannot be told. */
static bool put_between(struct growth *r, struct limit *out, id value)
{
    int low = growth_constant_sign(r, graph_sub(r->g, value, out->low.value)),
        high = growth_constant_sign(r, graph_sub(r->g, value, out->high.value));
    if (low == SIGN_UNKNOWN || high == SIGN_UNKNOWN) return false;
    if (low < 0) out->low.value = value;
    if (high > 0) out->high.value = value;
    return true;
}

/* A function of one symbol between two numbers: its values at the ends, and where its derivative,
 * if that is linear, is 0. */
static struct limit of_one_symbol(struct growth *r, id value, const struct bounded *b)
{
    struct graph *g = r->g;
    struct limit out = {.kind = LIMIT_OSCILLATES};
    id slope = derive_forward(g, value, b->symbol), curve = derive_forward(g, slope, b->symbol);
    id low = growth_expand(r, with_value(r, value, b->symbol, graph_int(g, b->low)));
    id high = growth_expand(r, with_value(r, value, b->symbol, graph_int(g, b->high)));
    out.low.value = out.high.value = low;
    if (!put_between(r, &out, high)) return undecided("it may oscillate");
    bool changes = out.low.value != out.high.value;
    bool monotone = growth_constant_sign(r, slope) != SIGN_UNKNOWN;
    if (monotone) return out;
    curve = growth_expand(r, curve);
    if (!growth_has_bounded(r, curve) && !graph_is_zero(g, curve)) {
        id start = with_value(r, slope, b->symbol, graph_int(g, 0));
        id top = growth_expand(r, graph_neg(g, graph_div(g, start, curve)));
        id below = graph_sub(g, top, graph_int(g, b->low)),
           above = graph_sub(g, graph_int(g, b->high), top);
        int s = growth_constant_sign(r, below), t = growth_constant_sign(r, above);
        if (s == -1 || t == -1) return out;
        id extreme = growth_expand(r, with_value(r, value, b->symbol, top));
        if (s != SIGN_UNKNOWN && t != SIGN_UNKNOWN && put_between(r, &out, extreme)) return out;
    }
    out.low.value = out.high.value = POISON; /* it changes, but how far is not known */
    return changes ? out : undecided("it may oscillate");
}

struct limit growth_oscillation(struct growth *r, id value)
{
    struct graph *g = r->g;
    bool has_cosine;
    size_t at = only_function(r, value, &has_cosine);
    if (at == SIZE_MAX) return undecided("several parts oscillate");
    struct bounded first = r->bounded.at[at];
    id slope = growth_expand(r, derive_forward(g, value, first.symbol));
    if (first.kind != BOUNDED_SINE) return of_one_symbol(r, value, &first);
    struct bounded second = r->bounded.at[at + 1];
    id other = growth_expand(r, derive_forward(g, value, second.symbol));
    if (slope == POISON || other == POISON) return (struct limit){.kind = LIMIT_FAILED};
    if (!growth_has_bounded(r, slope) && !growth_has_bounded(r, other))
        return linear_in_angle(r, value, first.symbol, second.symbol, slope, other);
    if (!has_cosine) return of_one_symbol(r, value, &first);
    if (graph_is_zero(g, slope)) return of_one_symbol(r, value, &second);
    id zero = graph_int(g, 0), one = graph_int(g, 1); /* two angles with two values will do */
    id right = with_value(r, with_value(r, value, first.symbol, zero), second.symbol, one);
    id up = with_value(r, with_value(r, value, first.symbol, one), second.symbol, zero);
    int order = growth_constant_sign(r, graph_sub(g, right, up));
    if (order != 1 && order != -1) return undecided("it may oscillate");
    return (struct limit){.kind = LIMIT_OSCILLATES};
}

/* The leading coefficient has both signs again and again: from -inf to inf. */
struct limit growth_unbounded(struct growth *r)
{
    bool has_cosine;
    id c = r->unbounded;
    struct limit out = undecided(r->why);
    if (c == POISON || growth_depends(r, c) || !growth_has_bounded(r, c)) return out;
    r->in_trouble = false;
    size_t at = only_function(r, c, &has_cosine);
    if (at == SIZE_MAX || r->bounded.at[at].kind != BOUNDED_SINE) return out;
    struct limit range = growth_oscillation(r, c);
    if (range.kind != LIMIT_OSCILLATES || range.low.value == POISON) return out;
    if (growth_constant_sign(r, range.low.value) != -1 ||
        growth_constant_sign(r, range.high.value) != 1)
        return out;
    return (struct limit){.kind = LIMIT_OSCILLATES, .low = {-1, POISON}, .high = {1, POISON}};
}

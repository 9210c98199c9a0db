/* germ_series.c - functions of germs that tend to points at which the function is analytic.
 *
 * The exponents lie on a grid of multiples of a step r, so that in s = t^r the arguments are power
 * series, of which series.h computes functions. */
#include "series/germ_private.h"

#include <limits.h>

enum { ARGS = FN_MOST_ARGUMENTS, MOST_DENOMINATOR = 100000 };

struct call {
    enum fn fn; /* or a power, if `is_power` */
    number exponent;
    bool is_power;
    int n;
    const struct germ *const *args;
    id limits[ARGS];
    struct rational step;
    number step_number;
    size_t length; /* of the power series */
};

/* ---- limits ---- */

static bool rest_vanishes(const struct germs *e, const struct germ *a)
{
    if (a->rest == REST_STEEP) return false;
    bool has_order = a->rest == REST_ORDER || a->rest == REST_OSCILLATES;
    return !has_order || number_sign(&e->g->numbers, a->order) > 0;
}

/* The coefficient of t^0 where all terms have exponents of 0 or more. */
static bool limit_of(struct germs *e, const struct germ *a, id *limit)
{
    *limit = graph_int(e->g, 0);
    if (a->state != GERM_KNOWN || !rest_vanishes(e, a)) return false;
    if (a->n == 0) return true;
    int first = number_sign(&e->g->numbers, a->terms[0].exponent);
    if (first == 0) *limit = a->terms[0].coefficient;
    return first >= 0;
}

bool germ_is_finite(struct germs *e, const struct germ *a, id *limit)
{
    return limit_of(e, a, limit) && !(germ_contents(e, *limit) & HAS_LOG);
}

/* Functions that grow no faster than powers and are analytic near infinity, up to logarithms. */
static bool is_slow(enum fn fn)
{
    switch (fn) {
    case FN_log1p:
    case FN_log2:
    case FN_log10:
    case FN_atan:
    case FN_asinh:
    case FN_acosh:
    case FN_digamma: return true;
    default: return false;
    }
}

/* True if fn may be applied to a formula of log(t) as it stands: its value and its derivatives are
 * smaller than every negative power of t, and not smaller than every positive one. */
static bool takes_log(struct germs *e, const struct call *c)
{
    if (c->n != 1 || c->is_power) return false;
    struct germs inner = {0};
    id limit;
    const struct germ *a = germ_of_coefficient(e, &inner, c->limits[0]);
    bool bounded = a && germ_is_finite(&inner, a, &limit);
    germs_end(&inner);
    if (!bounded && !is_slow(c->fn)) return false;
    id value = graph_fn1(e->g, c->fn, c->limits[0]);
    struct germs outer = {0};
    const struct germ *f = germ_of_coefficient(e, &outer, value);
    bool known = f && f->state == GERM_KNOWN && f->n > 0;
    germs_end(&outer);
    return known;
}

static bool takes_limits(struct germs *e, const struct call *c)
{
    for (int i = 0; i < c->n; i++)
        if ((germ_contents(e, c->limits[i]) & HAS_LOG) && !takes_log(e, c)) return false;
    return true;
}

/* ---- the grid ---- */

static int64_t common(int64_t a, int64_t b)
{
    while (b) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* Makes the step a divisor of another exponent. */
static bool refine(const struct numbers *t, struct rational *step, number exponent)
{
    struct rational e = t->all.at[exponent];
    if (e.q == 0 || e.q > MOST_DENOMINATOR || e.p > INT32_MAX) return false;
    int64_t q = step->q / common(step->q, e.q) * e.q;
    if (q > MOST_DENOMINATOR) return false;
    int64_t p = common(step->p * (q / step->q), e.p * (q / e.q));
    int64_t both = common(p, q);
    *step = (struct rational){p / both, q / both};
    return true;
}

static bool has_order(const struct germ *a)
{
    return a->rest == REST_ORDER || a->rest == REST_OSCILLATES;
}

/* The step that all exponents are multiples of; if there are none, the order of the rests. */
static bool find_step(struct germs *e, struct call *c)
{
    struct numbers *t = &e->g->numbers;
    c->step = (struct rational){0, 1};
    for (int i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->args[i]->n; k++)
            if (c->args[i]->terms[k].exponent != NUMBER_ZERO &&
                !refine(t, &c->step, c->args[i]->terms[k].exponent))
                return false;
    for (int i = 0; i < c->n && c->step.p == 0; i++)
        if (has_order(c->args[i]) && !refine(t, &c->step, c->args[i]->order)) return false;
    if (c->step.p == 0) c->step.p = 1;
    c->step_number = number_from_ratio(t, c->step.p, c->step.q);
    return true;
}

/* How many coefficients of an argument below its rest are on the grid, at most `most`. */
static size_t known_length(struct numbers *t, const struct call *c, const struct germ *a,
                           size_t most)
{
    int64_t n;
    if (!has_order(a)) return most;
    number steps = germ_quotient(t, a->order, c->step_number);
    if (!number_to_int(t, number_floor(t, steps), &n)) return most;
    bool more = a->rest == REST_OSCILLATES || !number_is_integer(t, steps);
    n += more;
    return n < (int64_t)most ? (size_t)(n > 0 ? n : 1) : most;
}

static bool is_constant(const struct germ *a)
{
    return a->n == 0 || (a->n == 1 && a->terms[0].exponent == NUMBER_ZERO);
}

static void find_length(struct germs *e, struct call *c)
{
    bool constant = true;
    c->length = e->memory->terms;
    for (int i = 0; i < c->n; i++) {
        c->length = known_length(&e->g->numbers, c, c->args[i], c->length);
        constant &= is_constant(c->args[i]);
    }
    if (constant) c->length = 1;
}

/* ---- the power series ---- */

static void fill(struct germs *e, const struct call *c, const struct germ *a, struct series *out)
{
    struct numbers *t = &e->g->numbers;
    int64_t place;
    for (size_t k = 0; k < a->n; k++) {
        number steps = germ_quotient(t, a->terms[k].exponent, c->step_number);
        if (!number_to_int(t, steps, &place) || place >= (int64_t)out->n) return;
        series_set_node(out, (size_t)place, a->terms[k].coefficient);
    }
}

static bool run(const struct call *c, const struct scalars *s, struct series *out,
                const struct series *args)
{
    const struct series *pointers[ARGS];
    for (int i = 0; i < ARGS; i++) pointers[i] = &args[i];
    if (c->is_power) return series_power(s, out, &args[0], c->exponent);
    return series_fn(s, c->fn, out, pointers);
}

static void free_all(const struct scalars *s, struct series *args, struct series *out, int n)
{
    for (int i = 0; i < n; i++) series_free(s, &args[i]);
    series_free(s, out);
}

static bool make_all(const struct scalars *s, struct series *args, struct series *out, int n,
                     size_t length)
{
    bool made = series_make(s, out, length);
    for (int i = 0; i < n && made; i++) made = series_make(s, &args[i], length);
    return made;
}

/* The derivative at the limit, of a function of one argument. */
static bool slope_of(struct germs *e, const struct call *c, id *slope)
{
    struct scalars s = series_nodes(e->g);
    struct series args[ARGS] = {0}, out = {0};
    bool done = c->n == 1 && make_all(&s, args, &out, 1, 2);
    if (done) {
        series_set_node(&args[0], 0, c->limits[0]);
        series_set_node(&args[0], 1, graph_int(e->g, 1));
        done = run(c, &s, &out, args);
    }
    if (done) *slope = series_node(&out, 1);
    free_all(&s, args, &out, 1);
    return done;
}

/* ---- the rest ---- */

/* What the rest of one argument makes of the result. */
static const struct germ *rest_of_argument(struct germs *e, const struct call *c,
                                           const struct germ *a)
{
    id slope = POISON;
    const struct germ *rest = germ_rest_of(e, a);
    if (a->rest == REST_NONE || (a->rest == REST_ORDER && !a->scale)) return rest;
    int sign = slope_of(e, c, &slope) ? germ_coefficient_sign(e, slope) : SIGN_UNKNOWN;
    bool linear = sign == 1 || sign == -1;
    if (linear) return germ_scale_rest(e, rest, slope, NUMBER_ZERO);
    struct germ *out = germ_new(e, 0);
    if (!out) return germ_failed();
    out->rest = a->rest == REST_FLAT ? REST_FLAT : REST_ORDER;
    out->order = a->order;
    out->cut = a->cut;
    out->jumps = a->jumps;
    return out;
}

static const struct germ *rest_of_call(struct germs *e, const struct call *c)
{
    const struct germ *rest = germ_new(e, 0);
    bool exact = true;
    for (int i = 0; i < c->n && rest; i++) {
        exact &= is_constant(c->args[i]);
        const struct germ *own = rest_of_argument(e, c, c->args[i]);
        if (own->state != GERM_KNOWN) return own;
        rest = germ_add_rests(e, rest, own);
    }
    if (!rest) return germ_failed();
    if (exact) return rest;
    number n = number_from_int(&e->g->numbers, (int64_t)c->length);
    return germ_add_rests(e, rest, germ_order(e, number_mul(&e->g->numbers, n, c->step_number)));
}

static const struct germ *collect(struct germs *e, const struct call *c, const struct series *out)
{
    struct numbers *t = &e->g->numbers;
    const struct germ *rest = rest_of_call(e, c);
    struct germ_sum sum = {.e = e};
    id one = graph_int(e->g, 1);
    for (size_t k = 0; k < out->n; k++)
        germ_sum_push(&sum, number_mul(t, number_from_int(t, (int64_t)k), c->step_number),
                      series_node(out, k), one);
    return germ_sum_end(&sum, rest);
}

static const struct germ *expand(struct germs *e, struct call *c)
{
    struct scalars s = series_nodes(e->g);
    struct series args[ARGS] = {0}, out = {0};
    const struct germ *result = NULL;
    if (!takes_limits(e, c) || !find_step(e, c)) return NULL;
    find_length(e, c);
    if (make_all(&s, args, &out, c->n, c->length)) {
        for (int i = 0; i < c->n; i++) fill(e, c, c->args[i], &args[i]);
        if (run(c, &s, &out, args)) result = collect(e, c, &out);
    }
    free_all(&s, args, &out, c->n);
    return germ_ok(e) ? result : germ_failed();
}

const struct germ *germ_analytic(struct germs *e, enum fn fn, const struct germ *const *args)
{
    struct call c = {.fn = fn, .n = fn_arity(fn), .args = args};
    for (int i = 0; i < c.n; i++)
        if (!limit_of(e, args[i], &c.limits[i])) return NULL;
    return expand(e, &c);
}

const struct germ *germ_one_plus_power(struct germs *e, const struct germ *a, number exponent)
{
    const struct germ *whole = germ_add(e, germ_number(e, 1, 1), a);
    struct call c = {.is_power = true, .exponent = exponent, .n = 1, .args = &whole};
    if (whole->state != GERM_KNOWN) return whole;
    if (!limit_of(e, whole, &c.limits[0])) return germ_unclear(e, a, NULL);
    const struct germ *result = expand(e, &c);
    return result ? result : germ_unclear(e, a, NULL);
}

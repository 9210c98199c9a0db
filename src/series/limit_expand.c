/* limit_expand.c - the expansion of a formula in w = exp(h), which goes to 0, bottom up. */
#include "series/limit_private.h"
#include "series/series.h"

struct expansion {
    struct growth *r;
    const struct scale *scale;
    size_t most;
    struct reach reach;
    struct terms *at;     /* by position */
    unsigned char *state; /* by position */
};
enum { STATE_SLOW, STATE_SLOW_KNOWN, STATE_RAPID };

static size_t find(const id *list, size_t n, id a)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (list[middle] < a)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && list[low] == a ? low : SIZE_MAX;
}

/* ---- coefficients of power series ---- */

static bool set_series(const struct scalars *s, struct series *a, size_t n, id first, bool moves)
{
    if (!series_make(s, a, n)) return false;
    series_set_node(a, 0, first);
    if (moves && n > 1) series_set_node(a, 1, graph_int(s->graph, 1));
    return true;
}

/* The Taylor coefficients of a function of the table at c0, in its argument number `argument`. */
static bool taylor_coefficients(struct growth *r, id *c, size_t n, id call, uint32_t argument,
                                id c0)
{
    struct graph *g = r->g;
    struct scalars s = series_nodes(g);
    struct series args[FN_MOST_ARGUMENTS] = {0}, out = {0};
    const struct series *given[FN_MOST_ARGUMENTS];
    uint32_t arity = graph_node(g, call)->n;
    bool ok = series_make(&s, &out, n);
    for (uint32_t i = 0; ok && i < arity; i++) {
        bool moves = i == argument;
        ok = set_series(&s, &args[i], n, moves ? c0 : graph_child(g, call, i), moves);
        given[i] = &args[i];
    }
    ok = ok && series_fn(&s, (enum fn)graph_node(g, call)->fn, &out, given);
    for (size_t k = 0; ok && k < n; k++) c[k] = series_node(&out, k);
    for (uint32_t i = 0; i < arity; i++)
        if (args[i].c) series_free(&s, &args[i]);
    if (out.c) series_free(&s, &out);
    return ok || growth_trouble(r, LIMIT_UNDECIDED, "a function is not analytic at its argument");
}

static bool taylor_series(struct growth *r, struct terms *out, id call, uint32_t argument, id c0,
                          const struct terms *u, size_t most)
{
    size_t n = u->n || !u->exact ? most + 1 : 1;
    id *c = growth_room(r, n);
    bool tail = growth_is_scaled_erfc(r, call);
    return c &&
           (tail ? growth_scaled_erfc_series(r, c, n, c0)
                 : taylor_coefficients(r, c, n, call, argument, c0)) &&
           terms_compose(r, out, c, n, true, u, most);
}

/* ---- parts of a series ---- */

/* Takes the constant term c0 off a series whose other terms go to 0. */
static bool take_constant(struct growth *r, struct terms *a, id *c0)
{
    int sign = 1;
    id zero = graph_int(r->g, 0);
    *c0 = zero;
    if (a->n && !terms_compare(r, a->at[0].e, zero, &sign)) return false;
    if (a->n && sign < 0)
        return growth_trouble(r, LIMIT_UNDECIDED, "an argument grows without a bound");
    if (a->n && sign == 0) {
        *c0 = a->at[0].c;
        a->at++;
        a->n--;
    }
    sign = 1;
    if (!a->exact && !terms_compare(r, a->order, zero, &sign)) return false;
    if (sign <= 0) return r->needs_terms = true, false;
    return true;
}

/* ---- operations ---- */

static bool exp_of(struct growth *r, struct terms *out, struct terms a, size_t most)
{
    id c0;
    if (!take_constant(r, &a, &c0) || !growth_exp_series(r, out, &a, most)) return false;
    return terms_scale(r, out, graph_int(r->g, 0), graph_fn1(r->g, FN_exp, c0));
}

static bool series_of(struct expansion *x, id a, struct terms *out)
{
    size_t i = find(x->reach.ids.at, x->reach.ids.n, a);
    if (x->state[i] == STATE_SLOW) {
        if (!terms_single(x->r, &x->at[i], graph_int(x->r->g, 0), growth_expand(x->r, a)))
            return false;
        x->state[i] = STATE_SLOW_KNOWN;
    }
    return *out = x->at[i], true;
}

static bool sum_of(struct expansion *x, id a, struct terms *out)
{
    struct growth *r = x->r;
    id zero = graph_int(r->g, 0);
    uint32_t n = graph_node(r->g, a)->n;
    if (!terms_single(r, out, zero, graph_number(r->g, graph_node(r->g, a)->data))) return false;
    for (uint32_t i = 0; i < n; i++) {
        struct terms term;
        const struct node *node = graph_node(r->g, a);
        number c = node_number(r->g, node, i);
        if (!series_of(x, node_child(r->g, node, i), &term) ||
            !terms_scale(r, &term, zero, graph_number(r->g, c)) || !terms_add(r, out, out, &term))
            return false;
    }
    return true;
}

static bool product_of(struct expansion *x, id a, struct terms *out)
{
    struct growth *r = x->r;
    id zero = graph_int(r->g, 0);
    uint32_t n = graph_node(r->g, a)->n;
    if (!terms_single(r, out, zero, graph_number(r->g, graph_node(r->g, a)->data))) return false;
    for (uint32_t i = 0; i < n; i++) {
        struct terms factor;
        const struct node *node = graph_node(r->g, a);
        number e = node_number(r->g, node, i);
        if (!series_of(x, node_child(r->g, node, i), &factor) ||
            !growth_power_series(r, &factor, &factor, e, x->most) ||
            !terms_multiply(r, out, out, &factor, x->most))
            return false;
    }
    return true;
}

/* exp(g) of the class of w: w^c*exp(g - c*h), where c is the limit of g/h. */
static bool rapid_exp(struct expansion *x, id a, struct terms *out)
{
    struct growth *r = x->r;
    struct terms argument, shift;
    enum limit_kind kind;
    id c, g = graph_child(r->g, a, 0), zero = graph_int(r->g, 0);
    if (!r->ask_limit(r, graph_div(r->g, g, x->scale->h), &kind, &c)) return false;
    if (kind != LIMIT_VALUE || growth_has_bounded(r, c))
        return growth_trouble(r, LIMIT_UNDECIDED, "exponentials cannot be compared");
    id back = growth_expand(r, graph_neg(r->g, graph_mul(r->g, c, x->scale->h)));
    if (!series_of(x, g, &argument) || !terms_single(r, &shift, zero, back) ||
        !terms_add(r, &argument, &argument, &shift) || !exp_of(r, out, argument, x->most))
        return false;
    return terms_scale(r, out, c, graph_int(r->g, 1));
}

static bool is_analytic(enum fn fn)
{
    return !fn_is_step(fn) && !fn_is_comparison(fn) && fn != FN_mod && fn != FN_abs &&
           fn != FN_minimum && fn != FN_maximum && fn != FN_where && fn != FN_relu &&
           fn != FN_leaky_relu && fn != FN_elu;
}

static bool function_of(struct expansion *x, id a, struct terms *out)
{
    struct growth *r = x->r;
    uint32_t n = graph_node(r->g, a)->n, argument = n;
    struct terms u;
    id c0;
    for (uint32_t i = 0; i < n; i++) {
        size_t p = find(x->reach.ids.at, x->reach.ids.n, graph_child(r->g, a, i));
        if (x->state[p] != STATE_RAPID) continue;
        if (argument != n || !is_analytic((enum fn)graph_node(r->g, a)->fn))
            return growth_trouble(r, LIMIT_UNDECIDED, "no rule applies to a function");
        argument = i;
    }
    if (!series_of(x, graph_child(r->g, a, argument), &u)) return false;
    if (growth_asymptotic(r, out, a, &u, x->scale->h, x->most)) return true;
    return !r->in_trouble && !r->needs_terms && take_constant(r, &u, &c0) &&
           taylor_series(r, out, a, argument, c0, &u, x->most);
}

/* abs(a), which roots of squares become. */
static bool size_of(struct expansion *x, id a, struct terms *out)
{
    struct growth *r = x->r;
    int sign;
    if (!series_of(x, a, out)) return false;
    if (out->n == 0 && out->exact) return true;
    if (!growth_has_lead(r, out) || !r->ask_sign(r, out->at[0].c, false, &sign)) return false;
    return terms_scale(r, out, graph_int(r->g, 0), graph_int(r->g, sign));
}

static bool expand_rapid(struct expansion *x, id a, bool is_rapid, struct terms *out)
{
    struct growth *r = x->r;
    struct terms u;
    switch (graph_op(r->g, a)) {
    case OP_SUM: return sum_of(x, a, out);
    case OP_PRODUCT: return product_of(x, a, out);
    case OP_FN: break;
    default: return growth_trouble(r, LIMIT_UNDECIDED, "no rule applies to an operation");
    }
    if (is_rapid) return rapid_exp(x, a, out);
    if (graph_is_fn(r->g, a, FN_abs)) return size_of(x, graph_child(r->g, a, 0), out);
    if (graph_is_fn(r->g, a, FN_exp))
        return series_of(x, graph_child(r->g, a, 0), &u) && exp_of(r, out, u, x->most);
    if (graph_is_fn(r->g, a, FN_log))
        return series_of(x, graph_child(r->g, a, 0), &u) &&
               growth_log_series(r, out, &u, x->scale->h, x->most);
    return function_of(x, a, out);
}

static bool expand_all(struct expansion *x)
{
    struct growth *r = x->r;
    for (size_t p = 0; p < x->reach.ids.n; p++) {
        id a = x->reach.ids.at[p];
        uint32_t n = graph_node(r->g, a)->n;
        bool is_rapid = find(x->scale->rapid, x->scale->n, a) != SIZE_MAX, moves = is_rapid;
        for (uint32_t i = 0; i < n && !moves; i++) {
            size_t child = find(x->reach.ids.at, x->reach.ids.n, graph_child(r->g, a, i));
            moves = x->state[child] == STATE_RAPID;
        }
        if (!moves) continue;
        if (!growth_go_on(r) || !expand_rapid(x, a, is_rapid, &x->at[p])) return false;
        x->state[p] = STATE_RAPID;
    }
    return true;
}

bool growth_expansion(struct growth *r, id f, const struct scale *scale, size_t most,
                      struct terms *out)
{
    struct mem *mem = &r->g->core->mem;
    struct expansion x = {.r = r, .scale = scale, .most = most};
    bool ok = graph_reach(r->g, &f, 1, &x.reach);
    size_t n = x.reach.ids.n;
    x.at = mem_array(mem, n, sizeof *x.at);
    x.state = mem_array(mem, n, 1);
    ok = ok && x.at && x.state && expand_all(&x) && series_of(&x, f, out);
    if (!ok && mem->failed) growth_trouble(r, LIMIT_FAILED, NULL);
    mem_free_array(mem, x.at, n, sizeof *x.at);
    mem_free_array(mem, x.state, n, 1);
    reach_free(r->g, &x.reach);
    return ok;
}

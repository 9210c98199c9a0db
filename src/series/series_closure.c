/* series_closure.c - the derivative rules of a function, until they call no new one. */
#include "graph/guard.h"
#include "series/series_system.h"

enum { MOST_FUNCTIONS = 48 };

static bool flag_moving(struct closure *c, id a)
{
    const struct node *n = graph_node(c->g, a);
    bool moving = false;
    for (int k = 0; k < c->n_variables; k++) moving |= a == c->variables[k] && c->varies[k];
    for (uint32_t i = 0; i < n->n; i++)
        moving |= c->moving.at[graph_place(c->g, node_child(c->g, n, i))];
    return vec_push(&c->g->core->mem, &c->moving, moving);
}

static bool list(struct closure *c)
{
    if (!graph_reach(c->g, c->roots.at, c->roots.n, &c->reach)) return false;
    c->moving.n = 0;
    for (size_t i = 0; i < c->reach.ids.n; i++)
        if (!flag_moving(c, c->reach.ids.at[i])) return false;
    return true;
}

bool closure_is_special(const struct closure *c, enum fn fn)
{
    return special_has(fn) && !(c->away_from_zero && special_is_bessel(fn));
}

static bool is_listed(const struct closure *c, id a)
{
    for (size_t i = 0; i < c->functions.n; i++)
        if (c->functions.at[i].node == a) return true;
    return false;
}

/* Adds the functions among the nodes that are new. */
static bool add_functions(struct closure *c)
{
    for (size_t i = 0; i < c->reach.ids.n; i++) {
        id a = c->reach.ids.at[i];
        const struct node *n = graph_node(c->g, a);
        bool is_function =
            n->op == OP_POWER || (n->op == OP_FN && !closure_is_special(c, (enum fn)n->fn));
        if (!is_function || !c->moving.at[i] || is_listed(c, a)) continue;
        struct closed_fn f = {.node = a};
        for (uint32_t k = 0; k < n->n; k++)
            if (c->moving.at[graph_place(c->g, node_child(c->g, n, k))]) f.rules[k] = a;
        if (!vec_push(&c->g->core->mem, &c->functions, f)) return false;
    }
    return c->functions.n <= MOST_FUNCTIONS;
}

/* Bessel's equation as two of first order, for f of order n and its neighbour: f' = f(n - 1) -
 * n/x*f for the one, f' = n/x*f - f(n + 1) for the other (DLMF 10.6.2). The rules of the table
 * would go from order to order without end. */
static id bessel_rule(struct closure *c, enum fn fn, const id *args, id f)
{
    struct graph *g = c->g;
    bool first = fn == FN_j1 || fn == FN_y1;
    id x = args[first ? 0 : 1], order = first ? graph_int(g, 1) : args[0];
    id part = graph_div(g, graph_mul(g, order, f), x), one = graph_int(g, 1);
    if (first) return graph_sub(g, graph_fn1(g, fn == FN_j1 ? FN_j0 : FN_y0, x), part);
    id next = graph_fn2(g, fn, graph_add(g, order, one), x);
    if (is_listed(c, next)) return graph_sub(g, part, next);
    return graph_sub(g, graph_fn2(g, fn, graph_sub(g, order, one), x), part);
}

/* The density of an incomplete gamma or beta function by logarithms. A power in the table's rule
 * would go from exponent to exponent without end. */
static id density_rule(struct closure *c, enum fn fn, const id *args)
{
    struct graph *g = c->g;
    bool beta = fn == FN_betainc;
    id a = args[0], x = args[beta ? 2 : 1], one = graph_int(g, 1);
    id e = graph_mul(g, graph_sub(g, a, one), graph_fn1(g, FN_log, x));
    if (beta)
        e = graph_add(
            g, e,
            graph_mul(g, graph_sub(g, args[1], one), graph_fn1(g, FN_log1p, graph_neg(g, x))));
    else
        e = graph_sub(g, e, x);
    id whole = beta ? graph_fn2(g, FN_beta, a, args[1]) : graph_fn1(g, FN_gamma, a);
    id density = graph_div(g, graph_fn1(g, FN_exp, e), whole);
    return fn == FN_gammaincc ? graph_neg(g, density) : density;
}

static bool is_incomplete(enum fn fn)
{
    return fn == FN_gammainc || fn == FN_gammaincc || fn == FN_betainc;
}

/* The derivative of a node by its child k. */
static id rule_of(struct closure *c, id a, int k)
{
    struct graph *g = c->g;
    struct node n = *graph_node(g, a);
    id args[FN_MOST_ARGUMENTS] = {POISON};
    for (uint32_t i = 0; i < n.n; i++) args[i] = graph_child(g, a, i);
    if (n.op == OP_FN && special_is_bessel((enum fn)n.fn) && n.fn != FN_j0 && n.fn != FN_y0)
        return (uint32_t)k + 1 == n.n ? bessel_rule(c, (enum fn)n.fn, args, a) : POISON;
    if (n.op == OP_FN && is_incomplete((enum fn)n.fn) && (uint32_t)k + 1 == n.n)
        return density_rule(c, (enum fn)n.fn, args);
    if (n.op == OP_FN)
        return rule_exists((enum fn)n.fn, k) ? rule_of_table(g, (enum fn)n.fn, k, args, a) : POISON;
    id by = k ? graph_fn1(g, FN_log, args[0]) : graph_div(g, args[1], args[0]);
    return graph_mul(g, a, by);
}

/* Instead of marks, puts the rules of the functions from `first` on. */
static bool add_rules(struct closure *c, size_t first)
{
    for (size_t i = first; i < c->functions.n; i++)
        for (int k = 0; k < FN_MOST_ARGUMENTS; k++) {
            struct closed_fn *f = &c->functions.at[i];
            if (f->rules[k] == POISON) continue;
            f->rules[k] = rule_of(c, f->node, k);
            if (f->rules[k] == POISON || !vec_push(&c->g->core->mem, &c->roots, f->rules[k]))
                return false;
        }
    return true;
}

bool closure_of(struct closure *c, enum fn fn)
{
    id root = graph_fn(c->g, fn, c->variables);
    if (root == POISON || !vec_push(&c->g->core->mem, &c->roots, root) || !list(c)) return false;
    for (;;) {
        size_t before = c->functions.n;
        if (!add_functions(c)) return false;
        if (c->functions.n == before) return true;
        if (!add_rules(c, before) || !list(c)) return false;
    }
}

bool closure_of_formulas(struct closure *c, const id *formulas, size_t n)
{
    c->roots.n = c->functions.n = 0;
    for (size_t i = 0; i < n; i++)
        if (!vec_push(&c->g->core->mem, &c->roots, formulas[i])) return false;
    return list(c);
}

void closure_free(struct closure *c)
{
    struct mem *mem = &c->g->core->mem;
    vec_free(mem, &c->functions);
    vec_free(mem, &c->roots);
    vec_free(mem, &c->moving);
    reach_free(c->g, &c->reach);
}

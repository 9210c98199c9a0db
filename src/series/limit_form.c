/* limit_form.c - coefficients multiplied out, with exponentials joined, so that like terms meet. */
#include "series/limit_private.h"

enum { MOST_TERMS = 2000, MOST_POWER = 24, MOST_ROUNDS = 4 };

static bool is_exp(const struct graph *g, id a)
{
    return graph_is_fn(g, a, FN_exp);
}

static bool is_surely_positive(const struct growth *r, id a)
{
    number value;
    const struct graph *g = r->g;
    if (graph_is_number(g, a, &value)) return number_sign(&g->numbers, value) > 0;
    return a == r->x || is_exp(g, a) || graph_op(g, a) == OP_CONSTANT;
}

/* ---- exponentials ---- */

/* True if a is c*log(b) with a number c. */
static bool is_multiple_of_log(const struct graph *g, id a, number *c, id *base)
{
    const struct node *n = graph_node(g, a);
    *c = NUMBER_ONE;
    if (n->op == OP_PRODUCT && n->n == 1 && node_number(g, n, 0) == NUMBER_ONE) {
        *c = n->data;
        a = node_child(g, n, 0);
    }
    if (!graph_is_fn(g, a, FN_log)) return false;
    return *base = graph_child(g, a, 0), true;
}

/* The power that exp(a) is if a is y*log(b) and nothing in it moves; else POISON. */
static id constant_power(struct growth *r, id a)
{
    struct graph *g = r->g;
    uint32_t n = graph_op(g, a) == OP_PRODUCT ? graph_node(g, a)->n : 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *p = graph_node(g, a);
        id factor = node_child(g, p, i);
        if (!graph_is_fn(g, factor, FN_log) || node_number(g, p, i) != NUMBER_ONE) continue;
        if (growth_depends(r, a)) return POISON;
        return graph_power(g, graph_child(g, factor, 0), graph_div(g, a, factor));
    }
    return POISON;
}

/* exp(a), where what is c*log(b) in the sum a becomes a factor b^c. */
static id exponential(struct growth *r, id a)
{
    struct graph *g = r->g;
    number c;
    id base;
    if (a == POISON) return POISON;
    if (is_multiple_of_log(g, a, &c, &base)) return graph_pow_number(g, base, c);
    if (graph_op(g, a) != OP_SUM) {
        id whole = constant_power(r, a);
        return whole ? whole : graph_fn1(g, FN_exp, a);
    }
    uint32_t n = graph_node(g, a)->n;
    id rest = graph_number(g, graph_node(g, a)->data), powers = graph_int(g, 1);
    for (uint32_t i = 0; i < n; i++) {
        const struct node *sum = graph_node(g, a);
        id child = node_child(g, sum, i), term = graph_scale(g, node_number(g, sum, i), child);
        if (is_multiple_of_log(g, term, &c, &base))
            powers = graph_mul(g, powers, graph_pow_number(g, base, c));
        else if ((base = constant_power(r, term)) != POISON)
            powers = graph_mul(g, powers, base);
        else
            rest = graph_add(g, rest, term);
    }
    return graph_mul(g, powers, graph_fn1(g, FN_exp, rest));
}

/* exp(a)^2*exp(b) as exp(2*a + b). */
id growth_join(struct growth *r, id a)
{
    struct graph *g = r->g;
    if (graph_op(g, a) != OP_PRODUCT) return a;
    uint32_t n = graph_node(g, a)->n, exponentials = 0;
    id argument = graph_int(g, 0), rest = graph_number(g, graph_node(g, a)->data);
    bool powered = false;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *product = graph_node(g, a);
        id base = node_child(g, product, i);
        number e = node_number(g, product, i);
        if (is_exp(g, base)) {
            exponentials++;
            powered |= e != NUMBER_ONE;
            argument = graph_add(g, argument, graph_scale(g, e, graph_child(g, base, 0)));
        } else
            rest = graph_mul(g, rest, graph_pow_number(g, base, e));
    }
    if (exponentials == 0 || (exponentials == 1 && !powered)) return a;
    return graph_mul(g, rest, exponential(r, argument));
}

/* ---- products of sums ---- */

struct factors {
    id rest;
    VEC(id) sums;
};

static id sine_squared(struct graph *g, id u) /* sin(u)^2 */
{
    id cosine = graph_fn1(g, FN_cos, u);
    return graph_sub(g, graph_int(g, 1), graph_pow_number(g, cosine, NUMBER_TWO));
}

static void take_sums(struct growth *r, struct factors *f, id sum, int64_t times)
{
    for (int64_t k = 0; k < times; k++)
        if (!vec_push(&r->g->core->mem, &f->sums, sum)) return;
}

/* Takes base^e apart into sums to multiply out, and the rest. */
static void take_factor(struct growth *r, struct factors *f, id base, number e)
{
    struct graph *g = r->g;
    int64_t whole;
    number floor = number_floor(&g->numbers, e);
    bool small = number_to_int(&g->numbers, floor, &whole) && whole <= MOST_POWER;
    if (small && whole >= 1 && graph_op(g, base) == OP_SUM) {
        take_sums(r, f, base, whole);
        e = number_sub(&g->numbers, e, floor);
    } else if (small && whole >= 2 && graph_is_fn(g, base, FN_sin)) {
        take_sums(r, f, sine_squared(g, graph_child(g, base, 0)), whole / 2);
        e = number_sub(&g->numbers, e, number_from_int(&g->numbers, whole - whole % 2));
    }
    f->rest = graph_mul(g, f->rest, graph_pow_number(g, base, e));
}

static id times_sum(struct growth *r, id a, id sum)
{
    struct graph *g = r->g;
    uint32_t n = graph_node(g, sum)->n;
    size_t begin = graph_begin(g);
    number constant = graph_node(g, sum)->data;
    if (constant != NUMBER_ZERO) graph_push(g, a, constant);
    for (uint32_t i = 0; i < n; i++) {
        const struct node *s = graph_node(g, sum);
        number c = node_number(g, s, i);
        id term = growth_join(r, graph_mul(g, a, node_child(g, s, i)));
        graph_push(g, term, c);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

/* a*sum, both sums multiplied out; POISON if that gets too long. */
static id multiply_sums(struct growth *r, id a, id sum)
{
    struct graph *g = r->g;
    if (graph_op(g, a) != OP_SUM) return times_sum(r, a, sum);
    uint32_t n = graph_node(g, a)->n;
    if ((size_t)n * graph_node(g, sum)->n > MOST_TERMS) return POISON;
    id constant = graph_number(g, graph_node(g, a)->data);
    id all = graph_is_zero(g, constant) ? constant : times_sum(r, constant, sum);
    for (uint32_t i = 0; i < n && all != POISON; i++) {
        const struct node *s = graph_node(g, a);
        id term = graph_scale(g, node_number(g, s, i), node_child(g, s, i));
        all = graph_add(g, all, times_sum(r, term, sum));
    }
    return all;
}

static id distribute(struct growth *r, id a)
{
    struct graph *g = r->g;
    struct factors f = {.rest = graph_number(g, graph_node(g, a)->data)};
    uint32_t n = graph_node(g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *p = graph_node(g, a);
        take_factor(r, &f, node_child(g, p, i), node_number(g, p, i));
    }
    id out = growth_join(r, f.rest);
    for (size_t i = 0; i < f.sums.n && out != POISON; i++)
        out = graph_op(g, f.sums.at[i]) == OP_SUM ? multiply_sums(r, out, f.sums.at[i])
                                                  : graph_mul(g, out, f.sums.at[i]);
    vec_free(&g->core->mem, &f.sums);
    return out == POISON ? a : out;
}

static id distribute_terms(struct growth *r, id a)
{
    struct graph *g = r->g;
    id out = graph_number(g, graph_node(g, a)->data);
    uint32_t n = graph_node(g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *s = graph_node(g, a);
        number c = node_number(g, s, i);
        id term = node_child(g, s, i);
        if (graph_op(g, term) == OP_PRODUCT) term = distribute(r, term);
        out = graph_add(g, out, graph_scale(g, c, term));
    }
    return out;
}

static id expand_node(struct growth *r, id a)
{
    struct graph *g = r->g;
    for (int round = 0; round < MOST_ROUNDS && a != POISON; round++) {
        id before = a;
        if (graph_op(g, a) == OP_PRODUCT)
            a = distribute(r, a);
        else if (graph_op(g, a) == OP_SUM)
            a = distribute_terms(r, a);
        else if (is_exp(g, a))
            a = exponential(r, graph_child(g, a, 0));
        else if (graph_is_fn(g, a, FN_abs) && is_surely_positive(r, graph_child(g, a, 0)))
            a = graph_child(g, a, 0);
        else if (graph_is_fn(g, a, FN_log))
            a = growth_log(r, graph_child(g, a, 0));
        if (a == before) break;
    }
    return a;
}

/* ---- whole formulas ---- */

static id rebuilt(struct growth *r, id a)
{
    struct graph *g = r->g;
    id children[64];
    uint32_t n = graph_node(g, a)->n;
    bool changed = false;
    if (n == 0 || n > 64) return a;
    for (uint32_t i = 0; i < n; i++) {
        id child = graph_child(g, a, i), now = growth_fact(r, child)->expanded;
        children[i] = now;
        changed |= now != child;
    }
    return changed ? graph_rebuild(g, a, children) : a;
}

id growth_expand(struct growth *r, id a)
{
    struct graph *g = r->g;
    struct reach reach = {0};
    if (a == POISON) return POISON;
    if (growth_fact(r, a)->expanded) return growth_fact(r, a)->expanded;
    if (!graph_reach(g, &a, 1, &reach)) return POISON;
    for (size_t i = 0; i < reach.ids.n; i++) {
        id node = reach.ids.at[i];
        if (growth_fact(r, node)->expanded) continue;
        id out = growth_go_on(r) ? expand_node(r, rebuilt(r, node)) : POISON;
        if (out == POISON) break;
        growth_fact(r, node)->expanded = out;
        growth_fact(r, out)->expanded = out;
    }
    reach_free(g, &reach);
    return growth_fact(r, a)->expanded;
}

/* ---- logarithms ---- */

static id log_of_product(struct growth *r, id a)
{
    struct graph *g = r->g;
    uint32_t n = graph_node(g, a)->n;
    number coefficient = graph_node(g, a)->data;
    id sum = graph_int(g, 0), rest = graph_int(g, 1);
    if (number_sign(&g->numbers, coefficient) > 0)
        sum = graph_fn1(g, FN_log, graph_number(g, coefficient));
    else
        rest = graph_number(g, coefficient);
    for (uint32_t i = 0; i < n; i++) {
        const struct node *p = graph_node(g, a);
        id base = node_child(g, p, i);
        number e = node_number(g, p, i);
        if (is_surely_positive(r, base))
            sum = graph_add(g, sum, graph_scale(g, e, graph_fn1(g, FN_log, base)));
        else
            rest = graph_mul(g, rest, graph_pow_number(g, base, e));
    }
    const struct node *left = graph_node(g, rest); /* log(b^e) is e*log(b) if b is not negative */
    bool alone = left->op == OP_PRODUCT && left->n == 1 && left->data == NUMBER_ONE;
    if (alone && !number_is_integer(&g->numbers, node_number(g, left, 0))) {
        number e = node_number(g, left, 0);
        return graph_add(g, sum, graph_scale(g, e, graph_fn1(g, FN_log, node_child(g, left, 0))));
    }
    return graph_add(g, sum, graph_fn1(g, FN_log, rest));
}

id growth_log(struct growth *r, id a)
{
    if (a == POISON) return POISON;
    if (graph_op(r->g, a) == OP_PRODUCT) return log_of_product(r, a);
    return graph_fn1(r->g, FN_log, a);
}

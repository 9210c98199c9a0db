/* boundaries.c - where the branch that where() takes may change, or what attains an extreme. */
#include "pass/derive.h"

/* Conditions of more parts than this are taken as a whole. */
enum { MOST_PARTS = 1000 };

/* A part of a condition, and where it decides. */
struct part {
    id condition, when;
};

struct parts {
    struct graph *g;
    struct guards *kinks;
    struct span span;
    VEC(struct part) todo; /* a stack */
    size_t n;              /* how many there have been */
};

static bool push(struct parts *s, id condition, id when)
{
    struct part part = {condition, when};
    s->n++;
    return vec_push(&s->g->core->mem, &s->todo, part);
}

static id where_both(struct graph *g, id a, id b)
{
    return a == POISON ? b : graph_mul(g, a, b);
}

/* The values may change from one branch to the other where a compared pair is equal, or a number
 * is 0. */
static void guard_part(struct parts *s, struct part part)
{
    struct graph *g = s->g;
    bool compares = graph_is_comparison(g, part.condition);
    struct guard guard = {
        .kind = KIND_KINK, .what = "where", .boundary = true, .when = part.when, .span = s->span};
    guard.subject = compares ? graph_child(g, part.condition, 0) : part.condition;
    id edge = compares ? graph_child(g, part.condition, 1) : graph_int(g, 0);
    guard.condition = graph_fn2(g, FN_not_equal, guard.subject, edge);
    guards_add(g, s->kinks, guard);
}

static bool is_known(const struct graph *g, id a)
{
    return graph_is_number(g, a, &(number){0});
}

/* Takes where(a, b, 0) and where(a, 1, b) apart, which are `and` and `or`: b decides where a does
 * not. False for other conditions. */
static bool take_apart(struct parts *s, struct part part)
{
    struct graph *g = s->g;
    id c = part.condition, zero = graph_int(g, 0);
    if (graph_is_fn(g, c, FN_equal) && graph_is_zero(g, graph_child(g, c, 1)) &&
        graph_is_fn(g, graph_child(g, c, 0), FN_where))
        return push(s, graph_child(g, c, 0), part.when);
    if (!graph_is_fn(g, c, FN_where) || s->n > MOST_PARTS) return false;
    id first = graph_child(g, c, 0), holds = graph_child(g, c, 1), fails = graph_child(g, c, 2);
    if (!is_known(g, holds) && !is_known(g, fails)) return false;
    push(s, first, part.when);
    if (!is_known(g, holds))
        push(s, holds, where_both(g, part.when, graph_fn2(g, FN_not_equal, first, zero)));
    if (!is_known(g, fails))
        push(s, fails, where_both(g, part.when, graph_fn2(g, FN_equal, first, zero)));
    return true;
}

void derive_guard_boundaries(struct graph *g, struct guards *kinks, id where)
{
    struct parts s = {.g = g, .kinks = kinks, .span = graph_node(g, where)->span};
    push(&s, graph_child(g, where, 0), POISON);
    while (s.todo.n) {
        struct part part = s.todo.at[--s.todo.n];
        if (!take_apart(&s, part)) guard_part(&s, part);
    }
    vec_free(&g->core->mem, &s.todo);
}

/* ---- extremes ---- */

/* What an array is of that has only got its entries in another shape, or stretched. */
static id without_axes(const struct graph *g, id a)
{
    while (graph_op(g, a) == OP_RESHAPE || graph_op(g, a) == OP_BROADCAST ||
           (graph_op(g, a) == OP_STACK && graph_node(g, a)->n == 1))
        a = graph_child(g, a, 0);
    return a;
}

/* The maximum or minimum of x that `value` is, perhaps in another shape; or POISON. */
static id extreme_of(const struct graph *g, id value, id x)
{
    id a = without_axes(g, value);
    const struct node *n = graph_node(g, a);
    bool extreme = n->op == OP_REDUCE && (n->fn == REDUCE_MAX || n->fn == REDUCE_MIN);
    return extreme && node_child(g, n, 0) == x ? a : POISON;
}

bool derive_guard_attained(struct graph *g, struct guards *kinks, id hits)
{
    if (!graph_is_fn(g, hits, FN_equal)) return false;
    id x = graph_child(g, hits, 0), y = graph_child(g, hits, 1);
    id extreme = extreme_of(g, y, x) ? extreme_of(g, y, x) : extreme_of(g, x, y);
    if (!extreme) return false;
    struct node n = *graph_node(g, extreme);
    struct guard guard = {.kind = KIND_KINK,
                          .subject = extreme,
                          .what = reduction_name((enum reduction)n.fn),
                          .span = n.span};
    guard.condition =
        graph_fn2(g, FN_equal, graph_reduce(g, REDUCE_SUM, hits, n.data), graph_int(g, 1));
    guards_add(g, kinks, guard);
    return true;
}

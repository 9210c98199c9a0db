/* forward.c - forward mode: tangents are carried from the leaves to the results. */
#include "pass/derive.h"
#include "pass/linear_rules.h"

struct push {
    struct graph *g;
    struct reach reach;
    id *tangent;                  /* by position; POISON if zero */
    struct known_tangents *known; /* from derivatives before, or NULL */
};

static id tangent_of(const struct push *s, id a)
{
    return s->tangent[graph_place(s->g, a)];
}

/* Ends a sum of tangents. One that stands alone is the sum, but numbers times sums are multiplied
 * out. */
static id sum_of(struct graph *g, size_t begin)
{
    struct term only = g->scratch.n == begin + 1 ? g->scratch.at[begin] : (struct term){0};
    const struct node *n = graph_node(g, only.id);
    bool scaled = n->op == OP_PRODUCT && n->n == 1;
    if (only.id == POISON || only.c != NUMBER_ONE || scaled || n->op == OP_BROADCAST)
        return graph_end_sum(g, begin, NUMBER_ZERO);
    g->scratch.n = begin;
    return only.id;
}

static id of_product(struct push *s, id a)
{
    struct graph *g = s->g;
    struct partials partials;
    uint32_t n = graph_node(g, a)->n;
    size_t begin = graph_begin(g);
    if (partials_init(&partials, g, a))
        for (uint32_t i = 0; i < n; i++) {
            id t = tangent_of(s, graph_child(g, a, i));
            struct term tangent = {t, NUMBER_ONE};
            if (t) graph_push(g, partials_chain(&partials, i, tangent), NUMBER_ONE);
        }
    partials_free(&partials);
    return sum_of(g, begin);
}

/* d(b^e) = e*b^(e-1)*db + b^e*log(b)*de, written as in the reverse sweep: at b = 0 these terms may
 * have values when b^e*(log(b)*de + e*db/b) has none. */
static id of_power(struct push *s, id a)
{
    struct graph *g = s->g;
    id b = graph_child(g, a, 0), e = graph_child(g, a, 1), db = tangent_of(s, b),
       de = tangent_of(s, e), by_base = POISON;
    if (db) {
        id lower = graph_power(g, b, graph_sub(g, e, graph_int(g, 1)));
        by_base = derive_chain(g, graph_mul(g, e, lower), db);
    }
    if (!de) return by_base;
    number base;
    if (graph_is_number(g, b, &base) && base == NUMBER_ZERO) /* 0^e is 0 for every e > 0 */
        return graph_fill(g, NUMBER_ZERO, graph_shape(g, a));
    id by_exponent = derive_chain(g, graph_mul(g, a, graph_fn1(g, FN_log, b)), de);
    return db ? graph_add(g, by_base, by_exponent) : by_exponent;
}

static id or_zero(struct graph *g, id tangent)
{
    return tangent ? tangent : graph_int(g, 0);
}

static id of_function(struct push *s, id a)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    id args[FN_MOST_ARGUMENTS] = {POISON};
    for (uint32_t i = 0; i < n.n; i++) args[i] = graph_child(g, a, i);
    if (n.fn == FN_where)
        return graph_where(g, args[0], or_zero(g, tangent_of(s, args[1])),
                           or_zero(g, tangent_of(s, args[2])));
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n.n; i++) {
        id t = tangent_of(s, args[i]);
        if (t)
            graph_push(g, derive_chain(g, rule_derivative(g, (enum fn)n.fn, (int)i, args, a), t),
                       NUMBER_ONE);
    }
    return sum_of(g, begin);
}

static id of_bilinear(struct push *s, id a, id (*operation)(struct graph *, id, id))
{
    struct graph *g = s->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1), dx = tangent_of(s, x),
       dy = tangent_of(s, y);
    id left = dx ? operation(g, dx, y) : POISON, right = dy ? operation(g, x, dy) : POISON;
    return left && right ? graph_add(g, left, right) : left ? left : right;
}

static id of_reduction(struct push *s, id a)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    id child = graph_child(g, a, 0),
       t = graph_broadcast(g, tangent_of(s, child), graph_shape(g, child));
    if (n.fn == REDUCE_SUM) return graph_reduce(g, REDUCE_SUM, t, n.data);
    id value = graph_keep_axis(g, a, graph_shape(g, child), n.data);
    if (n.fn == REDUCE_LOGSUMEXP) {
        id weights = graph_fn1(g, FN_exp, graph_sub(g, child, value));
        return graph_reduce(g, REDUCE_SUM, graph_mul(g, weights, t), n.data);
    }
    id hits = graph_fn2(g, FN_equal, child, value);
    return graph_div(g, graph_reduce(g, REDUCE_SUM, graph_mul(g, hits, t), n.data),
                     graph_reduce(g, REDUCE_SUM, hits, n.data));
}

/* A linear operation acts on tangents as it does on values. */
static id of_linear(struct push *s, id a)
{
    struct graph *g = s->g;
    uint32_t n = graph_node(g, a)->n;
    id *tangents = mem_array(&g->core->mem, n, sizeof *tangents);
    if (!tangents) return POISON;
    for (uint32_t i = 0; i < n; i++) {
        id child = graph_child(g, a, i), t = tangent_of(s, child);
        tangents[i] = t ? t : graph_fill(g, NUMBER_ZERO, graph_shape(g, child));
    }
    id result = graph_rebuild(g, a, tangents);
    mem_free_array(&g->core->mem, tangents, n, sizeof *tangents);
    return result;
}

static id of_sum(struct push *s, id a)
{
    struct graph *g = s->g;
    uint32_t n = graph_node(g, a)->n;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id t = tangent_of(s, graph_child(g, a, i));
        if (t) graph_push(g, t, node_number(g, graph_node(g, a), i));
    }
    return sum_of(g, begin);
}

static id of_matrix(struct push *s, id a)
{
    id tangents[MOST_DIRECTIONS + 1];
    uint32_t n = graph_node(s->g, a)->n;
    for (uint32_t i = 0; i < n; i++) tangents[i] = tangent_of(s, graph_child(s->g, a, i));
    return linear_tangent(s->g, a, tangents);
}

static id tangent_through(struct push *s, id a)
{
    struct graph *g = s->g;
    switch (graph_op(g, a)) {
    case OP_NAMED: return tangent_of(s, graph_child(g, a, 0));
    case OP_SUM: return of_sum(s, a);
    case OP_PRODUCT: return of_product(s, a);
    case OP_POWER: return of_power(s, a);
    case OP_FN: return of_function(s, a);
    case OP_MATMUL: return of_bilinear(s, a, graph_matmul);
    case OP_OUTER: return of_bilinear(s, a, graph_outer);
    case OP_REDUCE: return of_reduction(s, a);
    case OP_TRACE: return of_linear(s, a);
    default: return op_class(graph_op(g, a)) == CLASS_MOVE ? of_linear(s, a) : of_matrix(s, a);
    }
}

static bool varies(const struct push *s, id a)
{
    const struct node *n = graph_node(s->g, a);
    for (uint32_t i = 0; i < n->n; i++)
        if (tangent_of(s, node_child(s->g, n, i))) return true;
    return false;
}

/* In `struct known_tangents`, where POISON is what is not known. */
static const id NO_TANGENT = UINT32_MAX;

static bool recall(struct push *s, size_t p)
{
    id a = s->reach.ids.at[p];
    id t = s->known ? known_at(&s->known->tangents, a) : POISON;
    if (t == POISON) return false;
    s->tangent[p] = t == NO_TANGENT ? POISON : t;
    return true;
}

static bool remember(struct push *s, size_t p)
{
    id t = s->tangent[p] ? s->tangent[p] : NO_TANGENT;
    return !s->known || known_set(&s->g->core->mem, &s->known->tangents, s->reach.ids.at[p], t);
}

/* Computes the tangent of one node: the given one, plus what flows in from below. */
static bool advance(struct push *s, size_t p)
{
    struct graph *g = s->g;
    id a = s->reach.ids.at[p], t = POISON;
    if (recall(s, p)) return true;
    if (varies(s, a)) {
        t = graph_broadcast(g, tangent_through(s, a), graph_shape(g, a));
        if (t == POISON) return false;
    }
    if (s->tangent[p]) t = t ? graph_add(g, s->tangent[p], t) : s->tangent[p];
    s->tangent[p] = t == POISON || graph_is_zero(g, t) ? POISON : t;
    return remember(s, p) && core_go_on(g->core);
}

static id sweep_up(struct push *s, id f, const id *leaves, const id *tangents, size_t n)
{
    struct graph *g = s->g;
    s->tangent = mem_array(&g->core->mem, s->reach.ids.n, sizeof *s->tangent);
    if (!s->tangent) return POISON;
    for (size_t i = 0; i < n; i++)
        if (graph_reached(g, leaves[i])) s->tangent[graph_place(g, leaves[i])] = tangents[i];
    for (size_t p = 0; p < s->reach.ids.n; p++)
        if (!advance(s, p)) return POISON;
    id t = tangent_of(s, f);
    return t ? t : graph_fill(g, NUMBER_ZERO, graph_shape(g, f));
}

/* A function of all eigenvalues alike has a derivative where they are equal, but each of them has
 * none: adjoints reach the matrix without one, tangents do not. */
static id by_adjoints(struct graph *g, id f, const id *leaves, const id *tangents, size_t n)
{
    id *adjoints = mem_array(&g->core->mem, n, sizeof *adjoints);
    bool ok = adjoints && derive_reverse(g, f, leaves, n, adjoints, NULL);
    size_t begin = graph_begin(g);
    for (size_t i = 0; ok && i < n; i++)
        graph_push(g, graph_reduce(g, REDUCE_SUM, graph_mul(g, adjoints[i], tangents[i]), AXIS_ALL),
                   NUMBER_ONE);
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    mem_free_array(&g->core->mem, adjoints, n, sizeof *adjoints);
    return ok ? graph_reshape(g, sum, graph_shape(g, f)) : POISON;
}

static id push_through(struct push s, id f, const id *leaves, const id *tangents, size_t n)
{
    struct graph *g = s.g;
    bool ready = f != POISON && graph_reach(g, &f, 1, &s.reach);
    bool back = ready && shape_count(&g->shapes, graph_shape(g, f)) == 1 &&
                reach_uses(g, &s.reach, CLASS_SPECTRUM);
    id result = ready && !back ? sweep_up(&s, f, leaves, tangents, n) : POISON;
    mem_free_array(&g->core->mem, s.tangent, s.reach.ids.n, sizeof *s.tangent);
    reach_free(g, &s.reach);
    return back ? by_adjoints(g, f, leaves, tangents, n) : result;
}

id derive_jvp(struct graph *g, id f, const id *leaves, const id *tangents, size_t n)
{
    return push_through((struct push){.g = g}, f, leaves, tangents, n);
}

id derive_forward(struct graph *g, id f, id x)
{
    id one = graph_int(g, 1);
    return derive_jvp(g, f, &x, &one, 1);
}

id derive_next(struct graph *g, id f, id x, struct known_tangents *known)
{
    id one = graph_int(g, 1);
    if (known->x != x) known->tangents.of.n = 0;
    known->x = x;
    return push_through((struct push){.g = g, .known = known}, f, &x, &one, 1);
}

void known_tangents_free(struct graph *g, struct known_tangents *known)
{
    vec_free(&g->core->mem, &known->tangents.of);
}

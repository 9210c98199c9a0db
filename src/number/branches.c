/* branches.c - in the roots, what chooses becomes what it chooses at the point: max(sin(1/10), 1/3)
 * is 1/3, so that its difference to 1/3 is exactly 0, which no precision would tell. */
#include "number/numbers.h"

#include "pass/rewrite.h"

/* FIRST, SECOND and THIRD are the number of the argument that is chosen. */
enum { UNKNOWN = -1, FIRST, SECOND, THIRD, NEGATIVE, ZERO };

struct branches {
    const struct computation *c;
    id *now; /* by id: what a node has become */
    size_t n;
    bool values; /* no derivatives, whose formulas ask which entries are the greatest */
    bool any;
};

static mpfi_srcptr entry_of(const struct branches *b, id a, int64_t i)
{
    const struct computation *c = b->c;
    return intervals_slot(&c->intervals, tape_slot(&c->tape, a))[i];
}

/* The order of two enclosures, or 0 while they overlap. */
static int order(mpfi_srcptr x, mpfi_srcptr y)
{
    if (!mpfi_bounded_p(x) || !mpfi_bounded_p(y)) return 0;
    int which = mpfi_cmp(x, y);
    return (which > 0) - (which < 0);
}

static int sign(mpfi_srcptr x)
{
    if (!mpfi_bounded_p(x)) return 0;
    return mpfi_is_strictly_pos(x) ? 1 : mpfi_is_strictly_neg(x) ? -1 : 0;
}

static int choice_at(const struct branches *b, const struct node *n, int64_t i)
{
    const struct graph *g = b->c->q->graph;
    mpfi_srcptr x = entry_of(b, node_child(g, n, 0), i);
    int of_sign = sign(x), of_order;
    switch ((enum fn)n->fn) {
    case FN_maximum:
    case FN_minimum:
        of_order = order(x, entry_of(b, node_child(g, n, 1), i));
        if (of_order == 0) return UNKNOWN;
        return (of_order > 0) == (n->fn == FN_maximum) ? FIRST : SECOND;
    case FN_abs: return of_sign > 0 ? FIRST : of_sign < 0 ? NEGATIVE : UNKNOWN;
    case FN_relu: return of_sign > 0 ? FIRST : of_sign < 0 ? ZERO : UNKNOWN;
    case FN_where: return mpfi_is_zero(x) ? THIRD : of_sign != 0 ? SECOND : UNKNOWN;
    default: return UNKNOWN;
    }
}

/* What all entries choose. */
static int choice_of(const struct branches *b, const struct node *n)
{
    struct graph *g = b->c->q->graph;
    int64_t count = shape_count(&g->shapes, n->shape);
    int all = UNKNOWN;
    for (uint32_t k = 0; k < n->n; k++) {
        id child = node_child(g, n, k);
        if (graph_shape(g, child) != n->shape || !tape_has(&b->c->tape, child)) return UNKNOWN;
    }
    for (int64_t i = 0; i < count; i++) {
        int one = choice_at(b, n, i);
        if (one == UNKNOWN || (i > 0 && one != all)) return UNKNOWN;
        all = one;
    }
    return all;
}

static id chosen(const struct branches *b, id before, int choice)
{
    struct graph *g = b->c->q->graph;
    id first = b->now[graph_child(g, before, 0)];
    switch (choice) {
    case SECOND:
    case THIRD: return b->now[graph_child(g, before, (uint32_t)choice)];
    case NEGATIVE: return graph_neg(g, first);
    case ZERO: return graph_scale(g, NUMBER_ZERO, first);
    default: return first;
    }
}

/* The entry that is the greatest or the least of all, or -1. */
static int64_t extreme_of(const struct branches *b, id before)
{
    const struct graph *g = b->c->q->graph;
    id array = graph_child(g, before, 0);
    int64_t n = shape_count(&g->shapes, graph_shape(g, array)), best = 0;
    int wanted = graph_node(g, before)->fn == REDUCE_MAX ? 1 : -1;
    for (int64_t i = 1; i < n; i++)
        if (order(entry_of(b, array, i), entry_of(b, array, best)) == wanted) best = i;
    for (int64_t i = 0; i < n; i++)
        if (i != best && order(entry_of(b, array, best), entry_of(b, array, i)) != wanted)
            return -1;
    return best;
}

static id extreme(const struct branches *b, id before, id now)
{
    const struct graph *g = b->c->q->graph;
    const struct node *n = graph_node(g, before);
    bool asked = (n->fn == REDUCE_MAX || n->fn == REDUCE_MIN) && n->shape == SHAPE_SCALAR &&
                 tape_has(&b->c->tape, graph_child(g, before, 0));
    int64_t i = asked ? extreme_of(b, before) : -1;
    return i < 0 ? now : graph_entry(b->c->q->graph, b->now[graph_child(g, before, 0)], i);
}

/* A step is a number between two jumps. */
static id known_step(const struct branches *b, id before)
{
    struct graph *g = b->c->q->graph;
    mpfi_srcptr x = entry_of(b, before, 0);
    bool known = graph_shape(g, before) == SHAPE_SCALAR && mpfi_bounded_p(x) &&
                 mpfr_equal_p(&x->left, &x->right) && mpfr_integer_p(&x->left) &&
                 mpfr_fits_sint_p(&x->left, MPFR_RNDN);
    return known ? graph_int(g, mpfr_get_si(&x->left, MPFR_RNDN)) : POISON;
}

static id decided(const struct branches *b, id before, id now)
{
    const struct graph *g = b->c->q->graph;
    const struct node *n = graph_node(g, before);
    if (n->op == OP_REDUCE) return b->values ? extreme(b, before, now) : now;
    if (n->op != OP_FN || !tape_has(&b->c->tape, before)) return now;
    if (fn_is_step((enum fn)n->fn) || fn_is_comparison((enum fn)n->fn)) {
        id step = known_step(b, before);
        return step == POISON ? now : step;
    }
    int choice = choice_of(b, n);
    return choice == UNKNOWN ? now : chosen(b, before, choice);
}

static id choose(struct graph *g, id before, id now, void *user)
{
    struct branches *b = user;
    id result = decided(b, before, now);
    if (result == now) result = shifts_put(g, now);
    b->any |= result != now;
    if (before < b->n) b->now[before] = result;
    return result;
}

bool branches_put(struct computation *c, bool *any)
{
    struct graph *g = c->q->graph;
    struct branches b = {.c = c, .n = g->nodes.n};
    b.values = c->roots.derivatives == c->roots.guards;
    b.now = mem_array(&g->core->mem, b.n, sizeof *b.now);
    bool ok = b.now && rewrite(g, c->roots.all.at, c->roots.all.n, NULL, 0, choose, &b);
    mem_free_array(&g->core->mem, b.now, b.n, sizeof *b.now);
    *any = b.any;
    return ok;
}

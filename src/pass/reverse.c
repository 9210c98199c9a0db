/* reverse.c - reverse mode: adjoints are carried from a scalar back to the leaves. */
#include "pass/derive.h"
#include "pass/linear_rules.h"
#include "pass/spectrum_formulas.h"
#include "pass/spectrum_rules.h"

#include <string.h>

#define NOTHING UINT32_MAX
enum { MOST_MASKS = 8 };

/* A contribution to an adjoint: one per use of the node. */
struct contribution {
    id value;
    number c; /* the value is multiplied by this */
    uint32_t next;
};

struct sweep {
    struct graph *g;
    struct reach reach;
    bool *active;   /* by position: it depends on a leaf */
    uint32_t *head; /* by position: first contribution, or NOTHING */
    VEC(struct contribution) contributions;
    struct guards *kinks;
    struct derive_mask masks[MOST_MASKS]; /* unless all hold, contributions are 0 now */
    uint32_t n_masks;
};

static bool is_active(const struct sweep *s, id a)
{
    return s->active[graph_place(s->g, a)];
}

static id with_masks(const struct sweep *s, id a)
{
    for (uint32_t i = s->n_masks; i-- > 0;) a = derive_put_mask(s->g, s->masks[i], a);
    return a;
}

/* Sums a contribution to an array that was broadcast, keeping its mask. */
static id fitted(struct sweep *s, id value, shape to)
{
    struct derive_mask mask;
    if (graph_shape(s->g, value) == to) return value;
    if (!derive_take_mask(s->g, &value, &mask)) return graph_unbroadcast(s->g, value, to);
    return derive_put_mask(s->g, mask, graph_unbroadcast(s->g, value, to));
}

static void contribute_times(struct sweep *s, id to, id value, number c)
{
    uint32_t *head = &s->head[graph_place(s->g, to)];
    value = with_masks(s, fitted(s, value, graph_shape(s->g, to)));
    struct contribution more = {value, c, *head};
    if (vec_push(&s->g->core->mem, &s->contributions, more))
        *head = (uint32_t)s->contributions.n - 1;
}

static void contribute(struct sweep *s, id to, id value)
{
    contribute_times(s, to, value, NUMBER_ONE);
}

/* Adds a number times a value without making that a node, since it will be a term of a sum. But a
 * branch takes the number in. */
static void contribute_scaled(struct sweep *s, id to, id value, number c)
{
    if (c != NUMBER_ONE && derive_takes_in(s->g, value))
        contribute(s, to, derive_chain(s->g, value, graph_number(s->g, c)));
    else
        contribute_times(s, to, value, c);
}

/* True for a single contribution that its sum would only multiply with its number. */
static bool is_alone(const struct graph *g, const struct contribution *c)
{
    const struct node *n = graph_node(g, c->value);
    bool scaled_sum = n->op == OP_PRODUCT && n->n == 1, sum = n->op == OP_SUM && c->c != NUMBER_ONE;
    return c->next == NOTHING && !scaled_sum && !sum && n->op != OP_BROADCAST;
}

/* True for what a product takes in as it is, however large a number stands before it. */
static bool is_factor(const struct graph *g, id a)
{
    enum { FEW = 16 };
    const struct node *n = graph_node(g, a);
    return n->op == OP_VARIABLE || n->op == OP_FN || (n->op == OP_PRODUCT && n->n <= FEW);
}

/* Returns the adjoint, times a number other than 1 only if it goes to a product and is a factor. */
static struct term adjoint_of(struct sweep *s, uint32_t position, bool to_product)
{
    const struct contribution *first = &s->contributions.at[s->head[position]];
    struct term alone = {first->value, first->c};
    if (is_alone(s->g, first)) {
        if (alone.c == NUMBER_ONE || (to_product && is_factor(s->g, alone.id))) return alone;
        return (struct term){graph_scale(s->g, alone.c, alone.id), NUMBER_ONE};
    }
    size_t begin = graph_begin(s->g);
    for (uint32_t k = s->head[position]; k != NOTHING; k = s->contributions.at[k].next)
        graph_push(s->g, s->contributions.at[k].value, s->contributions.at[k].c);
    derive_join_branches(s->g, begin);
    return (struct term){graph_end_sum(s->g, begin, NUMBER_ZERO), NUMBER_ONE};
}

/* ---- one rule per operation ---- */

static void through_sum(struct sweep *s, id a, id adjoint)
{
    uint32_t n = graph_node(s->g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        id child = graph_child(s->g, a, i);
        number c = node_number(s->g, graph_node(s->g, a), i);
        if (is_active(s, child)) contribute_scaled(s, child, adjoint, c);
    }
}

static void through_product(struct sweep *s, id a, struct term adjoint)
{
    struct partials partials;
    number scale;
    bool scaled = graph_is_number(s->g, adjoint.id, &scale) && graph_shape(s->g, a) == SHAPE_SCALAR;
    uint32_t n = graph_node(s->g, a)->n;
    if (partials_init(&partials, s->g, a))
        for (uint32_t i = 0; i < n; i++) {
            id child = graph_child(s->g, a, i);
            if (!is_active(s, child)) continue;
            if (scaled)
                contribute_scaled(s, child, partials_times(&partials, i, NUMBER_ONE),
                                  number_mul(&s->g->numbers, scale, partials_number(&partials, i)));
            else
                contribute(s, child, partials_chain(&partials, i, adjoint));
        }
    partials_free(&partials);
}

/* 0^e is 0 for every e > 0, but 1 for e = 0. */
static void guard_zero_power(struct sweep *s, id a)
{
    struct graph *g = s->g;
    id base = graph_child(g, a, 0), exponent = graph_child(g, a, 1), zero = graph_int(g, 0);
    struct guard guard = {
        .kind = KIND_KINK, .what = "^", .subject = exponent, .span = graph_node(g, a)->span};
    id matters = graph_where(g, graph_fn2(g, FN_equal, base, zero), exponent, graph_int(g, 1));
    guard.condition = graph_fn2(g, FN_not_equal, matters, zero);
    if (s->kinks) guards_add(g, s->kinks, guard);
}

static void through_power(struct sweep *s, id a, id adjoint)
{
    struct graph *g = s->g;
    id base = graph_child(g, a, 0), exponent = graph_child(g, a, 1);
    if (is_active(s, base)) {
        id lower = graph_power(g, base, graph_sub(g, exponent, graph_int(g, 1)));
        contribute(s, base, derive_chain(g, adjoint, graph_mul(g, exponent, lower)));
    }
    if (!is_active(s, exponent)) return;
    number zero;
    if (!graph_is_number(g, base, &zero) || zero != NUMBER_ZERO) {
        contribute(s, exponent,
                   derive_chain(g, adjoint, graph_mul(g, a, graph_fn1(g, FN_log, base))));
        return;
    }
    guard_zero_power(s, a);
}

/* True for step functions, which have no derivative at a jump, whatever they are multiplied by. (A
 * bend counts only if it is multiplied by something other than 0.) */
static bool jumps(enum fn fn)
{
    return fn_is_step(fn) || fn == FN_mod || fn == FN_atan2;
}

/* A condition that no leaf moves has no boundary. */
static void guard_branches(struct sweep *s, id a)
{
    if (s->kinks && is_active(s, graph_child(s->g, a, 0)))
        derive_guard_boundaries(s->g, s->kinks, a);
}

/* Notes the jumps of a node that depends on a leaf but gets no adjoint, such as a condition or the
 * argument of a step function: it passes no derivative on, but may make f jump. */
static void guard_jump(struct sweep *s, id a)
{
    struct node n = *graph_node(s->g, a);
    id args[FN_MOST_ARGUMENTS] = {POISON};
    if (!s->kinks || (n.op != OP_FN && n.op != OP_POWER)) return;
    for (uint32_t i = 0; i < n.n; i++) args[i] = graph_child(s->g, a, i);
    size_t before = s->kinks->all.n;
    if (n.op == OP_POWER)
        guard_zero_power(s, a);
    else if (n.fn == FN_where)
        guard_branches(s, a);
    else if (!derive_guard_attained(s->g, s->kinks, a) && jumps((enum fn)n.fn))
        guards_of_fn(s->g, s->kinks, (enum fn)n.fn, args, true, POISON, n.span);
    for (size_t i = before; i < s->kinks->all.n; i++) s->kinks->all.at[i].boundary = true;
}

static void through_function(struct sweep *s, id a, id adjoint)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    id args[FN_MOST_ARGUMENTS] = {POISON};
    for (uint32_t i = 0; i < n.n; i++) args[i] = graph_child(g, a, i);
    if (n.fn == FN_where) {
        guard_branches(s, a);
        id zero = graph_int(g, 0), one = graph_int(g, 1);
        id taken[3] = {POISON, args[0], graph_fn2(g, FN_equal, args[0], zero)};
        for (int i = 1; i < 3; i++)
            if (is_active(s, args[i]))
                contribute(s, args[i],
                           derive_chain(g, adjoint, graph_where(g, taken[i], one, zero)));
        return;
    }
    for (uint32_t i = 0; i < n.n; i++) {
        if (!is_active(s, args[i])) continue;
        id partial = rule_derivative(g, (enum fn)n.fn, (int)i, args, a);
        contribute(s, args[i], derive_chain(g, adjoint, partial));
    }
    if (!s->kinks || derive_guard_attained(g, s->kinks, a)) return;
    id matters =
        jumps((enum fn)n.fn) ? POISON : graph_fn2(g, FN_not_equal, adjoint, graph_int(g, 0));
    guards_of_fn(g, s->kinks, (enum fn)n.fn, args, true, matters, n.span);
}

static void through_matmul(struct sweep *s, id a, id adjoint)
{
    struct graph *g = s->g;
    id x = graph_child(g, a, 0), y = graph_child(g, a, 1);
    int left = graph_dims(g, x).ndim, right = graph_dims(g, y).ndim;
    if (is_active(s, x)) {
        id d = left == 1 && right == 1 ? graph_mul(g, adjoint, y)
               : left == 1             ? graph_matmul(g, y, adjoint)
               : right == 1            ? graph_outer(g, adjoint, y)
                                       : graph_matmul(g, adjoint, graph_transpose(g, y));
        contribute(s, x, d);
    }
    if (is_active(s, y)) {
        id d = left == 1 && right == 1 ? graph_mul(g, adjoint, x)
               : left == 1             ? graph_outer(g, x, adjoint)
                                       : graph_matmul(g, graph_transpose(g, x), adjoint);
        contribute(s, y, d);
    }
}

static void through_outer(struct sweep *s, id a, id adjoint)
{
    id x = graph_child(s->g, a, 0), y = graph_child(s->g, a, 1);
    if (is_active(s, x)) contribute(s, x, graph_matmul(s->g, adjoint, y));
    if (is_active(s, y)) contribute(s, y, graph_matmul(s->g, x, adjoint));
}

/* Broadcasts a reduced array against the array it was reduced from; a scalar needs nothing. */
static id along_axis(struct graph *g, id reduced, shape before, uint32_t axis)
{
    bool scalar = graph_shape(g, reduced) == SHAPE_SCALAR;
    return scalar ? reduced : graph_keep_axis(g, reduced, before, axis);
}

/* Divides the adjoint of an extreme equally among the entries that attain it. */
static id through_extreme(struct sweep *s, id a, id child, id kept, id adjoint)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    id hits = graph_fn2(g, FN_equal, child, kept);
    id ties = graph_reduce(g, REDUCE_SUM, hits, n.data);
    if (s->kinks) {
        struct guard guard = {.kind = KIND_KINK,
                              .subject = a,
                              .what = reduction_name((enum reduction)n.fn),
                              .span = n.span};
        guard.condition = graph_fn2(g, FN_equal, ties, graph_int(g, 1));
        id matters =
            graph_fn2(g, FN_not_equal, graph_reshape(g, adjoint, n.shape), graph_int(g, 0));
        guard.when = with_masks(s, matters);
        guards_add(g, s->kinks, guard);
    }
    id share = graph_div(g, adjoint, along_axis(g, ties, graph_shape(g, child), n.data));
    return graph_mul(g, share, hits);
}

static void through_reduction(struct sweep *s, id a, id adjoint)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    id child = graph_child(g, a, 0);
    shape before = graph_shape(g, child);
    id kept = along_axis(g, adjoint, before, n.data), value = along_axis(g, a, before, n.data);
    if (n.fn == REDUCE_SUM)
        contribute(s, child, graph_broadcast(g, kept, before));
    else if (n.fn == REDUCE_LOGSUMEXP)
        contribute(s, child, graph_mul(g, kept, graph_fn1(g, FN_exp, graph_sub(g, child, value))));
    else
        contribute(s, child, through_extreme(s, a, child, value, kept));
}

static void through_slice(struct sweep *s, id a, id adjoint)
{
    struct graph *g = s->g;
    struct slice axes[2];
    id child = graph_child(g, a, 0);
    bool embeds = graph_op(g, a) == OP_EMBED;
    graph_slice_axes(g, a, axes);
    contribute(s, child,
               embeds ? graph_slice(g, adjoint, axes)
                      : graph_embed(g, adjoint, axes, graph_shape(g, child)));
}

/* Gives each item of a list, or part of a concatenation, its own piece of the adjoint. */
static void through_pieces(struct sweep *s, id a, id adjoint)
{
    struct graph *g = s->g;
    struct node n = *graph_node(g, a);
    struct shape_data d = graph_dims(g, a);
    uint32_t axis = n.op == OP_STACK ? 0 : n.data;
    int64_t at = 0;
    for (uint32_t i = 0; i < n.n; i++) {
        id child = graph_child(g, a, i);
        int64_t size = n.op == OP_STACK ? 1 : graph_dims(g, child).d[axis];
        struct slice axes[2] = {{0, 1, d.d[0]}, {0, 1, d.d[1]}};
        axes[axis] = (struct slice){(int32_t)at, 1, size};
        at += size;
        if (is_active(s, child))
            contribute(s, child,
                       graph_reshape(g, graph_slice(g, adjoint, axes), graph_shape(g, child)));
    }
}

/* Notes where eigenvalues that are equal would have to be told apart. */
static void guard_split(struct sweep *s, id a, id adjoint)
{
    struct guard guard;
    if (!s->kinks || !is_active(s, graph_child(s->g, a, 0))) return;
    guard = spectrum_guard(s->g, a, adjoint);
    if (s->n_masks) guard.when = with_masks(s, graph_int(s->g, 1));
    guards_add(s->g, s->kinks, guard);
}

static void through_linear(struct sweep *s, id a, id adjoint)
{
    uint32_t n = graph_node(s->g, a)->n;
    if (op_class(graph_op(s->g, a)) == CLASS_SPECTRUM) guard_split(s, a, adjoint);
    for (uint32_t i = 0; i < n; i++) {
        id child = graph_child(s->g, a, i);
        if (is_active(s, child)) contribute(s, child, linear_adjoint(s->g, a, i, adjoint));
    }
}

static void propagate_by_operation(struct sweep *s, id a, id adjoint)
{
    struct graph *g = s->g;
    const struct node *n = graph_node(g, a);
    id child = n->n ? node_child(g, n, 0) : POISON;
    switch (n->op) {
    case OP_NAMED:
    case OP_BROADCAST: contribute(s, child, adjoint); break;
    case OP_SUM: through_sum(s, a, adjoint); break;
    case OP_PRODUCT: through_product(s, a, (struct term){adjoint, NUMBER_ONE}); break;
    case OP_POWER: through_power(s, a, adjoint); break;
    case OP_FN: through_function(s, a, adjoint); break;
    case OP_MATMUL: through_matmul(s, a, adjoint); break;
    case OP_TRANSPOSE: contribute(s, child, graph_transpose(g, adjoint)); break;
    case OP_OUTER: through_outer(s, a, adjoint); break;
    case OP_TRACE:
        contribute(s, child, graph_mul(g, adjoint, graph_eye(g, graph_dims(g, child).d[0])));
        break;
    case OP_REDUCE: through_reduction(s, a, adjoint); break;
    case OP_RESHAPE: contribute(s, child, graph_reshape(g, adjoint, graph_shape(g, child))); break;
    case OP_SLICE:
    case OP_EMBED: through_slice(s, a, adjoint); break;
    case OP_STACK:
    case OP_CONCAT: through_pieces(s, a, adjoint); break;
    default: through_linear(s, a, adjoint); break;
    }
}

/* Operations on whole arrays are linear in the adjoint, so a mask is put around their
 * contributions: 0 times a value that does not exist would not exist either. For elementwise ones
 * derive_chain() does that. */
static void propagate(struct sweep *s, id a, id adjoint)
{
    enum op op = graph_op(s->g, a);
    while (!op_is_elementwise(op) && s->n_masks < MOST_MASKS &&
           derive_take_mask(s->g, &adjoint, &s->masks[s->n_masks]))
        s->n_masks++;
    propagate_by_operation(s, a, adjoint);
    s->n_masks = 0;
}

/* ---- the sweep ---- */

static void mark_active(struct sweep *s, const id *leaves, size_t n)
{
    struct graph *g = s->g;
    for (size_t i = 0; i < n; i++)
        if (graph_reached(g, leaves[i])) s->active[graph_place(g, leaves[i])] = true;
    for (size_t p = 0; p < s->reach.ids.n; p++) {
        const struct node *node = graph_node(g, s->reach.ids.at[p]);
        for (uint32_t i = 0; i < node->n && !s->active[p]; i++)
            s->active[p] = is_active(s, node_child(g, node, i));
    }
}

/* Leaves are marked and not searched for, as there may be a hundred thousand. */
static bool sweep_down(struct sweep *s, id f, bool *is_leaf, id *adjoint_at)
{
    struct graph *g = s->g;
    contribute(s, f, graph_fill(g, NUMBER_ONE, graph_shape(g, f)));
    for (size_t p = s->reach.ids.n; p-- > 0;) {
        if (!s->active[p]) continue;
        id a = s->reach.ids.at[p];
        if (s->head[p] == NOTHING) {
            guard_jump(s, a);
            continue;
        }
        bool to_product = graph_op(g, a) == OP_PRODUCT && !is_leaf[p];
        struct term adjoint = adjoint_of(s, (uint32_t)p, to_product);
        if (adjoint.id == POISON || !core_go_on(g->core)) return false;
        if (is_leaf[p]) adjoint_at[p] = adjoint.id;
        if (graph_is_zero(g, adjoint.id))
            guard_jump(s, a);
        else if (to_product)
            through_product(s, a, adjoint);
        else if (graph_node(g, a)->n)
            propagate(s, a, adjoint.id);
    }
    return !diag_any(g->core);
}

static bool run(struct sweep *s, id f, const id *leaves, size_t n, id *adjoints)
{
    struct graph *g = s->g;
    struct mem *mem = &g->core->mem;
    size_t count = s->reach.ids.n;
    bool *is_leaf = mem_array(mem, count, sizeof *is_leaf), ok = false;
    id *adjoint_at = mem_array(mem, count, sizeof *adjoint_at);
    s->active = mem_array(mem, count, sizeof *s->active);
    s->head = mem_array(mem, count, sizeof *s->head);
    if (is_leaf && adjoint_at && s->active && s->head) {
        memset(s->head, 0xFF, count * sizeof *s->head);
        mark_active(s, leaves, n);
        for (size_t i = 0; i < n; i++)
            if (graph_reached(g, leaves[i])) is_leaf[graph_place(g, leaves[i])] = true;
        ok = sweep_down(s, f, is_leaf, adjoint_at);
        for (size_t i = 0; i < n && ok; i++) {
            id found = graph_reached(g, leaves[i]) ? adjoint_at[graph_place(g, leaves[i])] : POISON;
            adjoints[i] = found ? found : graph_fill(g, NUMBER_ZERO, graph_shape(g, leaves[i]));
        }
    }
    mem_free_array(mem, is_leaf, count, sizeof *is_leaf);
    mem_free_array(mem, adjoint_at, count, sizeof *adjoint_at);
    mem_free_array(mem, s->active, count, sizeof *s->active);
    mem_free_array(mem, s->head, count, sizeof *s->head);
    return ok;
}

bool derive_reverse(struct graph *g, id f, const id *leaves, size_t n, id *adjoints,
                    struct guards *kinks)
{
    struct sweep s = {.g = g, .kinks = kinks};
    bool ok = f != POISON && graph_reach(g, &f, 1, &s.reach);
    if (ok && reach_uses(g, &s.reach, CLASS_SPECTRUM)) {
        f = spectrum_formulas(g, f, leaves, n);
        reach_free(g, &s.reach);
        ok = f != POISON && graph_reach(g, &f, 1, &s.reach);
    }
    ok = ok && run(&s, f, leaves, n, adjoints);
    vec_free(&g->core->mem, &s.contributions);
    reach_free(g, &s.reach);
    return ok;
}

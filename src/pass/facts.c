/* facts.c - conditions that hold for all values of names, by the form of a formula, or that are
 * assumed. */
#include "pass/rewrites.h"

enum { DEPTH = 12 };

static bool is_positive(struct graph *g, id a, int depth);
static bool is_not_negative(struct graph *g, id a, int depth);
static bool is_whole(struct graph *g, id a, int depth);

static bool is_assumed(const struct graph *g, id condition)
{
    for (size_t i = 0; i < g->assumed.n; i++)
        if (g->assumed.at[i] == condition) return true;
    return false;
}

/* True if an assumed a < b, or a <= b, is no stronger than what is asked of the difference b - a.
 */
static bool follows(struct graph *g, id condition, id difference, bool strictly)
{
    number more;
    const struct node *n = graph_node(g, condition);
    if (n->op != OP_FN || (n->fn != FN_less && n->fn != FN_less_equal)) return false;
    bool strict = n->fn == FN_less;
    id known = graph_sub(g, node_child(g, n, 1), node_child(g, n, 0));
    if (!graph_is_number(g, graph_sub(g, difference, known), &more)) return false;
    int sign = number_sign(&g->numbers, more);
    return sign > 0 || (sign == 0 && (strict || !strictly));
}

/* The same for all that is assumed: the difference is positive, or not negative. */
static bool is_bounded(struct graph *g, id difference, bool strictly)
{
    for (size_t i = 0; i < g->assumed.n; i++)
        if (follows(g, g->assumed.at[i], difference, strictly)) return true;
    return false;
}

static bool all_terms(struct graph *g, id a, int depth, bool (*holds)(struct graph *, id, int))
{
    uint32_t n = graph_node(g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        number c = node_number(g, graph_node(g, a), i);
        if (number_sign(&g->numbers, c) < 0 || !holds(g, graph_child(g, a, i), depth - 1))
            return false;
    }
    return true;
}

static bool is_even(const struct graph *g, number e)
{
    int64_t n;
    return number_to_int(&g->numbers, e, &n) && n % 2 == 0;
}

/* Powers of bases that are positive, or squares. */
static bool product_holds(struct graph *g, id a, int depth, bool strictly)
{
    uint32_t n = graph_node(g, a)->n;
    if (number_sign(&g->numbers, graph_node(g, a)->data) <= 0) return false;
    for (uint32_t i = 0; i < n; i++) {
        id base = graph_child(g, a, i);
        number e = node_number(g, graph_node(g, a), i);
        if (is_positive(g, base, depth - 1)) continue;
        if (strictly && number_sign(&g->numbers, e) > 0) return false;
        if (is_even(g, e) || !number_is_integer(&g->numbers, e)) continue;
        if (!is_not_negative(g, base, depth - 1)) return false;
    }
    return true;
}

static bool is_positive(struct graph *g, id a, int depth)
{
    const struct node n = *graph_node(g, a);
    if (depth == 0 || n.shape != SHAPE_SCALAR) return false;
    switch (n.op) {
    case OP_NUMBER: return number_sign(&g->numbers, n.data) > 0;
    case OP_CONSTANT: return true;
    case OP_PRODUCT: return product_holds(g, a, depth, true);
    case OP_SUM: {
        bool constant = number_sign(&g->numbers, n.data) > 0, any = constant;
        if (number_sign(&g->numbers, n.data) < 0) return is_bounded(g, a, true);
        uint32_t count = n.n;
        for (uint32_t i = 0; i < count && !any; i++)
            any = is_positive(g, graph_child(g, a, i), depth - 1);
        return (any && all_terms(g, a, depth, is_not_negative)) || is_bounded(g, a, true);
    }
    case OP_POWER: return is_positive(g, node_child(g, &n, 0), depth - 1);
    case OP_FN:
        if (n.fn == FN_exp || n.fn == FN_cosh || n.fn == FN_sech || n.fn == FN_expit ||
            n.fn == FN_exp2 || n.fn == FN_softplus)
            return true;
        break;
    default: break;
    }
    return is_bounded(g, a, true);
}

static bool is_not_negative(struct graph *g, id a, int depth)
{
    const struct node n = *graph_node(g, a);
    if (depth == 0 || n.shape != SHAPE_SCALAR) return false;
    if (is_positive(g, a, depth)) return true;
    switch (n.op) {
    case OP_NUMBER: return n.data == NUMBER_ZERO;
    case OP_PRODUCT: return product_holds(g, a, depth, false);
    case OP_SUM:
        return (number_sign(&g->numbers, n.data) >= 0 && all_terms(g, a, depth, is_not_negative)) ||
               is_bounded(g, a, false);
    case OP_FN:
        if (n.fn == FN_abs || n.fn == FN_relu || n.fn == FN_hypot || n.fn == FN_acos) return true;
        break;
    default: break;
    }
    return is_bounded(g, a, false);
}

static bool is_whole(struct graph *g, id a, int depth)
{
    const struct node n = *graph_node(g, a);
    if (depth == 0 || n.shape != SHAPE_SCALAR) return false;
    uint32_t count = n.n;
    bool all = op_has_pairs(n.op) && number_is_integer(&g->numbers, n.data);
    switch (n.op) {
    case OP_NUMBER: return number_is_integer(&g->numbers, n.data);
    case OP_SUM:
    case OP_PRODUCT:
        for (uint32_t i = 0; i < count && all; i++) {
            number c = node_number(g, graph_node(g, a), i);
            all = number_is_integer(&g->numbers, c) &&
                  (graph_op(g, a) == OP_SUM || number_sign(&g->numbers, c) > 0) &&
                  is_whole(g, graph_child(g, a, i), depth - 1);
        }
        return all;
    case OP_FN:
        if (n.fn == FN_floor || n.fn == FN_ceil || n.fn == FN_round || n.fn == FN_sign) return true;
        break;
    default: break;
    }
    return is_assumed(g, graph_fn2(g, FN_equal, a, graph_fn1(g, FN_floor, a)));
}

bool fact_holds(struct graph *g, id condition)
{
    number value;
    if (condition == POISON) return false;
    if (graph_is_number(g, condition, &value)) return value != NUMBER_ZERO;
    if (is_assumed(g, condition)) return true;
    const struct node *n = graph_node(g, condition);
    if (n->op != OP_FN || n->n != 2) return false;
    id left = node_child(g, n, 0), right = node_child(g, n, 1);
    enum fn fn = (enum fn)n->fn;
    if (fn == FN_equal &&
        (right == graph_fn1(g, FN_floor, left) || left == graph_fn1(g, FN_floor, right)))
        return is_whole(g, right == graph_fn1(g, FN_floor, left) ? left : right, DEPTH);
    if (fn == FN_less) return is_positive(g, graph_sub(g, right, left), DEPTH);
    return fn == FN_less_equal && is_not_negative(g, graph_sub(g, right, left), DEPTH);
}

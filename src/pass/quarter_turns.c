#include "pass/quarter_turns.h"

/* What a function is after so many quarter turns. */
struct turned {
    enum fn fn;
    bool negative;
};

static bool find_turned(enum fn fn, int64_t turns, struct turned *out)
{
    static const struct {
        enum fn fn;
        struct turned after[3]; /* 1, 2 and 3 turns */
    } rows[] = {
        {FN_sin, {{FN_cos, false}, {FN_sin, true}, {FN_cos, true}}},
        {FN_cos, {{FN_sin, true}, {FN_cos, true}, {FN_sin, false}}},
        {FN_tan, {{FN_cot, true}, {FN_tan, false}, {FN_cot, true}}},
        {FN_cot, {{FN_tan, true}, {FN_cot, false}, {FN_tan, true}}},
        {FN_sec, {{FN_csc, true}, {FN_sec, true}, {FN_csc, false}}},
        {FN_csc, {{FN_sec, false}, {FN_csc, true}, {FN_sec, true}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].fn == fn && turns > 0) return *out = rows[i].after[turns - 1], true;
    return false;
}

/* (2*x + pi)/4 as x/2 + pi/4; anything else as it is. */
static id without_parentheses(struct graph *g, id angle)
{
    const struct node n = *graph_node(g, angle);
    if (n.op != OP_PRODUCT || n.n != 1 || node_number(g, &n, 0) != NUMBER_ONE) return angle;
    id sum = node_child(g, &n, 0);
    if (graph_op(g, sum) != OP_SUM) return angle;
    uint32_t terms = graph_node(g, sum)->n;
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < terms; i++) {
        number c = node_number(g, graph_node(g, sum), i);
        graph_push(g, graph_child(g, sum, i), number_mul(&g->numbers, n.data, c));
    }
    return graph_end_sum(g, begin, number_mul(&g->numbers, n.data, graph_node(g, sum)->data));
}

/* How many half pis are added in a sum, modulo 4; *rest is the sum without them. */
static int64_t turns_in(struct graph *g, id sum, id *rest)
{
    id pi = graph_constant(g, CONSTANT_pi);
    const struct node *n = graph_node(g, sum);
    int64_t turns = 0;
    for (uint32_t i = 0; i < n->n && n->op == OP_SUM; i++) {
        number c = node_number(g, n, i);
        if (node_child(g, n, i) != pi) continue;
        if (!number_to_int(&g->numbers, number_mul(&g->numbers, NUMBER_TWO, c), &turns)) return 0;
        *rest = graph_sub(g, sum, graph_scale(g, c, pi));
        return (turns % 4 + 4) % 4;
    }
    return 0;
}

id quarter_turns_taken(struct graph *g, id a)
{
    struct turned turned;
    if (a == POISON || graph_op(g, a) != OP_FN || graph_node(g, a)->n != 1) return a;
    id rest = POISON, angle = without_parentheses(g, graph_child(g, a, 0));
    int64_t turns = angle == POISON ? 0 : turns_in(g, angle, &rest);
    if (!find_turned((enum fn)graph_node(g, a)->fn, turns, &turned)) return a;
    id f = graph_fn1(g, turned.fn, rest);
    return turned.negative ? graph_neg(g, f) : f;
}

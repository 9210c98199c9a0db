#include "pass/collect.h"

enum { MOST_TERMS = 16, MOST_FACTORS = 12, MOST_CHOICES = 24, MOST_ROUNDS = 6 };

/* A factor of several terms. */
struct choice {
    struct term factor;
    uint32_t n;
};

struct choices {
    struct choice all[MOST_CHOICES];
    uint32_t n;
};

static void note(struct choices *c, struct term factor)
{
    uint32_t i = 0;
    while (i < c->n && (c->all[i].factor.id != factor.id || c->all[i].factor.c != factor.c)) i++;
    if (i == MOST_CHOICES) return;
    if (i == c->n) c->all[c->n++] = (struct choice){factor, 0};
    c->all[i].n++;
}

static bool is_factor(const struct graph *g, id term, struct term factor)
{
    const struct node *n = graph_node(g, term);
    if (n->op != OP_PRODUCT) return term == factor.id && factor.c == NUMBER_ONE;
    for (uint32_t i = 0; i < n->n; i++)
        if (node_child(g, n, i) == factor.id && node_number(g, n, i) == factor.c) return true;
    return false;
}

static void find_choices(const struct graph *g, id sum, struct choices *c)
{
    const struct node *s = graph_node(g, sum);
    for (uint32_t i = 0; i < s->n; i++) {
        const struct node *n = graph_node(g, node_child(g, s, i));
        if (n->op != OP_PRODUCT) note(c, (struct term){node_child(g, s, i), NUMBER_ONE});
        for (uint32_t k = 0; n->op == OP_PRODUCT && k < n->n && n->n <= MOST_FACTORS; k++)
            note(c, (struct term){node_child(g, n, k), node_number(g, n, k)});
    }
}

/* factor * (what is left of its terms) + the other terms */
static id collected(struct graph *g, id sum, struct term factor)
{
    uint32_t n = graph_node(g, sum)->n;
    id power = graph_pow_number(g, factor.id, factor.c);
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        if (is_factor(g, term, factor))
            graph_push(g, graph_div(g, term, power), node_number(g, graph_node(g, sum), i));
    }
    id inner = graph_end_sum(g, begin, NUMBER_ZERO);
    begin = graph_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        id term = graph_child(g, sum, i);
        if (!is_factor(g, term, factor)) graph_push(g, term, node_number(g, graph_node(g, sum), i));
    }
    graph_push(g, graph_mul(g, power, inner), NUMBER_ONE);
    return graph_end_sum(g, begin, graph_node(g, sum)->data);
}

id collect_shortest(struct operations *known, struct graph *g, id sum, uint64_t *work)
{
    for (int round = 0; round < MOST_ROUNDS && *work; round++) {
        struct choices c = {.n = 0};
        uint32_t n = graph_op(g, sum) == OP_SUM ? graph_node(g, sum)->n : 0;
        if (n < 2 || n > MOST_TERMS || graph_node(g, sum)->singular) break;
        find_choices(g, sum, &c);
        id best = sum;
        for (uint32_t i = 0; i < c.n && *work; i++) {
            if (c.all[i].n < 2) continue;
            *work -= *work < n ? *work : n;
            id form = collected(g, sum, c.all[i].factor);
            if (form != POISON &&
                operations_count(known, g, form) < operations_count(known, g, best))
                best = form;
        }
        if (best == sum) break;
        sum = best;
    }
    return sum;
}

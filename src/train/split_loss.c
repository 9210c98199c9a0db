/* split_loss.c - the loss of a part of a batch, so that the losses of all parts add up to that of
 * the batch: its terms are scaled to the rows of the batch. What does not depend on the data, and
 * so would be added once for each part, is shared among the parts by their rows. */
#include "train/train_private.h"

/* The terms of a node that do not depend on the data, as a node; 0 if there are none. */
struct rest {
    struct graph *g;
    id *of;     /* by place in the reach */
    bool *uses; /* the data */
    id zero;
};

/* A sum, or a product that is linear in the data, of what stays. */
static id rest_of_terms(const struct rest *r, id a)
{
    struct node n = *graph_node(r->g, a);
    size_t begin = graph_begin(r->g);
    for (uint32_t i = 0; i < n.n; i++) {
        id child = graph_child(r->g, a, i);
        uint32_t place = graph_place(r->g, child);
        graph_push(r->g, r->uses[place] ? r->of[place] : child,
                   node_number(r->g, graph_node(r->g, a), i));
    }
    return n.op == OP_SUM ? graph_end_sum(r->g, begin, n.data)
                          : graph_end_product(r->g, begin, n.data);
}

/* Is it a product that is linear in its one factor that uses the data? */
static bool is_linear(const struct rest *r, id a)
{
    const struct node *n = graph_node(r->g, a);
    for (uint32_t i = 0; i < n->n; i++) {
        uint32_t place = graph_place(r->g, node_child(r->g, n, i));
        if (r->uses[place] && (r->of[place] == r->zero || node_number(r->g, n, i) != NUMBER_ONE))
            return false;
    }
    return true;
}

static id rest_of(const struct rest *r, id a)
{
    const struct node *n = graph_node(r->g, a);
    bool is_sum = n->op == OP_SUM && n->shape == SHAPE_SCALAR;
    if (is_sum || (n->op == OP_PRODUCT && is_linear(r, a))) return rest_of_terms(r, a);
    if (n->op == OP_NAMED) return r->of[graph_place(r->g, node_child(r->g, n, 0))];
    return r->zero;
}

static id find_rest(struct rest *r, const struct reach *reach, const struct split_source *source)
{
    for (size_t i = 0; i < reach->ids.n; i++) {
        id a = reach->ids.at[i];
        const struct node *n = graph_node(r->g, a);
        r->uses[i] = false;
        for (size_t k = 0; k < source->n_data; k++) r->uses[i] |= source->data[k] == a;
        for (uint32_t k = 0; k < n->n; k++)
            r->uses[i] |= r->uses[graph_place(r->g, node_child(r->g, n, k))];
        r->of[i] = r->uses[i] ? rest_of(r, a) : POISON;
        if (r->uses[i] && r->of[i] == POISON) return POISON;
    }
    size_t last = reach->ids.n - 1;
    return r->uses[last] ? r->of[last] : r->zero;
}

static id read_rest(struct question *q, const struct split_source *source)
{
    struct graph *g = q->graph;
    struct reach reach = {0};
    if (!graph_reach(g, &q->values.at[0], 1, &reach)) return POISON;
    struct rest r = {.g = g, .zero = graph_int(g, 0)};
    r.of = arena_alloc(&q->core->arena, (reach.ids.n + 1) * sizeof *r.of);
    r.uses = arena_alloc(&q->core->arena, (reach.ids.n + 1) * sizeof *r.uses);
    id rest = r.of && r.uses ? find_rest(&r, &reach, source) : POISON;
    reach_free(g, &reach);
    return rest;
}

/* (all / rows)^power */
static number ratio(struct graph *g, size_t all, size_t rows, int power)
{
    number r = number_from_ratio(&g->numbers, (int64_t)all, (int64_t)rows);
    return number_pow(&g->numbers, r, power);
}

bool split_take(struct question *q, const struct split *split, const struct split_source *source,
                size_t batch)
{
    struct graph *g = q->graph;
    id *loss = &q->values.at[0];
    size_t rows = (size_t)source->rows;
    number total = ratio(g, batch, rows, split->power),
           rest = ratio(g, batch, rows, split->rest - 1);
    if (!split->has_rest || total == rest) return *loss = graph_scale(g, total, *loss), *loss;
    id free = read_rest(q, source), sum = graph_scale(g, total, graph_sub(g, *loss, free));
    *loss = graph_add(g, sum, graph_scale(g, rest, free));
    return *loss != POISON && free != POISON;
}

/* implicit_series.c - Taylor polynomials of names that equations define. */
#include "question/stages.h"

static const struct span nowhere = {0, 0, 0};

static bool can_expand(struct question *q)
{
    bool scalars = q->leaves.n == 1 && q->unknowns.n == 1 &&
                   graph_shape(q->graph, q->unknowns.at[0].node) == SHAPE_SCALAR;
    if (!scalars || q->request->n_remainder) {
        diag_error(q->core, KIND_USAGE, nowhere,
                   "with --of, taylor expands one scalar in one name, without a remainder");
        return diag_hint(q->core, "choose them as in --of y --wrt x");
    }
    if (bindings_value(q, q->unknowns.at[0].node) != POISON) return true;
    diag_error(q->core, KIND_NAME, nowhere, "'%s' has no value to expand around",
               q->unknowns.at[0].name);
    return diag_hint(q->core, "give it one that satisfies the equation: %s=1",
                     q->unknowns.at[0].name);
}

/* By the derivatives at the point: what the name is up to the degree. */
bool implicit_expand(struct question *q)
{
    struct graph *g = q->graph;
    if (!can_expand(q)) return false;
    id x = q->leaves.at[0].node, f = q->values.at[0], at = bindings_value(q, x);
    id step = graph_sub(g, x, at), power = graph_int(g, 1), sum = graph_int(g, 0);
    for (int k = 0, most = question_degree(q); f != POISON && k <= most; k++) {
        id there = f;
        if (!bindings_put_in(q, &there, 1) || !core_go_on(q->core)) return false;
        sum = graph_add(g, sum, graph_mul(g, there, power));
        power = graph_div(g, graph_mul(g, power, step), graph_int(g, k + 1));
        if (k < most) f = implicit_derivative(q, f, 0);
    }
    q->values.at[0] = sum;
    return f != POISON && sum != POISON;
}

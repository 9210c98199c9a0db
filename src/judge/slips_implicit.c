/* slips_implicit.c - what goes wrong with derivatives of what an equation F = 0 defines, which are
 * -(dF/dx)/(dF/dy): term by term of F. */
#include "judge/slips_private.h"

struct held {
    struct slips *s;
    id x, y;
    id by_x, by_y; /* of all of F */
};

static id derivative(const struct held *w, id a, id by)
{
    return derive_forward(w->s->g, a, by);
}

/* -(dF/dx - wrong_x)/(dF/dy - wrong_y) */
static id quotient_without(const struct held *w, id wrong_x, id wrong_y)
{
    struct graph *g = w->s->g;
    return graph_neg(g,
                     graph_div(g, graph_sub(g, w->by_x, wrong_x), graph_sub(g, w->by_y, wrong_y)));
}

static void try_wrong(const struct held *w, id wrong_x, id wrong_y, const char *format, id term)
{
    struct slips *s = w->s;
    if (s->found || (graph_is_zero(s->g, wrong_x) && graph_is_zero(s->g, wrong_y))) return;
    if (!slip_matches(s, quotient_without(w, wrong_x, wrong_y))) return;
    s->found = local_text(s->j->q, format, slip_formula(s, term), w->s->j->q->unknowns.at[0].name);
}

static void look_at_term(const struct held *w, id term)
{
    struct graph *g = w->s->g;
    id zero = graph_int(g, 0), by_x = derivative(w, term, w->x), by_y = derivative(w, term, w->y);
    id twice_x = graph_scale(g, NUMBER_TWO, by_x), twice_y = graph_scale(g, NUMBER_TWO, by_y);
    bool both = graph_depends(g, term, w->x) && graph_depends(g, term, w->y);
    if (both) {
        try_wrong(w, by_x, zero, "the derivative of %s lacks the part in which %s is held", term);
        try_wrong(w, zero, by_y, "the derivative of %s lacks the part in which %s changes", term);
    }
    try_wrong(w, zero, graph_sub(g, by_y, graph_int(g, 1)),
              "the chain rule: the derivative of %s lacks all but the derivative of %s", term);
    try_wrong(w, by_x, by_y, "the derivative of %s is lost", term);
    try_wrong(w, twice_x, zero, "the sign of the derivative of %s, where %s is held", term);
    try_wrong(w, zero, twice_y, "the sign of the derivative of %s, where %s changes", term);
    try_wrong(w, twice_x, twice_y, "the sign of the derivative of %s", term);
}

/* A formula without the unknown, as from an equation that was solved, may be right on a branch
 * alone. */
static void one_branch(struct slips *s)
{
    const struct judge *j = s->j;
    const struct pair pair = {s->right, s->claim};
    size_t agree = 0, other;
    for (size_t i = 0; i < j->samples.n; i++)
        agree += points_compare(j, &j->samples.at[i], &pair, 1, &other) == AGREE;
    if (agree > 0) s->found = "the formula is right on one branch of the curve, not on all of it";
}

void slips_of_equation(struct slips *s)
{
    const struct question *q = s->j->q;
    id f = q->lowering.equations.at[0].node;
    struct held w = {.s = s, .x = q->leaves.at[0].node, .y = q->unknowns.at[0].node};
    struct graph *g = s->g;
    if (question_claimed_order(q) != 1) return;
    w.by_x = derivative(&w, f, w.x);
    w.by_y = derivative(&w, f, w.y);
    if (slip_matches(s, graph_neg(g, s->right)))
        s->found = "the sign: the formula is -1 times the derivative";
    else if (slip_matches(s, graph_div(g, graph_int(g, 1), s->right)))
        s->found = "the quotient is upside down";
    uint32_t n = graph_op(g, f) == OP_SUM ? graph_node(g, f)->n : 0;
    for (uint32_t k = 0; k < n && !s->found; k++)
        look_at_term(&w, graph_scale(g, node_number(g, graph_node(g, f), k), graph_child(g, f, k)));
    if (!s->found) one_branch(s);
}

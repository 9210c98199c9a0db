/* domain.c - single points at which only one of two formulas has a value. */
#include "judge/judge_private.h"

/* The formula at the point with another value of a name, if that is a number. */
static bool value_at(const struct judge *j, const struct sample *at, id variable, int64_t x,
                     id formula, number *out)
{
    struct sample moved = points_moved(j, at, variable, graph_int(j->g, x));
    return substitute(j->g, &formula, 1, moved.moves, moved.n) &&
           graph_is_number(j->g, formula, out);
}

/* Where the two sides of a comparison meet, if their difference is of first degree in the name. */
static bool root_of(const struct judge *j, const struct sample *at, id variable, id condition,
                    id *root)
{
    struct numbers *t = &j->g->numbers;
    if (!graph_is_comparison(j->g, condition)) return false;
    condition = graph_sub(j->g, graph_child(j->g, condition, 0), graph_child(j->g, condition, 1));
    number c[3];
    for (int64_t i = 0; i < 3; i++)
        if (!value_at(j, at, variable, i, condition, &c[i])) return false;
    number slope = number_sub(t, c[1], c[0]);
    if (slope == NUMBER_ZERO || number_sub(t, c[2], c[1]) != slope) return false;
    *root = graph_number(j->g, number_neg(t, number_div(t, c[0], slope)));
    return *root != POISON;
}

static void look_at_root(struct judge *j, const struct sample *at, bool of_claim)
{
    struct standing s;
    const char *where = points_text(j, at);
    points_stand(j, at, &s);
    if (of_claim && s.function == IS_TRUE && s.claims == IS_FALSE)
        j->domain =
            local_text(j->q, "the formula has no value at %s, where the function has one", where);
    if (!of_claim && s.function == IS_FALSE && s.claims == IS_TRUE)
        j->domain =
            local_text(j->q, "the expression has no value at %s, where the formula has one", where);
}

/* That the derivative of log(x), 1/x, has values where log has none is no fault of the claim. */
static void compare_all(struct judge *j, const struct sample *at)
{
    const struct guards *guards = &j->q->lowering.guards;
    bool itself = question_claimed_order(j->q) == 0;
    for (size_t i = itself ? 0 : j->q->own_guards; i < guards->all.n; i++)
        for (size_t k = 0; k < j->variables.n && !j->domain; k++) {
            id variable = j->variables.at[k], condition = guards->all.at[i].condition, root;
            bool free = bindings_value(j->q, variable) == POISON &&
                        graph_shape(j->g, variable) == SHAPE_SCALAR;
            if (!free || !graph_depends(j->g, condition, variable)) continue;
            if (!root_of(j, at, variable, condition, &root)) continue;
            struct sample there = points_moved(j, at, variable, root);
            look_at_root(j, &there, i >= j->q->own_guards);
        }
}

void domain_compare(struct judge *j, const struct sample *at)
{
    struct trial trial;
    trial_begin(&trial, j->q->core);
    compare_all(j, at);
    trial_end(&trial, j->q->core, false);
}

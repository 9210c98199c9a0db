/* domain.c - single points at which only one of two formulas has a value. */
#include "judge/judge_private.h"

#include <math.h>

/* The formula at the point with another value of a name, if that is a number. */
static bool value_at(const struct judge *j, const struct sample *at, id variable, int64_t x,
                     id formula, number *out)
{
    struct sample moved = points_moved(j, at, variable, graph_int(j->g, x));
    return substitute(j->g, &formula, 1, moved.moves, moved.n) &&
           graph_is_number(j->g, formula, out);
}

/* Where a formula is 0, if it is of first degree in the name. */
static bool zero_of(const struct judge *j, const struct sample *at, id variable, id formula,
                    id *root)
{
    struct numbers *t = &j->g->numbers;
    number c[3];
    for (int64_t i = 0; i < 3; i++)
        if (!value_at(j, at, variable, i, formula, &c[i])) return false;
    number slope = number_sub(t, c[1], c[0]);
    if (slope == NUMBER_ZERO || number_sub(t, c[2], c[1]) != slope) return false;
    *root = graph_number(j->g, number_neg(t, number_div(t, c[0], slope)));
    return *root != POISON;
}

/* Where the two sides of a comparison meet. */
static bool root_of(const struct judge *j, const struct sample *at, id variable, id condition,
                    id *root)
{
    if (!graph_is_comparison(j->g, condition)) return false;
    id left = graph_child(j->g, condition, 0), right = graph_child(j->g, condition, 1);
    return zero_of(j, at, variable, graph_sub(j->g, left, right), root);
}

static void look_at_root(struct judge *j, const struct sample *at, bool of_claim)
{
    struct standing s;
    const char *where = points_text(j, at);
    points_stand(j, at, &s);
    bool has_derivative = s.smooth != IS_FALSE && points_have_values(j, at);
    if (of_claim && s.function == IS_TRUE && s.claims == IS_FALSE && has_derivative)
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

/* ---- where the function has no derivative ---- */

static id value_moved(const struct judge *j, const struct sample *at, id variable, id to)
{
    struct sample moved = points_moved(j, at, variable, to);
    id value = j->q->values.at[0];
    return substitute(j->g, &value, 1, moved.moves, moved.n) ? value : POISON;
}

/* The slope of the chord from the point to one beside it, at a distance that may be negative. */
static double slope_to(const struct judge *j, const struct sample *at, id variable, id root,
                       int64_t side)
{
    enum { SMALL = 1 << 30 };
    struct graph *g = j->g;
    id step = graph_number(g, number_from_ratio(&g->numbers, side, SMALL));
    id there = value_moved(j, at, variable, graph_add(g, root, step)),
       here = value_moved(j, at, variable, root);
    if (there == POISON || here == POISON) return NAN;
    return points_double(j, at, graph_div(g, graph_sub(g, there, here), step));
}

/* Chords to both sides have other slopes at a bend or a jump. */
static bool has_corner(const struct judge *j, const struct sample *at, id variable, id root)
{
    double left = slope_to(j, at, variable, root, -1), right = slope_to(j, at, variable, root, 1);
    return fabs(right - left) > 1e-4 * (1 + fmin(fabs(left), fabs(right)));
}

static void look_at_kink(struct judge *j, const struct sample *at, id variable, id root)
{
    struct sample there = points_moved(j, at, variable, root);
    struct standing s;
    points_stand(j, &there, &s);
    if (s.function == IS_TRUE && s.smooth != IS_TRUE && s.claims == IS_TRUE &&
        has_corner(j, at, variable, root))
        j->domain =
            local_text(j->q, "the function has no derivative at %s, where the formula has a value",
                       points_text(j, &there));
}

/* Bends are where the argument is 0 or two values meet, jumps of floor where it is 1. */
static void find_kinks(struct judge *j, const struct sample *at)
{
    const struct guards *kinks = &j->q->kinks;
    bool once = question_claimed_order(j->q) == 1 && j->q->values.n == 1 &&
                graph_shape(j->g, j->q->values.at[0]) == SHAPE_SCALAR;
    for (size_t i = 0; once && i < kinks->all.n; i++)
        for (size_t k = 0; k < j->variables.n && !j->domain; k++) {
            id variable = j->variables.at[k], root, subject = kinks->all.at[i].subject;
            if (bindings_value(j->q, variable) != POISON ||
                graph_shape(j->g, variable) != SHAPE_SCALAR ||
                graph_shape(j->g, subject) != SHAPE_SCALAR)
                continue;
            if (root_of(j, at, variable, kinks->all.at[i].condition, &root))
                look_at_kink(j, at, variable, root);
            id less = graph_sub(j->g, subject, graph_int(j->g, 1));
            if (!j->domain && zero_of(j, at, variable, less, &root))
                look_at_kink(j, at, variable, root);
        }
}

void domain_compare(struct judge *j, const struct sample *at)
{
    struct trial trial;
    trial_begin(&trial, j->q->core);
    compare_all(j, at);
    if (!j->domain) find_kinks(j, at);
    trial_end(&trial, j->q->core, false);
}

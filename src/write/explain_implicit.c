/* explain_implicit.c - the work of differentiating an equation: the derivatives of left minus
 * right, and their quotients. */
#include "write/explain.h"

#include "pass/derive.h"
#include "print/formula.h"

#include <string.h>

/* A name of left minus right that the program does not have. */
static const char *name_of_difference(const struct question *q)
{
    static const char *const names[] = {"F", "G", "H", "E", "F_1"};
    size_t i = 0;
    while (i < 4 && steps_is_taken(q, names[i])) i++;
    return names[i];
}

static bool is_simple(const struct question *q)
{
    bool simple = q->lowering.equations.n == 1 && q->values.n == 1;
    simple = simple && graph_shape(q->graph, q->values.at[0]) == SHAPE_SCALAR;
    for (size_t i = 0; i < q->leaves.n; i++)
        simple &= graph_shape(q->graph, q->leaves.at[i].node) == SHAPE_SCALAR;
    if (simple) return true;
    diag_error(q->core, KIND_USAGE, (struct span){0}, "only one equation of scalars is explained");
    return diag_hint(q->core, "leave --explain out");
}

/* Works the derivative of `difference`, which is called `name`. */
static bool put_partial(struct steps *s, const char *name, id difference, const struct leaf *by)
{
    id formula;
    struct round round = {.s = s, .f = difference, .x = by, .before = POISON, .last_name = name};
    return explain_by(s, by) && explain_round(&round, &formula);
}

/* The rate, and the shorter one that the equation makes of it. */
static bool put_by_equation(struct steps *s, id rate)
{
    struct work *w = &s->work;
    struct graph *g = s->q->graph;
    id shorter = rate;
    if (rate == POISON || !work_line(w, POISON, rate, NULL) || !formulas_shorten(s->q, &shorter, 1))
        return false;
    return !strcmp(print_formula(g, rate), print_formula(g, shorter)) ||
           work_line(w, POISON, shorter, work_phrase(w, PHRASE_BY_EQUATION));
}

/* The derivative of the unknown by a leaf: the quotient of those of `name`, then its formula. */
static bool put_rate(struct steps *s, const char *name, const struct leaf *leaf, id rate)
{
    struct work *w = &s->work;
    const char *y = s->q->unknowns.at[0].name, *label = work_text(w, "d%s/d%s", y, leaf->name);
    if (s->q->request->command != DCALC_DIFF) label = steps_ratio(s, y, leaf->name);
    const char *quotient =
        work_text(w, "-(%s)/(%s)", steps_ratio(s, name, leaf->name), steps_ratio(s, name, y));
    if (!label || !quotient) return false;
    id left = work_name(w, label, SHAPE_SCALAR, rate),
       right = work_name(w, quotient, SHAPE_SCALAR, rate);
    return left != POISON && right != POISON &&
           work_line(w, left, right, work_phrase(w, PHRASE_IMPLICIT_RULE)) &&
           put_by_equation(s, steps_simplified(s, rate));
}

/* Without the names that --wrt x,x repeats. */
static size_t count_leaves(const struct question *q)
{
    return q->request->command == DCALC_DIFF ? 1 : q->leaves.n;
}

static bool put_rates(struct steps *s, const char *name)
{
    const struct question *q = s->q;
    bool ok = work_title(&s->work, PHRASE_BOTH_SIDES_EQUAL);
    for (size_t i = 0; ok && i < count_leaves(q); i++)
        ok = put_rate(s, name, &q->leaves.at[i], q->rates[i]);
    bool again = q->request->order > 1 || (q->request->command == DCALC_DIFF && q->leaves.n > 1);
    return ok && (!again || work_title(&s->work, PHRASE_IMPLICIT_AGAIN));
}

bool explain_implicit(struct steps *s)
{
    const struct question *q = s->q;
    struct work *w = &s->work;
    id difference = q->lowering.equations.at[0].node;
    if (!is_simple(q)) return false;
    s->holds = true;
    const char *name = name_of_difference(q);
    difference = steps_simplified(s, difference);
    struct step whole = {.name = name, .definition = difference, .origin = POISON};
    bool ok = difference != POISON && steps_add(s, whole, difference) != POISON &&
              work_title(w, PHRASE_DIFFERENCE) && steps_states(s, 0);
    for (size_t i = 0; ok && i < count_leaves(q); i++)
        ok = put_partial(s, name, difference, &q->leaves.at[i]);
    return ok && put_partial(s, name, difference, &q->unknowns.at[0]) && put_rates(s, name);
}

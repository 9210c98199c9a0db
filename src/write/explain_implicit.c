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

/* ---- later orders ---- */

/* Of the unknown, which changes with x alone: "d²y/dx²" */
static const char *label_of_order(struct steps *s, int order)
{
    const struct question *q = s->q;
    return explain_order_ratio(s, "d", q->unknowns.at[0].name, q->leaves.at[0].name, (size_t)order);
}

/* Works both partial derivatives of a formula of x and y, and takes them along. */
static bool put_parts_of_next(struct steps *s, id f, const char *label, id *by_x, id *by_y)
{
    const struct leaf *x = &s->q->leaves.at[0], *y = &s->q->unknowns.at[0];
    struct round round = {.s = s, .f = f, .x = x};
    round.before = work_known(&s->work, label, SHAPE_SCALAR);
    if (round.before == POISON || !explain_round(&round, by_x)) return false;
    const char *name = s->all.at[s->all.n - 1].name;
    round = (struct round){.s = s, .f = f, .x = y, .before = POISON, .last_name = name};
    return explain_by(s, y) && explain_round(&round, by_y);
}

/* By the chain rule, as y changes with x: what has the label, whose formula is *f, gets the next
 * order's. */
static bool put_next(struct steps *s, int order, id rate, id *f)
{
    struct work *w = &s->work;
    struct graph *g = s->q->graph;
    const char *x = s->q->leaves.at[0].name, *y = s->q->unknowns.at[0].name;
    const char *label = label_of_order(s, order);
    id by_x, by_y;
    if (!put_parts_of_next(s, *f, label_of_order(s, order - 1), &by_x, &by_y)) return false;
    const char *name = s->all.at[s->all.n - 1].name;
    id along = work_known(w, steps_ratio(s, name, x), SHAPE_SCALAR),
       across = work_known(w, steps_ratio(s, name, y), SHAPE_SCALAR),
       slope = work_known(w, label_of_order(s, 1), SHAPE_SCALAR);
    *f = steps_simplified(s, graph_add(g, by_x, graph_mul(g, by_y, rate)));
    id next = work_name(w, label, SHAPE_SCALAR, *f),
       sum = graph_add(g, along, graph_mul(g, across, slope));
    struct work_line title = {.text = work_text(w, work_phrase(w, PHRASE_CHANGES_WITH), y, x)};
    return title.text && next != POISON && work_push(w, title) &&
           work_line(w, next, sum, work_phrase(w, PHRASE_CHAIN)) && put_by_equation(s, *f);
}

/* Which orders are worked: of a derivative by one name alone; 1 for others. */
static int count_orders(const struct question *q)
{
    int order = q->leaves.n > 1 ? (int)q->leaves.n : q->request->order;
    if (q->request->command != DCALC_DIFF) return 1;
    for (size_t i = 1; i < q->leaves.n; i++)
        if (q->leaves.at[i].node != q->leaves.at[0].node) return 1;
    return order > MOST_ORDERS ? MOST_ORDERS : order;
}

static bool put_later_orders(struct steps *s)
{
    const struct question *q = s->q;
    id f = steps_simplified(s, q->rates[0]);
    int orders = count_orders(q), k = 2;
    for (; k <= orders && explain_has_room(s); k++)
        if (f == POISON || !put_next(s, k, q->rates[0], &f)) return false;
    bool all =
        k > q->request->order && k > (q->request->command == DCALC_DIFF ? (int)q->leaves.n : 1);
    return all || work_title(&s->work, k > 2 ? PHRASE_LATER_ORDERS : PHRASE_IMPLICIT_AGAIN);
}

/* ---- the whole ---- */

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
    return ok && put_later_orders(s);
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

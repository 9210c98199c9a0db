/* explain_along.c - the work behind a derivative along a vector: forward mode, in differentials. */
#include "write/explain.h"

#include "pass/derive.h"

#include <string.h>

/* "dx" */
static const char *name_of_differential(struct steps *s, const char *of)
{
    const char *name = work_text(&s->work, "d%s", of);
    while (name && steps_is_taken(s->q, name)) name = work_text(&s->work, "%s_", name);
    return name;
}

/* Gives the differential of something that moves a name, and notes it for what depends on that. */
static bool push(struct steps *s, struct tangents *t, id of, const char *name, id value)
{
    struct mem *mem = &s->q->core->mem;
    id differential =
        work_name(&s->work, name_of_differential(s, name), graph_shape(s->q->graph, of), value);
    return differential != POISON && vec_push(mem, &t->leaves, of) &&
           vec_push(mem, &t->along, differential) && work_line(&s->work, differential, value, NULL);
}

/* Names that do not move are left out, unless none moves. */
static bool put_directions(struct steps *s, struct tangents *t)
{
    const struct question *q = s->q;
    bool ok = work_title(&s->work, PHRASE_DIRECTION), moves = false;
    for (size_t i = 0; i < q->leaves.n; i++)
        moves = moves || !graph_is_zero(q->graph, q->tangents.at[i]);
    for (size_t i = 0; i < q->leaves.n && ok; i++)
        ok = (moves && graph_is_zero(q->graph, q->tangents.at[i])) ||
             push(s, t, q->leaves.at[i].node, q->leaves.at[i].name, q->tangents.at[i]);
    return ok;
}

/* Writes the derivative of tanh and the like by the state that the pass has computed. */
static id along(struct steps *s, const struct step *step, const struct tangents *t)
{
    struct graph *g = s->q->graph;
    id slope = slope_by_own_value(g, step->definition, step->variable), of = step->definition;
    if (slope != POISON) of = graph_child(g, of, 0);
    id tangent = derive_jvp(g, of, t->leaves.at, t->along.at, t->leaves.n);
    return steps_simplified(s, slope == POISON ? tangent : graph_mul(g, slope, tangent));
}

/* States that do not move are left out, but the last one is the answer. */
static bool put_differentials(struct steps *s, struct tangents *t)
{
    bool ok = work_title(&s->work, PHRASE_DIFFERENTIALS);
    for (size_t i = 0; i < s->all.n && ok; i++) {
        const struct step step = s->all.at[i];
        id tangent = along(s, &step, t);
        ok = tangent != POISON && ((i + 1 < s->all.n && graph_is_zero(s->q->graph, tangent)) ||
                                   push(s, t, step.variable, step.name, tangent));
    }
    return ok;
}

bool explain_along(struct steps *s)
{
    const struct question *q = s->q;
    struct mem *mem = &q->core->mem;
    struct tangents t = {0};
    bool automatic = q->lowering.assigned.n == 0;
    bool ok = steps_find(s, q->values.at[0], "f", automatic) &&
              work_title(&s->work, PHRASE_FORWARD_PASS) && steps_states(s, 0) &&
              put_directions(s, &t) && put_differentials(s, &t);
    vec_free(mem, &t.leaves);
    vec_free(mem, &t.along);
    return ok;
}

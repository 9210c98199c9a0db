/* explain_backward.c - the two passes of backpropagation: states forward, adjoints back. */
#include "write/explain.h"

#include "pass/derive.h"
#include "pass/rewrite.h"

#include <string.h>

/* The state in the place of its formula: softmax is a factor of its own derivative. */
static id by_state(struct graph *g __attribute__((unused)), id before, id now, void *user)
{
    const struct step *step = user;
    return before == step->definition ? step->variable : now;
}

/* What step k passes back to a leaf or an earlier step, given its own adjoint; of tanh and its like
 * by the state that the forward pass remembers. */
static id passed_back(struct steps *s, size_t k, id to)
{
    struct graph *g = s->q->graph;
    const struct step *step = &s->all.at[k];
    id slope = slope_by_own_value(g, step->definition, step->variable), adjoint,
       seed = step->adjoint_variable, of = step->definition;
    if (slope != POISON) {
        seed = graph_mul(g, seed, slope);
        of = graph_child(g, of, 0);
    }
    id seeded = graph_reduce(g, REDUCE_SUM, graph_mul(g, seed, of), AXIS_ALL);
    bool ok = derive_reverse(g, seeded, &to, 1, &adjoint, NULL);
    ok = ok && rewrite(g, &adjoint, 1, NULL, 0, by_state, &s->all.at[k]);
    return ok ? adjoint : POISON;
}

/* The rule by which a step or leaf gets its adjoint from the steps that use it. */
static const char *rule_of(struct steps *s, size_t from, id of)
{
    struct work *w = &s->work;
    const char *users = NULL;
    size_t n = 0, user = 0;
    for (size_t k = from; k < s->all.n; k++) {
        if (!steps_depends(s, k, of)) continue;
        users =
            n++ ? work_text(w, "%s, %s", users ? users : "", s->all.at[k].name) : s->all.at[k].name;
        user = k;
    }
    if (n == 0) return work_phrase(w, PHRASE_CONSTANT_RULE);
    if (n == 1) return rule_by(s, s->all.at[user].definition, of, user + 1 < s->all.n);
    return work_text(w, work_phrase(w, PHRASE_SUMMED_CHAIN), users);
}

/* The adjoint of a step or leaf: the sum of what every later step passes back. */
static id collected(struct steps *s, size_t from, id of)
{
    struct graph *g = s->q->graph;
    size_t begin = graph_begin(g);
    for (size_t k = from; k < s->all.n; k++)
        if (steps_depends(s, k, of)) graph_push(g, passed_back(s, k, of), NUMBER_ONE);
    if (g->scratch.n == begin) return graph_fill(g, NUMBER_ZERO, graph_shape(g, of));
    return steps_simplified(s, graph_end_sum(g, begin, NUMBER_ZERO));
}

/* The result's own adjoint is 1. */
static bool find_adjoints(struct steps *s)
{
    struct graph *g = s->q->graph;
    for (size_t i = s->all.n; i-- > 0;) {
        struct step *step = &s->all.at[i];
        shape of = graph_shape(g, step->variable);
        bool result = i + 1 == s->all.n;
        step->adjoint =
            result ? graph_fill(g, NUMBER_ONE, of) : collected(s, i + 1, step->variable);
        id name = work_name(&s->work, steps_adjoint_label(s, i), of, step->adjoint);
        if (name == POISON) return false;
        s->all.at[i].adjoint_variable = result ? s->all.at[i].adjoint : name;
        const char *rule = result ? NULL : rule_of(s, i + 1, step->variable);
        if (!work_line(&s->work, name, s->all.at[i].adjoint, rule)) return false;
    }
    return true;
}

/* A derivative in the leaf alone is older than its name, which the work of diff may have made
 * before this. */
static id value_of(const struct question *q, id gradient)
{
    bool known = q->request->command == DCALC_DIFF && q->derivatives.n == 1;
    return known ? q->derivatives.at[0] : gradient;
}

/* A weight's partial derivative, and the step against it. */
static bool put_leaf(struct steps *s, size_t i)
{
    const struct question *q = s->q;
    const struct leaf *leaf = &q->leaves.at[i];
    const char *last = s->all.at[s->all.n - 1].name;
    id gradient = collected(s, 0, leaf->node);
    id name = work_name(&s->work, steps_ratio(s, last, leaf->name),
                        graph_shape(q->graph, leaf->node), value_of(q, gradient));
    if (name == POISON || !work_line(&s->work, name, gradient, rule_of(s, 0, leaf->node)))
        return false;
    return !q->new_weights.n ||
           work_push(&s->work, (struct work_line){.kind = WORK_STEP,
                                                  .name = leaf->node,
                                                  .value = q->new_weights.at[i],
                                                  .rate = q->learning_rate,
                                                  .change = name});
}

bool explain_backward(struct steps *s)
{
    const struct question *q = s->q;
    struct work *w = &s->work;
    if (q->leaves.n == 1 && !s->holds) steps_find_only_ways(s, q->leaves.at[0].node);
    bool ok = work_title(w, PHRASE_FORWARD_PASS) && steps_states(s, 0) &&
              work_title(w, PHRASE_BACKWARD_PASS) && find_adjoints(s) &&
              work_title(w, q->new_weights.n ? PHRASE_WEIGHTS : PHRASE_PARTIALS);
    for (size_t i = 0; i < q->leaves.n && ok; i++) ok = put_leaf(s, i);
    return ok;
}

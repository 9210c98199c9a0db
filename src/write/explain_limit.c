/* explain_limit.c - the work behind a limit: where numerator and denominator go, by l'Hôpital's
 * rule where both vanish or both grow. */
#include "write/explain.h"

#include "pass/derive.h"
#include "print/formula.h"

/* How often the rule is applied. */
enum { MOST_ROUNDS = 4 };

struct quotient {
    id over, under;
};

static struct quotient take_apart(struct graph *g, id f)
{
    struct quotient parts = {f, graph_int(g, 1)};
    if (graph_op(g, f) != OP_PRODUCT) return parts;
    parts.over = graph_number(g, graph_node(g, f)->data);
    for (uint32_t i = 0; i < graph_node(g, f)->n; i++) {
        number e = node_number(g, graph_node(g, f), i);
        bool below = number_sign(&g->numbers, e) < 0;
        id power =
            graph_pow_number(g, graph_child(g, f, i), below ? number_neg(&g->numbers, e) : e);
        if (below)
            parts.under = graph_mul(g, parts.under, power);
        else
            parts.over = graph_mul(g, parts.over, power);
    }
    return parts;
}

static struct limit limit_here(struct steps *s, id f)
{
    struct limit_point to = s->q->moves_to;
    if (!to.infinite && !to.side) to.side = 1;
    return limit_of_side(s->q->graph, f, s->q->moving, to);
}

static const char *text_of(struct steps *s, const struct limit *l)
{
    if (l->kind == LIMIT_PLUS) return "inf";
    if (l->kind == LIMIT_MINUS) return "-inf";
    return l->kind == LIMIT_VALUE ? print_formula(s->q->graph, l->value) : NULL;
}

static bool put_part(struct steps *s, const char *name, id formula, const struct limit *l)
{
    struct work *w = &s->work;
    const char *to = text_of(s, l), *rule = NULL;
    id known = work_known(w, name, SHAPE_SCALAR);
    if (to) rule = work_text(w, work_phrase(w, PHRASE_GOES_TO), to);
    return known != POISON && work_push(w, (struct work_line){.kind = WORK_LINE,
                                                              .text = rule,
                                                              .name = known,
                                                              .formula = formula,
                                                              .value = POISON});
}

/* 0/0 or inf/inf. */
static bool is_indeterminate(const struct graph *g, const struct limit *a, const struct limit *b)
{
    bool infinite = a->kind == LIMIT_PLUS || a->kind == LIMIT_MINUS;
    if (infinite) return b->kind == LIMIT_PLUS || b->kind == LIMIT_MINUS;
    return a->kind == LIMIT_VALUE && b->kind == LIMIT_VALUE && graph_is_zero(g, a->value) &&
           graph_is_zero(g, b->value);
}

/* u and v with where they go; *again if the rule is to be applied to them. */
static bool put_quotient(struct steps *s, const char *const names[2], struct quotient parts,
                         bool *again)
{
    const struct limit over = limit_here(s, parts.over), under = limit_here(s, parts.under);
    *again = is_indeterminate(s->q->graph, &over, &under);
    return !diag_any(s->q->core) && put_part(s, names[0], parts.over, &over) &&
           put_part(s, names[1], parts.under, &under);
}

bool explain_limit(struct steps *s)
{
    const struct question *q = s->q;
    struct graph *g = q->graph;
    struct work *w = &s->work;
    const char *names[2] = {"u", "v"};
    for (int i = 0; i < 2; i++)
        while (names[i] && steps_is_taken(q, names[i])) names[i] = work_text(w, "%s_", names[i]);
    struct quotient parts = take_apart(g, q->limited);
    bool again = false;
    if (!names[0] || !names[1]) return false;
    if (graph_is_one(g, parts.under)) {
        const struct limit whole = limit_here(s, q->limited);
        return work_title(w, PHRASE_FUNCTION) && put_part(s, names[0], q->limited, &whole);
    }
    bool ok = work_title(w, PHRASE_QUOTIENT) && put_quotient(s, names, parts, &again);
    for (int k = 0; ok && again && k < MOST_ROUNDS; k++) {
        parts.over = steps_simplified(s, derive_forward(g, parts.over, q->moving));
        parts.under = steps_simplified(s, derive_forward(g, parts.under, q->moving));
        for (int i = 0; i < 2; i++) names[i] = work_text(w, "%s'", names[i]);
        ok = names[0] && names[1] && parts.over != POISON && parts.under != POISON &&
             work_title(w, PHRASE_LHOPITAL) && put_quotient(s, names, parts, &again);
    }
    return ok && (!again || work_title(w, PHRASE_BY_EXPANSION));
}

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

/* Where the formula goes on the sides that the answer is of; undecided if these differ. */
static struct limit limit_here(struct steps *s, id f)
{
    const struct question *q = s->q;
    struct limit_point to = q->moves_to;
    bool both = !to.infinite && !to.side, decided;
    if (both) to.side = 1;
    struct limit right = limit_of_side(q->graph, f, q->moving, to);
    if (!both || right.kind == LIMIT_FAILED) return right;
    to.side = -1;
    struct limit left = limit_of_side(q->graph, f, q->moving, to);
    if (q->one_sided && right.kind == LIMIT_UNDEFINED) return left;
    if (q->one_sided && left.kind == LIMIT_UNDEFINED) return right;
    if (limit_same(q->graph, &left, &right, !q->generic, &decided) && decided) return right;
    return (struct limit){.kind = LIMIT_UNDECIDED};
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

static bool is_known(const struct limit *l)
{
    return l->kind == LIMIT_VALUE || l->kind == LIMIT_PLUS || l->kind == LIMIT_MINUS;
}

/* Numerator and denominator, or their derivatives, and where they go. */
struct indeterminate {
    struct quotient parts;
    struct limit over, under;
};

static void look(struct steps *s, struct indeterminate *r)
{
    r->over = limit_here(s, r->parts.over);
    r->under = limit_here(s, r->parts.under);
}

static bool differentiate(struct steps *s, const struct indeterminate *before,
                          struct indeterminate *r)
{
    struct graph *g = s->q->graph;
    r->parts.over = steps_simplified(s, derive_forward(g, before->parts.over, s->q->moving));
    r->parts.under = steps_simplified(s, derive_forward(g, before->parts.under, s->q->moving));
    if (r->parts.over == POISON || r->parts.under == POISON) return false;
    look(s, r);
    return true;
}

/* Is the denominator other than 0 nearby? Then so are those that it is a derivative of, and that go
 * to 0 or infinity: they are monotonic. */
static bool has_no_zeros(struct steps *s, const struct indeterminate *r)
{
    struct graph *g = s->q->graph;
    if (r->under.kind != LIMIT_VALUE) return is_known(&r->under);
    struct limit inverse = limit_here(s, graph_div(g, graph_int(g, 1), r->parts.under));
    return is_known(&inverse) && !(inverse.kind == LIMIT_VALUE && graph_is_zero(g, inverse.value));
}

/* Does the last quotient go to the answer, with all conditions of the rule? */
static bool settles(struct steps *s, const struct indeterminate *r)
{
    const struct question *q = s->q;
    bool decided;
    struct limit answer = {.kind = q->infinite > 0   ? LIMIT_PLUS
                                   : q->infinite < 0 ? LIMIT_MINUS
                                                     : LIMIT_VALUE,
                           .value = q->values.at[0]};
    if (!is_known(&r->over) || !is_known(&r->under) ||
        is_indeterminate(q->graph, &r->over, &r->under) || !has_no_zeros(s, r))
        return false;
    struct limit last = limit_here(s, graph_div(q->graph, r->parts.over, r->parts.under));
    return limit_same(q->graph, &last, &answer, !q->generic, &decided) && decided;
}

/* u and v with where they go. */
static bool put_stage(struct steps *s, const char *names[2], const struct indeterminate *r, int k)
{
    struct work *w = &s->work;
    for (int i = 0; k && i < 2; i++) names[i] = work_text(w, "%s'", names[i]);
    return names[0] && names[1] && work_title(w, k ? PHRASE_LHOPITAL : PHRASE_QUOTIENT) &&
           put_part(s, names[0], r->parts.over, &r->over) &&
           put_part(s, names[1], r->parts.under, &r->under);
}

/* All rounds if they lead to the answer, else what the quotient is. */
static bool put_quotient(struct steps *s, const char *names[2], struct quotient parts)
{
    struct indeterminate stages[MOST_ROUNDS + 1] = {{.parts = parts}};
    int n = 0;
    look(s, &stages[0]);
    while (n < MOST_ROUNDS && is_indeterminate(s->q->graph, &stages[n].over, &stages[n].under)) {
        if (!differentiate(s, &stages[n], &stages[n + 1])) return false;
        n++;
    }
    bool settled = settles(s, &stages[n]), ok = !diag_any(s->q->core);
    for (int k = 0; ok && k <= (settled ? n : 0); k++) ok = put_stage(s, names, &stages[k], k);
    return ok && (settled || work_title(&s->work, PHRASE_BY_EXPANSION));
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
    if (!names[0] || !names[1]) return false;
    if (!graph_is_one(g, parts.under)) return put_quotient(s, names, parts);
    const struct limit whole = limit_here(s, q->limited);
    return work_title(w, PHRASE_FUNCTION) && put_part(s, names[0], q->limited, &whole);
}

/* hopital.c - where numerator and denominator go, and l'Hôpital's rule where these leave the limit
 * of their quotient open. */
#include "write/hopital.h"

#include "pass/derive.h"
#include "print/formula.h"

struct quotient take_apart(struct graph *g, id f)
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

static struct limit limit_from(struct steps *s, id f, int side)
{
    struct limit_point to = s->q->moves_to;
    if (!to.infinite && !to.side) to.side = side;
    return limit_of_side(s->q->graph, f, s->q->moving, to);
}

static bool oscillate_alike(const struct limit *a, const struct limit *b)
{
    return a->kind == LIMIT_OSCILLATES && b->kind == LIMIT_OSCILLATES && !a->low.infinite &&
           !a->high.infinite && !b->low.infinite && !b->high.infinite &&
           a->low.value == b->low.value && a->high.value == b->high.value;
}

/* Where the formula goes on the sides that the answer is of; undecided if these differ. */
struct limit limit_here(struct steps *s, id f)
{
    const struct question *q = s->q;
    bool both = !q->moves_to.infinite && !q->moves_to.side, decided;
    struct limit right = limit_from(s, f, 1);
    if (!both || right.kind == LIMIT_FAILED) return right;
    struct limit left = limit_from(s, f, -1);
    if (q->one_sided && right.kind == LIMIT_UNDEFINED) return left;
    if (q->one_sided && left.kind == LIMIT_UNDEFINED) return right;
    if (oscillate_alike(&right, &left)) return right;
    if (limit_same(q->graph, &left, &right, !q->generic, &decided) && decided) return right;
    return (struct limit){.kind = LIMIT_UNDECIDED};
}

struct limit limit_of_either(struct steps *s, id f)
{
    struct limit l = limit_here(s, f);
    return l.kind == LIMIT_UNDECIDED ? limit_from(s, f, 1) : l;
}

static const char *bound_text(struct steps *s, const struct limit_bound *b)
{
    return b->infinite || b->value == POISON ? NULL : print_formula(s->q->graph, b->value);
}

/* "goes to 0", "stays between -1 and 1"; NULL if neither is known. */
static const char *text_of(struct steps *s, const struct limit *l)
{
    struct work *w = &s->work;
    const char *low = NULL, *high = NULL,
               *to = l->kind == LIMIT_PLUS    ? "inf"
                     : l->kind == LIMIT_MINUS ? "-inf"
                                              : NULL;
    if (l->kind == LIMIT_VALUE) to = print_formula(s->q->graph, l->value);
    if (to) return work_text(w, work_phrase(w, PHRASE_GOES_TO), to);
    if (l->kind != LIMIT_OSCILLATES) return NULL;
    low = bound_text(s, &l->low), high = bound_text(s, &l->high);
    return low && high ? work_text(w, work_phrase(w, PHRASE_STAYS_BETWEEN), low, high) : NULL;
}

bool limit_put_line(struct steps *s, id name, id formula, const struct limit *l)
{
    struct work_line line = {.kind = WORK_LINE, .name = name, .formula = formula};
    line.text = text_of(s, l);
    if (l->kind == LIMIT_VALUE) line.to = l->value;
    line.infinite = (l->kind == LIMIT_PLUS) - (l->kind == LIMIT_MINUS);
    return name != POISON && work_push(&s->work, line);
}

bool limit_put_part(struct steps *s, const char *name, id formula, const struct limit *l)
{
    id known = name ? work_known(&s->work, name, SHAPE_SCALAR) : POISON;
    return limit_put_line(s, known, formula, l);
}

bool limit_is_zero(const struct graph *g, const struct limit *l)
{
    return l->kind == LIMIT_VALUE && graph_is_zero(g, l->value);
}

bool limit_is_infinite(const struct limit *l)
{
    return l->kind == LIMIT_PLUS || l->kind == LIMIT_MINUS;
}

bool limit_is_known(const struct limit *l)
{
    return l->kind == LIMIT_VALUE || limit_is_infinite(l);
}

static bool is_indeterminate(const struct graph *g, const struct indeterminate *r)
{
    if (limit_is_infinite(&r->over)) return limit_is_infinite(&r->under);
    return limit_is_zero(g, &r->over) && limit_is_zero(g, &r->under);
}

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
    if (r->under.kind != LIMIT_VALUE) return limit_is_known(&r->under);
    struct limit inverse = limit_here(s, graph_div(g, graph_int(g, 1), r->parts.under));
    return limit_is_known(&inverse) && !limit_is_zero(g, &inverse);
}

/* Does the last quotient go to the limit, with all conditions of the rule? */
static bool settles(struct steps *s, const struct indeterminate *r, const struct limit *to)
{
    const struct question *q = s->q;
    bool decided;
    if (!limit_is_known(&r->over) || !limit_is_known(&r->under) || is_indeterminate(q->graph, r) ||
        !has_no_zeros(s, r))
        return false;
    struct limit last = limit_here(s, graph_div(q->graph, r->parts.over, r->parts.under));
    return limit_same(q->graph, &last, to, !q->generic, &decided) && decided;
}

/* The quotient of two derivatives that still leave it open, if it has the limit by itself: as -x
 * for 1/x over -1/x^2. POISON if not. */
static id simpler_ratio(struct steps *s, const struct indeterminate *r, const struct limit *to)
{
    struct graph *g = s->q->graph;
    bool decided;
    if (!is_indeterminate(g, r) || !has_no_zeros(s, r)) return POISON;
    id ratio = steps_simplified(s, graph_div(g, r->parts.over, r->parts.under));
    struct indeterminate now = {.parts = take_apart(g, ratio)};
    look(s, &now);
    bool open =
        !limit_is_known(&now.over) || !limit_is_known(&now.under) || is_indeterminate(g, &now);
    const struct limit l = limit_here(s, ratio);
    bool same = limit_same(g, &l, to, !s->q->generic, &decided) && decided;
    return !open && same ? ratio : POISON;
}

bool hopital_try(struct steps *s, struct quotient parts, const struct limit *to, struct hopital *h)
{
    *h = (struct hopital){.stages = {{.parts = parts}}, .ratio = POISON};
    look(s, &h->stages[0]);
    while (h->n < MOST_ROUNDS && is_indeterminate(s->q->graph, &h->stages[h->n])) {
        if (!differentiate(s, &h->stages[h->n], &h->stages[h->n + 1])) return false;
        h->n++;
        h->ratio = simpler_ratio(s, &h->stages[h->n], to);
        h->settled = h->ratio != POISON;
        if (h->settled) return !diag_any(s->q->core);
    }
    h->settled = settles(s, &h->stages[h->n], to);
    return !diag_any(s->q->core);
}

const char *limit_name(struct steps *s, const char *name)
{
    while (name && steps_is_taken(s->q, name)) name = work_text(&s->work, "%s_", name);
    return name;
}

static bool put_rule_title(struct steps *s, const struct indeterminate *before)
{
    struct work *w = &s->work;
    const char *form = limit_is_infinite(&before->over) ? "inf/inf" : "0/0";
    const char *title = work_text(w, work_phrase(w, PHRASE_LHOPITAL), form);
    return title && work_push(w, (struct work_line){.kind = WORK_TITLE, .text = title});
}

/* "u'", "u''", "u^(4)" */
static const char *name_of_derivative(struct steps *s, const char *of, int order)
{
    static const char *const primes[] = {"", "'", "''", "'''"};
    return order < 4 ? work_text(&s->work, "%s%s", of, primes[order])
                     : work_text(&s->work, "%s^(%d)", of, order);
}

static bool put_stage(struct steps *s, const struct hopital *h, int k)
{
    const struct indeterminate *r = &h->stages[k];
    const char *over = name_of_derivative(s, limit_name(s, "u"), k),
               *under = name_of_derivative(s, limit_name(s, "v"), k);
    if (!limit_put_part(s, over, r->parts.over, &r->over) ||
        !limit_put_part(s, under, r->parts.under, &r->under))
        return false;
    if (k < h->n || h->ratio == POISON) return true;
    const struct limit l = limit_here(s, h->ratio);
    return limit_put_part(s, work_text(&s->work, "%s/%s", over, under), h->ratio, &l);
}

static bool put_title_of_many(struct steps *s, int more)
{
    struct work *w = &s->work;
    const char *title = work_text(w, work_phrase(w, PHRASE_LHOPITAL_AGAIN), more);
    return title && work_push(w, (struct work_line){.kind = WORK_TITLE, .text = title});
}

/* u and v with where they go, u' and v', and so on; of many rounds the first and the last. */
bool hopital_put(struct steps *s, const struct hopital *h)
{
    enum { FIRST_ROUNDS = 3 };
    struct work *w = &s->work;
    bool titled = w->lines.n && w->lines.at[w->lines.n - 1].kind == WORK_TITLE;
    bool ok = (titled || work_title(w, PHRASE_QUOTIENT)) && put_stage(s, h, 0);
    for (int k = 1; ok && k <= h->n && k <= FIRST_ROUNDS; k++)
        ok = put_rule_title(s, &h->stages[k - 1]) && put_stage(s, h, k);
    if (!ok || h->n <= FIRST_ROUNDS) return ok;
    return put_title_of_many(s, h->n - FIRST_ROUNDS) && put_stage(s, h, h->n);
}

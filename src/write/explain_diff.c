/* explain_diff.c - how a derivative is found: the parts, a rule for each, and what they give. */
#include "write/explain.h"

#include "pass/derive.h"
#include "print/formula.h"

#include <string.h>

/* Higher orders repeat what these show, and no round begins after so many lines. */
enum { MOST_LINES = 120 };

/* ---- what lines before have given ---- */

static const char *total_label(const struct round *r, size_t i)
{
    return steps_ratio(r->s, r->s->all.at[i].name, r->x->name);
}

/* Returns the line that gives a derivative its value; the number of lines if none does. A variable
 * must not be older than its value, so none is made of the label. */
static size_t line_of(const struct round *r, const char *label)
{
    const struct work *w = &r->s->work;
    const struct graph *g = w->q->graph;
    uint32_t name = names_find(&w->q->core->names, label, strlen(label));
    for (size_t i = 0; i < w->lines.n && name != NAME_NONE; i++) {
        const struct work_line *line = &w->lines.at[i];
        if (line->kind == WORK_LINE && line->name != POISON &&
            graph_node(g, line->name)->data == name)
            return i;
    }
    return w->lines.n;
}

/* Returns the name of the derivative of step i by x, if a line has given it; else POISON. */
static id given(const struct round *r, size_t i)
{
    const struct work *w = &r->s->work;
    size_t line = line_of(r, total_label(r, i));
    return line < w->lines.n ? w->lines.at[line].name : POISON;
}

/* ---- what a part depends on ---- */

/* The things that a definition is made of, each once. Definitions are shallow: all that moves in
 * them is x, to some power, or the name of a part. */
static bool collect(const struct round *r, id a, int depth, struct tangents *t)
{
    struct steps *s = r->s;
    struct graph *g = s->q->graph;
    struct mem *mem = &g->core->mem;
    enum { DEEPEST = 8 };
    for (size_t i = 0; i < t->leaves.n; i++)
        if (t->leaves.at[i] == a) return true;
    if (a == r->x->node)
        return vec_push(mem, &t->leaves, a) && vec_push(mem, &t->along, graph_int(g, 1));
    for (size_t i = r->first; i < s->all.n; i++)
        if (s->all.at[i].variable == a && s->all.at[i].moves)
            return vec_push(mem, &t->leaves, a) && vec_push(mem, &t->along, s->all.at[i].slope);
    for (uint32_t i = 0; i < graph_node(g, a)->n && depth < DEEPEST; i++)
        if (!collect(r, graph_child(g, a, i), depth + 1, t)) return false;
    return true;
}

static void tangents_free(const struct round *r, struct tangents *t)
{
    struct mem *mem = &r->s->q->core->mem;
    vec_free(mem, &t->leaves);
    vec_free(mem, &t->along);
}

/* True if every part depends on one thing, the part before it, and none has a derivative by x that
 * is known; there must be two parts. */
static bool is_chain(const struct round *r)
{
    const struct steps *s = r->s;
    id before = r->x->node;
    size_t links = 0;
    for (size_t i = r->first; i < s->all.n; i++) {
        struct tangents t = {0};
        if (!s->all.at[i].moves) continue;
        if (graph_shape(s->q->graph, s->all.at[i].variable) != SHAPE_SCALAR) return false;
        bool follows = collect(r, s->all.at[i].definition, 0, &t) && t.leaves.n == 1 &&
                       t.leaves.at[0] == before && (before == r->x->node || given(r, i) == POISON);
        tangents_free(r, &t);
        if (!follows) return false;
        before = s->all.at[i].variable;
        links++;
    }
    return links > 1;
}

/* ---- the lines ---- */

/* log(h) = g*log(f), (dh/dx)/h = ..., and what follows. */
static bool logarithmic_lines(const struct round *r, const struct step *step, id slope,
                              const char *label, const struct tangents *t)
{
    struct work *w = &r->s->work;
    struct graph *g = r->s->q->graph;
    id h = step->variable, base = graph_child(g, step->definition, 0),
       exponent = graph_child(g, step->definition, 1);
    id log_base = graph_fn1(g, FN_log, base), sides = graph_mul(g, exponent, log_base);
    id right = derive_jvp(g, sides, t->leaves.at, t->along.at, t->leaves.n);
    id ratio = work_name(w, work_text(w, "(%s)/%s", label, step->name), SHAPE_SCALAR, right);
    return work_line(w, graph_fn1(g, FN_log, h), sides, work_phrase(w, PHRASE_LOGARITHMS)) &&
           work_line(w, ratio, right, work_phrase(w, PHRASE_BOTH_SIDES)) &&
           work_line(w, slope, graph_mul(g, h, right), work_phrase(w, PHRASE_TIMES_FUNCTION));
}

static bool slope_lines(const struct round *r, struct step *step, const char *label,
                        const struct tangents *t, bool chain)
{
    struct steps *s = r->s;
    struct applied applied = differentiate_step(s, step, r->x->node, t);
    id slope =
        work_name(&s->work, label, graph_shape(s->q->graph, step->variable), applied.formula);
    if (slope == POISON) return false;
    if (!chain) step->slope = slope;
    if (applied.logarithmic) return logarithmic_lines(r, step, slope, label, t);
    return work_line(&s->work, slope, applied.formula, applied.rule);
}

/* Nothing moves with x. */
static bool put_constant(const struct round *r)
{
    struct steps *s = r->s;
    id zero = graph_fill(s->q->graph, NUMBER_ZERO, graph_shape(s->q->graph, r->f));
    id name =
        work_name(&s->work, total_label(r, s->all.n - 1), graph_shape(s->q->graph, r->f), zero);
    return name != POISON &&
           work_line(&s->work, name, zero, work_phrase(&s->work, PHRASE_CONSTANT_RULE));
}

/* Every part's derivative by x, in which those of earlier parts have names. */
static bool put_totals(const struct round *r)
{
    struct steps *s = r->s;
    bool ok = true;
    for (size_t i = r->first; i < s->all.n && ok; i++) {
        struct tangents t = {0};
        struct step *step = &s->all.at[i];
        if (!step->moves) continue;
        step->slope = given(r, i);
        if (step->slope != POISON) continue;
        ok = collect(r, step->definition, 0, &t) &&
             slope_lines(r, step, total_label(r, i), &t, false);
        tangents_free(r, &t);
    }
    return ok && (s->all.at[s->all.n - 1].moves || put_constant(r));
}

/* A part's derivative by the one before. */
static bool put_link(const struct round *r, struct step *step, const char *label)
{
    struct tangents t = {0};
    if (line_of(r, label) < r->s->work.lines.n) return true;
    bool ok = collect(r, step->definition, 0, &t);
    if (ok) t.along.at[0] = graph_int(r->s->q->graph, 1);
    ok = ok && slope_lines(r, step, label, &t, true);
    tangents_free(r, &t);
    return ok;
}

static bool put_factor(const struct round *r, const char *label)
{
    struct work *w = &r->s->work;
    struct work_line factor = w->lines.at[line_of(r, label)];
    factor.kind = WORK_CHAIN;
    return work_push(w, factor);
}

/* Every part's derivative by the one before, and their product from the outermost in. */
static bool put_chain(const struct round *r)
{
    struct steps *s = r->s;
    struct work *w = &s->work;
    VEC(const char *) labels = {0};
    struct work_line product = {.kind = WORK_CHAIN};
    const char *before = r->x->name;
    bool ok = true;
    for (size_t i = r->first; i < s->all.n && ok; i++) {
        struct step *step = &s->all.at[i];
        if (!step->moves) continue;
        const char *label = steps_ratio(s, step->name, before);
        ok = vec_push(&s->q->core->mem, &labels, label) && put_link(r, step, label);
        before = step->name;
    }
    product.name = work_known(w, total_label(r, s->all.n - 1), SHAPE_SCALAR);
    ok = ok && product.name != POISON && work_title(w, PHRASE_CHAIN_RULE) && work_push(w, product);
    for (size_t i = labels.n; i-- > 0 && ok;) ok = put_factor(r, labels.at[i]);
    vec_free(&s->q->core->mem, &labels);
    return ok;
}

/* The derivative in x alone, unless the last line says it already. */
static bool put_result(const struct round *r, id derivative, size_t before)
{
    struct steps *s = r->s;
    struct graph *g = s->q->graph;
    struct work *w = &s->work;
    const struct work_line *last = &w->lines.at[w->lines.n - 1];
    const char *now = print_formula(g, derivative);
    bool nothing = w->lines.n == before;
    bool said =
        !nothing && last->kind == WORK_LINE && !strcmp(now, print_formula(g, last->formula));
    if (said && !r->label) return true;
    const char *label = r->label ? r->label : total_label(r, s->all.n - 1);
    id name = work_name(w, label, graph_shape(g, derivative), derivative);
    return name != POISON && work_title(w, said || nothing ? PHRASE_THAT_IS : PHRASE_SIMPLIFIED) &&
           work_line(w, name, derivative, NULL);
}

/* "Once more, for q = dg/dx", or by which of several names. */
static bool put_once_more(const struct round *r)
{
    struct work *w = &r->s->work;
    const struct step *last = &r->s->all.at[r->s->all.n - 1];
    bool several = r->s->q->leaves.n + r->s->q->unknowns.n > 1;
    struct work_line title = {.name = last->variable, .formula = r->before};
    title.text = work_phrase(w, several ? PHRASE_ONCE_MORE_BY : PHRASE_ONCE_MORE);
    if (several) title.text = work_text(w, title.text, r->x->name);
    return title.text && work_push(w, title);
}

/* The title, and the parts that are new. */
static bool put_parts(const struct round *r)
{
    struct steps *s = r->s;
    struct work *w = &s->work;
    bool alone = s->all.n - r->first == 1;
    size_t known = 0;
    for (size_t i = r->first; i < s->all.n; i++) known += s->all.at[i].is_known;
    if (r->before != POISON) {
        if (!put_once_more(r)) return false;
    } else if (known < s->all.n - r->first) {
        if (!work_title(w, alone ? PHRASE_FUNCTION : PHRASE_PARTS)) return false;
    }
    return steps_states(s, r->first);
}

/* The derivatives of the parts. A title stands above them if none is there yet, and any is new. */
static bool put_slopes(const struct round *r)
{
    struct work *w = &r->s->work;
    bool chain = is_chain(r), single = r->s->all.n - r->first == 1;
    bool titled = w->lines.n && w->lines.at[w->lines.n - 1].kind == WORK_TITLE;
    enum phrase title = chain ? PHRASE_CHAIN_PARTS : single ? PHRASE_ONE_PART : PHRASE_EACH_PART;
    if (!titled && !work_title(w, title)) return false;
    size_t before = w->lines.n;
    bool ok = chain ? put_chain(r) : put_totals(r);
    if (!titled && w->lines.n == before) w->lines.n--;
    return ok;
}

static bool put_round(struct round *r, id derivative)
{
    struct steps *s = r->s;
    r->first = s->all.n;
    if (!steps_dissect(s, r->f, r->x->node, r->last_name) || !put_parts(r)) return false;
    size_t before = s->work.lines.n;
    return put_slopes(r) && put_result(r, derivative, before);
}

bool explain_round(struct round *r, id *derivative)
{
    *derivative = steps_answered(r->s, derive_forward(r->s->q->graph, r->f, r->x->node));
    return *derivative != POISON && put_round(r, *derivative);
}

bool explain_has_room(const struct steps *s)
{
    return s->work.lines.n < MOST_LINES;
}

static const char *const raised[] = {"", "", "²", "³", "⁴"};

const char *explain_order_ratio(struct steps *s, const char *d, const char *over, const char *under,
                                size_t n)
{
    return work_text(&s->work, "%s%s%s/%s%s%s", d, raised[n], over, d, under, raised[n]);
}

const char *explain_order_label(struct steps *s, const char *name, const struct leaf *const *by,
                                size_t n)
{
    bool mixed = false;
    for (size_t i = 1; i < n; i++) mixed |= by[i]->node != by[0]->node;
    const char *d = s->holds || mixed ? "∂" : "d";
    if (!mixed) return explain_order_ratio(s, d, name, by[0]->name, n);
    const char *label = work_text(&s->work, "%s%s%s/", d, raised[n], name);
    for (size_t i = 0; i < n && label; i++)
        label = work_text(&s->work, i ? "%s %s%s" : "%s%s%s", label, d, by[i]->name);
    return label;
}

bool explain_diff(struct steps *s)
{
    const struct question *q = s->q;
    int order = q->request->order;
    size_t orders = q->leaves.n > 1 ? q->leaves.n : order > 0 ? (size_t)order : 1;
    struct round r = {.s = s, .f = q->values.at[0]};
    const struct leaf *by[MOST_ORDERS];
    const char *name = NULL, *label = NULL;
    size_t k = 1;
    for (; k <= orders && k <= MOST_ORDERS && (k == 1 || explain_has_room(s)); k++) {
        id derivative;
        r.x = by[k - 1] = &q->leaves.at[q->leaves.n > 1 ? k - 1 : 0];
        r.before = label ? work_known(&s->work, label, graph_shape(q->graph, r.f)) : POISON;
        r.label = k > 1 ? explain_order_label(s, name, by, k) : NULL;
        if (!explain_round(&r, &derivative)) return false;
        if (k == 1) name = s->all.at[s->all.n - 1].name;
        label = k == 1 ? steps_ratio(s, name, r.x->name) : r.label;
        r.f = derivative;
    }
    return k > orders || work_title(&s->work, PHRASE_LATER_ORDERS);
}

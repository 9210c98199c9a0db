/* explain_limit.c - the work behind a limit: of a quotient by l'Hôpital's rule, of products, powers
 * and sums as quotients, of a bounded factor beside one that vanishes, else parts and where they
 * go. */
#include "write/hopital.h"

#include "pass/substitute.h"
#include "pass/words.h"
#include "print/formula.h"

#include <string.h>

static bool put_title(struct steps *s, enum phrase title, const char *form)
{
    struct work *w = &s->work;
    const char *text = work_text(w, work_phrase(w, title), form);
    return text && work_push(w, (struct work_line){.kind = WORK_TITLE, .text = text});
}

/* ---- products ---- */

/* A product's factors by where they go, each a product again; `rest` goes to a number. */
struct factors {
    id vanishing, growing, bounded, rest;
    bool vanishes, grows, oscillates, is_known;
};

static void add_factor(struct steps *s, struct factors *f, id factor)
{
    struct graph *g = s->q->graph;
    const struct limit l = limit_of_either(s, factor);
    bool zero = limit_is_zero(g, &l), infinite = limit_is_infinite(&l);
    bool bounded = l.kind == LIMIT_OSCILLATES && !l.low.infinite && !l.high.infinite;
    id *to = zero ? &f->vanishing : infinite ? &f->growing : bounded ? &f->bounded : &f->rest;
    *to = graph_mul(g, *to, factor);
    f->vanishes |= zero;
    f->grows |= infinite;
    f->oscillates |= bounded;
    f->is_known &= bounded || limit_is_known(&l);
}

static struct factors sort_factors(struct steps *s, id product)
{
    struct graph *g = s->q->graph;
    id one = graph_int(g, 1);
    struct factors f = {one, one, one, one, .is_known = true};
    if (graph_op(g, product) != OP_PRODUCT) return f;
    f.rest = graph_number(g, graph_node(g, product)->data);
    for (uint32_t i = 0; i < graph_node(g, product)->n; i++) {
        number e = node_number(g, graph_node(g, product), i);
        add_factor(s, &f, graph_pow_number(g, graph_child(g, product, i), e));
    }
    return f;
}

/* ---- forms that are written as quotients ---- */

/* How much there is to read. */
static size_t length_of(struct steps *s, const struct hopital *h)
{
    size_t length = 0;
    for (int k = 0; k <= h->n; k++)
        length += strlen(print_formula(s->q->graph, h->stages[k].parts.over)) +
                  strlen(print_formula(s->q->graph, h->stages[k].parts.under));
    return length;
}

/* The shorter work by l'Hôpital's rule of growing/(1/vanishing) and vanishing/(1/growing). */
static bool try_product(struct steps *s, id product, const struct limit *to, struct hopital *best)
{
    struct graph *g = s->q->graph;
    struct factors f = sort_factors(s, product);
    if (!f.vanishes || !f.grows || f.oscillates || !f.is_known) return true;
    const id sides[2] = {f.growing, f.vanishing};
    for (int i = 0; i < 2; i++) {
        struct hopital h;
        id over = steps_simplified(s, graph_mul(g, f.rest, sides[i]));
        id under = steps_simplified(s, graph_div(g, graph_int(g, 1), sides[1 - i]));
        if (over == POISON || under == POISON) return false;
        if (!hopital_try(s, (struct quotient){over, under}, to, &h)) return false;
        if (h.settled && (!best->settled || length_of(s, &h) < length_of(s, best))) *best = h;
    }
    return true;
}

static id term_of(struct graph *g, id sum, uint32_t i)
{
    id coefficient = graph_number(g, node_number(g, graph_node(g, sum), i));
    return graph_mul(g, coefficient, graph_child(g, sum, i));
}

/* True if some terms go to inf and others to -inf. */
static bool is_difference(struct steps *s, id sum)
{
    struct graph *g = s->q->graph;
    bool plus = false, minus = false;
    if (graph_op(g, sum) != OP_SUM) return false;
    for (uint32_t i = 0; i < graph_node(g, sum)->n; i++) {
        const struct limit l = limit_of_either(s, term_of(g, sum, i));
        plus |= l.kind == LIMIT_PLUS;
        minus |= l.kind == LIMIT_MINUS;
    }
    return plus && minus;
}

/* A number times the root of something. */
static bool is_root(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    bool one = n->op == OP_PRODUCT && n->n == 1;
    return one && !number_is_integer(&g->numbers, node_number(g, n, 0));
}

/* a - b over one denominator, or where there is none as (a^2 - b^2)/(a + b). */
static bool try_sum(struct steps *s, id sum, const struct limit *to, struct hopital *h,
                    enum phrase *title)
{
    struct graph *g = s->q->graph;
    if (!is_difference(s, sum)) return true;
    id whole = words_together(g, sum);
    if (whole == POISON) return false;
    struct quotient parts = take_apart(g, whole);
    *title = PHRASE_DIFFERENCE_FORM;
    if (!graph_is_one(g, parts.under)) return hopital_try(s, parts, to, h);
    if (graph_node(g, sum)->n != 2 || graph_node(g, sum)->data != NUMBER_ZERO) return true;
    bool first = limit_of_either(s, term_of(g, sum, 0)).kind == LIMIT_PLUS;
    id a = term_of(g, sum, !first), b = term_of(g, sum, first);
    if (!is_root(g, a) && !is_root(g, b)) return true;
    id squares = words_expand(g, graph_sub(g, graph_mul(g, a, a), graph_mul(g, b, b)));
    if (squares == POISON) return false;
    *title = PHRASE_CONJUGATE_FORM;
    return hopital_try(s, (struct quotient){squares, graph_sub(g, a, b)}, to, h);
}

/* Adds the work of a form that is settled as a quotient. */
static bool put_quotient(struct steps *s, id f, const struct limit *to, bool *settled)
{
    struct hopital h = {.n = 0};
    struct quotient parts = take_apart(s->q->graph, f);
    bool ok = graph_is_one(s->q->graph, parts.under) || hopital_try(s, parts, to, &h);
    bool direct = h.settled;
    enum phrase title = PHRASE_PRODUCT_FORM;
    if (ok && !h.settled) ok = try_product(s, f, to, &h);
    if (ok && !h.settled) ok = try_sum(s, f, to, &h, &title);
    *settled = ok && h.settled;
    if (!*settled) return ok;
    return (direct || work_title(&s->work, title)) && hopital_put(s, &h);
}

/* ---- powers ---- */

/* "1^inf", "0^0", "inf^0"; NULL where the limits of base and exponent tell that of the power. */
static const char *power_form(struct steps *s, id base, id exponent)
{
    struct graph *g = s->q->graph;
    const struct limit b = limit_here(s, base), e = limit_here(s, exponent);
    bool one = b.kind == LIMIT_VALUE && graph_is_one(g, b.value);
    if (one && limit_is_infinite(&e)) return "1^inf";
    if (!limit_is_zero(g, &e)) return NULL;
    return limit_is_zero(g, &b) ? "0^0" : limit_is_infinite(&b) ? "inf^0" : NULL;
}

/* Do the limits of the outermost operation's arguments leave that of the whole open? */
static bool is_open(struct steps *s, id f)
{
    struct graph *g = s->q->graph;
    const struct factors parts = sort_factors(s, f);
    if (graph_op(g, f) == OP_POWER)
        return power_form(s, graph_child(g, f, 0), graph_child(g, f, 1));
    return (parts.vanishes && parts.grows) || !parts.is_known || is_difference(s, f);
}

/* log(f) = exponent*log(base), where that goes, and then f. */
static bool put_logarithm(struct steps *s, id f, id log, const struct limit *whole, bool *settled)
{
    struct work *w = &s->work;
    const char *name = limit_name(s, "f");
    const struct limit to = limit_here(s, log), not_yet = {.kind = LIMIT_UNDECIDED};
    if (!name) return false;
    id left = graph_fn1(s->q->graph, FN_log, work_known(w, name, SHAPE_SCALAR));
    if (!limit_put_line(s, left, log, &not_yet) || !put_quotient(s, log, &to, settled))
        return false;
    return !*settled || (work_title(w, PHRASE_SO_FUNCTION) && limit_put_line(s, left, log, &to) &&
                         limit_put_part(s, name, f, whole));
}

/* The same of exp(g), whose logarithm is g. */
static bool put_power(struct steps *s, id f, const struct limit *whole, bool *settled)
{
    struct graph *g = s->q->graph;
    size_t before = s->work.lines.n;
    bool exp = graph_is_fn(g, f, FN_exp), power = graph_op(g, f) == OP_POWER, ok = true;
    const char *form = power ? power_form(s, graph_child(g, f, 0), graph_child(g, f, 1)) : NULL;
    if (form)
        ok = put_title(s, PHRASE_POWER_FORM, form) &&
             put_logarithm(
                 s, f,
                 graph_mul(g, graph_child(g, f, 1), graph_fn1(g, FN_log, graph_child(g, f, 0))),
                 whole, settled);
    else if (exp && is_open(s, graph_child(g, f, 0)))
        ok = work_title(&s->work, PHRASE_EXPONENT_FIRST) &&
             put_logarithm(s, f, graph_child(g, f, 0), whole, settled);
    if (!*settled) s->work.lines.n = before;
    return ok;
}

/* ---- parts ---- */

/* A bounded part beside one that goes to 0. */
static bool put_squeezed(struct steps *s, const struct factors *f)
{
    struct graph *g = s->q->graph;
    id small = graph_mul(g, f->vanishing, f->rest);
    const struct limit bounds = limit_here(s, f->bounded), zero = limit_here(s, small);
    return work_title(&s->work, PHRASE_SQUEEZED) &&
           limit_put_part(s, limit_name(s, "u"), f->bounded, &bounds) &&
           limit_put_part(s, limit_name(s, "v"), small, &zero);
}

/* Each part by its name, and where it goes. */
static bool put_parts(struct steps *s, id f)
{
    struct graph *g = s->q->graph;
    struct mem *mem = &g->core->mem;
    VEC(struct replacement) known = {0};
    bool ok = steps_dissect(s, f, s->q->moving, NULL) &&
              work_title(&s->work, s->all.n > 1 ? PHRASE_PARTS : PHRASE_FUNCTION);
    for (size_t i = 0; ok && i < s->all.n; i++) {
        const struct step step = s->all.at[i];
        id whole = step.definition;
        ok = substitute(g, &whole, 1, known.at, known.n);
        const struct limit l = limit_here(s, whole);
        ok = ok && vec_push(mem, &known, ((struct replacement){step.variable, whole})) &&
             limit_put_part(s, step.name, step.definition, &l);
    }
    s->work.bound.n = 0; /* the parts have no values, as x has none */
    vec_free(mem, &known);
    return ok && !diag_any(s->q->core);
}

static bool explain_form(struct steps *s, id f, const struct limit *whole)
{
    const struct factors parts = sort_factors(s, f);
    bool settled = false, ok = !diag_any(s->q->core);
    if (ok && parts.oscillates && parts.vanishes && !parts.grows && parts.is_known)
        return put_squeezed(s, &parts);
    if (ok) ok = put_power(s, f, whole, &settled);
    if (ok && !settled) ok = put_quotient(s, f, whole, &settled);
    if (!ok || settled) return ok;
    return put_parts(s, f) && (!is_open(s, f) || work_title(&s->work, PHRASE_BY_EXPANSION));
}

bool explain_limit(struct steps *s)
{
    const struct question *q = s->q;
    struct quotient parts = take_apart(q->graph, q->limited);
    const struct limit whole = limit_here(s, q->limited);
    struct hopital h = {.n = 0};
    if (diag_any(q->core)) return false;
    if (!graph_is_one(q->graph, parts.under) && !hopital_try(s, parts, &whole, &h)) return false;
    return h.settled ? hopital_put(s, &h) : explain_form(s, q->limited, &whole);
}

/* differentiate.c - one rule of calculus applied to one part, by its name. */
#include "write/explain.h"

#include "graph/linear.h"
#include "graph/softmax.h"
#include "pass/derive.h"
#include "print/formula.h"
#include "print/latex_names.h"

#include <string.h>

/* A part's factors that move, counted by where they stand in a fraction. */
struct fraction {
    uint32_t above, below, fixed;
    bool power;  /* one of them has an exponent other than 1 */
    bool raised; /* ... and other than -1 */
};

static bool moves(const struct tangents *t, id a)
{
    for (size_t i = 0; i < t->leaves.n; i++)
        if (t->leaves.at[i] == a) return true;
    return false;
}

static bool is_sign(number c)
{
    return c == NUMBER_ONE || c == NUMBER_MINUS_ONE;
}

static struct fraction fraction_of(const struct graph *g, id a, const struct tangents *t)
{
    const struct node *n = graph_node(g, a);
    struct fraction f = {0};
    for (uint32_t i = 0; i < n->n; i++) {
        number e = node_number(g, n, i);
        if (!moves(t, node_child(g, n, i))) {
            f.fixed++;
            continue;
        }
        if (number_sign(&g->numbers, e) > 0)
            f.above++;
        else
            f.below++;
        f.power |= e != NUMBER_ONE;
        f.raised |= !is_sign(e);
    }
    return f;
}

/* ---- polynomials in x, which are differentiated at one stroke ---- */

struct terms {
    bool sum, factor, power;
};

/* c*x^r times what does not move, or c times the name of a part; another term is a constant. */
static void look_at_term(const struct graph *g, const struct term *term, id x,
                         const struct tangents *t, struct terms *seen)
{
    const struct node *n = graph_node(g, term->id);
    bool varies = term->id == x || moves(t, term->id), factor = !is_sign(term->c), power = false;
    if (n->op == OP_PRODUCT) {
        factor |= n->data != NUMBER_ONE;
        for (uint32_t i = 0; i < n->n; i++) {
            bool is_x = node_child(g, n, i) == x;
            varies |= is_x;
            power |= is_x && node_number(g, n, i) != NUMBER_ONE;
            factor |= !is_x;
        }
    }
    seen->factor |= varies && factor;
    seen->power |= power;
}

/* Returns the rules for a polynomial in x, or for a sum of parts and a polynomial; NULL for x
 * itself. */
static const char *polynomial_rule(const struct steps *s, id a, id x, const struct tangents *t)
{
    const struct graph *g = s->q->graph;
    const struct node *n = graph_node(g, a);
    struct terms seen = {0};
    static const enum phrase names[] = {
        PHRASES,
        PHRASE_POWER_RULE,
        PHRASE_FACTOR_RULE,
        PHRASE_FACTOR_POWER_RULES,
        PHRASE_SUM_RULE,
        PHRASE_SUM_POWER_RULES,
        PHRASE_SUM_FACTOR_RULES,
        PHRASE_SUM_FACTOR_POWER_RULES,
    };
    if (n->op == OP_SUM) {
        seen.sum = n->n > 1 || n->data != NUMBER_ZERO;
        seen.factor = !seen.sum;
        for (uint32_t i = 0; i < n->n; i++)
            look_at_term(g, &(struct term){node_child(g, n, i), node_number(g, n, i)}, x, t, &seen);
    } else {
        look_at_term(g, &(struct term){a, NUMBER_ONE}, x, t, &seen);
    }
    enum phrase name = names[4 * seen.sum + 2 * seen.factor + seen.power];
    return name == PHRASES ? NULL : work_phrase(&s->work, name);
}

static bool is_polynomial(const struct graph *g, id a, const struct tangents *t)
{
    return t->leaves.n == 1 &&
           (graph_op(g, a) == OP_SUM || graph_op(g, a) == OP_PRODUCT || graph_node(g, a)->n == 0);
}

/* ---- the rules ---- */

static id total(struct graph *g, id f, const struct tangents *t)
{
    return derive_jvp(g, f, t->leaves.at, t->along.at, t->leaves.n);
}

/* A product's factors above the line, with its coefficient and what does not move; or those below
 * it, with positive exponents. */
static id one_side(struct graph *g, id a, const struct tangents *t, bool below)
{
    size_t begin = graph_begin(g);
    for (uint32_t i = 0; i < graph_node(g, a)->n; i++) {
        const struct node *n = graph_node(g, a);
        id child = node_child(g, n, i);
        number e = node_number(g, n, i);
        bool under = number_sign(&g->numbers, e) < 0 && moves(t, child);
        if (under == below) graph_push(g, child, below ? number_neg(&g->numbers, e) : e);
    }
    return graph_end_product(g, begin, below ? NUMBER_ONE : graph_node(g, a)->data);
}

/* (u'*v - u*v')/v^2 */
static id quotient(struct graph *g, id a, const struct tangents *t)
{
    id u = one_side(g, a, t, false), v = one_side(g, a, t, true);
    id over = graph_sub(g, graph_mul(g, total(g, u, t), v), graph_mul(g, u, total(g, v, t)));
    return graph_div(g, over, graph_pow_number(g, v, number_from_int(&g->numbers, 2)));
}

static const char *product_rule(const struct steps *s, id a, const struct fraction *f)
{
    const struct graph *g = s->q->graph;
    bool factor = f->fixed || !is_sign(graph_node(g, a)->data);
    enum phrase rule =
        f->above && f->below      ? f->raised ? PHRASE_QUOTIENT_POWER_RULES : PHRASE_QUOTIENT_RULE
        : f->above + f->below > 1 ? f->raised ? PHRASE_PRODUCT_POWER_RULES : PHRASE_PRODUCT_RULE
        : f->power && factor      ? PHRASE_FACTOR_POWER_RULES
        : f->power                ? PHRASE_POWER_RULE
                                  : PHRASE_FACTOR_RULE;
    return work_phrase(&s->work, rule);
}

static struct applied apply_product(struct steps *s, id a, const struct tangents *t)
{
    struct graph *g = s->q->graph;
    struct fraction f = fraction_of(g, a, t);
    bool is_quotient = f.above && f.below;
    return (struct applied){.formula = is_quotient ? quotient(g, a, t) : total(g, a, t),
                            .rule = product_rule(s, a, &f),
                            .has_inside = f.above + f.below == 1 && f.power};
}

id slope_by_own_value(struct graph *g, id a, id z)
{
    id one = graph_int(g, 1);
    if (graph_is_fn(g, a, FN_tanh))
        return graph_sub(g, one, graph_pow_number(g, z, number_from_int(&g->numbers, 2)));
    if (graph_is_fn(g, a, FN_expit)) return graph_mul(g, z, graph_sub(g, one, z));
    if (graph_is_fn(g, a, FN_exp)) return z;
    return POISON;
}

static const char *named_rule(struct steps *s, const char *function)
{
    return work_text(&s->work, work_phrase(&s->work, PHRASE_FUNCTION_RULE), function);
}

static const char *function_rule(struct steps *s, enum fn fn)
{
    if (fn == FN_where) return work_phrase(&s->work, PHRASE_BRANCHES_RULE);
    const struct question *q = s->q;
    if (!question_writes_latex(q)) return named_rule(s, fn_name(fn));
    bool school = q->request->language == DCALC_RUSSIAN;
    return named_rule(s, latex_spoken_name(q->core, fn, school));
}

/* As a textbook has it: sqrt(1 - u^2) in the place of sqrt((1 - u)*(1 + u)), which rounds better.
 */
static id shorter(struct steps *s, id slope)
{
    struct graph *g = s->q->graph;
    id simplified = steps_simplified(s, slope);
    if (simplified == POISON) return POISON;
    bool shown = strlen(print_formula(g, simplified)) < strlen(print_formula(g, slope));
    return shown ? simplified : slope;
}

static struct applied apply_fn(struct steps *s, const struct step *step, id x,
                               const struct tangents *t)
{
    struct graph *g = s->q->graph;
    id a = step->definition, slope = slope_by_own_value(g, a, step->variable);
    if (graph_is_fn(g, a, FN_exp) && graph_child(g, a, 0) == x) slope = POISON;
    struct applied applied = {.has_inside = true};
    applied.formula =
        slope == POISON ? shorter(s, total(g, a, t)) : graph_mul(g, slope, t->along.at[0]);
    applied.rule = function_rule(s, (enum fn)graph_node(g, a)->fn);
    applied.has_inside = !graph_is_fn(g, a, FN_where);
    return applied;
}

/* a^u: the power itself is a factor of its derivative, under its name unless u is x. */
static struct applied apply_power(struct steps *s, const struct step *step, id x,
                                  const struct tangents *t)
{
    struct graph *g = s->q->graph;
    id a = step->definition, under = graph_child(g, a, 0), over = graph_child(g, a, 1);
    bool base = moves(t, under), exponent = moves(t, over);
    struct applied applied = {.formula = total(g, a, t), .has_inside = true};
    applied.logarithmic = base && exponent;
    if (!base && over != x)
        applied.formula =
            graph_mul(g, graph_mul(g, step->variable, t->along.at[0]), graph_fn1(g, FN_log, under));
    applied.rule = work_phrase(&s->work, base ? PHRASE_POWER_RULE : PHRASE_EXPONENTIAL_RULE);
    return applied;
}

static const char *operation_name(const struct node *n)
{
    static const char *const determinants[] = {[DET_VALUE] = "det",
                                               [DET_LOG] = "logdet",
                                               [DET_SIGN] = "slogdet",
                                               [DET_LOG_SIZE] = "slogdet"};
    return n->op == OP_DET ? determinants[n->fn] : op_name(n->op);
}

/* Returns the rule of an operation on arrays, so many of whose arguments move; NULL for others. */
static const char *array_rule(struct steps *s, id a, size_t moving)
{
    const struct node *n = graph_node(s->q->graph, a);
    const struct work *w = &s->work;
    if (n->op == OP_MATMUL)
        return work_phrase(w, moving > 1 ? PHRASE_PRODUCT_RULE : PHRASE_MATRIX_RULE);
    if (n->op == OP_REDUCE && n->fn == REDUCE_SUM) return work_phrase(w, PHRASE_SUM_RULE);
    if (n->op == OP_REDUCE) return named_rule(s, reduction_name((enum reduction)n->fn));
    switch (op_class(n->op)) {
    case CLASS_MOVE: return work_phrase(w, PHRASE_ENTRIES_RULE);
    case CLASS_BILINEAR:
        return work_phrase(w, moving > 1 ? PHRASE_PRODUCT_RULE : PHRASE_FACTOR_RULE);
    case CLASS_REDUCTION:
    case CLASS_MATRIX:
    case CLASS_SPECTRUM:
    case CLASS_FACTOR:
    case CLASS_MATRIX_FUNCTION: return named_rule(s, operation_name(n));
    default: return NULL;
    }
}

/* `moving`: the terms that have a derivative. */
static enum phrase sum_rule(const struct graph *g, id a, const struct tangents *moving)
{
    const struct node *n = graph_node(g, a);
    if (n->n == 1 && n->data == NUMBER_ZERO) return PHRASE_FACTOR_RULE;
    for (uint32_t i = 0; i < n->n; i++)
        if (!is_sign(node_number(g, n, i)) && moves(moving, node_child(g, n, i)))
            return PHRASE_SUM_FACTOR_RULES;
    return PHRASE_SUM_RULE;
}

/* True if the tangent of something inside is a factor. */
static bool has_inner_tangent(const struct graph *g, const struct tangents *t)
{
    for (size_t i = 0; i < t->leaves.n; i++)
        if (!graph_is_one(g, t->along.at[i])) return true;
    return false;
}

static struct applied apply(struct steps *s, const struct step *step, id x,
                            const struct tangents *t)
{
    struct graph *g = s->q->graph;
    id a = step->definition;
    bool by_x = t->leaves.n == 1 && t->leaves.at[0] == x;
    enum op op = graph_op(g, a);
    if (op == OP_FN && !graph_is_comparison(g, a)) return apply_fn(s, step, x, t);
    if (op == OP_POWER) return apply_power(s, step, x, t);
    if (op == OP_SUM || (by_x && is_polynomial(g, a, t)))
        return (struct applied){.formula = total(g, a, t), .rule = polynomial_rule(s, a, x, t)};
    if (op == OP_PRODUCT) return apply_product(s, a, t);
    return (struct applied){.formula = total(g, a, t), .rule = array_rule(s, a, t->leaves.n)};
}

/* ---- the outermost rule of a definition that is not cut into parts ---- */

/* The parts of a node that depend on something. */
static bool list_moving(struct graph *g, id a, id by, struct tangents *t)
{
    for (uint32_t i = 0; i < graph_node(g, a)->n; i++)
        if (graph_depends(g, graph_child(g, a, i), by) &&
            !vec_push(&g->core->mem, &t->leaves, graph_child(g, a, i)))
            return false;
    return true;
}

static const char *outermost_rule(struct steps *s, id a, const struct tangents *t)
{
    const struct graph *g = s->q->graph;
    const struct node *n = graph_node(g, a);
    const struct work *w = &s->work;
    struct fraction f;
    struct softmax softmax;
    if (is_softmax(s->q->graph, a, &softmax)) return named_rule(s, "softmax");
    if (is_log_softmax(s->q->graph, a, &softmax)) return named_rule(s, "log_softmax");
    switch (n->op) {
    case OP_FN: return graph_is_comparison(g, a) ? NULL : function_rule(s, (enum fn)n->fn);
    case OP_PRODUCT: f = fraction_of(g, a, t); return product_rule(s, a, &f);
    case OP_SUM: return work_phrase(w, sum_rule(g, a, t));
    case OP_POWER:
        return work_phrase(w, moves(t, node_child(g, n, 0)) ? PHRASE_POWER_RULE
                                                            : PHRASE_EXPONENTIAL_RULE);
    default: return array_rule(s, a, t->leaves.n);
    }
}

/* The only part of a sum or product that depends on something, without its coefficient; or POISON.
 */
static id only_part(struct graph *g, id a, id by)
{
    id found = POISON;
    for (uint32_t i = 0; i < graph_node(g, a)->n; i++) {
        id part = graph_child(g, a, i);
        bool plain = graph_op(g, a) == OP_SUM || node_number(g, graph_node(g, a), i) == NUMBER_ONE;
        if (!graph_depends(g, part, by)) continue;
        if (found != POISON || part == by || !plain) return POISON;
        found = part;
    }
    return found;
}

/* Entries of something, in other places. */
static bool is_moved(const struct graph *g, id a)
{
    return op_class(graph_op(g, a)) == CLASS_MOVE && graph_node(g, a)->n == 1;
}

/* A definition without constants that are added to it, or are its factors. */
static id moving_part(struct graph *g, id a, id by)
{
    struct softmax softmax;
    enum { DEEPEST = 8 };
    for (int i = 0; i < DEEPEST; i++) {
        bool linear = graph_op(g, a) == OP_SUM || graph_op(g, a) == OP_PRODUCT;
        id part = linear && !is_log_softmax(g, a, &softmax) ? only_part(g, a, by) : POISON;
        if (is_moved(g, a) && graph_child(g, a, 0) != by) part = graph_child(g, a, 0);
        if (part == POISON) return a;
        a = part;
    }
    return a;
}

const char *rule_by(struct steps *s, id definition, id by, bool passed_on)
{
    struct graph *g = s->q->graph;
    struct tangents t = {0};
    definition = moving_part(g, definition, by);
    const char *rule = NULL, *chain = work_phrase(&s->work, PHRASE_CHAIN);
    if (definition != by && list_moving(g, definition, by, &t)) {
        rule = outermost_rule(s, definition, &t);
        bool inside = passed_on;
        for (size_t i = 0; i < t.leaves.n; i++) inside |= t.leaves.at[i] != by;
        if (rule && inside)
            rule = work_text(&s->work, work_phrase(&s->work, PHRASE_AND_CHAIN_RULE), rule);
        else if (inside)
            rule = chain;
    } else if (passed_on) {
        rule = chain;
    }
    vec_free(&g->core->mem, &t.leaves);
    return rule;
}

struct applied differentiate_step(struct steps *s, const struct step *step, id x,
                                  const struct tangents *t)
{
    struct applied applied = apply(s, step, x, t);
    if (applied.has_inside && has_inner_tangent(s->q->graph, t))
        applied.rule =
            work_text(&s->work, work_phrase(&s->work, PHRASE_AND_CHAIN_RULE), applied.rule);
    return applied;
}

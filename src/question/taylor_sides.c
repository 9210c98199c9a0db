/* taylor_sides.c - Taylor polynomials where power series do not reach, as at a removable point: by
 * expanding both sides. They have one if both are polynomials that agree with each other and with
 * the value there; if not, what an expansion would need is told. */
#include "pass/derive.h"
#include "pass/substitute.h"
#include "print/formula.h"
#include "question/expand.h"
#include "question/stages.h"
#include "series/germ.h"

#include <stdarg.h>

enum { SIGN_BITS = 4096 };

struct sides {
    struct question *q;
    struct expand x;
    struct germs germs;
    size_t degree;
    const struct germ *right, *left;
};

/* The germ of the formula at a + t, or at a - t. */
static const struct germ *expand_side(struct sides *s, bool left)
{
    struct graph *g = s->q->graph;
    struct numbers *t = &g->numbers;
    id moved = left ? graph_sub(g, s->x.centers[0], s->germs.t)
                    : graph_add(g, s->x.centers[0], s->germs.t);
    id formula = s->x.e.value;
    struct replacement leaf = {s->x.variables[0], moved};
    if (moved == POISON || !substitute(g, &formula, 1, &leaf, 1)) return NULL;
    return germ_of(&s->germs, formula, number_from_int(t, (int64_t)s->degree));
}

static bool begin(struct sides *s, struct question *q)
{
    *s = (struct sides){.q = q, .degree = (size_t)question_degree(q)};
    if (q->leaves.n != 1 || !expand_begin(&s->x, q)) return false;
    if (!germs_begin(&s->germs, q->graph, s->degree + 2)) return false;
    s->right = expand_side(s, false);
    s->left = s->right ? expand_side(s, true) : NULL;
    return s->left != NULL;
}

static void end(struct sides *s)
{
    if (s->germs.g) germs_end(&s->germs);
    if (s->x.q) expand_end(&s->x);
}

/* ---- the polynomial ---- */

static bool is_polynomial(const struct sides *s, const struct germ *a)
{
    const struct numbers *t = &s->q->graph->numbers;
    if (a->state != GERM_KNOWN || a->jumps) return false;
    if (a->rest == REST_OSCILLATES) return false; /* its derivatives need not have limits */
    for (size_t i = 0; i < a->n; i++) {
        number e = a->terms[i].exponent;
        if (!number_is_integer(t, e) || number_sign(t, e) < 0) return false;
        if (node_has_symbols(s->q->graph, a->terms[i].coefficient)) return false;
    }
    return true;
}

static bool are_equal(struct graph *g, id a, id b)
{
    return a == b || node_sign(g, graph_sub(g, a, b), SIGN_BITS) == 0;
}

/* Coefficient k from both sides; false if they differ or are not known. */
static bool coefficient(struct sides *s, size_t k, id *right, id *left)
{
    struct graph *g = s->q->graph;
    number e = number_from_int(&g->numbers, (int64_t)k);
    if (!germ_coefficient(&s->germs, s->right, e, right) ||
        !germ_coefficient(&s->germs, s->left, e, left))
        return *right = *left = POISON, false;
    if (k % 2) *left = graph_neg(g, *left);
    return are_equal(g, *right, *left);
}

static bool is_continuous(struct sides *s)
{
    id first, other, value = s->q->values.at[0];
    return coefficient(s, 0, &first, &other) && bindings_put_in(s->q, &value, 1) &&
           are_equal(s->q->graph, first, value);
}

static bool push_coefficients(struct sides *s)
{
    for (size_t k = 0; k <= s->degree; k++) {
        id right, left;
        if (!coefficient(s, k, &right, &left)) return false;
        if (!vec_push(&s->q->core->mem, &s->q->derivatives, right)) return false;
    }
    return true;
}

/* ---- what an expansion would need ---- */

static const char *base_text(const struct sides *s)
{
    struct graph *g = s->q->graph;
    return print_formula(g, graph_sub(g, s->x.variables[0], s->x.centers[0]));
}

static const char *node_text(const struct sides *s, id node)
{
    return print_formula(s->q->graph, node);
}

/* A hint in the core's arena. It is made before the error, as nothing goes on after one. */
__attribute__((format(printf, 2, 3))) static const char *hint(const struct sides *s,
                                                              const char *format, ...)
{
    va_list args;
    struct str text = {.mem = &s->q->core->mem};
    va_start(args, format);
    str_vputf(&text, format, args);
    va_end(args);
    return str_settle(&text, &s->q->core->arena);
}

/* A term that no polynomial has. */
static const char *tell_term(const struct sides *s, const struct germ *a, const char *side)
{
    struct graph *g = s->q->graph;
    const struct numbers *t = &g->numbers;
    for (size_t i = 0; i < a->n; i++) {
        number e = a->terms[i].exponent;
        if (node_has_symbols(g, a->terms[i].coefficient))
            return hint(s, "its expansion from the %s has a logarithm of %s", side, base_text(s));
        if (!number_is_integer(t, e) || number_sign(t, e) < 0)
            return hint(s, "its expansion from the %s has the power %s of %s", side,
                        node_text(s, graph_number(g, e)), base_text(s));
    }
    return NULL;
}

static const char *tell_side(const struct sides *s, const struct germ *a, const char *side)
{
    if (a->state == GERM_UNDEFINED) return hint(s, "it has no value on the %s", side);
    if (a->state != GERM_KNOWN) return NULL;
    if (a->rest == REST_STEEP) return hint(s, "on the %s it grows faster than every power", side);
    return tell_term(s, a, side);
}

static const char *tell_difference(struct sides *s)
{
    for (size_t k = 0; k <= s->degree; k++) {
        id right, left;
        if (coefficient(s, k, &right, &left)) continue;
        if (!right || !left) return NULL;
        if (k == 0)
            return hint(s, "it jumps there, from %s to %s", node_text(s, left),
                        node_text(s, right));
        return hint(s, "the coefficient of degree %zu is %s from the left, %s from the right", k,
                    node_text(s, left), node_text(s, right));
    }
    return NULL;
}

/* What an expansion would need, or NULL if that is not known. */
static const char *tell(struct sides *s)
{
    if (!s->left) return NULL;
    if (s->right->state == GERM_UNDEFINED && s->left->state == GERM_UNDEFINED)
        return hint(s, "it has no value beside it either");
    const char *right = tell_side(s, s->right, "right");
    if (right) return right;
    const char *left = tell_side(s, s->left, "left");
    if (left) return left;
    bool known = s->right->state == GERM_KNOWN && s->left->state == GERM_KNOWN;
    return known ? tell_difference(s) : NULL;
}

/* ---- both ---- */

static bool no_expansion(struct question *q, const char *why)
{
    struct span span = graph_node(q->graph, q->values.at[0])->span;
    if (diag_any(q->core)) return false;
    diag_error(q->core, KIND_KINK, span, "the function has no Taylor expansion here");
    return diag_hint(q->core, "%s",
                     why ? why
                         : "it has a kink, a jump or a branch point there, or cannot be told to "
                           "have none");
}

/* ---- what cannot be written out without arrays: derivatives, one after the other ---- */

bool taylor_needs_derivatives(const struct question *q)
{
    id f = q->values.at[0];
    return q->leaves.n == 1 && (graph_uses(q->graph, f, CLASS_SPECTRUM) ||
                                graph_uses(q->graph, f, CLASS_MATRIX_FUNCTION));
}

static bool by_derivatives(struct question *q)
{
    struct graph *g = q->graph;
    id f = q->values.at[0], x = q->leaves.at[0].node;
    number c = NUMBER_ONE;
    for (int k = 0; k <= question_degree(q); k++) {
        if (k > 0) {
            if (!kinks_note(q, f, &x, 1)) return false;
            f = derive_forward(g, f, x);
            c = number_div(&g->numbers, c, number_from_int(&g->numbers, k));
        }
        id coefficient = graph_scale(g, c, f);
        if (coefficient == POISON || !vec_push(&q->core->mem, &q->derivatives, coefficient))
            return false;
    }
    q->by_series = false;
    return true;
}

bool taylor_by_sides(struct question *q)
{
    struct sides s;
    if (taylor_needs_derivatives(q)) return by_derivatives(q);
    bool ok = begin(&s, q) && is_polynomial(&s, s.right) && is_polynomial(&s, s.left) &&
              is_continuous(&s) && push_coefficients(&s);
    if (ok)
        q->by_series = false;
    else if (!diag_any(q->core)) {
        q->derivatives.n = 0;
        no_expansion(q, tell(&s));
    }
    end(&s);
    return ok;
}

/* A point that is only missing. */
static const char *tell_gap(struct sides *s)
{
    if (!s->left || !is_polynomial(s, s->right) || !is_polynomial(s, s->left)) return NULL;
    return hint(s, "write where(%s == %s, VALUE, ...) if the value there is meant",
                node_text(s, s->x.variables[0]), node_text(s, s->x.centers[0]));
}

void taylor_explain(struct question *q)
{
    struct core *core = q->core;
    struct sides s;
    struct trial trial;
    if (core->diags.n != 1 || core->diags.at[0].hint || core->mem.failed) return;
    enum kind kind = core->diags.at[0].kind;
    if (kind != KIND_POLE && kind != KIND_DOMAIN) return;
    trial_begin(&trial, core);
    const char *why = begin(&s, q) ? tell(&s) : NULL;
    if (!why && kind == KIND_POLE) why = tell_gap(&s);
    end(&s);
    trial_end(&trial, core, false);
    if (why) diag_hint(core, "%s", why);
}

/* numbers.c - the stage that evaluates: conditions first, then values. */
#include "app/session.h"
#include "eval/eval.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct computation {
    struct work *w;
    struct tape tape;
    struct evaluation e;
};

/* ---- what to compute ---- */

struct roots {
    VEC(id) all;
};

static bool push_guards(struct work *w, struct roots *roots, const struct guards *guards)
{
    for (size_t i = 0; i < guards->all.n; i++) {
        const struct guard *guard = &guards->all.at[i];
        id needed[3] = {guard->condition, guard->subject, guard->when};
        for (int k = 0; k < 3; k++)
            if (needed[k] != POISON && !vec_push(&w->core.mem, &roots->all, needed[k]))
                return false;
    }
    return true;
}

static bool push_all(struct work *w, struct roots *roots, const id *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!vec_push(&w->core.mem, &roots->all, ids[i])) return false;
    return true;
}

static bool collect_roots(struct work *w, struct roots *roots)
{
    return push_all(w, roots, w->values.at, w->values.n) &&
           push_all(w, roots, w->derivatives.at, w->derivatives.n) &&
           push_all(w, roots, w->stepped.at, w->stepped.n) && push_guards(w, roots, &w->l.guards) &&
           push_guards(w, roots, &w->kinks);
}

/* ---- what is not defined ---- */

static const double *values_of(const struct computation *c, id node, int64_t *n)
{
    *n = shape_count(&c->w->g.shapes, graph_shape(&c->w->g, node));
    return eval_slot(&c->e, tape_slot(&c->tape, node));
}

/* Entry i of an array of n that stands beside one of m entries. */
static double beside(const double *x, int64_t n, int64_t i, int64_t m)
{
    return n == m ? x[i] : x[n == 1 ? 0 : i % n];
}

/* The first entry at which a guard does not hold, or -1. */
static int64_t violation(const struct computation *c, const struct guard *guard)
{
    int64_t n, n_when = 1;
    const double *condition = values_of(c, guard->condition, &n);
    const double *when = guard->when ? values_of(c, guard->when, &n_when) : NULL;
    int64_t most = n > n_when ? n : n_when;
    for (int64_t i = 0; i < most; i++) {
        bool holds = beside(condition, n, i, most) != 0,
             matters = !when || beside(when, n_when, i, most) != 0;
        if (matters && !holds) return i;
    }
    return -1;
}

static void met_value(const struct computation *c, const struct guard *guard, int64_t i, char *text,
                      size_t size)
{
    int64_t n;
    struct str s = {.mem = &c->w->core.mem};
    const double *subject = values_of(c, guard->subject, &n);
    str_double(&s, subject[n == 1 ? 0 : i % n]);
    snprintf(text, size, "%s", s.s ? s.s : "?");
    str_free(&s);
}

static bool report_power(struct work *w, const struct guard *guard, const char *met)
{
    if (guard->kind == KIND_POLE)
        return diag_error(&w->core, KIND_POLE, guard->span, "0 to a negative power");
    diag_error(&w->core, KIND_DOMAIN, guard->span, "'%s' of %s is not real", guard->what, met);
    if (!strcmp(guard->what, "^")) diag_hint(&w->core, "use cbrt for real cube roots");
    return false;
}

static bool report(const struct computation *c, const struct guard *guard, int64_t i)
{
    struct work *w = c->w;
    char met[64];
    met_value(c, guard, i, met, sizeof met);
    if (guard->kind == KIND_KINK) {
        diag_error(&w->core, KIND_KINK, guard->span, "'%s' has no derivative at %s", guard->what,
                   met);
        return diag_hint(&w->core, "the derivatives from the left and from the right differ there");
    }
    if (!strcmp(guard->what, "/"))
        return diag_error(&w->core, KIND_POLE, guard->span, "division by zero");
    if (!strcmp(guard->what, "^") || !strcmp(guard->what, "sqrt"))
        return report_power(w, guard, met);
    const char *how =
        guard->kind == KIND_POLE ? "'%s' has a pole at %s" : "'%s' is not defined at %s";
    char text[160];
    snprintf(text, sizeof text, how, guard->what, met);
    return diag_error(&w->core, guard->kind, guard->span, "%s", text);
}

static bool note(struct work *w, const char *text)
{
    struct answer *answer = w->answer;
    const char *const *old = answer->public.notes;
    size_t n = answer->public.n_notes;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(old[i], text)) return true;
    const char **notes = arena_alloc(&answer->arena, (n + 1) * sizeof *notes);
    if (!notes) return false;
    if (n) memcpy(notes, old, n * sizeof *notes);
    notes[n] = answer_text(answer, text);
    answer->public.notes = notes;
    answer->public.n_notes = n + 1;
    return true;
}

/* Training steps on over kinks, as the frameworks do: the table's rules give their convention. */
static bool pass_over(const struct computation *c, const struct guard *guard, int64_t i)
{
    char met[64], text[160];
    met_value(c, guard, i, met, sizeof met);
    snprintf(text, sizeof text,
             "'%s' has a kink at %s; its derivative there is taken as the frameworks do",
             guard->what, met);
    return note(c->w, text);
}

static bool check_guards(const struct computation *c, const struct guards *guards)
{
    bool training = c->w->request->command == DCALC_BACKPROP;
    for (size_t k = 0; k < guards->all.n; k++) {
        const struct guard *guard = &guards->all.at[k];
        int64_t i = violation(c, guard);
        if (i < 0) continue;
        bool passes = training && guard->kind == KIND_KINK;
        if (!(passes ? pass_over(c, guard, i) : report(c, guard, i))) return false;
    }
    return true;
}

/* ---- what is not finite although every written operation is defined ---- */

static bool divides_by_zero(const struct computation *c, const struct instruction *in)
{
    const struct numbers *t = &c->w->g.numbers;
    for (uint32_t i = 0; in->op == OP_PRODUCT && i < in->n; i++) {
        uint32_t slot = c->tape.words.at[in->args + 2 * i];
        int64_t n = shape_count(&c->w->g.shapes, c->tape.code.at[slot].shape);
        bool under = number_sign(t, c->tape.words.at[in->args + 2 * i + 1]) < 0;
        for (int64_t k = 0; under && k < n; k++)
            if (eval_slot(&c->e, slot)[k] == 0) return true;
    }
    return false;
}

static bool has_nan(const struct computation *c, const struct instruction *in, uint32_t slot)
{
    int64_t n = shape_count(&c->w->g.shapes, in->shape);
    for (int64_t k = 0; k < n; k++)
        if (isnan(eval_slot(&c->e, slot)[k])) return true;
    return false;
}

/* The guards have seen to it that written operations are at no pole, so what is infinite has grown
 * too large; only logarithms, which derivatives bring in, stand at a pole. */
static bool grows_without_pole(const struct instruction *in)
{
    return in->op != OP_FN || (in->fn != FN_log && in->fn != FN_log1p);
}

static bool report_infinite(const struct computation *c, id node, const char *what)
{
    struct core *core = &c->w->core;
    uint32_t slot = eval_culprit(&c->e, tape_slot(&c->tape, node));
    const struct instruction *in = &c->tape.code.at[slot];
    struct span span = graph_node(&c->w->g, in->node)->span;
    if (divides_by_zero(c, in))
        return diag_error(core, KIND_POLE, span, "%s is infinite here: it divides by zero", what);
    if (has_nan(c, in, slot))
        return diag_error(core, KIND_DOMAIN, span, "%s is not defined here", what);
    if (grows_without_pole(in))
        return diag_error(core, KIND_OVERFLOW, span, "%s is beyond the range of doubles on the way",
                          what);
    return diag_error(core, KIND_POLE, span, "%s is infinite here", what);
}

static bool check_finite(const struct computation *c, const id *nodes, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        if (!eval_is_finite(&c->e, tape_slot(&c->tape, nodes[i])))
            return report_infinite(c, nodes[i], what);
    return true;
}

static bool check(const struct computation *c)
{
    struct work *w = c->w;
    return check_guards(c, &w->l.guards) &&
           check_finite(c, w->values.at, w->values.n, "the value") && check_guards(c, &w->kinks) &&
           check_finite(c, w->derivatives.at, w->derivatives.n, "the derivative") &&
           check_finite(c, w->stepped.at, w->stepped.n, "the new weight");
}

/* ---- the answer's numbers ---- */

void work_print_number(const struct work *w, double x, struct str *out)
{
    int digits = w->request->digits;
    if (digits > 0)
        str_double_digits(out, x, digits < 17 ? digits : 17);
    else
        str_double(out, x);
}

static bool fill_texts(struct work *w, struct dcalc_array *array)
{
    struct str text = {.mem = &w->core.mem};
    const char **texts = arena_alloc(&w->answer->arena, (array->count + 1) * sizeof *texts);
    for (size_t i = 0; texts && i < array->count; i++) {
        str_clear(&text);
        work_print_number(w, array->values[i], &text);
        texts[i] = answer_text(w->answer, text.s);
    }
    str_free(&text);
    array->texts = texts;
    return texts && !w->core.mem.failed;
}

/* Copies the values of n nodes, one after another, into an array. */
static bool fill_array(const struct computation *c, const struct dcalc_array *which,
                       const id *nodes, size_t n)
{
    struct dcalc_array *array = (struct dcalc_array *)which;
    double *out = arena_alloc(&c->w->answer->arena, (array->count + 1) * sizeof *out);
    array->values = out;
    if (!out) return false;
    for (size_t i = 0; i < n; i++) {
        int64_t count;
        const double *x = values_of(c, nodes[i], &count);
        memcpy(out, x, (size_t)count * sizeof *out);
        out += count;
    }
    for (size_t i = 0; i < array->count; i++)
        ((double *)array->values)[i] += 0.0; /* -0 prints as 0 */
    return c->w->request->digits == 0 || fill_texts(c->w, array);
}

static bool fill(const struct computation *c)
{
    struct work *w = c->w;
    const struct dcalc_result *r = &w->answer->public;
    bool table = work_is_table(w);
    for (size_t i = 0; i < r->n_values; i++)
        if (!fill_array(c, &r->values[i], &w->values.at[i], 1)) return false;
    if (table && !fill_array(c, r->derivatives, w->derivatives.at, w->derivatives.n)) return false;
    for (size_t i = 0; i < r->n_derivatives && !table; i++)
        if (!fill_array(c, &r->derivatives[i], &w->derivatives.at[i], 1)) return false;
    for (size_t i = 0; i < r->n_weights; i++)
        if (!fill_array(c, &r->weights[i], &w->stepped.at[i], 1)) return false;
    return true;
}

/* ---- steps of training: the weights are the tape's inputs ---- */

static id bound_value(const struct work *w, id variable)
{
    for (size_t i = 0; i < w->bound.n; i++)
        if (w->bound.at[i].name == graph_node(&w->g, variable)->data) return w->bound.at[i].value;
    return POISON;
}

static bool unbound_weight(struct work *w, const struct leaf *leaf)
{
    diag_error(&w->core, KIND_NAME, graph_node(&w->g, leaf->node)->span,
               "the weight '%s' has no value", leaf->name);
    return diag_hint(&w->core, "bind it with --at %s=...", leaf->name);
}

/* Evaluates the weights' starting values into the slots that the program reads. */
static bool load_weights(struct computation *c)
{
    struct work *w = c->w;
    for (size_t i = 0; i < w->stepped.n; i++) {
        id variable = w->leaves.at[i].node, value = bound_value(w, variable);
        int64_t n;
        const double *from = values_of(c, value, &n);
        if (graph_reached(&w->g, variable))
            memcpy(eval_slot(&c->e, tape_slot(&c->tape, variable)), from, (size_t)n * sizeof *from);
    }
    return true;
}

static bool train(struct computation *c)
{
    struct work *w = c->w;
    int steps = w->request->steps > 0 ? w->request->steps : 1;
    if (!eval_run(&c->e)) return false; /* the starting values are constants of the tape */
    load_weights(c);
    for (int k = 0; k < steps; k++) {
        if (k > 0)
            for (size_t i = 0; i < w->stepped.n; i++) {
                int64_t n;
                const double *from = values_of(c, w->stepped.at[i], &n);
                memcpy(eval_slot(&c->e, tape_slot(&c->tape, w->leaves.at[i].node)), from,
                       (size_t)n * sizeof *from);
            }
        if (!eval_run(&c->e) || !check(c)) return false;
    }
    return true;
}

static bool compute(struct computation *c, const struct roots *roots)
{
    struct work *w = c->w;
    id inputs_few[64];
    size_t n = w->stepped.n;
    if (n > 64) return diag_error(&w->core, KIND_LIMIT, (struct span){0}, "more than 64 weights");
    for (size_t i = 0; i < n; i++) {
        inputs_few[i] = w->leaves.at[i].node;
        if (bound_value(w, inputs_few[i]) == POISON) return unbound_weight(w, &w->leaves.at[i]);
    }
    if (!tape_compile(&c->tape, &w->g, roots->all.at, roots->all.n, w->bound.at, w->bound.n,
                      inputs_few, n))
        return false;
    if (!eval_init(&c->e, &c->tape)) return false;
    return n ? train(c) : eval_run(&c->e) && check(c);
}

bool work_numbers(struct work *w)
{
    struct computation c = {.w = w, .tape = {.g = &w->g}};
    struct roots roots = {0};
    c.e.tape = &c.tape;
    bool ok = collect_roots(w, &roots) && compute(&c, &roots) && fill(&c);
    eval_free(&c.e);
    tape_free(&c.tape);
    vec_free(&w->core.mem, &roots.all);
    return ok;
}

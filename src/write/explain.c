/* explain.c - the work, step by step: the chain rule of diff, the two passes of backprop. */
#include "write/explain.h"

#include "pass/derive.h"

#include <stdio.h>
#include <string.h>

/* A line "label = formula = value"; the node must be among the shown ones. */
struct line {
    const char *label, *formula;
    id node;
};

static bool show(struct steps *s, id node)
{
    return node != POISON && vec_push(&s->q->core->mem, &s->shown, node);
}

static void put_padded(struct steps *s, const char *text, size_t width)
{
    str_puts(&s->out, text);
    for (size_t n = strlen(text); n < width; n++) str_putc(&s->out, ' ');
}

/* Labels and formulas in columns, unless a formula is very long. */
static void put_lines(struct steps *s, const struct line *lines, size_t n)
{
    size_t labels = 0, formulas = 0;
    for (size_t i = 0; i < n; i++) {
        size_t label = strlen(lines[i].label), formula = strlen(lines[i].formula);
        if (label > labels) labels = label;
        if (formula > formulas && formula <= 60) formulas = formula;
    }
    for (size_t i = 0; i < n; i++) {
        str_puts(&s->out, "  ");
        put_padded(s, lines[i].label, labels);
        str_puts(&s->out, " = ");
        if (s->has_values) {
            put_padded(s, lines[i].formula, formulas);
            str_puts(&s->out, " = ");
            steps_put_value(s, lines[i].node);
        } else
            str_puts(&s->out, lines[i].formula);
        str_putc(&s->out, '\n');
    }
}

static const char *ratio(struct steps *s, const char *over, const char *under)
{
    struct str text = {.mem = &s->q->core->mem};
    str_putf(&text, "d%s/d%s", over, under);
    const char *copy = text.s ? arena_text(&s->q->core->arena, text.s, text.n) : "";
    str_free(&text);
    return copy ? copy : "";
}

/* ---- the forward pass ---- */

static bool put_states(struct steps *s)
{
    struct line *lines = mem_array(&s->q->core->mem, s->all.n, sizeof *lines);
    if (!lines) return false;
    for (size_t i = 0; i < s->all.n; i++) {
        const struct step *step = &s->all.at[i];
        lines[i] = (struct line){step->name, steps_formula(s, step->definition), step->node};
    }
    put_lines(s, lines, s->all.n);
    mem_free_array(&s->q->core->mem, lines, s->all.n, sizeof *lines);
    return true;
}

static bool show_states(struct steps *s)
{
    for (size_t i = 0; i < s->all.n; i++)
        if (!show(s, s->all.at[i].node)) return false;
    return true;
}

/* ---- diff: a chain of functions of one thing each ---- */

/* A step's partial derivative by one thing that it depends on. */
struct link {
    size_t step;
    const char *by; /* name of an earlier step, or of x */
    id of;          /* that step's variable, or x */
    id partial;
};

struct links {
    VEC(struct link) all;
    bool is_chain; /* every step depends on one thing, the step before it */
};

static bool push_link(struct steps *s, struct links *links, size_t i, const char *name, id of)
{
    struct link link = {i, name, of, derive_forward(s->q->graph, s->all.at[i].definition, of)};
    return show(s, link.partial) && vec_push(&s->q->core->mem, &links->all, link);
}

static bool find_links(struct steps *s, const struct leaf *x, struct links *links)
{
    links->is_chain = true;
    for (size_t i = 0; i < s->all.n; i++) {
        size_t before = links->all.n;
        if (steps_depends(s, i, x->node) && !push_link(s, links, i, x->name, x->node)) return false;
        for (size_t k = 0; k < i; k++)
            if (steps_depends(s, i, s->all.at[k].variable) &&
                !push_link(s, links, i, s->all.at[k].name, s->all.at[k].variable))
                return false;
        bool follows = links->all.n == before + 1;
        if (follows && i > 0) follows = links->all.at[before].of == s->all.at[i - 1].variable;
        links->is_chain &= follows;
    }
    return true;
}

static bool put_partials(struct steps *s, const struct links *links)
{
    struct line *lines = mem_array(&s->q->core->mem, links->all.n, sizeof *lines);
    if (!lines) return false;
    for (size_t i = 0; i < links->all.n; i++) {
        const struct link *link = &links->all.at[i];
        lines[i] = (struct line){ratio(s, s->all.at[link->step].name, link->by),
                                 steps_formula(s, link->partial), link->partial};
    }
    put_lines(s, lines, links->all.n);
    mem_free_array(&s->q->core->mem, lines, links->all.n, sizeof *lines);
    return true;
}

static const char *value_text(struct steps *s, id node)
{
    struct str kept = s->out;
    s->out = (struct str){.mem = kept.mem};
    steps_put_value(s, node);
    const char *copy = s->out.s ? arena_text(&s->q->core->arena, s->out.s, s->out.n) : "";
    str_free(&s->out);
    s->out = kept;
    return copy ? copy : "";
}

/* One factor of the chain in its three rows: dh/dg, 3*g^2, 0.87. */
static void factor_rows(struct steps *s, const struct link *link, const char *rows[3])
{
    struct str text = {.mem = &s->q->core->mem};
    const char *formula = steps_formula(s, link->partial);
    rows[0] = ratio(s, s->all.at[link->step].name, link->by);
    str_putf(&text,
             formula[0] == '-' || strstr(formula, " + ") || strstr(formula, " - ") ? "(%s)" : "%s",
             formula);
    rows[1] = text.s ? arena_text(&s->q->core->arena, text.s, text.n) : "";
    str_free(&text);
    rows[2] = s->has_values ? value_text(s, link->partial) : "";
    if (rows[2][0] == '-') {
        str_putf(&text, "(%s)", rows[2]);
        rows[2] = arena_text(&s->q->core->arena, text.s, text.n);
        str_free(&text);
    }
}

/* The factors from the outermost in, their formulas and numbers in columns below. */
static void put_chain(struct steps *s, const struct links *links, const char *label)
{
    struct str rows[3] = {
        {.mem = &s->q->core->mem}, {.mem = &s->q->core->mem}, {.mem = &s->q->core->mem}};
    size_t indent = strlen(label);
    for (size_t i = links->all.n; i-- > 0;) {
        const char *cells[3];
        size_t width = 0;
        factor_rows(s, &links->all.at[i], cells);
        for (int r = 0; r < 3; r++)
            if (strlen(cells[r]) > width) width = strlen(cells[r]);
        for (int r = 0; r < 3; r++) {
            str_puts(&rows[r], i + 1 < links->all.n ? " * " : "");
            str_puts(&rows[r], cells[r]);
            for (size_t k = strlen(cells[r]); k < width && i > 0; k++) str_putc(&rows[r], ' ');
        }
    }
    for (int r = 0; r < (s->has_values ? 3 : 2); r++) {
        str_puts(&s->out, "  ");
        put_padded(s, r == 0 ? label : "", indent);
        str_putf(&s->out, " = %s\n", rows[r].s ? rows[r].s : "");
    }
    for (int r = 0; r < 3; r++) str_free(&rows[r]);
}

/* Where steps meet again: d(step)/dx as the sum over what it depends on. */
static bool put_sums(struct steps *s, const struct links *links, const struct leaf *x,
                     const id *totals)
{
    struct graph *g = s->q->graph;
    struct line *lines = mem_array(&s->q->core->mem, s->all.n, sizeof *lines);
    if (!lines) return false;
    for (size_t i = 0; i < s->all.n; i++) {
        struct str text = {.mem = &s->q->core->mem};
        for (size_t k = 0; k < links->all.n; k++) {
            const struct link *link = &links->all.at[k];
            if (link->step != i) continue;
            const char *name = ratio(s, s->all.at[i].name, link->by);
            str_puts(&text, text.n ? " + " : "");
            if (link->of == x->node)
                str_puts(&text, steps_formula(s, link->partial));
            else
                str_putf(&text, "%s*%s", name, ratio(s, link->by, x->name));
        }
        const char *sum = text.s ? arena_text(&g->core->arena, text.s, text.n) : "0";
        lines[i] = (struct line){ratio(s, s->all.at[i].name, x->name), sum, totals[i]};
        str_free(&text);
    }
    put_lines(s, lines, s->all.n);
    mem_free_array(&s->q->core->mem, lines, s->all.n, sizeof *lines);
    return true;
}

static void put_result(struct steps *s, const char *label, id derivative)
{
    str_puts(&s->out, "Simplified:\n");
    struct line line = {label, steps_formula(s, derivative), derivative};
    put_lines(s, &line, 1);
}

static bool write_diff(struct steps *s, const struct links *links, const struct leaf *x,
                       const id *totals, id first)
{
    const char *label = ratio(s, s->all.at[s->all.n - 1].name, x->name);
    str_puts(&s->out, "The parts, from the inside out:\n");
    if (!put_states(s)) return false;
    str_puts(&s->out, "Each part differentiated by what it depends on:\n");
    if (!put_partials(s, links)) return false;
    str_puts(&s->out, links->is_chain ? "The chain rule multiplies them:\n"
                                      : "The chain rule adds up the products along every path:\n");
    if (links->is_chain)
        put_chain(s, links, label);
    else if (!put_sums(s, links, x, totals))
        return false;
    put_result(s, label, first);
    return true;
}

static bool with_totals(struct steps *s, struct links *links, const struct leaf *x, id *totals)
{
    struct graph *g = s->q->graph;
    for (size_t i = 0; i < s->all.n; i++) {
        totals[i] = derive_forward(g, s->all.at[i].node, x->node);
        if (!show(s, totals[i])) return false;
    }
    return steps_evaluate(s) && write_diff(s, links, x, totals, totals[s->all.n - 1]);
}

bool explain_diff(struct steps *s)
{
    struct mem *mem = &s->q->core->mem;
    const struct leaf *x = &s->q->leaves.at[0];
    struct links links = {0};
    size_t n = s->all.n;
    id *totals = mem_array(mem, n, sizeof *totals);
    bool ok =
        totals && show_states(s) && find_links(s, x, &links) && with_totals(s, &links, x, totals);
    mem_free_array(mem, totals, n, sizeof *totals);
    vec_free(mem, &links.all);
    if (ok && (s->q->request->order > 1 || s->q->leaves.n > 1))
        str_puts(&s->out, "The later derivatives repeat this with the result above.\n");
    return ok;
}

/* ---- backprop and grad: adjoints from the result back ---- */

/* What step k passes back to a leaf or an earlier step, given its own adjoint. */
static id passed_back(struct steps *s, size_t k, id to)
{
    struct graph *g = s->q->graph;
    const struct step *step = &s->all.at[k];
    id seeded = graph_reduce(g, REDUCE_SUM, graph_mul(g, step->adjoint_variable, step->definition),
                             AXIS_ALL),
       adjoint;
    return derive_reverse(g, seeded, &to, 1, &adjoint, NULL) ? adjoint : POISON;
}

/* The adjoint of a step or leaf: the sum of what every later step passes back. */
static id collected(struct steps *s, size_t from, id of)
{
    struct graph *g = s->q->graph;
    size_t begin = graph_begin(g);
    for (size_t k = from; k < s->all.n; k++)
        if (steps_depends(s, k, of)) graph_push(g, passed_back(s, k, of), NUMBER_ONE);
    if (g->scratch.n == begin) return graph_fill(g, NUMBER_ZERO, graph_shape(g, of));
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static bool find_adjoints(struct steps *s)
{
    struct graph *g = s->q->graph;
    struct core *core = s->q->core;
    const char *last = s->all.at[s->all.n - 1].name;
    for (size_t i = s->all.n; i-- > 0;) {
        struct step *step = &s->all.at[i];
        shape of = graph_shape(g, step->node);
        if (i + 1 == s->all.n) { /* the result's own adjoint */
            step->adjoint = step->adjoint_variable = graph_fill(g, NUMBER_ONE, of);
            if (!show(s, step->adjoint)) return false;
            continue;
        }
        step->adjoint = collected(s, i + 1, step->variable);
        const char *name = ratio(s, last, step->name);
        uint32_t interned = names_intern(&core->names, &core->arena, name, strlen(name));
        if (interned == NAME_NONE || !show(s, step->adjoint)) return false;
        step->adjoint_variable = graph_variable(g, interned, of);
    }
    return true;
}

static bool put_adjoints(struct steps *s)
{
    struct mem *mem = &s->q->core->mem;
    size_t n = s->all.n;
    struct line *lines = mem_array(mem, n, sizeof *lines);
    if (!lines) return false;
    for (size_t i = 0; i < n; i++) {
        const struct step *step = &s->all.at[n - 1 - i];
        lines[i] = (struct line){ratio(s, s->all.at[n - 1].name, step->name),
                                 steps_formula(s, step->adjoint), step->adjoint};
    }
    put_lines(s, lines, n);
    mem_free_array(mem, lines, n, sizeof *lines);
    return true;
}

/* The last line of a weight: old - lr * gradient = new. */
static void put_update(struct steps *s, size_t i, id gradient, id lr)
{
    const struct question *q = s->q;
    str_putf(&s->out, "  %s = ", q->leaves.at[i].name);
    steps_put_value(s, q->leaves.at[i].node);
    str_puts(&s->out, " - ");
    steps_put_value(s, lr);
    str_puts(&s->out, "*");
    steps_put_value(s, gradient);
    str_puts(&s->out, " = ");
    steps_put_value(s, q->new_weights.at[i]);
    str_putc(&s->out, '\n');
}

static bool write_backward(struct steps *s, const id *gradients, id lr)
{
    const struct question *q = s->q;
    const char *last = s->all.at[s->all.n - 1].name;
    struct line line;
    str_puts(&s->out, "Forward pass, every state computed and remembered:\n");
    if (!put_states(s)) return false;
    str_puts(&s->out, "Backward pass, every adjoint from the result back:\n");
    if (!put_adjoints(s)) return false;
    str_puts(&s->out, q->new_weights.n
                          ? "Each weight: its partial derivative, and a step against it:\n"
                          : "The partial derivatives:\n");
    for (size_t i = 0; i < q->leaves.n; i++) {
        line = (struct line){ratio(s, last, q->leaves.at[i].name), steps_formula(s, gradients[i]),
                             gradients[i]};
        put_lines(s, &line, 1);
        if (q->new_weights.n && s->has_values) put_update(s, i, gradients[i], lr);
    }
    return true;
}

static bool show_updates(struct steps *s, id lr)
{
    const struct question *q = s->q;
    if (q->new_weights.n && !show(s, lr)) return false;
    for (size_t i = 0; i < q->new_weights.n; i++)
        if (!show(s, q->new_weights.at[i]) || !show(s, q->leaves.at[i].node)) return false;
    return true;
}

bool explain_backward(struct steps *s)
{
    const struct question *q = s->q;
    size_t n = q->leaves.n;
    id *gradients = mem_array(&q->core->mem, n, sizeof *gradients);
    id lr = q->new_weights.n ? q->learning_rate : POISON;
    bool ok = gradients && find_adjoints(s) && show_states(s) && show_updates(s, lr);
    for (size_t i = 0; i < n && ok; i++) {
        gradients[i] = collected(s, 0, q->leaves.at[i].node);
        ok = show(s, gradients[i]);
    }
    ok = ok && steps_evaluate(s) && write_backward(s, gradients, lr);
    mem_free_array(&q->core->mem, gradients, n, sizeof *gradients);
    return ok;
}

static bool explain_value(struct steps *s)
{
    if (!show_states(s) || !steps_evaluate(s)) return false;
    str_puts(&s->out, "The parts, from the inside out:\n");
    return put_states(s);
}

/* ---- which of them ---- */

static bool explain(struct steps *s)
{
    switch (s->q->request->command) {
    case DCALC_DIFF: return steps_find(s, NULL, true) && explain_diff(s);
    case DCALC_GRAD:
        return steps_find(s, "f", s->q->lowering.assigned.n == 0) && explain_backward(s);
    case DCALC_BACKPROP:
        return steps_find(s, "loss", s->q->lowering.assigned.n == 0) && explain_backward(s);
    default: return steps_find(s, NULL, true) && explain_value(s);
    }
}

bool explain_write(const struct question *q, struct answer *answer)
{
    struct steps s = {
        .q = q, .answer = answer, .tape = {.g = q->graph}, .out = {.mem = &q->core->mem}};
    s.e.tape = &s.tape;
    bool ok = explain(&s) && answer_set_explanation(answer, &s.out);
    steps_free(&s);
    return ok;
}

/* steps.c - cutting a program into named steps, and their values. */
#include "write/explain.h"
#include "number/numbers.h"
#include "pass/rewrite.h"
#include "pass/simplify.h"
#include "print/formula.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_STEPS = 500 };

/* ---- names ---- */

/* True for the names of the program and of the table. */
static bool is_taken(const struct question *q, const char *name)
{
    const struct lowering *l = &q->lowering;
    uint32_t known = names_find(&q->core->names, name, strlen(name));
    if (fn_find(name, strlen(name)) || constant_find(name, strlen(name)) >= 0) return true;
    if (known < l->facts.n && (l->facts.at[known].given || l->facts.at[known].listed)) return true;
    return known < l->bindings.n &&
           (l->bindings.at[known].assigned || l->bindings.at[known].defined);
}

static bool is_step_name(const struct steps *s, const char *name)
{
    for (size_t i = 0; i < s->all.n; i++)
        if (!strcmp(s->all.at[i].name, name)) return true;
    return false;
}

/* f, g, h, ... without the letters that the program uses or that are reserved, then s1, s2, ... */
static const char *fresh_name(struct steps *s, const char *reserved)
{
    const struct question *q = s->q;
    static const char letters[] = "fghkpqrsuvmn";
    char text[32];
    for (size_t i = 0; letters[i]; i++) {
        snprintf(text, sizeof text, "%c", letters[i]);
        bool free = !is_taken(q, text) && !is_step_name(s, text);
        if (free && !(reserved && !strcmp(reserved, text)))
            return arena_text(&q->core->arena, text, 1);
    }
    for (int k = 1;; k++) {
        int n = snprintf(text, sizeof text, "s%d", k);
        if (!is_taken(q, text) && !is_step_name(s, text))
            return arena_text(&q->core->arena, text, (size_t)n);
    }
}

/* An assigned name, or where that is a leaf's or an earlier step's too, the name with a number. */
static const char *distinct_name(struct steps *s, const char *name)
{
    char text[128];
    bool clash = is_step_name(s, name);
    const struct question *q = s->q;
    uint32_t interned = names_find(&q->core->names, name, strlen(name));
    if (interned != NAME_NONE && interned < q->lowering.facts.n)
        clash |= q->lowering.facts.at[interned].given || q->lowering.facts.at[interned].listed;
    if (!clash) return name;
    for (int k = 2;; k++) {
        int n = snprintf(text, sizeof text, "%.100s_%d", name, k);
        if (!is_taken(q, text) && !is_step_name(s, text))
            return arena_text(&q->core->arena, text, (size_t)n);
    }
}

static id variable_named(struct steps *s, const char *name, shape of)
{
    struct core *core = s->q->core;
    uint32_t interned = names_intern(&core->names, &core->arena, name, strlen(name));
    return interned == NAME_NONE ? POISON : graph_variable(s->q->graph, interned, of);
}

/* ---- which nodes are steps ---- */

struct cutting {
    struct steps *steps;
    bool *is_step; /* by position */
    id *program_node;
    id root;
    const char *last_name;
};

static bool is_application(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op == OP_FN) return !graph_is_comparison(g, a);
    if (n->op == OP_POWER || n->op == OP_REDUCE || n->op == OP_MATMUL) return true;
    if (n->op == OP_DET || n->op == OP_INV || n->op == OP_SOLVE || n->op == OP_TRACE) return true;
    return n->op == OP_PRODUCT && n->n == 1 && node_number(g, n, 0) != NUMBER_ONE &&
           n->data == NUMBER_ONE && graph_node(g, node_child(g, n, 0))->n > 0;
}

static bool depends_on_leaf(const struct steps *s, const bool *depends, const struct node *n)
{
    for (uint32_t i = 0; i < n->n; i++)
        if (depends[graph_place(s->q->graph, node_child(s->q->graph, n, i))]) return true;
    return false;
}

static void mark_steps(struct cutting *c, const struct reach *reach, bool *depends, bool automatic)
{
    struct steps *s = c->steps;
    struct graph *g = s->q->graph;
    for (size_t i = 0; i < s->q->leaves.n; i++)
        if (graph_reached(g, s->q->leaves.at[i].node))
            depends[graph_place(g, s->q->leaves.at[i].node)] = true;
    for (size_t p = 0; p < reach->ids.n; p++) {
        id a = reach->ids.at[p];
        const struct node *n = graph_node(g, a);
        depends[p] |= depends_on_leaf(s, depends, n);
        bool leaf = n->n == 0;
        c->is_step[p] =
            !leaf && (n->op == OP_NAMED || (automatic && depends[p] && is_application(g, a)));
        if (n->op == OP_NAMED) c->is_step[graph_place(g, node_child(g, n, 0))] = false;
    }
    c->is_step[graph_place(g, c->root)] = true;
}

static const char *name_of_step(struct cutting *c, id before)
{
    const struct question *q = c->steps->q;
    if (graph_op(q->graph, before) == OP_NAMED)
        return distinct_name(c->steps,
                             names_text(&q->core->names, graph_node(q->graph, before)->data));
    if (before == c->root && c->last_name && !is_taken(q, c->last_name)) return c->last_name;
    return fresh_name(c->steps, c->last_name);
}

static id cut(struct graph *g, id before, id now, void *user)
{
    struct cutting *c = user;
    if (!c->is_step[graph_place(g, before)]) return now;
    struct step step = {.name = name_of_step(c, before), .node = before};
    step.definition = graph_op(g, now) == OP_NAMED ? graph_child(g, now, 0) : now;
    step.variable = variable_named(c->steps, step.name, graph_shape(g, before));
    if (!vec_push(&g->core->mem, &c->steps->all, step)) return POISON;
    return step.variable;
}

bool steps_find(struct steps *s, const char *last_name, bool automatic)
{
    const struct question *q = s->q;
    struct mem *mem = &q->core->mem;
    struct reach reach = {0};
    struct cutting c = {.steps = s, .root = q->values.at[0], .last_name = last_name};
    if (!graph_reach(q->graph, &c.root, 1, &reach)) return false;
    size_t n = reach.ids.n;
    bool *depends = mem_array(mem, n, sizeof *depends);
    c.is_step = mem_array(mem, n, sizeof *c.is_step);
    id root = c.root;
    bool ok = depends && c.is_step;
    if (ok) mark_steps(&c, &reach, depends, automatic);
    ok = ok && rewrite(q->graph, &root, 1, NULL, 0, cut, &c);
    mem_free_array(mem, depends, n, sizeof *depends);
    mem_free_array(mem, c.is_step, n, sizeof *c.is_step);
    reach_free(q->graph, &reach);
    if (ok && s->all.n > MOST_STEPS)
        return diag_error(q->core, KIND_LIMIT, (struct span){0}, "more than %d steps to explain",
                          MOST_STEPS);
    return ok;
}

bool steps_depends(const struct steps *s, size_t i, id on)
{
    return graph_depends(s->q->graph, s->all.at[i].definition, on);
}

/* ---- values ---- */

static bool bind_steps(struct steps *s, void *bound_vec)
{
    struct {
        struct bound_name *at;
        size_t n, room;
    } *bound = bound_vec;
    const struct question *q = s->q;
    struct mem *mem = &q->core->mem;
    for (size_t i = 0; i < q->bound.n; i++)
        if (!vec_push(mem, bound, q->bound.at[i])) return false;
    for (size_t i = 0; i < s->all.n; i++) {
        const struct step *step = &s->all.at[i];
        struct bound_name value = {graph_node(q->graph, step->variable)->data, step->node};
        if (!vec_push(mem, bound, value)) return false;
        if (!step->adjoint_variable || graph_op(q->graph, step->adjoint_variable) != OP_VARIABLE)
            continue;
        struct bound_name adjoint = {graph_node(q->graph, step->adjoint_variable)->data,
                                     step->adjoint};
        if (!vec_push(mem, bound, adjoint)) return false;
    }
    return true;
}

/* Rounds the shown values from their enclosures. False while one is too wide and `last` is not
 * set; then what cannot be told from 0 counts as 0, and the middle of the others. */
static bool round_shown(struct steps *s, const struct intervals *at, bool last)
{
    const struct question *q = s->q;
    for (size_t k = 0; k < s->shown.n; k++) {
        size_t first = s->tape.offsets[tape_slot(&s->tape, s->shown.at[k])];
        int64_t n = shape_count(&q->graph->shapes, graph_shape(q->graph, s->shown.at[k]));
        for (int64_t i = 0; i < n; i++) {
            size_t to = first + (size_t)i;
            if (digits_decided(q, s->answer, at->values[to], &s->rounded[to], &s->texts[to]))
                continue;
            if (!last) return false;
            mpfi_ptr x = at->values[to];
            s->rounded[to] = mpfi_bounded_p(x) && mpfi_has_zero(x) ? 0 : mpfi_get_d(x);
            s->texts[to] = NULL;
        }
    }
    return true;
}

/* Small works are certified as all numbers are. */
static bool run_steps(struct steps *s)
{
    enum { SMALL = 20000, FIRST = 128, LAST = 1 << 14 };
    if (s->tape.n_values + s->tape.n_given > SMALL) return eval_run(&s->e);
    struct intervals at;
    size_t room = s->tape.n_values + s->tape.n_given + 1;
    s->texts = arena_alloc(&s->q->core->arena, room * sizeof *s->texts);
    s->rounded = arena_alloc(&s->q->core->arena, room * sizeof *s->rounded);
    if (!s->texts || !s->rounded) return false;
    bool ok = intervals_init(&at, &s->tape), done = false;
    for (long bits = FIRST + s->q->request->digits * 10L / 3; ok && !done; bits *= 2) {
        ok = intervals_run(&at, bits);
        done = ok && round_shown(s, &at, 2 * bits > LAST);
    }
    intervals_free(&at);
    return ok;
}

bool steps_evaluate(struct steps *s)
{
    const struct question *q = s->q;
    VEC(struct bound_name) bound = {0};
    if (!q->at_point) return true;
    bool ok = bind_steps(s, &bound);
    struct tape_source source = {s->shown.at, s->shown.n, bound.at, bound.n, NULL, 0};
    s->has_values = ok && tape_compile(&s->tape, q->graph, &source) &&
                    eval_init(&s->e, &s->tape, 0) && eval_plan(&s->e, &(struct plan_request){0}) &&
                    run_steps(s);
    vec_free(&q->core->mem, &bound);
    return s->has_values;
}

void steps_free(struct steps *s)
{
    struct mem *mem = &s->q->core->mem;
    eval_free(&s->e);
    tape_free(&s->tape);
    vec_free(mem, &s->all);
    vec_free(mem, &s->shown);
    str_free(&s->out);
}

const char *steps_formula(struct steps *s, id node)
{
    simplify(s->q->graph, &node, 1);
    return print_formula(s->q->graph, node);
}

static void put_entry(struct steps *s, uint32_t slot, int64_t i)
{
    size_t at = s->tape.offsets[slot] + (size_t)i;
    double x = s->rounded ? s->rounded[at] : eval_slot(&s->e, slot)[i];
    if (s->texts && s->texts[at])
        str_puts(&s->out, s->texts[at]);
    else if (isnan(x))
        str_puts(&s->out, "undefined");
    else
        digits_print(s->q, x + 0.0, &s->out);
}

static void put_row(struct steps *s, uint32_t slot, int64_t first, int64_t n)
{
    str_putc(&s->out, '[');
    for (int64_t i = 0; i < n; i++) {
        if (i) str_puts(&s->out, ", ");
        put_entry(s, slot, first + i);
    }
    str_putc(&s->out, ']');
}

/* Arrays are written as the lists that make them. */
void steps_put_value(struct steps *s, id node)
{
    struct shape_data d = graph_dims(s->q->graph, node);
    uint32_t slot = tape_slot(&s->tape, node);
    if (d.ndim == 0) put_entry(s, slot, 0);
    if (d.ndim == 1) put_row(s, slot, 0, d.d[0]);
    if (d.ndim < 2) return;
    str_putc(&s->out, '[');
    for (int64_t i = 0; i < d.d[0]; i++) {
        if (i) str_puts(&s->out, ", ");
        put_row(s, slot, i * d.d[1], d.d[1]);
    }
    str_putc(&s->out, ']');
}

/* steps.c - cutting a program into named steps. */
#include "write/explain.h"

#include "pass/entries.h"
#include "pass/rewrite.h"
#include "pass/simplify.h"

#include <stdio.h>
#include <string.h>

enum { MOST_STEPS = 500 };

/* ---- names ---- */

/* True for the names of the program and of the table. */
bool steps_is_taken(const struct question *q, const char *name)
{
    const struct lowering *l = &q->lowering;
    uint32_t known = names_find(&q->core->names, name, strlen(name));
    if (fn_find(name, strlen(name)) || constant_find(name, strlen(name)) >= 0) return true;
    if (known < l->facts.n && (l->facts.at[known].given || l->facts.at[known].listed)) return true;
    return known < l->bindings.n &&
           (l->bindings.at[known].assigned || l->bindings.at[known].defined);
}

static bool is_name_of_another(const struct steps *s, const char *name, id origin)
{
    for (size_t i = 0; i < s->all.n; i++)
        if (!strcmp(s->all.at[i].name, name))
            return origin == POISON || s->all.at[i].origin != origin;
    return false;
}

static bool is_step_name(const struct steps *s, const char *name)
{
    return is_name_of_another(s, name, POISON);
}

/* f, g, h, ... without the letters that the program uses or that are reserved, then s1, s2, ... */
const char *steps_fresh_name(struct steps *s, const char *reserved)
{
    const struct question *q = s->q;
    static const char letters[] = "fghkpqrsuvmn";
    char text[32];
    for (size_t i = 0; letters[i]; i++) {
        snprintf(text, sizeof text, "%c", letters[i]);
        bool free = !steps_is_taken(q, text) && !is_step_name(s, text);
        if (free && !(reserved && !strcmp(reserved, text)))
            return arena_text(&q->core->arena, text, 1);
    }
    for (int k = 1;; k++) {
        int n = snprintf(text, sizeof text, "s%d", k);
        if (!steps_is_taken(q, text) && !is_step_name(s, text))
            return arena_text(&q->core->arena, text, (size_t)n);
    }
}

const char *steps_own_name(struct steps *s, id named)
{
    char text[128];
    const struct question *q = s->q;
    uint32_t interned = graph_node(q->graph, named)->data;
    const char *name = names_text(&q->core->names, interned);
    bool clash = is_name_of_another(s, name, named);
    if (interned < q->lowering.facts.n)
        clash |= q->lowering.facts.at[interned].given || q->lowering.facts.at[interned].listed;
    if (!clash) return name;
    for (int k = 2;; k++) {
        int n = snprintf(text, sizeof text, "%.100s_%d", name, k);
        if (!steps_is_taken(q, text) && !is_step_name(s, text))
            return arena_text(&q->core->arena, text, (size_t)n);
    }
}

static const char *ratio(struct steps *s, const char *over, const char *under, bool holds)
{
    const char *text = holds ? work_text(&s->work, "∂%s/∂%s", over, under)
                             : work_text(&s->work, "d%s/d%s", over, under);
    return text ? text : "";
}

const char *steps_ratio(struct steps *s, const char *over, const char *under)
{
    return ratio(s, over, under, s->holds);
}

const char *steps_partial(struct steps *s, const char *over, const char *under)
{
    return ratio(s, over, under, true);
}

id steps_add(struct steps *s, struct step step, id value)
{
    step.variable =
        work_name(&s->work, step.name, graph_shape(s->q->graph, step.definition), value);
    if (step.variable == POISON || !vec_push(&s->q->core->mem, &s->all, step)) return POISON;
    if (s->all.n <= MOST_STEPS) return step.variable;
    diag_error(s->q->core, KIND_LIMIT, (struct span){0}, "more than %d steps to explain",
               MOST_STEPS);
    return POISON;
}

/* ---- which nodes are steps ---- */

struct cutting {
    struct steps *steps;
    bool *is_step, *depends; /* by position; on leaves */
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

static void mark_steps(struct cutting *c, const struct reach *reach, bool automatic)
{
    bool *depends = c->depends;
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
    if (graph_op(q->graph, before) == OP_NAMED) return steps_own_name(c->steps, before);
    if (before == c->root && c->last_name && !steps_is_taken(q, c->last_name)) return c->last_name;
    return steps_fresh_name(c->steps, c->last_name);
}

static id cut(struct graph *g, id before, id now, void *user)
{
    struct cutting *c = user;
    size_t place = graph_place(g, before);
    if (!c->is_step[place]) return now;
    struct step step = {
        .name = name_of_step(c, before), .origin = before, .moves = c->depends[place]};
    step.definition = graph_op(g, now) == OP_NAMED ? graph_child(g, now, 0) : now;
    return steps_add(c->steps, step, before);
}

bool steps_find(struct steps *s, id f, const char *last_name, bool automatic)
{
    const struct question *q = s->q;
    struct mem *mem = &q->core->mem;
    struct reach reach = {0};
    struct cutting c = {.steps = s, .root = f, .last_name = last_name};
    if (!graph_reach(q->graph, &c.root, 1, &reach)) return false;
    size_t n = reach.ids.n;
    c.depends = mem_array(mem, n, sizeof *c.depends);
    c.is_step = mem_array(mem, n, sizeof *c.is_step);
    id root = c.root;
    bool ok = c.depends && c.is_step;
    if (ok) mark_steps(&c, &reach, automatic);
    ok = ok && rewrite(q->graph, &root, 1, NULL, 0, cut, &c);
    mem_free_array(mem, c.depends, n, sizeof *c.depends);
    mem_free_array(mem, c.is_step, n, sizeof *c.is_step);
    reach_free(q->graph, &reach);
    return ok;
}

bool steps_depends(const struct steps *s, size_t i, id on)
{
    return graph_depends(s->q->graph, s->all.at[i].definition, on);
}

/* Returns the last step from `from` on that uses a node; `from` if none does. */
static size_t last_use(const struct steps *s, size_t from, id of)
{
    size_t k = s->all.n - 1;
    while (k > from && !steps_depends(s, k, of)) k--;
    return k;
}

/* Steps stand in the order of computing, so a step is the only way if no use goes past it. */
void steps_find_only_ways(struct steps *s, id leaf)
{
    size_t furthest = last_use(s, 0, leaf);
    for (size_t i = 0; i < s->all.n; i++) {
        struct step *step = &s->all.at[i];
        if (!step->moves) continue;
        size_t use = last_use(s, i, step->variable);
        step->is_only_way = furthest <= i;
        if (use > furthest) furthest = use;
    }
}

const char *steps_adjoint_label(struct steps *s, size_t i)
{
    const struct step *step = &s->all.at[i], *last = &s->all.at[s->all.n - 1];
    return ratio(s, last->name, step->name, s->holds || !step->is_only_way);
}

id steps_simplified(struct steps *s, id node)
{
    return simplify(s->q->graph, &node, 1) ? node : POISON;
}

id steps_answered(struct steps *s, id node)
{
    return entries_write_lists(s->q->graph, &node, 1) ? steps_simplified(s, node) : POISON;
}

bool steps_states(struct steps *s, size_t from)
{
    for (size_t i = from; i < s->all.n; i++)
        if (!s->all.at[i].is_known &&
            !work_line(&s->work, s->all.at[i].variable, s->all.at[i].definition, NULL))
            return false;
    return true;
}

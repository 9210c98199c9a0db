/* lecture.c - backpropagation as a lecture draws it, for Graphviz: the states of the forward pass
 * from left to right under the names of the program and the work, on each edge the local
 * derivative, and below each state its adjoint, with edges that run back. */
#include "write/explain.h"

#include "pass/derive.h"
#include "print/formula.h"

#include <string.h>

/* A handout has no place for a picture of more nodes, and needs none of one rule. */
enum { MOST_CHARACTERS = 48, MOST_ENTRIES = 4, MOST_BESIDE_WORK = 24 };

struct lecture_node {
    id variable;
    const char *name;
    id formula; /* of a state; POISON of an input */
    id adjoint; /* the name under which the work has it; POISON: it does not move the result */
    id changed; /* of a weight: its new value; or POISON */
    bool moves;
};

struct lecture_edge {
    size_t from, to;
    id slope; /* POISON: between arrays, or of what does not move */
};

struct lecture {
    struct steps steps;
    struct str *out;
    VEC(struct lecture_node) nodes;
    VEC(struct lecture_edge) edges;
    bool left_out; /* beside the work, as too large or too small */
};

static struct graph *graph_of(const struct lecture *l)
{
    return l->steps.q->graph;
}

static struct mem *mem_of(const struct lecture *l)
{
    return &l->steps.q->core->mem;
}

/* ---- inputs and states ---- */

static bool is_known(const struct lecture *l, id variable)
{
    for (size_t i = 0; i < l->nodes.n; i++)
        if (l->nodes.at[i].variable == variable) return true;
    return false;
}

static bool is_step(const struct lecture *l, id variable)
{
    for (size_t i = 0; i < l->steps.all.n; i++)
        if (l->steps.all.at[i].variable == variable) return true;
    return false;
}

static const struct leaf *leaf_of(const struct lecture *l, id variable, size_t *place)
{
    const struct question *q = l->steps.q;
    for (size_t i = 0; i < q->leaves.n; i++)
        if (q->leaves.at[i].node == variable) return *place = i, &q->leaves.at[i];
    return NULL;
}

static bool add_input(struct lecture *l, id a)
{
    const char *name = node_name(graph_of(l), graph_node(graph_of(l), a));
    struct lecture_node node = {.variable = a, .name = name};
    struct work_line given = {.kind = WORK_GIVEN, .name = a, .formula = POISON, .value = a};
    if (is_step(l, a) || is_known(l, a)) return true;
    return vec_push(mem_of(l), &l->nodes, node) && work_push(&l->steps.work, given);
}

static bool add_inputs(struct lecture *l, id formula)
{
    struct reach reach = {0};
    bool ok = graph_reach(graph_of(l), &formula, 1, &reach);
    for (size_t i = 0; ok && i < reach.ids.n; i++) {
        enum op op = graph_op(graph_of(l), reach.ids.at[i]);
        if (op == OP_VARIABLE || op == OP_ARRAY) ok = add_input(l, reach.ids.at[i]);
    }
    reach_free(graph_of(l), &reach);
    return ok;
}

static bool add_states(struct lecture *l)
{
    for (size_t k = 0; k < l->steps.all.n; k++)
        if (!add_inputs(l, l->steps.all.at[k].definition)) return false;
    for (size_t k = 0; k < l->steps.all.n; k++) {
        const struct step *step = &l->steps.all.at[k];
        struct lecture_node node = {
            .variable = step->variable, .name = step->name, .formula = step->definition};
        if (!vec_push(mem_of(l), &l->nodes, node)) return false;
    }
    return true;
}

/* ---- derivatives ---- */

static size_t n_inputs(const struct lecture *l)
{
    return l->nodes.n - l->steps.all.n;
}

/* What the work calls the derivative of the result by a node. */
static id adjoint_of(struct lecture *l, const struct lecture_node *node)
{
    size_t i = (size_t)(node - l->nodes.at), inputs = n_inputs(l);
    const char *last = l->steps.all.at[l->steps.all.n - 1].name;
    const char *label = i < inputs ? steps_ratio(&l->steps, last, node->name)
                                   : steps_adjoint_label(&l->steps, i - inputs);
    return work_known(&l->steps.work, label, graph_shape(graph_of(l), node->variable));
}

static bool note_leaf(struct lecture *l, struct lecture_node *node)
{
    const struct question *q = l->steps.q;
    size_t place;
    if (!leaf_of(l, node->variable, &place)) return true;
    node->moves = true;
    node->adjoint = adjoint_of(l, node);
    if (q->new_weights.n) node->changed = q->new_weights.at[place];
    return node->adjoint != POISON;
}

/* The derivative of a state by what it is made of; of tanh and its like by the state itself. */
static id slope_of(struct lecture *l, const struct lecture_node *state, id by)
{
    struct graph *g = graph_of(l);
    id known = slope_by_own_value(g, state->formula, state->variable), of = state->formula, slope;
    if (known != POISON) of = graph_mul(g, known, graph_child(g, of, 0));
    return derive_reverse(g, of, &by, 1, &slope, NULL) ? steps_simplified(&l->steps, slope)
                                                       : POISON;
}

static bool are_scalars(const struct lecture *l, const struct lecture_node *a,
                        const struct lecture_node *b)
{
    return graph_shape(graph_of(l), a->variable) == SHAPE_SCALAR &&
           graph_shape(graph_of(l), b->variable) == SHAPE_SCALAR;
}

static bool add_edge(struct lecture *l, size_t from, size_t to)
{
    struct lecture_node *a = &l->nodes.at[from], *b = &l->nodes.at[to];
    struct lecture_edge edge = {.from = from, .to = to};
    b->moves |= a->moves;
    if (a->moves && are_scalars(l, a, b)) {
        edge.slope = slope_of(l, b, a->variable);
        if (edge.slope == POISON || !work_line(&l->steps.work, POISON, edge.slope, NULL))
            return false;
    }
    return vec_push(mem_of(l), &l->edges, edge);
}

static bool add_edges(struct lecture *l)
{
    for (size_t to = 0; to < l->nodes.n; to++) {
        if (!note_leaf(l, &l->nodes.at[to])) return false;
        if (l->nodes.at[to].formula == POISON) continue;
        for (size_t from = 0; from < to; from++)
            if (graph_depends(graph_of(l), l->nodes.at[to].formula, l->nodes.at[from].variable) &&
                !add_edge(l, from, to))
                return false;
        struct lecture_node *node = &l->nodes.at[to];
        if (node->moves && node->adjoint == POISON) node->adjoint = adjoint_of(l, node);
    }
    return true;
}

/* ---- texts ---- */

static void put_escaped(struct str *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            str_puts(out, "&lt;");
        else if (*text == '>')
            str_puts(out, "&gt;");
        else if (*text == '&')
            str_puts(out, "&amp;");
        else if (*text == '"')
            str_puts(out, "&quot;");
        else
            str_putc(out, *text);
    }
}

/* A formula, if it is not too long for a picture. */
static bool put_formula(const struct lecture *l, id formula, const char *before)
{
    const char *text = print_formula(graph_of(l), formula);
    if (strlen(text) > MOST_CHARACTERS) return false;
    str_puts(l->out, before);
    put_escaped(l->out, text);
    return true;
}

/* The numbers of a node, of a large array its shape. */
static void put_value(struct lecture *l, id node)
{
    struct graph *g = graph_of(l);
    struct str text = {.mem = mem_of(l)};
    shape s = graph_shape(g, node);
    if (shape_count(&g->shapes, s) <= MOST_ENTRIES)
        work_put_value(&l->steps.work, node, &text);
    else
        shape_print(&g->shapes, s, &text);
    put_escaped(l->out, text.s ? text.s : "");
    str_free(&text);
}

/* ---- writing ---- */

static void put_state(struct lecture *l, const struct lecture_node *node)
{
    str_puts(l->out, "<TR><TD PORT=\"f\"><B>");
    put_escaped(l->out, node->name);
    str_puts(l->out, "</B>");
    if (node->formula != POISON) put_formula(l, node->formula, " = ");
    if (l->steps.work.has_values) {
        str_puts(l->out, node->formula == POISON ? " = " : "<BR/>= ");
        put_value(l, node->variable);
    }
    str_puts(l->out, "</TD></TR>");
}

static id formula_of_adjoint(const struct lecture *l, const struct lecture_node *node)
{
    const struct work *w = &l->steps.work;
    for (size_t i = 0; i < w->lines.n; i++)
        if (w->lines.at[i].name == node->adjoint && w->lines.at[i].kind == WORK_LINE)
            return w->lines.at[i].formula;
    return POISON;
}

static void put_adjoint(struct lecture *l, const struct lecture_node *node)
{
    id formula = formula_of_adjoint(l, node);
    str_puts(l->out, "<HR/><TR><TD PORT=\"b\"><FONT COLOR=\"#b03a2e\">");
    put_escaped(l->out, node_name(graph_of(l), graph_node(graph_of(l), node->adjoint)));
    if (!l->steps.work.has_values && formula != POISON) put_formula(l, formula, " = ");
    if (l->steps.work.has_values) {
        str_puts(l->out, " = ");
        put_value(l, node->adjoint);
    }
    if (node->changed != POISON && l->steps.work.has_values) {
        str_puts(l->out, "<BR/>");
        put_escaped(l->out, node->name);
        str_puts(l->out, " := ");
        put_value(l, node->changed);
    }
    str_puts(l->out, "</FONT></TD></TR>");
}

static void put_node(struct lecture *l, size_t i)
{
    const struct lecture_node *node = &l->nodes.at[i];
    bool input = node->formula == POISON;
    str_putf(l->out,
             "  n%zu [label=<<TABLE BORDER=\"1\" CELLBORDER=\"0\" CELLSPACING=\"0\" "
             "CELLPADDING=\"5\" STYLE=\"ROUNDED\"%s>",
             i, input ? " BGCOLOR=\"#eef3fa\"" : "");
    put_state(l, node);
    if (node->adjoint != POISON) put_adjoint(l, node);
    str_puts(l->out, "</TABLE>>];\n");
}

static size_t n_edges_from(const struct lecture *l, size_t node)
{
    size_t n = 0;
    for (size_t i = 0; i < l->edges.n; i++) n += l->edges.at[i].from == node;
    return n;
}

static size_t n_edges_to(const struct lecture *l, size_t node)
{
    size_t n = 0;
    for (size_t i = 0; i < l->edges.n; i++) n += l->edges.at[i].to == node;
    return n;
}

/* "|g,y": what is held, where the derivative without it is another one, the adjoint. */
static void put_held(struct lecture *l, const struct lecture_edge *edge)
{
    const char *before = "|";
    if (edge->to + 1 < l->nodes.n || n_edges_from(l, edge->from) < 2) return;
    for (size_t i = 0; i < l->edges.n; i++) {
        const struct lecture_edge *e = &l->edges.at[i];
        if (e->to != edge->to || e->from == edge->from) continue;
        str_puts(l->out, before);
        put_escaped(l->out, l->nodes.at[e->from].name);
        before = ",";
    }
}

static void put_slope(struct lecture *l, const struct lecture_edge *edge)
{
    const struct lecture_node *from = &l->nodes.at[edge->from], *to = &l->nodes.at[edge->to];
    bool holds = n_edges_to(l, edge->to) > 1;
    str_puts(l->out, ", label=<");
    put_escaped(l->out, holds ? steps_partial(&l->steps, to->name, from->name)
                              : steps_ratio(&l->steps, to->name, from->name));
    put_held(l, edge);
    put_formula(l, edge->slope, " = ");
    if (l->steps.work.has_values && graph_node(graph_of(l), edge->slope)->n) {
        str_puts(l->out, "<BR/>= ");
        put_value(l, edge->slope);
    }
    str_putc(l->out, '>');
}

static void put_edge(struct lecture *l, const struct lecture_edge *edge)
{
    str_putf(l->out, "  n%zu -> n%zu [tailport=\"f:e\", headport=\"f:w\"", edge->from, edge->to);
    if (edge->slope != POISON) put_slope(l, edge);
    str_puts(l->out, "];\n");
}

static void put_edge_back(struct lecture *l, const struct lecture_edge *edge)
{
    if (l->nodes.at[edge->from].adjoint == POISON || l->nodes.at[edge->to].adjoint == POISON)
        return;
    str_putf(l->out,
             "  n%zu -> n%zu [tailport=\"b:w\", headport=\"b:e\", constraint=false, style=dashed, "
             "color=\"#b03a2e\"];\n",
             edge->to, edge->from);
}

static void write_all(struct lecture *l)
{
    str_puts(l->out, "digraph dcalc {\n"
                     "  rankdir=LR;\n"
                     "  bgcolor=\"white\";\n"
                     "  ranksep=0.7;\n"
                     "  node [shape=plain, fontname=\"Helvetica\", fontsize=13];\n"
                     "  edge [fontname=\"Helvetica\", fontsize=11, color=\"#444444\"];\n");
    for (size_t i = 0; i < l->nodes.n; i++) put_node(l, i);
    for (size_t i = 0; i < l->edges.n; i++) put_edge(l, &l->edges.at[i]);
    for (size_t i = 0; i < l->edges.n; i++) put_edge_back(l, &l->edges.at[i]);
    str_puts(l->out, "}\n");
}

/* ---- the whole ---- */

static bool has_passes(const struct question *q)
{
    enum dcalc_command command = q->request->command;
    if (q->unknowns.n) return false;
    if (command == DCALC_DIFF)
        return q->request->order <= 1 && q->leaves.n == 1 &&
               graph_shape(q->graph, q->values.at[0]) == SHAPE_SCALAR;
    return command == DCALC_GRAD || command == DCALC_BACKPROP;
}

bool lecture_suits(const struct question *q)
{
    return q->request->format == DCALC_DOT && has_passes(q);
}

bool lecture_suits_work(const struct question *q)
{
    const struct dcalc_request *rq = q->request;
    return rq->format == DCALC_HTML && rq->explain && rq->steps <= 1 && has_passes(q);
}

static bool too_many(const struct core *core)
{
    bool limit = core->diags.n && core->diags.at[core->diags.n - 1].kind == KIND_LIMIT;
    return limit && !core->diags.at[core->diags.n - 1].hint;
}

/* The steps are those of the command's work. */
static bool cut_steps(struct lecture *l)
{
    const struct question *q = l->steps.q;
    enum dcalc_command command = q->request->command;
    const char *last = command == DCALC_BACKPROP ? "loss" : "f";
    if (command == DCALC_DIFF)
        return steps_dissect(&l->steps, q->values.at[0], q->leaves.at[0].node, NULL);
    return steps_find(&l->steps, q->values.at[0], last, q->lowering.assigned.n == 0);
}

static bool find_steps(struct lecture *l)
{
    const struct question *q = l->steps.q;
    bool ok = cut_steps(l);
    bool beside_work = q->request->format != DCALC_DOT;
    if (too_many(q->core) && beside_work) {
        q->core->diags.n--;
        l->left_out = true;
        return false;
    }
    if (too_many(q->core))
        return diag_hint(q->core, "--dump dot draws the graph, whatever its size");
    ok = ok && add_states(l);
    bool one_rule = q->request->command == DCALC_DIFF && l->steps.all.n < 2;
    l->left_out = ok && beside_work && (one_rule || l->nodes.n > MOST_BESIDE_WORK);
    return ok && !l->left_out;
}

bool lecture_write(const struct question *q, struct answer *answer)
{
    struct str out = {.mem = &q->core->mem};
    struct lecture l = {.out = &out};
    l.steps = (struct steps){.q = q, .work = {.q = q, .answer = answer, .tape = {.g = q->graph}}};
    l.steps.work.e.tape = &l.steps.work.tape;
    bool ok = find_steps(&l);
    l.steps.holds = n_inputs(&l) > 1;
    ok = ok && explain_backward(&l.steps) && add_edges(&l) && work_evaluate(&l.steps.work);
    if (ok) write_all(&l);
    ok = ok && answer_set_document(answer, &out);
    str_free(&out);
    vec_free(mem_of(&l), &l.nodes);
    vec_free(mem_of(&l), &l.edges);
    vec_free(mem_of(&l), &l.steps.all);
    work_free(&l.steps.work);
    return ok || l.left_out;
}

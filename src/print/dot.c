/* dot.c - the graph in Graphviz's language: what the expression computes going forward, and what
 * its derivatives add going back. */
#include "graph/linear.h"
#include "print/document.h"

#include <string.h>

struct drawing {
    struct graph *g;
    struct str *out;
    struct reach reach;
    bool *forward; /* by position: the expression itself needs it */
};

static void put_escaped(struct str *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') str_putc(out, '\\');
        str_putc(out, *text);
    }
}

/* ---- nodes ---- */

static const char *node_label(const struct graph *g, const struct node *n)
{
    static const char *const labels[] = {
#define OPERATION(op, class, words, data, rank, dump, dot, ...) dot,
#include "graph/ops.def"
    };
    const char *name = node_name(g, n);
    switch (n->op) {
    case OP_FN: return fn_name((enum fn)n->fn);
    case OP_REDUCE: return reduction_name((enum reduction)n->fn);
    case OP_DET: return determinant_name((enum determinant)n->fn);
    default: return name && n->op != OP_ARRAY ? name : labels[n->op];
    }
}

static void put_label(struct drawing *d, const struct node *n)
{
    struct numbers *numbers = &d->g->numbers;
    str_puts(d->out, node_label(d->g, n));
    if (n->op == OP_NUMBER || (n->op == OP_PRODUCT && n->data != NUMBER_ONE))
        number_print(numbers, n->data, d->out);
    if (n->op == OP_PRODUCT) str_puts(d->out, n->data == NUMBER_ONE ? "*" : " *");
    if (n->op == OP_SUM) str_puts(d->out, "+");
    if (n->op == OP_SUM && n->data != NUMBER_ZERO) {
        str_putc(d->out, ' ');
        number_print(numbers, n->data, d->out);
    }
    if (n->op == OP_REDUCE && n->data != AXIS_ALL) str_putf(d->out, " axis=%u", n->data);
    if (n->shape == SHAPE_SCALAR) return;
    str_puts(d->out, "\\n");
    shape_print(&d->g->shapes, n->shape, d->out);
}

static void put_node(struct drawing *d, size_t position, const char *indent)
{
    const struct node *n = graph_node(d->g, d->reach.ids.at[position]);
    str_putf(d->out, "%sn%zu [label=\"", indent, position);
    put_label(d, n);
    str_puts(d->out, n->op == OP_VARIABLE ? "\", shape=ellipse];\n"
                     : n->op == OP_NAMED  ? "\", style=rounded];\n"
                                          : "\"];\n");
}

static void put_cluster(struct drawing *d, bool forward)
{
    const char *name = forward ? "forward" : "backward";
    bool open = false;
    for (size_t p = 0; p < d->reach.ids.n; p++) {
        if (d->forward[p] != forward) continue;
        if (!open) str_putf(d->out, "  subgraph cluster_%s {\n    label=\"%s\";\n", name, name);
        open = true;
        put_node(d, p, "    ");
    }
    if (open) str_puts(d->out, "  }\n");
}

/* ---- edges ---- */

/* Labels an edge where the picture could not otherwise tell a/b from a*b, or x^y from y^x. */
static void put_edge_label(struct drawing *d, const struct node *n, uint32_t i)
{
    bool ordered = n->n > 1 && !op_has_pairs(n->op);
    number c = op_has_pairs(n->op) ? node_number(d->g, n, i) : NUMBER_ONE;
    if (ordered) str_putf(d->out, " [label=\"%u\"]", i + 1);
    if (c == NUMBER_ONE) return;
    str_puts(d->out, n->op == OP_SUM ? " [label=\"" : " [label=\"^");
    number_print(&d->g->numbers, c, d->out);
    str_puts(d->out, n->op == OP_SUM ? "*\"]" : "\"]");
}

static void put_edges(struct drawing *d)
{
    for (size_t p = 0; p < d->reach.ids.n; p++) {
        const struct node *n = graph_node(d->g, d->reach.ids.at[p]);
        for (uint32_t i = 0; i < n->n; i++) {
            str_putf(d->out, "  n%u -> n%zu", graph_place(d->g, node_child(d->g, n, i)), p);
            put_edge_label(d, n, i);
            str_puts(d->out, ";\n");
        }
    }
}

static void put_outputs(struct drawing *d, const struct output *outputs, size_t n, const char *mark)
{
    for (size_t i = 0; i < n; i++) {
        str_putf(d->out, "  %s%zu [label=\"", mark, i);
        put_escaped(d->out, outputs[i].label);
        str_putf(d->out, "\", shape=plaintext];\n  n%u -> %s%zu;\n",
                 graph_place(d->g, outputs[i].root), mark, i);
    }
}

/* ---- the whole ---- */

static bool mark_forward(struct drawing *d, const struct document *doc)
{
    d->forward = mem_array(&d->g->core->mem, d->reach.ids.n, sizeof *d->forward);
    if (!d->forward) return false;
    for (size_t i = 0; i < doc->n_values; i++)
        d->forward[graph_place(d->g, doc->values[i].root)] = true;
    for (size_t p = d->reach.ids.n; p-- > 0;) {
        const struct node *n = graph_node(d->g, d->reach.ids.at[p]);
        for (uint32_t i = 0; i < n->n && d->forward[p]; i++)
            d->forward[graph_place(d->g, node_child(d->g, n, i))] = true;
    }
    return true;
}

static bool reach_outputs(struct drawing *d, const struct document *doc)
{
    struct mem *mem = &d->g->core->mem;
    size_t n = doc->n_values + doc->n_derivatives;
    id *roots = mem_array(mem, n, sizeof *roots);
    if (!roots) return false;
    for (size_t i = 0; i < n; i++)
        roots[i] =
            i < doc->n_values ? doc->values[i].root : doc->derivatives[i - doc->n_values].root;
    bool ok = graph_reach(d->g, roots, n, &d->reach);
    mem_free_array(mem, roots, n, sizeof *roots);
    return ok;
}

bool print_dot(const struct document *doc, struct str *out)
{
    struct drawing d = {.g = doc->g, .out = out};
    bool ok = reach_outputs(&d, doc) && mark_forward(&d, doc);
    if (ok) {
        str_puts(out,
                 "digraph dcalc {\n  rankdir=LR;\n  node [shape=box, fontname=\"Courier\"];\n");
        put_cluster(&d, true);
        put_cluster(&d, false);
        put_edges(&d);
        put_outputs(&d, doc->values, doc->n_values, "f");
        put_outputs(&d, doc->derivatives, doc->n_derivatives, "d");
        str_puts(out, "}\n");
    }
    mem_free_array(&d.g->core->mem, d.forward, d.reach.ids.n, sizeof *d.forward);
    reach_free(d.g, &d.reach);
    return ok && !out->failed;
}
